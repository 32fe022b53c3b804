/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "addon.h"

bool addon__arguments(napi_env env, napi_callback_info info, size_t count, napi_value *arguments, napi_value *self, void **data)
{
	size_t got = count;

	TRY(env, napi_get_cb_info(env, info, &got, arguments, self, data), false);
	if (got >= count)
		return true;
	TRY_QUIETLY(napi_throw_type_error(env, NULL, "too few arguments"));
	return false;
}

bool addon__is(napi_env env, napi_value value, napi_valuetype type)
{
	napi_valuetype found;

	TRY(env, napi_typeof(env, value, &found), false);
	return found == type;
}

bool addon__address(napi_env env, napi_value value, char *address, size_t size)
{
	size_t length;

	if (!addon__is(env, value, napi_string)) {
		addon__throw_code(env, SLUICE_ERR_ADDRESS, "an address must be a text");
		return false;
	}
	TRY(env, napi_get_value_string_utf8(env, value, address, size, &length), false);
	/* What is longer than `size` is cut, and still too long for a socket. */
	if (strlen(address) == length)
		return true;
	addon__throw_code(env, SLUICE_ERR_ADDRESS, "an address can't hold U+0000");
	return false;
}

bool addon__set_number(napi_env env, napi_value object, const char *name, double value)
{
	napi_value number;

	TRY(env, napi_create_double(env, value, &number), false);
	TRY(env, napi_set_named_property(env, object, name, number), false);
	return true;
}

bool addon__set_bool(napi_env env, napi_value object, const char *name, bool value)
{
	napi_value boolean;

	TRY(env, napi_get_boolean(env, value, &boolean), false);
	TRY(env, napi_set_named_property(env, object, name, boolean), false);
	return true;
}

bool addon__set_u64(napi_env env, napi_value object, const char *name, uint64_t value)
{
	napi_value bigint;

	TRY(env, napi_create_bigint_uint64(env, value, &bigint), false);
	TRY(env, napi_set_named_property(env, object, name, bigint), false);
	return true;
}

bool addon__set_text(napi_env env, napi_value object, const char *name, const char *value)
{
	napi_value text;

	TRY(env, napi_create_string_utf8(env, value, NAPI_AUTO_LENGTH, &text), false);
	TRY(env, napi_set_named_property(env, object, name, text), false);
	return true;
}

bool addon__credentials(napi_env env, const struct sluice_credentials *credentials, napi_value *out)
{
	TRY(env, napi_create_object(env, out), false);
	return addon__set_number(env, *out, "pid", credentials->pid) && addon__set_number(env, *out, "uid", credentials->uid) &&
	       addon__set_number(env, *out, "gid", credentials->gid);
}

static double offset_in(const struct sluice__map *map, const uint8_t *part)
{
	return part == NULL ? -1 : (double)(part - map->base);
}

bool addon__parts(napi_env env, const struct sluice__map *map, napi_value *out)
{
	const struct { const char *name; double value; } parts[] = {
		{ "state", offset_in(map, (const uint8_t *)map->state) },
		{ "ringControl", offset_in(map, map->ring.control) },
		{ "ringData", offset_in(map, map->ring.data) },
		{ "ringSize", map->ring.data_size },
		{ "consumerControl", offset_in(map, map->consumer.control) },
		{ "arenaData", offset_in(map, map->arena.data) },
		{ "arenaSize", map->arena.data_size },
		{ "arenaBlockSize", map->arena.stride },
		{ "releasedData", offset_in(map, map->released.data) },
		{ "releasedCount", map->released.stride == 0 ? 0 : map->released.data_size / map->released.stride },
		{ "broadcastControl", offset_in(map, map->broadcast.control) },
		{ "broadcastData", offset_in(map, map->broadcast.data) },
		{ "broadcastSize", map->broadcast.data_size },
	};

	TRY(env, napi_create_object(env, out), false);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (!addon__set_number(env, *out, parts[i].name, parts[i].value))
			return false;
	return true;
}

bool addon__deadline(napi_env env, napi_value timeout_ms, int64_t *deadline_ns)
{
	double milliseconds;

	TRY(env, napi_get_value_double(env, timeout_ms, &milliseconds), false);
	/* More than a century is for ever, and so is what is no number. */
	bool is_finite = milliseconds >= 0 && milliseconds < 4e12;
	*deadline_ns = sluice_deadline_after(is_finite ? (int64_t)ceil(milliseconds * 1e6) : -1);
	return true;
}
