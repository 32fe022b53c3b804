/* SPDX-License-Identifier: MIT */
/*
 * A mapped segment: made and sealed by its owner, or checked and mapped by its peer, read-only unless the plan says that it is cooperative.
 * Layout: schema/segment.yaml.
 */
#ifndef SLUICE_SRC_SEGMENT_MAP_H
#define SLUICE_SRC_SEGMENT_MAP_H

#include <stddef.h>

#include <sluice/channel.h>

#include "segment.h"

/* A part of a segment, as pointers; private copies of what the directory said. NULL and 0 where the part has none. */
struct sluice__part {
	uint8_t *control;
	uint8_t *data;
	uint32_t control_size;
	uint32_t data_size;
	uint32_t stride;
};

struct sluice__map {
	uint8_t *base;	/* NULL when unmapped */
	size_t size;
	int descriptor;	/* -1 once it isn't needed */
	bool is_borrowed; /* somebody else's, such as a publisher's: closing it only forgets it */
	uint8_t id[16];
	uint32_t generation;
	uint32_t *state; /* its owner's; where `base` is, too */
	/* By region kind; a segment has at most one of each so far. */
	struct sluice__part ring, consumer, arena, released, broadcast, fifo, calls, waiters, heap;
};

/* Of a part in a plan that a peer's segment is judged by: the peer decides. */
#define SLUICE__ANY_SIZE UINT32_MAX

/* What goes into a new segment; 0 leaves a part out. */
struct sluice__plan {
	uint32_t ring_size;		/* bytes, power of two */
	bool has_consumer;
	uint32_t arena_block_size, arena_block_count;
	uint32_t released_count;	/* blocks of the peer's arena */
	uint32_t broadcast_size;	/* bytes, power of two */
	bool is_cooperative;		/* of a cluster member: others write it, too. Has the four parts below */
	uint32_t fifo_size, calls_size, waiters_size, heap_size; /* bytes; see member-view.h */
	uint64_t protocol_fingerprint;
	uint32_t endpoint, generation;
};

/* Makes, allocates, maps (MADV_DONTFORK), fills in and seals a segment; its state is READY. -SLUICE_ERR_SYSTEM with errno. */
int sluice__map_create(const struct sluice__plan *plan, struct sluice__map *out);
/*
 * Checks seals, kind of file, size, allocated blocks, header, checksum, fingerprints and directory of a segment that a peer passed, against
 * what the plan says it must hold, and maps it. Takes the descriptor over also when it fails. On failure `*why` says what differs.
 */
int sluice__map_attach(int descriptor, const struct sluice__plan *expected, const uint8_t id[16], size_t size, struct sluice__map *out,
		       struct sluice_channel_refusal *why);
void sluice__map_close(struct sluice__map *map);

/* Where the header page of a segment has it. */
static inline uint32_t *sluice__map_state_word(uint8_t *base)
{
	return (uint32_t *)(void *)(base + offsetof(struct sluice_segment_header, state));
}

uint32_t sluice__map_state(const struct sluice__map *map); /* acquire */
/* Owner only, only upwards. */
void sluice__map_set_state(struct sluice__map *map, uint32_t state);

#endif /* SLUICE_SRC_SEGMENT_MAP_H */
