/* SPDX-License-Identifier: MIT */
/*
 * Sealed memory: a memfd with all its memory allocated. Either this process alone can write it, through this one mapping, or it is cooperative:
 * whoever has the descriptor can write it, and nobody can resize it.
 */
#ifndef SLUICE_SRC_MEMORY_FILE_H
#define SLUICE_SRC_MEMORY_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sluice__memory_file {
	int descriptor; /* CLOEXEC */
	uint8_t *base;	/* writable; not there in a forked child */
	size_t size;
};

/* 0, or -1 with errno and nothing open. `name` is what /proc/PID/fd shows. */
int sluice__memory_file_create(const char *name, size_t size, bool is_cooperative, struct sluice__memory_file *out);

#endif /* SLUICE_SRC_MEMORY_FILE_H */
