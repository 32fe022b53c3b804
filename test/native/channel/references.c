/* Payloads by reference: blocks are lent, given back, and never believed. */
#include "pair.h"

#define BLOCK 4096u
#define BLOCKS 16u

static void open_arenas(bool trusts)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;

	options.send_order = 0;
	options.arena_block_size = BLOCK;
	options.arena_block_count = BLOCKS;
	options.trusts_peer = trusts;
	open_with(&options, &options);
}

static int put_reference(struct sluice_channel *channel, size_t size, uint32_t type)
{
	uint8_t *payload;
	const int status = sluice_channel_prep_reference(channel, size, type, ~type, 0, &payload);

	if (status != 0)
		return status;
	memset(payload, (int)type, size);
	return sluice_channel_send_messages(channel);
}

/* Large ones go by themselves, small ones on request; in place for who trusts, else copied once. */
static void test_sizes(void)
{
	static const size_t sizes[] = {1, 1008, 1009, 4096, 4097, 40000, BLOCK * BLOCKS};
	struct sluice_message message;
	size_t i;
	int trusts;

	for (trusts = 0; trusts < 2; trusts++) {
		open_arenas(trusts == 1);
		for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
			const bool is_inside = sizes[i] <= 1008;

			CHECK(put(left, sizes[i], 1) == 0);
			CHECK(sluice_channel_get_message(right, &message) == 1 && message.size == sizes[i]);
			CHECK((right->borrowed != 0) == !is_inside);
			/* The writer changes it afterwards: only who trusts sees that. */
			if (!is_inside) {
				sluice__channel_of(left)->lender.data[0] = 77;
				CHECK(message.payload[0] == (trusts == 1 ? 77 : 1));
				sluice__channel_of(left)->lender.data[0] = 1;
			}
			expect(right, sizes[i], 1);
			CHECK(put_reference(left, sizes[i], 2) == 0);
			expect(right, sizes[i], 2);
		}
		CHECK(put(left, BLOCK * BLOCKS + 1, 1) == -SLUICE_ERR_TOO_LONG && put_reference(left, SIZE_MAX, 1) == -SLUICE_ERR_TOO_LONG);
		/* Both directions. */
		CHECK(put(right, 5000, 3) == 0);
		expect(left, 5000, 3);
		close_pair();
	}
	open_pair(0);
	CHECK(put_reference(left, 10, 1) == -SLUICE_ERR_TOO_LONG && put(left, 1009, 1) == -SLUICE_ERR_TOO_LONG);
	close_pair();
}

/* First fit, and a generation for each time that a block is lent. */
static void test_blocks(void)
{
	const uint32_t *reference;
	uint8_t *payload;

	open_arenas(false);
	CHECK(put_reference(left, 3 * BLOCK, 1) == 0 && put_reference(left, 1, 2) == 0 && put_reference(left, 2 * BLOCK + 1, 3) == 0);
	reference = (const uint32_t *)(const void *)(left->out.data + 16);
	CHECK(reference[0] == 0 && reference[1] == 0 && reference[2] == 3 * BLOCK && reference[3] == 1);
	CHECK(reference[8] == 0 && reference[9] == 3 && reference[10] == 1 && reference[11] == 1);
	CHECK(reference[17] == 4);
	expect(right, 3 * BLOCK, 1);
	CHECK(*(uint32_t *)(void *)sluice__channel_of(right)->link.own.released.data == 1);
	/* Two of the three fit where they were; four do not. */
	CHECK(put_reference(left, 4 * BLOCK, 4) == 0 && reference[25] == 7 && put_reference(left, 2 * BLOCK, 5) == 0);
	CHECK(reference[33] == 0 && reference[35] == 2);
	/* What is given up is not lent. */
	CHECK(sluice_channel_reserve_message(left, 2000, 0, &payload) == 0 && payload == sluice__channel_of(left)->lender.data + 2 * BLOCK);
	CHECK(sluice_channel_abort_message(left) == 0);
	CHECK(sluice_channel_reserve_message(left, 2000, 0, &payload) == 0 && payload == sluice__channel_of(left)->lender.data + 2 * BLOCK);
	memset(payload, 6, 1500);
	CHECK(sluice_channel_commit_message(left, 1500, 6, ~6u) == 0 && sluice_channel_send_messages(left) == 0);
	expect(right, 1, 2);
	expect(right, 2 * BLOCK + 1, 3);
	expect(right, 4 * BLOCK, 4);
	expect(right, 2 * BLOCK, 5);
	expect(right, 1500, 6);
	close_pair();
}

static void *late_reader(void *user)
{
	nap(30);
	adopt(right);
	expect(right, BLOCK * BLOCKS, 1);
	return user;
}

/* Who waits for a block is woken when one is given back, though there is room in the ring. */
static void test_waiting(void)
{
	pthread_t thread;
	uint8_t *payload;

	open_arenas(false);
	CHECK(put(left, BLOCK * BLOCKS, 1) == 0 && put_reference(left, 1, 2) == SLUICE_FULL && put(left, 10, 2) == 0);
	CHECK(sluice_channel_prep_reference(left, 1, 3, ~3u, in_ms(10), &payload) == -SLUICE_ERR_PEER_UNRESPONSIVE);
	thread = start(late_reader, NULL);
	CHECK(sluice_channel_prep_reference(left, 1, 3, ~3u, in_ms(20000), &payload) == 0 && *WRITER_WORD(left, arena_waiting) == 0);
	payload[0] = 3;
	pthread_join(thread, NULL);
	adopt(right);
	CHECK(sluice_channel_send_messages(left) == 0);
	expect(right, 10, 2);
	expect(right, 1, 3);
	close_pair();
}

#define MANY 3000u

static size_t size_of(uint32_t number)
{
	return number % 5 == 0 ? number * 17 % 900 : 1 + (size_t)number * 7919 % (BLOCK * 6);
}

static void *lend_many(void *user)
{
	uint8_t *payload;
	uint32_t i;

	adopt(left);
	for (i = 0; i < MANY; i++) {
		CHECK(sluice_channel_prep_message(left, size_of(i), i, ~i, in_ms(20000), &payload) == 0);
		memset(payload, (int)i, size_of(i));
		if (i % 4 == 0)
			CHECK(sluice_channel_send_messages(left) == 0);
	}
	CHECK(sluice_channel_end(left) == 0);
	return user;
}

static void test_many(void)
{
	struct sluice_message message;
	pthread_t thread;
	uint32_t i;

	open_arenas(true);
	thread = start(lend_many, NULL);
	for (i = 0; i < MANY; i++) {
		CHECK(sluice_channel_receive(right, in_ms(20000), &message) == 1);
		expect(right, size_of(i), i);
	}
	pthread_join(thread, NULL);
	adopt(left);
	CHECK(next(right) == -SLUICE_ERR_ENDED);
	close_pair();
}

/* ---- lies ----------------------------------------------------------------------------------------------------------------------------- */

static void check_reference(uint32_t word, uint32_t value, bool is_lie)
{
	uint32_t *reference;

	open_arenas(false);
	CHECK(put_reference(left, 100, 1) == 0);
	reference = (uint32_t *)(void *)(left->out.data + 16);
	reference[word] = value;
	CHECK(next(right) == (is_lie ? -SLUICE_ERR_POISONED : 1));
	CHECK(sluice_channel_get_ending(right).reason == (is_lie ? SLUICE_POISON_REFERENCE : 0));
	close_pair();
}

static void test_reference_lies(void)
{
	check_reference(0, 1, true);
	check_reference(0, UINT32_MAX, true);
	check_reference(1, BLOCKS - 1, false);
	check_reference(1, BLOCKS, true);
	check_reference(1, UINT32_MAX, true);
	check_reference(2, BLOCK * BLOCKS, false);
	check_reference(2, BLOCK * BLOCKS + 1, true);
	check_reference(2, UINT32_MAX, true);
	check_reference(3, 0, true);
	check_reference(3, 2, true);
	check_reference(3, UINT32_MAX, true);
	/* The same block twice, without having it back. */
	open_arenas(false);
	CHECK(put_reference(left, 100, 1) == 0 && put_reference(left, 100, 2) == 0);
	expect(right, 100, 1);
	*(uint32_t *)(void *)(left->out.data + 32 + 16 + 4) = 0;
	CHECK(next(right) == -SLUICE_ERR_POISONED && sluice_channel_get_ending(right).reason == SLUICE_POISON_REFERENCE);
	close_pair();
	/* None was ever promised. */
	open_pair(0);
	CHECK(put(left, 16, 0) == 0);
	*(uint32_t *)(void *)left->out.data = 16 | SLUICE_WORD_INDIRECT;
	CHECK(next(right) == -SLUICE_ERR_POISONED && sluice_channel_get_ending(right).reason == SLUICE_POISON_REFERENCE);
	close_pair();
}

static void test_released_lies(void)
{
	static const uint32_t values[] = {2, UINT32_MAX, 1u << 31};
	size_t i;

	for (i = 0; i < sizeof values / sizeof values[0]; i++) {
		open_arenas(false);
		CHECK(put(left, BLOCK * BLOCKS, 1) == 0);
		*(uint32_t *)(void *)sluice__channel_of(right)->link.own.released.data = values[i];
		CHECK(put_reference(left, 1, 1) == -SLUICE_ERR_POISONED && sluice_channel_get_ending(left).reason == SLUICE_POISON_RELEASED);
		CHECK(*WRITER_WORD(left, reason) == SLUICE_POISON_RELEASED && remote(right) == SLUICE_STATE_POISONED);
		CHECK(sluice_channel_get_ending(right).reason == SLUICE_POISON_RELEASED);
		close_pair();
	}
}

/* What a dead writer has lent can still be read; what a dead reader had is no matter. */
static void test_death(void)
{
	struct sluice_message message;
	int trusts;

	for (trusts = 0; trusts < 2; trusts++) {
		open_arenas(trusts == 1);
		CHECK(put(left, 9000, 1) == 0 && put(left, 5000, 2) == 0 && put(right, 8000, 3) == 0);
		CHECK(sluice_channel_get_message(right, &message) == 1);
		kill_end(&left);
		CHECK(remote(right) == SLUICE_STATE_CRASHED);
		expect(right, 9000, 1);
		expect(right, 5000, 2);
		CHECK(next(right) == -SLUICE_ERR_PEER_DIED && put(right, 9000, 1) == -SLUICE_ERR_PEER_DIED);
		CHECK(sluice_channel_get_ending(right).sent == 32 && sluice_channel_get_ending(right).released == 0);
		close_pair();
	}
}

static const struct test TESTS[] = {
	{"sizes", test_sizes}, {"blocks", test_blocks}, {"waiting", test_waiting}, {"many", test_many},
	{"reference-lies", test_reference_lies}, {"released-lies", test_released_lies}, {"death", test_death},
};

int main(int count, char **arguments)
{
	return RUN_TEST(TESTS, count, arguments);
}
