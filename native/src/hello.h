/* SPDX-License-Identifier: MIT */
/* What the messages of the hello say: built for one's own terms, and judged against them. No sockets here. */
#ifndef SLUICE_SRC_HELLO_H
#define SLUICE_SRC_HELLO_H

#include "link.h"

/* 0, or -SLUICE_ERR_OPTION for terms that no hello can carry. */
int sluice__terms_check(const struct sluice__terms *terms);

/* Whether an arena can be like this; two zeros are none. */
bool sluice__is_arena(uint32_t block_size, uint32_t block_count);

/* Of a peer, as far as it matters later. */
struct sluice__peer_hello {
	uint32_t endpoint;
	uint32_t ring_order; /* SLUICE_ANY_RING_ORDER: mine to choose */
	uint32_t doorbell;
	uint32_t features; /* SLUICE_FEATURE_ */
	uint32_t arena_block_size, arena_block_count;
};

/* Messages, allocated; NULL without memory. */
uint8_t *sluice__hello_build(const struct sluice__terms *terms, uint32_t endpoint, uint32_t doorbell, size_t *length);
uint8_t *sluice__segment_message_build(const struct sluice__map *map, size_t *length);
/* Who I am in a cluster, with the first of the writer numbers that the peer's waiters have in my FIFO. */
uint8_t *sluice__member_message_build(uint32_t cxy, uint32_t waiter_count, uint32_t writer_first, size_t *length);
uint8_t *sluice__control_build(uint32_t kind, size_t *length);
uint8_t *sluice__refusal_build(const struct sluice_channel_refusal *why, size_t *length);

/* 0, or a refusal: what differs, down to the message of the user's protocol. */
int sluice__hello_judge(const uint8_t *bytes, size_t length, const struct sluice__terms *terms, struct sluice__peer_hello *out,
			struct sluice_channel_refusal *why);
/* What the peer refused; its status. */
int sluice__refusal_read(const uint8_t *bytes, size_t length, struct sluice_channel_refusal *why);

/* The segment that I make, and the one that I expect, now that both hellos are known. */
struct sluice__plan sluice__plan_own(const struct sluice__terms *terms, const struct sluice__peer_hello *peer);
struct sluice__plan sluice__plan_expected(const struct sluice__terms *terms, const struct sluice__peer_hello *peer, bool is_listener);

#endif /* SLUICE_SRC_HELLO_H */
