/* SPDX-License-Identifier: MIT */
/*
 * The floor's own addon: shared memory as an ArrayBuffer, and a futex for the floors that must sleep because both sides have one core. Nothing of
 * the runtime is in it, so that the floor stays what it is whatever happens there. Arguments are not checked: the benchmark alone calls it.
 */
#include <fcntl.h>
#include <linux/futex.h>
#include <node_api.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static void unmap(napi_env env, void *data, void *hint)
{
	(void)env;
	munmap(data, (size_t)(uintptr_t)hint);
}

static napi_value fail(napi_env env, const char *text)
{
	napi_throw_error(env, NULL, text);
	return NULL;
}

static void *address_of(napi_env env, napi_value buffer)
{
	void *data = NULL;
	size_t length = 0;

	napi_get_arraybuffer_info(env, buffer, &data, &length);
	return data;
}

/* map(path, bytes): shared memory of that size; the file is made if it is not there. */
static napi_value map(napi_env env, napi_callback_info info)
{
	napi_value argv[2], buffer;
	size_t argc = 2, length;
	char path[512];
	int64_t bytes;
	void *data;
	int file;

	napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
	napi_get_value_string_utf8(env, argv[0], path, sizeof path, &length);
	napi_get_value_int64(env, argv[1], &bytes);
	file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (file < 0 || ftruncate(file, bytes) != 0)
		return fail(env, "the shared file cannot be made");
	data = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file, 0);
	close(file);
	if (data == MAP_FAILED)
		return fail(env, "the shared file cannot be mapped");
	if (napi_create_external_arraybuffer(env, data, (size_t)bytes, unmap, (void *)(uintptr_t)bytes, &buffer) != napi_ok)
		return fail(env, "this Node cannot map memory into an ArrayBuffer");
	return buffer;
}

static napi_value detach(napi_env env, napi_callback_info info)
{
	napi_value buffer;
	size_t argc = 1;

	napi_get_cb_info(env, info, &argc, &buffer, NULL, NULL);
	napi_detach_arraybuffer(env, buffer);
	return NULL;
}

/* wait(buffer, offset, value): sleeps until woken, unless the word has another value by now. */
static napi_value wait(napi_env env, napi_callback_info info)
{
	napi_value argv[3];
	size_t argc = 3;
	uint32_t offset, value;

	napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
	napi_get_value_uint32(env, argv[1], &offset);
	napi_get_value_uint32(env, argv[2], &value);
	syscall(SYS_futex, (uint8_t *)address_of(env, argv[0]) + offset, FUTEX_WAIT, value, NULL, NULL, 0);
	return NULL;
}

/* wake(buffer, offset) */
static napi_value wake(napi_env env, napi_callback_info info)
{
	napi_value argv[2];
	size_t argc = 2;
	uint32_t offset;

	napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
	napi_get_value_uint32(env, argv[1], &offset);
	syscall(SYS_futex, (uint8_t *)address_of(env, argv[0]) + offset, FUTEX_WAKE, 1, NULL, NULL, 0);
	return NULL;
}

static const napi_property_descriptor functions[] = {
	{ "map", NULL, map, NULL, NULL, NULL, napi_default, NULL },
	{ "detach", NULL, detach, NULL, NULL, NULL, napi_default, NULL },
	{ "wait", NULL, wait, NULL, NULL, NULL, napi_default, NULL },
	{ "wake", NULL, wake, NULL, NULL, NULL, napi_default, NULL },
};

NAPI_MODULE_INIT()
{
	napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions);
	return exports;
}
