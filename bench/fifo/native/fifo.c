/* SPDX-License-Identifier: MIT */
/*
 * FIFOs between threads: `fifo compare BLOCKS MESSAGES` prints nanoseconds per message of each block, ours, bare and futex in turn; `fifo scale
 * WRITERS BLOCKS MESSAGES` the same with ours and many writers that wait for room; `fifo share WRITERS MILLISECONDS` how many messages each writer has
 * posted. The reader has the first core, the writers the others.
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <sluice/transport.h>

#include "../../../native/src/doorbell.h"
#include "../../../native/src/fifo-words.h"

#define SLOTS SLUICE_FIFO_SLOTS
#define MOST_WRITERS 16
#define LENGTH 8u
/* Looks for a message before a thread looks whether it has a core for itself. */
#define SPINS 1000

enum subject { OURS, BARE, FUTEX, SUBJECTS };
static const char *const NAMES[SUBJECTS] = {"ours", "bare", "futex"};

static _Alignas(4096) uint8_t lines[SLUICE_FIFO_LINES_SIZE];
static _Alignas(4096) uint8_t slots[SLOTS * SLUICE_FIFO_SLOT_SIZE];
static struct sluice__fifo place;
static struct sluice__fifo_reader reader;
static struct sluice__fifo_waiter waiters[MOST_WRITERS + 1];
static uint32_t asleep[MOST_WRITERS + 1];

static void ring_writer(void *context, uint32_t number)
{
	(void)context;
	sluice__fifo_wake(&waiters[number]);
}

static void ring_reader(void *context, uint32_t number)
{
	(void)context;
	(void)number;
}

static void pin(unsigned core)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(core, &one);
	if (sched_setaffinity(0, sizeof one, &one) != 0)
		perror("sched_setaffinity");
}

/* ---- the floor: one CAS and one store per message over the same slots, and nothing else --------------------------------------------------- */

static uint32_t bare_head;

static void bare_post(uint32_t owner, uint64_t value)
{
	uint32_t *hint = SLUICE__FIFO_WORD(&place, tail_hint), ticket = sluice_load_once(hint), spins = 0;

	for (;;) {
		uint32_t *word = sluice__fifo_state(&place, ticket), lap = sluice__fifo_lap(&place, ticket), seen = sluice_load_acquire(word);

		if (seen == lap && sluice_compare_exchange(word, lap, sluice__fifo_as(&place, ticket, owner, SLUICE_SLOT_CLAIMED))) {
			sluice_store_release(hint, sluice__fifo_after(&place, ticket));
			memcpy((uint8_t *)word + 8, &value, sizeof value);
			sluice_store_release(word, sluice__fifo_as(&place, ticket, owner, SLUICE_SLOT_DONE));
			return;
		}
		if ((seen & SLUICE__LAP_MASK) == lap && seen != lap)
			ticket = sluice__fifo_after(&place, ticket);
		else if (++spins % SPINS == 0)
			sched_yield();
	}
}

static bool bare_take(uint64_t *value)
{
	uint32_t *word = sluice__fifo_state(&place, bare_head), lap = sluice__fifo_lap(&place, bare_head), seen = sluice_load_acquire(word);

	if (seen >> 30 != SLUICE_SLOT_DONE || (seen & SLUICE__LAP_MASK) != lap)
		return false;
	memcpy(value, (uint8_t *)word + 8, sizeof *value);
	sluice_store_release(word, sluice__fifo_lap(&place, (bare_head + SLOTS) & place.mask));
	bare_head = sluice__fifo_after(&place, bare_head);
	return true;
}

/* ---- the peer: a queue under a mutex of one futex, as a C library has it ------------------------------------------------------------------- */

static struct {
	pthread_mutex_t lock;
	_Alignas(64) uint32_t head, tail, news, room;
	uint64_t values[SLOTS];
} queue = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void futex(uint32_t *word, int operation, uint32_t value)
{
	syscall(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value, NULL, NULL, 0);
}

static void futex_post(uint64_t value)
{
	for (;;) {
		uint32_t room = sluice_load_seq_cst(&queue.room);
		bool is_full;

		pthread_mutex_lock(&queue.lock);
		is_full = queue.tail - queue.head == SLOTS;
		if (!is_full)
			queue.values[queue.tail++ % SLOTS] = value;
		pthread_mutex_unlock(&queue.lock);
		if (!is_full)
			break;
		futex(&queue.room, FUTEX_WAIT, room);
	}
	sluice_fetch_add(&queue.news, 1);
	futex(&queue.news, FUTEX_WAKE, 1);
}

static void futex_take(uint64_t *value)
{
	for (;;) {
		uint32_t news = sluice_load_seq_cst(&queue.news);
		bool is_empty;

		pthread_mutex_lock(&queue.lock);
		is_empty = queue.tail == queue.head;
		if (!is_empty)
			*value = queue.values[queue.head++ % SLOTS];
		pthread_mutex_unlock(&queue.lock);
		if (!is_empty)
			break;
		futex(&queue.news, FUTEX_WAIT, news);
	}
	sluice_fetch_add(&queue.room, 1);
	futex(&queue.room, FUTEX_WAKE, MOST_WRITERS);
}

/* ---- threads ------------------------------------------------------------------------------------------------------------------------------ */

static struct {
	uint32_t round;	/* counts blocks; writers wait for the next */
	uint32_t subject, messages;
	uint32_t is_over; /* for `share` */
	uint64_t posted[MOST_WRITERS + 1][8];
} work;

static void post_one(struct sluice__fifo_writer *writer, enum subject subject, uint64_t value)
{
	switch (subject) {
	case OURS: sluice__fifo_post(writer, &waiters[writer->owner], &value, LENGTH, SLUICE_FOREVER); break;
	case BARE: bare_post(writer->owner, value); break;
	default: futex_post(value);
	}
}

static void *write_blocks(void *argument)
{
	struct sluice__fifo_writer writer;
	uint32_t owner = (uint32_t)(uintptr_t)argument, cores = (uint32_t)sysconf(_SC_NPROCESSORS_ONLN), round = 0;

	pin(cores > 1 ? 1 + (owner - 1) % (cores - 1) : 0);
	sluice__fifo_writer_init(&writer, &place, owner, ring_reader, NULL);
	for (;;) {
		while (sluice_load_acquire(&work.round) == round)
			sched_yield();
		round++;
		if (work.messages == 0)
			return NULL;
		for (uint32_t i = 0; i < work.messages && sluice_load_once(&work.is_over) == 0; i++) {
			post_one(&writer, (enum subject)work.subject, i);
			__atomic_store_n(&work.posted[owner][0], work.posted[owner][0] + 1, __ATOMIC_RELAXED);
		}
	}
}

static void take_one(enum subject subject)
{
	struct sluice__fifo_message message;
	uint64_t value;
	uint32_t spins = 0;

	if (subject == FUTEX) {
		futex_take(&value);
		return;
	}
	while (subject == OURS ? sluice__fifo_take(&reader, &message) == 0 : !bare_take(&value))
		if (++spins % SPINS == 0)
			sched_yield();
}

static void empty(void)
{
	memset(lines, 0, sizeof lines);
	memset(slots, 0, sizeof slots);
	sluice__fifo_reader_init(&reader, &place, 0, ring_writer, NULL);
	bare_head = 0;
}

static void start(uint32_t subject, uint32_t messages)
{
	empty();
	work.subject = subject;
	work.messages = messages;
	sluice_store_release(&work.round, work.round + 1);
}

/* Nanoseconds per message, from the first that is taken to the last. */
static double run_block(uint32_t subject, uint32_t writers, uint32_t messages)
{
	int64_t begin;

	start(subject, messages);
	take_one((enum subject)subject);
	begin = sluice_now_ns();
	for (uint32_t i = 1; i < writers * messages; i++)
		take_one((enum subject)subject);
	return (double)(sluice_now_ns() - begin) / (writers * messages - 1);
}

static void compare(pthread_t *threads, uint32_t subjects, uint32_t writers, uint32_t blocks, uint32_t messages)
{
	for (uint32_t i = 0; i < writers; i++)
		pthread_create(&threads[i], NULL, write_blocks, (void *)(uintptr_t)(i + 1));
	for (uint32_t block = 0; block < blocks; block++) {
		for (uint32_t i = 0; i < subjects; i++) {
			uint32_t subject = block % 2 == 0 ? i : subjects - 1 - i;

			printf("%s %.2f\n", NAMES[subject], run_block(subject, writers, messages));
		}
	}
}

static void *end_later(void *argument)
{
	usleep((useconds_t)(uintptr_t)argument * 1000);
	sluice_store_release(&work.is_over, 1);
	return NULL;
}

static void share(pthread_t *threads, uint32_t writers, uint32_t milliseconds)
{
	struct sluice__fifo_message message;
	pthread_t timer;

	for (uint32_t i = 0; i < writers; i++)
		pthread_create(&threads[i], NULL, write_blocks, (void *)(uintptr_t)(i + 1));
	start(OURS, UINT32_MAX);
	pthread_create(&timer, NULL, end_later, (void *)(uintptr_t)milliseconds);
	while (sluice_load_once(&work.is_over) == 0)
		if (sluice__fifo_take(&reader, &message) == 0)
			sched_yield();
	for (uint32_t i = 1; i <= writers; i++)
		printf("ours %" PRIu64 "\n", __atomic_load_n(&work.posted[i][0], __ATOMIC_RELAXED));
	exit(0);
}

int main(int count, char **arguments)
{
	pthread_t threads[MOST_WRITERS];
	uint32_t numbers[3] = {0};

	for (int i = 2; i < count && i < 5; i++)
		numbers[i - 2] = (uint32_t)strtoul(arguments[i], NULL, 10);
	if (count < 4 || !sluice__fifo_place(&place, lines, slots, SLOTS))
		return 2;
	for (int i = 0; i <= MOST_WRITERS; i++)
		waiters[i] = (struct sluice__fifo_waiter){sluice__doorbell_create(), &asleep[i]};
	pin(0);
	if (strcmp(arguments[1], "compare") == 0)
		compare(threads, SUBJECTS, 1, numbers[0], numbers[1]);
	else if (strcmp(arguments[1], "scale") == 0 && numbers[0] <= MOST_WRITERS)
		compare(threads, 1, numbers[0], numbers[1], numbers[2]);
	else if (strcmp(arguments[1], "share") == 0 && numbers[0] <= MOST_WRITERS)
		share(threads, numbers[0], numbers[1]);
	else
		return 2;
	return 0;
}
