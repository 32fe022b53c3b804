/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "memory-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL /* Linux 6.3 */
#define MFD_NOEXEC_SEAL 0x0008U
#endif

/* A memfd that can be sealed, and not executed where the kernel knows how to say so. */
static int create_file(const char *name)
{
	const unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	const int descriptor = memfd_create(name, flags | MFD_NOEXEC_SEAL);

	return descriptor < 0 && errno == EINVAL ? memfd_create(name, flags) : descriptor;
}

/* All of its memory now, so that a lack of it is an error here and not a SIGBUS later. */
static int allocate(int descriptor, size_t size)
{
	int status;

	do
		status = ftruncate(descriptor, (off_t)size);
	while (status != 0 && errno == EINTR);
	if (status != 0)
		return status;
	do
		status = fallocate(descriptor, 0, 0, (off_t)size);
	while (status != 0 && errno == EINTR);
	return status;
}

static int map_and_seal(struct sluice__memory_file *file, bool is_cooperative)
{
	const int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
	void *base = mmap(NULL, file->size, PROT_READ | PROT_WRITE, MAP_SHARED, file->descriptor, 0);

	if (base == MAP_FAILED)
		return -1;
	file->base = (uint8_t *)base;
	/* FUTURE_WRITE leaves this one writable mapping, and refuses all later ones: also those of a peer that opens the file anew. */
	if (madvise(base, file->size, MADV_DONTFORK) != 0)
		return -1;
	return fcntl(file->descriptor, F_ADD_SEALS, is_cooperative ? seals : seals | F_SEAL_FUTURE_WRITE);
}

int sluice__memory_file_create(const char *name, size_t size, bool is_cooperative, struct sluice__memory_file *out)
{
	struct sluice__memory_file file = {.descriptor = create_file(name), .size = size};
	int number;

	if (file.descriptor >= 0 && allocate(file.descriptor, size) == 0 && map_and_seal(&file, is_cooperative) == 0) {
		*out = file;
		return 0;
	}
	number = errno;
	if (file.base != NULL)
		munmap(file.base, size);
	if (file.descriptor >= 0)
		close(file.descriptor);
	errno = number;
	return -1;
}
