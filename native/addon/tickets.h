/* SPDX-License-Identifier: MIT */
/*
 * Links on their way from the thread that listens to the one that will use them: a process-wide table. A ticket outlives the isolate that took it,
 * because the number may be on its way to another one; who made it drops what nobody adopts.
 */
#ifndef SLUICE_ADDON_TICKETS_H
#define SLUICE_ADDON_TICKETS_H

#include "held-link.h"

/* Takes the link over, also when it fails: 0 without memory. */
uint64_t tickets__put(struct held_link *link);
/* Hands it out, once: false when there is no such ticket any more. */
bool tickets__take(uint64_t ticket, struct held_link *out);

#endif /* SLUICE_ADDON_TICKETS_H */
