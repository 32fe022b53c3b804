/*
 * One side of an exchange in rounds, the twin of ts-peer.ts: `c-peer ADDRESS listen|connect MS WATCHDOG_MS SEED`. In each round the listener sends
 * records that both sides draw alike, and then the connector does; every byte is checked. Random pauses let one side come into the
 * moments in which the other arms and falls asleep. A wait that takes as long as the watchdog was not woken.
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <sched.h>
#include <time.h>

#include <sluice/channel.h>

#include "../../native/check.h"

#define MOST_RECORDS 12u
#define MOST_LENGTH 400u

static struct sluice_channel *channel;
static int64_t watchdog_ns;
static uint32_t shared, own; /* what both draw from, and what only this side does */

static void late(const char *what)
{
	fprintf(stderr, "nobody woke %s\n", what);
	exit(3);
}

static void check(int status, int expected, int64_t start_ns, const char *what)
{
	if (status == expected && sluice_now_ns() - start_ns < watchdog_ns)
		return;
	if (status == expected || status == -SLUICE_ERR_DEADLINE || status == -SLUICE_ERR_PEER_UNRESPONSIVE)
		late(what);
	fprintf(stderr, "%s: %s\n", what, sluice_error_name(status));
	exit(1);
}

/* Mostly none or as long as a spin before sleeping; seldom long enough for the other side to be asleep. */
static void pause_randomly(void)
{
	const uint32_t kind = below(&own, 16);
	const struct timespec nap = {0, (long)below(&own, 100000)};
	volatile uint32_t i;

	if (kind == 0)
		nanosleep(&nap, NULL);
	else if (kind == 1)
		sched_yield();
	else if (kind < 10)
		for (i = below(&own, 8000); i > 0; i--)
			;
}

static void send_round(uint32_t is_last)
{
	uint32_t left;

	for (left = 1 + below(&shared, MOST_RECORDS); left > 0; left--) {
		const uint32_t length = below(&shared, MOST_LENGTH), value = draw(&shared), way = below(&shared, 8);
		const int64_t start_ns = sluice_now_ns();
		uint8_t *payload;
		uint32_t i;
		const int status = way == 0 ? sluice_channel_prep_reference(channel, length, value, is_last, start_ns + watchdog_ns, &payload)
					    : sluice_channel_prep_message(channel, length, value, is_last, start_ns + watchdog_ns, &payload);

		check(status, 0, start_ns, "a writer that waits for room");
		for (i = 0; i < length; i++)
			payload[i] = (uint8_t)(value + i);
		if (left == 1 || way < 6)
			check(sluice_channel_send_messages(channel), 0, start_ns, "a writer");
		pause_randomly();
	}
}

static uint32_t receive_round(void)
{
	uint32_t left, flags = 0;

	for (left = 1 + below(&shared, MOST_RECORDS); left > 0; left--) {
		const uint32_t length = below(&shared, MOST_LENGTH), value = draw(&shared);
		const int64_t start_ns = sluice_now_ns();
		struct sluice_message message;
		uint32_t i;

		below(&shared, 8);
		check(sluice_channel_receive(channel, start_ns + watchdog_ns, &message), 1, start_ns, "a reader");
		CHECK(message.size == length && message.type == value);
		for (i = 0; i < length; i++)
			CHECK(message.payload[i] == (uint8_t)(value + i));
		flags = message.flags;
		CHECK(sluice_channel_finish_message(channel) == 0);
		pause_randomly();
	}
	return flags;
}

int main(int count, char **arguments)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;
	struct sluice_channel_listener *listener = NULL;
	uint32_t rounds = 0, is_last = 0;
	int64_t end_ns;
	bool is_first;

	CHECK(count == 6);
	is_first = strcmp(arguments[2], "listen") == 0;
	watchdog_ns = strtoll(arguments[4], NULL, 10) * 1000000;
	shared = (uint32_t)strtoul(arguments[5], NULL, 10);
	own = shared * 2654435761u + is_first;
	options.send_order = 0;
	options.arena_block_size = 128;
	options.arena_block_count = 8;
	if (is_first) {
		CHECK(sluice_channel_listen(arguments[1], &options, &listener) == 0);
		puts("ready");
		fflush(stdout);
		CHECK(sluice_channel_accept(listener, sluice_deadline_after(60000000000), &channel) == 0);
	} else {
		CHECK(sluice_channel_connect(arguments[1], &options, sluice_deadline_after(60000000000), &channel, NULL) == 0);
	}
	end_ns = sluice_now_ns() + strtoll(arguments[3], NULL, 10) * 1000000;
	while (is_last == 0) {
		rounds++;
		if (is_first) {
			is_last = sluice_now_ns() >= end_ns;
			send_round(is_last);
			receive_round();
		} else {
			is_last = receive_round();
			send_round(is_last);
		}
	}
	printf("%" PRIu32 " rounds\n", rounds);
	sluice_channel_disconnect(channel);
	sluice_channel_listener_close(listener);
	return 0;
}
