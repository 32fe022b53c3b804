/* A ring on plain memory: writer and reader of the same bytes, from any start position. */
#ifndef TEST_NATIVE_RING_MEMORY_H
#define TEST_NATIVE_RING_MEMORY_H

#include <sluice/ring.h>

#include "../check.h"
#include "segment.h"

struct memory {
	struct sluice_producer_lines *writer_lines;
	struct sluice_consumer_lines *reader_lines;
	uint8_t *data;
	uint32_t capacity;
	struct sluice_producer producer;
	struct sluice_consumer consumer;
};

/* Blocks of their own, so that AddressSanitizer sees each byte before and after. */
static inline void open_memory(struct memory *memory, uint32_t capacity, uint32_t start)
{
	memory->writer_lines = (struct sluice_producer_lines *)calloc(1, sizeof *memory->writer_lines);
	memory->reader_lines = (struct sluice_consumer_lines *)calloc(1, sizeof *memory->reader_lines);
	memory->data = (uint8_t *)malloc(capacity);
	CHECK(memory->writer_lines != NULL && memory->reader_lines != NULL && memory->data != NULL);
	memset(memory->data, 0, capacity);
	memory->capacity = capacity;
	memory->writer_lines->tail = start;
	memory->reader_lines->head = start;
	sluice_producer_init(&memory->producer, memory->data, capacity, memory->writer_lines, memory->reader_lines, start);
	sluice_consumer_init(&memory->consumer, memory->data, capacity, memory->reader_lines, memory->writer_lines, start);
}

static inline void close_memory(struct memory *memory)
{
	free(memory->writer_lines);
	free(memory->reader_lines);
	free(memory->data);
}

static inline void put(struct memory *memory, uint32_t length, uint32_t code)
{
	uint8_t *payload;

	CHECK(sluice_producer_reserve(&memory->producer, length, &payload) == 0);
	memset(payload, (int)code, length);
	CHECK(sluice_producer_commit(&memory->producer, length, 0, code, ~code) == 0);
}

static inline void expect(struct memory *memory, uint32_t length, uint32_t code)
{
	const struct sluice_ring_record *record = &memory->consumer.record;

	CHECK(sluice_consumer_get(&memory->consumer) == 1 && sluice_consumer_get(&memory->consumer) == 1);
	CHECK(record->length == length && record->code == code && record->correlation == ~code && record->flags == 0);
	CHECK(length == 0 || (record->payload[0] == (uint8_t)code && record->payload[length - 1] == (uint8_t)code));
	CHECK(sluice_consumer_finish(&memory->consumer) >= 0);
}

#endif
