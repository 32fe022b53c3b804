/* SPDX-License-Identifier: MIT */
/* Whether two processes have to share one processor: spinning for the peer would then keep it from working. */
#ifndef SLUICE_ADDON_CORES_H
#define SLUICE_ADDON_CORES_H

#include <stdbool.h>
#include <sys/types.h>

/* Two system calls, so that affinity that changes is seen. False when the peer is not known: pid 0, or gone. */
bool cores__are_shared(pid_t peer);

#endif /* SLUICE_ADDON_CORES_H */
