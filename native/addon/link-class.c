/* SPDX-License-Identifier: MIT */
#include "link-class.h"

#include <sys/socket.h>

#include "cores.h"
#include "fence.h"
#include "mapping.h"
#include "resource.h"
#include "statistics.h"
#include "statistics-buffer.h"
#include "waiting.h"

struct link_resource {
	struct resource base;
	struct held_link held;
	struct buffer *own, *peer;	     /* NULL once forgotten */
	napi_ref watcher;		     /* NULL while nobody watches */
	uv_poll_t *control;		     /* NULL before the first watch */
	napi_ref statistics;		     /* the ArrayBuffer over `held.link.statistics`; NULL without */
	struct sluice_statistics_entry *kept; /* what observers still see of a link that is closed */
	bool has_told_end;		     /* to this watcher: the end of a socket stays readable */
};

static struct link_resource *link_of(struct resource *resource)
{
	return (struct link_resource *)resource;
}

/* ---- closing ---------------------------------------------------------------------------------------------------------------------- */

static void drop_segment(struct resource *resource, struct buffer **buffer, struct mapping **mapping)
{
	napi_env env = resource->addon->env;

	/* A view that outlives its collected link is still good; it holds the mapping. */
	if (!resource->is_finalized && !resource->addon->ending)
		buffer__detach(env, *buffer);
	buffer__forget(env, *buffer);
	mapping__let_go(*mapping);
	*buffer = NULL;
	*mapping = NULL;
}

static void stop_watching(struct link_resource *self)
{
	if (self->watcher == NULL)
		return;
	for (unsigned i = 0; i < self->base.handle_count; i++)
		uv_poll_stop(&self->base.handles[i].poll);
	TRY_QUIETLY(napi_delete_reference(self->base.addon->env, self->watcher));
	self->watcher = NULL;
	resource__set_strong(&self->base, false);
}

static void link_close(struct resource *resource)
{
	struct link_resource *self = link_of(resource);

	stop_watching(self);
	statistics_buffer__detach(&self->base, &self->statistics);
	drop_segment(resource, &self->peer, &self->held.peer);
	drop_segment(resource, &self->own, &self->held.own);
	/* The descriptors wait for their handles to be closed; the peer need not. */
	if (self->held.link.control >= 0)
		shutdown(self->held.link.control, SHUT_RDWR);
}

static void link_settle(struct resource *resource)
{
	held_link__drop(&link_of(resource)->held);
}

static void link_free(struct resource *resource)
{
	sluice__statistics_end(&link_of(resource)->kept);
}

static const struct resource_kind link_kind = { "SluiceLink", sizeof(struct link_resource), link_close, link_settle, link_free };

/* ---- making ----------------------------------------------------------------------------------------------------------------------- */

static bool set_segment(napi_env env, napi_value object, const char *name, const char *parts_name, struct mapping *mapping,
			struct buffer **buffer)
{
	napi_value value, parts;

	if (!buffer__create(env, mapping, buffer, &value) || !addon__parts(env, mapping__map(mapping), &parts))
		return false;
	TRY(env, napi_set_named_property(env, object, name, value), false);
	TRY(env, napi_set_named_property(env, object, parts_name, parts), false);
	return true;
}

static bool fill(napi_env env, struct link_resource *self, napi_value object)
{
	const struct sluice__link *link = &self->held.link;
	napi_value credentials;

	if (!set_segment(env, object, "own", "ownParts", self->held.own, &self->own) ||
	    !set_segment(env, object, "peer", "peerParts", self->held.peer, &self->peer) ||
	    !statistics_buffer__set(env, link->statistics, object, &self->statistics) || !addon__credentials(env, &link->credentials, &credentials))
		return false;
	TRY(env, napi_set_named_property(env, object, "credentials", credentials), false);
	return addon__set_text(env, object, "address", link->address) &&
	       addon__set_number(env, object, "peerEndpoint", link->peer_endpoint) &&
	       addon__set_number(env, object, "startPosition", link->start_position) &&
	       addon__set_number(env, object, "startSequence", link->start_sequence) &&
	       addon__set_bool(env, object, "isListener", link->is_listener) &&
	       addon__set_bool(env, object, "fencesPeer", link->fences_peer) &&
	       addon__set_bool(env, object, "hasEventfds", link->ring_data >= 0);
}

bool link_class__create(struct addon *addon, struct held_link *held, napi_value *object)
{
	struct resource *resource;

	if (!resource__create(addon, addon->link_class, &link_kind, &resource, object)) {
		held_link__drop(held);
		return false;
	}
	struct link_resource *self = link_of(resource);

	self->held = *held;
	if (fill(addon->env, self, *object))
		return true;
	resource__close(resource);
	return false;
}

bool link_class__create_from(struct addon *addon, struct sluice__link *link, napi_value *object)
{
	struct held_link held;

	if (held_link__take(&held, link))
		return link_class__create(addon, &held, object);
	addon__throw_memory(addon->env);
	return false;
}

/* ---- methods ---------------------------------------------------------------------------------------------------------------------- */

static struct link_resource *this_link(napi_env env, napi_callback_info info, size_t count, napi_value *arguments)
{
	return resource__this(env, info, count, arguments);
}

/* The same, for what a closed link can't do. */
static struct link_resource *this_open_link(napi_env env, napi_callback_info info, size_t count, napi_value *arguments)
{
	struct link_resource *self = this_link(env, info, count, arguments);

	if (self == NULL || !self->base.is_closing)
		return self;
	addon__throw_code(env, SLUICE_ERR_STATE, "the link is closed");
	return NULL;
}

static napi_value ring_data(napi_env env, napi_callback_info info)
{
	struct link_resource *self = this_link(env, info, 0, NULL);

	if (self != NULL && !self->base.is_closing)
		sluice__link_ring_data(&self->held.link);
	return NULL;
}

static napi_value ring_space(napi_env env, napi_callback_info info)
{
	struct link_resource *self = this_link(env, info, 0, NULL);

	if (self != NULL && !self->base.is_closing)
		sluice__link_ring_space(&self->held.link);
	return NULL;
}

/* Looks no further than it has to: what else has happened calls back for itself. */
static unsigned drain(const struct link_resource *self, const uv_poll_t *poll)
{
	const struct sluice__link *link = &self->held.link;

	if (poll == self->control)
		return sluice__link_drain(link);
	return sluice__link_drain_bell(link, poll == &self->base.handles[1].poll ? link->wake_data : link->wake_space);
}

static void on_readable(uv_poll_t *poll, int status, int uv_events)
{
	struct link_resource *self = link_of(poll->data);
	napi_env env = self->base.addon->env;
	napi_handle_scope scope;
	napi_value argument;

	(void)uv_events;
	/* An error of the socket is among what drain finds. A bell has one when its counter overflows, which libuv stops at, and drain mends. */
	if (status < 0 && poll != self->control)
		uv_poll_start(poll, UV_READABLE, on_readable);
	unsigned events = drain(self, poll);
	if (self->has_told_end)
		events &= ~SLUICE__EVENT_CLOSED;
	if (events & SLUICE__EVENT_CLOSED) {
		self->has_told_end = true;
		uv_poll_stop(self->control);
	}
	if (events != 0 && self->held.link.statistics != NULL)
		self->held.link.statistics->wake_ups++;
	if (events == 0 || napi_open_handle_scope(env, &scope) != napi_ok)
		return;
	if (napi_create_uint32(env, events, &argument) == napi_ok)
		resource__call(&self->base, self->watcher, 1, &argument);
	TRY_QUIETLY(napi_close_handle_scope(env, scope));
}

static int open_polls(struct link_resource *self)
{
	const struct sluice__link *link = &self->held.link;
	const int descriptors[] = { link->control, link->wake_data, link->wake_space };
	uv_poll_t *poll;
	int status;

	for (unsigned i = self->base.handle_count; i < 3 && descriptors[i] >= 0; i++) {
		status = resource__add_poll(&self->base, descriptors[i], &poll);
		if (status != 0)
			return status;
		if (i == 0)
			self->control = poll;
	}
	for (unsigned i = 0; i < self->base.handle_count; i++) {
		status = uv_poll_start(&self->base.handles[i].poll, UV_READABLE, on_readable);
		if (status != 0)
			return status;
	}
	return 0;
}

static napi_value watch(napi_env env, napi_callback_info info)
{
	napi_value callback;
	struct link_resource *self = this_open_link(env, info, 1, &callback);

	if (self == NULL)
		return NULL;
	if (self->watcher != NULL)
		return addon__throw_code(env, SLUICE_ERR_STATE, "the link is watched");
	if (!addon__is(env, callback, napi_function))
		return addon__throw_code(env, SLUICE_ERR_OPTION, "onEvents must be a function");
	TRY(env, napi_create_reference(env, callback, 1, &self->watcher), NULL);
	self->has_told_end = false;
	int status = open_polls(self);
	if (status != 0) {
		struct addon_failure failure = { .status = -SLUICE_ERR_SYSTEM, .error = -status, .syscall = "epoll_ctl" };

		stop_watching(self);
		return addon__throw(env, &failure);
	}
	resource__set_strong(&self->base, true);
	return NULL;
}

static napi_value unwatch(napi_env env, napi_callback_info info)
{
	struct link_resource *self = this_link(env, info, 0, NULL);

	if (self != NULL)
		stop_watching(self);
	return NULL;
}

static unsigned sleep_on_link(const void *link, int other, int64_t deadline_ns)
{
	return sluice__link_wait(link, other, deadline_ns);
}

static napi_value wait_for_events(napi_env env, napi_callback_info info)
{
	napi_value timeout, result;
	struct link_resource *self = this_open_link(env, info, 1, &timeout);
	int64_t deadline_ns;

	if (self == NULL || !addon__deadline(env, timeout, &deadline_ns))
		return NULL;
	unsigned events = waiting__sleep(self->base.addon, sleep_on_link, &self->held.link, deadline_ns);
	TRY(env, napi_create_uint32(env, events, &result), NULL);
	return result;
}

/* Everybody's stores, whatever the link: it is a method for the sake of who calls it. */
static napi_value fence_peer(napi_env env, napi_callback_info info)
{
	(void)env;
	(void)info;
	sluice__fence_others();
	return NULL;
}

static napi_value shares_core(napi_env env, napi_callback_info info)
{
	struct link_resource *self = this_link(env, info, 0, NULL);
	napi_value result;

	if (self == NULL)
		return NULL;
	TRY(env, napi_get_boolean(env, cores__are_shared(self->held.link.credentials.pid), &result), NULL);
	return result;
}

static napi_value unmap_peer(napi_env env, napi_callback_info info)
{
	struct link_resource *self = this_link(env, info, 0, NULL);

	if (self != NULL)
		drop_segment(&self->base, &self->peer, &self->held.peer);
	return NULL;
}

static napi_value keep_statistics(napi_env env, napi_callback_info info)
{
	struct link_resource *self = this_link(env, info, 0, NULL);

	if (self == NULL || self->base.is_closing)
		return NULL;
	statistics_buffer__detach(&self->base, &self->statistics);
	self->kept = self->held.link.statistics;
	self->held.link.statistics = NULL;
	return NULL;
}

static napi_value drop_statistics(napi_env env, napi_callback_info info)
{
	struct link_resource *self = this_link(env, info, 0, NULL);

	if (self != NULL)
		sluice__statistics_end(&self->kept);
	return NULL;
}

bool link_class__define(struct addon *addon)
{
	static const napi_property_descriptor properties[] = {
		{ .utf8name = "ringData", .method = ring_data },
		{ .utf8name = "ringSpace", .method = ring_space },
		{ .utf8name = "fencePeer", .method = fence_peer },
		{ .utf8name = "watch", .method = watch },
		{ .utf8name = "unwatch", .method = unwatch },
		{ .utf8name = "ref", .method = resource__ref_method },
		{ .utf8name = "unref", .method = resource__unref_method },
		{ .utf8name = "wait", .method = wait_for_events },
		{ .utf8name = "sharesCore", .getter = shares_core },
		{ .utf8name = "keepStatistics", .method = keep_statistics },
		{ .utf8name = "dropStatistics", .method = drop_statistics },
		{ .utf8name = "unmapPeer", .method = unmap_peer },
		{ .utf8name = "close", .method = resource__close_method },
	};

	return resource__define(addon, &link_kind, sizeof properties / sizeof properties[0], properties, &addon->link_class);
}
