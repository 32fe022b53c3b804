/* SPDX-License-Identifier: MIT */
/*
 * Records of calls as a cluster transport has them: an envelope, and the descriptor of a call slot as payload.
 *
 * `thread` of a descriptor says between transports what its index does not: that nobody waits for the answer, and how long a payload is that is not
 * as long as a descriptor, which the server judges. Both are 0 from whoever calls without a transport.
 */
#ifndef SLUICE_SRC_CLUSTER_RECORD_H
#define SLUICE_SRC_CLUSTER_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sluice/cluster-call.h>
#include <sluice/cluster-transport.h>

#include "segment.h"

#define SLUICE__CLUSTER_RECORD_SIZE (SLUICE_CALL_SIZE + SLUICE_CLUSTER_DESCRIPTOR)

/* Sets the index of an RPC and `thread` of a descriptor whose payload has so many bytes, up to SLUICE_CLUSTER_DESCRIPTOR. */
void sluice__descriptor_mark(uint8_t *descriptor, uint32_t index, size_t length, bool is_one_way);
/* What `thread` says, which another process wrote; sets it to 0. The length of the payload is at most SLUICE_CLUSTER_DESCRIPTOR. */
size_t sluice__descriptor_unmark(uint8_t *descriptor, bool *is_one_way);

/* Of the layout of an RPC; 0 when it is not to be compared. */
uint64_t sluice__cluster_fingerprint(const struct sluice_cluster_transport_options *options, uint32_t index);

/* Gives one record to whoever polls. */
void sluice__cluster_hand_over(const struct sluice_call *envelope, const uint8_t *payload, size_t length, sluice_receive *receive, void *user);

#endif /* SLUICE_SRC_CLUSTER_RECORD_H */
