/* SPDX-License-Identifier: MIT */
/* `call CASE`: calls between members, most of which are processes of their own. */
#define _GNU_SOURCE
#include "call-test.h"

#include "../../../native/src/cluster-slot.h"
#include "../../../native/src/member.h"

static void answers(void)
{
	struct other one = start_server(1);
	struct sluice_member *member = join_as(2);
	uint64_t i, out;

	for (i = 0; i < 2000; i++) {
		CHECK(call(member, 1, RPC_NEXT, i, &out, soon()) == 0);
		CHECK(out == i + 1);
	}
	CHECK(counters_of(member).called == 2000 && counters_of(member).answered == 2000);
	CHECK(sluice_member_leave(member) == 0);
	end(one, SIGKILL);
}

/* Each thing that can go wrong is a status of its own. R5, R6. */
static void statuses(void)
{
	static const struct { uint32_t index; int status; } CASES[] = {
		{RPC_FAIL, SLUICE_ERR_FAILED},
		{RPC_ABSENT, SLUICE_ERR_UNIMPLEMENTED},
		{RPC_KEPT_FREE, SLUICE_ERR_RESERVED},
		{RPC_OFF, SLUICE_ERR_DISABLED},
		{RPC_MALFORMED, SLUICE_ERR_MALFORMED},
		{RPC_COUNT, SLUICE_ERR_UNDEFINED},
		{30, SLUICE_ERR_UNDEFINED},
		{UINT32_MAX, SLUICE_ERR_UNDEFINED},
	};
	struct other one = start_server(1);
	struct sluice_member *member = join_as(2);
	uint8_t descriptor[SLUICE_CLUSTER_DESCRIPTOR] = {0};
	int error = -1;
	size_t i;

	for (i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
		CHECK(call(member, 1, CASES[i].index, 7, NULL, soon()) == -CASES[i].status);
	set_index(descriptor, RPC_REFUSE);
	set_argument(descriptor, 0, ENOSPC);
	CHECK(sluice_cluster_call(member, 0, 1, descriptor, 0, soon(), &error) == -SLUICE_ERR_REFUSED);
	/* What a refusal leaves in its arguments reaches nobody. */
	CHECK(error == ENOSPC && argument(descriptor, 1) == 0);
	set_index(descriptor, RPC_NEXT);
	CHECK(sluice_cluster_call(member, 0, 1, descriptor, FINGERPRINT, soon(), NULL) == 0);
	CHECK(sluice_cluster_call(member, 0, 1, descriptor, FINGERPRINT + 1, soon(), NULL) == -SLUICE_ERR_INCOMPATIBLE);
	CHECK(sluice_cluster_call(member, 0, 3, descriptor, 0, soon(), NULL) == -SLUICE_ERR_NO_MEMBER);
	CHECK(call(member, 1, RPC_SLOW, 30000000, NULL, sluice_deadline_after(10000000)) == -SLUICE_ERR_DEADLINE);
	end(one, SIGKILL);
	while (sluice_member_list(member, NULL, 0) > 0)
		CHECK(sluice_member_wait(member, 0, soon()) == 0);
	CHECK(call(member, 1, RPC_NEXT, 0, NULL, soon()) == -SLUICE_ERR_NO_MEMBER);
	CHECK(sluice_member_leave(member) == 0);
}


/* A thread that waits serves; so a member can call itself, and two with one thread each can call each other within calls. R11. */
static void nested_calls(void)
{
	struct other one = start_server(1);
	struct sluice_member *member = join_as(2);
	uint8_t descriptor[SLUICE_CLUSTER_DESCRIPTOR] = {0};
	uint64_t out;

	CHECK(sluice_cluster_attach(member, &SERVICE) == 0);
	CHECK(call(member, 2, RPC_NEXT, 5, &out, soon()) == 0 && out == 6);
	set_index(descriptor, RPC_NESTED);
	set_argument(descriptor, 0, 2);
	set_argument(descriptor, 1, 40);
	CHECK(sluice_cluster_call(member, 0, 1, descriptor, 0, soon(), NULL) == 0);
	CHECK(argument(descriptor, 2) == 40);
	CHECK(sluice_member_leave(member) == 0);
	end(one, SIGKILL);
}

static void many(void)
{
	struct other others[4];
	struct sluice_cluster_target targets[6];
	struct sluice_member *member;
	uint32_t i, round;

	for (i = 0; i < 4; i++)
		others[i] = start_server((int32_t)i + 1);
	member = join_as(9);
	for (round = 0; round < 300; round++) {
		memset(targets, 0, sizeof targets);
		for (i = 0; i < 6; i++) {
			/* One asked twice, and one that there is not. */
			targets[i].cxy = i == 4 ? 1 : i + 1;
			set_index(targets[i].descriptor, i == 3 ? RPC_OFF : RPC_NEXT);
			set_argument(targets[i].descriptor, 0, 100 * round + i);
		}
		CHECK(sluice_cluster_multicast(member, 0, targets, 6, 0, soon()) == -SLUICE_ERR_DISABLED);
		for (i = 0; i < 6; i++) {
			const int expected = i == 3 ? -SLUICE_ERR_DISABLED : i == 5 ? -SLUICE_ERR_NO_MEMBER : 0;

			CHECK(targets[i].status == expected);
			CHECK(expected != 0 || argument(targets[i].descriptor, 1) == 100 * round + i + 1);
			CHECK((targets[i].started == SLUICE_STARTED_NO) == (expected != 0));
		}
	}
	/* More than there are slots. */
	{
		static struct sluice_cluster_target most[65];

		for (i = 0; i < 65; i++)
			most[i].cxy = i % 4 + 1;
		CHECK(sluice_cluster_multicast(member, 0, most, 65, 0, soon()) == -SLUICE_ERR_OPTION);
		CHECK(sluice_cluster_multicast(member, 0, most, 0, 0, soon()) == -SLUICE_ERR_OPTION);
		CHECK(sluice_cluster_multicast(member, 0, most, 64, 0, soon()) == 0);
	}
	CHECK(sluice_member_leave(member) == 0);
	for (i = 0; i < 4; i++)
		end(others[i], SIGKILL);
}

/* ---- calls that are not waited for one by one ------------------------------------------------------------------------------------ */

struct posted {
	struct sluice_cluster_pending call;
	struct sluice_cluster_target target;
	uint32_t *told;
	uint32_t again;
};

static void begin(struct sluice_member *member, struct posted *posted, uint32_t cxy, uint32_t index, uint64_t in)
{
	memset(&posted->target, 0, sizeof posted->target);
	posted->target.cxy = cxy;
	set_index(posted->target.descriptor, index);
	set_argument(posted->target.descriptor, 0, in);
	posted->call.targets = &posted->target;
	posted->call.count = 1;
	posted->call.deadline_ns = soon();
	CHECK(sluice_cluster_begin(member, 0, &posted->call) == 0);
}

static void tell_end(struct sluice_cluster_pending *ended)
{
	struct posted *posted = (struct posted *)ended->user;

	CHECK(posted->target.status == 0);
	CHECK(argument(posted->target.descriptor, 1) == argument(posted->target.descriptor, 0) + 1);
	(*posted->told)++;
	if (posted->again-- > 1)
		begin(ended->member, posted, posted->target.cxy, RPC_NEXT, posted->again);
}

static void callbacks(void)
{
	struct other one = start_server(1), two = start_server(2);
	struct sluice_member *member = join_as(3);
	static struct posted posted[60];
	uint32_t told = 0, i;

	for (i = 0; i < 60; i++) {
		posted[i] = (struct posted){.told = &told, .again = 20};
		posted[i].call.done = tell_end;
		posted[i].call.user = &posted[i];
		begin(member, &posted[i], i % 2 + 1, RPC_NEXT, i);
	}
	CHECK(told == 0);
	while (told < 60 * 20) {
		CHECK(sluice_cluster_wait(member, 0, SLUICE_CLUSTER_ENDED, soon()) >= 0);
		/* Others wait meanwhile, too. */
		CHECK(call(member, 1, RPC_NEXT, 1, NULL, soon()) == 0);
	}
	CHECK(sluice_cluster_wait(member, 0, SLUICE_CLUSTER_ENDED, sluice_deadline_after(1000000)) == 0);
	CHECK(told == 60 * 20);
	CHECK(sluice_member_leave(member) == 0);
	end(one, SIGKILL);
	end(two, SIGKILL);
}

/* An answer that comes before its caller sleeps is not slept on, nor one that comes after. R4. */
static void wake_ups(void)
{
	struct other one = start_server(1);
	struct sluice_member *member = join_as(2);
	struct posted posted = {0}, after = {0};
	uint64_t slept, i;

	begin(member, &posted, 1, RPC_NEXT, 1);
	begin(member, &after, 1, RPC_NEXT, 1);
	while (!sluice_cluster_has_ended(&after.call))
		nap(1000);
	slept = counters_of(member).sleeps;
	CHECK(sluice_cluster_finish(&posted.call) == 0);
	CHECK(counters_of(member).sleeps == slept);
	for (i = 0; i < 200; i++)
		CHECK(call(member, 1, RPC_SLOW, i % 2 == 0 ? 300 : 50, NULL, soon()) == 0);
	CHECK(counters_of(member).sleeps > slept);
	CHECK(sluice_member_leave(member) == 0);
	end(one, SIGKILL);
}

/* ---- cancel and deadline ---------------------------------------------------------------------------------------------------------- */

/* Waits until all slots have come back. */
static void await_slots(struct sluice_member *member)
{
	int i;

	for (i = 0; counters_of(member).quarantined > 0; i++) {
		CHECK(i < 10000);
		nap(1000);
		CHECK(sluice_cluster_progress(member, 0) == 0);
	}
}

/* What was given up is not used again before its server has finished. R7, R12. */
static void cancelled(void)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	struct other one = start_server(1);
	struct sluice_member *member;
	struct posted posted = {0}, more = {0};

	options.calls_per_waiter = 1;
	member = join_with(options, 2);
	begin(member, &posted, 1, RPC_SLOW, 300000);
	CHECK(!sluice_cluster_has_ended(&posted.call));
	nap(20000);
	sluice_cluster_cancel(&posted.call);
	CHECK(sluice_cluster_has_ended(&posted.call) && posted.target.status == -SLUICE_ERR_CANCELLED);
	CHECK(argument(posted.target.descriptor, 1) == 0);
	more.call.targets = &more.target;
	more.call.count = 1;
	CHECK(sluice_cluster_begin(member, 0, &more.call) == -SLUICE_ERR_BUSY);
	while (sluice_cluster_begin(member, 0, &more.call) == -SLUICE_ERR_BUSY)
		nap(1000);
	sluice_cluster_finish(&more.call);
	CHECK(counters_of(member).cancelled == 1);
	/* Cancelling what has ended changes nothing. */
	sluice_cluster_cancel(&more.call);
	CHECK(sluice_member_leave(member) == 0);
	end(one, SIGKILL);
}

static void late(void)
{
	struct other one = start_server(1);
	struct sluice_member *member = join_as(2);
	uint32_t i;

	/* Given up before the server has looked: it does not run, but is finished. */
	tell(one.to, 'p');
	CHECK(hear(one.from) == 'P');
	for (i = 0; i < 64; i++)
		CHECK(call(member, 1, RPC_DIE, 0, NULL, sluice_deadline_after(100000)) == -SLUICE_ERR_DEADLINE);
	CHECK(call(member, 1, RPC_DIE, 0, NULL, sluice_deadline_after(3000000)) == -SLUICE_ERR_BUSY);
	CHECK(counters_of(member).deadline == 64);
	tell(one.to, 'r');
	CHECK(hear(one.from) == 'R');
	await_slots(member);
	CHECK(call(member, 1, RPC_NEXT, 0, NULL, soon()) == 0);
	tell(one.to, 's');
	CHECK(hear(one.from) == 'S');
	CHECK(call(member, 1, RPC_NEXT, 0, NULL, soon()) == -SLUICE_ERR_STOPPING);
	CHECK(sluice_member_leave(member) == 0);
	end(one, SIGKILL);
}

/* ---- no room ---------------------------------------------------------------------------------------------------------------------- */

/* A FIFO that is full is an answer, or waited for. R1. */
static void full(void)
{
	struct other one = start_server(1);
	struct sluice_member *member;
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	static struct posted posted[130];
	uint32_t i;

	options.calls_per_waiter = 256;
	member = join_with(options, 2);
	tell(one.to, 'p');
	CHECK(hear(one.from) == 'P');
	for (i = 0; i < 130; i++)
		begin(member, &posted[i], 1, RPC_NEXT, i);
	for (i = 0; i < 130; i++)
		CHECK(sluice_cluster_has_ended(&posted[i].call) == (i >= 128));
	CHECK(posted[128].target.status == -SLUICE_ERR_BUSY && posted[128].target.started == SLUICE_STARTED_NO);
	CHECK(counters_of(member).unposted == 2);
	CHECK(call(member, 1, RPC_NEXT, 0, NULL, sluice_deadline_after(5000000)) == -SLUICE_ERR_BUSY);
	tell(one.to, 'r');
	CHECK(call(member, 1, RPC_NEXT, 4, NULL, soon()) == 0);
	CHECK(hear(one.from) == 'R');
	for (i = 0; i < 128; i++)
		CHECK(sluice_cluster_finish(&posted[i].call) == 0);
	await_slots(member);
	CHECK(sluice_member_leave(member) == 0);
	end(one, SIGKILL);
}

#define PRESSED 6

/* Calls all others at once, over and over, through FIFOs of two slots. */
static void press(int to, int from, int32_t cxy)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	struct sluice_cluster_target targets[2 * PRESSED];
	struct sluice_member *member;
	uint32_t i, round;

	options.fifo_slots = 2;
	member = join_with(options, cxy);
	CHECK(sluice_cluster_attach(member, &SERVICE) == 0);
	tell(from, 'J');
	CHECK(hear(to) == 'g');
	for (round = 0; round < 100; round++) {
		memset(targets, 0, sizeof targets);
		for (i = 0; i < 2 * PRESSED; i++) {
			targets[i].cxy = i % PRESSED;
			set_index(targets[i].descriptor, RPC_NEXT);
			set_argument(targets[i].descriptor, 0, round);
		}
		CHECK(sluice_cluster_multicast(member, 0, targets, 2 * PRESSED, 0, soon()) == 0);
		for (i = 0; i < 2 * PRESSED; i++)
			CHECK(argument(targets[i].descriptor, 1) == round + 1);
	}
	tell(from, 'E');
	while (overhear(to) == 0)
		CHECK(sluice_cluster_serve(member, 0, NULL, sluice_deadline_after(1000000)) == 0);
	CHECK(sluice_member_leave(member) == 0);
}

static void pressed(void)
{
	struct other others[PRESSED];
	int i;

	for (i = 0; i < PRESSED; i++) {
		others[i] = start(press, i);
		CHECK(hear(others[i].from) == 'J');
	}
	for (i = 0; i < PRESSED; i++)
		tell(others[i].to, 'g');
	for (i = 0; i < PRESSED; i++)
		CHECK(hear(others[i].from) == 'E');
	for (i = 0; i < PRESSED; i++)
		tell(others[i].to, 'e');
	for (i = 0; i < PRESSED; i++)
		end(others[i], 0);
}

/* ---- death ------------------------------------------------------------------------------------------------------------------------ */

/* Whoever waits for a server that dies is told so, whether it has looked or not, and whether it dies or leaves. R5. */
static void deaths(void)
{
	struct other one = start_server(1), two = start_server(2), three = start_server(3), four = start_server(4);
	struct sluice_member *member = join_as(9);
	struct sluice_cluster_target targets[3] = {{.cxy = 1}, {.cxy = 2}, {.cxy = 3}};

	/* While it runs, among others that answer. */
	set_index(targets[0].descriptor, RPC_SLOW);
	set_argument(targets[0].descriptor, 0, 100000);
	set_index(targets[1].descriptor, RPC_DIE);
	set_index(targets[2].descriptor, RPC_NEXT);
	CHECK(sluice_cluster_multicast(member, 0, targets, 3, 0, soon()) == -SLUICE_ERR_PEER_DIED);
	CHECK(targets[0].status == 0 && targets[1].status == -SLUICE_ERR_PEER_DIED && targets[2].status == 0);
	CHECK(targets[1].started == SLUICE_STARTED_UNKNOWN);
	/* Before it has looked. */
	CHECK(kill(three.pid, SIGSTOP) == 0);
	{
		struct posted posted = {0};

		begin(member, &posted, 3, RPC_NEXT, 1);
		nap(20000);
		CHECK(!sluice_cluster_has_ended(&posted.call));
		kill(three.pid, SIGKILL);
		CHECK(sluice_cluster_finish(&posted.call) == -SLUICE_ERR_PEER_DIED);
	}
	/* By leaving. */
	tell(four.to, 'p');
	CHECK(hear(four.from) == 'P');
	{
		struct posted posted = {0};

		begin(member, &posted, 4, RPC_NEXT, 1);
		tell(four.to, 'x');
		CHECK(sluice_cluster_finish(&posted.call) == -SLUICE_ERR_PEER_DIED);
		CHECK(hear(four.from) == 'X');
	}
	CHECK(counters_of(member).dead == 3);
	await_slots(member);
	CHECK(call(member, 1, RPC_NEXT, 1, NULL, soon()) == 0);
	CHECK(sluice_member_leave(member) == 0);
	end(one, SIGKILL);
	end(two, SIGKILL);
	end(three, SIGKILL);
	end(four, 0);
}

/* A server that died between its CAS and its count has left one too many; the answers of others wake all the same. */
static void uncounted(void)
{
	struct other one = start_server(1), two = start_server(2);
	struct sluice_member *member = join_as(9);
	int round;

	for (round = 0; round < 20; round++) {
		struct sluice_cluster_target targets[2] = {{.cxy = 1}, {.cxy = 2}};
		struct sluice_cluster_pending drawn = {.targets = targets, .count = 2, .deadline_ns = soon(), .room_deadline_ns = soon()};
		const uint64_t slept = counters_of(member).sleeps;

		set_index(targets[0].descriptor, RPC_SLOW);
		set_argument(targets[0].descriptor, 0, 20000);
		CHECK(sluice_cluster_begin(member, 0, &drawn) == 0);
		sluice_fetch_add(sluice__slot_response(sluice__slot_at(sluice__member_view(member), drawn.lead)), 1);
		CHECK(sluice_cluster_finish(&drawn) == 0);
		CHECK(counters_of(member).sleeps > slept);
	}
	CHECK(sluice_member_leave(member) == 0);
	end(one, SIGKILL);
	end(two, SIGKILL);
}

#define SUCCESSORS 20

static void serve_later(int to, int from, int32_t cxy)
{
	if (hear(to) == 'g')
		serve_as(to, from, cxy);
}

/* A number that is used again is another member: calls of before do not reach it. */
static void successor(void)
{
	struct other others[SUCCESSORS];
	struct sluice_member *member;
	uint32_t i;

	for (i = 0; i < SUCCESSORS; i++)
		others[i] = start(serve_later, 1);
	member = join_as(2);
	for (i = 0; i < SUCCESSORS; i++) {
		const struct other one = others[i];
		struct posted posted = {0};
		int status;

		tell(one.to, 'g');
		CHECK(hear(one.from) == 'J');

		while (sluice_member_list(member, NULL, 0) != 1)
			CHECK(sluice_member_wait(member, 0, soon()) == 0);
		begin(member, &posted, 1, RPC_SLOW, i * 100);
		nap(i * 100);
		end(one, SIGKILL);
		status = sluice_cluster_finish(&posted.call);
		CHECK(status == 0 || status == -SLUICE_ERR_PEER_DIED);
		while (sluice_member_list(member, NULL, 0) != 0)
			CHECK(sluice_member_wait(member, 0, soon()) == 0);
	}
	await_slots(member);
	CHECK(sluice_member_leave(member) == 0);
}

/* For `forked`, which forks beside threads. */
const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
	return "die_after_fork=0";
}

/* ---- threads ---------------------------------------------------------------------------------------------------------------------- */

#define POOL 4

static void *serve_until_left(void *user)
{
	struct sluice_member *member = (struct sluice_member *)user;
	const int waiter = sluice_member_attach(member);

	CHECK(waiter > 0);
	CHECK(sluice_cluster_serve(member, (uint32_t)waiter, NULL, SLUICE_FOREVER) == -SLUICE_ERR_STATE);
	CHECK(sluice_member_detach(member, (uint32_t)waiter) == 0);
	return NULL;
}

/* Threads that serve until the member leaves: nothing but a ring wakes them. */
static struct sluice_member *join_pool(int32_t cxy, pthread_t threads[POOL])
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	struct sluice_member *member;
	int i;

	options.waiters = POOL + 1;
	member = join_with(options, cxy);
	CHECK(sluice_cluster_attach(member, &SERVICE) == 0);
	for (i = 0; i < POOL; i++)
		CHECK(pthread_create(&threads[i], NULL, serve_until_left, member) == 0);
	while (counters_of(member).sleeps < POOL)
		nap(1000);
	return member;
}

static void leave_pool(struct sluice_member *member, pthread_t threads[POOL])
{
	int i;

	CHECK(sluice_member_leave(member) == 0);
	for (i = 0; i < POOL; i++)
		CHECK(pthread_join(threads[i], NULL) == 0);
}

/* A handler that takes long holds up no other request, as long as a thread is idle. */
static void head_of_line(void)
{
	pthread_t threads[POOL];
	struct sluice_member *server = join_pool(1, threads), *member = join_as(2);
	struct posted long_ones[POOL - 1] = {0};
	uint64_t out;
	int i, j;

	for (i = 0; i < POOL - 1; i++) {
		begin(member, &long_ones[i], 1, RPC_GATE, 0);
		for (j = 0; j < 20; j++)
			CHECK(call(member, 1, RPC_NEXT, (uint64_t)j, &out, soon()) == 0 && out == (uint64_t)j + 1);
		for (j = 0; j <= i; j++)
			CHECK(!sluice_cluster_has_ended(&long_ones[j].call));
	}
	__atomic_store_n(&is_open, 1, __ATOMIC_RELEASE);
	for (i = 0; i < POOL - 1; i++)
		CHECK(sluice_cluster_finish(&long_ones[i].call) == 0);
	leave_pool(server, threads);
	CHECK(sluice_member_leave(member) == 0);
}

/* One request wakes one thread: of a pool that sleeps, the others sleep on. */
static void one_wakes(void)
{
	pthread_t threads[POOL];
	struct sluice_member *server = join_pool(1, threads), *member = join_as(2);
	uint64_t slept;
	int i;

	nap(50000);
	slept = counters_of(server).sleeps;
	for (i = 0; i < 100; i++) {
		CHECK(call(member, 1, RPC_NEXT, 0, NULL, soon()) == 0);
		nap(2000);
	}
	/* A bell that has rung late may cost one more each; all threads would be four. */
	CHECK(counters_of(server).sleeps - slept <= 250);
	leave_pool(server, threads);
	CHECK(sluice_member_leave(member) == 0);
}

/* Waits for ever, and is told when its own member leaves. */
static void *wait_for_ever(void *user)
{
	struct sluice_member *member = (struct sluice_member *)user;
	uint8_t descriptor[SLUICE_CLUSTER_DESCRIPTOR] = {0};
	const int waiter = sluice_member_attach(member);

	CHECK(waiter > 0);
	CHECK(sluice_cluster_call(member, (uint32_t)waiter, 1, descriptor, 0, SLUICE_FOREVER, NULL) == -SLUICE_ERR_PEER_CLOSED);
	CHECK(sluice_cluster_call(member, (uint32_t)waiter, 1, descriptor, 0, SLUICE_FOREVER, NULL) == -SLUICE_ERR_STATE);
	CHECK(sluice_member_detach(member, (uint32_t)waiter) == 0);
	return NULL;
}

static void leaves(void)
{
	struct other one = start_server(1);
	struct sluice_member *member = join_as(2);
	pthread_t thread, server;

	tell(one.to, 'p');
	CHECK(hear(one.from) == 'P');
	CHECK(sluice_cluster_attach(member, &SERVICE) == 0);
	CHECK(pthread_create(&thread, NULL, wait_for_ever, member) == 0);
	CHECK(pthread_create(&server, NULL, serve_until_left, member) == 0);
	while (counters_of(member).sleeps < 2)
		nap(1000);
	CHECK(sluice_member_leave(member) == 0);
	CHECK(pthread_join(thread, NULL) == 0);
	CHECK(pthread_join(server, NULL) == 0);
	end(one, SIGKILL);
}

/* A forked child has no calls, and ends none of its parent's. */
static void forked(void)
{
	struct other one = start_server(1);
	struct sluice_member *member = join_as(2);
	struct posted posted = {0};
	int status;
	pid_t child;

	tell(one.to, 'p');
	CHECK(hear(one.from) == 'P');
	begin(member, &posted, 1, RPC_NEXT, 1);
	child = fork();
	CHECK(child >= 0);
	if (child == 0) {
		CHECK(!sluice_cluster_has_ended(&posted.call));
		CHECK(sluice_cluster_finish(&posted.call) == -SLUICE_ERR_FORKED);
		sluice_cluster_cancel(&posted.call);
		CHECK(sluice_cluster_execute_all(member, 0, 1) == -SLUICE_ERR_FORKED);
		_exit(0);
	}
	CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
	tell(one.to, 'r');
	CHECK(hear(one.from) == 'R');
	CHECK(sluice_cluster_finish(&posted.call) == 0);
	CHECK(sluice_member_leave(member) == 0);
	end(one, SIGKILL);
}

/* What a server may say, by the number that it leaves in the slot; all others are lies. */
static void said(void)
{
	static const int ERRORS[] = {0, SLUICE_ERR_UNDEFINED, SLUICE_ERR_RESERVED, SLUICE_ERR_DISABLED, SLUICE_ERR_UNIMPLEMENTED,
		SLUICE_ERR_MALFORMED, SLUICE_ERR_REFUSED, SLUICE_ERR_FAILED, SLUICE_ERR_CANCELLED, SLUICE_ERR_DEADLINE, SLUICE_ERR_STOPPING,
		SLUICE_ERR_INCOMPATIBLE, SLUICE_ERR_PROTOCOL, SLUICE_ERR_PROTOCOL, SLUICE_ERR_PROTOCOL, SLUICE_ERR_PROTOCOL};
	static const int UNSPEAKABLE[] = {SLUICE_ERR_PEER_DIED, SLUICE_ERR_NO_MEMBER, SLUICE_ERR_BUSY, SLUICE_ERR_PROTOCOL};
	struct sluice_member *member = join_as(1);
	const struct sluice__member_view *view = sluice__member_view(member);
	uint32_t status, i;

	for (status = 0; status < sizeof ERRORS / sizeof ERRORS[0]; status++) {
		struct sluice_cluster_request request;
		struct posted posted = {0};

		begin(member, &posted, 1, RPC_NEXT, 1);
		CHECK(sluice_cluster_take(member, 0, &request) == 1);
		for (i = 0; i < sizeof UNSPEAKABLE / sizeof UNSPEAKABLE[0]; i++)
			CHECK(sluice_cluster_answer(&request, -UNSPEAKABLE[i], 0) == -SLUICE_ERR_OPTION);
		CHECK(sluice__slot_end(sluice__slot_at(view, request.slot), request.word, SLUICE_OUTCOME_DONE, status));
		sluice__lead_count_down(view, request.lead);
		/* It comes too late, and gives the request back. */
		CHECK(sluice_cluster_answer(&request, 0, 0) == 0);
		CHECK(sluice_cluster_finish(&posted.call) == -ERRORS[status]);
	}
	CHECK(sluice_member_leave(member) == 0);
}

/* A thread that ends gives its calls up; the next one with its number gets its slots back. */
static void detached(void)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	struct other one = start_server(1);
	struct sluice_member *member;
	struct posted posted = {0};
	int round, waiter;

	options.calls_per_waiter = 2;
	member = join_with(options, 2);
	for (round = 0; round < 20; round++) {
		waiter = sluice_member_attach(member);
		CHECK(waiter == 1);
		memset(&posted, 0, sizeof posted);
		posted.target.cxy = 1;
		set_index(posted.target.descriptor, round % 2 == 0 ? RPC_SLOW : RPC_NEXT);
		set_argument(posted.target.descriptor, 0, 2000);
		posted.call = (struct sluice_cluster_pending){
			.targets = &posted.target, .count = 1, .deadline_ns = SLUICE_FOREVER, .room_deadline_ns = soon()};
		CHECK(sluice_cluster_begin(member, 1, &posted.call) == 0);
		if (round % 4 == 3)
			CHECK(sluice_cluster_finish(&posted.call) == 0);
		CHECK(sluice_member_detach(member, 1) == 0);
	}
	CHECK(sluice_member_leave(member) == 0);
	end(one, SIGKILL);
}

static const struct test TESTS[] = {
	{"answers", answers},
	{"statuses", statuses},
	{"said", said},
	{"nested", nested_calls},
	{"many", many},
	{"callbacks", callbacks},
	{"wake-ups", wake_ups},
	{"cancelled", cancelled},
	{"late", late},
	{"full", full},
	{"pressed", pressed},
	{"deaths", deaths},
	{"uncounted", uncounted},
	{"successor", successor},
	{"head-of-line", head_of_line},
	{"one-wakes", one_wakes},
	{"leaves", leaves},
	{"forked", forked},
	{"detached", detached},
};

int main(int argument_count, char **arguments)
{
	int result;

	make_folder();
	result = RUN_TEST(TESTS, argument_count, arguments);
	remove_folder();
	return result;
}
