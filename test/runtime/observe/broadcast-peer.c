/*
 * A publisher or a subscriber that is told what to do, a line at a time: `broadcast-peer publish|subscribe ADDRESS`. Answers each line with one.
 * The same as broadcast-peer.ts.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sluice/broadcast.h>

#define SIZE 64

static struct sluice_publisher *publisher;
static struct sluice_subscriber *subscriber;

static int send_many(int count)
{
	const uint8_t bytes[SIZE] = {0};
	int i = 0;

	while (i < count && sluice_publisher_publish(publisher, 0, 0, bytes, sizeof bytes) == 0)
		i++;
	return i;
}

/* When there are so many subscribers. */
static int serve(int count)
{
	int status;

	while ((status = sluice_publisher_dispatch(publisher)) >= 0 && status != count) {
		struct pollfd entry = {.fd = sluice_publisher_descriptor(publisher), .events = POLLIN};

		poll(&entry, 1, -1);
	}
	return status;
}

static int read_all(void)
{
	struct sluice_broadcast_message message;
	int count = 0;

	while (sluice_subscriber_get(subscriber, &message) == 1)
		count++;
	return count;
}

/* Takes what has come, or the end. */
static int wait_for_one(void)
{
	struct sluice_broadcast_message message;
	int status;

	while ((status = sluice_subscriber_get(subscriber, &message)) == 0)
		sluice_subscriber_wait(subscriber, SLUICE_FOREVER);
	return status == 1 ? 1 : -1;
}

static int answer_as_publisher(const char *line)
{
	int number = 0;

	if (sscanf(line, "send %d", &number) == 1)
		return send_many(number);
	if (sscanf(line, "serve %d", &number) == 1)
		return serve(number);
	if (strcmp(line, "disconnect") != 0)
		return -1;
	sluice_publisher_close(publisher);
	publisher = NULL;
	return 0;
}

static int answer_as_subscriber(const char *line)
{
	if (strcmp(line, "read") == 0)
		return read_all();
	if (strcmp(line, "wait") == 0)
		return wait_for_one();
	if (strcmp(line, "disconnect") != 0)
		return -1;
	sluice_subscriber_close(subscriber);
	subscriber = NULL;
	return 0;
}

int main(int count, char **arguments)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;
	static char line[256];
	int status;

	if (count < 3)
		return 2;
	options.send_order = 0;
	options.statistics = count < 4 || strcmp(arguments[3], "off") != 0;
	if (strcmp(arguments[1], "publish") == 0)
		status = sluice_publisher_open(arguments[2], &options, &publisher);
	else
		status = sluice_subscriber_open(arguments[2], &options, sluice_deadline_after((int64_t)60 * 1000000000), NULL, &subscriber);
	if (status != 0)
		return 1;
	puts("ready");
	fflush(stdout);
	while (fgets(line, sizeof line, stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		printf("%d\n", publisher != NULL ? answer_as_publisher(line) : answer_as_subscriber(line));
		fflush(stdout);
	}
	return 0;
}
