/* Payloads by reference in a region: blocks of each lane are lent, given back, freed by a death, and never believed. */
#define _GNU_SOURCE
#include "regions.h"

#define BLOCK 1024u
#define BLOCKS 12u
#define RING 1024u

static void make_with_blocks(void)
{
	const struct sluice_region_shape shape = {.slot_count = PEERS, .ring_size = RING, .arena_block_size = BLOCK, .arena_block_count = BLOCKS};

	make_shape(&shape);
	attach(0);
	attach(1);
	attach(2);
}

/* The reader's word for a block of what `from` lends. */
static uint32_t *released_word(uint32_t from, uint32_t to, uint32_t block)
{
	uint8_t *lane = (uint8_t *)sluice__region_lane(regions[0], to, from);

	return (uint32_t *)(void *)(lane + SLUICE_REGION_LANE_RELEASED) + block;
}

static void test_sizes(void)
{
	static const size_t sizes[] = {0, 1, 240, 241, 1024, 1025, 5000, BLOCK * BLOCKS};
	struct sluice_channel *other, *others;
	size_t i;
	int round;

	make_with_blocks();
	join(0, 1, &left, &right);
	join(0, 2, &other, &others);
	for (round = 0; round < 3; round++) {
		for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
			/* In both directions, and to two peers, at the same time: each lane has blocks of its own. */
			CHECK(put(left, sizes[i], 1) == 0 && put(right, sizes[i], 2) == 0 && put(other, sizes[i], 3) == 0);
			expect(right, sizes[i], 1);
			expect(left, sizes[i], 2);
			expect(others, sizes[i], 3);
		}
		CHECK(put(left, BLOCK * BLOCKS + 1, 1) == -SLUICE_ERR_TOO_LONG);
	}
	CHECK(sluice_channel_disconnect(other) == 0 && sluice_channel_disconnect(others) == 0);
	end();
}

/* Without blocks, as before. */
static void test_none(void)
{
	make(RING, 0);
	attach(0);
	attach(1);
	join(0, 1, &left, &right);
	CHECK(put(left, 240, 1) == 0 && put(left, 241, 1) == -SLUICE_ERR_TOO_LONG);
	expect(right, 240, 1);
	end();
}

static void test_full(void)
{
	struct sluice_message message;

	make_with_blocks();
	join(0, 1, &left, &right);
	CHECK(put(left, 5 * BLOCK, 1) == 0 && put(left, 7 * BLOCK, 2) == 0 && put(left, 241, 3) == SLUICE_FULL);
	/* Got is not given back. */
	CHECK(sluice_channel_get_message(right, &message) == 1 && put(left, 241, 3) == SLUICE_FULL);
	CHECK(message.size == 5 * BLOCK && sluice_channel_finish_message(right) == 0);
	CHECK(put(left, 6 * BLOCK, 3) == SLUICE_FULL && put(left, 5 * BLOCK, 3) == 0);
	expect(right, 7 * BLOCK, 2);
	expect(right, 5 * BLOCK, 3);
	end();
}

static void *read_late(void *user)
{
	uint32_t i;

	adopt(right);
	for (i = 0; i < 200; i++) {
		CHECK(sluice_channel_wait(right, SLUICE_EVENT_RECEIVE, in_ms(60000)) > 0);
		expect(right, 9 * BLOCK, i);
	}
	return user;
}

/* A writer that waits for blocks alone goes on when they are given back. */
static void test_waiting(void)
{
	pthread_t thread;
	uint8_t *payload;
	uint32_t i;

	make_with_blocks();
	join(0, 1, &left, &right);
	thread = start(read_late, NULL);
	for (i = 0; i < 200; i++) {
		CHECK(sluice_channel_prep_message(left, 9 * BLOCK, i, ~i, in_ms(60000), &payload) == 0);
		memset(payload, (int)i, 9 * BLOCK);
		CHECK(sluice_channel_send_messages(left) == 0);
	}
	pthread_join(thread, NULL);
	adopt(right);
	end();
}

/* What a leaver has lent can be read, whole, also when it is back; then all of it is its own again. */
static void test_leaving(void)
{
	uint32_t round;

	make_with_blocks();
	for (round = 1; round < 20; round++) {
		join(0, 1, &left, &right);
		CHECK(put(left, BLOCK * BLOCKS, round) == 0 && sluice_channel_disconnect(left) == 0);
		left = NULL;
		CHECK(sluice_region_try_connect(regions[0], 1, NULL, &left, NULL) == SLUICE_FULL);
		expect(right, BLOCK * BLOCKS, round);
		CHECK(remote(right) == SLUICE_STATE_DISCONNECTED && next(right) == -SLUICE_ERR_PEER_CLOSED);
		sluice_region_withdraw(regions[0], 1);
		close_pair();
	}
	end();
}

/* A reader that dies with everything in its hands: its successor, and others, find nothing of that. */
static void test_deaths(void)
{
	struct sluice_channel *other, *others;
	struct sluice_message message;
	uint32_t round;

	make_with_blocks();
	join(0, 2, &other, &others);
	for (round = 0; round < 20; round++) {
		join(0, 1, &left, &right);
		CHECK(put(left, 6 * BLOCK, 1) == 0 && put(left, 6 * BLOCK, 2) == 0 && put(left, 300, 3) == SLUICE_FULL);
		CHECK(sluice_channel_get_message(right, &message) == 1);
		CHECK(sluice_region_mark_dead(regions[2], 1) == 0);
		CHECK(remote(left) == SLUICE_STATE_CRASHED && put(left, 300, 3) == -SLUICE_ERR_PEER_DIED);
		CHECK(put(other, BLOCK * BLOCKS, 4) == 0);
		expect(others, BLOCK * BLOCKS, 4);
		kill_end(&right);
		close_pair();
		sluice_region_detach(regions[1]);
		attach(1);
	}
	join(0, 1, &left, &right);
	CHECK(put(left, BLOCK * BLOCKS, 5) == 0);
	expect(right, BLOCK * BLOCKS, 5);
	CHECK(sluice_channel_disconnect(other) == 0 && sluice_channel_disconnect(others) == 0);
	end();
}

/* ---- lies -------------------------------------------------------------------------------------------------------------------------- */

static void expect_poison(struct sluice_channel *channel, uint32_t reason)
{
	const struct sluice_channel_ending ending = sluice_channel_get_ending(channel);

	CHECK(ending.status == -SLUICE_ERR_POISONED && ending.reason == reason);
	close_pair();
}

/* A generation that was never lent; the one before, and the one that was lent, are right. */
static void test_released(void)
{
	static const uint32_t lies[] = {2, 3, 0x80000000, 0xffffffff};
	size_t i;

	make_with_blocks();
	for (i = 0; i < sizeof lies / sizeof lies[0]; i++) {
		join(0, 1, &left, &right);
		CHECK(put(left, BLOCK * BLOCKS, 1) == 0 && put(left, 300, 1) == SLUICE_FULL);
		*released_word(0, 1, 0) = lies[i];
		CHECK(put(left, 300, 1) == -SLUICE_ERR_POISONED);
		expect_poison(left, SLUICE_POISON_RELEASED);
	}
	join(0, 1, &left, &right);
	CHECK(put(left, BLOCK * BLOCKS, 1) == 0);
	*released_word(0, 1, 0) = 1;
	CHECK(put(left, 300, 1) == 0);
	end();
}

/* Words of the reference: region, block, length, generation. */
static void test_references(void)
{
	static const uint32_t lies[][4] = {
		{1, 0, 300, 1}, {0, BLOCKS, 300, 1}, {0, 0xffffffff, 300, 1}, {0, 0, BLOCK * BLOCKS + 1, 1}, {0, 1, BLOCK * BLOCKS, 1},
		{0, 0, 0xffffffff, 1}, {0, 0, 300, 0}, {0, 0, 300, 2},	    {0, BLOCKS - 1, BLOCK + 1, 1},
	};
	size_t i;

	make_with_blocks();
	for (i = 0; i < sizeof lies / sizeof lies[0]; i++) {
		join(0, 1, &left, &right);
		CHECK(put(right, 300, 1) == 0);
		memcpy(sluice__channel_of(right)->link.own.ring.data + SLUICE_RECORD_HEADER, lies[i], sizeof lies[i]);
		CHECK(next(left) == -SLUICE_ERR_POISONED);
		expect_poison(left, SLUICE_POISON_REFERENCE);
	}
	end();
}

/* Whoever takes back a word for what was given back takes that run, and nothing else. */
static void test_given(void)
{
	make_with_blocks();
	join(0, 1, &left, &right);
	CHECK(put(left, 300, 1) == 0);
	expect(right, 300, 1);
	*released_word(0, 1, 0) = 0;
	CHECK(put(left, BLOCK * BLOCKS, 2) == SLUICE_FULL && put(left, BLOCK * (BLOCKS - 1), 2) == 0);
	expect(right, BLOCK * (BLOCKS - 1), 2);
	CHECK(*released_word(0, 1, 0) == 0 && *released_word(0, 1, 1) == 1);
	end();
}

/* Any word of a lane, its generations and its blocks; every call ends, and says what is documented. */
static void test_lies(void)
{
	uint32_t seed = 0x777, poisoned = 0, round;

	make_with_blocks();
	for (round = 0; round < 2000; round++) {
		struct sluice_channel *other, *others;
		uint32_t step;

		join(0, 1, &left, &right);
		join(0, 2, &other, &others);
		for (step = 0; step < 12; step++) {
			const uint32_t words = regions[0]->layout.lane_stride / 4, choice = below(&seed, 4);
			uint32_t *lane = (uint32_t *)(void *)sluice__region_lane(regions[0], 1, 0);
			struct sluice_message message;
			int status;

			put(right, 200 + below(&seed, 3000), 1);
			if (choice == 0)
				*released_word(0, 1, below(&seed, BLOCKS)) = below(&seed, 4);
			else if (choice == 1)
				lane[regions[0]->layout.ring_offset / 4 + below(&seed, RING / 4)] = below(&seed, 2) == 0 ? below(&seed, 20) : draw(&seed);
			else
				lane[32 + below(&seed, words - 32)] = draw(&seed);
			status = sluice_channel_get_message(left, &message);
			if (status == 1) {
				volatile uint8_t sum = 0;
				size_t i;

				for (i = 0; i < message.size; i++)
					sum = (uint8_t)(sum + message.payload[i]);
				sluice_channel_finish_message(left);
			}
			CHECK(status >= 0 || status == -SLUICE_ERR_POISONED || status == -SLUICE_ERR_ENDED);
			if (status == -SLUICE_ERR_POISONED)
				poisoned++;
			status = put(left, 200 + below(&seed, 3000), 1);
			CHECK(status == 0 || status == SLUICE_FULL || status == -SLUICE_ERR_POISONED);
		}
		CHECK(put(other, 5000, 9) == 0);
		expect(others, 5000, 9);
		CHECK(sluice_channel_disconnect(other) == 0 && sluice_channel_disconnect(others) == 0);
		close_pair();
	}
	CHECK(poisoned > 1000);
	end();
}

static const struct test TESTS[] = {
	{"sizes", test_sizes},	     {"none", test_none},	{"full", test_full},   {"waiting", test_waiting}, {"leaving", test_leaving},
	{"deaths", test_deaths},     {"released", test_released}, {"references", test_references}, {"given", test_given},	  {"lies", test_lies},
};

int main(int count, char **arguments)
{
	return RUN_TEST(TESTS, count, arguments);
}
