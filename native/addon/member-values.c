/* SPDX-License-Identifier: MIT */
#include "member-values.h"

#include "mapping.h"

static bool set_parts(napi_env env, const struct sluice__member_view *view, napi_value object)
{
	const struct { const char *name; double value; } parts[] = {
		{ "fifoLines", (double)(view->fifo_lines - view->base) },
		{ "fifoSlots", (double)(view->fifo_slots - view->base) },
		{ "fifoSlotCount", view->fifo_slot_count },
		{ "calls", (double)(view->calls - view->base) },
		{ "callCount", view->call_count },
		{ "callsPerWaiter", view->calls_per_waiter },
		{ "waiters", (double)(view->waiters - view->base) },
		{ "waiterCount", view->waiter_count },
		{ "heapOffset", view->heap_offset },
		{ "heapSize", view->heap_size },
	};
	napi_value value;

	TRY(env, napi_create_object(env, &value), false);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (!addon__set_number(env, value, parts[i].name, parts[i].value))
			return false;
	TRY(env, napi_set_named_property(env, object, "parts", value), false);
	return true;
}

/* Its segment, which only the ArrayBuffer keeps. */
static bool set_buffer(napi_env env, const struct sluice__peer *peer, napi_value object)
{
	struct mapping *mapping = mapping__hold_memory(sluice__peer_memory(peer));
	struct buffer *buffer;
	napi_value value;
	bool is_made;

	if (mapping == NULL) {
		addon__throw_memory(env);
		return false;
	}
	is_made = buffer__create(env, mapping, &buffer, &value);
	mapping__let_go(mapping);
	if (!is_made)
		return false;
	buffer__forget(env, buffer);
	TRY(env, napi_set_named_property(env, object, "buffer", value), false);
	return true;
}

static bool fill_peer(napi_env env, const struct sluice__peer *peer, napi_value object)
{
	napi_value credentials;

	if (!set_buffer(env, peer, object) || !set_parts(env, &peer->view, object) ||
	    !addon__credentials(env, &peer->credentials, &credentials))
		return false;
	TRY(env, napi_set_named_property(env, object, "credentials", credentials), false);
	return addon__set_number(env, object, "cxy", peer->cxy) && addon__set_number(env, object, "epoch", peer->epoch) &&
	       addon__set_number(env, object, "writerFirst", peer->writer_first) &&
	       addon__set_number(env, object, "claimsFirst", peer->claims_first);
}

napi_value member_values__peer(napi_env env, struct sluice__peer *peer)
{
	napi_value object = NULL;
	napi_status status = peer == NULL ? napi_get_null(env, &object) : napi_create_object(env, &object);
	bool is_good = addon__ok(env, status) && (peer == NULL || fill_peer(env, peer, object));

	sluice__peer_release(peer);
	return is_good ? object : NULL;
}

napi_value member_values__event(napi_env env, const struct sluice_member_event *event)
{
	const struct sluice_member_info *member = &event->member;
	napi_value object, credentials;

	TRY(env, napi_create_object(env, &object), NULL);
	if (!addon__credentials(env, &member->credentials, &credentials) || !addon__set_number(env, object, "kind", event->kind) ||
	    !addon__set_number(env, object, "cxy", member->cxy) || !addon__set_number(env, object, "epoch", member->epoch) ||
	    !addon__set_number(env, object, "waiters", member->waiters) ||
	    !addon__set_number(env, object, "heapOffset", member->heap_offset) ||
	    !addon__set_number(env, object, "heapSize", member->heap_size))
		return NULL;
	TRY(env, napi_set_named_property(env, object, "credentials", credentials), NULL);
	return object;
}
