/* SPDX-License-Identifier: MIT */
/*
 * What observers see of the channels and broadcasts of this process: files of entries that only this process writes, and that `sluice top` finds in
 * /proc/PID/fd. Layout: schema/statistics.yaml; why so: docs/decisions/0007-statistics.md. Nothing here ever fails a channel: without memory or
 * descriptors there are no statistics.
 */
#ifndef SLUICE_SRC_STATISTICS_H
#define SLUICE_SRC_STATISTICS_H

#include "link.h"

#include "../../generated/statistics/statistics.h"

/* Gives the link an entry, unless the environment says SLUICE_STATISTICS=off, or there is none. A link of a broadcast is a subscriber's. */
void sluice__statistics_begin(struct sluice__link *link, uint32_t purpose);
/* An entry of a publisher, whose ring is in `shared`; NULL for none. */
struct sluice_statistics_entry *sluice__statistics_begin_publisher(const struct sluice__map *shared, const char *address);
/* The entry says that it has ended, and is not the caller's any more; files without an entry in use are unmapped. NULL is nothing. */
void sluice__statistics_end(struct sluice_statistics_entry **entry);

/* The totals of an entry, which the thread of its channel writes. */
struct sluice__totals *sluice__statistics_totals(struct sluice_statistics_entry *entry);

/* A bell is rung, which takes a system call: with the time, when it is about new records. */
void sluice__statistics_count_ring(const struct sluice__link *link, bool is_data);
/* There was no room: the counters, and the reader's head. */
void sluice__statistics_refuse(struct sluice_statistics_entry *entry, const struct sluice_channel_counters *counters, uint32_t head);

#endif /* SLUICE_SRC_STATISTICS_H */
