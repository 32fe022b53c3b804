/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "statistics.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

#include <sluice/atomic.h>

#include "memory-file.h"

/* ThreadSanitizer knows no fences, and sees nothing of the processes that these are for. */
#if defined(__SANITIZE_THREAD__)
#define FENCE(order) ((void)0)
#else
#define FENCE(order) __atomic_thread_fence(order)
#endif

/* What /proc/PID/fd calls the files: `/memfd:sluice-statistics (deleted)`. */
#define FILE_NAME "sluice-statistics"

_Static_assert(offsetof(struct sluice_statistics_entry, sent) % 128 == 0, "the totals start a line");
_Static_assert(offsetof(struct sluice_statistics_entry, sent_bytes) - offsetof(struct sluice_statistics_entry, sent) ==
		       offsetof(struct sluice__totals, sent_bytes),
	       "sent_bytes");
_Static_assert(offsetof(struct sluice_statistics_entry, received) - offsetof(struct sluice_statistics_entry, sent) ==
		       offsetof(struct sluice__totals, received),
	       "received");
_Static_assert(offsetof(struct sluice_statistics_entry, released_bytes) - offsetof(struct sluice_statistics_entry, sent) ==
		       offsetof(struct sluice__totals, released_bytes),
	       "released_bytes");
_Static_assert(sizeof((struct sluice_statistics_entry *)0)->address == SLUICE__ADDRESS_SIZE, "an address fits");

/* In private memory, so that nothing which a bug does to the shared one leads astray. */
struct place {
	struct sluice_statistics_entry *entry;
	struct place *next; /* of the free ones: the one that ended first comes first */
};

struct file {
	struct sluice__memory_file memory;
	struct place *places; /* NULL for no file */
	uint32_t count, used;
};

static struct {
	pthread_mutex_t lock;
	struct file files[SLUICE_STATISTICS_MAX_FILES];
	struct place *first, *last;
} table = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* ---- fork ------------------------------------------------------------------------------------------------------------------------- */

/* A child has none of the mappings. It keeps no file that is not its own, and begins anew. */
static void forget(void)
{
	const pthread_mutex_t unlocked = PTHREAD_MUTEX_INITIALIZER;

	for (unsigned i = 0; i < SLUICE_STATISTICS_MAX_FILES; i++) {
		if (table.files[i].places != NULL)
			close(table.files[i].memory.descriptor);
		table.files[i].places = NULL;
	}
	table.first = table.last = NULL;
	table.lock = unlocked;
}

static void watch_forks(void)
{
	pthread_atfork(NULL, NULL, forget);
}

/* ---- files ------------------------------------------------------------------------------------------------------------------------ */

static void give(struct place *place)
{
	place->next = NULL;
	if (table.last != NULL)
		table.last->next = place;
	else
		table.first = place;
	table.last = place;
}

static struct place *take_first(void)
{
	struct place *place = table.first;

	if (place == NULL)
		return NULL;
	table.first = place->next;
	if (table.first == NULL)
		table.last = NULL;
	return place;
}

static void write_header(uint8_t *base, uint32_t count)
{
	const uint64_t magic = SLUICE_STATISTICS_MAGIC;
	struct sluice_statistics_header *header = (struct sluice_statistics_header *)(void *)base;
	unsigned i;

	header->layout_fingerprint = STATISTICS_FINGERPRINT;
	header->major = SLUICE_STATISTICS_MAJOR;
	header->pid = (uint32_t)getpid();
	header->entry_size = SLUICE_STATISTICS_ENTRY_SIZE;
	header->entry_count = count;
	/* Partner: whoever finds the magic sees the rest. */
	FENCE(__ATOMIC_RELEASE);
	for (i = 0; i < sizeof header->magic; i++) /* bytes, the lowest first, whatever the machine */
		header->magic[i] = (uint8_t)(magic >> 8 * i);
}

static struct file *file_of(const struct sluice_statistics_entry *entry)
{
	for (unsigned i = 0; i < SLUICE_STATISTICS_MAX_FILES; i++) {
		struct file *file = &table.files[i];

		if (file->places != NULL && (uintptr_t)entry - (uintptr_t)file->memory.base < file->memory.size)
			return file;
	}
	return NULL;
}

/* Later files are larger, so that many channels need few of them. */
static void add_file(void)
{
	unsigned i = 0, k;
	struct file *file;

	while (i < SLUICE_STATISTICS_MAX_FILES && table.files[i].places != NULL)
		i++;
	if (i == SLUICE_STATISTICS_MAX_FILES)
		return;
	file = &table.files[i];
	*file = (struct file){.count = ((SLUICE_STATISTICS_FIRST_COUNT + 1) << i) - 1};
	file->places = (struct place *)calloc(file->count, sizeof *file->places);
	if (file->places == NULL ||
	    sluice__memory_file_create(FILE_NAME, SLUICE_STATISTICS_ENTRIES_OFFSET + file->count * sizeof(struct sluice_statistics_entry),
				       false, &file->memory) != 0) {
		free(file->places);
		file->places = NULL;
		return;
	}
	write_header(file->memory.base, file->count);
	for (k = 0; k < file->count; k++) {
		file->places[k].entry = (struct sluice_statistics_entry *)(void *)(file->memory.base + SLUICE_STATISTICS_ENTRIES_OFFSET) + k;
		give(&file->places[k]);
	}
}

/* A process that has no channel any more is as it was before. */
static void drop_file(struct file *file)
{
	struct place **at = &table.first, *last = NULL;

	while (*at != NULL) {
		if (file_of((*at)->entry) == file) {
			*at = (*at)->next;
		} else {
			last = *at;
			at = &(*at)->next;
		}
	}
	table.last = last;
	munmap(file->memory.base, file->memory.size);
	close(file->memory.descriptor);
	free(file->places);
	file->places = NULL;
}

static bool is_wanted(void)
{
	static const char *const OFF[] = {"off", "0", "no", "false"};
	const char *text = getenv("SLUICE_STATISTICS");

	for (unsigned i = 0; text != NULL && i < sizeof OFF / sizeof OFF[0]; i++)
		if (strcasecmp(text, OFF[i]) == 0)
			return false;
	return true;
}

static struct sluice_statistics_entry *take(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct place *place;

	pthread_once(&once, watch_forks);
	pthread_mutex_lock(&table.lock);
	if (table.first == NULL)
		add_file();
	place = take_first();
	if (place != NULL)
		file_of(place->entry)->used++;
	pthread_mutex_unlock(&table.lock);
	return place == NULL ? NULL : place->entry;
}

/* ---- entries ---------------------------------------------------------------------------------------------------------------------- */

/* `identity` says who it is; this adds what all entries have. */
static struct sluice_statistics_entry *begin(struct sluice_statistics_entry *identity)
{
	struct sluice_statistics_entry *entry = is_wanted() ? take() : NULL;
	const size_t rest = sizeof entry->version;

	if (entry == NULL)
		return NULL;
	identity->language = SLUICE_STATISTICS_C;
	identity->opened_at = (uint64_t)sluice_now_ns();
	identity->remote_state = SLUICE_STATE_CONNECTED;
	identity->phase = SLUICE_STATISTICS_OPEN;
	identity->version = entry->version;
	/* Observers believe what they read between two equal, even versions. */
	sluice_store_release(&entry->version, identity->version + 1);
	FENCE(__ATOMIC_SEQ_CST);
	/* Everything but the version, totals of an earlier life included. */
	memcpy((uint8_t *)entry + rest, (const uint8_t *)identity + rest, sizeof *entry - rest);
	sluice_store_release(&entry->version, identity->version + 2);
	return entry;
}

void sluice__statistics_begin(struct sluice__link *link, uint32_t purpose)
{
	struct sluice_statistics_entry identity = {
		.role = link->is_listener ? SLUICE_STATISTICS_LISTENER : SLUICE_STATISTICS_CONNECTOR,
		.peer_pid = (uint32_t)link->credentials.pid,
		.peer_uid = link->credentials.uid,
		.out_capacity = link->own.ring.data_size,
		.in_capacity = link->peer.ring.data_size,
	};

	memcpy(identity.own_segment, link->own.id, sizeof identity.own_segment);
	memcpy(identity.peer_segment, link->peer.id, sizeof identity.peer_segment);
	memcpy(identity.address, link->address, sizeof identity.address);
	if (purpose == SLUICE_PURPOSE_BROADCAST) {
		identity.role = SLUICE_STATISTICS_SUBSCRIBER;
		identity.in_capacity = link->peer.broadcast.data_size;
		identity.released_bytes = link->start_position;
	}
	link->statistics = begin(&identity);
}

struct sluice_statistics_entry *sluice__statistics_begin_publisher(const struct sluice__map *shared, const char *address)
{
	struct sluice_statistics_entry identity = {.role = SLUICE_STATISTICS_PUBLISHER, .out_capacity = shared->broadcast.data_size};

	memcpy(identity.own_segment, shared->id, sizeof identity.own_segment);
	memcpy(identity.address, address, sizeof identity.address);
	return begin(&identity);
}

void sluice__statistics_end(struct sluice_statistics_entry **entry)
{
	struct sluice_statistics_entry *ended = *entry;
	struct file *file;

	if (ended == NULL)
		return;
	*entry = NULL;
	pthread_mutex_lock(&table.lock);
	file = file_of(ended);
	/* NULL in a forked child, where it is not mapped. */
	if (file != NULL) {
		ended->ended_at = (uint64_t)sluice_now_ns();
		sluice_store_release(&ended->phase, SLUICE_STATISTICS_ENDED);
		give(&file->places[ended - file->places[0].entry]);
		if (--file->used == 0)
			drop_file(file);
	}
	pthread_mutex_unlock(&table.lock);
}

struct sluice__totals *sluice__statistics_totals(struct sluice_statistics_entry *entry)
{
	return (struct sluice__totals *)(void *)((uint8_t *)entry + offsetof(struct sluice_statistics_entry, sent));
}

void sluice__statistics_count_ring(const struct sluice__link *link, bool is_data)
{
	struct sluice_statistics_entry *entry = link->statistics;

	if (entry == NULL)
		return;
	entry->rings++;
	if (!is_data)
		return;
	entry->rung_position = sluice__statistics_totals(entry)->sent_bytes;
	entry->rung_at = (uint64_t)sluice_now_ns();
}

void sluice__statistics_refuse(struct sluice_statistics_entry *entry, const struct sluice_channel_counters *counters, uint32_t head)
{
	if (entry == NULL)
		return;
	entry->refused = counters->refused;
	entry->dropped = counters->dropped;
	entry->seen_released += head - (uint32_t)entry->seen_released;
}
