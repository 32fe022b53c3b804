/* SPDX-License-Identifier: MIT */
/* Large payloads: copied into the ring and out of it, or lent by reference and hardly looked at. */
#include <string.h>

#include "bare.h"
#include "channel.h"

static void produce(struct subject *subject, uint64_t count, bool by_reference)
{
	struct sluice_message message;
	const uint32_t bytes = subject->setting.bytes;
	uint8_t *payload;

	for (uint64_t i = 0; i < count; i++) {
		if (by_reference) {
			expect_status("prep", sluice_channel_prep_reference(subject->channel, bytes, 1, 0, SLUICE_FOREVER, &payload), 0);
			memcpy(payload, &i, sizeof i);
		} else {
			expect_status("prep", sluice_channel_prep_message(subject->channel, bytes, 1, 0, SLUICE_FOREVER, &payload), 0);
			memcpy(payload, subject->bytes, bytes);
		}
		expect_status("send", sluice_channel_send_messages(subject->channel), 0);
	}
	expect_status("receive", sluice_channel_receive(subject->channel, SLUICE_FOREVER, &message), 1);
	expect_status("finish", sluice_channel_finish_message(subject->channel), 0);
}

static void consume(struct subject *subject, uint64_t count, bool by_reference)
{
	struct sluice_message message;
	uint64_t first;

	for (uint64_t i = 0; i < count; i++) {
		expect_status("receive", sluice_channel_receive(subject->channel, SLUICE_FOREVER, &message), 1);
		if (message.size != subject->setting.bytes)
			fail("size", (long)message.size);
		/* Without trust it is a copy already. */
		memcpy(&first, message.payload, sizeof first);
		if (by_reference && first != i)
			fail("out of sequence", (long)first);
		expect_status("finish", sluice_channel_finish_message(subject->channel), 0);
	}
	expect_status("answer", sluice_channel_send(subject->channel, subject->bytes, 1, 2, 0, SLUICE_FOREVER), 0);
}

static int64_t run(struct subject *subject, uint64_t count, bool by_reference)
{
	const int64_t start = now_ns();

	if (subject->setting.is_lead)
		produce(subject, count, by_reference);
	else
		consume(subject, count, by_reference);
	return now_ns() - start;
}

static int64_t run_copies(void *self, uint64_t count)
{
	return run(self, count, false);
}

static int64_t run_references(void *self, uint64_t count)
{
	return run(self, count, true);
}

static void *open_copying(const struct setting *setting)
{
	return open_subject(setting, false, 0);
}

static void *open_lending(const struct setting *setting)
{
	return open_subject(setting, true, 8);
}

const struct exercise channel_copy = { "channel-copy", open_copying, run_copies };
const struct exercise channel_reference = { "channel-reference", open_lending, run_references };
