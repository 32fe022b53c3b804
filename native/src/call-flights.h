/* SPDX-License-Identifier: MIT */
/* Requests whose answers are missing. */
#ifndef SLUICE_SRC_CALL_FLIGHTS_H
#define SLUICE_SRC_CALL_FLIGHTS_H

#include <sluice/call.h>

/* A request in flight. */
struct sluice__flight {
	struct sluice_pending *pending;	/* NULL in a free slot */
	uint64_t start;			/* position of the record in what was committed */
	uint32_t correlation;
	uint32_t index;
	uint32_t target;
};

/* Room in the table, and the next correlation; false without memory. */
bool sluice__flight_prepare(struct sluice_calls *calls, uint32_t *correlation);
void sluice__flight_add(struct sluice_calls *calls, const struct sluice__flight *flight);
struct sluice__flight *sluice__flight_find(struct sluice_calls *calls, uint32_t correlation);

/* One answer less is missing; the flight is gone. */
void sluice__flight_land(struct sluice_calls *calls, struct sluice__flight *flight, int status, int refusal, enum sluice_started started);

/* Ends what `pending` waits for, and tells the peer. */
void sluice__end_calls(struct sluice_transport *transport, const struct sluice_pending *pending, int status);

/* Ends every call: there is no peer to tell any more. */
void sluice__end_all_calls(struct sluice_transport *transport, int status);

/* Ends the calls whose time is over. */
void sluice__expire(struct sluice_transport *transport);

#endif /* SLUICE_SRC_CALL_FLIGHTS_H */
