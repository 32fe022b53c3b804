/* SPDX-License-Identifier: MIT */
/* Judging a peer's hello: versions first, then what it wants, then what it speaks. */
#define _GNU_SOURCE
#include "hello.h"

#include <inttypes.h>

#include "refusal.h"

static int refuse_message(uint32_t code, uint64_t expected, uint64_t got, struct sluice_channel_refusal *why)
{
	const char *rule = expected == 0 ? "is known to the other side only" : got == 0 ? "is not known to the other side" : "differs";
	const int status = sluice__refuse(why, SLUICE_REFUSE_PROTOCOL, expected, got,
					  "message %u %s: expected=%#" PRIx64 " got=%#" PRIx64, code, rule, expected, got);

	why->code = code;
	return status;
}

/* The first message, by code, that the two sides do not have alike. Fingerprints of 0 stand for none. */
static int judge_protocol(const struct sluice_identity *mine, const struct sluice_hello_message *hello, struct sluice_channel_refusal *why)
{
	const uint8_t *theirs = (const uint8_t *)hello->messages.data;
	size_t i = 0, j = 0;

	if (mine->fingerprint == hello->fixed.protocol_fingerprint)
		return 0;
	while (mine->count > 0 && hello->messages.count > 0 && (i < mine->count || j < hello->messages.count)) {
		const struct sluice_message_fingerprint other =
			j < hello->messages.count ? sluice_message_fingerprint_load(theirs + j * SLUICE_MESSAGE_FINGERPRINT_SIZE)
						  : (struct sluice_message_fingerprint){.code = 0};
		const bool is_mine = i < mine->count && (j >= hello->messages.count || mine->messages[i].code <= other.code);
		const bool is_theirs = j < hello->messages.count && (i >= mine->count || other.code <= mine->messages[i].code);

		if (!is_mine || !is_theirs || mine->messages[i].fingerprint != other.fingerprint)
			return refuse_message(is_mine ? mine->messages[i].code : other.code, is_mine ? mine->messages[i].fingerprint : 0,
					     is_theirs ? other.fingerprint : 0, why);
		i++;
		j++;
	}
	return sluice__refuse(why, SLUICE_REFUSE_PROTOCOL, mine->fingerprint, hello->fixed.protocol_fingerprint,
			      "the protocol differs, in no single message: expected=%#" PRIx64 " got=%#" PRIx64, mine->fingerprint,
			      hello->fixed.protocol_fingerprint);
}

static bool is_sorted(const struct sluice_hello_message *hello)
{
	const uint8_t *at = (const uint8_t *)hello->messages.data;
	uint32_t i;

	for (i = 1; i < hello->messages.count; i++)
		if (sluice_message_fingerprint_get_code(at + (size_t)i * SLUICE_MESSAGE_FINGERPRINT_SIZE) <=
		    sluice_message_fingerprint_get_code(at + (size_t)(i - 1) * SLUICE_MESSAGE_FINGERPRINT_SIZE))
			return false;
	return true;
}

/* What a later version may say differently, before the decoder, which would only call it malformed. */
static int judge_versions(const uint8_t *bytes, size_t length, struct sluice_channel_refusal *why)
{
	const uint32_t major = sluice_hello_get_layout_major(bytes);
	const uint64_t fingerprint = sluice_hello_get_layout_fingerprint(bytes);

	if (major != SLUICE_LAYOUT_MAJOR)
		return sluice__refuse(why, SLUICE_REFUSE_VERSION, SLUICE_LAYOUT_MAJOR, major,
				      "major version of the layout differs: expected=%u got=%u", (unsigned)SLUICE_LAYOUT_MAJOR, major);
	if (fingerprint != SEGMENT_FINGERPRINT)
		return sluice__refuse(why, SLUICE_REFUSE_LAYOUT, SEGMENT_FINGERPRINT, fingerprint,
				      "fingerprint of the layout differs: expected=%#" PRIx64 " got=%#" PRIx64, SEGMENT_FINGERPRINT, fingerprint);
	if (length < SLUICE_HELLO_MIN_SIZE)
		return sluice__refuse(why, SLUICE_REFUSE_PROTOCOL_ERROR, SLUICE_HELLO_MIN_SIZE, length, "the hello is too short: length=%zu", length);
	return 0;
}

static int judge_wishes(const uint8_t *bytes, const struct sluice__terms *terms, struct sluice_channel_refusal *why)
{
	const uint32_t needed = sluice_hello_get_features_incompat(bytes) | sluice_hello_get_features_ro_compat(bytes);
	const uint32_t purpose = sluice_hello_get_purpose(bytes), order = sluice_hello_get_ring_order(bytes);
	const uint32_t largest = (uint32_t)terms->options.largest_order;

	if (needed != 0)
		return sluice__refuse(why, SLUICE_REFUSE_FEATURES, 0, needed, "the peer needs features that are not known here: bits=%#x", needed);
	if (purpose != terms->purpose)
		return sluice__refuse(why, SLUICE_REFUSE_PURPOSE, terms->purpose, purpose,
				      "the connection is for another purpose: expected=%u got=%u", terms->purpose, purpose);
	if (order > largest && order != SLUICE_ANY_RING_ORDER)
		return sluice__refuse(why, SLUICE_REFUSE_RING_ORDER, largest, order, "the wanted ring is too large: most=%u got=%u", largest, order);
	return 0;
}

int sluice__hello_judge(const uint8_t *bytes, size_t length, const struct sluice__terms *terms, struct sluice__peer_hello *out,
			struct sluice_channel_refusal *why)
{
	struct sluice_hello_message hello;
	struct sluice_error error;
	int status = judge_versions(bytes, length, why);

	if (status == 0)
		status = judge_wishes(bytes, terms, why);
	if (status != 0)
		return status;
	if (sluice_hello_decode(bytes, length, NULL, 0, &hello, &error) != 0)
		return sluice__refuse(why, SLUICE_REFUSE_PROTOCOL_ERROR, (uint64_t)error.expected, (uint64_t)error.got,
				      "the hello is malformed: field=%s", error.field == NULL ? "none" : error.field);
	if (!is_sorted(&hello))
		return sluice__refuse(why, SLUICE_REFUSE_PROTOCOL_ERROR, 0, 0, "messages of the hello must be in the order of their codes");
	if (!sluice__is_arena(hello.fixed.arena_block_size, hello.fixed.arena_block_count))
		return sluice__refuse(why, SLUICE_REFUSE_PROTOCOL_ERROR, hello.fixed.arena_block_size, hello.fixed.arena_block_count,
				      "an arena must have blocks of a power of two of at least 64: size=%u count=%u", hello.fixed.arena_block_size,
				      hello.fixed.arena_block_count);
	status = judge_protocol(&terms->options.identity, &hello, why);
	*out = (struct sluice__peer_hello){
		.endpoint = hello.fixed.endpoint,
		.ring_order = hello.fixed.ring_order,
		.doorbell = hello.fixed.doorbell,
		.features = hello.fixed.features_compat,
		.arena_block_size = hello.fixed.arena_block_size,
		.arena_block_count = hello.fixed.arena_block_count,
	};
	return status;
}
