/* SPDX-License-Identifier: MIT */
/* Lies that break one rule and no other: the victim must find out, and must say this reason. */
#define _GNU_SOURCE
#include <stddef.h>

#include <sluice/atomic.h>

#include "liar.h"

static const uint32_t *victim_word(const struct liar *liar, size_t offset)
{
	return (const uint32_t *)(const void *)(liar->link->peer.consumer.control + offset);
}

/* A header in its place, and a tail so many bytes behind it. */
static void craft(struct liar *liar, uint32_t word, uint32_t sequence, uint32_t bytes)
{
	uint32_t *header = (uint32_t *)(void *)(liar->out.data + (liar->out.committed & liar->out.mask));

	header[0] = word;
	header[1] = sequence;
	header[2] = 1;
	header[3] = 0;
	sluice_store_seq_cst(liar->out.tail, liar->out.committed + bytes);
}

/* Bytes that a record at the end of what is committed may take: released, and before the end of the ring. */
static uint32_t free_bytes(const struct liar *liar)
{
	return liar->out.mask + 1 - (liar->out.committed - sluice_load_acquire(victim_word(liar, offsetof(struct sluice_consumer_lines, head))));
}

static uint32_t bytes_to_end(const struct liar *liar)
{
	return liar->out.mask + 1 - (liar->out.committed & liar->out.mask);
}

static uint32_t doom_tail(struct liar *liar)
{
	const uint32_t capacity = liar->out.mask + 1, head = sluice_load_acquire(victim_word(liar, offsetof(struct sluice_consumer_lines, head)));
	uint32_t tail;

	if (below(&liar->seed, 2) == 0)
		tail = head - 16 - 16 * below(&liar->seed, 1u << 26);
	else
		tail = liar->out.committed + capacity + 16 + 16 * below(&liar->seed, 1u << 26);
	sluice_store_seq_cst(liar->out.tail, tail);
	return SLUICE_POISON_TAIL;
}

static uint32_t doom_tail_alignment(struct liar *liar)
{
	sluice_store_seq_cst(liar->out.tail, liar->out.committed + 1 + below(&liar->seed, 15));
	return SLUICE_POISON_ALIGNMENT;
}

static uint32_t doom_length(struct liar *liar)
{
	const uint32_t free = free_bytes(liar), to_end = bytes_to_end(liar), most = liar->out.max_length;

	switch (below(&liar->seed, 4)) {
	case 0:
		/* Beyond the tail. */
		craft(liar, 1 + below(&liar->seed, most), liar->out.sequence, 16);
		break;
	case 1:
		/* Above a quarter of the ring, and all of it there. */
		if (free < most + 64 || to_end < most + 64)
			return 0;
		craft(liar, most + 1 + below(&liar->seed, 32), liar->out.sequence, most + 64);
		break;
	case 2:
		/* Beyond the end of the ring, and there. */
		if (to_end >= most || to_end + 16 > free)
			return 0;
		craft(liar, to_end - 15, liar->out.sequence, to_end + 16);
		break;
	default:
		if (free < 64 || to_end < 64)
			return 0;
		craft(liar, (below(&liar->seed, 2) == 0 ? 17 + below(&liar->seed, 16) : below(&liar->seed, 16)) | SLUICE_WORD_INDIRECT,
		      liar->out.sequence, 64);
	}
	return SLUICE_POISON_LENGTH;
}

static uint32_t doom_sequence(struct liar *liar)
{
	craft(liar, 0, liar->out.sequence + 1 + below(&liar->seed, UINT32_MAX - 1), 16);
	return SLUICE_POISON_SEQUENCE;
}

static uint32_t doom_kind(struct liar *liar)
{
	const bool has_room = free_bytes(liar) >= 32 && bytes_to_end(liar) >= 48;

	switch (has_room ? below(&liar->seed, 5) : 0) {
	case 0: craft(liar, SLUICE_WORD_MORE | SLUICE_WORD_END, liar->out.sequence, 16); break;
	case 1: craft(liar, SLUICE_WORD_PAD, liar->out.sequence, 16); break;
	case 2: craft(liar, 1 | SLUICE_WORD_END, liar->out.sequence, 32); break;
	case 3: craft(liar, SLUICE_WORD_END, liar->out.sequence, 32); break;
	default: craft(liar, SLUICE_WORD_MORE | SLUICE_WORD_INDIRECT | 16, liar->out.sequence, 32); break;
	}
	return SLUICE_POISON_KIND;
}

static uint32_t doom_reference(struct liar *liar)
{
	const uint32_t count = liar->lender.count, size = liar->lender.block_size, block = below(&liar->seed, count + (count == 0));
	struct sluice_block_reference reference = {.block = block, .length = 1, .generation = 1};
	const uint32_t rest = (count - block) * size;

	if (count == 0 || free_bytes(liar) < 32 || bytes_to_end(liar) < 32)
		return 0;
	reference.generation = liar->lender.generations[block] + 1;
	switch (below(&liar->seed, 4)) {
	case 0: reference.region = 1 + below(&liar->seed, UINT32_MAX); break;
	case 1:
		reference.block = count + (below(&liar->seed, 2) == 0 ? 0 : below(&liar->seed, UINT32_MAX - count));
		reference.length = below(&liar->seed, 2);
		break;
	case 2: reference.length = rest + 1 + below(&liar->seed, below(&liar->seed, 2) == 0 ? 64 : UINT32_MAX - rest); break;
	default: reference.generation += 1 + below(&liar->seed, UINT32_MAX); break;
	}
	sluice_block_reference_store(liar->out.data + (liar->out.committed & liar->out.mask) + SLUICE_RECORD_HEADER, reference);
	craft(liar, SLUICE_WORD_INDIRECT | SLUICE_BLOCK_REFERENCE_SIZE, liar->out.sequence, 32);
	return SLUICE_POISON_REFERENCE;
}

static uint32_t doom_head(struct liar *liar)
{
	uint32_t *head = liar->in.own_head;
	const uint32_t tail = sluice_load_acquire(liar->in.writer_tail), known = sluice_load_once(head);

	switch (below(&liar->seed, 3)) {
	case 0:
		/* Past all that the victim may publish until it looks. */
		sluice_store_seq_cst(head, tail + (liar->in.mask + 1) * 2 + 16 * below(&liar->seed, 1u << 26));
		return SLUICE_POISON_HEAD;
	case 1:
		sluice_store_seq_cst(head, known - 16 - 16 * below(&liar->seed, 1u << 26));
		/* One that was never looked at is not known to go back. */
		return tail - known > liar->in.mask ? SLUICE_POISON_HEAD : 0;
	default:
		sluice_store_seq_cst(head, known + 1 + below(&liar->seed, 15));
		return SLUICE_POISON_ALIGNMENT;
	}
}

static uint32_t doom_state(struct liar *liar)
{
	uint32_t *state = (uint32_t *)(void *)(liar->link->own.base + offsetof(struct sluice_segment_header, state));

	sluice_store_seq_cst(state, below(&liar->seed, 2) == 0 ? SLUICE_SEGMENT_INIT : 5 + below(&liar->seed, UINT32_MAX - 5));
	return SLUICE_POISON_STATE;
}

uint32_t liar_doom(struct liar *liar, bool is_read_only)
{
	static uint32_t (*const dooms[])(struct liar *) = {
		doom_tail, doom_tail_alignment, doom_length, doom_length, doom_sequence, doom_kind, doom_reference, doom_state, doom_head, doom_head,
	};
	const size_t count = sizeof dooms / sizeof dooms[0] - (is_read_only ? 2 : 0);

	/* Its own records are all visible, so that nothing is between them and the lie. */
	sluice_producer_publish(&liar->out);
	atomic_fetch_or(&liar->told, (1u << LIE_COUNT) - 1);
	liar->stores++;
	return dooms[below(&liar->seed, count)](liar);
}
