/* SPDX-License-Identifier: MIT */
/*
 * The memory that an ivshmem server shares: a memfd that nobody can cut short, or a file, which anybody who has it can. Sizes are exact. All of
 * these return 0, or -SLUICE_ERR_SYSTEM with errno, and nothing is then left open or made.
 */
#ifndef SLUICE_SRC_IVSHMEM_MEMORY_H
#define SLUICE_SRC_IVSHMEM_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

struct sluice__ivshmem_file {
	int descriptor;
	int lock;	/* another description of the same file, locked: never passed on, so the lock ends with this process. -1 for none */
	uint64_t found; /* bytes that it had; 0 for a new one */
};

/* Sealed against SHRINK, GROW and further seals. */
int sluice__ivshmem_memfd(uint64_t size, bool is_allocated, int *out);
/* A file in a folder that never has a name, or has lost it. On hugetlbfs EINVAL for a size that is no multiple of its pages. */
int sluice__ivshmem_unnamed(const char *folder, uint64_t size, bool is_allocated, int *out);
/*
 * A file with a name, which is made (mode 0600) or found. One that is found keeps what is in it, and must have the size: -SLUICE_ERR_SIZE with
 * `found`. -SLUICE_ERR_ADDRESS_IN_USE when another server has it.
 */
int sluice__ivshmem_named(const char *path, uint64_t size, bool is_allocated, struct sluice__ivshmem_file *out);
/* Removes the name, if it still is that of this file. */
void sluice__ivshmem_unlink(const char *path, int descriptor);

#endif /* SLUICE_SRC_IVSHMEM_MEMORY_H */
