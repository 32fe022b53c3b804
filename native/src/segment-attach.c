/* SPDX-License-Identifier: MIT */
/*
 * Attaching to a segment that a peer passed. Nothing of it is believed: first the file, then the header and the directory, as one private copy
 * that nobody can change while it is judged. The order of the checks is the table of docs/protocols/segment.md.
 */
#define _GNU_SOURCE
#include "segment-map.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <sluice/atomic.h>

#include "crc32c.h"
#include "refusal.h"
#include "segment-directory.h"

#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)
#define BLOCK 512 /* unit of st_blocks */

/* ---- the file ----------------------------------------------------------------------------------------------------------------- */

/* What can not be asked is not the peer's fault. */
static int examine_file(int descriptor, struct stat *status, struct statfs *system, int *seals, struct sluice_channel_refusal *why)
{
	int result;

	if (fstat(descriptor, status) != 0)
		return sluice__refuse_system(why, "fstat");
	do
		result = fstatfs(descriptor, system);
	while (result != 0 && errno == EINTR);
	if (result != 0)
		return sluice__refuse_system(why, "fstatfs");
	*seals = fcntl(descriptor, F_GET_SEALS);
	/* EINVAL: a file of a kind that has none. EBADF: a name for a file (O_PATH), which is the peer's doing. */
	return *seals < 0 && errno != EINVAL && errno != EBADF ? sluice__refuse_system(why, "fcntl") : 0;
}

static int judge_file(int descriptor, uint64_t size, bool is_cooperative, struct sluice_channel_refusal *why)
{
	const int wanted = is_cooperative ? SEALS : SEALS | F_SEAL_FUTURE_WRITE;
	struct stat status;
	struct statfs system;
	int seals = -1;
	const int examined = examine_file(descriptor, &status, &system, &seals, why);

	if (examined != 0)
		return examined;
	if (!S_ISREG(status.st_mode))
		return sluice__refuse(why, SLUICE_REFUSE_SEGMENT, S_IFREG, status.st_mode & S_IFMT, "the segment must be a regular file: type=%o",
				      status.st_mode & S_IFMT);
	if (seals < 0 || (seals & wanted) != wanted)
		return sluice__refuse(why, SLUICE_REFUSE_SEGMENT, wanted, seals < 0 ? 0 : (uint64_t)seals,
				      "the segment must be sealed: expected=%#x got=%#x", wanted, seals < 0 ? 0 : seals);
	/* Huge pages can be taken away from a mapping for want of a reserve: SIGBUS. */
	if (system.f_type != TMPFS_MAGIC)
		return sluice__refuse(why, SLUICE_REFUSE_SEGMENT, TMPFS_MAGIC, (uint64_t)system.f_type,
				      "the segment must lie in tmpfs: type=%#lx", (unsigned long)system.f_type);
	if ((uint64_t)status.st_size != size || size % SLUICE_PAGE_SIZE != 0 || size <= SLUICE_HEADER_SIZE || size > UINT32_MAX)
		return sluice__refuse(why, SLUICE_REFUSE_SEGMENT, size, (uint64_t)status.st_size,
				      "the segment must have the size that was said, in whole pages: expected=%llu got=%llu",
				      (unsigned long long)size, (unsigned long long)status.st_size);
	/* A hole would be filled when it is first read, or end the reader when there is no memory for it. */
	if ((uint64_t)status.st_blocks * BLOCK < size)
		return sluice__refuse(why, SLUICE_REFUSE_SEGMENT, size, (uint64_t)status.st_blocks * BLOCK,
				      "the segment must be allocated: expected=%llu got=%llu", (unsigned long long)size,
				      (unsigned long long)status.st_blocks * BLOCK);
	return 0;
}

static int map_file(int descriptor, size_t size, bool is_cooperative, struct sluice__map *map, struct sluice_channel_refusal *why)
{
	void *base = mmap(NULL, size, is_cooperative ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, descriptor, 0);

	if (base == MAP_FAILED && (errno == EACCES || errno == EPERM))
		return sluice__refuse(why, SLUICE_REFUSE_SEGMENT, 0, (uint64_t)errno, "the segment must be %s: errno=%d",
				      is_cooperative ? "writable" : "readable", errno);
	if (base == MAP_FAILED)
		return sluice__refuse_system(why, "mmap");
	map->base = (uint8_t *)base;
	map->size = size;
	map->state = sluice__map_state_word(map->base);
	return madvise(base, size, MADV_DONTFORK) == 0 ? 0 : sluice__refuse_system(why, "madvise");
}

/* ---- the header page ---------------------------------------------------------------------------------------------------------- */

static int judge_word(const char *name, uint32_t reason, uint64_t expected, uint64_t got, struct sluice_channel_refusal *why)
{
	if (expected == got)
		return 0;
	return sluice__refuse(why, reason, expected, got, "%s of the segment differs: expected=%#llx got=%#llx", name, (unsigned long long)expected,
			      (unsigned long long)got);
}

/* Whether these bytes are a header at all, of a version that is read here. */
static int judge_form(const uint8_t *page, const struct sluice_segment_header *header, struct sluice_channel_refusal *why)
{
	const uint32_t crc = sluice__crc32c(page, offsetof(struct sluice_segment_header, state));
	const bool is_swapped = header->endian_probe == __builtin_bswap32(SLUICE_ENDIAN_PROBE);
	uint64_t magic = 0;
	size_t i;
	int status;

	for (i = 0; i < sizeof header->magic; i++)
		magic |= (uint64_t)header->magic[i] << 8 * i;
	status = judge_word("magic", SLUICE_REFUSE_SEGMENT, SLUICE_MAGIC, magic, why);
	if (status == 0)
		status = judge_word("byte order", is_swapped ? SLUICE_REFUSE_BYTE_ORDER : SLUICE_REFUSE_SEGMENT, SLUICE_ENDIAN_PROBE,
				    header->endian_probe, why);
	if (status == 0)
		status = judge_word("major version", SLUICE_REFUSE_VERSION, SLUICE_LAYOUT_MAJOR, header->layout_major, why);
	if (status == 0)
		status = judge_word("checksum", SLUICE_REFUSE_SEGMENT, crc, header->crc, why);
	return status;
}

/* Whether it is the segment that was agreed on. */
static int judge_meaning(const struct sluice_segment_header *header, const struct sluice__plan *expected, const uint8_t id[16], uint64_t size,
			 struct sluice_channel_refusal *why)
{
	int status = judge_word("layout fingerprint", SLUICE_REFUSE_LAYOUT, SEGMENT_FINGERPRINT, header->layout_fingerprint, why);

	/* An observer may ignore features of ro_compat; who takes part must know them as well. None is defined yet. */
	if (status == 0)
		status = judge_word("features_ro_compat", SLUICE_REFUSE_FEATURES, 0, header->features_ro_compat, why);
	if (status == 0)
		status = judge_word("features_incompat", SLUICE_REFUSE_FEATURES, 0, header->features_incompat, why);
	if (status == 0)
		status = judge_word("header size", SLUICE_REFUSE_SEGMENT, SLUICE_HEADER_SIZE, header->header_size, why);
	if (status == 0)
		status = judge_word("size", SLUICE_REFUSE_SEGMENT, size, header->segment_size, why);
	if (status == 0 && memcmp(id, header->segment_id, 16) != 0)
		return sluice__refuse(why, SLUICE_REFUSE_SEGMENT, 0, 0, "the segment is not the one that the message names");
	if (status == 0)
		status = judge_word("endpoint", SLUICE_REFUSE_SEGMENT, expected->endpoint, header->endpoint, why);
	if (status == 0)
		status = judge_word("generation", SLUICE_REFUSE_SEGMENT, expected->generation, header->generation, why);
	if (status == 0)
		status = judge_word("protocol fingerprint", SLUICE_REFUSE_PROTOCOL, expected->protocol_fingerprint,
				    header->protocol_fingerprint, why);
	if (status == 0)
		status = judge_word("place of the directory", SLUICE_REFUSE_SEGMENT, SLUICE_DIRECTORY_OFFSET, header->directory_offset, why);
	if (status == 0 && header->directory_count > SLUICE_MAX_DIRECTORY)
		return sluice__refuse(why, SLUICE_REFUSE_SEGMENT, SLUICE_MAX_DIRECTORY, header->directory_count,
				      "the directory must have at most 64 entries: count=%u", header->directory_count);
	return status;
}

static int judge_segment(struct sluice__map *map, const struct sluice__plan *expected, const uint8_t id[16], struct sluice_channel_refusal *why)
{
	struct sluice_directory_entry entries[SLUICE_MAX_DIRECTORY];
	uint8_t page[SLUICE_HEADER_SIZE];
	struct sluice_segment_header header;
	/* Partner: the release-store of sluice__map_create. */
	const uint32_t state = sluice__map_state(map);
	int status;
	uint32_t i;

	/* All subscribers, and all members of a cluster, map one segment, which is older than this handshake: its owner may be leaving. */
	if ((expected->broadcast_size != 0 || expected->is_cooperative) && (state == SLUICE_SEGMENT_CLOSING || state == SLUICE_SEGMENT_CLOSED)) {
		sluice__refuse(why, 0, 0, 0, "the owner of the segment leaves");
		return -SLUICE_ERR_PEER_CLOSED;
	}
	status = judge_word("state", SLUICE_REFUSE_SEGMENT, SLUICE_SEGMENT_READY, state, why);
	if (status != 0)
		return status;
	memcpy(page, map->base, sizeof page);
	header = sluice_segment_header_load(page);
	status = judge_form(page, &header, why);
	if (status == 0)
		status = judge_meaning(&header, expected, id, map->size, why);
	if (status != 0)
		return status;
	for (i = 0; i < header.directory_count; i++)
		entries[i] = sluice_directory_entry_load(page + SLUICE_DIRECTORY_OFFSET + (size_t)i * SLUICE_DIRECTORY_ENTRY_SIZE);
	status = sluice__directory_judge(entries, header.directory_count, map->size, expected, why);
	if (status == 0)
		sluice__directory_apply(entries, header.directory_count, map);
	return status;
}

int sluice__map_attach(int descriptor, const struct sluice__plan *expected, const uint8_t id[16], size_t size, struct sluice__map *out,
		       struct sluice_channel_refusal *why)
{
	struct sluice__map map = {.descriptor = -1, .generation = expected->generation};
	int status = judge_file(descriptor, size, expected->is_cooperative, why), number;

	memcpy(map.id, id, sizeof map.id);
	if (status == 0)
		status = map_file(descriptor, size, expected->is_cooperative, &map, why);
	if (status == 0)
		status = judge_segment(&map, expected, id, why);
	number = errno;
	close(descriptor);
	if (status == 0)
		*out = map;
	else
		sluice__map_close(&map);
	errno = number;
	return status;
}
