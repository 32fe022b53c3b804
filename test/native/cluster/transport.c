/* Generated stubs between members: what the conformance of two ends does not show. `transport NAME` runs one test. */
#include <sluice/cluster-call.h>
#include <sluice/cluster-transport.h>

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>

#include "cluster-test.h"
#include "cluster_rpc_stubs.h"
#include "segment.h"

#define MEMBERS 3

static struct sluice_member *members[MEMBERS];

/* Asks the next member, as deep as `kmem_type` says: with pools of one thread, all of them wait for each other in a ring. */
static int kcm_alloc(struct sluice_call_context *context, uint32_t kmem_type, uint64_t *buf_xp)
{
	uint64_t below = 0;
	int status = 0;

	if (context->user != NULL)
		*(int *)context->user += 1;
	if (kmem_type > 0)
		status = rpc_kcm_alloc_client(context->transport, (context->target + 1) % MEMBERS, kmem_type - 1, &below);
	*buf_xp = below + 1;
	return status == 0 ? 0 : -EIO;
}

static const struct cluster_rpc_handlers HANDLERS = {.kcm_alloc = kcm_alloc};

static void join_all(void)
{
	uint64_t heap;
	uint32_t size;
	int i;

	make_folder();
	for (i = 0; i < MEMBERS; i++)
		members[i] = join_as(i);
	for (i = 0; i < MEMBERS; i++)
		while (sluice_member_heap(members[0], (uint32_t)i, &heap, &size) != 0)
			sluice_member_wait(members[0], 0, sluice_deadline_after(1000000));
}

static void leave_all(void)
{
	int i;

	for (i = 0; i < MEMBERS; i++)
		sluice_member_leave(members[i]);
	remove_folder();
}

static void test_nested(void)
{
	struct sluice_cluster_pool *pools[MEMBERS];
	struct sluice_transport *transport;
	uint64_t depth = 0;
	int i;

	join_all();
	for (i = 0; i < MEMBERS; i++)
		CHECK(sluice_cluster_serve_pool(members[i], 1, &cluster_rpc_service, &HANDLERS, NULL, NULL, NULL, &pools[i]) == 0);
	CHECK(sluice_cluster_transport(members[0], 0, NULL, &transport) == 0);
	sluice_transport_set_timeout(transport, INT64_C(60000000000));
	CHECK(rpc_kcm_alloc_client(transport, 1, 20, &depth) == 0 && depth == 21);
	CHECK(rpc_kcm_alloc_client(transport, 0, 0, &depth) == 0 && depth == 1);
	sluice_transport_free(transport);
	for (i = 0; i < MEMBERS; i++)
		sluice_cluster_pool_stop(pools[i]);
	leave_all();
}

/* A member that leaves fails its calls only. */
static void test_death(void)
{
	struct sluice_cluster_pool *pool;
	struct sluice_transport *transport;
	struct sluice_pending pending;
	struct sluice_outgoing out;
	const struct sluice_call_error *error;
	uint64_t depth = 0;
	int status;

	join_all();
	CHECK(sluice_cluster_serve_pool(members[1], 2, &cluster_rpc_service, &HANDLERS, NULL, NULL, NULL, &pool) == 0);
	CHECK(sluice_cluster_transport(members[0], 0, NULL, &transport) == 0);
	sluice_transport_set_timeout(transport, INT64_C(60000000000));
	error = sluice_transport_last_error(transport);
	/* Nobody serves member 2: the call lies in its FIFO when it leaves. */
	sluice_pending_init(&pending, transport, &cluster_rpc_service, RPC_KCM_ALLOC);
	sluice_outgoing_request(&out, transport, &pending, 2, 0);
	status = sluice_outgoing_begin(&out, 104);
	CHECK(status == 0);
	memset(out.payload, 0, 104);
	out.length = 104;
	CHECK(sluice_outgoing_end(&out, status) == 0);
	sluice_member_leave(members[2]);
	members[2] = NULL;
	CHECK(sluice_call_wait(transport, &pending) == -SLUICE_ERR_PEER_DIED);
	error = sluice_transport_last_error(transport);
	CHECK(error->started == SLUICE_STARTED_UNKNOWN && error->target == 2);
	CHECK(rpc_kcm_alloc_client(transport, 2, 0, &depth) == -SLUICE_ERR_NO_MEMBER && error->started == SLUICE_STARTED_NO);
	CHECK(sluice_transport_state(transport) == SLUICE_TRANSPORT_OPEN);
	CHECK(rpc_kcm_alloc_client(transport, 1, 0, &depth) == 0 && depth == 1);
	sluice_transport_free(transport);
	sluice_cluster_pool_stop(pool);
	leave_all();
}

/* Not published. */
static void commit_record(struct sluice_transport *transport, enum sluice_call_kind kind, size_t payload)
{
	const struct sluice_call envelope = {.kind = (uint8_t)kind, .code = RPC_KCM_ALLOC, .target = 1};
	uint8_t *record;
	size_t written;

	CHECK(sluice_transport_try_reserve(transport, SLUICE_CALL_SIZE + payload, &record) == 0);
	CHECK(sluice_call_encode(record, SLUICE_CALL_SIZE, &envelope, &written, NULL) == 0);
	memset(record + SLUICE_CALL_SIZE, 0, payload);
	sluice_transport_commit(transport, SLUICE_CALL_SIZE + payload);
}

/* One-way calls have no correlation, so a cancellation without one is of none of them. */
static void test_cancel_nothing(void)
{
	struct sluice_cluster_pool *pool;
	struct sluice_transport *transport;
	uint64_t depth = 0;
	int handled = 0;

	join_all();
	CHECK(sluice_cluster_serve_pool(members[1], 1, &cluster_rpc_service, &HANDLERS, &handled, NULL, NULL, &pool) == 0);
	CHECK(sluice_cluster_transport(members[0], 0, NULL, &transport) == 0);
	sluice_transport_set_timeout(transport, INT64_C(60000000000));
	commit_record(transport, SLUICE_CALL_ONEWAY, SLUICE_CLUSTER_DESCRIPTOR);
	commit_record(transport, SLUICE_CALL_CANCEL, 0);
	/* Served after the one-way call, by the same thread. */
	CHECK(rpc_kcm_alloc_client(transport, 1, 0, &depth) == 0 && depth == 1);
	sluice_transport_free(transport);
	sluice_cluster_pool_stop(pool);
	CHECK(handled == 2);
	leave_all();
}

static void take_length(void *user, const uint8_t *record, size_t length)
{
	CHECK(record[0] == SLUICE_CALL_ONEWAY);
	*(size_t *)user = length;
}

/* A slot has room for a whole descriptor, always; who serves judges what there was of it. */
static void test_lengths(void)
{
	static const size_t LENGTHS[] = {0, 1, 40, SLUICE_CLUSTER_DESCRIPTOR - 1, SLUICE_CLUSTER_DESCRIPTOR};
	struct sluice_transport *asking, *serving;
	size_t i;

	join_all();
	CHECK(sluice_cluster_transport(members[0], 0, NULL, &asking) == 0);
	CHECK(sluice_cluster_transport(members[1], 0, NULL, &serving) == 0);
	for (i = 0; i < sizeof LENGTHS / sizeof LENGTHS[0]; i++) {
		size_t length = 0;

		commit_record(asking, SLUICE_CALL_ONEWAY, LENGTHS[i]);
		CHECK(sluice_transport_publish(asking) == 0);
		while (length == 0)
			CHECK(sluice_transport_poll(serving, take_length, &length, 1) >= 0);
		CHECK(length == SLUICE_CALL_SIZE + LENGTHS[i]);
	}
	sluice_transport_free(asking);
	sluice_transport_free(serving);
	leave_all();
}

/* ---- pools ------------------------------------------------------------------------------------------------------------------ */

/* Sends a call and does not wait for it. */
static void begin_call(struct sluice_transport *transport, struct sluice_pending *pending, uint32_t code)
{
	struct sluice_outgoing out;
	int status;

	sluice_pending_init(pending, transport, &cluster_rpc_service, code);
	sluice_outgoing_request(&out, transport, pending, 1, 0);
	status = sluice_outgoing_begin(&out, SLUICE_CLUSTER_DESCRIPTOR);
	CHECK(status == 0);
	memset(out.payload, 0, SLUICE_CLUSTER_DESCRIPTOR);
	memcpy(out.payload, &code, sizeof code);
	out.length = SLUICE_CLUSTER_DESCRIPTOR;
	CHECK(sluice_outgoing_end(&out, status) == 0);
	CHECK(sluice_transport_flush(transport) == 0);
}

struct gate {
	int entered, is_open;
};

/* Blocks its thread until the gate is open. */
static int sched_display(struct sluice_call_context *context, uint32_t lid)
{
	struct gate *gate = (struct gate *)context->user;

	(void)lid;
	__atomic_store_n(&gate->entered, 1, __ATOMIC_RELEASE);
	while (__atomic_load_n(&gate->is_open, __ATOMIC_ACQUIRE) == 0)
		sched_yield();
	return 0;
}

static int pmem_get_pages(struct sluice_call_context *context, uint32_t order, uint64_t *page)
{
	(void)context;
	*page = order + 1;
	return 0;
}

static const struct cluster_rpc_handlers GATED = {.sched_display = sched_display, .pmem_get_pages = pmem_get_pages};

/* ---- requests that come together with an answer ---------------------------------------------------------------------------------- */

static int notes;

static int note(struct sluice_call_context *context, uint32_t lid)
{
	(void)context;
	(void)lid;
	__atomic_add_fetch(&notes, 1, __ATOMIC_RELEASE);
	return 0;
}

/* Asks member 0, which leaves a note here before it answers; and waits, as if it computed, until somebody has taken that. */
static int ask_and_compute(struct sluice_call_context *context, uint32_t kmem_type, uint64_t *buf_xp)
{
	const int64_t deadline = sluice_deadline_after(INT64_C(20000000000));
	uint64_t page = 0;

	if (rpc_pmem_get_pages_client(context->transport, 0, 1, &page) != 0)
		return -EIO;
	while (__atomic_load_n(&notes, __ATOMIC_ACQUIRE) < (int)kmem_type && !sluice_is_over(deadline, sluice_now_ns()))
		sched_yield();
	*buf_xp = (uint64_t)__atomic_load_n(&notes, __ATOMIC_ACQUIRE);
	return 0;
}

static int leave_note(struct sluice_call_context *context, uint32_t order, uint64_t *page)
{
	const uint32_t code = RPC_SCHED_DISPLAY;
	struct sluice_outgoing out;
	int status;

	sluice_outgoing_oneway(&out, context->transport, &cluster_rpc_service, code, 1);
	status = sluice_outgoing_begin(&out, SLUICE_CLUSTER_DESCRIPTOR);
	CHECK(status == 0);
	memset(out.payload, 0, SLUICE_CLUSTER_DESCRIPTOR);
	memcpy(out.payload, &code, sizeof code);
	out.length = SLUICE_CLUSTER_DESCRIPTOR;
	CHECK(sluice_outgoing_end(&out, status) == 0 && sluice_transport_flush(context->transport) == 0);
	*page = order;
	return 0;
}

/* A handler that goes on by its answer does not take a request along that another thread would serve. */
static void test_held(void)
{
	static const struct cluster_rpc_handlers near = {.pmem_get_pages = leave_note};
	static const struct cluster_rpc_handlers far = {.kcm_alloc = ask_and_compute, .sched_display = note};
	struct sluice_cluster_pool *pools[2];
	struct sluice_transport *transport;
	uint64_t count = 0;
	uint32_t i;

	join_all();
	CHECK(sluice_cluster_serve_pool(members[0], 1, &cluster_rpc_service, &near, NULL, NULL, NULL, &pools[0]) == 0);
	CHECK(sluice_cluster_serve_pool(members[1], 2, &cluster_rpc_service, &far, NULL, NULL, NULL, &pools[1]) == 0);
	CHECK(sluice_cluster_transport(members[2], 0, NULL, &transport) == 0);
	sluice_transport_set_timeout(transport, INT64_C(60000000000));
	for (i = 1; i <= 300; i++)
		CHECK(rpc_kcm_alloc_client(transport, 1, i, &count) == 0 && count == i);
	sluice_transport_free(transport);
	for (i = 0; i < 2; i++)
		sluice_cluster_pool_stop(pools[i]);
	leave_all();
}

static int count_threads(void)
{
	DIR *tasks = opendir("/proc/self/task");
	int count = 0;

	CHECK(tasks != NULL);
	while (readdir(tasks) != NULL)
		count++;
	closedir(tasks);
	return count;
}

static void *stop_pool(void *pool)
{
	sluice_cluster_pool_stop((struct sluice_cluster_pool *)pool);
	return NULL;
}

/* One of two threads is in a handler when the pool is stopped, and the other one ends. What was begun gets its answer; what comes is told STOPPING. */
static void test_drains(void)
{
	struct gate gate = {0, 0};
	struct sluice_cluster_pool *pool;
	struct sluice_transport *transport;
	struct sluice_pending begun, late[4];
	const struct sluice_call_error *error;
	pthread_t stopper;
	uint64_t page = 0;
	int before, status, i;

	join_all();
	CHECK(sluice_cluster_serve_pool(members[1], 2, &cluster_rpc_service, &GATED, &gate, NULL, NULL, &pool) == 0);
	CHECK(sluice_cluster_transport(members[0], 0, NULL, &transport) == 0);
	error = sluice_transport_last_error(transport);
	begin_call(transport, &begun, RPC_SCHED_DISPLAY);
	while (__atomic_load_n(&gate.entered, __ATOMIC_ACQUIRE) == 0)
		sched_yield();
	sluice_transport_set_timeout(transport, INT64_C(60000000000));
	CHECK(rpc_pmem_get_pages_client(transport, 1, 4, &page) == 0 && page == 5);
	before = count_threads();
	CHECK(pthread_create(&stopper, NULL, stop_pool, pool) == 0);
	/* Until the idle thread is gone, and the one that stops them is there. */
	while (count_threads() != before)
		sched_yield();
	for (i = 0; i < 4; i++)
		begin_call(transport, &late[i], RPC_PMEM_GET_PAGES);
	__atomic_store_n(&gate.is_open, 1, __ATOMIC_RELEASE);
	CHECK(sluice_call_wait(transport, &begun) == 0);
	/* The first may have been read before the thread looked whether it is to stop. */
	status = sluice_call_wait(transport, &late[0]);
	CHECK(status == 0 || status == -SLUICE_ERR_STOPPING);
	for (i = 1; i < 4; i++) {
		CHECK(sluice_call_wait(transport, &late[i]) == -SLUICE_ERR_STOPPING);
		CHECK(error->started == SLUICE_STARTED_NO);
	}
	CHECK(pthread_join(stopper, NULL) == 0);
	sluice_transport_free(transport);
	leave_all();
}

/* A pool compares each RPC that both sides have a fingerprint of. */
static void test_fingerprints(void)
{
	const uint64_t own[] = {RPC_PMEM_GET_PAGES_FINGERPRINT}, other[] = {RPC_PMEM_GET_PAGES_FINGERPRINT + 1}, none[] = {0};
	const struct {
		const uint64_t *fingerprints;
		int status;
	} callers[] = {{own, 0}, {other, -SLUICE_ERR_INCOMPATIBLE}, {none, 0}, {NULL, 0}};
	const struct sluice_cluster_transport_options served = {.fingerprints = own, .fingerprint_count = 1};
	struct sluice_cluster_pool *pool;
	size_t i;

	join_all();
	CHECK(sluice_cluster_serve_pool(members[1], 2, &cluster_rpc_service, &GATED, NULL, NULL, &served, &pool) == 0);
	for (i = 0; i < sizeof callers / sizeof callers[0]; i++) {
		const struct sluice_cluster_transport_options options = {.fingerprints = callers[i].fingerprints,
									 .fingerprint_count = callers[i].fingerprints != NULL ? 1 : 0};
		struct sluice_transport *transport;
		uint64_t page = 0;

		CHECK(sluice_cluster_transport(members[0], 0, &options, &transport) == 0);
		sluice_transport_set_timeout(transport, INT64_C(60000000000));
		CHECK(rpc_pmem_get_pages_client(transport, 1, 4, &page) == callers[i].status);
		if (callers[i].status == 0)
			CHECK(page == 5);
		else
			CHECK(sluice_transport_last_error(transport)->started == SLUICE_STARTED_NO);
		sluice_transport_free(transport);
	}
	sluice_cluster_pool_stop(pool);
	leave_all();
}

static const struct test TESTS[] = {
	{"nested", test_nested},
	{"death", test_death},
	{"cancel-nothing", test_cancel_nothing},
	{"lengths", test_lengths},
	{"drains", test_drains},
	{"held", test_held},
	{"fingerprints", test_fingerprints},
};

int main(int count, char **arguments)
{
	return RUN_TEST(TESTS, count, arguments);
}
