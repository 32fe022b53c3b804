/*
 * A feed in C: `feed ADDRESS QUOTES`. It never waits for the aggregator: a quote that finds no room is dropped and counted, since a later
 * one makes it worthless anyway. feed.ts is its twin that waits.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sluice/channel.h>

#include "market.h"

#define SECOND_NS (INT64_C(1000) * 1000 * 1000)
/* A ring of 64 KiB has room for a thousand quotes. */
#define BURST 1500u

static const struct sluice_message_identity MESSAGES[] = {
	{ MARKET_QUOTE, MARKET_QUOTE_FINGERPRINT },
	{ MARKET_DONE, MARKET_DONE_FINGERPRINT },
	{ MARKET_BEST, MARKET_BEST_FINGERPRINT },
};
static const char SYMBOLS[4][8] = { "SLCE", "GATE", "WEIR", "LOCK" };

static uint64_t exchange_time(void)
{
	struct timespec now;

	timespec_get(&now, TIME_UTC);
	return (uint64_t)now.tv_sec * SECOND_NS + (uint64_t)now.tv_nsec;
}

/* Encodes a quote where the aggregator will read it. 0, SLUICE_DROPPED, or an error. */
static int prepare_quote(struct sluice_channel *channel, uint32_t sequence, int64_t price)
{
	struct market_quote quote = { .bid = price - 5, .ask = price + 5, .exchange_time = exchange_time(), .size = 100, .sequence = sequence };
	uint8_t *payload;
	int status = sluice_channel_prep_message(channel, MARKET_QUOTE_SIZE, MARKET_QUOTE, 0, 0, &payload);

	if (status != 0)
		return status;
	memcpy(quote.symbol, SYMBOLS[sequence % 4], sizeof quote.symbol);
	market_quote_store(payload, quote);
	return 0;
}

/* Sends so many quotes, in bursts, as exchanges do when something happens. */
static int send_quotes(struct sluice_channel *channel, uint32_t quotes)
{
	const struct timespec pause = { .tv_nsec = 20 * 1000 * 1000 };
	int64_t price = 1000000;
	uint32_t sequence;
	int status = 0;

	for (sequence = 0; sequence < quotes && status >= 0; sequence++) {
		price += rand() % 21 - 10;
		status = prepare_quote(channel, sequence, price);
		if (status >= 0 && (sequence + 1) % 16 == 0)
			status = sluice_channel_send_messages(channel);
		if ((sequence + 1) % BURST == 0)
			nanosleep(&pause, NULL);
	}
	return status < 0 ? status : sluice_channel_send_messages(channel);
}

/* The one record that must not get lost: it waits for room. */
static int send_done(struct sluice_channel *channel, uint32_t sent, uint32_t lost)
{
	uint8_t payload[MARKET_DONE_SIZE];
	int status;

	market_done_store(payload, (struct market_done){ .sent = sent, .lost = lost });
	while ((status = sluice_channel_send(channel, payload, sizeof payload, MARKET_DONE, 0, 0)) == SLUICE_DROPPED) {
		if (sluice_channel_wait(channel, SLUICE_EVENT_SEND, sluice_now_ns() + 10 * SECOND_NS) == 0)
			return -SLUICE_ERR_DEADLINE;
	}
	return status;
}

int main(int argc, char **argv)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;
	struct sluice_channel *channel;
	uint32_t quotes, lost;
	int status;

	if (argc != 3) {
		fprintf(stderr, "usage: feed ADDRESS QUOTES\n");
		return 2;
	}
	quotes = (uint32_t)strtoul(argv[2], NULL, 10);
	options.backpressure = SLUICE_DROP_NEWEST;
	options.identity = (struct sluice_identity){ MARKET_FINGERPRINT, MESSAGES, 3 };
	status = sluice_channel_connect(argv[1], &options, sluice_now_ns() + 10 * SECOND_NS, &channel, NULL);
	if (status == 0) {
		status = send_quotes(channel, quotes);
		lost = (uint32_t)channel->counters.dropped;
		if (status == 0)
			status = send_done(channel, quotes, lost);
		/* Never waits; what was sent can still be read. */
		sluice_channel_disconnect(channel);
	}
	if (status != 0) {
		fprintf(stderr, "%s: %s\n", argv[1], sluice_error_name(status));
		return 1;
	}
	printf("{\"sent\":%" PRIu32 ",\"lost\":%" PRIu32 "}\n", quotes, lost);
	return 0;
}
