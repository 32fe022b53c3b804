/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "segment-directory.h"

#include "refusal.h"

#define RELEASED_STRIDE ((uint32_t)sizeof(uint32_t))
#define MIN_RING_SIZE SLUICE_PAGE_SIZE
#define MAX_RING_SIZE ((uint32_t)SLUICE_PAGE_SIZE << SLUICE_MAX_RING_ORDER)

/* What a kind of region looks like, whatever its size. */
struct shape {
	const char *name;
	uint32_t control_size;
	uint32_t stride;	 /* 0: its own, from the plan */
	uint32_t data_alignment; /* 0 without data */
	bool is_ring;
};

static const struct shape *shape_of(uint32_t kind)
{
	static const struct shape ring = {"ring", SLUICE_PRODUCER_LINES_SIZE, SLUICE_RECORD_ALIGN, SLUICE_PAGE_SIZE, true};
	static const struct shape consumer = {"consumer", SLUICE_CONSUMER_LINES_SIZE, 0, 0, false};
	static const struct shape arena = {"arena", 0, 0, SLUICE_PAGE_SIZE, false};
	static const struct shape released = {"released", 0, RELEASED_STRIDE, SLUICE_LINE_SPACING, false};
	static const struct shape broadcast = {"broadcast", SLUICE_BROADCAST_LINES_SIZE, SLUICE_RECORD_ALIGN, SLUICE_PAGE_SIZE, true};

	static const struct shape fifo = {"FIFO", SLUICE_FIFO_LINES_SIZE, SLUICE_FIFO_SLOT_SIZE, SLUICE_PAGE_SIZE, false};
	static const struct shape calls = {"calls", 0, SLUICE_CALL_SLOT_SIZE, SLUICE_PAGE_SIZE, false};
	static const struct shape waiters = {"waiters", 0, SLUICE_WAITER_LINES_SIZE, SLUICE_LINE_SPACING, false};
	static const struct shape heap = {"heap", 0, 0, SLUICE_PAGE_SIZE, false};

	switch (kind) {
	case SLUICE_REGION_RING: return &ring;
	case SLUICE_REGION_CONSUMER: return &consumer;
	case SLUICE_REGION_ARENA: return &arena;
	case SLUICE_REGION_RELEASED: return &released;
	case SLUICE_REGION_BROADCAST: return &broadcast;
	case SLUICE_REGION_FIFO: return &fifo;
	case SLUICE_REGION_CALLS: return &calls;
	case SLUICE_REGION_WAITERS: return &waiters;
	case SLUICE_REGION_HEAP: return &heap;
	default: return NULL;
	}
}

/* What a plan says of a kind. */
struct wish {
	bool is_present;
	uint64_t data_size; /* SLUICE__ANY_SIZE: any legal one */
	uint32_t stride;
};

static struct wish wish_of(const struct sluice__plan *plan, uint32_t kind)
{
	switch (kind) {
	case SLUICE_REGION_RING:
		return (struct wish){plan->ring_size > 0, plan->ring_size, SLUICE_RECORD_ALIGN};
	case SLUICE_REGION_CONSUMER:
		return (struct wish){plan->has_consumer, 0, 0};
	case SLUICE_REGION_ARENA:
		return (struct wish){plan->arena_block_count > 0, (uint64_t)plan->arena_block_size * plan->arena_block_count,
				     plan->arena_block_size};
	case SLUICE_REGION_RELEASED:
		return (struct wish){plan->released_count > 0, (uint64_t)plan->released_count * RELEASED_STRIDE, RELEASED_STRIDE};
	case SLUICE_REGION_BROADCAST:
		return (struct wish){plan->broadcast_size > 0, plan->broadcast_size, SLUICE_RECORD_ALIGN};
	case SLUICE_REGION_FIFO:
		return (struct wish){plan->is_cooperative, plan->fifo_size, SLUICE_FIFO_SLOT_SIZE};
	case SLUICE_REGION_CALLS:
		return (struct wish){plan->is_cooperative, plan->calls_size, SLUICE_CALL_SLOT_SIZE};
	case SLUICE_REGION_WAITERS:
		return (struct wish){plan->is_cooperative, plan->waiters_size, SLUICE_WAITER_LINES_SIZE};
	case SLUICE_REGION_HEAP:
		return (struct wish){plan->is_cooperative, plan->heap_size, 0};
	default:
		return (struct wish){false, 0, 0};
	}
}

static const uint32_t KINDS[SLUICE__MAX_PARTS] = {
	SLUICE_REGION_RING, SLUICE_REGION_CONSUMER, SLUICE_REGION_ARENA, SLUICE_REGION_RELEASED, SLUICE_REGION_BROADCAST,
	SLUICE_REGION_FIFO, SLUICE_REGION_CALLS, SLUICE_REGION_WAITERS, SLUICE_REGION_HEAP,
};

/* ---- making ------------------------------------------------------------------------------------------------------------------- */

static uint64_t round_up(uint64_t value, uint64_t unit)
{
	return (value + unit - 1) / unit * unit;
}

uint32_t sluice__directory_plan(const struct sluice__plan *plan, struct sluice_directory_entry entries[SLUICE__MAX_PARTS], uint64_t *size)
{
	uint64_t at = SLUICE_HEADER_SIZE;
	uint32_t count = 0, i;

	for (i = 0; i < SLUICE__MAX_PARTS; i++) {
		const struct wish wish = wish_of(plan, KINDS[i]);

		if (!wish.is_present)
			continue;
		entries[count] = (struct sluice_directory_entry){.kind = KINDS[i], .stride = wish.stride};
		if (shape_of(KINDS[i])->control_size > 0) {
			entries[count].control_offset = (uint32_t)at;
			entries[count].control_size = shape_of(KINDS[i])->control_size;
			at += round_up(entries[count].control_size, SLUICE_LINE_SPACING);
		}
		count++;
	}
	for (i = 0; i < count; i++) {
		const uint64_t bytes = wish_of(plan, entries[i].kind).data_size;

		if (bytes == 0)
			continue;
		at = round_up(at, SLUICE_PAGE_SIZE);
		if (at + bytes > UINT32_MAX)
			return 0;
		entries[i].data_offset = (uint32_t)at;
		entries[i].data_size = (uint32_t)bytes;
		at += bytes;
	}
	*size = round_up(at, SLUICE_PAGE_SIZE);
	return *size > UINT32_MAX ? 0 : count;
}

/* ---- judging ------------------------------------------------------------------------------------------------------------------ */

static bool is_power_of_two(uint64_t value)
{
	return value != 0 && (value & (value - 1)) == 0;
}

/* A range of a segment, where there is one: aligned, behind the header page, and inside. */
static int judge_range(const char *what, uint32_t index, uint32_t offset, uint32_t size, uint32_t alignment, uint64_t segment_size,
		       struct sluice_channel_refusal *why)
{
	if (size == 0)
		return offset == 0 ? 0
				   : sluice__refuse(why, SLUICE_REFUSE_SEGMENT, 0, offset,
						    "%s of entry %u has no size, so its offset must be 0: offset=%u", what, index, offset);
	if (offset % alignment != 0)
		return sluice__refuse(why, SLUICE_REFUSE_SEGMENT, alignment, offset, "%s of entry %u must be aligned: alignment=%u offset=%u", what,
				      index, alignment, offset);
	if (offset < SLUICE_HEADER_SIZE || (uint64_t)offset + size > segment_size)
		return sluice__refuse(why, SLUICE_REFUSE_SEGMENT, segment_size, (uint64_t)offset + size,
				      "%s of entry %u must lie behind the header and inside of the segment: offset=%u size=%u", what, index, offset,
				      size);
	return 0;
}

static bool overlap(uint32_t a, uint32_t a_size, uint32_t b, uint32_t b_size)
{
	return a_size > 0 && b_size > 0 && (uint64_t)a < (uint64_t)b + b_size && (uint64_t)b < (uint64_t)a + a_size;
}

static bool entries_overlap(const struct sluice_directory_entry *a, const struct sluice_directory_entry *b)
{
	return overlap(a->control_offset, a->control_size, b->control_offset, b->control_size) ||
	       overlap(a->control_offset, a->control_size, b->data_offset, b->data_size) ||
	       overlap(a->data_offset, a->data_size, b->control_offset, b->control_size) ||
	       overlap(a->data_offset, a->data_size, b->data_offset, b->data_size);
}

static int judge_place(const struct sluice_directory_entry *entries, uint32_t index, uint64_t segment_size,
		       struct sluice_channel_refusal *why)
{
	const struct sluice_directory_entry *entry = &entries[index];
	const struct shape *shape = shape_of(entry->kind);
	const uint32_t alignment = shape != NULL && shape->data_alignment > 0 ? shape->data_alignment : SLUICE_LINE_SPACING;
	int status = judge_range("control", index, entry->control_offset, entry->control_size, SLUICE_LINE_SPACING, segment_size, why);
	uint32_t i;

	if (status == 0)
		status = judge_range("data", index, entry->data_offset, entry->data_size, alignment, segment_size, why);
	if (status != 0)
		return status;
	if (overlap(entry->control_offset, entry->control_size, entry->data_offset, entry->data_size))
		return sluice__refuse(why, SLUICE_REFUSE_SEGMENT, index, index, "control and data of entry %u overlap", index);
	for (i = 0; i < index; i++)
		if (entries_overlap(entry, &entries[i]))
			return sluice__refuse(why, SLUICE_REFUSE_SEGMENT, i, index, "entries %u and %u overlap", i, index);
	return 0;
}

static int judge_number(const char *kind, const char *field, uint64_t expected, uint64_t got, struct sluice_channel_refusal *why)
{
	if (expected == got)
		return 0;
	return sluice__refuse(why, SLUICE_REFUSE_SEGMENT, expected, got, "%s of the %s must be what was agreed: expected=%llu got=%llu", field, kind,
			      (unsigned long long)expected, (unsigned long long)got);
}

/* A part of a kind that is known, against what the plan says of it. */
static int judge_part(const struct sluice_directory_entry *entry, const struct shape *shape, const struct wish *wish,
		      struct sluice_channel_refusal *why)
{
	int status = judge_number(shape->name, "id", 0, entry->id, why);

	if (status == 0)
		status = judge_number(shape->name, "control size", shape->control_size, entry->control_size, why);
	if (status == 0)
		status = judge_number(shape->name, "stride", wish->stride, entry->stride, why);
	if (status == 0 && shape->is_ring &&
	    (!is_power_of_two(entry->data_size) || entry->data_size < MIN_RING_SIZE || entry->data_size > MAX_RING_SIZE))
		return sluice__refuse(why, SLUICE_REFUSE_SEGMENT, MAX_RING_SIZE, entry->data_size,
				      "size of the %s must be a power of two, 4096 to 1073741824: size=%u", shape->name, entry->data_size);
	if (status == 0 && wish->data_size != SLUICE__ANY_SIZE)
		status = judge_number(shape->name, "size", wish->data_size, entry->data_size, why);
	return status;
}

int sluice__directory_judge(const struct sluice_directory_entry *entries, uint32_t count, uint64_t segment_size,
			    const struct sluice__plan *expected, struct sluice_channel_refusal *why)
{
	bool found[SLUICE_REGION_HEAP + 1] = {false};
	uint32_t i;
	int status;

	for (i = 0; i < count; i++) {
		const struct sluice_directory_entry *entry = &entries[i];
		const struct shape *shape = shape_of(entry->kind);
		const struct wish wish = wish_of(expected, entry->kind);

		status = judge_place(entries, i, segment_size, why);
		if (status != 0)
			return status;
		if (!sluice_region_kind_is_known(entry->kind))
			continue;
		if (shape == NULL || !wish.is_present || found[entry->kind])
			return sluice__refuse(why, SLUICE_REFUSE_SEGMENT, 0, entry->kind,
					      "entry %u is a part that was not agreed, or a second one: kind=%u", i, entry->kind);
		found[entry->kind] = true;
		status = judge_part(entry, shape, &wish, why);
		if (status != 0)
			return status;
	}
	for (i = 0; i < SLUICE__MAX_PARTS; i++)
		if (wish_of(expected, KINDS[i]).is_present && !found[KINDS[i]])
			return sluice__refuse(why, SLUICE_REFUSE_SEGMENT, KINDS[i], 0, "the directory has no %s", shape_of(KINDS[i])->name);
	return 0;
}

void sluice__directory_apply(const struct sluice_directory_entry *entries, uint32_t count, struct sluice__map *map)
{
	uint32_t i;

	for (i = 0; i < count; i++) {
		const struct sluice_directory_entry *entry = &entries[i];
		const struct sluice__part part = {
			.control = entry->control_size > 0 ? map->base + entry->control_offset : NULL,
			.data = entry->data_size > 0 ? map->base + entry->data_offset : NULL,
			.control_size = entry->control_size,
			.data_size = entry->data_size,
			.stride = entry->stride,
		};

		switch (entry->kind) {
		case SLUICE_REGION_RING: map->ring = part; break;
		case SLUICE_REGION_CONSUMER: map->consumer = part; break;
		case SLUICE_REGION_ARENA: map->arena = part; break;
		case SLUICE_REGION_RELEASED: map->released = part; break;
		case SLUICE_REGION_BROADCAST: map->broadcast = part; break;
		case SLUICE_REGION_FIFO: map->fifo = part; break;
		case SLUICE_REGION_CALLS: map->calls = part; break;
		case SLUICE_REGION_WAITERS: map->waiters = part; break;
		case SLUICE_REGION_HEAP: map->heap = part; break;
		default: break;
		}
	}
}
