/* Each word that a peer writes, forged to each value that matters: the rule of docs/runtime.md that catches it, and nothing beside. */
#include "memory.h"

#define CAPACITY 4096u
#define HEADER(offset, n) (*(uint32_t *)(void *)(memory->data + (start + (offset)) % CAPACITY + 4 * (n)))

/*
 * Records of 20, 0 and 100 bytes at `start`: headers at 0, 48 and 64; the tail is at 192. Positions are forged as distances from start.
 */
struct lie {
	const char *name;
	void (*forge)(struct memory *memory, uint32_t start);
	uint32_t reason;
	uint32_t good;		/* records that are read before it is noticed */
};

static void tail_to(struct memory *memory, uint32_t tail)
{
	memory->writer_lines->tail = tail;
}

#define FORGE(name) static void name(struct memory *memory, uint32_t start)

FORGE(tail_too_far) { tail_to(memory, start + CAPACITY + 16); }
FORGE(tail_back) { tail_to(memory, start - 16); }
FORGE(tail_half_way) { tail_to(memory, start + (1u << 31)); }
FORGE(tail_odd) { tail_to(memory, start + 188); }
FORGE(tail_odd_and_far) { tail_to(memory, start + CAPACITY + 1); }
FORGE(tail_cuts_record) { tail_to(memory, start + 32); }
FORGE(tail_cuts_header) { tail_to(memory, start + 16); }
FORGE(length_beyond_tail) { HEADER(64, 0) = 113; }
FORGE(length_huge) { HEADER(0, 0) = SLUICE_WORD_LENGTH; }
FORGE(length_above_share) { tail_to(memory, start + CAPACITY); HEADER(0, 0) = CAPACITY / 4 - 15; }
FORGE(length_of_reference) { HEADER(0, 0) = 20 | SLUICE_WORD_INDIRECT; }
FORGE(length_of_short_reference) { HEADER(0, 0) = 15 | SLUICE_WORD_INDIRECT; }
FORGE(sequence_again) { HEADER(48, 1) = 0; }
FORGE(sequence_skips) { HEADER(48, 1) = 2; }
FORGE(sequence_high_bit) { HEADER(0, 1) = 1u << 31; }
FORGE(pad_early) { HEADER(0, 0) = 20 | SLUICE_WORD_PAD; }
FORGE(more_on_pad) { HEADER(48, 0) = SLUICE_WORD_MORE | SLUICE_WORD_PAD; }
FORGE(more_on_reference) { HEADER(0, 0) = 16 | SLUICE_WORD_MORE | SLUICE_WORD_INDIRECT; }
FORGE(more_on_end) { HEADER(48, 0) = SLUICE_WORD_MORE | SLUICE_WORD_END; }
FORGE(end_with_payload) { HEADER(64, 0) = 100 | SLUICE_WORD_END; }
FORGE(end_before_more) { HEADER(48, 0) = SLUICE_WORD_END; }
/* Two rules at once: the first of the table counts. */
FORGE(length_and_sequence) { HEADER(0, 0) = 500; HEADER(0, 1) = 7; }
FORGE(sequence_and_kind) { HEADER(0, 0) = 20 | SLUICE_WORD_PAD; HEADER(0, 1) = 7; }

static const struct lie LIES[] = {
	{"tail too far", tail_too_far, SLUICE_POISON_TAIL, 0},
	{"tail back", tail_back, SLUICE_POISON_TAIL, 0},
	{"tail half way round", tail_half_way, SLUICE_POISON_TAIL, 0},
	{"tail odd", tail_odd, SLUICE_POISON_ALIGNMENT, 0},
	{"tail odd and too far", tail_odd_and_far, SLUICE_POISON_TAIL, 0},
	{"tail within a record", tail_cuts_record, SLUICE_POISON_LENGTH, 0},
	{"tail behind a header", tail_cuts_header, SLUICE_POISON_LENGTH, 0},
	{"length beyond the tail", length_beyond_tail, SLUICE_POISON_LENGTH, 2},
	{"length huge", length_huge, SLUICE_POISON_LENGTH, 0},
	{"length above a quarter", length_above_share, SLUICE_POISON_LENGTH, 0},
	{"reference too long", length_of_reference, SLUICE_POISON_LENGTH, 0},
	{"reference too short", length_of_short_reference, SLUICE_POISON_LENGTH, 0},
	{"sequence again", sequence_again, SLUICE_POISON_SEQUENCE, 1},
	{"sequence skips", sequence_skips, SLUICE_POISON_SEQUENCE, 1},
	{"sequence with its high bit", sequence_high_bit, SLUICE_POISON_SEQUENCE, 0},
	{"pad before the end", pad_early, SLUICE_POISON_KIND, 0},
	{"more on a pad", more_on_pad, SLUICE_POISON_KIND, 1},
	{"more on a reference", more_on_reference, SLUICE_POISON_KIND, 0},
	{"more on END", more_on_end, SLUICE_POISON_KIND, 1},
	{"END with a payload", end_with_payload, SLUICE_POISON_KIND, 2},
	{"END with more behind", end_before_more, SLUICE_POISON_KIND, 1},
	{"length and sequence", length_and_sequence, SLUICE_POISON_LENGTH, 0},
	{"sequence and kind", sequence_and_kind, SLUICE_POISON_SEQUENCE, 0},
};

static void check_poisoned(struct memory *memory, uint32_t reason)
{
	CHECK(memory->consumer.reason == reason && memory->consumer.status == -SLUICE_ERR_POISONED);
	/* For good, also when the liar mends its words; nothing is current, and the head stays where it was. */
	memory->writer_lines->tail = memory->consumer.head;
	CHECK(sluice_consumer_get(&memory->consumer) == -SLUICE_ERR_POISONED);
	CHECK(sluice_consumer_finish(&memory->consumer) == -SLUICE_ERR_STATE);
	CHECK(sluice_consumer_arm(&memory->consumer) == 1);
}

static void test_reader(void)
{
	/* None has a pad within the three records. */
	static const uint32_t starts[] = {0, UINT32_MAX - 191, UINT32_MAX - 4095 + 16, 2048};
	size_t i, s;

	for (i = 0; i < sizeof LIES / sizeof LIES[0]; i++) {
		for (s = 0; s < sizeof starts / sizeof starts[0]; s++) {
			struct memory memory;
			uint32_t good;

			open_memory(&memory, CAPACITY, starts[s]);
			put(&memory, 20, 0);
			put(&memory, 0, 1);
			put(&memory, 100, 2);
			sluice_producer_publish(&memory.producer);
			CHECK(memory.producer.committed == starts[s] + 192);
			LIES[i].forge(&memory, starts[s]);
			for (good = 0; sluice_consumer_get(&memory.consumer) == 1; good++)
				CHECK(sluice_consumer_finish(&memory.consumer) >= 0);
			if (memory.consumer.reason != LIES[i].reason || good != LIES[i].good)
				fprintf(stderr, "%s: reason %u after %u\n", LIES[i].name, memory.consumer.reason, good);
			check_poisoned(&memory, LIES[i].reason);
			CHECK(good == LIES[i].good);
			close_memory(&memory);
		}
	}
}

/* What comes later: a tail that goes back behind what was read, or on after END, and pads that are none. */
static void test_later(void)
{
	struct memory memory;

	open_memory(&memory, CAPACITY, 4000);
	put(&memory, 40, 1);
	sluice_producer_publish(&memory.producer);
	expect(&memory, 40, 1);
	memory.writer_lines->tail -= 16;
	CHECK(sluice_consumer_get(&memory.consumer) == -SLUICE_ERR_POISONED);
	check_poisoned(&memory, SLUICE_POISON_TAIL);
	close_memory(&memory);

	/* As far as the ring is long from what is released, not from what is read. */
	open_memory(&memory, CAPACITY, 0);
	put(&memory, 0, 1);
	sluice_producer_publish(&memory.producer);
	expect(&memory, 0, 1);
	memory.writer_lines->tail = CAPACITY + 16;
	CHECK(sluice_consumer_get(&memory.consumer) == -SLUICE_ERR_POISONED);
	check_poisoned(&memory, SLUICE_POISON_TAIL);
	close_memory(&memory);

	open_memory(&memory, CAPACITY, 0);
	CHECK(sluice_producer_end(&memory.producer) == 0);
	sluice_producer_publish(&memory.producer);
	CHECK(sluice_consumer_get(&memory.consumer) == 1 && memory.consumer.record.flags == SLUICE_WORD_END);
	CHECK(sluice_consumer_finish(&memory.consumer) >= 0 && sluice_consumer_get(&memory.consumer) == 0);
	sluice_consumer_release(&memory.consumer);
	memory.writer_lines->tail += 16;
	CHECK(sluice_consumer_get(&memory.consumer) == -SLUICE_ERR_POISONED);
	check_poisoned(&memory, SLUICE_POISON_KIND);
	close_memory(&memory);

	/* A pad that ends where it must is skipped; one that follows it is longer than a record may be. */
	open_memory(&memory, CAPACITY, CAPACITY - 32);
	put(&memory, 40, 1);
	sluice_producer_publish(&memory.producer);
	*(uint32_t *)(void *)memory.data = (CAPACITY - 16) | SLUICE_WORD_PAD;
	CHECK(sluice_consumer_get(&memory.consumer) == -SLUICE_ERR_POISONED && memory.consumer.head == CAPACITY);
	check_poisoned(&memory, SLUICE_POISON_LENGTH);
	close_memory(&memory);

	open_memory(&memory, CAPACITY, CAPACITY - 32);
	put(&memory, 40, 1);
	sluice_producer_publish(&memory.producer);
	*(uint32_t *)(void *)(memory.data + CAPACITY - 32) = 0 | SLUICE_WORD_PAD;
	CHECK(sluice_consumer_get(&memory.consumer) == -SLUICE_ERR_POISONED);
	check_poisoned(&memory, SLUICE_POISON_KIND);
	close_memory(&memory);
}

static void test_head(void)
{
	static const struct {
		uint32_t distance;	/* from the head that the writer knows, which is 32 before its tail */
		uint32_t reason;
	} heads[] = {
		{0, 0}, {16, 0}, {32, 0}, {8, SLUICE_POISON_ALIGNMENT}, {33, SLUICE_POISON_ALIGNMENT}, {48, SLUICE_POISON_HEAD},
		{(uint32_t)-16, SLUICE_POISON_HEAD}, {1u << 31, SLUICE_POISON_HEAD}, {4096, SLUICE_POISON_HEAD},
	};
	static const uint32_t starts[] = {0, UINT32_MAX - 31, UINT32_MAX - 4095, 4096};
	size_t i, s;
	int way;

	for (i = 0; i < sizeof heads / sizeof heads[0]; i++) {
		for (s = 0; s < sizeof starts / sizeof starts[0]; s++) {
			for (way = 0; way < 4; way++) {
				struct memory memory;
				uint8_t *payload;
				int status;

				open_memory(&memory, CAPACITY, starts[s]);
				put(&memory, 0, 1);
				put(&memory, 0, 2);
				sluice_producer_publish(&memory.producer);
				/* Committed is not published: nobody can have released it. */
				put(&memory, 100, 3);
				memory.reader_lines->head = starts[s] + heads[i].distance;
				if (way == 0)
					status = sluice_producer_look(&memory.producer);
				else if (way == 1)
					status = sluice_producer_arm(&memory.producer, 5) < 0 ? -SLUICE_ERR_POISONED : 0;
				else if (way == 2) {
					sluice_producer_available(&memory.producer);
					while ((status = sluice_producer_reserve(&memory.producer, 1008, &payload)) == 0)
						CHECK(sluice_producer_commit(&memory.producer, 1008, 0, 0, 0) == 0);
					status = status == SLUICE_FULL ? 0 : status;
				} else {
					CHECK(sluice_producer_end(&memory.producer) == 0);
					status = sluice_producer_look(&memory.producer);
				}
				CHECK(status == (heads[i].reason == 0 ? 0 : -SLUICE_ERR_POISONED));
				CHECK(memory.producer.reason == heads[i].reason);
				if (status != 0) {
					CHECK(sluice_producer_reserve(&memory.producer, 0, &payload) == -SLUICE_ERR_POISONED);
					CHECK(sluice_producer_end(&memory.producer) == -SLUICE_ERR_POISONED);
					CHECK(sluice_producer_available(&memory.producer) == 0);
				}
				close_memory(&memory);
			}
		}
	}
}

/* Any bytes in the ring and any words beside it: no wild read, no hang; AddressSanitizer watches. */
static void test_noise(void)
{
	uint32_t seed = 77, round;

	for (round = 0; round < 20000; round++) {
		struct memory memory;
		uint32_t start = below(&seed, 2) == 0 ? draw(&seed) & ~15u : 0, i, steps = 0;

		open_memory(&memory, 256, start);
		for (i = 0; i < 256; i += 4)
			*(uint32_t *)(void *)(memory.data + i) = below(&seed, 3) == 0 ? draw(&seed) : below(&seed, 40) | (draw(&seed) & 0xC0000000);
		/* Mostly plausible: sequences that count. */
		for (i = 0; i < 256; i += 16)
			if (below(&seed, 4) != 0)
				*(uint32_t *)(void *)(memory.data + (start + i) % 256 + 4) = i / (16 << below(&seed, 2));
		memory.writer_lines->tail = start + (below(&seed, 8) == 0 ? draw(&seed) : below(&seed, 17) * 16);
		while (sluice_consumer_get(&memory.consumer) == 1) {
			uint8_t copy[64];

			CHECK(steps++ < 16 && memory.consumer.record.length <= 48);
			memcpy(copy, memory.consumer.record.payload, memory.consumer.record.length);
			CHECK(sluice_consumer_finish(&memory.consumer) >= 0);
		}
		close_memory(&memory);
	}
}

static const struct test TESTS[] = {{"reader", test_reader}, {"later", test_later}, {"head", test_head}, {"noise", test_noise}};

int main(int count, char **arguments)
{
	return RUN_TEST(TESTS, count, arguments);
}
