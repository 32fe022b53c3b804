/* SPDX-License-Identifier: MIT */
/*
 * Channels in memory that processes and virtual machines share through ivshmem: docs/decisions/0010-region.md has the reasons,
 * schema/region.yaml the bytes. Everything that others can write is judged before it is used, as in any channel; but the memory is
 * cooperative: who lies in it can lose or forge what others send, and nothing else.
 *
 * The caller maps the memory (a file, or BAR2 of the device: sluice/guest.h) and keeps it mapped until the region is detached. A region object and its
 * channels belong to one thread. Functions return 0 or more, or -SLUICE_ERR_...; deadlines are those of sluice_now_ns.
 */
#ifndef SLUICE_REGION_H
#define SLUICE_REGION_H

#include <sluice/channel.h>
#include <sluice/ivshmem.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sluice_region;

/* What a new region is made of. */
struct sluice_region_shape {
	uint32_t slot_count;	   /* peers at a time: 2..64 */
	uint32_t ring_size;	   /* bytes of each ring, a power of two from 1024 to 2^30; 0: the largest that fits */
	uint32_t beat_interval_ms; /* how often peers show that they live; 0 where a server tells of the dead */
	/* For payloads by reference, of every channel, in each direction: block size a power of two from 64, 1..65536 blocks; 0 without. */
	uint32_t arena_block_size, arena_block_count;
};

/*
 * Makes a region out of memory that nobody uses; whatever is there is lost. -SLUICE_ERR_OPTION when the shape is none or does not fit,
 * -SLUICE_ERR_STATE when `memory` is not aligned to 4096.
 */
int sluice_region_make(void *memory, size_t size, const struct sluice_region_shape *shape);

/* Most vectors of a peer. */
#define SLUICE_REGION_VECTORS 64

/* How a peer is rung, and rings others; all zeros for one that polls and can't ring. */
struct sluice_region_bell {
	uint32_t number;	/* at the server: IVPosition */
	uint32_t vectors;	/* that wake this side: 0 (it polls) to 64 */
	int descriptors[SLUICE_REGION_VECTORS]; /* one for each, such as an eventfd: readable once rung, drained by reads of 8 bytes; non-blocking */
	/* Rings a vector of another peer, without waiting; NULL: can't. Both are hints. */
	void (*ring)(void *user, uint32_t number, uint32_t vector);
	void *user;
};

/* The steward chooses the slot, by the number of the bell. */
#define SLUICE_REGION_ASSIGNED (-1)

struct sluice_region_options {
	int slot;		/* 0.., or SLUICE_REGION_ASSIGNED */
	bool takes_over;	/* also where somebody is said to live: for a guest, whose earlier life that was */
	struct sluice_region_bell bell; /* copied; descriptors stay the caller's */
	/*
	 * Instead of a bell: a client that is ready, whose memory this is. It must outlive the region, which alone steps it from now on, in every wait
	 * and look of its own and of its channels. When the connection is lost this side polls; when it is there again it is rung by its new number.
	 */
	struct sluice_ivshmem *client;
	/* Told of all events of the client but kicks; NULL: nobody is. May say what a steward says, and nothing else of this header. */
	void (*on_event)(void *user, const struct sluice_ivshmem_event *event);
	void *on_event_user;
};

/*
 * Waits until somebody has made the region, and with SLUICE_REGION_ASSIGNED until there is a slot. -SLUICE_ERR_DEADLINE; with `why` filled, unless
 * that is NULL, -SLUICE_ERR_INCOMPATIBLE for another byte order, version or layout, and -SLUICE_ERR_PROTOCOL for what is no region, or contradicts
 * itself or the size; -SLUICE_ERR_BUSY when somebody lives in the slot, -SLUICE_ERR_STATE when the client is not ready, -SLUICE_ERR_OPTION,
 * -SLUICE_ERR_SYSTEM without memory.
 */
int sluice_region_attach(void *memory, size_t size, const struct sluice_region_options *options, int64_t deadline_ns,
			 struct sluice_region **out, struct sluice_channel_refusal *why);

/* Says that this peer has left, and frees. Its channels must have been disconnected. NULL is nothing. */
void sluice_region_detach(struct sluice_region *region);

uint32_t sluice_region_slot(const struct sluice_region *region);
uint32_t sluice_region_slot_count(const struct sluice_region *region);
/* How often somebody has attached at this slot, up to this peer. */
uint32_t sluice_region_epoch(const struct sluice_region *region);
/* Whether somebody is attached there who is not known to be dead. */
bool sluice_region_is_live(const struct sluice_region *region, uint32_t slot);
/* Another value each time that whoever is in `slot` shows that it lives; 0 out of range. Says nothing where the region has no heartbeats. */
uint32_t sluice_region_heartbeat(const struct sluice_region *region, uint32_t slot);

/*
 * One step towards a channel with the peer in `slot`; both sides do this, in any order. 0 with a channel; SLUICE_FULL while the other side is not
 * there yet: the offer stays, and the next call goes on with it. -SLUICE_ERR_INCOMPATIBLE with `why` filled (unless NULL) on both sides when they speak
 * different protocols, -SLUICE_ERR_STATE when there is such a channel already, -SLUICE_ERR_OPTION, -SLUICE_ERR_PEER_CLOSED when this peer itself was declared
 * dead. Of the options trusts_peer, backpressure and identity count; rings and blocks are those of the region.
 */
int sluice_region_try_connect(struct sluice_region *region, uint32_t slot, const struct sluice_channel_options *options,
			      struct sluice_channel **out, struct sluice_channel_refusal *why);

/* The same until it succeeds; then -SLUICE_ERR_DEADLINE, and the offer is withdrawn. */
int sluice_region_connect(struct sluice_region *region, uint32_t slot, const struct sluice_channel_options *options, int64_t deadline_ns,
			  struct sluice_channel **out, struct sluice_channel_refusal *why);

/* Takes an offer back. Nothing when there is none. */
void sluice_region_withdraw(struct sluice_region *region, uint32_t slot);

/*
 * For a loop over several channels that has found nothing to do. With bells: sleeps until one has rung, or the descriptor of a channel is readable:
 * ask for them once (sluice_channel_descriptor, sluice_transport_descriptor), and arm each channel, or flush each transport, before this. Without:
 * sleeps a little longer each time, up to a millisecond; `is_first` starts anew.
 */
void sluice_region_wait(struct sluice_region *region, bool is_first, int64_t deadline_ns);

/*
 * Shows that this peer lives, where the region has heartbeats. Every wait does it; who does not wait for a quarter of the steward's patience calls
 * it.
 */
void sluice_region_beat(struct sluice_region *region);

/* ---- for the steward, the one host process that keeps the directory ---------------------------------------------------------------- */

/* Says whom a free slot is for: a number at the server, or -1 for nobody. -SLUICE_ERR_OPTION out of range. */
int sluice_region_assign(struct sluice_region *region, uint32_t slot, int32_t number);

/* Whoever is in that slot now is gone: its channels end, everybody is rung, that one too. -SLUICE_ERR_OPTION out of range. */
int sluice_region_mark_dead(struct sluice_region *region, uint32_t slot);

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_REGION_H */
