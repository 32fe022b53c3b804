/* SPDX-License-Identifier: MIT */
/* An attached region, and its lanes as links of channels. */
#ifndef SLUICE_SRC_REGION_H
#define SLUICE_SRC_REGION_H

#include <sluice/region.h>

#include "../../generated/region/region.h"
#include "link.h"

struct sluice__channel;

enum sluice__lane_phase {
	SLUICE__LANE_IDLE = 0,
	SLUICE__LANE_OFFERED,	/* mine is reset and offered */
	SLUICE__LANE_JOINED,	/* a channel */
};

/* This peer's connection with one other. */
struct sluice__lane {
	struct sluice_region *region;
	uint32_t peer;		/* its slot */
	enum sluice__lane_phase phase;
	uint32_t session;	/* mine */
	uint32_t joined;	/* the peer's */
	uint32_t peer_epoch;	/* when it was joined */
	struct sluice__channel *channel; /* while it is joined */
	uint32_t number, vectors; /* to ring it by; judged. vectors 0: it polls */
	bool is_gone;		/* the server says so, before the steward does */
	uint32_t bells;		/* as the line says */
	struct sluice__naps {
		uint32_t count;	/* since the wait began */
		int64_t nap_ns;
	} naps;
};

/* Bytes, and where things are within a lane. */
struct sluice__lane_layout {
	uint32_t ring_size, block_size, block_count;
	uint32_t ring_offset, arena_offset;
	uint32_t lane_stride; /* to the next lane */
};

/* Judged copies; nothing of it is read from the memory again. */
struct sluice_region {
	uint8_t *memory;
	uint32_t slot_count, slot;
	size_t lanes_offset;
	struct sluice__lane_layout layout;
	uint32_t epoch;
	struct sluice_region_bell bell;	/* made of the client, if there is one */
	struct sluice_ivshmem *client;	/* NULL for none */
	void (*on_event)(void *user, const struct sluice_ivshmem_event *event);
	void *on_event_user;
	int64_t beat_ns;	/* 0 without heartbeats */
	int64_t next_beat_ns;
	uint32_t heartbeat;
	struct sluice__naps naps;
	struct sluice__lane lanes[SLUICE_REGION_MAX_SLOTS];
};

/* ---- region-layout.c ------------------------------------------------------------------------------------------------------------- */

/* The word that says that a region is made. */
uint32_t *sluice__region_ready(void *memory);
/* Copies the header once, judges the copy and fills in what it says. On failure `*why` says what differs. */
int sluice__region_judge(const void *memory, uint64_t size, struct sluice_region *region, struct sluice_channel_refusal *why);
struct sluice_region_slot *sluice__region_slot(const struct sluice_region *region, uint32_t slot);
/* The lane that `from` writes for `to`. */
struct sluice_region_lane *sluice__region_lane(const struct sluice_region *region, uint32_t from, uint32_t to);

/* ---- region.c, region-wait.c ------------------------------------------------------------------------------------------------------- */

/* Whether somebody lives there, and in which epoch. */
bool sluice__region_lives(const struct sluice_region *region, uint32_t slot, uint32_t *epoch);
/* Whether this peer is still who it was when it attached: not declared dead, and its slot not taken by another. */
bool sluice__region_is_own(const struct sluice_region *region);
/* Number and vectors by which a peer wants to be rung, judged; vectors 0 for one that polls, or lies. */
void sluice__region_bell_of(const struct sluice_region *region, uint32_t slot, uint32_t *number, uint32_t *vectors);
void sluice__region_ring(const struct sluice_region *region, uint32_t number, uint32_t vectors);
/* The number by which a peer was known at a server before this one, if this side is one that it knows from there; -1 otherwise. */
int32_t sluice__region_earlier_of(const struct sluice_region *region, uint32_t slot);
/* News about any peer concern whoever waits for one: each lane of a peer has its own vector, and all of them are rung. */
void sluice__region_ring_each(const struct sluice_region *region, uint32_t slot);
/* The same of all that live. */
void sluice__region_ring_all(const struct sluice_region *region);
/* Tells others by which bell this peer is rung. */
void sluice__region_tell_bell(struct sluice_region *region);

/* Sleeps for a moment that grows with each call, not beyond the deadline or the next heartbeat. */
void sluice__region_nap(struct sluice_region *region, struct sluice__naps *naps, int64_t deadline_ns);
/* Sleeps on at most 128 descriptors until one is readable, not beyond the deadline or the next heartbeat. */
void sluice__region_sleep(struct sluice_region *region, const int *descriptors, uint32_t count, int64_t deadline_ns);
/* Whether it had been rung. */
bool sluice__region_drain(int descriptor);

/* ---- region-client.c: a client of an ivshmem server as the bell --------------------------------------------------------------------- */

/* -SLUICE_ERR_STATE when it is not ready. */
int sluice__region_take_client(struct sluice_region *region, const struct sluice_region_options *options);
/*
 * Takes in what the client has, and returns whether somebody has rung or is gone, or the bell has changed. All lanes share the descriptor of the client,
 * so what is taken in here is passed on to the channels of the others, but for `listener`. Nothing without a client.
 */
bool sluice__region_hear(struct sluice_region *region, const struct sluice__lane *listener);
/* The same for who looks at all lanes next. */
bool sluice__region_hear_for_all(struct sluice_region *region);
/* Nobody of an earlier connection is rung, nor rings, any more. */
void sluice__region_leave_client(struct sluice_region *region);

/* ---- lane.c: what link.c does with a link that has a lane ------------------------------------------------------------------------ */

void sluice__lane_ring(struct sluice__lane *lane);
unsigned sluice__lane_drain(const struct sluice__link *link);
unsigned sluice__lane_wait(const struct sluice__link *link, int other, int64_t deadline_ns);
/* The last touch: the peer may reset its lane after this. */
void sluice__lane_close(struct sluice__lane *lane);
/* A wait begins: looks come close together again. */
void sluice__lane_begin_wait(struct sluice__lane *lane);
/* What sluice_channel_descriptor gave for its channel; -1 for none. */
int sluice__lane_descriptor(const struct sluice__lane *lane);

#endif /* SLUICE_SRC_REGION_H */
