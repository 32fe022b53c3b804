/* SPDX-License-Identifier: MIT */
/*
 * A ring of records with one writer and one reader, on memory that each maps for itself: docs/runtime.md has the rules, schema/segment.yaml
 * the bytes. The paths that every record takes are inline; what is rare is in ring.c. Most programs want sluice/channel.h, which knows
 * doorbells, deadlines and death; here, functions only say when a doorbell is due.
 *
 * Writer and reader may be different threads or processes. Each works on private copies, reads a word of the other once, and believes it only
 * after the checks of docs/runtime.md. Positions are bytes modulo 2^32, compared by subtraction only. W1, R2 and the like are the steps of
 * docs/models.md.
 */
#ifndef SLUICE_RING_H
#define SLUICE_RING_H

#include <stdbool.h>
#include <string.h>

#include <sluice/atomic.h>
#include <sluice/transport.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * First word of a record's header: length in the low bits, then these.
 *
 *  0                       4          8      12            16
 *  | length:29 more:1 kind:2 | sequence | code | correlation | payload ...
 */
#define SLUICE_WORD_LENGTH ((1u << 29) - 1)
#define SLUICE_WORD_MORE (1u << 29)	/* the next record continues this message */
#define SLUICE_WORD_KIND (3u << 30)	/* none of it: the payload follows */
#define SLUICE_WORD_PAD (1u << 30)
#define SLUICE_WORD_INDIRECT (2u << 30)
#define SLUICE_WORD_END (3u << 30)

#define SLUICE_RECORD_HEADER 16u

/*
 * How far ahead of a record the writer asks for lines, and how much room it wants to be sure that they are its own. Nearer than a KiB, the
 * reader's processor, which reads ahead, takes them back before they are written.
 */
#define SLUICE__PREFETCH_AHEAD 1216
#define SLUICE__PREFETCH_ROOM 2048

/* What every record takes: a call costs as much as the rest of it, and compilers do not always see that. */
#if defined(__GNUC__)
#define SLUICE_HOT static inline __attribute__((always_inline))
#else
#define SLUICE_HOT static inline
#endif

/* What a record of this payload takes: header, payload, and up to the next multiple of 16. */
#define SLUICE_RECORD_BYTES(length) (((length) + 31u) & ~15u)

/* ---- writer ------------------------------------------------------------------------------------------------------------------- */

struct sluice_producer {
	uint8_t *data;
	uint32_t *tail;			/* mine, shared */
	const uint32_t *data_wake_at;	/* the reader's */
	/* Written for every record, by one store: whatever waits for a line of the ring holds up all stores behind it. */
	uint32_t committed;		/* end of what is committed */
	uint32_t sequence;
	uint32_t limit;			/* how far committed may go: what is free, 16 less for END, and before the end of the ring */
	uint32_t mask;			/* capacity - 1 */
	uint32_t max_length;		/* of a payload */
	uint32_t at;			/* where the reserved record starts */
	uint32_t reserved;		/* payload bytes of the reservation + 1; 0 without one */
	uint32_t published;
	bool is_fenced_by_reader;	/* before it sleeps, so that publishing needs no fence; false at first */
	uint32_t uncounted;		/* pads and END so far: in the sequence, and no messages */
	/* Slow paths only. */
	uint32_t head;			/* what the reader had released when I last looked; checked */
	const uint32_t *reader_head;
	uint32_t *space_wake_at;	/* mine, shared */
	int status;			/* 0, or why nothing can be written any more */
	uint32_t reason;		/* SLUICE_POISON_... with -SLUICE_ERR_POISONED */
};

/*
 * `capacity` is a power of two of at least 256; the lines are sluice_producer_lines, which I write, and sluice_consumer_lines, which the reader
 * writes. `start` is where both sides begin: 0 in a fresh segment. Tests begin near 2^32.
 */
void sluice_producer_init(struct sluice_producer *producer, uint8_t *data, uint32_t capacity, void *producer_lines,
			  const void *consumer_lines, uint32_t start);

int sluice__producer_reserve(struct sluice_producer *producer, uint32_t length, uint8_t **out);
void sluice__producer_pad(struct sluice_producer *producer);

/*
 * W1. Room for a payload of up to `length` bytes, at multiples of 16: 0, or SLUICE_FULL, or -SLUICE_ERR_TOO_LONG above max_length,
 * -SLUICE_ERR_POISONED, -SLUICE_ERR_ENDED. One reservation at a time; another one replaces it.
 */
SLUICE_HOT int sluice_producer_reserve(struct sluice_producer *producer, uint32_t length, uint8_t **out)
{
	if (length > producer->max_length || SLUICE_RECORD_BYTES(length) > producer->limit - producer->committed)
		return sluice__producer_reserve(producer, length, out);
	producer->at = producer->committed;
	producer->reserved = length + 1;
	*out = producer->data + (producer->committed & producer->mask) + SLUICE_RECORD_HEADER;
	return 0;
}

/* W2. Commits a record that has room at `committed`, and returns where its payload lies. */
SLUICE_HOT uint8_t *sluice__producer_put(struct sluice_producer *producer, uint32_t length, uint32_t flags, uint32_t code,
					 uint32_t correlation)
{
	const uint32_t at = producer->committed, sequence = producer->sequence;
	const uint32_t words[4] = {length | flags, sequence, code, correlation};
	uint8_t *header = producer->data + (at & producer->mask);

	/*
	 * Stores leave in their order, so each one waits for the line of the record before, which the reader has: the fewer stores there are, and
	 * the earlier their lines come, the better. Two lines, since small records are longer than one and leave none out then.
	 */
	if (producer->limit - at >= SLUICE__PREFETCH_ROOM) {
		sluice_prefetch_to_write(header + SLUICE__PREFETCH_AHEAD);
		sluice_prefetch_to_write(header + SLUICE__PREFETCH_AHEAD + 64);
	}
	memcpy(header, words, sizeof words);
	producer->committed = at + SLUICE_RECORD_BYTES(length);
	producer->sequence = sequence + 1;
	if (producer->reserved != 0)
		producer->reserved = 0;
	return header + SLUICE_RECORD_HEADER;
}

/*
 * W2. The reserved record is whole, with `length` bytes, at most those reserved. `flags` is 0, SLUICE_WORD_MORE or SLUICE_WORD_INDIRECT. The
 * payload may still be written until it is published. -SLUICE_ERR_STATE without a reservation that is long enough.
 */
SLUICE_HOT int sluice_producer_commit(struct sluice_producer *producer, uint32_t length, uint32_t flags, uint32_t code, uint32_t correlation)
{
	if (length >= producer->reserved)
		return -SLUICE_ERR_STATE;
	if (producer->at != producer->committed)
		sluice__producer_pad(producer);
	sluice__producer_put(producer, length, flags, code, correlation);
	return 0;
}

/* W13. Gives the reservation back; nothing stays of it. */
SLUICE_HOT void sluice_producer_abort(struct sluice_producer *producer)
{
	producer->reserved = 0;
}

/* Makes all that is committed visible to the reader, by one store. Returns whether its data doorbell is due. */
SLUICE_HOT bool sluice_producer_publish(struct sluice_producer *producer)
{
	const uint32_t old = producer->published, now = producer->committed;

	if (old == now)
		return false;
	producer->published = now;
	if (producer->is_fenced_by_reader) {
		/* W3 and W5; W4 is the fence that the reader makes me run in R5, between its store of data_wake_at and its load of tail. */
		sluice_store_release(producer->tail, now);
		return sluice_load_unfenced(producer->data_wake_at) - old < now - old;
	}
	/* W3, W4. Gives the records away: partner is the reader's load of tail. */
	sluice_store_seq_cst(producer->tail, now);
	/* W5. Partner: the reader stores data_wake_at, then loads tail. One of us sees the other, or it sleeps on a record. */
	return sluice_load_seq_cst(producer->data_wake_at) - old < now - old;
}

/*
 * Before waiting for room for `length` bytes, after publishing: asks the reader to ring the space doorbell. 0: now wait. 1: there is room after
 * all. Or an error.
 */
int sluice_producer_arm(struct sluice_producer *producer, uint32_t length);

/* The longest payload that sluice_producer_reserve takes now. 0 also when not even an empty one fits. */
uint32_t sluice_producer_available(struct sluice_producer *producer);

/*
 * Commits END: nothing comes after it, and its room is always there. -SLUICE_ERR_ENDED when there is one already, or another status. A
 * reservation is given back.
 */
int sluice_producer_end(struct sluice_producer *producer);

/* Whether a payload of `length` bytes fits now, as sluice_producer_reserve would say; leaves a reservation alone. */
int sluice_producer_fits(struct sluice_producer *producer, uint32_t length);

/* Loads and checks how far the reader has released: 0 or -SLUICE_ERR_POISONED. */
int sluice_producer_look(struct sluice_producer *producer);

/* Nothing can be written any more, for this reason (-SLUICE_ERR_...); the first one stays. */
void sluice_producer_stop(struct sluice_producer *producer, int status);

/* After it has stopped: what is committed and not published is gone. */
void sluice_producer_discard(struct sluice_producer *producer);

/* The reader has lied: nothing can be written any more, and `reason` says why. Returns -SLUICE_ERR_POISONED. */
int sluice_producer_poison(struct sluice_producer *producer, uint32_t reason);

/* ---- reader ------------------------------------------------------------------------------------------------------------------- */

struct sluice_ring_record {
	const uint8_t *payload;	/* in the ring; the writer can still change it */
	uint32_t length;
	uint32_t flags;		/* SLUICE_WORD_MORE and SLUICE_WORD_KIND */
	uint32_t code;
	uint32_t correlation;
};

struct sluice_consumer {
	const uint8_t *data;
	const uint32_t *writer_tail;
	uint32_t head;			/* end of what is finished */
	uint32_t next;			/* end of the current record; head without one */
	uint32_t tail;			/* what the writer had published when I last looked; checked */
	uint32_t edge;			/* how far records may reach: the tail, or the end of the ring before it; head when both are to be looked at */
	uint32_t bound;			/* the furthest that a tail may lie */
	uint32_t sequence;
	uint32_t mask;			/* capacity - 1 */
	uint32_t max_length;		/* of a payload */
	uint32_t released;		/* the head that the writer knows */
	uint32_t lazy;			/* bytes that may stay unreleased: an eighth of the ring */
	int status;			/* what an empty ring says: 0, or why nothing will come any more */
	uint32_t *own_head;		/* mine, shared */
	const uint32_t *space_wake_at;	/* the writer's */
	struct sluice_ring_record record;
	/* Slow paths only. */
	uint32_t *data_wake_at;		/* mine, shared */
	void (*fence_writer)(void);	/* for a writer that publishes without a fence; NULL at first */
	uint32_t reason;		/* SLUICE_POISON_... with -SLUICE_ERR_POISONED */
	uint32_t last_tail;		/* private: stands in for the writer's tail once that is not to be read any more */
	bool has_ended;			/* END was read */
};

/* As sluice_producer_init; here I write the consumer's lines, and the writer the producer's. */
void sluice_consumer_init(struct sluice_consumer *consumer, const uint8_t *data, uint32_t capacity, void *consumer_lines,
			  const void *producer_lines, uint32_t start);

int sluice__consumer_judge(struct sluice_consumer *consumer, uint32_t word, uint32_t sequence);
int sluice__consumer_refuse(struct sluice_consumer *consumer, uint32_t tail);

/* At the edge: 1 when there is more behind it, else what sluice_consumer_get says. */
SLUICE_HOT int sluice__consumer_see(struct sluice_consumer *consumer)
{
	const uint32_t at = consumer->head, to_end = consumer->mask + 1 - (at & consumer->mask);

	if (consumer->tail == at) {
		/* R1. Gains the records before it: partner is the store of tail in sluice_producer_publish. */
		const uint32_t tail = sluice_load_acquire(consumer->writer_tail);

		if (tail == at) {
			/* A record comes with two lines. This one on its way beside the tail's saves some 8 % of a round trip between near cores. */
			sluice_prefetch(consumer->data + (at & consumer->mask));
			return consumer->status;
		}
		if (tail - at > consumer->bound - at || tail % SLUICE_RECORD_HEADER != 0)
			return sluice__consumer_refuse(consumer, tail);
		consumer->tail = tail;
	}
	consumer->edge = consumer->tail - at < to_end ? consumer->tail : at + to_end;
	return 1;
}

/* What sluice__consumer_next says of a record that it has just taken, and whose flags are 0. */
#define SLUICE__PLAIN 2

/* As sluice_consumer_get, and tells plain new records from others. */
SLUICE_HOT int sluice__consumer_next(struct sluice_consumer *consumer)
{
	const uint32_t at = consumer->head;
	const uint32_t *header;
	uint32_t word, sequence, bytes;

	if (consumer->next != at)
		return 1;
	if (consumer->edge == at) {
		const int status = sluice__consumer_see(consumer);

		if (status != 1)
			return status;
	}
	header = (const uint32_t *)(const void *)(consumer->data + (at & consumer->mask));
	word = sluice_load_once(&header[0]);
	sequence = sluice_load_once(&header[1]);
	bytes = SLUICE_RECORD_BYTES(word);
	/* The first test passes DATA alone, without `more`: no other word is that small. */
	if (word > consumer->max_length || bytes > consumer->edge - at || sequence != consumer->sequence)
		return sluice__consumer_judge(consumer, word, sequence);
	consumer->sequence = sequence + 1;
	consumer->next = at + bytes;
	consumer->record.payload = (const uint8_t *)(header + 4);
	consumer->record.length = word;
	consumer->record.flags = 0;
	consumer->record.code = sluice_load_once(&header[2]);
	consumer->record.correlation = sluice_load_once(&header[3]);
	return SLUICE__PLAIN;
}

/*
 * R2. 1: `record` is the next one, and stays so until it is finished. 0: there is none. Negative: there will be none, see `status`. Pads are
 * skipped; an END is a record, and nothing comes after it.
 */
SLUICE_HOT int sluice_consumer_get(struct sluice_consumer *consumer)
{
	const int status = sluice__consumer_next(consumer);

	return status == SLUICE__PLAIN ? 1 : status;
}

/* R12. Done with the current record. 0; 1 when sluice_consumer_release is due; -SLUICE_ERR_STATE when there is none. */
SLUICE_HOT int sluice_consumer_finish(struct sluice_consumer *consumer)
{
	uint32_t unreleased;

	if (consumer->next == consumer->head)
		return -SLUICE_ERR_STATE;
	consumer->head = consumer->next;
	unreleased = consumer->head - consumer->released;
	/* A hint: a writer that waits and is missed here is seen by the release before the next empty look ends. */
	return unreleased >= consumer->lazy || sluice_load_once(consumer->space_wake_at) - consumer->released < unreleased;
}

/*
 * Gives all that is finished back to the writer. Due at the first empty look, before sleeping, and when sluice_consumer_finish says so. Returns
 * whether the writer's space doorbell is due.
 */
SLUICE_HOT bool sluice_consumer_release(struct sluice_consumer *consumer)
{
	const uint32_t old = consumer->released, now = consumer->head;

	if (old == now)
		return false;
	/* R3, R9. Gives the bytes away, after all my reads of them: partner is the writer's load of head. */
	sluice_store_seq_cst(consumer->own_head, now);
	consumer->released = now;
	if (!consumer->has_ended)
		consumer->bound = now + consumer->mask + 1;
	/* R10. Partner: the writer stores space_wake_at, then loads head. One of us sees the other, or it sleeps beside free room. */
	return sluice_load_seq_cst(consumer->space_wake_at) - old < now - old;
}

/*
 * Before sleeping, after releasing: asks the writer to ring the data doorbell. 0: now sleep. 1: there is something to get after all, a record
 * or an error.
 */
int sluice_consumer_arm(struct sluice_consumer *consumer);

/* Loads and checks the writer's tail although there is more to get: 0 or -SLUICE_ERR_POISONED. For its last time. */
int sluice_consumer_look(struct sluice_consumer *consumer);

/* Nothing comes after the tail that was last seen; after that, sluice_consumer_get returns this status (-SLUICE_ERR_...). */
void sluice_consumer_stop(struct sluice_consumer *consumer, int status);

/* The writer has lied: none of its records is read any more, not even one that came before. Returns -SLUICE_ERR_POISONED. */
int sluice_consumer_poison(struct sluice_consumer *consumer, uint32_t reason);

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_RING_H */
