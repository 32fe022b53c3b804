/* SPDX-License-Identifier: MIT */
/* What goes on behind a NativeListening: the listener of the link layer, stepped by the loop or by a blocked thread. */
#ifndef SLUICE_ADDON_LISTENING_H
#define SLUICE_ADDON_LISTENING_H

#include "mapping.h"
#include "resource.h"
#include "terms.h"

struct listening_resource {
	struct resource base;
	struct terms terms;
	struct sluice__listening *listening; /* NULL once closed */
	int descriptor;			     /* a duplicate for libuv, which lets go of it later than the listener closes; -1 for none */
	uv_poll_t *poll;
	uv_timer_t *timer;
	napi_ref on_prepared;
	struct mapping *shared; /* of a publisher, else NULL */
	struct buffer *shared_buffer;
	napi_ref statistics; /* the ArrayBuffer over what observers see of a publisher; NULL without */
	struct addon_failure failure; /* of the last step, for `take`; status 0 for none */
	bool is_stepping;	      /* the policy runs: the listener can't be closed under its feet */
};

extern const struct resource_kind listening__kind;

/* Begins to watch the listener that has started, on the loop. 0 or a uv error number. */
int listening__watch(struct listening_resource *self);
/* How many connections are prepared; 0 as well when the policy has closed the listener, or `failure` says why there are none. */
int listening__step(struct listening_resource *self);

#endif /* SLUICE_ADDON_LISTENING_H */
