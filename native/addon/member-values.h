/* SPDX-License-Identifier: MIT */
/* What a member knows of others, as JavaScript objects: `runtime/cluster/native-member.ts`. */
#ifndef SLUICE_ADDON_MEMBER_VALUES_H
#define SLUICE_ADDON_MEMBER_VALUES_H

#include "addon.h"
#include "member.h"

/* A NativePeer, or null for NULL; the reference is taken over. NULL with an exception. */
napi_value member_values__peer(napi_env env, struct sluice__peer *peer);
/* A NativeMemberEvent; NULL with an exception. */
napi_value member_values__event(napi_env env, const struct sluice_member_event *event);

#endif /* SLUICE_ADDON_MEMBER_VALUES_H */
