/* SPDX-License-Identifier: MIT */
/* Descriptors of calls in records. */
#include "cluster-record.h"

#include <string.h>

#include <sluice/atomic.h>

#define NOBODY (UINT64_C(1) << 63)
/* Of the length, plus 1. */
#define LENGTH_MASK UINT64_C(0xff)
#define THREAD_AT 8

void sluice__descriptor_mark(uint8_t *descriptor, uint32_t index, size_t length, bool is_one_way)
{
	sluice_store_le32(descriptor, index);
	sluice_store_le64(descriptor + THREAD_AT, (is_one_way ? NOBODY : 0) | (length != SLUICE_CLUSTER_DESCRIPTOR ? length + 1 : 0));
}

size_t sluice__descriptor_unmark(uint8_t *descriptor, bool *is_one_way)
{
	const uint64_t marks = sluice_load_le64(descriptor + THREAD_AT), length = marks & LENGTH_MASK;

	sluice_store_le64(descriptor + THREAD_AT, 0);
	*is_one_way = (marks & NOBODY) != 0;
	return length != 0 && length <= SLUICE_CLUSTER_DESCRIPTOR ? (size_t)length - 1 : SLUICE_CLUSTER_DESCRIPTOR;
}

uint64_t sluice__cluster_fingerprint(const struct sluice_cluster_transport_options *options, uint32_t index)
{
	return index < options->fingerprint_count ? options->fingerprints[index] : 0;
}

void sluice__cluster_hand_over(const struct sluice_call *envelope, const uint8_t *payload, size_t length, sluice_receive *receive, void *user)
{
	uint8_t record[SLUICE__CLUSTER_RECORD_SIZE];

	sluice_call_store(record, *envelope);
	if (length > 0)
		memcpy(record + SLUICE_CALL_SIZE, payload, length);
	receive(user, record, SLUICE_CALL_SIZE + length);
}
