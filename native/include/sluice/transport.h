/* SPDX-License-Identifier: MIT */
/*
 * The transport seam: what a ring, a socket and a network engine can all offer. docs/transport.md is the contract; generated stubs and
 * sluice/call.h stand on it. sluice/socket.h and sluice/local.h make transports; another one fills in the table of operations.
 *
 * A transport joins two endpoints and moves records (1 to max_length bytes) in order, each whole and once. One thread at a time may use an
 * endpoint; the two ends of a local pair may be used by two threads. Functions return 0 or more, or -SLUICE_ERR_...; none of them aborts.
 * Deadlines are nanoseconds of CLOCK_MONOTONIC (sluice_now_ns); SLUICE_FOREVER never comes.
 */
#ifndef SLUICE_TRANSPORT_H
#define SLUICE_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sluice/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Most bytes of a record unless told otherwise: a frame of 1 MiB and its envelope. */
#define SLUICE_MAX_LENGTH ((size_t)1024 * 1024 + 24)
/* What waits to be sent, unless told otherwise; one record may be longer than that. */
#define SLUICE_OUTGOING_LIMIT ((size_t)256 * 1024)

/* A deadline that never comes. */
#define SLUICE_FOREVER ((int64_t)-1)

/* What try_reserve says when there is no room: back-pressure, not an error. */
#define SLUICE_FULL 1

/* What `wait` waits for, and says. */
#define SLUICE_READABLE 1u
#define SLUICE_WRITABLE 2u

enum sluice_transport_state {
	SLUICE_TRANSPORT_OPEN = 0,
	SLUICE_TRANSPORT_CLOSED = 1, /* and everything that had arrived has been polled */
};

struct sluice_transport;
struct sluice_calls; /* in-flight calls and queued requests: sluice/call.h */

/* Takes one record. The bytes are the transport's again once it returns; it must not call the transport. */
typedef void sluice_receive(void *user, const uint8_t *record, size_t length);

/* What a kind of transport does; each function as its namesake below says. */
struct sluice_transport_ops {
	int (*try_reserve)(struct sluice_transport *transport, size_t length, uint8_t **out);
	void (*commit)(struct sluice_transport *transport, size_t length);
	void (*abort)(struct sluice_transport *transport);
	int (*publish)(struct sluice_transport *transport);
	int (*flush)(struct sluice_transport *transport);
	int (*poll)(struct sluice_transport *transport, sluice_receive *receive, void *user, size_t limit);
	/* NULL for a transport that can't block. `room` is asked for by SLUICE_WRITABLE. */
	int (*wait)(struct sluice_transport *transport, unsigned events, size_t room, int64_t deadline_ns);
	int (*descriptor)(const struct sluice_transport *transport);
	int (*close)(struct sluice_transport *transport, int64_t deadline_ns);
	void (*destroy)(struct sluice_transport *transport, int error);
	/* Frees the transport itself; it is closed. */
	void (*free)(struct sluice_transport *transport);
};

/* First member of every transport. All but `ops` is for reading; an implementation sets it up with sluice_transport_init. */
struct sluice_transport {
	const struct sluice_transport_ops *ops;
	const char *peer;	 /* names the other side, for logs; lives as long as the transport */
	size_t max_length;	 /* most bytes of a record */
	enum sluice_transport_state state;
	int error;		 /* why it is closed: 0 in an orderly way, or -SLUICE_ERR_... */
	int system_error;	 /* errno behind -SLUICE_ERR_SYSTEM, else 0 */
	uint64_t committed;	 /* bytes of records that were ever committed */
	uint64_t sent;		 /* how many of them the peer may have seen */
	bool is_shared;		 /* others serve what this one leaves: so what it has taken it begins before it goes on with anything else */
	struct sluice_calls *calls;
};

/* ---- sending ------------------------------------------------------------------------------------------------------------------ */

/*
 * Room for a record of up to `length` bytes, to be written at *out before anything else is done with the transport; SLUICE_FULL when there
 * is none. One reservation at a time. -SLUICE_ERR_TOO_LONG above max_length, -SLUICE_ERR_PEER_CLOSED when closed.
 */
int sluice_transport_try_reserve(struct sluice_transport *transport, size_t length, uint8_t **out);

/* The same, but waits for room; -SLUICE_ERR_DEADLINE when there is none in time. Two sides that both do only this can wait for each other. */
int sluice_transport_reserve(struct sluice_transport *transport, size_t length, uint8_t **out, int64_t deadline_ns);

/* The reserved record is whole, with `length` bytes, at most those reserved. The peer sees nothing yet. */
void sluice_transport_commit(struct sluice_transport *transport, size_t length);

/* Gives the reservation back. */
void sluice_transport_abort(struct sluice_transport *transport);

/* Everything committed becomes visible to the peer, soon: it is sent when there is much of it, and before anything waits. */
int sluice_transport_publish(struct sluice_transport *transport);

/* Sends what is published, as far as that goes without waiting. Who keeps the thread busy elsewhere after a publish calls it. */
int sluice_transport_flush(struct sluice_transport *transport);

/* ---- receiving ---------------------------------------------------------------------------------------------------------------- */

/* Hands over up to `limit` records and returns how many; 0 when there is none now, an error once it is closed and all are polled. */
int sluice_transport_poll(struct sluice_transport *transport, sluice_receive *receive, void *user, size_t limit);

/*
 * Waits until there is a record to poll: 1 then, 0 when the time is over or a signal came, an error when nothing can come any more.
 * -SLUICE_ERR_CANNOT_BLOCK where the transport can't.
 */
int sluice_transport_wait(struct sluice_transport *transport, int64_t deadline_ns);

/* For a poll(2) of one's own: readable when there may be something to poll. -1 where there is none. Flush before sleeping on it. */
int sluice_transport_descriptor(const struct sluice_transport *transport);

/* ---- state -------------------------------------------------------------------------------------------------------------------- */

enum sluice_transport_state sluice_transport_state(const struct sluice_transport *transport);

/* Why it is closed: 0 when in an orderly way. */
int sluice_transport_error(const struct sluice_transport *transport);

/* Lets what is published leave first, then closes; -SLUICE_ERR_DEADLINE when that did not work in time (it is closed all the same). */
int sluice_transport_close(struct sluice_transport *transport, int64_t deadline_ns);

/* Closes at once, with this reason (0 or -SLUICE_ERR_...). */
void sluice_transport_destroy(struct sluice_transport *transport, int error);

/* Closes at once if need be, and frees all memory; calls in flight must have ended. NULL is nothing. */
void sluice_transport_free(struct sluice_transport *transport);

/* ---- for implementations ------------------------------------------------------------------------------------------------------ */

void sluice_transport_init(struct sluice_transport *transport, const struct sluice_transport_ops *ops, const char *peer, size_t max_length);

/* Nanoseconds of CLOCK_MONOTONIC. */
int64_t sluice_now_ns(void);

/* The deadline that is so far away; SLUICE_FOREVER for a negative distance. */
int64_t sluice_deadline_after(int64_t distance_ns);

/* Whether a deadline is over; SLUICE_FOREVER never is. */
bool sluice_is_over(int64_t deadline_ns, int64_t now_ns);

/* The earlier of two deadlines. */
int64_t sluice_earlier(int64_t a_ns, int64_t b_ns);

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_TRANSPORT_H */
