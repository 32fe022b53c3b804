/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "member-view.h"

#include "refusal.h"

static bool is_power_of_two(uint32_t value)
{
	return value != 0 && (value & (value - 1)) == 0;
}

static bool are_waiters(uint32_t count)
{
	return count >= 1 && count <= SLUICE_CLUSTER_WAITERS;
}

static bool are_calls(uint32_t per_waiter)
{
	return is_power_of_two(per_waiter) && per_waiter <= SLUICE__MAX_CALLS_PER_WAITER;
}

static bool are_fifo_slots(uint32_t count)
{
	return is_power_of_two(count) && count >= SLUICE__MIN_FIFO_SLOTS && count <= SLUICE__MAX_FIFO_SLOTS;
}

int sluice__member_plan_check(const struct sluice__member_plan *plan)
{
	const bool is_good = are_waiters(plan->waiters) && are_calls(plan->calls_per_waiter) && are_fifo_slots(plan->fifo_slots) &&
			     plan->heap_size >= 1 && plan->heap_size <= SLUICE__MAX_HEAP;

	return is_good ? 0 : -SLUICE_ERR_OPTION;
}

int sluice__member_segment_create(const struct sluice__member_plan *plan, struct sluice__map *map, struct sluice__member_view *view)
{
	const struct sluice__plan parts = {
		.is_cooperative = true,
		.fifo_size = plan->fifo_slots * SLUICE_FIFO_SLOT_SIZE,
		.calls_size = plan->waiters * plan->calls_per_waiter * SLUICE_CALL_SLOT_SIZE,
		.waiters_size = plan->waiters * SLUICE_WAITER_LINES_SIZE,
		.heap_size = (plan->heap_size + SLUICE_PAGE_SIZE - 1) / SLUICE_PAGE_SIZE * SLUICE_PAGE_SIZE,
		.protocol_fingerprint = plan->protocol_fingerprint,
		.endpoint = plan->endpoint,
		.generation = 1,
	};
	struct sluice_channel_refusal ignored;
	int status = sluice__member_plan_check(plan);

	if (status == 0)
		status = sluice__map_create(&parts, map);
	return status == 0 ? sluice__member_view_attach(view, map, &ignored) : status;
}

struct sluice__plan sluice__member_plan_expected(uint64_t protocol_fingerprint, uint32_t endpoint, uint32_t generation)
{
	return (struct sluice__plan){
		.is_cooperative = true,
		.fifo_size = SLUICE__ANY_SIZE,
		.calls_size = SLUICE__ANY_SIZE,
		.waiters_size = SLUICE__ANY_SIZE,
		.heap_size = SLUICE__ANY_SIZE,
		.protocol_fingerprint = protocol_fingerprint,
		.endpoint = endpoint,
		.generation = generation,
	};
}

static int judge_count(const char *name, bool is_good, const struct sluice__part *part, struct sluice_channel_refusal *why)
{
	if (is_good)
		return 0;
	return sluice__refuse(why, SLUICE_REFUSE_SEGMENT, 0, part->data_size, "size of the %s is none that a member can have: size=%u", name,
			      part->data_size);
}

/* The number of elements, or 0 when they do not fill the part exactly; the directory was judged, so only a part without data has no stride. */
static uint32_t count_of(const struct sluice__part *part)
{
	return part->stride == 0 || part->data_size % part->stride != 0 ? 0 : part->data_size / part->stride;
}

int sluice__member_view_attach(struct sluice__member_view *view, const struct sluice__map *map, struct sluice_channel_refusal *why)
{
	const uint32_t waiters = count_of(&map->waiters), calls = count_of(&map->calls), slots = count_of(&map->fifo);
	int status = judge_count("waiters", are_waiters(waiters), &map->waiters, why);

	if (status == 0)
		status = judge_count("calls", calls % waiters == 0 && are_calls(calls / waiters), &map->calls, why);
	if (status == 0)
		status = judge_count("FIFO", are_fifo_slots(slots) && map->fifo.control != NULL, &map->fifo, why);
	if (status == 0)
		status = judge_count("heap", map->heap.data_size >= 1 && map->heap.data_size <= SLUICE__MAX_HEAP, &map->heap, why);
	if (status != 0)
		return status;
	*view = (struct sluice__member_view){
		.base = map->base,
		.size = map->size,
		.fifo_lines = map->fifo.control,
		.fifo_slots = map->fifo.data,
		.fifo_slot_count = slots,
		.calls = map->calls.data,
		.call_count = calls,
		.calls_per_waiter = calls / waiters,
		.waiters = map->waiters.data,
		.waiter_count = waiters,
		.heap_offset = (uint32_t)(map->heap.data - map->base),
		.heap_size = map->heap.data_size,
	};
	return 0;
}
