/* SPDX-License-Identifier: MIT */
/*
 * Runs traces of FIFO operations on plain memory: u32 in the machine's order, slots, start and number of operations, and then three for each. Answers
 * with two i32 for each, what it said and what was rung so far, and then with all bytes. trace.ts does the same with the FIFO of TypeScript.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sluice/error.h>

#include "../../../native/src/fifo-words.h"

#define WRITERS 4

enum { POST, IN_LINE, LEAVE, TAKE, SETTLE, ARM, REVOKE, HOLDER, SWEEP, CLAIM, FINISH, FORGE, DEPTH, HAND_OVER };

static struct sluice__fifo place;
static struct sluice__fifo_writer writers[WRITERS];
static struct sluice__fifo_reader reader;
static uint32_t claims[WRITERS];
static uint32_t rung;

static void ring(void *context, uint32_t number)
{
	rung = rung * 31 + number + (context != NULL);
}

/* As after so many messages. */
static void start_at(uint32_t start)
{
	for (uint32_t i = 0; i < place.count; i++) {
		uint32_t ticket = (start + i) & place.mask;

		*sluice__fifo_state(&place, ticket) = sluice__fifo_lap(&place, ticket);
	}
	*SLUICE__FIFO_WORD(&place, tail_hint) = start;
	*SLUICE__FIFO_WORD(&place, head) = start;
}

static int32_t post(uint32_t operation, uint32_t number, uint32_t length)
{
	struct sluice__fifo_writer *writer = &writers[number % WRITERS];
	uint8_t payload[64];
	int status;

	for (int i = 0; i < 64; i++)
		payload[i] = (uint8_t)(length + number + i);
	status = operation == POST ? sluice__fifo_try_post(writer, payload, length) : sluice__fifo_post_in_line(writer, payload, length);
	return status;
}

static int32_t take(void)
{
	struct sluice__fifo_message message;
	uint32_t sum;

	if (sluice__fifo_take(&reader, &message) == 0)
		return -1;
	sum = message.owner * 64 + message.length;
	for (uint32_t i = 0; i < message.length; i++)
		sum = sum * 33 + message.payload[i];
	return (int32_t)(sum & 0x3fffffff);
}

static int32_t run(uint32_t operation, uint32_t a, uint32_t b)
{
	switch (operation) {
	case POST:
	case IN_LINE: return post(operation, a, b);
	case LEAVE: sluice__fifo_leave_line(&writers[a % WRITERS]); return 0;
	case TAKE: return take();
	case SETTLE: sluice__fifo_settle(&reader); return 0;
	case ARM: return sluice__fifo_arm(&reader);
	case REVOKE: return sluice__fifo_revoke(&reader);
	case HOLDER: return (int32_t)sluice__fifo_holder(&reader);
	case SWEEP: return (int32_t)sluice__fifo_bury(&place, a, b);
	case CLAIM: return (int32_t)(claims[a % WRITERS] = sluice__fifo_claim(&place, a % WRITERS + 1, 0));
	case FINISH: return sluice__fifo_finish(&place, claims[a % WRITERS] & place.mask, a % WRITERS + 1, b == 0 ? SLUICE_SLOT_DONE : SLUICE_SLOT_SKIP);
	case FORGE: memcpy(place.lines + 4 * (size_t)a, &b, 4); return 0;
	case DEPTH: return (int32_t)sluice__fifo_depth(&place);
	default: sluice__fifo_hand_over(&reader, a); return 0;
	}
}

static int run_trace(uint32_t slots, uint32_t start, uint32_t count)
{
	uint32_t operation[3];
	size_t size = SLUICE_FIFO_LINES_SIZE + (size_t)slots * SLUICE_FIFO_SLOT_SIZE;
	uint8_t *memory = aligned_alloc(128, (size + 127) / 128 * 128);

	if (memory == NULL || !sluice__fifo_place(&place, memory, memory + SLUICE_FIFO_LINES_SIZE, slots))
		return 2;
	memset(memory, 0, size);
	memset(claims, 0, sizeof claims);
	rung = 0;
	start_at(start);
	sluice__fifo_reader_init(&reader, &place, 7, ring, NULL);
	for (uint32_t i = 0; i < WRITERS; i++)
		sluice__fifo_writer_init(&writers[i], &place, i + 1, ring, &place);
	for (uint32_t at = 0; at < count; at++) {
		int32_t answer[2];

		if (fread(operation, sizeof operation, 1, stdin) != 1)
			return 2;
		answer[0] = run(operation[0], operation[1], operation[2]);
		answer[1] = (int32_t)rung;
		fwrite(answer, sizeof answer, 1, stdout);
	}
	fwrite(memory, size, 1, stdout);
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
