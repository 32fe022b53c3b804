/* SPDX-License-Identifier: MIT */
/*
 * `trace CAPACITY`: does what stdin says, line by line, and prints what a reader gets and in the end the memory in hex:
 *   w LENGTH TYPE FLAGS   publishes a record whose bytes count up from TYPE
 *   r                     reads one
 *   f WORD VALUE          forges a word of the lines
 * `flood COUNT`: a thread publishes as fast as it can; the reader must see whole records only, and account for all of them.
 */
#include <inttypes.h>
#include <pthread.h>

#include "../../../native/src/broadcast-ring.h"
#include "../check.h"

#define DATA 128u

static uint8_t *make_memory(uint32_t capacity)
{
	uint8_t *memory = aligned_alloc(128, DATA + capacity);

	CHECK(memory != NULL);
	memset(memory, 0, DATA + capacity);
	return memory;
}

static void publish(struct sluice__broadcast_writer *writer, uint32_t length, uint32_t type, uint32_t flags)
{
	uint8_t *payload = malloc(length + 1);

	CHECK(payload != NULL);
	for (uint32_t i = 0; i < length; i++)
		payload[i] = (uint8_t)(type + i);
	sluice__broadcast_write(writer, type, flags, payload, length);
	free(payload);
}

static void read_one(struct sluice__broadcast_reader *reader, uint8_t *buffer)
{
	struct sluice__broadcast_record record;
	int status = sluice__broadcast_read(reader, buffer, &record);
	uint32_t sum = 0;

	if (status != 1) {
		/* With a 1 who waits for a record would never sleep. */
		printf(status == 0 ? "0 %d\n" : "-1\n", sluice__broadcast_has_more(reader));
		return;
	}
	for (uint32_t i = 0; i < record.length; i++)
		sum = sum * 31 + buffer[i];
	printf("1 %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 "\n", record.length, record.type, record.flags, record.lost, sum);
}

static int run_trace(uint32_t capacity)
{
	uint8_t *memory = make_memory(capacity), *buffer = malloc(capacity);
	struct sluice__broadcast_writer writer;
	struct sluice__broadcast_reader reader;
	uint32_t length, type, flags;
	char line[100];

	sluice__broadcast_writer_init(&writer, memory, memory + DATA, capacity);
	sluice__broadcast_reader_init(&reader, memory, memory + DATA, capacity);
	while (fgets(line, sizeof line, stdin) != NULL) {
		if (sscanf(line, "w %" SCNu32 " %" SCNu32 " %" SCNu32, &length, &type, &flags) == 3)
			publish(&writer, length, type, flags);
		else if (sscanf(line, "f %" SCNu32 " %" SCNu32, &type, &flags) == 2)
			memcpy(memory + 4 * (type % 3), &flags, 4);
		else
			read_one(&reader, buffer);
	}
	for (uint32_t i = 0; i < DATA + capacity; i++)
		printf("%02x", memory[i]);
	putchar('\n');
	free(buffer);
	free(memory);
	return 0;
}

struct flood {
	struct sluice__broadcast_writer writer;
	uint32_t count;
};

static void *write_flood(void *argument)
{
	struct flood *flood = argument;
	uint32_t words[256];

	for (uint32_t number = 0; number < flood->count; number++) {
		uint32_t length = number % 200 * 4;

		for (uint32_t i = 0; i < length / 4; i++)
			words[i] = number;
		sluice__broadcast_write(&flood->writer, 7, number, words, length);
	}
	return NULL;
}

static int run_flood(uint32_t count)
{
	const uint32_t capacity = 16384;
	uint8_t *memory = make_memory(capacity), *buffer = malloc(capacity);
	struct flood flood = {.count = count};
	struct sluice__broadcast_reader reader;
	struct sluice__broadcast_record record;
	pthread_t thread;

	sluice__broadcast_writer_init(&flood.writer, memory, memory + DATA, capacity);
	sluice__broadcast_reader_init(&reader, memory, memory + DATA, capacity);
	CHECK(pthread_create(&thread, NULL, write_flood, &flood) == 0);
	while (reader.received + reader.lost < count) {
		int status = sluice__broadcast_read(&reader, buffer, &record);

		CHECK(status >= 0);
		for (uint32_t i = 0; status == 1 && i < record.length; i += 4) {
			uint32_t word;

			memcpy(&word, buffer + i, 4);
			CHECK(word == record.flags);
		}
	}
	pthread_join(thread, NULL);
	CHECK(reader.received > 0);
	free(buffer);
	free(memory);
	return 0;
}

int main(int argc, char **argv)
{
	CHECK(argc == 3);
	return strcmp(argv[1], "trace") == 0 ? run_trace((uint32_t)atoi(argv[2])) : run_flood((uint32_t)atoi(argv[2]));
}
