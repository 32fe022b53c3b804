/* A channel between two processes: what is left when one is killed, stopped, or goes without a word. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>

#include <sluice/stream.h>

#include "pair.h"

static char address[64];
static struct sluice_channel_listener *listener;
static pid_t child;

/* Runs `body` with the connected end in a process of its own, and accepts it here as `left`. */
static void with_child(void (*body)(struct sluice_channel *channel), const struct sluice_channel_options *options)
{
	static int count;

	snprintf(address, sizeof address, "@sluice-processes-%ld-%d", (long)getpid(), count++);
	CHECK(sluice_channel_listen(address, options, &listener) == 0);
	child = fork();
	CHECK(child >= 0);
	if (child == 0) {
		struct sluice_channel *channel;

		CHECK(sluice_channel_connect(address, options, in_ms(10000), &channel, NULL) == 0);
		body(channel);
		_exit(0);
	}
	CHECK(sluice_channel_accept(listener, in_ms(10000), &left) == 0);
}

static void reap(void)
{
	int status;

	CHECK(waitpid(child, &status, 0) == child);
	sluice_channel_listener_close(listener);
	close_pair();
}

/* ---- death ----------------------------------------------------------------------------------------------------------------------------- */

static void flood(struct sluice_channel *channel)
{
	uint8_t *payload;
	uint32_t i;

	for (i = 0;; i++) {
		CHECK(sluice_channel_prep_message(channel, i % 900, i, ~i, SLUICE_FOREVER, &payload) == 0);
		memset(payload, (int)i, i % 900);
		CHECK(sluice_channel_send_messages(channel) == 0);
	}
}

/* At any moment: all that was published is whole, in order, and the end is told once it is read. */
static void test_killed(void)
{
	int round;

	for (round = 0; round < 20; round++) {
		struct sluice_channel_ending ending;
		struct sluice_message message;
		uint32_t next_type = 0;
		int status;

		with_child(flood, NULL);
		CHECK(put(left, 100, 5) == 0);
		while ((status = sluice_channel_receive(left, in_ms(20000), &message)) == 1) {
			CHECK(message.type == next_type && message.size == next_type % 900);
			CHECK(message.size == 0 || (message.payload[0] == (uint8_t)next_type && message.payload[message.size - 1] == (uint8_t)next_type));
			CHECK(sluice_channel_finish_message(left) == 0);
			if (next_type++ == (uint32_t)(200 * round))
				CHECK(kill(child, SIGKILL) == 0);
		}
		CHECK(status == -SLUICE_ERR_PEER_DIED && remote(left) == SLUICE_STATE_CRASHED);
		ending = sluice_channel_get_ending(left);
		CHECK(ending.sent == 128 && ending.released == 0);
		CHECK(put(left, 1, 1) == -SLUICE_ERR_PEER_DIED);
		reap();
	}
}

static void read_two(struct sluice_channel *channel)
{
	struct sluice_message message;
	int i;

	for (i = 0; i < 2; i++) {
		CHECK(sluice_channel_receive(channel, in_ms(10000), &message) == 1);
		CHECK(sluice_channel_finish_message(channel) == 0);
	}
	/* The empty look gives both back. */
	CHECK(sluice_channel_receive(channel, in_ms(50), &message) == -SLUICE_ERR_DEADLINE);
	CHECK(sluice_channel_send(channel, "", 0, 1, ~1u, 0) == 0);
}

/* Exits without a disconnect: that is a crash, and the positions say how far it had come. */
static void test_exit(void)
{
	with_child(read_two, NULL);
	CHECK(put(left, 0, 1) == 0 && put(left, 0, 2) == 0);
	CHECK(sluice_channel_wait(left, SLUICE_EVENT_CONTROL, in_ms(10000)) == SLUICE_EVENT_CONTROL);
	CHECK(put(left, 0, 3) == -SLUICE_ERR_PEER_DIED);
	expect(left, 0, 1);
	CHECK(next(left) == -SLUICE_ERR_PEER_DIED);
	CHECK(sluice_channel_get_ending(left).sent == 32 && sluice_channel_get_ending(left).released == 32);
	reap();
}

static void leave(struct sluice_channel *channel)
{
	CHECK(sluice_channel_send(channel, "", 0, 9, ~9u, 0) == 0 && sluice_channel_disconnect(channel) == 0);
}

static void test_leave(void)
{
	with_child(leave, NULL);
	CHECK(sluice_channel_wait(left, SLUICE_EVENT_CONTROL, in_ms(10000)) == SLUICE_EVENT_CONTROL);
	expect(left, 0, 9);
	while (next(left) == 0)
		CHECK(sluice_channel_wait(left, SLUICE_EVENT_RECEIVE, in_ms(10000)) != 0);
	CHECK(next(left) == -SLUICE_ERR_PEER_CLOSED && remote(left) == SLUICE_STATE_DISCONNECTED);
	reap();
}

/* ---- a peer that does nothing ------------------------------------------------------------------------------------------------------------ */

static void drain_all(struct sluice_channel *channel)
{
	struct sluice_message message;

	while (sluice_channel_receive(channel, in_ms(10000), &message) == 1)
		CHECK(sluice_channel_finish_message(channel) == 0);
}

/* Told at the deadline, and nothing else changes. */
static void test_stopped(void)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;
	uint8_t *payload;
	int status, i;

	options.send_order = 0;
	with_child(drain_all, &options);
	CHECK(kill(child, SIGSTOP) == 0 && waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status));
	do
		status = sluice_channel_prep_message(left, 500, 1, ~1u, in_ms(30), &payload);
	while (status == 0);
	CHECK(status == -SLUICE_ERR_PEER_UNRESPONSIVE && remote(left) == SLUICE_STATE_CONNECTED);
	CHECK(kill(child, SIGCONT) == 0);
	for (i = 0; i < 1000; i++) {
		CHECK(sluice_channel_prep_message(left, 500, 1, ~1u, in_ms(10000), &payload) == 0);
		CHECK(sluice_channel_send_messages(left) == 0);
	}
	CHECK(sluice_channel_end(left) == 0);
	reap();
}

/* ---- round trips --------------------------------------------------------------------------------------------------------------------------- */

#define TRIPS 2000u

static void echo(struct sluice_channel *channel)
{
	struct sluice_message message;
	int status;

	while ((status = sluice_channel_receive(channel, in_ms(10000), &message)) == 1) {
		CHECK(sluice_channel_send(channel, message.payload, message.size, message.type, message.flags, in_ms(10000)) == 0);
		CHECK(sluice_channel_finish_message(channel) == 0);
	}
	CHECK(status == -SLUICE_ERR_ENDED && sluice_channel_end(channel) == 0);
	/* So that the other one sees END, and no crash, whichever it looks at first. */
	CHECK(sluice_channel_disconnect(channel) == 0);
}

static void make_trips(void)
{
	struct sluice_message message;
	uint32_t i;

	for (i = 0; i < TRIPS; i++) {
		CHECK(put(left, 64, i) == 0);
		CHECK(sluice_channel_receive(left, in_ms(10000), &message) == 1);
		expect(left, 64, i);
	}
	CHECK(sluice_channel_end(left) == 0 && sluice_channel_receive(left, in_ms(10000), &message) == -SLUICE_ERR_ENDED);
}

static void test_round_trips(void)
{
	with_child(echo, NULL);
	make_trips();
	reap();
}

static enum sluice_verdict allow_socket(void *user, const struct sluice_credentials *peer)
{
	(void)user;
	return peer->uid == getuid() ? SLUICE_ALLOW_SOCKET : SLUICE_DENY;
}

/* No eventfd is shared: bytes on the socket wake. */
static void test_socket_doorbells(void)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;

	options.policy = allow_socket;
	with_child(echo, &options);
	CHECK(sluice__channel_of(left)->link.ring_data == -1);
	make_trips();
	reap();
}

/* On one processor nobody spins: the peer needs it. */
static void test_one_core(void)
{
	cpu_set_t all, one;
	int cpu;

	CHECK(sched_getaffinity(0, sizeof all, &all) == 0);
	for (cpu = 0; !CPU_ISSET(cpu, &all); cpu++)
		;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
	with_child(echo, NULL);
	make_trips();
	CHECK(sluice__channel_of(left)->shares_core);
	reap();
	CHECK(sched_setaffinity(0, sizeof all, &all) == 0);
}

static const struct test TESTS[] = {
	{"killed", test_killed},	   {"exit", test_exit},	 {"leave", test_leave}, {"stopped", test_stopped},
	{"round-trips", test_round_trips}, {"socket-doorbells", test_socket_doorbells}, {"one-core", test_one_core},
};

int main(int count, char **arguments)
{
	return RUN_TEST(TESTS, count, arguments);
}
