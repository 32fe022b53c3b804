/* What a process shows of its channels, seen through its own /proc/self/fd, as an observer does. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <sluice/broadcast.h>

#include "../../../native/src/statistics.h"
#include "../channel/pair.h"

#define LINK "/memfd:sluice-statistics (deleted)"

/* A full disk, so to speak. */
static bool has_no_memory;
int __real_memfd_create(const char *name, unsigned flags);
int __wrap_memfd_create(const char *name, unsigned flags);

int __wrap_memfd_create(const char *name, unsigned flags)
{
	if (!has_no_memory || strcmp(name, "sluice-statistics") != 0)
		return __real_memfd_create(name, flags);
	errno = ENOMEM;
	return -1;
}

struct seen {
	int files, descriptors, open, ended;
	struct sluice_statistics_entry last; /* that is open */
	char path[64];			     /* of the last file */
};

static void read_file(const char *path, struct seen *seen)
{
	const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	struct sluice_statistics_header header;
	uint32_t i;

	CHECK(descriptor >= 0 && pread(descriptor, &header, sizeof header, 0) == sizeof header);
	CHECK(memcmp(header.magic, "\x89SLSTAT\n", 8) == 0 && header.major == 1 && header.layout_fingerprint == STATISTICS_FINGERPRINT);
	CHECK(header.pid == (uint32_t)getpid() && header.entry_size == sizeof(struct sluice_statistics_entry));
	for (i = 0; i < header.entry_count; i++) {
		struct sluice_statistics_entry entry;

		CHECK(pread(descriptor, &entry, sizeof entry, (off_t)(512 + i * sizeof entry)) == sizeof entry && entry.version % 2 == 0);
		if (entry.phase == SLUICE_STATISTICS_OPEN) {
			seen->open++;
			seen->last = entry;
		}
		seen->ended += entry.phase == SLUICE_STATISTICS_ENDED;
	}
	close(descriptor);
}

static struct seen see(void)
{
	struct seen seen = {0};
	DIR *folder = opendir("/proc/self/fd");
	const struct dirent *file;

	CHECK(folder != NULL);
	while ((file = readdir(folder)) != NULL) {
		char path[sizeof file->d_name + 16], target[64] = "";

		snprintf(path, sizeof path, "/proc/self/fd/%s", file->d_name);
		if (readlink(path, target, sizeof target - 1) < 0)
			continue;
		seen.descriptors++;
		if (strcmp(target, LINK) != 0)
			continue;
		seen.files++;
		snprintf(seen.path, sizeof seen.path, "/proc/self/fd/%.16s", file->d_name);
		read_file(path, &seen);
	}
	closedir(folder);
	return seen;
}

static void test_entries(void)
{
	struct seen before = see(), seen;

	CHECK(before.files == 0);
	open_pair(2);
	CHECK(put(left, 100, 1) == 0 && put(left, 100, 1) == 0);
	expect(right, 100, 1);
	expect(right, 100, 1);
	CHECK(next(right) == 0);
	seen = see();
	CHECK(seen.files == 1 && seen.open == 2 && seen.ended == 0);
	CHECK(seen.last.role == SLUICE_STATISTICS_LISTENER && seen.last.language == SLUICE_STATISTICS_C);
	CHECK(seen.last.sent == 0 && seen.last.received == 2 && seen.last.released_bytes == 256 && seen.last.in_capacity == 16384);
	CHECK(seen.last.peer_pid == (uint32_t)getpid() && seen.last.remote_state == SLUICE_STATE_CONNECTED && seen.last.opened_at != 0);
	CHECK(sluice_channel_disconnect(left) == 0);
	left = NULL;
	CHECK(remote(right) == SLUICE_STATE_DISCONNECTED);
	seen = see();
	CHECK(seen.open == 1 && seen.ended == 1 && seen.last.remote_state == SLUICE_STATE_DISCONNECTED);
	close_pair();
	seen = see();
	CHECK(seen.files == 0 && seen.descriptors == before.descriptors);
}

/* Positions are u32: totals go on after that. */
static void test_totals(void)
{
	struct sluice__totals *totals;

	open_pair(0);
	totals = left->totals;
	left->laps_sent = UINT64_C(0x500000000);
	left->counters.sent = UINT64_C(0xffffffff);
	left->out.published = 0xfffffff0;
	sluice__channel_count_published(left, 0xffffff00);
	CHECK(totals->sent_bytes == UINT64_C(0x5fffffff0) && totals->sent == UINT64_C(0xffffffff));
	left->out.published = 0x20;
	sluice__channel_count_published(left, 0xfffffff0);
	CHECK(totals->sent_bytes == UINT64_C(0x600000020));
	sluice__channel_count_published(left, 0x20);
	CHECK(totals->sent_bytes == UINT64_C(0x600000020));
	right->in.released = right->in.head = 0xfffffff0;
	right->laps_released = UINT64_C(0x100000000);
	right->in.head = 0x10;
	sluice__channel_release(sluice__channel_of(right));
	CHECK(right->totals->released_bytes == UINT64_C(0x200000010));
	CHECK(see().open == 2);
	kill_end(&left);
	kill_end(&right);
}

#define MANY 200

static void test_many(void)
{
	static struct sluice_channel *channels[2 * MANY];
	const int before = see().descriptors;
	struct seen seen;
	int i;

	for (i = 0; i < MANY; i++) {
		open_pair(0);
		channels[2 * i] = left;
		channels[2 * i + 1] = right;
	}
	seen = see();
	CHECK(seen.files == 3 && seen.open == 2 * MANY);
	for (i = 0; i < 2 * MANY; i++)
		CHECK(sluice_channel_disconnect(channels[i]) == 0);
	seen = see();
	CHECK(seen.files == 0 && seen.descriptors == before);
	left = right = NULL;
	open_pair(0);
	CHECK(see().open == 2);
	close_pair();
}

/* An entry that has ended is used again after all others, so that its end can be seen. */
static void test_reuse(void)
{
	struct sluice_channel *stays[2];
	struct seen seen;
	int i;

	open_pair(0);
	stays[0] = left;
	stays[1] = right;
	for (i = 0; i < 30; i++) {
		open_pair(0);
		close_pair();
	}
	seen = see();
	CHECK(seen.files == 1 && seen.open == 2 && seen.ended == 60);
	for (i = 0; i < 40; i++) {
		open_pair(0);
		close_pair();
	}
	seen = see();
	CHECK(seen.files == 1 && seen.open == 2 && seen.ended == 61);
	left = stays[0];
	right = stays[1];
	close_pair();
}

static void test_failing(void)
{
	has_no_memory = true;
	open_pair(0);
	CHECK(see().files == 0);
	CHECK(put(left, 8, 1) == 0);
	expect(right, 8, 1);
	CHECK(left->totals->sent == 1 && left->totals->sent_bytes == 32);
	close_pair();
	has_no_memory = false;
	open_pair(0);
	CHECK(see().open == 2);
	close_pair();
}

static void test_off(void)
{
	static const char *const VALUES[] = {"off", "OFF", "0", "no", "false"};
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;
	size_t i;

	for (i = 0; i < sizeof VALUES / sizeof VALUES[0]; i++) {
		CHECK(setenv("SLUICE_STATISTICS", VALUES[i], 1) == 0);
		open_pair(0);
		CHECK(see().files == 0 && put(left, 8, 1) == 0);
		close_pair();
	}
	CHECK(setenv("SLUICE_STATISTICS", "on", 1) == 0);
	open_pair(0);
	CHECK(see().open == 2);
	close_pair();
	options.statistics = false;
	open_with(&options, &options);
	CHECK(see().files == 0);
	close_pair();
}

/* Observers can't write, and neither can anybody who opens the file anew. */
static void test_sealed(void)
{
	struct seen seen;
	int descriptor;

	open_pair(0);
	seen = see();
	descriptor = open(seen.path, O_RDWR | O_CLOEXEC);
	CHECK(descriptor >= 0);
	CHECK(write(descriptor, "x", 1) == -1 && errno == EPERM);
	CHECK(ftruncate(descriptor, 0) == -1 && errno == EPERM);
	CHECK(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0) == MAP_FAILED && errno == EPERM);
	close(descriptor);
	CHECK(see().open == 2);
	close_pair();
}

struct subscribing {
	const char *address;
	struct sluice_channel_options options;
	struct sluice_subscriber *out;
};

static void *subscribe(void *argument)
{
	struct subscribing *self = argument;

	CHECK(sluice_subscriber_open(self->address, &self->options, SLUICE_FOREVER, NULL, &self->out) == 0);
	return NULL;
}

/* Connecting takes two threads; the subscriber is this one's afterwards. */
static struct sluice_subscriber *connect_to(struct sluice_publisher *publisher, const char *address, bool statistics, int count)
{
	struct subscribing self = {.address = address, .options = SLUICE_CHANNEL_OPTIONS};
	pthread_t thread;

	self.options.statistics = statistics;
	CHECK(pthread_create(&thread, NULL, subscribe, &self) == 0);
	while (sluice_publisher_dispatch(publisher) != count) {
		struct pollfd entry = {.fd = sluice_publisher_descriptor(publisher), .events = POLLIN};

		poll(&entry, 1, -1);
	}
	CHECK(pthread_join(thread, NULL) == 0);
	return self.out;
}

static void test_broadcast(void)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;
	const int before = see().descriptors;
	struct sluice_broadcast_message message;
	struct sluice_publisher *publisher;
	struct sluice_subscriber *seen_one, *hidden_one;
	struct seen seen;
	char address[64];

	snprintf(address, sizeof address, "@sluice-statistics-%d", (int)getpid());
	CHECK(sluice_publisher_open(address, &options, &publisher) == 0);
	seen = see();
	CHECK(seen.open == 1 && seen.last.role == SLUICE_STATISTICS_PUBLISHER && seen.last.subscribers == 0);
	CHECK(strcmp((const char *)seen.last.address, address) == 0);
	hidden_one = connect_to(publisher, address, false, 1);
	CHECK(see().open == 1 && see().last.subscribers == 1);
	seen_one = connect_to(publisher, address, true, 2);
	CHECK(sluice_publisher_publish(publisher, 1, 0, "abc", 3) == 0);
	CHECK(sluice_subscriber_get(seen_one, &message) == 1 && sluice_subscriber_get(hidden_one, &message) == 1);
	seen = see();
	CHECK(seen.open == 2 && seen.last.role == SLUICE_STATISTICS_SUBSCRIBER && seen.last.language == SLUICE_STATISTICS_C);
	CHECK(seen.last.received == 1 && seen.last.released_bytes == 32 && seen.last.peer_pid == (uint32_t)getpid());
	sluice_subscriber_close(seen_one);
	sluice_subscriber_close(hidden_one);
	CHECK(sluice_publisher_dispatch(publisher) == 0);
	seen = see();
	CHECK(seen.open == 1 && seen.ended == 1 && seen.last.subscribers == 0 && seen.last.sent == 1 && seen.last.sent_bytes == 32);
	sluice_publisher_close(publisher);
	CHECK(see().files == 0 && see().descriptors == before);
	options.statistics = false;
	CHECK(sluice_publisher_open(address, &options, &publisher) == 0);
	CHECK(see().files == 0 && sluice_publisher_publish(publisher, 1, 0, "abc", 3) == 0);
	sluice_publisher_close(publisher);
}

static void test_fork(void)
{
	pid_t child;
	int status;

	open_pair(0);
	child = fork();
	CHECK(child >= 0);
	if (child == 0) {
		/* Neither the parent's file nor its memory; but a child may have channels of its own. */
		CHECK(see().files == 0);
		open_pair(0);
		CHECK(see().open == 2 && put(left, 8, 1) == 0);
		close_pair();
		CHECK(see().files == 0);
		_exit(0);
	}
	CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
	CHECK(see().open == 2);
	close_pair();
}

static const struct test TESTS[] = {
	{"entries", test_entries}, {"totals", test_totals}, {"many", test_many}, {"reuse", test_reuse},
	{"failing", test_failing}, {"off", test_off},	    {"sealed", test_sealed}, {"fork", test_fork},
	{"broadcast", test_broadcast},
};

int main(int count, char **arguments)
{
	return RUN_TEST(TESTS, count, arguments);
}
