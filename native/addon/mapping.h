/* SPDX-License-Identifier: MIT */
/*
 * Mappings that JavaScript can see. One process-wide table, by address: a segment that several isolates or links use is mapped once and unmapped
 * when the last of them has let go. An ArrayBuffer is a user of its own, until it is detached here or collected: whatever JavaScript does with
 * it, memory under a live view stays mapped.
 */
#ifndef SLUICE_ADDON_MAPPING_H
#define SLUICE_ADDON_MAPPING_H

#include "addon.h"
#include "member.h"

struct mapping;
/* One ArrayBuffer over a mapping, and the strong reference that its link holds to it. */
struct buffer;

/* Takes a map over, or becomes one more user of it when it is known; `map` is then not the caller's any more. NULL without memory. */
struct mapping *mapping__hold(struct sluice__map *map);
/* The segment of a member: stays mapped by this reference, which is taken over, also when there is one already, or no memory. */
struct mapping *mapping__hold_memory(struct sluice__memory *memory);
/* Unmaps when nobody else holds it. NULL is nothing. */
void mapping__let_go(struct mapping *mapping);
const struct sluice__map *mapping__map(const struct mapping *mapping);
/* How many there are in this process. */
unsigned mapping__count(void);

/* A new ArrayBuffer over all of it; belongs to the isolate of `env`. */
bool buffer__create(napi_env env, struct mapping *mapping, struct buffer **out, napi_value *value);
/* Detaches the ArrayBuffer, so that all views become empty, and lets go of the mapping. Not during the end of an isolate. */
void buffer__detach(napi_env env, struct buffer *buffer);
/* Gives up the reference; the ArrayBuffer keeps the mapping until it is collected. NULL is nothing. */
void buffer__forget(napi_env env, struct buffer *buffer);

#endif /* SLUICE_ADDON_MAPPING_H */
