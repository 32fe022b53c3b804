/* SPDX-License-Identifier: MIT */
#include "listening-class.h"

#include <errno.h>
#include <poll.h>

#include "link-class.h"
#include "listening.h"
#include "statistics-buffer.h"
#include "tickets.h"
#include "waiting.h"

/* What all subscribers of a publisher map. */
static bool share(struct listening_resource *self, napi_value object)
{
	const struct sluice_channel_options *options = &self->terms.native.options;
	struct sluice__plan plan = {
		.broadcast_size = self->terms.broadcast_size,
		.protocol_fingerprint = options->identity.fingerprint,
		.endpoint = 1,
		.generation = 1,
	};
	napi_env env = self->base.addon->env;
	struct sluice__map map;
	napi_value value, parts;

	int status = sluice__map_create(&plan, &map);
	if (status != 0) {
		struct addon_failure failure = { .status = status, .error = errno, .syscall = "memfd_create" };

		addon__throw(env, &failure);
		return false;
	}
	self->shared = mapping__hold(&map);
	if (self->shared == NULL) {
		sluice__map_close(&map);
		addon__throw_memory(env);
		return false;
	}
	self->terms.native.shared = mapping__map(self->shared);
	if (!buffer__create(env, self->shared, &self->shared_buffer, &value) || !addon__parts(env, mapping__map(self->shared), &parts))
		return false;
	TRY(env, napi_set_named_property(env, object, "shared", value), false);
	TRY(env, napi_set_named_property(env, object, "sharedParts", parts), false);
	return true;
}

static bool share_nothing(napi_env env, napi_value object)
{
	napi_value null;

	TRY(env, napi_get_null(env, &null), false);
	TRY(env, napi_set_named_property(env, object, "shared", null), false);
	TRY(env, napi_set_named_property(env, object, "sharedParts", null), false);
	return true;
}

static bool start(struct listening_resource *self, const char *address)
{
	struct addon_failure failure = { .syscall = "" };

	failure.status = sluice__listen_start(address, &self->terms.native, &self->listening);
	if (failure.status != 0) {
		self->listening = NULL;
		failure.error = failure.status == -SLUICE_ERR_SYSTEM ? errno : 0;
		failure.syscall = failure.status == -SLUICE_ERR_SYSTEM ? "bind" : "";
		addon__throw(self->base.addon->env, &failure);
		return false;
	}
	int status = listening__watch(self);
	if (status == 0)
		return true;
	failure = (struct addon_failure){ .status = -SLUICE_ERR_SYSTEM, .error = -status, .syscall = "epoll_ctl" };
	addon__throw(self->base.addon->env, &failure);
	return false;
}

napi_value listening_class__listen(napi_env env, napi_callback_info info)
{
	char address[ADDON_ADDRESS_SIZE];
	napi_value arguments[3], object;
	struct resource *resource;
	struct addon *addon;

	if (!addon__arguments(env, info, 3, arguments, NULL, (void **)&addon) ||
	    !addon__address(env, arguments[0], address, sizeof address))
		return NULL;
	if (!addon__is(env, arguments[2], napi_function))
		return addon__throw_code(env, SLUICE_ERR_OPTION, "onPrepared must be a function");
	if (!resource__create(addon, addon->listening_class, &listening__kind, &resource, &object))
		return NULL;
	struct listening_resource *self = (struct listening_resource *)resource;

	self->descriptor = -1;
	self->terms.owner = resource;
	if (!terms__read(addon, arguments[1], &self->terms) ||
	    !addon__ok(env, napi_create_reference(env, arguments[2], 1, &self->on_prepared)) ||
	    !(self->terms.broadcast_size > 0 ? share(self, object) : share_nothing(env, object)) || !start(self, address) ||
	    !statistics_buffer__set(env, sluice__listen_statistics(self->listening), object, &self->statistics)) {
		resource__close(resource);
		return NULL;
	}
	resource__set_strong(resource, true);
	return object;
}

/* ---- methods ---------------------------------------------------------------------------------------------------------------------- */

static struct listening_resource *this_listening(napi_env env, napi_callback_info info, size_t count, napi_value *arguments)
{
	struct listening_resource *self = resource__this(env, info, count, arguments);

	if (self == NULL || !(self->base.is_closing || self->is_stepping))
		return self;
	addon__throw_code(env, SLUICE_ERR_STATE, self->is_stepping ? "called by the policy" : "the listener is closed");
	return NULL;
}

/* 1 with a link, 0 when there is none, -1 with an exception. */
static int take_held(struct listening_resource *self, struct held_link *held)
{
	napi_env env = self->base.addon->env;
	struct sluice__link link;

	if (self->failure.status != 0) {
		addon__throw(env, &self->failure);
		self->failure.status = 0;
		return -1;
	}
	if (sluice__listen_take(self->listening, &link) <= 0)
		return 0;
	if (held_link__take(held, &link))
		return 1;
	addon__throw_memory(env);
	return -1;
}

static napi_value take(napi_env env, napi_callback_info info)
{
	struct listening_resource *self = this_listening(env, info, 0, NULL);
	struct held_link held;
	napi_value object;
	int taken;

	if (self == NULL || (taken = take_held(self, &held)) < 0)
		return NULL;
	if (taken == 0)
		TRY(env, napi_get_null(env, &object), NULL);
	else if (!link_class__create(self->base.addon, &held, &object))
		return NULL;
	return object;
}

static napi_value take_ticket(napi_env env, napi_callback_info info)
{
	struct listening_resource *self = this_listening(env, info, 0, NULL);
	struct held_link held;
	napi_value result;
	int taken;

	if (self == NULL || (taken = take_held(self, &held)) < 0)
		return NULL;
	if (taken == 0) {
		TRY(env, napi_get_null(env, &result), NULL);
		return result;
	}
	uint64_t ticket = tickets__put(&held);
	if (ticket == 0)
		return addon__throw_memory(env);
	TRY(env, napi_create_double(env, (double)ticket, &result), NULL);
	return result;
}

/* DATA, OTHER or 0; -1 with an exception. */
static int wait_until(struct listening_resource *self, int64_t deadline_ns)
{
	struct addon *addon = self->base.addon;
	struct pollfd ready = { .fd = sluice__listen_descriptor(self->listening), .events = POLLIN };

	for (;;) {
		int prepared = listening__step(self);

		if (self->base.is_closing) {
			addon__throw_code(addon->env, SLUICE_ERR_STATE, "the policy has closed the listener");
			return -1;
		}
		if (self->failure.status != 0) {
			addon__throw(addon->env, &self->failure);
			self->failure.status = 0;
			return -1;
		}
		if (prepared > 0)
			return SLUICE__EVENT_DATA;
		int64_t until_ns = sluice_earlier(deadline_ns, sluice__listen_deadline(self->listening));
		unsigned events = waiting__sleep(addon, waiting__poll, &ready, until_ns);

		if (events & SLUICE__EVENT_OTHER)
			return SLUICE__EVENT_OTHER;
		if (events == 0 && sluice_is_over(deadline_ns, sluice_now_ns()))
			return 0;
	}
}

static napi_value wait_for_prepared(napi_env env, napi_callback_info info)
{
	napi_value timeout, result;
	struct listening_resource *self = this_listening(env, info, 1, &timeout);
	int64_t deadline_ns;

	if (self == NULL || !addon__deadline(env, timeout, &deadline_ns))
		return NULL;
	int events = wait_until(self, deadline_ns);
	if (events < 0)
		return NULL;
	TRY(env, napi_create_int32(env, events, &result), NULL);
	return result;
}

bool listening_class__define(struct addon *addon)
{
	static const napi_property_descriptor properties[] = {
		{ .utf8name = "take", .method = take },
		{ .utf8name = "takeTicket", .method = take_ticket },
		{ .utf8name = "wait", .method = wait_for_prepared },
		{ .utf8name = "ref", .method = resource__ref_method },
		{ .utf8name = "unref", .method = resource__unref_method },
		{ .utf8name = "close", .method = resource__close_method },
	};

	return resource__define(addon, &listening__kind, sizeof properties / sizeof properties[0], properties, &addon->listening_class);
}
