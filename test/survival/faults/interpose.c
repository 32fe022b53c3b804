#define _GNU_SOURCE
#include "interpose.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

static struct fault_plan no_plan;
struct fault_plan *fault_plan = &no_plan;
_Thread_local int fault_is_target;
int64_t fault_live_blocks;

/* ---- whose call it is --------------------------------------------------------------------------------------------------------- */

#ifdef PRELOAD

static uintptr_t addon_start, addon_end;

static int find_addon(struct dl_phdr_info *info, size_t size, void *user)
{
	const size_t length = strlen(info->dlpi_name);
	int i;

	(void)size;
	(void)user;
	if (length < 11 || strcmp(info->dlpi_name + length - 11, "sluice.node") != 0)
		return 0;
	for (i = 0; i < info->dlpi_phnum; i++) {
		const uintptr_t start = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;

		if (info->dlpi_phdr[i].p_type == PT_LOAD && (info->dlpi_phdr[i].p_flags & PF_X) != 0) {
			addon_start = start;
			addon_end = start + info->dlpi_phdr[i].p_memsz;
		}
	}
	return 1;
}

static bool is_meant(const void *caller)
{
	const uintptr_t at = (uintptr_t)caller;

	if (fault_plan->scope == FAULT_OF_ALL)
		return true;
	if (addon_end == 0)
		dl_iterate_phdr(find_addon, NULL);
	return at >= addon_start && at < addon_end;
}

/* The plan lies in a file that the test writes: JavaScript has no other way in. */
__attribute__((constructor)) static void map_plan(void)
{
	const char *path = getenv("SLUICE_FAULT_PLAN");
	int (*const really_open)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
	const int descriptor = path == NULL ? -1 : really_open(path, O_RDWR | O_CLOEXEC);
	void *at;

	if (descriptor < 0)
		return;
	at = mmap(NULL, sizeof *fault_plan, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
	close(descriptor);
	if (at != MAP_FAILED)
		fault_plan = at;
}

#define NAME(symbol) symbol
#define REAL(symbol)                                        \
	((__typeof__(&symbol))({                            \
		static void *found;                         \
		if (found == NULL)                          \
			found = dlsym(RTLD_NEXT, #symbol);  \
		found;                                      \
	}))

#else

static bool is_meant(const void *caller)
{
	(void)caller;
	return fault_is_target != 0;
}

#define NAME(symbol) __wrap_##symbol
#define REAL(symbol) __real_##symbol

#endif

/* ---- whether it fails --------------------------------------------------------------------------------------------------------- */

/* The way in which this call is to fail; 0 for not at all. */
static int fault(const char *function, const void *caller)
{
	uint32_t number;

	if (fault_plan->without[0] != '\0' && strcmp(fault_plan->without, function) == 0 && is_meant(caller))
		return ENOSYS;
	if (fault_plan->function[0] == '\0' || strcmp(fault_plan->function, function) != 0 || !is_meant(caller))
		return 0;
	number = __atomic_add_fetch(&fault_plan->calls, 1, __ATOMIC_RELAXED);
	if (fault_plan->nth == FAULT_EVERY_OTHER ? number % 2 != 1 : number != fault_plan->nth)
		return 0;
	__atomic_add_fetch(&fault_plan->failed, 1, __ATOMIC_RELAXED);
	return fault_plan->way;
}

#define FAULT(function) fault(#function, __builtin_return_address(0))

#ifdef PRELOAD
#define DECLARE(type, symbol, parameters)
#else
#define DECLARE(type, symbol, parameters)        \
	type __real_##symbol parameters;         \
	type __wrap_##symbol parameters;
#endif

/* A function that fails with `failure` and an errno, and in no other way. */
#define FAILS(type, failure, function, symbol, parameters, arguments) \
	DECLARE(type, symbol, parameters)                             \
	type NAME(symbol) parameters                                  \
	{                                                             \
		const int way = FAULT(function);                      \
                                                                      \
		if (way > 0) {                                        \
			errno = way;                                  \
			return failure;                               \
		}                                                     \
		return REAL(symbol) arguments;                        \
	}

FAILS(int, -1, socket, socket, (int domain, int type, int protocol), (domain, type, protocol))
FAILS(int, -1, bind, bind, (int descriptor, const struct sockaddr *address, socklen_t length), (descriptor, address, length))
FAILS(int, -1, listen, listen, (int descriptor, int backlog), (descriptor, backlog))
FAILS(int, -1, connect, connect, (int descriptor, const struct sockaddr *address, socklen_t length), (descriptor, address, length))
FAILS(int, -1, accept4, accept4, (int descriptor, struct sockaddr *address, socklen_t *length, int flags),
      (descriptor, address, length, flags))
FAILS(int, -1, getsockopt, getsockopt, (int descriptor, int level, int name, void *value, socklen_t *length),
      (descriptor, level, name, value, length))
FAILS(int, -1, epoll_create1, epoll_create1, (int flags), (flags))
FAILS(int, -1, epoll_ctl, epoll_ctl, (int epoll, int operation, int descriptor, struct epoll_event *event),
      (epoll, operation, descriptor, event))
FAILS(int, -1, epoll_wait, epoll_wait, (int epoll, struct epoll_event *events, int count, int timeout), (epoll, events, count, timeout))
FAILS(int, -1, epoll_pwait, epoll_pwait, (int epoll, struct epoll_event *events, int count, int timeout, const sigset_t *mask),
      (epoll, events, count, timeout, mask))
FAILS(int, -1, poll, poll, (struct pollfd * entries, nfds_t count, int timeout), (entries, count, timeout))
FAILS(int, -1, ppoll, ppoll, (struct pollfd * entries, nfds_t count, const struct timespec *timeout, const sigset_t *mask),
      (entries, count, timeout, mask))
FAILS(int, -1, memfd_create, memfd_create, (const char *name, unsigned flags), (name, flags))
FAILS(int, -1, ftruncate, ftruncate, (int descriptor, off_t size), (descriptor, size))
FAILS(int, -1, fallocate, fallocate, (int descriptor, int mode, off_t offset, off_t length), (descriptor, mode, offset, length))
FAILS(void *, MAP_FAILED, mmap, mmap, (void *at, size_t length, int protection, int flags, int descriptor, off_t offset),
      (at, length, protection, flags, descriptor, offset))
FAILS(int, -1, madvise, madvise, (void *at, size_t length, int advice), (at, length, advice))
FAILS(ssize_t, -1, getrandom, getrandom, (void *bytes, size_t length, unsigned flags), (bytes, length, flags))
FAILS(ssize_t, -1, readlink, readlink, (const char *path, char *out, size_t size), (path, out, size))
FAILS(int, -1, flock, flock, (int descriptor, int operation), (descriptor, operation))
FAILS(int, -1, fstat, fstat, (int descriptor, struct stat *out), (descriptor, out))
FAILS(int, -1, lstat, lstat, (const char *path, struct stat *out), (path, out))
FAILS(int, -1, fstatfs, fstatfs, (int descriptor, struct statfs *out), (descriptor, out))
FAILS(int, -1, mkdir, mkdir, (const char *path, mode_t mode), (path, mode))
FAILS(int, -1, chmod, chmod, (const char *path, mode_t mode), (path, mode))
FAILS(int, -1, fchmod, fchmod, (int descriptor, mode_t mode), (descriptor, mode))
FAILS(int, -1, unlink, unlink, (const char *path), (path))
FAILS(int, -1, nanosleep, nanosleep, (const struct timespec *time, struct timespec *left), (time, left))
FAILS(int, -1, sched_getaffinity, sched_getaffinity, (pid_t pid, size_t size, cpu_set_t *set), (pid, size, set))

/* A function with a length, which can also be cut short. */
#define FAILS_OR_STOPS(function, symbol, parameters, arguments) \
	DECLARE(ssize_t, symbol, parameters)                    \
	ssize_t NAME(symbol) parameters                         \
	{                                                       \
		const int way = FAULT(function);                \
                                                                \
		if (way > 0) {                                  \
			errno = way;                            \
			return -1;                              \
		}                                               \
		if (way == FAULT_SHORT && length > 1)           \
			length = 1;                             \
		return REAL(symbol) arguments;                  \
	}

FAILS_OR_STOPS(recv, recv, (int descriptor, void *bytes, size_t length, int flags), (descriptor, bytes, length, flags))
FAILS_OR_STOPS(send, send, (int descriptor, const void *bytes, size_t length, int flags), (descriptor, bytes, length, flags))
FAILS_OR_STOPS(read, read, (int descriptor, void *bytes, size_t length), (descriptor, bytes, length))
FAILS_OR_STOPS(write, write, (int descriptor, const void *bytes, size_t length), (descriptor, bytes, length))

FAILS(ssize_t, -1, preadv2, preadv2, (int descriptor, const struct iovec *parts, int count, off_t offset, int flags),
      (descriptor, parts, count, offset, flags))
#ifdef PRELOAD
FAILS(int, -1, fstat, fstat64, (int descriptor, struct stat64 *out), (descriptor, out))
FAILS(int, -1, lstat, lstat64, (const char *path, struct stat64 *out), (path, out))
FAILS(int, -1, fstatfs, fstatfs64, (int descriptor, struct statfs64 *out), (descriptor, out))
FAILS(int, -1, ftruncate, ftruncate64, (int descriptor, off64_t size), (descriptor, size))
FAILS(int, -1, fallocate, fallocate64, (int descriptor, int mode, off64_t offset, off64_t length), (descriptor, mode, offset, length))
FAILS(void *, MAP_FAILED, mmap, mmap64, (void *at, size_t length, int protection, int flags, int descriptor, off64_t offset),
      (at, length, protection, flags, descriptor, offset))
FAILS(ssize_t, -1, preadv2, preadv64v2, (int descriptor, const struct iovec *parts, int count, off64_t offset, int flags),
      (descriptor, parts, count, offset, flags))
#endif

/* ---- messages with descriptors ------------------------------------------------------------------------------------------------ */

DECLARE(ssize_t, recvmsg, (int descriptor, struct msghdr *message, int flags))
ssize_t NAME(recvmsg)(int descriptor, struct msghdr *message, int flags)
{
	const int way = FAULT(recvmsg);
	const struct iovec whole = message->msg_iovlen == 1 ? message->msg_iov[0] : (struct iovec){NULL, 0};
	ssize_t got;

	if (way > 0) {
		errno = way;
		return -1;
	}
	if (way == FAULT_SHORT && whole.iov_len > 1)
		message->msg_iov[0].iov_len = 1;
	/* The kernel drops what there is no room for, and says MSG_CTRUNC: the same as without a free number. */
	if ((way == FAULT_CTRUNC || way == FAULT_CTRUNC_ONE) && message->msg_controllen > CMSG_LEN(sizeof(int)))
		message->msg_controllen = CMSG_LEN(way == FAULT_CTRUNC ? 0 : sizeof(int));
	got = REAL(recvmsg)(descriptor, message, flags);
	if (whole.iov_base != NULL)
		message->msg_iov[0] = whole;
	return got;
}

DECLARE(ssize_t, sendmsg, (int descriptor, const struct msghdr *message, int flags))
ssize_t NAME(sendmsg)(int descriptor, const struct msghdr *message, int flags)
{
	const int way = FAULT(sendmsg);
	struct msghdr cut = *message;
	struct iovec first;

	if (way > 0) {
		errno = way;
		return -1;
	}
	if (way == FAULT_SHORT && cut.msg_iovlen > 0) {
		first = (struct iovec){message->msg_iov[0].iov_base, message->msg_iov[0].iov_len > 0 ? 1 : 0};
		cut.msg_iov = &first;
		cut.msg_iovlen = 1;
	}
	return REAL(sendmsg)(descriptor, &cut, flags);
}

DECLARE(int, eventfd, (unsigned count, int flags))
int NAME(eventfd)(unsigned count, int flags)
{
	const int way = FAULT(eventfd);
	const uint64_t most = UINT64_MAX - 1;
	int descriptor;

	if (way > 0) {
		errno = way;
		return -1;
	}
	descriptor = REAL(eventfd)(count, flags);
	if (way == FAULT_SATURATED && descriptor >= 0 && REAL(write)(descriptor, &most, sizeof most) < 0)
		abort();
	return descriptor;
}

/* ---- functions with optional arguments ---------------------------------------------------------------------------------------- */

/* What comes after `last` is passed on as one word; callers that pass nothing get what lies there, as the system call would. */
#define VARIADIC(function, symbol, parameters, last, ...)                    \
	DECLARE(int, symbol, parameters)                                     \
	int NAME(symbol) parameters                                          \
	{                                                                    \
		const int way = FAULT(function);                             \
		va_list rest;                                                \
		long word;                                                   \
                                                                             \
		if (way > 0) {                                               \
			errno = way;                                         \
			return -1;                                           \
		}                                                            \
		va_start(rest, last);                                        \
		word = va_arg(rest, long);                                   \
		va_end(rest);                                                \
		return REAL(symbol)(__VA_ARGS__, word);                      \
	}

VARIADIC(open, open, (const char *path, int flags, ...), flags, path, flags)
VARIADIC(fcntl, fcntl, (int descriptor, int command, ...), command, descriptor, command)
#ifdef PRELOAD
VARIADIC(open, open64, (const char *path, int flags, ...), flags, path, flags)
VARIADIC(fcntl, fcntl64, (int descriptor, int command, ...), command, descriptor, command)
#endif

/* As many words as come in registers: nobody here passes more. */
DECLARE(long, syscall, (long number, ...))
long NAME(syscall)(long number, ...)
{
	const int way = FAULT(syscall);
	long words[5];
	va_list rest;
	int i;

	if (way > 0) {
		errno = way;
		return -1;
	}
	va_start(rest, number);
	for (i = 0; i < 5; i++)
		words[i] = va_arg(rest, long);
	va_end(rest);
	return REAL(syscall)(number, words[0], words[1], words[2], words[3], words[4]);
}

/* ---- memory ------------------------------------------------------------------------------------------------------------------- */

#ifdef PRELOAD

/* dlsym allocates, so these go where libc has them under another name. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);

void *malloc(size_t size)
{
	if (FAULT(malloc) > 0) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	if (FAULT(calloc) > 0) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_calloc(count, size);
}

#else

static void *counted(void *block)
{
	if (block != NULL)
		__atomic_add_fetch(&fault_live_blocks, 1, __ATOMIC_RELAXED);
	return block;
}

#define ALLOCATES(symbol, parameters, arguments)             \
	DECLARE(void *, symbol, parameters)                  \
	void *NAME(symbol) parameters                        \
	{                                                    \
		if (FAULT(symbol) > 0) {                     \
			errno = ENOMEM;                      \
			return NULL;                         \
		}                                            \
		return counted(REAL(symbol) arguments);      \
	}

ALLOCATES(malloc, (size_t size), (size))
ALLOCATES(calloc, (size_t count, size_t size), (count, size))
ALLOCATES(aligned_alloc, (size_t alignment, size_t size), (alignment, size))

DECLARE(void *, realloc, (void *block, size_t size))
void *NAME(realloc)(void *block, size_t size)
{
	if (FAULT(realloc) > 0) {
		errno = ENOMEM;
		return NULL;
	}
	return block == NULL ? counted(REAL(realloc)(block, size)) : REAL(realloc)(block, size);
}

DECLARE(void, free, (void *block))
void NAME(free)(void *block)
{
	if (block != NULL)
		__atomic_sub_fetch(&fault_live_blocks, 1, __ATOMIC_RELAXED);
	REAL(free)(block);
}

#endif

/* ---- clocks ------------------------------------------------------------------------------------------------------------------- */

static int jump(void)
{
	static uint32_t looks;

	return fault_plan->jump_seconds != 0 && __atomic_add_fetch(&looks, 1, __ATOMIC_RELAXED) % 2 == 0 ? fault_plan->jump_seconds : 0;
}

DECLARE(int, clock_gettime, (clockid_t clock, struct timespec *out))
int NAME(clock_gettime)(clockid_t clock, struct timespec *out)
{
	const int status = REAL(clock_gettime)(clock, out);

	if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		out->tv_sec += jump();
	return status;
}

DECLARE(int, gettimeofday, (struct timeval * out, void *zone))
int NAME(gettimeofday)(struct timeval *restrict out, void *restrict zone)
{
	const int status = REAL(gettimeofday)(out, zone);

	out->tv_sec += jump();
	return status;
}

DECLARE(time_t, time, (time_t * out))
time_t NAME(time)(time_t *out)
{
	const time_t now = REAL(time)(NULL) + jump();

	if (out != NULL)
		*out = now;
	return now;
}
