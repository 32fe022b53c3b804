/* SPDX-License-Identifier: MIT */
#include "addon.h"

#include <errno.h>
#include <stdlib.h>

#include "connecting-class.h"
#include "ivshmem.h"
#include "link-class.h"
#include "listening-class.h"
#include "mapping.h"
#include "member-class.h"
#include "resource.h"
#include "shared-memory.h"
#include "terms.h"
#include "tickets.h"

/* Takes both links over. What is open of a pair that fails is closed when its object is collected. */
static napi_value wrap_pair(struct addon *addon, struct sluice__link links[2])
{
	napi_env env = addon->env;
	napi_value objects[2], pair;

	if (!link_class__create_from(addon, &links[0], &objects[0])) {
		sluice__link_close(&links[1]);
		return NULL;
	}
	if (!link_class__create_from(addon, &links[1], &objects[1]))
		return NULL;
	TRY(env, napi_create_array_with_length(env, 2, &pair), NULL);
	TRY(env, napi_set_element(env, pair, 0, objects[0]), NULL);
	TRY(env, napi_set_element(env, pair, 1, objects[1]), NULL);
	return pair;
}

static napi_value create_pair(napi_env env, napi_callback_info info)
{
	struct terms a = { 0 }, b = { 0 };
	napi_value arguments[2], pair = NULL;
	struct sluice__link links[2];
	struct addon *addon;

	if (!addon__arguments(env, info, 2, arguments, NULL, (void **)&addon))
		return NULL;
	if (terms__read(addon, arguments[0], &a) && terms__read(addon, arguments[1], &b)) {
		struct addon_failure failure = { .syscall = "" };

		failure.status = sluice__link_pair(&a.native, &b.native, links);
		failure.error = failure.status == -SLUICE_ERR_SYSTEM ? errno : 0;
		pair = failure.status == 0 ? wrap_pair(addon, links) : addon__throw(env, &failure);
	}
	terms__free(&a);
	terms__free(&b);
	return pair;
}

/* False, with an exception, when there is no such ticket any more. */
static bool take_ticket(napi_env env, napi_callback_info info, struct addon **addon, struct held_link *out)
{
	napi_value argument;
	double ticket;

	if (!addon__arguments(env, info, 1, &argument, NULL, (void **)addon))
		return false;
	TRY(env, napi_get_value_double(env, argument, &ticket), false);
	if (ticket >= 1 && ticket < 9e15 && tickets__take((uint64_t)ticket, out))
		return true;
	addon__throw_code(env, SLUICE_ERR_STATE, "there is no such ticket, or it was adopted or dropped");
	return false;
}

static napi_value adopt(napi_env env, napi_callback_info info)
{
	struct held_link link;
	struct addon *addon;
	napi_value object;

	if (!take_ticket(env, info, &addon, &link) || !link_class__create(addon, &link, &object))
		return NULL;
	return object;
}

static napi_value drop_ticket(napi_env env, napi_callback_info info)
{
	struct held_link link;
	struct addon *addon;

	if (take_ticket(env, info, &addon, &link))
		held_link__drop(&link);
	return NULL;
}

static napi_value counts(napi_env env, napi_callback_info info)
{
	napi_value object;

	(void)info;
	TRY(env, napi_create_object(env, &object), NULL);
	if (!addon__set_number(env, object, "links", held_link__count()) || !addon__set_number(env, object, "mappings", mapping__count()) ||
	    !addon__set_number(env, object, "descriptors", held_link__descriptors()))
		return NULL;
	return object;
}

/* The isolate ends: it waits until the hook is removed, and runs the loop meanwhile. */
static void end(napi_async_cleanup_hook_handle handle, void *data)
{
	struct addon *addon = data;

	(void)handle; /* the one that we have */
	addon->ending = true;
	if (addon->resources == NULL)
		TRY_QUIETLY(napi_remove_async_cleanup_hook(addon->hook));
	else
		resource__end_all(addon);
}

/* After the hook was removed, and after the finalizers of all objects. */
static void free_addon(napi_env env, void *data, void *hint)
{
	(void)env;
	(void)hint;
	free(data);
}

static bool export_functions(napi_env env, struct addon *addon, napi_value exports)
{
	const napi_property_descriptor properties[] = {
		{ .utf8name = "connect", .method = connecting_class__connect, .data = addon },
		{ .utf8name = "connectSync", .method = connecting_class__connect_sync, .data = addon },
		{ .utf8name = "listen", .method = listening_class__listen, .data = addon },
		{ .utf8name = "createPair", .method = create_pair, .data = addon },
		{ .utf8name = "adopt", .method = adopt, .data = addon },
		{ .utf8name = "dropTicket", .method = drop_ticket, .data = addon },
		{ .utf8name = "joinCluster", .method = member_class__join, .data = addon },
		{ .utf8name = "attachMember", .method = member_class__attach, .data = addon },
		{ .utf8name = "counts", .method = counts, .data = addon },
		{ .utf8name = "mapMemory", .method = shared_memory__map, .data = addon },
		{ .utf8name = "unmapMemory", .method = shared_memory__unmap, .data = addon },
	};

	TRY(env, napi_define_properties(env, exports, sizeof properties / sizeof properties[0], properties), false);
	return true;
}

NAPI_MODULE_INIT()
{
	struct addon *addon = calloc(1, sizeof *addon);

	if (addon == NULL)
		return NULL;
	addon->env = env;
	napi_status status = napi_set_instance_data(env, addon, free_addon, NULL);
	if (status != napi_ok)
		free(addon);
	TRY(env, status, NULL);
	TRY(env, napi_get_uv_event_loop(env, &addon->loop), NULL);
	TRY(env, napi_add_async_cleanup_hook(env, end, addon, &addon->hook), NULL);
	if (!link_class__define(addon) || !connecting_class__define(addon) || !listening_class__define(addon) || !member_class__define(addon) ||
	    !export_functions(env, addon, exports) || !ivshmem__define(addon, exports))
		return NULL;
	return exports;
}
