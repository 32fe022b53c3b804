/* A megabyte each way at the same time, with checksums. */
#ifndef STREAM_H
#define STREAM_H

#include <sluice/channel.h>

/*
 * Sends a megabyte of numbers that follow from each other, and then their sum as 8 bytes; takes the same from the peer. Both directions go on at the
 * same time. Says the outcome on stdout; returns 0 when the peer's sum is right.
 */
int exchange_megabyte(struct sluice_channel *channel, int64_t deadline_ns);

#endif
