#define _GNU_SOURCE
#include "memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "limits.h"

#define HEAP_OFFSET 4096u

static int open_heap(struct file_memory *files, uint32_t cxy, int flags)
{
	char path[4096];

	if (snprintf(path, sizeof path, "%s/heap-%u", files->folder, cxy) >= (int)sizeof path)
		return -1;
	return open(path, flags | O_CLOEXEC, 0600);
}

static int file_of(struct file_memory *files, uint64_t at, size_t length)
{
	uint64_t offset = at & UINT32_MAX;
	uint64_t cxy = at >> 32;
	int file;

	if (cxy >= MEMBERS || offset < HEAP_OFFSET || offset - HEAP_OFFSET + length > HEAP_BYTES)
		return -1;
	if (files->files[cxy] == 0) {
		file = open_heap(files, (uint32_t)cxy, O_RDWR);
		if (file < 0)
			return -1;
		files->files[cxy] = file + 1;
	}
	return files->files[cxy] - 1;
}

static bool read_file(void *user, uint64_t at, void *out, size_t length)
{
	int file = file_of(user, at, length);

	return file >= 0 && pread(file, out, length, (off_t)(at & UINT32_MAX)) == (ssize_t)length;
}

static bool write_file(void *user, uint64_t at, const void *bytes, size_t length)
{
	int file = file_of(user, at, length);

	return file >= 0 && pwrite(file, bytes, length, (off_t)(at & UINT32_MAX)) == (ssize_t)length;
}

void file_memory_init(struct file_memory *files, const char *folder, struct kernel_memory *memory)
{
	*files = (struct file_memory){.folder = folder};
	*memory = (struct kernel_memory){read_file, write_file, files, HEAP_OFFSET};
}

int file_memory_create(struct file_memory *files, uint32_t cxy)
{
	int file = open_heap(files, cxy, O_RDWR | O_CREAT | O_TRUNC);

	if (file < 0)
		return -errno;
	if (cxy >= MEMBERS || ftruncate(file, (off_t)HEAP_OFFSET + HEAP_BYTES) != 0) {
		close(file);
		return -EINVAL;
	}
	files->files[cxy] = file + 1;
	return 0;
}
