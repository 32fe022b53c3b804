/* SPDX-License-Identifier: MIT */
/*
 * Messages of the ivshmem protocol on a stream socket: 8 bytes each, with at most one descriptor (`schema/ivshmem.yaml`). Nothing here waits,
 * and nothing is read beyond the end of a message: a longer read would merge messages, and a descriptor belongs to one of them.
 */
#ifndef SLUICE_SRC_IVSHMEM_SOCKET_H
#define SLUICE_SRC_IVSHMEM_SOCKET_H

#include <stdbool.h>
#include <stdint.h>

#define SLUICE__IVSHMEM_MESSAGE 8

/* A message on its way in. Start with a zeroed one and `descriptor` -1. */
struct sluice__ivshmem_inbox {
	uint8_t bytes[SLUICE__IVSHMEM_MESSAGE];
	unsigned got;
	int descriptor;	    /* CLOEXEC; -1 for none */
	unsigned received;  /* descriptors that came with it, those after the first closed */
	bool lost;	    /* this process could take no more descriptors */
};

#define SLUICE__IVSHMEM_INBOX ((struct sluice__ivshmem_inbox){.descriptor = -1})

/*
 * Reads on. 1: a whole message. 0: nothing now. -SLUICE_ERR_PEER_CLOSED: the end of file between two messages, or a reset.
 * -SLUICE_ERR_PROTOCOL: it ends within a message, or one has two descriptors. -SLUICE_ERR_SYSTEM with errno; EMFILE when the descriptor was lost.
 */
int sluice__ivshmem_receive(struct sluice__ivshmem_inbox *inbox, int socket);
/* Ready for the next message; the descriptor is the caller's. */
void sluice__ivshmem_inbox_next(struct sluice__ivshmem_inbox *inbox);

/* Sends what is left of a message; `sent` counts its bytes. The descriptor goes with the first one; -1 for none. */
enum sluice__ivshmem_sent {
	SLUICE__IVSHMEM_BLOCKED = 0, /* the peer must read first */
	SLUICE__IVSHMEM_SENT = 1,
	SLUICE__IVSHMEM_CROWDED = 2, /* too many descriptors of this user are in flight, to whomever: try again after a while */
};

/* Also -SLUICE_ERR_PEER_CLOSED, or -SLUICE_ERR_SYSTEM with errno. */
int sluice__ivshmem_send(int socket, const uint8_t bytes[SLUICE__IVSHMEM_MESSAGE], unsigned *sent, int descriptor);

#endif /* SLUICE_SRC_IVSHMEM_SOCKET_H */
