/*
 * Bad luck that does not pass, from the kernel itself: calls that a filter refuses for as long as a side lives, and a process that gets no more
 * memory. `lasting TEST`. Other than in faults.c nothing stands between libsluice and the system.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sluice/error.h>

#include "../../native/check.h"
#include "scenarios.h"
#include "system-filter.h"

#define WATCHDOG_S 100
#define MOST_WAYS 4
#define PAGE 4096

/* A call, the numbers that it fails with, and whether a side can do without it. */
static const struct refusal {
	const char *call;
	int ways[MOST_WAYS];
	bool is_dispensable;
} REFUSALS[] = {
	{"memfd_create", {EPERM, ENOSYS, ENOMEM}, false},
	{"mmap", {ENOMEM, EACCES, EPERM}, false},
	{"eventfd2", {EMFILE, ENOMEM, EPERM}, false},
	{"sendmsg", {EPERM, ENOSYS}, false},
	{"recvmsg", {EPERM, ENOSYS}, false},
	{"fallocate", {EPERM, ENOSPC}, false},
	{"membarrier", {ENOSYS, EPERM}, true},
	{"ppoll", {ENOSYS, ENOMEM}, true},
	{"io_submit", {ENOSYS, EPERM}, true},
};

static const struct scenario *scenario;
static struct meeting meeting;
static char address[64];
static const char *running = "nothing";

static void on_alarm(int number)
{
	(void)number;
	fprintf(stderr, "%s: it hangs\n", running);
	_exit(1);
}

/* ---- two sides ------------------------------------------------------------------------------------------------------------------- */

struct side {
	pthread_t thread;
	struct outcome outcome;
	const char *refused;	/* a call, or NULL */
	int way;
	sem_t begin;		/* the server */
	sem_t start;		/* the client, once the server listens or has given up */
};

static bool is_client_wanted;

static void refuse_calls(struct side *side)
{
	CHECK(side->refused == NULL || system_filter_install(side->refused, side->way));
}

static void start_client(void *user)
{
	is_client_wanted = true;
	CHECK(sem_post(&((struct side *)user)->start) == 0);
}

static void *serve(void *user)
{
	struct side *server = user;

	CHECK(sem_wait(&server->begin) == 0);
	refuse_calls(server);
	server->outcome = scenario->serve(&meeting, start_client, server);
	if (!is_client_wanted)
		CHECK(sem_post(&server->start) == 0);
	return NULL;
}

/* Started by the main thread, not by the server: a thread has the filters of who has started it. */
static void *join(void *user)
{
	struct side *const *both = user, *server = both[0], *client = both[1];

	CHECK(sem_wait(&server->start) == 0);
	if (is_client_wanted) {
		refuse_calls(client);
		client->outcome = scenario->join(&meeting);
	}
	__atomic_store_n(&meeting.is_client_gone, 1, __ATOMIC_RELEASE);
	return NULL;
}

/* `prepare` runs once both threads are there. */
static void run(struct side *server, struct side *client, void (*prepare)(rlim_t number), rlim_t number)
{
	struct side *both[] = {server, client};

	CHECK(sem_init(&server->begin, 0, 0) == 0 && sem_init(&server->start, 0, 0) == 0);
	meeting = (struct meeting){.address = address, .rings_by_socket = scenario->rings_by_socket};
	is_client_wanted = false;
	alarm(WATCHDOG_S);
	CHECK(pthread_create(&client->thread, NULL, join, both) == 0);
	CHECK(pthread_create(&server->thread, NULL, serve, server) == 0);
	if (prepare != NULL)
		prepare(number);
	CHECK(sem_post(&server->begin) == 0);
	CHECK(pthread_join(server->thread, NULL) == 0 && pthread_join(client->thread, NULL) == 0);
	alarm(0);
	sem_destroy(&server->begin);
	sem_destroy(&server->start);
}

/* ---- what is left, and what is told ------------------------------------------------------------------------------------------------ */

struct left {
	int descriptors, segments;
};

static struct left look_around(void)
{
	DIR *folder = opendir("/proc/self/fd");
	FILE *maps = fopen("/proc/self/maps", "re");
	struct left left = {0, 0};
	char line[512];

	CHECK(folder != NULL && maps != NULL);
	while (readdir(folder) != NULL)
		left.descriptors++;
	while (fgets(line, sizeof line, maps) != NULL)
		left.segments += strstr(line, "memfd:sluice") != NULL;
	closedir(folder);
	fclose(maps);
	return left;
}

static void fail(const char *what, const struct side *server, const struct side *client)
{
	fprintf(stderr, "%s: %s; server %s errno %d at %s, client %s errno %d at %s\n", running, what, sluice_error_name(server->outcome.status),
		server->outcome.number, server->outcome.step != NULL ? server->outcome.step : "-", sluice_error_name(client->outcome.status),
		client->outcome.number, client->outcome.step != NULL ? client->outcome.step : "-");
	exit(1);
}

/* An error that says what has happened, and blames nobody. Who never sleeps because it can't may run out of time. */
static bool is_honest(const struct outcome *outcome, int way)
{
	return is_about_peer(outcome) || is_system_error(outcome, way);
}

static void judge(const struct side *server, const struct side *client, const struct left *before, int way)
{
	const struct left after = look_around();

	if (!is_honest(&server->outcome, way) || !is_honest(&client->outcome, way))
		fail("it is told wrongly", server, client);
	if (after.descriptors != before->descriptors)
		fail("descriptors are left", server, client);
	if (after.segments != before->segments)
		fail("mappings are left", server, client);
}

/* Others at the same address are none the worse for it. */
static void run_clean(const struct left *before)
{
	struct side server = {.refused = NULL}, client = {.refused = NULL};

	run(&server, &client, NULL, 0);
	judge(&server, &client, before, 0);
	if (server.outcome.status != 0 || client.outcome.status != 0)
		fail("it does not work afterwards", &server, &client);
}

/* ---- calls that are refused ---------------------------------------------------------------------------------------------------------- */

static void try_refusal(const struct refusal *refusal, int way, bool is_server, const struct left *before)
{
	struct side server = {.way = way}, client = {.way = way};
	static char text[160];

	snprintf(text, sizeof text, "%s: %s of the %s fails with %d", scenario->name, refusal->call, is_server ? "server" : "client", way);
	running = text;
	(is_server ? &server : &client)->refused = refusal->call;
	run(&server, &client, NULL, 0);
	judge(&server, &client, before, way);
	if (refusal->is_dispensable) {
		if (server.outcome.status != 0 || client.outcome.status != 0)
			fail("it is noticed", &server, &client);
	} else if (server.outcome.status == 0 && client.outcome.status == 0 && !scenario->rings_by_socket) {
		fail("it was not refused", &server, &client);
	}
	run_clean(before);
}

static void refuse_all(const char *name)
{
	struct left before;
	size_t i;
	int k;

	for (scenario = SCENARIOS; strcmp(scenario->name, name) != 0; scenario++)
		CHECK(scenario < SCENARIOS + SCENARIO_COUNT);
	if (!system_filter_is_possible()) {
		fprintf(stdout, "seccomp filters: skipped, this kernel or machine has none\n");
		return;
	}
	for (k = 0; k < 2; k++)
		run_clean(&(struct left){look_around().descriptors, look_around().segments});
	before = look_around();
	for (i = 0; i < sizeof REFUSALS / sizeof REFUSALS[0]; i++)
		for (k = 0; k < MOST_WAYS && REFUSALS[i].ways[k] != 0; k++) {
			try_refusal(&REFUSALS[i], REFUSALS[i].ways[k], true, &before);
			try_refusal(&REFUSALS[i], REFUSALS[i].ways[k], false, &before);
		}
}

static void test_refused_records(void)
{
	refuse_all("records");
}

static void test_refused_strangers(void)
{
	refuse_all("strangers");
}

static void test_refused_calls(void)
{
	refuse_all("calls");
}

static void test_refused_broadcast(void)
{
	refuse_all("broadcast");
}

/* ---- no memory ----------------------------------------------------------------------------------------------------------------------- */

#define MOST_PAGES 160

static rlim_t address_space(void)
{
	unsigned long pages;
	FILE *file = fopen("/proc/self/statm", "re");

	CHECK(file != NULL && fscanf(file, "%lu", &pages) == 1);
	fclose(file);
	return (rlim_t)pages * PAGE;
}

static void limit(rlim_t pages)
{
	const struct rlimit little = {address_space() + pages * PAGE, RLIM_INFINITY};

	CHECK(setrlimit(RLIMIT_AS, &little) == 0);
}

static void lift(void)
{
	const struct rlimit whole = {RLIM_INFINITY, RLIM_INFINITY};

	CHECK(setrlimit(RLIMIT_AS, &whole) == 0);
}

/* With so many pages left, for all numbers until there are enough. */
static void test_memory(void)
{
	struct left before;
	int i, fine = 0, short_of = 0;
	rlim_t pages;

	for (i = 0; i < SCENARIO_COUNT; i++) {
		scenario = &SCENARIOS[i];
		if (strcmp(scenario->name, "socket") == 0)
			continue;
		run_clean(&(struct left){look_around().descriptors, look_around().segments});
		before = look_around();
		for (pages = 0; pages < MOST_PAGES; pages += 1 + pages / 8) {
			struct side server = {.refused = NULL}, client = {.refused = NULL};
			static char text[80];

			snprintf(text, sizeof text, "%s with %lu pages", scenario->name, (unsigned long)pages);
			running = text;
			run(&server, &client, limit, pages);
			lift();
			judge(&server, &client, &before, ENOMEM);
			if (server.outcome.status == 0 && client.outcome.status == 0)
				fine++;
			else
				short_of++;
		}
		run_clean(&before);
	}
	CHECK(fine > 0 && short_of > SCENARIO_COUNT);
}

static const struct test TESTS[] = {
	{"records", test_refused_records}, {"strangers", test_refused_strangers}, {"calls", test_refused_calls},
	{"broadcast", test_refused_broadcast}, {"memory", test_memory},
};

int main(int count, char **arguments)
{
	snprintf(address, sizeof address, "@sluice-lasting-%ld", (long)getpid());
	signal(SIGALRM, on_alarm);
	return RUN_TEST(TESTS, count, arguments);
}
