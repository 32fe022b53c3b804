/* SPDX-License-Identifier: MIT */
/* What an ivshmem client knows of itself and the others: id -> eventfds, sorted by id. */
#ifndef SLUICE_SRC_IVSHMEM_TABLE_H
#define SLUICE_SRC_IVSHMEM_TABLE_H

#include <sluice/ivshmem.h>

struct sluice__ivshmem_peer {
	uint32_t id;
	uint32_t count;
	bool has_joined;
	int vectors[SLUICE_IVSHMEM_VECTORS]; /* -1 for what was no eventfd: those after it keep their number */
};

struct sluice__ivshmem_table {
	struct sluice__ivshmem_peer **peers;
	size_t count, capacity;
};

/* NULL when it is not there. */
struct sluice__ivshmem_peer *sluice__ivshmem_find(const struct sluice__ivshmem_table *table, uint32_t id);
/* Finds it or adds it; NULL without memory. */
struct sluice__ivshmem_peer *sluice__ivshmem_obtain(struct sluice__ivshmem_table *table, uint32_t id);
/* Closes its eventfds and forgets it. */
void sluice__ivshmem_remove(struct sluice__ivshmem_table *table, uint32_t id);
void sluice__ivshmem_clear(struct sluice__ivshmem_table *table);

#endif /* SLUICE_SRC_IVSHMEM_TABLE_H */
