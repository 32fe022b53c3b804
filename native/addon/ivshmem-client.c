/* SPDX-License-Identifier: MIT */
/* NativeIvshmemClient: the client of libsluice, stepped by the loop. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <sluice/ivshmem.h>

#include "ivshmem-client.h"
#include "ivshmem.h"
#include "mapping.h"
#include "resource.h"

/* Events of one turn of the loop: others want theirs. */
#define MOST_EVENTS_AT_ONCE 256

struct client_resource {
	struct resource base;
	struct sluice_ivshmem *client; /* NULL once settled */
	uv_poll_t *poll;
	uv_timer_t *timer;
	napi_ref on_event;
	struct mapping *mapping; /* of `map`; NULL without */
	struct buffer *buffer;
};

static void unmap(struct client_resource *self)
{
	napi_env env = self->base.addon->env;

	if (!self->base.is_finalized && !self->base.addon->ending)
		buffer__detach(env, self->buffer);
	buffer__forget(env, self->buffer);
	mapping__let_go(self->mapping);
	self->buffer = NULL;
	self->mapping = NULL;
}

static void close_client(struct resource *resource)
{
	struct client_resource *self = (struct client_resource *)resource;

	unmap(self);
	if (self->on_event != NULL)
		TRY_QUIETLY(napi_delete_reference(resource->addon->env, self->on_event));
	self->on_event = NULL;
	if (self->poll != NULL)
		uv_poll_stop(self->poll);
}

static void settle(struct resource *resource)
{
	sluice_ivshmem_close(((struct client_resource *)resource)->client);
}

static const struct resource_kind client_kind = { "SluiceIvshmemClient", sizeof(struct client_resource), close_client, settle, NULL };

/* ---- on the loop ------------------------------------------------------------------------------------------------------------------ */

/* (kind, peer, vector, count, status, value) */
static void tell(struct client_resource *self, const struct sluice_ivshmem_event *event)
{
	const double values[] = { event->kind, event->peer, event->vector, event->count, -event->status };
	napi_env env = self->base.addon->env;
	napi_value arguments[6];
	napi_handle_scope scope;
	bool is_good = true;

	if (napi_open_handle_scope(env, &scope) != napi_ok)
		return;
	for (unsigned i = 0; i < 5 && is_good; i++)
		is_good = napi_create_double(env, values[i], &arguments[i]) == napi_ok;
	if (is_good && napi_create_bigint_int64(env, event->value, &arguments[5]) == napi_ok)
		resource__call(&self->base, self->on_event, 6, arguments);
	TRY_QUIETLY(napi_close_handle_scope(env, scope));
}

static void on_time(uv_timer_t *timer);

static void step_later(struct client_resource *self)
{
	const int64_t deadline_ns = sluice_ivshmem_deadline(self->client);

	if (deadline_ns == SLUICE_FOREVER)
		uv_timer_stop(self->timer);
	else
		resource__start_timer(self->timer, on_time, (double)(deadline_ns - sluice_now_ns()) / 1e6);
}

static void step(struct client_resource *self)
{
	struct sluice_ivshmem_event event;

	for (unsigned i = 0; i < MOST_EVENTS_AT_ONCE && !self->base.is_closing; i++) {
		if (sluice_ivshmem_step(self->client, &event) != 1)
			break;
		tell(self, &event);
	}
	if (!self->base.is_closing)
		step_later(self);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
	(void)status;
	(void)events;
	step(poll->data);
}

static void on_time(uv_timer_t *timer)
{
	if (!((struct client_resource *)timer->data)->base.is_closing)
		step(timer->data);
}

/* ---- connecting ------------------------------------------------------------------------------------------------------------------- */

static bool start(struct client_resource *self)
{
	int status = resource__add_poll(&self->base, sluice_ivshmem_descriptor(self->client), &self->poll);

	if (status == 0)
		status = resource__add_timer(&self->base, &self->timer);
	if (status == 0)
		status = uv_poll_start(self->poll, UV_READABLE, on_readable);
	if (status == 0)
		return true;
	errno = -status;
	ivshmem__throw_errno(self->base.addon->env, "epoll_ctl");
	return false;
}

/* (address, vectors, reconnectMs, settleMs, onEvent) */
napi_value ivshmem__connect_client(napi_env env, napi_callback_info info)
{
	struct sluice_ivshmem_options options = { 0 };
	char address[ADDON_ADDRESS_SIZE];
	napi_value arguments[5], object;
	struct resource *resource;
	struct addon *addon;
	double reconnect_ms, settle_ms;

	if (!addon__arguments(env, info, 5, arguments, NULL, (void **)&addon) || !addon__address(env, arguments[0], address, sizeof address))
		return NULL;
	TRY(env, napi_get_value_uint32(env, arguments[1], &options.vectors), NULL);
	TRY(env, napi_get_value_double(env, arguments[2], &reconnect_ms), NULL);
	options.reconnect_ns = (int64_t)(reconnect_ms * 1e6);
	TRY(env, napi_get_value_double(env, arguments[3], &settle_ms), NULL);
	options.settle_ns = (int64_t)(settle_ms * 1e6);
	if (!addon__is(env, arguments[4], napi_function))
		return addon__throw_code(env, SLUICE_ERR_OPTION, "onEvent must be a function");
	if (!resource__create(addon, addon->ivshmem_client_class, &client_kind, &resource, &object))
		return NULL;
	struct client_resource *self = (struct client_resource *)resource;

	/* A deadline of 0: the server's queue is full, or it is not. */
	struct addon_failure failure = { .status = sluice_ivshmem_connect(address, &options, 0, &self->client), .syscall = "" };

	if (failure.status != 0) {
		failure.error = failure.status == -SLUICE_ERR_SYSTEM ? errno : 0;
		failure.syscall = failure.status == -SLUICE_ERR_SYSTEM ? "connect" : "";
		self->client = NULL;
		resource__close(resource);
		return addon__throw(env, &failure);
	}
	if (!addon__ok(env, napi_create_reference(env, arguments[4], 1, &self->on_event)) || !start(self)) {
		resource__close(resource);
		return NULL;
	}
	resource__set_strong(resource, true);
	return object;
}

/* ---- methods ---------------------------------------------------------------------------------------------------------------------- */

static struct client_resource *this_client(napi_env env, napi_callback_info info, size_t count, napi_value *arguments)
{
	struct client_resource *self = resource__this(env, info, count, arguments);

	if (self == NULL || !self->base.is_closing)
		return self;
	addon__throw_code(env, SLUICE_ERR_STATE, "the client is closed");
	return NULL;
}

/* (peer, vector): whether there is such a one. */
static napi_value ring(napi_env env, napi_callback_info info)
{
	napi_value arguments[2], result;
	struct client_resource *self = this_client(env, info, 2, arguments);
	uint32_t peer, vector;

	if (self == NULL)
		return NULL;
	TRY(env, napi_get_value_uint32(env, arguments[0], &peer), NULL);
	TRY(env, napi_get_value_uint32(env, arguments[1], &vector), NULL);
	TRY(env, napi_get_boolean(env, sluice_ivshmem_ring(self->client, peer, vector) == 0, &result), NULL);
	return result;
}

static bool append_peer(napi_env env, const struct sluice_ivshmem *client, napi_value array, uint32_t index, uint32_t id)
{
	napi_value object;

	TRY(env, napi_create_object(env, &object), false);
	if (!addon__set_number(env, object, "id", id) || !addon__set_number(env, object, "vectors", sluice_ivshmem_vectors(client, id)))
		return false;
	TRY(env, napi_set_element(env, array, index, object), false);
	return true;
}

/* The others: { id, vectors }[], ascending. */
static napi_value peers(napi_env env, napi_callback_info info)
{
	struct client_resource *self = this_client(env, info, 0, NULL);
	napi_value array;

	if (self == NULL)
		return NULL;
	const size_t count = sluice_ivshmem_peers(self->client, NULL, 0);
	uint32_t *ids = malloc((count + 1) * sizeof *ids);

	if (ids == NULL)
		return addon__throw_memory(env);
	sluice_ivshmem_peers(self->client, ids, count);
	bool is_good = addon__ok(env, napi_create_array(env, &array));

	for (size_t i = 0; i < count && is_good; i++)
		is_good = append_peer(env, self->client, array, (uint32_t)i, ids[i]);
	free(ids);
	return is_good ? array : NULL;
}

/* From now on, as sluice__ivshmem_keep says. */
static napi_value keep_earlier(napi_env env, napi_callback_info info)
{
	struct client_resource *self = this_client(env, info, 0, NULL);

	if (self != NULL)
		sluice__ivshmem_keep(self->client);
	return NULL;
}

/* (numbers: Uint32Array): those of earlier connections that stay. */
static napi_value keep_only(napi_env env, napi_callback_info info)
{
	napi_value arguments[1];
	struct client_resource *self = this_client(env, info, 1, arguments);
	napi_typedarray_type type;
	size_t count;
	void *ids;

	if (self == NULL)
		return NULL;
	TRY(env, napi_get_typedarray_info(env, arguments[0], &type, &count, &ids, NULL, NULL), NULL);
	if (type != napi_uint32_array)
		return addon__throw_code(env, SLUICE_ERR_OPTION, "numbers must be a Uint32Array");
	sluice__ivshmem_keep_only(self->client, ids, count);
	return NULL;
}

/* (peer): the own number as a peer of an earlier connection knows it, or -1. */
static napi_value number_for(napi_env env, napi_callback_info info)
{
	napi_value arguments[1], result;
	struct client_resource *self = this_client(env, info, 1, arguments);
	uint32_t peer;

	if (self == NULL)
		return NULL;
	TRY(env, napi_get_value_uint32(env, arguments[0], &peer), NULL);
	TRY(env, napi_create_int32(env, sluice__ivshmem_number_for(self->client, peer), &result), NULL);
	return result;
}

/* { id, vectors, commonVectors, size, isReady, isConnected, hasEarlier }; id -1 before it is known. */
static napi_value state(napi_env env, napi_callback_info info)
{
	struct client_resource *self = this_client(env, info, 0, NULL);
	napi_value object;

	if (self == NULL)
		return NULL;
	const int32_t id = sluice_ivshmem_id(self->client);

	TRY(env, napi_create_object(env, &object), NULL);
	return addon__set_number(env, object, "id", id) &&
			       addon__set_number(env, object, "vectors", id < 0 ? 0 : sluice_ivshmem_vectors(self->client, (uint32_t)id)) &&
			       addon__set_number(env, object, "commonVectors", sluice__ivshmem_common_vectors(self->client)) &&
			       addon__set_bool(env, object, "hasEarlier", self->client->earlier != NULL) &&
			       addon__set_number(env, object, "size", (double)sluice_ivshmem_size(self->client)) &&
			       addon__set_bool(env, object, "isReady", sluice_ivshmem_is_ready(self->client)) &&
			       addon__set_bool(env, object, "isConnected", sluice_ivshmem_is_connected(self->client)) ?
		       object :
		       NULL;
}

/* { buffer: ArrayBuffer, isSealed }. One map at a time: the last one is detached by the next, by `unmap` and by `close`. */
static napi_value map(napi_env env, napi_callback_info info)
{
	struct client_resource *self = this_client(env, info, 0, NULL);
	struct sluice_ivshmem_memory found;
	napi_value object, value;

	if (self == NULL)
		return NULL;
	struct addon_failure failure = { .status = sluice_ivshmem_map(self->client, &found), .syscall = "" };

	if (failure.status != 0) {
		failure.error = failure.status == -SLUICE_ERR_SYSTEM ? errno : 0;
		failure.syscall = failure.status == -SLUICE_ERR_SYSTEM ? "mmap" : "";
		return addon__throw(env, &failure);
	}
	unmap(self);
	struct sluice__map held = { .descriptor = -1, .base = found.base, .size = found.size };

	self->mapping = mapping__hold(&held);
	if (self->mapping == NULL) {
		sluice_ivshmem_unmap(&found);
		return addon__throw_memory(env);
	}
	if (!buffer__create(env, self->mapping, &self->buffer, &value)) {
		mapping__let_go(self->mapping);
		self->mapping = NULL;
		return NULL;
	}
	TRY(env, napi_create_object(env, &object), NULL);
	TRY(env, napi_set_named_property(env, object, "buffer", value), NULL);
	return addon__set_bool(env, object, "isSealed", found.sealed) ? object : NULL;
}

static napi_value unmap_method(napi_env env, napi_callback_info info)
{
	struct client_resource *self = this_client(env, info, 0, NULL);

	if (self != NULL)
		unmap(self);
	return NULL;
}

bool ivshmem__define_client(struct addon *addon)
{
	static const napi_property_descriptor properties[] = {
		{ .utf8name = "ring", .method = ring },
		{ .utf8name = "peers", .method = peers },
		{ .utf8name = "state", .method = state },
		{ .utf8name = "keepEarlier", .method = keep_earlier },
		{ .utf8name = "keepOnly", .method = keep_only },
		{ .utf8name = "numberFor", .method = number_for },
		{ .utf8name = "map", .method = map },
		{ .utf8name = "unmap", .method = unmap_method },
		{ .utf8name = "ref", .method = resource__ref_method },
		{ .utf8name = "unref", .method = resource__unref_method },
		{ .utf8name = "close", .method = resource__close_method },
	};

	return resource__define(addon, &client_kind, sizeof properties / sizeof properties[0], properties, &addon->ivshmem_client_class);
}
