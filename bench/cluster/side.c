/* SPDX-License-Identifier: MIT */
/* One process of a pair that spins: `side FOLDER CXY`, told what to do line by line; side.ts is the same in TypeScript. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <sluice/atomic.h>
#include <sluice/cluster-call.h>

#include "../../native/src/member.h"

#define REQUEST 26
#define ANSWERED 32
#define ANSWER (ANSWERED + 20)

/* A queue under a mutex that sleeps by a futex, as a C library has it: one for requests, one for answers, behind the floor's words. */
#define QUEUES_AT 512
#define QUEUE_SLOTS 8

struct queue {
	pthread_mutex_t lock;
	uint32_t head, tail, news, room;
	uint8_t values[QUEUE_SLOTS][SLUICE_CLUSTER_DESCRIPTOR];
};

static struct sluice_member *member;
static uint32_t *memory;
static struct queue *queues;

static int nothing(struct sluice_cluster_request *request, void *user)
{
	(void)request;
	(void)user;
	return 0;
}

static void open_bare(void)
{
	struct sluice__peer *peer = sluice__member_peer(member, 1);

	_Static_assert(QUEUES_AT + 2 * sizeof(struct queue) <= 4096, "the heap has room for the queues");

	/* Kept until the process ends. */
	memory = (uint32_t *)(void *)(peer->view.base + peer->view.heap_offset);
	queues = (struct queue *)(void *)((uint8_t *)memory + QUEUES_AT);
}

/* Once, by the one that leads: it opens first. */
static void make_queues(void)
{
	pthread_mutexattr_t shared;
	int i;

	pthread_mutexattr_init(&shared);
	pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
	for (i = 0; i < 2; i++)
		pthread_mutex_init(&queues[i].lock, &shared);
	pthread_mutexattr_destroy(&shared);
}

static void futex(uint32_t *word, int operation, uint32_t value)
{
	syscall(SYS_futex, word, operation, value, NULL, NULL, 0);
}

static void post(struct queue *queue, const uint8_t *value)
{
	for (;;) {
		const uint32_t room = sluice_load_seq_cst(&queue->room);
		int is_full;

		pthread_mutex_lock(&queue->lock);
		is_full = queue->tail - queue->head == QUEUE_SLOTS;
		if (!is_full)
			memcpy(queue->values[queue->tail++ % QUEUE_SLOTS], value, SLUICE_CLUSTER_DESCRIPTOR);
		pthread_mutex_unlock(&queue->lock);
		if (!is_full)
			break;
		futex(&queue->room, FUTEX_WAIT, room);
	}
	sluice_fetch_add(&queue->news, 1);
	futex(&queue->news, FUTEX_WAKE, 1);
}

static void take(struct queue *queue, uint8_t *value)
{
	for (;;) {
		const uint32_t news = sluice_load_seq_cst(&queue->news);
		int is_empty;

		pthread_mutex_lock(&queue->lock);
		is_empty = queue->tail == queue->head;
		if (!is_empty)
			memcpy(value, queue->values[queue->head++ % QUEUE_SLOTS], SLUICE_CLUSTER_DESCRIPTOR);
		pthread_mutex_unlock(&queue->lock);
		if (!is_empty)
			break;
		futex(&queue->news, FUTEX_WAIT, news);
	}
	sluice_fetch_add(&queue->room, 1);
	futex(&queue->room, FUTEX_WAKE, 1);
}

static void lead_queue(uint32_t count)
{
	uint8_t descriptor[SLUICE_CLUSTER_DESCRIPTOR] = { 3 };
	uint32_t i;

	for (i = 0; i < count; i++) {
		post(&queues[0], descriptor);
		take(&queues[1], descriptor);
	}
}

static void echo_queue(uint32_t count)
{
	uint8_t descriptor[SLUICE_CLUSTER_DESCRIPTOR];
	uint32_t i;

	for (i = 0; i < count; i++) {
		take(&queues[0], descriptor);
		post(&queues[1], descriptor);
	}
}

static void lead_bare(uint32_t count)
{
	uint32_t own[26] = { 0 };
	uint32_t i;

	for (i = 1; i <= count; i++) {
		memcpy(memory, own, 104);
		sluice_store_release(memory + REQUEST, i);
		while (sluice_load_acquire(memory + ANSWER) != i)
			;
		memcpy(own + 6, memory + ANSWERED, 80);
	}
	sluice_store_release(memory + ANSWER, 0);
}

static void echo_bare(uint32_t count)
{
	uint32_t own[26];
	uint32_t i;

	for (i = 1; i <= count; i++) {
		while (sluice_load_acquire(memory + REQUEST) != i)
			;
		memcpy(own, memory, 104);
		memcpy(memory + ANSWERED, own + 6, 80);
		sluice_store_release(memory + ANSWER, i);
	}
}

static void lead_rpc(uint32_t count)
{
	uint8_t descriptor[SLUICE_CLUSTER_DESCRIPTOR] = { 3 };
	uint32_t i;

	for (i = 0; i < count; i++) {
		if (sluice_cluster_call(member, 0, 1, descriptor, 0, SLUICE_FOREVER, NULL) != 0)
			exit(1);
	}
}

static void echo_rpc(uint32_t count)
{
	uint32_t served = 0;

	while (served < count)
		served += (uint32_t)sluice_cluster_execute_all(member, 0, 64);
}

int main(int argc, char **argv)
{
	static const struct sluice_cluster_rpc rpcs[4] = { [3] = { .kind = SLUICE_CLUSTER_DEFINED, .handler = nothing } };
	static const struct sluice_cluster_service service = { .rpcs = rpcs, .count = 4 };
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	char line[64], name[16];

	if (argc != 3)
		return 2;
	options.cxy = atoi(argv[2]);
	options.heap_size = 4096;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (sluice_member_join(argv[1], &options, sluice_now_ns() + INT64_C(20000000000), &member, NULL) != 0)
		return 1;
	if (sluice_cluster_attach(member, &service) != 0)
		return 1;
	printf("joined\n");
	while (fgets(line, sizeof line, stdin) != NULL) {
		unsigned count = 0;
		int64_t begun;

		sscanf(line, "%15s %u", name, &count);
		if (strcmp(name, "open") == 0)
			open_bare();
		if (strcmp(name, "open") == 0 && options.cxy == 0)
			make_queues();
		if (strncmp(name, "echo", 4) == 0)
			printf("started\n");
		begun = sluice_now_ns();
		if (strcmp(name, "leadBare") == 0)
			lead_bare(count);
		else if (strcmp(name, "echoBare") == 0)
			echo_bare(count);
		else if (strcmp(name, "leadRpc") == 0)
			lead_rpc(count);
		else if (strcmp(name, "echoRpc") == 0)
			echo_rpc(count);
		else if (strcmp(name, "leadQueue") == 0)
			lead_queue(count);
		else if (strcmp(name, "echoQueue") == 0)
			echo_queue(count);
		printf("done %lld\n", (long long)(sluice_now_ns() - begun));
	}
	return 0;
}
