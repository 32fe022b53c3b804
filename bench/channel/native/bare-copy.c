/* SPDX-License-Identifier: MIT */
/* The floor of large payloads: see bench/channel/exercises/bare-copy.ts. */
#include <stdlib.h>
#include <string.h>

#include "bare.h"

struct pipeline {
	struct setting setting;
	uint8_t *data, *own_bytes;
	uint32_t *own_word, *other_word;
	uint32_t *own_asleep, *other_asleep; /* not 0: that side is about to sleep, or does */
	uint32_t slots;
	uint32_t own, other;
};

static void *open_pipeline(const struct setting *setting)
{
	uint8_t *memory = map_shared(setting->place, BARE_DATA + (size_t)setting->ring_bytes);
	struct pipeline *pipeline = calloc(1, sizeof *pipeline);

	pipeline->setting = *setting;
	pipeline->own_word = (uint32_t *)(void *)(memory + (setting->is_lead ? LEAD_WORD : ECHO_WORD));
	pipeline->other_word = (uint32_t *)(void *)(memory + (setting->is_lead ? ECHO_WORD : LEAD_WORD));
	pipeline->own_asleep = pipeline->own_word + 128 / sizeof(uint32_t);
	pipeline->other_asleep = pipeline->other_word + 128 / sizeof(uint32_t);
	pipeline->data = memory + BARE_DATA;
	pipeline->slots = setting->ring_bytes / setting->bytes;
	pipeline->own_bytes = malloc(setting->bytes);
	memset(pipeline->own_bytes, 1, setting->bytes);
	return pipeline;
}

static void wait_for_other(struct pipeline *pipeline)
{
	const uint32_t known = pipeline->other;

	while ((pipeline->other = load_word(pipeline->other_word)) == known) {
		if (!pipeline->setting.sleeps) {
			relax();
			continue;
		}
		__atomic_store_n(pipeline->own_asleep, 1, __ATOMIC_SEQ_CST);
		wait_word(pipeline->other_word, known);
		__atomic_store_n(pipeline->own_asleep, 0, __ATOMIC_SEQ_CST);
	}
}

static void copy_chunk(struct pipeline *pipeline)
{
	const uint32_t bytes = pipeline->setting.bytes;
	uint8_t *slot = pipeline->data + (size_t)(pipeline->own % pipeline->slots) * bytes;

	if (pipeline->setting.is_lead) {
		while (pipeline->own - pipeline->other == pipeline->slots)
			wait_for_other(pipeline);
		memcpy(slot, pipeline->own_bytes, bytes);
	} else {
		while (pipeline->own == pipeline->other)
			wait_for_other(pipeline);
		memcpy(pipeline->own_bytes, slot, bytes);
	}
	if (!pipeline->setting.sleeps) {
		store_word(pipeline->own_word, ++pipeline->own);
		return;
	}
	__atomic_store_n(pipeline->own_word, ++pipeline->own, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(pipeline->other_asleep, __ATOMIC_SEQ_CST) != 0)
		wake_word(pipeline->own_word);
}

static int64_t run_pipeline(void *self, uint64_t count)
{
	struct pipeline *pipeline = self;
	const int64_t start = now_ns();

	for (uint64_t i = 0; i < count; i++)
		copy_chunk(pipeline);
	while (pipeline->setting.is_lead && pipeline->own != pipeline->other)
		wait_for_other(pipeline);
	return now_ns() - start;
}

const struct exercise bare_copy = { "bare-copy", open_pipeline, run_pipeline };
