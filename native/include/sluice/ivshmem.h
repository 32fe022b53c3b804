/* SPDX-License-Identifier: MIT */
/*
 * A client of an ivshmem server: QEMU's, or `sluice ivshmem-server`. The server gives it an id, the shared memory, and for each other client
 * the eventfds that wake it; QEMU's ivshmem-doorbell device is such a client on behalf of its guest. docs/ivshmem.md.
 *
 * One thread at a time. Functions return 0 or more, or -SLUICE_ERR_...; with -SLUICE_ERR_SYSTEM errno says why. Nothing that the server or
 * another client does makes them wait, except `wait`. Deadlines are nanoseconds of CLOCK_MONOTONIC (sluice_now_ns).
 *
 * A kick is a hint and no more: other clients share the eventfds, and can take a kick away or send one for nothing. After each one, and now and
 * then without, look at what the shared memory says. What lies there is written by everybody: read a value once, judge it, then use it.
 */
#ifndef SLUICE_IVSHMEM_H
#define SLUICE_IVSHMEM_H

#include <sluice/error.h>
#include <sluice/transport.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Most vectors of a client. */
#define SLUICE_IVSHMEM_VECTORS 64
/* Most ids. */
#define SLUICE_IVSHMEM_IDS 65536

struct sluice_ivshmem;

enum sluice_ivshmem_kind {
	SLUICE_IVSHMEM_READY = 1, /* own id, memory and vectors are there, and all clients that were before; `peer` is the own id */
	SLUICE_IVSHMEM_JOIN = 2,  /* `peer` can be rung, on `count` vectors */
	SLUICE_IVSHMEM_LEAVE = 3, /* `peer` is gone */
	SLUICE_IVSHMEM_KICK = 4,  /* somebody has rung `vector` of this client */
	SLUICE_IVSHMEM_FAULT = 5, /* the server sent what makes no sense, `value`, and `status` says why; it was ignored */
	SLUICE_IVSHMEM_LOST = 6,  /* the connection has ended with `status`; memory and peers stay good until it is made anew */
};

struct sluice_ivshmem_event {
	enum sluice_ivshmem_kind kind;
	uint32_t peer;
	uint32_t vector;
	uint32_t count;
	/*
	 * Of a FAULT: -SLUICE_ERR_RANGE no such id, _COUNT more than 64 vectors or fewer than was said, _CODE_UNKNOWN an id that is not there (or the own one) has left,
	 * _STATE a second memory, _PROTOCOL the descriptor is no eventfd. Of a LOST: _PEER_CLOSED, _PROTOCOL, _INCOMPATIBLE (another version),
	 * _SYSTEM (`value` is errno; EMFILE: no descriptor was left for a vector).
	 */
	int status;
	int64_t value;
};

/* Zeroes are the defaults. */
struct sluice_ivshmem_options {
	unsigned vectors;     /* that the server gives each client, when it is known: READY then waits for all of them */
	int64_t reconnect_ns; /* how long after a LOST `step` connects again, and after each failure to; 0 for never */
	/*
	 * No message says how many vectors a client has. One with fewer than `vectors`, or than others have, counts as complete when the server has said
	 * nothing for so long; 0: 2 s. When that is this client, and `vectors` was given, a FAULT (-SLUICE_ERR_COUNT) comes before READY.
	 */
	int64_t settle_ns;
};

/*
 * Connects to the socket at `path`; the rest comes by `step`. -SLUICE_ERR_ADDRESS, -SLUICE_ERR_SYSTEM (ENOENT, ECONNREFUSED: nobody listens),
 * -SLUICE_ERR_DEADLINE (the server has a full queue), -SLUICE_ERR_OPTION.
 */
int sluice_ivshmem_connect(const char *path, const struct sluice_ivshmem_options *options, int64_t deadline_ns, struct sluice_ivshmem **out);
void sluice_ivshmem_close(struct sluice_ivshmem *client);

/* Never waits: 1 with the next event, 0 when there is none. Also connects again when it is time to. Fails with -SLUICE_ERR_SYSTEM only. */
int sluice_ivshmem_step(struct sluice_ivshmem *client, struct sluice_ivshmem_event *event);
/* The same, and waits until there is one: -SLUICE_ERR_DEADLINE when none came, -SLUICE_ERR_SYSTEM with EINTR after a signal. */
int sluice_ivshmem_wait(struct sluice_ivshmem *client, int64_t deadline_ns, struct sluice_ivshmem_event *event);
/* For poll: readable when `step` may have something. The same for the client's whole life. */
int sluice_ivshmem_descriptor(const struct sluice_ivshmem *client);
/* When `step` is to be called though nothing is readable: SLUICE_FOREVER, or the next attempt to connect; 0 when an event waits. */
int64_t sluice_ivshmem_deadline(const struct sluice_ivshmem *client);

/* The own id, 0..65535; -1 before the server has said it. */
int32_t sluice_ivshmem_id(const struct sluice_ivshmem *client);
bool sluice_ivshmem_is_ready(const struct sluice_ivshmem *client);
bool sluice_ivshmem_is_connected(const struct sluice_ivshmem *client);
/* How many other clients there are, announced in full or not; writes at most `capacity` of their ids, ascending. */
size_t sluice_ivshmem_peers(const struct sluice_ivshmem *client, uint32_t *ids, size_t capacity);
/* Vectors of a client, the own id included; 0 for one that is not there. */
unsigned sluice_ivshmem_vectors(const struct sluice_ivshmem *client, uint32_t peer);

/* Rings; never waits. -SLUICE_ERR_RANGE when there is no such client or vector. The own id is as good as another's. */
int sluice_ivshmem_ring(const struct sluice_ivshmem *client, uint32_t peer, uint32_t vector);

struct sluice_ivshmem_memory {
	uint8_t *base; /* page-aligned, readable and writable */
	size_t size;   /* bytes, that of the file */
	bool sealed;   /* its size can't change. If not, another client can cut the file short, and who reads beyond dies of SIGBUS */
};

/* Bytes of the shared memory; 0 before the server has sent it. */
size_t sluice_ivshmem_size(const struct sluice_ivshmem *client);
/* Maps the shared memory; the map is the caller's, and outlives the client. -SLUICE_ERR_STATE before there is one, -SLUICE_ERR_SYSTEM. */
int sluice_ivshmem_map(const struct sluice_ivshmem *client, struct sluice_ivshmem_memory *out);
void sluice_ivshmem_unmap(struct sluice_ivshmem_memory *map);

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_IVSHMEM_H */
