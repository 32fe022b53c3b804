/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "doorbell.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/uio.h>
#include <unistd.h>

int sluice__doorbell_create(void)
{
	return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

bool sluice__doorbell_accept(int descriptor)
{
	char path[32], target[32];
	ssize_t length;
	int flags;

	/* Only the kernel makes links without a leading slash, so no file can have this name. */
	snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
	length = readlink(path, target, sizeof target);
	if (length != (ssize_t)strlen("anon_inode:[eventfd]") || memcmp(target, "anon_inode:[eventfd]", (size_t)length) != 0)
		return false;
	flags = fcntl(descriptor, F_GETFL);
	return flags >= 0 && fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0;
}

void sluice__doorbell_ring(int descriptor)
{
	const uint64_t one = 1;
	ssize_t status;

	/* A full counter is a bell that has rung. */
	do
		status = write(descriptor, &one, sizeof one);
	while (status < 0 && errno == EINTR);
}

bool sluice__doorbell_drain(int descriptor)
{
	uint64_t count;
	const struct iovec where = {&count, sizeof count};
	ssize_t status;

	/* The peer can take O_NONBLOCK off the description that we share; RWF_NOWAIT is this call's own. */
	do
		status = preadv2(descriptor, &where, 1, -1, RWF_NOWAIT);
	while (status < 0 && errno == EINTR);
	if (status < 0 && (errno == EOPNOTSUPP || errno == ENOSYS || errno == ESPIPE))
		status = read(descriptor, &count, sizeof count);
	return status == (ssize_t)sizeof count;
}
