/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "hello.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "refusal.h"
#include "segment-directory.h"

#define LEAST_BLOCK 64

/* ---- terms -------------------------------------------------------------------------------------------------------------------- */

static bool is_arena(uint32_t block_size, uint32_t block_count)
{
	if (block_size == 0 && block_count == 0)
		return true;
	return block_size >= LEAST_BLOCK && (block_size & (block_size - 1)) == 0 && block_count > 0 && block_count <= SLUICE_MAX_ARENA_BLOCKS &&
	       (uint64_t)block_size * block_count < UINT32_MAX;
}

static bool is_identity(const struct sluice_identity *identity)
{
	size_t i;

	if (identity->count > SLUICE_MAX_MESSAGES || (identity->count > 0 && identity->messages == NULL))
		return false;
	for (i = 1; i < identity->count; i++)
		if (identity->messages[i].code <= identity->messages[i - 1].code)
			return false;
	return true;
}

int sluice__terms_check(const struct sluice__terms *terms)
{
	const struct sluice_channel_options *options = &terms->options;
	const struct sluice__peer_hello nobody = {.ring_order = SLUICE_ANY_RING_ORDER};
	struct sluice_directory_entry entries[SLUICE__MAX_PARTS];
	struct sluice__plan plan;
	uint64_t size;

	if (!sluice_purpose_is_known(terms->purpose) || options->send_order < 0 || options->send_order > (int)SLUICE_MAX_RING_ORDER ||
	    options->receive_order < -1 || options->receive_order > (int)SLUICE_MAX_RING_ORDER ||
	    !is_arena(options->arena_block_size, options->arena_block_count) || !is_identity(&options->identity))
		return -SLUICE_ERR_OPTION;
	/* Whether it fits into a segment, with the largest ring that a peer may ask for. */
	plan = sluice__plan_own(terms, &nobody);
	plan.ring_size = (uint32_t)SLUICE_PAGE_SIZE << SLUICE_MAX_RING_ORDER;
	plan.released_count = SLUICE_MAX_ARENA_BLOCKS;
	return sluice__directory_plan(&plan, entries, &size) > 0 ? 0 : -SLUICE_ERR_OPTION;
}

static bool is_broadcast(const struct sluice__terms *terms)
{
	return terms->purpose == SLUICE_PURPOSE_BROADCAST;
}

static uint32_t ring_bytes(uint32_t order)
{
	return (uint32_t)SLUICE_PAGE_SIZE << order;
}

struct sluice__plan sluice__plan_own(const struct sluice__terms *terms, const struct sluice__peer_hello *peer)
{
	const struct sluice_channel_options *options = &terms->options;
	struct sluice__plan plan = {.has_consumer = true, .protocol_fingerprint = options->identity.fingerprint};

	/* A subscriber has lines only, for its wake word; its publisher's segment exists already. */
	if (is_broadcast(terms))
		return plan;
	plan.ring_size = ring_bytes(peer->ring_order == SLUICE_ANY_RING_ORDER ? (uint32_t)options->send_order : peer->ring_order);
	plan.arena_block_size = options->arena_block_size;
	plan.arena_block_count = options->arena_block_count;
	plan.released_count = peer->arena_block_count;
	return plan;
}

struct sluice__plan sluice__plan_expected(const struct sluice__terms *terms, const struct sluice__peer_hello *peer, bool is_listener)
{
	const struct sluice_channel_options *options = &terms->options;
	struct sluice__plan plan = {.protocol_fingerprint = options->identity.fingerprint, .endpoint = peer->endpoint};

	if (is_broadcast(terms) && !is_listener) {
		plan.broadcast_size = SLUICE__ANY_SIZE;
		return plan;
	}
	plan.has_consumer = true;
	if (is_broadcast(terms))
		return plan;
	plan.ring_size = options->receive_order < 0 ? SLUICE__ANY_SIZE : ring_bytes((uint32_t)options->receive_order);
	plan.arena_block_size = peer->arena_block_size;
	plan.arena_block_count = peer->arena_block_count;
	plan.released_count = options->arena_block_count;
	return plan;
}

/* ---- building ----------------------------------------------------------------------------------------------------------------- */

static struct sluice_control control_of(uint32_t kind, size_t length)
{
	return (struct sluice_control){.magic = SLUICE_CONTROL_MAGIC, .kind = kind, .length = (uint32_t)length};
}

uint8_t *sluice__hello_build(const struct sluice__terms *terms, uint32_t endpoint, uint32_t doorbell, size_t *length)
{
	const struct sluice_channel_options *options = &terms->options;
	const struct sluice_identity *identity = &options->identity;
	const size_t size = SLUICE_HELLO_FIXED_SIZE + identity->count * SLUICE_MESSAGE_FINGERPRINT_SIZE;
	const struct sluice_hello hello = {
		.control = control_of(SLUICE_CONTROL_HELLO, size),
		.layout_major = SLUICE_LAYOUT_MAJOR,
		.layout_minor = SLUICE_LAYOUT_MINOR,
		.endpoint = endpoint,
		.layout_fingerprint = SEGMENT_FINGERPRINT,
		.protocol_fingerprint = identity->fingerprint,
		.ring_order = options->receive_order < 0 ? SLUICE_ANY_RING_ORDER : (uint32_t)options->receive_order,
		.doorbell = doorbell,
		.purpose = terms->purpose,
		.arena_block_size = is_broadcast(terms) ? 0 : options->arena_block_size,
		.arena_block_count = is_broadcast(terms) ? 0 : options->arena_block_count,
		.message_count = (uint32_t)identity->count,
	};
	uint8_t *bytes = (uint8_t *)malloc(size);
	size_t i;

	if (bytes == NULL)
		return NULL;
	sluice_hello_store(bytes, hello);
	for (i = 0; i < identity->count; i++)
		sluice_message_fingerprint_store(bytes + SLUICE_HELLO_FIXED_SIZE + i * SLUICE_MESSAGE_FINGERPRINT_SIZE,
						 (struct sluice_message_fingerprint){
							 .code = identity->messages[i].code,
							 .fingerprint = identity->messages[i].fingerprint,
						 });
	*length = size;
	return bytes;
}

uint8_t *sluice__segment_message_build(const struct sluice__map *map, size_t *length)
{
	struct sluice_segment message = {
		.control = control_of(SLUICE_CONTROL_SEGMENT, SLUICE_SEGMENT_SIZE),
		.segment_size = map->size,
		.generation = map->generation,
	};
	uint8_t *bytes = (uint8_t *)malloc(SLUICE_SEGMENT_SIZE);

	if (bytes == NULL)
		return NULL;
	memcpy(message.segment_id, map->id, sizeof message.segment_id);
	sluice_segment_store(bytes, message);
	*length = SLUICE_SEGMENT_SIZE;
	return bytes;
}

uint8_t *sluice__control_build(uint32_t kind, size_t *length)
{
	uint8_t *bytes = (uint8_t *)malloc(SLUICE_CONTROL_SIZE);

	if (bytes != NULL)
		sluice_control_store(bytes, control_of(kind, SLUICE_CONTROL_SIZE));
	*length = SLUICE_CONTROL_SIZE;
	return bytes;
}

uint8_t *sluice__refusal_build(const struct sluice_channel_refusal *why, size_t *length)
{
	const size_t detail = strnlen(why->detail, sizeof why->detail - 1);
	const size_t size = SLUICE_REFUSAL_FIXED_SIZE + detail + 1;
	uint8_t *bytes = (uint8_t *)calloc(1, size);

	if (bytes == NULL)
		return NULL;
	sluice_refusal_store(bytes, (struct sluice_refusal){
					    .control = control_of(SLUICE_CONTROL_REFUSAL, size),
					    .reason = why->reason,
					    .code = why->code,
					    .expected = why->expected,
					    .got = why->got,
				    });
	memcpy(bytes + SLUICE_REFUSAL_FIXED_SIZE, why->detail, detail);
	*length = size;
	return bytes;
}

int sluice__refusal_read(const uint8_t *bytes, size_t length, struct sluice_channel_refusal *why)
{
	struct sluice_refusal_message message;
	size_t i;

	if (sluice_refusal_decode(bytes, length, NULL, 0, &message, NULL) != 0)
		return sluice__refuse(why, SLUICE_REFUSE_PROTOCOL_ERROR, 0, 0, "the refusal of the peer is malformed");
	*why = (struct sluice_channel_refusal){
		.reason = message.fixed.reason,
		.code = message.fixed.code,
		.expected = message.fixed.expected,
		.got = message.fixed.got,
		.by_peer = true,
	};
	/* It ends up in logs and on terminals. */
	for (i = 0; i < message.detail.length && i < sizeof why->detail - 1; i++) {
		const uint8_t byte = ((const uint8_t *)message.detail.data)[i];

		why->detail[i] = (char)(byte < 0x20 || byte == 0x7f ? '?' : byte);
	}
	return sluice__refusal_status(why->reason);
}

/* ---- judging ------------------------------------------------------------------------------------------------------------------ */

static int refuse_message(uint32_t code, uint64_t expected, uint64_t got, struct sluice_channel_refusal *why)
{
	const char *rule = expected == 0 ? "is known to the other side only" : got == 0 ? "is not known to the other side" : "differs";
	const int status = sluice__refuse(why, SLUICE_REFUSE_PROTOCOL, expected, got, "message %u %s: expected=%#" PRIx64 " got=%#" PRIx64, code, rule,
					  expected, got);

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
		return sluice__refuse(why, SLUICE_REFUSE_VERSION, SLUICE_LAYOUT_MAJOR, major, "major version of the layout differs: expected=%u got=%u",
				      (unsigned)SLUICE_LAYOUT_MAJOR, major);
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

	if (needed != 0)
		return sluice__refuse(why, SLUICE_REFUSE_FEATURES, 0, needed, "the peer needs features that are not known here: bits=%#x", needed);
	if (purpose != terms->purpose)
		return sluice__refuse(why, SLUICE_REFUSE_PURPOSE, terms->purpose, purpose, "the connection is for another purpose: expected=%u got=%u",
				      terms->purpose, purpose);
	if (order > SLUICE_MAX_RING_ORDER && order != SLUICE_ANY_RING_ORDER)
		return sluice__refuse(why, SLUICE_REFUSE_RING_ORDER, SLUICE_MAX_RING_ORDER, order, "the wanted ring is too large: most=%u got=%u",
				      (unsigned)SLUICE_MAX_RING_ORDER, order);
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
		return sluice__refuse(why, SLUICE_REFUSE_PROTOCOL_ERROR, (uint64_t)error.expected, (uint64_t)error.got, "the hello is malformed: field=%s",
				      error.field == NULL ? "none" : error.field);
	if (!is_sorted(&hello))
		return sluice__refuse(why, SLUICE_REFUSE_PROTOCOL_ERROR, 0, 0, "messages of the hello must be in the order of their codes");
	if (!is_arena(hello.fixed.arena_block_size, hello.fixed.arena_block_count))
		return sluice__refuse(why, SLUICE_REFUSE_PROTOCOL_ERROR, hello.fixed.arena_block_size, hello.fixed.arena_block_count,
				      "an arena must have blocks of a power of two of at least 64: size=%u count=%u", hello.fixed.arena_block_size,
				      hello.fixed.arena_block_count);
	status = judge_protocol(&terms->options.identity, &hello, why);
	*out = (struct sluice__peer_hello){
		.endpoint = hello.fixed.endpoint,
		.ring_order = hello.fixed.ring_order,
		.doorbell = hello.fixed.doorbell,
		.arena_block_size = hello.fixed.arena_block_size,
		.arena_block_count = hello.fixed.arena_block_count,
	};
	return status;
}
