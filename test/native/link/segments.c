/* SPDX-License-Identifier: MIT */
/* Segments: made as they should be, and refused when a single word of them, or the file, is not. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stddef.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "../../../native/src/crc32c.h"
#include "link-test.h"

#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL)
#define HUGE_PAGE ((size_t)2 * 1024 * 1024)

static const struct sluice__plan PLAN = {
	.ring_size = 16384,
	.has_consumer = true,
	.arena_block_size = 4096,
	.arena_block_count = 8,
	.released_count = 5,
	.protocol_fingerprint = 0x1234567890abcdef,
	.endpoint = 7,
	.generation = 3,
};

static struct sluice__map create(void)
{
	struct sluice__map map;

	CHECK_EQUAL(0, sluice__map_create(&PLAN, &map));
	return map;
}

/* Attaches as a peer would; the map that was made stays as it is. */
static int attach(const struct sluice__map *map, const struct sluice__plan *plan, struct sluice__map *out, struct sluice_channel_refusal *why)
{
	return sluice__map_attach(fcntl(map->descriptor, F_DUPFD_CLOEXEC, 0), plan, map->id, map->size, out, why);
}

/* Refused for this reason; 0: taken. */
static void check_attach(const struct sluice__map *map, const struct sluice__plan *plan, uint32_t reason)
{
	struct sluice_channel_refusal why = {0};
	struct sluice__map peer;
	const int status = attach(map, plan, &peer, &why);

	CHECK_EQUAL(reason, why.reason);
	CHECK(reason == 0 ? status == 0 : status < 0 && strlen(why.detail) > 10 && !why.by_peer);
	if (status == 0)
		sluice__map_close(&peer);
}

static void sum(struct sluice__map *map)
{
	sluice_segment_header_set_crc(map->base, sluice__crc32c(map->base, 4088));
}

static void round_trip(void)
{
	struct sluice_channel_refusal why;
	struct sluice__map map = create(), peer;
	struct stat status;

	CHECK_EQUAL(0xe3069283, sluice__crc32c("123456789", 9)); /* the check value of CRC-32C */
	CHECK_EQUAL(SEALS, fcntl(map.descriptor, F_GET_SEALS) & SEALS);
	CHECK(fstat(map.descriptor, &status) == 0 && (size_t)status.st_size == map.size && (size_t)status.st_blocks * 512 >= map.size);
	CHECK(memcmp(map.base, "\x89SLUICE\n", 8) == 0);
	CHECK(map.ring.data_size == 16384 && map.ring.control_size == 256 && map.ring.stride == 16 && map.consumer.control != NULL);
	CHECK(map.arena.data_size == 32768 && map.arena.stride == 4096 && map.released.data_size == 20 && map.broadcast.data == NULL);
	CHECK_EQUAL(4096, map.ring.control - map.base);
	CHECK((size_t)map.ring.data % 4096 == 0 && (size_t)map.arena.data % 4096 == 0);

	CHECK_EQUAL(0, attach(&map, &PLAN, &peer, &why));
	CHECK(peer.base != map.base && peer.size == map.size && peer.descriptor == -1 && peer.generation == 3);
	CHECK_EQUAL(map.ring.data - map.base, peer.ring.data - peer.base);
	memcpy(map.ring.data, "hello", 5);
	CHECK(memcmp(peer.ring.data, "hello", 5) == 0);
	CHECK(mprotect(peer.base, 4096, PROT_READ | PROT_WRITE) != 0 && errno == EACCES);

	CHECK_EQUAL(SLUICE_SEGMENT_READY, sluice__map_state(&peer));
	sluice__map_set_state(&map, SLUICE_SEGMENT_CLOSED);
	sluice__map_set_state(&map, SLUICE_SEGMENT_CLOSING);
	CHECK_EQUAL(SLUICE_SEGMENT_CLOSED, sluice__map_state(&peer));
	sluice__map_close(&peer);
	sluice__map_close(&map);
	sluice__map_close(&map);
}

/* Owner's seals: no second writable mapping, no hole, no other size. */
static void seals(void)
{
	struct sluice__map map = create();

	CHECK(mmap(NULL, map.size, PROT_READ | PROT_WRITE, MAP_SHARED, map.descriptor, 0) == MAP_FAILED);
	CHECK(ftruncate(map.descriptor, 0) != 0 && ftruncate(map.descriptor, (off_t)map.size * 2) != 0);
	CHECK(fallocate(map.descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 4096, 4096) != 0);
	CHECK(madvise(map.base, map.size, MADV_REMOVE) != 0);
	sluice__map_close(&map);
}

/* What a word of the header means when it is wrong although the checksum is right; everything else is room for later versions. */
static uint32_t reason_of(size_t offset)
{
	switch (offset) {
	case 16: case 20: return SLUICE_REFUSE_LAYOUT;
	case 28: case 32: return SLUICE_REFUSE_FEATURES;
	case 80: case 84: return SLUICE_REFUSE_PROTOCOL;
	case 24: return 0; /* features_compat: a peer may ignore them */
	case 76: return 0; /* two more entries, all zero: kinds that are not known */
	case 12: return SLUICE_REFUSE_VERSION;
	default: return offset < 80 || offset >= 4088 ? SLUICE_REFUSE_SEGMENT : 0;
	}
}

static void header_words(void)
{
	struct sluice__map map = create();

	for (size_t offset = 0; offset < 4096; offset += 4) {
		uint32_t *word = (uint32_t *)(void *)(map.base + offset), old = *word;
		/* Before the checksum only what tells whether it is a header at all. */
		const uint32_t without_sum = offset == 12 ? SLUICE_REFUSE_VERSION : SLUICE_REFUSE_SEGMENT;

		*word ^= 2;
		check_attach(&map, &PLAN, without_sum);
		if (offset < 4088 && (offset < 1024 || offset >= 1024 + 4 * 32)) {
			sum(&map);
			check_attach(&map, &PLAN, reason_of(offset));
		}
		*word = old;
		sum(&map);
	}
	check_attach(&map, &PLAN, 0);
	sluice__map_close(&map);
}

static void header_values(void)
{
	static const struct {
		size_t offset;
		uint32_t value, reason;
	} cases[] = {
		{8, 0x04030201, SLUICE_REFUSE_BYTE_ORDER}, {12, 0x00050001, 0}, /* a later minor version */
		{12, 2, SLUICE_REFUSE_VERSION},		   {12, 0, SLUICE_REFUSE_VERSION},
		{24, 0xffffffff, 0},			   {32, 0x80000000, SLUICE_REFUSE_FEATURES},
		{36, 0, SLUICE_REFUSE_SEGMENT},		   {40, 0, SLUICE_REFUSE_SEGMENT},
		{44, 1, SLUICE_REFUSE_SEGMENT},		   {64, 0, SLUICE_REFUSE_SEGMENT},
		{68, 4, SLUICE_REFUSE_SEGMENT},		   {72, 4096, SLUICE_REFUSE_SEGMENT},
		{72, 0xffffffff, SLUICE_REFUSE_SEGMENT},   {76, 0, SLUICE_REFUSE_SEGMENT},
		{76, 3, SLUICE_REFUSE_SEGMENT},		   {76, 5, 0}, /* an entry of a kind that is not known: all zero */
		{76, 65, SLUICE_REFUSE_SEGMENT},	   {76, 0xffffffff, SLUICE_REFUSE_SEGMENT},
		{4088, 0, SLUICE_REFUSE_SEGMENT},	   {4088, 2, SLUICE_REFUSE_SEGMENT},
		{4088, 77, SLUICE_REFUSE_SEGMENT},
	};
	struct sluice__map map = create();

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		uint32_t *word = (uint32_t *)(void *)(map.base + cases[i].offset), old = *word;

		*word = cases[i].value;
		sum(&map);
		check_attach(&map, &PLAN, cases[i].reason);
		*word = old;
	}
	sluice__map_close(&map);
}

/* Every word of every entry, with values that no honest owner writes there. */
static void directory_words(void)
{
	struct sluice__map map = create();
	const uint32_t values[] = {0, 1, 2, 3, 5, 64, 100, 1024, 4095, 0x7fffffff, 0x80000000, 0xffffff80, 0xffffffff, (uint32_t)map.size};

	for (uint32_t entry = 0; entry < 4; entry++) {
		for (size_t field = 0; field < 28; field += 4) {
			uint32_t *word = (uint32_t *)(void *)(map.base + 1024 + entry * 32 + field), old = *word;

			for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
				*word = values[i];
				sum(&map);
				check_attach(&map, &PLAN, values[i] == old ? 0 : SLUICE_REFUSE_SEGMENT);
			}
			*word = old;
		}
	}
	sluice__map_close(&map);
}

static struct sluice_directory_entry entry_of(const struct sluice__map *map, uint32_t index)
{
	return sluice_directory_entry_load(map->base + 1024 + index * 32);
}

static void set_entry(struct sluice__map *map, uint32_t index, struct sluice_directory_entry entry)
{
	sluice_directory_entry_store(map->base + 1024 + index * 32, entry);
	sum(map);
}

static void directory_overlaps(void)
{
	struct sluice__map map = create();
	struct sluice_directory_entry ring = entry_of(&map, 0), consumer = entry_of(&map, 1), arena = entry_of(&map, 2),
				      released = entry_of(&map, 3), other;

	other = consumer;
	other.control_offset = ring.control_offset;
	set_entry(&map, 1, other);
	check_attach(&map, &PLAN, SLUICE_REFUSE_SEGMENT);
	other.control_offset = ring.data_offset + 128;
	set_entry(&map, 1, other);
	check_attach(&map, &PLAN, SLUICE_REFUSE_SEGMENT);
	set_entry(&map, 1, consumer);

	other = arena;
	other.data_offset = ring.data_offset;
	set_entry(&map, 2, other);
	check_attach(&map, &PLAN, SLUICE_REFUSE_SEGMENT);
	set_entry(&map, 2, arena);

	other = ring;
	other.control_offset = ring.data_offset;
	set_entry(&map, 0, other);
	check_attach(&map, &PLAN, SLUICE_REFUSE_SEGMENT);
	set_entry(&map, 0, ring);

	/* Where nothing else is, but aligned. */
	other = consumer;
	for (uint32_t offset = 4608; offset < 4736; offset += 4) {
		other.control_offset = offset;
		set_entry(&map, 1, other);
		check_attach(&map, &PLAN, offset % 128 == 0 ? 0 : SLUICE_REFUSE_SEGMENT);
	}
	set_entry(&map, 1, consumer);
	other = released;
	for (uint32_t offset = 4; offset <= 128; offset += 4) {
		other.data_offset = released.data_offset + offset;
		set_entry(&map, 3, other);
		check_attach(&map, &PLAN, offset % 128 == 0 ? 0 : SLUICE_REFUSE_SEGMENT);
	}
	set_entry(&map, 3, released);

	/* Twice the same, in another place; a part that was not agreed. */
	sluice_segment_header_set_directory_count(map.base, 5);
	other = consumer;
	other.control_offset = 4608;
	set_entry(&map, 4, other);
	check_attach(&map, &PLAN, SLUICE_REFUSE_SEGMENT);
	for (uint32_t kind = SLUICE_REGION_FIFO; kind <= SLUICE_REGION_BROADCAST; kind++) {
		set_entry(&map, 4, (struct sluice_directory_entry){.kind = kind});
		check_attach(&map, &PLAN, SLUICE_REFUSE_SEGMENT);
	}
	/* Of a kind that is not known, only the place matters. */
	set_entry(&map, 4, (struct sluice_directory_entry){.kind = 99, .id = 5, .control_offset = 4096 + 512, .control_size = 128});
	check_attach(&map, &PLAN, 0);
	set_entry(&map, 4, (struct sluice_directory_entry){.kind = 99, .control_offset = 4096, .control_size = 128});
	check_attach(&map, &PLAN, SLUICE_REFUSE_SEGMENT);
	sluice__map_close(&map);
}

static void plans(void)
{
	struct sluice__map map = create();
	struct sluice__plan plan;

#define DIFFERENT(field, value, reason)         \
	plan = PLAN;                            \
	plan.field = value;                     \
	check_attach(&map, &plan, SLUICE_##reason)
	DIFFERENT(ring_size, 4096, REFUSE_SEGMENT);
	DIFFERENT(ring_size, 0, REFUSE_SEGMENT);
	DIFFERENT(has_consumer, false, REFUSE_SEGMENT);
	DIFFERENT(arena_block_size, 8192, REFUSE_SEGMENT);
	DIFFERENT(arena_block_count, 7, REFUSE_SEGMENT);
	DIFFERENT(arena_block_count, 0, REFUSE_SEGMENT);
	DIFFERENT(released_count, 4, REFUSE_SEGMENT);
	DIFFERENT(released_count, 0, REFUSE_SEGMENT);
	DIFFERENT(broadcast_size, SLUICE__ANY_SIZE, REFUSE_SEGMENT);
	DIFFERENT(protocol_fingerprint, 0, REFUSE_PROTOCOL);
	DIFFERENT(endpoint, 8, REFUSE_SEGMENT);
	DIFFERENT(generation, 4, REFUSE_SEGMENT);
#undef DIFFERENT
	plan = PLAN;
	plan.ring_size = SLUICE__ANY_SIZE;
	check_attach(&map, &plan, 0);
	map.id[3] ^= 1;
	check_attach(&map, &PLAN, SLUICE_REFUSE_SEGMENT);
	sluice__map_close(&map);
}

/* Whatever the header says: no crash, and what is taken lies inside. */
static void random_headers(void)
{
	struct sluice__map map = create(), peer;
	struct sluice_channel_refusal why;
	uint8_t page[4096];

	memcpy(page, map.base, sizeof page);
	for (int i = 0; i < 5000; i++) {
		for (uint32_t words = 1 + next_random() % 3; words > 0; words--) {
			const size_t offset = next_random() % 4 == 0 ? next_random() % 22 * 4 : 1024 + next_random() % 40 * 4;
			const uint32_t value = next_random() % 2 == 0 ? next_random() : next_random() % 40 * 128;

			memcpy(map.base + offset, &value, sizeof value);
		}
		sum(&map);
		if (attach(&map, &PLAN, &peer, &why) == 0) {
			const struct sluice__part *parts[] = {&peer.ring, &peer.consumer, &peer.arena, &peer.released};

			for (size_t part = 0; part < 4; part++) {
				CHECK(parts[part]->control == NULL || (parts[part]->control >= peer.base + 4096 &&
								       parts[part]->control + parts[part]->control_size <= peer.base + peer.size));
				CHECK(parts[part]->data == NULL || (parts[part]->data >= peer.base + 4096 &&
								    parts[part]->data + parts[part]->data_size <= peer.base + peer.size));
			}
			CHECK(peer.ring.data_size == 16384 && peer.arena.data_size == 32768 && peer.released.data_size == 20);
			sluice__map_close(&peer);
		}
		memcpy(map.base, page, sizeof page);
	}
	sluice__map_close(&map);
}

/* Refused for this rule, before a byte of it is read. */
static void check_file(int descriptor, size_t size, const char *rule)
{
	static const uint8_t id[16];
	struct sluice_channel_refusal why = {0};
	struct sluice__map map;

	CHECK(descriptor >= 0);
	CHECK_EQUAL(-SLUICE_ERR_PROTOCOL, sluice__map_attach(descriptor, &PLAN, id, size, &map, &why));
	CHECK_EQUAL(SLUICE_REFUSE_SEGMENT, why.reason);
	CHECK(strstr(why.detail, rule) != NULL);
	/* It is closed. */
	CHECK(fcntl(descriptor, F_GETFD) == -1);
}

static int make_file(unsigned flags, size_t size, bool allocates, int with_seals)
{
	const int descriptor = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING | flags);

	CHECK(descriptor >= 0 && ftruncate(descriptor, (off_t)size) == 0);
	CHECK(!allocates || fallocate(descriptor, 0, 0, (off_t)size) == 0);
	CHECK(fcntl(descriptor, F_ADD_SEALS, with_seals) == 0);
	return descriptor;
}

static void files(void)
{
	struct sluice__map map = create();
	char path[64];
	int ends[2], huge;

	CHECK(pipe2(ends, O_CLOEXEC) == 0);
	check_file(ends[0], map.size, "regular");
	check_file(ends[1], map.size, "regular");
	socket_pair(ends);
	check_file(ends[0], map.size, "regular");
	close(ends[1]);
	check_file(open("/dev/null", O_RDWR | O_CLOEXEC), map.size, "regular");
	check_file(open("/dev/zero", O_RDWR | O_CLOEXEC), map.size, "regular");
	check_file(open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC), map.size, "regular");
	check_file(open("/proc/self/status", O_RDONLY | O_CLOEXEC), map.size, "sealed");
	check_file(eventfd(0, EFD_CLOEXEC), map.size, "regular");
	check_file(memfd_create("test", MFD_CLOEXEC), 8192, "sealed");
	snprintf(path, sizeof path, "/proc/self/fd/%d", map.descriptor);
	check_file(open(path, O_PATH | O_CLOEXEC), map.size, "sealed");

	check_file(make_file(0, 16384, true, 0), 16384, "sealed");
	check_file(make_file(0, 16384, true, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL), 16384, "sealed");
	check_file(make_file(0, 16384, true, F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL), 16384, "sealed");
	check_file(make_file(0, 16384, true, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE), 16384, "sealed");
	check_file(make_file(0, 16384, false, SEALS), 16384, "allocated"); /* sparse */
	check_file(make_file(0, 16384, true, SEALS), 12288, "size");
	check_file(make_file(0, 16384, true, SEALS), 20480, "size");
	check_file(make_file(0, 16384, true, SEALS), 0, "size");
	check_file(make_file(0, 16384, true, SEALS), SIZE_MAX, "size");
	check_file(make_file(0, 6000, true, SEALS), 6000, "size");
	check_file(make_file(0, 4096, true, SEALS), 4096, "size");
	check_file(make_file(0, 0, false, SEALS), 0, "size");
	check_file(make_file(0, 16384, true, SEALS), 16384, "state"); /* nothing but zeros */
	huge = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_HUGETLB);
	if (huge >= 0) {
		CHECK(ftruncate(huge, HUGE_PAGE) == 0 && fcntl(huge, F_ADD_SEALS, SEALS) == 0);
		check_file(huge, HUGE_PAGE, "tmpfs");
	} else {
		puts("huge pages: skipped, this kernel has none");
	}
	/* One that can be written alone. */
	check_file(open(path, O_WRONLY | O_CLOEXEC), map.size, "readable");
	sluice__map_close(&map);
}

static void sizes(void)
{
	struct sluice__plan plan = {.broadcast_size = 8192};
	struct sluice_channel_refusal why;
	struct sluice__map map, peer;

	CHECK_EQUAL(0, sluice__map_create(&plan, &map));
	CHECK(map.broadcast.data_size == 8192 && map.broadcast.control_size == 128 && map.ring.data == NULL);
	plan.broadcast_size = SLUICE__ANY_SIZE;
	CHECK_EQUAL(0, attach(&map, &plan, &peer, &why));
	CHECK(peer.broadcast.data_size == 8192);
	sluice__map_close(&peer);
	sluice__map_close(&map);
	/* Nothing at all, and more than 4 GiB. */
	plan = (struct sluice__plan){0};
	CHECK_EQUAL(-SLUICE_ERR_SYSTEM, sluice__map_create(&plan, &map));
	plan = (struct sluice__plan){.arena_block_size = 1u << 20, .arena_block_count = 4096};
	CHECK_EQUAL(-SLUICE_ERR_SYSTEM, sluice__map_create(&plan, &map));
}

const struct test segment_tests[] = {
	{"segment", round_trip},
	{"seals", seals},
	{"header-words", header_words},
	{"header-values", header_values},
	{"directory-words", directory_words},
	{"directory-overlaps", directory_overlaps},
	{"plans", plans},
	{"random-headers", random_headers},
	{"files", files},
	{"sizes", sizes},
	{NULL, NULL},
};
