/* SPDX-License-Identifier: MIT */
/* Memory that others map writable, too, as one ArrayBuffer: an ivshmem region in a file. */
#ifndef SLUICE_ADDON_SHARED_MEMORY_H
#define SLUICE_ADDON_SHARED_MEMORY_H

#include "addon.h"

/* (descriptor): an ArrayBuffer over the whole file, which stays mapped until it is detached or collected. The descriptor stays the caller's. */
napi_value shared_memory__map(napi_env env, napi_callback_info info);
/* (buffer): detaches it, so that all views become empty. */
napi_value shared_memory__unmap(napi_env env, napi_callback_info info);

#endif /* SLUICE_ADDON_SHARED_MEMORY_H */
