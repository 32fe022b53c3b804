/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "doorbell.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <sluice/error.h>

int sluice__doorbell_create(void)
{
	return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

int sluice__doorbell_accept(int descriptor)
{
	char path[32], target[32];
	ssize_t length;
	int flags;

	/* Only the kernel makes links without a leading slash, so no file can have this name. */
	snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
	length = readlink(path, target, sizeof target);
	if (length < 0)
		return -SLUICE_ERR_SYSTEM;
	if (length != (ssize_t)strlen("anon_inode:[eventfd]") || memcmp(target, "anon_inode:[eventfd]", (size_t)length) != 0)
		return 0;
	flags = fcntl(descriptor, F_GETFL);
	return flags >= 0 && fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 ? 1 : -SLUICE_ERR_SYSTEM;
}

/* ---- ringing ------------------------------------------------------------------------------------------------------------------- */

/*
 * A peer can fill the counter and take O_NONBLOCK off the description that we share, at any moment: then write(2) waits, for ever when the peer
 * dies, and no flag of a call forbids it (eventfds know RWF_NOWAIT for reads alone). So the flag is looked at first, and once any peer was caught
 * without it, this process writes no more. What never waits is the kernel's own way of ringing: it rings the eventfd that a finished
 * asynchronous request names, so a request that is over at once, a read of no bytes, does the ringing. That is not the way from the start, because
 * the end of a process that has a context for requests takes 30 ms longer, and its peers learn of it no earlier.
 */
#define REQUESTS 16 /* that may be under way at once, at least; each is over before io_submit returns */
#define FINISHED_AT_A_TIME 64
#define UNSUPPORTED ((aio_context_t)-1)

/* Some peer has taken O_NONBLOCK off a bell. */
static atomic_bool is_wary;
/* One for the process, made when it has become wary; 0 until then. It goes with the process. */
static _Atomic aio_context_t requests;

/* A context for this process, other than `useless`, the one of a parent: UNSUPPORTED without. */
static aio_context_t make_context(aio_context_t useless)
{
	aio_context_t made = 0;

	if (syscall(SYS_io_setup, REQUESTS, &made) != 0)
		made = UNSUPPORTED;
	if (atomic_compare_exchange_strong(&requests, &useless, made))
		return made;
	/* Another thread was first. */
	if (made != UNSUPPORTED)
		syscall(SYS_io_destroy, made);
	return useless;
}

/* Nobody wants to know how they ended, but they take room until somebody asks. */
static void forget_finished(aio_context_t context)
{
	struct io_event finished[FINISHED_AT_A_TIME];
	struct timespec at_once = {0, 0};

	while (syscall(SYS_io_getevents, context, 0, FINISHED_AT_A_TIME, finished, &at_once) == FINISHED_AT_A_TIME)
		;
}

static bool ring_by_request(int descriptor)
{
	struct iocb request = {
		.aio_lio_opcode = IOCB_CMD_PREAD,
		.aio_fildes = (uint32_t)descriptor,
		.aio_flags = IOCB_FLAG_RESFD,
		.aio_resfd = (uint32_t)descriptor,
	};
	struct iocb *list = &request;
	aio_context_t context = atomic_load(&requests);
	int attempt;

	if (context == 0)
		context = make_context(0);
	for (attempt = 0; attempt < 4 && context != UNSUPPORTED; attempt++) {
		if (syscall(SYS_io_submit, context, 1, &list) == 1)
			return true;
		if (errno == EAGAIN)
			forget_finished(context);
		else if (errno == EINVAL && attempt == 0)
			/* Forked: contexts belong to the process that made them. Or a kernel that can't read eventfds so: then twice. */
			context = make_context(context);
		else
			break;
	}
	return false;
}

static void write_one(int descriptor)
{
	const uint64_t one = 1;
	ssize_t status;

	do
		status = write(descriptor, &one, sizeof one);
	while (status < 0 && errno == EINTR);
}

/* Waits only for a peer that fills the counter and takes the flag off right in between. */
static void ring_by_write(int descriptor)
{
	const int flags = fcntl(descriptor, F_GETFL);
	struct pollfd room = {.fd = descriptor, .events = POLLOUT};
	int ready;

	if (flags >= 0 && (flags & O_NONBLOCK) == 0 && fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) != 0)
		return;
	/* A full counter is a bell that has rung. A look that fails has not seen one: a bell that is lost is a peer that sleeps for ever. */
	do
		ready = poll(&room, 1, 0);
	while (ready < 0 && errno == EINTR);
	if (ready != 0 && (ready < 0 || (room.revents & POLLOUT) != 0))
		write_one(descriptor);
}

void sluice__doorbell_ring(int descriptor)
{
	if (!atomic_load_explicit(&is_wary, memory_order_relaxed)) {
		const int flags = fcntl(descriptor, F_GETFL);

		if (flags >= 0 && (flags & O_NONBLOCK) != 0) {
			write_one(descriptor);
			return;
		}
		if (flags >= 0)
			atomic_store_explicit(&is_wary, true, memory_order_relaxed);
	}
	if (!ring_by_request(descriptor))
		ring_by_write(descriptor);
}

/* ---- being rung ----------------------------------------------------------------------------------------------------------------- */

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
