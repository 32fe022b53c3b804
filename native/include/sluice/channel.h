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

/* A message of the protocol that is spoken over the channel: what generated headers call ..._FINGERPRINT. */
struct sluice_message_identity {
	uint32_t code;
	uint64_t fingerprint;
};

/* What both sides must agree on; all zero for bare bytes. */
struct sluice_identity {
	uint64_t fingerprint;
	const struct sluice_message_identity *messages; /* by ascending code */
	size_t count;
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
	enum sluice_backpressure backpressure;
	bool trusts_peer;	/* records are handed out where they lie; else each is copied once first */
	uint32_t arena_block_size, arena_block_count; /* for payloads by reference; 0 without */
	struct sluice_identity identity;
	sluice_policy *policy;	/* NULL: same effective uid, SLUICE_ALLOW */
	void *policy_user;
	/* Listeners only. */
	int max_half_open;	/* 64 */
	int backlog;		/* 128 */
	int handshake_timeout_ms; /* 5000 */
	unsigned mode;		/* of the socket: 0600 */
	int group;		/* gid of the socket, -1 for the process's */
};

#define SLUICE_CHANNEL_OPTIONS \
	((struct sluice_channel_options){ .send_order = 4, .receive_order = -1, .max_half_open = 64, .backlog = 128, \
					  .handshake_timeout_ms = 5000, .mode = 0600, .group = -1 })

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_CHANNEL_H */
