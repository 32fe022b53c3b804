/* SPDX-License-Identifier: MIT */
/* The C side of broadcast.test.ts: `peer publish|subscribe ADDRESS COUNT`. */
#define _GNU_SOURCE
#include <sluice/broadcast.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(const char *what, int status)
{
	fprintf(stderr, "%s: %s\n", what, sluice_error_name(status));
	return 1;
}

static int run_publisher(const char *address, uint32_t count)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;
	struct sluice_publisher *publisher;
	uint8_t bytes[300];
	int status;

	options.send_order = 2;
	status = sluice_publisher_open(address, &options, &publisher);
	if (status != 0)
		return fail("open", status);
	puts("listening");
	fflush(stdout);
	while ((status = sluice_publisher_dispatch(publisher)) == 0) {
		struct pollfd entry = {.fd = sluice_publisher_descriptor(publisher), .events = POLLIN};

		poll(&entry, 1, -1);
	}
	for (uint32_t number = 0; number < count && status >= 0; number++) {
		memset(bytes, (int)(number & 255), sizeof bytes);
		status = sluice_publisher_publish(publisher, number, 7, bytes, number % 300);
	}
	sluice_publisher_close(publisher);
	return status < 0 ? fail("publish", status) : 0;
}

static int run_subscriber(const char *address, uint32_t count)
{
	struct sluice_broadcast_message message;
	struct sluice_subscriber *subscriber;
	uint32_t next = 0;
	int status = sluice_subscriber_open(address, NULL, SLUICE_FOREVER, NULL, &subscriber);

	if (status != 0)
		return fail("open", status);
	while ((status = sluice_subscriber_get(subscriber, &message)) >= 0) {
		if (status == 0) {
			sluice_subscriber_wait(subscriber, SLUICE_FOREVER);
			continue;
		}
		next += message.lost;
		if (message.type != next || message.length != next % 300 || message.flags != 7)
			return fail("record", -SLUICE_ERR_SIZE);
		for (size_t i = 0; i < message.length; i++)
			if (message.payload[i] != (uint8_t)next)
				return fail("byte", -SLUICE_ERR_RANGE);
		next++;
	}
	sluice_subscriber_close(subscriber);
	return status == -SLUICE_ERR_PEER_CLOSED && next == count ? 0 : fail("end", status);
}

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2;
	return (strcmp(argv[1], "publish") == 0 ? run_publisher : run_subscriber)(argv[2], (uint32_t)atoi(argv[3]));
}
