/* SPDX-License-Identifier: MIT */
/*
 *   broadcast subscriber|publisher OPERATIONS      SLUICE_SEED=N begins with that seed
 *
 * A publisher that lies to a subscriber, and subscribers that lie to a publisher, each in a thread beside its victim.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

#include <sluice/broadcast.h>

#include "../../../native/src/broadcast-ring.h"
#include "../../../native/src/link.h"
#include "../../native/check.h"
#include "segment.h"

#define CAPACITY 4096u
#define PATIENCE_S 60

static char address[64];
static _Atomic bool is_over, is_listening, is_subscribed;
static _Atomic unsigned told;	/* whether it has lied at all since the subscriber has come */
static _Atomic uint64_t stores;
static uint32_t seed;

static bool is_done;

static void say_seed_at_exit(void)
{
	if (!is_done)
		fprintf(stderr, "failed; again with SLUICE_SEED=%u\n", seed);
}

static void say_seed(int number)
{
	fprintf(stderr, "%s; again with SLUICE_SEED=%u\n", number == SIGALRM ? "a call has not come back" : "failed", seed);
	_exit(3);
}

static uint32_t number_near(uint32_t *draws, uint32_t about)
{
	switch (below(draws, 7)) {
	case 0: return draw(draws);
	case 1: return about + 16 * below(draws, 300);
	case 2: return about - 16 * below(draws, 300);
	case 3: return about ^ (1u << below(draws, 32));
	case 4: return about + below(draws, 20);
	case 5: return below(draws, CAPACITY);
	default: return below(draws, 2) == 0 ? 0 : UINT32_MAX;
	}
}

static void store(uint32_t *word, uint32_t value)
{
	atomic_store(&told, 1);
	__atomic_store_n(word, value, __ATOMIC_SEQ_CST);
	atomic_fetch_add(&stores, 1);
}

/* ---- a publisher that lies ------------------------------------------------------------------------------------------------------------- */

static void publish(struct sluice__broadcast_writer *writer, uint32_t *draws)
{
	uint8_t payload[1008];
	const uint32_t length = below(draws, below(draws, 4) == 0 ? sizeof payload : 100);

	memset(payload, (int)(writer->sequence & 0xff), length);
	sluice__broadcast_write(writer, writer->sequence, 0, payload, length);
}

static void lie_as_publisher(struct sluice__map *map, uint32_t *draws)
{
	struct sluice_broadcast_lines *lines = (struct sluice_broadcast_lines *)(void *)map->broadcast.control;
	uint32_t *const words[] = {&lines->intent, &lines->tail, &lines->latest};
	uint32_t *word, times = 1 + below(draws, 200), old, value;

	switch (below(draws, 40)) {
	case 0: word = (uint32_t *)(void *)(map->base + offsetof(struct sluice_segment_header, state)); break;
	case 1: case 2: case 3: case 4: case 5: word = (uint32_t *)(void *)(map->broadcast.data + 4 * below(draws, CAPACITY / 4)); break;
	case 6: case 7: case 8: case 9: case 10: case 11: case 12: case 13:
		/* The header of the latest record. */
		word = (uint32_t *)(void *)(map->broadcast.data + (lines->latest & (CAPACITY - 1) & ~15u) + 4 * below(draws, 2));
		break;
	default: word = words[below(draws, 3)]; break;
	}
	old = __atomic_load_n(word, __ATOMIC_RELAXED);
	value = number_near(draws, old);
	while (times-- > 0) {
		store(word, value);
		store(word, old);
	}
	if (below(draws, 3) == 0)
		store(word, value);
}

static void *publisher_main(void *unused)
{
	struct sluice__terms terms = {.options = SLUICE_CHANNEL_OPTIONS, .purpose = SLUICE_PURPOSE_BROADCAST};
	const struct sluice__plan plan = {.broadcast_size = CAPACITY, .endpoint = 1, .generation = 1};
	uint32_t draws = seed ^ 0x5555u;

	(void)unused;
	while (!atomic_load(&is_over)) {
		struct sluice__listening *listening;
		struct sluice__broadcast_writer writer;
		struct sluice__link link;
		struct sluice__map map;
		const bool is_soft = below(&draws, 4) == 0;
		uint32_t i;

		/* Who still reads the last one has not been told the truth. */
		while (atomic_load(&is_subscribed) && !atomic_load(&is_over))
			usleep(20);
		CHECK(sluice__map_create(&plan, &map) == 0);
		sluice__broadcast_writer_init(&writer, map.broadcast.control, map.broadcast.data, CAPACITY);
		terms.shared = &map;
		CHECK(sluice__listen_start(address, &terms, &listening) == 0);
		atomic_store(&told, 0);
		atomic_store(&is_listening, true);
		do {
			struct pollfd entry = {.fd = sluice__listen_descriptor(listening), .events = POLLIN};

			poll(&entry, 1, 1);
			CHECK(sluice__listen_step(listening) >= 0);
		} while (sluice__listen_take(listening, &link) != 1 && !atomic_load(&is_over));
		atomic_store(&is_listening, false);
		for (i = 0; !atomic_load(&is_over) && i < 2000; i++) {
			if (is_soft || below(&draws, 4) != 0)
				publish(&writer, &draws);
			else
				lie_as_publisher(&map, &draws);
			if (below(&draws, 4) == 0)
				sluice__link_ring_data(&link);
			if ((sluice__link_drain(&link) & SLUICE__EVENT_CLOSED) != 0)
				break;
		}
		sluice__link_close(&link);
		sluice__listen_close(listening);
		sluice__map_close(&map);
	}
	return NULL;
}

static void check_record(const struct sluice_broadcast_message *message)
{
	const uint8_t first = message->length > 0 ? message->payload[0] : 0;
	uint32_t sum = 0;
	size_t i;

	CHECK(message->length <= CAPACITY / 4 - 16);
	for (i = 0; i < message->length; i++)
		sum += message->payload[i];
	/* Its number stands in its type. Torn ones never pass, as long as nobody lies. */
	if (atomic_load(&told) == 0 && message->length > 0)
		CHECK(first == (uint8_t)message->type && sum == first * message->length);
}

static uint64_t use_subscriber(struct sluice_subscriber *subscriber, uint32_t *draws)
{
	struct sluice_broadcast_message message;
	uint64_t operations = 0;
	int status, i, after_end = 0;

	for (i = 0; i < 400 && after_end < 10; i++) {
		status = sluice_subscriber_get(subscriber, &message);
		operations++;
		if (status == 1)
			check_record(&message);
		else if (status == 0)
			CHECK(sluice_subscriber_wait(subscriber, sluice_deadline_after(below(draws, 200) * 1000)) >= 0);
		else {
			CHECK(status == -SLUICE_ERR_POISONED || status == -SLUICE_ERR_PEER_DIED || status == -SLUICE_ERR_PEER_CLOSED);
			CHECK(status != -SLUICE_ERR_POISONED || atomic_load(&told) != 0);
			after_end++;
		}
	}
	return operations;
}

static uint64_t subscribe_until(uint64_t wanted)
{
	uint32_t draws = seed;
	uint64_t operations = 0;
	pthread_t thread;

	CHECK(pthread_create(&thread, NULL, publisher_main, NULL) == 0);
	while (operations < wanted) {
		struct sluice_subscriber *subscriber;

		alarm(PATIENCE_S);
		if (!atomic_load(&is_listening)) {
			usleep(20);
			continue;
		}
		atomic_store(&is_subscribed, true);
		if (sluice_subscriber_open(address, NULL, sluice_deadline_after(1000000000), NULL, &subscriber) == 0) {
			operations += use_subscriber(subscriber, &draws);
			sluice_subscriber_close(subscriber);
		}
		atomic_store(&is_subscribed, false);
	}
	atomic_store(&is_over, true);
	CHECK(pthread_join(thread, NULL) == 0);
	return operations;
}

/* ---- subscribers that lie --------------------------------------------------------------------------------------------------------------- */

static void *subscribers_main(void *unused)
{
	struct sluice__terms terms = {.options = SLUICE_CHANNEL_OPTIONS, .purpose = SLUICE_PURPOSE_BROADCAST};
	uint32_t draws = seed ^ 0x3333u;

	(void)unused;
	while (!atomic_load(&is_over)) {
		struct sluice__link link;
		uint32_t i, *words;

		if (sluice__link_connect(address, &terms, sluice_deadline_after(1000000000), &link, NULL) != 0)
			continue;
		words = (uint32_t *)(void *)link.own.consumer.control;
		for (i = below(&draws, 3000); i > 0 && !atomic_load(&is_over); i--) {
			uint32_t *word = &words[below(&draws, 2) == 0 ? 32 : below(&draws, sizeof(struct sluice_consumer_lines) / 4)];

			store(word, number_near(&draws, __atomic_load_n((uint32_t *)(void *)(link.peer.broadcast.control + 4), __ATOMIC_RELAXED)));
			if (below(&draws, 50) == 0)
				store((uint32_t *)(void *)(link.own.base + offsetof(struct sluice_segment_header, state)), below(&draws, 8));
			if (below(&draws, 50) == 0)
				sluice__link_ring_space(&link);
		}
		sluice__link_close(&link);
	}
	return NULL;
}

static uint64_t publish_until(uint64_t wanted)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;
	struct sluice_publisher *publisher;
	uint8_t payload[1008] = {1};
	uint64_t operations = 0;
	pthread_t threads[2];
	int i;

	options.send_order = 0;
	CHECK(sluice_publisher_open(address, &options, &publisher) == 0);
	for (i = 0; i < 2; i++)
		CHECK(pthread_create(&threads[i], NULL, subscribers_main, NULL) == 0);
	while (operations < wanted) {
		if (operations % 64 == 0) {
			alarm(PATIENCE_S);
			CHECK(sluice_publisher_dispatch(publisher) >= 0);
		}
		CHECK(sluice_publisher_publish(publisher, 1, 2, payload, operations % sizeof payload) == 0);
		operations++;
	}
	atomic_store(&is_over, true);
	for (i = 0; i < 2; i++)
		CHECK(pthread_join(threads[i], NULL) == 0);
	sluice_publisher_close(publisher);
	return operations;
}

int main(int count, char **arguments)
{
	const char *first = getenv("SLUICE_SEED");
	uint64_t operations, wanted;

	CHECK(count == 3);
	seed = (first == NULL ? (uint32_t)getpid() * 2654435761u : (uint32_t)strtoul(first, NULL, 10)) | 1u;
	wanted = strtoull(arguments[2], NULL, 10);
	atexit(say_seed_at_exit);
	signal(SIGALRM, say_seed);
	signal(SIGABRT, say_seed);
	snprintf(address, sizeof address, "@sluice-lies-%d", (int)getpid());
	operations = strcmp(arguments[1], "subscriber") == 0 ? subscribe_until(wanted) : publish_until(wanted);
	is_done = true;
	printf("%s: operations=%llu stores=%llu seed=%u\n", arguments[1], (unsigned long long)operations, (unsigned long long)stores, seed);
	return 0;
}
