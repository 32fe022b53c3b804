/* SPDX-License-Identifier: MIT */
#include "ivshmem.h"

#include <errno.h>

napi_value ivshmem__throw_errno(napi_env env, const char *syscall)
{
	struct addon_failure failure = { .status = -SLUICE_ERR_SYSTEM, .error = errno, .syscall = syscall };

	return addon__throw(env, &failure);
}

bool ivshmem__define(struct addon *addon, napi_value exports)
{
	const napi_property_descriptor properties[] = {
		{ .utf8name = "createEventfds", .method = ivshmem__create_eventfds, .data = addon },
		{ .utf8name = "createMemory", .method = ivshmem__create_memory, .data = addon },
		{ .utf8name = "createUnnamed", .method = ivshmem__create_unnamed, .data = addon },
		{ .utf8name = "openNamed", .method = ivshmem__open_named, .data = addon },
		{ .utf8name = "unlinkNamed", .method = ivshmem__unlink_named, .data = addon },
		{ .utf8name = "adopt", .method = ivshmem__adopt, .data = addon },
		{ .utf8name = "join", .method = ivshmem__join, .data = addon },
		{ .utf8name = "raiseLimit", .method = ivshmem__raise_limit, .data = addon },
		{ .utf8name = "notify", .method = ivshmem__notify, .data = addon },
		{ .utf8name = "listen", .method = ivshmem__listen, .data = addon },
		{ .utf8name = "listenOn", .method = ivshmem__listen_on, .data = addon },
		{ .utf8name = "connect", .method = ivshmem__connect, .data = addon },
		{ .utf8name = "connectClient", .method = ivshmem__connect_client, .data = addon },
	};
	napi_env env = addon->env;
	napi_value object;

	TRY(env, napi_create_object(env, &object), false);
	TRY(env, napi_define_properties(env, object, sizeof properties / sizeof properties[0], properties), false);
	TRY(env, napi_set_named_property(env, exports, "ivshmem", object), false);
	return ivshmem__define_descriptors(addon) && ivshmem__define_connection(addon) && ivshmem__define_listening(addon) &&
	       ivshmem__define_client(addon);
}
