/* SPDX-License-Identifier: MIT */
/* Requests that wait to be served. */
#ifndef SLUICE_SRC_CALL_QUEUE_H
#define SLUICE_SRC_CALL_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

struct sluice_calls;
struct sluice__record;

/* Whether nothing more may be taken in. */
bool sluice__queue_is_full(const struct sluice_calls *calls);
void sluice__queue_put(struct sluice_calls *calls, struct sluice__record *record);

/* The first queued request, taken out; NULL when there is none. */
struct sluice__record *sluice__queue_take(struct sluice_calls *calls);

/* Takes a request that its caller has given up out of the queue; false when it is not there. */
bool sluice__queue_cancel(struct sluice_calls *calls, uint32_t correlation);

#endif /* SLUICE_SRC_CALL_QUEUE_H */
