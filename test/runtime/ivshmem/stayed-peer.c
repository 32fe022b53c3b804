/*
 * What QEMU with a guest is to a server: it has the memory, its own eventfds and those of others, and never connects anew. Its guest is the peer of a region
 * that sleeps until it is rung:
 *
 *   stayed-peer SOCKET LIST      in the slot that the steward assigns, sends back what the slots in LIST (with commas) send, until it is killed
 *
 * Reboots at SIGUSR1: the guest comes again, without a word of its earlier life. Says on stdout each time in which epoch it is.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <time.h>

#include <sluice/region.h>

#include "../../../native/src/ivshmem-client.h"
#include "../../native/check.h"

#define IN_TIME sluice_deadline_after(INT64_C(100000000000))

struct served {
	uint32_t slot;
	struct sluice_channel *channel; /* NULL while nobody is there */
};

static struct sluice_ivshmem *client;
static struct sluice_ivshmem_memory memory;
static struct sluice_region *region;
static volatile sig_atomic_t must_reboot;

static void on_signal(int number)
{
	(void)number;
	must_reboot = 1;
}

/* QEMU has a thread that takes in who comes and goes; in time for a ring is soon enough. */
static void ring(void *user, uint32_t number, uint32_t vector)
{
	struct sluice_ivshmem_event event;

	(void)user;
	while (sluice_ivshmem_step(client, &event) == 1)
		;
	sluice_ivshmem_ring(client, number, vector);
}

static void connect_once(const char *path)
{
	const struct sluice_ivshmem_options wanted = {.vectors = 2};
	struct sluice_ivshmem_event event;

	CHECK(sluice_ivshmem_connect(path, &wanted, IN_TIME, &client) == 0);
	do
		CHECK(sluice_ivshmem_wait(client, IN_TIME, &event) == 1);
	while (event.kind != SLUICE_IVSHMEM_READY);
	CHECK(sluice_ivshmem_map(client, &memory) == 0);
}

static void boot(void)
{
	const uint32_t number = (uint32_t)sluice_ivshmem_id(client);
	const struct sluice__ivshmem_peer *own = sluice__ivshmem_find(&client->table, number);
	struct sluice_region_options options = {
		.slot = SLUICE_REGION_ASSIGNED,
		.takes_over = true,
		.bell = {.number = number, .vectors = own->count, .ring = ring},
	};

	memcpy(options.bell.descriptors, own->vectors, own->count * sizeof own->vectors[0]);
	CHECK(sluice_region_attach(memory.base, memory.size, &options, IN_TIME, &region, NULL) == 0);
	printf("epoch %u\n", sluice_region_epoch(region));
}

static bool admit(struct served *peer)
{
	const int status = sluice_region_try_connect(region, peer->slot, NULL, &peer->channel, NULL);

	/* Declared dead it has nothing more to do. */
	if (status == -SLUICE_ERR_PEER_CLOSED)
		exit(0);
	CHECK(status == 0 || status == SLUICE_FULL);
	/* For sluice_region_wait. */
	return status == 0 && sluice_channel_descriptor(peer->channel) >= 0;
}

/* Whether there was something to do. */
static bool serve(struct served *peer)
{
	struct sluice_message message;
	int status;

	if (peer->channel == NULL)
		return admit(peer);
	status = sluice_channel_get_message(peer->channel, &message);
	if (status == 1) {
		/* Longer than anybody looks before it sleeps: then a ring that is lost is an answer that is lost. */
		nanosleep(&(struct timespec){0, 5000000}, NULL);
		CHECK(sluice_channel_send(peer->channel, message.payload, message.size, message.type, message.flags, IN_TIME) == 0);
		CHECK(sluice_channel_finish_message(peer->channel) == 0);
		return true;
	}
	if (status >= 0)
		return sluice_channel_arm(peer->channel, SLUICE_EVENT_RECEIVE) != 0;
	CHECK(sluice_channel_disconnect(peer->channel) == 0);
	peer->channel = NULL;
	return true;
}

static uint32_t parse(const char *list, struct served peers[64])
{
	uint32_t count = 0;

	for (; *list != '\0' && count < 64; list += *list == ',') {
		char *end;

		peers[count++] = (struct served){(uint32_t)strtoul(list, &end, 10), NULL};
		list = end;
	}
	return count;
}

int main(int argument_count, char **arguments)
{
	struct served peers[64];
	uint32_t count, i;

	CHECK(argument_count == 3 && signal(SIGUSR1, on_signal) != SIG_ERR);
	setvbuf(stdout, NULL, _IOLBF, 0);
	connect_once(arguments[1]);
	for (;;) {
		count = parse(arguments[2], peers);
		boot();
		for (must_reboot = 0; must_reboot == 0;) {
			bool was_busy = false;

			for (i = 0; i < count; i++)
				was_busy = serve(&peers[i]) || was_busy;
			if (!was_busy)
				sluice_region_wait(region, true, SLUICE_FOREVER);
		}
	}
}
