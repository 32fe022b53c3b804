/* SPDX-License-Identifier: MIT */
/* One side of a pair, as a process: see bench/channel/side.ts, which says the same. */
#include "side.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct exercise *const exercises[] = {
	&bare_round_trip, &bare_ring, &bare_copy,
	&channel_round_trip, &channel_round_trip_hidden, &channel_round_trip_trusting, &channel_blocking,
	&channel_records, &channel_records_hidden, &channel_records_trusting, &channel_copy, &channel_reference,
#ifdef BENCH_BOOST
	&boost_ring,
#endif
};

struct opened {
	char id[16];
	char place[256];
	const struct exercise *exercise;
	void *self;
};

static struct opened opened[64];
static size_t opened_count;
static bool is_lead, is_ready;

void fail(const char *what, long status)
{
	printf("error %s: %ld\n", what, status);
	fflush(stdout);
	exit(1);
}

static void say(const char *text)
{
	printf("%s\n", text);
	fflush(stdout);
}

void say_ready(void)
{
	if (!is_lead && !is_ready)
		say("ready");
	is_ready = true;
}

uint8_t *map_shared(const char *place, size_t bytes)
{
	char path[300];
	void *data;
	int file;

	snprintf(path, sizeof path, "%s.mem", place);
	file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (file < 0 || ftruncate(file, (off_t)bytes) != 0)
		fail("shared file", file);
	data = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file, 0);
	if (data == MAP_FAILED)
		fail("mmap", 0);
	close(file);
	return data;
}

static void obey_open(const char *line)
{
	struct opened *one = &opened[opened_count];
	struct setting setting = { .is_lead = is_lead, .place = one->place };
	char name[64];
	int sleeps, echo_core;

	if (opened_count == sizeof opened / sizeof *opened ||
	    sscanf(line, "open %15s %63s %255s %u %u %u %d %d", one->id, name, one->place, &setting.bytes, &setting.ring_bytes,
		   &setting.batch, &sleeps, &echo_core) != 8)
		fail(line, 0);
	setting.sleeps = sleeps != 0;
	for (size_t i = 0; i < sizeof exercises / sizeof *exercises; i++)
		if (strcmp(exercises[i]->name, name) == 0)
			one->exercise = exercises[i];
	if (one->exercise == NULL)
		fail(name, 0);
	is_ready = false;
	one->self = one->exercise->open(&setting);
	say_ready();
	opened_count++;
	say("ok");
}

static void obey_run(const char *line)
{
	char id[16];
	unsigned long count;

	if (sscanf(line, "run %15s %lu", id, &count) != 2)
		fail(line, 0);
	for (size_t i = 0; i < opened_count; i++) {
		if (strcmp(opened[i].id, id) != 0)
			continue;
		if (!is_lead)
			say("started");
		printf("done %ld\n", (long)opened[i].exercise->run(opened[i].self, count));
		fflush(stdout);
		return;
	}
	fail(line, 0);
}

int main(int argc, char **argv)
{
	char line[512];

	is_lead = argc > 1 && strcmp(argv[1], "lead") == 0;
	while (fgets(line, sizeof line, stdin) != NULL) {
		if (strncmp(line, "open", 4) == 0)
			obey_open(line);
		else if (strncmp(line, "run", 3) == 0)
			obey_run(line);
		else
			say("ok");
	}
	return 0;
}
