/* SPDX-License-Identifier: MIT */
/* Listening on a path: replaces what is stale, refuses what is alive, and opens to its own user only. */
#define _GNU_SOURCE
#include <sluice/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "socket.h"

struct sluice_listener {
	int descriptor;
	struct sluice_socket_options options;
	struct sockaddr_un address;
	dev_t device; /* what the path was when it was bound: another listener may have replaced it since */
	ino_t inode;
};

/* The folder of a path, opened: two processes that replace the same stale socket take turns by a lock on it. -1 when it can't be. */
static int open_folder(const char *path)
{
	char folder[sizeof((struct sockaddr_un *)0)->sun_path];
	const char *slash = strrchr(path, '/');
	size_t length = slash == NULL ? 0 : (size_t)(slash - path);
	int descriptor;

	memcpy(folder, path, length);
	if (length == 0)
		folder[length++] = slash == NULL ? '.' : '/';
	folder[length] = '\0';
	do
		descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while (descriptor < 0 && errno == EINTR);
	return descriptor;
}

/* Removes a socket that nobody listens on; false with EADDRINUSE when it is something else. */
static bool remove_stale(const struct sockaddr_un *address)
{
	struct stat status;
	int probe, result;

	if (lstat(address->sun_path, &status) != 0)
		return errno == ENOENT;
	errno = EADDRINUSE;
	if (!S_ISSOCK(status.st_mode))
		return false;
	probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (probe < 0)
		return false;
	result = connect(probe, (const struct sockaddr *)address, sizeof *address) == 0 ? 0 : errno;
	close(probe);
	errno = EADDRINUSE;
	if (result == ENOENT)
		return true;
	return result == ECONNREFUSED && (unlink(address->sun_path) == 0 || errno == ENOENT);
}

static int bind_and_listen(struct sluice_listener *listener)
{
	struct stat status;
	int number;

	if (!remove_stale(&listener->address))
		return -1;
	/* Linux gives the path the mode of the socket, so that there is no moment at which others can open it. */
	if (fchmod(listener->descriptor, 0600) != 0 ||
	    bind(listener->descriptor, (const struct sockaddr *)&listener->address, sizeof listener->address) != 0)
		return -1;
	if (lstat(listener->address.sun_path, &status) == 0 && chmod(listener->address.sun_path, 0600) == 0 &&
	    listen(listener->descriptor, SOMAXCONN) == 0) {
		listener->device = status.st_dev;
		listener->inode = status.st_ino;
		return 0;
	}
	number = errno;
	/* The lock says that it is ours; later nobody could tell. */
	unlink(listener->address.sun_path);
	errno = number;
	return -1;
}

int sluice_socket_listen(const char *path, const struct sluice_socket_options *options, struct sluice_listener **out)
{
	struct sluice_listener *listener = calloc(1, sizeof *listener);
	int folder, number;

	if (listener == NULL)
		return -SLUICE_ERR_SYSTEM;
	listener->descriptor = -1;
	if (options != NULL)
		listener->options = *options;
	if (sluice__socket_address(path, &listener->address)) {
		listener->descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		folder = open_folder(path);
		while (folder >= 0 && flock(folder, LOCK_EX) != 0 && errno == EINTR)
			;
		if (listener->descriptor >= 0 && bind_and_listen(listener) == 0) {
			if (folder >= 0)
				close(folder);
			*out = listener;
			return 0;
		}
		number = errno;
		if (folder >= 0)
			close(folder);
		errno = number;
	}
	number = errno;
	sluice_listener_close(listener);
	errno = number;
	return -SLUICE_ERR_SYSTEM;
}

int sluice_listener_accept(struct sluice_listener *listener, int64_t deadline_ns, struct sluice_transport **out)
{
	for (;;) {
		struct pollfd entry = {.fd = listener->descriptor, .events = POLLIN, .revents = 0};
		struct timespec left = {0, 0};
		int64_t distance = deadline_ns < 0 ? 0 : deadline_ns - sluice_now_ns();
		int status = accept4(listener->descriptor, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (status >= 0)
			return sluice_socket_adopt(status, &listener->options, out);
		if (errno == ECONNABORTED)
			continue;
		if (errno != EAGAIN && errno != EWOULDBLOCK)
			return -SLUICE_ERR_SYSTEM;
		if (distance > 0) {
			left.tv_sec = (time_t)(distance / 1000000000);
			left.tv_nsec = (long)(distance % 1000000000);
		}
		status = ppoll(&entry, 1, deadline_ns < 0 ? NULL : &left, NULL);
		if (status == 0)
			return -SLUICE_ERR_DEADLINE;
		if (status < 0)
			return -SLUICE_ERR_SYSTEM;
	}
}

int sluice_listener_descriptor(const struct sluice_listener *listener)
{
	return listener->descriptor;
}

void sluice_listener_close(struct sluice_listener *listener)
{
	struct stat status;

	if (listener == NULL)
		return;
	if (listener->inode != 0 && lstat(listener->address.sun_path, &status) == 0 && status.st_dev == listener->device &&
	    status.st_ino == listener->inode)
		unlink(listener->address.sun_path);
	if (listener->descriptor >= 0)
		close(listener->descriptor);
	free(listener);
}
