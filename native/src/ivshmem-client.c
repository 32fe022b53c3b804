/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <sluice/ivshmem.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../../generated/ivshmem/ivshmem.h"
#include "address.h"
#include "doorbell.h"
#include "ivshmem-client.h"

/* ---- connecting --------------------------------------------------------------------------------------------------------------- */

/* A socket's connect waits for nothing but room in the listener's queue. */
static int connect_once(const struct sluice__address *address, int *out)
{
	const int socket_descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int number;

	if (socket_descriptor < 0)
		return -SLUICE_ERR_SYSTEM;
	do
		number = connect(socket_descriptor, (const struct sockaddr *)(const void *)&address->name, address->length) != 0 ? errno : 0;
	while (number == EINTR);
	if (number == 0) {
		*out = socket_descriptor;
		return 0;
	}
	close(socket_descriptor);
	errno = number;
	return -SLUICE_ERR_SYSTEM;
}

static int connect_until(const struct sluice__address *address, int64_t deadline_ns, int *out)
{
	for (;;) {
		const struct timespec pause = {0, 1000000};
		const int status = connect_once(address, out);

		if (status == 0 || errno != EAGAIN)
			return status;
		if (sluice_is_over(deadline_ns, sluice_now_ns()))
			return -SLUICE_ERR_DEADLINE;
		nanosleep(&pause, NULL);
	}
}

static int begin(struct sluice_ivshmem *client, int socket_descriptor)
{
	struct epoll_event watched = {.events = EPOLLIN | EPOLLRDHUP, .data.u64 = SLUICE__IVSHMEM_SOCKET};

	if (epoll_ctl(client->poll, EPOLL_CTL_ADD, socket_descriptor, &watched) != 0) {
		const int number = errno;

		close(socket_descriptor);
		errno = number;
		return -SLUICE_ERR_SYSTEM;
	}
	client->socket = socket_descriptor;
	client->connection++;
	client->inbox = SLUICE__IVSHMEM_INBOX;
	client->phase = SLUICE__IVSHMEM_VERSION;
	client->retry_ns = SLUICE_FOREVER;
	client->settled_ns = SLUICE_FOREVER;
	return 0;
}

int sluice_ivshmem_connect(const char *path, const struct sluice_ivshmem_options *options, int64_t deadline_ns, struct sluice_ivshmem **out)
{
	const struct sluice_ivshmem_options chosen = options != NULL ? *options : (struct sluice_ivshmem_options){0};
	struct sluice_ivshmem *client;
	int socket_descriptor, status, number;

	if (chosen.vectors > SLUICE_IVSHMEM_VECTORS || chosen.reconnect_ns < 0 || chosen.settle_ns < 0)
		return -SLUICE_ERR_OPTION;
	client = (struct sluice_ivshmem *)calloc(1, sizeof *client);
	if (client == NULL)
		return -SLUICE_ERR_SYSTEM;
	*client = (struct sluice_ivshmem){.options = chosen, .socket = -1, .memory = -1, .id = -1, .retry_ns = SLUICE_FOREVER, .settled_ns = SLUICE_FOREVER};
	client->poll = epoll_create1(EPOLL_CLOEXEC);
	status = client->poll < 0 ? -SLUICE_ERR_SYSTEM : sluice__address_parse(path, &client->address);
	if (status == 0)
		status = connect_until(&client->address, deadline_ns, &socket_descriptor);
	if (status == 0)
		status = begin(client, socket_descriptor);
	if (status == 0) {
		*out = client;
		return 0;
	}
	number = errno;
	sluice_ivshmem_close(client);
	errno = number;
	return status;
}

/* ---- the end of a connection -------------------------------------------------------------------------------------------------- */

static void drop_socket(struct sluice_ivshmem *client)
{
	if (client->inbox.descriptor >= 0)
		close(client->inbox.descriptor);
	client->inbox = SLUICE__IVSHMEM_INBOX;
	if (client->socket >= 0)
		close(client->socket);
	client->socket = -1;
}

/* What the last connection has brought. */
static void forget(struct sluice_ivshmem *client)
{
	sluice__ivshmem_put_aside(client);
	sluice__ivshmem_unwatch(client, sluice__ivshmem_own_of(client, client->connection));
	sluice__ivshmem_clear(&client->table);
	if (client->memory >= 0)
		close(client->memory);
	client->memory = -1;
	client->size = 0;
	client->id = -1;
	client->pending = NULL;
	client->is_ready = false;
}

void sluice_ivshmem_close(struct sluice_ivshmem *client)
{
	if (client == NULL)
		return;
	client->keeps_earlier = false;
	forget(client);
	sluice__ivshmem_keep_only(client, NULL, 0);
	drop_socket(client);
	if (client->poll >= 0)
		close(client->poll);
	free(client);
}

void sluice__ivshmem_lose(struct sluice_ivshmem *client, int status)
{
	const int number = errno;

	drop_socket(client);
	client->settled_ns = SLUICE_FOREVER;
	client->retry_ns = client->options.reconnect_ns > 0 ? sluice_deadline_after(client->options.reconnect_ns) : SLUICE_FOREVER;
	sluice__ivshmem_tell(client, (struct sluice_ivshmem_event){.kind = SLUICE_IVSHMEM_LOST, .status = status, .value = number});
}

/* Tells that all are gone: what comes next is another world, with other ids. */
static bool tell_leave(struct sluice_ivshmem *client)
{
	size_t left;

	for (left = client->table.count; left > 0; left--) {
		struct sluice__ivshmem_peer *peer = client->table.peers[left - 1];

		if (!peer->has_joined)
			continue;
		if (!sluice__ivshmem_has_room(client))
			return false;
		sluice__ivshmem_tell(client, (struct sluice_ivshmem_event){.kind = SLUICE_IVSHMEM_LEAVE, .peer = peer->id});
		peer->has_joined = false;
	}
	return true;
}

/* `retry_ns` is over: a failure is tried again, for whatever reason it is one. */
static void reconnect(struct sluice_ivshmem *client)
{
	int socket_descriptor;

	if (!tell_leave(client))
		return;
	forget(client);
	if (connect_once(&client->address, &socket_descriptor) != 0 || begin(client, socket_descriptor) != 0)
		client->retry_ns = sluice_deadline_after(client->options.reconnect_ns);
}

/* ---- events ------------------------------------------------------------------------------------------------------------------- */

bool sluice__ivshmem_has_room(const struct sluice_ivshmem *client)
{
	return client->event_count + SLUICE__IVSHMEM_EVENTS_OF_MESSAGE <= SLUICE__IVSHMEM_EVENTS;
}

void sluice__ivshmem_tell(struct sluice_ivshmem *client, struct sluice_ivshmem_event event)
{
	client->events[(client->first_event + client->event_count++) % SLUICE__IVSHMEM_EVENTS] = event;
}

/*
 * The watch of a vector (ivshmem-messages.c) tells of each write once, read or not, so a kick costs no read. What has to be read is a full counter,
 * on which further writes wake nobody: the write that filled it has woken us, and shows it by the missing room.
 */
static void take_kick(struct sluice_ivshmem *client, const struct sluice__ivshmem_peer *own, uint32_t vector, uint32_t ready)
{
	if (own == NULL || vector >= own->count || (ready & EPOLLIN) == 0)
		return;
	if ((ready & EPOLLOUT) == 0)
		sluice__doorbell_drain(own->vectors[vector]);
	sluice__ivshmem_tell(client, (struct sluice_ivshmem_event){.kind = SLUICE_IVSHMEM_KICK, .peer = own->id, .vector = vector});
}

/* Waits for `timeout_ms`, -1 for ever, unless something is there. Only who waits is told of signals. */
static int collect(struct sluice_ivshmem *client, int timeout_ms)
{
	struct epoll_event ready[SLUICE_IVSHMEM_VECTORS + 1];
	bool has_messages = false;
	int count, i;

	if (client->retry_ns != SLUICE_FOREVER && sluice_is_over(client->retry_ns, sluice_now_ns()))
		reconnect(client);
	if (client->settled_ns != SLUICE_FOREVER && sluice_is_over(client->settled_ns, sluice_now_ns()))
		sluice__ivshmem_read(client);
	/* Otherwise there is room for a kick of each vector. */
	if (client->event_count > 0)
		return 0;
	do
		count = epoll_wait(client->poll, ready, SLUICE_IVSHMEM_VECTORS + 1, timeout_ms);
	while (count < 0 && errno == EINTR && timeout_ms == 0);
	if (count < 0)
		return -SLUICE_ERR_SYSTEM;
	for (i = 0; i < count; i++) {
		const uint64_t key = ready[i].data.u64;

		if (key == SLUICE__IVSHMEM_SOCKET)
			has_messages = true;
		else
			take_kick(client, sluice__ivshmem_own_of(client, key >> 8), key & 0xff, ready[i].events);
	}
	/* After the kicks: what a message brings changes what they mean. */
	if (has_messages)
		sluice__ivshmem_read(client);
	return 0;
}

static int take_event(struct sluice_ivshmem *client, struct sluice_ivshmem_event *event)
{
	if (client->event_count == 0)
		return 0;
	*event = client->events[client->first_event];
	client->first_event = (client->first_event + 1) % SLUICE__IVSHMEM_EVENTS;
	client->event_count--;
	return 1;
}

int sluice_ivshmem_step(struct sluice_ivshmem *client, struct sluice_ivshmem_event *event)
{
	if (client->event_count == 0) {
		const int status = collect(client, 0);

		if (status != 0)
			return status;
	}
	return take_event(client, event);
}

/* Whole milliseconds, rounded up: what is not over yet is not over then either. */
static int milliseconds_until(int64_t deadline_ns)
{
	int64_t left_ns;

	if (deadline_ns == SLUICE_FOREVER)
		return -1;
	left_ns = deadline_ns - sluice_now_ns();
	if (left_ns <= 0)
		return 0;
	return left_ns > INT64_C(1000000000000) ? 1000000 : (int)((left_ns + 999999) / 1000000);
}

static int64_t next_task(const struct sluice_ivshmem *client)
{
	return sluice_earlier(client->retry_ns, client->settled_ns);
}

int sluice_ivshmem_wait(struct sluice_ivshmem *client, int64_t deadline_ns, struct sluice_ivshmem_event *event)
{
	while (client->event_count == 0) {
		const int timeout_ms = milliseconds_until(sluice_earlier(deadline_ns, next_task(client)));
		const int status = collect(client, timeout_ms);

		if (status != 0)
			return status;
		if (timeout_ms == 0 && client->event_count == 0 && sluice_is_over(deadline_ns, sluice_now_ns()))
			return -SLUICE_ERR_DEADLINE;
	}
	return take_event(client, event);
}

int sluice_ivshmem_descriptor(const struct sluice_ivshmem *client)
{
	return client->poll;
}

int64_t sluice_ivshmem_deadline(const struct sluice_ivshmem *client)
{
	return client->event_count > 0 ? 0 : next_task(client);
}
