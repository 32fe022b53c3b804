/* SPDX-License-Identifier: MIT */
/* Making a segment, and what its owner does with it later. Attaching to a peer's: segment-attach.c. */
#define _GNU_SOURCE
#include "segment-map.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include <sluice/atomic.h>

#include "crc32c.h"
#include "memory-file.h"
#include "segment-directory.h"

static int fill_id(uint8_t id[16])
{
	ssize_t got;

	do
		got = getrandom(id, 16, 0);
	while (got < 0 && errno == EINTR);
	return got == 16 ? 0 : -1;
}

static void write_header(struct sluice__map *map, const struct sluice__plan *plan, const struct sluice_directory_entry *entries, uint32_t count)
{
	const uint64_t magic = SLUICE_MAGIC;
	struct sluice_segment_header header = {
		.endian_probe = SLUICE_ENDIAN_PROBE,
		.layout_major = SLUICE_LAYOUT_MAJOR,
		.layout_minor = SLUICE_LAYOUT_MINOR,
		.layout_fingerprint = SEGMENT_FINGERPRINT,
		.header_size = SLUICE_HEADER_SIZE,
		.segment_size = map->size,
		.endpoint = plan->endpoint,
		.generation = plan->generation,
		.directory_offset = SLUICE_DIRECTORY_OFFSET,
		.directory_count = count,
		.protocol_fingerprint = plan->protocol_fingerprint,
		.state = SLUICE_SEGMENT_INIT,
	};
	uint32_t i;

	for (i = 0; i < sizeof header.magic; i++) /* bytes, the lowest first, whatever the machine */
		header.magic[i] = (uint8_t)(magic >> 8 * i);
	memcpy(header.segment_id, map->id, sizeof header.segment_id);
	sluice_segment_header_store(map->base, header);
	for (i = 0; i < count; i++)
		sluice_directory_entry_store(map->base + SLUICE_DIRECTORY_OFFSET + (size_t)i * SLUICE_DIRECTORY_ENTRY_SIZE, entries[i]);
	sluice_segment_header_set_crc(map->base, sluice__crc32c(map->base, offsetof(struct sluice_segment_header, state)));
}

int sluice__map_create(const struct sluice__plan *plan, struct sluice__map *out)
{
	struct sluice__map map = {.descriptor = -1, .generation = plan->generation};
	struct sluice_directory_entry entries[SLUICE__MAX_PARTS];
	struct sluice__memory_file file;
	uint64_t size;
	const uint32_t count = sluice__directory_plan(plan, entries, &size);

	if (count == 0) {
		errno = EFBIG;
		return -SLUICE_ERR_SYSTEM;
	}
	if (fill_id(map.id) != 0 || sluice__memory_file_create("sluice", (size_t)size, plan->is_cooperative, &file) != 0)
		return -SLUICE_ERR_SYSTEM;
	map.descriptor = file.descriptor;
	map.base = file.base;
	map.size = file.size;
	map.state = sluice__map_state_word(file.base);
	write_header(&map, plan, entries, count);
	sluice__directory_apply(entries, count, &map);
	/* Partner: the acquire-load of sluice__map_attach. Without this order it could see READY before the header. */
	sluice_store_release(map.state, SLUICE_SEGMENT_READY);
	*out = map;
	return 0;
}

void sluice__map_close(struct sluice__map *map)
{
	if (map->base != NULL && !map->is_borrowed)
		munmap(map->base, map->size);
	if (map->descriptor >= 0 && !map->is_borrowed)
		close(map->descriptor);
	*map = (struct sluice__map){.descriptor = -1};
}

uint32_t sluice__map_state(const struct sluice__map *map)
{
	/* Partner: sluice__map_set_state of the owner. What it stored before, such as a last tail, is seen after this. */
	return sluice_load_acquire(map->state);
}

void sluice__map_set_state(struct sluice__map *map, uint32_t state)
{
	/* Partner: sluice__map_state of the peer. Sequentially consistent, as the bell that follows may depend on a look at a wake word. */
	if (map->base != NULL && sluice_load_once(map->state) < state)
		sluice_store_seq_cst(map->state, state);
}
