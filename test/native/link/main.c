/* SPDX-License-Identifier: MIT */
/* `main NAME FOLDER` runs one test, which says nothing when it passes and leaves neither a descriptor nor a mapping behind. */
#define _GNU_SOURCE
#include "link-test.h"

#include <dirent.h>
#include <poll.h>

static const char *folder = ".";

const char *path_of(const char *name)
{
	static char paths[8][128];
	static unsigned next;
	char *path = paths[next++ % 8];

	snprintf(path, sizeof paths[0], "%s/%s", folder, name);
	return path;
}

const struct sluice__terms *plain_terms(void)
{
	static struct sluice__terms terms;

	terms = (struct sluice__terms){.options = SLUICE_CHANNEL_OPTIONS, .purpose = SLUICE_PURPOSE_CHANNEL};
	return &terms;
}

void socket_pair(int out[2])
{
	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, out) == 0);
}

void open_pair(const struct sluice__terms *a, const struct sluice__terms *b, struct sluice__link links[2])
{
	CHECK_EQUAL(0, sluice__link_pair(a, b, links));
}

int send_bytes(int socket, const void *bytes, size_t length, const int *fds, unsigned count)
{
	union {
		struct cmsghdr aligned;
		char bytes[CMSG_SPACE(sizeof(int) * 250)];
	} control = {.bytes = {0}};
	struct iovec what = {(void *)bytes, length};
	struct msghdr message = {.msg_iov = &what, .msg_iovlen = 1};

	if (count > 0) {
		message.msg_control = &control;
		message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
		control.aligned.cmsg_level = SOL_SOCKET;
		control.aligned.cmsg_type = SCM_RIGHTS;
		control.aligned.cmsg_len = CMSG_LEN(sizeof(int) * count);
		memcpy(CMSG_DATA(&control.aligned), fds, sizeof(int) * count);
	}
	return sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)length;
}

int send_message(int socket, uint8_t *bytes, size_t length, const int *fds, unsigned count)
{
	const int sent = send_bytes(socket, bytes, length, fds, count);

	free(bytes);
	return sent;
}

static int read_exactly(int socket, uint8_t *bytes, size_t length)
{
	size_t got = 0;

	while (got < length) {
		union {
			struct cmsghdr aligned;
			char bytes[CMSG_SPACE(sizeof(int) * 2)];
		} control;
		struct iovec where = {bytes + got, length - got};
		struct msghdr message = {.msg_iov = &where, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
		const ssize_t status = recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
		struct cmsghdr *part = status > 0 ? CMSG_FIRSTHDR(&message) : NULL;

		if (status <= 0)
			return 0;
		for (size_t i = 0; part != NULL && i < (part->cmsg_len - CMSG_LEN(0)) / sizeof(int); i++) {
			int descriptor;

			memcpy(&descriptor, CMSG_DATA(part) + i * sizeof(int), sizeof descriptor);
			close(descriptor);
		}
		got += (size_t)status;
	}
	return 1;
}

uint32_t read_message(int socket, uint8_t *bytes, size_t capacity, size_t *length)
{
	if (!read_exactly(socket, bytes, SLUICE_CONTROL_SIZE))
		return 0;
	*length = sluice_control_get_length(bytes);
	CHECK(*length >= SLUICE_CONTROL_SIZE && *length <= capacity);
	CHECK(read_exactly(socket, bytes + SLUICE_CONTROL_SIZE, *length - SLUICE_CONTROL_SIZE));
	return sluice_control_get_kind(bytes);
}

uint32_t read_refusal(int socket, struct sluice_channel_refusal *why)
{
	static uint8_t bytes[SLUICE_HELLO_MAX_SIZE];
	size_t length;
	uint32_t kind;

	while ((kind = read_message(socket, bytes, sizeof bytes, &length)) != 0) {
		if (kind != SLUICE_CONTROL_REFUSAL)
			continue;
		CHECK(sluice__refusal_read(bytes, length, why) < 0 && why->detail[0] != '\0');
		CHECK_EQUAL(0, read_message(socket, bytes, sizeof bytes, &length));
		return why->reason;
	}
	return 0;
}

int pump(struct sluice__listening *listening)
{
	struct pollfd entry = {.fd = sluice__listen_descriptor(listening), .events = POLLIN};
	int prepared;

	do {
		prepared = sluice__listen_step(listening);
		CHECK(prepared >= 0);
	} while (poll(&entry, 1, 0) > 0);
	return prepared;
}

int meet(struct sluice__listening *listening, struct sluice__connecting *connecting, struct sluice__link links[2],
	 struct sluice_channel_refusal *why)
{
	int status = SLUICE__PENDING, i;

	for (i = 0; i < 100 && status == SLUICE__PENDING; i++) {
		status = sluice__connect_step(connecting, why);
		if (pump(listening) > 0)
			CHECK_EQUAL(1, sluice__listen_take(listening, &links[1]));
	}
	if (status == SLUICE__DONE)
		sluice__connect_take(connecting, &links[0]);
	else
		sluice__connect_cancel(connecting);
	return status == SLUICE__DONE ? 0 : status;
}

/* xorshift with a fixed seed: a failure comes back. */
uint32_t next_random(void)
{
	static uint32_t state = 0x9e3779b9;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

unsigned count_descriptors(void)
{
	DIR *open_folder = opendir("/proc/self/fd");
	unsigned count = 0;

	CHECK(open_folder != NULL);
	while (readdir(open_folder) != NULL)
		count++;
	closedir(open_folder);
	return count;
}

int next_descriptor(void)
{
	const int descriptor = dup(0);

	CHECK(descriptor >= 0);
	close(descriptor);
	return descriptor;
}

static unsigned count_mappings(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[512];
	unsigned count = 0;

	CHECK(maps != NULL);
	while (fgets(line, sizeof line, maps) != NULL)
		count += strstr(line, "/memfd:") != NULL;
	fclose(maps);
	return count;
}

static int run(const struct test *tests, const char *name)
{
	for (; tests->name != NULL; tests++) {
		const unsigned descriptors = count_descriptors(), mappings = count_mappings();

		if (strcmp(tests->name, name) != 0)
			continue;
		tests->run();
		CHECK_EQUAL(descriptors, count_descriptors());
		CHECK_EQUAL(mappings, count_mappings());
		return 1;
	}
	return 0;
}

int main(int count, char **arguments)
{
	CHECK(count == 3);
	folder = arguments[2];
	if (run(segment_tests, arguments[1]) || run(refusal_tests, arguments[1]) || run(hostile_tests, arguments[1]) ||
	    run(rendezvous_tests, arguments[1]) || run(path_tests, arguments[1]))
		return 0;
	fprintf(stderr, "no test %s\n", arguments[1]);
	return 2;
}
