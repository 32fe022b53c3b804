/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include "connecting-class.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "link-class.h"
#include "resource.h"
#include "terms.h"
#include "waiting.h"

struct connecting_resource {
	struct resource base;
	struct terms terms;
	struct sluice__connecting *connecting; /* NULL before it has started, and once it has become a link */
	struct addon_failure early;	       /* why it could not start; told from the loop */
	int descriptor;			       /* a duplicate for libuv: a handshake that fails closes its own at once; -1 for none */
	uv_poll_t *poll;
	uv_timer_t *timer;
	napi_ref done;
};

static struct connecting_resource *connecting_of(struct resource *resource)
{
	return (struct connecting_resource *)resource;
}

static void connecting_close(struct resource *resource)
{
	struct connecting_resource *self = connecting_of(resource);
	short events;

	/* The policy may ask for this in the middle of a step, so the end of the handshake waits for the handles; the listener need not. */
	if (self->connecting != NULL)
		shutdown(sluice__connect_descriptor(self->connecting, &events), SHUT_RDWR);
}

static void connecting_settle(struct resource *resource)
{
	struct connecting_resource *self = connecting_of(resource);

	if (self->connecting != NULL)
		sluice__connect_cancel(self->connecting);
	if (self->descriptor >= 0)
		close(self->descriptor);
	if (self->done != NULL)
		TRY_QUIETLY(napi_delete_reference(resource->addon->env, self->done));
	terms__free(&self->terms);
}

static const struct resource_kind connecting_kind = { "SluiceConnecting", sizeof(struct connecting_resource), connecting_close,
						      connecting_settle };

/* What a call of the link layer said; right after it, because of errno. */
static struct addon_failure failure_of(int status, const struct sluice_channel_refusal *why)
{
	struct addon_failure failure = { .status = status, .syscall = "", .refusal = *why };

	if (status == -SLUICE_ERR_SYSTEM) {
		failure.error = errno;
		failure.syscall = "connect";
	}
	return failure;
}

static struct addon_failure deadline_failure(void)
{
	struct addon_failure failure = { .status = -SLUICE_ERR_DEADLINE, .syscall = "" };

	snprintf(failure.refusal.detail, sizeof failure.refusal.detail, "nobody has accepted in time");
	return failure;
}

/* ---- on the loop ------------------------------------------------------------------------------------------------------------------ */

/* The arguments of `done`. An exception on the way, such as NO_EXTERNAL_BUFFERS, is also a failure. */
static bool outcome(struct addon *addon, const struct addon_failure *failure, struct sluice__link *link, napi_value arguments[2])
{
	napi_env env = addon->env;
	napi_value null;

	if (napi_get_null(env, &null) != napi_ok)
		return false;
	arguments[0] = arguments[1] = null;
	if (failure != NULL)
		return addon__failure(env, failure, &arguments[0]);
	if (link_class__create_from(addon, link, &arguments[1]))
		return true;
	arguments[1] = null;
	return napi_get_and_clear_last_exception(env, &arguments[0]) == napi_ok;
}

/* Reports `failure`, or hands the link out when that is NULL. */
static void finish(struct connecting_resource *self, const struct addon_failure *failure)
{
	struct addon *addon = self->base.addon;
	struct sluice__link link;
	napi_handle_scope scope;
	napi_value arguments[2];

	if (failure == NULL) {
		sluice__connect_take(self->connecting, &link);
		self->connecting = NULL;
	}
	if (napi_open_handle_scope(addon->env, &scope) != napi_ok) {
		if (failure == NULL)
			sluice__link_close(&link);
		resource__close(&self->base);
		return;
	}
	/* Strong until it has called back: what creates a link can also collect garbage. */
	if (outcome(addon, failure, &link, arguments))
		resource__call(&self->base, self->done, 2, arguments);
	addon__report_exception(addon->env);
	resource__close(&self->base);
	TRY_QUIETLY(napi_close_handle_scope(addon->env, scope));
}

static void on_ready(uv_poll_t *poll, int status, int events);

static void poll_again(struct connecting_resource *self)
{
	short wanted;

	sluice__connect_descriptor(self->connecting, &wanted);
	uv_poll_start(self->poll, (wanted & POLLIN ? UV_READABLE : 0) | (wanted & POLLOUT ? UV_WRITABLE : 0), on_ready);
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
	struct connecting_resource *self = connecting_of(poll->data);
	struct sluice_channel_refusal why = { 0 };

	(void)status; /* an error of the socket is what the step finds */
	(void)events;
	int progress = sluice__connect_step(self->connecting, &why);
	struct addon_failure failure = failure_of(progress, &why);

	/* The policy may have cancelled. */
	if (self->base.is_closing)
		return;
	if (progress == SLUICE__PENDING)
		poll_again(self);
	else
		finish(self, progress < 0 ? &failure : NULL);
}

static void on_deadline(uv_timer_t *timer)
{
	struct connecting_resource *self = connecting_of(timer->data);
	struct addon_failure failure = self->connecting == NULL ? self->early : deadline_failure();

	finish(self, &failure);
}

static int start(struct connecting_resource *self, const char *address, double timeout_ms)
{
	struct sluice_channel_refusal none = { 0 };
	short events;
	int status = resource__add_timer(&self->base, &self->timer);

	if (status != 0)
		return status;
	int started = sluice__connect_start(address, &self->terms.native, &self->connecting);
	if (started != 0) {
		self->early = failure_of(started, &none);
		self->connecting = NULL;
		return resource__start_timer(self->timer, on_deadline, 0);
	}
	if (timeout_ms >= 0 && timeout_ms < 4e12)
		resource__start_timer(self->timer, on_deadline, timeout_ms);
	self->descriptor = fcntl(sluice__connect_descriptor(self->connecting, &events), F_DUPFD_CLOEXEC, 0);
	if (self->descriptor < 0)
		return -errno;
	status = resource__add_poll(&self->base, self->descriptor, &self->poll);
	if (status == 0)
		poll_again(self);
	return status;
}

napi_value connecting_class__connect(napi_env env, napi_callback_info info)
{
	napi_value arguments[4], object;
	char address[ADDON_ADDRESS_SIZE];
	struct resource *resource;
	struct addon *addon;
	double timeout_ms;

	if (!addon__arguments(env, info, 4, arguments, NULL, (void **)&addon) ||
	    !addon__address(env, arguments[0], address, sizeof address))
		return NULL;
	TRY(env, napi_get_value_double(env, arguments[2], &timeout_ms), NULL);
	if (!addon__is(env, arguments[3], napi_function))
		return addon__throw_code(env, SLUICE_ERR_OPTION, "done must be a function");
	if (!resource__create(addon, addon->connecting_class, &connecting_kind, &resource, &object))
		return NULL;
	struct connecting_resource *self = connecting_of(resource);

	self->descriptor = -1;
	self->terms.owner = resource;
	if (!terms__read(addon, arguments[1], &self->terms) ||
	    !addon__ok(env, napi_create_reference(env, arguments[3], 1, &self->done))) {
		resource__close(resource);
		return NULL;
	}
	int status = start(self, address, timeout_ms);
	if (status != 0) {
		struct addon_failure failure = { .status = -SLUICE_ERR_SYSTEM, .error = -status, .syscall = "epoll_ctl" };

		resource__close(resource);
		return addon__throw(env, &failure);
	}
	resource__set_strong(resource, true);
	return object;
}

bool connecting_class__define(struct addon *addon)
{
	static const napi_property_descriptor properties[] = { { .utf8name = "cancel", .method = resource__close_method } };

	return resource__define(addon, &connecting_kind, 1, properties, &addon->connecting_class);
}

/* ---- on a blocked thread ---------------------------------------------------------------------------------------------------------- */

/* 0 with a link; else false is returned with an exception, or the isolate ends. */
static bool connect_until(struct addon *addon, struct sluice__connecting *connecting, int64_t deadline_ns)
{
	struct sluice_channel_refusal why = { 0 };
	struct addon_failure failure;
	struct pollfd ready;
	int progress;

	while ((progress = sluice__connect_step(connecting, &why)) == SLUICE__PENDING) {
		ready.fd = sluice__connect_descriptor(connecting, &ready.events);
		unsigned events = waiting__sleep(addon, waiting__poll, &ready, deadline_ns);

		if (events & SLUICE__EVENT_OTHER && !waiting__may_go_on(addon)) {
			waiting__let_end();
			return false;
		}
		if (events == 0 && sluice_is_over(deadline_ns, sluice_now_ns())) {
			failure = deadline_failure();
			addon__throw(addon->env, &failure);
			return false;
		}
	}
	if (progress == SLUICE__DONE)
		return true;
	failure = failure_of(progress, &why);
	addon__throw(addon->env, &failure);
	return false;
}

napi_value connecting_class__connect_sync(napi_env env, napi_callback_info info)
{
	struct sluice__connecting *connecting;
	struct sluice_channel_refusal none = { 0 };
	struct terms terms = { 0 };
	napi_value arguments[3], object = NULL;
	struct sluice__link link;
	struct addon *addon;
	int64_t deadline_ns;
	char address[ADDON_ADDRESS_SIZE];

	if (!addon__arguments(env, info, 3, arguments, NULL, (void **)&addon) ||
	    !addon__address(env, arguments[0], address, sizeof address) || !addon__deadline(env, arguments[2], &deadline_ns))
		return NULL;
	if (terms__read(addon, arguments[1], &terms)) {
		int status = sluice__connect_start(address, &terms.native, &connecting);

		if (status != 0) {
			struct addon_failure failure = failure_of(status, &none);

			addon__throw(env, &failure);
		} else if (connect_until(addon, connecting, deadline_ns)) {
			sluice__connect_take(connecting, &link);
			if (!link_class__create_from(addon, &link, &object))
				object = NULL;
		} else {
			sluice__connect_cancel(connecting);
		}
	}
	terms__free(&terms);
	return object;
}
