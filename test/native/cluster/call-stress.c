/* SPDX-License-Identifier: MIT */
/* `call-stress CASE`: many threads of several members call, multicast, cancel and serve at random. ROUNDS times as long as usual. */
#define _GNU_SOURCE
#include "call-test.h"

#ifndef ROUNDS
#define ROUNDS 1
#endif

#define MEMBERS 3
#define THREADS 3
#define CALLS_EACH (400 * ROUNDS)

struct worker {
	struct sluice_member *member;
	pthread_t thread;
	uint32_t seed;
	uint32_t *left; /* workers that still call */
	bool has_deaths;
};

static bool is_expected(int status, bool has_deaths)
{
	switch (-status) {
	case 0:
	case SLUICE_ERR_CANCELLED:
	case SLUICE_ERR_DEADLINE:
	case SLUICE_ERR_BUSY: return true;
	case SLUICE_ERR_PEER_DIED:
	case SLUICE_ERR_NO_MEMBER: return has_deaths;
	default: return false;
	}
}

/* Each target has an outcome, and the one that was asked has answered it. */
static void check_targets(const struct sluice_cluster_target *targets, uint32_t count, bool has_deaths)
{
	uint32_t i;

	for (i = 0; i < count; i++) {
		if (!is_expected(targets[i].status, has_deaths))
			fprintf(stderr, "status %s\n", sluice_error_name(targets[i].status));
		CHECK(is_expected(targets[i].status, has_deaths));
		if (targets[i].status == 0)
			CHECK(argument(targets[i].descriptor, 1) == argument(targets[i].descriptor, 0) + 1);
	}
}

static void draw_call(struct worker *worker, struct sluice_cluster_pending *call, struct sluice_cluster_target *targets)
{
	uint32_t i;

	*call = (struct sluice_cluster_pending){.targets = targets, .count = 1 + below(&worker->seed, 4), .deadline_ns = soon(), .room_deadline_ns = soon()};
	for (i = 0; i < call->count; i++) {
		memset(&targets[i], 0, sizeof targets[i]);
		targets[i].cxy = below(&worker->seed, MEMBERS);
		set_index(targets[i].descriptor, below(&worker->seed, 8) == 0 ? RPC_SLOW : RPC_NEXT);
		set_argument(targets[i].descriptor, 0, below(&worker->seed, 200));
	}
	if (below(&worker->seed, 6) == 0)
		call->deadline_ns = sluice_deadline_after(below(&worker->seed, 100000));
	if (below(&worker->seed, 6) == 0)
		call->room_deadline_ns = 0;
}

static void call_at_random(struct worker *worker, uint32_t waiter)
{
	struct sluice_cluster_target targets[4];
	struct sluice_cluster_pending drawn;

	draw_call(worker, &drawn, targets);
	if (sluice_cluster_begin(worker->member, waiter, &drawn) != 0)
		return;
	if (below(&worker->seed, 5) == 0) {
		nap(below(&worker->seed, 60));
		sluice_cluster_cancel(&drawn);
		CHECK(sluice_cluster_has_ended(&drawn));
	} else {
		sluice_cluster_finish(&drawn);
	}
	check_targets(targets, drawn.count, worker->has_deaths);
}

static void *work(void *user)
{
	struct worker *worker = (struct worker *)user;
	const int waiter = sluice_member_attach(worker->member);
	int i;

	CHECK(waiter > 0);
	for (i = 0; i < CALLS_EACH; i++)
		call_at_random(worker, (uint32_t)waiter);
	/* Others still call. */
	__atomic_sub_fetch(worker->left, 1, __ATOMIC_ACQ_REL);
	while (__atomic_load_n(worker->left, __ATOMIC_ACQUIRE) > 0)
		CHECK(sluice_cluster_serve(worker->member, (uint32_t)waiter, NULL, sluice_deadline_after(1000000)) == 0);
	CHECK(sluice_member_detach(worker->member, (uint32_t)waiter) == 0);
	return NULL;
}

/* Slots of all waiters are free in the end: each can take all of its share at once. */
static void check_slots(struct sluice_member *member)
{
	static struct sluice_cluster_target targets[8];
	struct sluice_cluster_pending drawn = {.targets = targets, .count = 8, .room_deadline_ns = soon(), .deadline_ns = soon()};
	uint32_t waiter;
	int i;

	for (i = 0; i < 8; i++)
		targets[i].cxy = 999;
	for (waiter = 0; waiter <= THREADS; waiter++) {
		CHECK(sluice_cluster_begin(member, waiter, &drawn) == 0);
		CHECK(sluice_cluster_finish(&drawn) == -SLUICE_ERR_NO_MEMBER);
	}
}

static void work_all(struct sluice_member **members, bool has_deaths, uint32_t member_count)
{
	static struct worker workers[MEMBERS * THREADS];
	uint32_t left = member_count * THREADS, i;

	for (i = 0; i < member_count * THREADS; i++) {
		workers[i] = (struct worker){.member = members[i / THREADS], .seed = 77 + 1000 * i, .left = &left, .has_deaths = has_deaths};
		CHECK(pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0);
	}
	for (i = 0; i < member_count * THREADS; i++)
		CHECK(pthread_join(workers[i].thread, NULL) == 0);
	for (i = 0; i < member_count; i++)
		check_slots(members[i]);
}

static struct sluice_member *join_small(int32_t cxy)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	struct sluice_member *member;

	options.waiters = THREADS + 1;
	options.calls_per_waiter = 8;
	options.fifo_slots = 4;
	member = join_with(options, cxy);
	CHECK(sluice_cluster_attach(member, &SERVICE) == 0);
	return member;
}

static void threads(void)
{
	struct sluice_member *members[MEMBERS];
	int i;

	for (i = 0; i < MEMBERS; i++)
		members[i] = join_small(i);
	work_all(members, false, MEMBERS);
	for (i = 0; i < MEMBERS; i++)
		CHECK(sluice_member_leave(members[i]) == 0);
}

/* Is killed at any time. */
static void live_shortly(int to, int from, int32_t cxy)
{
	struct sluice_member *member = join_small(cxy);
	uint32_t left = THREADS + 1, i;
	struct worker workers[THREADS];

	(void)to;
	for (i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){.member = member, .seed = 5 + (uint32_t)getpid() * 7 + i, .left = &left, .has_deaths = true};
		CHECK(pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0);
	}
	tell(from, 'J');
	pause();
}

/* Members 1 and 2 come and die, one after the other; their parent has no threads, as it forks. */
static void reap_and_sow(int to, int from, int32_t cxy)
{
	uint32_t seed = 99;
	struct other others[2];
	int i;

	(void)cxy;
	for (i = 0; i < 2; i++) {
		others[i] = start(live_shortly, i + 1);
		CHECK(hear(others[i].from) == 'J');
	}
	tell(from, 'J');
	for (i = 0; overhear(to) == 0; i ^= 1) {
		nap(2000 + below(&seed, 20000));
		end(others[i & 1], SIGKILL);
		others[i & 1] = start(live_shortly, (i & 1) + 1);
		CHECK(hear(others[i & 1].from) == 'J');
	}
	end(others[0], SIGKILL);
	end(others[1], SIGKILL);
	tell(from, 'E');
}

static void deaths(void)
{
	struct other sower = start(reap_and_sow, 0);
	struct sluice_member *member;

	CHECK(hear(sower.from) == 'J');
	member = join_small(0);
	work_all(&member, true, 1);
	tell(sower.to, 'e');
	CHECK(hear(sower.from) == 'E');
	end(sower, 0);
	CHECK(sluice_member_leave(member) == 0);
}

int main(int argument_count, char **arguments)
{
	static const struct test TESTS[] = {{"threads", threads}, {"deaths", deaths}};
	int result;

	make_folder();
	result = RUN_TEST(TESTS, argument_count, arguments);
	remove_folder();
	return result;
}
