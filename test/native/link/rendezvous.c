/* SPDX-License-Identifier: MIT */
/* Listening and connecting over an address, with peers that come in crowds, late, or not at all. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "../../../native/src/address.h"
#include "link-test.h"

#define CROWD 1000

static struct sluice__listening *listen_at(const char *address, const struct sluice__terms *terms)
{
	struct sluice__listening *listening;

	CHECK_EQUAL(0, sluice__listen_start(address, terms, &listening));
	return listening;
}

static struct sluice__connecting *connect_to(const char *address, const struct sluice__terms *terms)
{
	struct sluice__connecting *connecting;

	CHECK_EQUAL(0, sluice__connect_start(address, terms, &connecting));
	return connecting;
}

/* A connection that only connects. */
static int raw_connect(const char *text)
{
	struct sluice__address address;
	const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	CHECK_EQUAL(0, sluice__address_parse(text, &address));
	CHECK(descriptor >= 0);
	return connect(descriptor, (const struct sockaddr *)(const void *)&address.name, address.length) == 0 ? descriptor : (close(descriptor), -1);
}

static bool is_pending(struct sluice__connecting *connecting)
{
	struct sluice_channel_refusal why;

	return sluice__connect_step(connecting, &why) == SLUICE__PENDING;
}

static void connect_and_close(struct sluice__listening *listening, const char *address)
{
	struct sluice_channel_refusal why;
	struct sluice__link links[2];

	CHECK_EQUAL(0, meet(listening, connect_to(address, plain_terms()), links, &why));
	sluice__link_ring_data(&links[0]);
	CHECK((sluice__link_wait(&links[1], -1, SLUICE_FOREVER) & SLUICE__EVENT_DATA) != 0);
	sluice__link_close(&links[0]);
	/* The end of a link is none of the listener's business. */
	CHECK_EQUAL(0, pump(listening));
	sluice__link_close(&links[1]);
}

static void addresses(void)
{
	const char *names[] = {path_of("a.sock"), "@sluice-link-test"};

	for (int i = 0; i < 2; i++) {
		char name[64];
		const char *address = names[i];
		struct sluice__listening *listening;

		if (i == 1) {
			snprintf(name, sizeof name, "%s-%d", names[i], (int)getpid());
			address = name;
		}
		listening = listen_at(address, plain_terms());
		CHECK_EQUAL(SLUICE_FOREVER, sluice__listen_deadline(listening));
		CHECK_EQUAL(0, pump(listening));
		connect_and_close(listening, address);
		connect_and_close(listening, address);
		sluice__listen_close(listening);
		CHECK_EQUAL(-1, raw_connect(address));
	}
}

static void nobody(void)
{
	struct sluice__connecting *connecting;
	const struct sluice__terms *terms = plain_terms();
	char name[200];

	CHECK(sluice__connect_start(path_of("none.sock"), terms, &connecting) == -SLUICE_ERR_SYSTEM && errno == ENOENT);
	CHECK(sluice__connect_start("@sluice-link-test-nobody", terms, &connecting) == -SLUICE_ERR_SYSTEM && errno == ECONNREFUSED);
	memset(name, 'x', sizeof name);
	name[108] = '\0';
	CHECK_EQUAL(-SLUICE_ERR_ADDRESS, sluice__connect_start(name, terms, &connecting));
	CHECK_EQUAL(-SLUICE_ERR_ADDRESS, sluice__connect_start("", terms, &connecting));
	CHECK_EQUAL(-SLUICE_ERR_ADDRESS, sluice__connect_start("@", terms, &connecting));
	CHECK_EQUAL(-SLUICE_ERR_ADDRESS, sluice__connect_start(NULL, terms, &connecting));
	name[0] = '@';
	CHECK(sluice__connect_start(name, terms, &connecting) == -SLUICE_ERR_SYSTEM && errno == ECONNREFUSED);
	sluice__listen_close(NULL);
	sluice__connect_cancel(NULL);
}

/* A connector is not through before it is accepted, and nobody spins meanwhile. */
static void waits_for_accept(void)
{
	const char *address = path_of("a.sock");
	struct sluice__listening *listening = listen_at(address, plain_terms());
	struct sluice__connecting *connecting = connect_to(address, plain_terms());
	struct sluice_channel_refusal why;
	struct sluice__link links[2], none;
	struct pollfd entry;

	CHECK_EQUAL(0, sluice__listen_take(listening, &none));
	for (int i = 0; i < 5; i++) {
		CHECK(is_pending(connecting));
		pump(listening);
	}
	CHECK_EQUAL(1, sluice__listen_step(listening));
	CHECK_EQUAL(SLUICE_FOREVER, sluice__listen_deadline(listening));
	entry.fd = sluice__connect_descriptor(connecting, &entry.events);
	CHECK_EQUAL(POLLIN, entry.events);
	CHECK_EQUAL(0, poll(&entry, 1, 0));
	/* Not even by a peer that rings before it was accepted. */
	CHECK(send_bytes(entry.fd, "!", 1, NULL, 0));
	entry = (struct pollfd){.fd = sluice__listen_descriptor(listening), .events = POLLIN};
	CHECK_EQUAL(0, poll(&entry, 1, 0));
	CHECK_EQUAL(1, sluice__listen_take(listening, &links[1]));
	CHECK_EQUAL(0, sluice__listen_take(listening, &none));
	CHECK_EQUAL(SLUICE__DONE, sluice__connect_step(connecting, &why));
	sluice__connect_take(connecting, &links[0]);
	/* The listener has nothing to do with it any more. */
	sluice__listen_close(listening);
	sluice__link_ring_space(&links[1]);
	CHECK_EQUAL(SLUICE__EVENT_SPACE, sluice__link_wait(&links[0], -1, SLUICE_FOREVER));
	sluice__link_close(&links[0]);
	sluice__link_close(&links[1]);
}

/* Links come in the order in which they were ready; one whose peer has given up does not come at all. */
static void order_of_accept(void)
{
	const char *address = path_of("a.sock");
	struct sluice__listening *listening = listen_at(address, plain_terms());
	struct sluice__connecting *connecting[3];
	struct sluice_channel_refusal why;
	struct sluice__link links[3], peer;

	for (int i = 0; i < 3; i++) {
		connecting[i] = connect_to(address, plain_terms());
		for (int j = 0; j < 4; j++) {
			CHECK(is_pending(connecting[i]));
			pump(listening);
		}
	}
	CHECK_EQUAL(3, sluice__listen_step(listening));
	sluice__connect_cancel(connecting[1]);
	CHECK_EQUAL(1, sluice__listen_take(listening, &links[0]));
	CHECK_EQUAL(1, sluice__listen_take(listening, &links[2]));
	CHECK_EQUAL(0, sluice__listen_take(listening, &links[1]));
	for (int i = 0; i < 3; i += 2) {
		CHECK_EQUAL(SLUICE__DONE, sluice__connect_step(connecting[i], &why));
		sluice__connect_take(connecting[i], &peer);
		CHECK(peer.own.base != NULL && memcmp(peer.own.id, links[i].peer.id, 16) == 0);
		sluice__link_close(&peer);
		sluice__link_close(&links[i]);
	}
	/* Given up, and noticed by a step. */
	connecting[0] = connect_to(address, plain_terms());
	for (int j = 0; j < 4; j++) {
		CHECK(is_pending(connecting[0]));
		pump(listening);
	}
	CHECK_EQUAL(1, sluice__listen_step(listening));
	sluice__connect_cancel(connecting[0]);
	CHECK_EQUAL(0, pump(listening));
	sluice__listen_close(listening);
}

/* More than may be half-open, and much more than one step takes: they are told BUSY, and who means it gets through. */
static void crowd(void)
{
	const char *address = path_of("a.sock");
	struct sluice__listening *listening = listen_at(address, plain_terms());
	struct sluice_channel_refusal why;
	struct sluice__connecting *connecting = NULL;
	struct sluice__link links[2];
	static int crowd[CROWD];
	int busy = 0;

	for (int i = 0; i < CROWD; i++) {
		crowd[i] = raw_connect(address);
		CHECK(crowd[i] >= 0);
		if (i == CROWD / 2)
			connecting = connect_to(address, plain_terms());
	}
	CHECK_EQUAL(0, meet(listening, connecting, links, &why));
	sluice__link_close(&links[0]);
	sluice__link_close(&links[1]);
	pump(listening);
	connect_and_close(listening, address);
	for (int i = 0; i < CROWD; i++) {
		const uint32_t reason = read_refusal(crowd[i], &why);

		CHECK(reason == 0 || reason == SLUICE_REFUSE_BUSY);
		busy += reason != 0;
	}
	CHECK(busy >= CROWD - 64);
	sluice__listen_close(listening);
	for (int i = 0; i < CROWD; i++) {
		busy += read_refusal(crowd[i], &why) == SLUICE_REFUSE_BUSY;
		close(crowd[i]);
	}
	CHECK_EQUAL(CROWD, busy);
}

/* Who is in the middle of a handshake is not pushed out by those who say nothing. */
static void crowd_in_between(void)
{
	const char *address = path_of("a.sock");
	struct sluice__terms terms = *plain_terms();
	struct sluice__listening *listening;
	struct sluice__connecting *connecting;
	struct sluice_channel_refusal why;
	struct sluice__link links[2];
	int crowd[16];

	terms.options.max_half_open = 4;
	listening = listen_at(address, &terms);
	connecting = connect_to(address, plain_terms());
	CHECK(is_pending(connecting));
	pump(listening);
	for (int i = 0; i < 16; i++) {
		crowd[i] = raw_connect(address);
		pump(listening);
	}
	CHECK_EQUAL(0, meet(listening, connecting, links, &why));
	sluice__link_close(&links[0]);
	sluice__link_close(&links[1]);
	for (int i = 0; i < 16; i++)
		close(crowd[i]);
	CHECK_EQUAL(0, pump(listening));
	CHECK_EQUAL(SLUICE_FOREVER, sluice__listen_deadline(listening));
	sluice__listen_close(listening);
}

/* A thousand that say hello and no more push out who is slower than they are; who tries again comes through. */
static void crowd_of_hellos(void)
{
	const char *address = path_of("a.sock");
	struct sluice__listening *listening = listen_at(address, plain_terms());
	struct sluice_channel_refusal why;
	struct sluice__connecting *connecting = NULL;
	struct sluice__link links[2];
	static int crowd[CROWD];
	int attempts = 1, status;

	for (int i = 0; i < CROWD; i++) {
		size_t length;
		uint8_t *hello = sluice__hello_build(plain_terms(), 300, SLUICE_DOORBELL_EVENTFD, &length);

		crowd[i] = raw_connect(address);
		CHECK(crowd[i] >= 0 && send_message(crowd[i], hello, length, NULL, 0));
		if (i == CROWD / 2)
			connecting = connect_to(address, plain_terms());
	}
	while ((status = meet(listening, connecting, links, &why)) == -SLUICE_ERR_BUSY && attempts++ < 3)
		connecting = connect_to(address, plain_terms());
	CHECK_EQUAL(0, status);
	sluice__link_close(&links[0]);
	sluice__link_close(&links[1]);
	pump(listening);
	CHECK(count_descriptors() < CROWD + 400);
	for (int i = 0; i < CROWD; i++)
		close(crowd[i]);
	CHECK_EQUAL(0, pump(listening));
	CHECK_EQUAL(SLUICE_FOREVER, sluice__listen_deadline(listening));
	sluice__listen_close(listening);
}

static void backlog(void)
{
	const char *address = path_of("a.sock");
	struct sluice__terms terms = *plain_terms();
	struct sluice__listening *listening;
	struct sluice__connecting *connecting[3];
	struct sluice_channel_refusal why;
	int status = SLUICE__PENDING;

	terms.options.backlog = 2;
	listening = listen_at(address, &terms);
	for (int i = 0; i < 3; i++) {
		connecting[i] = connect_to(address, plain_terms());
		for (int j = 0; j < 4 && status == SLUICE__PENDING; j++) {
			status = sluice__connect_step(connecting[i], &why);
			pump(listening);
		}
	}
	CHECK_EQUAL(-SLUICE_ERR_BUSY, sluice__connect_step(connecting[2], &why));
	CHECK(why.by_peer && why.reason == SLUICE_REFUSE_BUSY);
	CHECK_EQUAL(2, sluice__listen_step(listening));
	/* When the listener ends, those who wait are told. */
	sluice__listen_close(listening);
	for (int i = 0; i < 3; i++) {
		CHECK_EQUAL(-SLUICE_ERR_BUSY, sluice__connect_step(connecting[i], &why));
		sluice__connect_cancel(connecting[i]);
	}
}

static void deadline(void)
{
	const char *address = path_of("a.sock");
	struct sluice__terms terms = *plain_terms();
	struct sluice_channel_refusal why;
	struct sluice__listening *listening;
	struct pollfd entry = {.events = POLLIN};
	int64_t deadline_ns;
	int slow, slower;

	terms.options.handshake_timeout_ms = 20;
	listening = listen_at(address, &terms);
	slow = raw_connect(address);
	pump(listening);
	deadline_ns = sluice__listen_deadline(listening);
	CHECK(deadline_ns > 0 && deadline_ns <= sluice_deadline_after(20 * 1000000));
	slower = raw_connect(address);
	pump(listening);
	CHECK_EQUAL(deadline_ns, sluice__listen_deadline(listening));
	/* One byte does not help. */
	CHECK(send_bytes(slow, "S", 1, NULL, 0));
	entry.fd = slow;
	while (poll(&entry, 1, 5) == 0)
		pump(listening);
	CHECK(sluice_is_over(deadline_ns, sluice_now_ns()));
	CHECK_EQUAL(SLUICE_REFUSE_BUSY, read_refusal(slow, &why));
	entry.fd = slower;
	while (poll(&entry, 1, 5) == 0)
		pump(listening);
	CHECK_EQUAL(SLUICE_REFUSE_BUSY, read_refusal(slower, &why));
	CHECK_EQUAL(SLUICE_FOREVER, sluice__listen_deadline(listening));
	close(slow);
	close(slower);
	sluice__listen_close(listening);
}

static void incompatible(void)
{
	const char *address = path_of("a.sock");
	struct sluice__terms other = *plain_terms();
	struct sluice__listening *listening = listen_at(address, plain_terms());
	struct sluice_channel_refusal why;
	struct sluice__link links[2];

	other.purpose = SLUICE_PURPOSE_BROADCAST;
	CHECK_EQUAL(-SLUICE_ERR_INCOMPATIBLE, meet(listening, connect_to(address, &other), links, &why));
	CHECK(why.by_peer && why.reason == SLUICE_REFUSE_PURPOSE && why.expected == SLUICE_PURPOSE_CHANNEL);
	connect_and_close(listening, address);
	sluice__listen_close(listening);
}

/* Garbage of any length, from many, does not keep others out. */
static void garbage(void)
{
	const char *address = path_of("a.sock");
	struct sluice__listening *listening = listen_at(address, plain_terms());
	int crowd[40];

	for (int i = 0; i < 40; i++) {
		uint8_t bytes[600];

		for (size_t j = 0; j < sizeof bytes; j++)
			bytes[j] = (uint8_t)next_random();
		crowd[i] = raw_connect(address);
		CHECK(send_bytes(crowd[i], bytes, 1 + next_random() % sizeof bytes, NULL, 0));
		if (i % 8 == 0)
			pump(listening);
	}
	connect_and_close(listening, address);
	for (int i = 0; i < 40; i++)
		close(crowd[i]);
	CHECK_EQUAL(0, pump(listening));
	sluice__listen_close(listening);
}

/* No number for one more descriptor: the connection is refused, and the listener neither spins nor ends. */
static void no_descriptors_left(void)
{
	const char *address = path_of("a.sock");
	struct sluice__listening *listening = listen_at(address, plain_terms());
	struct sluice_channel_refusal why;
	struct rlimit old, tight;
	int peer = raw_connect(address);

	CHECK(getrlimit(RLIMIT_NOFILE, &old) == 0);
	tight = old;
	tight.rlim_cur = (rlim_t)next_descriptor();
	CHECK(setrlimit(RLIMIT_NOFILE, &tight) == 0);
	pump(listening);
	CHECK(setrlimit(RLIMIT_NOFILE, &old) == 0);
	CHECK_EQUAL(SLUICE_REFUSE_RESOURCES, read_refusal(peer, &why));
	close(peer);
	connect_and_close(listening, address);
	sluice__listen_close(listening);
}

/* Everything is closed by exec, whatever stage it is in; a forked child has no mapping of it. */
static void inheritance(void)
{
	const char *address = path_of("a.sock");
	struct sluice__listening *listening;
	struct sluice__connecting *pending;
	struct sluice_channel_refusal why;
	struct sluice__link links[2];
	bool is_old[200];
	unsigned char core;
	int idle, status;
	pid_t child;

	for (int i = 0; i < 200; i++)
		is_old[i] = fcntl(i, F_GETFD) != -1;
	listening = listen_at(address, plain_terms());
	pending = connect_to(address, plain_terms());
	idle = raw_connect(address);
	CHECK_EQUAL(0, meet(listening, connect_to(address, plain_terms()), links, &why));
	CHECK(is_pending(pending));
	pump(listening);
	for (int i = 0; i < 200; i++)
		CHECK(is_old[i] || fcntl(i, F_GETFD) == -1 || fcntl(i, F_GETFD) == FD_CLOEXEC);
	child = fork();
	CHECK(child >= 0);
	if (child == 0)
		_exit(mincore(links[0].own.base, 4096, &core) == -1 && errno == ENOMEM && mincore(links[0].peer.base, 4096, &core) == -1 &&
				      errno == ENOMEM
			      ? 0
			      : 1);
	CHECK(waitpid(child, &status, 0) == child && status == 0);
	CHECK(mincore(links[0].own.base, 4096, &core) == 0);
	sluice__connect_cancel(pending);
	close(idle);
	sluice__link_close(&links[0]);
	sluice__link_close(&links[1]);
	sluice__listen_close(listening);
}

static struct sluice__link connect_and_wait(const char *address)
{
	struct sluice__connecting *connecting = connect_to(address, plain_terms());
	struct sluice_channel_refusal why;
	struct sluice__link link;
	struct pollfd entry;

	while (sluice__connect_step(connecting, &why) == SLUICE__PENDING) {
		entry.fd = sluice__connect_descriptor(connecting, &entry.events);
		CHECK(poll(&entry, 1, -1) == 1);
	}
	sluice__connect_take(connecting, &link);
	return link;
}

/* Another process, which writes, rings and is killed. */
static void death(void)
{
	const char *address = path_of("a.sock");
	struct sluice__listening *listening = listen_at(address, plain_terms());
	struct pollfd entry = {.fd = sluice__listen_descriptor(listening), .events = POLLIN};
	struct sluice__link link;
	const pid_t child = fork();
	unsigned events = 0;
	int status;

	CHECK(child >= 0);
	if (child == 0) {
		struct sluice__link own = connect_and_wait(address);

		memcpy(own.own.ring.data, "last words", 11);
		sluice__link_ring_data(&own);
		kill(getpid(), SIGKILL);
	}
	while (sluice__listen_step(listening) == 0)
		CHECK(poll(&entry, 1, -1) == 1);
	CHECK_EQUAL(1, sluice__listen_take(listening, &link));
	CHECK_EQUAL(child, link.credentials.pid);
	while ((events & SLUICE__EVENT_CLOSED) == 0)
		events |= sluice__link_wait(&link, -1, SLUICE_FOREVER);
	CHECK((events & SLUICE__EVENT_DATA) != 0);
	CHECK(strcmp((const char *)link.peer.ring.data, "last words") == 0);
	CHECK_EQUAL(SLUICE_SEGMENT_READY, sluice__map_state(&link.peer));
	CHECK(waitpid(child, &status, 0) == child);
	sluice__link_close(&link);
	sluice__listen_close(listening);
}

const struct test rendezvous_tests[] = {
	{"addresses", addresses},
	{"nobody", nobody},
	{"waits-for-accept", waits_for_accept},
	{"order-of-accept", order_of_accept},
	{"crowd", crowd},
	{"crowd-in-between", crowd_in_between},
	{"crowd-of-hellos", crowd_of_hellos},
	{"backlog", backlog},
	{"deadline", deadline},
	{"incompatible", incompatible},
	{"garbage", garbage},
	{"listener-without-descriptors", no_descriptors_left},
	{"inheritance", inheritance},
	{"death", death},
	{NULL, NULL},
};
