/* The disk of a member; disk.ts describes it. */
#include <string.h>

#include "kernel.h"

#define FAT_END 0x0fffffffu

struct named_entry {
	const char *name;
	struct disk_entry entry;
};

static const struct named_entry ROOT[] = {
	{"readme", {INODE_FILE, 2, 5000}},
	{"shell", {INODE_FILE, 4, 12000}},
	{"data", {INODE_FILE, 6, 100}},
	{"bin", {INODE_DIRECTORY, 8, 4096}},
};
static const struct named_entry BIN[] = {{"ls", {INODE_FILE, 9, 4096}}};

/* FAT cluster that follows this one in its file. */
static uint32_t next(uint32_t cluster)
{
	static const uint32_t TABLE[] = {0, FAT_END, 3, FAT_END, 7, FAT_END, FAT_END, 5, FAT_END, FAT_END};

	return cluster < sizeof TABLE / sizeof TABLE[0] ? TABLE[cluster] : 0;
}

static void fill_directory(const struct named_entry *entries, size_t count, uint8_t *bytes)
{
	size_t i;

	for (i = 0; i < count; i++, bytes += 32) {
		memcpy(bytes, entries[i].name, strlen(entries[i].name));
		put_u32(bytes + 20, entries[i].entry.type);
		put_u32(bytes + 24, entries[i].entry.first);
		put_u32(bytes + 28, entries[i].entry.size);
	}
}

static void read_cluster(uint32_t cluster, uint8_t *bytes)
{
	uint32_t i;

	switch (cluster) {
	case 0:
		for (i = 0; i < FAT_CLUSTERS; i++)
			put_u32(bytes + 4 * i, next(i));
		break;
	case 1:
		fill_directory(ROOT, sizeof ROOT / sizeof ROOT[0], bytes);
		break;
	case 8:
		fill_directory(BIN, sizeof BIN / sizeof BIN[0], bytes);
		break;
	default:
		for (i = 0; i < PAGE_BYTES; i++)
			bytes[i] = (uint8_t)(cluster * 31 + i * 7);
	}
}

void disk_read_page(uint64_t first, uint32_t page, uint8_t *bytes)
{
	uint32_t cluster = first < FAT_CLUSTERS ? (uint32_t)first : FAT_CLUSTERS;
	uint32_t i;

	memset(bytes, 0, PAGE_BYTES);
	for (i = 0; i < page && cluster < FAT_CLUSTERS; i++)
		cluster = next(cluster);
	if (cluster < FAT_CLUSTERS && (page == 0 || cluster != 0))
		read_cluster(cluster, bytes);
}

bool disk_find_entry(const uint8_t *page, const char *name, struct disk_entry *entry)
{
	size_t length = strlen(name);
	uint32_t at;

	for (at = 0; at + 32 <= PAGE_BYTES; at += 32) {
		const uint8_t *end = memchr(page + at, 0, 20);

		if (length == 0 || end == NULL || (size_t)(end - page) - at != length || memcmp(page + at, name, length) != 0)
			continue;
		entry->type = get_u32(page + at + 20);
		entry->first = get_u32(page + at + 24);
		entry->size = get_u32(page + at + 28);
		return true;
	}
	return false;
}
