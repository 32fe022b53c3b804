/* What a process holds: descriptors, mappings and mapped bytes. Taken before and after, they tell a leak from none. */
#ifndef TEST_SURVIVAL_RESOURCES_H
#define TEST_SURVIVAL_RESOURCES_H

#include <dirent.h>

#include "../native/check.h"

struct resources {
	uint32_t descriptors;
	uint32_t mappings;	/* without heap and stacks, which the C library grows as it likes */
	uint64_t mapped_bytes;	/* of those */
};

static inline struct resources resources_now(void)
{
	struct resources held = {0};
	DIR *folder = opendir("/proc/self/fd");
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[512];

	CHECK(folder != NULL && maps != NULL);
	while (readdir(folder) != NULL)
		held.descriptors++;
	closedir(folder);
	while (fgets(line, sizeof line, maps) != NULL) {
		uint64_t from, to;

		CHECK(sscanf(line, "%lx-%lx", &from, &to) == 2);
		if (strstr(line, "[heap]") != NULL || strstr(line, "[stack") != NULL)
			continue;
		held.mappings++;
		held.mapped_bytes += to - from;
	}
	fclose(maps);
	return held;
}

/* Says what differs. */
static inline int resources_are(const struct resources *before, const char *where)
{
	const struct resources now = resources_now();

	if (memcmp(before, &now, sizeof now) == 0)
		return 1;
	fprintf(stderr, "%s: descriptors %u -> %u, mappings %u -> %u, mapped bytes %lu -> %lu\n", where, before->descriptors, now.descriptors,
		before->mappings, now.mappings, (unsigned long)before->mapped_bytes, (unsigned long)now.mapped_bytes);
	return 0;
}

#endif
