/* SPDX-License-Identifier: MIT */
/* `handles CASE`: handles of things; the same rules as test/runtime/cluster/handles.test.ts. */
#include <sluice/handle.h>

#include "../check.h"

static int things[64];

static void layout(void)
{
	struct sluice_handle_table table;
	uint64_t first, second, third;
	void *value;

	CHECK(sluice_handles_init(&table, 0xabcd, SLUICE_MAX_HANDLES) == 0);
	CHECK(sluice_handles_add(&table, 0x12, &things[0], &first) == 0 && first == UINT64_C(0xabcd120001000000));
	CHECK(sluice_handles_add(&table, 0xff, &things[1], &second) == 0 && second == UINT64_C(0xabcdff0001000001));
	CHECK(sluice_handles_remove(&table, second, 0xff, &value) == 0 && value == &things[1]);
	CHECK(sluice_handles_add(&table, 1, &things[2], &third) == 0 && third == UINT64_C(0xabcd010002000001));
	CHECK(sluice_handles_get(&table, first, 0x12, &value) == 0 && value == &things[0] && table.size == 2);
	CHECK(sluice_handles_get(&table, first, 0x12, NULL) == 0);
	sluice_handles_free(&table);
}

static void lives(void)
{
	struct sluice_handle_table table;
	uint64_t first, handle;

	CHECK(sluice_handles_init(&table, 1, 1) == 0);
	CHECK(sluice_handles_add(&table, 1, things, &first) == 0);
	CHECK(sluice_handles_remove(&table, first, 1, NULL) == 0);
	CHECK(sluice_handles_get(&table, first, 1, NULL) == -SLUICE_ERR_HANDLE_STALE);
	CHECK(sluice_handles_remove(&table, first, 1, NULL) == -SLUICE_ERR_HANDLE_STALE);
	for (uint32_t life = 2; life <= 0xffff; life++) {
		CHECK(sluice_handles_add(&table, 1, things, &handle) == 0 && handle != first);
		CHECK(sluice_handles_remove(&table, handle, 1, NULL) == 0);
	}
	CHECK(sluice_handles_add(&table, 1, things, &handle) == -SLUICE_ERR_BUSY);
	CHECK(sluice_handles_get(&table, first, 1, NULL) == -SLUICE_ERR_HANDLE_STALE);
	CHECK(sluice_handles_get(&table, first & ~(UINT64_C(0xffff) << 24), 1, NULL) == -SLUICE_ERR_HANDLE_FOREIGN);
	sluice_handles_free(&table);
}

static void strangers(void)
{
	struct sluice_handle_table table, other;
	uint64_t handle, another;

	CHECK(sluice_handles_init(&table, 1, 100) == 0 && sluice_handles_init(&other, 2, 100) == 0);
	CHECK(sluice_handles_get(&table, UINT64_C(0x0001010001000000), 1, NULL) == -SLUICE_ERR_HANDLE_FOREIGN);
	CHECK(sluice_handles_add(&table, 1, things, &handle) == 0 && sluice_handles_add(&other, 1, things, &another) == 0);
	CHECK(sluice_handles_get(&other, handle, 1, NULL) == -SLUICE_ERR_HANDLE_FOREIGN);
	CHECK(sluice_handles_get(&table, handle + 1, 1, NULL) == -SLUICE_ERR_HANDLE_FOREIGN);
	CHECK(sluice_handles_get(&table, 0, 1, NULL) == -SLUICE_ERR_HANDLE_FOREIGN);
	CHECK(sluice_handles_get(&table, handle + (1u << 24), 1, NULL) == -SLUICE_ERR_HANDLE_STALE);
	CHECK(sluice_handles_get(&table, handle, 2, NULL) == -SLUICE_ERR_HANDLE_TYPE);
	CHECK(sluice_handles_get(&table, handle ^ UINT64_C(3) << 40, 2, NULL) == -SLUICE_ERR_HANDLE_TYPE);
	CHECK(sluice_handles_get(&table, handle ^ UINT64_C(3) << 40, 1, NULL) == -SLUICE_ERR_HANDLE_TYPE);
	CHECK(sluice_handles_get(&table, handle, 1, NULL) == 0);
	sluice_handles_free(&table);
	sluice_handles_free(&other);
}

static void limits(void)
{
	struct sluice_handle_table table;
	uint64_t handle;

	CHECK(sluice_handles_init(&table, 65536, 1) == -SLUICE_ERR_OPTION && sluice_handles_init(&table, 0, 0) == -SLUICE_ERR_OPTION);
	CHECK(sluice_handles_init(&table, 0, SLUICE_MAX_HANDLES + 1) == -SLUICE_ERR_OPTION);
	CHECK(sluice_handles_init(&table, 0, 40) == 0);
	CHECK(sluice_handles_add(&table, 0, things, &handle) == -SLUICE_ERR_OPTION);
	CHECK(sluice_handles_add(&table, 256, things, &handle) == -SLUICE_ERR_OPTION);
	for (int i = 0; i < 40; i++)
		CHECK(sluice_handles_add(&table, 1, things, &handle) == 0);
	CHECK(sluice_handles_add(&table, 1, things, &handle) == -SLUICE_ERR_BUSY);
	sluice_handles_free(&table);
}

static void churn(void)
{
	struct sluice_handle_table table;
	struct { uint64_t handle; uint32_t type; void *value; } live[64] = {0};
	uint64_t gone[4096];
	size_t gone_count = 0;
	uint32_t seed = 5;
	void *value;

	CHECK(sluice_handles_init(&table, 3, 64) == 0);
	for (int i = 0; i < 6000; i++) {
		const uint32_t at = below(&seed, 64);

		if (live[at].handle == 0) {
			live[at].type = 1 + below(&seed, 3);
			live[at].value = &things[at];
			CHECK(sluice_handles_add(&table, live[at].type, live[at].value, &live[at].handle) == 0);
		} else {
			CHECK(sluice_handles_remove(&table, live[at].handle, live[at].type, &value) == 0 && value == live[at].value);
			gone[gone_count++] = live[at].handle;
			live[at].handle = 0;
		}
	}
	for (size_t i = 0; i < gone_count; i++)
		CHECK(sluice_handles_get(&table, gone[i], 1, NULL) == -SLUICE_ERR_HANDLE_STALE);
	for (int i = 0; i < 64; i++)
		if (live[i].handle != 0)
			CHECK(sluice_handles_get(&table, live[i].handle, live[i].type, &value) == 0 && value == live[i].value);
	sluice_handles_free(&table);
}

int main(int argument_count, char **arguments)
{
	static const struct test TESTS[] = {
		{"layout", layout}, {"lives", lives}, {"strangers", strangers}, {"limits", limits}, {"churn", churn},
	};

	return RUN_TEST(TESTS, argument_count, arguments);
}
