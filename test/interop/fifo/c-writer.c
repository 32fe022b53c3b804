/* SPDX-License-Identifier: MIT */
/* Posts numbers into a FIFO that others write at the same time: `c-writer FILE SLOTS_OFFSET SLOTS OWNER MESSAGES`. ts-writer.ts is the same. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "../../../native/src/fifo-words.h"

static void ring(void *context, uint32_t number)
{
	(void)context;
	(void)number;
}

int main(int argc, char **argv)
{
	struct sluice__fifo place;
	struct sluice__fifo_writer writer;
	size_t offset;
	uint32_t slots, messages;
	uint8_t *memory;
	int file;

	if (argc != 6)
		return 2;
	offset = (size_t)atoi(argv[2]);
	slots = (uint32_t)atoi(argv[3]);
	messages = (uint32_t)atoi(argv[5]);
	file = open(argv[1], O_RDWR);
	memory = mmap(NULL, offset + (size_t)slots * SLUICE_FIFO_SLOT_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (memory == MAP_FAILED || !sluice__fifo_place(&place, memory, memory + offset, slots))
		return 2;
	sluice__fifo_writer_init(&writer, &place, (uint32_t)atoi(argv[4]), ring, NULL);
	for (uint32_t i = 0; i < messages; i++) {
		int status;

		while ((status = sluice__fifo_post_in_line(&writer, &i, sizeof i)) == 0)
			sched_yield();
		if (status < 0)
			return 1;
	}
	return 0;
}
