/* SPDX-License-Identifier: MIT */
/*
 * Inside of a client of an ivshmem server: connecting and events in ivshmem-client.c, what messages mean in ivshmem-messages.c, connections that are
 * over in ivshmem-earlier.c.
 */
#ifndef SLUICE_SRC_IVSHMEM_CLIENT_H
#define SLUICE_SRC_IVSHMEM_CLIENT_H

#include <sluice/ivshmem.h>

#include "address.h"
#include "ivshmem-socket.h"
#include "ivshmem-table.h"

/* What a watched descriptor is: a vector, 0..63, of a connection, from 1 on; or the socket. */
#define SLUICE__IVSHMEM_KEY(connection, vector) ((uint64_t)(connection) << 8 | (vector))
#define SLUICE__IVSHMEM_SOCKET UINT64_C(0)

/* Most events that one message can bring: the JOIN of the one before, its own, READY, LOST. */
#define SLUICE__IVSHMEM_EVENTS_OF_MESSAGE 4
/* A kick of each vector and some messages. */
#define SLUICE__IVSHMEM_EVENTS 128

enum sluice__ivshmem_phase { SLUICE__IVSHMEM_VERSION, SLUICE__IVSHMEM_ID, SLUICE__IVSHMEM_OPEN };

struct sluice__ivshmem_earlier {
	struct sluice__ivshmem_earlier *older;
	uint32_t connection;
	uint32_t id;	/* the own one there */
	struct sluice__ivshmem_table table; /* the own one, and at least one peer */
};

struct sluice_ivshmem {
	struct sluice_ivshmem_options options;
	struct sluice__address address;
	int poll;	 /* an epoll that watches the socket and the own vectors */
	int socket;	 /* -1 while there is no connection */
	int memory;	 /* -1 before it has come */
	size_t size;	 /* of the memory */
	uint32_t connection; /* counted from 1 on */
	int32_t id;	 /* -1 before it has come */
	bool is_ready;
	enum sluice__ivshmem_phase phase;
	int64_t retry_ns; /* when to connect again */
	int64_t settled_ns; /* when `pending` is complete if nothing more comes */
	struct sluice__ivshmem_inbox inbox;
	struct sluice__ivshmem_table table;
	bool keeps_earlier;
	struct sluice__ivshmem_earlier *earlier; /* the newest */
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

/* ---- ivshmem-earlier.c: for regions, whose peers can be of a server before this one ------------------------------------------------- */

/* From now on eventfds of a connection stay when another one replaces it, for ringing and being rung, until `keep_only` drops them. */
void sluice__ivshmem_keep(struct sluice_ivshmem *client);
/* Drops those of all peers of earlier connections but these. */
void sluice__ivshmem_keep_only(struct sluice_ivshmem *client, const uint32_t *ids, size_t count);
/* The own id as a peer of an earlier connection knows it; -1 when there is no such peer. */
int32_t sluice__ivshmem_number_for(const struct sluice_ivshmem *client, uint32_t peer);
/* Own vectors that this and all earlier connections have. */
unsigned sluice__ivshmem_common_vectors(const struct sluice_ivshmem *client);

/* For the client itself. The table moves to the earlier ones, if they are kept. */
void sluice__ivshmem_put_aside(struct sluice_ivshmem *client);
void sluice__ivshmem_unwatch(const struct sluice_ivshmem *client, const struct sluice__ivshmem_peer *own);
/* The own entry of a connection; NULL when it is not there (any more). */
const struct sluice__ivshmem_peer *sluice__ivshmem_own_of(const struct sluice_ivshmem *client, uint64_t connection);
const struct sluice__ivshmem_peer *sluice__ivshmem_find_earlier(const struct sluice_ivshmem *client, uint32_t peer);

#endif /* SLUICE_SRC_IVSHMEM_CLIENT_H */
