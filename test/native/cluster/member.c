/* SPDX-License-Identifier: MIT */
/* `member CASE`: members of a cluster, most of them processes of their own. */
#define _GNU_SOURCE
#include "cluster-test.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>

static void comes_and_goes(void)
{
	struct other one = start(live, 1), two = start(live, 2);
	struct sluice_member_info others[4];
	struct sluice_member *member;
	uint64_t cursor = 0;

	ask(one, 'j', 'J');
	member = join_as(7);
	expect(member, &cursor, SLUICE_MEMBER_JOINED, 1);
	ask(two, 'j', 'J');
	expect(member, &cursor, SLUICE_MEMBER_JOINED, 2);
	CHECK(sluice_member_list(member, others, 4) == 2);
	CHECK(others[0].cxy == 1 && others[0].credentials.pid == one.pid && others[0].waiters == 4);
	CHECK(others[1].cxy == 2 && others[1].credentials.pid == two.pid && others[1].epoch != others[0].epoch);
	CHECK(sluice_member_cxy(member) == 7 && strcmp(sluice_member_folder(member), folder) == 0);

	ask(one, 'l', 'L');
	expect(member, &cursor, SLUICE_MEMBER_LEFT, 1);
	end(two, SIGKILL);
	expect(member, &cursor, SLUICE_MEMBER_DIED, 2);
	CHECK(sluice_member_list(member, others, 4) == 0);
	CHECK(sluice_member_next_event(member, &cursor, &(struct sluice_member_event){0}) == 0);
	ask(one, 'j', 'J');
	expect(member, &cursor, SLUICE_MEMBER_JOINED, 1);
	CHECK(sluice_member_leave(member) == 0);
	end(one, 0);
}

#define CROWD 16

/* Joins with any number at once with all others, and says which it got when it has seen them all. */
static void join_crowd(int to, int from, int32_t cxy)
{
	struct sluice_member_info others[CROWD];
	struct sluice_member *member;

	(void)cxy;
	tell(from, hear(to));
	member = join_as(SLUICE_ANY_CXY);
	while (sluice_member_list(member, others, CROWD) != CROWD - 1)
		CHECK(sluice_member_wait(member, 0, soon()) == 0);
	tell(from, (char)sluice_member_cxy(member));
	hear(to);
	CHECK(sluice_member_leave(member) == 0);
}

static void crowd(void)
{
	struct other others[CROWD];
	uint32_t seen = 0;

	for (int i = 0; i < CROWD; i++)
		others[i] = start(join_crowd, 0);
	for (int i = 0; i < CROWD; i++)
		tell(others[i].to, 'g');
	for (int i = 0; i < CROWD; i++) {
		CHECK(hear(others[i].from) == 'g');
		seen |= 1u << hear(others[i].from);
	}
	CHECK(seen == (1u << CROWD) - 1);
	for (int i = 0; i < CROWD; i++)
		tell(others[i].to, 'l');
	for (int i = 0; i < CROWD; i++)
		end(others[i], 0);
}

static void numbers(void)
{
	struct other one = start(live, 3);
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	struct sluice_channel_refusal why;
	struct sluice_member *members[4], *none;

	ask(one, 'j', 'J');
	options.cxy = 3;
	CHECK(sluice_member_join(folder, &options, soon(), &none, &why) == -SLUICE_ERR_MEMBER_IN_USE);
	for (uint32_t i = 0; i < 4; i++) {
		members[i] = join_as(SLUICE_ANY_CXY);
		CHECK(sluice_member_cxy(members[i]) == (i < 3 ? i : 4));
	}
	end(one, SIGKILL);
	/* At once: nobody has to wait for others to see that one is dead. */
	none = join_as(3);
	for (uint32_t i = 0; i < 4; i++)
		CHECK(sluice_member_leave(members[i]) == 0);
	CHECK(sluice_member_leave(none) == 0);
	options.cxy = 65535;
	CHECK(sluice_member_join(folder, &options, soon(), &none, &why) == 0);
	CHECK(sluice_member_leave(none) == 0);
}

static int count_files(void)
{
	char command[96], line[16] = "";
	FILE *stream;

	snprintf(command, sizeof command, "ls -A %s | wc -l", folder);
	stream = popen(command, "r");
	CHECK(stream != NULL && fgets(line, sizeof line, stream) != NULL);
	pclose(stream);
	return atoi(line);
}

static void stale(void)
{
	struct other others[3];
	struct sluice_member *member;

	for (int i = 0; i < 3; i++) {
		others[i] = start(live, i);
		ask(others[i], 'j', 'J');
	}
	for (int i = 0; i < 3; i++)
		end(others[i], SIGKILL);
	CHECK(count_files() == 3);
	member = join_as(1);
	CHECK(sluice_member_list(member, NULL, 0) == 0);
	CHECK(count_files() == 1);
	CHECK(sluice_member_leave(member) == 0);
	CHECK(count_files() == 0);
}

/* Files of other names, and a file with the name of a member, are none of our business. */
static void other_files(void)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	static const char *const NAMES[] = {"5", "05", "65536", "readme", "1.lock", "-1"};
	struct sluice_member *member;
	char path[96];

	for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, NAMES[i]);
		CHECK(close(open(path, O_CREAT | O_WRONLY, 0600)) == 0);
	}
	options.cxy = 5;
	CHECK(sluice_member_join(folder, &options, soon(), &member, NULL) == -SLUICE_ERR_MEMBER_IN_USE);
	member = join_as(6);
	CHECK(sluice_member_leave(member) == 0);
	CHECK(count_files() == 6);
}

/* Holds the lock of the folder as whoever joins does, until it is told otherwise. */
static void hold_lock(int to, int from, int32_t cxy)
{
	const int descriptor = open(folder, O_RDONLY | O_DIRECTORY);

	(void)cxy;
	CHECK(descriptor >= 0 && flock(descriptor, LOCK_EX) == 0);
	tell(from, 'h');
	hear(to);
}

static void lock(void)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	struct other holder = start(hold_lock, 0);
	struct sluice_member *member;

	CHECK(hear(holder.from) == 'h');
	CHECK(sluice_member_join(folder, &options, sluice_deadline_after(20000000), &member, NULL) == -SLUICE_ERR_DEADLINE);
	CHECK(count_files() == 0);
	end(holder, SIGKILL);
	CHECK(sluice_member_leave(join_as(0)) == 0);
}

/* A member that is stopped holds up joins until their deadline, and nobody is left half joined. */
static void stopped(void)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	struct other one = start(live, 1);
	struct sluice_member *member, *none;
	uint64_t cursor = 0;
	int state;

	ask(one, 'j', 'J');
	member = join_as(2);
	expect(member, &cursor, SLUICE_MEMBER_JOINED, 1);
	kill(one.pid, SIGSTOP);
	CHECK(waitpid(one.pid, &state, WUNTRACED) == one.pid && WIFSTOPPED(state));
	options.cxy = 3;
	CHECK(sluice_member_join(folder, &options, sluice_deadline_after(50000000), &none, NULL) == -SLUICE_ERR_DEADLINE);
	kill(one.pid, SIGCONT);
	CHECK(sluice_member_leave(join_as(4)) == 0);
	expect(member, &cursor, SLUICE_MEMBER_JOINED, 4);
	expect(member, &cursor, SLUICE_MEMBER_LEFT, 4);
	end(one, SIGKILL);
	expect(member, &cursor, SLUICE_MEMBER_DIED, 1);
	CHECK(sluice_member_leave(member) == 0);
}

static void join_for_ever(int to, int from, int32_t cxy)
{
	(void)to;
	(void)from;
	for (;;)
		CHECK(sluice_member_leave(join_as(cxy)) == 0);
}

/* Killed anywhere in joining and leaving: whoever stays sees who is there, and the next one gets in. */
static void random_kills(void)
{
	uint32_t seed = 11;

	for (int round = 0; round < 12; round++) {
		struct other others[4];
		struct sluice_member *member;

		for (int i = 0; i < 4; i++)
			others[i] = start(join_for_ever, 10 + i);
		usleep(below(&seed, 30000));
		for (int i = 0; i < 4; i++)
			kill(others[i].pid, SIGKILL);
		member = join_as(SLUICE_ANY_CXY);
		CHECK(sluice_member_cxy(member) == 0);
		while (sluice_member_list(member, NULL, 0) != 0)
			CHECK(sluice_member_wait(member, 0, soon()) == 0);
		CHECK(sluice_member_leave(member) == 0);
		for (int i = 0; i < 4; i++)
			end(others[i], SIGKILL);
	}
}

static void two_in_one_process(void)
{
	struct sluice_member *a = join_as(1), *b = join_as(2);
	uint64_t cursor = 0, heap;
	uint32_t size;
	char text[6] = "";

	expect(a, &cursor, SLUICE_MEMBER_JOINED, 2);
	CHECK(sluice_member_heap(a, 2, &heap, &size) == 0);
	CHECK(sluice_member_write(a, heap, "hello", 6) == 0);
	CHECK(sluice_member_read(b, heap, text, 6) == 0 && strcmp(text, "hello") == 0);
	CHECK(sluice_member_leave(b) == 0);
	expect(a, &cursor, SLUICE_MEMBER_LEFT, 2);
	CHECK(sluice_member_leave(a) == 0);
}

static void memory(void)
{
	struct sluice_member *a = join_as(1), *b = join_as(2);
	uint64_t cursor = 0, heap;
	uint32_t size;
	char bytes[16];

	expect(a, &cursor, SLUICE_MEMBER_JOINED, 2);
	CHECK(sluice_member_heap(a, 2, &heap, &size) == 0 && size == 65536 && heap >> 32 == 2);
	CHECK(sluice_member_read(a, heap + size - 16, bytes, 16) == 0);
	CHECK(sluice_member_read(a, heap + size, bytes, 0) == 0);
	CHECK(sluice_member_read(a, heap + size - 15, bytes, 16) == -SLUICE_ERR_POINTER);
	CHECK(sluice_member_read(a, heap + size, bytes, 1) == -SLUICE_ERR_POINTER);
	CHECK(sluice_member_read(a, heap - 1, bytes, 1) == -SLUICE_ERR_POINTER);
	CHECK(sluice_member_read(a, heap, bytes, SIZE_MAX) == -SLUICE_ERR_POINTER);
	CHECK(sluice_member_read(a, heap + 1, bytes, SIZE_MAX) == -SLUICE_ERR_POINTER);
	CHECK(sluice_member_write(a, sluice_xptr(2, 0), bytes, 1) == -SLUICE_ERR_POINTER);
	CHECK(sluice_member_write(a, sluice_xptr(2, UINT32_MAX), bytes, 1) == -SLUICE_ERR_POINTER);
	CHECK(sluice_member_read(a, sluice_xptr(3, (uint32_t)heap), bytes, 1) == -SLUICE_ERR_NO_MEMBER);
	CHECK(sluice_member_read(a, sluice_xptr(65536, (uint32_t)heap), bytes, 1) == -SLUICE_ERR_NO_MEMBER);
	CHECK(sluice_member_heap(a, 9, &heap, &size) == -SLUICE_ERR_NO_MEMBER);
	/* Its own, too. */
	CHECK(sluice_member_heap(a, 1, &heap, &size) == 0 && sluice_member_write(a, heap, bytes, 16) == 0);
	CHECK(sluice_member_leave(b) == 0);
	expect(a, &cursor, SLUICE_MEMBER_LEFT, 2);
	CHECK(sluice_member_read(a, sluice_xptr(2, (uint32_t)heap), bytes, 1) == -SLUICE_ERR_NO_MEMBER);
	CHECK(sluice_member_leave(a) == 0);
}

static void options(void)
{
	static const struct {
		size_t offset;
		uint32_t value;
	} WRONG[] = {
		{offsetof(struct sluice_member_options, cxy), (uint32_t)-2},
		{offsetof(struct sluice_member_options, cxy), 65536},
		{offsetof(struct sluice_member_options, waiters), 0},
		{offsetof(struct sluice_member_options, waiters), 65},
		{offsetof(struct sluice_member_options, calls_per_waiter), 0},
		{offsetof(struct sluice_member_options, calls_per_waiter), 3},
		{offsetof(struct sluice_member_options, calls_per_waiter), 2048},
		{offsetof(struct sluice_member_options, fifo_slots), 1},
		{offsetof(struct sluice_member_options, fifo_slots), 100},
		{offsetof(struct sluice_member_options, fifo_slots), 4096},
		{offsetof(struct sluice_member_options, heap_size), 0},
		{offsetof(struct sluice_member_options, heap_size), (1u << 30) + 1},
		{offsetof(struct sluice_member_options, mode), 01000},
		{offsetof(struct sluice_member_options, group), (uint32_t)-2},
	};
	struct sluice_member *member;

	for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
		struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;

		memcpy((char *)&options + WRONG[i].offset, &WRONG[i].value, sizeof WRONG[i].value);
		CHECK(sluice_member_join(folder, &options, soon(), &member, NULL) == -SLUICE_ERR_OPTION);
	}
	CHECK(count_files() == 0);
	for (uint32_t most = 0; most < 2; most++) {
		struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;

		options.waiters = most ? 64 : 1;
		options.calls_per_waiter = most ? 1024 : 1;
		options.fifo_slots = most ? 2048 : 2;
		options.heap_size = most ? 1 << 24 : 1;
		CHECK(sluice_member_join(folder, &options, soon(), &member, NULL) == 0);
		CHECK(sluice_member_leave(member) == 0);
	}
}

static void names(void)
{
	static const char *const WRONG[] = {"", ".", "..", "a/b", "../x", ".hidden", "a b", "a\n",
					    "0123456789012345678901234567890123456789012345678901234567890123456789"};
	char long_path[256], private_folder[128];
	struct sluice_channel_refusal why;
	struct sluice_member *member;

	setenv("XDG_RUNTIME_DIR", folder, 1);
	for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
		CHECK(sluice_member_join(WRONG[i], NULL, soon(), &member, &why) == -SLUICE_ERR_ADDRESS);
		CHECK(why.detail[0] != '\0');
	}
	memset(long_path, 'x', sizeof long_path);
	long_path[0] = '/';
	long_path[255] = '\0';
	CHECK(sluice_member_join(long_path, NULL, soon(), &member, &why) == -SLUICE_ERR_ADDRESS);
	CHECK(sluice_member_join("/dev/null", NULL, soon(), &member, &why) == -SLUICE_ERR_ADDRESS);
	CHECK(sluice_member_join("my-cluster_1.0", NULL, soon(), &member, &why) == 0);
	snprintf(private_folder, sizeof private_folder, "%s/sluice-clusters/my-cluster_1.0", folder);
	CHECK(strcmp(sluice_member_folder(member), private_folder) == 0);
	CHECK(sluice_member_leave(member) == 0);
}

/* Below /tmp anybody could have made the folder before. Other tests use this user's at the same time, so this is done as nobody else, by root. */
static void tmp_folder(void)
{
	struct sluice_channel_refusal why;
	struct sluice_member *member;
	char path[160], name[32], command[176];
	struct stat found;
	mode_t mode;

	unsetenv("XDG_RUNTIME_DIR");
	if (geteuid() == 0)
		CHECK(seteuid((uid_t)(100000 + getpid())) == 0);
	snprintf(path, sizeof path, "/tmp/sluice-%lu", (unsigned long)geteuid());
	snprintf(name, sizeof name, "test-%d", (int)getpid());
	CHECK(sluice_member_join(name, NULL, soon(), &member, &why) == 0);
	CHECK(stat(path, &found) == 0 && found.st_uid == geteuid());
	CHECK(rmdir(sluice_member_folder(member)) != 0);
	CHECK(sluice_member_leave(member) == 0);
	mode = found.st_mode & 07777;
	CHECK((mode & 022) == 0);
	snprintf(path, sizeof path, "/tmp/sluice-%lu/clusters/%s", (unsigned long)geteuid(), name);
	CHECK(rmdir(path) == 0);
	if (getuid() != 0)
		return; /* no other user to be */
	for (int i = 0; i < 2; i++)
		*strrchr(path, '/') = '\0';
	CHECK(chmod(path, 0777) == 0);
	CHECK(sluice_member_join(name, NULL, soon(), &member, &why) == -SLUICE_ERR_ADDRESS);
	CHECK(chmod(path, 0700) == 0 && seteuid(0) == 0 && chown(path, 1, 1) == 0 && seteuid((uid_t)(100000 + getpid())) == 0);
	CHECK(sluice_member_join(name, NULL, soon(), &member, &why) == -SLUICE_ERR_ADDRESS);
	CHECK(seteuid(0) == 0);
	snprintf(command, sizeof command, "rm -rf %s", path);
	CHECK(system(command) == 0);
}

static enum sluice_verdict deny(void *user, const struct sluice_credentials *peer)
{
	CHECK(peer->uid == geteuid());
	/* Asked by the steward. */
	return (enum sluice_verdict)__atomic_load_n((int *)user, __ATOMIC_RELAXED);
}

static void terms(void)
{
	static const struct sluice_message_identity OLD[] = {{1, 11}, {2, 22}, {5, 55}}, NEW[] = {{1, 11}, {2, 23}, {5, 55}};
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	struct sluice_channel_refusal why;
	struct sluice_member *member, *none;
	int verdict = SLUICE_ALLOW;

	options.identity = (struct sluice_identity){.fingerprint = 100, .messages = OLD, .count = 3};
	options.policy = deny;
	options.policy_user = &verdict;
	CHECK(sluice_member_join(folder, &options, soon(), &member, &why) == 0);
	options.identity = (struct sluice_identity){.fingerprint = 101, .messages = NEW, .count = 3};
	CHECK(sluice_member_join(folder, &options, soon(), &none, &why) == -SLUICE_ERR_INCOMPATIBLE);
	CHECK(why.code == 2 && why.by_peer);
	options.identity.fingerprint = 100;
	options.identity.messages = OLD;
	/* Neither is it a member when it has to be rung by its socket. */
	for (int i = 0; i < 2; i++) {
		__atomic_store_n(&verdict, i == 0 ? SLUICE_DENY : SLUICE_ALLOW_SOCKET, __ATOMIC_RELAXED);
		CHECK(sluice_member_join(folder, &options, soon(), &none, &why) == -SLUICE_ERR_DENIED);
	}
	__atomic_store_n(&verdict, SLUICE_ALLOW, __ATOMIC_RELAXED);
	CHECK(sluice_member_join(folder, &options, soon(), &none, &why) == 0);
	CHECK(sluice_member_leave(none) == 0);
	CHECK(sluice_member_leave(member) == 0);
}

/* A child is no member, and does not keep its parent's death from being seen. */
static void forks(int to, int from, int32_t cxy)
{
	struct sluice_member *member = join_as(cxy);
	char heap_byte;
	uint64_t heap;
	uint32_t size;

	CHECK(sluice_member_heap(member, (uint32_t)cxy, &heap, &size) == 0);
	if (fork() == 0) {
		CHECK(sluice_member_list(member, NULL, 0) == -SLUICE_ERR_FORKED);
		CHECK(sluice_member_read(member, heap, &heap_byte, 1) == -SLUICE_ERR_FORKED);
		CHECK(sluice_member_attach(member) == -SLUICE_ERR_FORKED);
		CHECK(sluice_member_leave(member) == -SLUICE_ERR_FORKED);
		tell(from, 'C');
		/* Lives on until the test has ended. */
		hear(to);
		_exit(0);
	}
	hear(to);
}

static void forked(void)
{
	struct other one;
	struct sluice_member *member;
	uint64_t cursor = 0;

	one = start(forks, 1);
	CHECK(hear(one.from) == 'C');
	member = join_as(2);
	expect(member, &cursor, SLUICE_MEMBER_JOINED, 1);
	kill(one.pid, SIGKILL);
	expect(member, &cursor, SLUICE_MEMBER_DIED, 1);
	CHECK(sluice_member_leave(member) == 0);
	end(one, SIGKILL);
}

static void descriptors(void)
{
	int first, last;

	CHECK(sluice_member_leave(join_as(1)) == 0);
	first = dup(0);
	for (int i = 0; i < 20; i++) {
		struct sluice_member *a = join_as(1), *b = join_as(2);

		CHECK(sluice_member_leave(i % 2 == 0 ? a : b) == 0);
		CHECK(sluice_member_leave(i % 2 == 0 ? b : a) == 0);
	}
	last = dup(0);
	CHECK(last == first + 1);
}

int main(int argument_count, char **arguments)
{
	static const struct test TESTS[] = {
		{"comes-and-goes", comes_and_goes}, {"crowd", crowd}, {"numbers", numbers}, {"stale", stale}, {"other-files", other_files},
		{"lock", lock}, {"stopped", stopped}, {"random-kills", random_kills}, {"two-in-one-process", two_in_one_process},
		{"memory", memory}, {"options", options}, {"names", names}, {"tmp-folder", tmp_folder}, {"terms", terms},
		{"forked", forked}, {"descriptors", descriptors},
	};
	int status;

	make_folder();
	status = RUN_TEST(TESTS, argument_count, arguments);
	remove_folder();
	return status;
}
