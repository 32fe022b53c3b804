/* SPDX-License-Identifier: MIT */
/*
 * From an address to a link: two segments, four doorbells and a control socket. Rendezvous and handshake are one non-blocking machine, for
 * blocking C calls and for the event loop of Node alike. docs/runtime.md has the sequence, docs/protocols/segment.md the bytes.
 */
#ifndef SLUICE_SRC_LINK_H
#define SLUICE_SRC_LINK_H

#include <sluice/channel.h>

#include "segment-map.h"

struct sluice_statistics_entry;
struct sluice__peer;
struct sluice__membership;
struct sluice__lane;

/* Bytes of an address as a text: sockaddr_un has 108, an abstract name has a @ and a NUL around it. */
#define SLUICE__ADDRESS_SIZE 112

/* All descriptors are CLOEXEC and non-blocking. */
struct sluice__link {
	int control;			/* the socket; its end of file is the peer's death */
	int wake_data, wake_space;	/* eventfds that wake me; -1 with socket doorbells */
	int ring_data, ring_space;	/* eventfds that wake the peer; -1 with socket doorbells */
	struct sluice__map own;		/* writable */
	struct sluice__map peer;	/* read-only */
	struct sluice_credentials credentials;
	uint32_t peer_endpoint;
	bool fences_peer;		/* the peer publishes without a fence: I run one in it before I sleep as its reader */
	bool is_fenced_by_peer;		/* the same the other way round */
	bool is_listener;
	/* Of a broadcast: what comes after the peer has accepted this side comes after here. */
	uint32_t start_position, start_sequence;
	char address[SLUICE__ADDRESS_SIZE];	/* "" for a pair */
	/* Of a channel or a subscriber: what observers see of it, until the link is closed. NULL when there is none. */
	struct sluice_statistics_entry *statistics;
	/* Of a cluster: the peer, which owns its segment and its bells. NULL else, and until its segment has come. */
	struct sluice__peer *member;
	/* Of a channel in a region: it has no socket, and only wake_data. NULL else. */
	struct sluice__lane *lane;
};

/* Nothing open. */
void sluice__link_init(struct sluice__link *link);
/* Unmaps and closes all that is open; may be called twice. Does not touch `state` words. */
void sluice__link_close(struct sluice__link *link);
/* Somebody else has this side's part by now, as in a region: no state is stored there any more. */
bool sluice__link_is_replaced(const struct sluice__link *link);
/* Unmaps the peer's segment alone. */
void sluice__link_unmap_peer(struct sluice__link *link);

/* Rings the peer's doorbell, never waits: a full counter or buffer is a bell that has rung. */
void sluice__link_ring_data(const struct sluice__link *link);
void sluice__link_ring_space(const struct sluice__link *link);

#define SLUICE__EVENT_DATA 1u	/* my data doorbell, or a byte on the socket */
#define SLUICE__EVENT_SPACE 2u
#define SLUICE__EVENT_CLOSED 4u	/* end of file, hang-up or error: the peer is gone */
#define SLUICE__EVENT_OTHER 8u	/* the extra descriptor of a wait is readable */

/* Drains doorbells and socket without waiting; returns the events. With socket doorbells a byte means DATA and SPACE. */
unsigned sluice__link_drain(const struct sluice__link *link);
/* The same of one of its two doorbells alone, by its descriptor. */
unsigned sluice__link_drain_bell(const struct sluice__link *link, int bell);
/*
 * Sleeps in ppoll on doorbells, socket and `other` (-1 for none) until one is readable or the deadline is over; drains; returns the events, 0
 * when the time is over or a signal came. Never on the hot path.
 */
unsigned sluice__link_wait(const struct sluice__link *link, int other, int64_t deadline_ns);

/* ---- making links ------------------------------------------------------------------------------------------------------------- */

enum sluice__progress { SLUICE__PENDING = 0, SLUICE__PREPARED = 1, SLUICE__DONE = 2 };

/*
 * What a side brings to the handshake; copied, but for the arrays of `identity` and for `shared`, which must live on. The policy is called from
 * within a step and must not free what is stepped.
 */
struct sluice__terms {
	struct sluice_channel_options options;
	uint32_t purpose;			/* SLUICE_PURPOSE_... */
	bool always_fences;			/* each publish is a full fence in any case: JavaScript's */
	/* For a publisher and a member: the segment that every peer maps, instead of a fresh one. NULL else. */
	const struct sluice__map *shared;
	/* For a member of a cluster; lives longer. NULL else. */
	const struct sluice__membership *membership;
};

struct sluice__connecting;
/*
 * Starts to connect; fails at once with -SLUICE_ERR_OPTION, -SLUICE_ERR_ADDRESS, -SLUICE_ERR_BUSY (more wait than the kernel keeps for the
 * listener) or -SLUICE_ERR_SYSTEM (errno; ENOENT or ECONNREFUSED when nobody listens).
 */
int sluice__connect_start(const char *address, const struct sluice__terms *terms, struct sluice__connecting **out);
/* For polling; `*events` becomes POLLIN or POLLOUT or both. */
int sluice__connect_descriptor(const struct sluice__connecting *connecting, short *events);
/* Goes on without waiting; SLUICE__PENDING, SLUICE__DONE, or an error with `*why` filled. */
int sluice__connect_step(struct sluice__connecting *connecting, struct sluice_channel_refusal *why);
/* After DONE: the link is the caller's, and `connecting` is freed. */
void sluice__connect_take(struct sluice__connecting *connecting, struct sluice__link *out);
void sluice__connect_cancel(struct sluice__connecting *connecting);
/*
 * All of it, waiting until the deadline: 0, -SLUICE_ERR_NOT_LISTENING, -SLUICE_ERR_DEADLINE, or what step and start say. `why` may be NULL.
 */
int sluice__link_connect(const char *address, const struct sluice__terms *terms, int64_t deadline_ns, struct sluice__link *out,
			 struct sluice_channel_refusal *why);

/* Sleeps until the descriptor is ready for `events` of poll(2), or a signal came; false when the time is over already. */
bool sluice__sleep_on(int descriptor, short events, int64_t deadline_ns);

struct sluice__listening;
/* -SLUICE_ERR_OPTION, -SLUICE_ERR_ADDRESS, -SLUICE_ERR_ADDRESS_IN_USE or -SLUICE_ERR_SYSTEM. */
int sluice__listen_start(const char *address, const struct sluice__terms *terms, struct sluice__listening **out);
/* One epoll descriptor for the listening socket and all half-open connections: readable when `step` has something to do. */
int sluice__listen_descriptor(const struct sluice__listening *listening);
/* When `step` must run at the latest: the earliest deadline of a half-open connection, or SLUICE_FOREVER. */
int64_t sluice__listen_deadline(const struct sluice__listening *listening);
/* Accepts sockets and goes on with handshakes, without waiting; returns how many connections are prepared, or an error of the listener itself. */
int sluice__listen_step(struct sluice__listening *listening);
/* What observers see of a publisher, until it is closed; NULL for others, and when there is none. */
struct sluice_statistics_entry *sluice__listen_statistics(const struct sluice__listening *listening);
/* Takes the oldest prepared connection and tells it READY: 1 with a link, 0 when there is none. */
int sluice__listen_take(struct sluice__listening *listening, struct sluice__link *out);
/* Removes the path if it is still its own, refuses what is half-open, and frees. NULL is nothing. */
void sluice__listen_close(struct sluice__listening *listening);
/* In a forked child: closes its copy of the socket, so that nobody is kept waiting once the parent has ended. NULL is nothing. */
void sluice__listen_close_copy(const struct sluice__listening *listening);

/*
 * Both ends in one process, over a socketpair: `a` connects, `b` listens. 0, or the error of the side that refused first; nothing stays open
 * then.
 */
int sluice__link_pair(const struct sluice__terms *a, const struct sluice__terms *b, struct sluice__link out[2]);

#endif /* SLUICE_SRC_LINK_H */
