/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "member-folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "refusal.h"
#include "segment.h"

#define LONGEST_NAME 64
#define FIRST_PAUSE_NS 200000
#define LONGEST_PAUSE_NS 10000000

/* ---- the name ----------------------------------------------------------------------------------------------------------------- */

static int refuse_name(struct sluice_channel_refusal *why, const char *rule, const char *name)
{
	sluice__refuse(why, 0, 0, 0, "%s: %.128s", rule, name);
	return -SLUICE_ERR_ADDRESS;
}

/* Letters, digits, dot, dash and underscore; it can't lead anywhere else. */
static bool is_plain(const char *name)
{
	const size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

	return length > 0 && length <= LONGEST_NAME && name[length] == '\0' && name[0] != '.';
}

static int make_folder(const char *path)
{
	return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : -SLUICE_ERR_SYSTEM;
}

/* Folders that are missing are for this user only; those that exist are their owner's business. */
static int make_folders(const char *path)
{
	char folder[SLUICE__FOLDER_SIZE];
	char *slash;
	int status = 0;

	snprintf(folder, sizeof folder, "%s", path);
	for (slash = strchr(folder + 1, '/'); slash != NULL && status == 0; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		status = make_folder(folder);
		*slash = '/';
	}
	return status == 0 ? make_folder(folder) : status;
}

/* /tmp is everybody's: a folder there is only ours when nobody else could have made it, or can put anything into it. */
static int judge_private(const char *path, struct sluice_channel_refusal *why)
{
	struct stat status;

	if (lstat(path, &status) != 0)
		return -SLUICE_ERR_SYSTEM;
	if (!S_ISDIR(status.st_mode) || status.st_uid != geteuid() || (status.st_mode & 022) != 0)
		return refuse_name(why, "the folder must be this user's, and nobody else may write to it", path);
	return 0;
}

static int find_plain(const char *name, char path[SLUICE__FOLDER_SIZE], struct sluice_channel_refusal *why)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	char base[SLUICE__FOLDER_SIZE];
	int status, length;

	if (!is_plain(name))
		return refuse_name(why, "a cluster must be an absolute path, or up to 64 letters, digits, dots, dashes and underscores", name);
	if (runtime != NULL && runtime[0] == '/') {
		length = snprintf(path, SLUICE__FOLDER_SIZE, "%s/sluice-clusters/%s", runtime, name);
	} else {
		snprintf(base, sizeof base, "/tmp/sluice-%lu", (unsigned long)geteuid());
		status = make_folder(base);
		if (status == 0)
			status = judge_private(base, why);
		if (status != 0)
			return status;
		length = snprintf(path, SLUICE__FOLDER_SIZE, "%s/clusters/%s", base, name);
	}
	return length < SLUICE__FOLDER_SIZE ? 0 : refuse_name(why, "the path of a cluster must fit into the address of a socket", path);
}

int sluice__folder_open(const char *name, struct sluice__folder *out, struct sluice_channel_refusal *why)
{
	struct stat found;
	int status = 0;

	*out = (struct sluice__folder){.lock = -1};
	if (name[0] != '/')
		status = find_plain(name, out->path, why);
	else if ((size_t)snprintf(out->path, sizeof out->path, "%s", name) >= sizeof out->path)
		status = refuse_name(why, "the path of a cluster must fit into the address of a socket", name);
	if (status == 0)
		status = make_folders(out->path);
	if (status == 0 && stat(out->path, &found) != 0)
		status = -SLUICE_ERR_SYSTEM;
	if (status == 0 && !S_ISDIR(found.st_mode))
		status = refuse_name(why, "a cluster must be a folder", out->path);
	return status;
}

/* ---- the lock ----------------------------------------------------------------------------------------------------------------- */

int sluice__folder_lock(struct sluice__folder *folder, int64_t deadline_ns)
{
	struct timespec pause = {0, FIRST_PAUSE_NS};
	int number;

	folder->lock = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder->lock < 0)
		return -SLUICE_ERR_SYSTEM;
	/* A blocking flock has no deadline but a signal. Whoever joins is done in milliseconds. */
	for (;;) {
		if (flock(folder->lock, LOCK_EX | LOCK_NB) == 0)
			return 0;
		number = errno;
		if (number != EWOULDBLOCK && number != EINTR)
			break;
		if (sluice_is_over(deadline_ns, sluice_now_ns())) {
			sluice__folder_unlock(folder);
			return -SLUICE_ERR_DEADLINE;
		}
		nanosleep(&pause, NULL);
		pause.tv_nsec = pause.tv_nsec * 2 > LONGEST_PAUSE_NS ? LONGEST_PAUSE_NS : pause.tv_nsec * 2;
	}
	sluice__folder_unlock(folder);
	errno = number;
	return -SLUICE_ERR_SYSTEM;
}

void sluice__folder_unlock(struct sluice__folder *folder)
{
	if (folder->lock < 0)
		return;
	/* Not by close alone: a child that was forked meanwhile has the same open file. */
	flock(folder->lock, LOCK_UN);
	close(folder->lock);
	folder->lock = -1;
}

/* ---- members ------------------------------------------------------------------------------------------------------------------ */

/* A number as members write it; false for any other file. */
static bool parse_number(const char *text, uint32_t *out)
{
	const size_t length = strspn(text, "0123456789");
	unsigned long number;

	if (length == 0 || length > 5 || text[length] != '\0' || (text[0] == '0' && length > 1))
		return false;
	number = strtoul(text, NULL, 10);
	*out = (uint32_t)number;
	return number <= SLUICE_MAX_CXY;
}

int sluice__folder_list(const struct sluice__folder *folder, uint8_t *bits)
{
	DIR *stream = opendir(folder->path);
	const struct dirent *entry;
	uint32_t cxy;
	int number;

	if (stream == NULL)
		return -SLUICE_ERR_SYSTEM;
	memset(bits, 0, SLUICE_MAX_CXY / 8 + 1);
	errno = 0;
	while ((entry = readdir(stream)) != NULL)
		if (parse_number(entry->d_name, &cxy))
			bits[cxy / 8] |= (uint8_t)(1u << cxy % 8);
	number = errno;
	closedir(stream);
	errno = number;
	return number == 0 ? 0 : -SLUICE_ERR_SYSTEM;
}

void sluice__folder_address(const struct sluice__folder *folder, uint32_t cxy, char address[SLUICE__ADDRESS_SIZE])
{
	snprintf(address, SLUICE__ADDRESS_SIZE, "%s/%u", folder->path, cxy);
}
