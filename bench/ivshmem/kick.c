/* SPDX-License-Identifier: MIT */
/*
 * Kicks from one process to another and back, over a server's eventfds and over bare ones, in turns.
 * `kick SOCKET ROUNDS ROUNDTRIPS` prints a line per round: nanoseconds per kick of ours, and of bare eventfds.
 */
#define _GNU_SOURCE
#include <sluice/ivshmem.h>

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static int bare[2]; /* that of the parent, that of the child */

static void bare_kick(int descriptor)
{
	const uint64_t one = 1;

	if (write(descriptor, &one, sizeof one) != sizeof one)
		exit(1);
}

static void bare_wait(int descriptor)
{
	struct pollfd ready = {.fd = descriptor, .events = POLLIN};
	uint64_t count;

	do
		poll(&ready, 1, -1);
	while (read(descriptor, &count, sizeof count) != sizeof count);
}

static void wait_for(struct sluice_ivshmem *client, enum sluice_ivshmem_kind kind)
{
	struct sluice_ivshmem_event event;

	do
		if (sluice_ivshmem_wait(client, SLUICE_FOREVER, &event) != 1)
			exit(2);
	while (event.kind != kind);
}

static struct sluice_ivshmem *join(const char *path)
{
	struct sluice_ivshmem *client;

	if (sluice_ivshmem_connect(path, NULL, sluice_deadline_after(1000000000), &client) != 0)
		exit(3);
	wait_for(client, SLUICE_IVSHMEM_READY);
	return client;
}

static uint32_t other_of(const struct sluice_ivshmem *client)
{
	uint32_t id;

	return sluice_ivshmem_peers(client, &id, 1) == 1 ? id : UINT32_MAX;
}

/* Both sides do the same, so that what differs is the kick. */
static void answer_ours(struct sluice_ivshmem *client, uint32_t other, unsigned trips)
{
	while (trips-- > 0) {
		wait_for(client, SLUICE_IVSHMEM_KICK);
		sluice_ivshmem_ring(client, other, 0);
	}
}

static void answer_bare(unsigned trips)
{
	while (trips-- > 0) {
		bare_wait(bare[1]);
		bare_kick(bare[0]);
	}
}

static double lead_ours(struct sluice_ivshmem *client, uint32_t other, unsigned trips)
{
	const int64_t start = sluice_now_ns();
	unsigned i;

	for (i = 0; i < trips; i++) {
		sluice_ivshmem_ring(client, other, 0);
		wait_for(client, SLUICE_IVSHMEM_KICK);
	}
	return (double)(sluice_now_ns() - start) / trips / 2;
}

static double lead_bare(unsigned trips)
{
	const int64_t start = sluice_now_ns();
	unsigned i;

	for (i = 0; i < trips; i++) {
		bare_kick(bare[1]);
		bare_wait(bare[0]);
	}
	return (double)(sluice_now_ns() - start) / trips / 2;
}

static void echo(const char *path, unsigned rounds, unsigned trips)
{
	struct sluice_ivshmem *client = join(path);
	const uint32_t other = other_of(client);

	while (rounds-- > 0) {
		answer_ours(client, other, trips);
		answer_bare(trips);
	}
	/* Whose end would be told to the other one: that one ends this. */
	pause();
}

int main(int argument_count, char **arguments)
{
	struct sluice_ivshmem *client;
	unsigned rounds, trips;
	uint32_t other;
	pid_t child;

	if (argument_count != 4)
		return 2;
	rounds = (unsigned)atoi(arguments[2]);
	trips = (unsigned)atoi(arguments[3]);
	bare[0] = eventfd(0, EFD_NONBLOCK);
	bare[1] = eventfd(0, EFD_NONBLOCK);
	client = join(arguments[1]);
	child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		echo(arguments[1], rounds + 1, trips);
		exit(0);
	}
	wait_for(client, SLUICE_IVSHMEM_JOIN);
	other = other_of(client);
	/* One round to get warm. */
	lead_ours(client, other, trips);
	lead_bare(trips);
	while (rounds-- > 0) {
		const double ours = lead_ours(client, other, trips);

		printf("%.1f %.1f\n", ours, lead_bare(trips));
		fflush(stdout);
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return 0;
}
