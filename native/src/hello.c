/* SPDX-License-Identifier: MIT */
/* Messages of the hello that this side sends, and the refusal that it may get. */
#define _GNU_SOURCE
#include "hello.h"

#include <stdlib.h>
#include <string.h>

#include "fence.h"
#include "refusal.h"

static struct sluice_control control_of(uint32_t kind, size_t length)
{
	return (struct sluice_control){.magic = SLUICE_CONTROL_MAGIC, .kind = kind, .length = (uint32_t)length};
}

static bool is_broadcast(const struct sluice__terms *terms)
{
	return terms->purpose == SLUICE_PURPOSE_BROADCAST;
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
		.features_compat = sluice__fence_features(terms),
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

uint8_t *sluice__member_message_build(uint32_t cxy, uint32_t waiter_count, uint32_t writer_first, size_t *length)
{
	uint8_t *bytes = (uint8_t *)malloc(SLUICE_MEMBERSHIP_SIZE);

	if (bytes != NULL)
		sluice_membership_store(bytes, (struct sluice_membership){
						       .control = control_of(SLUICE_CONTROL_MEMBER, SLUICE_MEMBERSHIP_SIZE),
						       .cxy = cxy,
						       .waiter_count = waiter_count,
						       .writer_first = writer_first,
					       });
	*length = SLUICE_MEMBERSHIP_SIZE;
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
