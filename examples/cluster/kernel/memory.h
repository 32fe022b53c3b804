/* Bytes of all members, by extended pointer: cluster << 32 | offset. */
#ifndef KERNEL_MEMORY_H
#define KERNEL_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kernel_memory {
	/* False where there are no such bytes: beyond a heap, or in a member that is not there. A failed write has written nothing. */
	bool (*read)(void *user, uint64_t at, void *out, size_t length);
	bool (*write)(void *user, uint64_t at, const void *bytes, size_t length);
	void *user;
	uint32_t heap_offset; /* where the heap of every member starts within its segment */
};

static inline uint64_t pointer_of(uint32_t cxy, uint32_t offset)
{
	return (uint64_t)cxy << 32 | offset;
}

/* Heaps that are files of one folder: for tests, and for kernels without a cluster. `folder` has to stay. */
struct file_memory {
	const char *folder;
	int files[16]; /* by member: descriptor + 1 */
};

void file_memory_init(struct file_memory *files, const char *folder, struct kernel_memory *memory);

/* An empty heap for this member; 0 or a negated errno. */
int file_memory_create(struct file_memory *files, uint32_t cxy);

#endif
