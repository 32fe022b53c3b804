/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include "listening.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "statistics-buffer.h"

/* How long a listener whose accept fails (no descriptors, no memory) looks at nothing: the sockets that wait stay readable. */
#define PAUSE_AFTER_ERROR_MS 100

static struct listening_resource *listening_of(struct resource *resource)
{
	return (struct listening_resource *)resource;
}

static void stop_listening(struct listening_resource *self)
{
	sluice__listen_close(self->listening);
	self->listening = NULL;
	mapping__let_go(self->shared);
	self->shared = NULL;
}

static void close_resource(struct resource *resource)
{
	struct listening_resource *self = listening_of(resource);
	napi_env env = resource->addon->env;

	if (!resource->is_finalized && !resource->addon->ending)
		buffer__detach(env, self->shared_buffer);
	buffer__forget(env, self->shared_buffer);
	statistics_buffer__detach(resource, &self->statistics);
	self->shared_buffer = NULL;
	if (!self->is_stepping)
		stop_listening(self);
}

static void settle(struct resource *resource)
{
	struct listening_resource *self = listening_of(resource);

	if (self->descriptor >= 0)
		close(self->descriptor);
	if (self->on_prepared != NULL)
		TRY_QUIETLY(napi_delete_reference(resource->addon->env, self->on_prepared));
	terms__free(&self->terms);
}

const struct resource_kind listening__kind = { "SluiceListening", sizeof(struct listening_resource), close_resource, settle };

int listening__step(struct listening_resource *self)
{
	self->is_stepping = true;
	int prepared = sluice__listen_step(self->listening);
	int error = errno;

	self->is_stepping = false;
	if (self->base.is_closing) {
		stop_listening(self);
		return 0;
	}
	self->failure = (struct addon_failure){ .syscall = "" };
	if (prepared >= 0)
		return prepared;
	self->failure.status = prepared;
	if (prepared == -SLUICE_ERR_SYSTEM) {
		self->failure.error = error;
		self->failure.syscall = "accept";
	}
	return 0;
}

static void on_readable(uv_poll_t *poll, int status, int events);
static void on_time(uv_timer_t *timer);

/* Arranges the next step. */
static void step_later(struct listening_resource *self)
{
	int64_t deadline_ns = sluice__listen_deadline(self->listening);

	if (self->failure.status != 0) {
		uv_poll_stop(self->poll);
		resource__start_timer(self->timer, on_time, PAUSE_AFTER_ERROR_MS);
		return;
	}
	uv_poll_start(self->poll, UV_READABLE, on_readable);
	if (deadline_ns == SLUICE_FOREVER) {
		uv_timer_stop(self->timer);
		return;
	}
	resource__start_timer(self->timer, on_time, (double)(deadline_ns - sluice_now_ns()) / 1e6);
}

static void step_on_loop(struct listening_resource *self)
{
	napi_env env = self->base.addon->env;
	napi_handle_scope scope;

	if (napi_open_handle_scope(env, &scope) != napi_ok)
		return;
	int prepared = listening__step(self);

	if (!self->base.is_closing) {
		step_later(self);
		/* A failure is for `take` to throw. */
		if (prepared > 0 || self->failure.status != 0)
			resource__call(&self->base, self->on_prepared, 0, NULL);
	}
	TRY_QUIETLY(napi_close_handle_scope(env, scope));
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
	(void)status;
	(void)events;
	step_on_loop(listening_of(poll->data));
}

static void on_time(uv_timer_t *timer)
{
	step_on_loop(listening_of(timer->data));
}

int listening__watch(struct listening_resource *self)
{
	int status;

	self->descriptor = fcntl(sluice__listen_descriptor(self->listening), F_DUPFD_CLOEXEC, 0);
	if (self->descriptor < 0)
		return -errno;
	status = resource__add_poll(&self->base, self->descriptor, &self->poll);
	if (status == 0)
		status = resource__add_timer(&self->base, &self->timer);
	return status != 0 ? status : uv_poll_start(self->poll, UV_READABLE, on_readable);
}
