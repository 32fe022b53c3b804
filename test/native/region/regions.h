/* Regions in private memory, with three peers in one process. */
#ifndef TEST_NATIVE_REGION_REGIONS_H
#define TEST_NATIVE_REGION_REGIONS_H

#include <sluice/region.h>

#include "../../../native/src/region.h"
#include "../channel/pair.h"

#define SIZE ((size_t)1 << 20)
#define PEERS 3

static uint8_t *memory;
static struct sluice_region *regions[PEERS];

static inline void make_shape(const struct sluice_region_shape *shape)
{
	if (memory == NULL)
		memory = (uint8_t *)aligned_alloc(4096, SIZE);
	CHECK(memory != NULL && sluice_region_make(memory, SIZE, shape) == 0);
}

static inline void make(uint32_t ring_size, uint32_t beat_interval_ms)
{
	const struct sluice_region_shape shape = {.slot_count = PEERS, .ring_size = ring_size, .beat_interval_ms = beat_interval_ms};

	make_shape(&shape);
}

static inline void attach(int slot)
{
	const struct sluice_region_options options = {.slot = slot, .takes_over = true};

	CHECK(sluice_region_attach(memory, SIZE, &options, 0, &regions[slot], NULL) == 0);
}

static inline void detach_all(void)
{
	int slot;

	for (slot = 0; slot < PEERS; slot++) {
		sluice_region_detach(regions[slot]);
		regions[slot] = NULL;
	}
}

static inline void end(void)
{
	close_pair();
	detach_all();
	free(memory);
	memory = NULL;
}

/* A channel between two regions, seen from both. */
static inline void join(int a, int b, struct sluice_channel **first, struct sluice_channel **second)
{
	*first = *second = NULL;
	while (*first == NULL || *second == NULL) {
		CHECK(*first != NULL || sluice_region_try_connect(regions[a], (uint32_t)b, NULL, first, NULL) >= 0);
		CHECK(*second != NULL || sluice_region_try_connect(regions[b], (uint32_t)a, NULL, second, NULL) >= 0);
	}
}

#endif
