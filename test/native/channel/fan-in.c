/* SPDX-License-Identifier: MIT */
/* `fan-in CASE`: producers as processes of their own, one consumer with a lane for each. */
#define _GNU_SOURCE
#include <sluice/fan-in.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../check.h"

#define PRODUCERS 5

static char address[64];

struct lane {
	struct sluice_channel *channel;
	uint32_t producer, next;
	int end;
};

static int64_t soon(void)
{
	return sluice_deadline_after((int64_t)20 * 1000000000);
}

/* Sends numbered messages, as fast as there is room; 0 for ever. */
static void produce(uint32_t producer, uint32_t count)
{
	struct sluice_channel *channel;
	int status;

	do
		status = sluice_channel_connect(address, NULL, soon(), &channel, NULL);
	while (status == -SLUICE_ERR_NOT_LISTENING);
	CHECK(status == 0);
	for (uint32_t number = 0; count == 0 || number < count; number++) {
		status = sluice_channel_send(channel, &number, sizeof number, producer, number, soon());
		if (status != 0)
			_exit(status == -SLUICE_ERR_PEER_CLOSED ? 0 : 1);
	}
	CHECK(sluice_channel_disconnect(channel) == 0);
	_exit(0);
}

static void accept_lanes(struct sluice_fan_in *fan_in, struct lane lanes[], pid_t pids[], int count, uint32_t messages)
{
	struct sluice_channel_listener *listener;

	int starts[PRODUCERS][2];

	/* All of them before the first channel is there: a child would keep the descriptors of its parent's channels open. */
	for (int i = 0; i < count; i++) {
		char byte;

		CHECK(pipe(starts[i]) == 0);
		pids[i] = fork();
		if (pids[i] == 0) {
			CHECK(read(starts[i][0], &byte, 1) == 1);
			produce((uint32_t)i, messages);
		}
	}
	CHECK(sluice_channel_listen(address, NULL, &listener) == 0);
	for (int i = 0; i < count; i++) {
		CHECK(write(starts[i][1], "x", 1) == 1);
		CHECK(sluice_channel_accept(listener, soon(), &lanes[i].channel) == 0);
		lanes[i].producer = (uint32_t)i;
		CHECK(sluice_fan_in_add(fan_in, lanes[i].channel, &lanes[i]) == 0);
	}
	sluice_channel_listener_close(listener);
}

/* One message, in its lane's order. NULL when a lane has ended. */
static struct lane *take(struct sluice_fan_in *fan_in)
{
	struct sluice_message message;
	struct sluice_lane from;
	struct lane *lane;
	int status;

	while ((status = sluice_fan_in_get(fan_in, &from, &message)) == 0)
		CHECK(sluice_fan_in_wait(fan_in, soon()) == 1);
	lane = from.user;
	CHECK(from.channel == lane->channel);
	if (status < 0) {
		lane->end = status;
		return NULL;
	}
	CHECK(message.size == 4 && memcmp(message.payload, &lane->next, 4) == 0);
	CHECK(message.type == lane->producer && message.flags == lane->next);
	lane->next++;
	CHECK(sluice_fan_in_finish(fan_in) == 0);
	CHECK(sluice_fan_in_finish(fan_in) == -SLUICE_ERR_STATE);
	return lane;
}

static void test_all_lanes(void)
{
	struct lane lanes[PRODUCERS] = {0};
	struct sluice_fan_in *fan_in;
	pid_t pids[PRODUCERS];

	CHECK(sluice_fan_in_new(0, &fan_in) == 0);
	accept_lanes(fan_in, lanes, pids, PRODUCERS, 20000);
	while (sluice_fan_in_count(fan_in) > 0)
		take(fan_in);
	for (int i = 0; i < PRODUCERS; i++) {
		CHECK(lanes[i].next == 20000 && lanes[i].end == -SLUICE_ERR_PEER_CLOSED);
		CHECK(sluice_channel_disconnect(lanes[i].channel) == 0);
		CHECK(waitpid(pids[i], NULL, 0) == pids[i]);
	}
	sluice_fan_in_free(fan_in);
}

/* All lanes have something at every turn: within a round none may get more than its quantum. */
static void test_fairness(void)
{
	struct lane lanes[3] = {0};
	struct sluice_fan_in *fan_in;
	pid_t pids[3];
	uint32_t counts[3] = {0};

	CHECK(sluice_fan_in_new(4, &fan_in) == 0);
	accept_lanes(fan_in, lanes, pids, 3, 0);
	for (int i = 0; i < 3; i++)
		while (sluice_channel_get_receive_event(lanes[i].channel) != 1)
			;
	usleep(100000);
	for (int i = 0; i < 3 * 4 * 50; i++)
		counts[take(fan_in)->producer]++;
	for (int i = 0; i < 3; i++)
		CHECK(counts[i] == 4 * 50);
	for (int i = 0; i < 3; i++) {
		CHECK(sluice_fan_in_remove(fan_in, lanes[i].channel) == 0);
		CHECK(sluice_channel_disconnect(lanes[i].channel) == 0);
		CHECK(waitpid(pids[i], NULL, 0) == pids[i]);
	}
	CHECK(sluice_fan_in_count(fan_in) == 0);
	sluice_fan_in_free(fan_in);
}

static void test_death_and_stop(void)
{
	struct lane lanes[3] = {0};
	struct sluice_fan_in *fan_in;
	pid_t pids[3];
	struct lane *lane;

	CHECK(sluice_fan_in_new(0, &fan_in) == 0);
	accept_lanes(fan_in, lanes, pids, 3, 0);
	CHECK(kill(pids[0], SIGSTOP) == 0);
	CHECK(kill(pids[1], SIGKILL) == 0);
	while ((lane = take(fan_in)) != NULL)
		;
	CHECK(lanes[1].end == -SLUICE_ERR_PEER_DIED && lanes[0].end == 0 && lanes[2].end == 0);
	for (uint32_t until = lanes[2].next + 10000; lanes[2].next < until;)
		CHECK(take(fan_in) != NULL);
	CHECK(kill(pids[0], SIGCONT) == 0);
	for (uint32_t until = lanes[0].next + 10000; lanes[0].next < until;)
		CHECK(take(fan_in) != NULL);
	for (int i = 0; i < 3; i++) {
		CHECK(sluice_fan_in_remove(fan_in, lanes[i].channel) == 0);
		CHECK(sluice_channel_disconnect(lanes[i].channel) == 0);
		CHECK(waitpid(pids[i], NULL, 0) == pids[i]);
	}
	sluice_fan_in_free(fan_in);
}

static const struct test TESTS[] = {
	{"all", test_all_lanes}, {"fair", test_fairness}, {"death", test_death_and_stop},
};

int main(int argc, char **argv)
{
	snprintf(address, sizeof address, "@sluice-fan-in-%d", (int)getpid());
	return RUN_TEST(TESTS, argc, argv);
}
