/* SPDX-License-Identifier: MIT */
/*
 * Calls between members of a cluster in C, by two processes that spin, each on a processor of its own:
 *
 *   calls bare [ROUNDS]		the floor: the same bytes there and back by hand, through two flags
 *   calls null [ROUNDS]		one call at a time, to a handler that adds 1
 *   calls multicast [ROUNDS]	one call to 1, 2, 4, 8 and 16 members at once; all of them are served by the other process's one thread
 *
 * Each prints lines of JSON: {"exercise":"null","targets":1,"ns":...}, the median over 25 batches of the time of one call, in nanoseconds. What is
 * asked for is that `null` takes at most 1.8 times as long as `bare`, and that a target more costs the same at any number of them.
 *
 * Build: cc -O2 -pthread -Inative/include bench/cluster/calls.c -o calls native/build/libsluice.a
 */
#define _GNU_SOURCE
#include <sluice/cluster-call.h>

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define BATCHES 25
#define MOST_TARGETS 16

#define MUST(condition)                                                                     \
	do {                                                                                \
		if (!(condition)) {                                                         \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);    \
			exit(1);                                                            \
		}                                                                           \
	} while (0)

/* Flag and bytes of each direction on lines of their own, two lines of bytes each, as a call slot has them. */
struct bare {
	uint8_t asked[104];
	uint32_t request;
	uint8_t pad0[128 - 108];
	uint8_t answered[80];
	uint32_t answer;
	uint8_t pad1[128 - 84];
};

static struct bare *bare;
static char folder[64];
static int ready[2];

static void pin(int processor)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(processor, &one);
	/* Where there is only one, both take turns; the numbers say so. */
	sched_setaffinity(0, sizeof one, &one);
}

static void relax(void)
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#endif
}

static void await_word(const uint32_t *word, uint32_t value)
{
	while (__atomic_load_n(word, __ATOMIC_ACQUIRE) != value)
		relax();
}

/* ---- the other process ------------------------------------------------------------------------------------------------------------ */

static void echo_bare(void)
{
	uint8_t copy[104];
	uint32_t i;

	for (i = 1;; i++) {
		await_word(&bare->request, i);
		memcpy(copy, bare->asked, sizeof copy);
		copy[32]++;
		memcpy(bare->answered, copy + 24, sizeof bare->answered);
		__atomic_store_n(&bare->answer, i, __ATOMIC_RELEASE);
	}
}

static int add_one(struct sluice_cluster_request *request, void *user)
{
	(void)user;
	request->descriptor[32] = (uint8_t)(request->descriptor[24] + 1);
	return 0;
}

static const struct sluice_cluster_rpc RPCS[] = {{SLUICE_CLUSTER_DEFINED, 0, add_one}};
static const struct sluice_cluster_service SERVICE = {RPCS, 1, NULL};

static struct sluice_member *join(int32_t cxy)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	struct sluice_member *member = NULL;

	options.cxy = cxy;
	options.waiters = 1;
	MUST(sluice_member_join(folder, &options, SLUICE_FOREVER, &member, NULL) == 0);
	return member;
}

static void serve(int count)
{
	struct sluice_member *members[MOST_TARGETS];
	int i;

	for (i = 0; i < count; i++) {
		members[i] = join(i);
		MUST(sluice_cluster_attach(members[i], &SERVICE) == 0);
	}
	MUST(write(ready[1], "", 1) == 1);
	if (count == 1)
		sluice_cluster_serve(members[0], 0, NULL, SLUICE_FOREVER);
	for (;;) {
		for (i = 0; i < count; i++)
			sluice_cluster_execute_all(members[i], 0, 8);
	}
}

/* ---- measuring ---------------------------------------------------------------------------------------------------------------------- */

struct exercise {
	const char *name;
	int targets;
	struct sluice_member *member;
};

static void call_bare(const struct exercise *self, uint32_t number)
{
	static uint32_t last;
	uint8_t descriptor[104] = {0};

	(void)self;
	descriptor[24] = (uint8_t)number;
	memcpy(bare->asked, descriptor, sizeof descriptor);
	__atomic_store_n(&bare->request, ++last, __ATOMIC_RELEASE);
	await_word(&bare->answer, last);
	memcpy(descriptor + 24, bare->answered, sizeof bare->answered);
	MUST(descriptor[24] == (uint8_t)number && descriptor[32] == 1);
}

static void call_null(const struct exercise *self, uint32_t number)
{
	uint8_t descriptor[104] = {0};

	descriptor[24] = (uint8_t)number;
	MUST(sluice_cluster_call(self->member, 0, 0, descriptor, 0, SLUICE_FOREVER, NULL) == 0);
	MUST(descriptor[32] == (uint8_t)(number + 1));
}

static void call_many(const struct exercise *self, uint32_t number)
{
	struct sluice_cluster_target targets[MOST_TARGETS];
	int i;

	for (i = 0; i < self->targets; i++) {
		memset(targets[i].descriptor, 0, sizeof targets[i].descriptor);
		targets[i].cxy = (uint32_t)i;
		targets[i].descriptor[24] = (uint8_t)number;
	}
	MUST(sluice_cluster_multicast(self->member, 0, targets, (uint32_t)self->targets, 0, SLUICE_FOREVER) == 0);
	for (i = 0; i < self->targets; i++)
		MUST(targets[i].descriptor[32] == (uint8_t)(number + 1));
}

static int compare(const void *a, const void *b)
{
	const double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static void measure(const struct exercise *self, void (*call)(const struct exercise *self, uint32_t number), uint32_t rounds)
{
	double batches[BATCHES];
	uint32_t batch, i;

	for (i = 0; i < rounds / 4; i++)
		call(self, i);
	for (batch = 0; batch < BATCHES; batch++) {
		const int64_t start_ns = sluice_now_ns();

		for (i = 0; i < rounds / BATCHES; i++)
			call(self, i);
		batches[batch] = (double)(sluice_now_ns() - start_ns) / (rounds / BATCHES);
	}
	qsort(batches, BATCHES, sizeof *batches, compare);
	printf("{\"exercise\":\"%s\",\"targets\":%d,\"ns\":%.1f}\n", self->name, self->targets, batches[BATCHES / 2]);
}

int main(int count, char **arguments)
{
	const char *name = count > 1 ? arguments[1] : "";
	const uint32_t rounds = count > 2 ? (uint32_t)strtoul(arguments[2], NULL, 10) : 200000;
	const bool is_bare = strcmp(name, "bare") == 0, is_null = strcmp(name, "null") == 0;
	struct exercise self = {name, 1, NULL};
	char letter, command[96];
	pid_t other;

	if ((!is_bare && !is_null && strcmp(name, "multicast") != 0) || rounds < 100)
		return fprintf(stderr, "usage: %s bare|null|multicast [ROUNDS, at least 100]\n", arguments[0]), 2;
	bare = mmap(NULL, sizeof *bare, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	strcpy(folder, "/tmp/sluice-bench-XXXXXX");
	MUST(bare != MAP_FAILED && mkdtemp(folder) != NULL && pipe(ready) == 0);
	other = fork();
	MUST(other >= 0);
	if (other == 0) {
		pin(1);
		if (is_bare)
			echo_bare();
		serve(is_null ? 1 : MOST_TARGETS);
	}
	pin(0);
	if (is_bare) {
		measure(&self, call_bare, rounds);
	} else {
		MUST(read(ready[0], &letter, 1) == 1);
		self.member = join(100);
		if (is_null)
			measure(&self, call_null, rounds);
		for (; !is_null && self.targets <= MOST_TARGETS; self.targets *= 2)
			measure(&self, call_many, rounds / (uint32_t)self.targets);
		sluice_member_leave(self.member);
	}
	kill(other, SIGKILL);
	waitpid(other, NULL, 0);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command) == 0 ? 0 : 1;
}
