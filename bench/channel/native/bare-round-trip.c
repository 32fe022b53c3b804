/* SPDX-License-Identifier: MIT */
/* The floor of a round trip: see bench/channel/exercises/bare-round-trip.ts. */
#include <stdlib.h>

#include "bare.h"
#include "message.h"

struct bare {
	struct setting setting;
	uint8_t *own, *other;
	uint32_t sequence;
};

static void *open_bare(const struct setting *setting)
{
	uint8_t *memory = map_shared(setting->place, BARE_DATA);
	struct bare *bare = calloc(1, sizeof *bare);

	bare->setting = *setting;
	bare->own = memory + (setting->is_lead ? LEAD_WORD : ECHO_WORD);
	bare->other = memory + (setting->is_lead ? ECHO_WORD : LEAD_WORD);
	return bare;
}

ALWAYS_INLINE void send_message(struct bare *bare, uint32_t bytes)
{
	uint32_t *word = (uint32_t *)(void *)bare->own;

	encode_message(bare->own + BARE_PAYLOAD, bytes, bare->sequence);
	store_word(word, bare->sequence);
	if (bare->setting.sleeps)
		wake_word(word);
}

ALWAYS_INLINE void receive_message(struct bare *bare, uint32_t bytes)
{
	uint32_t *word = (uint32_t *)(void *)bare->other;

	while (load_word(word) != bare->sequence) {
		if (bare->setting.sleeps)
			wait_word(word, bare->sequence - 1);
		else
			relax();
	}
	decode_message(bare->other + BARE_PAYLOAD, bytes, bytes, bare->sequence);
}

ALWAYS_INLINE void exchange(struct bare *bare, uint64_t count, uint32_t bytes)
{
	for (uint64_t i = 0; i < count; i++) {
		bare->sequence++;
		if (bare->setting.is_lead) {
			send_message(bare, bytes);
			receive_message(bare, bytes);
		} else {
			receive_message(bare, bytes);
			send_message(bare, bytes);
		}
	}
}

static int64_t run_bare(void *self, uint64_t count)
{
	struct bare *bare = self;
	const int64_t start = now_ns();

	if (bare->setting.bytes == 16)
		exchange(bare, count, 16);
	else
		exchange(bare, count, 64);
	return now_ns() - start;
}

const struct exercise bare_round_trip = { "bare-round-trip", open_bare, run_bare };
