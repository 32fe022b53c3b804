/*
 * A host in C that is in a region by a server's client:
 *
 *   client-peer SOCKET SLOT|assigned echo:SLOT          sends back what that slot sends, until it leaves
 *   client-peer SOCKET SLOT|assigned lead:SLOT          asks an echo and checks, sleeps while nobody rings, then waits for the peer's end
 *   client-peer SOCKET SLOT|assigned asks:SLOT          asks an echo and checks, each time that it reads a line on stdin
 *   client-peer SOCKET SLOT|assigned both:SLOT,SLOT     the same of two, of which one is never asked but looked at all the time
 *
 * Says a line on stdout for each thing that is as it should be.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include <sluice/region.h>

#include "../../native/check.h"

#define IN_TIME sluice_deadline_after(INT64_C(100000000000))
#define QUIET_NS INT64_C(20000000)
#define ROUNDS 300u

static struct sluice_ivshmem *client;
static struct sluice_ivshmem_memory memory;
static struct sluice_region *region;
/* Goes on whoever leaves. */
static bool is_patient;

static void say(const char *line)
{
	printf("%s\n", line);
	fflush(stdout);
}

static void nap(long microseconds)
{
	const struct timespec pause = {0, microseconds * 1000};

	nanosleep(&pause, NULL);
}

static void on_event(void *user, const struct sluice_ivshmem_event *event)
{
	(void)user;
	/* Of kicks nobody is told. */
	CHECK(event->kind != SLUICE_IVSHMEM_KICK && event->kind != SLUICE_IVSHMEM_FAULT);
	if (event->kind == SLUICE_IVSHMEM_LEAVE && !is_patient)
		say("somebody has left");
}

static void attach(const char *path, const char *slot)
{
	const struct sluice_ivshmem_options wanted = {.vectors = 2, .reconnect_ns = 20000000};
	struct sluice_region_options options = {.slot = strcmp(slot, "assigned") == 0 ? SLUICE_REGION_ASSIGNED : atoi(slot), .on_event = on_event};
	struct sluice_ivshmem_event event;

	CHECK(sluice_ivshmem_connect(path, &wanted, IN_TIME, &client) == 0);
	options.client = client;
	CHECK(sluice_region_attach(&memory, 0, &options, 0, &region, NULL) == -SLUICE_ERR_OPTION);
	do
		CHECK(sluice_ivshmem_wait(client, IN_TIME, &event) == 1);
	while (event.kind != SLUICE_IVSHMEM_READY);
	CHECK(sluice_ivshmem_map(client, &memory) == 0);
	CHECK(sluice_region_attach(memory.base, memory.size, &options, IN_TIME, &region, NULL) == 0);
	say("attached");
}

static struct sluice_channel *join(uint32_t slot)
{
	struct sluice_channel *channel;

	CHECK(sluice_region_connect(region, slot, NULL, IN_TIME, &channel, NULL) == 0);
	return channel;
}

static void echo(uint32_t slot)
{
	struct sluice_channel *channel = join(slot);
	struct sluice_message message;

	while (sluice_channel_receive(channel, SLUICE_FOREVER, &message) == 1) {
		CHECK(sluice_channel_send(channel, message.payload, message.size, message.type, message.flags, IN_TIME) == 0);
		CHECK(sluice_channel_finish_message(channel) == 0);
	}
	CHECK(sluice_channel_disconnect(channel) == 0);
	say("echoed");
}

static void send_bytes(struct sluice_channel *channel, uint32_t round)
{
	uint8_t bytes[64];

	memset(bytes, (int)round, sizeof bytes);
	CHECK(sluice_channel_send(channel, bytes, 1 + round % 64, 0, 0, IN_TIME) == 0);
}

static void take_bytes(struct sluice_channel *channel, uint32_t round)
{
	struct sluice_message message;

	CHECK(sluice_channel_receive(channel, SLUICE_FOREVER, &message) == 1);
	CHECK(message.size == 1 + round % 64 && message.payload[round % 64] == (uint8_t)round);
	CHECK(sluice_channel_finish_message(channel) == 0);
}

/* Who polls comes back after a pause, or a millisecond. News of others may ring once or twice. */
static void sleep_undisturbed(void)
{
	int64_t start_ns;

	do {
		start_ns = sluice_now_ns();
		sluice_region_wait(region, true, start_ns + QUIET_NS);
	} while (sluice_now_ns() - start_ns < QUIET_NS);
	say("slept");
}

static void lead(uint32_t slot)
{
	struct sluice_channel *channel = join(slot);
	struct sluice_message message;
	uint32_t round, seed = 77;
	int status;

	for (round = 0; round < ROUNDS; round++) {
		send_bytes(channel, round);
		/* Now and then both sleep. */
		if (below(&seed, 8) == 0)
			nap((long)below(&seed, 3000));
		take_bytes(channel, round);
	}
	say("answered");
	CHECK(sluice_channel_arm(channel, SLUICE_EVENT_RECEIVE) == 0);
	sleep_undisturbed();
	status = sluice_channel_receive(channel, SLUICE_FOREVER, &message);
	CHECK(status < 0);
	say(sluice_error_name(status));
	CHECK(sluice_channel_disconnect(channel) == 0);
}

/* News of the server want to be taken in while nobody asks. */
static void wait_for_line(void)
{
	struct pollfd ready = {.fd = STDIN_FILENO, .events = POLLIN};
	char line[16];

	while (poll(&ready, 1, 0) == 0)
		sluice_region_wait(region, true, sluice_now_ns() + QUIET_NS);
	CHECK(read(STDIN_FILENO, line, sizeof line) > 0);
}

static void ask_on_demand(uint32_t slot)
{
	struct sluice_channel *channel;

	is_patient = true;
	channel = join(slot);
	for (;;) {
		uint32_t round;

		wait_for_line();
		for (round = 0; round < 20; round++) {
			send_bytes(channel, round);
			take_bytes(channel, round);
		}
		say("answered");
	}
}

/* What rings for one channel is taken in by looks at another: its own descriptor has to say so all the same. */
static void lead_both(uint32_t quiet_slot, uint32_t slot)
{
	struct sluice_channel *quiet = join(quiet_slot), *channel = join(slot);
	struct pollfd ready = {.fd = sluice_channel_descriptor(channel), .events = POLLIN};
	uint32_t round, look;

	for (round = 0; round < ROUNDS / 10; round++) {
		send_bytes(channel, round);
		while (sluice_channel_arm(channel, SLUICE_EVENT_RECEIVE) == 0) {
			for (look = 0; look < 20; look++) {
				CHECK(sluice_channel_get_receive_event(quiet) == 0);
				nap(200);
			}
			CHECK(poll(&ready, 1, 100000) == 1);
		}
		take_bytes(channel, round);
	}
	say("answered");
	CHECK(sluice_channel_disconnect(quiet) == 0 && sluice_channel_disconnect(channel) == 0);
}

int main(int count, char **arguments)
{
	unsigned first, second;

	CHECK(count == 4);
	attach(arguments[1], arguments[2]);
	if (sscanf(arguments[3], "echo:%u", &first) == 1)
		echo(first);
	else if (sscanf(arguments[3], "lead:%u", &first) == 1)
		lead(first);
	else if (sscanf(arguments[3], "asks:%u", &first) == 1)
		ask_on_demand(first);
	else if (sscanf(arguments[3], "both:%u,%u", &first, &second) == 2)
		lead_both(first, second);
	else
		return 2;
	sluice_region_detach(region);
	sluice_ivshmem_unmap(&memory);
	sluice_ivshmem_close(client);
	return 0;
}
