/* SPDX-License-Identifier: MIT */
/* What listening does to the file system: modes, folders, stale and live paths, and races for them. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "link-test.h"

#define RACERS 4
#define ROUNDS 30

static struct sluice__listening *listen_at(const char *path, const struct sluice__terms *terms)
{
	struct sluice__listening *listening;

	CHECK_EQUAL(0, sluice__listen_start(path, terms, &listening));
	return listening;
}

static struct stat stat_of(const char *path)
{
	struct stat status;

	CHECK(lstat(path, &status) == 0);
	return status;
}

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* A socket file that nobody listens on. */
static void leave_stale(const char *path)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(name.sun_path, sizeof name.sun_path, "%s", path);
	CHECK(descriptor >= 0 && bind(descriptor, (const struct sockaddr *)(const void *)&name, sizeof name) == 0);
	close(descriptor);
}

static void modes(void)
{
	struct sluice__terms terms = *plain_terms();
	struct sluice__listening *listening;
	const char *path = path_of("new/deep/a.sock");
	const mode_t mask = umask(0022);

	listening = listen_at(path, &terms);
	CHECK_EQUAL(0700, stat_of(path_of("new")).st_mode & 07777);
	CHECK_EQUAL(0700, stat_of(path_of("new/deep")).st_mode & 07777);
	CHECK_EQUAL(0600, stat_of(path).st_mode & 07777);
	CHECK(!exists(path_of("new/deep/a.sock.lock")));
	sluice__listen_close(listening);
	CHECK(!exists(path));

	/* Whatever the mask says. */
	umask(0);
	listening = listen_at(path, &terms);
	CHECK_EQUAL(0600, stat_of(path).st_mode & 07777);
	sluice__listen_close(listening);
	umask(0777);
	terms.options.mode = 0660;
	terms.options.group = (int)getegid();
	if (geteuid() == 0)
		terms.options.group = 4;
	listening = listen_at(path, &terms);
	CHECK_EQUAL(0660, stat_of(path).st_mode & 07777);
	CHECK_EQUAL(terms.options.group, stat_of(path).st_gid);
	sluice__listen_close(listening);
	umask(mask);

	terms.options.mode = 01000;
	CHECK_EQUAL(-SLUICE_ERR_OPTION, sluice__listen_start(path, &terms, &listening));
	/* Folders that exist stay as they are. */
	CHECK(chmod(path_of("new"), 0755) == 0);
	sluice__listen_close(listen_at(path, plain_terms()));
	CHECK_EQUAL(0755, stat_of(path_of("new")).st_mode & 07777);
}

static void stale(void)
{
	const char *path = path_of("a.sock");
	struct sluice__listening *listening;

	leave_stale(path);
	listening = listen_at(path, plain_terms());
	CHECK(S_ISSOCK(stat_of(path).st_mode));
	sluice__listen_close(listening);
	/* Also behind what is left of a lock. */
	leave_stale(path);
	close(open(path_of("a.sock.lock"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	sluice__listen_close(listen_at(path, plain_terms()));
	CHECK(!exists(path_of("a.sock.lock")) && !exists(path));
}

static void live(void)
{
	const char *path = path_of("a.sock");
	struct sluice__listening *first = listen_at(path, plain_terms()), *second;
	const ino_t inode = stat_of(path).st_ino;

	for (int i = 0; i < 3; i++)
		CHECK_EQUAL(-SLUICE_ERR_ADDRESS_IN_USE, sluice__listen_start(path, plain_terms(), &second));
	CHECK_EQUAL(inode, stat_of(path).st_ino);
	CHECK_EQUAL(0, pump(first)); /* the probes have gone again */
	/* Somebody who is about to listen there. */
	sluice__listen_close(first);
	{
		const int lock = open(path_of("a.sock.lock"), O_CREAT | O_RDWR | O_CLOEXEC, 0600);

		CHECK(flock(lock, LOCK_SH) == 0); /* even so */
		CHECK_EQUAL(-SLUICE_ERR_ADDRESS_IN_USE, sluice__listen_start(path, plain_terms(), &second));
		close(lock);
	}
	sluice__listen_close(listen_at(path, plain_terms()));
}

static void live_abstract(void)
{
	struct sluice__listening *first, *second;
	char name[64];

	snprintf(name, sizeof name, "@sluice-link-live-%d", (int)getpid());
	first = listen_at(name, plain_terms());
	CHECK_EQUAL(-SLUICE_ERR_ADDRESS_IN_USE, sluice__listen_start(name, plain_terms(), &second));
	sluice__listen_close(first);
	sluice__listen_close(listen_at(name, plain_terms()));
}

static void no_socket(void)
{
	const char *path = path_of("file");
	struct sluice__listening *listening;

	close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	CHECK_EQUAL(-SLUICE_ERR_ADDRESS_IN_USE, sluice__listen_start(path, plain_terms(), &listening));
	CHECK(S_ISREG(stat_of(path).st_mode));
	CHECK(symlink("file", path_of("link")) == 0);
	CHECK_EQUAL(-SLUICE_ERR_ADDRESS_IN_USE, sluice__listen_start(path_of("link"), plain_terms(), &listening));
	CHECK(mkdir(path_of("folder"), 0700) == 0);
	CHECK_EQUAL(-SLUICE_ERR_ADDRESS_IN_USE, sluice__listen_start(path_of("folder"), plain_terms(), &listening));
	CHECK(sluice__listen_start(path_of("file/a.sock"), plain_terms(), &listening) == -SLUICE_ERR_SYSTEM && errno == ENOTDIR);
	CHECK_EQUAL(-SLUICE_ERR_ADDRESS, sluice__listen_start("", plain_terms(), &listening));
	/* A lock that leads elsewhere is not followed. */
	CHECK(symlink("file", path_of("b.sock.lock")) == 0);
	CHECK(sluice__listen_start(path_of("b.sock"), plain_terms(), &listening) == -SLUICE_ERR_SYSTEM && errno == ELOOP);
	CHECK(!exists(path_of("b.sock")));
}

/* A path that is another's by now stays. */
static void replaced(void)
{
	const char *path = path_of("a.sock");
	struct sluice__listening *first = listen_at(path, plain_terms()), *second;

	CHECK(unlink(path) == 0);
	second = listen_at(path, plain_terms());
	sluice__listen_close(first);
	CHECK(exists(path));
	sluice__listen_close(second);
	CHECK(!exists(path));
}

/* One of those that want the same stale path at the same time; says how it went, and holds it until `release` ends. */
static void race_for(const char *path, int start, int verdict, int release)
{
	struct sluice__listening *listening = NULL;
	char byte;
	int status;

	CHECK(read(start, &byte, 1) == 0);
	status = sluice__listen_start(path, plain_terms(), &listening);
	byte = (char)-status;
	CHECK(write(verdict, &byte, 1) == 1);
	CHECK(read(release, &byte, 1) == 0);
	if (status == 0)
		sluice__listen_close(listening);
	_exit(0);
}

static void race(void)
{
	const char *path = path_of("a.sock");

	for (int round = 0; round < ROUNDS; round++) {
		int start[2], verdict[2], release[2], won = 0;

		if (round % 2 == 0)
			leave_stale(path);
		CHECK(pipe2(start, O_CLOEXEC) == 0 && pipe2(verdict, O_CLOEXEC) == 0 && pipe2(release, O_CLOEXEC) == 0);
		for (int i = 0; i < RACERS; i++) {
			const pid_t child = fork();

			CHECK(child >= 0);
			if (child == 0) {
				close(start[1]);
				close(release[1]);
				race_for(path, start[0], verdict[1], release[0]);
			}
		}
		close(start[1]);
		for (int i = 0; i < RACERS; i++) {
			char byte;

			CHECK(read(verdict[0], &byte, 1) == 1);
			CHECK(byte == 0 || byte == SLUICE_ERR_ADDRESS_IN_USE);
			won += byte == 0;
		}
		CHECK_EQUAL(1, won);
		CHECK(exists(path));
		close(release[1]);
		for (int i = 0; i < RACERS; i++) {
			int status;

			CHECK(wait(&status) > 0 && status == 0);
		}
		CHECK(!exists(path) && !exists(path_of("a.sock.lock")));
		close(start[0]);
		close(release[0]);
		close(verdict[0]);
		close(verdict[1]);
	}
}

const struct test path_tests[] = {
	{"modes", modes},
	{"stale", stale},
	{"live", live},
	{"live-abstract", live_abstract},
	{"no-socket", no_socket},
	{"replaced", replaced},
	{"race", race},
	{NULL, NULL},
};
