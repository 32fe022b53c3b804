/* SPDX-License-Identifier: MIT */
#include "terms.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "resource.h"

static bool refuse(napi_env env, const char *name, const char *rule)
{
	char text[128];

	snprintf(text, sizeof text, "%s must be %s", name, rule);
	addon__throw_code(env, SLUICE_ERR_OPTION, text);
	return false;
}

static bool get_number(napi_env env, napi_value object, const char *name, double min, double max, double *out)
{
	napi_value value;

	TRY(env, napi_get_named_property(env, object, name, &value), false);
	if (!addon__is(env, value, napi_number))
		return refuse(env, name, "a number");
	TRY(env, napi_get_value_double(env, value, out), false);
	if (!(*out >= min && *out <= max) || *out != (double)(int64_t)*out)
		return refuse(env, name, "an integer in its range");
	return true;
}

static bool get_int(napi_env env, napi_value object, const char *name, int *out)
{
	double number;

	if (!get_number(env, object, name, INT_MIN, INT_MAX, &number))
		return false;
	*out = (int)number;
	return true;
}

static bool get_bool(napi_env env, napi_value object, const char *name, bool *out)
{
	napi_value value;

	TRY(env, napi_get_named_property(env, object, name, &value), false);
	if (!addon__is(env, value, napi_boolean))
		return refuse(env, name, "true or false");
	TRY(env, napi_get_value_bool(env, value, out), false);
	return true;
}

static bool get_u32(napi_env env, napi_value object, const char *name, uint32_t *out)
{
	double number;

	if (!get_number(env, object, name, 0, UINT32_MAX, &number))
		return false;
	*out = (uint32_t)number;
	return true;
}

/* 0x and up to 16 hex digits. */
static bool get_fingerprint(napi_env env, napi_value object, uint64_t *out)
{
	static const char name[] = "fingerprint";
	char text[24], *end;
	napi_value value;
	size_t length;

	TRY(env, napi_get_named_property(env, object, name, &value), false);
	if (!addon__is(env, value, napi_string))
		return refuse(env, name, "a text");
	TRY(env, napi_get_value_string_utf8(env, value, text, sizeof text, &length), false);
	if (length < 3 || length > 18 || text[0] != '0' || text[1] != 'x')
		return refuse(env, name, "0x and hex digits");
	*out = strtoull(text + 2, &end, 16);
	if (*end != '\0' || text[2] == '-' || text[2] == '+' || text[2] == ' ')
		return refuse(env, name, "0x and hex digits");
	return true;
}

static int by_code(const void *a, const void *b)
{
	uint32_t left = ((const struct sluice_message_identity *)a)->code, right = ((const struct sluice_message_identity *)b)->code;

	return (left > right) - (left < right);
}

static bool get_messages(napi_env env, napi_value object, struct terms *out)
{
	struct sluice_identity *identity = &out->native.options.identity;
	napi_handle_scope scope;
	napi_value list, item;
	uint32_t count;

	TRY(env, napi_get_named_property(env, object, "messages", &list), false);
	TRY(env, napi_get_array_length(env, list, &count), false);
	out->messages = calloc(count == 0 ? 1 : count, sizeof *out->messages);
	if (out->messages == NULL) {
		addon__throw_memory(env);
		return false;
	}
	for (uint32_t i = 0; i < count; i++) {
		TRY(env, napi_open_handle_scope(env, &scope), false);
		TRY(env, napi_get_element(env, list, i, &item), false);
		if (!get_u32(env, item, "code", &out->messages[i].code) || !get_fingerprint(env, item, &out->messages[i].fingerprint))
			return false;
		TRY(env, napi_close_handle_scope(env, scope), false);
	}
	qsort(out->messages, count, sizeof *out->messages, by_code);
	identity->messages = out->messages;
	identity->count = count;
	return true;
}

static bool call_policy(const struct terms *terms, const napi_value *peer, napi_value *answer)
{
	napi_env env = terms->addon->env;
	napi_value global, policy;

	if (terms->owner != NULL)
		return resource__ask(terms->owner, terms->policy, 1, peer, answer);
	return napi_get_reference_value(env, terms->policy, &policy) == napi_ok && napi_get_global(env, &global) == napi_ok &&
	       napi_make_callback(env, NULL, global, policy, 1, peer, answer) == napi_ok;
}

/* On the thread of the isolate, within a step of the link layer; what throws, or says anything else, denies. */
static enum sluice_verdict ask(void *user, const struct sluice_credentials *peer)
{
	struct terms *terms = user;
	napi_env env = terms->addon->env;
	napi_value argument, answer;
	napi_handle_scope scope;
	int32_t verdict = SLUICE_DENY;

	if (napi_open_handle_scope(env, &scope) != napi_ok)
		return SLUICE_DENY;
	if (!addon__credentials(env, peer, &argument) || !call_policy(terms, &argument, &answer) ||
	    napi_get_value_int32(env, answer, &verdict) != napi_ok || (verdict != SLUICE_ALLOW && verdict != SLUICE_ALLOW_SOCKET))
		verdict = SLUICE_DENY;
	addon__report_exception(env);
	TRY_QUIETLY(napi_close_handle_scope(env, scope));
	return (enum sluice_verdict)verdict;
}

static bool get_policy(napi_env env, napi_value object, struct terms *out)
{
	napi_value policy;

	TRY(env, napi_get_named_property(env, object, "policy", &policy), false);
	if (addon__is(env, policy, napi_null))
		return true;
	if (!addon__is(env, policy, napi_function))
		return refuse(env, "policy", "a function or null");
	TRY(env, napi_create_reference(env, policy, 1, &out->policy), false);
	out->native.options.policy = ask;
	out->native.options.policy_user = out;
	return true;
}

bool terms__read(struct addon *addon, napi_value object, struct terms *out)
{
	struct sluice_channel_options *options = &out->native.options;
	napi_env env = addon->env;
	uint32_t mode;

	*options = SLUICE_CHANNEL_OPTIONS;
	out->native.always_fences = true;
	out->addon = addon;
	if (!addon__is(env, object, napi_object))
		return refuse(env, "terms", "an object");
	if (!get_int(env, object, "sendOrder", &options->send_order) || !get_int(env, object, "receiveOrder", &options->receive_order) ||
	    !get_int(env, object, "largestOrder", &options->largest_order) ||
	    !get_u32(env, object, "arenaBlockSize", &options->arena_block_size) ||
	    !get_u32(env, object, "arenaBlockCount", &options->arena_block_count) ||
	    !get_u32(env, object, "purpose", &out->native.purpose) ||
	    !get_fingerprint(env, object, &options->identity.fingerprint) || !get_messages(env, object, out) ||
	    !get_policy(env, object, out) || !get_int(env, object, "maxHalfOpen", &options->max_half_open) ||
	    !get_int(env, object, "backlog", &options->backlog) ||
	    !get_int(env, object, "handshakeTimeoutMs", &options->handshake_timeout_ms) || !get_u32(env, object, "mode", &mode) ||
	    !get_int(env, object, "group", &options->group) ||
	    !get_bool(env, object, "statistics", &options->statistics) || !get_u32(env, object, "broadcastSize", &out->broadcast_size))
		return false;
	options->mode = mode;
	return true;
}

void terms__free(struct terms *terms)
{
	if (terms->policy != NULL)
		TRY_QUIETLY(napi_delete_reference(terms->addon->env, terms->policy));
	free(terms->messages);
	terms->policy = NULL;
	terms->messages = NULL;
}
