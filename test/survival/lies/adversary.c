/* SPDX-License-Identifier: MIT */
/*
 *   adversary KIND OPERATIONS    until the victims have done so many; SLUICE_SEED=N begins with that round
 *
 * In one half of the rounds the liar takes its turns between the victim's calls, and a seed says all; in the other half it runs in a thread of
 * its own, and stores while the victim is in the middle of something.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

#include "round.h"

#define STEPS 400
#define AFTERWARDS 20
#define PATIENCE_S 60

static const char *program, *kind_name;
static uint32_t round_seed;
static bool is_done;
/* How rounds ended: by the reason of the poison, or nothing of the kind. */
static uint64_t endings[32];

static void say_seed(void)
{
	char line[200];
	int length;

	if (is_done)
		return;
	length = snprintf(line, sizeof line, "seed=%u; again: SLUICE_SEED=%u %s %s 1\n", round_seed, round_seed, program, kind_name);
	if (write(2, line, (size_t)length) < 0)
		return;
}

/* Its own runtime, with callbacks of its own: as an abort it says the seed, too. */
const char *__ubsan_default_options(void);
const char *__ubsan_default_options(void)
{
	return "abort_on_error=1:print_stacktrace=1";
}

static void on_abort(int number)
{
	(void)number;
	say_seed();
}

static void on_alarm(int number)
{
	static const char text[] = "a call has not come back\n";

	(void)number;
	if (write(2, text, sizeof text - 1) < 0)
		_exit(3);
	say_seed();
	_exit(3);
}

/* ---- what a victim may say --------------------------------------------------------------------------------------------------------- */

void check_status(struct round *round, const struct sluice_channel *channel, int status)
{
	const unsigned told = atomic_load(&round->liar.told);
	const bool says_state = (told & 1u << LIE_STATE) != 0, has_left = atomic_load(&round->has_left);
	const bool ends = (told & (1u << LIE_TAIL | 1u << LIE_HEADER)) != 0;

	switch (status) {
	case -SLUICE_ERR_POISONED: {
		const uint32_t reason = channel == NULL ? 0 : sluice_channel_get_ending(channel).reason;

		if (!liar_explains(told, reason)) {
			fprintf(stderr, "%s: told=%#x, but reason=%u\n", kind_name, told, reason);
			exit(1);
		}
		round->reason = reason < NO_RECORD ? reason : UNTOLD;
		break;
	}
	case -SLUICE_ERR_PEER_CLOSED: CHECK(says_state || ends); break;
	case -SLUICE_ERR_PEER_DIED: CHECK(has_left); break;
	case -SLUICE_ERR_ENDED: CHECK(ends); break;
	case -SLUICE_ERR_DEADLINE:
	case -SLUICE_ERR_PEER_UNRESPONSIVE: break;
	default:
		if (status < 0)
			fprintf(stderr, "%s: status=%d %s\n", kind_name, status, sluice_error_name(status));
		CHECK(status >= 0);
	}
}

static uint32_t sum_of(const struct sluice_message *message)
{
	const volatile uint8_t *bytes = message->payload;
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < message->size; i++)
		sum = sum * 33 + bytes[i];
	return sum;
}

void check_message(struct round *round, const struct sluice_message *message)
{
	const uint32_t sum = sum_of(message);
	size_t i;

	if (!round->options.trusts_peer)
		CHECK(sum == sum_of(message));
	if (!round->is_soft)
		return;
	CHECK(message->flags == round->wave || message->flags == round->wave + 1);
	round->wave = message->flags;
	for (i = 0; i < message->size; i++)
		CHECK(message->payload[i] == liar_byte(round->wave, i));
}

/* ---- rounds -------------------------------------------------------------------------------------------------------------------------- */

void draw_options(struct round *round, const struct kind *kind)
{
	round->options = SLUICE_CHANNEL_OPTIONS;
	round->options.send_order = below(&round->seed, 4) == 0;
	round->options.trusts_peer = kind->trusts;
	round->options.backpressure = below(&round->seed, 4) == 0 ? SLUICE_DROP_NEWEST : SLUICE_BLOCK;
	if (kind->has_arena) {
		round->options.arena_block_size = 64u << below(&round->seed, 5);
		round->options.arena_block_count = 1 + below(&round->seed, 20);
	}
}

static void draw_lies(struct round *round, const struct kind *kind, bool is_along)
{
	static const unsigned honesty[] = {0, 50, 80, 95, 99};
	static const unsigned soft = 1u << LIE_HINT | 1u << LIE_REASON | 1u << LIE_PAGE;
	struct liar *liar = &round->liar;

	liar->honesty = honesty[below(&round->seed, 5)];
	switch (below(&round->seed, 5)) {
	case 0:
		liar->may_tell = soft;
		round->is_soft = true;
		break;
	case 4:
		/* Up to its one lie. */
		liar->may_tell = soft;
		round->dooms = !is_along && !kind->has_calls;
		break;
	/* One kind of lie, so that the reason is known; or any. */
	case 1: liar->may_tell = 1u << LIE_HINT | 1u << LIE_HEADER | 1u << LIE_REFERENCE; break;
	case 2: liar->may_tell = 1u << LIE_HINT | 1u << below(&round->seed, LIE_COUNT); break;
	default: liar->may_tell = (1u << LIE_COUNT) - 1; break;
	}
}

static void liar_turn(struct round *round)
{
	struct liar *liar = &round->liar;

	if (round->doom != 0)
		return;
	liar_step(liar);
	if (!round->dooms && below(&liar->seed, 300) == 0 && !atomic_load(&round->has_left)) {
		atomic_store(&round->has_left, true);
		shutdown(round->liar_link.control, SHUT_RDWR);
	}
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct round *running;
static _Atomic bool shall_stop;

static void *lie_along(void *unused)
{
	(void)unused;
	for (;;) {
		struct round *round;

		pthread_mutex_lock(&mutex);
		while (running == NULL)
			pthread_cond_wait(&changed, &mutex);
		round = running;
		pthread_mutex_unlock(&mutex);
		while (!atomic_load_explicit(&shall_stop, memory_order_relaxed)) {
			const bool may_race = (round->liar.may_tell & 1u << LIE_HEADER) != 0 && (round->liar.may_tell & 1u << LIE_REFERENCE) != 0;

			if (may_race && below(&round->liar.seed, 2) == 0)
				liar_race(&round->liar, 1 + below(&round->liar.seed, 4000));
			else if (below(&round->liar.seed, 100) >= round->liar.honesty && below(&round->liar.seed, 4) == 0)
				liar_flip(&round->liar, 1 + below(&round->liar.seed, 4000));
			else
				liar_turn(round);
		}
		pthread_mutex_lock(&mutex);
		running = NULL;
		pthread_cond_broadcast(&changed);
		pthread_mutex_unlock(&mutex);
	}
	return NULL;
}

static void set_running(struct round *round)
{
	pthread_mutex_lock(&mutex);
	if (round != NULL) {
		atomic_store(&shall_stop, false);
		running = round;
		pthread_cond_broadcast(&changed);
	} else {
		atomic_store(&shall_stop, true);
		while (running != NULL)
			pthread_cond_wait(&changed, &mutex);
	}
	pthread_mutex_unlock(&mutex);
}

/* The victim must notice, and name the rule. */
static void be_found_out(struct round *round, const struct kind *kind)
{
	uint32_t i;

	round->doom = liar_doom(&round->liar, kind->reads_only);
	for (i = 0; round->doom != 0 && round->reason == 0 && i < STEPS * 10; i++)
		kind->step(round);
	if (round->doom != 0 && round->reason != round->doom && round->reason < NO_RECORD) {
		fprintf(stderr, "%s: expected reason=%u got=%u after %u steps\n", kind_name, round->doom, round->reason, i);
		exit(1);
	}
}

/* Returns the operations of the victim. */
static uint64_t run_round(const struct kind *kind, uint32_t seed, uint64_t *stores)
{
	struct round round = {.seed = seed | 1u};
	struct sluice__terms terms = {.purpose = kind->purpose};
	struct sluice__link links[2];
	const bool is_along = seed % 2 == 0 || kind->waits;
	uint32_t steps, i;

	draw(&round.seed);
	draw_options(&round, kind);
	terms.options = round.options;
	CHECK(sluice__link_pair(&terms, &terms, links) == 0);
	round.liar_link = links[1];
	liar_open(&round.liar, &round.liar_link, draw(&round.seed));
	round.liar.has_calls = kind->has_calls;
	draw_lies(&round, kind, is_along);
	kind->open(&round, &links[0]);
	steps = 1 + below(&round.seed, STEPS);
	if (is_along)
		set_running(&round);
	for (i = 0; i < steps; i++) {
		uint32_t turns = is_along ? 0 : below(&round.seed, below(&round.seed, 8) == 0 ? 40 : 4);

		while (turns-- > 0)
			liar_turn(&round);
		kind->step(&round);
		/* After its end a little is enough. */
		if (round.reason != 0 && steps > i + AFTERWARDS)
			steps = i + AFTERWARDS;
	}
	if (is_along)
		set_running(NULL);
	else if (round.dooms && round.reason == 0)
		be_found_out(&round, kind);
	kind->close(&round);
	endings[round.reason]++;
	*stores += round.liar.stores;
	liar_close(&round.liar);
	sluice__link_close(&round.liar_link);
	return round.operations;
}

static const struct kind *find(const struct kind *kinds, const char *name)
{
	for (; kinds->name != NULL; kinds++)
		if (strcmp(kinds->name, name) == 0)
			return kinds;
	return NULL;
}

static void list(const struct kind *kinds)
{
	for (; kinds->name != NULL; kinds++)
		puts(kinds->name);
}

int main(int count, char **arguments)
{
	const char *first = getenv("SLUICE_SEED");
	uint64_t wanted, operations = 0, stores = 0, rounds = 0;
	const struct kind *kind;
	pthread_t thread;
	unsigned reason;

	if (count < 3) {
		list(CHANNEL_KINDS);
		list(TRANSPORT_KINDS);
		return 0;
	}
	program = arguments[0];
	kind_name = arguments[1];
	wanted = strtoull(arguments[2], NULL, 10);
	kind = find(CHANNEL_KINDS, kind_name);
	if (kind == NULL)
		kind = find(TRANSPORT_KINDS, kind_name);
	CHECK(kind != NULL);
	atexit(say_seed);
#if defined(__SANITIZE_ADDRESS__)
	__sanitizer_set_death_callback(say_seed);
#endif
	signal(SIGALRM, on_alarm);
	signal(SIGABRT, on_abort);
	CHECK(pthread_create(&thread, NULL, lie_along, NULL) == 0);
	round_seed = first == NULL ? (uint32_t)getpid() * 2654435761u : (uint32_t)strtoul(first, NULL, 10);
	while (operations < wanted) {
		alarm(PATIENCE_S);
		operations += run_round(kind, round_seed, &stores);
		rounds++;
		round_seed += 2654435761u;
	}
	is_done = true;
	printf("%s: operations=%llu rounds=%llu stores=%llu reasons=", kind_name, (unsigned long long)operations, (unsigned long long)rounds,
	       (unsigned long long)stores);
	for (reason = 0; reason < 32; reason++)
		if (endings[reason] > 0)
			printf(" %u:%llu", reason, (unsigned long long)endings[reason]);
	putchar('\n');
	return 0;
}
