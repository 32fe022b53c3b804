/* SPDX-License-Identifier: MIT */
/* The two messages of feed.yaml, by their size, which must be a constant where it is called. */
#ifndef SLUICE_BENCH_MESSAGE_H
#define SLUICE_BENCH_MESSAGE_H

#include "feed.h"
#include "side.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))

ALWAYS_INLINE void encode_message(void *to, uint32_t bytes, uint32_t sequence)
{
	struct sluice_error error;
	size_t written;
	int status;

	if (bytes == 16) {
		const struct feed_tick tick = { .sequence = sequence, .instrument = 7, .price = -1250, .quantity = 300 };

		status = feed_tick_encode(to, bytes, &tick, &written, &error);
	} else {
		const struct feed_quote quote = { .sequence = sequence, .instrument = 7, .time = 1.5e9, .bid = 99.25, .ask = 99.5,
						  .bid_quantity = 100, .ask_quantity = 200, .bid_orders = 3, .ask_orders = 4,
						  .last = 99.375, .volume = 1e6 };

		status = feed_quote_encode(to, bytes, &quote, &written, &error);
	}
	if (status != 0)
		fail("encode", status);
}

/* The bytes do not change while they are read: the caller vouches for that. */
ALWAYS_INLINE void decode_message(const void *from, size_t length, uint32_t bytes, uint32_t sequence)
{
	struct sluice_error error;
	uint32_t got;
	int status;

	if (bytes == 16) {
		struct feed_tick tick;

		status = feed_tick_decode(from, length, NULL, 0, &tick, &error);
		got = tick.sequence;
		__asm__ volatile("" : : "m"(tick)); /* all of it is wanted */
	} else {
		struct feed_quote quote;

		status = feed_quote_decode(from, length, NULL, 0, &quote, &error);
		got = quote.sequence;
		__asm__ volatile("" : : "m"(quote));
	}
	if (status != 0)
		fail("decode", status);
	if (got != sequence)
		fail("out of sequence", (long)got - (long)sequence);
}

#endif /* SLUICE_BENCH_MESSAGE_H */
