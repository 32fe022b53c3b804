/* A channel by its contracts, both ends in one process. Faults of the original are in faults.c. */
#define _GNU_SOURCE
#include "pair.h"

#include <poll.h>
#include <sys/wait.h>

/* ---- messages ---------------------------------------------------------------------------------------------------------------------- */

static void test_messages(void)
{
	struct sluice_message message, again;
	uint8_t *payloads[3];
	uint32_t i;

	open_pair(0);
	CHECK(next(right) == 0);
	for (i = 0; i < 3; i++)
		CHECK(sluice_channel_prep_message(left, 10 + i, i, 7, 0, &payloads[i]) == 0 && (uintptr_t)payloads[i] % 16 == 0);
	CHECK(next(right) == 0);
	for (i = 0; i < 3; i++)
		memset(payloads[i], 'a' + (int)i, 10 + i);
	CHECK(sluice_channel_send_messages(left) == 0);
	for (i = 0; i < 3; i++) {
		CHECK(sluice_channel_get_message(right, &message) == 1 && sluice_channel_get_message(right, &again) == 1);
		CHECK(message.payload == again.payload && message.type == again.type);
		CHECK(message.size == 10 + i && message.type == i && message.flags == 7 && message.payload[9 + i] == 'a' + i);
		CHECK(sluice_channel_finish_message(right) == 0);
	}
	CHECK(next(right) == 0);
	CHECK(sluice_channel_send(right, "back", 4, UINT32_MAX, UINT32_MAX, 0) == 0);
	CHECK(sluice_channel_receive(left, in_ms(1000), &message) == 1 && message.size == 4 && message.type == UINT32_MAX);
	CHECK(message.flags == UINT32_MAX && sluice_channel_finish_message(left) == 0);
	CHECK(left->counters.sent == 3 && left->counters.received == 1 && right->counters.received == 3);
	CHECK(sluice_channel_prep_message(left, 5000, 0, 0, 0, &payloads[0]) == -SLUICE_ERR_TOO_LONG);
	CHECK(sluice_channel_prep_message(left, SIZE_MAX, 0, 0, 0, &payloads[0]) == -SLUICE_ERR_TOO_LONG);
	close_pair();
}

static void test_reservations(void)
{
	uint8_t *payload;

	open_pair(0);
	CHECK(sluice_channel_commit_message(left, 0, 0, 0) == -SLUICE_ERR_STATE);
	CHECK(sluice_channel_reserve_message(left, 100, 0, &payload) == 0);
	CHECK(sluice_channel_commit_message(left, 101, 0, 0) == -SLUICE_ERR_STATE);
	memset(payload, 5, 3);
	CHECK(sluice_channel_commit_message(left, 3, 5, ~5u) == 0 && sluice_channel_commit_message(left, 3, 5, ~5u) == -SLUICE_ERR_STATE);
	CHECK(sluice_channel_reserve_message(left, 100, 0, &payload) == 0 && sluice_channel_abort_message(left) == 0);
	CHECK(sluice_channel_commit_message(left, 1, 0, 0) == -SLUICE_ERR_STATE);
	CHECK(sluice_channel_send_messages(left) == 0);
	expect(right, 3, 5);
	CHECK(next(right) == 0);
	close_pair();
}

static int fill(struct sluice_channel *channel)
{
	int count = 0;

	while (put(channel, 100, 1) == 0)
		count++;
	return count;
}

static void test_back_pressure(void)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;
	uint8_t *payload;
	int count;

	open_pair(0);
	count = fill(left);
	CHECK(count > 20 && put(left, 100, 1) == SLUICE_FULL && left->counters.refused == 2);
	/* A peer that does nothing, and one that is slow. */
	CHECK(sluice_channel_prep_message(left, 1000, 2, ~2u, in_ms(20), &payload) == -SLUICE_ERR_PEER_UNRESPONSIVE);
	while (count-- > 20)
		expect(right, 100, 1);
	CHECK(next(right) == 1);
	sluice__channel_release(sluice__channel_of(right));
	CHECK(put(left, 100, 1) == 0);
	close_pair();

	options.send_order = 0;
	options.backpressure = SLUICE_DROP_NEWEST;
	open_with(&options, &options);
	while (put(left, 100, 1) == 0)
		;
	CHECK(put(left, 100, 9) == SLUICE_DROPPED && sluice_channel_prep_message(left, 100, 9, 0, in_ms(100000), &payload) == SLUICE_DROPPED);
	CHECK(left->counters.dropped == 3);
	while (next(right) == 1)
		expect(right, 100, 1);
	CHECK(put(left, 100, 9) == 0);
	expect(right, 100, 9);
	close_pair();

	options.backpressure = SLUICE_REFUSE;
	open_with(&options, &options);
	while (put(left, 100, 1) == 0)
		;
	CHECK(sluice_channel_prep_message(left, 100, 9, 0, in_ms(100000), &payload) == SLUICE_FULL);
	close_pair();
}

#define MANY 30000u

static void *sender(void *user)
{
	uint8_t *payload;
	uint32_t i;

	adopt(left);
	for (i = 0; i < MANY; i++) {
		CHECK(sluice_channel_prep_message(left, i % 1000, i, ~i, in_ms(20000), &payload) == 0);
		memset(payload, (int)i, i % 1000);
		if (i % 3 == 0)
			CHECK(sluice_channel_send_messages(left) == 0);
	}
	CHECK(sluice_channel_end(left) == 0);
	return user;
}

/* Blocks for room and for data, at once, through a ring of one page. */
static void test_blocking(void)
{
	pthread_t thread;
	uint32_t i;

	open_pair(0);
	thread = start(sender, NULL);
	for (i = 0; i < MANY; i++) {
		struct sluice_message message;

		CHECK(sluice_channel_receive(right, in_ms(20000), &message) == 1);
		CHECK(message.type == i && message.size == i % 1000 && (message.size == 0 || message.payload[message.size - 1] == (uint8_t)i));
		CHECK(sluice_channel_finish_message(right) == 0);
	}
	CHECK(sluice_channel_wait(right, SLUICE_EVENT_RECEIVE, in_ms(20000)) == SLUICE_EVENT_RECEIVE);
	CHECK(next(right) == -SLUICE_ERR_ENDED && next(right) == -SLUICE_ERR_ENDED);
	pthread_join(thread, NULL);
	adopt(left);
	/* The reader has released END as well. */
	CHECK(sluice_producer_look(&left->out) == 0 && left->out.head == left->out.published);
	CHECK(put(left, 0, 0) == -SLUICE_ERR_ENDED && sluice_channel_end(left) == -SLUICE_ERR_ENDED && sluice_channel_send_messages(left) == 0);
	/* The other direction goes on. */
	CHECK(put(right, 10, 3) == 0);
	expect(left, 10, 3);
	close_pair();
}

static void test_trust(void)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;
	struct sluice_message message;
	uint8_t *shared;

	open_pair(0);
	CHECK(sluice_channel_prep_message(left, 4, 1, 1, 0, &shared) == 0);
	memcpy(shared, "good", 4);
	sluice_channel_send_messages(left);
	CHECK(sluice_channel_get_message(right, &message) == 1);
	memcpy(shared, "evil", 4);
	CHECK(memcmp(message.payload, "good", 4) == 0 && sluice_channel_get_message(right, &message) == 1);
	CHECK(memcmp(message.payload, "good", 4) == 0);
	close_pair();

	options.trusts_peer = true;
	open_with(&options, &options);
	CHECK(sluice_channel_prep_message(left, 4, 1, 1, 0, &shared) == 0);
	memcpy(shared, "good", 4);
	sluice_channel_send_messages(left);
	CHECK(sluice_channel_get_message(right, &message) == 1 && right->copy == NULL);
	memcpy(shared, "evil", 4);
	CHECK(memcmp(message.payload, "evil", 4) == 0);
	close_pair();
}

static void test_fast(void)
{
	uint8_t *payload;

	open_pair(0);
	CHECK(!sluice_channel_remote_requested_fast_wakeup(left));
	CHECK(sluice_channel_request_fast_receive(right) == 0 && sluice_channel_request_fast_receive(right) == 0);
	CHECK(sluice_channel_remote_requested_fast_wakeup(left));
	CHECK(sluice_channel_prep_message(left, 0, 1, ~1u, 0, &payload) == 0 && next(right) == 0);
	CHECK(sluice_channel_prep_message(left, 0, 2, ~2u, 0, &payload) == 0);
	expect(right, 0, 1);
	CHECK(next(right) == 0 && sluice_channel_cancel_fast_receive(right) == 0 && sluice_channel_remote_requested_fast_wakeup(left));
	CHECK(sluice_channel_cancel_fast_receive(right) == 0 && !sluice_channel_remote_requested_fast_wakeup(left));
	CHECK(sluice_channel_cancel_fast_receive(right) == -SLUICE_ERR_STATE);
	CHECK(sluice_channel_prep_message(left, 0, 3, ~3u, 0, &payload) == 0 && next(right) == 0);
	CHECK(sluice_channel_send_messages(left) == 0);
	expect(right, 0, 2);
	expect(right, 0, 3);
	close_pair();
}

/* ---- who may ------------------------------------------------------------------------------------------------------------------------ */

static void *trespasser(void *user)
{
	struct sluice_channel *channel = (struct sluice_channel *)user;
	const int expected = -SLUICE_ERR_THREAD;
	enum sluice_endpoint_state state;
	struct sluice_message message;
	uint8_t *payload;

	CHECK(sluice_channel_get_message(channel, &message) == expected && sluice_channel_finish_message(channel) == expected);
	CHECK(sluice_channel_prep_message(channel, 1, 1, 1, 0, &payload) == expected && sluice_channel_send_messages(channel) == expected);
	CHECK(sluice_channel_wait(channel, 7, 0) == expected && sluice_channel_get_remote_state(channel, &state) == expected);
	CHECK(sluice_channel_end(channel) == expected && sluice_channel_arm(channel, 7) == expected);
	CHECK(sluice_channel_disconnect(channel) == expected && sluice_channel_get_receive_event(channel) == expected);
	CHECK(sluice_channel_request_fast_receive(channel) == expected && sluice_channel_producer_bytes_available(channel) == 0);
	return NULL;
}

static void test_owners(void)
{
	pthread_t thread;
	pid_t child;
	int status;

	open_pair(0);
	thread = start(trespasser, left);
	pthread_join(thread, NULL);
	child = fork();
	if (child == 0) {
		struct sluice_message message;
		uint8_t *payload;

		if (sluice_channel_get_message(left, &message) != -SLUICE_ERR_FORKED || sluice_channel_disconnect(left) != -SLUICE_ERR_FORKED)
			_exit(1);
		if (sluice_channel_prep_message(left, 1, 1, 1, 0, &payload) != -SLUICE_ERR_FORKED)
			_exit(2);
		/* A child may have channels of its own, and still not its parent's. */
		open_with(&SLUICE_CHANNEL_OPTIONS, &SLUICE_CHANNEL_OPTIONS);
		_exit(put(left, 1, 1) == 0 && next(right) == 1 ? 0 : 3);
	}
	CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
	CHECK(put(left, 1, 1) == 0 && next(right) == 1);
	close_pair();
}

/* ---- waiting ------------------------------------------------------------------------------------------------------------------------ */

static void *late_sender(void *user)
{
	nap(30);
	adopt(left);
	CHECK(put(left, 1, 1) == 0);
	return user;
}

static void test_waiting(void)
{
	struct sluice_message message;
	pthread_t thread;
	int64_t before;

	open_pair(0);
	before = sluice_now_ns();
	CHECK(sluice_channel_wait(right, SLUICE_EVENT_RECEIVE, in_ms(20)) == 0 && sluice_now_ns() - before >= 20000000);
	CHECK(sluice_channel_receive(right, in_ms(5), &message) == -SLUICE_ERR_DEADLINE);
	CHECK(sluice_channel_receive(right, 0, &message) == -SLUICE_ERR_DEADLINE);
	thread = start(late_sender, NULL);
	CHECK(sluice_channel_wait(right, SLUICE_EVENT_RECEIVE | SLUICE_EVENT_CONTROL, SLUICE_FOREVER) == SLUICE_EVENT_RECEIVE);
	CHECK(right->counters.sleeps >= 3);
	pthread_join(thread, NULL);
	adopt(left);
	expect(right, 1, 1);
	/* Nobody is there to wake up: no sleep, no doorbell. */
	CHECK(sluice_channel_wait(right, SLUICE_EVENT_SEND, SLUICE_FOREVER) == SLUICE_EVENT_SEND);
	close_pair();
}

/* Sends only when somebody sleeps cost a doorbell. */
static void test_few_doorbells(void)
{
	uint32_t i;

	open_pair(4);
	CHECK(sluice_channel_arm(right, SLUICE_EVENT_RECEIVE) == 0);
	for (i = 0; i < 100; i++)
		CHECK(put(left, 10, i) == 0);
	CHECK(left->counters.rings == 1);
	for (i = 0; i < 100; i++)
		expect(right, 10, i);
	/* Once at most for the word of zeros that counts as armed. */
	CHECK(next(right) == 0 && right->counters.rings <= 1);
	close_pair();
}

static struct {
	int receives, sends, controls;
	int status;
	bool leaves;
} seen;

static void on_receive(void *user)
{
	struct sluice_channel **channel = (struct sluice_channel **)user;

	seen.receives++;
	while ((seen.status = next(*channel)) == 1)
		CHECK(sluice_channel_finish_message(*channel) == 0);
	if (seen.leaves) {
		CHECK(sluice_channel_disconnect(*channel) == 0);
		*channel = NULL;
	}
}

static void on_send(void *user)
{
	(void)user;
	seen.sends++;
}

static void on_control(void *user)
{
	(void)user;
	seen.controls++;
}

static bool is_readable(int descriptor)
{
	struct pollfd entry = {.fd = descriptor, .events = POLLIN};

	return poll(&entry, 1, 0) == 1;
}

static void test_async(void)
{
	struct sluice_channel_async async = {on_receive, &right, NULL, NULL, on_control, NULL};
	int descriptor;

	open_pair(0);
	memset(&seen, 0, sizeof seen);
	CHECK(sluice_channel_dispatch(right) == -SLUICE_ERR_STATE);
	CHECK(sluice_channel_set_async(right, &async) == -SLUICE_ERR_OPTION);
	async.send = on_send;
	CHECK(sluice_channel_set_async(right, &async) == 0);
	CHECK(sluice_channel_get_receive_event(right) == -SLUICE_ERR_STATE && sluice_channel_get_send_event(right) == -SLUICE_ERR_STATE);
	CHECK(sluice_channel_get_control_event(right) == 0);
	CHECK(put(left, 10, 1) == 0);
	CHECK(sluice_channel_dispatch(right) == 1 && seen.receives == 1 && seen.status == 0);
	descriptor = sluice_channel_descriptor(right);
	CHECK(!is_readable(descriptor));
	CHECK(put(left, 10, 1) == 0 && is_readable(descriptor));
	CHECK(sluice_channel_dispatch(right) == 1 && seen.receives == 2 && !is_readable(descriptor));
	CHECK(sluice_channel_dispatch(right) == 0);

	fill(right);
	CHECK(sluice_channel_dispatch(right) == 0 && !is_readable(descriptor));
	while (next(left) == 1)
		expect(left, 100, 1);
	CHECK(is_readable(descriptor) && sluice_channel_dispatch(right) == 1 && seen.sends == 1 && !is_readable(descriptor));

	CHECK(put(left, 10, 1) == 0 && sluice_channel_disconnect(left) == 0);
	left = NULL;
	CHECK(is_readable(descriptor));
	CHECK(sluice_channel_dispatch(right) >= 2 && seen.status == -SLUICE_ERR_PEER_CLOSED && seen.controls == 1);
	CHECK(sluice_channel_dispatch(right) == 0 && !is_readable(descriptor));
	close_pair();

	open_pair(0);
	CHECK(sluice_channel_set_async(right, &async) == 0 && put(left, 1, 1) == 0);
	seen.leaves = true;
	CHECK(sluice_channel_dispatch(right) == 1 && right == NULL);
	close_pair();
}

/* A descriptor of one's own loop: armed, it wakes; not armed, the events say so. */
static void test_descriptor(void)
{
	int descriptor;

	open_pair(0);
	descriptor = sluice_channel_descriptor(right);
	CHECK(descriptor >= 0 && sluice_channel_descriptor(right) == descriptor);
	CHECK(sluice_channel_arm(right, SLUICE_EVENT_RECEIVE) == 0 && !is_readable(descriptor));
	CHECK(put(left, 1, 1) == 0 && is_readable(descriptor));
	CHECK(sluice_channel_arm(right, SLUICE_EVENT_RECEIVE) == SLUICE_EVENT_RECEIVE && !is_readable(descriptor));
	expect(right, 1, 1);
	CHECK(sluice_channel_arm(right, SLUICE_EVENT_RECEIVE | SLUICE_EVENT_CONTROL) == 0);
	kill_end(&left);
	CHECK(is_readable(descriptor));
	CHECK(sluice_channel_arm(right, 7) == 7 && !is_readable(descriptor));
	close_pair();
}

static const struct test TESTS[] = {
	{"messages", test_messages}, {"reservations", test_reservations}, {"back-pressure", test_back_pressure},
	{"blocking", test_blocking}, {"trust", test_trust},		  {"fast", test_fast},
	{"owners", test_owners},     {"waiting", test_waiting},		  {"few-doorbells", test_few_doorbells},
	{"async", test_async},	     {"descriptor", test_descriptor},
};

int main(int count, char **arguments)
{
	return RUN_TEST(TESTS, count, arguments);
}
