/* The ivshmem client of libsluice against a server that says anything, and the outbox of ours. One process, one thread: nothing here waits. */
#define _GNU_SOURCE
#include <sluice/ivshmem.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../../generated/ivshmem/ivshmem.h"
#include "../../../native/src/ivshmem-outbox.h"
#include "../check.h"

/* ---- a server ------------------------------------------------------------------------------------------------------------------ */

#define NO_DESCRIPTOR (-1)

struct puppet {
	char path[64];
	int listener, client;
	struct sluice_ivshmem *subject;
};

static int listen_at(char path[64])
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	static unsigned count;
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	snprintf(path, 64, "@sluice-native-ivshmem-%d-%u", (int)getpid(), count++);
	memcpy(address.sun_path + 1, path + 1, strlen(path) - 1);
	CHECK(bind(listener, (struct sockaddr *)&address, (socklen_t)(sizeof address.sun_family + strlen(path))) == 0);
	CHECK(listen(listener, 4) == 0);
	return listener;
}

static struct puppet begin(const struct sluice_ivshmem_options *options)
{
	struct puppet puppet;

	puppet.listener = listen_at(puppet.path);
	CHECK(sluice_ivshmem_connect(puppet.path, options, sluice_deadline_after(1000000000), &puppet.subject) == 0);
	puppet.client = accept(puppet.listener, NULL, NULL);
	CHECK(puppet.client >= 0);
	return puppet;
}

static void end(struct puppet *puppet)
{
	sluice_ivshmem_close(puppet->subject);
	if (puppet->client >= 0)
		close(puppet->client);
	close(puppet->listener);
}

/* Sends and closes the descriptor. */
static void say(const struct puppet *puppet, int64_t value, int descriptor)
{
	uint8_t bytes[IVSHMEM_MSG_SIZE];
	unsigned sent = 0;

	ivshmem_msg_set_value(bytes, value);
	CHECK(sluice__ivshmem_send(puppet->client, bytes, &sent, descriptor) == SLUICE__IVSHMEM_SENT);
	if (descriptor >= 0)
		close(descriptor);
}

static int new_eventfd(void)
{
	return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}

static int new_memory(size_t size)
{
	const int descriptor = memfd_create("test", MFD_CLOEXEC);

	CHECK(descriptor >= 0 && ftruncate(descriptor, (off_t)size) == 0);
	return descriptor;
}

static void greet(const struct puppet *puppet, int64_t id)
{
	say(puppet, 0, NO_DESCRIPTOR);
	say(puppet, id, NO_DESCRIPTOR);
	say(puppet, IVSHMEM_SHARED_MEMORY, new_memory(8192));
}

static void expect(const struct puppet *puppet, enum sluice_ivshmem_kind kind, uint32_t peer)
{
	struct sluice_ivshmem_event event;

	CHECK(sluice_ivshmem_wait(puppet->subject, sluice_deadline_after(20000000000), &event) == 1);
	CHECK(event.kind == kind);
	CHECK(event.peer == peer);
}

static void expect_nothing(const struct puppet *puppet)
{
	struct sluice_ivshmem_event event;

	CHECK(sluice_ivshmem_step(puppet->subject, &event) == 0);
}

static unsigned open_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	unsigned count = 0;

	while (readdir(folder) != NULL)
		count++;
	closedir(folder);
	return count;
}

/* ---- tests --------------------------------------------------------------------------------------------------------------------- */

static void test_greeting(void)
{
	const unsigned before = open_descriptors();
	struct puppet puppet = begin(NULL);
	struct sluice_ivshmem_memory memory;
	uint32_t ids[4];

	CHECK(sluice_ivshmem_id(puppet.subject) == -1);
	CHECK(sluice_ivshmem_map(puppet.subject, &memory) == -SLUICE_ERR_STATE);
	greet(&puppet, 2);
	say(&puppet, 7, new_eventfd());
	say(&puppet, 7, new_eventfd());
	say(&puppet, 1, new_eventfd());
	say(&puppet, 1, new_eventfd());
	say(&puppet, 2, new_eventfd());
	say(&puppet, 2, new_eventfd());
	expect(&puppet, SLUICE_IVSHMEM_JOIN, 7);
	expect(&puppet, SLUICE_IVSHMEM_JOIN, 1);
	expect(&puppet, SLUICE_IVSHMEM_READY, 2);
	expect_nothing(&puppet);
	CHECK(sluice_ivshmem_peers(puppet.subject, ids, 4) == 2 && ids[0] == 1 && ids[1] == 7);
	CHECK(sluice_ivshmem_peers(puppet.subject, ids, 0) == 2);
	CHECK(sluice_ivshmem_vectors(puppet.subject, 7) == 2 && sluice_ivshmem_vectors(puppet.subject, 3) == 0);
	CHECK(sluice_ivshmem_size(puppet.subject) == 8192);
	CHECK(sluice_ivshmem_map(puppet.subject, &memory) == 0);
	CHECK(memory.size == 8192 && !memory.sealed);
	memory.base[8191] = 9;
	end(&puppet);
	/* The map is the caller's. */
	CHECK(memory.base[8191] == 9);
	sluice_ivshmem_unmap(&memory);
	CHECK(open_descriptors() == before);
}

static void test_kicks(void)
{
	struct puppet puppet = begin(NULL);
	const uint64_t one = 1, most = UINT64_MAX - 1;
	struct sluice_ivshmem_event event;
	const int bell = new_eventfd(), own = new_eventfd();
	uint64_t count;

	greet(&puppet, 1);
	say(&puppet, 0, dup(bell));
	say(&puppet, 1, dup(own));
	expect(&puppet, SLUICE_IVSHMEM_JOIN, 0);
	expect(&puppet, SLUICE_IVSHMEM_READY, 1);
	CHECK(sluice_ivshmem_ring(puppet.subject, 0, 0) == 0);
	CHECK(read(bell, &count, sizeof count) == sizeof count && count == 1);
	CHECK(sluice_ivshmem_ring(puppet.subject, 0, 1) == -SLUICE_ERR_RANGE);
	CHECK(sluice_ivshmem_ring(puppet.subject, 2, 0) == -SLUICE_ERR_RANGE);
	CHECK(write(own, &one, sizeof one) == sizeof one);
	CHECK(sluice_ivshmem_wait(puppet.subject, sluice_deadline_after(20000000000), &event) == 1);
	CHECK(event.kind == SLUICE_IVSHMEM_KICK && event.vector == 0);
	expect_nothing(&puppet);
	/* A kick is told though the one before was never read; and a counter that somebody filled is emptied, so that later ones count. */
	CHECK(write(own, &one, sizeof one) == sizeof one);
	expect(&puppet, SLUICE_IVSHMEM_KICK, 1);
	CHECK(read(own, &count, sizeof count) == sizeof count && write(own, &most, sizeof most) == sizeof most);
	expect(&puppet, SLUICE_IVSHMEM_KICK, 1);
	CHECK(write(own, &one, sizeof one) == sizeof one);
	expect(&puppet, SLUICE_IVSHMEM_KICK, 1);
	expect_nothing(&puppet);
	/* A peer that fills the counter and makes it block holds nobody up: neither who rings nor who is rung. */
	CHECK(fcntl(bell, F_SETFL, 0) == 0 && write(bell, &most, sizeof most) == sizeof most);
	CHECK(sluice_ivshmem_ring(puppet.subject, 0, 0) == 0);
	CHECK(fcntl(own, F_SETFL, 0) == 0);
	expect_nothing(&puppet);
	/* Other vectors that nobody rang stay quiet after the end of the server; the own one still works. */
	close(puppet.client);
	puppet.client = -1;
	expect(&puppet, SLUICE_IVSHMEM_LOST, 0);
	CHECK(write(own, &one, sizeof one) == sizeof one);
	expect(&puppet, SLUICE_IVSHMEM_KICK, 1);
	close(bell);
	close(own);
	end(&puppet);
}

static void test_reconnect(void)
{
	const struct sluice_ivshmem_options options = {.reconnect_ns = 1000000};
	struct puppet puppet = begin(&options);

	greet(&puppet, 1);
	say(&puppet, 0, new_eventfd());
	say(&puppet, 1, new_eventfd());
	expect(&puppet, SLUICE_IVSHMEM_JOIN, 0);
	expect(&puppet, SLUICE_IVSHMEM_READY, 1);
	close(puppet.client);
	expect(&puppet, SLUICE_IVSHMEM_LOST, 0);
	CHECK(sluice_ivshmem_is_ready(puppet.subject) && sluice_ivshmem_ring(puppet.subject, 0, 0) == 0);
	expect(&puppet, SLUICE_IVSHMEM_LEAVE, 0);
	while ((puppet.client = accept(puppet.listener, NULL, NULL)) < 0)
		expect_nothing(&puppet);
	CHECK(!sluice_ivshmem_is_ready(puppet.subject));
	greet(&puppet, 5);
	say(&puppet, 5, new_eventfd());
	expect(&puppet, SLUICE_IVSHMEM_READY, 5);
	end(&puppet);
}

/* Counts that differ, and then silence. */
static void test_uneven(void)
{
	const struct sluice_ivshmem_options options = {.vectors = 4, .settle_ns = 1000000};
	struct puppet puppet = begin(&options);
	struct sluice_ivshmem_event event;

	greet(&puppet, 1);
	say(&puppet, 0, new_eventfd());
	say(&puppet, 1, new_eventfd());
	say(&puppet, 1, new_eventfd());
	expect(&puppet, SLUICE_IVSHMEM_JOIN, 0);
	CHECK(sluice_ivshmem_wait(puppet.subject, sluice_deadline_after(20000000000), &event) == 1);
	CHECK(event.kind == SLUICE_IVSHMEM_FAULT && event.status == -SLUICE_ERR_COUNT && event.value == 1);
	CHECK(sluice_ivshmem_wait(puppet.subject, sluice_deadline_after(20000000000), &event) == 1);
	CHECK(event.kind == SLUICE_IVSHMEM_READY && event.count == 2);
	say(&puppet, 2, new_eventfd());
	expect(&puppet, SLUICE_IVSHMEM_JOIN, 2);
	CHECK(sluice_ivshmem_deadline(puppet.subject) == SLUICE_FOREVER);
	end(&puppet);
}

/* A vector that could not be received would shift all later ones: nothing of this connection can be believed. */
static void test_no_descriptors(void)
{
	struct puppet puppet = begin(NULL);
	struct sluice_ivshmem_event event;
	struct rlimit limit, none;
	const int bell = new_eventfd();

	greet(&puppet, 1);
	say(&puppet, 0, dup(bell));
	say(&puppet, 0, dup(bell));
	expect_nothing(&puppet);
	say(&puppet, 0, dup(bell));
	CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	none = (struct rlimit){.rlim_cur = 3, .rlim_max = limit.rlim_max};
	CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0);
	CHECK(sluice_ivshmem_step(puppet.subject, &event) == 1);
	CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	CHECK(event.kind == SLUICE_IVSHMEM_LOST && event.status == -SLUICE_ERR_SYSTEM && event.value == EMFILE);
	close(bell);
	end(&puppet);
}

static int any_descriptor(uint32_t *seed)
{
	switch (below(seed, 6)) {
	case 0: return new_memory(4096);
	case 1: return open("/dev/null", O_RDWR);
	case 2: return NO_DESCRIPTOR;
	default: return new_eventfd();
	}
}

/* Two descriptors at once, half a message, rubbish, and sense: whatever comes, memory stays sound and descriptors are closed. */
static void test_fuzz(void)
{
	static const int64_t values[] = {0, 1, 2, 3, -1, -2, 65535, 65536, INT64_MIN, INT64_MAX, INT64_C(1) << 32};
	const unsigned before = open_descriptors();
	uint32_t seed = 77;
	unsigned round;

	for (round = 0; round < 400; round++) {
		struct puppet puppet = begin(NULL);
		struct sluice_ivshmem_event event;
		unsigned count = below(&seed, 120);

		if (below(&seed, 4) != 0)
			greet(&puppet, below(&seed, 4));
		while (count-- > 0) {
			if (below(&seed, 40) == 0)
				CHECK(send(puppet.client, "abc", 1 + below(&seed, 3), 0) > 0);
			say(&puppet, values[below(&seed, sizeof values / sizeof values[0])], any_descriptor(&seed));
			if (below(&seed, 8) == 0)
				while (sluice_ivshmem_step(puppet.subject, &event) == 1)
					;
			sluice_ivshmem_ring(puppet.subject, below(&seed, 4), below(&seed, 70));
			if (!sluice_ivshmem_is_connected(puppet.subject))
				break;
		}
		end(&puppet);
	}
	CHECK(open_descriptors() == before);
}

/* Through the smallest buffer there is: everything arrives, in order, once; and what was queued lives until it is sent. */
static void test_outbox(void)
{
	const unsigned before = open_descriptors();
	struct sluice__ivshmem_outbox outbox = {0};
	struct sluice__ivshmem_inbox inbox = SLUICE__IVSHMEM_INBOX;
	struct sluice__fds *fds = sluice__fds_create(64);
	uint8_t bytes[IVSHMEM_MSG_SIZE];
	unsigned heard = 0, i;
	int sockets[2], smallest = 1;

	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == 0);
	CHECK(setsockopt(sockets[0], SOL_SOCKET, SO_SNDBUF, &smallest, sizeof smallest) == 0);
	for (i = 0; i < 64; i++)
		fds->descriptors[i] = new_eventfd();
	for (i = 0; i < 10; i++) {
		ivshmem_msg_set_value(bytes, i);
		CHECK(sluice__ivshmem_outbox_add(&outbox, bytes, i % 2 == 0 ? fds : NULL));
	}
	CHECK(outbox.waiting == 5 * 64 + 5);
	sluice__fds_drop(fds);
	while (heard < 5 * 64 + 5) {
		int status = sluice__ivshmem_outbox_flush(&outbox, sockets[0]);

		CHECK(status == SLUICE__IVSHMEM_SENT || status == SLUICE__IVSHMEM_BLOCKED);
		while ((status = sluice__ivshmem_receive(&inbox, sockets[1])) == 1) {
			const unsigned in_pair = heard % 65;

			CHECK(ivshmem_msg_get_value(inbox.bytes) == (int64_t)(heard / 65 * 2 + (in_pair == 64)));
			CHECK((inbox.descriptor >= 0) == (in_pair != 64));
			if (inbox.descriptor >= 0)
				close(inbox.descriptor);
			sluice__ivshmem_inbox_next(&inbox);
			heard++;
		}
		CHECK(status == 0);
	}
	CHECK(outbox.waiting == 0 && outbox.left == heard);
	/* Nobody reads any more. */
	close(sockets[1]);
	CHECK(sluice__ivshmem_outbox_add(&outbox, bytes, NULL));
	CHECK(sluice__ivshmem_outbox_flush(&outbox, sockets[0]) == -SLUICE_ERR_PEER_CLOSED);
	sluice__ivshmem_outbox_free(&outbox);
	close(sockets[0]);
	CHECK(open_descriptors() == before);
}

int main(int argument_count, char **arguments)
{
	static const struct test tests[] = {
		{"greeting", test_greeting}, {"kicks", test_kicks}, {"reconnect", test_reconnect}, {"uneven", test_uneven},
		{"no_descriptors", test_no_descriptors}, {"fuzz", test_fuzz}, {"outbox", test_outbox},
	};

	return RUN_TEST(tests, argument_count, arguments);
}
