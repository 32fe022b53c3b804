/* SPDX-License-Identifier: MIT */
/* A client of an ivshmem server as the bell of a region: who rings, who is gone, and by which number this peer is rung. */
#include "region.h"

#include "channel.h"
#include "ivshmem-client.h"

/* At a time: peers can ring without an end. */
#define MOST_EVENTS 256

static void ring(void *user, uint32_t number, uint32_t vector)
{
	sluice_ivshmem_ring((const struct sluice_ivshmem *)user, number, vector);
}

/* Without a connection newcomers can't ring: this side polls. */
static void read_bell(struct sluice_region *region)
{
	const uint32_t number = (uint32_t)sluice_ivshmem_id(region->client);

	region->bell.vectors = 0;
	if (!sluice_ivshmem_is_ready(region->client) || !sluice_ivshmem_is_connected(region->client))
		return;
	region->bell.number = number;
	region->bell.vectors = sluice__ivshmem_common_vectors(region->client);
}

/*
 * A peer that has not come back to a server that was restarted, as QEMU never does, rings this side by the number that it had there, and is rung by the
 * eventfds of that time. All others of that time are let go.
 */
static void tell_earlier(struct sluice_region *region)
{
	uint32_t stayed[SLUICE_REGION_MAX_SLOTS], count = 0, slot;

	for (slot = 0; slot < region->slot_count; slot++) {
		uint32_t *earlier = &sluice__region_lane(region, region->slot, slot)->earlier;
		uint32_t number, vectors;
		int32_t known = -1;

		if (slot == region->slot)
			continue;
		sluice__region_bell_of(region, slot, &number, &vectors);
		if (sluice_region_is_live(region, slot))
			known = sluice__ivshmem_number_for(region->client, number);
		if (known >= 0)
			stayed[count++] = number;
		/* Partner: the acquire-load of sluice__region_earlier_of of the peer. */
		if (sluice_load_once(earlier) != (uint32_t)(known + 1))
			sluice_store_release(earlier, (uint32_t)(known + 1));
	}
	sluice__ivshmem_keep_only(region->client, stayed, count);
}

int sluice__region_take_client(struct sluice_region *region, const struct sluice_region_options *options)
{
	if (!sluice_ivshmem_is_ready(options->client))
		return -SLUICE_ERR_STATE;
	region->client = options->client;
	region->on_event = options->on_event;
	region->on_event_user = options->on_event_user;
	region->bell = (struct sluice_region_bell){.ring = ring, .user = options->client};
	sluice__ivshmem_keep(region->client);
	read_bell(region);
	return 0;
}

static void change_bell(struct sluice_region *region)
{
	read_bell(region);
	if (!sluice__region_is_own(region))
		return;
	/* First the number by which those are to ring who ring as soon as there are vectors. */
	if (region->client->earlier != NULL)
		tell_earlier(region);
	sluice__region_tell_bell(region);
	sluice__region_ring_all(region);
}

/* No need to wait for the steward. Of a server that is gone itself this says nothing: peers come back to the next one. */
static void lose(struct sluice_region *region, uint32_t number)
{
	uint32_t slot;

	if (!sluice_ivshmem_is_ready(region->client) || !sluice_ivshmem_is_connected(region->client))
		return;
	for (slot = 0; slot < region->slot_count; slot++)
		if (region->lanes[slot].vectors > 0 && region->lanes[slot].number == number)
			region->lanes[slot].is_gone = true;
}

static void take(struct sluice_region *region, const struct sluice_ivshmem_event *event)
{
	if (event->kind == SLUICE_IVSHMEM_KICK)
		return;
	/* It can have attached, and been rung for nothing, before the server's word of it was taken in. */
	if (event->kind == SLUICE_IVSHMEM_JOIN)
		sluice__region_ring(region, event->peer, event->count);
	else if (event->kind == SLUICE_IVSHMEM_LEAVE)
		lose(region, event->peer);
	else if (event->kind == SLUICE_IVSHMEM_READY || event->kind == SLUICE_IVSHMEM_LOST)
		change_bell(region);
	if (region->on_event != NULL)
		region->on_event(region->on_event_user, event);
}

bool sluice__region_hear_for_all(struct sluice_region *region)
{
	struct sluice_ivshmem_event event;
	unsigned count = 0;

	if (region->client == NULL)
		return false;
	/* What has been collected must be taken: the descriptor does not show it. */
	while ((count < MOST_EVENTS || sluice_ivshmem_deadline(region->client) == 0) && sluice_ivshmem_step(region->client, &event) == 1) {
		take(region, &event);
		count++;
	}
	/* Somebody may have come back by now, or have died. */
	if (count > 0 && region->client->earlier != NULL && sluice__region_is_own(region))
		tell_earlier(region);
	return count > 0;
}

void sluice__region_leave_client(struct sluice_region *region)
{
	if (region->client != NULL)
		sluice__ivshmem_keep_only(region->client, NULL, 0);
}

bool sluice__region_hear(struct sluice_region *region, const struct sluice__lane *listener)
{
	const bool has_heard = sluice__region_hear_for_all(region);
	uint32_t slot;

	for (slot = 0; slot < region->slot_count && has_heard; slot++) {
		struct sluice__lane *lane = &region->lanes[slot];

		if (lane != listener && lane->channel != NULL)
			sluice__channel_nudge(lane->channel);
	}
	return has_heard;
}
