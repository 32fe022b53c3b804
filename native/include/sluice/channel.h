/* SPDX-License-Identifier: MIT */
/*
 * A channel: two rings of records in shared memory between two processes, one for each direction. docs/runtime.md says what both sides may
 * rely on; the functions and their contracts are those of v2vk.h, with its defects mended (docs/protocols/v2v.md has the table).
 *
 * A channel belongs to the thread that opened it: another one gets -SLUICE_ERR_THREAD, a forked child -SLUICE_ERR_FORKED. Functions return 0 or
 * more, or -SLUICE_ERR_...; with -SLUICE_ERR_SYSTEM errno says why. None of them aborts, whatever the peer does. Deadlines are
 * nanoseconds of CLOCK_MONOTONIC (sluice_now_ns).
 */
#ifndef SLUICE_CHANNEL_H
#define SLUICE_CHANNEL_H

#include <sluice/codec/identity.h>
#include <sluice/ring.h>
#include <sluice/transport.h>

#ifdef __cplusplus
extern "C" {
#endif

/* State of an endpoint as its peer sees it. From DISCONNECTING on it asks to disconnect. */
enum sluice_endpoint_state {
	SLUICE_STATE_UNKNOWN = 0,
	SLUICE_STATE_UNREADY = 291,
	SLUICE_STATE_LISTENING = 292,
	SLUICE_STATE_CONNECTED = 293,
	SLUICE_STATE_DISCONNECTING = 294,
	SLUICE_STATE_DISCONNECTED = 295,
	SLUICE_STATE_CRASHED = 296,
	SLUICE_STATE_POISONED = 297,
};

struct sluice_credentials {
	int32_t pid;
	uint32_t uid, gid;
};

enum sluice_verdict {
	SLUICE_DENY = 0,
	SLUICE_ALLOW = 1,	 /* and trust it with eventfds */
	SLUICE_ALLOW_SOCKET = 2, /* but ring it, and be rung, by bytes on the socket */
};

typedef enum sluice_verdict sluice_policy(void *user, const struct sluice_credentials *peer);

/* Why two endpoints do not talk: SLUICE_REFUSE_... of the segment schema, the message that differs, and both values. */
struct sluice_channel_refusal {
	uint32_t reason;
	uint32_t code;
	uint64_t expected, got;
	bool by_peer;	   /* the peer said so; `expected` is then the peer's */
	char detail[256];  /* a sentence, NUL-terminated */
};

enum sluice_backpressure {
	SLUICE_BLOCK = 0,	/* wait for room until the deadline */
	SLUICE_REFUSE = 1,	/* SLUICE_FULL at once */
	SLUICE_DROP_NEWEST = 2, /* count it and forget it */
};

/* Start from SLUICE_CHANNEL_OPTIONS; NULL means the same. */
struct sluice_channel_options {
	int send_order;		/* ring that I write, unless the peer wants another: 0..18 */
	int receive_order;	/* ring that I read: 0..18, or -1 to leave it to the peer */
	int largest_order;	/* ring that a peer may want me to write, at most: 0..18; it is my memory */
	enum sluice_backpressure backpressure;
	bool trusts_peer;	/* records are handed out where they lie; else each is copied once first */
	uint32_t arena_block_size, arena_block_count; /* for payloads by reference; 0 without */
	struct sluice_identity identity;
	sluice_policy *policy;	/* NULL: same effective uid, SLUICE_ALLOW */
	void *policy_user;
	bool statistics;	/* lets `sluice top` see the channel, unless SLUICE_STATISTICS=off is in the environment */
	/* Listeners only. */
	int max_half_open;	/* 64 */
	int backlog;		/* 128 */
	int handshake_timeout_ms; /* 5000 */
	unsigned mode;		/* of the socket: 0600 */
	int group;		/* gid of the socket, -1 for the process's */
};

#ifdef __cplusplus
/* C++17 has neither compound literals nor designated initialisers. */
static inline struct sluice_channel_options sluice__channel_options(void)
{
	struct sluice_channel_options options = sluice_channel_options();

	options.send_order = 4;
	options.receive_order = -1;
	options.largest_order = 18;
	options.statistics = true;
	options.max_half_open = 64;
	options.backlog = 128;
	options.handshake_timeout_ms = 5000;
	options.mode = 0600;
	options.group = -1;
	return options;
}
#define SLUICE_CHANNEL_OPTIONS sluice__channel_options()
#else
#define SLUICE_CHANNEL_OPTIONS \
	((struct sluice_channel_options){ .send_order = 4, .receive_order = -1, .largest_order = 18, .statistics = true, \
					  .max_half_open = 64, .backlog = 128, .handshake_timeout_ms = 5000, .mode = 0600, .group = -1 })
#endif

/* ---- from an address to a channel ------------------------------------------------------------------------------------------------ */

struct sluice_channel;
struct sluice_channel_listener;

/*
 * Listens on a socket path, or with a leading '@' on an abstract name. -SLUICE_ERR_ADDRESS_IN_USE when somebody else does; -SLUICE_ERR_OPTION
 * when an order or a number is out of range.
 */
int sluice_channel_listen(const char *address, const struct sluice_channel_options *options, struct sluice_channel_listener **out);

/* The next peer, each with a channel of its own; -SLUICE_ERR_DEADLINE when none has come. A deadline of 0 does not wait. */
int sluice_channel_accept(struct sluice_channel_listener *listener, int64_t deadline_ns, struct sluice_channel **out);

/* For poll(2): readable when there may be something to accept. */
int sluice_channel_listener_descriptor(const struct sluice_channel_listener *listener);

/* Refuses who is not accepted, and removes the path. Accepted channels live on. NULL is nothing. */
void sluice_channel_listener_close(struct sluice_channel_listener *listener);

/*
 * Completes when the other side has accepted. -SLUICE_ERR_NOT_LISTENING, -SLUICE_ERR_DEADLINE, or with `why` filled, unless that is NULL,
 * -SLUICE_ERR_INCOMPATIBLE, -SLUICE_ERR_DENIED and -SLUICE_ERR_BUSY.
 */
int sluice_channel_connect(const char *address, const struct sluice_channel_options *options, int64_t deadline_ns,
			   struct sluice_channel **out, struct sluice_channel_refusal *why);

/*
 * Leaves, and frees the channel; never waits. What was sent can still be read by the peer, what was only prepared is gone. Fails for
 * another thread or a forked child, and then the channel lives on.
 */
int sluice_channel_disconnect(struct sluice_channel *channel);

/* ---- state ----------------------------------------------------------------------------------------------------------------------- */

/* Whether an endpoint in this state asks its peer to disconnect: disconnecting, disconnected, crashed, poisoned. */
static inline bool sluice_state_requests_disconnect(enum sluice_endpoint_state state)
{
	return state >= SLUICE_STATE_DISCONNECTING;
}

/* "connected"; "invalid" for a number that is none. */
const char *sluice_endpoint_state_name(enum sluice_endpoint_state state);

/* The peer's state now. The control event is set again by every later change. */
int sluice_channel_get_remote_state(struct sluice_channel *channel, enum sluice_endpoint_state *state);

/* How a channel ended. Positions are those of the ring that I write: what lies between was sent, and not released by the peer. */
struct sluice_channel_ending {
	int status;		/* 0 while it lives, else -SLUICE_ERR_PEER_CLOSED, PEER_DIED or POISONED */
	uint32_t reason;	/* SLUICE_POISON_... that I have caught, or that the peer says; else 0 */
	uint32_t sent, released;
};

struct sluice_channel_ending sluice_channel_get_ending(const struct sluice_channel *channel);

/* What has happened on a channel. */
struct sluice_channel_counters {
	uint64_t sent;		/* messages made visible to the peer */
	uint64_t received;	/* messages finished */
	uint64_t refused;	/* how often there was no room */
	uint64_t dropped;	/* messages forgotten by SLUICE_DROP_NEWEST */
	uint64_t sleeps;	/* waits that did not end by looking */
	uint64_t rings;		/* doorbells rung for the peer */
};

/* ---- messages: everything below belongs to the thread of the channel --------------------------------------------------------------- */

struct sluice_message {
	const uint8_t *payload;	/* until it is finished. With trusts_peer in shared memory, which the peer can still change */
	size_t size;
	uint32_t type;
	uint32_t flags;
	bool has_more;		/* the next message continues this one */
};

/*
 * 1: the next message, the same one until it is finished. 0: none. Negative: the end, after all that was sent before it: -SLUICE_ERR_ENDED
 * (the peer will send nothing more), PEER_CLOSED, PEER_DIED, POISONED. Never waits.
 */
SLUICE_HOT int sluice_channel_get_message(struct sluice_channel *channel, struct sluice_message *out);

/* Done with the message that was got. -SLUICE_ERR_STATE when there is none. */
SLUICE_HOT int sluice_channel_finish_message(struct sluice_channel *channel);

/*
 * Room for a message of exactly `size` bytes, at multiples of 16, to be filled before it is sent; several may be prepared before one send.
 * When the peer has requested fast receive, this sends the earlier ones. Above a quarter of the ring the payload lies in the arena, if
 * there is one.
 *
 * Without room: SLUICE_BLOCK sends the earlier ones and waits: -SLUICE_ERR_DEADLINE, or -SLUICE_ERR_PEER_UNRESPONSIVE when the peer has
 * released nothing meanwhile. SLUICE_FULL with a deadline of 0, and with SLUICE_REFUSE; SLUICE_DROPPED with SLUICE_DROP_NEWEST.
 */
SLUICE_HOT int sluice_channel_prep_message(struct sluice_channel *channel, size_t size, uint32_t type, uint32_t flags,
					      int64_t deadline_ns, uint8_t **payload);

/* What SLUICE_DROP_NEWEST says: counted and forgotten. */
#define SLUICE_DROPPED 2

/* The same, with the payload in the arena whatever its size. -SLUICE_ERR_TOO_LONG without an arena that holds it. */
int sluice_channel_prep_reference(struct sluice_channel *channel, size_t size, uint32_t type, uint32_t flags, int64_t deadline_ns,
				  uint8_t **payload);

/* For encoders that know the size only afterwards: reserve the most, commit what it was, at most a quarter of the ring; then send. */
int sluice_channel_reserve_message(struct sluice_channel *channel, size_t size, int64_t deadline_ns, uint8_t **payload);
int sluice_channel_commit_message(struct sluice_channel *channel, size_t size, uint32_t type, uint32_t flags);
int sluice_channel_abort_message(struct sluice_channel *channel);

/* Makes all prepared messages visible to the peer, by one store, and wakes it if it sleeps. */
SLUICE_HOT int sluice_channel_send_messages(struct sluice_channel *channel);

/* Prepares, copies and sends one message, with all that is prepared, also when it is refused; what sluice_channel_prep_message returns. */
int sluice_channel_send(struct sluice_channel *channel, const void *payload, size_t size, uint32_t type, uint32_t flags, int64_t deadline_ns);

/*
 * Waits for a message: 1, or what sluice_channel_get_message returns, or -SLUICE_ERR_DEADLINE. When the peer has released nothing meanwhile of
 * what lies before it, -SLUICE_ERR_PEER_UNRESPONSIVE instead, unless the deadline is 0.
 */
int sluice_channel_receive(struct sluice_channel *channel, int64_t deadline_ns, struct sluice_message *out);

/* Half close: the peer gets what was sent and then -SLUICE_ERR_ENDED. There is always room for it. */
int sluice_channel_end(struct sluice_channel *channel);

/* A message of that size, and of any smaller one, fits now. 0: perhaps not even an empty one. */
size_t sluice_channel_producer_bytes_available(struct sluice_channel *channel);

/* The peer prefers to be woken early, at a cost. A hint, which changes no result. */
bool sluice_channel_remote_requested_fast_wakeup(const struct sluice_channel *channel);
/* Tells the peer that I do; counted, so that each request needs its own cancel (-SLUICE_ERR_STATE for one too many). */
int sluice_channel_request_fast_receive(struct sluice_channel *channel);
int sluice_channel_cancel_fast_receive(struct sluice_channel *channel);

/* ---- waiting --------------------------------------------------------------------------------------------------------------------- */

/* Events are states, not signals: each stays set as long as it is true. */
#define SLUICE_EVENT_RECEIVE 1u	/* there is a message to get, or the end to be told of */
#define SLUICE_EVENT_SEND 2u	/* the message that last found no room would find it now; or sending fails */
#define SLUICE_EVENT_CONTROL 4u	/* the peer's state is not the one that was last asked for */

/*
 * Spins a little, then sleeps until one of `events` is set: the ones that are; 0 when the time is over, or a signal came. Waiting for room
 * sends what is prepared. Death and departure wake every wait.
 */
int sluice_channel_wait(struct sluice_channel *channel, unsigned events, int64_t deadline_ns);

/* 1 when the event is set, 0 when it isn't; never wait. -SLUICE_ERR_STATE for the first two on an asynchronous channel. */
int sluice_channel_get_receive_event(struct sluice_channel *channel);
int sluice_channel_get_send_event(struct sluice_channel *channel);
int sluice_channel_get_control_event(struct sluice_channel *channel);

/*
 * For a poll(2) of one's own: readable when one of the armed events may be set. Arm just before sleeping on it; it returns the events that
 * are set already, and with one of them one must not sleep.
 */
int sluice_channel_descriptor(struct sluice_channel *channel);
int sluice_channel_arm(struct sluice_channel *channel, unsigned events);

/* Asynchronous operation; called by sluice_channel_dispatch alone, on its thread. A callback may disconnect the channel. */
struct sluice_channel_async {
	void (*receive)(void *user);	/* get until there is none */
	void *receive_user;
	void (*send)(void *user);	/* there is room again for what found none */
	void *send_user;
	void (*control)(void *user);	/* the peer's state has changed; may be missing */
	void *control_user;
};

/* NULL goes back to events. -SLUICE_ERR_OPTION without `receive` or `send`. */
int sluice_channel_set_async(struct sluice_channel *channel, const struct sluice_channel_async *async);

/* Whenever the descriptor is readable, and once at the start: calls what is due, and arms. Returns how many callbacks ran. */
int sluice_channel_dispatch(struct sluice_channel *channel);

#ifdef __cplusplus
}
#endif

#include <sluice/channel-hot.h>

#endif /* SLUICE_CHANNEL_H */
