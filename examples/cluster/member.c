/*
 * A member of the cluster in C: `member FOLDER CXY LIFE`. It has a kernel, and two threads that serve it. LIFE counts how often a member of this number
 * has started before. "check" on its standard input makes it tell whether all is as it has to be; at the end of input it leaves.
 * member.ts is its twin.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sluice/cluster-transport.h>

#include "join.h"
#include "kernel/kernel.h"

#define THREADS_OF_POOL 2

static struct kernel kernel;
static int is_over; /* stored with release by whoever reads the input, loaded with acquire by the main thread */

static void print(const char *line)
{
	puts(line);
	fflush(stdout);
}

/* ---- what it is told -------------------------------------------------------------------------------------------------------------- */

static void check(void)
{
	char summary[256], line[300];

	kernel_summary(&kernel, summary, sizeof summary);
	if (kernel_check(&kernel) == 0)
		snprintf(line, sizeof line, "consistent: %s", summary);
	else
		snprintf(line, sizeof line, "inconsistent: %s", summary);
	print(line);
}

static void *read_input(void *user)
{
	char line[64];

	while (fgets(line, sizeof line, stdin) != NULL) {
		if (strcmp(line, "check\n") == 0)
			check();
	}
	__atomic_store_n(&is_over, 1, __ATOMIC_RELEASE);
	return user;
}

/* Deaths and leaves, until the end of input. */
static void follow_news(struct sluice_member *member)
{
	struct sluice_member_event event;
	uint64_t cursor = 0;
	char line[64];

	while (__atomic_load_n(&is_over, __ATOMIC_ACQUIRE) == 0) {
		while (sluice_member_next_event(member, &cursor, &event) == 1) {
			if (event.kind == SLUICE_MEMBER_JOINED)
				continue;
			kernel_forget(&kernel, event.member.cxy);
			snprintf(line, sizeof line, "forgotten: %u", event.member.cxy);
			print(line);
		}
		/* The end of input rings no waiter. */
		sluice_member_wait(member, 0, sluice_now_ns() + 20000000);
	}
}

/* ---- serving ---------------------------------------------------------------------------------------------------------------------- */

static int run(struct sluice_member *member, const struct kernel_memory *memory, uint32_t life)
{
	struct sluice_cluster_pool *pool;
	pthread_t reader;
	int status = kernel_init(&kernel, sluice_member_cxy(member), life, memory, print);

	if (status == 0)
		status = sluice_cluster_serve_pool(member, THREADS_OF_POOL, &cluster_rpc_service, &kernel_handlers, &kernel, NULL, NULL, &pool);
	if (status != 0)
		return status;
	print("serving");
	if (pthread_create(&reader, NULL, read_input, NULL) == 0) {
		follow_news(member);
		pthread_join(reader, NULL);
	}
	sluice_cluster_pool_stop(pool);
	return 0;
}

int main(int argc, char **argv)
{
	struct kernel_memory memory;
	struct sluice_member *member;
	int status;

	if (argc != 4) {
		fprintf(stderr, "usage: member FOLDER CXY LIFE\n");
		return 2;
	}
	status = join_as(argv[1], atoi(argv[2]), &member, &memory);
	if (status == 0) {
		status = run(member, &memory, (uint32_t)atoi(argv[3]));
		sluice_member_leave(member);
	}
	if (status != 0)
		fprintf(stderr, "member %s: %s\n", argv[2], sluice_error_name(status));
	return status == 0 ? 0 : 1;
}
