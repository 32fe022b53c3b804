/* SPDX-License-Identifier: MIT */
/* NativeListening: an address where connections are prepared on the loop, or on a thread that blocks for them. */
#ifndef SLUICE_ADDON_LISTENING_CLASS_H
#define SLUICE_ADDON_LISTENING_CLASS_H

#include "addon.h"

bool listening_class__define(struct addon *addon);
/* `listen` of NativeAddon; its data is the addon. */
napi_value listening_class__listen(napi_env env, napi_callback_info info);

#endif /* SLUICE_ADDON_LISTENING_CLASS_H */
