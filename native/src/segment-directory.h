/* SPDX-License-Identifier: MIT */
/* The directory of a segment: laid out for a plan, or judged against one. */
#ifndef SLUICE_SRC_SEGMENT_DIRECTORY_H
#define SLUICE_SRC_SEGMENT_DIRECTORY_H

#include "segment-map.h"

/* Most entries that a plan makes. */
#define SLUICE__MAX_PARTS 9

/* Fills entries for the parts of a plan and the size of the whole segment; returns their number, or 0 when it would not fit in 4 GiB. */
uint32_t sluice__directory_plan(const struct sluice__plan *plan, struct sluice_directory_entry entries[SLUICE__MAX_PARTS], uint64_t *size);

/*
 * Judges a private copy of a directory: every entry aligned, inside of the segment and apart from all others, and the parts exactly those
 * of the plan. Kinds that this version does not know are left alone: what a peer must know has a bit in features_incompat.
 */
int sluice__directory_judge(const struct sluice_directory_entry *entries, uint32_t count, uint64_t segment_size,
			    const struct sluice__plan *expected, struct sluice_channel_refusal *why);

/* Points `map` at the parts of a directory that was planned or judged. */
void sluice__directory_apply(const struct sluice_directory_entry *entries, uint32_t count, struct sluice__map *map);

#endif /* SLUICE_SRC_SEGMENT_DIRECTORY_H */
