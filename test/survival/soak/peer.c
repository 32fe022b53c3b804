/*
 * A peer of a soak in C; peer.ts is its twin.
 *
 *   peer serve PACE KIND=ADDRESS...             one thread for each address; prints a line for each connection that has ended, and one
 *                                               with the bytes in use for each SIGUSR1
 *   peer join PACE KIND=ADDRESS LIFE PROGRESS   one connection, until SIGTERM
 *
 * KIND is records, stream, calls, socket or broadcast.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <sluice/channel-transport.h>
#include <sluice/socket.h>

#include "soak.h"

#define MOST_SLOTS 16
/* A client that waits so long for its server was forgotten. */
#define CONNECT_MS 60000

int soak_stop, soak_pace_ms;

static void on_signal(int number)
{
	(void)number;
	__atomic_store_n(&soak_stop, 1, __ATOMIC_RELEASE);
}

bool soak_is_stopped(void)
{
	return __atomic_load_n(&soak_stop, __ATOMIC_ACQUIRE) != 0;
}

int64_t soak_deadline(int64_t milliseconds)
{
	return sluice_deadline_after(milliseconds * 1000000);
}

struct sluice_channel_options soak_options(void)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;

	options.send_order = RING_ORDER;
	options.arena_block_size = BLOCK_SIZE;
	options.arena_block_count = BLOCK_COUNT;
	return options;
}

void soak_violation(const char *address, uint32_t life, const char *what, uint64_t expected, uint64_t got)
{
	printf("{\"violation\":\"%s\",\"address\":\"%s\",\"life\":%u,\"expected\":%" PRIu64 ",\"got\":%" PRIu64 "}\n", what, address, life,
	       expected, got);
	fflush(stdout);
}

struct slot {
	char kind[16];
	const char *address;
	pthread_t thread;
};

static bool parse(const char *argument, struct slot *slot)
{
	const char *equals = strchr(argument, '=');

	if (equals == NULL || (size_t)(equals - argument) >= sizeof slot->kind)
		return false;
	snprintf(slot->kind, sizeof slot->kind, "%.*s", (int)(equals - argument), argument);
	slot->address = equals + 1;
	return true;
}

static bool is_kind(const struct slot *slot, const char *kind)
{
	return strcmp(slot->kind, kind) == 0;
}

/* ---- serving ---------------------------------------------------------------------------------------------------------------------- */

static void report(const struct visit *visit)
{
	printf("{\"ended\":\"%s\",\"address\":\"%s\",\"life\":%u,\"received\":%" PRIu64 ",\"sent\":%" PRIu64 ",\"lost\":%" PRIu64 "}\n",
	       visit->status == 0 ? "SLUICE_ERR_ENDED" : sluice_error_name(visit->status), visit->address, visit->life, visit->received,
	       visit->sent, visit->lost);
	fflush(stdout);
}

static void serve_channel(const struct slot *slot, struct sluice_channel *channel, struct visit *visit)
{
	struct sluice_transport *transport;

	if (is_kind(slot, "records"))
		soak_exchange(channel, visit);
	else if (is_kind(slot, "stream"))
		soak_stream(channel, visit);
	else if (sluice_channel_transport(channel, 0, &transport) == 0)
		soak_serve_calls(transport, visit);
	else
		abort();
}

static void serve_socket(const struct slot *slot)
{
	struct sluice_listener *listener;
	struct sluice_transport *transport;

	if (sluice_socket_listen(slot->address, NULL, &listener) != 0) {
		soak_violation(slot->address, 0, "listen", 0, (uint64_t)errno);
		return;
	}
	while (!soak_is_stopped()) {
		struct visit visit = {.address = slot->address};

		if (sluice_listener_accept(listener, soak_deadline(50), &transport) != 0)
			continue;
		soak_serve_calls(transport, &visit);
		report(&visit);
	}
	sluice_listener_close(listener);
}

static void serve_memory(const struct slot *slot)
{
	const struct sluice_channel_options options = soak_options();
	struct sluice_channel_listener *listener;
	struct sluice_channel *channel;

	if (sluice_channel_listen(slot->address, &options, &listener) != 0) {
		soak_violation(slot->address, 0, "listen", 0, (uint64_t)errno);
		return;
	}
	while (!soak_is_stopped()) {
		struct visit visit = {.address = slot->address};

		if (sluice_channel_accept(listener, soak_deadline(50), &channel) != 0)
			continue;
		serve_channel(slot, channel, &visit);
		report(&visit);
	}
	sluice_channel_listener_close(listener);
}

static void *serve(void *user)
{
	const struct slot *slot = user;

	if (is_kind(slot, "broadcast"))
		soak_publish(slot->address);
	else if (is_kind(slot, "socket"))
		serve_socket(slot);
	else
		serve_memory(slot);
	return NULL;
}

/* Bytes that are allocated, when somebody asks by SIGUSR1. */
static void tell_used(const sigset_t *asked)
{
	const struct timespec moment = {0, 50000000};

	if (sigtimedwait(asked, NULL, &moment) != SIGUSR1)
		return;
	printf("{\"used\":%zu}\n", mallinfo2().uordblks);
	fflush(stdout);
}

static int serve_all(int count, char **arguments)
{
	static struct slot slots[MOST_SLOTS];
	sigset_t asked;
	int i;

	/* One arena, so that all that is in use can be counted. Threads inherit the mask: only this one is asked. */
	mallopt(M_ARENA_MAX, 1);
	mallopt(M_MXFAST, 0);
	sigemptyset(&asked);
	sigaddset(&asked, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &asked, NULL);
	for (i = 0; i < count && i < MOST_SLOTS; i++)
		if (!parse(arguments[i], &slots[i]) || pthread_create(&slots[i].thread, NULL, serve, &slots[i]) != 0)
			return 2;
	while (!soak_is_stopped())
		tell_used(&asked);
	for (i = 0; i < count && i < MOST_SLOTS; i++)
		pthread_join(slots[i].thread, NULL);
	return 0;
}

/* ---- joining ---------------------------------------------------------------------------------------------------------------------- */

static struct progress *map_progress(const char *path)
{
	const int descriptor = open(path, O_RDWR | O_CLOEXEC);
	void *at = mmap(NULL, sizeof(struct progress), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);

	close(descriptor);
	return at == MAP_FAILED ? NULL : at;
}

static int join_channel(const struct slot *slot, struct visit *visit)
{
	const struct sluice_channel_options options = soak_options();
	struct sluice_transport *transport;
	struct sluice_channel *channel;
	int status = sluice_channel_connect(slot->address, &options, soak_deadline(CONNECT_MS), &channel, NULL);

	if (status != 0)
		return status;
	if (is_kind(slot, "records")) {
		soak_exchange(channel, visit);
	} else if (is_kind(slot, "stream")) {
		soak_stream(channel, visit);
	} else {
		status = sluice_channel_transport(channel, 0, &transport);
		if (status == 0)
			soak_make_calls(transport, visit);
	}
	return status;
}

static int join(const char *argument, uint32_t life, const char *path)
{
	struct slot slot;
	struct visit visit = {.life = life, .is_client = true, .progress = map_progress(path)};
	struct sluice_transport *transport;
	int status = 0;

	if (!parse(argument, &slot) || visit.progress == NULL)
		return 2;
	visit.address = slot.address;
	if (is_kind(&slot, "broadcast"))
		soak_subscribe(&visit);
	else if (!is_kind(&slot, "socket"))
		status = join_channel(&slot, &visit);
	else if ((status = sluice_socket_connect(slot.address, NULL, soak_deadline(CONNECT_MS), &transport)) == 0)
		soak_make_calls(transport, &visit);
	if (status == 0)
		status = visit.status;
	/* Servers outlive their clients. */
	if (status < 0 && status != -SLUICE_ERR_ENDED && !soak_is_stopped())
		soak_violation(slot.address, life, sluice_error_name(status), 0, (uint64_t)errno);
	if (soak_is_stopped())
		visit.progress->left = 1;
	return 0;
}

int main(int count, char **arguments)
{
	struct sigaction action = {.sa_handler = on_signal};

	sigaction(SIGTERM, &action, NULL);
	if (count < 4)
		return 2;
	soak_pace_ms = atoi(arguments[2]);
	if (strcmp(arguments[1], "serve") == 0)
		return serve_all(count - 3, arguments + 3);
	return count == 6 ? join(arguments[3], (uint32_t)atoi(arguments[4]), arguments[5]) : 2;
}
