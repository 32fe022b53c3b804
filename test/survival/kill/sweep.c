#define _GNU_SOURCE
#include "sweep.h"

#include <malloc.h>
#include <sched.h>
#include <sluice/transport.h>

/*
 * What is measured is printed: a tenth of a millisecond. On a processor that ten others want, a process waits longer than that for its turn to
 * die, so this is only to tell an event from none.
 */
#define MEDIAN_BOUND_NS ((int64_t)2000000000)
/* Kills that may come at another instruction than they were meant to, since time decides some branches: a few, and one in so many. */
#define STRAYS 5
#define STRAY_SHARE 10

#define HEAP_SLACK 16384u

/*
 * A loop that goes round more often than this is a checksum over private memory: nine of ten instructions of a handshake. Of its further rounds
 * only every one whose number is a power of two counts.
 */
#define ROUNDS 64u

const char *sweep_name = "";
uint32_t sweep_n;

/* Not from the heap: its state decides which way malloc takes in a child. */
#define DELAYS (1u << 17)
static int64_t delays_ns[DELAYS];
static uint32_t delay_count;
static int64_t killed_ns;

void sweep_pin(void)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
}

void sweep_kill(const struct tracee *tracee)
{
	killed_ns = sluice_now_ns();
	tracee_kill(tracee);
}

void sweep_told(void)
{
	CHECK(delay_count < DELAYS);
	delays_ns[delay_count++] = sluice_now_ns() - killed_ns;
}

static int compare(const void *a, const void *b)
{
	const int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

static void print(uint32_t instructions, uint32_t kills, uint32_t outcomes, uint32_t strays)
{
	int64_t median_ns;

	CHECK(delay_count > 0);
	qsort(delays_ns, delay_count, sizeof *delays_ns, compare);
	median_ns = delays_ns[delay_count / 2];
	printf("{\"operation\":\"%s\",\"instructions\":%u,\"kills\":%u,\"outcomes\":%u,\"strays\":%u,\"medianUs\":%ld,\"p99Us\":%ld,\"maxUs\":%ld}\n", sweep_name,
	       instructions, kills, outcomes, strays, (long)(median_ns / 1000), (long)(delays_ns[delay_count - 1 - delay_count / 100] / 1000),
	       (long)(delays_ns[delay_count - 1] / 1000));
	REQUIRE(median_ns < MEDIAN_BOUND_NS, "a death is told after %ld us", (long)(median_ns / 1000));
}

/*
 * Whether this is code of the program itself, where a visit has the same number each time. In malloc it depends on the state of the heap: kills
 * there count, but may come earlier or later than their number says.
 */
static bool is_in_order(uint64_t at)
{
	extern const char __executable_start, etext;

	return at - (uint64_t)(uintptr_t)&__executable_start < (uint64_t)(&etext - &__executable_start);
}

static void judge_order(const struct sweep_outcome *before, const struct sweep_outcome *now)
{
	int i;

	for (i = 0; i < SWEEP_FACTS; i++)
		REQUIRE(now->facts[i] >= before->facts[i], "fact %d goes back from %u to %u", i, before->facts[i], now->facts[i]);
}

/* One life, up to n. False when the child took another way. */
static bool run_once(const struct sweep *sweep, const struct tracee_path *path, uint32_t n, struct sweep_outcome *out)
{
	struct tracee tracee;
	bool is_there;

	sweep_n = n;
	sweep->begin(sweep->user, &tracee);
	is_there = tracee_run_to(&tracee, path, n, sweep->pump, sweep->user);
	*out = sweep->end(sweep->user, &tracee, n);
	return is_there;
}

/* In use on the heap. The C library keeps some for itself, so this tells only what grows with each kill. */
static uint64_t heap_bytes(void)
{
	return mallinfo2().uordblks;
}

static bool is_worth_it(const struct tracee_path *path, uint32_t n)
{
	const uint32_t visit = path->visit[n];

	return visit <= ROUNDS || (visit & (visit - 1)) == 0;
}

void sweep_run(const struct sweep *sweep, uint32_t every, struct sweep_outcome *first, struct sweep_outcome *last)
{
	struct tracee_path path;
	struct tracee tracee;
	struct sweep_outcome now;
	struct resources resources;
	uint64_t heap;
	uint32_t kills = 0, outcomes = 1, strays = 0, worthy = 0, n;

	sweep_name = sweep->name;
	/* The first life leaves the heap as each later one does. */
	for (n = 0; n < 2; n++) {
		sweep->begin(sweep->user, &tracee);
		if (n == 0)
			tracee_run(&tracee, sweep->pump, sweep->user);
		else
			tracee_record(&tracee, &path, sweep->pump, sweep->user);
		sweep->end(sweep->user, &tracee, n);
	}
	resources = resources_now();
	heap = heap_bytes();
	for (n = 0; n <= path.count; n++) {
		bool is_there;

		if (n < path.count && (!is_worth_it(&path, n) || worthy++ % every != 0))
			continue;
		is_there = run_once(sweep, &path, n, &now);
		kills++;
		REQUIRE(resources_are(&resources, sweep->name), "not everything is given back");
		if (n == 0) {
			*first = *last = now;
		} else if (is_there && (n == path.count || is_in_order(path.at[n]))) {
			judge_order(last, &now);
			outcomes += memcmp(last, &now, sizeof now) != 0;
			*last = now;
		}
		strays += !is_there;
	}
	REQUIRE(heap_bytes() <= heap + HEAP_SLACK, "%ld bytes of the heap are not given back", (long)(heap_bytes() - heap));
	REQUIRE(strays <= STRAYS + kills / STRAY_SHARE, "%u of %u kills went astray", strays, kills);
	print(path.count, kills, outcomes, strays);
	tracee_path_free(&path);
}

int sweep_main(const void *operations, size_t size, size_t operation_count, void (*run)(const void *operation, uint32_t every), int count,
	       char **arguments)
{
	const int every = count > 2 ? atoi(arguments[2]) : 1;
	size_t i;

	CHECK(every > 0);
	sweep_pin();
	for (i = 0; i < operation_count; i++) {
		const void *operation = (const char *)operations + i * size;
		const char *name = *(const char *const *)operation;

		if (count < 2)
			puts(name);
		else if (strcmp(name, arguments[1]) == 0) {
			run(operation, (uint32_t)every);
			return 0;
		}
	}
	return count < 2 ? 0 : 2;
}
