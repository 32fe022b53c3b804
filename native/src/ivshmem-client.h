/* SPDX-License-Identifier: MIT */
/* Inside of a client of an ivshmem server: connecting and events in ivshmem-client.c, what messages mean in ivshmem-messages.c. */
#ifndef SLUICE_SRC_IVSHMEM_CLIENT_H
#define SLUICE_SRC_IVSHMEM_CLIENT_H

#include <sluice/ivshmem.h>

#include "address.h"
#include "ivshmem-socket.h"
#include "ivshmem-table.h"

/* What a watched descriptor is: a vector, 0..63, or the socket. */
#define SLUICE__IVSHMEM_SOCKET SLUICE_IVSHMEM_VECTORS

/* Most events that one message can bring: the JOIN of the one before, its own, READY, LOST. */
#define SLUICE__IVSHMEM_EVENTS_OF_MESSAGE 4
/* A kick of each vector and some messages. */
#define SLUICE__IVSHMEM_EVENTS 128

enum sluice__ivshmem_phase { SLUICE__IVSHMEM_VERSION, SLUICE__IVSHMEM_ID, SLUICE__IVSHMEM_OPEN };

struct sluice_ivshmem {
	struct sluice_ivshmem_options options;
	struct sluice__address address;
	int poll;	 /* an epoll that watches the socket and the own vectors */
	int socket;	 /* -1 while there is no connection */
	int memory;	 /* -1 before it has come */
	size_t size;	 /* of the memory */
	int32_t id;	 /* -1 before it has come */
	bool is_ready;
	enum sluice__ivshmem_phase phase;
	int64_t retry_ns; /* when to connect again */
	int64_t settled_ns; /* when `pending` is complete if nothing more comes */
	struct sluice__ivshmem_inbox inbox;
	struct sluice__ivshmem_table table;
	struct sluice__ivshmem_peer *pending; /* of the table: whose vectors are coming, not yet told */
	unsigned first_event, event_count;
	struct sluice_ivshmem_event events[SLUICE__IVSHMEM_EVENTS];
};

/* Room for all events of one more message. */
bool sluice__ivshmem_has_room(const struct sluice_ivshmem *client);
void sluice__ivshmem_tell(struct sluice_ivshmem *client, struct sluice_ivshmem_event event);
/* The connection has ended; errno is told for -SLUICE_ERR_SYSTEM. */
void sluice__ivshmem_lose(struct sluice_ivshmem *client, int status);
/* Reads messages while there are some, and room for their events. */
void sluice__ivshmem_read(struct sluice_ivshmem *client);

#endif /* SLUICE_SRC_IVSHMEM_CLIENT_H */
