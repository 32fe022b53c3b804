/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "addon.h"

bool addon__ok(napi_env env, napi_status status)
{
	const napi_extended_error_info *info;
	bool pending = false;

	if (status == napi_ok)
		return true;
	/* Every call replaces the text of the last error: get it first. */
	if (napi_get_last_error_info(env, &info) != napi_ok)
		return false;
	const char *text = info->error_message != NULL ? info->error_message : "Node-API call failed";

	if (status == napi_no_external_buffers_allowed) {
		addon__throw_code(env, SLUICE_ERR_NO_EXTERNAL_BUFFERS, "this JavaScript engine can't map memory into an ArrayBuffer");
		return false;
	}
	if (napi_is_exception_pending(env, &pending) == napi_ok && !pending)
		TRY_QUIETLY(napi_throw_error(env, NULL, text));
	return false;
}

static bool fill(napi_env env, const struct addon_failure *failure, napi_value error)
{
	const struct sluice_channel_refusal *refusal = &failure->refusal;

	return addon__set_number(env, error, "status", -failure->status) && addon__set_number(env, error, "errno", failure->error) &&
	       addon__set_text(env, error, "syscall", failure->syscall) && addon__set_number(env, error, "reason", refusal->reason) &&
	       addon__set_number(env, error, "code", refusal->code) && addon__set_u64(env, error, "expected", refusal->expected) &&
	       addon__set_u64(env, error, "got", refusal->got) && addon__set_bool(env, error, "byPeer", refusal->by_peer) &&
	       addon__set_text(env, error, "detail", refusal->detail);
}

bool addon__failure(napi_env env, const struct addon_failure *failure, napi_value *out)
{
	char text[512];
	napi_value message;

	snprintf(text, sizeof text, "%s%s%s%s%s", sluice_error_name(failure->status), failure->refusal.detail[0] != '\0' ? ": " : "",
		 failure->refusal.detail, failure->error != 0 ? ": " : "", failure->error != 0 ? strerror(failure->error) : "");
	TRY(env, napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &message), false);
	TRY(env, napi_create_error(env, NULL, message, out), false);
	return fill(env, failure, *out);
}

napi_value addon__throw(napi_env env, const struct addon_failure *failure)
{
	napi_value error;

	if (addon__failure(env, failure, &error))
		TRY_QUIETLY(napi_throw(env, error));
	return NULL;
}

napi_value addon__throw_code(napi_env env, int code, const char *detail)
{
	struct addon_failure failure = { .status = -code, .syscall = "" };

	snprintf(failure.refusal.detail, sizeof failure.refusal.detail, "%s", detail);
	return addon__throw(env, &failure);
}

napi_value addon__throw_memory(napi_env env)
{
	struct addon_failure failure = { .status = -SLUICE_ERR_SYSTEM, .error = ENOMEM, .syscall = "" };

	return addon__throw(env, &failure);
}

void addon__report_exception(napi_env env)
{
	bool pending = false;
	napi_value error;

	if (napi_is_exception_pending(env, &pending) != napi_ok || !pending)
		return;
	if (napi_get_and_clear_last_exception(env, &error) == napi_ok)
		TRY_QUIETLY(napi_fatal_exception(env, error));
}
