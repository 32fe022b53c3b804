/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "socket-path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_SUFFIX ".lock"

struct lock {
	char path[sizeof((struct sockaddr_un *)0)->sun_path + sizeof LOCK_SUFFIX];
	int descriptor;
};

/* ---- the lock ----------------------------------------------------------------------------------------------------------------- */

static bool is_same_file(int descriptor, const char *path)
{
	struct stat a, b;

	return fstat(descriptor, &a) == 0 && lstat(path, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/*
 * Never waits: who holds the lock is about to listen there. A lock that was removed between open and flock is none, so look again. Nobody
 * holds it for longer than a bind, and its file goes with it.
 */
static int take_lock(const char *path, struct lock *lock)
{
	snprintf(lock->path, sizeof lock->path, "%s" LOCK_SUFFIX, path);
	for (;;) {
		int number;

		lock->descriptor = open(lock->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (lock->descriptor < 0 && errno == EINTR)
			continue;
		if (lock->descriptor < 0)
			return -SLUICE_ERR_SYSTEM;
		do
			number = flock(lock->descriptor, LOCK_EX | LOCK_NB) != 0 ? errno : 0;
		while (number == EINTR);
		if (number != 0) {

			close(lock->descriptor);
			errno = number;
			return number == EWOULDBLOCK ? -SLUICE_ERR_ADDRESS_IN_USE : -SLUICE_ERR_SYSTEM;
		}
		if (is_same_file(lock->descriptor, lock->path))
			return 0;
		close(lock->descriptor);
	}
}

static void drop_lock(struct lock *lock)
{
	const int number = errno;

	unlink(lock->path);
	close(lock->descriptor);
	errno = number;
}

/* ---- the path ----------------------------------------------------------------------------------------------------------------- */

/* Folders that are missing are for this user only; those that exist are their owner's business. */
static int make_folders(const char *path)
{
	char folder[sizeof((struct sockaddr_un *)0)->sun_path];
	char *slash;

	snprintf(folder, sizeof folder, "%s", path);
	for (slash = strchr(folder + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(folder, 0700) != 0 && errno != EEXIST)
			return -SLUICE_ERR_SYSTEM;
		*slash = '/';
	}
	return 0;
}

/* Under the lock: removes a socket that nobody listens on. */
static int remove_stale(const struct sluice__address *address)
{
	struct stat status;
	int probe, result;

	if (lstat(address->name.sun_path, &status) != 0)
		return errno == ENOENT ? 0 : -SLUICE_ERR_SYSTEM;
	if (!S_ISSOCK(status.st_mode))
		return -SLUICE_ERR_ADDRESS_IN_USE;
	probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (probe < 0)
		return -SLUICE_ERR_SYSTEM;
	result = connect(probe, (const struct sockaddr *)(const void *)&address->name, address->length) == 0 ? 0 : errno;
	close(probe);
	if (result == ENOENT)
		return 0;
	/* Anything but a refusal, such as a full backlog or no permission to ask, is somebody. */
	if (result != ECONNREFUSED)
		return -SLUICE_ERR_ADDRESS_IN_USE;
	return unlink(address->name.sun_path) == 0 || errno == ENOENT ? 0 : -SLUICE_ERR_SYSTEM;
}

static int bind_socket(struct sluice__bound *bound)
{
	if (bind(bound->descriptor, (const struct sockaddr *)(const void *)&bound->address.name, bound->address.length) == 0)
		return 0;
	return errno == EADDRINUSE ? -SLUICE_ERR_ADDRESS_IN_USE : -SLUICE_ERR_SYSTEM;
}

static int open_to(const struct sluice__bound *bound, const struct sluice_channel_options *options)
{
	const char *path = bound->address.name.sun_path;

	/* The group first, so that no other group has the mode for a moment. */
	if (options->group >= 0 && lchown(path, (uid_t)-1, (gid_t)options->group) != 0)
		return -SLUICE_ERR_SYSTEM;
	return chmod(path, options->mode & 0777) == 0 ? 0 : -SLUICE_ERR_SYSTEM;
}

static int bind_locked(struct sluice__bound *bound, const struct sluice_channel_options *options)
{
	struct stat made;
	int status = remove_stale(&bound->address);

	/* Linux gives the path the mode of the socket, so that there is no moment at which others can open it. */
	if (status == 0 && fchmod(bound->descriptor, 0600) != 0)
		status = -SLUICE_ERR_SYSTEM;
	if (status == 0)
		status = bind_socket(bound);
	if (status != 0)
		return status;
	if (lstat(bound->address.name.sun_path, &made) != 0) {
		const int number = errno;

		/* The lock says that it is ours; later nobody could tell. */
		unlink(bound->address.name.sun_path);
		errno = number;
		return -SLUICE_ERR_SYSTEM;
	}
	bound->device = made.st_dev;
	bound->inode = made.st_ino;
	/* Nobody can connect before it listens, and the lock keeps others from taking it for stale until then. */
	status = open_to(bound, options);
	return status == 0 && listen(bound->descriptor, SOMAXCONN) != 0 ? -SLUICE_ERR_SYSTEM : status;
}

static int bind_path(struct sluice__bound *bound, const struct sluice_channel_options *options)
{
	struct lock lock;
	int status = make_folders(bound->address.name.sun_path);

	if (status == 0)
		status = take_lock(bound->address.name.sun_path, &lock);
	if (status != 0)
		return status;
	status = bind_locked(bound, options);
	drop_lock(&lock);
	return status;
}

int sluice__bind(const char *address, const struct sluice_channel_options *options, struct sluice__bound *out)
{
	struct sluice__bound bound = {.descriptor = -1};
	int status = sluice__address_parse(address, &bound.address), number;

	if (status != 0)
		return status;
	bound.descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (bound.descriptor < 0)
		return -SLUICE_ERR_SYSTEM;
	if (!bound.address.is_abstract)
		status = bind_path(&bound, options);
	else if ((status = bind_socket(&bound)) == 0 && listen(bound.descriptor, SOMAXCONN) != 0)
		status = -SLUICE_ERR_SYSTEM;
	number = errno;
	if (status == 0)
		*out = bound;
	else
		sluice__unbind(&bound);
	errno = number;
	return status;
}

void sluice__unbind(struct sluice__bound *bound)
{
	const char *path = bound->address.name.sun_path;
	struct stat status;

	if (bound->inode != 0 && lstat(path, &status) == 0 && status.st_dev == bound->device && status.st_ino == bound->inode)
		unlink(path);
	if (bound->descriptor >= 0)
		close(bound->descriptor);
	bound->descriptor = -1;
	bound->inode = 0;
}
