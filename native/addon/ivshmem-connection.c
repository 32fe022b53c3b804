/* SPDX-License-Identifier: MIT */
/* NativeConnection: the server's end of a client's socket, with what the client has still to be told. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "ivshmem-outbox.h"
#include "ivshmem.h"
#include "resource.h"

/* Bits of `watch`. */
#define DRAINED 1u
#define ENDED 2u
#define SPOKE 4u

/* How long sending rests while too many descriptors are in flight. */
#define PAUSE_WHEN_CROWDED_MS 10

struct connection_resource {
	struct resource base;
	int socket;
	struct sluice__ivshmem_outbox outbox;
	struct sluice__ivshmem_inbox inbox; /* of `receive` */
	uv_poll_t *poll;		    /* NULL before `watch` */
	uv_timer_t *timer;
	napi_ref watcher;
	bool is_crowded;
	bool is_over; /* nothing more can be said */
};

static struct connection_resource *connection_of(struct resource *resource)
{
	return (struct connection_resource *)resource;
}

static void close_connection(struct resource *resource)
{
	struct connection_resource *self = connection_of(resource);

	if (self->watcher != NULL)
		TRY_QUIETLY(napi_delete_reference(resource->addon->env, self->watcher));
	self->watcher = NULL;
	sluice__ivshmem_outbox_free(&self->outbox);
	if (self->inbox.descriptor >= 0)
		close(self->inbox.descriptor);
	self->inbox = SLUICE__IVSHMEM_INBOX;
	/* The descriptor waits for libuv to let go of it; the client need not. */
	if (self->socket >= 0)
		shutdown(self->socket, SHUT_RDWR);
}

static void settle(struct resource *resource)
{
	if (connection_of(resource)->socket >= 0)
		close(connection_of(resource)->socket);
}

static const struct resource_kind connection_kind = { "SluiceConnection", sizeof(struct connection_resource), close_connection, settle, NULL };

napi_value ivshmem__wrap_connection(struct addon *addon, int socket)
{
	struct resource *resource;
	napi_value object;

	if (!resource__create(addon, addon->connection_class, &connection_kind, &resource, &object)) {
		close(socket);
		return NULL;
	}
	connection_of(resource)->socket = socket;
	connection_of(resource)->inbox = SLUICE__IVSHMEM_INBOX;
	return object;
}

static struct connection_resource *this_connection(napi_env env, napi_callback_info info, size_t count, napi_value *arguments)
{
	struct connection_resource *self = resource__this(env, info, count, arguments);

	if (self == NULL || !self->base.is_closing)
		return self;
	addon__throw_code(env, SLUICE_ERR_STATE, "the connection is closed");
	return NULL;
}

/* ---- who is there ----------------------------------------------------------------------------------------------------------------- */

#define MOST_GROUPS 1024

/* All groups of the peer, for policies by group; without them where the kernel does not tell. */
static bool set_groups(napi_env env, int socket, napi_value object)
{
	gid_t groups[MOST_GROUPS];
	socklen_t size = sizeof groups;
	napi_value array, number;

	if (getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups, &size) != 0)
		size = 0;
	TRY(env, napi_create_array(env, &array), false);
	for (uint32_t i = 0; i < size / sizeof groups[0]; i++) {
		TRY(env, napi_create_uint32(env, groups[i], &number), false);
		TRY(env, napi_set_element(env, array, i, number), false);
	}
	TRY(env, napi_set_named_property(env, object, "groups", array), false);
	return true;
}

static napi_value credentials(napi_env env, napi_callback_info info)
{
	struct connection_resource *self = this_connection(env, info, 0, NULL);
	struct ucred who;
	socklen_t size = sizeof who;
	napi_value object;

	if (self == NULL)
		return NULL;
	if (getsockopt(self->socket, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0)
		return ivshmem__throw_errno(env, "getsockopt");
	const struct sluice_credentials found = { .pid = who.pid, .uid = who.uid, .gid = who.gid };

	return addon__credentials(env, &found, &object) && set_groups(env, self->socket, object) ? object : NULL;
}

/* ---- what it is told -------------------------------------------------------------------------------------------------------------- */

static void on_ready(uv_poll_t *poll, int status, int events);
static void on_time(uv_timer_t *timer);

/* Watches for what there is to wait for: the end always, room while something waits, and neither while a pause runs. */
static void poll_again(struct connection_resource *self)
{
	if (self->poll == NULL || self->base.is_closing)
		return;
	if (self->is_over)
		uv_poll_stop(self->poll);
	else
		uv_poll_start(self->poll, UV_READABLE | (self->outbox.first != NULL && !self->is_crowded ? UV_WRITABLE : 0), on_ready);
}

/* DRAINED when the last message has left, ENDED when nobody reads any more. */
static unsigned flush(struct connection_resource *self)
{
	const bool had_some = self->outbox.first != NULL;
	int status;

	if (self->is_over || self->is_crowded || !had_some)
		return 0;
	status = sluice__ivshmem_outbox_flush(&self->outbox, self->socket);
	if (status < 0) {
		self->is_over = true;
		return ENDED;
	}
	if (status == SLUICE__IVSHMEM_CROWDED && self->timer != NULL) {
		self->is_crowded = true;
		resource__start_timer(self->timer, on_time, PAUSE_WHEN_CROWDED_MS);
	}
	return status == SLUICE__IVSHMEM_SENT ? DRAINED : 0;
}

static void tell(struct connection_resource *self, unsigned events)
{
	napi_env env = self->base.addon->env;
	napi_handle_scope scope;
	napi_value number;

	if (events == 0 || self->watcher == NULL || napi_open_handle_scope(env, &scope) != napi_ok)
		return;
	if (napi_create_uint32(env, events, &number) == napi_ok)
		resource__call(&self->base, self->watcher, 1, &number);
	TRY_QUIETLY(napi_close_handle_scope(env, scope));
}

/* A client says nothing but goodbye. */
static unsigned look(struct connection_resource *self)
{
	uint8_t byte;
	ssize_t count;

	do
		count = recv(self->socket, &byte, 1, MSG_DONTWAIT);
	while (count < 0 && errno == EINTR);
	if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return 0;
	self->is_over = true;
	return count > 0 ? SPOKE : ENDED;
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
	struct connection_resource *self = connection_of(poll->data);
	unsigned found = 0;

	if (status != 0 || (events & UV_READABLE) != 0)
		found = look(self);
	if (found == 0)
		found = flush(self);
	poll_again(self);
	tell(self, found);
}

static void on_time(uv_timer_t *timer)
{
	struct connection_resource *self = connection_of(timer->data);

	self->is_crowded = false;
	const unsigned found = flush(self);

	poll_again(self);
	tell(self, found);
}

static napi_value watch(napi_env env, napi_callback_info info)
{
	napi_value argument;
	struct connection_resource *self = this_connection(env, info, 1, &argument);

	if (self == NULL || self->poll != NULL)
		return NULL;
	int status = resource__add_poll(&self->base, self->socket, &self->poll);

	if (status == 0)
		status = resource__add_timer(&self->base, &self->timer);
	if (status != 0) {
		self->poll = NULL;
		errno = -status;
		return ivshmem__throw_errno(env, "epoll_ctl");
	}
	TRY(env, napi_create_reference(env, argument, 1, &self->watcher), NULL);
	resource__set_strong(&self->base, true);
	poll_again(self);
	return NULL;
}

static napi_value add(napi_env env, napi_callback_info info)
{
	napi_value arguments[2];
	struct connection_resource *self = this_connection(env, info, 2, arguments);
	struct sluice__fds *fds = NULL;
	size_t length = 0;
	void *bytes;
	bool is_bytes = false;

	if (self == NULL)
		return NULL;
	if (napi_is_typedarray(env, arguments[0], &is_bytes) != napi_ok || !is_bytes ||
	    napi_get_typedarray_info(env, arguments[0], NULL, &length, &bytes, NULL, NULL) != napi_ok || length != SLUICE__IVSHMEM_MESSAGE)
		return addon__throw_code(env, SLUICE_ERR_OPTION, "a message has 8 bytes");
	if (!addon__is(env, arguments[1], napi_null) && !ivshmem__descriptors_of(self->base.addon, arguments[1], &fds))
		return NULL;
	if (!sluice__ivshmem_outbox_add(&self->outbox, bytes, fds))
		return addon__throw_memory(env);
	return NULL;
}

/* How many messages still wait; -1 when nobody reads any more. */
static napi_value flush_now(napi_env env, napi_callback_info info)
{
	struct connection_resource *self = this_connection(env, info, 0, NULL);
	napi_value number;

	if (self == NULL)
		return NULL;
	flush(self);
	poll_again(self);
	TRY(env, napi_create_double(env, self->is_over ? -1 : (double)self->outbox.waiting, &number), NULL);
	return number;
}

/* { waiting, left, isCrowded }: messages that wait, that have left, and whether sending rests for want of room in flight. */
static napi_value progress(napi_env env, napi_callback_info info)
{
	struct connection_resource *self = this_connection(env, info, 0, NULL);
	napi_value object;

	if (self == NULL)
		return NULL;
	TRY(env, napi_create_object(env, &object), NULL);
	return addon__set_number(env, object, "waiting", (double)self->outbox.waiting) &&
			       addon__set_number(env, object, "left", (double)self->outbox.left) &&
			       addon__set_bool(env, object, "isCrowded", self->is_crowded) ?
		       object :
		       NULL;
}

/* ---- the other end, for a successor: blocking -------------------------------------------------------------------------------------- */

napi_value ivshmem__connect(napi_env env, napi_callback_info info)
{
	char text[ADDON_ADDRESS_SIZE];
	struct sluice__address address;
	struct addon *addon;
	napi_value argument;

	if (!addon__arguments(env, info, 1, &argument, NULL, (void **)&addon) || !addon__address(env, argument, text, sizeof text))
		return NULL;
	if (sluice__address_parse(text, &address) != 0)
		return addon__throw_code(env, SLUICE_ERR_ADDRESS, "no socket can have this address");
	const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (descriptor < 0)
		return ivshmem__throw_errno(env, "socket");
	if (connect(descriptor, (const struct sockaddr *)&address.name, address.length) != 0) {
		ivshmem__throw_errno(env, "connect");
		close(descriptor);
		return NULL;
	}
	return ivshmem__wrap_connection(addon, descriptor);
}

/* 1 message, 0 over time, or a negative status. */
static int receive_until(struct connection_resource *self, int64_t deadline_ns)
{
	for (;;) {
		struct pollfd ready = { .fd = self->socket, .events = POLLIN };
		const int status = sluice__ivshmem_receive(&self->inbox, self->socket);
		const int64_t left_ns = deadline_ns - sluice_now_ns();

		if (status != 0 || left_ns <= 0)
			return status;
		if (poll(&ready, 1, (int)(left_ns / 1000000) + 1) < 0 && errno != EINTR)
			return -SLUICE_ERR_SYSTEM;
	}
}

/* { value: bigint, descriptors: NativeDescriptors | null }. Blocks the thread; throws when none comes in time, or the peer ends. */
static napi_value receive(napi_env env, napi_callback_info info)
{
	napi_value timeout, object, descriptors;
	struct connection_resource *self = this_connection(env, info, 1, &timeout);
	int64_t deadline_ns;
	uint64_t value;

	if (self == NULL || !addon__deadline(env, timeout, &deadline_ns))
		return NULL;
	const int status = receive_until(self, deadline_ns);

	if (status != 1) {
		struct addon_failure failure = { .status = status == 0 ? -SLUICE_ERR_DEADLINE : status, .syscall = "" };

		failure.error = status == -SLUICE_ERR_SYSTEM ? errno : 0;
		return addon__throw(env, &failure);
	}
	const int descriptor = self->inbox.descriptor;

	memcpy(&value, self->inbox.bytes, sizeof value);
	sluice__ivshmem_inbox_next(&self->inbox);
	TRY(env, napi_create_object(env, &object), NULL);
	if (descriptor < 0)
		TRY(env, napi_get_null(env, &descriptors), NULL);
	else if ((descriptors = ivshmem__wrap_descriptor(self->base.addon, descriptor)) == NULL)
		return NULL;
	TRY(env, napi_set_named_property(env, object, "descriptors", descriptors), NULL);
	TRY(env, napi_create_bigint_int64(env, (int64_t)value, &timeout), NULL);
	TRY(env, napi_set_named_property(env, object, "value", timeout), NULL);
	return object;
}

bool ivshmem__define_connection(struct addon *addon)
{
	static const napi_property_descriptor properties[] = {
		{ .utf8name = "credentials", .method = credentials },
		{ .utf8name = "watch", .method = watch },
		{ .utf8name = "add", .method = add },
		{ .utf8name = "flush", .method = flush_now },
		{ .utf8name = "progress", .method = progress },
		{ .utf8name = "receive", .method = receive },
		{ .utf8name = "close", .method = resource__close_method },
	};

	return resource__define(addon, &connection_kind, sizeof properties / sizeof properties[0], properties, &addon->connection_class);
}
