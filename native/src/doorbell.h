/* SPDX-License-Identifier: MIT */
/* Eventfds as doorbells. Their open file description is shared with a peer that the policy trusts; nothing here waits all the same. */
#ifndef SLUICE_SRC_DOORBELL_H
#define SLUICE_SRC_DOORBELL_H

#include <stdbool.h>

/* A new one, CLOEXEC and non-blocking; -1 with errno. */
int sluice__doorbell_create(void);
/* Whether a descriptor that a peer passed is an eventfd: 1 or 0; makes it non-blocking. -SLUICE_ERR_SYSTEM when that can't be found out. */
int sluice__doorbell_accept(int descriptor);
void sluice__doorbell_ring(int descriptor);
/* Whether it had been rung. */
bool sluice__doorbell_drain(int descriptor);

#endif /* SLUICE_SRC_DOORBELL_H */
