/* SPDX-License-Identifier: MIT */
/* Records lie in blocks, which are kept: in steady state nothing is allocated. */
#include "call-records.h"

#include <stdlib.h>

#include "calls.h"

#define BLOCK_BYTES ((size_t)64 * 1024)
#define SPARE_BYTES ((size_t)4 * 1024 * 1024)
#define ALIGNED(size) (((size) + 15) & ~(size_t)15)

static size_t block_start(void)
{
	return ALIGNED(sizeof(struct sluice__block));
}

/* An empty block with room for `size` bytes: a spare one, or a new one. */
static struct sluice__block *take_block(struct sluice_calls *calls, size_t size)
{
	struct sluice__block **link = &calls->spare;
	struct sluice__block *block;
	size_t capacity = size > BLOCK_BYTES ? size : BLOCK_BYTES;

	for (; (block = *link) != NULL; link = &block->next) {
		if (block->capacity < size)
			continue;
		*link = block->next;
		calls->spare_bytes -= block->capacity;
		block->next = NULL;
		return block;
	}
	block = malloc(block_start() + capacity);
	if (block != NULL)
		*block = (struct sluice__block){.capacity = capacity};
	return block;
}

static void keep_block(struct sluice_calls *calls, struct sluice__block *block)
{
	if (calls->spare_bytes + block->capacity > SPARE_BYTES) {
		free(block);
		return;
	}
	block->used = 0;
	block->next = calls->spare;
	calls->spare = block;
	calls->spare_bytes += block->capacity;
}

struct sluice__record *sluice__record_new(struct sluice_calls *calls, size_t length)
{
	size_t size = ALIGNED(sizeof(struct sluice__record)) + ALIGNED(length);
	struct sluice__block *block = calls->block;
	struct sluice__record *record;

	if (block != NULL && block->alive == 0)
		block->used = 0;
	if (block == NULL || block->capacity - block->used < size) {
		struct sluice__block *fresh = take_block(calls, size);

		if (fresh == NULL)
			return NULL;
		/* A full block is found again through its records. */
		if (block != NULL && block->alive == 0)
			keep_block(calls, block);
		calls->block = block = fresh;
	}
	record = (struct sluice__record *)(void *)((uint8_t *)block + block_start() + block->used);
	*record = (struct sluice__record){.block = block, .length = length};
	block->used += size;
	block->alive++;
	return record;
}

void sluice__record_free(struct sluice_calls *calls, struct sluice__record *record)
{
	struct sluice__block *block;

	if (record == NULL)
		return;
	block = record->block;
	if (--block->alive == 0 && block != calls->block)
		keep_block(calls, block);
}

uint8_t *sluice__record_payload(struct sluice__record *record)
{
	return (uint8_t *)record + ALIGNED(sizeof *record);
}

void sluice__records_free(struct sluice_calls *calls)
{
	struct sluice__block *block = calls->spare;

	while (block != NULL) {
		struct sluice__block *next = block->next;

		free(block);
		block = next;
	}
	free(calls->block);
}
