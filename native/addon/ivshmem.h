/* SPDX-License-Identifier: MIT */
/*
 * `ivshmem` of the addon: the system calls of an ivshmem server and of its client, for `runtime/ivshmem/`. What messages mean to a server is not
 * known here. Descriptors belong to objects, which close them when they are closed or collected.
 */
#ifndef SLUICE_ADDON_IVSHMEM_H
#define SLUICE_ADDON_IVSHMEM_H

#include "addon.h"

struct sluice__fds;

/* The object `ivshmem` of the addon. */
bool ivshmem__define(struct addon *addon, napi_value exports);

/* Functions that throw a failure of the system, `errno` and `syscall`; NULL, for `return`. */
napi_value ivshmem__throw_errno(napi_env env, const char *syscall);

/* ---- NativeDescriptors: ivshmem-descriptors.c -------------------------------------------------------------------------------------- */

bool ivshmem__define_descriptors(struct addon *addon);
/* Takes them over, also when it fails. */
napi_value ivshmem__wrap_descriptors(struct addon *addon, struct sluice__fds *fds);
napi_value ivshmem__wrap_descriptor(struct addon *addon, int descriptor);
/* False with an exception when it is no open NativeDescriptors. The result is borrowed. */
bool ivshmem__descriptors_of(struct addon *addon, napi_value value, struct sluice__fds **out);

/* ---- the others, each in its file; their data is the addon ------------------------------------------------------------------------- */

bool ivshmem__define_listening(struct addon *addon);
napi_value ivshmem__listen(napi_env env, napi_callback_info info);
napi_value ivshmem__listen_on(napi_env env, napi_callback_info info);

bool ivshmem__define_connection(struct addon *addon);
/* Takes the socket over, also when it fails. */
napi_value ivshmem__wrap_connection(struct addon *addon, int socket);
napi_value ivshmem__connect(napi_env env, napi_callback_info info);

bool ivshmem__define_client(struct addon *addon);
napi_value ivshmem__connect_client(napi_env env, napi_callback_info info);

napi_value ivshmem__create_eventfds(napi_env env, napi_callback_info info);
napi_value ivshmem__create_memory(napi_env env, napi_callback_info info);
napi_value ivshmem__create_unnamed(napi_env env, napi_callback_info info);
napi_value ivshmem__open_named(napi_env env, napi_callback_info info);
napi_value ivshmem__unlink_named(napi_env env, napi_callback_info info);
napi_value ivshmem__adopt(napi_env env, napi_callback_info info);
napi_value ivshmem__join(napi_env env, napi_callback_info info);
napi_value ivshmem__raise_limit(napi_env env, napi_callback_info info);
napi_value ivshmem__notify(napi_env env, napi_callback_info info);

#endif /* SLUICE_ADDON_IVSHMEM_H */
