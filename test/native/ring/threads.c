/* Writer and reader as two threads that sleep on doorbells: what comes out is what went in, and nobody sleeps for ever. */
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

#include "memory.h"

#define RECORDS 100000u

static struct memory memory;
static sem_t data_bell, space_bell;
static uint32_t batch;

static void wait_for(sem_t *bell)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 20;
	CHECK(sem_timedwait(bell, &until) == 0);
}

static uint32_t length_of(uint32_t number)
{
	return number * 31 % (memory.producer.max_length + 1) & ~3u;
}

static void *writer(void *user)
{
	struct sluice_producer *producer = &memory.producer;
	uint32_t number, i;

	for (number = 0; number < RECORDS; number++) {
		const uint32_t length = length_of(number);
		uint8_t *payload;

		while (sluice_producer_reserve(producer, length, &payload) == SLUICE_FULL) {
			if (sluice_producer_publish(producer))
				sem_post(&data_bell);
			if (sluice_producer_arm(producer, length) == 0)
				wait_for(&space_bell);
		}
		for (i = 0; i < length; i += 4)
			memcpy(payload + i, &number, 4);
		CHECK(sluice_producer_commit(producer, length, 0, number, 0) == 0);
		if (number % batch == 0 && sluice_producer_publish(producer))
			sem_post(&data_bell);
	}
	CHECK(sluice_producer_end(producer) == 0);
	if (sluice_producer_publish(producer))
		sem_post(&data_bell);
	return user;
}

static void check_record(uint32_t number)
{
	const struct sluice_ring_record *record = &memory.consumer.record;
	uint32_t i, word;

	CHECK(record->code == number && record->length == length_of(number));
	for (i = 0; i < record->length; i += 4) {
		memcpy(&word, record->payload + i, 4);
		CHECK(word == number);
	}
}

static void reader(void)
{
	struct sluice_consumer *consumer = &memory.consumer;
	uint32_t number = 0;

	for (;;) {
		const int status = sluice_consumer_get(consumer);
		bool is_due = status == 0;

		CHECK(status >= 0);
		if (status == 1) {
			const bool is_end = consumer->record.flags == SLUICE_WORD_END;

			if (!is_end)
				check_record(number++);
			is_due = sluice_consumer_finish(consumer) == 1;
			if (is_end)
				break;
		}
		if (is_due && sluice_consumer_release(consumer))
			sem_post(&space_bell);
		if (status == 0 && sluice_consumer_arm(consumer) == 0)
			wait_for(&data_bell);
	}
	CHECK(number == RECORDS && sluice_consumer_get(consumer) == 0);
}

static void run(uint32_t capacity, uint32_t publish_every)
{
	pthread_t thread;

	batch = publish_every;
	/* The positions pass 2^32 on the way. */
	open_memory(&memory, capacity, UINT32_MAX - 65535);
	CHECK(sem_init(&data_bell, 0, 0) == 0 && sem_init(&space_bell, 0, 0) == 0);
	CHECK(pthread_create(&thread, NULL, writer, NULL) == 0);
	reader();
	pthread_join(thread, NULL);
	close_memory(&memory);
}

static void test_single(void) { run(256, 1); }
static void test_small(void) { run(4096, 1); }
static void test_batched(void) { run(4096, 16); }

static const struct test TESTS[] = {{"single", test_single}, {"small", test_small}, {"batched", test_batched}};

int main(int count, char **arguments)
{
	return RUN_TEST(TESTS, count, arguments);
}
