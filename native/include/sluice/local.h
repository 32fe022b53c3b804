/* SPDX-License-Identifier: MIT */
/*
 * Transport within a process: two endpoints and a ring of bytes in each direction, for two threads.
 */
#ifndef SLUICE_LOCAL_H
#define SLUICE_LOCAL_H

#include <sluice/transport.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Zeros mean the defaults. */
struct sluice_local_options {
	size_t max_length;	/* SLUICE_MAX_LENGTH */
	size_t outgoing_limit;	/* SLUICE_OUTGOING_LIMIT, in each direction; one record may be longer than that */
};

/* Free both endpoints, each by its own thread or after that; the memory goes with the second one. `options` may be NULL. */
int sluice_local_pair(const struct sluice_local_options *options, struct sluice_transport **first, struct sluice_transport **second);

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_LOCAL_H */
