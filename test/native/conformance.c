/*
 * What every transport has to do, and calls over it. `conformance local|socket|channel|region|cluster NAME` runs one test and says nothing when it passes.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sluice/channel-transport.h>
#include <sluice/cluster-transport.h>
#include <sluice/local.h>
#include <sluice/region.h>
#include <sluice/socket.h>

#include "cluster_rpc_stubs.h"
#include "libos_ipc_stubs.h"
#include "../../native/src/channel.h"
#include "segment.h"

#define CHECK(condition)                                                                \
	do {                                                                            \
		if (!(condition)) {                                                     \
			fprintf(stderr, "line %d: %s\n", __LINE__, #condition);         \
			exit(1);                                                        \
		}                                                                       \
	} while (0)

static bool over_socket, over_channel, over_region, over_cluster;
static struct sluice_transport *near_end, *far_end;

static void open_channels(size_t max_length, size_t limit)
{
	struct sluice__terms terms = {.options = SLUICE_CHANNEL_OPTIONS, .purpose = SLUICE_PURPOSE_CHANNEL};
	struct sluice_channel *channel;
	struct sluice__link links[2];

	/* A ring is the limit of what waits to be read. */
	terms.options.send_order = limit == 4096 ? 0 : 4;
	CHECK(sluice__link_pair(&terms, &terms, links) == 0);
	CHECK(sluice__channel_open(&links[0], &terms.options, &channel) == 0 && sluice_channel_transport(channel, max_length, &near_end) == 0);
	CHECK(sluice__channel_open(&links[1], &terms.options, &channel) == 0 && sluice_channel_transport(channel, max_length, &far_end) == 0);
}

static void *memory;
static struct sluice_region *regions[2];

static void close_lanes(void)
{
	sluice_region_detach(regions[0]);
	sluice_region_detach(regions[1]);
	free(memory);
	memory = NULL;
	regions[0] = regions[1] = NULL;
}

/* Two peers that poll, in one process. */
static void open_lanes(size_t max_length, size_t limit)
{
	const struct sluice_region_shape shape = {.slot_count = 2, .ring_size = limit == 4096 ? 4096 : 65536};
	const size_t size = 1 << 20;
	struct sluice_channel *channels[2] = {NULL, NULL};
	int i;

	close_lanes();
	memory = aligned_alloc(4096, size);
	CHECK(memory != NULL && sluice_region_make(memory, size, &shape) == 0);
	for (i = 0; i < 2; i++) {
		const struct sluice_region_options options = {.slot = i};

		CHECK(sluice_region_attach(memory, size, &options, 0, &regions[i], NULL) == 0);
	}
	while (channels[0] == NULL || channels[1] == NULL)
		for (i = 0; i < 2; i++)
			CHECK(channels[i] != NULL || sluice_region_try_connect(regions[i], (uint32_t)!i, NULL, &channels[i], NULL) >= 0);
	CHECK(sluice_channel_transport(channels[0], max_length, &near_end) == 0);
	CHECK(sluice_channel_transport(channels[1], max_length, &far_end) == 0);
}

/* Far is who calls are for: over all but a cluster, the number is only passed on. */
#define NEAR 0u
#define FAR 7u

static struct sluice_member *members[2];
static char folder[64];

static void close_members(void)
{
	char command[96];

	sluice_member_leave(members[0]);
	sluice_member_leave(members[1]);
	members[0] = members[1] = NULL;
	snprintf(command, sizeof command, "rm -rf %s", folder);
	CHECK(folder[0] == '\0' || system(command) == 0);
}

/* Two members in one process; they stay for later pairs. */
static void open_members(void)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	uint64_t heap;
	uint32_t size;
	int i;

	snprintf(folder, sizeof folder, "/tmp/sluice-conformance-%d", (int)getpid());
	CHECK(members[0] != NULL || mkdir(folder, 0700) == 0);
	for (i = 0; i < 2 && members[i] == NULL; i++) {
		options.cxy = i == 0 ? (int32_t)NEAR : (int32_t)FAR;
		CHECK(sluice_member_join(folder, &options, sluice_deadline_after(INT64_C(20000000000)), &members[i], NULL) == 0);
	}
	while (sluice_member_heap(members[0], FAR, &heap, &size) != 0)
		sluice_member_wait(members[0], 0, sluice_deadline_after(1000000));
	CHECK(sluice_cluster_transport(members[0], 0, NULL, &near_end) == 0 && sluice_cluster_transport(members[1], 0, NULL, &far_end) == 0);
}

static void open_pair(size_t max_length, size_t limit)
{
	if (over_cluster) {
		open_members();
	} else if (over_region) {
		open_lanes(max_length, limit);
	} else if (over_channel) {
		open_channels(max_length, limit);
	} else if (over_socket) {
		const struct sluice_socket_options options = {max_length, limit};
		int ends[2];

		CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
		CHECK(sluice_socket_adopt(ends[0], &options, &near_end) == 0 && sluice_socket_adopt(ends[1], &options, &far_end) == 0);
	} else {
		const struct sluice_local_options options = {max_length, limit};

		CHECK(sluice_local_pair(&options, &near_end, &far_end) == 0);
	}
}

static void nap(int milliseconds)
{
	const struct timespec pause = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};

	nanosleep(&pause, NULL);
}

static int64_t in_ms(int64_t milliseconds)
{
	return sluice_deadline_after(milliseconds * 1000000);
}

static pthread_t start(void *(*run)(void *))
{
	pthread_t thread;

	CHECK(pthread_create(&thread, NULL, run, NULL) == 0);
	return thread;
}

/* ---- transports ----------------------------------------------------------------------------------------------------------------- */

#define RECORDS 5000u

static size_t length_of(uint32_t number)
{
	return 4 + number * 37 % 1500;
}

static int send_number(uint32_t number, int64_t deadline)
{
	size_t length = length_of(number);
	uint8_t *record;
	int status = sluice_transport_reserve(near_end, length, &record, deadline);

	if (status != 0)
		return status;
	memset(record, (int)(number & 0xff), length);
	sluice_store_le32(record, number);
	sluice_transport_commit(near_end, length);
	return sluice_transport_publish(near_end);
}

static void expect_number(void *user, const uint8_t *record, size_t length)
{
	uint32_t *next = (uint32_t *)user;

	CHECK(length == length_of(*next) && sluice_load_le32(record) == *next);
	CHECK(length == 4 || record[length - 1] == (uint8_t)*next);
	++*next;
}

static void *reader(void *user)
{
	uint32_t next = 0;
	int status = 0;

	while (status >= 0) {
		status = sluice_transport_poll(far_end, expect_number, &next, 7);
		if (status == 0)
			sluice_transport_wait(far_end, SLUICE_FOREVER);
	}
	CHECK(next == RECORDS && sluice_transport_error(far_end) == 0 && status == -SLUICE_ERR_PEER_CLOSED);
	return user;
}

static void test_order(void)
{
	pthread_t thread;
	uint32_t number;

	open_pair(0, 0);
	thread = start(reader);
	for (number = 0; number < RECORDS; number++)
		CHECK(send_number(number, SLUICE_FOREVER) == 0);
	CHECK(sluice_transport_close(near_end, in_ms(20000)) == 0);
	pthread_join(thread, NULL);
}

/* A peer that does not read: the writer is told, and memory stays bounded. */
static void test_back_pressure(void)
{
	pthread_t thread;
	uint32_t number = 0;
	uint8_t *record;

	open_pair(0, 0);
	while (sluice_transport_try_reserve(near_end, length_of(number), &record) == 0) {
		sluice_transport_abort(near_end);
		CHECK(send_number(number++, 0) == 0);
		CHECK(near_end->committed < 4u << 20);
	}
	CHECK(sluice_transport_try_reserve(near_end, length_of(number), &record) == SLUICE_FULL);
	CHECK(sluice_transport_reserve(near_end, length_of(number), &record, in_ms(10)) == -SLUICE_ERR_DEADLINE);
	CHECK(number < RECORDS);
	thread = start(reader);
	for (; number < RECORDS; number++)
		CHECK(send_number(number, SLUICE_FOREVER) == 0);
	CHECK(sluice_transport_close(near_end, in_ms(20000)) == 0);
	pthread_join(thread, NULL);
}

static size_t seen_length;

static void note_length(void *user, const uint8_t *record, size_t length)
{
	(void)user;
	CHECK(record[0] == 'a' && record[length - 1] == 'z');
	seen_length = length;
}

static void *read_one(void *user)
{
	while (seen_length == 0) {
		CHECK(sluice_transport_wait(far_end, SLUICE_FOREVER) == 1);
		CHECK(sluice_transport_poll(far_end, note_length, NULL, 1) >= 0);
	}
	return user;
}

static void test_longest(void)
{
	pthread_t thread;
	uint8_t *record;

	open_pair(0, 4096);
	CHECK(sluice_transport_try_reserve(near_end, SLUICE_MAX_LENGTH + 1, &record) == -SLUICE_ERR_TOO_LONG);
	CHECK(sluice_transport_try_reserve(near_end, 0, &record) == -SLUICE_ERR_TOO_LONG);
	CHECK(sluice_transport_try_reserve(near_end, SLUICE_MAX_LENGTH, &record) == 0);
	memset(record, 'a', SLUICE_MAX_LENGTH);
	record[SLUICE_MAX_LENGTH - 1] = 'z';
	sluice_transport_commit(near_end, SLUICE_MAX_LENGTH);
	CHECK(sluice_transport_publish(near_end) == 0);
	thread = start(read_one);
	CHECK(sluice_transport_close(near_end, in_ms(20000)) == 0);
	pthread_join(thread, NULL);
	CHECK(seen_length == SLUICE_MAX_LENGTH);
}

static void never(void *user, const uint8_t *record, size_t length)
{
	(void)user, (void)record, (void)length;
	CHECK(false);
}

/* Bytes that are no records, straight into the socket. */
static void test_bad_lengths(void)
{
	static const struct {
		uint8_t bytes[6];
		size_t count;
		int error;
	} cases[] = {
		{{0, 0, 0, 0}, 4, -SLUICE_ERR_PROTOCOL},
		{{0xff, 0xff, 0xff, 0xff}, 4, -SLUICE_ERR_PROTOCOL},
		{{0x19, 0, 0x10, 0}, 4, -SLUICE_ERR_PROTOCOL}, /* one above the longest */
		{{4, 0, 0, 0, 1, 2}, 6, -SLUICE_ERR_PEER_CLOSED}, /* ends within a record */
		{{4, 0}, 2, -SLUICE_ERR_PEER_CLOSED},
		{{0}, 0, 0},
	};
	size_t i;

	if (!over_socket)
		return;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int ends[2];

		CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 && sluice_socket_adopt(ends[1], NULL, &far_end) == 0);
		CHECK(write(ends[0], cases[i].bytes, cases[i].count) == (ssize_t)cases[i].count);
		close(ends[0]);
		CHECK(sluice_transport_poll(far_end, never, NULL, 9) < 0);
		CHECK(sluice_transport_state(far_end) == SLUICE_TRANSPORT_CLOSED && sluice_transport_error(far_end) == cases[i].error);
		sluice_transport_free(far_end);
	}
	far_end = NULL;
}

/* ---- calls ---------------------------------------------------------------------------------------------------------------------- */

static int runs, cancellations;
static int stop_flag;

/* Memory that two ends map apart orders nothing in the eyes of ThreadSanitizer. */
static int count_of(const int *counter)
{
	return __atomic_load_n(counter, __ATOMIC_RELAXED);
}

static int get_pages(struct sluice_call_context *context, uint32_t order, uint64_t *page)
{
	(void)context;
	__atomic_add_fetch(&runs, 1, __ATOMIC_RELAXED);
	*page = order * UINT64_C(4096);
	return order == 99 ? -ENOMEM : order == 98 ? 7 : 0;
}

/* Sleeps `status` ms, or until it is cancelled. */
static int make_exit(struct sluice_call_context *context, uint32_t pid, uint32_t status)
{
	int64_t until = in_ms(status);

	while (!sluice_is_over(until, sluice_now_ns())) {
		if (pid == 1 && sluice_call_is_cancelled(context)) {
			__atomic_add_fetch(&cancellations, 1, __ATOMIC_RELAXED);
			return -ECANCELED;
		}
		nap(1);
	}
	return 0;
}

/* Dies within the call. */
static int kill_thread(struct sluice_call_context *context, uint64_t thread)
{
	(void)thread;
	sluice_transport_destroy(context->transport, 0);
	return 0;
}

/* The target that refuses. */
static uint32_t failing(void)
{
	return over_cluster ? FAR : 77;
}

static int sigaction_one(struct sluice_call_context *context, uint32_t action_type, uint64_t process)
{
	CHECK(process == context->target * UINT64_C(3));
	__atomic_add_fetch(&runs, 1, __ATOMIC_RELAXED);
	return action_type == 1 && context->target == failing() ? -EPERM : 0;
}

/* Asks back, as deep as `kmem_type` says. */
static int kcm_alloc(struct sluice_call_context *context, uint32_t kmem_type, uint64_t *buf_xp)
{
	uint64_t below = 0;

	if (kmem_type > 0)
		CHECK(rpc_kcm_alloc_client(context->transport, context->target == FAR ? NEAR : FAR, kmem_type - 1, &below) == 0);
	*buf_xp = below + 1;
	return 0;
}

static const struct cluster_rpc_handlers HANDLERS = {
	.pmem_get_pages = get_pages,
	.process_make_exit = make_exit,
	.thread_kill = kill_thread,
	.process_sigaction = sigaction_one,
	.kcm_alloc = kcm_alloc,
};

static int served;
static struct sluice_call_counters server_counters;
static int hooks[3];

static int on_undefined(struct sluice_call_context *context)
{
	(void)context;
	hooks[0]++;
	return 0;
}

static int on_reserved(struct sluice_call_context *context)
{
	(void)context;
	hooks[1]++;
	return 0;
}

static void *server(void *user)
{
	struct sluice_serve_options options;

	memset(&options, 0, sizeof options);
	options.stop = &stop_flag;
	options.on_undefined = on_undefined;
	options.on_reserved = on_reserved;
	served = cluster_rpc_serve(far_end, &HANDLERS, NULL, &options);
	server_counters = sluice_transport_counters(far_end);
	return user;
}

/* A member serves whoever asks, until it is stopped. */
static void finish(pthread_t thread)
{
	if (over_cluster)
		__atomic_store_n(&stop_flag, 1, __ATOMIC_RELEASE);
	sluice_transport_close(near_end, in_ms(5000));
	pthread_join(thread, NULL);
}

static void test_answers(void)
{
	const struct sluice_call_error *error;
	pthread_t thread;
	uint64_t page = 0;
	uint32_t i;

	open_pair(0, 0);
	error = sluice_transport_last_error(near_end);
	CHECK(error->status == 0);
	thread = start(server);
	for (i = 1; i < 2000; i++)
		CHECK(rpc_pmem_get_pages_client(near_end, FAR, i == 98 || i == 99 ? 1 : i, &page) == 0 && page == (i == 98 || i == 99 ? 1 : i) * UINT64_C(4096));
	CHECK(rpc_pmem_get_pages_client(near_end, FAR, 99, &page) == -SLUICE_ERR_REFUSED);
	error = sluice_transport_last_error(near_end);
	CHECK(error->error == ENOMEM && error->started == SLUICE_STARTED_UNKNOWN && strcmp(error->name, "RPC_PMEM_GET_PAGES") == 0);
	CHECK(rpc_pmem_get_pages_client(near_end, FAR, 98, &page) == -SLUICE_ERR_FAILED);
	CHECK(rpc_sched_display_client(near_end, FAR, 0) == -SLUICE_ERR_UNIMPLEMENTED && error->started == SLUICE_STARTED_NO);
	finish(thread);
	CHECK(served == 0 && server_counters.answered == 1999 && server_counters.refused == 1 && server_counters.failed == 1);
	CHECK(server_counters.unimplemented == 1 && server_counters.strays == 0);
}

/* A request with any code and payload. */
static int ask(uint32_t code, const void *payload, size_t length)
{
	struct sluice_pending pending;
	struct sluice_outgoing out;
	int status;

	sluice_pending_init(&pending, near_end, &cluster_rpc_service, code);
	sluice_outgoing_request(&out, near_end, &pending, FAR, 0);
	status = sluice_outgoing_begin(&out, length);
	if (status == 0 && length > 0)
		memcpy(out.payload, payload, length);
	out.length = length;
	status = sluice_outgoing_end(&out, status);
	return status != 0 ? status : sluice_call_wait(near_end, &pending);
}

static void test_codes(void)
{
	pthread_t thread;
	uint8_t junk[200];

	memset(junk, 0xee, sizeof junk);
	open_pair(0, 0);
	thread = start(server);
	CHECK(ask(30, junk, 104) == -SLUICE_ERR_UNDEFINED && ask(UINT32_MAX, NULL, 0) == -SLUICE_ERR_UNDEFINED);
	CHECK(ask(19, junk, 104) == -SLUICE_ERR_RESERVED && ask(29, junk, 0) == -SLUICE_ERR_RESERVED);
	CHECK(ask(0, junk, 104) == -SLUICE_ERR_MALFORMED && ask(0, junk, 103) == -SLUICE_ERR_MALFORMED && ask(0, NULL, 0) == -SLUICE_ERR_MALFORMED);
	/* Descriptors, and nothing longer, go over a cluster. */
	CHECK(ask(0, junk, 200) == (over_cluster ? -SLUICE_ERR_TOO_LONG : -SLUICE_ERR_MALFORMED));
	finish(thread);
	CHECK(hooks[0] == 2 && hooks[1] == 2 && server_counters.undefined == 2 && server_counters.reserved == 2 && server_counters.malformed == (over_cluster ? 3 : 4));
}

static void test_deadline(void)
{
	const struct sluice_call_error *error;
	pthread_t thread;
	uint64_t page;

	open_pair(0, 0);
	thread = start(server);
	/* Once it answers, its thread runs: a busy machine has a quarter of a second to let the handler begin. */
	CHECK(rpc_pmem_get_pages_client(near_end, FAR, 1, &page) == 0 && page == 4096);
	sluice_transport_set_timeout(near_end, 250000000);
	CHECK(rpc_process_make_exit_client(near_end, FAR, 1, 20000) == -SLUICE_ERR_DEADLINE);
	error = sluice_transport_last_error(near_end);
	CHECK(error->started == SLUICE_STARTED_UNKNOWN);
	/* The late answer of a handler that does not look is a stray. */
	CHECK(rpc_process_make_exit_client(near_end, FAR, 2, 500) == -SLUICE_ERR_DEADLINE);
	sluice_transport_set_timeout(near_end, SLUICE_FOREVER);
	CHECK(rpc_pmem_get_pages_client(near_end, FAR, 2, &page) == 0 && page == 8192);
	finish(thread);
	CHECK(count_of(&cancellations) == 1);
}

static int start_call(struct sluice_pending *pending, uint32_t index, const void *args, int64_t timeout_ns)
{
	struct sluice_outgoing out;
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (index == RPC_PROCESS_MAKE_EXIT)
		rpc_process_make_exit_pack(&desc, (const struct rpc_process_make_exit_args *)args, NULL);
	else
		rpc_pmem_get_pages_pack(&desc, (const struct rpc_pmem_get_pages_args *)args, NULL);
	sluice_pending_init(pending, near_end, &cluster_rpc_service, index);
	pending->deadline_ns = sluice_deadline_after(timeout_ns);
	sluice_outgoing_request(&out, near_end, pending, FAR, 0);
	status = sluice_outgoing_begin(&out, RPC_DESC_T_SIZE);
	if (status == 0)
		rpc_desc_t_store(out.payload, desc);
	out.length = RPC_DESC_T_SIZE;
	return sluice_outgoing_end(&out, status);
}

/* Behind a slow call: one that is cancelled and one whose time is over do not run, a third one does. */
static void test_queued(void)
{
	const struct rpc_process_make_exit_args slow = {.pid = 2, .status = 150};
	const struct rpc_pmem_get_pages_args quick = {.order = 5};
	struct sluice_pending pending[4];
	pthread_t thread;

	open_pair(0, 0);
	thread = start(server);
	CHECK(start_call(&pending[0], RPC_PROCESS_MAKE_EXIT, &slow, -1) == 0);
	CHECK(start_call(&pending[1], RPC_PMEM_GET_PAGES, &quick, -1) == 0);
	CHECK(start_call(&pending[2], RPC_PMEM_GET_PAGES, &quick, 50000000) == 0);
	CHECK(start_call(&pending[3], RPC_PMEM_GET_PAGES, &quick, -1) == 0);
	CHECK(sluice_transport_flush(near_end) == 0);
	nap(30);
	sluice_call_cancel(near_end, &pending[1]);
	CHECK(pending[1].status == -SLUICE_ERR_CANCELLED && pending[1].missing == 0);
	CHECK(sluice_call_wait(near_end, &pending[2]) == -SLUICE_ERR_DEADLINE);
	CHECK(sluice_call_wait(near_end, &pending[0]) == 0 && sluice_call_wait(near_end, &pending[3]) == 0);
	finish(thread);
	/* What is given up in a FIFO is not even taken. */
	CHECK(count_of(&runs) == 1);
	CHECK(server_counters.calls == (over_cluster ? 2 : 4) && server_counters.cancelled == (over_cluster ? 0 : 2));
}

static void test_death(void)
{
	const struct sluice_call_error *error;
	pthread_t thread;

	open_pair(0, 0);
	thread = start(server);
	CHECK(rpc_thread_kill_client(near_end, FAR, 1) == -SLUICE_ERR_PEER_CLOSED);
	error = sluice_transport_last_error(near_end);
	CHECK(error->started == SLUICE_STARTED_UNKNOWN);
	CHECK(rpc_thread_kill_client(near_end, FAR, 1) == -SLUICE_ERR_PEER_CLOSED && error->started == SLUICE_STARTED_NO);
	finish(thread);
}

#define MANY 10000u

/* All in flight at once, through a small buffer. */
static void test_many(void)
{
	static uint32_t targets[MANY];
	static uint64_t process[MANY];
	pthread_t thread;
	uint32_t i;

	for (i = 0; i < MANY; i++) {
		targets[i] = over_cluster ? FAR : i;
		process[i] = targets[i] * UINT64_C(3);
	}
	open_pair(0, 0);
	thread = start(server);
	CHECK(rpc_process_sigaction_client(near_end, targets, MANY, 0, process) == 0 && count_of(&runs) == (int)MANY);
	CHECK(rpc_process_sigaction_client(near_end, targets, MANY, 1, process) == -SLUICE_ERR_REFUSED);
	CHECK(sluice_transport_last_error(near_end)->target == failing() && sluice_transport_last_error(near_end)->error == EPERM);
	CHECK(count_of(&runs) == 2 * (int)MANY && rpc_process_sigaction_client(near_end, targets, 0, 0, process) == 0);
	finish(thread);
}

static void test_nested(void)
{
	pthread_t thread;
	uint64_t depth = 0;

	open_pair(0, 0);
	thread = start(server);
	/* Without a service of its own, this side says so. */
	CHECK(sluice_transport_attach(near_end, &cluster_rpc_service, &HANDLERS, NULL, NULL) == 0);
	CHECK(rpc_kcm_alloc_client(near_end, FAR, 20, &depth) == 0 && depth == 21);
	finish(thread);
}

static void leave_far(void)
{
	if (!over_cluster)
		return;
	CHECK(sluice_member_leave(members[1]) == 0);
	members[1] = NULL;
}

static void test_stop(void)
{
	const struct rpc_process_make_exit_args slow = {.pid = 2, .status = 60};
	const struct rpc_pmem_get_pages_args quick = {.order = 5};
	struct sluice_pending pending[3];
	pthread_t thread;

	open_pair(0, 0);
	CHECK(start_call(&pending[0], RPC_PROCESS_MAKE_EXIT, &slow, -1) == 0 && start_call(&pending[1], RPC_PMEM_GET_PAGES, &quick, -1) == 0);
	sluice_transport_flush(near_end);
	thread = start(server);
	nap(20);
	__atomic_store_n(&stop_flag, 1, __ATOMIC_RELEASE);
	CHECK(sluice_call_wait(near_end, &pending[0]) == 0 && sluice_call_wait(near_end, &pending[1]) == 0);
	pthread_join(thread, NULL);
	CHECK(served == 0 && sluice_transport_state(far_end) == SLUICE_TRANSPORT_OPEN);
	CHECK(start_call(&pending[2], RPC_PMEM_GET_PAGES, &quick, -1) == 0);
	sluice_transport_flush(near_end);
	CHECK(sluice_transport_close(far_end, in_ms(1000)) == 0);
	leave_far();
	CHECK(sluice_call_wait(near_end, &pending[2]) == (over_cluster ? -SLUICE_ERR_PEER_DIED : -SLUICE_ERR_PEER_CLOSED));
}

/* Records of a peer that wants to do harm: each side survives, or closes with PROTOCOL. */
static void test_hostile(void)
{
	uint32_t seed = 12345, round;

	for (round = 0; round < 300; round++) {
		uint32_t i;
		int status;

		open_pair(0, 0);
		for (i = 0; i < 40; i++) {
			size_t length = 1 + (seed >> 8) % (over_cluster ? 128 : 180), k;
			uint8_t *record;

			CHECK(sluice_transport_reserve(near_end, length, &record, in_ms(1000)) == 0);
			for (k = 0; k < length; k++) {
				seed = seed * 1664525u + 1013904223u;
				record[k] = (uint8_t)(seed >> 24);
			}
			/* Mostly plausible envelopes. */
			if (length >= SLUICE_CALL_SIZE && i % 13 != 12) {
				struct sluice_call envelope = sluice_call_load(record);

				envelope.kind = (uint8_t)(1 + envelope.kind % 4);
				envelope.status = envelope.status % 11;
				envelope.correlation = 1 + envelope.correlation % 5;
				envelope.code = envelope.code % 50;
				sluice_call_store(record, envelope);
			}
			sluice_transport_commit(near_end, length);
			CHECK(sluice_transport_publish(near_end) == 0);
		}
		sluice_transport_flush(near_end);
		if (round % 2 == 0) {
			while ((status = sluice_serve_some(far_end, &libos_ipc_service, &(struct libos_ipc_handlers){0}, NULL, NULL, 100)) > 0)
				;
		} else {
			struct shim_ipc_telluri_message uri;

			sluice_transport_set_timeout(far_end, 2000000);
			status = ipc_finduri_call(far_end, NULL, &uri);
			CHECK(status < 0);
		}
		CHECK(status != -SLUICE_ERR_SYSTEM);
		sluice_transport_free(near_end);
		sluice_transport_free(far_end);
	}
	near_end = far_end = NULL;
}

/* A listener replaces what is stale, and nothing else. */
static void test_listen(void)
{
	char path[64];
	struct sluice_listener *first, *second;
	struct sluice_transport *transport;
	int fd;

	if (!over_socket)
		return;
	snprintf(path, sizeof path, "/tmp/sluice-conformance-%ld", (long)getpid());
	CHECK(sluice_socket_listen(path, NULL, &first) == 0);
	CHECK(sluice_socket_listen(path, NULL, &second) == -SLUICE_ERR_SYSTEM && errno == EADDRINUSE);
	/* The other one had to connect to find out. */
	CHECK(sluice_listener_accept(first, in_ms(1000), &transport) == 0);
	sluice_transport_free(transport);
	CHECK(sluice_listener_accept(first, in_ms(5), &transport) == -SLUICE_ERR_DEADLINE);
	/* Dies without removing its path. */
	fd = dup(sluice_listener_descriptor(first));
	close(sluice_listener_descriptor(first));
	close(fd);
	CHECK(sluice_socket_connect(path, NULL, in_ms(100), &transport) == -SLUICE_ERR_SYSTEM && errno == ECONNREFUSED);
	CHECK(sluice_socket_listen(path, NULL, &second) == 0);
	CHECK(sluice_socket_connect(path, NULL, in_ms(100), &transport) == 0);
	sluice_transport_free(transport);
	CHECK(sluice_listener_accept(second, in_ms(1000), &transport) == 0);
	CHECK(sluice_transport_poll(transport, never, NULL, 1) == -SLUICE_ERR_PEER_CLOSED && sluice_transport_error(transport) == 0);
	sluice_transport_free(transport);
	sluice_listener_close(second);
	CHECK(access(path, F_OK) != 0);
	free(first);
}

#ifndef __has_feature
#define __has_feature(name) 0
#endif
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !__has_feature(address_sanitizer)
#define COUNTS_ALLOCATIONS
static unsigned allocations;

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);

void *malloc(size_t size)
{
	__atomic_add_fetch(&allocations, 1, __ATOMIC_RELAXED);
	return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	__atomic_add_fetch(&allocations, 1, __ATOMIC_RELAXED);
	return __libc_calloc(count, size);
}
#endif

/* In steady state no call allocates, on either side. Needs a build without sanitizers. */
static void test_steady(void)
{
#ifdef COUNTS_ALLOCATIONS
	pthread_t thread;
	unsigned before = 0;
	uint64_t page;
	uint32_t i;

	open_pair(0, 0);
	thread = start(server);
	for (i = 0; i < 20000; i++) {
		if (i == 5000)
			before = __atomic_load_n(&allocations, __ATOMIC_RELAXED);
		CHECK(rpc_pmem_get_pages_client(near_end, FAR, 1, &page) == 0);
	}
	CHECK(before > 0 && __atomic_load_n(&allocations, __ATOMIC_RELAXED) == before);
	finish(thread);
#endif
}

static const struct {
	const char *name;
	void (*run)(void);
} TESTS[] = {
	{"order", test_order},
	{"back-pressure", test_back_pressure},
	{"longest", test_longest},
	{"bad-lengths", test_bad_lengths},
	{"listen", test_listen},
	{"answers", test_answers},
	{"codes", test_codes},
	{"deadline", test_deadline},
	{"queued", test_queued},
	{"death", test_death},
	{"many", test_many},
	{"nested", test_nested},
	{"stop", test_stop},
	{"hostile", test_hostile},
	{"steady", test_steady},
};

int main(int count, char **arguments)
{
	size_t i;

	if (count != 3)
		return 2;
	over_socket = strcmp(arguments[1], "socket") == 0;
	over_region = strcmp(arguments[1], "region") == 0;
	over_channel = strcmp(arguments[1], "channel") == 0;
	over_cluster = strcmp(arguments[1], "cluster") == 0;
	for (i = 0; i < sizeof TESTS / sizeof TESTS[0]; i++) {
		if (strcmp(arguments[2], TESTS[i].name) != 0)
			continue;
		TESTS[i].run();
		sluice_transport_free(near_end);
		sluice_transport_free(far_end);
		close_lanes();
		close_members();
		return 0;
	}
	return 2;
}
