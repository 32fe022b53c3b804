/*
 * A peer of an ivshmem region, in a guest as its init or in any process:
 *
 *   peer MEMORY SLOT JOB...
 *
 * MEMORY: `pci` (BAR2 of the device through sysfs, polling), `vfio` (the same with interrupts), or `file:PATH`. SLOT: a number, or `assigned`.
 * Jobs, in order; LIST is slots with commas, and who comes again is served again:
 *
 *   serve:LIST, serve-ipc:LIST   serves cluster-rpc, or libos-ipc, until somebody asks for the end
 *   call:SLOT, call-ipc:SLOT     asks the server there
 *   end:SLOT, end-ipc:SLOT       asks it to serve no more
 *   time:SLOT                    how long an empty call takes
 *   stream:SLOT                  a megabyte each way
 *   large:SLOT                   answers messages of up to all that a lane takes by as large ones
 *   echo:PATH, port:PATH         the same over virtio-serial: in the guest, on the host
 *
 * Says on stdout what it does, a line each.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sluice/channel-transport.h>
#include <sluice/guest.h>
#include <sluice/region.h>

#include "init.h"
#include "large.h"
#include "services.h"
#include "stream.h"
#include "timing.h"

#define IN_TIME sluice_deadline_after(INT64_C(100000000000))

static struct sluice_region *region;
static bool has_bells;
/* Why nobody attaches, or connects. */
static struct sluice_channel_refusal why;

static int failed(const char *what, int status)
{
	const char *detail = status == -SLUICE_ERR_SYSTEM ? strerror(errno) : why.detail;

	printf("%s: FAILED: %s%s%s\n", what, sluice_error_name(status), *detail == '\0' ? "" : ": ", detail);
	return 1;
}

/* ---- memory ------------------------------------------------------------------------------------------------------------------------ */

static int attach(void *memory, size_t size, const char *slot, const struct sluice_region_bell *bell)
{
	struct sluice_region_options options = {
		.slot = strcmp(slot, "assigned") == 0 ? SLUICE_REGION_ASSIGNED : atoi(slot),
		.takes_over = true,
	};

	if (bell != NULL)
		options.bell = *bell;
	has_bells = options.bell.vectors > 0;
	return sluice_region_attach(memory, size, &options, IN_TIME, &region, &why);
}

static int attach_device(const char *slot, bool interrupts)
{
	const struct sluice_guest_options options = {.interrupts = interrupts};
	struct sluice_region_bell bell;
	struct sluice_guest *guest;
	int status = sluice_guest_open(&options, &guest);

	if (status != 0)
		return status;
	bell = sluice_guest_bell(guest);
	printf("device: %zu bytes, number %u, %s, %u vectors\n", sluice_guest_size(guest), bell.number,
	       sluice_guest_has_doorbell(guest) ? "doorbell" : "plain", bell.vectors);
	return attach(sluice_guest_memory(guest), sluice_guest_size(guest), slot, &bell);
}

static int attach_file(const char *slot, const char *path)
{
	const int descriptor = open(path, O_RDWR | O_CLOEXEC);
	struct stat status;
	void *memory;

	if (descriptor < 0 || fstat(descriptor, &status) != 0)
		return -SLUICE_ERR_SYSTEM;
	memory = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
	close(descriptor);
	return memory == MAP_FAILED ? -SLUICE_ERR_SYSTEM : attach(memory, (size_t)status.st_size, slot, NULL);
}

static int open_memory(const char *memory, const char *slot)
{
	if (strncmp(memory, "file:", 5) == 0)
		return attach_file(slot, memory + 5);
	return attach_device(slot, strcmp(memory, "vfio") == 0);
}

/* ---- serving several peers in one thread ------------------------------------------------------------------------------------------- */

struct served {
	uint32_t slot;
	struct sluice_transport *transport; /* NULL while nobody is there */
};

static bool admit(struct served *peer, const struct sluice_channel_options *options)
{
	struct sluice_channel *channel;
	int status = sluice_region_try_connect(region, peer->slot, options, &channel, NULL);

	if (status == 0)
		status = sluice_channel_transport(channel, 0, &peer->transport);
	if (status == 0) {
		/* For sluice_region_wait, which looks by itself where there are no bells. */
		if (has_bells)
			sluice_transport_descriptor(peer->transport);
		printf("slot %u has come\n", peer->slot);
	}
	return status == 0;
}

/* Whether there was something to do. */
static bool serve_one(struct served *peer, const struct sluice_channel_options *options, const struct sluice_service *service,
		      const void *handlers)
{
	int status;

	if (peer->transport == NULL)
		return admit(peer, options);
	status = sluice_serve_some(peer->transport, service, handlers, region, NULL, 16);
	if (status >= 0)
		return status > 0;
	printf("slot %u has gone: %s\n", peer->slot, sluice_transport_error(peer->transport) == 0 ? "in order" : sluice_error_name(status));
	sluice_transport_free(peer->transport);
	peer->transport = NULL;
	return true;
}

static uint32_t parse_list(const char *list, struct served peers[64])
{
	uint32_t count = 0;

	while (*list != '\0' && count < 64) {
		char *end;

		peers[count++] = (struct served){(uint32_t)strtoul(list, &end, 10), NULL};
		list = *end == ',' ? end + 1 : end;
	}
	return count;
}

static int serve(const char *list, const struct sluice_channel_options *options, const struct sluice_service *service, const void *handlers)
{
	struct served peers[64];
	const uint32_t count = parse_list(list, peers);
	bool is_first = true;
	uint32_t i;

	services_stop = 0;
	printf("serving %s to %s\n", service->protocol, list);
	while (services_stop == 0) {
		bool was_busy = false;

		for (i = 0; i < count; i++)
			was_busy = serve_one(&peers[i], options, service, handlers) || was_busy;
		for (i = 0; i < count && !was_busy; i++)
			if (peers[i].transport != NULL)
				sluice_transport_flush(peers[i].transport);
		if (!was_busy)
			sluice_region_wait(region, is_first, SLUICE_FOREVER);
		is_first = was_busy;
	}
	for (i = 0; i < count; i++) {
		if (peers[i].transport == NULL)
			sluice_region_withdraw(region, peers[i].slot);
		else
			sluice_transport_close(peers[i].transport, IN_TIME);
		sluice_transport_free(peers[i].transport);
	}
	printf("served\n");
	return 0;
}

/* ---- the other jobs ---------------------------------------------------------------------------------------------------------------- */

static int ask(uint32_t slot, const struct sluice_channel_options *options, int (*questions)(struct sluice_transport *))
{
	struct sluice_transport *transport;
	struct sluice_channel *channel;
	int status = sluice_region_connect(region, slot, options, IN_TIME, &channel, &why);

	if (status == 0)
		status = sluice_channel_transport(channel, 0, &transport);
	if (status != 0)
		return failed("connect", status);
	sluice_transport_set_timeout(transport, INT64_C(100000000000));
	status = questions(transport);
	printf("asked slot %u: %d wrong\n", slot, status);
	sluice_transport_close(transport, IN_TIME);
	sluice_transport_free(transport);
	return status != 0;
}

/* Bare bytes with the peer in a slot. */
static int exchange(uint32_t slot, int (*job)(struct sluice_channel *channel, int64_t deadline_ns))
{
	struct sluice_channel *channel;
	int status = sluice_region_connect(region, slot, NULL, IN_TIME, &channel, &why);

	if (status != 0)
		return failed("connect", status);
	status = job(channel, IN_TIME);
	sluice_channel_disconnect(channel);
	return status;
}

struct job {
	const char *name;
	bool is_libos, is_server;
	int (*questions)(struct sluice_transport *transport);
};

static const struct job JOBS[] = {
	{"serve", false, true, NULL},
	{"serve-ipc", true, true, NULL},
	{"call", false, false, ask_cluster},
	{"call-ipc", true, false, ask_libos},
	{"end", false, false, end_cluster},
	{"end-ipc", true, false, end_libos},
	{"time", false, false, time_calls},
};

static int run_one(const struct job *job, const char *where)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;

	options.identity = job->is_libos ? libos_ipc_identity() : cluster_rpc_identity();
	if (!job->is_server)
		return ask((uint32_t)strtoul(where, NULL, 10), &options, job->questions);
	if (job->is_libos)
		return serve(where, &options, &libos_ipc_service, &LIBOS);
	return serve(where, &options, &cluster_rpc_service, &CLUSTER);
}

static int run(const char *text)
{
	const char *colon = strchr(text, ':');
	size_t length, i;

	if (colon == NULL)
		colon = text + strlen(text);
	length = (size_t)(colon - text);
	for (i = 0; i < sizeof JOBS / sizeof JOBS[0]; i++)
		if (strlen(JOBS[i].name) == length && strncmp(JOBS[i].name, text, length) == 0)
			return run_one(&JOBS[i], colon + 1);
	if (strncmp(text, "stream:", 7) == 0)
		return exchange((uint32_t)strtoul(colon + 1, NULL, 10), exchange_megabyte);
	if (strncmp(text, "large:", 6) == 0)
		return exchange((uint32_t)strtoul(colon + 1, NULL, 10), exchange_large);
	if (strncmp(text, "echo:", 5) == 0)
		return echo_port(colon + 1);
	if (strncmp(text, "port:", 5) == 0)
		return time_port(colon + 1);
	printf("%s: no such job\n", text);
	return 1;
}

static int work(int count, char **arguments)
{
	int status, i;

	if (count < 3) {
		printf("usage: peer pci|vfio|file:PATH SLOT|assigned JOB...\n");
		return 2;
	}
	status = open_memory(arguments[1], arguments[2]);
	if (status != 0)
		return failed("attach", status);
	printf("attached: slot %u of %u, epoch %u\n", sluice_region_slot(region), sluice_region_slot_count(region), sluice_region_epoch(region));
	for (i = 3; i < count; i++)
		if (run(arguments[i]) != 0)
			return 1;
	sluice_region_detach(region);
	printf("done\n");
	return 0;
}

int main(int count, char **arguments)
{
	int status;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!init_is_first())
		return work(count, arguments);
	init_begin();
	status = work(count, arguments);
	printf("ended with %d\n", status);
	init_end();
	return status;
}
