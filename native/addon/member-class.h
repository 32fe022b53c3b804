/* SPDX-License-Identifier: MIT */
/* NativeMember: a thread's end of a cluster member, with the segments of all members as ArrayBuffers. */
#ifndef SLUICE_ADDON_MEMBER_CLASS_H
#define SLUICE_ADDON_MEMBER_CLASS_H

#include "addon.h"
#include "member.h"

bool member_class__define(struct addon *addon);
/* `joinCluster` and `attachMember` of NativeAddon; their data is the addon. */
napi_value member_class__join(napi_env env, napi_callback_info info);
napi_value member_class__attach(napi_env env, napi_callback_info info);

/* The object of a thread: waiter 0 is that of the one that has joined. Takes the member over, also when it fails: it leaves, or detaches then. */
bool member_class__create(struct addon *addon, struct sluice_member *member, uint64_t ticket, uint32_t waiter, napi_value *object);

#endif /* SLUICE_ADDON_MEMBER_CLASS_H */
