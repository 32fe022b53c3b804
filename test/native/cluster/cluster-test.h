/* What the tests of members have in common: a folder for a cluster, members as processes, and what they are told to do. */
#ifndef TEST_NATIVE_CLUSTER_TEST_H
#define TEST_NATIVE_CLUSTER_TEST_H

#include <sluice/cluster.h>

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../check.h"

static char folder[64];

static inline int64_t soon(void)
{
	return sluice_deadline_after(INT64_C(60) * 1000000000);
}

static inline void make_folder(void)
{
	snprintf(folder, sizeof folder, "/tmp/sluice-cluster-%d", (int)getpid());
	CHECK(mkdir(folder, 0700) == 0);
}

static inline void remove_folder(void)
{
	char command[96];

	snprintf(command, sizeof command, "rm -rf %s", folder);
	CHECK(system(command) == 0);
}

static inline struct sluice_member *join_as(int32_t cxy)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	struct sluice_channel_refusal why;
	struct sluice_member *member;
	int status;

	options.cxy = cxy;
	status = sluice_member_join(folder, &options, soon(), &member, &why);
	if (status != 0)
		fprintf(stderr, "join as %d: %s %s\n", cxy, sluice_error_name(status), why.detail);
	CHECK(status == 0);
	return member;
}

/* The next event, waiting for it. */
static inline struct sluice_member_event next_event(struct sluice_member *member, uint64_t *cursor)
{
	struct sluice_member_event event;

	for (;;) {
		const int status = sluice_member_next_event(member, cursor, &event);

		CHECK(status >= 0);
		if (status == 1)
			return event;
		CHECK(sluice_member_wait(member, 0, soon()) == 0);
	}
}

static inline void expect(struct sluice_member *member, uint64_t *cursor, enum sluice_member_event_kind kind, uint32_t cxy)
{
	const struct sluice_member_event event = next_event(member, cursor);

	if (event.kind != kind || event.member.cxy != cxy)
		fprintf(stderr, "expected %d of %u, got %d of %u\n", kind, cxy, event.kind, event.member.cxy);
	CHECK(event.kind == kind && event.member.cxy == cxy);
}

/* Another process that is a member, until it is told otherwise. Made before this process has a member of its own. */
struct other {
	pid_t pid;
	int to, from; /* pipes: a letter each way */
};

static inline char hear(int descriptor)
{
	struct pollfd entry = {.fd = descriptor, .events = POLLIN};
	char letter = 0;

	CHECK(poll(&entry, 1, 60000) == 1);
	return read(descriptor, &letter, 1) == 1 ? letter : 0;
}

static inline void tell(int descriptor, char letter)
{
	CHECK(write(descriptor, &letter, 1) == 1);
}

/* Runs `life` in another process; it hears what it is told on `to` and answers on `from`. */
static inline struct other start(void (*life)(int to, int from, int32_t cxy), int32_t cxy)
{
	int to[2], from[2];
	struct other other;

	CHECK(pipe(to) == 0 && pipe(from) == 0);
	other.pid = fork();
	CHECK(other.pid >= 0);
	if (other.pid == 0) {
		/* A test that fails leaves nobody behind. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(to[1]);
		close(from[0]);
		life(to[0], from[1], cxy);
		_exit(0);
	}
	close(to[0]);
	close(from[1]);
	other.to = to[1];
	other.from = from[0];
	return other;
}

/* Joins when told j, and answers J; leaves when told l, and answers L. */
static inline void live(int to, int from, int32_t cxy)
{
	struct sluice_member *member = NULL;

	for (;;) {
		const char letter = hear(to);

		if (letter == 'j') {
			member = join_as(cxy);
			tell(from, 'J');
		} else if (letter == 'l') {
			CHECK(sluice_member_leave(member) == 0);
			tell(from, 'L');
		} else {
			return;
		}
	}
}

static inline void ask(struct other other, char letter, char answer)
{
	tell(other.to, letter);
	CHECK(hear(other.from) == answer);
}

static inline void end(struct other other, int signal)
{
	int status;

	if (signal != 0)
		kill(other.pid, signal);
	close(other.to);
	close(other.from);
	CHECK(waitpid(other.pid, &status, 0) == other.pid);
	CHECK(signal != 0 || (WIFEXITED(status) && WEXITSTATUS(status) == 0));
}

#endif
