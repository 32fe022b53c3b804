/* SPDX-License-Identifier: MIT */
/*
 * Joining a cluster from JavaScript: it waits for a lock and for other processes, so a thread of the pool does it. The promise of it is made in
 * JavaScript, out of a callback.
 */
#include <errno.h>
#include <stdlib.h>

#include "member-class.h"
#include "members.h"
#include "terms.h"

struct joining {
	struct addon *addon;
	napi_async_work work;
	napi_ref done;
	struct terms terms;
	struct sluice_member_options options;
	struct members_policy *policy;
	int64_t deadline_ns;
	char name[ADDON_ADDRESS_SIZE];
	struct sluice_member *member; /* the result */
	struct addon_failure failure;
};

static void free_joining(struct joining *joining)
{
	napi_env env = joining->addon->env;

	if (joining->work != NULL)
		TRY_QUIETLY(napi_delete_async_work(env, joining->work));
	if (joining->done != NULL)
		TRY_QUIETLY(napi_delete_reference(env, joining->done));
	terms__free(&joining->terms);
	free(joining->policy);
	free(joining);
}

/* On a thread of the pool. */
static void execute(napi_env env, void *data)
{
	struct joining *joining = data;
	struct addon_failure *failure = &joining->failure;

	(void)env;
	failure->status = sluice_member_join(joining->name, &joining->options, joining->deadline_ns, &joining->member, &failure->refusal);
	failure->error = failure->status == -SLUICE_ERR_SYSTEM ? errno : 0;
	failure->syscall = failure->status == -SLUICE_ERR_SYSTEM ? "join" : "";
}

/* The arguments of `done`. An exception on the way, such as NO_EXTERNAL_BUFFERS, is also a failure. */
static bool outcome(struct joining *joining, napi_value arguments[2])
{
	struct addon *addon = joining->addon;
	struct sluice_member *member = joining->member;
	napi_env env = addon->env;
	napi_value null;
	uint64_t ticket;

	if (napi_get_null(env, &null) != napi_ok)
		return false;
	arguments[0] = arguments[1] = null;
	if (member == NULL)
		return addon__failure(env, &joining->failure, &arguments[0]);
	ticket = members__add(member, joining->policy);
	if (ticket != 0) {
		/* From here on they belong to the object, also when it can't be made. */
		joining->member = NULL;
		joining->policy = NULL;
		if (member_class__create(addon, member, ticket, 0, &arguments[1]))
			return true;
	} else {
		addon__throw_memory(env);
	}
	arguments[1] = null;
	return napi_get_and_clear_last_exception(env, &arguments[0]) == napi_ok;
}

static void complete(napi_env env, napi_status status, void *data)
{
	struct joining *joining = data;
	napi_value arguments[2], done, global, ignored;

	/* Cancelled, or the isolate ends: nobody wants the member. */
	if (status == napi_ok && !joining->addon->ending && outcome(joining, arguments) &&
	    napi_get_reference_value(env, joining->done, &done) == napi_ok && napi_get_global(env, &global) == napi_ok)
		TRY_QUIETLY(napi_call_function(env, global, done, 2, arguments, &ignored));
	sluice_member_leave(joining->member);
	free_joining(joining);
}

static bool get_u32(napi_env env, napi_value object, const char *name, uint32_t *out)
{
	napi_value value;

	TRY(env, napi_get_named_property(env, object, name, &value), false);
	TRY(env, napi_get_value_uint32(env, value, out), false);
	return true;
}

static bool get_policy(napi_env env, napi_value object, struct joining *joining)
{
	napi_value list, item;
	uint32_t count;

	TRY(env, napi_get_named_property(env, object, "allowUids", &list), false);
	TRY(env, napi_get_array_length(env, list, &count), false);
	joining->policy = calloc(1, sizeof *joining->policy + count * sizeof joining->policy->uids[0]);
	if (joining->policy == NULL) {
		addon__throw_memory(env);
		return false;
	}
	joining->policy->count = count;
	for (uint32_t i = 0; i < count; i++) {
		TRY(env, napi_get_element(env, list, i, &item), false);
		TRY(env, napi_get_value_uint32(env, item, &joining->policy->uids[i]), false);
	}
	return true;
}

/* Values are judged by sluice_member_join; here they only have to be numbers. */
static bool get_options(napi_env env, napi_value object, struct joining *joining)
{
	struct sluice_member_options *options = &joining->options;
	napi_value cxy, terms;

	*options = SLUICE_MEMBER_OPTIONS;
	TRY(env, napi_get_named_property(env, object, "cxy", &cxy), false);
	TRY(env, napi_get_value_int32(env, cxy, &options->cxy), false);
	TRY(env, napi_get_named_property(env, object, "terms", &terms), false);
	if (!get_u32(env, object, "waiters", &options->waiters) || !get_u32(env, object, "callsPerWaiter", &options->calls_per_waiter) ||
	    !get_u32(env, object, "fifoSlots", &options->fifo_slots) || !get_u32(env, object, "heapSize", &options->heap_size) ||
	    !terms__read(joining->addon, terms, &joining->terms) || !get_policy(env, object, joining))
		return false;
	options->identity = joining->terms.native.options.identity;
	options->mode = joining->terms.native.options.mode;
	options->group = joining->terms.native.options.group;
	options->policy = members__judge;
	options->policy_user = joining->policy;
	return true;
}

static bool queue(napi_env env, struct joining *joining)
{
	napi_value name;

	TRY(env, napi_create_string_utf8(env, "SluiceJoining", NAPI_AUTO_LENGTH, &name), false);
	TRY(env, napi_create_async_work(env, NULL, name, execute, complete, joining, &joining->work), false);
	TRY(env, napi_queue_async_work(env, joining->work), false);
	return true;
}

napi_value member_class__join(napi_env env, napi_callback_info info)
{
	napi_value arguments[4];
	struct joining *joining;
	struct addon *addon;

	if (!addon__arguments(env, info, 4, arguments, NULL, (void **)&addon))
		return NULL;
	if (!addon__is(env, arguments[3], napi_function))
		return addon__throw_code(env, SLUICE_ERR_OPTION, "done must be a function");
	joining = calloc(1, sizeof *joining);
	if (joining == NULL)
		return addon__throw_memory(env);
	joining->addon = addon;
	joining->failure.syscall = "";
	if (!addon__address(env, arguments[0], joining->name, sizeof joining->name) || !get_options(env, arguments[1], joining) ||
	    !addon__deadline(env, arguments[2], &joining->deadline_ns) ||
	    !addon__ok(env, napi_create_reference(env, arguments[3], 1, &joining->done)) || !queue(env, joining))
		free_joining(joining);
	return NULL;
}
