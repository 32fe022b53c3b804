/* SPDX-License-Identifier: MIT */
/* The floor of a stream of records: see bench/channel/exercises/bare-ring.ts. */
#include <stdlib.h>

#include "bare.h"
#include "message.h"

struct ring {
	struct setting setting;
	uint8_t *data;
	uint32_t *tail_word, *head_word;
	uint32_t *asleep; /* not 0: the consumer is about to sleep, or does */
	uint32_t slots;
	uint32_t tail, head; /* own, and the other one as far as it is known */
};

static void *open_ring(const struct setting *setting)
{
	uint8_t *memory = map_shared(setting->place, BARE_DATA + setting->ring_bytes);
	struct ring *ring = calloc(1, sizeof *ring);

	ring->setting = *setting;
	ring->tail_word = (uint32_t *)(void *)(memory + LEAD_WORD);
	ring->head_word = (uint32_t *)(void *)(memory + ECHO_WORD);
	ring->asleep = (uint32_t *)(void *)(memory + ECHO_WORD + 128);
	ring->data = memory + BARE_DATA;
	ring->slots = setting->ring_bytes / setting->bytes;
	return ring;
}

static inline void publish(struct ring *ring)
{
	if (!ring->setting.sleeps) {
		store_word(ring->tail_word, ring->tail);
		return;
	}
	__atomic_store_n(ring->tail_word, ring->tail, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(ring->asleep, __ATOMIC_SEQ_CST) != 0)
		wake_word(ring->tail_word);
}

static void wait_for_head(struct ring *ring)
{
	const uint32_t known = ring->head;

	publish(ring);
	while ((ring->head = load_word(ring->head_word)) == known) {
		if (ring->setting.sleeps)
			wait_word(ring->head_word, known);
		else
			relax();
	}
}

ALWAYS_INLINE void produce(struct ring *ring, uint64_t count, uint32_t bytes)
{
	uint32_t unpublished = 0;

	for (uint64_t i = 0; i < count; i++) {
		while (ring->tail - ring->head == ring->slots)
			wait_for_head(ring);
		encode_message(ring->data + (size_t)(ring->tail & (ring->slots - 1)) * bytes, bytes, ring->tail);
		ring->tail++;
		if (++unpublished == ring->setting.batch) {
			publish(ring);
			unpublished = 0;
		}
	}
	while (ring->head != ring->tail)
		wait_for_head(ring);
}

ALWAYS_INLINE void consume(struct ring *ring, uint64_t count, uint32_t bytes)
{
	const uint32_t last = ring->head + (uint32_t)count;

	while (ring->head != last) {
		const uint32_t known = load_word(ring->tail_word) - ring->head;
		const uint32_t some = known < ring->slots / 8 ? known : ring->slots / 8;

		if (known == 0 && ring->setting.sleeps) {
			wake_word(ring->head_word);
			__atomic_store_n(ring->asleep, 1, __ATOMIC_SEQ_CST);
			wait_word(ring->tail_word, ring->head);
			__atomic_store_n(ring->asleep, 0, __ATOMIC_SEQ_CST);
		} else if (known == 0) {
			relax();
		}
		for (uint32_t i = 0; i < some; i++, ring->head++)
			decode_message(ring->data + (size_t)(ring->head & (ring->slots - 1)) * bytes, bytes, bytes, ring->head);
		store_word(ring->head_word, ring->head);
	}
	if (ring->setting.sleeps)
		wake_word(ring->head_word);
}

static int64_t run_ring(void *self, uint64_t count)
{
	struct ring *ring = self;
	const int64_t start = now_ns();

	if (ring->setting.is_lead && ring->setting.bytes == 16)
		produce(ring, count, 16);
	else if (ring->setting.is_lead)
		produce(ring, count, 64);
	else if (ring->setting.bytes == 16)
		consume(ring, count, 16);
	else
		consume(ring, count, 64);
	return now_ns() - start;
}

const struct exercise bare_ring = { "bare-ring", open_ring, run_ring };
