/* SPDX-License-Identifier: MIT */
/*
 *   liar-peer ADDRESS SEED BLOCKS calls|messages    connects, lies, leaves or only stops listening, and again, until nobody accepts it any more
 *
 * A process of its own: what it maps of its victim is all that it has of it.
 */
#define _GNU_SOURCE
#include <sys/socket.h>

#include "liar.h"

#define MOST_STEPS 3000u

static void lie_at_length(struct liar *liar, struct sluice__link *link)
{
	const uint32_t steps = 1 + below(&liar->seed, MOST_STEPS), leaves_at = below(&liar->seed, 2) == 0 ? below(&liar->seed, steps) : steps;
	uint32_t i;

	for (i = 0; i < steps; i++) {
		if (below(&liar->seed, 8) == 0)
			liar_race(liar, 1 + below(&liar->seed, 4000));
		else if (below(&liar->seed, 100) >= liar->honesty && below(&liar->seed, 3) == 0)
			liar_flip(liar, 1 + below(&liar->seed, 4000));
		else
			liar_step(liar);
		/* It hears nothing more, and goes on storing. */
		if (i == leaves_at)
			shutdown(link->control, SHUT_RDWR);
	}
}

int main(int count, char **arguments)
{
	static const uint32_t honesty[] = {0, 50, 90, 97, 99};
	struct sluice__terms terms = {.options = SLUICE_CHANNEL_OPTIONS, .purpose = SLUICE_PURPOSE_CHANNEL};
	unsigned long long stores = 0;
	struct sluice__link link;
	uint32_t seed, rounds;

	CHECK(count == 5);
	seed = (uint32_t)strtoul(arguments[2], NULL, 10) | 1u;
	terms.options.send_order = 0;
	terms.options.arena_block_count = (uint32_t)strtoul(arguments[3], NULL, 10);
	terms.options.arena_block_size = terms.options.arena_block_count == 0 ? 0 : 256;
	for (rounds = 0; sluice__link_connect(arguments[1], &terms, sluice_deadline_after(INT64_C(60000000000)), &link, NULL) == 0; rounds++) {
		struct liar liar;

		liar_open(&liar, &link, draw(&seed));
		liar.has_calls = strcmp(arguments[4], "calls") == 0;
		liar.honesty = honesty[below(&seed, 5)];
		liar.may_tell = below(&seed, 2) == 0 ? (1u << LIE_COUNT) - 1 : 1u << LIE_HINT | 1u << below(&seed, LIE_COUNT);
		lie_at_length(&liar, &link);
		stores += liar.stores;
		liar_close(&liar);
		sluice__link_close(&link);
	}
	printf("rounds=%u stores=%llu\n", (unsigned)rounds, stores);
	return 0;
}
