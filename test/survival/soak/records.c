#define _GNU_SOURCE
#include "soak.h"

#include <stdio.h>
#include <string.h>

#include "segment.h"

/* ---- how a record looks ----------------------------------------------------------------------------------------------------------- */

uint32_t soak_words(uint32_t number)
{
	return number % LARGE_EVERY == LARGE_EVERY - 1 ? LARGE_WORDS : HEAD_WORDS + (number * 2654435761u >> 26);
}

uint32_t soak_word(uint32_t number, uint32_t life, uint32_t index)
{
	return index == 0 ? number : index == 1 ? life : (number * 2654435761u + index) ^ life * 40503u;
}

uint8_t soak_byte(uint64_t offset, uint32_t life)
{
	return (uint8_t)(((uint32_t)offset * 2654435761u >> 24) + life);
}

static void write_record(uint8_t *payload, uint32_t number, uint32_t life, uint32_t words)
{
	uint32_t i;

	for (i = 0; i < words; i++) {
		const uint32_t word = soak_word(number, life, i);

		memcpy(payload + (size_t)i * 4, &word, 4);
	}
}

static bool is_record(const uint8_t *payload, size_t size, uint32_t number, uint32_t life)
{
	const uint32_t words = soak_words(number);
	uint32_t i, word;

	if (size != (size_t)words * 4)
		return false;
	for (i = 0; i < words; i++) {
		memcpy(&word, payload + (size_t)i * 4, 4);
		if (word != soak_word(number, life, i))
			return false;
	}
	return true;
}

/* ---- where it ends ---------------------------------------------------------------------------------------------------------------- */

/* A record is 16 bytes and its payload, in multiples of 16; it never wraps. Above a quarter of the ring it is a reference. */
void soak_enter(struct ledger *ledger, uint32_t words)
{
	const uint32_t length = words * 4;
	const uint32_t bytes = 16 + (length > RING_SIZE / 4 - 16 ? SLUICE_BLOCK_REFERENCE_SIZE : (length + 15) / 16 * 16);
	const uint32_t offset = ledger->position % RING_SIZE;

	if (offset + bytes > RING_SIZE)
		ledger->position += RING_SIZE - offset;
	ledger->position += bytes;
	ledger->ends[ledger->count++ % LEDGER_ENTRIES] = ledger->position;
}

uint32_t soak_beyond(const struct ledger *ledger, uint32_t position)
{
	uint32_t count = 0;

	while (count < ledger->count && count < LEDGER_ENTRIES &&
	       (int32_t)(ledger->ends[(ledger->count - 1 - count) % LEDGER_ENTRIES] - position) > 0)
		count++;
	return count;
}

/* ---- records in both directions --------------------------------------------------------------------------------------------------- */

struct exchange {
	struct sluice_channel *channel;
	struct visit *visit;
	struct ledger ledger;
	uint32_t next_out, next_in;
};

/* Everything that has come; 0, or how it has ended. */
static int take_records(struct exchange *exchange)
{
	struct visit *visit = exchange->visit;
	struct sluice_message message;
	int status;

	while ((status = sluice_channel_get_message(exchange->channel, &message)) == 1) {
		if (visit->life == 0 && message.size >= 8)
			memcpy(&visit->life, message.payload + 4, 4);
		if (message.type != exchange->next_in)
			soak_violation(visit->address, visit->life, "sequence", exchange->next_in, message.type);
		if (!is_record(message.payload, message.size, message.type, visit->life))
			soak_violation(visit->address, visit->life, "payload", message.type, message.size);
		exchange->next_in = message.type + 1;
		sluice_channel_finish_message(exchange->channel);
		visit->received++;
		if (visit->progress != NULL)
			__atomic_store_n(&visit->progress->finished, visit->received, __ATOMIC_RELEASE);
	}
	return status;
}

static int send_batch(struct exchange *exchange)
{
	struct visit *visit = exchange->visit;
	const uint32_t wanted = 1 + exchange->next_out % MOST_IN_BATCH;
	uint32_t i;

	for (i = 0; i < wanted; i++) {
		const uint32_t number = exchange->next_out, words = soak_words(number);
		uint8_t *payload;
		const int status = sluice_channel_prep_message(exchange->channel, (size_t)words * 4, number, 0, 0, &payload);

		if (status < 0)
			return status;
		if (status != 0)
			break;
		write_record(payload, number, visit->life, words);
		soak_enter(&exchange->ledger, words);
		exchange->next_out++;
	}
	if (visit->progress != NULL)
		__atomic_store_n(&visit->progress->intended, exchange->next_out, __ATOMIC_SEQ_CST);
	i = (uint32_t)sluice_channel_send_messages(exchange->channel);
	if ((int)i < 0)
		return (int)i;
	visit->sent = exchange->next_out;
	if (visit->progress != NULL)
		__atomic_store_n(&visit->progress->sent, exchange->next_out, __ATOMIC_SEQ_CST);
	return 0;
}

/* What the death event says must be what the model says: all that was sent, and no more, is released or lost. */
static void account(struct exchange *exchange)
{
	struct visit *visit = exchange->visit;
	const struct sluice_channel_ending ending = sluice_channel_get_ending(exchange->channel);

	if (visit->status != -SLUICE_ERR_PEER_DIED)
		return;
	if (soak_beyond(&exchange->ledger, ending.sent) != exchange->next_out - visit->sent)
		soak_violation(visit->address, visit->life, "position of what was sent", exchange->ledger.position, ending.sent);
	visit->lost = soak_beyond(&exchange->ledger, ending.released) - (exchange->next_out - (uint32_t)visit->sent);
}

void soak_exchange(struct sluice_channel *channel, struct visit *visit)
{
	struct exchange exchange = {.channel = channel, .visit = visit};
	bool has_ended = false;
	int status;

	for (;;) {
		const int64_t tick = soak_deadline(soak_pace_ms);

		status = take_records(&exchange);
		if (status < 0)
			break;
		/* A server knows nobody before the first record. */
		if (visit->life != 0 && !has_ended && !soak_is_stopped())
			send_batch(&exchange); /* its errors are those of getting */
		if (soak_is_stopped() && !has_ended) {
			has_ended = true;
			sluice_channel_end(channel);
		}
		while ((status = sluice_channel_wait(channel, SLUICE_EVENT_RECEIVE, tick)) > 0 && (status = take_records(&exchange)) == 0)
			;
		if (status < 0)
			break;
	}
	visit->status = status;
	account(&exchange);
	if (status == -SLUICE_ERR_ENDED && !has_ended)
		sluice_channel_end(channel);
	sluice_channel_disconnect(channel);
}
