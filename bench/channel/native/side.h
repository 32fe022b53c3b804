/* SPDX-License-Identifier: MIT */
/* The C side of a pair: what the exercises of bench/channel share. */
#ifndef SLUICE_BENCH_SIDE_H
#define SLUICE_BENCH_SIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct setting {
	bool is_lead;
	const char *place;
	uint32_t bytes;		/* of a message or a chunk */
	uint32_t ring_bytes;
	uint32_t batch;		/* records per publish */
	bool sleeps;		/* who has nothing to do sleeps at once */
	bool is_hidden;		/* from observers */
};

/* What an exercise makes of a setting; run returns nanoseconds. */
struct exercise {
	const char *name;
	void *(*open)(const struct setting *setting);
	int64_t (*run)(void *self, uint64_t count);
};

extern const struct exercise bare_round_trip, bare_ring, bare_copy;
extern const struct exercise channel_round_trip, channel_round_trip_hidden, channel_round_trip_trusting, channel_blocking;
extern const struct exercise channel_records, channel_records_hidden, channel_records_trusting, channel_copy, channel_reference;
extern const struct exercise boost_ring;

/* Shared memory behind `place`: words in the first 4096 bytes, then data. */
#define BARE_DATA 4096u
#define LEAD_WORD 0u
#define ECHO_WORD 1024u
#define BARE_PAYLOAD 8u
uint8_t *map_shared(const char *place, size_t bytes);

/* Says that this echo can be connected to. */
void say_ready(void);
/* Ends the process: a benchmark of something that does not work is worth nothing. */
__attribute__((noreturn)) void fail(const char *what, long status);

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_BENCH_SIDE_H */
