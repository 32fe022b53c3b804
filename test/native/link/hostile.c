/* SPDX-License-Identifier: MIT */
/* Peers that lie: each handshake ends with a refusal that names the rule, or is still waiting, and keeps nothing. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/timerfd.h>

#include "../../../native/src/doorbell.h"
#include "link-test.h"

/* One honest side, and the socket of a peer that the test speaks for. */
struct victim {
	struct sluice__handshake side;
	struct sluice__terms terms;
	int peer;
};

static void start(struct victim *victim, bool is_listener)
{
	int sockets[2];

	socket_pair(sockets);
	victim->terms = *plain_terms();
	victim->peer = sockets[1];
	sluice__handshake_init(&victim->side, sockets[0], &victim->terms, is_listener, 200, 1);
	CHECK_EQUAL(SLUICE__PENDING, sluice__handshake_step(&victim->side));
}

static void end(struct victim *victim)
{
	sluice__handshake_free(&victim->side);
	close(victim->peer);
}

/* The victim has failed like this, and told its peer, unless `reason` is 0. */
static void check_failed(struct victim *victim, int status, uint32_t reason)
{
	struct sluice_channel_refusal why = {0};

	CHECK_EQUAL(status, sluice__handshake_step(&victim->side));
	CHECK(strlen(victim->side.why.detail) > 10);
	CHECK_EQUAL(-1, victim->side.link.control);
	CHECK_EQUAL(reason, read_refusal(victim->peer, &why));
	end(victim);
}

static uint8_t *hello_with(uint32_t doorbell, size_t *length)
{
	uint8_t *bytes = sluice__hello_build(plain_terms(), 300, doorbell, length);

	CHECK(bytes != NULL);
	return bytes;
}

static void say_hello(struct victim *victim)
{
	size_t length;
	uint8_t *bytes = hello_with(SLUICE_DOORBELL_EVENTFD, &length);

	CHECK(send_message(victim->peer, bytes, length, NULL, 0));
	CHECK_EQUAL(SLUICE__PENDING, sluice__handshake_step(&victim->side));
}

static struct sluice__map peer_segment(void)
{
	const struct sluice__plan plan = {.ring_size = 65536, .has_consumer = true, .endpoint = 300, .generation = 1};
	struct sluice__map map;

	CHECK_EQUAL(0, sluice__map_create(&plan, &map));
	return map;
}

/* With `count` descriptors, all of them that of the segment. */
static void pass_segment(struct victim *victim, unsigned count)
{
	struct sluice__map map = peer_segment();
	int fds[250];
	size_t length;
	uint8_t *bytes = sluice__segment_message_build(&map, &length);

	for (unsigned i = 0; i < count; i++)
		fds[i] = map.descriptor;
	CHECK(send_message(victim->peer, bytes, length, fds, count));
	sluice__map_close(&map);
}

static void control(struct victim *victim, uint32_t kind, const int *fds, unsigned count)
{
	size_t length;
	uint8_t *bytes = sluice__control_build(kind, &length);

	CHECK(send_message(victim->peer, bytes, length, fds, count));
}

static void ring_bells(struct victim *victim)
{
	const int bells[2] = {eventfd(0, EFD_CLOEXEC), eventfd(0, EFD_CLOEXEC)};

	control(victim, SLUICE_CONTROL_DOORBELLS, bells, 2);
	close(bells[0]);
	close(bells[1]);
}

/* ---- order -------------------------------------------------------------------------------------------------------------------- */

static void honest(void)
{
	struct sluice__link link;
	struct victim victim;

	start(&victim, true);
	say_hello(&victim);
	pass_segment(&victim, 1);
	ring_bells(&victim);
	CHECK_EQUAL(SLUICE__PENDING, sluice__handshake_step(&victim.side));
	control(&victim, SLUICE_CONTROL_READY, NULL, 0);
	CHECK_EQUAL(SLUICE__PREPARED, sluice__handshake_step(&victim.side));
	CHECK_EQUAL(SLUICE__DONE, sluice__handshake_accept(&victim.side));
	sluice__handshake_take(&victim.side, &link);
	CHECK((fcntl(link.ring_data, F_GETFL) & O_NONBLOCK) != 0 && (fcntl(link.ring_space, F_GETFL) & O_NONBLOCK) != 0);
	sluice__link_close(&link);
	end(&victim);
}

static void order(void)
{
	for (uint32_t kind = 0; kind < 7; kind++) {
		for (int role = 0; role < 2; role++) {
			struct victim victim;

			if (kind == SLUICE_CONTROL_REFUSAL)
				continue;
			if (kind != SLUICE_CONTROL_HELLO) {
				start(&victim, role);
				control(&victim, kind, NULL, 0);
				check_failed(&victim, -SLUICE_ERR_PROTOCOL, SLUICE_REFUSE_PROTOCOL_ERROR);
			}
			if (kind != SLUICE_CONTROL_SEGMENT) {
				start(&victim, role);
				say_hello(&victim);
				control(&victim, kind, NULL, 0);
				check_failed(&victim, -SLUICE_ERR_PROTOCOL, SLUICE_REFUSE_PROTOCOL_ERROR);
			}
			if (kind != SLUICE_CONTROL_DOORBELLS) {
				start(&victim, role);
				say_hello(&victim);
				pass_segment(&victim, 1);
				control(&victim, kind, NULL, 0);
				check_failed(&victim, -SLUICE_ERR_PROTOCOL, SLUICE_REFUSE_PROTOCOL_ERROR);
			}
			if (kind != SLUICE_CONTROL_READY) {
				start(&victim, role);
				say_hello(&victim);
				pass_segment(&victim, 1);
				ring_bells(&victim);
				control(&victim, kind, NULL, 0);
				check_failed(&victim, -SLUICE_ERR_PROTOCOL, SLUICE_REFUSE_PROTOCOL_ERROR);
			}
		}
	}
}

static void early_end(void)
{
	for (int steps = 0; steps < 4; steps++) {
		struct victim victim;

		start(&victim, true);
		if (steps > 0)
			say_hello(&victim);
		if (steps > 1)
			pass_segment(&victim, 1);
		if (steps > 2)
			ring_bells(&victim);
		CHECK(send_bytes(victim.peer, "SLC1", 4, NULL, 0));
		CHECK(shutdown(victim.peer, SHUT_WR) == 0);
		check_failed(&victim, -SLUICE_ERR_PEER_CLOSED, 0);
	}
}

/* It reads nothing and closes at once: what it says last is heard all the same. */
static void refusal_and_end(void)
{
	const struct sluice_channel_refusal told = {.reason = SLUICE_REFUSE_BUSY, .expected = 1, .got = 2, .detail = "go\naway\x7f"};
	struct victim victim;
	size_t length;
	uint8_t *bytes = sluice__refusal_build(&told, &length);

	start(&victim, false);
	CHECK(send_message(victim.peer, bytes, length, NULL, 0));
	close(victim.peer);
	CHECK_EQUAL(-SLUICE_ERR_BUSY, sluice__handshake_step(&victim.side));
	CHECK(victim.side.why.by_peer && victim.side.why.expected == 1 && victim.side.why.got == 2);
	CHECK(strcmp(victim.side.why.detail, "go?away?") == 0);
}

/* The same when the answer to its hello finds nobody: what it said last still lies there. */
static void refusal_after_hello(void)
{
	const struct sluice_channel_refusal told = {.reason = SLUICE_REFUSE_BUSY, .detail = "no"};
	struct victim victim;
	size_t length;
	uint8_t *bytes = hello_with(SLUICE_DOORBELL_EVENTFD, &length);

	start(&victim, true);
	CHECK(send_message(victim.peer, bytes, length, NULL, 0));
	bytes = sluice__refusal_build(&told, &length);
	CHECK(send_message(victim.peer, bytes, length, NULL, 0));
	close(victim.peer);
	CHECK_EQUAL(-SLUICE_ERR_BUSY, sluice__handshake_step(&victim.side));
	CHECK(victim.side.why.by_peer);
}

/* READY from a peer that can't have read the segment yet. */
static void ready_too_early(void)
{
	static struct sluice_message_identity messages[SLUICE_MAX_MESSAGES];
	const int least = 1;
	struct victim victim;
	size_t length;
	uint8_t *bytes;

	for (uint32_t i = 0; i < SLUICE_MAX_MESSAGES; i++)
		messages[i] = (struct sluice_message_identity){i, i};
	start(&victim, true);
	CHECK(setsockopt(victim.side.link.control, SOL_SOCKET, SO_SNDBUF, &least, sizeof least) == 0);
	victim.terms.options.identity = (struct sluice_identity){0, messages, SLUICE_MAX_MESSAGES};
	bytes = hello_with(SLUICE_DOORBELL_EVENTFD, &length);
	CHECK(send_message(victim.peer, bytes, length, NULL, 0));
	pass_segment(&victim, 1);
	ring_bells(&victim);
	control(&victim, SLUICE_CONTROL_READY, NULL, 0);
	CHECK_EQUAL(-SLUICE_ERR_PROTOCOL, sluice__handshake_step(&victim.side));
	CHECK_EQUAL(SLUICE_REFUSE_PROTOCOL_ERROR, victim.side.why.reason);
	end(&victim);
}

/* A reason of a later version, and refusals that are none. */
static void refusals(void)
{
	static const struct {
		uint32_t reason;
		int status;
	} cases[] = {
		{SLUICE_REFUSE_VERSION, -SLUICE_ERR_INCOMPATIBLE},  {SLUICE_REFUSE_BYTE_ORDER, -SLUICE_ERR_INCOMPATIBLE},
		{SLUICE_REFUSE_FEATURES, -SLUICE_ERR_INCOMPATIBLE}, {SLUICE_REFUSE_LAYOUT, -SLUICE_ERR_INCOMPATIBLE},
		{SLUICE_REFUSE_PROTOCOL, -SLUICE_ERR_INCOMPATIBLE}, {SLUICE_REFUSE_SEGMENT, -SLUICE_ERR_PROTOCOL},
		{SLUICE_REFUSE_POLICY, -SLUICE_ERR_DENIED},	    {SLUICE_REFUSE_BUSY, -SLUICE_ERR_BUSY},
		{SLUICE_REFUSE_PURPOSE, -SLUICE_ERR_INCOMPATIBLE},  {SLUICE_REFUSE_RESOURCES, -SLUICE_ERR_BUSY},
		{SLUICE_REFUSE_PROTOCOL_ERROR, -SLUICE_ERR_PROTOCOL}, {4711, -SLUICE_ERR_INCOMPATIBLE},
	};
	struct victim victim;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct sluice_channel_refusal told = {.reason = cases[i].reason, .detail = "no"};
		size_t length;
		uint8_t *bytes = sluice__refusal_build(&told, &length);

		start(&victim, true);
		CHECK(send_message(victim.peer, bytes, length, NULL, 0));
		CHECK_EQUAL(cases[i].status, sluice__handshake_step(&victim.side));
		CHECK(victim.side.why.by_peer && victim.side.why.reason == cases[i].reason);
		end(&victim);
	}
	start(&victim, true);
	{
		const struct sluice_channel_refusal told = {.reason = 1, .detail = "without an end"};
		size_t length;
		uint8_t *bytes = sluice__refusal_build(&told, &length);

		bytes[length - 1] = '!';
		CHECK(send_message(victim.peer, bytes, length, NULL, 0));
	}
	check_failed(&victim, -SLUICE_ERR_PROTOCOL, SLUICE_REFUSE_PROTOCOL_ERROR);
}

/* ---- bytes -------------------------------------------------------------------------------------------------------------------- */

/* A hello in which a word of 2 or 4 bytes is another. */
static void check_hello(size_t offset, size_t size, uint32_t value, int status, uint32_t reason)
{
	struct victim victim;
	size_t length;
	uint8_t *bytes = hello_with(SLUICE_DOORBELL_EVENTFD, &length);

	start(&victim, true);
	memcpy(bytes + offset, &value, size);
	CHECK(send_message(victim.peer, bytes, length, NULL, 0));
	check_failed(&victim, status, reason);
}

static void hello_words(void)
{
	const int incompatible = -SLUICE_ERR_INCOMPATIBLE, malformed = -SLUICE_ERR_PROTOCOL;

	check_hello(0, 4, 0x33434c53, malformed, 0); /* a stranger is not answered */
	check_hello(0, 4, __builtin_bswap32(SLUICE_CONTROL_MAGIC), incompatible, SLUICE_REFUSE_BYTE_ORDER);
	check_hello(4, 4, 77, malformed, SLUICE_REFUSE_PROTOCOL_ERROR);
	check_hello(8, 4, 0, malformed, SLUICE_REFUSE_PROTOCOL_ERROR);
	check_hello(8, 4, 79, malformed, SLUICE_REFUSE_PROTOCOL_ERROR);
	check_hello(8, 4, SLUICE_HELLO_MAX_SIZE + 1, malformed, SLUICE_REFUSE_PROTOCOL_ERROR);
	check_hello(8, 4, 0xffffffff, malformed, SLUICE_REFUSE_PROTOCOL_ERROR);
	check_hello(16, 2, 2, incompatible, SLUICE_REFUSE_VERSION);
	check_hello(24, 4, 2, incompatible, SLUICE_REFUSE_LAYOUT);
	check_hello(28, 4, 2, incompatible, SLUICE_REFUSE_LAYOUT);
	check_hello(32, 4, 2, incompatible, SLUICE_REFUSE_PROTOCOL);
	check_hello(44, 4, 1, incompatible, SLUICE_REFUSE_FEATURES);
	check_hello(48, 4, 1, incompatible, SLUICE_REFUSE_FEATURES);
	check_hello(52, 4, 19, incompatible, SLUICE_REFUSE_RING_ORDER);
	check_hello(56, 4, 2, malformed, SLUICE_REFUSE_PROTOCOL_ERROR);
	check_hello(60, 4, 2, incompatible, SLUICE_REFUSE_PURPOSE);
	check_hello(60, 4, 99, incompatible, SLUICE_REFUSE_PURPOSE);
	check_hello(64, 4, 64, malformed, SLUICE_REFUSE_PROTOCOL_ERROR);
	check_hello(68, 4, 1, malformed, SLUICE_REFUSE_PROTOCOL_ERROR);
	check_hello(68, 4, 65537, malformed, SLUICE_REFUSE_PROTOCOL_ERROR);
	check_hello(72, 4, 1, malformed, SLUICE_REFUSE_PROTOCOL_ERROR);
	check_hello(72, 4, 0xffffffff, malformed, SLUICE_REFUSE_PROTOCOL_ERROR);
}

/* A later version may have another length. */
static void other_versions(void)
{
	static const size_t lengths[] = {32, 48, 200, 5000};

	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		uint8_t *bytes = (uint8_t *)calloc(1, lengths[i] + 80);
		struct victim victim;
		size_t length;
		uint8_t *hello = hello_with(SLUICE_DOORBELL_EVENTFD, &length);

		CHECK(bytes != NULL);
		memcpy(bytes, hello, length);
		free(hello);
		sluice_control_set_length(bytes, (uint32_t)lengths[i]);
		sluice_hello_set_layout_major(bytes, 2);
		start(&victim, true);
		CHECK(send_message(victim.peer, bytes, lengths[i], NULL, 0));
		check_failed(&victim, -SLUICE_ERR_INCOMPATIBLE, SLUICE_REFUSE_VERSION);
	}
}

static void byte_by_byte(void)
{
	struct sluice__map map = peer_segment();
	struct victim victim;
	uint8_t all[SLUICE_HELLO_FIXED_SIZE + SLUICE_SEGMENT_SIZE + SLUICE_CONTROL_SIZE];
	size_t length, at = 0, segment_at, ready_at;
	uint8_t *bytes = hello_with(SLUICE_DOORBELL_SOCKET, &length);

	memcpy(all, bytes, length);
	free(bytes);
	segment_at = at = length;
	bytes = sluice__segment_message_build(&map, &length);
	memcpy(all + at, bytes, length);
	free(bytes);
	ready_at = at += length;
	bytes = sluice__control_build(SLUICE_CONTROL_READY, &length);
	memcpy(all + at, bytes, length);
	free(bytes);

	start(&victim, true);
	for (at = 0; at < sizeof all; at++) {
		CHECK_EQUAL(SLUICE__PENDING, sluice__handshake_step(&victim.side));
		CHECK(send_bytes(victim.peer, all + at, 1, &map.descriptor, at == segment_at));
	}
	CHECK(ready_at + SLUICE_CONTROL_SIZE == sizeof all);
	CHECK_EQUAL(SLUICE__PREPARED, sluice__handshake_step(&victim.side));
	sluice__handshake_free(&victim.side);
	sluice__map_close(&map);
	end(&victim);
}

/* Any bytes in the place of any message. */
static void random_bytes(void)
{
	for (int i = 0; i < 4000; i++) {
		struct sluice__map map = peer_segment();
		struct victim victim;
		size_t length;
		uint8_t *bytes = hello_with(SLUICE_DOORBELL_EVENTFD, &length);
		const bool in_hello = i % 4 != 0, is_listener = next_random() % 2 == 0;
		int status;

		if (!in_hello) {
			free(bytes);
			bytes = sluice__segment_message_build(&map, &length);
		}
		for (uint32_t count = 1 + next_random() % 4; count > 0; count--) {
			const uint32_t value = next_random();
			const size_t at = next_random() % (length - 3);

			memcpy(bytes + at, &value, 1 + next_random() % 4);
		}
		start(&victim, is_listener);
		if (!in_hello)
			say_hello(&victim);
		CHECK(send_message(victim.peer, bytes, length, &map.descriptor, in_hello ? 0 : 1));
		status = sluice__handshake_step(&victim.side);
		CHECK(status == SLUICE__PENDING || (status < 0 && victim.side.why.detail[0] != '\0'));
		if (status == SLUICE__PENDING) {
			CHECK(shutdown(victim.peer, SHUT_WR) == 0);
			CHECK_EQUAL(-SLUICE_ERR_PEER_CLOSED, sluice__handshake_step(&victim.side));
		}
		sluice__map_close(&map);
		end(&victim);
	}
}

static void unsorted_messages(void)
{
	static const struct sluice_message_identity messages[] = {{1, 1}, {2, 2}};
	struct sluice__terms terms = *plain_terms();
	struct victim victim;
	size_t length;
	uint8_t *bytes;

	terms.options.identity = (struct sluice_identity){1, messages, 2};
	bytes = sluice__hello_build(&terms, 300, SLUICE_DOORBELL_EVENTFD, &length);
	sluice_message_fingerprint_set_code(bytes + 80, 2);
	start(&victim, true);
	CHECK(send_message(victim.peer, bytes, length, NULL, 0));
	check_failed(&victim, -SLUICE_ERR_PROTOCOL, SLUICE_REFUSE_PROTOCOL_ERROR);
}

/* ---- descriptors -------------------------------------------------------------------------------------------------------------- */

/* Any number of them that is not the right one, with any message; main.c counts what is left. */
static void descriptor_counts(void)
{
	static const unsigned counts[] = {0, 1, 2, 3, 8, 9, 250};
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int fds[250];

	CHECK(null >= 0);
	for (int i = 0; i < 250; i++)
		fds[i] = null;
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		struct victim victim;
		size_t length;
		uint8_t *bytes = hello_with(SLUICE_DOORBELL_EVENTFD, &length);

		start(&victim, true);
		CHECK(send_message(victim.peer, bytes, length, fds, counts[i]));
		if (counts[i] != 0)
			check_failed(&victim, -SLUICE_ERR_PROTOCOL, SLUICE_REFUSE_PROTOCOL_ERROR);
		else
			end(&victim);

		start(&victim, true);
		say_hello(&victim);
		pass_segment(&victim, counts[i]);
		if (counts[i] != 1)
			check_failed(&victim, -SLUICE_ERR_PROTOCOL, SLUICE_REFUSE_PROTOCOL_ERROR);
		else
			end(&victim);

		start(&victim, true);
		say_hello(&victim);
		pass_segment(&victim, 1);
		control(&victim, SLUICE_CONTROL_DOORBELLS, fds, counts[i]);
		check_failed(&victim, -SLUICE_ERR_PROTOCOL, SLUICE_REFUSE_PROTOCOL_ERROR); /* two of them are no eventfds */

		start(&victim, true);
		say_hello(&victim);
		pass_segment(&victim, 1);
		ring_bells(&victim);
		control(&victim, SLUICE_CONTROL_READY, fds, counts[i]);
		if (counts[i] != 0)
			check_failed(&victim, -SLUICE_ERR_PROTOCOL, SLUICE_REFUSE_PROTOCOL_ERROR);
		else
			end(&victim);
	}
	close(null);
}

/* With each byte of a message, not only its first. */
static void descriptors_in_the_middle(void)
{
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	struct victim victim;
	size_t length;
	uint8_t *bytes = hello_with(SLUICE_DOORBELL_EVENTFD, &length);

	start(&victim, true);
	for (size_t i = 0; i < length; i++)
		CHECK(send_bytes(victim.peer, bytes + i, 1, &null, i % 2));
	free(bytes);
	check_failed(&victim, -SLUICE_ERR_PROTOCOL, SLUICE_REFUSE_PROTOCOL_ERROR);
	close(null);
}

static void pass_file(int descriptor, size_t size)
{
	struct victim victim;
	const struct sluice__map said = {.size = size, .generation = 1};
	size_t length;
	uint8_t *bytes = sluice__segment_message_build(&said, &length);

	CHECK(descriptor >= 0);
	start(&victim, false);
	say_hello(&victim);
	CHECK(send_message(victim.peer, bytes, length, &descriptor, 1));
	check_failed(&victim, -SLUICE_ERR_PROTOCOL, SLUICE_REFUSE_SEGMENT);
	close(descriptor);
}

static void wrong_files(void)
{
	struct victim victim;
	struct sluice__map map = peer_segment();
	int ends[2], unsealed = memfd_create("test", MFD_CLOEXEC);

	CHECK(pipe2(ends, O_CLOEXEC) == 0);
	pass_file(ends[0], 8192);
	pass_file(ends[1], 8192);
	socket_pair(ends);
	pass_file(ends[0], 8192);
	close(ends[1]);
	pass_file(open("/dev/null", O_RDWR | O_CLOEXEC), 8192);
	pass_file(open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC), 8192);
	CHECK(ftruncate(unsealed, 8192) == 0);
	pass_file(unsealed, 8192);
	/* A good segment under another id. */
	pass_file(fcntl(map.descriptor, F_DUPFD_CLOEXEC, 0), map.size);
	sluice__map_close(&map);
	/* My own segment, sent back. */
	start(&victim, true);
	say_hello(&victim);
	{
		size_t length;
		uint8_t *bytes = sluice__segment_message_build(&victim.side.link.own, &length);

		CHECK(send_message(victim.peer, bytes, length, &victim.side.link.own.descriptor, 1));
	}
	check_failed(&victim, -SLUICE_ERR_PROTOCOL, SLUICE_REFUSE_SEGMENT);
}

static void pass_bells(int first, int second, int status)
{
	const int bells[2] = {first, second};
	struct victim victim;

	CHECK(first >= 0 && second >= 0);
	start(&victim, true);
	say_hello(&victim);
	pass_segment(&victim, 1);
	control(&victim, SLUICE_CONTROL_DOORBELLS, bells, 2);
	if (status != 0)
		check_failed(&victim, status, SLUICE_REFUSE_PROTOCOL_ERROR);
	else {
		CHECK_EQUAL(SLUICE__PENDING, sluice__handshake_step(&victim.side));
		sluice__doorbell_ring(victim.side.link.ring_data);
		end(&victim);
	}
	close(first);
	if (second != first)
		close(second);
}

/* Whatever has a descriptor, one good and one bad; and eventfds of any make, which ring. */
static void wrong_bells(void)
{
	int ends[2], other, i;

	for (i = 0; i < 10; i++) {
		switch (i) {
		case 0: other = memfd_create("anon_inode:[eventfd]", MFD_CLOEXEC); break;
		case 1: other = epoll_create1(EPOLL_CLOEXEC); break;
		case 2: other = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC); break;
		case 3: other = open("/dev/null", O_RDWR | O_CLOEXEC); break;
		case 4: other = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC); break;
		case 5: other = open("/proc/self/status", O_RDONLY | O_CLOEXEC); break;
		case 6: other = inotify_init1(IN_CLOEXEC); break;
		case 7: other = open("/proc/self/exe", O_PATH | O_CLOEXEC); break;
		default:
			if (i == 8)
				CHECK(pipe2(ends, O_CLOEXEC) == 0);
			else
				socket_pair(ends);
			close(ends[0]);
			other = ends[1];
		}
		if (i % 2 == 0)
			pass_bells(eventfd(0, EFD_CLOEXEC), other, -SLUICE_ERR_PROTOCOL);
		else
			pass_bells(other, eventfd(0, EFD_CLOEXEC), -SLUICE_ERR_PROTOCOL);
	}
	pass_bells(eventfd(0, EFD_CLOEXEC), eventfd(UINT32_MAX, EFD_CLOEXEC | EFD_SEMAPHORE), 0);
	other = eventfd(0, EFD_CLOEXEC);
	pass_bells(other, other, 0);
}

/* The process has no number left for what the peer sends. */
static void no_descriptors_left(void)
{
	struct rlimit old, tight;
	struct victim victim;

	start(&victim, true);
	say_hello(&victim);
	pass_segment(&victim, 1);
	CHECK(getrlimit(RLIMIT_NOFILE, &old) == 0);
	tight = old;
	tight.rlim_cur = (rlim_t)next_descriptor();
	CHECK(setrlimit(RLIMIT_NOFILE, &tight) == 0);
	CHECK_EQUAL(-SLUICE_ERR_SYSTEM, sluice__handshake_step(&victim.side));
	CHECK(errno == EMFILE);
	CHECK_EQUAL(SLUICE_REFUSE_RESOURCES, victim.side.why.reason);
	CHECK(setrlimit(RLIMIT_NOFILE, &old) == 0);
	end(&victim);
}

const struct test hostile_tests[] = {
	{"honest", honest},
	{"order", order},
	{"early-end", early_end},
	{"refusal-and-end", refusal_and_end},
	{"refusal-after-hello", refusal_after_hello},
	{"ready-too-early", ready_too_early},
	{"refusals", refusals},
	{"hello-words", hello_words},
	{"other-versions", other_versions},
	{"byte-by-byte", byte_by_byte},
	{"random-bytes", random_bytes},
	{"unsorted-messages", unsorted_messages},
	{"descriptor-counts", descriptor_counts},
	{"descriptors-in-the-middle", descriptors_in_the_middle},
	{"wrong-files", wrong_files},
	{"wrong-bells", wrong_bells},
	{"no-descriptors-left", no_descriptors_left},
	{NULL, NULL},
};
