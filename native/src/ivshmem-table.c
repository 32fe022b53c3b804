/* SPDX-License-Identifier: MIT */
#include "ivshmem-table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where it is, or belongs. */
static size_t place_of(const struct sluice__ivshmem_table *table, uint32_t id)
{
	size_t low = 0, high = table->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (table->peers[middle]->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_at(const struct sluice__ivshmem_table *table, size_t at, uint32_t id)
{
	return at < table->count && table->peers[at]->id == id;
}

struct sluice__ivshmem_peer *sluice__ivshmem_find(const struct sluice__ivshmem_table *table, uint32_t id)
{
	const size_t at = place_of(table, id);

	return is_at(table, at, id) ? table->peers[at] : NULL;
}

static bool make_room(struct sluice__ivshmem_table *table)
{
	const size_t capacity = table->capacity == 0 ? 8 : table->capacity * 2;
	struct sluice__ivshmem_peer **peers;

	if (table->count < table->capacity)
		return true;
	peers = (struct sluice__ivshmem_peer **)realloc(table->peers, capacity * sizeof *peers);
	if (peers == NULL)
		return false;
	table->peers = peers;
	table->capacity = capacity;
	return true;
}

struct sluice__ivshmem_peer *sluice__ivshmem_obtain(struct sluice__ivshmem_table *table, uint32_t id)
{
	const size_t at = place_of(table, id);
	struct sluice__ivshmem_peer *peer;

	if (is_at(table, at, id))
		return table->peers[at];
	if (!make_room(table) || (peer = (struct sluice__ivshmem_peer *)calloc(1, sizeof *peer)) == NULL)
		return NULL;
	peer->id = id;
	memmove(table->peers + at + 1, table->peers + at, (table->count - at) * sizeof *table->peers);
	table->peers[at] = peer;
	table->count++;
	return peer;
}

static void free_peer(struct sluice__ivshmem_peer *peer)
{
	uint32_t i;

	for (i = 0; i < peer->count; i++)
		if (peer->vectors[i] >= 0)
			close(peer->vectors[i]);
	free(peer);
}

void sluice__ivshmem_remove(struct sluice__ivshmem_table *table, uint32_t id)
{
	const size_t at = place_of(table, id);

	if (!is_at(table, at, id))
		return;
	free_peer(table->peers[at]);
	table->count--;
	memmove(table->peers + at, table->peers + at + 1, (table->count - at) * sizeof *table->peers);
}

void sluice__ivshmem_clear(struct sluice__ivshmem_table *table)
{
	size_t i;

	for (i = 0; i < table->count; i++)
		free_peer(table->peers[i]);
	free(table->peers);
	*table = (struct sluice__ivshmem_table){0};
}
