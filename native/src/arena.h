/* SPDX-License-Identifier: MIT */
/*
 * Payloads by reference: runs of blocks in the writer's arena, lent with a generation that the reader publishes to give them back.
 * docs/runtime.md, "Large payloads", has the rules; neither side ever writes into the other's memory.
 */
#ifndef SLUICE_SRC_ARENA_H
#define SLUICE_SRC_ARENA_H

#include "segment-map.h"

/* The writer's side. All zero without an arena. */
struct sluice__lender {
	uint8_t *data;
	uint32_t block_size, count;
	const uint32_t *released;	/* the reader's word for each block */
	uint32_t *generations;		/* of each block, as first of a run: what it was lent with last */
	uint32_t *runs;			/* by first block: how many are lent; 0 elsewhere */
	uint32_t first, blocks;		/* the run that is reserved; 0 blocks for none */
};

/* -SLUICE_ERR_SYSTEM without memory. */
int sluice__lender_init(struct sluice__lender *lender, const struct sluice__part *arena, const struct sluice__part *released);
void sluice__lender_free(struct sluice__lender *lender);
/*
 * Reserves the first run of free blocks that holds `length` bytes: 0, SLUICE_FULL, -SLUICE_ERR_TOO_LONG, or -SLUICE_ERR_POISONED when a
 * released generation is one that was never lent.
 */
int sluice__lender_reserve(struct sluice__lender *lender, size_t length, uint8_t **out);
/* Lends what is reserved. */
void sluice__lender_commit(struct sluice__lender *lender, uint32_t length, struct sluice_block_reference *out);
void sluice__lender_abort(struct sluice__lender *lender);

/* The reader's side. */
struct sluice__borrower {
	const uint8_t *data;
	uint32_t block_size, count;
	uint32_t *released;		/* mine, shared */
	uint32_t *given;		/* private copy of it */
};

int sluice__borrower_init(struct sluice__borrower *borrower, const struct sluice__part *arena, const struct sluice__part *released);
void sluice__borrower_free(struct sluice__borrower *borrower);
/* Where a reference leads; NULL when it breaks the rule. */
const uint8_t *sluice__borrow(const struct sluice__borrower *borrower, const struct sluice_block_reference *reference);
/* Gives the run back that starts at this block. */
void sluice__give_back(struct sluice__borrower *borrower, uint32_t block);

#endif /* SLUICE_SRC_ARENA_H */
