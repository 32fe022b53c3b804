#include <string.h>

#include "kernel.h"

struct place {
	uint32_t start;
	uint32_t stride;
	uint32_t count;
};

static struct place place_of(uint32_t type)
{
	switch (type) {
	case TYPE_PROCESS: return (struct place){PROCESS_RECORDS, 512, PROCESSES};
	case TYPE_THREAD: return (struct place){THREAD_RECORDS, 64, THREADS};
	case TYPE_INODE: return (struct place){INODE_RECORDS, 64, INODES};
	case TYPE_DENTRY: return (struct place){DENTRY_RECORDS, 64, DENTRIES};
	case TYPE_OBJECT: return (struct place){OBJECT_RECORDS, 32, OBJECTS};
	default: return (struct place){0, 0, 0};
	}
}

uint32_t get_u32(const uint8_t *at)
{
	return sluice_load_le32(at);
}

uint64_t get_u64(const uint8_t *at)
{
	return sluice_load_le64(at);
}

void put_u32(uint8_t *at, uint32_t value)
{
	sluice_store_le32(at, value);
}

void put_u64(uint8_t *at, uint64_t value)
{
	sluice_store_le64(at, value);
}

static uint64_t address_of(const struct kernel_memory *memory, uint32_t cxy, const struct place *place, uint32_t index)
{
	return pointer_of(cxy, memory->heap_offset + place->start + index * place->stride);
}

bool record_at(const struct kernel_memory *memory, uint32_t cxy, uint32_t type, uint32_t index, uint8_t *record)
{
	const struct place place = place_of(type);

	return memory->read(memory->user, address_of(memory, cxy, &place, index), record, place.stride);
}

bool record_read(const struct kernel_memory *memory, uint64_t ref, uint8_t *record)
{
	if (index_of(ref) >= place_of(type_of(ref)).count)
		return false;
	return record_at(memory, cluster_of(ref), type_of(ref), index_of(ref), record) && get_u64(record) == ref;
}

uint64_t record_u64(const struct kernel_memory *memory, uint64_t ref, uint32_t offset, uint64_t missing)
{
	uint8_t record[LARGEST_RECORD];

	return record_read(memory, ref, record) ? get_u64(record + offset) : missing;
}

bool record_write(const struct kernel_memory *memory, uint64_t ref, uint32_t offset, const void *bytes, size_t length)
{
	const struct place place = place_of(type_of(ref));

	return memory->write(memory->user, address_of(memory, cluster_of(ref), &place, index_of(ref)) + offset, bytes, length);
}

bool record_write_u64(const struct kernel_memory *memory, uint64_t ref, uint32_t offset, uint64_t value)
{
	uint8_t bytes[8];

	put_u64(bytes, value);
	return record_write(memory, ref, offset, bytes, sizeof bytes);
}

void record_publish(const struct kernel_memory *memory, uint64_t ref, uint8_t *record)
{
	put_u64(record, ref);
	record_write(memory, ref, 0, record, place_of(type_of(ref)).stride);
}

void record_withdraw(const struct kernel_memory *memory, uint64_t ref)
{
	static const uint8_t ZEROS[LARGEST_RECORD];

	record_write(memory, ref, 0, ZEROS, place_of(type_of(ref)).stride);
}
