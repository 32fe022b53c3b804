/*
 * Each call of the operating system fails once, in each way that it can: every n-th call of every function, on both sides, until no run comes so
 * far. `faults SCENARIO [FUNCTION]`.
 */
#define _GNU_SOURCE
#include <signal.h>

#include <sluice/error.h>

#include "../../native/check.h"
#include "interpose.h"
#include "limits.h"
#include "run.h"

/* More calls of one function than any run makes. */
#define MOST_CALLS 500

struct way {
	const char *function;
	int ways[8];
};

/* What the manual pages say, and what makes a difference to who is told. */
static const struct way WAYS[] = {
	{"socket", {EMFILE, ENFILE, ENOMEM}},
	{"bind", {EACCES, ENOMEM, ENOSPC}},
	{"listen", {EADDRINUSE, ENOMEM}},
	{"connect", {EINTR, EAGAIN, EACCES, ENOMEM}},
	{"accept4", {EINTR, EAGAIN, ECONNABORTED, EMFILE, ENFILE, ENOMEM}},
	{"getsockopt", {ENOMEM}},
	{"epoll_create1", {EMFILE, ENFILE, ENOMEM}},
	{"epoll_ctl", {ENOMEM, ENOSPC}},
	{"epoll_wait", {EINTR}},
	{"poll", {EINTR, ENOMEM}},
	{"ppoll", {EINTR, ENOMEM}},
	{"eventfd", {EMFILE, ENFILE, ENOMEM, FAULT_SATURATED}},
	{"memfd_create", {EINVAL, EMFILE, ENFILE, ENOMEM}},
	{"ftruncate", {EINTR, ENOSPC, EFBIG}},
	{"fallocate", {EINTR, ENOSPC, ENOMEM}},
	{"mmap", {ENOMEM, ENFILE}},
	{"madvise", {ENOMEM}},
	{"fcntl", {EMFILE, EBUSY}},
	{"getrandom", {EINTR, EAGAIN, ENOSYS}},
	{"readlink", {ENOMEM, ENOENT}},
	{"fstat", {ENOMEM}},
	{"lstat", {ENOMEM, EACCES}},
	{"fstatfs", {EINTR, ENOMEM}},
	{"open", {EINTR, EMFILE, ENFILE, ENOMEM, ENOSPC}},
	{"flock", {EINTR, ENOLCK}},
	{"mkdir", {EACCES, ENOSPC}},
	{"chmod", {EIO}},
	{"fchmod", {EIO}},
	{"unlink", {EIO}},
	{"sendmsg", {EINTR, EAGAIN, ENOBUFS, ENOMEM, FAULT_SHORT}},
	{"recvmsg", {EINTR, EAGAIN, ENOMEM, FAULT_SHORT, FAULT_CTRUNC, FAULT_CTRUNC_ONE}},
	{"send", {EINTR, EAGAIN, ENOBUFS, ENOMEM, FAULT_SHORT}},
	{"recv", {EINTR, EAGAIN, ENOMEM, FAULT_SHORT}},
	{"read", {EINTR, EAGAIN}},
	/* EAGAIN would say that a bell has rung: see FAULT_SATURATED. */
	{"write", {EINTR}},
	/* Asynchronous requests, which ring. */
	{"syscall", {EAGAIN, ENOSYS}},
	{"preadv2", {EINTR, EAGAIN, EOPNOTSUPP, ENOSYS}},
	{"nanosleep", {EINTR}},
	{"sched_getaffinity", {ENOSYS}},
	{"malloc", {ENOMEM}},
	{"calloc", {ENOMEM}},
	{"realloc", {ENOMEM}},
	{"aligned_alloc", {ENOMEM}},
};

static struct fault_plan plan;
static int failures;

static void plan_for(const char *function, int way, uint32_t nth)
{
	plan = (struct fault_plan){.nth = nth, .way = way};
	snprintf(plan.function, sizeof plan.function, "%s", function);
	snprintf(plan.without, sizeof plan.without, "%s", scenario->without != NULL ? scenario->without : "");
}

/* ---- what is told ---------------------------------------------------------------------------------------------------------------- */

static const char *side_name(void)
{
	return meeting.is_target[0] ? "server" : meeting.is_target[1] ? "client" : "nobody";
}

static void describe(char *out, size_t size)
{
	snprintf(out, size, "%s: %s call %u of the %s, way %d", scenario->name, plan.function[0] != '\0' ? plan.function : "no", plan.nth,
		 side_name(), plan.way);
}

static void fail(const char *what, const struct outcome *server, const struct outcome *client)
{
	char text[160];

	describe(text, sizeof text);
	fprintf(stderr, "%s: %s; server %s errno %d at %s, client %s errno %d at %s\n", text, what, sluice_error_name(server->status),
		server->number, server->step != NULL ? server->step : "-", sluice_error_name(client->status), client->number,
		client->step != NULL ? client->step : "-");
	if (++failures > 20)
		exit(1);
}

static void on_alarm(int number)
{
	char text[160];

	(void)number;
	describe(text, sizeof text);
	fprintf(stderr, "%s: it hangs\n", text);
	abort();
}

/* ---- what may be ---------------------------------------------------------------------------------------------------------------- */

/* Whether a call that fails so has to be made again, or makes no difference: nobody notices. */
static int is_unnoticed(const char *function, int way)
{
	if (strcmp(function, "connect") == 0 && way == EAGAIN)
		return 0; /* BUSY: the kernel keeps no more that wait */
	if (way == EAGAIN && strcmp(function, "getrandom") == 0)
		return 0;
	if (strcmp(function, "syscall") == 0)
		return 1;
	return way == EINTR || way == EAGAIN || way == FAULT_SHORT || way == FAULT_SATURATED || way == ECONNABORTED;
}

/* An error that says what has happened, and blames nobody. Fewer descriptors are a lack of numbers for whom they are kept from. */
static int is_honest(const struct outcome *outcome, int is_own)
{
	if (is_own && outcome->status == -SLUICE_ERR_SYSTEM)
		return is_system_error(outcome, plan.way > 0 ? plan.way : EMFILE);
	return is_about_peer(outcome);
}

static void judge(const struct outcome *server, const struct outcome *client, const struct left *before)
{
	const struct left after = look_around();
	const int fine = server->status == 0 && client->status == 0;

	if (is_unnoticed(plan.function, plan.way) && !fine)
		fail("it is noticed", server, client);
	if (!is_honest(server, meeting.is_target[0]) || !is_honest(client, meeting.is_target[1]))
		fail("it is told wrongly", server, client);
	if (after.descriptors != before->descriptors)
		fail("descriptors are left", server, client);
	if (after.segments != before->segments)
		fail("mappings are left", server, client);
	if (after.blocks != before->blocks)
		fail("memory is left", server, client);
	/* A lock that can't be taken, and a socket that can't be looked at when its listener leaves, may be somebody's. The next listener removes it. */
	if (after.files != before->files && strcmp(plan.function, "unlink") != 0 && strcmp(plan.function, "flock") != 0 &&
	    (strcmp(plan.function, "lstat") != 0 || server->status != 0))
		fail("files are left", server, client);
}

/* All is well, and nothing is left of what went wrong before. */
static void run_clean(const struct left *before)
{
	struct outcome server, client;
	struct left after;

	plan_for("", 0, 0);
	run_scenario(&server, &client);
	after = look_around();
	if (server.status != 0 || client.status != 0)
		fail("it does not work afterwards", &server, &client);
	if (memcmp(&after, before, sizeof after) != 0)
		fail("something is left afterwards", &server, &client);
}

/* ---- all of them ----------------------------------------------------------------------------------------------------------------- */

/* Returns whether the call was made at all. */
static int try(const char *function, int way, uint32_t nth, const struct left *before)
{
	struct outcome server, client;
	uint32_t failed;

	plan_for(function, way, nth);
	run_scenario(&server, &client);
	failed = plan.failed;
	judge(&server, &client, before);
	if (failed > 0)
		run_clean(before);
	return failed > 0;
}

static long sweep(const struct way *way, const struct left *before)
{
	long count = 0;
	size_t i;

	for (i = 0; i < sizeof way->ways / sizeof way->ways[0] && way->ways[i] != 0; i++) {
		uint32_t nth;

		/* The same for bells on a socket. */
		if (scenario->rings_by_socket && way->ways[i] == EAGAIN && strcmp(way->function, "send") == 0)
			continue;

		for (nth = 1; nth < MOST_CALLS && try(way->function, way->ways[i], nth, before); nth++)
			count++;
		CHECK(nth < MOST_CALLS);
		if (is_unnoticed(way->function, way->ways[i]) && try(way->function, way->ways[i], FAULT_EVERY_OTHER, before))
			count++;
	}
	return count;
}

static long run_all(const char *only)
{
	struct outcome server, client;
	struct left before;
	long count = 0;
	size_t i;

	/* What is made once and kept is made now. */
	run_scenario(&server, &client);
	CHECK(server.status == 0 && client.status == 0);
	before = look_around();
	for (meeting.is_target[0] = 0; meeting.is_target[0] < 2; meeting.is_target[0]++) {
		meeting.is_target[1] = !meeting.is_target[0];
		for (i = 0; i < sizeof WAYS / sizeof WAYS[0]; i++) {
			const long here = only == NULL || strcmp(only, WAYS[i].function) == 0 ? sweep(&WAYS[i], &before) : 0;

			if (getenv("SLUICE_FAULTS_SHOW") != NULL && here > 0)
				printf("%s %s %s %ld\n", scenario->name, side_name(), WAYS[i].function, here);
			count += here;
		}
	}
	return count;
}

int main(int count, char **arguments)
{
	int i;

	signal(SIGALRM, on_alarm);
	fault_plan = &plan;
	if (count < 2) {
		for (i = 0; i < SCENARIO_COUNT; i++)
			puts(SCENARIOS[i].name);
		list_limits();
		return 0;
	}
	make_address();
	if (run_limit(arguments[1]) == 0) {
		scenario = find_scenario(arguments[1]);
		/* A sweep that reaches little is broken. */
		CHECK(run_all(count > 2 ? arguments[2] : NULL) > (count > 2 ? 0 : 50));
	}
	remove_address();
	return failures == 0 ? 0 : 1;
}
