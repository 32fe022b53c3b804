#include <errno.h>
#include <string.h>

#include "kernel.h"

/* ---- references: objects.ts has the picture ---- */

uint64_t reference(uint32_t generation, uint32_t cxy, uint32_t type, uint32_t index)
{
	return (uint64_t)(generation >> 16) << 48 | (uint64_t)cxy << 32 | (uint64_t)(generation & 0xffff) << 16 | type << 12 | index;
}

uint32_t cluster_of(uint64_t ref)
{
	return (uint32_t)(ref >> 32) & 0xffff;
}

uint32_t type_of(uint64_t ref)
{
	return (uint32_t)ref >> 12 & 0xf;
}

uint32_t index_of(uint64_t ref)
{
	return (uint32_t)ref & 0xfff;
}

uint32_t first_generation(uint32_t life)
{
	return (life & 0xff) << 24;
}

uint32_t next_generation(uint32_t generation)
{
	uint32_t count = (generation + 1) & 0xffffff;

	return (generation & 0xff000000) + (count == 0 ? 1 : count);
}

int judge(uint64_t ref, uint32_t type, uint32_t limit)
{
	if (ref == 0)
		return -EFAULT;
	return type_of(ref) != type || index_of(ref) >= limit ? -EINVAL : 0;
}

int judge_local(const struct kernel *kernel, uint64_t ref, uint32_t type, uint32_t limit)
{
	if (ref != 0 && cluster_of(ref) != kernel->cxy)
		return -EXDEV;
	return judge(ref, type, limit);
}

/* ---- tables ---- */

struct table {
	uint8_t *start;
	size_t stride;
	uint32_t limit;
};

#define TABLE(kernel, items, count) ((struct table){(uint8_t *)(kernel)->items, sizeof (kernel)->items[0], (count)})

static struct table table_of(struct kernel *kernel, uint32_t type)
{
	switch (type) {
	case TYPE_PROCESS: return TABLE(kernel, processes, PROCESSES);
	case TYPE_THREAD: return TABLE(kernel, threads, THREADS);
	case TYPE_INODE: return TABLE(kernel, inodes, INODES);
	case TYPE_DENTRY: return TABLE(kernel, dentries, DENTRIES);
	case TYPE_FILE: return TABLE(kernel, files, FILES);
	case TYPE_MAPPER: return TABLE(kernel, mappers, MAPPERS);
	case TYPE_VSEG: return TABLE(kernel, vsegs, VSEGS);
	case TYPE_OBJECT: return TABLE(kernel, objects, OBJECTS);
	default: return (struct table){NULL, 0, 0};
	}
}

static struct object *place_of(const struct table *table, uint32_t index)
{
	return (struct object *)(void *)(table->start + index * table->stride);
}

void table_start(struct kernel *kernel, uint32_t type, uint32_t index, uint32_t generation)
{
	struct table table = table_of(kernel, type);

	place_of(&table, index)->generation = generation;
}

void *table_add(struct kernel *kernel, uint32_t type)
{
	struct table table = table_of(kernel, type);
	uint32_t index;

	for (index = 0; index < table.limit; index++) {
		struct object *object = place_of(&table, index);
		uint32_t generation = next_generation(object->generation);

		if (object->ref != 0)
			continue;
		memset(object, 0, table.stride);
		object->generation = generation;
		object->ref = reference(generation, kernel->cxy, type, index);
		return object;
	}
	return NULL;
}

void table_remove(void *object)
{
	((struct object *)object)->ref = 0;
}

void *table_get(struct kernel *kernel, uint64_t ref, uint32_t type)
{
	struct table table = table_of(kernel, type);
	uint32_t index = index_of(ref);

	if (ref == 0 || index >= table.limit)
		return NULL;
	return place_of(&table, index)->ref == ref ? place_of(&table, index) : NULL;
}

int table_find(struct kernel *kernel, uint64_t ref, uint32_t type, void *found)
{
	struct table table = table_of(kernel, type);
	int status = judge_local(kernel, ref, type, table.limit);
	void *object;

	if (status != 0)
		return status;
	object = table_get(kernel, ref, type);
	if (object == NULL)
		return -ESTALE;
	memcpy(found, &object, sizeof object);
	return 0;
}

void *table_at(struct kernel *kernel, uint32_t type, uint32_t index)
{
	struct table table = table_of(kernel, type);
	struct object *object = place_of(&table, index);

	return object->ref != 0 ? object : NULL;
}

uint32_t table_limit(uint32_t type)
{
	static const uint32_t LIMITS[] = {0, 0, PROCESSES, THREADS, INODES, DENTRIES, FILES, MAPPERS, VSEGS, OBJECTS};

	return type <= TYPE_OBJECT ? LIMITS[type] : 0;
}

uint32_t table_count(struct kernel *kernel, uint32_t type)
{
	struct table table = table_of(kernel, type);
	uint32_t index, count = 0;

	for (index = 0; index < table.limit; index++)
		count += place_of(&table, index)->ref != 0;
	return count;
}
