/* SPDX-License-Identifier: MIT */
/* NativeTerms as `struct sluice__terms`: what a side brings to a handshake, with the JavaScript function that decides about peers. */
#ifndef SLUICE_ADDON_TERMS_H
#define SLUICE_ADDON_TERMS_H

#include "addon.h"

struct terms {
	struct sluice__terms native; /* points into this struct: does not move */
	struct addon *addon;
	struct resource *owner; /* gives the policy its async context; NULL when JavaScript waits for the answer */
	struct sluice_message_identity *messages;
	napi_ref policy; /* NULL for the default */
	uint32_t broadcast_size;
};

/* Fills zeroed terms; throws SLUICE_ERR_OPTION for what can't be passed on. The link layer judges the rest. Free them in any case. */
bool terms__read(struct addon *addon, napi_value object, struct terms *out);
/* Once nothing uses them any more, or the isolate is ending. May be called twice. */
void terms__free(struct terms *terms);

#endif /* SLUICE_ADDON_TERMS_H */
