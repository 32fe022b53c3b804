/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "member-class.h"

#include <poll.h>

#include "doorbell.h"
#include "member-values.h"
#include "members.h"
#include "resource.h"
#include "waiting.h"

struct member_resource {
	struct resource base;
	struct sluice_member *member; /* a reference of its own */
	uint64_t ticket;
	uint32_t waiter;  /* 0: of the thread that has joined */
	uint64_t cursor;  /* of events */
	napi_ref watcher; /* NULL while nobody watches */
	uv_poll_t *poll;  /* NULL before the first watch */
};

static struct member_resource *member_of(struct resource *resource)
{
	return (struct member_resource *)resource;
}

/* ---- closing ---------------------------------------------------------------------------------------------------------------------- */

static void stop_watching(struct member_resource *self)
{
	if (self->watcher == NULL)
		return;
	uv_poll_stop(self->poll);
	TRY_QUIETLY(napi_delete_reference(self->base.addon->env, self->watcher));
	self->watcher = NULL;
	resource__set_strong(&self->base, false);
}

static void member_close(struct resource *resource)
{
	struct member_resource *self = member_of(resource);

	stop_watching(self);
	if (self->member != NULL && self->waiter == 0)
		members__leave(self->ticket);
}

/* The bell is polled until here. */
static void member_settle(struct resource *resource)
{
	struct member_resource *self = member_of(resource);

	if (self->member == NULL)
		return;
	if (self->waiter != 0)
		sluice_member_detach(self->member, self->waiter);
	sluice__member_let_go(self->member);
	self->member = NULL;
}

static const struct resource_kind member_kind = { "SluiceMember", sizeof(struct member_resource), member_close, member_settle, NULL };

/* ---- making ----------------------------------------------------------------------------------------------------------------------- */

static bool fill(napi_env env, const struct member_resource *self, napi_value object)
{
	struct sluice__peer *peer = sluice__member_self(self->member);
	napi_value value;

	sluice__peer_hold(peer);
	value = member_values__peer(env, peer);
	if (value == NULL)
		return false;
	TRY(env, napi_set_named_property(env, object, "self", value), false);
	return addon__set_number(env, object, "cxy", sluice_member_cxy(self->member)) &&
	       addon__set_text(env, object, "folder", sluice_member_folder(self->member)) &&
	       addon__set_number(env, object, "waiter", self->waiter) && addon__set_number(env, object, "ticket", (double)self->ticket);
}

bool member_class__create(struct addon *addon, struct sluice_member *member, uint64_t ticket, uint32_t waiter, napi_value *object)
{
	struct resource *resource;

	if (!resource__create(addon, addon->member_class, &member_kind, &resource, object)) {
		if (waiter == 0)
			members__leave(ticket);
		else
			sluice_member_detach(member, waiter);
		return false;
	}
	struct member_resource *self = member_of(resource);

	sluice__member_hold(member);
	self->member = member;
	self->ticket = ticket;
	self->waiter = waiter;
	if (fill(addon->env, self, *object))
		return true;
	resource__close(resource);
	return false;
}

napi_value member_class__attach(napi_env env, napi_callback_info info)
{
	struct addon_failure failure = { .syscall = "" };
	struct sluice_member *member;
	napi_value argument, object;
	struct addon *addon;
	double ticket;

	if (!addon__arguments(env, info, 1, &argument, NULL, (void **)&addon))
		return NULL;
	TRY(env, napi_get_value_double(env, argument, &ticket), NULL);
	failure.status = ticket >= 1 && ticket < 9e15 ? members__attach((uint64_t)ticket, &member) : -SLUICE_ERR_STATE;
	if (failure.status < 0)
		return addon__throw(env, &failure);
	return member_class__create(addon, member, (uint64_t)ticket, (uint32_t)failure.status, &object) ? object : NULL;
}

/* ---- methods ---------------------------------------------------------------------------------------------------------------------- */

/* One that is not closed. */
static struct member_resource *this_member(napi_env env, napi_callback_info info, size_t count, napi_value *arguments)
{
	struct member_resource *self = resource__this(env, info, count, arguments);

	if (self == NULL || !self->base.is_closing)
		return self;
	addon__throw_code(env, SLUICE_ERR_STATE, "the member has left");
	return NULL;
}

/* The same with numbers as arguments. */
static struct member_resource *this_with(napi_env env, napi_callback_info info, size_t count, uint32_t *numbers)
{
	napi_value arguments[2];
	struct member_resource *self = this_member(env, info, count, arguments);

	for (size_t i = 0; self != NULL && i < count; i++)
		TRY(env, napi_get_value_uint32(env, arguments[i], &numbers[i]), NULL);
	return self;
}

static napi_value get_peer(napi_env env, napi_callback_info info)
{
	uint32_t cxy;
	struct member_resource *self = this_with(env, info, 1, &cxy);

	return self == NULL ? NULL : member_values__peer(env, sluice__member_peer(self->member, cxy));
}

static napi_value get_writer(napi_env env, napi_callback_info info)
{
	uint32_t number, waiter;
	struct member_resource *self = this_with(env, info, 1, &number);

	return self == NULL ? NULL : member_values__peer(env, sluice__member_writer(self->member, number, &waiter));
}

static napi_value is_gone(napi_env env, napi_callback_info info)
{
	uint32_t numbers[2];
	struct member_resource *self = this_with(env, info, 2, numbers);
	napi_value result;

	if (self == NULL)
		return NULL;
	struct sluice__peer *peer = sluice__member_peer(self->member, numbers[0]);
	bool gone = peer == NULL || peer->epoch != numbers[1] || sluice__peer_is_dead(peer);

	sluice__peer_release(peer);
	TRY(env, napi_get_boolean(env, gone, &result), NULL);
	return result;
}

static napi_value ring(napi_env env, napi_callback_info info)
{
	uint32_t numbers[2];
	struct member_resource *self = this_with(env, info, 2, numbers);
	struct sluice__peer *peer = self == NULL ? NULL : sluice__member_peer(self->member, numbers[0]);

	if (peer != NULL)
		sluice__peer_ring(peer, numbers[1]);
	sluice__peer_release(peer);
	return NULL;
}

static napi_value get_peers(napi_env env, napi_callback_info info)
{
	struct sluice_member_info found[SLUICE_CLUSTER_MEMBERS];
	struct member_resource *self = this_member(env, info, 0, NULL);
	napi_value list, item;
	uint32_t length = 0;

	if (self == NULL)
		return NULL;
	TRY(env, napi_create_array(env, &list), NULL);
	int count = sluice_member_list(self->member, found, SLUICE_CLUSTER_MEMBERS);
	for (int i = 0; i < count; i++) {
		struct sluice__peer *peer = sluice__member_peer(self->member, found[i].cxy);

		/* It may have gone since it was listed. */
		if (peer == NULL)
			continue;
		item = member_values__peer(env, peer);
		if (item == NULL)
			return NULL;
		TRY(env, napi_set_element(env, list, length++, item), NULL);
	}
	return list;
}

static napi_value next_event(napi_env env, napi_callback_info info)
{
	struct member_resource *self = this_member(env, info, 0, NULL);
	struct sluice_member_event event;
	napi_value null;

	if (self == NULL)
		return NULL;
	if (sluice_member_next_event(self->member, &self->cursor, &event) == 1)
		return member_values__event(env, &event);
	TRY(env, napi_get_null(env, &null), NULL);
	return null;
}

static napi_value has_left(napi_env env, napi_callback_info info)
{
	struct member_resource *self = resource__this(env, info, 0, NULL);
	napi_value result;

	if (self == NULL)
		return NULL;
	TRY(env, napi_get_boolean(env, self->member == NULL || sluice__member_check(self->member) != 0, &result), NULL);
	return result;
}

/* ---- waiting ---------------------------------------------------------------------------------------------------------------------- */

static napi_value wait_for_bell(napi_env env, napi_callback_info info)
{
	napi_value timeout, result;
	struct member_resource *self = this_member(env, info, 1, &timeout);
	int64_t deadline_ns;

	if (self == NULL || !addon__deadline(env, timeout, &deadline_ns))
		return NULL;
	struct pollfd bell = { .fd = sluice__member_bell(self->member, self->waiter), .events = POLLIN };
	unsigned events = waiting__sleep(self->base.addon, waiting__poll, &bell, deadline_ns);

	if (events & SLUICE__EVENT_DATA)
		sluice__doorbell_drain(bell.fd);
	TRY(env, napi_create_uint32(env, events, &result), NULL);
	return result;
}

static void on_readable(uv_poll_t *poll, int status, int uv_events)
{
	struct member_resource *self = member_of(poll->data);
	napi_handle_scope scope;

	(void)uv_events;
	/* A bell has an error when its counter overflows, which libuv stops at, and drain mends. */
	if (status < 0)
		uv_poll_start(poll, UV_READABLE, on_readable);
	if (!sluice__doorbell_drain(sluice__member_bell(self->member, self->waiter)) ||
	    napi_open_handle_scope(self->base.addon->env, &scope) != napi_ok)
		return;
	resource__call(&self->base, self->watcher, 0, NULL);
	TRY_QUIETLY(napi_close_handle_scope(self->base.addon->env, scope));
}

static int start_watching(struct member_resource *self)
{
	int status = 0;

	if (self->poll == NULL)
		status = resource__add_poll(&self->base, sluice__member_bell(self->member, self->waiter), &self->poll);
	return status == 0 ? uv_poll_start(self->poll, UV_READABLE, on_readable) : status;
}

static napi_value watch(napi_env env, napi_callback_info info)
{
	napi_value callback;
	struct member_resource *self = this_member(env, info, 1, &callback);

	if (self == NULL)
		return NULL;
	if (self->watcher != NULL)
		return addon__throw_code(env, SLUICE_ERR_STATE, "the member is watched");
	if (!addon__is(env, callback, napi_function))
		return addon__throw_code(env, SLUICE_ERR_OPTION, "onRung must be a function");
	int status = start_watching(self);
	if (status != 0) {
		struct addon_failure failure = { .status = -SLUICE_ERR_SYSTEM, .error = -status, .syscall = "epoll_ctl" };

		return addon__throw(env, &failure);
	}
	TRY(env, napi_create_reference(env, callback, 1, &self->watcher), NULL);
	resource__set_strong(&self->base, true);
	return NULL;
}

static napi_value unwatch(napi_env env, napi_callback_info info)
{
	struct member_resource *self = resource__this(env, info, 0, NULL);

	if (self != NULL)
		stop_watching(self);
	return NULL;
}

bool member_class__define(struct addon *addon)
{
	static const napi_property_descriptor properties[] = {
		{ .utf8name = "peer", .method = get_peer },
		{ .utf8name = "writer", .method = get_writer },
		{ .utf8name = "isGone", .method = is_gone },
		{ .utf8name = "ring", .method = ring },
		{ .utf8name = "peers", .method = get_peers },
		{ .utf8name = "nextEvent", .method = next_event },
		{ .utf8name = "hasLeft", .getter = has_left },
		{ .utf8name = "wait", .method = wait_for_bell },
		{ .utf8name = "watch", .method = watch },
		{ .utf8name = "unwatch", .method = unwatch },
		{ .utf8name = "ref", .method = resource__ref_method },
		{ .utf8name = "unref", .method = resource__unref_method },
		{ .utf8name = "close", .method = resource__close_method },
	};

	return resource__define(addon, &member_kind, sizeof properties / sizeof properties[0], properties, &addon->member_class);
}
