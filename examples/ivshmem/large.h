/* Messages of up to all that a lane takes, by reference where they are too large for its ring. */
#ifndef LARGE_H
#define LARGE_H

#include <sluice/channel.h>

/*
 * Takes messages of numbers that end with their sum as 8 bytes, and sends as many numbers of its own back for each, until one comes that is a sum alone.
 * Says the outcome on stdout; returns 0 when all sums are right.
 */
int exchange_large(struct sluice_channel *channel, int64_t deadline_ns);

#endif
