/* SPDX-License-Identifier: MIT */
/* Bells, heartbeats and naps of a region: how its peers wake each other, and wait where nobody wakes them. */
#define _GNU_SOURCE
#include "region.h"

#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "spin.h"

/* Bells, and a channel for every other peer. */
#define MOST_DESCRIPTORS (SLUICE_REGION_VECTORS + SLUICE_REGION_MAX_SLOTS)
/*
 * So many looks follow each other closely, some hundreds of microseconds in all: an answer from a machine comes sooner. Then naps, each twice as long
 * up to the longest. Few pauses, since in a machine under TCG each leaves the translated code.
 */
#define CLOSE_LOOKS 2048u
#define PAUSES 4
/* Close looks between two looks at the clock for the heartbeat; a nap is followed by one each time. */
#define LOOKS_PER_BEAT 256u
#define FIRST_NAP_NS ((int64_t)20000)
#define LONGEST_NAP_NS ((int64_t)1000000)

void sluice__region_bell_of(const struct sluice_region *region, uint32_t slot, uint32_t *number, uint32_t *vectors)
{
	struct sluice_region_slot *entry = sluice__region_slot(region, slot);

	*number = sluice_load_acquire(&entry->number);
	*vectors = sluice_load_acquire(&entry->vectors);
	if (*number > SLUICE_REGION_MAX_NUMBER || *vectors > SLUICE_REGION_MAX_VECTORS)
		*vectors = 0;
}

void sluice__region_tell_bell(struct sluice_region *region)
{
	struct sluice_region_slot *entry = sluice__region_slot(region, region->slot);

	/* Partner: the acquire-loads of sluice__region_bell_of. */
	sluice_store_release(&entry->number, region->bell.number);
	sluice_store_release(&entry->vectors, region->bell.vectors);
}

void sluice__region_ring(const struct sluice_region *region, uint32_t number, uint32_t vectors)
{
	if (vectors > 0 && region->bell.ring != NULL)
		region->bell.ring(region->bell.user, number, region->slot % vectors);
}

int32_t sluice__region_earlier_of(const struct sluice_region *region, uint32_t slot)
{
	/* Partner: the release-store of tell_earlier. */
	const uint32_t earlier = sluice_load_acquire(&sluice__region_lane(region, slot, region->slot)->earlier);

	return earlier == 0 || earlier > SLUICE_REGION_MAX_NUMBER + 1u ? -1 : (int32_t)(earlier - 1);
}

void sluice__region_ring_each(const struct sluice_region *region, uint32_t slot)
{
	const int32_t earlier = sluice__region_earlier_of(region, slot);
	uint32_t number, vectors, vector;

	sluice__region_bell_of(region, slot, &number, &vectors);
	for (vector = 0; vector < vectors && region->bell.ring != NULL; vector++) {
		region->bell.ring(region->bell.user, number, vector);
		if (earlier >= 0)
			region->bell.ring(region->bell.user, (uint32_t)earlier, vector);
	}
}

void sluice__region_ring_all(const struct sluice_region *region)
{
	uint32_t slot, epoch;

	for (slot = 0; slot < region->slot_count; slot++)
		if (slot != region->slot && sluice__region_lives(region, slot, &epoch))
			sluice__region_ring_each(region, slot);
}

void sluice_region_beat(struct sluice_region *region)
{
	int64_t now_ns;

	if (region->beat_ns == 0)
		return;
	now_ns = sluice_now_ns();
	if (now_ns < region->next_beat_ns)
		return;
	region->next_beat_ns = now_ns + region->beat_ns;
	/* Not for whoever has the slot by now. */
	if (!sluice__region_is_own(region))
		return;
	sluice_store_release(&sluice__region_slot(region, region->slot)->heartbeat, ++region->heartbeat);
}

static int64_t until(const struct sluice_region *region, int64_t deadline_ns)
{
	return region->beat_ns == 0 || region->next_beat_ns == 0 ? deadline_ns : sluice_earlier(deadline_ns, region->next_beat_ns);
}

static struct timespec span_of(int64_t span_ns)
{
	return (struct timespec){.tv_sec = (time_t)(span_ns / 1000000000), .tv_nsec = (long)(span_ns % 1000000000)};
}

static void pause_closely(void)
{
	int i;

	for (i = 0; i < PAUSES; i++)
		sluice__pause_briefly();
}

void sluice__region_nap(struct sluice_region *region, struct sluice__naps *naps, int64_t deadline_ns)
{
	int64_t limit_ns, now_ns, nap_ns;
	struct timespec span;

	/* Without a look at the clock, which costs microseconds in a machine. */
	if (naps->count++ < CLOSE_LOOKS) {
		pause_closely();
		return;
	}
	limit_ns = until(region, deadline_ns);
	now_ns = sluice_now_ns();
	naps->nap_ns = naps->nap_ns == 0 ? FIRST_NAP_NS : naps->nap_ns * 2;
	if (naps->nap_ns > LONGEST_NAP_NS)
		naps->nap_ns = LONGEST_NAP_NS;
	nap_ns = naps->nap_ns;
	if (limit_ns >= 0 && limit_ns - now_ns < nap_ns)
		nap_ns = limit_ns - now_ns;
	span = span_of(nap_ns < 0 ? 0 : nap_ns);
	nanosleep(&span, NULL);
}

void sluice__region_sleep(struct sluice_region *region, const int *descriptors, uint32_t count, int64_t deadline_ns)
{
	struct pollfd entries[MOST_DESCRIPTORS];
	const int64_t limit_ns = until(region, deadline_ns), left_ns = limit_ns - sluice_now_ns();
	const struct timespec left = span_of(left_ns < 0 ? 0 : left_ns);
	uint32_t i;

	for (i = 0; i < count; i++)
		entries[i] = (struct pollfd){.fd = descriptors[i], .events = POLLIN};
	ppoll(entries, count, limit_ns < 0 ? NULL : &left, NULL);
}

bool sluice__region_drain(int descriptor)
{
	uint64_t rung;

	return read(descriptor, &rung, sizeof rung) > 0;
}

/* What a peer with bells sleeps on: how many descriptors. */
static uint32_t bells_of(const struct sluice_region *region, int descriptors[])
{
	if (region->client != NULL) {
		descriptors[0] = sluice_ivshmem_descriptor(region->client);
		return 1;
	}
	memcpy(descriptors, region->bell.descriptors, region->bell.vectors * sizeof descriptors[0]);
	return region->bell.vectors;
}

static void drain_all(struct sluice_region *region)
{
	uint32_t i;

	sluice__region_hear_for_all(region);
	for (i = 0; region->client == NULL && i < region->bell.vectors; i++)
		sluice__region_drain(region->bell.descriptors[i]);
}

void sluice_region_wait(struct sluice_region *region, bool is_first, int64_t deadline_ns)
{
	int descriptors[MOST_DESCRIPTORS];
	uint32_t count, i;

	if (is_first)
		region->naps = (struct sluice__naps){0, 0};
	if (region->bell.vectors > 0 || region->naps.count % LOOKS_PER_BEAT == 0)
		sluice_region_beat(region);
	if (region->bell.vectors == 0) {
		sluice__region_nap(region, &region->naps, deadline_ns);
	} else {
		count = bells_of(region, descriptors);
		for (i = 0; i < region->slot_count; i++)
			descriptors[count++] = sluice__lane_descriptor(&region->lanes[i]);
		sluice__region_sleep(region, descriptors, count, deadline_ns);
	}
	drain_all(region);
}
