/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "ivshmem-memory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <sluice/error.h>

#ifndef MFD_NOEXEC_SEAL /* Linux 6.3 */
#define MFD_NOEXEC_SEAL 0x0008U
#endif
#define HUGETLBFS 0x958458f6

static int fail_closing(int descriptor, int number)
{
	if (descriptor >= 0)
		close(descriptor);
	errno = number;
	return -SLUICE_ERR_SYSTEM;
}

static int set_size(int descriptor, uint64_t size, bool is_allocated)
{
	int status;

	if (size > INT64_MAX) {
		errno = EFBIG;
		return -1;
	}
	do
		status = ftruncate(descriptor, (off_t)size);
	while (status != 0 && errno == EINTR);
	while (status == 0 && is_allocated && (status = fallocate(descriptor, 0, 0, (off_t)size)) != 0 && errno == EINTR)
		status = 0;
	return status;
}

int sluice__ivshmem_memfd(uint64_t size, bool is_allocated, int *out)
{
	const unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	int descriptor = memfd_create("ivshmem", flags | MFD_NOEXEC_SEAL);

	if (descriptor < 0 && errno == EINVAL)
		descriptor = memfd_create("ivshmem", flags);
	if (descriptor < 0 || set_size(descriptor, size, is_allocated) != 0 ||
	    fcntl(descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
		return fail_closing(descriptor, errno);
	*out = descriptor;
	return 0;
}

/* Without O_TMPFILE, as on hugetlbfs of older kernels, it has a name for a moment. */
static int open_unnamed(const char *folder)
{
	int descriptor = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char path[PATH_MAX];

	if (descriptor >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
		return descriptor;
	if (snprintf(path, sizeof path, "%s/ivshmem.XXXXXX", folder) >= (int)sizeof path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	descriptor = mkostemp(path, O_CLOEXEC);
	if (descriptor >= 0)
		unlink(path);
	return descriptor;
}

/* hugetlbfs rounds sizes up by itself, or refuses to be mapped. */
static bool fits_pages(int descriptor, uint64_t size)
{
	struct statfs system;

	return fstatfs(descriptor, &system) != 0 || (uint64_t)system.f_type != HUGETLBFS || size % (uint64_t)system.f_bsize == 0;
}

int sluice__ivshmem_unnamed(const char *folder, uint64_t size, bool is_allocated, int *out)
{
	const int descriptor = open_unnamed(folder);

	if (descriptor >= 0 && !fits_pages(descriptor, size))
		return fail_closing(descriptor, EINVAL);
	if (descriptor < 0 || set_size(descriptor, size, is_allocated) != 0)
		return fail_closing(descriptor, errno);
	*out = descriptor;
	return 0;
}

static bool is_same_file(int descriptor, const char *path)
{
	struct stat a, b;

	return fstat(descriptor, &a) == 0 && lstat(path, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* Locked, and still what the path names. */
static int open_locked(const char *path, int *out)
{
	for (;;) {
		const int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		int number;

		if (descriptor < 0)
			return -SLUICE_ERR_SYSTEM;
		do
			number = flock(descriptor, LOCK_EX | LOCK_NB) != 0 ? errno : 0;
		while (number == EINTR);
		if (number != 0) {
			fail_closing(descriptor, number);
			return number == EWOULDBLOCK ? -SLUICE_ERR_ADDRESS_IN_USE : -SLUICE_ERR_SYSTEM;
		}
		if (is_same_file(descriptor, path)) {
			*out = descriptor;
			return 0;
		}
		close(descriptor);
	}
}

/* Clients get a description of their own: the lock belongs to the other one. */
static int reopen(int lock)
{
	char path[32];

	snprintf(path, sizeof path, "/proc/self/fd/%d", lock);
	return open(path, O_RDWR | O_CLOEXEC);
}

static int take_size(const char *path, uint64_t size, bool is_allocated, struct sluice__ivshmem_file *file)
{
	struct stat status;

	if (fstat(file->lock, &status) != 0)
		return -SLUICE_ERR_SYSTEM;
	if (!S_ISREG(status.st_mode) || !fits_pages(file->lock, size)) {
		errno = EINVAL;
		return -SLUICE_ERR_SYSTEM;
	}
	file->found = (uint64_t)status.st_size;
	if (file->found != 0 && file->found != size)
		return -SLUICE_ERR_SIZE;
	if (file->found == 0 && set_size(file->lock, size, is_allocated) != 0) {
		const int number = errno;

		sluice__ivshmem_unlink(path, file->lock);
		errno = number;
		return -SLUICE_ERR_SYSTEM;
	}
	return 0;
}

int sluice__ivshmem_named(const char *path, uint64_t size, bool is_allocated, struct sluice__ivshmem_file *out)
{
	int status, number;

	*out = (struct sluice__ivshmem_file){.descriptor = -1, .lock = -1};
	status = open_locked(path, &out->lock);
	if (status != 0)
		return status;
	status = take_size(path, size, is_allocated, out);
	if (status == 0 && (out->descriptor = reopen(out->lock)) < 0)
		status = -SLUICE_ERR_SYSTEM;
	if (status == 0)
		return 0;
	number = errno;
	close(out->lock);
	out->lock = -1;
	errno = number;
	return status;
}

void sluice__ivshmem_unlink(const char *path, int descriptor)
{
	if (is_same_file(descriptor, path))
		unlink(path);
}
