/* SPDX-License-Identifier: MIT */
/*
 * `member-peer FOLDER CXY`: a member that says what it sees, a line each, and does what it is told, a letter each: l leave, w write its own number
 * into the heap of member 0, e end without a word. Its twin is member-peer.ts.
 */
#define _GNU_SOURCE
#include <sluice/cluster.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const KINDS[] = {"", "join", "leave", "death"};

static void tell_events(struct sluice_member *member, uint64_t *cursor)
{
	struct sluice_member_event event;

	while (sluice_member_next_event(member, cursor, &event) == 1)
		printf("%s %u\n", KINDS[event.kind], event.member.cxy);
}

static int write_number(struct sluice_member *member)
{
	const uint8_t number = (uint8_t)sluice_member_cxy(member);
	uint64_t heap;
	uint32_t size;
	int status = sluice_member_heap(member, 0, &heap, &size);

	if (status == 0)
		status = sluice_member_write(member, heap + number, &number, 1);
	printf("wrote %s\n", status == 0 ? "OK" : sluice_error_name(status));
	return status;
}

int main(int argument_count, char **arguments)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	struct sluice_channel_refusal why;
	struct sluice_member *member;
	uint64_t cursor = 0;
	char letter;
	int status;

	if (argument_count < 3)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	options.cxy = atoi(arguments[2]);
	status = sluice_member_join(arguments[1], &options, sluice_deadline_after(INT64_C(60) * 1000000000), &member, &why);
	if (status != 0) {
		printf("refused %s\n", sluice_error_name(status));
		return 0;
	}
	printf("joined %u\n", sluice_member_cxy(member));
	for (;;) {
		struct pollfd entries[] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = sluice_member_descriptor(member, 0), .events = POLLIN}};

		poll(entries, 2, -1);
		if (entries[1].revents != 0) {
			sluice_member_wait(member, 0, 0);
			tell_events(member, &cursor);
		}
		if (entries[0].revents == 0)
			continue;
		if (read(STDIN_FILENO, &letter, 1) != 1 || letter == 'l')
			break;
		if (letter == 'w')
			write_number(member);
		if (letter == 'e')
			_exit(0);
	}
	sluice_member_leave(member);
	printf("left\n");
	return 0;
}
