/* SPDX-License-Identifier: MIT */
/* Slow paths of a ring: no room, pads, waiting, END, and everything that a peer may only have done by lying. */
#include <sluice/ring.h>

#include <assert.h>
#include <stddef.h>

#include "segment.h"

static_assert(SLUICE_RECORD_HEADER == SLUICE_RECORD_HEADER_SIZE && SLUICE_RECORD_HEADER == SLUICE_RECORD_ALIGN, "ring.h follows the schema");
static_assert(SLUICE_WORD_PAD == (uint32_t)SLUICE_RECORD_PAD << 30 && SLUICE_WORD_INDIRECT == (uint32_t)SLUICE_RECORD_INDIRECT << 30 &&
	      SLUICE_WORD_END == (uint32_t)SLUICE_RECORD_END << 30, "ring.h follows the schema");
static_assert(offsetof(struct sluice_record_header, sequence) == 4 && offsetof(struct sluice_record_header, code) == 8 &&
	      offsetof(struct sluice_record_header, correlation) == 12, "ring.h follows the schema");

#define WRITER_WORD(lines, field) ((void *)((uint8_t *)(lines) + offsetof(struct sluice_producer_lines, field)))
#define READER_WORD(lines, field) ((void *)((uint8_t *)(lines) + offsetof(struct sluice_consumer_lines, field)))
#define WRITER_WORD_CONST(lines, field) ((const void *)((const uint8_t *)(lines) + offsetof(struct sluice_producer_lines, field)))
#define READER_WORD_CONST(lines, field) ((const void *)((const uint8_t *)(lines) + offsetof(struct sluice_consumer_lines, field)))

static uint32_t max_length_of(uint32_t capacity)
{
	return capacity / SLUICE_RECORD_SHARE - SLUICE_RECORD_HEADER;
}

/* ---- writer ------------------------------------------------------------------------------------------------------------------- */

/* Free bytes for records, as far as I know. */
static uint32_t free_bytes(const struct sluice_producer *producer)
{
	const uint32_t capacity = producer->mask + 1;

	/* Behind END nothing is kept free for END. */
	if (producer->status != 0)
		return 0;
	return capacity - SLUICE_RECORD_HEADER - (producer->committed - producer->head);
}

static uint32_t bytes_to_end(const struct sluice_producer *producer)
{
	return producer->mask + 1 - (producer->committed & producer->mask);
}

static void measure_limit(struct sluice_producer *producer)
{
	const uint32_t free = free_bytes(producer), to_end = bytes_to_end(producer);

	producer->limit = producer->committed + (free < to_end ? free : to_end);
}

/* What a payload takes from `committed` on, with the pad before it. */
static uint32_t bytes_needed(const struct sluice_producer *producer, uint32_t length)
{
	const uint32_t bytes = SLUICE_RECORD_BYTES(length), to_end = bytes_to_end(producer);

	return bytes > to_end ? to_end + bytes : bytes;
}

void sluice_producer_init(struct sluice_producer *producer, uint8_t *data, uint32_t capacity, void *producer_lines,
			  const void *consumer_lines, uint32_t start)
{
	*producer = (struct sluice_producer){
		.data = data,
		.tail = (uint32_t *)WRITER_WORD(producer_lines, tail),
		.data_wake_at = (const uint32_t *)READER_WORD_CONST(consumer_lines, data_wake_at),
		.committed = start,
		.mask = capacity - 1,
		.max_length = max_length_of(capacity),
		.published = start,
		.head = start,
		.reader_head = (const uint32_t *)READER_WORD_CONST(consumer_lines, head),
		.space_wake_at = (uint32_t *)WRITER_WORD(producer_lines, space_wake_at),
	};
	measure_limit(producer);
}

void sluice_producer_stop(struct sluice_producer *producer, int status)
{
	if (producer->status == 0)
		producer->status = status;
	producer->limit = producer->committed;
	producer->reserved = 0;
}

void sluice_producer_discard(struct sluice_producer *producer)
{
	producer->committed = producer->published;
	producer->limit = producer->committed;
}

int sluice_producer_poison(struct sluice_producer *producer, uint32_t reason)
{
	producer->reason = reason;
	producer->status = 0;
	sluice_producer_stop(producer, -SLUICE_ERR_POISONED);
	return -SLUICE_ERR_POISONED;
}

static int accept_head(struct sluice_producer *producer, uint32_t head)
{
	if (head % SLUICE_RECORD_ALIGN != 0)
		return sluice_producer_poison(producer, SLUICE_POISON_ALIGNMENT);
	if (head - producer->head > producer->published - producer->head)
		return sluice_producer_poison(producer, SLUICE_POISON_HEAD);
	producer->head = head;
	measure_limit(producer);
	return 0;
}

int sluice_producer_look(struct sluice_producer *producer)
{
	if (producer->status == -SLUICE_ERR_POISONED)
		return producer->status;
	/* W7. Gains the bytes that the reader is done with: partner is the store of head in sluice_consumer_release. */
	return accept_head(producer, sluice_load_acquire(producer->reader_head));
}

int sluice_producer_fits(struct sluice_producer *producer, uint32_t length)
{
	uint32_t needed;

	if (producer->status != 0)
		return producer->status;
	if (length > producer->max_length)
		return -SLUICE_ERR_TOO_LONG;
	needed = bytes_needed(producer, length);
	if (needed <= free_bytes(producer))
		return 0;
	if (sluice_producer_look(producer) != 0)
		return producer->status;
	return needed <= free_bytes(producer) ? 0 : SLUICE_FULL;
}

int sluice__producer_reserve(struct sluice_producer *producer, uint32_t length, uint8_t **out)
{
	const int status = sluice_producer_fits(producer, length);

	producer->reserved = 0;
	if (status != 0)
		return status;
	/* At the end of the ring, what is free starts anew. */
	measure_limit(producer);
	producer->at = producer->committed + bytes_needed(producer, length) - SLUICE_RECORD_BYTES(length);
	producer->reserved = length + 1;
	*out = producer->data + (producer->at & producer->mask) + SLUICE_RECORD_HEADER;
	return 0;
}

static void put_header(struct sluice_producer *producer, uint32_t word)
{
	uint32_t *header = (uint32_t *)(void *)(producer->data + (producer->committed & producer->mask));

	header[0] = word;
	header[1] = producer->sequence++;
	producer->uncounted++;
	header[2] = 0;
	header[3] = 0;
}

void sluice__producer_pad(struct sluice_producer *producer)
{
	const uint32_t bytes = producer->at - producer->committed;

	put_header(producer, (bytes - SLUICE_RECORD_HEADER) | SLUICE_WORD_PAD);
	producer->committed = producer->at;
	measure_limit(producer);
}

int sluice_producer_arm(struct sluice_producer *producer, uint32_t length)
{
	uint32_t needed;

	if (producer->status != 0)
		return producer->status;
	if (length > producer->max_length)
		return -SLUICE_ERR_TOO_LONG;
	needed = bytes_needed(producer, length);
	/* W8, W9. One before the head that gives enough room, with 16 bytes for END. */
	sluice_store_seq_cst(producer->space_wake_at,
			     producer->committed + needed + SLUICE_RECORD_HEADER - (producer->mask + 1) - 1);
	/* W10. Partner: sluice_consumer_release stores head, then loads space_wake_at. */
	if (accept_head(producer, sluice_load_seq_cst(producer->reader_head)) != 0)
		return producer->status;
	return needed <= free_bytes(producer);
}

uint32_t sluice_producer_available(struct sluice_producer *producer)
{
	const uint32_t most = producer->max_length + SLUICE_RECORD_HEADER;
	uint32_t free, to_end, bytes;

	if (producer->status != 0)
		return 0;
	if (free_bytes(producer) < 2 * most && sluice_producer_look(producer) != 0)
		return 0;
	free = free_bytes(producer);
	to_end = bytes_to_end(producer);
	bytes = free < to_end ? free : to_end;
	if (free > to_end && free - to_end > bytes)
		bytes = free - to_end;
	if (bytes > most)
		bytes = most;
	return bytes < SLUICE_RECORD_HEADER ? 0 : bytes - SLUICE_RECORD_HEADER;
}

int sluice_producer_end(struct sluice_producer *producer)
{
	if (producer->status != 0)
		return producer->status;
	/* W12. */
	put_header(producer, SLUICE_WORD_END);
	producer->committed += SLUICE_RECORD_HEADER;
	sluice_producer_stop(producer, -SLUICE_ERR_ENDED);
	return 0;
}

/* ---- reader ------------------------------------------------------------------------------------------------------------------- */

void sluice_consumer_init(struct sluice_consumer *consumer, const uint8_t *data, uint32_t capacity, void *consumer_lines,
			  const void *producer_lines, uint32_t start)
{
	*consumer = (struct sluice_consumer){
		.data = data,
		.writer_tail = (const uint32_t *)WRITER_WORD_CONST(producer_lines, tail),
		.head = start,
		.next = start,
		.tail = start,
		.edge = start,
		.bound = start + capacity,
		.mask = capacity - 1,
		.max_length = max_length_of(capacity),
		.released = start,
		.lazy = capacity / 8,
		.own_head = (uint32_t *)READER_WORD(consumer_lines, head),
		.space_wake_at = (const uint32_t *)WRITER_WORD_CONST(producer_lines, space_wake_at),
		.data_wake_at = (uint32_t *)READER_WORD(consumer_lines, data_wake_at),
	};
}

void sluice_consumer_stop(struct sluice_consumer *consumer, int status)
{
	consumer->last_tail = consumer->tail;
	consumer->writer_tail = &consumer->last_tail;
	if (consumer->status == 0)
		consumer->status = status;
}

int sluice_consumer_poison(struct sluice_consumer *consumer, uint32_t reason)
{
	consumer->reason = reason;
	consumer->next = consumer->head;
	consumer->tail = consumer->head;
	consumer->edge = consumer->head;
	consumer->status = 0;
	sluice_consumer_stop(consumer, -SLUICE_ERR_POISONED);
	return -SLUICE_ERR_POISONED;
}

int sluice__consumer_refuse(struct sluice_consumer *consumer, uint32_t tail)
{
	const uint32_t bound = consumer->released + consumer->mask + 1;

	if (tail - consumer->tail > bound - consumer->tail)
		return sluice_consumer_poison(consumer, SLUICE_POISON_TAIL);
	if (tail % SLUICE_RECORD_ALIGN != 0)
		return sluice_consumer_poison(consumer, SLUICE_POISON_ALIGNMENT);
	/* Only END lowers the bound. */
	return sluice_consumer_poison(consumer, SLUICE_POISON_KIND);
}

int sluice_consumer_look(struct sluice_consumer *consumer)
{
	/* Partner: the store of tail in sluice_producer_publish. */
	const uint32_t tail = sluice_load_acquire(consumer->writer_tail);

	if (consumer->status == -SLUICE_ERR_POISONED)
		return consumer->status;
	if (tail - consumer->tail > consumer->bound - consumer->tail || tail % SLUICE_RECORD_ALIGN != 0)
		return sluice__consumer_refuse(consumer, tail);
	consumer->tail = tail;
	return 0;
}

/* Length, sequence and kind, in this order: SLUICE_POISON_NONE, or the rule that is broken. */
static uint32_t judge_header(const struct sluice_consumer *consumer, uint32_t word, uint32_t sequence)
{
	const uint32_t length = word & SLUICE_WORD_LENGTH, kind = word & SLUICE_WORD_KIND;
	const uint32_t bytes = SLUICE_RECORD_BYTES(length);
	const uint32_t to_end = consumer->mask + 1 - (consumer->head & consumer->mask);

	if (length > consumer->max_length || bytes > consumer->tail - consumer->head || bytes > to_end ||
	    (kind == SLUICE_WORD_INDIRECT && length != SLUICE_BLOCK_REFERENCE_SIZE))
		return SLUICE_POISON_LENGTH;
	if (sequence != consumer->sequence)
		return SLUICE_POISON_SEQUENCE;
	if ((word & SLUICE_WORD_MORE) != 0 && kind != 0)
		return SLUICE_POISON_KIND;
	if (kind == SLUICE_WORD_PAD && SLUICE_RECORD_HEADER + length != to_end)
		return SLUICE_POISON_KIND;
	if (kind == SLUICE_WORD_END && (length != 0 || consumer->tail - consumer->head != SLUICE_RECORD_HEADER))
		return SLUICE_POISON_KIND;
	return SLUICE_POISON_NONE;
}

static void take(struct sluice_consumer *consumer, uint32_t word)
{
	const uint32_t *header = (const uint32_t *)(const void *)(consumer->data + (consumer->head & consumer->mask));

	consumer->sequence++;
	consumer->next = consumer->head + SLUICE_RECORD_BYTES(word & SLUICE_WORD_LENGTH);
	consumer->record = (struct sluice_ring_record){
		.payload = (const uint8_t *)(header + 4),
		.length = word & SLUICE_WORD_LENGTH,
		.flags = word & ~SLUICE_WORD_LENGTH,
		.code = sluice_load_once(&header[2]),
		.correlation = sluice_load_once(&header[3]),
	};
	if ((word & SLUICE_WORD_KIND) == SLUICE_WORD_END) {
		consumer->has_ended = true;
		consumer->bound = consumer->next;
	}
}

/* Whatever is not plain data, and every lie about a header. */
int sluice__consumer_judge(struct sluice_consumer *consumer, uint32_t word, uint32_t sequence)
{
	const uint32_t reason = judge_header(consumer, word, sequence);

	if (reason != SLUICE_POISON_NONE)
		return sluice_consumer_poison(consumer, reason);
	take(consumer, word);
	if ((word & SLUICE_WORD_KIND) != SLUICE_WORD_PAD)
		return 1;
	consumer->head = consumer->next;
	/* Not deep: two pads in a row would be longer than a record may be. */
	return sluice_consumer_get(consumer);
}

int sluice_consumer_arm(struct sluice_consumer *consumer)
{
	uint32_t tail;

	if (consumer->next != consumer->head || consumer->tail != consumer->head)
		return 1;
	/* R4, R5. */
	sluice_store_seq_cst(consumer->data_wake_at, consumer->head);
	if (consumer->fence_writer != NULL)
		consumer->fence_writer();
	/* R6. Partner: sluice_producer_publish stores tail, then loads data_wake_at. What was seen is kept: a tail that goes back is a lie. */
	tail = sluice_load_seq_cst(consumer->writer_tail);
	if (tail == consumer->head)
		return consumer->status != 0;
	if (tail - consumer->head > consumer->bound - consumer->head || tail % SLUICE_RECORD_ALIGN != 0)
		sluice__consumer_refuse(consumer, tail);
	else
		consumer->tail = tail;
	return 1;
}
