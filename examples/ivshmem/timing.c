#define _GNU_SOURCE
#include "timing.h"

#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "services.h"

/* Envelope and descriptor. */
#define MESSAGE 128
#define LAST 0xff
#define WARM_UP 200
#define COUNT 2000
/* The device appears some time after its module is loaded. */
#define ATTEMPTS 100

static int tell(const char *what, int64_t start_ns, int status)
{
	if (status == 0)
		printf("%s: %" PRId64 " ns\n", what, (sluice_now_ns() - start_ns) / COUNT);
	else
		printf("%s: FAILED\n", what);
	return status;
}

int time_calls(struct sluice_transport *transport)
{
	int64_t start_ns = 0;
	int status = 0, i;

	for (i = -WARM_UP; i < COUNT && status == 0; i++) {
		if (i == 0)
			start_ns = sluice_now_ns();
		status = rpc_sched_display_client(transport, 0, 0);
	}
	return tell("call", start_ns, status != 0);
}

static int move_all(int descriptor, uint8_t *bytes, bool writes)
{
	size_t done = 0;

	while (done < MESSAGE) {
		const ssize_t moved = writes ? write(descriptor, bytes + done, MESSAGE - done) : read(descriptor, bytes + done, MESSAGE - done);

		if (moved > 0)
			done += (size_t)moved;
		else if (moved < 0 && writes)
			return 1;
		else if (moved <= 0) /* nobody is at the other end yet */
			nanosleep(&(struct timespec){0, 1000000}, NULL);
	}
	return 0;
}

int echo_port(const char *path)
{
	uint8_t bytes[MESSAGE] = {0};
	int descriptor = -1, i, status = 0;

	for (i = 0; i < ATTEMPTS && descriptor < 0; i++) {
		descriptor = open(path, O_RDWR | O_CLOEXEC);
		if (descriptor < 0)
			nanosleep(&(struct timespec){0, 50000000}, NULL);
	}
	if (descriptor < 0) {
		printf("echo: can't open %s\n", path);
		return 1;
	}
	printf("echo: ready\n");
	while (status == 0 && bytes[0] != LAST) {
		status = move_all(descriptor, bytes, false);
		if (status == 0)
			status = move_all(descriptor, bytes, true);
	}
	close(descriptor);
	return status;
}

static int connect_port(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	if (descriptor >= 0 && connect(descriptor, (const struct sockaddr *)&address, sizeof address) == 0)
		return descriptor;
	if (descriptor >= 0)
		close(descriptor);
	return -1;
}

int time_port(const char *path)
{
	const int descriptor = connect_port(path);
	uint8_t bytes[MESSAGE];
	int64_t start_ns = 0;
	int status = descriptor < 0, i;

	for (i = -WARM_UP; i < COUNT && status == 0; i++) {
		if (i == 0)
			start_ns = sluice_now_ns();
		memset(bytes, i == COUNT - 1 ? LAST : 1, sizeof bytes);
		status = move_all(descriptor, bytes, true);
		if (status == 0)
			status = move_all(descriptor, bytes, false);
	}
	tell("port", start_ns, status);
	if (descriptor >= 0)
		close(descriptor);
	return status;
}
