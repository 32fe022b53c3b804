/* SPDX-License-Identifier: MIT */
/* What two honest sides agree on, and what each says when they can not. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>

#include "../../../native/src/doorbell.h"
#include "link-test.h"

static const struct sluice_message_identity MESSAGES[] = {{1, 0x11}, {5, 0x55}, {9, 0x99}};

static struct sluice__terms terms_with(const struct sluice_message_identity *messages, size_t count, uint64_t fingerprint)
{
	struct sluice__terms terms = *plain_terms();

	terms.options.identity = (struct sluice_identity){fingerprint, messages, count};
	return terms;
}

/* Steps both until both have ended. */
static void run_both(struct sluice__handshake sides[2])
{
	for (int i = 0; i < 20; i++)
		sluice__handshake_step(&sides[i % 2]);
}

static void start_both(const struct sluice__terms *a, const struct sluice__terms *b, struct sluice__handshake sides[2])
{
	int sockets[2];

	socket_pair(sockets);
	sluice__handshake_init(&sides[0], sockets[0], a, false, 100, 1);
	sluice__handshake_init(&sides[1], sockets[1], b, true, 200, 1);
}

/* Side `who` refuses for this reason, and the other one says so too. */
static struct sluice_channel_refusal check_refusal(const struct sluice__terms *a, const struct sluice__terms *b, int who, uint32_t reason,
						   int status)
{
	struct sluice__handshake sides[2];
	const unsigned before = count_descriptors();

	start_both(a, b, sides);
	run_both(sides);
	CHECK_EQUAL(status, sides[0].status);
	CHECK_EQUAL(status, sides[1].status);
	CHECK_EQUAL(reason, sides[0].why.reason);
	CHECK_EQUAL(reason, sides[1].why.reason);
	CHECK(!sides[who].why.by_peer && sides[1 - who].why.by_peer);
	CHECK(sides[0].why.code == sides[1].why.code && sides[0].why.expected == sides[1].why.expected && sides[0].why.got == sides[1].why.got);
	CHECK(strcmp(sides[0].why.detail, sides[1].why.detail) == 0 && strlen(sides[0].why.detail) > 10);
	/* Nothing is kept, and a step more changes nothing. */
	CHECK_EQUAL(before, count_descriptors());
	CHECK_EQUAL(status, sluice__handshake_step(&sides[0]));
	return sides[0].why;
}

static void pair(void)
{
	struct sluice__terms a = *plain_terms(), b = a;
	struct sluice__link links[2];

	a.options.receive_order = 0;
	a.options.send_order = 2;
	b.options.arena_block_size = 4096;
	b.options.arena_block_count = 16;
	open_pair(&a, &b, links);
	CHECK_EQUAL(16384, links[0].own.ring.data_size); /* b left it to a */
	CHECK_EQUAL(4096, links[1].own.ring.data_size);	 /* a wished it so */
	CHECK(links[0].own.arena.data == NULL && links[0].peer.arena.data_size == 65536 && links[0].peer.arena.stride == 4096);
	CHECK(links[0].own.released.data_size == 64 && links[1].peer.released.data_size == 64 && links[1].own.released.data == NULL);
	CHECK(!links[0].is_listener && links[1].is_listener);
	CHECK(links[0].peer_endpoint != links[1].peer_endpoint);
	CHECK(links[0].credentials.uid == geteuid() && links[1].credentials.pid == getpid());
	CHECK(links[0].own.descriptor == -1 && links[0].peer.descriptor == -1);
	for (int i = 0; i < 2; i++) {
		const int descriptors[] = {links[i].control, links[i].wake_data, links[i].wake_space, links[i].ring_data, links[i].ring_space};

		for (int j = 0; j < 5; j++)
			CHECK(fcntl(descriptors[j], F_GETFD) == FD_CLOEXEC && (fcntl(descriptors[j], F_GETFL) & O_NONBLOCK) != 0);
	}
	strcpy((char *)links[0].own.ring.data, "one");
	CHECK(strcmp((const char *)links[1].peer.ring.data, "one") == 0);
	sluice__link_unmap_peer(&links[1]);
	CHECK(links[1].peer.base == NULL && links[1].own.base != NULL);
	for (int i = 0; i < 4; i++)
		sluice__link_close(&links[i % 2]);
}

static enum sluice_verdict say(void *user, const struct sluice_credentials *peer)
{
	CHECK(peer->pid == getpid() && peer->uid == geteuid() && peer->gid == getegid());
	return *(const enum sluice_verdict *)user;
}

static struct sluice__terms terms_saying(enum sluice_verdict *verdict)
{
	struct sluice__terms terms = *plain_terms();

	terms.options.policy = say;
	terms.options.policy_user = verdict;
	return terms;
}

static void bells_of(struct sluice__link links[2], unsigned data, unsigned space)
{
	CHECK_EQUAL(0, sluice__link_drain(&links[1]));
	for (int i = 0; i < 3; i++)
		sluice__link_ring_data(&links[0]);
	CHECK_EQUAL(data, sluice__link_wait(&links[1], -1, SLUICE_FOREVER));
	CHECK_EQUAL(0, sluice__link_drain(&links[1]));
	sluice__link_ring_space(&links[0]);
	CHECK_EQUAL(space, sluice__link_drain(&links[1]));
	CHECK_EQUAL(0, sluice__link_drain(&links[1]));
}

static void bells(void)
{
	enum sluice_verdict allow = SLUICE_ALLOW, allow_socket = SLUICE_ALLOW_SOCKET;
	const struct sluice__terms trusting = terms_saying(&allow), careful = terms_saying(&allow_socket);
	const struct sluice__terms *terms[][2] = {{&trusting, &trusting}, {&trusting, &careful}, {&careful, &trusting}, {&careful, &careful}};

	for (int i = 0; i < 4; i++) {
		const unsigned both = SLUICE__EVENT_DATA | SLUICE__EVENT_SPACE;
		struct sluice__link links[2], back[2];
		int pipes[2];

		open_pair(terms[i][0], terms[i][1], links);
		CHECK_EQUAL(i == 0, links[0].ring_data >= 0);
		back[0] = links[1];
		back[1] = links[0];
		bells_of(links, i == 0 ? SLUICE__EVENT_DATA : both, i == 0 ? SLUICE__EVENT_SPACE : both);
		bells_of(back, i == 0 ? SLUICE__EVENT_DATA : both, i == 0 ? SLUICE__EVENT_SPACE : both);
		/* Another descriptor, and a deadline that is over. */
		CHECK(pipe2(pipes, O_CLOEXEC) == 0);
		CHECK_EQUAL(0, sluice__link_wait(&links[0], pipes[0], sluice_now_ns() + 1000));
		CHECK(write(pipes[1], "x", 1) == 1);
		CHECK_EQUAL(SLUICE__EVENT_OTHER, sluice__link_wait(&links[0], pipes[0], SLUICE_FOREVER));
		close(pipes[0]);
		close(pipes[1]);
		/* A full bell is one that has rung, and one of a peer that is gone does nothing. */
		for (int rings = 0; rings < 2000; rings++)
			sluice__link_ring_data(&links[0]);
		CHECK((sluice__link_drain(&links[1]) & SLUICE__EVENT_DATA) != 0);
		sluice__link_close(&links[1]);
		sluice__link_ring_data(&links[0]);
		sluice__link_ring_space(&links[0]);
		CHECK((sluice__link_wait(&links[0], -1, SLUICE_FOREVER) & SLUICE__EVENT_CLOSED) != 0);
		CHECK((sluice__link_drain(&links[0]) & SLUICE__EVENT_CLOSED) != 0);
		sluice__link_close(&links[0]);
		CHECK_EQUAL(SLUICE__EVENT_CLOSED, sluice__link_drain(&links[0]));
	}
}

/* A peer that shares an eventfd can take O_NONBLOCK off it and empty it: nobody waits for ever. */
static void hijacked_bell(void)
{
	struct sluice__link links[2];

	open_pair(plain_terms(), plain_terms(), links);
	CHECK(fcntl(links[0].ring_data, F_SETFL, 0) == 0);
	CHECK_EQUAL(0, sluice__link_drain(&links[1]));
	sluice__link_ring_data(&links[0]);
	CHECK_EQUAL(SLUICE__EVENT_DATA, sluice__link_drain(&links[1]));
	/* Also when it is emptied between the look and the read. */
	CHECK(!sluice__doorbell_drain(links[1].wake_data));
	sluice__link_close(&links[0]);
	sluice__link_close(&links[1]);
}

static void policies(void)
{
	enum sluice_verdict deny = SLUICE_DENY, nonsense = (enum sluice_verdict)7;
	const struct sluice__terms plain = *plain_terms(), refusing = terms_saying(&deny), wrong = terms_saying(&nonsense);

	CHECK_EQUAL(geteuid(), check_refusal(&plain, &refusing, 1, SLUICE_REFUSE_POLICY, -SLUICE_ERR_DENIED).got);
	check_refusal(&refusing, &plain, 0, SLUICE_REFUSE_POLICY, -SLUICE_ERR_DENIED);
	check_refusal(&plain, &wrong, 1, SLUICE_REFUSE_POLICY, -SLUICE_ERR_DENIED);
}

static void purposes(void)
{
	struct sluice__terms a = *plain_terms(), b = a;
	struct sluice_channel_refusal why;

	a.purpose = SLUICE_PURPOSE_CLUSTER;
	why = check_refusal(&a, &b, 1, SLUICE_REFUSE_PURPOSE, -SLUICE_ERR_INCOMPATIBLE);
	CHECK(why.expected == SLUICE_PURPOSE_CHANNEL && why.got == SLUICE_PURPOSE_CLUSTER);
}

/* What a peer wishes is my memory, up to a limit. */
static void ring_orders(void)
{
	struct sluice__terms a = *plain_terms(), b = a;
	struct sluice_channel_refusal why;
	struct sluice__link links[2];

	a.options.receive_order = 5;
	b.options.largest_order = 4;
	why = check_refusal(&a, &b, 1, SLUICE_REFUSE_RING_ORDER, -SLUICE_ERR_INCOMPATIBLE);
	CHECK(why.expected == 4 && why.got == 5);
	a.options.receive_order = 4;
	open_pair(&a, &b, links);
	CHECK_EQUAL(65536, links[1].own.ring.data_size);
	sluice__link_close(&links[0]);
	sluice__link_close(&links[1]);
}

static void check_protocol(struct sluice__terms a, struct sluice__terms b, uint32_t code, uint64_t expected, uint64_t got)
{
	const struct sluice_channel_refusal why = check_refusal(&a, &b, 1, SLUICE_REFUSE_PROTOCOL, -SLUICE_ERR_INCOMPATIBLE);

	CHECK_EQUAL(code, why.code);
	CHECK_EQUAL(expected, why.expected);
	CHECK_EQUAL(got, why.got);
}

/* The listener judges; `expected` is what it has. */
static void protocols(void)
{
	static const struct sluice_message_identity changed[] = {{1, 0x11}, {5, 0x56}, {9, 0x9a}},
						    more[] = {{1, 0x11}, {3, 0x33}, {5, 0x55}, {9, 0x99}}, later[] = {{1, 0x11}, {5, 0x55}, {9, 0x99}, {10, 0xaa}};
	const struct sluice__terms base = terms_with(MESSAGES, 3, 77);
	struct sluice__link links[2];

	open_pair(&base, &base, links);
	sluice__link_close(&links[0]);
	sluice__link_close(&links[1]);
	check_protocol(terms_with(changed, 3, 78), base, 5, 0x55, 0x56);
	check_protocol(terms_with(more, 4, 78), base, 3, 0, 0x33);
	check_protocol(base, terms_with(more, 4, 78), 3, 0x33, 0);
	check_protocol(terms_with(later, 4, 78), base, 10, 0, 0xaa);
	check_protocol(base, terms_with(later, 4, 78), 10, 0xaa, 0);
	check_protocol(terms_with(MESSAGES, 2, 78), base, 9, 0x99, 0);
	check_protocol(terms_with(MESSAGES, 3, 78), base, 0, 77, 78); /* the same messages, another constant */
	check_protocol(terms_with(NULL, 0, 0), base, 0, 77, 0);	      /* bare bytes */
	check_protocol(base, terms_with(NULL, 0, 0), 0, 0, 77);
}

/* The largest hello does not fit into some socket buffers at once. */
static void many_messages(void)
{
	struct sluice_message_identity *messages = (struct sluice_message_identity *)calloc(SLUICE_MAX_MESSAGES + 1, sizeof *messages);
	struct sluice__handshake sides[2];
	struct sluice__terms terms;
	const int least = 1;

	CHECK(messages != NULL);
	for (uint32_t i = 0; i <= SLUICE_MAX_MESSAGES; i++)
		messages[i] = (struct sluice_message_identity){i * 3, i};
	terms = terms_with(messages, SLUICE_MAX_MESSAGES, 5);
	start_both(&terms, &terms, sides);
	CHECK(setsockopt(sides[0].link.control, SOL_SOCKET, SO_SNDBUF, &least, sizeof least) == 0);
	CHECK(setsockopt(sides[1].link.control, SOL_SOCKET, SO_SNDBUF, &least, sizeof least) == 0);
	for (int i = 0; i < 1000 && sides[1].status == SLUICE__PENDING; i++) {
		sluice__handshake_step(&sides[0]);
		sluice__handshake_step(&sides[1]);
	}
	CHECK_EQUAL(SLUICE__PREPARED, sides[1].status);
	CHECK_EQUAL(SLUICE__PENDING, sides[0].status);
	CHECK_EQUAL(SLUICE__DONE, sluice__handshake_accept(&sides[1]));
	CHECK_EQUAL(SLUICE__DONE, sluice__handshake_step(&sides[0]));
	sluice__handshake_free(&sides[0]);
	sluice__handshake_free(&sides[1]);
	terms = terms_with(messages, SLUICE_MAX_MESSAGES + 1, 5);
	CHECK_EQUAL(-SLUICE_ERR_OPTION, sluice__terms_check(&terms));
	free(messages);
}

/* Bells rung right behind READY belong to the link, on both sides. */
static void early_bells(void)
{
	enum sluice_verdict allow_socket = SLUICE_ALLOW_SOCKET;
	const struct sluice__terms terms = terms_saying(&allow_socket);
	struct sluice__handshake sides[2];
	struct sluice__link links[2];

	start_both(&terms, &terms, sides);
	while (sluice__handshake_step(&sides[1]) == SLUICE__PENDING)
		CHECK_EQUAL(SLUICE__PENDING, sluice__handshake_step(&sides[0]));
	sluice__link_ring_data(&sides[0].link);
	CHECK_EQUAL(SLUICE__DONE, sluice__handshake_accept(&sides[1]));
	sluice__handshake_take(&sides[1], &links[1]);
	sluice__link_ring_data(&links[1]);
	sluice__link_ring_data(&links[1]);
	CHECK_EQUAL(SLUICE__DONE, sluice__handshake_step(&sides[0]));
	sluice__handshake_take(&sides[0], &links[0]);
	CHECK((sluice__link_drain(&links[0]) & SLUICE__EVENT_DATA) != 0);
	CHECK((sluice__link_drain(&links[1]) & SLUICE__EVENT_DATA) != 0);
	sluice__link_close(&links[0]);
	sluice__link_close(&links[1]);
}

/* One segment for all readers: each link borrows it. */
static void publisher(void)
{
	const struct sluice__plan plan = {.broadcast_size = 65536};
	struct sluice__terms reads = *plain_terms(), publishes;
	struct sluice__link first[2], second[2];
	struct sluice__map shared;

	CHECK_EQUAL(0, sluice__map_create(&plan, &shared));
	reads.purpose = SLUICE_PURPOSE_BROADCAST;
	publishes = reads;
	CHECK_EQUAL(-SLUICE_ERR_OPTION, sluice__link_pair(&reads, &publishes, first));
	publishes.shared = &shared;
	open_pair(&reads, &publishes, first);
	open_pair(&reads, &publishes, second);
	strcpy((char *)shared.broadcast.data, "news");
	CHECK(strcmp((const char *)first[0].peer.broadcast.data, "news") == 0 && first[0].peer.broadcast.data_size == 65536);
	CHECK(first[0].own.consumer.control != NULL && first[0].own.ring.data == NULL && first[1].peer.consumer.control != NULL);
	sluice__link_close(&first[1]);
	sluice__link_close(&first[0]);
	CHECK(second[1].own.base == shared.base && strcmp((const char *)second[0].peer.broadcast.data, "news") == 0);
	sluice__link_close(&second[1]);
	CHECK(strcmp((const char *)shared.broadcast.data, "news") == 0);
	sluice__link_close(&second[0]);
	sluice__map_close(&shared);
}

static void options(void)
{
	struct sluice__link links[2];
	struct sluice__terms good = *plain_terms(), bad;

#define BAD(field, value)    \
	bad = good;          \
	bad.field = value;   \
	CHECK_EQUAL(-SLUICE_ERR_OPTION, sluice__link_pair(&bad, &good, links)); \
	CHECK_EQUAL(-SLUICE_ERR_OPTION, sluice__link_pair(&good, &bad, links))
	BAD(purpose, 0);
	BAD(purpose, 4);
	BAD(options.send_order, -1);
	BAD(options.send_order, 19);
	BAD(options.receive_order, -2);
	BAD(options.receive_order, 19);
	BAD(options.largest_order, -1);
	BAD(options.largest_order, 19);
	BAD(options.arena_block_size, 4096);
	BAD(options.arena_block_count, 1);
	good.options.arena_block_count = 16;
	good.options.arena_block_size = 64;
	BAD(options.arena_block_size, 32);
	BAD(options.arena_block_size, 100);
	BAD(options.arena_block_count, 65537);
#undef BAD
}

static void identity_order(void)
{
	static const struct sluice_message_identity unsorted[] = {{2, 1}, {1, 1}}, twice[] = {{2, 1}, {2, 1}};
	const struct sluice__terms a = terms_with(unsorted, 2, 1), b = terms_with(twice, 2, 1), c = terms_with(NULL, 1, 1);

	CHECK_EQUAL(-SLUICE_ERR_OPTION, sluice__terms_check(&a));
	CHECK_EQUAL(-SLUICE_ERR_OPTION, sluice__terms_check(&b));
	CHECK_EQUAL(-SLUICE_ERR_OPTION, sluice__terms_check(&c));
}

const struct test refusal_tests[] = {
	{"pair", pair},
	{"bells", bells},
	{"hijacked-bell", hijacked_bell},
	{"policies", policies},
	{"purposes", purposes},
	{"ring-orders", ring_orders},
	{"protocols", protocols},
	{"many-messages", many_messages},
	{"early-bells", early_bells},
	{"publisher", publisher},
	{"options", options},
	{"identity-order", identity_order},
	{NULL, NULL},
};
