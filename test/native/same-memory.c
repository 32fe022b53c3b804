/*
 * ThreadSanitizer tells memory by its address, and a segment has two in a process that is both of its sides: it would see no race between
 * them. Linked in with the flags of same-memory.ts, this makes who attaches to a segment of its own process work on the owner's mapping.
 */
#include <pthread.h>
#include <unistd.h>

#include "../../native/src/segment-map.h"
#include "check.h"

int __real_sluice__map_create(const struct sluice__plan *plan, struct sluice__map *out);
int __real_sluice__map_attach(int descriptor, const struct sluice__plan *expected, const uint8_t id[16], size_t size, struct sluice__map *out,
			      struct sluice_channel_refusal *why);
void __real_sluice__map_close(struct sluice__map *map);
int __wrap_sluice__map_create(const struct sluice__plan *plan, struct sluice__map *out);
int __wrap_sluice__map_attach(int descriptor, const struct sluice__plan *expected, const uint8_t id[16], size_t size, struct sluice__map *out,
			      struct sluice_channel_refusal *why);
void __wrap_sluice__map_close(struct sluice__map *map);

struct made {
	struct sluice__map map;
	pid_t process;
	struct made *next;
};

static struct made *all;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static bool find(const uint8_t id[16], struct sluice__map *out)
{
	const struct made *made;

	pthread_mutex_lock(&lock);
	for (made = all; made != NULL; made = made->next)
		if (made->process == getpid() && memcmp(made->map.id, id, sizeof made->map.id) == 0)
			break;
	if (made != NULL)
		*out = made->map;
	pthread_mutex_unlock(&lock);
	return made != NULL;
}

int __wrap_sluice__map_create(const struct sluice__plan *plan, struct sluice__map *out)
{
	const int status = __real_sluice__map_create(plan, out);

	if (status == 0) {
		struct made *made = malloc(sizeof *made);

		CHECK(made != NULL);
		pthread_mutex_lock(&lock);
		*made = (struct made){*out, getpid(), all};
		all = made;
		pthread_mutex_unlock(&lock);
	}
	return status;
}

int __wrap_sluice__map_attach(int descriptor, const struct sluice__plan *expected, const uint8_t id[16], size_t size, struct sluice__map *out,
			      struct sluice_channel_refusal *why)
{
	const int status = __real_sluice__map_attach(descriptor, expected, id, size, out, why);
	struct sluice__map own;

	if (status == 0 && find(id, &own)) {
		__real_sluice__map_close(out);
		*out = own;
		out->descriptor = -1;
		out->is_borrowed = true;
	}
	return status;
}

/* The other side may still read what its owner has left: the memory stays until the process ends. */
void __wrap_sluice__map_close(struct sluice__map *map)
{
	struct sluice__map own;

	if (map->base != NULL && !map->is_borrowed && find(map->id, &own) && own.base == map->base) {
		if (map->descriptor >= 0)
			close(map->descriptor);
		*map = (struct sluice__map){.descriptor = -1};
		return;
	}
	__real_sluice__map_close(map);
}
