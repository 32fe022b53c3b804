/* SPDX-License-Identifier: MIT */
#include "statistics-buffer.h"

bool statistics_buffer__set(napi_env env, struct sluice_statistics_entry *entry, napi_value object, napi_ref *reference)
{
	napi_value value;

	if (entry == NULL) {
		TRY(env, napi_get_null(env, &value), false);
	} else {
		entry->language = SLUICE_STATISTICS_TYPESCRIPT;
		TRY(env, napi_create_external_arraybuffer(env, entry, sizeof *entry, NULL, NULL, &value), false);
		TRY(env, napi_create_reference(env, value, 1, reference), false);
	}
	TRY(env, napi_set_named_property(env, object, "statistics", value), false);
	return true;
}

void statistics_buffer__detach(const struct resource *owner, napi_ref *reference)
{
	napi_env env = owner->addon->env;
	napi_value value;

	if (*reference == NULL)
		return;
	if (!owner->is_finalized && !owner->addon->ending && napi_get_reference_value(env, *reference, &value) == napi_ok)
		TRY_QUIETLY(napi_detach_arraybuffer(env, value));
	TRY_QUIETLY(napi_delete_reference(env, *reference));
	*reference = NULL;
}
