/* SPDX-License-Identifier: MIT */
/* A member that does what it is told, line by line: `c-peer FOLDER CXY [FIFO_SLOTS]`. ts-peer.ts is the same in TypeScript. */
#define _GNU_SOURCE
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sluice/atomic.h>
#include <sluice/cluster-call.h>

#include "../../../native/src/cluster-slot.h"
#include "../../../native/src/fifo-words.h"
#include "../../../native/src/member.h"

#define CALLS 8u
#define RPCS 30u
#define HANDLERS 9u
#define NOTES 64u

static struct sluice_member *member;
static uint32_t cxy;
static uint32_t before[CALLS];
/* Who has asked for a note, in order. */
static uint32_t notes[NOTES], note_count;

static uint64_t argument(const uint8_t *descriptor, unsigned slot)
{
	uint64_t value;

	memcpy(&value, descriptor + SLUICE_CLUSTER_ARGUMENTS + 8 * slot, sizeof value);
	return value;
}

static void set_argument(uint8_t *descriptor, unsigned slot, uint64_t value)
{
	memcpy(descriptor + SLUICE_CLUSTER_ARGUMENTS + 8 * slot, &value, sizeof value);
}

static void prepare(uint8_t *descriptor, uint32_t index)
{
	memset(descriptor, 0, SLUICE_CLUSTER_DESCRIPTOR);
	memcpy(descriptor, &index, sizeof index);
}

static uint64_t number(void)
{
	const char *word = strtok(NULL, " \n");

	return word == NULL ? 0 : strtoull(word, NULL, 10);
}

/* ---- the service ---------------------------------------------------------------------------------------------------------------- */

static int add(struct sluice_cluster_request *request, void *user)
{
	(void)user;
	set_argument(request->descriptor, 1, argument(request->descriptor, 0) + cxy);
	return 0;
}

static int refuse(struct sluice_cluster_request *request, void *user)
{
	(void)user;
	return -(int)argument(request->descriptor, 0);
}

static int fail(struct sluice_cluster_request *request, void *user)
{
	(void)request;
	(void)user;
	return SLUICE_ERR_FAILED;
}

static int misread(struct sluice_cluster_request *request, void *user)
{
	(void)request;
	(void)user;
	return SLUICE_ERR_MALFORMED;
}

/* Asks back, as deep as it is told, and counts. */
static int nest(struct sluice_cluster_request *request, void *user)
{
	const uint64_t depth = argument(request->descriptor, 0);
	uint8_t descriptor[SLUICE_CLUSTER_DESCRIPTOR];
	int status;

	(void)user;
	if (depth == 0)
		return 0;
	prepare(descriptor, 4);
	set_argument(descriptor, 0, depth - 1);
	status = sluice_cluster_call(request->member, request->waiter, request->cxy, descriptor, 0, SLUICE_FOREVER, NULL);
	if (status != 0)
		return SLUICE_ERR_FAILED;
	set_argument(request->descriptor, 1, 1 + argument(descriptor, 1));
	return 0;
}

static int sleep_for(struct sluice_cluster_request *request, void *user)
{
	const uint64_t milliseconds = argument(request->descriptor, 0);
	struct timespec time = { .tv_sec = (time_t)(milliseconds / 1000), .tv_nsec = (long)(milliseconds % 1000) * 1000000 };

	(void)user;
	nanosleep(&time, NULL);
	return 0;
}

static int do_nothing(struct sluice_cluster_request *request, void *user)
{
	(void)request;
	(void)user;
	return 0;
}

/* All of the arguments, turned round. */
static int turn(struct sluice_cluster_request *request, void *user)
{
	uint8_t *first = request->descriptor + SLUICE_CLUSTER_ARGUMENTS, *last = request->descriptor + SLUICE_CLUSTER_DESCRIPTOR - 1;

	(void)user;
	for (; first < last; first++, last--) {
		const uint8_t byte = *first;

		*first = *last;
		*last = byte;
	}
	return 0;
}

/* By the only thread that serves. */
static int note(struct sluice_cluster_request *request, void *user)
{
	(void)user;
	if (note_count == NOTES)
		abort();
	notes[note_count] = request->cxy;
	sluice_store_release(&note_count, note_count + 1);
	return 0;
}

static struct sluice_cluster_rpc rpcs[RPCS];
static const struct sluice_cluster_service service = { .rpcs = rpcs, .count = RPCS };

static void *serve(void *user)
{
	static const uint32_t never = 0;
	const int waiter = sluice_member_attach(member);

	(void)user;
	if (waiter < 0 || sluice_cluster_serve(member, (uint32_t)waiter, &never, SLUICE_FOREVER) != 0)
		abort();
	return NULL;
}

static void prepare_service(void)
{
	static sluice_cluster_handler *const handlers[] = { add, refuse, fail, misread, nest, sleep_for, do_nothing, turn, note };
	uint32_t i;

	for (i = 0; i < RPCS; i++)
		rpcs[i] = (struct sluice_cluster_rpc){ .kind = SLUICE_CLUSTER_DEFINED, .handler = i < HANDLERS ? handlers[i] : NULL };
	rpcs[6].fingerprint = 0x80000001u;
	rpcs[19].kind = SLUICE_CLUSTER_RESERVED;
	rpcs[20].kind = SLUICE_CLUSTER_DISABLED;
	if (sluice_cluster_attach(member, &service) != 0)
		abort();
}

static void start(void)
{
	pthread_t thread;

	prepare_service();
	if (pthread_create(&thread, NULL, serve, NULL) != 0)
		abort();
	printf("ok\n");
}

/* Serves so many, and never sleeps as a member that may take room back from who comes late, as on a busy machine. */
static void drain(void)
{
	uint64_t left = number();
	int served;

	prepare_service();
	for (; left > 0; left -= (uint64_t)served) {
		const struct timespec time = { .tv_nsec = 100000 };

		served = sluice_cluster_execute_all(member, 0, 1);
		if (served < 0)
			abort();
		nanosleep(&time, NULL);
	}
	printf("ok\n");
}

/* ---- calls ---------------------------------------------------------------------------------------------------------------------- */

static void print_bytes(const uint8_t *bytes, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		printf("%02x", bytes[i]);
}

static int64_t limit(uint64_t milliseconds)
{
	return milliseconds == 0 ? SLUICE_FOREVER : sluice_now_ns() + (int64_t)milliseconds * 1000000;
}

static void call(void)
{
	struct sluice_cluster_target target = { .cxy = (uint32_t)number() };
	const uint32_t index = (uint32_t)number();
	struct sluice_cluster_pending what = { .targets = &target, .count = 1, .fingerprint = number() };
	const char *word;
	unsigned i;

	what.deadline_ns = limit(number());
	what.room_deadline_ns = what.deadline_ns;
	prepare(target.descriptor, index);
	for (i = 0; i < 10 && (word = strtok(NULL, " \n")) != NULL; i++)
		set_argument(target.descriptor, i, strtoull(word, NULL, 10));
	if (sluice_cluster_begin(member, 0, &what) != 0)
		abort();
	if (sluice_cluster_finish(&what) == 0) {
		printf("ok ");
		print_bytes(target.descriptor + SLUICE_CLUSTER_ARGUMENTS, 80);
		printf("\n");
		return;
	}
	printf("%s %d %s\n", sluice_error_name(target.status), target.error, target.started == SLUICE_STARTED_NO ? "no" : "unknown");
}

static void left(void)
{
	const struct sluice__member_view *view = sluice__member_view(member);
	uint32_t i;

	for (i = 0;; i = (i + 1) % CALLS) {
		const struct sluice_call_slot *slot = sluice__slot_at(view, i);
		const uint32_t word = sluice_load_acquire(&slot->word);

		if (sluice__word_generation(word) == sluice__word_generation(before[i]) || !sluice__word_is_finished(word))
			continue;
		before[i] = word;
		printf("%u %u %d %u %u ", sluice__word_outcome(word), sluice__word_status(word),
		       sluice__word_outcome(word) == SLUICE_OUTCOME_DONE ? slot->error : 0, slot->fingerprint, slot->target);
		print_bytes(slot->descriptor + SLUICE_CLUSTER_ARGUMENTS, 80);
		printf("\n");
		return;
	}
}

static void multicast(void)
{
	struct sluice_cluster_target targets[CALLS];
	char *list = strtok(NULL, " \n"), *end = list;
	const uint32_t index = (uint32_t)number();
	const uint64_t value = number();
	uint32_t count = 0, i;

	for (; *end != '\0' && count < CALLS; end += *end == ',') {
		struct sluice_cluster_target *target = &targets[count++];

		*target = (struct sluice_cluster_target){ .cxy = (uint32_t)strtoul(end, &end, 10) };
		prepare(target->descriptor, index);
		set_argument(target->descriptor, 0, value);
	}
	sluice_cluster_multicast(member, 0, targets, count, 0, SLUICE_FOREVER);
	for (i = 0; i < count; i++) {
		if (targets[i].status == 0)
			printf("%s%" PRIu64, i > 0 ? " " : "", argument(targets[i].descriptor, 1));
		else
			printf("%s%s", i > 0 ? " " : "", sluice_error_name(targets[i].status));
	}
	printf("\n");
}

/* What is in the FIFO of another member, and how many wait for room there. */
static void waiting(void)
{
	struct sluice__peer *peer = sluice__member_peer(member, (uint32_t)number());
	struct sluice__fifo place;

	if (peer == NULL || !sluice__fifo_place(&place, peer->view.fifo_lines, peer->view.fifo_slots, peer->view.fifo_slot_count))
		abort();
	printf("%u %u\n", sluice__fifo_depth(&place), sluice__fifo_count_before(&place, 0));
	sluice__peer_release(peer);
}

static void order(void)
{
	const uint32_t count = sluice_load_acquire(&note_count);
	uint32_t i;

	for (i = 0; i < count; i++)
		printf("%s%u", i > 0 ? " " : "", notes[i]);
	printf("\n");
}

int main(int argc, char **argv)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	struct sluice_cluster_counters counters;
	char line[512];

	if (argc < 3)
		return 2;
	cxy = (uint32_t)atoi(argv[2]);
	options.cxy = (int32_t)cxy;
	options.waiters = 2;
	options.calls_per_waiter = CALLS;
	if (argc > 3)
		options.fifo_slots = (uint32_t)atoi(argv[3]);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (sluice_member_join(argv[1], &options, sluice_now_ns() + INT64_C(20000000000), &member, NULL) != 0)
		return 1;
	printf("joined\n");
	while (fgets(line, sizeof line, stdin) != NULL) {
		const char *command = strtok(line, " \n");

		if (strcmp(command, "serve") == 0)
			start();
		else if (strcmp(command, "stop") == 0)
			printf("%s\n", sluice_cluster_stop(member, true) == 0 ? "ok" : "no");
		else if (strcmp(command, "call") == 0 || strcmp(command, "sync") == 0)
			call();
		else if (strcmp(command, "left") == 0)
			left();
		else if (strcmp(command, "waiting") == 0)
			waiting();
		else if (strcmp(command, "drain") == 0)
			drain();
		else if (strcmp(command, "order") == 0)
			order();
		else if (strcmp(command, "multicast") == 0)
			multicast();
		else if (strcmp(command, "quarantined") == 0 && sluice_cluster_get_counters(member, &counters) == 0)
			printf("%u\n", counters.quarantined);
		else
			printf("what?\n");
	}
	exit(0);
}
