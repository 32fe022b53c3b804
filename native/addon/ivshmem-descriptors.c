/* SPDX-License-Identifier: MIT */
/* NativeDescriptors: file descriptors with one owner, and where they come from. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "doorbell.h"
#include "ivshmem-memory.h"
#include "ivshmem-outbox.h"
#include "ivshmem.h"
#include "resource.h"

struct descriptors_resource {
	struct resource base;
	struct sluice__fds *fds; /* NULL once closed */
};

static void close_descriptors(struct resource *resource)
{
	struct descriptors_resource *self = (struct descriptors_resource *)resource;

	sluice__fds_drop(self->fds);
	self->fds = NULL;
}

static void settle(struct resource *resource)
{
	(void)resource;
}

static const struct resource_kind descriptors_kind = { "SluiceDescriptors", sizeof(struct descriptors_resource), close_descriptors, settle, NULL };

napi_value ivshmem__wrap_descriptors(struct addon *addon, struct sluice__fds *fds)
{
	struct resource *resource;
	napi_value object;

	if (!resource__create(addon, addon->descriptors_class, &descriptors_kind, &resource, &object)) {
		sluice__fds_drop(fds);
		return NULL;
	}
	((struct descriptors_resource *)resource)->fds = fds;
	return object;
}

napi_value ivshmem__wrap_descriptor(struct addon *addon, int descriptor)
{
	struct sluice__fds *fds = sluice__fds_create(1);

	if (fds == NULL) {
		close(descriptor);
		return addon__throw_memory(addon->env);
	}
	fds->descriptors[0] = descriptor;
	return ivshmem__wrap_descriptors(addon, fds);
}

bool ivshmem__descriptors_of(struct addon *addon, napi_value value, struct sluice__fds **out)
{
	napi_env env = addon->env;
	napi_value class;
	bool is_one = false;
	void *found;

	TRY(env, napi_get_reference_value(env, addon->descriptors_class, &class), false);
	if (napi_instanceof(env, value, class, &is_one) == napi_ok && is_one && napi_unwrap(env, value, &found) == napi_ok &&
	    ((struct descriptors_resource *)found)->fds != NULL) {
		*out = ((struct descriptors_resource *)found)->fds;
		return true;
	}
	addon__throw_code(env, SLUICE_ERR_STATE, "these are no open descriptors");
	return false;
}

/* The numbers, for the functions of node:fs; they stay the object's. */
static napi_value numbers(napi_env env, napi_callback_info info)
{
	struct descriptors_resource *self = resource__this(env, info, 0, NULL);
	napi_value array, number;

	if (self == NULL)
		return NULL;
	TRY(env, napi_create_array(env, &array), NULL);
	for (unsigned i = 0; self->fds != NULL && i < self->fds->count; i++) {
		TRY(env, napi_create_int32(env, self->fds->descriptors[i], &number), NULL);
		TRY(env, napi_set_element(env, array, i, number), NULL);
	}
	return array;
}

bool ivshmem__define_descriptors(struct addon *addon)
{
	static const napi_property_descriptor properties[] = {
		{ .utf8name = "numbers", .method = numbers },
		{ .utf8name = "close", .method = resource__close_method },
	};

	return resource__define(addon, &descriptors_kind, sizeof properties / sizeof properties[0], properties, &addon->descriptors_class);
}

/* ---- eventfds and memory ---------------------------------------------------------------------------------------------------------- */

napi_value ivshmem__create_eventfds(napi_env env, napi_callback_info info)
{
	struct addon *addon;
	napi_value argument;
	uint32_t count;

	if (!addon__arguments(env, info, 1, &argument, NULL, (void **)&addon))
		return NULL;
	TRY(env, napi_get_value_uint32(env, argument, &count), NULL);
	struct sluice__fds *fds = sluice__fds_create(count);

	if (fds == NULL)
		return addon__throw_memory(env);
	for (unsigned i = 0; i < count; i++) {
		fds->descriptors[i] = sluice__doorbell_create();
		if (fds->descriptors[i] >= 0)
			continue;
		ivshmem__throw_errno(env, "eventfd");
		sluice__fds_drop(fds);
		return NULL;
	}
	return ivshmem__wrap_descriptors(addon, fds);
}

/* A bigint and a boolean. */
static bool read_size(napi_env env, const napi_value *arguments, uint64_t *size, bool *is_allocated)
{
	bool is_exact;

	TRY(env, napi_get_value_bigint_uint64(env, arguments[0], size, &is_exact), false);
	TRY(env, napi_get_value_bool(env, arguments[1], is_allocated), false);
	return true;
}

static bool read_path(napi_env env, napi_value value, char path[PATH_MAX])
{
	size_t length;

	TRY(env, napi_get_value_string_utf8(env, value, path, PATH_MAX, &length), false);
	if (length < PATH_MAX - 1 && strlen(path) == length)
		return true;
	addon__throw_code(env, SLUICE_ERR_OPTION, "a path is too long, or holds U+0000");
	return false;
}

napi_value ivshmem__create_memory(napi_env env, napi_callback_info info)
{
	napi_value arguments[2];
	struct addon *addon;
	bool is_allocated;
	uint64_t size;
	int descriptor;

	if (!addon__arguments(env, info, 2, arguments, NULL, (void **)&addon) || !read_size(env, arguments, &size, &is_allocated))
		return NULL;
	if (sluice__ivshmem_memfd(size, is_allocated, &descriptor) != 0)
		return ivshmem__throw_errno(env, "memfd_create");
	return ivshmem__wrap_descriptor(addon, descriptor);
}

napi_value ivshmem__create_unnamed(napi_env env, napi_callback_info info)
{
	char folder[PATH_MAX];
	napi_value arguments[3];
	struct addon *addon;
	bool is_allocated;
	uint64_t size;
	int descriptor;

	if (!addon__arguments(env, info, 3, arguments, NULL, (void **)&addon) || !read_path(env, arguments[0], folder) ||
	    !read_size(env, arguments + 1, &size, &is_allocated))
		return NULL;
	if (sluice__ivshmem_unnamed(folder, size, is_allocated, &descriptor) != 0)
		return ivshmem__throw_errno(env, "open");
	return ivshmem__wrap_descriptor(addon, descriptor);
}

static napi_value throw_named(napi_env env, int status, uint64_t found, uint64_t size)
{
	struct addon_failure failure = { .status = status, .error = status == -SLUICE_ERR_SYSTEM ? errno : 0, .syscall = "" };

	if (status == -SLUICE_ERR_SYSTEM)
		failure.syscall = "open";
	failure.refusal.expected = size;
	failure.refusal.got = found;
	return addon__throw(env, &failure);
}

/* { descriptors, lock, found }: two NativeDescriptors and the bytes that it had. */
napi_value ivshmem__open_named(napi_env env, napi_callback_info info)
{
	struct sluice__ivshmem_file file;
	char path[PATH_MAX];
	napi_value arguments[3], object, descriptors, lock;
	struct addon *addon;
	bool is_allocated;
	uint64_t size;

	if (!addon__arguments(env, info, 3, arguments, NULL, (void **)&addon) || !read_path(env, arguments[0], path) ||
	    !read_size(env, arguments + 1, &size, &is_allocated))
		return NULL;
	int status = sluice__ivshmem_named(path, size, is_allocated, &file);

	if (status != 0)
		return throw_named(env, status, file.found, size);
	if ((descriptors = ivshmem__wrap_descriptor(addon, file.descriptor)) == NULL) {
		close(file.lock);
		return NULL;
	}
	if ((lock = ivshmem__wrap_descriptor(addon, file.lock)) == NULL)
		return NULL;
	TRY(env, napi_create_object(env, &object), NULL);
	TRY(env, napi_set_named_property(env, object, "descriptors", descriptors), NULL);
	TRY(env, napi_set_named_property(env, object, "lock", lock), NULL);
	return addon__set_u64(env, object, "found", file.found) ? object : NULL;
}

napi_value ivshmem__unlink_named(napi_env env, napi_callback_info info)
{
	char path[PATH_MAX];
	napi_value arguments[2];
	struct sluice__fds *fds;
	struct addon *addon;

	if (addon__arguments(env, info, 2, arguments, NULL, (void **)&addon) && read_path(env, arguments[0], path) &&
	    ivshmem__descriptors_of(addon, arguments[1], &fds))
		sluice__ivshmem_unlink(path, fds->descriptors[0]);
	return NULL;
}

/* ---- of the process --------------------------------------------------------------------------------------------------------------- */

/* A number that this process inherited; it becomes CLOEXEC. */
napi_value ivshmem__adopt(napi_env env, napi_callback_info info)
{
	struct addon *addon;
	napi_value argument;
	int32_t descriptor;

	if (!addon__arguments(env, info, 1, &argument, NULL, (void **)&addon))
		return NULL;
	TRY(env, napi_get_value_int32(env, argument, &descriptor), NULL);
	if (fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0)
		return ivshmem__throw_errno(env, "fcntl");
	return ivshmem__wrap_descriptor(addon, descriptor);
}

/* Moves the descriptors of one object, with one descriptor, to its place among others. */
static bool move_one(struct addon *addon, napi_value array, uint32_t index, struct sluice__fds *to)
{
	struct sluice__fds *from;
	napi_value element;

	TRY(addon->env, napi_get_element(addon->env, array, index, &element), false);
	if (!ivshmem__descriptors_of(addon, element, &from))
		return false;
	to->descriptors[index] = fcntl(from->descriptors[0], F_DUPFD_CLOEXEC, 3);
	if (to->descriptors[index] < 0) {
		ivshmem__throw_errno(addon->env, "fcntl");
		return false;
	}
	void *object;

	TRY(addon->env, napi_unwrap(addon->env, element, &object), false);
	resource__close(object);
	return true;
}

/* ([NativeDescriptors of one descriptor each]) */
napi_value ivshmem__join(napi_env env, napi_callback_info info)
{
	struct addon *addon;
	napi_value array;
	uint32_t count;

	if (!addon__arguments(env, info, 1, &array, NULL, (void **)&addon))
		return NULL;
	TRY(env, napi_get_array_length(env, array, &count), NULL);
	struct sluice__fds *fds = sluice__fds_create(count);

	if (fds == NULL)
		return addon__throw_memory(env);
	for (uint32_t i = 0; i < count; i++) {
		if (move_one(addon, array, i, fds))
			continue;
		sluice__fds_drop(fds);
		return NULL;
	}
	return ivshmem__wrap_descriptors(addon, fds);
}

/* Raises the soft limit of descriptors to the hard one, and says what it is. */
napi_value ivshmem__raise_limit(napi_env env, napi_callback_info info)
{
	struct rlimit limit;
	napi_value number;

	(void)info;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return ivshmem__throw_errno(env, "getrlimit");
	if (limit.rlim_cur < limit.rlim_max) {
		struct rlimit raised = { limit.rlim_max, limit.rlim_max };

		if (setrlimit(RLIMIT_NOFILE, &raised) == 0)
			limit = raised;
	}
	TRY(env, napi_create_double(env, (double)limit.rlim_cur, &number), NULL);
	return number;
}

/* A datagram to a socket of systemd, with descriptors or null: sd_notify(3). */
napi_value ivshmem__notify(napi_env env, napi_callback_info info)
{
	union {
		struct cmsghdr aligned;
		char bytes[CMSG_SPACE(sizeof(int) * 64)];
	} control = { .bytes = { 0 } };
	char path[ADDON_ADDRESS_SIZE], text[1024];
	struct sluice__address address;
	napi_value arguments[3];
	struct sluice__fds *fds = NULL;
	struct addon *addon;
	size_t length;

	if (!addon__arguments(env, info, 3, arguments, NULL, (void **)&addon) || !addon__address(env, arguments[0], path, sizeof path))
		return NULL;
	TRY(env, napi_get_value_string_utf8(env, arguments[1], text, sizeof text, &length), NULL);
	if (!addon__is(env, arguments[2], napi_null) && !ivshmem__descriptors_of(addon, arguments[2], &fds))
		return NULL;
	if (sluice__address_parse(path, &address) != 0)
		return addon__throw_code(env, SLUICE_ERR_ADDRESS, "NOTIFY_SOCKET is no address of a socket");
	struct iovec what = { text, length };
	struct msghdr message = { .msg_name = &address.name, .msg_namelen = address.length, .msg_iov = &what, .msg_iovlen = 1 };

	if (fds != NULL) {
		const size_t bytes = (fds->count < 64 ? fds->count : 64) * sizeof(int);

		control.aligned.cmsg_level = SOL_SOCKET;
		control.aligned.cmsg_type = SCM_RIGHTS;
		control.aligned.cmsg_len = CMSG_LEN(bytes);
		memcpy(CMSG_DATA(&control.aligned), fds->descriptors, bytes);
		message.msg_control = &control;
		message.msg_controllen = CMSG_SPACE(bytes);
	}
	const int socket_descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (socket_descriptor < 0)
		return ivshmem__throw_errno(env, "socket");
	if (sendmsg(socket_descriptor, &message, MSG_NOSIGNAL) < 0)
		ivshmem__throw_errno(env, "sendmsg");
	close(socket_descriptor);
	return NULL;
}
