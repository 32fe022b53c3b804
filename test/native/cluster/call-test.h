/* What the tests of calls have in common: a table of handlers, and members that serve it as processes or as threads. */
#ifndef TEST_NATIVE_CALL_TEST_H
#define TEST_NATIVE_CALL_TEST_H

#include <sluice/cluster-call.h>

#include <pthread.h>
#include <time.h>

#include "cluster-test.h"

enum {
	RPC_NEXT,	 /* argument 1 becomes argument 0 plus 1 */
	RPC_REFUSE,	 /* with argument 0 as errno */
	RPC_FAIL,
	RPC_ABSENT,	 /* no handler */
	RPC_KEPT_FREE,
	RPC_OFF,
	RPC_SLOW,	 /* sleeps for argument 0 microseconds, then as RPC_NEXT */
	RPC_NESTED,	 /* argument 1 more times there and back, through the member of argument 0; argument 2 counts */
	RPC_MALFORMED,
	RPC_DIE,
	RPC_GATE,	 /* waits until `is_open`; of members in this process */
	RPC_COUNT
};

#define FINGERPRINT UINT64_C(0x1122334455667788)

static inline uint64_t argument(const void *descriptor, int i)
{
	uint64_t value;

	memcpy(&value, (const uint8_t *)descriptor + SLUICE_CLUSTER_ARGUMENTS + 8 * i, sizeof value);
	return value;
}

static inline void set_argument(void *descriptor, int i, uint64_t value)
{
	memcpy((uint8_t *)descriptor + SLUICE_CLUSTER_ARGUMENTS + 8 * i, &value, sizeof value);
}

static inline void set_index(void *descriptor, uint32_t index)
{
	memcpy(descriptor, &index, sizeof index);
}

static inline void nap(uint64_t us)
{
	const struct timespec time = {.tv_sec = (time_t)(us / 1000000), .tv_nsec = (long)(us % 1000000 * 1000)};

	nanosleep(&time, NULL);
}

static inline int next(struct sluice_cluster_request *request, void *user)
{
	(void)user;
	set_argument(request->descriptor, 1, argument(request->descriptor, 0) + 1);
	return 0;
}

static inline int refuse(struct sluice_cluster_request *request, void *user)
{
	(void)user;
	set_argument(request->descriptor, 1, 99);
	return -(int)argument(request->descriptor, 0);
}

static inline int fail(struct sluice_cluster_request *request, void *user)
{
	(void)request, (void)user;
	return SLUICE_ERR_FAILED;
}

static inline int malformed(struct sluice_cluster_request *request, void *user)
{
	(void)request, (void)user;
	return SLUICE_ERR_MALFORMED;
}

static inline int slow(struct sluice_cluster_request *request, void *user)
{
	nap(argument(request->descriptor, 0));
	return next(request, user);
}

static uint32_t is_open;

static inline int wait_at_gate(struct sluice_cluster_request *request, void *user)
{
	while (__atomic_load_n(&is_open, __ATOMIC_ACQUIRE) == 0)
		nap(1000);
	return next(request, user);
}

static inline int die(struct sluice_cluster_request *request, void *user)
{
	(void)request, (void)user;
	kill(getpid(), SIGKILL);
	return 0;
}

/* How long it waits; a test beside liars, who may ask it to ask one that never answers, waits less. */
#ifndef NESTED_PATIENCE_NS
#define NESTED_PATIENCE_NS (INT64_C(60) * 1000000000)
#endif

static inline int nested(struct sluice_cluster_request *request, void *user)
{
	uint8_t descriptor[SLUICE_CLUSTER_DESCRIPTOR] = {0};
	const uint64_t left = argument(request->descriptor, 1);
	int status = 0;

	(void)user;
	set_index(descriptor, RPC_NESTED);
	set_argument(descriptor, 0, sluice_member_cxy(request->member));
	set_argument(descriptor, 1, left - 1);
	if (left > 0)
		status = sluice_cluster_call(request->member, request->waiter, (uint32_t)argument(request->descriptor, 0), descriptor, 0,
					     sluice_deadline_after(NESTED_PATIENCE_NS), NULL);
	set_argument(request->descriptor, 2, left > 0 ? argument(descriptor, 2) + 1 : 0);
	return status != 0 ? SLUICE_ERR_FAILED : 0;
}

static const struct sluice_cluster_rpc RPCS[RPC_COUNT] = {
	[RPC_NEXT] = {SLUICE_CLUSTER_DEFINED, FINGERPRINT, next},
	[RPC_REFUSE] = {SLUICE_CLUSTER_DEFINED, 0, refuse},
	[RPC_FAIL] = {SLUICE_CLUSTER_DEFINED, 0, fail},
	[RPC_ABSENT] = {SLUICE_CLUSTER_DEFINED, 0, NULL},
	[RPC_KEPT_FREE] = {SLUICE_CLUSTER_RESERVED, 0, NULL},
	[RPC_OFF] = {SLUICE_CLUSTER_DISABLED, 0, NULL},
	[RPC_SLOW] = {SLUICE_CLUSTER_DEFINED, 0, slow},
	[RPC_NESTED] = {SLUICE_CLUSTER_DEFINED, 0, nested},
	[RPC_MALFORMED] = {SLUICE_CLUSTER_DEFINED, 0, malformed},
	[RPC_DIE] = {SLUICE_CLUSTER_DEFINED, 0, die},
	[RPC_GATE] = {SLUICE_CLUSTER_DEFINED, 0, wait_at_gate},
};
static const struct sluice_cluster_service SERVICE = {RPCS, RPC_COUNT, NULL};

static inline struct sluice_member *join_with(struct sluice_member_options options, int32_t cxy)
{
	struct sluice_channel_refusal why;
	struct sluice_member *member;

	options.cxy = cxy;
	CHECK(sluice_member_join(folder, &options, soon(), &member, &why) == 0);
	return member;
}

/* A letter that has come, 0 when there is none. */
static inline char overhear(int descriptor)
{
	struct pollfd entry = {.fd = descriptor, .events = POLLIN};

	return poll(&entry, 1, 0) == 1 ? hear(descriptor) : 0;
}

/*
 * A member that joins at once, says J, and serves. p: serves no more, until it is told r; s: answers STOPPING; x: leaves and ends. Each is answered by the
 * letter in upper case. The end of the pipe ends it, too.
 */
static inline void serve_as(int to, int from, int32_t cxy)
{
	struct sluice_member *member = join_as(cxy);
	bool serves = true;
	char letter;

	CHECK(sluice_cluster_attach(member, &SERVICE) == 0);
	tell(from, 'J');
	for (;;) {
		if (serves)
			CHECK(sluice_cluster_serve(member, 0, NULL, sluice_deadline_after(2000000)) == 0);
		letter = serves ? overhear(to) : hear(to);
		if (letter == 0 && !serves)
			return;
		if (letter == 0)
			continue;
		serves = letter != 'p';
		if (letter == 's')
			CHECK(sluice_cluster_stop(member, true) == 0);
		if (letter == 'x')
			CHECK(sluice_member_leave(member) == 0);
		tell(from, (char)(letter - 'a' + 'A'));
		if (letter == 'x')
			return;
	}
}

static inline struct other start_server(int32_t cxy)
{
	const struct other other = start(serve_as, cxy);

	CHECK(hear(other.from) == 'J');
	return other;
}

/* One call; the status. `in` is argument 0, `*out` argument 1 afterwards. */
static inline int call(struct sluice_member *member, uint32_t cxy, uint32_t index, uint64_t in, uint64_t *out, int64_t deadline_ns)
{
	uint8_t descriptor[SLUICE_CLUSTER_DESCRIPTOR] = {0};
	int status;

	set_index(descriptor, index);
	set_argument(descriptor, 0, in);
	status = sluice_cluster_call(member, 0, cxy, descriptor, 0, deadline_ns, NULL);
	if (out != NULL)
		*out = argument(descriptor, 1);
	return status;
}

static inline struct sluice_cluster_counters counters_of(struct sluice_member *member)
{
	struct sluice_cluster_counters counters;

	CHECK(sluice_cluster_get_counters(member, &counters) == 0);
	return counters;
}

#endif
