/*
 * A side of a channel that is killed after each instruction of what it does there: `program NAME [EVERY]`. Each operation at positions where
 * something else happens: a fresh ring, its end, the end of all positions, and a ring with room for one record.
 */
#define _GNU_SOURCE
#include "case.h"

#include <sluice/stream.h>

#define WRAP (CAPACITY - 64)
#define WRAP_ALL (UINT32_MAX - 63)
/* Sixteen of these leave a fresh ring with room for one, and for END. */
#define SIXTEENTH 224u

static struct sluice_stream *stream;

static void put(const struct kill_case *self, struct sluice_channel *channel, uint32_t number)
{
	uint8_t *payload;

	CHECK(sluice_channel_prep_message(channel, self->size, number, 0, 0, &payload) == 0);
	memcpy(payload, record_bytes[number], self->size);
}

static void publish(struct sluice_channel *channel, uint32_t records)
{
	kill_ledger->sending = records;
	CHECK(sluice_channel_send_messages(channel) == 0);
	kill_ledger->sent = records;
}

static void finish(struct sluice_channel *channel)
{
	kill_ledger->finishing++;
	CHECK(sluice_channel_finish_message(channel) == 0);
}

static void put_all_before(const struct kill_case *self, struct sluice_channel *channel)
{
	uint32_t i;

	for (i = 0; i < self->sent_before; i++)
		put(self, channel, i);
	publish(channel, self->sent_before);
}

/* ---- writing ------------------------------------------------------------------------------------------------------------------------------ */

/* reserve, commit, publish. */
static void send_reserved(const struct kill_case *self, struct sluice_channel *channel)
{
	uint8_t *payload;

	CHECK(sluice_channel_reserve_message(channel, self->size, 0, &payload) == 0);
	memcpy(payload, record_bytes[self->sent_before], self->size);
	CHECK(sluice_channel_commit_message(channel, self->size, self->sent_before, 0) == 0);
	publish(channel, self->sent_after);
}

/* Given up, and then the same room once more. */
static void send_second_thought(const struct kill_case *self, struct sluice_channel *channel)
{
	uint8_t *payload;

	CHECK(sluice_channel_reserve_message(channel, self->size, 0, &payload) == 0);
	memcpy(payload, record_bytes[RECORD_UNSENT], self->size);
	CHECK(sluice_channel_abort_message(channel) == 0);
	send_reserved(self, channel);
}

/* Several by one publish: all or none. */
static void send_batch(const struct kill_case *self, struct sluice_channel *channel)
{
	uint32_t i;

	for (i = self->sent_before; i < self->sent_after; i++)
		put(self, channel, i);
	publish(channel, self->sent_after);
}

static void arm_reader(struct kill_survivor *survivor)
{
	kill_survivor_take(survivor, UINT32_MAX);
	CHECK(sluice_channel_arm(survivor->peer, SLUICE_EVENT_RECEIVE) == 0);
}

static void send_then_end(const struct kill_case *self, struct sluice_channel *channel)
{
	send_reserved(self, channel);
	CHECK(sluice_channel_end(channel) == 0);
}

/* The ring is full: arm, sleep, be woken, go on. */
static void send_blocked(const struct kill_case *self, struct sluice_channel *channel)
{
	uint8_t *payload;

	CHECK(sluice_channel_prep_message(channel, self->size, self->sent_before, 0, SLUICE_FOREVER, &payload) == 0);
	memcpy(payload, record_bytes[self->sent_before], self->size);
	publish(channel, self->sent_after);
}

static void start_stream(const struct kill_case *self, struct sluice_channel *channel)
{
	put_all_before(self, channel);
	CHECK(sluice_stream_attach(channel, &stream) == 0);
}

/* Its one chunk is of type 1: the second record. */
static void stream_to_end(const struct kill_case *self, struct sluice_channel *channel)
{
	size_t sent;

	(void)channel;
	kill_ledger->sending = self->sent_after;
	CHECK(sluice_stream_send(stream, record_bytes[self->sent_before], self->size, 0, &sent) == 0);
	kill_ledger->sent = self->sent_after;
	CHECK(sluice_stream_shutdown(stream) == 0);
}

/* ---- reading ------------------------------------------------------------------------------------------------------------------------------ */

static void take_one(const struct kill_case *self, struct sluice_channel *channel, uint32_t number)
{
	struct sluice_message message;

	CHECK(sluice_channel_get_message(channel, &message) == 1);
	CHECK(message.size == self->size && memcmp(message.payload, record_bytes[number], message.size) == 0);
	finish(channel);
}

/* poll and release: the empty look at the end gives back what the ones before have not. */
static void take_all(const struct kill_case *self, struct sluice_channel *channel)
{
	struct sluice_message message;
	uint32_t i;

	for (i = 0; i < self->offered; i++)
		take_one(self, channel, i);
	CHECK(sluice_channel_get_message(channel, &message) == 0);
}

/* arm, sleep, be woken. */
static void take_blocked(const struct kill_case *self, struct sluice_channel *channel)
{
	struct sluice_message message;

	CHECK(sluice_channel_receive(channel, SLUICE_FOREVER, &message) == 1);
	CHECK(message.size == self->size && memcmp(message.payload, record_bytes[0], message.size) == 0);
	finish(channel);
	CHECK(sluice_channel_get_message(channel, &message) == 0);
}

static void send_one(struct kill_survivor *survivor)
{
	/* For the first sleep alone. */
	if (survivor->peer->out.published == survivor->self->start) {
		put(survivor->self, survivor->peer, 0);
		CHECK(sluice_channel_send_messages(survivor->peer) == 0);
	}
}

static void echo_all(const struct kill_case *self, struct sluice_channel *channel)
{
	uint32_t i;

	for (i = 0; i < self->offered; i++) {
		take_one(self, channel, i);
		put(self, channel, i);
		publish(channel, i + 1);
	}
	CHECK(sluice_channel_get_receive_event(channel) == 0);
}

/* ---- by reference ------------------------------------------------------------------------------------------------------------------------ */

/* Of three blocks each; five of them leave one block. */
#define THREE_BLOCKS 3000u

static void hold_first(struct kill_survivor *survivor)
{
	struct sluice_message message;

	/* It stays, whatever its writer does meanwhile, until it is finished. */
	CHECK(sluice_channel_get_message(survivor->peer, &message) == 1);
}

static void take_first(struct kill_survivor *survivor)
{
	kill_survivor_take(survivor, 1);
}

static void make_room(struct kill_survivor *survivor)
{
	/* For the first sleep alone. */
	if (survivor->received == 0)
		kill_survivor_take(survivor, survivor->self->sent_before);
}

/* ---- leaving ------------------------------------------------------------------------------------------------------------------------------ */

static void leave(const struct kill_case *self, struct sluice_channel *channel)
{
	(void)self;
	CHECK(sluice_channel_disconnect(channel) == 0);
}

static void send_and_leave(const struct kill_case *self, struct sluice_channel *channel)
{
	send_reserved(self, channel);
	leave(self, channel);
}

/* Before the first mark: what was sent by then is there, and two records that are not published never are. */
static void put_some_unsent(const struct kill_case *self, struct sluice_channel *channel)
{
	put_all_before(self, channel);
	put(self, channel, RECORD_UNSENT);
	put(self, channel, RECORD_UNSENT);
}

static const struct kill_case CASES[] = {
	{.name = "send", .size = 100, .prepare = put_all_before, .run = send_reserved, .sent_before = 2, .sent_after = 3},
	{.name = "send-wrap", .start = WRAP, .size = 100, .prepare = put_all_before, .run = send_reserved, .sent_after = 1},
	{.name = "send-wrap-all", .start = WRAP_ALL, .size = 100, .prepare = put_all_before, .run = send_second_thought, .sent_after = 1},
	{.name = "send-nearly-full", .start = WRAP_ALL - 1024, .size = SIXTEENTH, .prepare = put_all_before, .run = send_then_end, .sent_before = 15,
	 .sent_after = 16, .ends = true},
	{.name = "batch", .start = WRAP_ALL - 256, .size = 60, .prepare = put_all_before, .run = send_batch, .sent_before = 1, .sent_after = 7},
	{.name = "wake", .start = WRAP, .size = 40, .prepare = put_all_before, .run = send_reserved, .arrange = arm_reader, .sent_before = 1, .sent_after = 2},
	{.name = "send-blocked", .start = WRAP_ALL, .size = SIXTEENTH, .prepare = put_all_before, .run = send_blocked, .pump = make_room,
	 .sent_before = 16, .sent_after = 17},
	{.name = "stream-end", .start = WRAP, .size = 300, .prepare = start_stream, .run = stream_to_end, .sent_before = 1, .sent_after = 2, .ends = true},
	{.name = "poll", .size = 200, .offered = 3, .run = take_all, .released_after = 3},
	{.name = "poll-wrap", .start = WRAP, .size = 200, .offered = 5, .trusts_peer = true, .run = take_all, .released_after = 5},
	{.name = "poll-wrap-all", .start = WRAP_ALL - 256, .size = 100, .offered = 4, .run = take_all, .released_after = 4},
	{.name = "sleep", .start = WRAP_ALL, .size = 100, .run = take_blocked, .pump = send_one, .released_after = 1},
	{.name = "echo", .start = WRAP_ALL, .size = 100, .offered = 3, .run = echo_all, .sent_after = 3, .is_gradual = true, .released_after = 3},
	{.name = "claim", .start = WRAP, .size = THREE_BLOCKS, .has_arena = true, .trusts_peer = true, .prepare = put_all_before, .run = send_reserved,
	 .arrange = hold_first, .sent_before = 1, .sent_after = 2},
	{.name = "claim-again", .start = WRAP_ALL, .size = THREE_BLOCKS, .has_arena = true, .prepare = put_all_before, .run = send_reserved,
	 .arrange = take_first, .sent_before = 4, .sent_after = 5},
	{.name = "claim-blocked", .size = THREE_BLOCKS, .has_arena = true, .prepare = put_all_before, .run = send_blocked, .pump = make_room,
	 .sent_before = 5, .sent_after = 6},
	{.name = "give-back", .start = WRAP, .size = THREE_BLOCKS, .has_arena = true, .trusts_peer = true, .offered = 3, .run = take_all, .released_after = 3},
	{.name = "leave", .size = 100, .offered = 1, .prepare = put_some_unsent, .run = leave, .sent_before = 3, .sent_after = 3, .leaves = true},
	{.name = "send-and-leave", .start = WRAP_ALL, .size = 100, .prepare = put_all_before, .run = send_and_leave, .sent_before = 3, .sent_after = 4,
	 .leaves = true},
};

int main(int count, char **arguments)
{
	return kill_cases(CASES, sizeof CASES / sizeof CASES[0], count, arguments);
}
