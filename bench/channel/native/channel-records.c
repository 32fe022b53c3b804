/* SPDX-License-Identifier: MIT */
/* Records in one direction. The echo says with one message that it has them all. */
#include "bare.h"
#include "channel.h"
#include "message.h"

static void wait_for_message(struct subject *subject)
{
	if (subject->setting.sleeps)
		sluice_channel_wait(subject->channel, SLUICE_EVENT_RECEIVE, SLUICE_FOREVER);
	else
		relax();
}

ALWAYS_INLINE void produce(struct subject *subject, uint64_t count, uint32_t bytes)
{
	struct sluice_channel *channel = subject->channel;
	struct sluice_message message;
	uint32_t unpublished = 0;
	int status;

	for (uint64_t i = 0; i < count; i++) {
		uint8_t *payload;

		/* Full: as the floor does, without sleeping where both sides have a core. */
		while ((status = sluice_channel_prep_message(channel, bytes, 1, 0, subject->setting.sleeps ? SLUICE_FOREVER : 0,
							     &payload)) == SLUICE_FULL) {
			expect_status("send", sluice_channel_send_messages(channel), 0);
			relax();
		}
		expect_status("prep", status, 0);
		encode_message(payload, bytes, subject->sequence++);
		if (++unpublished == subject->setting.batch) {
			expect_status("send", sluice_channel_send_messages(channel), 0);
			unpublished = 0;
		}
	}
	expect_status("send", sluice_channel_send_messages(channel), 0);
	while ((status = sluice_channel_get_message(channel, &message)) == 0)
		wait_for_message(subject);
	expect_status("get", status, 1);
	expect_status("finish", sluice_channel_finish_message(channel), 0);
}

ALWAYS_INLINE void consume(struct subject *subject, uint64_t count, uint32_t bytes)
{
	struct sluice_channel *channel = subject->channel;
	struct sluice_message message;

	while (count > 0) {
		const int status = sluice_channel_get_message(channel, &message);

		if (status == 0) {
			wait_for_message(subject);
			continue;
		}
		expect_status("get", status, 1);
		decode_message(message.payload, message.size, bytes, subject->sequence++);
		expect_status("finish", sluice_channel_finish_message(channel), 0);
		count--;
	}
	expect_status("answer", sluice_channel_send(channel, subject->bytes, 1, 2, 0, SLUICE_FOREVER), 0);
}

static int64_t run_records(void *self, uint64_t count)
{
	struct subject *subject = self;
	const int64_t start = now_ns();

	if (subject->setting.is_lead && subject->setting.bytes == 16)
		produce(subject, count, 16);
	else if (subject->setting.is_lead)
		produce(subject, count, 64);
	else if (subject->setting.bytes == 16)
		consume(subject, count, 16);
	else
		consume(subject, count, 64);
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

const struct exercise channel_records = { "channel-records", open_copying, run_records };
const struct exercise channel_records_hidden = { "channel-records-hidden", open_hidden, run_records };
const struct exercise channel_records_trusting = { "channel-records-trusting", open_trusting, run_records };
