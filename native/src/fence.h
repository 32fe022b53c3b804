/* SPDX-License-Identifier: MIT */
/*
 * A fence that one side runs for both: membarrier(2). Who publishes all the time then needs none of its own, and who is about to sleep pays. The
 * decision is docs/decisions/0008-fence.md.
 */
#ifndef SLUICE_SRC_FENCE_H
#define SLUICE_SRC_FENCE_H

#include "link.h"

/* SLUICE_FEATURE_ bits for a hello: none where the kernel, or a sandbox, does not let this process. Registers it. */
uint32_t sluice__fence_features(const struct sluice__terms *terms);

/*
 * R5 of docs/models.md. Every running thread of every registered process runs a full fence before this returns, and so does the caller. Takes a
 * microsecond.
 */
void sluice__fence_others(void);

#endif /* SLUICE_SRC_FENCE_H */
