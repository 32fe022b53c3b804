/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <sluice/handle.h>

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#define MAX_GENERATION 0xffffu
#define INDEX_MASK 0xffffffu
#define NONE UINT32_MAX
#define FIRST_PLACES 16u

struct sluice__handle_place {
	void *value;
	uint32_t next;	     /* free place */
	uint16_t generation; /* of the handle that names it, or will name it next: 1 to 65535; 0 once it is worn out */
	uint8_t type;	     /* 0 when it is free */
};

int sluice_handles_init(struct sluice_handle_table *table, uint32_t cluster, uint32_t capacity)
{
	if (cluster > 0xffff || capacity < 1 || capacity > SLUICE_MAX_HANDLES)
		return -SLUICE_ERR_OPTION;
	*table = (struct sluice_handle_table){.cluster = cluster, .capacity = capacity, .first_free = NONE};
	return 0;
}

void sluice_handles_free(struct sluice_handle_table *table)
{
	free(table->places);
	table->places = NULL;
	table->place_count = table->allocated = table->size = 0;
	table->first_free = NONE;
}

static int grow(struct sluice_handle_table *table)
{
	const uint32_t wanted = table->allocated == 0 ? FIRST_PLACES : table->allocated * 2;
	const uint32_t count = wanted < table->capacity ? wanted : table->capacity;
	struct sluice__handle_place *places = (struct sluice__handle_place *)realloc(table->places, count * sizeof *places);

	if (places == NULL)
		return -SLUICE_ERR_SYSTEM;
	table->places = places;
	table->allocated = count;
	return 0;
}

static int take_place(struct sluice_handle_table *table, uint32_t *index)
{
	int status = 0;

	if (table->first_free != NONE) {
		*index = table->first_free;
		table->first_free = table->places[*index].next;
		return 0;
	}
	if (table->place_count == table->capacity)
		return -SLUICE_ERR_BUSY;
	if (table->place_count == table->allocated)
		status = grow(table);
	if (status != 0)
		return status;
	*index = table->place_count++;
	table->places[*index] = (struct sluice__handle_place){.generation = 1};
	return 0;
}

int sluice_handles_add(struct sluice_handle_table *table, uint32_t type, void *value, uint64_t *handle)
{
	struct sluice__handle_place *place;
	uint32_t index;
	int status;

	if (type < 1 || type > 255)
		return -SLUICE_ERR_OPTION;
	status = take_place(table, &index);
	if (status != 0)
		return status;
	place = &table->places[index];
	place->type = (uint8_t)type;
	place->value = value;
	table->size++;
	*handle = (uint64_t)table->cluster << 48 | (uint64_t)type << 40 | (uint64_t)place->generation << 24 | index;
	return 0;
}

static int find(const struct sluice_handle_table *table, uint64_t handle, uint32_t type, struct sluice__handle_place **out)
{
	const uint32_t index = (uint32_t)handle & INDEX_MASK, generation = (uint32_t)(handle >> 24) & MAX_GENERATION;

	if (handle >> 48 != table->cluster || index >= table->place_count || generation == 0)
		return -SLUICE_ERR_HANDLE_FOREIGN;
	*out = &table->places[index];
	if ((*out)->generation != generation || (*out)->type == 0)
		return -SLUICE_ERR_HANDLE_STALE;
	return (*out)->type == type && (handle >> 40 & 0xff) == type ? 0 : -SLUICE_ERR_HANDLE_TYPE;
}

int sluice_handles_get(const struct sluice_handle_table *table, uint64_t handle, uint32_t type, void **value)
{
	struct sluice__handle_place *place;
	const int status = find(table, handle, type, &place);

	if (status == 0 && value != NULL)
		*value = place->value;
	return status;
}

int sluice_handles_remove(struct sluice_handle_table *table, uint64_t handle, uint32_t type, void **value)
{
	struct sluice__handle_place *place;
	const int status = find(table, handle, type, &place);

	if (status != 0)
		return status;
	if (value != NULL)
		*value = place->value;
	place->value = NULL;
	place->type = 0;
	table->size--;
	/* After the last generation the place is never used again: a handle is never somebody else's. */
	if (place->generation == MAX_GENERATION) {
		place->generation = 0;
		return 0;
	}
	place->generation++;
	place->next = table->first_free;
	table->first_free = (uint32_t)handle & INDEX_MASK;
	return 0;
}
