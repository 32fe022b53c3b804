/* SPDX-License-Identifier: MIT */
/* A region's directory: attached to and left, and kept by the steward. Lanes: lane.c; waiting: region-wait.c. */
#define _GNU_SOURCE
#include "region.h"

#include <stdlib.h>

#include "channel.h"

/* ---- who lives --------------------------------------------------------------------------------------------------------------------- */

bool sluice__region_lives(const struct sluice_region *region, uint32_t slot, uint32_t *epoch)
{
	struct sluice_region_slot *entry = sluice__region_slot(region, slot);
	/* Partners: the stores of enter and leave, which put `state` last; and that of sluice_region_mark_dead. */
	const uint32_t state = sluice_load_acquire(&entry->state);

	*epoch = sluice_load_acquire(&entry->epoch);
	return state == SLUICE_REGION_LIVE && (int32_t)(*epoch - sluice_load_acquire(&entry->dead_epoch)) > 0;
}

bool sluice__region_is_own(const struct sluice_region *region)
{
	uint32_t epoch;

	return sluice__region_lives(region, region->slot, &epoch) && epoch == region->epoch;
}

/* ---- attaching --------------------------------------------------------------------------------------------------------------------- */

static int read_header(void *memory, size_t size, int64_t deadline_ns, struct sluice_region *region, struct sluice_channel_refusal *why)
{
	struct sluice_channel_refusal ignored;

	/* Partner: the release-store of make. */
	while (sluice_load_acquire(sluice__region_ready(memory)) != 1) {
		if (sluice_is_over(deadline_ns, sluice_now_ns()))
			return -SLUICE_ERR_DEADLINE;
		sluice__region_nap(region, &region->naps, deadline_ns);
	}
	return sluice__region_judge(memory, size, region, why != NULL ? why : &ignored);
}

static int find_slot(struct sluice_region *region, int wanted, int64_t deadline_ns)
{
	uint32_t slot;

	if (wanted != SLUICE_REGION_ASSIGNED) {
		if (wanted < 0 || (uint32_t)wanted >= region->slot_count)
			return -SLUICE_ERR_OPTION;
		region->slot = (uint32_t)wanted;
		return 0;
	}
	for (;;) {
		for (slot = 0; slot < region->slot_count; slot++) {
			/* Partner: the release-store of sluice_region_assign. */
			if (sluice_load_acquire(&sluice__region_slot(region, slot)->assigned) != region->bell.number + 1)
				continue;
			region->slot = slot;
			return 0;
		}
		if (sluice_is_over(deadline_ns, sluice_now_ns()))
			return -SLUICE_ERR_DEADLINE;
		sluice__region_nap(region, &region->naps, deadline_ns);
		/* The number may be another one by now. */
		sluice__region_hear(region, NULL);
	}
}

/* From here on peers see this one; what it had joined in an earlier life is over, because the epoch is another one. */
static void enter(struct sluice_region *region)
{
	struct sluice_region_slot *entry = sluice__region_slot(region, region->slot);
	const uint32_t dead = sluice_load_acquire(&entry->dead_epoch), last = sluice_load_acquire(&entry->epoch);
	uint32_t slot;

	region->epoch = ((int32_t)(last - dead) < 0 ? dead : last) + 1;
	region->heartbeat = sluice_load_once(&entry->heartbeat);
	/* Partners: the acquire-loads of sluice__region_lives. */
	sluice_store_release(&entry->epoch, region->epoch);
	sluice__region_tell_bell(region);
	for (slot = 0; slot < region->slot_count; slot++) {
		struct sluice_region_lane *lane = sluice__region_lane(region, region->slot, slot);

		region->lanes[slot] = (struct sluice__lane){.region = region, .peer = slot};
		if (slot == region->slot)
			continue;
		region->lanes[slot].bells = sluice_load_once(&lane->bells);
		sluice_store_release(&lane->earlier, 0);
		/* What lies there is no offer of this life, nor does anybody of an earlier one read any more. */
		sluice_store_release(&lane->epoch, region->epoch - 1);
		sluice_store_release(&lane->partner, 0);
	}
	sluice_store_seq_cst(&entry->state, SLUICE_REGION_LIVE);
	sluice_region_beat(region);
	sluice__region_ring_all(region);
}

static bool is_bell(const struct sluice_region_bell *bell)
{
	return bell->vectors <= SLUICE_REGION_VECTORS && bell->number <= SLUICE_REGION_MAX_NUMBER;
}

int sluice_region_attach(void *memory, size_t size, const struct sluice_region_options *options, int64_t deadline_ns,
			 struct sluice_region **out, struct sluice_channel_refusal *why)
{
	struct sluice_region *region;
	uint32_t epoch;
	int status;

	if ((uintptr_t)memory % SLUICE_PAGE_SIZE != 0 || size < SLUICE_REGION_HEADER_SIZE || !is_bell(&options->bell))
		return -SLUICE_ERR_OPTION;
	region = (struct sluice_region *)calloc(1, sizeof *region);
	if (region == NULL)
		return -SLUICE_ERR_SYSTEM;
	region->memory = (uint8_t *)memory;
	region->bell = options->bell;
	status = options->client != NULL ? sluice__region_take_client(region, options) : 0;
	if (status == 0)
		status = read_header(memory, size, deadline_ns, region, why);
	if (status == 0)
		status = find_slot(region, options->slot, deadline_ns);
	if (status == 0 && !options->takes_over && sluice__region_lives(region, region->slot, &epoch))
		status = -SLUICE_ERR_BUSY;
	if (status != 0) {
		free(region);
		return status;
	}
	enter(region);
	*out = region;
	return 0;
}

void sluice_region_detach(struct sluice_region *region)
{
	uint32_t slot;

	if (region == NULL)
		return;
	for (slot = 0; slot < region->slot_count; slot++)
		sluice_region_withdraw(region, slot);
	if (sluice__region_is_own(region)) {
		sluice_store_seq_cst(&sluice__region_slot(region, region->slot)->state, SLUICE_REGION_LEFT);
		sluice__region_ring_all(region);
	}
	sluice__region_leave_client(region);
	free(region);
}

uint32_t sluice_region_slot(const struct sluice_region *region)
{
	return region->slot;
}

uint32_t sluice_region_slot_count(const struct sluice_region *region)
{
	return region->slot_count;
}

uint32_t sluice_region_epoch(const struct sluice_region *region)
{
	return region->epoch;
}

bool sluice_region_is_live(const struct sluice_region *region, uint32_t slot)
{
	uint32_t epoch;

	return slot < region->slot_count && sluice__region_lives(region, slot, &epoch);
}

uint32_t sluice_region_heartbeat(const struct sluice_region *region, uint32_t slot)
{
	/* Partner: the release-store of sluice_region_beat of that peer. */
	return slot < region->slot_count ? sluice_load_acquire(&sluice__region_slot(region, slot)->heartbeat) : 0;
}

/* ---- the steward ------------------------------------------------------------------------------------------------------------------- */

int sluice_region_assign(struct sluice_region *region, uint32_t slot, int32_t number)
{
	if (slot >= region->slot_count || number < -1 || number > (int32_t)SLUICE_REGION_MAX_NUMBER)
		return -SLUICE_ERR_OPTION;
	/* Partner: the acquire-load of find_slot. */
	sluice_store_release(&sluice__region_slot(region, slot)->assigned, (uint32_t)(number + 1));
	return 0;
}

int sluice_region_mark_dead(struct sluice_region *region, uint32_t slot)
{
	struct sluice_region_slot *entry;

	if (slot >= region->slot_count)
		return -SLUICE_ERR_OPTION;
	entry = sluice__region_slot(region, slot);
	/* Partner: the acquire-load of sluice__region_lives. */
	sluice_store_seq_cst(&entry->dead_epoch, sluice_load_acquire(&entry->epoch));
	sluice__region_ring_all(region);
	/* It may live, and sleep. */
	if (slot != region->slot)
		sluice__region_ring_each(region, slot);
	/* Nobody rings this one. */
	if (region->lanes[slot].channel != NULL)
		sluice__channel_nudge(region->lanes[slot].channel);
	return 0;
}
