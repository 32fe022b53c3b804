/* SPDX-License-Identifier: MIT */
/* The FIFO with threads that write, sleep and give up at will: what is posted arrives once, in the order of each writer. */
#define _GNU_SOURCE
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#include <sluice/error.h>
#include <sluice/transport.h>

#include "../../../native/src/doorbell.h"
#include "../../../native/src/fifo-words.h"
#include "../check.h"

#define MOST_WRITERS 16
#define MILLISECOND INT64_C(1000000)

/* A FIFO, and how each of its threads sleeps: 0 is the reader, the others go by their writer numbers. */
struct bench {
	struct sluice__fifo place;
	struct sluice__fifo_waiter waiters[MOST_WRITERS + 1];
	uint32_t asleep[MOST_WRITERS + 1];
	uint32_t rung[MOST_WRITERS + 1];
	uint8_t *memory;
};

static void ring_writer(void *context, uint32_t number)
{
	struct bench *bench = context;

	CHECK(number >= 1 && number <= MOST_WRITERS);
	bench->rung[number]++;
	sluice__fifo_wake(&bench->waiters[number]);
}

static void ring_reader(void *context, uint32_t number)
{
	struct bench *bench = context;

	CHECK(number == 0);
	sluice__fifo_wake(&bench->waiters[0]);
}

static void setup(struct bench *bench, uint32_t slots)
{
	size_t size = (SLUICE_FIFO_LINES_SIZE + (size_t)slots * SLUICE_FIFO_SLOT_SIZE + 127) / 128 * 128;

	memset(bench, 0, sizeof *bench);
	bench->memory = aligned_alloc(128, size);
	CHECK(bench->memory != NULL && sluice__fifo_place(&bench->place, bench->memory, bench->memory + SLUICE_FIFO_LINES_SIZE, slots));
	memset(bench->memory, 0, size);
	for (int i = 0; i <= MOST_WRITERS; i++) {
		bench->waiters[i] = (struct sluice__fifo_waiter){sluice__doorbell_create(), &bench->asleep[i]};
		CHECK(bench->waiters[i].descriptor >= 0);
	}
}

static void teardown(struct bench *bench)
{
	for (int i = 0; i <= MOST_WRITERS; i++)
		close(bench->waiters[i].descriptor);
	free(bench->memory);
}

/* As after so many messages. */
static void start_at(const struct sluice__fifo *place, uint32_t start)
{
	for (uint32_t i = 0; i < place->count; i++)
		*sluice__fifo_state(place, (start + i) & place->mask) = sluice__fifo_lap(place, (start + i) & place->mask);
	*SLUICE__FIFO_WORD(place, tail_hint) = start & place->mask;
	*SLUICE__FIFO_WORD(place, head) = start & place->mask;
}

static struct sluice__fifo_writer make_writer(struct bench *bench, uint32_t owner)
{
	struct sluice__fifo_writer writer;

	sluice__fifo_writer_init(&writer, &bench->place, owner, ring_reader, bench);
	return writer;
}

static struct sluice__fifo_reader make_reader(struct bench *bench)
{
	struct sluice__fifo_reader reader;

	sluice__fifo_reader_init(&reader, &bench->place, 0, ring_writer, bench);
	return reader;
}

static int post_number(struct sluice__fifo_writer *writer, uint32_t number)
{
	return sluice__fifo_try_post(writer, &number, sizeof number);
}

static void expect(struct sluice__fifo_reader *reader, uint32_t owner, uint32_t number)
{
	struct sluice__fifo_message message;
	uint32_t got;

	CHECK(sluice__fifo_take(reader, &message) == 1);
	memcpy(&got, message.payload, sizeof got);
	CHECK(message.owner == owner && message.length == sizeof got && got == number);
}

static void expect_nothing(struct sluice__fifo_reader *reader)
{
	struct sluice__fifo_message message;

	CHECK(sluice__fifo_take(reader, &message) == 0);
}

/* ---- tests -------------------------------------------------------------------------------------------------------------------------- */

static void fills(void)
{
	for (uint32_t slots = 2; slots <= SLUICE_FIFO_MAX_SLOTS; slots *= 4) {
		struct bench bench;
		struct sluice__fifo_writer writer;
		struct sluice__fifo_reader reader;

		setup(&bench, slots);
		/* The laps wrap in the second round. */
		start_at(&bench.place, bench.place.mask + 1 - 3 * slots / 2);
		writer = make_writer(&bench, 5);
		reader = make_reader(&bench);
		for (int round = 0; round < 4; round++) {
			for (uint32_t i = 0; i < slots; i++)
				CHECK(post_number(&writer, i) == 1);
			CHECK(post_number(&writer, 0) == 0 && sluice__fifo_depth(&bench.place) == slots);
			for (uint32_t i = 0; i < slots; i++)
				expect(&reader, 5, i);
			expect_nothing(&reader);
			CHECK(sluice__fifo_depth(&bench.place) == 0);
		}
		CHECK(writer.fulls == 4 && writer.posted == 4 * slots && reader.taken == 4 * slots && reader.broken + reader.skipped == 0);
		teardown(&bench);
	}
}

static void judges_sizes(void)
{
	static const uint32_t wrong[] = {0, 1, 3, 24, 4096, 1u << 31};
	struct sluice__fifo place;
	uint8_t memory[1];

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		CHECK(!sluice__fifo_place(&place, memory, memory, wrong[i]));
	CHECK(sluice__fifo_place(&place, memory, memory, 2) && sluice__fifo_place(&place, memory, memory, 2048) && place.mask == 0x7FFFFFFF);
}

static void refuses(void)
{
	struct bench bench;
	struct sluice__fifo_writer writer;
	struct sluice__fifo_reader reader;
	struct sluice__fifo_message message;
	uint8_t payload[57] = {1};

	setup(&bench, 4);
	writer = make_writer(&bench, 1);
	reader = make_reader(&bench);
	CHECK(sluice__fifo_try_post(&writer, payload, 57) == -SLUICE_ERR_TOO_LONG);
	CHECK(sluice__fifo_post_in_line(&writer, payload, 57) == -SLUICE_ERR_TOO_LONG);
	CHECK(sluice__fifo_post(&writer, &bench.waiters[1], payload, 57, SLUICE_FOREVER) == -SLUICE_ERR_TOO_LONG);
	CHECK(sluice__fifo_try_post(&writer, payload, 56) == 1 && sluice__fifo_try_post(&writer, NULL, 0) == 1);
	CHECK(sluice__fifo_take(&reader, &message) == 1 && message.length == 56 && memcmp(message.payload, payload, 56) == 0);
	CHECK(sluice__fifo_take(&reader, &message) == 1 && message.length == 0);
	teardown(&bench);
}

static void skips_the_dead(void)
{
	struct bench bench;
	struct sluice__fifo_writer writer;
	struct sluice__fifo_reader reader;

	setup(&bench, 8);
	writer = make_writer(&bench, 1);
	reader = make_reader(&bench);
	CHECK(post_number(&writer, 1) == 1);
	CHECK(sluice__fifo_claim(&bench.place, 7, 0) == 1 && sluice__fifo_claim(&bench.place, 8, 0) == 2);
	CHECK(post_number(&writer, 2) == 1);
	expect(&reader, 1, 1);
	expect_nothing(&reader);
	CHECK(sluice__fifo_holder(&reader) == 7);
	CHECK(sluice__fifo_bury(&bench.place, 2, 5) == 0 && sluice__fifo_bury(&bench.place, 9, 1000) == 0);
	CHECK(sluice__fifo_bury(&bench.place, 7, 2) == 2);
	expect(&reader, 1, 2);
	CHECK(reader.skipped == 2 && sluice__fifo_holder(&reader) == 0);
	/* Who was swept and lives all the same is told, and harms nobody. */
	CHECK(!sluice__fifo_finish(&bench.place, 1, 7, SLUICE_SLOT_DONE));
	teardown(&bench);
}

/* A page that can't be read at first. Whoever reads it stands still while `meanwhile` is done, and then goes on. */
static struct {
	uint8_t *page;
	void (*meanwhile)(void);
} barred;

static void on_barred(int signal, siginfo_t *information, void *context)
{
	(void)signal, (void)context;
	CHECK((uint8_t *)information->si_addr == barred.page && barred.meanwhile != NULL);
	CHECK(mprotect(barred.page, 4096, PROT_READ | PROT_WRITE) == 0);
	barred.meanwhile();
	barred.meanwhile = NULL;
}

static struct {
	struct bench bench;
	struct sluice__fifo_writer second;
	struct sluice__fifo_reader reader;
} scene;

/* The first slot is claimed, and not filled: another one posts behind it, and the reader falls asleep. */
static void sleep_on_claim(void)
{
	CHECK(post_number(&scene.second, 2) == 1);
	expect_nothing(&scene.reader);
	scene.bench.asleep[0] = 1;
	CHECK(!sluice__fifo_arm(&scene.reader));
}

/* A slot that is claimed and not filled is not empty: who fills it rings the reader that sleeps on it, though others have posted behind. R3. */
static void rings_behind_claims(void)
{
	const struct sigaction action = {.sa_sigaction = on_barred, .sa_flags = SA_SIGINFO};
	struct sluice__fifo_writer first;

	CHECK(sigaction(SIGSEGV, &action, NULL) == 0);
	barred.page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(barred.page != MAP_FAILED);
	barred.meanwhile = sleep_on_claim;
	setup(&scene.bench, 8);
	scene.reader = make_reader(&scene.bench);
	scene.second = make_writer(&scene.bench, 2);
	first = make_writer(&scene.bench, 1);
	CHECK(sluice__fifo_try_post(&first, barred.page, sizeof(uint32_t)) == 1);
	CHECK(barred.meanwhile == NULL && scene.bench.asleep[0] == 0);
	expect(&scene.reader, 1, 0);
	expect(&scene.reader, 2, 2);
	munmap(barred.page, 4096);
	teardown(&scene.bench);
}

/* A writer that slept through all laps between its look and its claim leaves free slots before its own. */
static void closes_holes(void)
{
	struct bench bench;
	struct sluice__fifo_writer writer;
	struct sluice__fifo_reader reader;
	struct sluice__fifo_message message;

	setup(&bench, 8);
	reader = make_reader(&bench);
	writer = make_writer(&bench, 3);
	CHECK(!sluice__fifo_arm(&reader));
	bench.asleep[0] = 1;
	*SLUICE__FIFO_WORD(&bench.place, tail_hint) = 2;
	CHECK(post_number(&writer, 4) == 1);
	/* Rung, although the reader waits for another slot. */
	CHECK(bench.asleep[0] == 0);
	CHECK(sluice__fifo_arm(&reader));
	expect_nothing(&reader);
	CHECK(sluice__fifo_arm(&reader));
	expect(&reader, 3, 4);
	CHECK(reader.skipped == 2);
	/* One that never sleeps looks for itself. */
	*SLUICE__FIFO_WORD(&bench.place, tail_hint) = 4;
	CHECK(post_number(&writer, 5) == 1);
	for (int i = 0; i < 200 && sluice__fifo_take(&reader, &message) == 0; i++)
		;
	CHECK(reader.taken == 2 && reader.skipped == 3);
	teardown(&bench);
}

/* What the same writer posts next does not overtake what lies beyond the free slots. */
static void keeps_order_over_holes(void)
{
	struct bench bench;
	struct sluice__fifo_writer writer, other;
	struct sluice__fifo_reader reader;
	uint32_t number = 2;

	setup(&bench, 8);
	reader = make_reader(&bench);
	writer = make_writer(&bench, 3);
	other = make_writer(&bench, 4);
	*SLUICE__FIFO_WORD(&bench.place, tail_hint) = 2;
	CHECK(post_number(&writer, 1) == 1);
	*SLUICE__FIFO_WORD(&bench.place, tail_hint) = 0;
	CHECK(post_number(&other, 9) == 1);
	CHECK(post_number(&writer, 2) == 0);
	CHECK(sluice__fifo_post_in_line(&writer, &number, 4) == 1);
	expect(&reader, 4, 9);
	expect(&reader, 3, 1);
	expect(&reader, 3, 2);
	CHECK(reader.skipped == 1);
	teardown(&bench);
}

static void grants_in_order(void)
{
	struct bench bench;
	struct sluice__fifo_writer writers[5];
	struct sluice__fifo_reader reader;
	uint32_t number = 100;

	setup(&bench, 2);
	reader = make_reader(&bench);
	for (uint32_t i = 0; i < 5; i++)
		writers[i] = make_writer(&bench, 5 - i);
	CHECK(post_number(&writers[4], 0) == 1 && post_number(&writers[4], 1) == 1);
	for (uint32_t i = 0; i < 4; i++)
		CHECK(sluice__fifo_post_in_line(&writers[i], &number, 4) == 0);
	expect(&reader, 1, 0);
	/* Granted to the first; nobody else gets in. */
	CHECK(bench.rung[5] == 1 && bench.rung[4] == 0);
	CHECK(post_number(&writers[4], 2) == 0 && sluice__fifo_post_in_line(&writers[1], &number, 4) == 0);
	/* The third gives up, the fourth dies. */
	sluice__fifo_leave_line(&writers[2]);
	CHECK(sluice__fifo_bury(&bench.place, 2, 1) == 0);
	CHECK(sluice__fifo_post_in_line(&writers[0], &number, 4) == 1);
	expect(&reader, 1, 1);
	CHECK(bench.rung[4] == 1);
	expect(&reader, 5, 100);
	CHECK(bench.rung[3] + bench.rung[2] == 0);
	CHECK(post_number(&writers[4], 3) == 1);
	CHECK(sluice__fifo_post_in_line(&writers[1], &number, 4) == 1);
	expect(&reader, 4, 100);
	expect(&reader, 1, 3);
	expect_nothing(&reader);
	CHECK(reader.skipped + reader.broken == 0);
	teardown(&bench);
}

/* Who was granted room and sleeps on holds up the reader only until that takes it back, and is the first in line again. */
static void revokes(void)
{
	struct bench bench;
	struct sluice__fifo_writer first, second;
	struct sluice__fifo_reader reader;
	uint32_t number = 7;

	setup(&bench, 2);
	reader = make_reader(&bench);
	first = make_writer(&bench, 1);
	second = make_writer(&bench, 2);
	CHECK(post_number(&second, 0) == 1 && post_number(&second, 1) == 1);
	CHECK(sluice__fifo_post_in_line(&first, &number, 4) == 0);
	expect(&reader, 2, 0);
	CHECK(!sluice__fifo_revoke(&reader));
	expect(&reader, 2, 1);
	CHECK(post_number(&second, 2) == 1);
	expect_nothing(&reader);
	CHECK(sluice__fifo_holder(&reader) == 1 && sluice__fifo_revoke(&reader) && !sluice__fifo_revoke(&reader));
	expect(&reader, 2, 2);
	CHECK(post_number(&second, 3) == 1 && post_number(&second, 4) == 1);
	CHECK(sluice__fifo_post_in_line(&first, &number, 4) == 0);
	expect(&reader, 2, 3);
	expect(&reader, 2, 4);
	CHECK(sluice__fifo_post_in_line(&first, &number, 4) == 1);
	expect(&reader, 1, 7);
	/* Granted, and given up. */
	CHECK(post_number(&second, 5) == 1 && post_number(&second, 6) == 1 && sluice__fifo_post_in_line(&first, &number, 4) == 0);
	expect(&reader, 2, 5);
	sluice__fifo_leave_line(&first);
	CHECK(post_number(&second, 8) == 0);
	expect(&reader, 2, 6);
	expect_nothing(&reader);
	CHECK(reader.skipped == 2);
	teardown(&bench);
}

static void keeps_deadlines(void)
{
	struct bench bench;
	struct sluice__fifo_writer writer;
	struct sluice__fifo_reader reader;
	uint32_t number = 0;

	setup(&bench, 2);
	writer = make_writer(&bench, 1);
	reader = make_reader(&bench);
	CHECK(post_number(&writer, 0) == 1 && post_number(&writer, 1) == 1);
	for (int i = 0; i < 3; i++) {
		int64_t start = sluice_now_ns();
		int status = sluice__fifo_post(&writer, &bench.waiters[1], &number, 4, start + 5 * MILLISECOND);

		CHECK(status == -SLUICE_ERR_DEADLINE && sluice_now_ns() - start >= 5 * MILLISECOND);
		CHECK(sluice__fifo_post(&writer, &bench.waiters[1], &number, 4, 0) == -SLUICE_ERR_DEADLINE);
	}
	CHECK(bench.asleep[1] == 0);
	expect(&reader, 1, 0);
	CHECK(sluice__fifo_post(&writer, &bench.waiters[1], &number, 4, 0) == 0);
	teardown(&bench);
}

/* ---- threads ------------------------------------------------------------------------------------------------------------------------ */

struct crowd {
	struct bench bench;
	uint32_t writers, each;
	_Atomic uint32_t left; /* writers that are not done */
	uint32_t posted[MOST_WRITERS + 1];
};

struct member {
	struct crowd *crowd;
	uint32_t owner;
};

static void *write_all(void *argument)
{
	const struct member *member = argument;
	struct crowd *crowd = member->crowd;
	struct sluice__fifo_writer writer = make_writer(&crowd->bench, member->owner);
	uint32_t seed = member->owner * 7919, payload[14];

	for (uint32_t i = 0; i < crowd->each;) {
		int status;

		for (int j = 0; j < 14; j++)
			payload[j] = i ^ (uint32_t)j;
		if (below(&seed, 4) == 0)
			status = sluice__fifo_try_post(&writer, payload, sizeof payload);
		else if (below(&seed, 8) == 0)
			status = sluice__fifo_post(&writer, &crowd->bench.waiters[member->owner], payload, sizeof payload, sluice_now_ns() + below(&seed, 100000));
		else
			status = sluice__fifo_post(&writer, &crowd->bench.waiters[member->owner], payload, sizeof payload, SLUICE_FOREVER);
		CHECK(status == 0 || status == 1 || status == -SLUICE_ERR_DEADLINE);
		if (writer.posted > crowd->posted[member->owner]) {
			crowd->posted[member->owner]++;
			i++;
		} else {
			sched_yield();
		}
	}
	atomic_fetch_sub(&crowd->left, 1);
	/* The reader may sleep; it looks at `left` after arming. */
	sluice__fifo_wake(&crowd->bench.waiters[0]);
	return NULL;
}

static void sleep_reader(struct crowd *crowd, struct sluice__fifo_reader *reader)
{
	struct pollfd polled = {.fd = crowd->bench.waiters[0].descriptor, .events = POLLIN};

	sluice_store_seq_cst(&crowd->bench.asleep[0], 1);
	if (!sluice__fifo_arm(reader) && atomic_load(&crowd->left) > 0) {
		/* Nobody sleeps for ever beside a message: with the time over, the test fails. */
		CHECK(poll(&polled, 1, 60000) == 1);
		sluice__doorbell_drain(polled.fd);
	}
	sluice_store_seq_cst(&crowd->bench.asleep[0], 0);
}

static void run_crowd(uint32_t slots, uint32_t writers, uint32_t each)
{
	struct crowd *crowd = calloc(1, sizeof *crowd);
	struct sluice__fifo_reader reader;
	struct sluice__fifo_message message;
	struct member members[MOST_WRITERS];
	pthread_t threads[MOST_WRITERS];
	uint32_t next[MOST_WRITERS + 1] = {0}, seed = slots + writers;

	CHECK(crowd != NULL);
	setup(&crowd->bench, slots);
	start_at(&crowd->bench.place, crowd->bench.place.mask - writers * each / 2);
	crowd->writers = writers;
	crowd->each = each;
	crowd->left = writers;
	reader = make_reader(&crowd->bench);
	for (uint32_t i = 0; i < writers; i++) {
		members[i] = (struct member){crowd, i + 1};
		CHECK(pthread_create(&threads[i], NULL, write_all, &members[i]) == 0);
	}
	while (reader.taken < writers * each) {
		uint32_t words[14];

		if (sluice__fifo_take(&reader, &message) == 0) {
			if (below(&seed, 2) == 0)
				sleep_reader(crowd, &reader);
			else
				sched_yield();
			continue;
		}
		CHECK(message.owner >= 1 && message.owner <= writers && message.length == 56);
		memcpy(words, message.payload, sizeof words);
		for (uint32_t j = 0; j < 14; j++)
			CHECK(words[j] == (next[message.owner] ^ j));
		next[message.owner]++;
		/* So that writers find it full, and stand in line. */
		if (below(&seed, 64) == 0)
			sched_yield();
	}
	for (uint32_t i = 0; i < writers; i++)
		CHECK(pthread_join(threads[i], NULL) == 0);
	CHECK(sluice__fifo_take(&reader, &message) == 0 && reader.broken == 0);
	for (uint32_t i = 1; i <= writers; i++)
		CHECK(*sluice__fifo_room(&crowd->bench.place, i) == 0);
	teardown(&crowd->bench);
	free(crowd);
}

static void crowds(void)
{
	run_crowd(128, 4, 20000);
	run_crowd(2, 3, 2000);
	run_crowd(8, MOST_WRITERS, 1000);
}

static const struct test tests[] = {
	{"fills", fills},
	{"judges_sizes", judges_sizes},
	{"refuses", refuses},
	{"skips_the_dead", skips_the_dead},
	{"rings_behind_claims", rings_behind_claims},
	{"closes_holes", closes_holes},
	{"keeps_order_over_holes", keeps_order_over_holes},
	{"grants_in_order", grants_in_order},
	{"revokes", revokes},
	{"keeps_deadlines", keeps_deadlines},
	{"crowds", crowds},
};

int main(int argument_count, char **arguments)
{
	return RUN_TEST(tests, argument_count, arguments);
}
