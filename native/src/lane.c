/* SPDX-License-Identifier: MIT */
/* Two lanes of a region as the link of a channel: sessions, ends, bells. docs/decisions/0010-region.md has the steps. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "channel.h"
#include "refusal.h"
#include "region.h"

static struct sluice_region_lane *mine(const struct sluice__lane *lane)
{
	return sluice__region_lane(lane->region, lane->region->slot, lane->peer);
}

static struct sluice_region_lane *theirs(const struct sluice__lane *lane)
{
	return sluice__region_lane(lane->region, lane->peer, lane->region->slot);
}

/* ---- opening ----------------------------------------------------------------------------------------------------------------------- */

/* Also where nobody is interrupted: who polls sees another number. */
void sluice__lane_ring(struct sluice__lane *lane)
{
	int32_t earlier;

	/* Partner: the load of RegionLink.#events in TypeScript. C looks at the rings themselves each time. */
	sluice_store_release(&mine(lane)->bells, ++lane->bells);
	/* Each time: whoever comes back to a server has another number. */
	sluice__region_bell_of(lane->region, lane->peer, &lane->number, &lane->vectors);
	sluice__region_ring(lane->region, lane->number, lane->vectors);
	earlier = sluice__region_earlier_of(lane->region, lane->peer);
	/* Both: who has just come to the slot of somebody who stayed behind is not known to its peer yet. */
	if (earlier >= 0)
		sluice__region_ring(lane->region, (uint32_t)earlier, lane->vectors);
}

/* Step 1 and 2. False while the peer still reads what was sent in the last session. */
static bool offer(struct sluice__lane *lane, uint64_t fingerprint)
{
	struct sluice_region_lane *own = mine(lane);
	const uint32_t last = sluice_load_once(&own->session);

	/* Partner: the store of 0 in sluice__lane_close of the peer. A peer that is dead reads nothing. */
	if (last != 0 && sluice_load_acquire(&theirs(lane)->partner) == last && sluice_region_is_live(lane->region, lane->peer))
		return false;
	/* Lines of the rings, and generations. */
	memset((uint8_t *)own + SLUICE_REGION_LANE_CONSUMER, 0, lane->region->layout.ring_offset - SLUICE_REGION_LANE_CONSUMER);
	sluice_store_release(&own->partner, 0);
	own->fingerprint = fingerprint;
	sluice_store_release(&own->epoch, lane->region->epoch);
	sluice_store_release(&own->state, SLUICE_SEGMENT_READY);
	lane->session = last + 1 == 0 ? 1 : last + 1;
	/* Gives all of that away: partner is the load of session in join. */
	sluice_store_seq_cst(&own->session, lane->session);
	lane->phase = SLUICE__LANE_OFFERED;
	sluice__lane_ring(lane);
	return true;
}

static uint64_t fingerprint_of(const struct sluice_region_lane *lane)
{
	const uint32_t *halves = (const uint32_t *)(const void *)&lane->fingerprint;
	uint64_t fingerprint;
	const uint32_t copy[2] = {sluice_load_once(&halves[0]), sluice_load_once(&halves[1])};

	memcpy(&fingerprint, copy, sizeof fingerprint);
	return fingerprint;
}

/* Refuses a session that speaks something else, by a word that the peer finds also when it has not looked before this side is gone. */
static int judge_fingerprint(struct sluice__lane *lane, uint32_t session, uint64_t expected, struct sluice_channel_refusal *why)
{
	const uint64_t got = fingerprint_of(theirs(lane));

	if (expected == got)
		return 0;
	/* Partner: the acquire-load of judge_refusal of the peer. */
	sluice_store_seq_cst(&mine(lane)->refused, session);
	return sluice__refuse(why, SLUICE_REFUSE_PROTOCOL, expected, got, "the peer speaks another protocol: expected=%#" PRIx64 " got=%#" PRIx64,
			      expected, got);
}

/* Whether the peer has refused this session; not if it is back with the right protocol. */
static int judge_refusal(const struct sluice__lane *lane, uint64_t fingerprint, struct sluice_channel_refusal *why)
{
	uint64_t expected;
	int status;

	/* Partner: the store of judge_fingerprint of the peer. */
	if (sluice_load_acquire(&theirs(lane)->refused) != lane->session)
		return 0;
	expected = fingerprint_of(theirs(lane));
	if (expected == fingerprint)
		return 0;
	status = sluice__refuse(why, SLUICE_REFUSE_PROTOCOL, expected, fingerprint,
				"the peer has refused this protocol: expected=%#" PRIx64 " got=%#" PRIx64, expected, fingerprint);
	why->by_peer = true;
	return status;
}

static void set_partner(struct sluice__lane *lane, uint32_t session)
{
	if (sluice_load_once(&mine(lane)->partner) == session)
		return;
	/* Partner: the acquire-load of join and offer of the peer. */
	sluice_store_seq_cst(&mine(lane)->partner, session);
	sluice__lane_ring(lane);
}

/* Steps 3 and 4: 1 when joined, 0 when not yet, or an error. */
static int join(struct sluice__lane *lane, uint64_t fingerprint, struct sluice_channel_refusal *why)
{
	struct sluice_region_lane *other = theirs(lane);
	/* Partners: the stores of the peer's own join and offer. In this order: who has joined my session has offered before. */
	const uint32_t partner = sluice_load_acquire(&other->partner), session = sluice_load_acquire(&other->session);
	const uint32_t state = sluice_load_acquire(&other->state), epoch = sluice_load_acquire(&other->epoch);
	/* The peer may have seen that, sent something, and left again. */
	const bool had_joined = session != 0 && sluice_load_once(&mine(lane)->partner) == session;
	struct sluice_channel_refusal ignored;
	uint32_t peer_epoch;
	int status;

	if (why == NULL)
		why = &ignored;
	status = judge_refusal(lane, fingerprint, why);
	if (status != 0)
		return status;
	if (!sluice__region_lives(lane->region, lane->peer, &peer_epoch) || epoch != peer_epoch || session == 0 ||
	    (!had_joined && (state != SLUICE_SEGMENT_READY || (partner != 0 && partner != lane->session)))) {
		set_partner(lane, 0);
		return 0;
	}
	status = judge_fingerprint(lane, session, fingerprint, why);
	if (status != 0)
		return status;
	set_partner(lane, session);
	if (partner != lane->session && state == SLUICE_SEGMENT_READY)
		return 0;
	lane->joined = session;
	lane->peer_epoch = epoch;
	lane->is_gone = false;
	lane->phase = SLUICE__LANE_JOINED;
	return 1;
}

/* What a channel calls a segment; the part of a lane. */
static struct sluice__map map_of(const struct sluice__lane *lane, struct sluice_region_lane *header)
{
	const struct sluice__lane_layout *layout = &lane->region->layout;
	uint8_t *base = (uint8_t *)header;
	struct sluice__map map = {
		.base = base,
		.size = layout->lane_stride,
		.descriptor = -1,
		.is_borrowed = true,
		.state = &header->state,
		.ring = {.control = base + SLUICE_REGION_LANE_PRODUCER,
			 .data = base + layout->ring_offset,
			 .control_size = SLUICE_PRODUCER_LINES_SIZE,
			 .data_size = layout->ring_size,
			 .stride = SLUICE_RECORD_ALIGN},
		.consumer = {.control = base + SLUICE_REGION_LANE_CONSUMER, .control_size = SLUICE_CONSUMER_LINES_SIZE},
	};

	if (layout->block_count == 0)
		return map;
	map.arena = (struct sluice__part){
		.data = base + layout->arena_offset,
		.data_size = layout->block_size * layout->block_count,
		.stride = layout->block_size,
	};
	map.released = (struct sluice__part){
		.data = base + SLUICE_REGION_LANE_RELEASED,
		.data_size = layout->block_count * (uint32_t)sizeof(uint32_t),
		.stride = sizeof(uint32_t),
	};
	return map;
}

/* What is readable when this peer has rung, as a descriptor of the link's own; -1 when there is none. */
static int bell_of(const struct sluice__lane *lane)
{
	const struct sluice_region_bell *bell = &lane->region->bell;

	if (lane->region->client != NULL)
		return fcntl(sluice_ivshmem_descriptor(lane->region->client), F_DUPFD_CLOEXEC, 0);
	return bell->vectors == 0 ? -1 : fcntl(bell->descriptors[lane->peer % bell->vectors], F_DUPFD_CLOEXEC, 0);
}

static int open_channel(struct sluice__lane *lane, const struct sluice_channel_options *options, struct sluice_channel **out)
{
	struct sluice__link link;
	int status;

	sluice__link_init(&link);
	link.lane = lane;
	link.own = map_of(lane, mine(lane));
	link.peer = map_of(lane, theirs(lane));
	link.wake_data = bell_of(lane);
	if ((lane->region->client != NULL || lane->region->bell.vectors > 0) && link.wake_data < 0) {
		sluice__link_close(&link);
		return -SLUICE_ERR_SYSTEM;
	}
	status = sluice__channel_open(&link, options, out);
	lane->channel = status == 0 ? sluice__channel_of(*out) : NULL;
	return status;
}

int sluice_region_try_connect(struct sluice_region *region, uint32_t slot, const struct sluice_channel_options *options,
			      struct sluice_channel **out, struct sluice_channel_refusal *why)
{
	const struct sluice_channel_options wanted = options != NULL ? *options : SLUICE_CHANNEL_OPTIONS;
	struct sluice__lane *lane;
	int status;

	if (slot >= region->slot_count || slot == region->slot)
		return -SLUICE_ERR_OPTION;
	lane = &region->lanes[slot];
	if (lane->phase == SLUICE__LANE_JOINED)
		return -SLUICE_ERR_STATE;
	if (!sluice__region_is_own(region))
		return -SLUICE_ERR_PEER_CLOSED;
	sluice_region_beat(region);
	if (lane->phase == SLUICE__LANE_IDLE && !offer(lane, wanted.identity.fingerprint))
		return SLUICE_FULL;
	status = join(lane, wanted.identity.fingerprint, why);
	if (status == 0)
		return SLUICE_FULL;
	if (status < 0) {
		sluice_region_withdraw(region, slot);
		return status;
	}
	return open_channel(lane, &wanted, out);
}

int sluice_region_connect(struct sluice_region *region, uint32_t slot, const struct sluice_channel_options *options, int64_t deadline_ns,
			  struct sluice_channel **out, struct sluice_channel_refusal *why)
{
	bool is_first = true;

	for (;;) {
		const int status = sluice_region_try_connect(region, slot, options, out, why);

		if (status != SLUICE_FULL)
			return status;
		if (sluice_is_over(deadline_ns, sluice_now_ns())) {
			sluice_region_withdraw(region, slot);
			return -SLUICE_ERR_DEADLINE;
		}
		sluice_region_wait(region, is_first, deadline_ns);
		is_first = false;
	}
}

void sluice_region_withdraw(struct sluice_region *region, uint32_t slot)
{
	struct sluice__lane *lane = &region->lanes[slot < region->slot_count ? slot : region->slot];

	if (lane->phase == SLUICE__LANE_OFFERED)
		sluice__lane_close(lane);
}

/* ---- an open link ------------------------------------------------------------------------------------------------------------------ */

/* The peer has let go of this session, or of its life; or this peer itself was declared dead. */
static bool has_ended(const struct sluice__lane *lane)
{
	const struct sluice_region_lane *other = theirs(lane);
	uint32_t epoch;

	/* Partners: the store in sluice__lane_close, after the last one of its state; and the offer after that. */
	return lane->is_gone || sluice_load_acquire(&other->partner) != lane->session || sluice_load_acquire(&other->session) != lane->joined ||
	       !sluice__region_lives(lane->region, lane->peer, &epoch) || epoch != lane->peer_epoch || !sluice__region_is_own(lane->region);
}

unsigned sluice__lane_drain(const struct sluice__link *link)
{
	const struct sluice__lane *lane = link->lane;
	unsigned events = 0;

	sluice_region_beat(lane->region);
	if (lane->region->client != NULL ? sluice__region_hear(lane->region, lane) : link->wake_data >= 0 && sluice__region_drain(link->wake_data))
		events |= SLUICE__EVENT_DATA | SLUICE__EVENT_SPACE;
	return has_ended(lane) ? events | SLUICE__EVENT_CLOSED : events;
}

int sluice__lane_descriptor(const struct sluice__lane *lane)
{
	return lane->channel != NULL ? lane->channel->epoll : -1;
}

void sluice__lane_begin_wait(struct sluice__lane *lane)
{
	lane->naps = (struct sluice__naps){0, 0};
}

unsigned sluice__lane_wait(const struct sluice__link *link, int other, int64_t deadline_ns)
{
	struct sluice__lane *lane = link->lane;
	const int descriptors[2] = {link->wake_data, other};
	unsigned events;

	/* Its bell may have been taken in for another lane. */
	if (lane->region->bell.vectors > 0 && !has_ended(lane))
		sluice__region_sleep(lane->region, descriptors, other < 0 ? 1 : 2, deadline_ns);
	else if (lane->region->bell.vectors == 0)
		sluice__region_nap(lane->region, &lane->naps, deadline_ns);
	events = sluice__lane_drain(link);
	/* Whether anything has come is seen in the rings alone; nothing but the clock ends the wait. */
	return sluice_is_over(deadline_ns, sluice_now_ns()) ? events : events | SLUICE__EVENT_DATA;
}

void sluice__lane_close(struct sluice__lane *lane)
{
	if (lane->phase == SLUICE__LANE_IDLE)
		return;
	lane->phase = SLUICE__LANE_IDLE;
	lane->channel = NULL;
	/* Somebody else may have the slot by now. */
	if (!sluice__region_is_own(lane->region))
		return;
	/* Who leaves a dead peer has said nothing yet. The next one there must not take this for an offer. */
	if (sluice_load_once(&mine(lane)->state) == SLUICE_SEGMENT_READY)
		sluice_store_seq_cst(&mine(lane)->state, SLUICE_SEGMENT_CLOSED);
	/* Partner: the acquire-load of offer, after which the peer resets what was read here. */
	sluice_store_seq_cst(&mine(lane)->partner, 0);
	sluice__lane_ring(lane);
}
