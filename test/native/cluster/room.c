/* Members that wait for room in the FIFO of another: in order, asleep, and held up by nobody who stops waiting. `room NAME` runs one test. */
#include <sluice/cluster-call.h>
#include <sluice/cluster-transport.h>

#include <time.h>

#include "../../../native/src/fifo-words.h"
#include "../../../native/src/member.h"
#include "cluster-test.h"
#include "cluster_rpc_stubs.h"

#define SLOTS 2u
#define CALLERS 5
#define ROUNDS 4
#define FIRST 2 /* number of the first caller; the server is member 1 */

static struct other callers[CALLERS], bystander;
static struct sluice_member *server;
static struct sluice__fifo fifo;

static void nap(long us)
{
	const struct timespec time = {.tv_nsec = us * 1000};

	nanosleep(&time, NULL);
}

/* ---- callers -------------------------------------------------------------------------------------------------------------------- */

static int call_plainly(struct sluice_member *member, int64_t timeout_ns)
{
	uint8_t descriptor[SLUICE_CLUSTER_DESCRIPTOR] = {RPC_KCM_ALLOC};

	return sluice_cluster_call(member, 0, 1, descriptor, 0, sluice_deadline_after(timeout_ns), NULL);
}

static int call_by_stub(struct sluice_transport *transport, int64_t timeout_ns)
{
	uint64_t pointer = 0;

	sluice_transport_set_timeout(transport, timeout_ns);
	return rpc_kcm_alloc_client(transport, 1, 0, &pointer);
}

static int answer(struct sluice_cluster_request *request, void *user)
{
	(void)request;
	(void)user;
	return 0;
}

static const struct sluice_cluster_rpc RPCS[] = {{SLUICE_CLUSTER_DEFINED, 0, answer}};
static const struct sluice_cluster_service SERVICE = {RPCS, 1, NULL};

/*
 * c: calls, and says so when it was answered. g: gives up soon, and says so. m: as c, time and again, once it has said so. Odd members call by generated
 * stubs; the others serve while they wait.
 */
static void be_caller(int to, int from, int32_t cxy)
{
	struct sluice_member *member = join_as(cxy);
	struct sluice_transport *transport = NULL;
	char letter;
	int status;

	if (cxy % 2 != 0)
		CHECK(sluice_cluster_transport(member, 0, NULL, &transport) == 0);
	else
		CHECK(sluice_cluster_attach(member, &SERVICE) == 0);
	tell(from, 'J');
	while ((letter = hear(to)) != 0) {
		const int64_t timeout_ns = letter == 'g' ? 100000000 : INT64_C(60000000000);

		do
			status = transport != NULL ? call_by_stub(transport, timeout_ns) : call_plainly(member, timeout_ns);
		while (letter == 'm' && status == 0);
		CHECK(letter == 'g' ? status == (transport != NULL ? -SLUICE_ERR_DEADLINE : -SLUICE_ERR_BUSY) : status == 0);
		tell(from, (char)(letter - 'a' + 'A'));
	}
}

/* ---- the server ----------------------------------------------------------------------------------------------------------------- */

static void begin_test(void)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	struct sluice_channel_refusal why;
	const struct sluice__member_view *view;
	int i;

	make_folder();
	/* Before this process has a member. */
	for (i = 0; i < CALLERS; i++)
		callers[i] = start(be_caller, FIRST + i);
	bystander = start(live, 99);
	for (i = 0; i < CALLERS; i++)
		CHECK(hear(callers[i].from) == 'J');
	options.cxy = 1;
	options.fifo_slots = SLOTS;
	CHECK(sluice_member_join(folder, &options, soon(), &server, &why) == 0);
	view = sluice__member_view(server);
	CHECK(sluice__fifo_place(&fifo, view->fifo_lines, view->fifo_slots, view->fifo_slot_count));
}

static void end_test(void)
{
	int i;

	for (i = 0; i < CALLERS; i++) {
		if (callers[i].pid != 0)
			end(callers[i], SIGKILL);
	}
	end(bystander, SIGKILL);
	CHECK(sluice_member_leave(server) == 0);
	remove_folder();
}

/* Until the FIFO is full, and so many wait for room. */
static void await_waiting(uint32_t count)
{
	int i;

	for (i = 0; sluice__fifo_depth(&fifo) != SLOTS || sluice__fifo_count_before(&fifo, 0) != count; i++) {
		CHECK(i < 60000);
		nap(1000);
	}
}

/* They come one after the other; the first ones fill the FIFO. */
static void line_up(char letter)
{
	uint32_t i;

	for (i = 0; i < CALLERS; i++) {
		tell(callers[i].to, letter);
		while (i < SLOTS && sluice__fifo_depth(&fifo) != i + 1)
			nap(1000);
		if (i >= SLOTS)
			await_waiting(i + 1 - SLOTS);
	}
}

/* Serves one call; its caller. */
static uint32_t serve_one(void)
{
	struct sluice_cluster_request request;
	int i;

	for (i = 0; sluice_cluster_take(server, 0, &request) != 1; i++) {
		CHECK(i < 60000);
		nap(1000);
	}
	CHECK(request.index == RPC_KCM_ALLOC);
	CHECK(sluice_cluster_answer(&request, 0, 0) == 1);
	return request.cxy;
}

/* Whoever was served goes to the end of the line. */
static void test_in_turn(void)
{
	uint32_t i;

	begin_test();
	line_up('m');
	for (i = 0; i < CALLERS * ROUNDS; i++) {
		CHECK(serve_one() == FIRST + i % CALLERS);
		await_waiting(CALLERS - SLOTS);
	}
	end_test();
}

/* Whoever has something else to do in between has its place afterwards: it hears that somebody joins, or answers a call. */
static void test_disturbed(void)
{
	uint8_t descriptor[SLUICE_CLUSTER_DESCRIPTOR] = {0};
	uint32_t i;

	begin_test();
	line_up('c');
	ask(bystander, 'j', 'J');
	CHECK(sluice_cluster_call(server, 0, FIRST + SLOTS, descriptor, 0, soon(), NULL) == 0);
	nap(100000);
	await_waiting(CALLERS - SLOTS);
	for (i = 0; i < CALLERS; i++) {
		CHECK(serve_one() == FIRST + i);
		CHECK(hear(callers[i].from) == 'C');
	}
	end_test();
}

/* Voluntary context switches of the process's first thread. */
static long count_sleeps(pid_t pid)
{
	char path[64], line[128];
	long count = -1;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	file = fopen(path, "r");
	CHECK(file != NULL);
	while (fgets(line, sizeof line, file) != NULL)
		sscanf(line, "voluntary_ctxt_switches: %ld", &count);
	fclose(file);
	CHECK(count >= 0);
	return count;
}

static void test_asleep(void)
{
	long before[CALLERS];
	int i;

	begin_test();
	line_up('c');
	/* Their last looks before they sleep. */
	nap(100000);
	for (i = 0; i < CALLERS; i++)
		before[i] = count_sleeps(callers[i].pid);
	nap(500000);
	for (i = (int)SLOTS; i < CALLERS; i++)
		CHECK(count_sleeps(callers[i].pid) - before[i] <= 2);
	for (i = 0; i < CALLERS; i++) {
		CHECK(serve_one() == (uint32_t)(FIRST + i));
		CHECK(hear(callers[i].from) == 'C');
	}
	end_test();
}

/* Of those that wait, the first one dies, and has its place in line. */
static void test_deaths(void)
{
	const int dies = (int)SLOTS;
	uint64_t cursor = 0;
	int i;

	begin_test();
	line_up('c');
	while (sluice_member_next_event(server, &cursor, &(struct sluice_member_event){0}) == 1)
		;
	end(callers[dies], SIGKILL);
	callers[dies].pid = 0;
	expect(server, &cursor, SLUICE_MEMBER_DIED, (uint32_t)(FIRST + dies));
	CHECK(sluice__fifo_count_before(&fifo, 0) == CALLERS - SLOTS - 1);
	for (i = 0; i < CALLERS; i++) {
		if (i == dies)
			continue;
		CHECK(serve_one() == (uint32_t)(FIRST + i));
		CHECK(hear(callers[i].from) == 'C');
	}
	end_test();
}

/* Who gives up in line is not served, nor does anybody wait for it; and comes last when it comes again. */
static void test_give_up(void)
{
	uint32_t i;

	begin_test();
	/* One caller of each kind gives up, before those who stay. */
	for (i = 0; i < SLOTS; i++) {
		tell(callers[CALLERS - 1 - i].to, 'c');
		while (sluice__fifo_depth(&fifo) != i + 1)
			nap(1000);
	}
	tell(callers[0].to, 'g');
	tell(callers[1].to, 'g');
	await_waiting(2);
	tell(callers[2].to, 'c');
	CHECK(hear(callers[0].from) == 'G' && hear(callers[1].from) == 'G');
	await_waiting(1);
	tell(callers[1].to, 'c');
	await_waiting(2);
	tell(callers[0].to, 'c');
	await_waiting(3);
	for (i = 0; i < SLOTS; i++)
		CHECK(serve_one() == FIRST + CALLERS - 1 - i);
	CHECK(serve_one() == FIRST + 2);
	CHECK(serve_one() == FIRST + 1);
	CHECK(serve_one() == FIRST);
	for (i = 0; i < CALLERS; i++)
		CHECK(hear(callers[i].from) == 'C');
	CHECK(sluice__fifo_depth(&fifo) == 0);
	end_test();
}

static const struct test TESTS[] = {
	{"in-turn", test_in_turn},
	{"disturbed", test_disturbed},
	{"asleep", test_asleep},
	{"deaths", test_deaths},
	{"give-up", test_give_up},
};

int main(int count, char **arguments)
{
	return RUN_TEST(TESTS, count, arguments);
}
