/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "shared-memory.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

struct shared_memory {
	void *base;
	size_t size;
};

/* The engine has dropped the backing store. */
static void collected(napi_env env, void *data, void *hint)
{
	struct shared_memory *memory = hint;

	(void)env;
	(void)data;
	munmap(memory->base, memory->size);
	free(memory);
}

static napi_value throw_errno(napi_env env, const char *call)
{
	const struct addon_failure failure = { .status = -SLUICE_ERR_SYSTEM, .error = errno, .syscall = call };

	return addon__throw(env, &failure);
}

static struct shared_memory *map_file(int descriptor)
{
	struct shared_memory *memory = calloc(1, sizeof *memory);
	struct stat status;

	if (memory == NULL || fstat(descriptor, &status) != 0)
		goto failed;
	memory->size = (size_t)status.st_size;
	memory->base = mmap(NULL, memory->size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
	if (memory->base == MAP_FAILED)
		goto failed;
	madvise(memory->base, memory->size, MADV_DONTFORK);
	return memory;
failed:
	free(memory);
	return NULL;
}

napi_value shared_memory__map(napi_env env, napi_callback_info info)
{
	napi_value argument, value;
	struct shared_memory *memory;
	int32_t descriptor;

	if (!addon__arguments(env, info, 1, &argument, NULL, NULL))
		return NULL;
	TRY(env, napi_get_value_int32(env, argument, &descriptor), NULL);
	memory = map_file(descriptor);
	if (memory == NULL)
		return throw_errno(env, "mmap");
	const napi_status status = napi_create_external_arraybuffer(env, memory->base, memory->size, collected, memory, &value);
	if (status != napi_ok)
		/* Refused: `collected` won't be called. */
		collected(env, NULL, memory);
	TRY(env, status, NULL);
	return value;
}

napi_value shared_memory__unmap(napi_env env, napi_callback_info info)
{
	bool is_buffer = false;
	napi_value argument;

	if (!addon__arguments(env, info, 1, &argument, NULL, NULL))
		return NULL;
	TRY(env, napi_is_arraybuffer(env, argument, &is_buffer), NULL);
	if (is_buffer)
		TRY(env, napi_detach_arraybuffer(env, argument), NULL);
	return NULL;
}
