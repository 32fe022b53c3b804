/* SPDX-License-Identifier: MIT */
/* What one's own terms allow, and the segments that follow from them and the peer's hello. */
#define _GNU_SOURCE
#include "hello.h"

#include "handshake-member.h"
#include "segment-directory.h"

#define LEAST_BLOCK 64

bool sluice__is_arena(uint32_t block_size, uint32_t block_count)
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

static bool is_broadcast(const struct sluice__terms *terms)
{
	return terms->purpose == SLUICE_PURPOSE_BROADCAST;
}

static uint32_t ring_bytes(uint32_t order)
{
	return (uint32_t)SLUICE_PAGE_SIZE << order;
}

int sluice__terms_check(const struct sluice__terms *terms)
{
	const struct sluice_channel_options *options = &terms->options;
	const struct sluice__peer_hello nobody = {.ring_order = SLUICE_ANY_RING_ORDER};
	struct sluice_directory_entry entries[SLUICE__MAX_PARTS];
	struct sluice__plan plan;
	uint64_t size;

	if (!sluice_purpose_is_known(terms->purpose) || options->send_order < 0 || options->send_order > (int)SLUICE_MAX_RING_ORDER ||
	    options->receive_order < -1 || options->receive_order > (int)SLUICE_MAX_RING_ORDER || options->largest_order < 0 ||
	    options->largest_order > (int)SLUICE_MAX_RING_ORDER ||
	    !sluice__is_arena(options->arena_block_size, options->arena_block_count) || !is_identity(&options->identity))
		return -SLUICE_ERR_OPTION;
	/* Whether it fits into a segment, with the largest ring that a peer may ask for. */
	plan = sluice__plan_own(terms, &nobody);
	if (!is_broadcast(terms) && options->largest_order > options->send_order)
		plan.ring_size = ring_bytes((uint32_t)options->largest_order);
	plan.released_count = SLUICE_MAX_ARENA_BLOCKS;
	return sluice__directory_plan(&plan, entries, &size) > 0 ? 0 : -SLUICE_ERR_OPTION;
}

struct sluice__plan sluice__plan_own(const struct sluice__terms *terms, const struct sluice__peer_hello *peer)
{
	const struct sluice_channel_options *options = &terms->options;
	struct sluice__plan plan = {.has_consumer = true, .protocol_fingerprint = options->identity.fingerprint};

	/* A subscriber has lines only, for its wake word; its publisher's segment exists already, as do those of members. */
	if (is_broadcast(terms) || terms->membership != NULL)
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

	if (terms->membership != NULL)
		return sluice__member_plan_expected(options->identity.fingerprint, peer->endpoint, 1);
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
