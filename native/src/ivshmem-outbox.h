/* SPDX-License-Identifier: MIT */
/*
 * What one client of an ivshmem server has still to be told. A message is never dropped; when a client does not read, it is the client that goes.
 * All vectors of a peer are one entry, so a newcomer among 250 peers with 64 vectors each waits in 250 entries, not in 16,000.
 */
#ifndef SLUICE_SRC_IVSHMEM_OUTBOX_H
#define SLUICE_SRC_IVSHMEM_OUTBOX_H

#include <stddef.h>
#include <stdint.h>

#include "ivshmem-socket.h"

/* Descriptors that live until the last entry that sends them is gone, whatever becomes of their peer. Belongs to one thread. */
struct sluice__fds {
	unsigned users;
	unsigned count;
	int descriptors[];
};

/* Without descriptors yet (-1 each), for one user; NULL without memory. */
struct sluice__fds *sluice__fds_create(unsigned count);
/* Closes them when nobody else uses them. NULL is nothing. */
void sluice__fds_drop(struct sluice__fds *fds);

struct sluice__ivshmem_entry;

struct sluice__ivshmem_outbox {
	struct sluice__ivshmem_entry *first, *last;
	unsigned next;	  /* descriptor of the first entry that is to be sent */
	unsigned sent;	  /* bytes of its message that are */
	uint64_t waiting; /* messages, the one that is sent in part included */
	uint64_t left;	  /* messages that have left, ever */
};

/* The same 8 bytes once for each descriptor, in order; once, without one, for NULL. False without memory, and then nothing was added. */
bool sluice__ivshmem_outbox_add(struct sluice__ivshmem_outbox *outbox, const uint8_t bytes[SLUICE__IVSHMEM_MESSAGE], struct sluice__fds *fds);
/* Sends what goes: a value of `sluice__ivshmem_sent` (SENT when nothing is left) or an error of `sluice__ivshmem_send`. */
int sluice__ivshmem_outbox_flush(struct sluice__ivshmem_outbox *outbox, int socket);
void sluice__ivshmem_outbox_free(struct sluice__ivshmem_outbox *outbox);

#endif /* SLUICE_SRC_IVSHMEM_OUTBOX_H */
