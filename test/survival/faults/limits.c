#define _GNU_SOURCE
#include "limits.h"

#include <pthread.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <unistd.h>

#include <sluice/channel.h>
#include <sluice/local.h>

#include "../../native/check.h"
#include "interpose.h"
#include "run.h"

#define HOUR 3600
#define SHORT_MS 60
/* A deadline that is off by an hour shows at once; a machine that is busy is late by less. */
#define LATE_MS 20000
#define MOST_FREE 24

static int64_t in_ms(int64_t milliseconds)
{
	return sluice_deadline_after(milliseconds * 1000000);
}

static void run_everything(void)
{
	struct outcome server, client;
	int i;

	for (i = 0; i < SCENARIO_COUNT; i++) {
		scenario = find_scenario(SCENARIOS[i].name);
		run_scenario(&server, &client);
		CHECK(server.status == 0 && client.status == 0);
	}
}

static void check_waited(int64_t before_ns)
{
	const int64_t waited_ns = sluice_now_ns() - before_ns;

	CHECK(waited_ns >= INT64_C(1000000) * SHORT_MS && waited_ns < INT64_C(1000000) * LATE_MS);
}

/* What waits for nobody waits as long as it was told to. */
static void wait_in_vain(void)
{
	struct sluice_channel_listener *listener;
	struct sluice_transport *left, *right;
	struct sluice_channel *channel;
	int64_t before_ns = sluice_now_ns();

	CHECK(sluice_channel_listen("@sluice-faults-clock", NULL, &listener) == 0);
	CHECK(sluice_channel_accept(listener, in_ms(SHORT_MS), &channel) == -SLUICE_ERR_DEADLINE);
	check_waited(before_ns);
	before_ns = sluice_now_ns();
	CHECK(sluice_channel_connect("@sluice-faults-clock", NULL, in_ms(SHORT_MS), &channel, NULL) == -SLUICE_ERR_DEADLINE);
	check_waited(before_ns);
	sluice_channel_listener_close(listener);
	/* A condition variable has a clock of its own. */
	CHECK(sluice_local_pair(NULL, &left, &right) == 0);
	before_ns = sluice_now_ns();
	CHECK(sluice_transport_wait(left, in_ms(SHORT_MS)) == 0);
	check_waited(before_ns);
	sluice_transport_free(left);
	sluice_transport_free(right);
}

/* Only the monotonic clock counts. */
static void test_clock(void)
{
	static const int jumps[] = {HOUR, -HOUR, 24 * HOUR};
	size_t i;

	scenario = &SCENARIOS[0];
	for (i = 0; i < sizeof jumps / sizeof jumps[0]; i++) {
		fault_plan->jump_seconds = jumps[i];
		alarm(WATCHDOG_S);
		wait_in_vain();
		run_everything();
	}
	fault_plan->jump_seconds = 0;
}

static bool is_want(const struct outcome *outcome)
{
	return is_about_peer(outcome) || is_system_error(outcome, EMFILE);
}

/* A process with so many descriptors left, for all numbers until there are enough. */
static void test_descriptors(void)
{
	struct rlimit whole, little;
	struct outcome server, client;
	struct left before, after;
	int i, number, enough = 0;

	CHECK(getrlimit(RLIMIT_NOFILE, &whole) == 0);
	for (i = 0; i < SCENARIO_COUNT; i++) {
		scenario = find_scenario(SCENARIOS[i].name);
		run_scenario(&server, &client);
		before = look_around();
		for (number = 0; number < MOST_FREE; number++) {
			little = (struct rlimit){(rlim_t)(before.descriptors + number), whole.rlim_max};
			CHECK(setrlimit(RLIMIT_NOFILE, &little) == 0);
			run_scenario(&server, &client);
			CHECK(setrlimit(RLIMIT_NOFILE, &whole) == 0);
			after = look_around();
			CHECK(is_want(&server) && is_want(&client));
			CHECK(after.descriptors == before.descriptors && after.segments == before.segments && after.blocks == before.blocks);
			enough += server.status == 0 && client.status == 0;
		}
		/* The last ones are. */
		CHECK(server.status == 0 && client.status == 0);
	}
	CHECK(enough > SCENARIO_COUNT && enough < SCENARIO_COUNT * MOST_FREE);
}

static const struct test LIMITS[] = {
	{"clock", test_clock},
	{"descriptors", test_descriptors},
};

void list_limits(void)
{
	run_test(LIMITS, sizeof LIMITS / sizeof LIMITS[0], 1, NULL);
}

int run_limit(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof LIMITS / sizeof LIMITS[0]; i++) {
		if (strcmp(LIMITS[i].name, name) != 0)
			continue;
		LIMITS[i].run();
		return 1;
	}
	return 0;
}
