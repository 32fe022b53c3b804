/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "liar.h"

#include <stddef.h>
#include <unistd.h>

#include <sluice/atomic.h>

#define OWN_WRITER(liar, field) \
	((uint32_t *)(void *)((liar)->link->own.ring.control + offsetof(struct sluice_producer_lines, field)))
#define OWN_READER(liar, field) \
	((uint32_t *)(void *)((liar)->link->own.consumer.control + offsetof(struct sluice_consumer_lines, field)))

/* A descriptor of cluster-rpc behind its envelope. */
#define CALL_BYTES (SLUICE_CALL_SIZE + 104)

void liar_open(struct liar *liar, struct sluice__link *link, uint32_t seed)
{
	const struct sluice__map *own = &link->own, *peer = &link->peer;

	memset(liar, 0, sizeof *liar);
	liar->link = link;
	liar->seed = seed == 0 ? 1 : seed;
	sluice_producer_init(&liar->out, own->ring.data, own->ring.data_size, own->ring.control, peer->consumer.control, 0);
	sluice_consumer_init(&liar->in, peer->ring.data, peer->ring.data_size, own->consumer.control, peer->ring.control, 0);
	CHECK(sluice__lender_init(&liar->lender, &own->arena, &peer->released) == 0);
	CHECK(sluice__borrower_init(&liar->borrower, &peer->arena, &own->released) == 0);
}

void liar_close(struct liar *liar)
{
	sluice__lender_free(&liar->lender);
	sluice__borrower_free(&liar->borrower);
}

/* ---- honest ---------------------------------------------------------------------------------------------------------------------- */

static void publish(struct liar *liar)
{
	if (sluice_producer_publish(&liar->out))
		sluice__link_ring_data(liar->link);
}

/* Half of them answers to what it was asked, the others requests; now and then a word is another. */
static void fill_call(struct liar *liar, uint8_t *payload)
{
	const bool is_answer = below(&liar->seed, 2) == 0;
	struct sluice_call call = {
		.kind = is_answer ? SLUICE_CALL_RESPONSE : below(&liar->seed, 4) == 0 ? SLUICE_CALL_CANCEL : SLUICE_CALL_REQUEST,
		.correlation = is_answer ? liar->heard[0] : 1 + below(&liar->seed, 20),
		.code = is_answer ? liar->heard[1] : below(&liar->seed, 40),
	};

	switch (below(&liar->seed, 60)) {
	case 0: call.kind = (uint8_t)below(&liar->seed, 7); break;
	case 1: call.status = (uint8_t)below(&liar->seed, 13); break;
	case 2: call.correlation = liar_number(liar, call.correlation); break;
	case 3: call.code = liar_number(liar, call.code); break;
	case 4: call.target = draw(&liar->seed); break;
	case 5: call.timeout = below(&liar->seed, 3); break;
	default: break;
	}
	sluice_call_store(payload, call);
}

static void fill(struct liar *liar, uint8_t *payload, uint32_t length)
{
	uint32_t i;

	for (i = 0; i < length; i++)
		payload[i] = liar_byte(liar->wave, i);
	if (liar->has_calls && length >= SLUICE_CALL_SIZE)
		fill_call(liar, payload);
}

/* Returns its first block. */
static uint32_t send_reference(struct liar *liar)
{
	const uint32_t most = liar->lender.count * liar->lender.block_size;
	struct sluice_block_reference reference;
	const uint32_t length = below(&liar->seed, below(&liar->seed, 8) == 0 ? most : most / 4);
	uint8_t *block, *slot;

	if (sluice__lender_reserve(&liar->lender, length, &block) != 0)
		return 0;
	if (sluice_producer_reserve(&liar->out, SLUICE_BLOCK_REFERENCE_SIZE, &slot) != 0) {
		sluice__lender_abort(&liar->lender);
		return 0;
	}
	fill(liar, block, length);
	sluice__lender_commit(&liar->lender, length, &reference);
	sluice_block_reference_store(slot, reference);
	sluice_producer_commit(&liar->out, SLUICE_BLOCK_REFERENCE_SIZE, SLUICE_WORD_INDIRECT, 1, liar->wave++);
	return reference.block;
}

/* Types of 0 and 1: what transports and streams take. The other 32 bits are the number of the record. */
static void send_some(struct liar *liar)
{
	/* Now and then parts of one record, longer than a transport takes. */
	const bool is_split = below(&liar->seed, 30) == 0;
	uint32_t count = 1 + below(&liar->seed, 6);

	while (count-- > 0) {
		const uint32_t most = is_split || below(&liar->seed, 4) == 0 ? liar->out.max_length : 80;
		const bool is_call = liar->has_calls && below(&liar->seed, 50) != 0, is_empty = below(&liar->seed, 200) == 0;
		const uint32_t length = is_call ? CALL_BYTES : is_empty ? 0 : 1 + below(&liar->seed, most - 1);
		uint8_t *payload;

		if (liar->lender.count > 0 && below(&liar->seed, 4) == 0) {
			send_reference(liar);
			continue;
		}
		if (sluice_producer_reserve(&liar->out, length, &payload) != 0)
			break;
		fill(liar, payload, length);
		sluice_producer_commit(&liar->out, length, is_split || below(&liar->seed, 50) == 0 ? SLUICE_WORD_MORE : 0, below(&liar->seed, 8) != 0,
				       liar->wave++);
	}
	publish(liar);
}

static void receive_some(struct liar *liar)
{
	uint32_t count = below(&liar->seed, 8);
	int status = 0;

	while (count-- > 0 && (status = sluice_consumer_get(&liar->in)) == 1) {
		const struct sluice_ring_record record = liar->in.record;

		if (liar->has_calls && record.length >= SLUICE_CALL_SIZE) {
			liar->heard[0] = sluice_call_load(record.payload).correlation;
			liar->heard[1] = sluice_call_load(record.payload).code;
		}
		if ((record.flags & SLUICE_WORD_KIND) == SLUICE_WORD_INDIRECT && liar->borrower.count > 0) {
			const uint32_t *words = (const uint32_t *)(const void *)record.payload;
			const struct sluice_block_reference reference = {words[0], words[1], words[2], words[3]};

			if (sluice__borrow(&liar->borrower, &reference) != NULL)
				sluice__give_back(&liar->borrower, reference.block);
		}
		sluice_consumer_finish(&liar->in);
	}
	if (below(&liar->seed, 2) == 0 && sluice_consumer_release(&liar->in))
		sluice__link_ring_space(liar->link);
	if (status == 0 && below(&liar->seed, 2) == 0)
		sluice_consumer_arm(&liar->in);
}

void liar_be_honest(struct liar *liar)
{
	if (below(&liar->seed, 2) == 0)
		send_some(liar);
	else
		receive_some(liar);
}

/* ---- lies ------------------------------------------------------------------------------------------------------------------------ */

uint32_t liar_number(struct liar *liar, uint32_t about)
{
	static const uint32_t offsets[] = {0, 1, 4, 8, 15, 16, 17, 32, 48, 64, 1u << 31, 1u << 30, 1u << 29, 1u << 28};
	const uint32_t capacity = liar->out.mask + 1;
	const uint32_t positions[] = {
		liar->out.published, liar->out.committed, liar->out.head, liar->in.head, liar->in.released, liar->in.tail, liar->out.sequence,
		liar->out.published & ~liar->out.mask, capacity, liar->out.max_length, 0, UINT32_MAX, INT32_MAX,
	};
	uint32_t number = about;

	if (below(&liar->seed, 3) == 0)
		number = positions[below(&liar->seed, sizeof positions / sizeof positions[0])];
	switch (below(&liar->seed, 8)) {
	case 0: return number + offsets[below(&liar->seed, sizeof offsets / sizeof offsets[0])];
	case 1: return number - offsets[below(&liar->seed, sizeof offsets / sizeof offsets[0])];
	case 2: return number + 16 * below(&liar->seed, capacity / 16 + 2);
	case 3: return number - 16 * below(&liar->seed, capacity / 16 + 2);
	case 4: return number + capacity * below(&liar->seed, 3);
	case 5: return draw(&liar->seed);
	case 6: return below(&liar->seed, 12);
	default: return number ^ (1u << below(&liar->seed, 32));
	}
}

static uint32_t *any_word(struct liar *liar, uint8_t *from, uint32_t size)
{
	return (uint32_t *)(void *)(from + 4 * below(&liar->seed, size / 4));
}

/* How far the victim has said that it is; about where it reads now. */
static uint32_t victim_head(const struct liar *liar)
{
	return sluice_load_once(liar->out.reader_head) & ~15u;
}

/* A word of a header that the victim has not read yet, more often than any word. */
static uint32_t *header_word(struct liar *liar)
{
	const uint32_t mask = liar->out.mask, head = victim_head(liar), unread = liar->out.published - head;
	uint32_t position = head;

	if (below(&liar->seed, 6) == 0)
		return any_word(liar, liar->out.data, mask + 1);
	/* Walks along its own headers, as far as they make sense. */
	while (position - head < unread && below(&liar->seed, 3) != 0) {
		const uint32_t length = *(uint32_t *)(void *)(liar->out.data + (position & mask)) & SLUICE_WORD_LENGTH;

		position += SLUICE_RECORD_BYTES(length > mask ? 0 : length);
	}
	/* The first word, mostly; behind it the rest of the header, and what may be a reference. */
	return (uint32_t *)(void *)(liar->out.data + ((position + (below(&liar->seed, 2) == 0 ? 0 : 4 * below(&liar->seed, 8))) & mask));
}

static uint32_t header_value(struct liar *liar, uint32_t old)
{
	static const uint32_t kinds[] = {0, SLUICE_WORD_PAD, SLUICE_WORD_INDIRECT, SLUICE_WORD_END, SLUICE_WORD_MORE};

	switch (below(&liar->seed, 4)) {
	case 0: return (old & SLUICE_WORD_LENGTH) | kinds[below(&liar->seed, 5)] | kinds[below(&liar->seed, 5)];
	case 1: return (old & ~SLUICE_WORD_LENGTH) | (liar_number(liar, old & SLUICE_WORD_LENGTH) & SLUICE_WORD_LENGTH);
	case 2: return SLUICE_BLOCK_REFERENCE_SIZE | SLUICE_WORD_INDIRECT;
	default: return liar_number(liar, old);
	}
}

static enum lie choose(struct liar *liar)
{
	enum lie lie;

	do
		lie = (enum lie)below(&liar->seed, LIE_COUNT);
	while ((liar->may_tell & 1u << lie) == 0);
	return lie;
}

/* The word, and what to store there; NULL when there is no such word. */
static uint32_t *aim(struct liar *liar, enum lie lie, uint32_t *value)
{
	struct sluice__map *own = &liar->link->own;
	uint32_t *word = NULL;

	switch (lie) {
	case LIE_HINT: {
		uint32_t *const hints[] = {
			OWN_WRITER(liar, space_wake_at), OWN_READER(liar, data_wake_at), OWN_WRITER(liar, arena_waiting), OWN_READER(liar, fast_receive),
		};

		word = hints[below(&liar->seed, 4)];
		break;
	}
	case LIE_PAYLOAD:
		if (own->arena.data != NULL && below(&liar->seed, 2) == 0) {
			/* The first blocks are lent most of the time. */
			word = any_word(liar, own->arena.data, below(&liar->seed, 2) == 0 ? 64 : own->arena.data_size);
			break;
		}
		/* Behind the header of the oldest record that it knows to be there. */
		if (liar->out.published == liar->out.head)
			return NULL;
		word = (uint32_t *)(void *)(liar->out.data + (liar->out.head & liar->out.mask));
		if ((*word & ~SLUICE_WORD_LENGTH) != 0 || *word < 4 || *word > liar->out.max_length)
			return NULL;
		/* Within the ring, also when that length is one of its lies. */
		word = (uint32_t *)(void *)(liar->out.data +
					    ((liar->out.head + SLUICE_RECORD_HEADER + 4 * below(&liar->seed, *word / 4)) & liar->out.mask));
		break;
	case LIE_TAIL: word = OWN_WRITER(liar, tail); break;
	case LIE_HEAD: word = OWN_READER(liar, head); break;
	case LIE_HEADER:
		word = header_word(liar);
		*value = header_value(liar, *word);
		return word;
	case LIE_RELEASED:
		if (own->released.data != NULL)
			word = any_word(liar, own->released.data, own->released.data_size);
		break;
	case LIE_STATE: word = (uint32_t *)(void *)(own->base + offsetof(struct sluice_segment_header, state)); break;
	case LIE_REASON: word = below(&liar->seed, 2) == 0 ? OWN_WRITER(liar, reason) : OWN_READER(liar, reason); break;
	case LIE_PAGE: word = any_word(liar, own->base, offsetof(struct sluice_segment_header, state)); break;
	case LIE_REFERENCE: /* takes a record, see there */
	case LIE_COUNT: break;
	}
	if (word != NULL)
		*value = liar_number(liar, sluice_load_once(word));
	return word;
}

static void store(struct liar *liar, enum lie lie, uint32_t *word, uint32_t value)
{
	atomic_fetch_or(&liar->told, 1u << lie);
	sluice_store_seq_cst(word, value);
	liar->stores++;
	switch (below(&liar->seed, 8)) {
	case 0: sluice__link_ring_data(liar->link); break;
	case 1: sluice__link_ring_space(liar->link); break;
	default: break;
	}
}

/* A record in order, whose reference is not. */
static void send_false_reference(struct liar *liar)
{
	const uint32_t count = liar->lender.count, size = liar->lender.block_size;
	struct sluice_block_reference reference = {0};
	uint8_t *slot;

	if (count == 0 || sluice_producer_reserve(&liar->out, SLUICE_BLOCK_REFERENCE_SIZE, &slot) != 0)
		return;
	reference.region = below(&liar->seed, 8) == 0 ? liar_number(liar, 0) : 0;
	reference.block = below(&liar->seed, 4) == 0 ? liar_number(liar, count) : below(&liar->seed, count + 1);
	reference.length = below(&liar->seed, 2) == 0 ? liar_number(liar, count * size) : below(&liar->seed, 2 * size);
	reference.generation = reference.block < count ? liar->lender.generations[reference.block] + below(&liar->seed, 3) : 1;
	if (below(&liar->seed, 4) == 0)
		reference.generation = liar_number(liar, reference.generation);
	atomic_fetch_or(&liar->told, 1u << LIE_REFERENCE);
	liar->stores++;
	sluice_block_reference_store(slot, reference);
	sluice_producer_commit(&liar->out, SLUICE_BLOCK_REFERENCE_SIZE, SLUICE_WORD_INDIRECT, 1, liar->wave++);
	publish(liar);
}

void liar_lie(struct liar *liar)
{
	const enum lie lie = choose(liar);
	uint32_t value = 0, *word = aim(liar, lie, &value);

	if (lie == LIE_REFERENCE)
		send_false_reference(liar);
	else if (word != NULL)
		store(liar, lie, word, value);
}

void liar_step(struct liar *liar)
{
	if (below(&liar->seed, 100) < liar->honesty)
		liar_be_honest(liar);
	else
		liar_lie(liar);
}

void liar_flip(struct liar *liar, unsigned times)
{
	const enum lie lie = choose(liar);
	const uint32_t head = victim_head(liar);
	uint32_t value = 0, *word = aim(liar, lie, &value), old;

	if (word == NULL)
		return;
	old = sluice_load_once(word);
	atomic_fetch_or(&liar->told, 1u << lie);
	/* For as long as the victim may be about to look at it. */
	while (times-- > 0 && victim_head(liar) == head) {
		sluice_store_release(word, value);
		sluice_store_release(word, old);
		liar->stores += 2;
	}
}

static void pause_for(uint32_t turns)
{
	volatile uint32_t left = turns;

	while (left > 0)
		left--;
}

void liar_race(struct liar *liar, unsigned times)
{
	const bool is_reference = liar->lender.count > 0 && below(&liar->seed, 2) == 0;
	const uint32_t before = liar->out.sequence, length = below(&liar->seed, liar->out.max_length);
	uint32_t *words, good, bad;
	uint8_t *payload = liar->out.data;

	if (is_reference) {
		payload = liar->lender.data + (size_t)send_reference(liar) * liar->lender.block_size;
	} else if (sluice_producer_reserve(&liar->out, length, &payload) == 0) {
		fill(liar, payload, length);
		sluice_producer_commit(&liar->out, length, 0, 1, liar->wave++);
	}
	if (liar->out.sequence == before)
		return;
	/* The last record; a pad before it is none. */
	words = (uint32_t *)(void *)(liar->out.data +
				     ((liar->out.committed - SLUICE_RECORD_BYTES(is_reference ? SLUICE_BLOCK_REFERENCE_SIZE : length)) & liar->out.mask));
	if (is_reference)
		words += 4 + below(&liar->seed, 4);
	good = *words;
	bad = is_reference || below(&liar->seed, 4) == 0 ? liar_number(liar, good) : liar->out.max_length + 1 + below(&liar->seed, 1u << 20);
	if (below(&liar->seed, 2) == 0) {
		/* Or for its first bytes, which a copy must not show. */
		words = (uint32_t *)(void *)payload;
		good = *words;
		bad = ~good;
		atomic_fetch_or(&liar->told, 1u << LIE_PAYLOAD);
	} else {
		atomic_fetch_or(&liar->told, 1u << (is_reference ? LIE_REFERENCE : LIE_HEADER));
	}
	sluice_producer_publish(&liar->out);
	while (times-- > 0 && sluice_load_once(liar->out.reader_head) != liar->out.committed) {
		sluice_store_release(words, bad);
		pause_for(below(&liar->seed, 20));
		sluice_store_release(words, good);
		liar->stores += 2;
		/* True for most of the time: a victim that looks once gets through, and the next record is raced for. */
		pause_for(below(&liar->seed, 100));
	}
}

/* ---- what may come of it --------------------------------------------------------------------------------------------------------- */

#define REASON(name) (1u << SLUICE_POISON_##name)

bool liar_explains(unsigned told, uint32_t reason)
{
	const unsigned records = REASON(LENGTH) | REASON(SEQUENCE) | REASON(KIND) | REASON(REFERENCE);
	unsigned reasons = 0;

	/* It says itself that it has caught the victim, and why: any number. */
	if ((told & 1u << LIE_STATE) != 0 && (told & 1u << LIE_REASON) != 0)
		return true;
	if ((told & 1u << LIE_STATE) != 0)
		reasons |= REASON(STATE) | REASON(NONE);
	if ((told & 1u << LIE_TAIL) != 0)
		reasons |= REASON(TAIL) | REASON(ALIGNMENT) | records;
	if ((told & 1u << LIE_HEADER) != 0)
		reasons |= records;
	if ((told & 1u << LIE_HEAD) != 0)
		reasons |= REASON(HEAD) | REASON(ALIGNMENT);
	if ((told & 1u << LIE_REFERENCE) != 0)
		reasons |= REASON(REFERENCE);
	if ((told & 1u << LIE_RELEASED) != 0)
		reasons |= REASON(RELEASED);
	return reason < 32 && (reasons & 1u << reason) != 0;
}
