/* SPDX-License-Identifier: MIT */
/*
 * Messages of the hello on a stream socket, with their descriptors. Never a byte more than a message has is read: what follows READY belongs
 * to the link.
 */
#ifndef SLUICE_SRC_CONTROL_SOCKET_H
#define SLUICE_SRC_CONTROL_SOCKET_H

#include <sluice/channel.h>

#include "segment.h"

/* Most descriptors of a message: eventfds of all waiters of a member. Of any other message, a segment and two doorbells. */
#define SLUICE__MESSAGE_FDS SLUICE_CLUSTER_WAITERS
/* Messages that can wait to be sent: hello, segment, doorbells or member, ready. */
#define SLUICE__MESSAGES 4

struct sluice__inbox {
	uint8_t *bytes;		/* the message, NULL until its length is known */
	size_t length, got;
	uint32_t kind;
	uint8_t start[SLUICE_CONTROL_SIZE];
	int fds[SLUICE__MESSAGE_FDS];
	unsigned most_fds;	/* that are kept of the message that is expected */
	unsigned fd_count;	/* all that came, those above `most_fds` closed already */
	bool fds_were_lost;	/* this process can have no more */
};

struct sluice__outgoing {
	uint8_t *bytes;
	size_t length;
	int fds[SLUICE__MESSAGE_FDS]; /* borrowed */
	unsigned fd_count;
};

struct sluice__outbox {
	struct sluice__outgoing messages[SLUICE__MESSAGES];
	unsigned first, count;
	size_t sent;	/* bytes of the first one */
	bool is_broken; /* nobody reads any more; there may still be something to read */
};

/*
 * Reads on, without waiting: 1 when a message is whole, of the kind `expected` or a REFUSAL, with the descriptors that belong to it; 0 when
 * there is nothing now; or an error with `*why` filled. -SLUICE_ERR_PEER_CLOSED at the end of file, with reason 0. With magic that is none,
 * `*is_stranger` becomes true: such a peer is not answered.
 */
int sluice__inbox_read(struct sluice__inbox *inbox, int socket, uint32_t expected, struct sluice_channel_refusal *why, bool *is_stranger);
/* Takes the descriptors out; the next message can come. */
void sluice__inbox_next(struct sluice__inbox *inbox);
/* Closes descriptors that nobody took out. */
void sluice__inbox_free(struct sluice__inbox *inbox);

/* Takes `bytes` over (malloc). False when there is no memory, which is when `bytes` is NULL. */
bool sluice__outbox_add(struct sluice__outbox *outbox, uint8_t *bytes, size_t length, const int *fds, unsigned fd_count);
/* Sends as much as goes without waiting; 0, or -SLUICE_ERR_SYSTEM. A peer that does not read any more is no error here. */
int sluice__outbox_flush(struct sluice__outbox *outbox, int socket);
bool sluice__outbox_is_empty(const struct sluice__outbox *outbox);
/* Forgets what has not begun to leave; false when a message has left in part, so that nothing can follow. */
bool sluice__outbox_clear(struct sluice__outbox *outbox);
void sluice__outbox_free(struct sluice__outbox *outbox);

#endif /* SLUICE_SRC_CONTROL_SOCKET_H */
