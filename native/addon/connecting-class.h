/* SPDX-License-Identifier: MIT */
/* NativeConnecting: a connection attempt on the loop, and the same on a blocked thread. */
#ifndef SLUICE_ADDON_CONNECTING_CLASS_H
#define SLUICE_ADDON_CONNECTING_CLASS_H

#include "addon.h"

bool connecting_class__define(struct addon *addon);
/* `connect` and `connectSync` of NativeAddon; their data is the addon. */
napi_value connecting_class__connect(napi_env env, napi_callback_info info);
napi_value connecting_class__connect_sync(napi_env env, napi_callback_info info);

#endif /* SLUICE_ADDON_CONNECTING_CLASS_H */
