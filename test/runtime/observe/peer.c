/*
 * One end of a channel that is told what to do, a line at a time: `peer listen|connect ADDRESS`. Answers each line with one. The same as peer.ts.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <sluice/channel.h>

#define SIZE 64

static struct sluice_channel *channel;

static int send_one(void)
{
	uint8_t *payload;
	int status = sluice_channel_prep_message(channel, SIZE, 7, 0, 0, &payload);

	if (status != 0)
		return status;
	memset(payload, 7, SIZE);
	return sluice_channel_send_messages(channel);
}

static int send_many(int count)
{
	int i = 0;

	while (i < count && send_one() == 0)
		i++;
	return i;
}

static int read_all(void)
{
	struct sluice_message message;
	int count = 0;

	while (sluice_channel_get_message(channel, &message) == 1 && sluice_channel_finish_message(channel) == 0)
		count++;
	return count;
}

/* Both directions, in small batches, until there is a line to read. */
static int pump(void)
{
	struct pollfd input = {.fd = 0, .events = POLLIN};
	int count = 0;

	do {
		count += send_many(10);
		read_all();
	} while (poll(&input, 1, 1) == 0);
	return count;
}

/* A file that calls itself statistics, and holds what `bytes` says. */
static int lie_about_statistics(const char *hex)
{
	const int descriptor = memfd_create("sluice-statistics", 0);
	unsigned byte;
	int count = 0;

	for (; sscanf(hex, "%2x", &byte) == 1; hex += 2, count++) {
		const unsigned char value = (unsigned char)byte;

		if (write(descriptor, &value, 1) != 1)
			return -1;
	}
	return count;
}

static int answer(char *line)
{
	enum sluice_endpoint_state state;
	int number = 0;

	if (sscanf(line, "send %d", &number) == 1)
		return send_many(number);
	if (strcmp(line, "flood") == 0)
		return send_many(1 << 30);
	if (strcmp(line, "read") == 0)
		return read_all();
	if (strcmp(line, "pump") == 0)
		return pump();
	if (strcmp(line, "look") == 0)
		return sluice_channel_get_remote_state(channel, &state) == 0 ? (int)state : -1;
	if (strcmp(line, "wait") == 0)
		return sluice_channel_wait(channel, SLUICE_EVENT_RECEIVE, SLUICE_FOREVER);
	if (strcmp(line, "lie") == 0) {
		sluice_store_seq_cst(channel->out.tail, channel->out.published + 8);
		return 0;
	}
	if (strcmp(line, "disconnect") == 0)
		return sluice_channel_disconnect(channel);
	if (strncmp(line, "statistics ", 11) == 0)
		return lie_about_statistics(line + 11);
	return -1;
}

int main(int count, char **arguments)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;
	const int64_t deadline_ns = sluice_deadline_after((int64_t)60 * 1000000000);
	struct sluice_channel_listener *listener;
	static char line[1 << 16];

	if (count < 3)
		return 2;
	options.backpressure = SLUICE_REFUSE;
	options.statistics = count < 4 || strcmp(arguments[3], "off") != 0;
	if (strcmp(arguments[1], "listen") == 0) {
		if (sluice_channel_listen(arguments[2], &options, &listener) != 0)
			return 1;
		puts("listening");
		fflush(stdout);
		if (sluice_channel_accept(listener, deadline_ns, &channel) != 0)
			return 1;
	} else if (sluice_channel_connect(arguments[2], &options, deadline_ns, &channel, NULL) != 0) {
		return 1;
	}
	puts("ready");
	fflush(stdout);
	while (fgets(line, sizeof line, stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		printf("%d\n", answer(line));
		fflush(stdout);
	}
	return 0;
}
