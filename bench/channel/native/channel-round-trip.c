/* SPDX-License-Identifier: MIT */
/* Round trips over a channel: looking all the time, or in blocking calls. */
#include "bare.h"
#include "channel.h"
#include "message.h"

ALWAYS_INLINE void send_message(struct subject *subject, uint32_t bytes)
{
	uint8_t *payload;

	expect_status("prep", sluice_channel_prep_message(subject->channel, bytes, 1, 0, SLUICE_FOREVER, &payload), 0);
	encode_message(payload, bytes, subject->sequence);
	expect_status("send", sluice_channel_send_messages(subject->channel), 0);
}

ALWAYS_INLINE void receive_message(struct subject *subject, uint32_t bytes)
{
	struct sluice_message message;
	int status;

	if (subject->setting.sleeps) {
		status = sluice_channel_receive(subject->channel, SLUICE_FOREVER, &message);
	} else {
		while ((status = sluice_channel_get_message(subject->channel, &message)) == 0)
			relax();
	}
	expect_status("get", status, 1);
	decode_message(message.payload, message.size, bytes, subject->sequence);
	expect_status("finish", sluice_channel_finish_message(subject->channel), 0);
}

ALWAYS_INLINE void exchange(struct subject *subject, uint64_t count, uint32_t bytes)
{
	for (uint64_t i = 0; i < count; i++) {
		subject->sequence++;
		if (subject->setting.is_lead) {
			send_message(subject, bytes);
			receive_message(subject, bytes);
		} else {
			receive_message(subject, bytes);
			send_message(subject, bytes);
		}
	}
}

static int64_t run_round_trips(void *self, uint64_t count)
{
	struct subject *subject = self;
	const int64_t start = now_ns();

	if (subject->setting.bytes == 16)
		exchange(subject, count, 16);
	else
		exchange(subject, count, 64);
	return now_ns() - start;
}

static void *open_copying(const struct setting *setting)
{
	return open_subject(setting, false, 0);
}

static void *open_hidden(const struct setting *setting)
{
	struct setting hidden = *setting;

	hidden.is_hidden = true;
	return open_subject(&hidden, false, 0);
}

static void *open_trusting(const struct setting *setting)
{
	return open_subject(setting, true, 0);
}

static void *open_blocking(const struct setting *setting)
{
	struct subject *subject = open_subject(setting, false, 0);

	subject->setting.sleeps = true;
	return subject;
}

const struct exercise channel_round_trip = { "channel-round-trip", open_copying, run_round_trips };
const struct exercise channel_round_trip_hidden = { "channel-round-trip-hidden", open_hidden, run_round_trips };
const struct exercise channel_round_trip_trusting = { "channel-round-trip-trusting", open_trusting, run_round_trips };
const struct exercise channel_blocking = { "channel-blocking", open_blocking, run_round_trips };
