/* SPDX-License-Identifier: MIT */
/* One side of one handshake, over a connected socket, without waiting. docs/runtime.md, "Rendezvous", has the sequence. */
#ifndef SLUICE_SRC_HANDSHAKE_H
#define SLUICE_SRC_HANDSHAKE_H

#include "control-socket.h"
#include "hello.h"
#include "link.h"

struct sluice__handshake {
	const struct sluice__terms *terms; /* live longer */
	const struct sluice__map *shared;  /* a publisher's; else NULL */
	struct sluice__link link;	   /* grows; `control` is the socket */
	struct sluice__inbox inbox;
	struct sluice__outbox outbox;
	struct sluice__peer_hello peer;
	uint32_t endpoint, generation;
	uint32_t expected;		   /* kind of the next message; 0 before the policy was asked */
	uint32_t doorbell, features;	   /* what my hello says */
	bool is_stranger;		   /* does not even speak this protocol */
	int status;			   /* sluice__progress, or what it failed with */
	struct sluice_channel_refusal why;
};

/* 0, or -SLUICE_ERR_OPTION: what no handshake can come to terms with. */
int sluice__handshake_check(const struct sluice__terms *terms, bool is_listener);
/* Takes the socket over: connected, CLOEXEC and non-blocking. */
void sluice__handshake_init(struct sluice__handshake *handshake, int socket, const struct sluice__terms *terms, bool is_listener,
			    uint32_t endpoint, uint32_t generation);
/*
 * Goes on as far as it can without waiting. SLUICE__PENDING; SLUICE__PREPARED once a listener's peer is ready and waits; SLUICE__DONE for a
 * connector; or an error with `why` filled: the peer has been told, and everything is closed.
 */
int sluice__handshake_step(struct sluice__handshake *handshake);
/* What to poll the socket for. */
short sluice__handshake_events(const struct sluice__handshake *handshake);
/* Tells a prepared peer READY: SLUICE__DONE, or an error when it is gone. */
int sluice__handshake_accept(struct sluice__handshake *handshake);
/* Tells the peer why not, if that is possible, and closes everything. */
void sluice__handshake_refuse(struct sluice__handshake *handshake, uint32_t reason, const char *detail);
/* After DONE: the link is the caller's. */
void sluice__handshake_take(struct sluice__handshake *handshake, struct sluice__link *out);
/* Closes what nobody took. */
void sluice__handshake_free(struct sluice__handshake *handshake);

/* For messages of other files: what could not be allocated, and what is no eventfd, refused in the words of the handshake. */
int sluice__handshake_refuse_memory(struct sluice__handshake *handshake);
int sluice__handshake_accept_doorbell(struct sluice__handshake *handshake, int descriptor);

/* A number for a new endpoint, unique in this process. */
uint32_t sluice__endpoint_next(void);

#endif /* SLUICE_SRC_HANDSHAKE_H */
