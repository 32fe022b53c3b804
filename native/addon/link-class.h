/* SPDX-License-Identifier: MIT */
/* NativeLink: a link as a JavaScript object, with its two segments as ArrayBuffers. */
#ifndef SLUICE_ADDON_LINK_CLASS_H
#define SLUICE_ADDON_LINK_CLASS_H

#include "addon.h"
#include "held-link.h"

bool link_class__define(struct addon *addon);
/* Takes the link over, also when it fails. */
bool link_class__create(struct addon *addon, struct held_link *held, napi_value *object);
bool link_class__create_from(struct addon *addon, struct sluice__link *link, napi_value *object);

#endif /* SLUICE_ADDON_LINK_CLASS_H */
