/* SPDX-License-Identifier: MIT */
/*
 * `broadcast CASE`: a publisher and its subscribers, each a process of its own.
 */
#define _GNU_SOURCE
#include <sluice/broadcast.h>

#include <dirent.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../check.h"

static char address[64];

static int64_t soon(void)
{
	return sluice_deadline_after((int64_t)20 * 1000000000);
}

static struct sluice_publisher *open_publisher(int order)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;
	struct sluice_publisher *publisher;

	options.send_order = order;
	CHECK(sluice_publisher_open(address, &options, &publisher) == 0);
	return publisher;
}

static struct sluice_subscriber *subscribe(void)
{
	struct sluice_subscriber *subscriber;
	int status;

	/* The publisher may still be about to listen. */
	do
		status = sluice_subscriber_open(address, NULL, soon(), NULL, &subscriber);
	while (status == -SLUICE_ERR_NOT_LISTENING);
	CHECK(status == 0);
	return subscriber;
}

static void dispatch_until(struct sluice_publisher *publisher, int count)
{
	while (sluice_publisher_dispatch(publisher) != count) {
		struct pollfd entry = {.fd = sluice_publisher_descriptor(publisher), .events = POLLIN};

		CHECK(poll(&entry, 1, 20000) == 1);
	}
}

static void publish_numbers(struct sluice_publisher *publisher, uint32_t from, uint32_t to)
{
	uint32_t words[64];

	for (uint32_t number = from; number < to; number++) {
		for (int i = 0; i < 64; i++)
			words[i] = number;
		CHECK(sluice_publisher_publish(publisher, number, ~number, words, number % 65 * 4) == 0);
	}
}

/* Reads to the end; every record must be whole, and none missing but those that are counted. Returns how it ended. */
static int read_all(struct sluice_subscriber *subscriber, uint32_t *next)
{
	for (;;) {
		struct sluice_broadcast_message message;
		int status = sluice_subscriber_get(subscriber, &message);

		if (status < 0)
			return status;
		if (status == 0) {
			CHECK(sluice_subscriber_wait(subscriber, soon()) == 1);
			continue;
		}
		*next += message.lost;
		CHECK(message.type == *next && message.flags == ~*next && message.length == *next % 65 * 4);
		for (size_t i = 0; i < message.length; i += 4)
			CHECK(memcmp(message.payload + i, next, 4) == 0);
		++*next;
	}
}

static pid_t fork_subscriber(int expected_end, uint32_t count, int slow)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct sluice_subscriber *subscriber = subscribe();
		struct sluice_broadcast_counters counters;
		uint32_t next = 0;
		char byte;

		if (slow >= 0)
			CHECK(read(slow, &byte, 1) == 1);
		CHECK(read_all(subscriber, &next) == expected_end);
		CHECK(next == count);
		sluice_subscriber_counters(subscriber, &counters);
		CHECK(counters.received + counters.lost == count);
		CHECK((counters.lost > 0) == (slow >= 0) || slow < 0);
		sluice_subscriber_close(subscriber);
		_exit(0);
	}
	return pid;
}

static void join(pid_t pid)
{
	int status;

	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void test_all_subscribers(void)
{
	struct sluice_publisher *publisher = open_publisher(6);
	pid_t pids[3];

	for (int i = 0; i < 3; i++)
		pids[i] = fork_subscriber(-SLUICE_ERR_PEER_CLOSED, 5000, -1);
	dispatch_until(publisher, 3);
	for (uint32_t number = 0; number < 5000; number += 10)
		publish_numbers(publisher, number, number + 10);
	sluice_publisher_close(publisher);
	for (int i = 0; i < 3; i++)
		join(pids[i]);
}

static void test_lapped(void)
{
	struct sluice_publisher *publisher = open_publisher(0);
	int pipes[2];
	pid_t pid;

	CHECK(pipe(pipes) == 0);
	pid = fork_subscriber(-SLUICE_ERR_PEER_CLOSED, 100000, pipes[0]);
	dispatch_until(publisher, 1);
	publish_numbers(publisher, 0, 50000);
	CHECK(write(pipes[1], "x", 1) == 1);
	publish_numbers(publisher, 50000, 100000);
	sluice_publisher_close(publisher);
	join(pid);
}

static void test_publisher_dies(void)
{
	struct sluice_subscriber *subscriber;
	uint32_t next = 0;
	pid_t pid = fork();

	if (pid == 0) {
		struct sluice_publisher *publisher = open_publisher(4);

		dispatch_until(publisher, 1);
		publish_numbers(publisher, 0, 100);
		_exit(0);
	}
	subscriber = subscribe();
	CHECK(read_all(subscriber, &next) == -SLUICE_ERR_PEER_DIED);
	CHECK(next == 100);
	sluice_subscriber_close(subscriber);
	join(pid);
}

static int count_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int count = 0;

	CHECK(folder != NULL);
	while (readdir(folder) != NULL)
		count++;
	closedir(folder);
	return count;
}

static void test_subscribers_come_and_go(void)
{
	struct sluice_publisher *publisher = open_publisher(4);
	int before = count_descriptors(), status;

	for (int i = 0; i < 30; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			struct sluice_subscriber *subscriber = subscribe();

			if (i % 2 == 0)
				sluice_subscriber_close(subscriber);
			_exit(0);
		}
		/* It may come and go within one dispatch. */
		do {
			struct pollfd entry = {.fd = sluice_publisher_descriptor(publisher), .events = POLLIN};

			poll(&entry, 1, 10);
			CHECK(sluice_publisher_dispatch(publisher) >= 0);
			publish_numbers(publisher, 0, 10);
		} while (waitpid(pid, &status, WNOHANG) == 0);
		CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
		dispatch_until(publisher, 0);
	}
	CHECK(count_descriptors() == before);
	sluice_publisher_close(publisher);
}

static void test_limits(void)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;
	struct sluice_publisher *publisher = open_publisher(0), *other;
	uint8_t bytes[1009] = {0};

	CHECK(sluice_publisher_max_length(publisher) == 1008);
	CHECK(sluice_publisher_publish(publisher, 1, 2, bytes, 1008) == 0);
	CHECK(sluice_publisher_publish(publisher, 1, 2, bytes, 1009) == -SLUICE_ERR_TOO_LONG);
	CHECK(sluice_publisher_open(address, NULL, &other) == -SLUICE_ERR_ADDRESS_IN_USE);
	options.send_order = 19;
	CHECK(sluice_publisher_open("@sluice-none", &options, &other) == -SLUICE_ERR_OPTION);
	sluice_publisher_close(publisher);
}

static const struct test TESTS[] = {
	{"all", test_all_subscribers}, {"lapped", test_lapped}, {"dies", test_publisher_dies},
	{"come-and-go", test_subscribers_come_and_go}, {"limits", test_limits},
};

int main(int argc, char **argv)
{
	snprintf(address, sizeof address, "@sluice-broadcast-%d", (int)getpid());
	return RUN_TEST(TESTS, argc, argv);
}
