/* SPDX-License-Identifier: MIT */
#include "mapping.h"

#include <pthread.h>
#include <stdlib.h>

struct mapping {
	struct sluice__map map;
	struct sluice__memory *memory; /* a member's, which unmaps it; NULL when `map` is our own to unmap */
	struct mapping *next;
	unsigned users;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct mapping *mappings; /* under `lock`, as are all `users` and `next` */
static unsigned count;

struct mapping *mapping__hold(struct sluice__map *map)
{
	struct mapping *mapping;

	pthread_mutex_lock(&lock);
	for (mapping = mappings; mapping != NULL && mapping->map.base != map->base;)
		mapping = mapping->next;
	if (mapping == NULL && (mapping = calloc(1, sizeof *mapping)) != NULL) {
		mapping->map = *map;
		mapping->next = mappings;
		mappings = mapping;
		count++;
	}
	if (mapping != NULL) {
		mapping->users++;
		*map = (struct sluice__map){ .descriptor = -1 };
	}
	pthread_mutex_unlock(&lock);
	return mapping;
}

struct mapping *mapping__hold_memory(struct sluice__memory *memory)
{
	struct sluice__map map = memory->map;
	struct mapping *mapping;

	map.is_borrowed = true;
	mapping = mapping__hold(&map);
	pthread_mutex_lock(&lock);
	/* The first one keeps its reference; an address can't be another segment's as long as it does. */
	if (mapping != NULL && mapping->memory == NULL) {
		mapping->memory = memory;
		memory = NULL;
	}
	pthread_mutex_unlock(&lock);
	sluice__memory_release(memory);
	return mapping;
}

void mapping__let_go(struct mapping *mapping)
{
	bool is_last;

	if (mapping == NULL)
		return;
	pthread_mutex_lock(&lock);
	is_last = --mapping->users == 0;
	if (is_last) {
		struct mapping **at = &mappings;

		while (*at != mapping)
			at = &(*at)->next;
		*at = mapping->next;
		count--;
		/* Under the lock: another thread may get the same address for a new segment at once, and must not find this entry. */
		sluice__map_close(&mapping->map);
		sluice__memory_release(mapping->memory);
	}
	pthread_mutex_unlock(&lock);
	if (is_last)
		free(mapping);
}

const struct sluice__map *mapping__map(const struct mapping *mapping)
{
	return &mapping->map;
}

unsigned mapping__count(void)
{
	pthread_mutex_lock(&lock);
	unsigned found = count;
	pthread_mutex_unlock(&lock);
	return found;
}

/* ---- ArrayBuffers; all on the thread of their isolate --------------------------------------------------------------------------- */

struct buffer {
	struct mapping *mapping;   /* NULL once let go */
	napi_ref reference;	   /* strong; NULL once forgotten */
	bool is_collected;	   /* the engine has let go of the memory */
};

/* Freed by whoever is last: the link that forgets it, or the engine that has dropped the backing store. */
static void free_if_unused(struct buffer *buffer)
{
	if (buffer->is_collected && buffer->reference == NULL)
		free(buffer);
}

static void collected(napi_env env, void *data, void *hint)
{
	struct buffer *buffer = hint;

	(void)env;
	(void)data;
	mapping__let_go(buffer->mapping);
	buffer->mapping = NULL;
	buffer->is_collected = true;
	free_if_unused(buffer);
}

bool buffer__create(napi_env env, struct mapping *mapping, struct buffer **out, napi_value *value)
{
	struct buffer *buffer = calloc(1, sizeof *buffer);
	const struct sluice__map *map = &mapping->map;

	if (buffer == NULL) {
		addon__throw_memory(env);
		return false;
	}
	pthread_mutex_lock(&lock);
	mapping->users++;
	pthread_mutex_unlock(&lock);
	buffer->mapping = mapping;
	napi_status status = napi_create_external_arraybuffer(env, map->base, map->size, collected, buffer, value);
	if (status != napi_ok) {
		/* Refused: `collected` won't be called. */
		addon__ok(env, status);
		mapping__let_go(mapping);
		free(buffer);
		return false;
	}
	/* From here on the engine owns `buffer`. */
	TRY(env, napi_create_reference(env, *value, 1, &buffer->reference), false);
	*out = buffer;
	return true;
}

void buffer__detach(napi_env env, struct buffer *buffer)
{
	napi_value value;
	bool is_detached = true;

	if (buffer == NULL || buffer->mapping == NULL)
		return;
	TRY_QUIETLY(napi_get_reference_value(env, buffer->reference, &value));
	TRY_QUIETLY(napi_is_detached_arraybuffer(env, value, &is_detached));
	/* Detached by somebody else: the memory lives on in another ArrayBuffer, and `collected` will tell. */
	if (is_detached || napi_detach_arraybuffer(env, value) != napi_ok)
		return;
	mapping__let_go(buffer->mapping);
	buffer->mapping = NULL;
}

void buffer__forget(napi_env env, struct buffer *buffer)
{
	if (buffer == NULL)
		return;
	TRY_QUIETLY(napi_delete_reference(env, buffer->reference));
	buffer->reference = NULL;
	free_if_unused(buffer);
}
