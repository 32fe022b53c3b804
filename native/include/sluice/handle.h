/* SPDX-License-Identifier: MIT */
/*
 * Handles: numbers for things of one member that others may keep and send about. A handle says whose it is, what it names and in which life of its
 * place, so that one that is stale, foreign or of another type is an error and never a wild access. TypeScript: `HandleTable`.
 *
 * A table belongs to one thread at a time. Functions return 0 or -SLUICE_ERR_...
 */
#ifndef SLUICE_HANDLE_H
#define SLUICE_HANDLE_H

#include <sluice/error.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SLUICE_MAX_HANDLES (1u << 24)

struct sluice__handle_place;

struct sluice_handle_table {
	struct sluice__handle_place *places;
	uint32_t cluster;	/* number of the member that the things belong to */
	uint32_t capacity;	/* most places */
	uint32_t place_count;	/* that have ever been used */
	uint32_t allocated;
	uint32_t first_free;
	uint32_t size;		/* things that have a handle */
};

/* An empty table. -SLUICE_ERR_OPTION unless cluster is 0..65535 and capacity 1..2^24. */
int sluice_handles_init(struct sluice_handle_table *table, uint32_t cluster, uint32_t capacity);
/* Forgets all things. */
void sluice_handles_free(struct sluice_handle_table *table);

/*
 * Gives a thing a handle that no other one has had: cluster 16 | type 8 | generation 16 | index 24, the highest bits first; never 0.
 * -SLUICE_ERR_OPTION for a type that is not 1..255, -SLUICE_ERR_BUSY when all places are taken, or worn out, -SLUICE_ERR_SYSTEM without memory.
 */
int sluice_handles_add(struct sluice_handle_table *table, uint32_t type, void *value, uint64_t *handle);

/* The thing that a handle names. -SLUICE_ERR_HANDLE_FOREIGN, -SLUICE_ERR_HANDLE_STALE, -SLUICE_ERR_HANDLE_TYPE. `value` may be NULL. */
int sluice_handles_get(const struct sluice_handle_table *table, uint64_t handle, uint32_t type, void **value);

/* The same, and takes the handle back: from now on it is stale. */
int sluice_handles_remove(struct sluice_handle_table *table, uint64_t handle, uint32_t type, void **value);

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_HANDLE_H */
