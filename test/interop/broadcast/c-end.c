/*
 * One end of a broadcast that does what stdin says, a line each, and answers each line with one: the twin of ts-end.ts. `trace.ts` has the
 * language.
 */
#include <inttypes.h>
#include <poll.h>
#include <stddef.h>

#include <sluice/broadcast.h>

/* A test that shows whole segments has to see them. */
#include "../../../native/src/publisher.c"
#include "../../../native/src/subscriber.c"
#include "../channel/end.h"

static struct sluice_publisher *publisher;
static struct sluice_subscriber *subscriber;

static void say_status(int status)
{
	say("%s", status == 0 ? "ok" : sluice_error_name(status) + strlen("SLUICE_ERR_"));
}

/* ---- the publisher ----------------------------------------------------------------------------------------------------------------- */

static void open_publisher(const char *address, uint32_t order)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;

	options.send_order = (int)order;
	say_status(sluice_publisher_open(address, &options, &publisher));
}

static void serve(uint32_t count)
{
	int status;

	while ((status = sluice_publisher_dispatch(publisher)) >= 0 && status != (int)count) {
		struct pollfd entry = {.fd = sluice_publisher_descriptor(publisher), .events = POLLIN};

		poll(&entry, 1, -1);
	}
	say_status(status < 0 ? status : 0);
}

static void put(uint32_t length, uint32_t type, uint32_t flags)
{
	static uint8_t bytes[1 << 16];

	CHECK(length <= sizeof bytes);
	fill(bytes, length, type);
	say_status(sluice_publisher_publish(publisher, type, flags, bytes, length));
}

static void forge(const char *name, const uint32_t *a)
{
	const struct sluice__map *map = &publisher->shared;
	uint8_t *place = map->broadcast.data + 4 * (a[0] % (map->broadcast.data_size / 4));
	uint32_t word, latest;

	memcpy(&latest, map->broadcast.control + offsetof(struct sluice_broadcast_lines, latest), 4);
	if (strcmp(name, "state") == 0)
		place = map->base + offsetof(struct sluice_segment_header, state);
	else if (strcmp(name, "intent") == 0)
		place = map->broadcast.control + offsetof(struct sluice_broadcast_lines, intent);
	else if (strcmp(name, "tail") == 0)
		place = map->broadcast.control + offsetof(struct sluice_broadcast_lines, tail);
	else if (strcmp(name, "header") == 0)
		place = map->broadcast.data + (latest & (map->broadcast.data_size - 16)) + 4 * (a[0] % 4);
	else if (strcmp(name, "latest") == 0)
		place = map->broadcast.control + offsetof(struct sluice_broadcast_lines, latest);
	memcpy(&word, place, 4);
	word = a[1] != 0 ? word + a[2] : a[2];
	memcpy(place, &word, 4);
	say("ok");
}

static bool run_publisher(const char *command, const char *word, const uint32_t *a)
{
	const struct sluice__map *map = &publisher->shared;

	if (strcmp(command, "serve") == 0)
		serve(a[0]);
	else if (strcmp(command, "put") == 0)
		put(a[0], a[1], a[2]);
	else if (strcmp(command, "forge") == 0)
		forge(word, a);
	else if (strcmp(command, "load") == 0)
		load_image(map->base, SLUICE_HEADER_SIZE, map->size, word);
	else if (strcmp(command, "image") == 0)
		say_image(map->base, map->size);
	else
		return false;
	return true;
}

/* ---- the subscriber ---------------------------------------------------------------------------------------------------------------- */

static void say_message(int status, const struct sluice_broadcast_message *message)
{
	if (status == 1)
		say("%zu %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32, message->length, message->type, message->flags, message->lost,
		    hash(message->payload, message->length));
	else if (status == 0)
		say("EMPTY");
	else
		say_status(status);
}

/* Waits for so long if there is nothing; 0 looks once. */
static void get(uint32_t milliseconds)
{
	const int64_t deadline_ns = sluice_deadline_after((int64_t)milliseconds * 1000000);
	struct sluice_broadcast_message message;
	int status = sluice_subscriber_get(subscriber, &message);

	while (status == 0 && milliseconds > 0 && sluice_subscriber_wait(subscriber, deadline_ns) == 1) {
		status = sluice_subscriber_get(subscriber, &message);
		if (status == 0 && sluice_is_over(deadline_ns, sluice_now_ns()))
			break;
	}
	say_message(status, &message);
}

static void say_counters(void)
{
	struct sluice_broadcast_counters counters;

	sluice_subscriber_counters(subscriber, &counters);
	say("%" PRIu64 " %" PRIu64, counters.received, counters.lost);
}

static bool run_subscriber(const char *command, const uint32_t *a)
{
	if (strcmp(command, "get") == 0)
		get(0);
	else if (strcmp(command, "receive") == 0)
		get(a[0]);
	else if (strcmp(command, "counters") == 0)
		say_counters();
	else if (strcmp(command, "image") == 0)
		say_image(subscriber->link.own.base, subscriber->link.own.size);
	else
		return false;
	return true;
}

/* ---- the language ------------------------------------------------------------------------------------------------------------------ */

static void leave(void)
{
	sluice_publisher_close(publisher);
	sluice_subscriber_close(subscriber);
	publisher = NULL;
	subscriber = NULL;
	say("ok");
}

static void run(const char *command, const char *word, const uint32_t *a)
{
	if (strcmp(command, "publish") == 0)
		open_publisher(word, a[0]);
	else if (strcmp(command, "subscribe") == 0)
		say_status(sluice_subscriber_open(word, NULL, sluice_deadline_after((int64_t)60 * 1000000000), NULL, &subscriber));
	else if (strcmp(command, "leave") == 0)
		leave();
	else if (publisher == NULL && subscriber == NULL)
		say("gone");
	else if (!(publisher != NULL ? run_publisher(command, word, a) : run_subscriber(command, a)))
		say("no");
}

int main(void)
{
	static const char *const WORDED[] = {"publish", "subscribe", "forge", "load", NULL};

	run_lines(WORDED, run);
	return 0;
}
