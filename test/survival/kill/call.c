/*
 * A member that is killed after each instruction of a call that it answers, begins or gives up: `program NAME [EVERY]`. Who calls it, is called by it, and
 * learns of its death is the test's own process, a member as well. Each life is a cluster of its own.
 */
#define _GNU_SOURCE
#include "sweep.h"

#include <malloc.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sluice/cluster-call.h>

#define SURVIVOR 1u
#define CHILD 2u
#define SHARE 4u /* call slots of a waiter */

struct call_case {
	const char *name;
	/* In the child: before the first mark, once it knows the survivor, and between the marks. `prepare` may be NULL. */
	void (*prepare)(struct sluice_member *member);
	void (*run)(struct sluice_member *member);
	/* In the survivor: before the operation, and after the death. Returns facts[0]. */
	void (*arrange)(void);
	uint32_t (*judge)(void);
	uint32_t before, after; /* facts[0] of a kill at the start, and at the end */
};

static struct sluice_member *survivor;
static char folder[64];
static uint32_t served;

static int64_t soon(void)
{
	/* Single steps take their time. */
	return sluice_deadline_after(INT64_C(900) * 1000000000);
}

static int answer_next(struct sluice_cluster_request *request, void *user)
{
	uint64_t value;

	(void)user;
	memcpy(&value, request->descriptor + SLUICE_CLUSTER_ARGUMENTS, sizeof value);
	value++;
	memcpy(request->descriptor + SLUICE_CLUSTER_ARGUMENTS + 8, &value, sizeof value);
	served++;
	return 0;
}

static const struct sluice_cluster_rpc RPCS[] = {{SLUICE_CLUSTER_DEFINED, 0, answer_next}};
static const struct sluice_cluster_service SERVICE = {RPCS, 1, NULL};

static struct sluice_member *join_as(uint32_t cxy)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	struct sluice_member *member = NULL;

	options.cxy = (int32_t)cxy;
	options.waiters = 1;
	options.calls_per_waiter = SHARE;
	options.fifo_slots = 4;
	options.heap_size = 4096;
	CHECK(sluice_member_join(folder, &options, soon(), &member, NULL) == 0);
	CHECK(sluice_cluster_attach(member, &SERVICE) == 0);
	return member;
}

/* ---- calls of either side ------------------------------------------------------------------------------------------------------- */

static struct sluice_cluster_target targets[2];
static struct sluice_cluster_pending call;

static void begin_call(struct sluice_member *member, uint32_t first, uint32_t second, uint32_t count)
{
	const uint64_t value = 41;
	uint32_t i;

	memset(targets, 0, sizeof targets);
	targets[0].cxy = first;
	targets[1].cxy = second;
	for (i = 0; i < count; i++)
		memcpy(targets[i].descriptor + SLUICE_CLUSTER_ARGUMENTS, &value, sizeof value);
	call = (struct sluice_cluster_pending){.targets = targets, .count = count, .deadline_ns = soon(), .room_deadline_ns = soon()};
	CHECK(sluice_cluster_begin(member, 0, &call) == 0);
}

/* Ends with an answer, whole, or with the death. Whether it was the answer. */
static uint32_t judge_target(const struct sluice_cluster_target *target)
{
	uint64_t value;

	REQUIRE(target->status == 0 || target->status == -SLUICE_ERR_PEER_DIED, "status %s", sluice_error_name(target->status));
	memcpy(&value, target->descriptor + SLUICE_CLUSTER_ARGUMENTS + 8, sizeof value);
	REQUIRE(value == (target->status == 0 ? 42 : 0), "output %lu", (unsigned long)value);
	return target->status == 0;
}

/* ---- the child ------------------------------------------------------------------------------------------------------------------ */

static void serve(struct sluice_member *member)
{
	CHECK(sluice_cluster_execute_all(member, 0, 8) >= 0);
}

static void begin_in_child(struct sluice_member *member)
{
	begin_call(member, SURVIVOR, 0, 1);
}

static void begin_both_in_child(struct sluice_member *member)
{
	begin_call(member, SURVIVOR, CHILD, 2);
}

static void cancel_in_child(struct sluice_member *member)
{
	(void)member;
	sluice_cluster_cancel(&call);
}

static void serve_itself(struct sluice_member *member)
{
	CHECK(sluice_cluster_execute_all(member, 0, 1) == 1);
	CHECK(!sluice_cluster_has_ended(&call));
}

static void be_child(void *user)
{
	const struct call_case *self = user;
	struct sluice_member *member = join_as(CHILD);

	while (sluice_member_list(member, NULL, 0) != 1)
		sluice_member_wait(member, 0, soon());
	if (self->prepare != NULL)
		self->prepare(member);
	tracee_mark();
	self->run(member);
	tracee_mark();
	for (;;)
		pause();
}

/* ---- the survivor --------------------------------------------------------------------------------------------------------------- */

static void ask_child(void)
{
	begin_call(survivor, CHILD, 0, 1);
}

static void ask_both(void)
{
	begin_call(survivor, CHILD, SURVIVOR, 2);
}

/* Its own answer is there already: the child's is the last. */
static void ask_both_and_answer(void)
{
	ask_both();
	CHECK(sluice_cluster_execute_all(survivor, 0, 1) == 1);
}

static void ask_and_cancel(void)
{
	ask_child();
	sluice_cluster_cancel(&call);
	CHECK(targets[0].status == -SLUICE_ERR_CANCELLED);
}

static void ask_nothing(void)
{
}

static uint32_t judge_one(void)
{
	sluice_cluster_finish(&call);
	return judge_target(&targets[0]);
}

static uint32_t judge_both(void)
{
	sluice_cluster_finish(&call);
	CHECK(judge_target(&targets[1]) == 1);
	return judge_target(&targets[0]);
}

static uint32_t judge_nothing(void)
{
	return 0;
}

/* What the child has asked is run once at most, and its FIFO goes on. */
static uint32_t judge_request(void)
{
	const uint32_t before = served;

	CHECK(sluice_cluster_execute_all(survivor, 0, 8) >= 0);
	REQUIRE(served - before <= 1, "run %u times", served - before);
	return served - before;
}

static uint32_t judge_no_request(void)
{
	return judge_request() == 0;
}

/* All slots come back, and the survivor can be called. */
static void judge_slots(void)
{
	struct sluice_cluster_target all[SHARE];
	uint32_t i;

	memset(all, 0, sizeof all);
	for (i = 0; i < SHARE; i++)
		all[i].cxy = SURVIVOR;
	REQUIRE(sluice_cluster_multicast(survivor, 0, all, SHARE, 0, soon()) == 0, "not all slots are back");
}

static void begin(void *user, struct tracee *tracee)
{
	const struct call_case *self = user;

	tracee_start(tracee, be_child, user);
	survivor = join_as(SURVIVOR);
	tracee_await(tracee, NULL, NULL);
	while (sluice_member_list(survivor, NULL, 0) != 1)
		CHECK(sluice_member_wait(survivor, 0, soon()) == 0);
	self->arrange();
}

static struct sweep_outcome end(void *user, struct tracee *tracee, uint32_t n)
{
	const struct call_case *self = user;
	struct sweep_outcome outcome = {{0}};

	(void)n;
	sweep_kill(tracee);
	while (sluice_member_list(survivor, NULL, 0) != 0)
		CHECK(sluice_member_wait(survivor, 0, soon()) == 0);
	sweep_told();
	tracee_reap(tracee);
	outcome.facts[0] = self->judge();
	judge_slots();
	CHECK(sluice_member_leave(survivor) == 0);
	return outcome;
}

static const struct call_case CASES[] = {
	{"answer", NULL, serve, ask_child, judge_one, 0, 1},
	{"answer-last", NULL, serve, ask_both_and_answer, judge_both, 0, 1},
	{"answer-first", NULL, serve, ask_both, judge_both, 0, 1},
	{"drop", NULL, serve, ask_and_cancel, judge_nothing, 0, 0},
	{"begin", NULL, begin_in_child, ask_nothing, judge_request, 0, 1},
	{"begin-both", NULL, begin_both_in_child, ask_nothing, judge_request, 0, 1},
	{"serve-itself", begin_both_in_child, serve_itself, ask_nothing, judge_request, 1, 1},
	{"cancel", begin_in_child, cancel_in_child, ask_nothing, judge_no_request, 0, 1},
};

static void run_case(const void *operation, uint32_t every)
{
	const struct call_case *self = (const struct call_case *)operation;
	const struct sweep sweep = {self->name, begin, NULL, end, (void *)(uintptr_t)self};
	struct sweep_outcome first, last;
	char command[96];

	snprintf(folder, sizeof folder, "/tmp/sluice-kill-%d", (int)getpid());
	CHECK(mkdir(folder, 0700) == 0);
	sweep_run(&sweep, every, &first, &last);
	REQUIRE(first.facts[0] == self->before && last.facts[0] == self->after, "%u, then %u", first.facts[0], last.facts[0]);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	CHECK(system(command) == 0);
}

int main(int count, char **arguments)
{
	/* The steward's thread would have one of its own, or not, as it comes. */
	mallopt(M_ARENA_MAX, 1);
	return SWEEP_MAIN(CASES, run_case, count, arguments);
}
