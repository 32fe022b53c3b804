/* A megabyte each way at the same time, with checksums. */
#ifndef STREAM_H
#define STREAM_H

#include <sluice/channel.h>

/*
 * Sends a megabyte of numbers that follow from each other, and then their sum as 8 bytes; takes the same from the peer. Both directions go on at the
 * same time. Says the outcome on stdout; returns 0 when the peer's sum is right.
 */
int exchange_megabyte(struct sluice_channel *channel, int64_t deadline_ns);

/* Numbers that follow from the first one, one in each byte, and behind them their sum as 8 bytes. */
void fill_numbers(uint8_t *bytes, size_t length, uint32_t number);
int is_sum_right(const uint8_t *bytes, size_t length);

#endif
