/* SPDX-License-Identifier: MIT */
/*
 * One member's segment as pointers: all offsets, counts and sizes here are private copies that were judged once, so that what is within them is
 * within the mapping. Every member can write all of it (docs/decisions/0009-cluster.md, "Memory"): a word is judged each time it is read.
 */
#ifndef SLUICE_SRC_MEMBER_VIEW_H
#define SLUICE_SRC_MEMBER_VIEW_H

#include "segment-map.h"

/* Limits that slot numbers and tickets have: `lead` of a call slot is a u16; slots times 2^20 laps are 31 bits. */
#define SLUICE__MAX_CALLS_PER_WAITER 1024u
#define SLUICE__MIN_FIFO_SLOTS 2u
#define SLUICE__MAX_FIFO_SLOTS SLUICE_FIFO_MAX_SLOTS
#define SLUICE__MAX_HEAP (1u << 30)

struct sluice__member_view {
	uint8_t *base;
	size_t size;
	uint8_t *fifo_lines; /* sluice_fifo_lines */
	uint8_t *fifo_slots; /* sluice_fifo_slot each */
	uint32_t fifo_slot_count; /* a power of two, SLUICE__MIN_FIFO_SLOTS to SLUICE__MAX_FIFO_SLOTS */
	uint8_t *calls; /* sluice_call_slot each; waiter w has those from w * calls_per_waiter on */
	uint32_t call_count; /* waiter_count * calls_per_waiter */
	uint32_t calls_per_waiter; /* a power of two, 1 to SLUICE__MAX_CALLS_PER_WAITER */
	uint8_t *waiters; /* sluice_waiter_lines each */
	uint32_t waiter_count; /* 1 to SLUICE_CLUSTER_WAITERS */
	uint32_t heap_offset, heap_size; /* bytes; what extended pointers may lead to */
};

/* What a member's segment holds. */
struct sluice__member_plan {
	uint32_t waiters; /* 1 to SLUICE_CLUSTER_WAITERS */
	uint32_t calls_per_waiter;
	uint32_t fifo_slots;
	uint32_t heap_size; /* bytes, 1 to SLUICE__MAX_HEAP; rounded up to pages */
	uint64_t protocol_fingerprint;
	uint32_t endpoint;
};

/* 0, or -SLUICE_ERR_OPTION when a number is out of its range. */
int sluice__member_plan_check(const struct sluice__member_plan *plan);

/*
 * A fresh segment: allocated, sealed SHRINK|GROW|SEAL but not against writing, mapped (MADV_DONTFORK), READY, all words 0; its descriptor stays open
 * in the map. -SLUICE_ERR_OPTION or -SLUICE_ERR_SYSTEM. sluice__map_close gives it back.
 */
int sluice__member_segment_create(const struct sluice__member_plan *plan, struct sluice__map *map, struct sluice__member_view *view);

/* What sluice__map_attach has to judge a member's segment by: endpoint and generation are as its owner said. */
struct sluice__plan sluice__member_plan_expected(uint64_t protocol_fingerprint, uint32_t endpoint, uint32_t generation);

/*
 * Points a view at the parts of a mapped segment, whose directory was judged by sluice__map_attach: counts that no honest owner makes are refused
 * here, with `*why` filled.
 */
int sluice__member_view_attach(struct sluice__member_view *view, const struct sluice__map *map, struct sluice_channel_refusal *why);

/* ---- words; `index` and `waiter` must be less than the counts of the view ------------------------------------------------------- */

static inline uint8_t *sluice__view_fifo_slot(const struct sluice__member_view *view, uint32_t index)
{
	return view->fifo_slots + (size_t)index * SLUICE_FIFO_SLOT_SIZE;
}

static inline uint8_t *sluice__view_call(const struct sluice__member_view *view, uint32_t index)
{
	return view->calls + (size_t)index * SLUICE_CALL_SLOT_SIZE;
}

static inline struct sluice_waiter_lines *sluice__view_waiter(const struct sluice__member_view *view, uint32_t waiter)
{
	return (struct sluice_waiter_lines *)(void *)(view->waiters + (size_t)waiter * SLUICE_WAITER_LINES_SIZE);
}

/* An atomic word within a struct of the segment. */
static inline uint32_t *sluice__view_word(uint8_t *at, size_t offset)
{
	return (uint32_t *)(void *)(at + offset);
}

#endif /* SLUICE_SRC_MEMBER_VIEW_H */
