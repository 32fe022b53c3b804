/*
 * Runs traces of ring operations on plain memory: u32 in the machine's order, capacity, start and number of operations, and then three for each.
 * Answers with an i32 for each, both reasons, and then with the bytes of both sides' lines and of the ring. trace.ts does the same with the ring of
 * TypeScript.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sluice/ring.h>

#include "segment.h"

enum { RESERVE, COMMIT, ABORT, PUBLISH, GET, FINISH, RELEASE, ARM_READER, ARM_WRITER, AVAILABLE, END, LOOK, FORGE };
enum { FULL = -1, CLOSED = -2, TOO_LONG = -3, STATE = -4 };

static uint8_t *memory; /* writer's lines, reader's lines, data */
static struct sluice_producer producer;
static struct sluice_consumer consumer;

static int32_t told(int status)
{
	switch (status) {
	case SLUICE_FULL: return FULL;
	case -SLUICE_ERR_TOO_LONG: return TOO_LONG;
	case -SLUICE_ERR_STATE: return STATE;
	default: return CLOSED;
	}
}

static int32_t reserve(uint32_t length)
{
	uint8_t *payload;
	const int status = sluice_producer_reserve(&producer, length, &payload);

	return status == 0 ? (int32_t)(payload - producer.data) : told(status);
}

static int32_t commit(uint32_t length, uint32_t code)
{
	const bool is_reserved = length < producer.reserved;
	int status;

	if (is_reserved)
		memset(producer.data + (producer.at & producer.mask) + SLUICE_RECORD_HEADER, (int)(code & 255), length);
	status = sluice_producer_commit(&producer, length, (code & 256) != 0 ? SLUICE_WORD_MORE : 0, code, ~code);
	return status == 0 ? 0 : told(status);
}

/* Everything about the record that was got, in one number. */
static int32_t get(void)
{
	const struct sluice_ring_record *record = &consumer.record;
	const int status = sluice_consumer_get(&consumer);
	uint32_t sum, i;

	if (status != 1)
		return status == 0 ? FULL : CLOSED;
	sum = record->length + record->flags + record->code * 31 + record->correlation * 17 + (uint32_t)(record->payload - consumer.data);
	for (i = 0; i < record->length; i++)
		sum = sum * 33 + record->payload[i];
	return (int32_t)(sum & 0x3fffffff);
}

static int32_t forge(uint32_t word, uint32_t value)
{
	memcpy(memory + 4 * (size_t)word, &value, 4);
	return 0;
}

static int32_t run(uint32_t operation, uint32_t a, uint32_t b)
{
	int status;

	/* Who has caught a lie stops; what is left of its ring is nobody's business. */
	if (producer.reason != 0 || consumer.reason != 0)
		return 0;
	switch (operation) {
	case RESERVE: return reserve(a);
	case COMMIT: return commit(a, b);
	case ABORT: sluice_producer_abort(&producer); return 0;
	case PUBLISH: return sluice_producer_publish(&producer);
	case GET: return get();
	case FINISH: return (status = sluice_consumer_finish(&consumer)) >= 0 ? status : told(status);
	case RELEASE: return sluice_consumer_release(&consumer);
	case ARM_READER: return sluice_consumer_arm(&consumer);
	case ARM_WRITER: return sluice_producer_arm(&producer, a) != 0;
	case AVAILABLE: return (int32_t)sluice_producer_available(&producer);
	case END: return sluice_producer_end(&producer) == 0;
	case LOOK: return sluice_producer_look(&producer) == 0;
	default: return forge(a, b);
	}
}

static int run_trace(uint32_t capacity, uint32_t start, uint32_t count)
{
	const size_t lines = SLUICE_PRODUCER_LINES_SIZE + SLUICE_CONSUMER_LINES_SIZE;
	uint32_t operation[3], at;

	if ((memory = calloc(1, lines + capacity)) == NULL)
		return 2;
	forge(0, start);
	forge(SLUICE_PRODUCER_LINES_SIZE / 4, start);
	sluice_producer_init(&producer, memory + lines, capacity, memory, memory + SLUICE_PRODUCER_LINES_SIZE, start);
	sluice_consumer_init(&consumer, memory + lines, capacity, memory + SLUICE_PRODUCER_LINES_SIZE, memory, start);
	for (at = 0; at < count; at++) {
		int32_t answer;

		if (fread(operation, sizeof operation, 1, stdin) != 1)
			return 2;
		answer = run(operation[0], operation[1], operation[2]);
		fwrite(&answer, sizeof answer, 1, stdout);
	}
	fwrite(&producer.reason, 4, 1, stdout);
	fwrite(&consumer.reason, 4, 1, stdout);
	fwrite(memory, 1, lines + capacity, stdout);
	free(memory);
	return fflush(stdout);
}

int main(void)
{
	uint32_t head[3];
	int status = 0;

	while (status == 0 && fread(head, sizeof head, 1, stdin) == 1)
		status = run_trace(head[0], head[1], head[2]);
	return status;
}
