/* SPDX-License-Identifier: MIT */
/*
 * The Node-API addon: glue between `runtime/memory/native.ts` and the link layer. It checks arguments, calls, and maps errors; what records
 * and words mean is not known here. One `struct addon` per isolate that has loaded it; the tables of mappings and tickets are the process's.
 */
#ifndef SLUICE_ADDON_H
#define SLUICE_ADDON_H

#include <node_api.h>
#include <stdbool.h>
#include <uv.h>

#include "link.h"

/* Wraps every Node-API status: leaves the function, with a JavaScript exception pending, unless the call succeeds. */
#define TRY(env, call, otherwise)                \
	do {                                     \
		if (!addon__ok((env), (call)))   \
			return otherwise;        \
	} while (0)
/* For calls on the way out, whose failure changes nothing: the isolate is ending, or what they free is gone. */
#define TRY_QUIETLY(call) ((void)(call))

bool addon__ok(napi_env env, napi_status status);

struct resource;

struct addon {
	napi_env env;
	uv_loop_t *loop;
	napi_ref link_class, connecting_class, listening_class, member_class;
	napi_ref descriptors_class, connection_class, ivshmem_listening_class, ivshmem_client_class;
	struct resource *resources;	     /* not yet settled, newest first */
	napi_async_cleanup_hook_handle hook; /* removing it lets the isolate end */
	bool ending;			     /* the hook has run */
	unsigned pause_ms;		     /* see waiting.h */
};

/* ---- what failed ---------------------------------------------------------------------------------------------------------------- */

struct addon_failure {
	int status;   /* -SLUICE_ERR_... */
	int error;    /* errno, 0 when it has nothing to do with it */
	const char *syscall; /* "" for none */
	struct sluice_channel_refusal refusal;
};

/* An Error with the fields of NativeFailure. */
bool addon__failure(napi_env env, const struct addon_failure *failure, napi_value *out);
/* Throws one; NULL, for `return`. */
napi_value addon__throw(napi_env env, const struct addon_failure *failure);
/* The same, for a mistake of the caller. */
napi_value addon__throw_code(napi_env env, int code, const char *detail);
/* The same, when there is no memory. */
napi_value addon__throw_memory(napi_env env);
/* Takes a pending exception, if there is one, to 'uncaughtException'. */
void addon__report_exception(napi_env env);

/* ---- values --------------------------------------------------------------------------------------------------------------------- */

/* Exactly `count` arguments, and what the function was made with; throws a TypeError for fewer. */
bool addon__arguments(napi_env env, napi_callback_info info, size_t count, napi_value *arguments, napi_value *self, void **data);
bool addon__is(napi_env env, napi_value value, napi_valuetype type);
#define ADDON_ADDRESS_SIZE 512
bool addon__address(napi_env env, napi_value value, char *address, size_t size);
/* Sets a number, boolean, bigint or text as a property. */
bool addon__set_number(napi_env env, napi_value object, const char *name, double value);
bool addon__set_bool(napi_env env, napi_value object, const char *name, bool value);
bool addon__set_u64(napi_env env, napi_value object, const char *name, uint64_t value);
bool addon__set_text(napi_env env, napi_value object, const char *name, const char *value);
bool addon__credentials(napi_env env, const struct sluice_credentials *credentials, napi_value *out);
/* SegmentParts. */
bool addon__parts(napi_env env, const struct sluice__map *map, napi_value *out);
/* A timeout in milliseconds, negative for ever, as a deadline. */
bool addon__deadline(napi_env env, napi_value timeout_ms, int64_t *deadline_ns);

#endif /* SLUICE_ADDON_H */
