/* SPDX-License-Identifier: MIT */
/*
 * `defects CASE`: defects of the original, by their numbers in docs/protocols/cluster-rpc.md, that no other test here is of.
 * test/runtime/cluster/defects.test.ts is the same in TypeScript.
 */
#define _GNU_SOURCE
#include "call-test.h"

#include <sluice/cluster-transport.h>
#include <sluice/handle.h>

#include "../../../native/src/fifo-words.h"
#include "../../../native/src/member.h"

/* ---- members that give a slot up -------------------------------------------------------------------------------------------------- */

/* Takes the next slot of member 1's FIFO, says so, and does nothing with it. */
static void claim_and_stand(int to, int from, int32_t cxy)
{
	struct sluice_member *member;
	struct sluice__peer *peer;
	struct sluice__fifo place;

	CHECK(hear(to) == 'g');
	member = join_as(cxy);
	peer = sluice__member_peer(member, 1);
	CHECK(peer != NULL && sluice__fifo_place(&place, peer->view.fifo_lines, peer->view.fifo_slots, peer->view.fifo_slot_count));
	CHECK(sluice__fifo_claim(&place, peer->writer_first, 0) != SLUICE__NO_TICKET);
	tell(from, 'C');
	hear(to);
}

/* Whoever takes a slot and dies leaves no hole: what came behind it is served, and the room comes back. R2. */
static void abandoned(void)
{
	static struct sluice_cluster_pending behind;
	struct sluice_cluster_target target;
	struct other one = start_server(1), two = start(claim_and_stand, 2), three = start(claim_and_stand, 3);
	struct sluice_member *member = join_as(9);
	int i;

	tell(two.to, 'g');
	CHECK(hear(two.from) == 'C');
	tell(three.to, 'g');
	CHECK(hear(three.from) == 'C');
	memset(&target, 0, sizeof target);
	target.cxy = 1;
	set_index(target.descriptor, RPC_NEXT);
	behind = (struct sluice_cluster_pending){.targets = &target, .count = 1, .deadline_ns = soon()};
	CHECK(sluice_cluster_begin(member, 0, &behind) == 0);
	end(two, SIGKILL);
	end(three, SIGKILL);
	CHECK(sluice_cluster_finish(&behind) == 0);
	for (i = 0; i < 300; i++)
		CHECK(call(member, 1, RPC_NEXT, 0, NULL, soon()) == 0);
	CHECK(sluice_member_leave(member) == 0);
	end(one, SIGKILL);
}

/* ---- what a call hands over ------------------------------------------------------------------------------------------------------- */

#define THREAD 7
#define MOST_BYTES 4096

enum { TOUCH, FETCH, SUM, PINNED, COUNT };

/* What the handlers of this file work on, and what the last of them has left. */
static struct sluice_handle_table things;
static int touched, last_status;
static uint8_t fetched[MOST_BYTES];

static int touch(struct sluice_cluster_request *request, void *user)
{
	void *thing;

	(void)user;
	last_status = sluice_handles_get(&things, argument(request->descriptor, 0), THREAD, &thing);
	if (last_status == 0)
		++*(int *)thing;
	return last_status == 0 ? 0 : SLUICE_ERR_FAILED;
}

/* Reads bytes of whatever heap: argument 0 says where, argument 1 how many. */
static int fetch(struct sluice_cluster_request *request, void *user)
{
	const uint64_t length = argument(request->descriptor, 1);

	(void)user;
	if (length > sizeof fetched)
		return -E2BIG;
	last_status = sluice_member_read(request->member, argument(request->descriptor, 0), fetched, (size_t)length);
	return last_status == 0 ? 0 : SLUICE_ERR_FAILED;
}

static int sum_up(struct sluice_cluster_request *request, void *user)
{
	const uint64_t count = argument(request->descriptor, 1);
	uint64_t total = 0, each, i;

	if (count > sizeof fetched / sizeof each)
		return -E2BIG;
	set_argument(request->descriptor, 1, count * sizeof each);
	if (fetch(request, user) != 0)
		return SLUICE_ERR_FAILED;
	for (i = 0; i < count; i++) {
		memcpy(&each, fetched + i * sizeof each, sizeof each);
		total += each;
	}
	set_argument(request->descriptor, 2, total);
	return 0;
}

static const struct sluice_cluster_rpc OWN_RPCS[COUNT] = {
	[TOUCH] = {SLUICE_CLUSTER_DEFINED, 0, touch},
	[FETCH] = {SLUICE_CLUSTER_DEFINED, 0, fetch},
	[SUM] = {SLUICE_CLUSTER_DEFINED, 0, sum_up},
	[PINNED] = {SLUICE_CLUSTER_DEFINED, FINGERPRINT, next},
};
static const struct sluice_cluster_service OWN_SERVICE = {OWN_RPCS, COUNT, NULL};

static struct sluice_member *near_member, *far_member;
static pthread_t far_thread;
static uint64_t heap;
static uint32_t heap_size;

static void *serve_far(void *user)
{
	const int waiter = sluice_member_attach(far_member);

	(void)user;
	CHECK(waiter > 0);
	CHECK(sluice_cluster_serve(far_member, (uint32_t)waiter, NULL, SLUICE_FOREVER) == -SLUICE_ERR_STATE);
	CHECK(sluice_member_detach(far_member, (uint32_t)waiter) == 0);
	return NULL;
}

/* Member 1, which serves, and member 2, whose heap this is. */
static void open_both(void)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;

	options.heap_size = MOST_BYTES;
	far_member = join_with(options, 1);
	CHECK(sluice_cluster_attach(far_member, &OWN_SERVICE) == 0);
	near_member = join_with(options, 2);
	CHECK(sluice_member_heap(near_member, 2, &heap, &heap_size) == 0);
	CHECK(pthread_create(&far_thread, NULL, serve_far, NULL) == 0);
}

static void close_both(void)
{
	CHECK(sluice_member_leave(far_member) == 0);
	CHECK(pthread_join(far_thread, NULL) == 0);
	CHECK(sluice_member_leave(near_member) == 0);
}

static int call_far(uint32_t index, uint64_t first, uint64_t second, uint64_t *third)
{
	uint8_t descriptor[SLUICE_CLUSTER_DESCRIPTOR] = {0};
	int status;

	set_index(descriptor, index);
	set_argument(descriptor, 0, first);
	set_argument(descriptor, 1, second);
	status = sluice_cluster_call(near_member, 0, 1, descriptor, 0, soon(), NULL);
	if (third != NULL)
		*third = argument(descriptor, 2);
	return status;
}

/* A handle or an extended pointer that is wrong leads nowhere, whatever it is. R8. */
static void pointers(void)
{
	struct sluice_handle_table others;
	uint64_t live, stale, of_other_type, of_other;
	size_t i;

	open_both();
	CHECK(sluice_handles_init(&things, 1, 100) == 0 && sluice_handles_init(&others, 2, 100) == 0);
	CHECK(sluice_handles_add(&things, THREAD, &touched, &live) == 0 && sluice_handles_add(&things, THREAD, &touched, &stale) == 0);
	CHECK(sluice_handles_remove(&things, stale, THREAD, NULL) == 0);
	CHECK(sluice_handles_add(&things, THREAD + 1, &touched, &of_other_type) == 0);
	CHECK(sluice_handles_add(&others, THREAD, &touched, &of_other) == 0);
	CHECK(call_far(TOUCH, live, 0, NULL) == 0 && touched == 1);
	{
		const struct { uint64_t handle; int status; } WRONG[] = {
			{stale, SLUICE_ERR_HANDLE_STALE},
			{of_other_type, SLUICE_ERR_HANDLE_TYPE},
			{of_other, SLUICE_ERR_HANDLE_FOREIGN},
			{0, SLUICE_ERR_HANDLE_FOREIGN},
			{(uintptr_t)&touched, SLUICE_ERR_HANDLE_FOREIGN},
			{UINT64_MAX, SLUICE_ERR_HANDLE_FOREIGN},
		};

		for (i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++)
			CHECK(call_far(TOUCH, WRONG[i].handle, 0, NULL) == -SLUICE_ERR_FAILED && last_status == -WRONG[i].status);
	}
	CHECK(touched == 1);
	CHECK(call_far(FETCH, heap + 96, heap_size - 96, NULL) == 0);
	{
		const struct { uint64_t pointer; uint64_t length; int status; } WRONG[] = {
			{heap - 1, 1, SLUICE_ERR_POINTER},
			{heap + heap_size, 1, SLUICE_ERR_POINTER},
			{heap + 1, heap_size, SLUICE_ERR_POINTER},
			{sluice_xptr(2, 0), 8, SLUICE_ERR_POINTER},
			{sluice_xptr(9, (uint32_t)heap), 8, SLUICE_ERR_NO_MEMBER},
			{(uintptr_t)&touched, 8, SLUICE_ERR_NO_MEMBER},
		};

		for (i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++)
			CHECK(call_far(FETCH, WRONG[i].pointer, WRONG[i].length, NULL) == -SLUICE_ERR_FAILED && last_status == -WRONG[i].status);
	}
	sluice_handles_free(&things);
	sluice_handles_free(&others);
	close_both();
}

/* Who takes an RPC for another one is told so, before a handler sees its arguments. R9. */
static void fingerprints(void)
{
	uint8_t descriptor[SLUICE_CLUSTER_DESCRIPTOR] = {0};

	open_both();
	set_index(descriptor, PINNED);
	CHECK(sluice_cluster_call(near_member, 0, 1, descriptor, FINGERPRINT + 1, soon(), NULL) == -SLUICE_ERR_INCOMPATIBLE);
	CHECK(argument(descriptor, 1) == 0);
	CHECK(sluice_cluster_call(near_member, 0, 1, descriptor, FINGERPRINT, soon(), NULL) == 0 && argument(descriptor, 1) == 1);
	/* Who says none is not compared, nor is an RPC that has none. */
	CHECK(sluice_cluster_call(near_member, 0, 1, descriptor, 0, soon(), NULL) == 0);
	set_index(descriptor, SUM);
	memset(descriptor + SLUICE_CLUSTER_ARGUMENTS, 0, SLUICE_CLUSTER_DESCRIPTOR - SLUICE_CLUSTER_ARGUMENTS);
	set_argument(descriptor, 0, heap);
	CHECK(sluice_cluster_call(near_member, 0, 1, descriptor, FINGERPRINT, soon(), NULL) == 0);
	close_both();
}

/* More than ten arguments do not fit a descriptor, and go by reference. R10. */
static void many_arguments(void)
{
	uint64_t numbers[100], total = 0, told = 0, i;

	open_both();
	for (i = 0; i < 100; i++)
		total += numbers[i] = i * i * i * i * i * i * i * i;
	CHECK(sluice_member_write(near_member, heap, numbers, sizeof numbers) == 0);
	CHECK(call_far(SUM, heap, 100, &told) == 0 && told == total);
	close_both();
}

/* A text comes whole, with its length, or not at all. R13. */
static void texts(void)
{
	static uint8_t text[MOST_BYTES + 1], seen[MOST_BYTES];
	static const size_t LENGTHS[] = {0, 1, 104, 255, MOST_BYTES};
	struct sluice_transport *transport;
	uint8_t *record;
	size_t i;

	open_both();
	CHECK(heap_size == MOST_BYTES);
	for (i = 0; i < sizeof text; i++)
		text[i] = (uint8_t)(i * 7);
	for (i = 0; i < sizeof LENGTHS / sizeof LENGTHS[0]; i++) {
		memset(fetched, 0xee, sizeof fetched);
		CHECK(sluice_member_write(near_member, heap, text, LENGTHS[i]) == 0);
		CHECK(call_far(FETCH, heap, LENGTHS[i], NULL) == 0);
		CHECK(memcmp(fetched, text, LENGTHS[i]) == 0 && (LENGTHS[i] == MOST_BYTES || fetched[LENGTHS[i]] == 0xee));
	}
	/* One byte too many: an error, and not a byte of it is there. */
	memset(text, 'y', sizeof text);
	CHECK(sluice_member_read(near_member, heap, seen, sizeof seen) == 0);
	CHECK(sluice_member_write(near_member, heap, text, MOST_BYTES + 1) == -SLUICE_ERR_POINTER);
	CHECK(sluice_member_write(near_member, heap + 1, text, MOST_BYTES) == -SLUICE_ERR_POINTER);
	CHECK(sluice_member_read(near_member, heap, fetched, sizeof fetched) == 0 && memcmp(fetched, seen, sizeof seen) == 0);
	close_both();
	/* Nor is a payload cut that is longer than a descriptor. */
	near_member = join_as(2);
	CHECK(sluice_cluster_transport(near_member, 0, NULL, &transport) == 0);
	CHECK(sluice_transport_try_reserve(transport, SLUICE_CALL_SIZE + SLUICE_CLUSTER_DESCRIPTOR + 1, &record) == -SLUICE_ERR_TOO_LONG);
	CHECK(sluice_transport_try_reserve(transport, SLUICE_CALL_SIZE + SLUICE_CLUSTER_DESCRIPTOR, &record) == 0);
	sluice_transport_abort(transport);
	sluice_transport_free(transport);
	CHECK(sluice_member_leave(near_member) == 0);
}

int main(int argument_count, char **arguments)
{
	static const struct test TESTS[] = {
		{"abandoned", abandoned}, {"pointers", pointers}, {"fingerprints", fingerprints}, {"many-arguments", many_arguments}, {"texts", texts},
	};
	int result;

	make_folder();
	result = RUN_TEST(TESTS, argument_count, arguments);
	remove_folder();
	return result;
}
