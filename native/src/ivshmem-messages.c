/* SPDX-License-Identifier: MIT */
/*
 * What messages of an ivshmem server mean to a client. They have no type: place, value and descriptor say it (docs/protocols/ivshmem.md).
 * Like QEMU's device this takes any order after the id.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../generated/ivshmem/ivshmem.h"
#include "doorbell.h"
#include "ivshmem-client.h"

/* A server sends all vectors of a client at once, unless somebody reads too slowly. */
#define SETTLE_NS INT64_C(2000000000)

/* As the generated header has them; these are the public ones. */
_Static_assert(SLUICE_IVSHMEM_VECTORS == IVSHMEM_SERVER_MAX_VECTORS, "vectors");
_Static_assert(SLUICE_IVSHMEM_IDS == IVSHMEM_MAX_ID + 1u, "ids");
_Static_assert(SLUICE__IVSHMEM_MESSAGE == IVSHMEM_MSG_SIZE, "message");

static int fault(struct sluice_ivshmem *client, int code, int64_t value)
{
	sluice__ivshmem_tell(client, (struct sluice_ivshmem_event){.kind = SLUICE_IVSHMEM_FAULT, .status = -code, .value = value});
	return 0;
}

static struct sluice__ivshmem_peer *own_of(const struct sluice_ivshmem *client)
{
	return sluice__ivshmem_find(&client->table, (uint32_t)client->id);
}

static void tell_join(struct sluice_ivshmem *client, struct sluice__ivshmem_peer *peer)
{
	peer->has_joined = true;
	sluice__ivshmem_tell(client, (struct sluice_ivshmem_event){.kind = SLUICE_IVSHMEM_JOIN, .peer = peer->id, .count = peer->count});
}

/* How many vectors each client has, as far as that is known: 0 if not. All have the same. */
static uint32_t usual_count(const struct sluice_ivshmem *client)
{
	size_t i;

	if (client->options.vectors > 0)
		return client->options.vectors;
	if (client->is_ready)
		return own_of(client)->count;
	for (i = 0; i < client->table.count; i++)
		if (client->table.peers[i]->has_joined)
			return client->table.peers[i]->count;
	return 0;
}

static void get_ready(struct sluice_ivshmem *client)
{
	const struct sluice__ivshmem_peer *own = client->id >= 0 ? own_of(client) : NULL;

	if (client->is_ready || client->memory < 0 || own == NULL || own->count == 0)
		return;
	client->is_ready = true;
	sluice__ivshmem_tell(client, (struct sluice_ivshmem_event){.kind = SLUICE_IVSHMEM_READY, .peer = own->id, .count = own->count});
}

/* Whose vectors have been coming has all of them: the server does not mix them with those of others. */
static void finish_pending(struct sluice_ivshmem *client)
{
	struct sluice__ivshmem_peer *peer = client->pending;

	client->pending = NULL;
	if (peer == NULL)
		return;
	if (peer->id == (uint32_t)client->id)
		get_ready(client);
	else if (!peer->has_joined)
		tell_join(client, peer);
}

/* ---- one message of each kind; they own the descriptor; 0, or an error that ends the connection ------------------------------- */

static int take_version(struct sluice_ivshmem *client, int64_t value, int descriptor)
{
	if (descriptor >= 0) {
		close(descriptor);
		return -SLUICE_ERR_PROTOCOL;
	}
	if (value != IVSHMEM_PROTOCOL_VERSION)
		return -SLUICE_ERR_INCOMPATIBLE;
	client->phase = SLUICE__IVSHMEM_ID;
	return 0;
}

static int take_id(struct sluice_ivshmem *client, int64_t value, int descriptor)
{
	if (descriptor >= 0) {
		close(descriptor);
		return -SLUICE_ERR_PROTOCOL;
	}
	if (value < 0 || value > IVSHMEM_MAX_ID)
		return -SLUICE_ERR_PROTOCOL;
	client->id = (int32_t)value;
	client->phase = SLUICE__IVSHMEM_OPEN;
	return 0;
}

static int take_memory(struct sluice_ivshmem *client, int descriptor)
{
	struct stat status;

	if (descriptor < 0)
		return -SLUICE_ERR_PROTOCOL;
	if (client->memory >= 0) {
		close(descriptor);
		return fault(client, SLUICE_ERR_STATE, IVSHMEM_SHARED_MEMORY);
	}
	if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size <= 0 || (uint64_t)status.st_size > SIZE_MAX) {
		close(descriptor);
		return -SLUICE_ERR_PROTOCOL;
	}
	client->memory = descriptor;
	client->size = (size_t)status.st_size;
	if (client->pending == NULL)
		get_ready(client);
	return 0;
}

static int watch_own(struct sluice_ivshmem *client, int descriptor, uint32_t vector)
{
	struct epoll_event watched = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.u64 = SLUICE__IVSHMEM_KEY(client->connection, vector)};

	return epoll_ctl(client->poll, EPOLL_CTL_ADD, descriptor, &watched);
}

/* Nothing but an eventfd is rung: writing to something else might wait for ever, or change a file. -1 for that, with its own number taken. */
static int take_eventfd(struct sluice_ivshmem *client, int64_t value, int descriptor)
{
	if (sluice__doorbell_accept(descriptor) == 1)
		return descriptor;
	close(descriptor);
	fault(client, SLUICE_ERR_PROTOCOL, value);
	return -1;
}

static int take_vector(struct sluice_ivshmem *client, uint32_t id, int descriptor)
{
	struct sluice__ivshmem_peer *peer;

	if (client->pending != NULL && client->pending->id != id)
		finish_pending(client);
	peer = sluice__ivshmem_obtain(&client->table, id);
	if (peer == NULL) {
		close(descriptor);
		errno = ENOMEM;
		return -SLUICE_ERR_SYSTEM;
	}
	if (peer->count == SLUICE_IVSHMEM_VECTORS) {
		close(descriptor);
		return fault(client, SLUICE_ERR_COUNT, id);
	}
	descriptor = take_eventfd(client, id, descriptor);
	peer->vectors[peer->count++] = descriptor;
	if (id == (uint32_t)client->id && descriptor >= 0 && watch_own(client, descriptor, peer->count - 1) != 0)
		return -SLUICE_ERR_SYSTEM;
	if (!peer->has_joined)
		client->pending = peer;
	if (client->pending == peer && peer->count == usual_count(client))
		finish_pending(client);
	return 0;
}

static int take_gone(struct sluice_ivshmem *client, uint32_t id)
{
	const struct sluice__ivshmem_peer *peer = sluice__ivshmem_find(&client->table, id);

	finish_pending(client);
	if (peer == NULL || id == (uint32_t)client->id)
		return fault(client, SLUICE_ERR_CODE_UNKNOWN, id);
	sluice__ivshmem_tell(client, (struct sluice_ivshmem_event){.kind = SLUICE_IVSHMEM_LEAVE, .peer = id});
	sluice__ivshmem_remove(&client->table, id);
	return 0;
}

static int take_message(struct sluice_ivshmem *client, int64_t value, int descriptor)
{
	if (client->phase == SLUICE__IVSHMEM_VERSION)
		return take_version(client, value, descriptor);
	if (client->phase == SLUICE__IVSHMEM_ID)
		return take_id(client, value, descriptor);
	if (value == IVSHMEM_SHARED_MEMORY)
		return take_memory(client, descriptor);
	if (value < 0 || value > IVSHMEM_MAX_ID) {
		if (descriptor >= 0)
			close(descriptor);
		return fault(client, SLUICE_ERR_RANGE, value);
	}
	return descriptor >= 0 ? take_vector(client, (uint32_t)value, descriptor) : take_gone(client, (uint32_t)value);
}

/* Nothing more has come. `was_quiet`: nothing at all since the last time that this was so. */
static void settle(struct sluice_ivshmem *client, bool was_quiet)
{
	const int64_t settle_ns = client->options.settle_ns > 0 ? client->options.settle_ns : SETTLE_NS;
	const struct sluice__ivshmem_peer *peer = client->pending;
	const bool is_own = peer != NULL && peer->id == (uint32_t)client->id;

	if (is_own && client->is_ready)
		peer = NULL;
	if (peer != NULL && (!was_quiet || client->settled_ns == SLUICE_FOREVER)) {
		client->settled_ns = sluice_deadline_after(settle_ns);
	} else if (peer == NULL || sluice_is_over(client->settled_ns, sluice_now_ns())) {
		client->settled_ns = SLUICE_FOREVER;
		if (peer != NULL && is_own && peer->count < client->options.vectors)
			fault(client, SLUICE_ERR_COUNT, peer->id);
		if (peer != NULL)
			finish_pending(client);
	}
}

void sluice__ivshmem_read(struct sluice_ivshmem *client)
{
	bool is_quiet = true;

	while (client->socket >= 0 && sluice__ivshmem_has_room(client)) {
		int status = sluice__ivshmem_receive(&client->inbox, client->socket);

		if (status == 0) {
			/* The first client of a server can't know how many vectors it gets: those that came, when no more do. */
			if (client->id >= 0 && usual_count(client) == 0)
				get_ready(client);
			settle(client, is_quiet);
			return;
		}
		is_quiet = false;
		if (status == 1) {
			const int64_t value = ivshmem_msg_get_value(client->inbox.bytes);
			const int descriptor = client->inbox.descriptor;

			sluice__ivshmem_inbox_next(&client->inbox);
			status = take_message(client, value, descriptor);
		}
		if (status < 0)
			sluice__ivshmem_lose(client, status);
	}
}

/* ---- what is known ------------------------------------------------------------------------------------------------------------ */

int32_t sluice_ivshmem_id(const struct sluice_ivshmem *client)
{
	return client->id;
}

bool sluice_ivshmem_is_ready(const struct sluice_ivshmem *client)
{
	return client->is_ready;
}

bool sluice_ivshmem_is_connected(const struct sluice_ivshmem *client)
{
	return client->socket >= 0;
}

size_t sluice_ivshmem_peers(const struct sluice_ivshmem *client, uint32_t *ids, size_t capacity)
{
	size_t found = 0, i;

	for (i = 0; i < client->table.count; i++) {
		if ((int64_t)client->table.peers[i]->id == client->id)
			continue;
		if (found < capacity)
			ids[found] = client->table.peers[i]->id;
		found++;
	}
	return found;
}

unsigned sluice_ivshmem_vectors(const struct sluice_ivshmem *client, uint32_t peer)
{
	const struct sluice__ivshmem_peer *found = sluice__ivshmem_find(&client->table, peer);

	return found == NULL ? 0 : found->count;
}

int sluice_ivshmem_ring(const struct sluice_ivshmem *client, uint32_t peer, uint32_t vector)
{
	const struct sluice__ivshmem_peer *found = sluice__ivshmem_find(&client->table, peer);

	if (found == NULL)
		found = sluice__ivshmem_find_earlier(client, peer);
	if (found == NULL || vector >= found->count || found->vectors[vector] < 0)
		return -SLUICE_ERR_RANGE;
	sluice__doorbell_ring(found->vectors[vector]);
	return 0;
}

size_t sluice_ivshmem_size(const struct sluice_ivshmem *client)
{
	return client->size;
}

int sluice_ivshmem_map(const struct sluice_ivshmem *client, struct sluice_ivshmem_memory *out)
{
	const int seals = client->memory < 0 ? -1 : fcntl(client->memory, F_GET_SEALS);
	void *base;

	if (client->memory < 0)
		return -SLUICE_ERR_STATE;
	base = mmap(NULL, client->size, PROT_READ | PROT_WRITE, MAP_SHARED, client->memory, 0);
	if (base == MAP_FAILED)
		return -SLUICE_ERR_SYSTEM;
	*out = (struct sluice_ivshmem_memory){
		.base = (uint8_t *)base,
		.size = client->size,
		.sealed = seals >= 0 && (seals & F_SEAL_SHRINK) != 0,
	};
	return 0;
}

void sluice_ivshmem_unmap(struct sluice_ivshmem_memory *map)
{
	if (map->base != NULL)
		munmap(map->base, map->size);
	*map = (struct sluice_ivshmem_memory){0};
}
