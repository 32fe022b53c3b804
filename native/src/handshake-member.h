/* SPDX-License-Identifier: MIT */
/* The part of the handshake that makes two members of a cluster known to each other: message SLUICE_MEMBER. */
#ifndef SLUICE_SRC_HANDSHAKE_MEMBER_H
#define SLUICE_SRC_HANDSHAKE_MEMBER_H

#include "handshake.h"
#include "member.h"

/*
 * What a member brings to its handshakes. A peer is met when its segment has come, introduced when it has said who it is, and forgotten when the
 * handshake fails. From `introduce` on requests with its writer numbers are known as its own, since it may post as soon as it hears READY. It arrives
 * before it hears READY from a listener, so that whoever has joined is known to all; for a connector that is when it takes the link.
 */
struct sluice__membership {
	uint32_t cxy;
	uint32_t endpoint;
	uint32_t waiter_count;
	const int *bells; /* own eventfds, one per waiter */
	void *user;
	/* Takes the map over and gives writer numbers to each waiter of the view. NULL with `why` filled and errno: no numbers, or no memory. */
	struct sluice__peer *(*meet)(void *user, struct sluice__map *map, const struct sluice__member_view *view,
				     struct sluice_channel_refusal *why, int *status);
	/* The peer is whole: cxy, writer_first and bells are filled in. 0, or a refusal. */
	int (*introduce)(void *user, struct sluice__peer *peer, struct sluice_channel_refusal *why);
	/* Calls may go to it. False when another one has its number by now. */
	bool (*arrive)(void *user, struct sluice__peer *peer);
	/* Closes the bells, too; those that are not there are -1. */
	void (*forget)(void *user, struct sluice__peer *peer);
};

/* After the peer's segment was mapped: meets the peer, and says who I am. */
int sluice__handshake_send_member(struct sluice__handshake *handshake);
int sluice__handshake_on_member(struct sluice__handshake *handshake);
/* Before a listener says READY: 0, or a refusal. */
int sluice__handshake_arrive(struct sluice__handshake *handshake);
/* Of a handshake that has failed; else nothing. */
void sluice__handshake_forget_member(struct sluice__handshake *handshake);

#endif /* SLUICE_SRC_HANDSHAKE_MEMBER_H */
