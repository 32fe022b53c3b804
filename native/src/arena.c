/* SPDX-License-Identifier: MIT */
#include "arena.h"

#include <stdlib.h>

#include <sluice/atomic.h>

int sluice__lender_init(struct sluice__lender *lender, const struct sluice__part *arena, const struct sluice__part *released)
{
	*lender = (struct sluice__lender){0};
	if (arena->data == NULL || released->data == NULL || arena->stride == 0)
		return 0;
	lender->data = arena->data;
	lender->block_size = arena->stride;
	lender->count = arena->data_size / arena->stride;
	lender->released = (const uint32_t *)(const void *)released->data;
	lender->generations = (uint32_t *)calloc(lender->count, sizeof *lender->generations);
	lender->runs = (uint32_t *)calloc(lender->count, sizeof *lender->runs);
	return lender->generations == NULL || lender->runs == NULL ? -SLUICE_ERR_SYSTEM : 0;
}

/* A6. */
void sluice__lender_free(struct sluice__lender *lender)
{
	free(lender->generations);
	free(lender->runs);
	*lender = (struct sluice__lender){0};
}

/* A2 of docs/models.md. Looks whether the reader has given back the run that starts at this block: 1, 0, or -1 for a lie. */
static int reclaim(struct sluice__lender *lender, uint32_t block)
{
	/* Gains the blocks after the reader's last look at them: partner is the store in sluice__give_back, also when arena_waiting is set. */
	const uint32_t word = sluice_load_seq_cst(&lender->released[block]);

	if (word == lender->generations[block] - 1)
		return 0;
	if (word != lender->generations[block])
		return -1;
	lender->runs[block] = 0;
	return 1;
}

int sluice__lender_reserve(struct sluice__lender *lender, size_t length, uint8_t **out)
{
	const size_t needed = lender->block_size == 0 ? 0 : length / lender->block_size + (length % lender->block_size != 0 || length == 0);
	uint32_t block = 0, first = 0;

	sluice__lender_abort(lender);
	if (needed == 0 || needed > lender->count || length > UINT32_MAX)
		return -SLUICE_ERR_TOO_LONG;
	while (block < lender->count && block - first < needed) {
		if (lender->runs[block] == 0) {
			block++;
			continue;
		}
		switch (reclaim(lender, block)) {
		case 0:
			block += lender->runs[block];
			first = block;
			break;
		case -1:
			return -SLUICE_ERR_POISONED;
		}
	}
	if (block - first < needed)
		return SLUICE_FULL;
	lender->first = first;
	lender->blocks = (uint32_t)needed;
	*out = lender->data + (size_t)first * lender->block_size;
	return 0;
}

void sluice__lender_commit(struct sluice__lender *lender, uint32_t length, struct sluice_block_reference *out)
{
	/* A1. */
	lender->runs[lender->first] = lender->blocks;
	*out = (struct sluice_block_reference){
		.block = lender->first,
		.length = length,
		.generation = ++lender->generations[lender->first],
	};
	lender->blocks = 0;
}

void sluice__lender_abort(struct sluice__lender *lender)
{
	lender->blocks = 0;
}

int sluice__borrower_init(struct sluice__borrower *borrower, const struct sluice__part *arena, const struct sluice__part *released)
{
	*borrower = (struct sluice__borrower){0};
	if (arena->data == NULL || released->data == NULL || arena->stride == 0)
		return 0;
	borrower->data = arena->data;
	borrower->block_size = arena->stride;
	borrower->count = arena->data_size / arena->stride;
	borrower->released = (uint32_t *)(void *)released->data;
	borrower->given = (uint32_t *)calloc(borrower->count, sizeof *borrower->given);
	return borrower->given == NULL ? -SLUICE_ERR_SYSTEM : 0;
}

void sluice__borrower_free(struct sluice__borrower *borrower)
{
	free(borrower->given);
	*borrower = (struct sluice__borrower){0};
}

const uint8_t *sluice__borrow(const struct sluice__borrower *borrower, const struct sluice_block_reference *reference)
{
	uint64_t start;

	if (reference->region != 0 || reference->block >= borrower->count)
		return NULL;
	start = (uint64_t)reference->block * borrower->block_size;
	if (start + reference->length > (uint64_t)borrower->count * borrower->block_size ||
	    reference->generation != borrower->given[reference->block] + 1)
		return NULL;
	return borrower->data + start;
}

void sluice__give_back(struct sluice__borrower *borrower, uint32_t block)
{
	/* A7, A8. Partner: reclaim loads it; and the caller then loads arena_waiting, which a writer stores before it looks here again. */
	sluice_store_seq_cst(&borrower->released[block], ++borrower->given[block]);
}
