/* SPDX-License-Identifier: MIT */
/* NativeIvshmemListening: a socket that clients connect to. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ivshmem-outbox.h"
#include "ivshmem.h"
#include "resource.h"
#include "socket-path.h"

/* How long nobody is looked for when there is nothing to turn them away with. */
#define PAUSE_AFTER_ERROR_MS 100

struct listening_resource {
	struct resource base;
	struct sluice__bound bound; /* without an inode for an adopted socket: its path is not ours to remove */
	int spare;		    /* given up for a moment to turn a client away when there are no other descriptors; -1 without */
	uv_poll_t *poll;
	uv_timer_t *timer;
	napi_ref on_connection;
	bool is_paused;
};

static void close_listening(struct resource *resource)
{
	struct listening_resource *self = (struct listening_resource *)resource;

	if (self->on_connection != NULL)
		TRY_QUIETLY(napi_delete_reference(resource->addon->env, self->on_connection));
	self->on_connection = NULL;
	/* libuv has let go of the descriptor after this, and the address is free at once: the server may start again. */
	if (self->poll != NULL)
		uv_poll_stop(self->poll);
	if (self->bound.descriptor >= 0)
		sluice__unbind(&self->bound);
	if (self->spare >= 0)
		close(self->spare);
	self->spare = -1;
}

static void settle(struct resource *resource)
{
	(void)resource;
}

static const struct resource_kind listening_kind = { "SluiceIvshmemListening", sizeof(struct listening_resource), close_listening, settle, NULL };

static int open_spare(void)
{
	return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
	struct listening_resource *self = poll->data;

	(void)status;
	(void)events;
	napi_env env = self->base.addon->env;
	napi_handle_scope scope;

	if (self->on_connection == NULL || napi_open_handle_scope(env, &scope) != napi_ok)
		return;
	resource__call(&self->base, self->on_connection, 0, NULL);
	TRY_QUIETLY(napi_close_handle_scope(env, scope));
}

static void on_time(uv_timer_t *timer)
{
	struct listening_resource *self = timer->data;

	if (!self->base.is_closing && !self->is_paused)
		uv_poll_start(self->poll, UV_READABLE, on_readable);
}

static struct listening_resource *create(struct addon *addon, napi_value on_connection, napi_value *object)
{
	napi_env env = addon->env;
	struct resource *resource;

	if (!addon__is(env, on_connection, napi_function)) {
		addon__throw_code(env, SLUICE_ERR_OPTION, "onConnection must be a function");
		return NULL;
	}
	if (!resource__create(addon, addon->ivshmem_listening_class, &listening_kind, &resource, object))
		return NULL;
	struct listening_resource *self = (struct listening_resource *)resource;

	self->bound.descriptor = -1;
	self->spare = open_spare();
	if (addon__ok(env, napi_create_reference(env, on_connection, 1, &self->on_connection)))
		return self;
	resource__close(resource);
	return NULL;
}

static napi_value start(struct listening_resource *self, napi_value object)
{
	int status = resource__add_poll(&self->base, self->bound.descriptor, &self->poll);

	if (status == 0)
		status = resource__add_timer(&self->base, &self->timer);
	if (status == 0)
		status = uv_poll_start(self->poll, UV_READABLE, on_readable);
	if (status == 0) {
		resource__set_strong(&self->base, true);
		return object;
	}
	errno = -status;
	ivshmem__throw_errno(self->base.addon->env, "epoll_ctl");
	resource__close(&self->base);
	return NULL;
}

/* (address, mode, gid or -1, onConnection) */
napi_value ivshmem__listen(napi_env env, napi_callback_info info)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;
	char address[ADDON_ADDRESS_SIZE];
	napi_value arguments[4], object;
	struct addon *addon;
	int32_t mode, group;

	if (!addon__arguments(env, info, 4, arguments, NULL, (void **)&addon) || !addon__address(env, arguments[0], address, sizeof address))
		return NULL;
	TRY(env, napi_get_value_int32(env, arguments[1], &mode), NULL);
	TRY(env, napi_get_value_int32(env, arguments[2], &group), NULL);
	struct listening_resource *self = create(addon, arguments[3], &object);

	if (self == NULL)
		return NULL;
	options.mode = (unsigned)mode;
	options.group = group;
	struct addon_failure failure = { .syscall = "" };

	failure.status = sluice__bind(address, &options, &self->bound);
	if (failure.status == 0)
		return start(self, object);
	failure.error = failure.status == -SLUICE_ERR_SYSTEM ? errno : 0;
	failure.syscall = failure.status == -SLUICE_ERR_SYSTEM ? "bind" : "";
	self->bound = (struct sluice__bound){ .descriptor = -1 };
	resource__close(&self->base);
	return addon__throw(env, &failure);
}

/* (descriptors, onConnection): a socket that somebody else has bound and listens on. The object has a duplicate. */
napi_value ivshmem__listen_on(napi_env env, napi_callback_info info)
{
	napi_value arguments[2], object;
	struct sluice__fds *fds;
	struct addon *addon;

	if (!addon__arguments(env, info, 2, arguments, NULL, (void **)&addon) || !ivshmem__descriptors_of(addon, arguments[0], &fds))
		return NULL;
	int listens = 0, domain = 0, type = 0;
	socklen_t size = sizeof listens;

	if (getsockopt(fds->descriptors[0], SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || listens == 0 ||
	    getsockopt(fds->descriptors[0], SOL_SOCKET, SO_DOMAIN, &domain, &size) != 0 || domain != AF_UNIX ||
	    getsockopt(fds->descriptors[0], SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_STREAM)
		return addon__throw_code(env, SLUICE_ERR_OPTION, "the descriptor must be a Unix stream socket that listens");
	struct listening_resource *self = create(addon, arguments[1], &object);

	if (self == NULL)
		return NULL;
	self->bound.descriptor = fcntl(fds->descriptors[0], F_DUPFD_CLOEXEC, 3);
	if (self->bound.descriptor < 0 ||
	    fcntl(self->bound.descriptor, F_SETFL, fcntl(self->bound.descriptor, F_GETFL) | O_NONBLOCK) != 0) {
		ivshmem__throw_errno(env, "fcntl");
		resource__close(&self->base);
		return NULL;
	}
	return start(self, object);
}

/* ---- methods ---------------------------------------------------------------------------------------------------------------------- */

static struct listening_resource *this_listening(napi_env env, napi_callback_info info)
{
	struct listening_resource *self = resource__this(env, info, 0, NULL);

	if (self == NULL || !self->base.is_closing)
		return self;
	addon__throw_code(env, SLUICE_ERR_STATE, "the listener is closed");
	return NULL;
}

static int accept_one(const struct listening_resource *self)
{
	int descriptor;

	do
		descriptor = accept4(self->bound.descriptor, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	while (descriptor < 0 && (errno == EINTR || errno == ECONNABORTED));
	return descriptor;
}

/*
 * Takes the client that waits, with the number kept for that, and hangs up: it learns that there is no room, and makes none wait behind it.
 * False when none waits: without a number accept(2) fails before it looks.
 */
static bool turn_away(struct listening_resource *self)
{
	const int number = errno;
	int client = -1;

	if (self->spare >= 0) {
		close(self->spare);
		client = accept_one(self);
		const bool is_empty = client < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);

		if (client >= 0)
			close(client);
		self->spare = open_spare();
		if (is_empty && self->spare >= 0)
			return false;
	}
	/* Somebody else was faster: the client would be looked at again and again. */
	if (client < 0 && !self->is_paused) {
		uv_poll_stop(self->poll);
		resource__start_timer(self->timer, on_time, PAUSE_AFTER_ERROR_MS);
	}
	if (self->spare < 0)
		self->spare = open_spare();
	errno = number;
	return true;
}

/* The next client, or null. Throws what accepting fails with; the client is then turned away, so the next call is about the next one. */
static napi_value accept_method(napi_env env, napi_callback_info info)
{
	struct listening_resource *self = this_listening(env, info);
	napi_value null;

	if (self == NULL)
		return NULL;
	const int client = accept_one(self);

	if (client >= 0)
		return ivshmem__wrap_connection(self->base.addon, client);
	if (errno != EAGAIN && errno != EWOULDBLOCK && turn_away(self))
		return ivshmem__throw_errno(env, "accept");
	TRY(env, napi_get_null(env, &null), NULL);
	return null;
}

/* Clients wait in the queue of the socket until `resume`. */
static napi_value pause_method(napi_env env, napi_callback_info info)
{
	struct listening_resource *self = this_listening(env, info);

	if (self != NULL) {
		self->is_paused = true;
		uv_poll_stop(self->poll);
	}
	return NULL;
}

static napi_value resume(napi_env env, napi_callback_info info)
{
	struct listening_resource *self = this_listening(env, info);

	if (self != NULL) {
		self->is_paused = false;
		uv_poll_start(self->poll, UV_READABLE, on_readable);
	}
	return NULL;
}

/* A duplicate of the socket, for a successor. */
static napi_value duplicate(napi_env env, napi_callback_info info)
{
	struct listening_resource *self = this_listening(env, info);

	if (self == NULL)
		return NULL;
	const int descriptor = fcntl(self->bound.descriptor, F_DUPFD_CLOEXEC, 3);

	if (descriptor < 0)
		return ivshmem__throw_errno(env, "fcntl");
	return ivshmem__wrap_descriptor(self->base.addon, descriptor);
}

/* Closing this object leaves the path alone: it is a successor's now. */
static napi_value leave_path(napi_env env, napi_callback_info info)
{
	struct listening_resource *self = this_listening(env, info);

	if (self != NULL)
		self->bound.inode = 0;
	return NULL;
}

bool ivshmem__define_listening(struct addon *addon)
{
	static const napi_property_descriptor properties[] = {
		{ .utf8name = "accept", .method = accept_method },
		{ .utf8name = "pause", .method = pause_method },
		{ .utf8name = "resume", .method = resume },
		{ .utf8name = "duplicate", .method = duplicate },
		{ .utf8name = "leavePath", .method = leave_path },
		{ .utf8name = "close", .method = resource__close_method },
		{ .utf8name = "ref", .method = resource__ref_method },
		{ .utf8name = "unref", .method = resource__unref_method },
	};

	return resource__define(addon, &listening_kind, sizeof properties / sizeof properties[0], properties, &addon->ivshmem_listening_class);
}
