/* SPDX-License-Identifier: MIT */
/* The memory of records that have arrived. */
#ifndef SLUICE_SRC_CALL_RECORDS_H
#define SLUICE_SRC_CALL_RECORDS_H

#include <stddef.h>
#include <stdint.h>

#include "segment.h"

struct sluice_calls;

/* Where records lie: filled from the front, empty again when none of its records is alive. */
struct sluice__block {
	struct sluice__block *next;
	size_t capacity;
	size_t used;
	uint32_t alive;
};

/* A record that has arrived, copied out of the transport. Its payload follows. */
struct sluice__record {
	struct sluice__record *next;
	struct sluice__block *block;
	int64_t deadline_ns;
	struct sluice_call envelope;
	size_t length;
};

/* A record with room for a payload; NULL without memory. */
struct sluice__record *sluice__record_new(struct sluice_calls *calls, size_t length);
void sluice__record_free(struct sluice_calls *calls, struct sluice__record *record);
uint8_t *sluice__record_payload(struct sluice__record *record);

/* Frees all blocks; no record is alive. */
void sluice__records_free(struct sluice_calls *calls);

#endif /* SLUICE_SRC_CALL_RECORDS_H */
