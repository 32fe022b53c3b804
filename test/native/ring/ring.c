/* The ring by its rules: order, corners, wake words, and random traces beside a model. What a liar can do is in lies.c. */
#include "memory.h"

static const uint32_t STARTS[] = {0, 16, 4096 - 16, UINT32_MAX - 15, UINT32_MAX - 255, UINT32_MAX - 4095, UINT32_C(1) << 31};
#define START_COUNT (sizeof STARTS / sizeof STARTS[0])

static void test_order(void)
{
	size_t s;
	uint32_t i;

	for (s = 0; s < START_COUNT; s++) {
		struct memory memory;

		open_memory(&memory, 4096, STARTS[s]);
		for (i = 0; i < 1000; i++) {
			put(&memory, i * 7 % 1008, i);
			CHECK(sluice_consumer_get(&memory.consumer) == 0);
			sluice_producer_publish(&memory.producer);
			expect(&memory, i * 7 % 1008, i);
			CHECK(sluice_consumer_get(&memory.consumer) == 0);
			sluice_consumer_release(&memory.consumer);
		}
		CHECK(memory.writer_lines->tail == memory.reader_lines->head && memory.writer_lines->tail == memory.producer.committed);
		close_memory(&memory);
	}
}

/* The bytes of a record, a pad and an END, one by one. */
static void test_bytes(void)
{
	static const uint8_t expected[48] = {
		3, 0, 0, 0x20, 0, 0, 0, 0, 0x44, 0x33, 0x22, 0x11, 9, 0, 0, 0, 'a', 'b', 'c', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		0, 0, 0, 0xc0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	};
	struct memory memory;
	uint8_t *payload;

	open_memory(&memory, 256, 0);
	CHECK(sluice_producer_reserve(&memory.producer, 48, &payload) == 0 && payload == memory.data + 16);
	memcpy(payload, "abc", 3);
	CHECK(sluice_producer_commit(&memory.producer, 3, SLUICE_WORD_MORE, 0x11223344, 9) == 0);
	CHECK(sluice_producer_end(&memory.producer) == 0 && memory.producer.committed == 48);
	CHECK(memcmp(memory.data, expected, 48) == 0);
	close_memory(&memory);

	open_memory(&memory, 256, 224);
	memcpy(memory.data + 240, "untouched bytes", 16);
	CHECK(sluice_producer_reserve(&memory.producer, 17, &payload) == 0 && payload == memory.data + 16);
	/* Nothing of a pad is there before the record behind it is committed. */
	CHECK(memory.data[227] == 0 && memory.producer.committed == 224);
	sluice_producer_abort(&memory.producer);
	CHECK(sluice_producer_commit(&memory.producer, 0, 0, 0, 0) == -SLUICE_ERR_STATE);
	CHECK(sluice_producer_reserve(&memory.producer, 17, &payload) == 0);
	CHECK(sluice_producer_commit(&memory.producer, 17, 0, 5, 6) == 0 && memory.producer.committed == 256 + 48);
	CHECK(memory.data[224] == 16 && memory.data[227] == 0x40 && memory.data[228] == 0 && memory.data[4] == 1);
	CHECK(memcmp(memory.data + 240, "untouched bytes", 16) == 0);
	close_memory(&memory);
}

static void test_full(void)
{
	size_t s;

	for (s = 0; s < START_COUNT; s++) {
		struct memory memory;
		uint8_t *payload;
		uint32_t i;

		/* 16 records of 16 bytes fill 256, but for the place of END. */
		open_memory(&memory, 256, STARTS[s]);
		for (i = 0; i < 15; i++)
			put(&memory, 0, i);
		CHECK(sluice_producer_reserve(&memory.producer, 0, &payload) == SLUICE_FULL);
		CHECK(sluice_producer_available(&memory.producer) == 0);
		sluice_producer_publish(&memory.producer);
		expect(&memory, 0, 0);
		/* Finished is not released. */
		CHECK(sluice_producer_reserve(&memory.producer, 0, &payload) == SLUICE_FULL);
		sluice_consumer_release(&memory.consumer);
		CHECK(sluice_producer_reserve(&memory.producer, 1, &payload) == SLUICE_FULL);
		put(&memory, 0, 15);
		CHECK(sluice_producer_end(&memory.producer) == 0 && sluice_producer_end(&memory.producer) == -SLUICE_ERR_ENDED);
		CHECK(sluice_producer_reserve(&memory.producer, 0, &payload) == -SLUICE_ERR_ENDED);
		sluice_producer_publish(&memory.producer);
		CHECK(memory.writer_lines->tail - memory.reader_lines->head == 256);
		for (i = 1; i < 16; i++)
			expect(&memory, 0, i);
		CHECK(sluice_consumer_get(&memory.consumer) == 1 && memory.consumer.record.flags == SLUICE_WORD_END);
		CHECK(sluice_consumer_finish(&memory.consumer) >= 0 && sluice_consumer_get(&memory.consumer) == 0);
		sluice_consumer_release(&memory.consumer);
		CHECK(sluice_producer_look(&memory.producer) == 0 && memory.producer.head == memory.producer.published);
		close_memory(&memory);
	}
}

/* Whatever the position, the longest record fits into an empty ring, and one more byte never does. */
static void test_longest(void)
{
	uint32_t at;

	for (at = 0; at < 4096; at += 16) {
		struct memory memory;
		uint8_t *payload;

		open_memory(&memory, 4096, UINT32_MAX - 4095 + at);
		CHECK(sluice_producer_reserve(&memory.producer, 1009, &payload) == -SLUICE_ERR_TOO_LONG);
		CHECK(sluice_producer_reserve(&memory.producer, UINT32_MAX, &payload) == -SLUICE_ERR_TOO_LONG);
		CHECK(sluice_producer_available(&memory.producer) == 1008);
		put(&memory, 1008, at);
		sluice_producer_publish(&memory.producer);
		expect(&memory, 1008, at);
		close_memory(&memory);
	}
}

/* Caller's mistakes are told, and change nothing. */
static void test_turns(void)
{
	struct memory memory;
	uint8_t *payload, *other;

	open_memory(&memory, 4096, 0);
	CHECK(sluice_producer_commit(&memory.producer, 0, 0, 0, 0) == -SLUICE_ERR_STATE);
	CHECK(sluice_producer_reserve(&memory.producer, 20, &payload) == 0);
	CHECK(sluice_producer_commit(&memory.producer, 21, 0, 0, 0) == -SLUICE_ERR_STATE);
	CHECK(sluice_producer_reserve(&memory.producer, 5, &other) == 0 && other == payload);
	CHECK(sluice_producer_commit(&memory.producer, 20, 0, 0, 0) == -SLUICE_ERR_STATE);
	memset(payload, 1, 5);
	CHECK(sluice_producer_commit(&memory.producer, 5, 0, 1, ~1u) == 0);
	CHECK(sluice_producer_commit(&memory.producer, 5, 0, 1, 0) == -SLUICE_ERR_STATE);
	CHECK(sluice_consumer_finish(&memory.consumer) == -SLUICE_ERR_STATE);
	sluice_producer_publish(&memory.producer);
	CHECK(sluice_consumer_finish(&memory.consumer) == -SLUICE_ERR_STATE);
	expect(&memory, 5, 1);
	CHECK(sluice_consumer_finish(&memory.consumer) == -SLUICE_ERR_STATE && memory.consumer.head == 32);
	close_memory(&memory);
}

/* A doorbell is due exactly when a position passes what was armed. */
static void test_doorbells(void)
{
	size_t s;

	for (s = 0; s < START_COUNT; s++) {
		struct memory memory;
		uint8_t *payload;
		uint32_t i;

		open_memory(&memory, 4096, STARTS[s]);
		put(&memory, 0, 0);
		/* A word of zeros counts as armed at 0: the first record of a fresh segment always rings. */
		CHECK(sluice_producer_publish(&memory.producer) == (STARTS[s] == 0));
		CHECK(!sluice_producer_publish(&memory.producer));
		CHECK(sluice_consumer_arm(&memory.consumer) == 1);
		expect(&memory, 0, 0);
		CHECK(sluice_consumer_get(&memory.consumer) == 0 && sluice_consumer_arm(&memory.consumer) == 0);
		CHECK(memory.reader_lines->data_wake_at == memory.consumer.head);
		put(&memory, 0, 1);
		put(&memory, 0, 2);
		CHECK(sluice_producer_publish(&memory.producer));
		put(&memory, 0, 3);
		CHECK(!sluice_producer_publish(&memory.producer));
		for (i = 1; i < 4; i++)
			expect(&memory, 0, i);
		sluice_consumer_release(&memory.consumer);

		while (sluice_producer_reserve(&memory.producer, 100, &payload) == 0)
			CHECK(sluice_producer_commit(&memory.producer, 100, 0, 7, 7) == 0);
		sluice_producer_publish(&memory.producer);
		CHECK(sluice_producer_arm(&memory.producer, 100) == 0);
		for (i = 0; sluice_producer_reserve(&memory.producer, 100, &payload) != 0; i++) {
			bool is_due;

			CHECK(i < 4 && sluice_consumer_get(&memory.consumer) == 1);
			/* The writer waits inside of what would stay unreleased. */
			is_due = sluice_consumer_finish(&memory.consumer) == 1;
			CHECK(sluice_consumer_release(&memory.consumer) == is_due);
			CHECK((sluice_producer_reserve(&memory.producer, 100, &payload) == 0) == is_due);
		}
		CHECK(i > 0 && sluice_producer_arm(&memory.producer, 100) == 1);
		close_memory(&memory);
	}
}

/* An eighth of the ring, and no more, stays unreleased while there is more to read. */
static void test_lazy_release(void)
{
	struct memory memory;
	uint32_t i;

	open_memory(&memory, 4096, 0);
	for (i = 0; i < 100; i++)
		put(&memory, 0, i);
	sluice_producer_publish(&memory.producer);
	/* Far away, so that only the fraction counts. */
	memory.writer_lines->space_wake_at = 1u << 20;
	for (i = 0; i < 31; i++)
		CHECK(sluice_consumer_get(&memory.consumer) == 1 && sluice_consumer_finish(&memory.consumer) == 0);
	CHECK(sluice_consumer_get(&memory.consumer) == 1 && sluice_consumer_finish(&memory.consumer) == 1);
	CHECK(memory.reader_lines->head == 0);
	sluice_consumer_release(&memory.consumer);
	CHECK(memory.reader_lines->head == 512);
	CHECK(sluice_consumer_get(&memory.consumer) == 1 && sluice_consumer_finish(&memory.consumer) == 0);
	close_memory(&memory);
}

/* ---- random traces beside a model ------------------------------------------------------------------------------------------------ */

#define PENDING 4096u

struct model {
	struct memory memory;
	uint32_t lengths[PENDING];	/* by number, of records that are committed and not read */
	uint32_t written, published, read;
	uint32_t tail, published_tail, head, released;
	uint32_t seed;
};

static uint32_t pad_before(const struct model *model, uint32_t bytes)
{
	const uint32_t to_end = model->memory.capacity - model->tail % model->memory.capacity;

	return bytes > to_end ? to_end : 0;
}

static bool model_fits(const struct model *model, uint32_t length)
{
	const uint32_t bytes = SLUICE_RECORD_BYTES(length);

	return model->tail - model->released + pad_before(model, bytes) + bytes + 16 <= model->memory.capacity;
}

static void step_write(struct model *model)
{
	const uint32_t max = model->memory.capacity / 4 - 16;
	const uint32_t length = below(&model->seed, 3) == 0 ? below(&model->seed, max + 3) : below(&model->seed, 80) % (max + 1);
	const bool fits = length <= max && model_fits(model, length);
	uint8_t *payload;
	uint32_t used, i;

	CHECK(sluice_producer_reserve(&model->memory.producer, length, &payload) ==
	      (length > max ? -SLUICE_ERR_TOO_LONG : fits ? 0 : SLUICE_FULL));
	if (!fits)
		return;
	if (below(&model->seed, 8) == 0) {
		sluice_producer_abort(&model->memory.producer);
		return;
	}
	/* Records may end shorter than they were reserved; their place was chosen before. */
	model->tail += pad_before(model, SLUICE_RECORD_BYTES(length));
	used = below(&model->seed, 4) == 0 ? below(&model->seed, length + 1) : length;
	CHECK(payload == model->memory.data + model->tail % model->memory.capacity + 16);
	for (i = 0; i < used; i++)
		payload[i] = (uint8_t)(model->written + i);
	CHECK(sluice_producer_commit(&model->memory.producer, used, 0, model->written, used) == 0);
	model->tail += SLUICE_RECORD_BYTES(used);
	model->lengths[model->written++ % PENDING] = used;
	CHECK(model->memory.producer.committed == model->tail);
}

static void step_publish(struct model *model)
{
	const uint32_t wake = model->memory.reader_lines->data_wake_at;
	const bool is_due = sluice_producer_publish(&model->memory.producer);

	CHECK(is_due == (wake - model->published_tail < model->tail - model->published_tail));
	model->published = model->written;
	model->published_tail = model->tail;
	CHECK(model->memory.writer_lines->tail == model->tail);
}

static void step_read(struct model *model)
{
	struct sluice_consumer *consumer = &model->memory.consumer;
	uint32_t i;

	if (model->read == model->published) {
		CHECK(sluice_consumer_get(consumer) == 0);
		return;
	}
	CHECK(sluice_consumer_get(consumer) == 1);
	CHECK(consumer->record.code == model->read && consumer->record.correlation == model->lengths[model->read % PENDING]);
	CHECK(consumer->record.length == consumer->record.correlation);
	for (i = 0; i < consumer->record.length; i++)
		CHECK(consumer->record.payload[i] == (uint8_t)(model->read + i));
	if (below(&model->seed, 4) == 0)
		return;
	CHECK(sluice_consumer_finish(consumer) >= 0);
	model->read++;
}

static void step_release(struct model *model)
{
	const uint32_t wake = model->memory.writer_lines->space_wake_at, old = model->memory.reader_lines->head;
	const bool is_due = sluice_consumer_release(&model->memory.consumer);

	model->released = model->memory.consumer.head;
	CHECK(model->memory.reader_lines->head == model->released);
	CHECK(is_due == (wake - old < model->released - old));
}

static void step_available(struct model *model)
{
	struct sluice_producer *producer = &model->memory.producer;
	const uint32_t available = sluice_producer_available(producer), max = model->memory.capacity / 4 - 16;
	uint8_t *payload;

	CHECK(available <= max);
	CHECK(sluice_producer_reserve(producer, below(&model->seed, available + 1), &payload) == (available == 0 && !model_fits(model, 0)));
	CHECK(sluice_producer_reserve(producer, available + 1, &payload) == (available == max ? -SLUICE_ERR_TOO_LONG : SLUICE_FULL));
	sluice_producer_abort(producer);
}

static void step_arm(struct model *model)
{
	const uint32_t length = below(&model->seed, model->memory.capacity / 4 - 15);

	if (below(&model->seed, 2) == 0) {
		const bool has_more = model->memory.consumer.next != model->memory.consumer.head || model->read != model->published;

		CHECK(sluice_consumer_arm(&model->memory.consumer) == (has_more || model->memory.consumer.head != model->published_tail));
	} else if (model->tail == model->published_tail) {
		CHECK(sluice_producer_arm(&model->memory.producer, length) == model_fits(model, length));
	}
}

static void run_trace(uint32_t capacity, uint32_t start, uint32_t seed, uint32_t steps)
{
	static void (*const kinds[])(struct model *) = {step_write, step_write, step_write, step_publish, step_read,
							step_read,  step_read,	step_read, step_release, step_available, step_arm};
	struct model *model = (struct model *)calloc(1, sizeof *model);

	CHECK(model != NULL);
	open_memory(&model->memory, capacity, start);
	model->tail = model->published_tail = model->head = model->released = start;
	model->seed = seed;
	while (steps-- > 0)
		kinds[below(&model->seed, sizeof kinds / sizeof kinds[0])](model);
	step_publish(model);
	while (model->read != model->published)
		step_read(model);
	close_memory(&model->memory);
	free(model);
}

static void test_traces(void)
{
	static const uint32_t capacities[] = {256, 1024, 4096, 65536};
	uint32_t seed;

	for (seed = 1; seed <= 200; seed++)
		run_trace(capacities[seed % 4], seed % 3 == 0 ? 0 : (uint32_t)-(int32_t)(16 * (seed * 37 % 5000)), seed * 2654435761u, 4000);
}

static const struct test TESTS[] = {
	{"order", test_order},	   {"bytes", test_bytes},	  {"full", test_full},		       {"longest", test_longest},
	{"turns", test_turns},	   {"doorbells", test_doorbells}, {"lazy-release", test_lazy_release}, {"traces", test_traces},
};

int main(int count, char **arguments)
{
	return RUN_TEST(TESTS, count, arguments);
}
