/* SPDX-License-Identifier: MIT */
/* A region's header, made and judged, and where its slots and lanes lie: schema/region.yaml. */
#include "region.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "crc32c.h"
#include "hello.h"
#include "refusal.h"

_Static_assert(SLUICE_REGION_LANE_CONSUMER == SLUICE_REGION_LANE_SIZE &&
	       SLUICE_REGION_LANE_PRODUCER == SLUICE_REGION_LANE_CONSUMER + SLUICE_CONSUMER_LINES_SIZE &&
	       SLUICE_REGION_LANE_RELEASED == SLUICE_REGION_LANE_PRODUCER + SLUICE_PRODUCER_LINES_SIZE, "lines follow each other");
_Static_assert(SLUICE_REGION_VECTORS == SLUICE_REGION_MAX_VECTORS, "region.h follows the schema");
_Static_assert(SLUICE_REGION_LANE_RELEASED % SLUICE_LINE_SPACING == 0, "what follows starts on a line");

#define PAGE SLUICE_PAGE_SIZE

/* ---- where things are -------------------------------------------------------------------------------------------------------------- */

struct sluice_region_slot *sluice__region_slot(const struct sluice_region *region, uint32_t slot)
{
	return (struct sluice_region_slot *)(void *)(region->memory + SLUICE_REGION_SLOTS_OFFSET + (size_t)slot * SLUICE_REGION_SLOT_SIZE);
}

struct sluice_region_lane *sluice__region_lane(const struct sluice_region *region, uint32_t from, uint32_t to)
{
	return (struct sluice_region_lane *)(void *)(region->memory + region->lanes_offset +
						      (size_t)(from * region->slot_count + to) * region->layout.lane_stride);
}

uint32_t *sluice__region_ready(void *memory)
{
	return (uint32_t *)(void *)((uint8_t *)memory + offsetof(struct sluice_region_header, ready));
}

static uint32_t on_line(uint32_t bytes)
{
	return (bytes + SLUICE_LINE_SPACING - 1) / SLUICE_LINE_SPACING * SLUICE_LINE_SPACING;
}

static uint32_t lanes_offset_of(uint32_t slot_count)
{
	const uint32_t end = SLUICE_REGION_SLOTS_OFFSET + slot_count * SLUICE_REGION_SLOT_SIZE;

	return (end + PAGE - 1) / PAGE * PAGE;
}

static struct sluice__lane_layout layout_of(uint32_t ring_size, uint32_t block_size, uint32_t block_count)
{
	const uint32_t ring = SLUICE_REGION_LANE_RELEASED + on_line(block_count * (uint32_t)sizeof(uint32_t)), arena = ring + ring_size;

	return (struct sluice__lane_layout){
		.ring_size = ring_size,
		.block_size = block_size,
		.block_count = block_count,
		.ring_offset = ring,
		.arena_offset = arena,
		.lane_stride = arena + on_line(block_size * block_count),
	};
}

static uint64_t size_of(uint32_t slot_count, const struct sluice__lane_layout *layout)
{
	return lanes_offset_of(slot_count) + (uint64_t)slot_count * slot_count * layout->lane_stride;
}

static bool is_slot_count(uint32_t count)
{
	return count >= 2 && count <= SLUICE_REGION_MAX_SLOTS;
}

static bool is_ring_size(uint32_t size)
{
	return size >= SLUICE_REGION_MIN_RING && size <= SLUICE_REGION_MAX_RING && (size & (size - 1)) == 0;
}

static bool is_arena(uint32_t block_size, uint32_t block_count)
{
	return sluice__is_arena(block_size, block_count) && (uint64_t)block_size * block_count <= SLUICE_REGION_MAX_ARENA;
}

/* ---- making ------------------------------------------------------------------------------------------------------------------------ */

static struct sluice__lane_layout largest(const struct sluice_region_shape *shape, uint64_t size)
{
	uint32_t ring_size = SLUICE_REGION_MAX_RING;

	for (;;) {
		const struct sluice__lane_layout layout = layout_of(ring_size, shape->arena_block_size, shape->arena_block_count);

		if (ring_size == SLUICE_REGION_MIN_RING || size_of(shape->slot_count, &layout) <= size)
			return layout;
		ring_size /= 2;
	}
}

static void fill_header(struct sluice_region_header *header, const struct sluice_region_shape *shape, const struct sluice__lane_layout *layout)
{
	const uint64_t magic = SLUICE_REGION_MAGIC;
	size_t i;

	*header = (struct sluice_region_header){
		.endian_probe = SLUICE_REGION_PROBE,
		.major = SLUICE_REGION_MAJOR,
		.layout_fingerprint = REGION_FINGERPRINT,
		.rings_fingerprint = SEGMENT_FINGERPRINT,
		.region_size = size_of(shape->slot_count, layout),
		.slot_count = shape->slot_count,
		.ring_size = layout->ring_size,
		.lanes_offset = lanes_offset_of(shape->slot_count),
		.lane_stride = layout->lane_stride,
		.beat_interval_ms = shape->beat_interval_ms,
		.arena_block_size = layout->block_size,
		.arena_block_count = layout->block_count,
	};
	for (i = 0; i < sizeof header->magic; i++)
		header->magic[i] = (uint8_t)(magic >> 8 * i);
}

int sluice_region_make(void *memory, size_t size, const struct sluice_region_shape *shape)
{
	struct sluice_region_header header;
	struct sluice__lane_layout layout;

	if ((uintptr_t)memory % PAGE != 0)
		return -SLUICE_ERR_STATE;
	if (!is_slot_count(shape->slot_count) || !is_arena(shape->arena_block_size, shape->arena_block_count) ||
	    (shape->ring_size != 0 && !is_ring_size(shape->ring_size)))
		return -SLUICE_ERR_OPTION;
	layout = shape->ring_size == 0 ? largest(shape, size) : layout_of(shape->ring_size, shape->arena_block_size, shape->arena_block_count);
	if (size_of(shape->slot_count, &layout) > size)
		return -SLUICE_ERR_OPTION;
	/* Partner: the acquire-load of attach. Nobody reads what is being made. */
	sluice_store_seq_cst(sluice__region_ready(memory), 0);
	memset((uint8_t *)memory + SLUICE_REGION_HEADER_SIZE, 0, (size_t)size_of(shape->slot_count, &layout) - SLUICE_REGION_HEADER_SIZE);
	fill_header(&header, shape, &layout);
	memcpy(memory, &header, offsetof(struct sluice_region_header, ready));
	header.crc = sluice__crc32c(memory, offsetof(struct sluice_region_header, ready));
	memcpy((uint8_t *)memory + offsetof(struct sluice_region_header, crc), &header.crc, sizeof header.crc);
	sluice_store_release(sluice__region_ready(memory), 1);
	return 0;
}

/* ---- judging ----------------------------------------------------------------------------------------------------------------------- */

static int differs(struct sluice_channel_refusal *why, uint32_t reason, const char *what, uint64_t expected, uint64_t got)
{
	return sluice__refuse(why, reason, expected, got, "%s of the region differs: expected=%#" PRIx64 " got=%#" PRIx64, what, expected, got);
}

/* Whether a maker of this layout has written it. */
static int judge_maker(const uint8_t *page, const struct sluice_region_header *header, struct sluice_channel_refusal *why)
{
	const uint32_t crc = sluice__crc32c(page, offsetof(struct sluice_region_header, ready));
	uint64_t magic = 0;
	size_t i;

	for (i = 0; i < sizeof header->magic; i++)
		magic |= (uint64_t)header->magic[i] << 8 * i;
	if (magic != SLUICE_REGION_MAGIC)
		return differs(why, SLUICE_REFUSE_SEGMENT, "magic", SLUICE_REGION_MAGIC, magic);
	if (header->endian_probe != SLUICE_REGION_PROBE)
		return differs(why, SLUICE_REFUSE_BYTE_ORDER, "byte order", SLUICE_REGION_PROBE, header->endian_probe);
	if (header->major != SLUICE_REGION_MAJOR)
		return differs(why, SLUICE_REFUSE_VERSION, "major version", SLUICE_REGION_MAJOR, header->major);
	if (header->crc != crc)
		return differs(why, SLUICE_REFUSE_SEGMENT, "checksum", crc, header->crc);
	if (header->layout_fingerprint != REGION_FINGERPRINT)
		return differs(why, SLUICE_REFUSE_LAYOUT, "layout", REGION_FINGERPRINT, header->layout_fingerprint);
	if (header->rings_fingerprint != SEGMENT_FINGERPRINT)
		return differs(why, SLUICE_REFUSE_LAYOUT, "layout of the rings", SEGMENT_FINGERPRINT, header->rings_fingerprint);
	return 0;
}

/* All numbers against each other and the memory. */
static bool agrees(const struct sluice_region_header *header, const struct sluice__lane_layout *layout, uint64_t size)
{
	return is_slot_count(header->slot_count) && is_ring_size(header->ring_size) &&
	       is_arena(header->arena_block_size, header->arena_block_count) && header->lanes_offset == lanes_offset_of(header->slot_count) &&
	       header->lane_stride == layout->lane_stride && header->region_size == size_of(header->slot_count, layout) &&
	       header->region_size <= size;
}

int sluice__region_judge(const void *memory, uint64_t size, struct sluice_region *region, struct sluice_channel_refusal *why)
{
	struct sluice_region_header header;
	uint8_t page[SLUICE_REGION_HEADER_SIZE];
	int status;

	/* Everything is judged, and used, in a private copy. */
	memcpy(page, memory, sizeof page);
	header = sluice_region_header_load(page);
	status = judge_maker(page, &header, why);
	if (status != 0)
		return status;
	region->layout = layout_of(header.ring_size, header.arena_block_size, header.arena_block_count);
	if (!agrees(&header, &region->layout, size))
		return sluice__refuse(why, SLUICE_REFUSE_SEGMENT, header.region_size, size,
				      "the header contradicts itself, or the memory: slots=%u ring=%u blocks=%u*%u needed=%" PRIu64 " size=%" PRIu64,
				      header.slot_count, header.ring_size, header.arena_block_count, header.arena_block_size, header.region_size, size);
	region->slot_count = header.slot_count;
	region->lanes_offset = header.lanes_offset;
	region->beat_ns = (int64_t)header.beat_interval_ms * 1000000;
	return 0;
}
