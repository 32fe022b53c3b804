/* SPDX-License-Identifier: MIT */
/* A peer that plays with the eventfds that both sides hold: rings fill, block, overflow, are drained, or ring for nothing. Nobody hangs. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/wait.h>

#include <sluice/broadcast.h>

#include "../../native/channel/pair.h"

#define MOST 0xfffffffffffffffeu

static atomic_bool is_over;

static struct sluice__link *link_of(struct sluice_channel *channel)
{
	return &sluice__channel_of(channel)->link;
}

/* A test that hangs is killed by the system, whatever hangs. */
static void watch_out(unsigned seconds)
{
	alarm(seconds);
}

/* Up to the last number that write(2) takes without waiting. */
static void fill(int bell)
{
	uint64_t count;

	if (read(bell, &count, sizeof count) < 0)
		count = 0;
	count = MOST;
	if (write(bell, &count, sizeof count) < 0)
		count = 0;
}

/* Whoever rings with write(2) waits here for ever. */
static void test_full_and_blocking(void)
{
	int i;

	watch_out(60);
	open_pair(0);
	fill(link_of(left)->ring_data);
	CHECK(fcntl(link_of(right)->wake_data, F_SETFL, 0) == 0);
	for (i = 0; i < 3000; i++)
		sluice__channel_ring_data(sluice__channel_of(left));
	CHECK((sluice__link_drain(link_of(right)) & SLUICE__EVENT_DATA) != 0);
	CHECK(put(left, 8, 1) == 0);
	expect(right, 8, 1);
	close_pair();
}

/* A process with a context for asynchronous requests takes long to end: only who was cheated has one. */
static bool has_context(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	bool is_there = false;
	char line[512];

	CHECK(maps != NULL);
	while (fgets(line, sizeof line, maps) != NULL)
		is_there = is_there || strstr(line, "[aio]") != NULL;
	fclose(maps);
	return is_there;
}

/* From here on the process knows that there are such peers. */
static void learn(void)
{
	CHECK(fcntl(link_of(right)->wake_data, F_SETFL, 0) == 0);
	sluice__channel_ring_data(sluice__channel_of(left));
	CHECK(has_context());
}

static void test_honest(void)
{
	int i;

	open_pair(0);
	for (i = 0; i < 100; i++) {
		sluice__channel_ring_data(sluice__channel_of(left));
		CHECK((sluice__link_drain(link_of(right)) & SLUICE__EVENT_DATA) != 0);
	}
	/* A bell that is full has rung. */
	fill(link_of(left)->ring_data);
	sluice__channel_ring_data(sluice__channel_of(left));
	CHECK((sluice__link_drain(link_of(right)) & SLUICE__EVENT_DATA) != 0);
	CHECK(!has_context());
	close_pair();
}

static atomic_int rung;

/* Empties it for a moment, in which somebody may find room, and then waits to see whether that one is stuck. */
static void *hijack(void *bell)
{
	const int descriptor = *(const int *)bell;

	while (!atomic_load(&is_over)) {
		const int before = atomic_load(&rung);

		fcntl(descriptor, F_SETFL, O_NONBLOCK);
		fill(descriptor);
		fcntl(descriptor, F_SETFL, 0);
		while (atomic_load(&rung) == before && !atomic_load(&is_over))
			;
	}
	return NULL;
}

/* The same between any two system calls of who rings and has seen such a peer before. */
static void test_hijacked(void)
{
	pthread_t thread;

	watch_out(120);
	open_pair(0);
	learn();
	atomic_store(&is_over, false);
	thread = start(hijack, &link_of(right)->wake_data);
	while (atomic_load(&rung) < 200000) {
		sluice__channel_ring_data(sluice__channel_of(left));
		atomic_fetch_add(&rung, 1);
	}
	atomic_store(&is_over, true);
	CHECK(pthread_join(thread, NULL) == 0);
	close_pair();
}

/* A counter beyond its limit is an error for poll(2), and rings no less. */
static void test_overflow(void)
{
	struct pollfd entry;

	watch_out(60);
	open_pair(0);
	learn();
	fill(link_of(left)->ring_data);
	sluice__channel_ring_data(sluice__channel_of(left));
	entry = (struct pollfd){.fd = link_of(right)->wake_data, .events = POLLIN};
	CHECK(poll(&entry, 1, 0) == 1 && (entry.revents & POLLERR) != 0);
	CHECK(put(left, 8, 1) == 0);
	CHECK(sluice_channel_wait(right, SLUICE_EVENT_RECEIVE, in_ms(5000)) == SLUICE_EVENT_RECEIVE);
	expect(right, 8, 1);
	CHECK(sluice_channel_wait(right, SLUICE_EVENT_RECEIVE, in_ms(1)) == 0);
	entry.revents = 0;
	CHECK(poll(&entry, 1, 0) == 0);
	close_pair();
}

/* As if somebody rang again right after each look: a semaphore that is never used up. */
static void ring_without_end(int bell)
{
	const int endless = eventfd(INT32_MAX, EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC);

	CHECK(endless >= 0 && dup2(endless, bell) == bell && close(endless) == 0);
}

/* Nothing is behind it: deadlines hold all the same. */
static void test_false_rings(void)
{
	struct sluice_message message;
	uint8_t *payload;

	watch_out(60);
	open_pair(0);
	ring_without_end(link_of(right)->wake_data);
	ring_without_end(link_of(right)->wake_space);
	CHECK(sluice_channel_receive(right, in_ms(30), &message) == -SLUICE_ERR_DEADLINE);
	CHECK(sluice_channel_wait(right, SLUICE_EVENT_RECEIVE | SLUICE_EVENT_CONTROL, in_ms(30)) == 0);
	while (put(right, 900, 1) == 0)
		;
	CHECK(sluice_channel_prep_message(right, 900, 1, 1, in_ms(30), &payload) == -SLUICE_ERR_PEER_UNRESPONSIVE);
	close_pair();
}

/* A subscriber has the same promise. */
static void *publish_nothing(void *address)
{
	struct sluice_publisher *publisher;
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;

	CHECK(sluice_publisher_open((const char *)address, &options, &publisher) == 0);
	while (!atomic_load(&is_over)) {
		struct pollfd entry = {.fd = sluice_publisher_descriptor(publisher), .events = POLLIN};

		poll(&entry, 1, 1);
		CHECK(sluice_publisher_dispatch(publisher) >= 0);
	}
	sluice_publisher_close(publisher);
	return NULL;
}

static void test_subscriber(void)
{
	struct sluice_subscriber *subscriber;
	char address[64];
	pthread_t thread;
	int status;

	watch_out(60);
	snprintf(address, sizeof address, "@sluice-bells-%d", (int)getpid());
	atomic_store(&is_over, false);
	thread = start(publish_nothing, address);
	do
		status = sluice_subscriber_open(address, NULL, in_ms(20000), NULL, &subscriber);
	while (status == -SLUICE_ERR_NOT_LISTENING && (nap(1), true));
	CHECK(status == 0);
	/* Its link is its first member. */
	ring_without_end(((struct sluice__link *)(void *)subscriber)->wake_data);
	CHECK(sluice_subscriber_wait(subscriber, in_ms(30)) == 0);
	atomic_store(&is_over, true);
	CHECK(pthread_join(thread, NULL) == 0);
	sluice_subscriber_close(subscriber);
}

static void *drain_all(void *link)
{
	const struct sluice__link *of = (const struct sluice__link *)link;
	uint64_t count;

	while (!atomic_load(&is_over)) {
		if (read(of->wake_data, &count, sizeof count) < 0 || read(of->wake_space, &count, sizeof count) < 0)
			count = 0;
	}
	return NULL;
}

static void *kill_left(void *unused)
{
	(void)unused;
	nap(30);
	kill_end(&left);
	return NULL;
}

/* A bell that somebody else empties is not heard; deadlines and the end of the socket are. */
static void test_drained(void)
{
	struct sluice_message message;
	pthread_t thief, killer;

	watch_out(60);
	open_pair(0);
	atomic_store(&is_over, false);
	thief = start(drain_all, link_of(right));
	CHECK(sluice_channel_receive(right, in_ms(20), &message) == -SLUICE_ERR_DEADLINE);
	killer = start(kill_left, NULL);
	CHECK(sluice_channel_receive(right, SLUICE_FOREVER, &message) == -SLUICE_ERR_PEER_DIED);
	atomic_store(&is_over, true);
	CHECK(pthread_join(thief, NULL) == 0 && pthread_join(killer, NULL) == 0);
	close_pair();
}

/* What a process rings with is its own: a child that forks off after its parent has rung makes another. */
static void test_forked(void)
{
	pid_t child;
	int status, i;

	watch_out(60);
	open_pair(0);
	learn();
	child = fork();
	if (child == 0) {
		left = right = NULL;
		open_pair(0);
		fill(link_of(left)->ring_data);
		CHECK(fcntl(link_of(right)->wake_data, F_SETFL, 0) == 0);
		watch_out(30);
		for (i = 0; i < 1000; i++)
			sluice__channel_ring_data(sluice__channel_of(left));
		close_pair();
		_exit(0);
	}
	CHECK(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
	CHECK((sluice__link_drain(link_of(right)) & SLUICE__EVENT_DATA) != 0);
	close_pair();
}

static const struct test TESTS[] = {
	{"honest", test_honest},
	{"full-and-blocking", test_full_and_blocking},
	{"hijacked", test_hijacked},
	{"overflow", test_overflow},
	{"false-rings", test_false_rings},
	{"subscriber", test_subscriber},
	{"drained", test_drained},
	{"forked", test_forked},
};

int main(int count, char **arguments)
{
	return RUN_TEST(TESTS, count, arguments);
}
