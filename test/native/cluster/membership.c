/* SPDX-License-Identifier: MIT */
/*
 * `membership CASE`: what members do with peers that lie, and with what the dead leave behind. The liars are made of libsluice's own parts, so that
 * all but the lie is as it should be.
 */
#define _GNU_SOURCE
#include "cluster-test.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <sluice/atomic.h>

#include "../../../native/src/crc32c.h"
#include "../../../native/src/doorbell.h"
#include "../../../native/src/fifo.h"
#include "../../../native/src/handshake-member.h"
#include "../../../native/src/link.h"
#include "../../../native/src/member.h"

#define HEADER_CRC 4092
#define HEADER_STATE 4088

/* ---- segments ------------------------------------------------------------------------------------------------------------------- */

static const struct sluice__member_plan PLAN = {.waiters = 2, .calls_per_waiter = 4, .fifo_slots = 8, .heap_size = 4096, .endpoint = 3};

static struct sluice__map make_segment(struct sluice__member_view *view)
{
	struct sluice__map map;

	CHECK(sluice__member_segment_create(&PLAN, &map, view) == 0);
	return map;
}

/* What another member would say to it. */
static int attach(int descriptor, const struct sluice__map *owner, struct sluice__member_view *view, struct sluice__map *map)
{
	const struct sluice__plan expected = sluice__member_plan_expected(0, PLAN.endpoint, 1);
	struct sluice_channel_refusal why;
	int status = sluice__map_attach(descriptor, &expected, owner->id, owner->size, map, &why);

	if (status == 0) {
		status = sluice__member_view_attach(view, map, &why);
		if (status != 0)
			sluice__map_close(map);
	}
	CHECK(status == 0 || why.detail[0] != '\0');
	return status;
}

static void segment(void)
{
	struct sluice__member_view own, other;
	struct sluice__map map = make_segment(&own), attached;
	const int seals = fcntl(map.descriptor, F_GET_SEALS);

	CHECK((seals & (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)) == (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL));
	CHECK((seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)) == 0);
	CHECK(ftruncate(map.descriptor, (off_t)map.size * 2) != 0 && ftruncate(map.descriptor, 4096) != 0);
	CHECK(attach(dup(map.descriptor), &map, &other, &attached) == 0);
	CHECK(other.waiter_count == 2 && other.calls_per_waiter == 4 && other.call_count == 8 && other.fifo_slot_count == 8);
	CHECK(other.heap_size == 4096 && other.heap_offset == own.heap_offset && other.base != own.base);
	/* Both can write it. */
	other.base[other.heap_offset] = 7;
	CHECK(own.base[own.heap_offset] == 7);
	sluice__view_waiter(&own, 1)->news = 9;
	CHECK(sluice__view_waiter(&other, 1)->news == 9);
	sluice__map_close(&attached);
	sluice__map_close(&map);
}

/* A segment that others wrote to before it was passed on. */
static void set_word(struct sluice__map *map, size_t offset, uint32_t value)
{
	memcpy(map->base + offset, &value, sizeof value);
	if (offset < HEADER_STATE) {
		const uint32_t crc = sluice__crc32c(map->base, HEADER_STATE);

		memcpy(map->base + HEADER_CRC, &crc, sizeof crc);
	}
}

static void is_inside(const struct sluice__member_view *view)
{
	const struct { const uint8_t *at; size_t size; } parts[] = {
		{view->fifo_lines, SLUICE_FIFO_LINES_SIZE},
		{view->fifo_slots, (size_t)view->fifo_slot_count * SLUICE_FIFO_SLOT_SIZE},
		{view->calls, (size_t)view->call_count * SLUICE_CALL_SLOT_SIZE},
		{view->waiters, (size_t)view->waiter_count * SLUICE_WAITER_LINES_SIZE},
		{view->base + view->heap_offset, view->heap_size},
	};

	CHECK(view->waiter_count >= 1 && view->waiter_count <= SLUICE_CLUSTER_WAITERS);
	CHECK(view->call_count == view->waiter_count * view->calls_per_waiter);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		CHECK(parts[i].at >= view->base + SLUICE_HEADER_SIZE && parts[i].size > 0 && parts[i].at + parts[i].size <= view->base + view->size);
}

/* Every word of the directory with every value that might be taken for another: refused, or all of it inside. */
static void directories(void)
{
	static const uint32_t VALUES[] = {0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 64, 100, 128, 256, 4095, 4096, 8192, 1 << 20, 0x7fffffff, 0x80000000, 0xffffff80, UINT32_MAX};
	const size_t entry_words = SLUICE_DIRECTORY_ENTRY_SIZE / 4;
	int refused = 0, taken = 0;

	for (size_t word = 0; word < entry_words * 4; word++)
		for (size_t i = 0; i < sizeof VALUES / sizeof VALUES[0]; i++) {
			struct sluice__member_view own, other;
			struct sluice__map map = make_segment(&own), attached;

			set_word(&map, SLUICE_DIRECTORY_OFFSET + word * 4, VALUES[i]);
			if (attach(dup(map.descriptor), &map, &other, &attached) == 0) {
				is_inside(&other);
				taken++;
				sluice__map_close(&attached);
			} else {
				refused++;
			}
			sluice__map_close(&map);
		}
	/* Those that change nothing, or a gap that is free for later, are taken. */
	CHECK(refused > 400 && taken > 20);
}

/* Parts of the right kind, but of sizes that no honest member makes. */
static void sizes(void)
{
	static const struct { uint32_t fifo, calls, waiters, heap; bool is_good; } CASES[] = {
		{8, 8, 2, 4096, true}, {2, 1, 1, 4096, true}, {8, 64, 64, 4096, true}, {SLUICE__MAX_FIFO_SLOTS, 2, 2, 4096, true},
		{7, 8, 2, 4096, false}, {1, 8, 2, 4096, false}, {2 * SLUICE__MAX_FIFO_SLOTS, 8, 2, 4096, false}, {8, 7, 2, 4096, false}, {8, 6, 2, 4096, false},
		{8, 1, 2, 4096, false}, {8, 65, 65, 4096, false}, {8, 4096, 2, 4096, false}, {8, 8, 3, 4096, false},
	};

	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct sluice__plan plan = sluice__member_plan_expected(0, PLAN.endpoint, 1);
		struct sluice__member_view view;
		struct sluice__map map, attached;

		plan.fifo_size = CASES[i].fifo * SLUICE_FIFO_SLOT_SIZE;
		plan.calls_size = CASES[i].calls * SLUICE_CALL_SLOT_SIZE;
		plan.waiters_size = CASES[i].waiters * SLUICE_WAITER_LINES_SIZE;
		plan.heap_size = CASES[i].heap;
		CHECK(sluice__map_create(&plan, &map) == 0);
		CHECK((attach(dup(map.descriptor), &map, &view, &attached) == 0) == CASES[i].is_good);
		if (CASES[i].is_good) {
			is_inside(&view);
			sluice__map_close(&attached);
		}
		sluice__map_close(&map);
	}
}

/* A file of the same bytes with these seals. */
static int copy_with(const struct sluice__map *map, int seals)
{
	const int descriptor = memfd_create("copy", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	CHECK(descriptor >= 0 && write(descriptor, map->base, map->size) == (ssize_t)map->size);
	CHECK(fcntl(descriptor, F_ADD_SEALS, seals) == 0);
	return descriptor;
}

static void files(void)
{
	const int whole = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
	const struct sluice__plan channel = {.ring_size = 4096, .has_consumer = true, .endpoint = PLAN.endpoint, .generation = 1};
	struct sluice__member_view own, other;
	struct sluice__map map = make_segment(&own), attached, ring;
	int descriptor;

	descriptor = copy_with(&map, whole);
	CHECK(attach(descriptor, &map, &other, &attached) == 0);
	sluice__map_close(&attached);
	CHECK(attach(copy_with(&map, F_SEAL_SHRINK | F_SEAL_GROW), &map, &other, &attached) == -SLUICE_ERR_PROTOCOL);
	CHECK(attach(copy_with(&map, F_SEAL_SHRINK | F_SEAL_SEAL), &map, &other, &attached) == -SLUICE_ERR_PROTOCOL);
	CHECK(attach(copy_with(&map, F_SEAL_GROW | F_SEAL_SEAL), &map, &other, &attached) == -SLUICE_ERR_PROTOCOL);
	/* Nobody could write to it. */
	CHECK(attach(copy_with(&map, whole | F_SEAL_WRITE), &map, &other, &attached) == -SLUICE_ERR_PROTOCOL);
	CHECK(attach(copy_with(&map, whole | F_SEAL_FUTURE_WRITE), &map, &other, &attached) == -SLUICE_ERR_PROTOCOL);
	CHECK(attach(open("/dev/null", O_RDWR | O_CLOEXEC), &map, &other, &attached) == -SLUICE_ERR_PROTOCOL);
	CHECK(attach(memfd_create("empty", MFD_CLOEXEC | MFD_ALLOW_SEALING), &map, &other, &attached) == -SLUICE_ERR_PROTOCOL);
	/* What a channel has is not enough, and a member is no end of a channel. */
	CHECK(sluice__map_create(&channel, &ring) == 0);
	CHECK(attach(dup(ring.descriptor), &ring, &other, &attached) == -SLUICE_ERR_PROTOCOL);
	CHECK(sluice__map_attach(dup(map.descriptor), &channel, map.id, map.size, &attached, &(struct sluice_channel_refusal){0}) ==
	      -SLUICE_ERR_PROTOCOL);
	sluice__map_close(&ring);
	/* One that leaves is no liar. */
	sluice__map_set_state(&map, SLUICE_SEGMENT_CLOSING);
	CHECK(attach(dup(map.descriptor), &map, &other, &attached) == -SLUICE_ERR_PEER_CLOSED);
	sluice__map_close(&map);
}

/* ---- handshakes ----------------------------------------------------------------------------------------------------------------- */

/* A liar's side: it has met no peer before, and says what it is told to. */
struct liar {
	struct sluice__membership membership;
	struct sluice__terms terms;
	struct sluice__map map;
	struct sluice__peer peer; /* the one that it meets */
	uint32_t writer_first;
	int bells[SLUICE_CLUSTER_WAITERS];
};

static struct sluice__peer *liar_meets(void *user, struct sluice__map *map, const struct sluice__member_view *view,
				       struct sluice_channel_refusal *why, int *status)
{
	struct liar *liar = (struct liar *)user;

	(void)why;
	(void)status;
	sluice__map_close(map);
	liar->peer = (struct sluice__peer){.view = *view, .claims_first = liar->writer_first};
	memset(liar->peer.bells, -1, sizeof liar->peer.bells);
	return &liar->peer;
}

static int liar_introduces(void *user, struct sluice__peer *peer, struct sluice_channel_refusal *why)
{
	(void)user;
	(void)peer;
	(void)why;
	return 0;
}

static bool liar_arrives(void *user, struct sluice__peer *peer)
{
	(void)user;
	(void)peer;
	return true;
}

static void liar_forgets(void *user, struct sluice__peer *peer)
{
	(void)user;
	for (uint32_t i = 0; i < SLUICE_CLUSTER_WAITERS; i++)
		if (peer->bells[i] >= 0)
			close(peer->bells[i]);
}

static void make_liar(struct liar *liar, uint32_t cxy)
{
	struct sluice__member_view view;

	memset(liar, 0, sizeof *liar);
	liar->map = make_segment(&view);
	liar->writer_first = 1;
	for (uint32_t i = 0; i < SLUICE_CLUSTER_WAITERS; i++)
		liar->bells[i] = i < 4 ? sluice__doorbell_create() : -1;
	liar->membership = (struct sluice__membership){
		.cxy = cxy, .endpoint = PLAN.endpoint, .waiter_count = PLAN.waiters, .bells = liar->bells, .user = liar,
		.meet = liar_meets, .introduce = liar_introduces, .arrive = liar_arrives, .forget = liar_forgets,
	};
	liar->terms = (struct sluice__terms){
		.options = SLUICE_CHANNEL_OPTIONS, .purpose = SLUICE_PURPOSE_CLUSTER, .always_fences = true, .shared = &liar->map,
		.membership = &liar->membership,
	};
}

static void free_liar(struct liar *liar)
{
	for (uint32_t i = 0; i < SLUICE_CLUSTER_WAITERS; i++)
		if (liar->bells[i] >= 0)
			close(liar->bells[i]);
	sluice__map_close(&liar->map);
}

/* How it ends when the liar connects to member 1; what it holds afterwards is closed. */
static int visit(struct liar *liar)
{
	char address[SLUICE__ADDRESS_SIZE];
	struct sluice__link link;
	struct sluice_channel_refusal why;
	int status;

	snprintf(address, sizeof address, "%s/1", folder);
	status = sluice__link_connect(address, &liar->terms, soon(), &link, &why);
	if (status == 0) {
		liar_forgets(liar, link.member);
		sluice__link_close(&link);
	}
	return status;
}

/* The same as the listener of member 1, which joins meet. */
static int receive(struct liar *liar)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	struct sluice__listening *listening;
	struct sluice_member *member;
	char address[SLUICE__ADDRESS_SIZE];
	pid_t pid;
	int status, ended;

	snprintf(address, sizeof address, "%s/1", folder);
	CHECK(sluice__listen_start(address, &liar->terms, &listening) == 0);
	/* It forks, since the listener has mappings that no child has. */
	pid = fork();
	if (pid == 0) {
		options.cxy = 2;
		_exit(-sluice_member_join(folder, &options, soon(), &member, NULL));
	}
	do {
		struct sluice__link link;
		struct pollfd entry = {.fd = sluice__listen_descriptor(listening), .events = POLLIN};

		poll(&entry, 1, 1);
		CHECK(sluice__listen_step(listening) >= 0);
		if (sluice__listen_take(listening, &link) == 1) {
			liar_forgets(liar, link.member);
			sluice__link_close(&link);
		}
		ended = waitpid(pid, &status, WNOHANG);
	} while (ended == 0);
	sluice__listen_close(listening);
	CHECK(WIFEXITED(status));
	return -WEXITSTATUS(status);
}

/* Makes a lie of an honest peer's words. */
struct lie {
	const char *name;
	int heard;  /* by a liar that connects */
	int joined; /* by who joins a liar */
	void (*tell)(struct liar *liar);
};

static void tell_truth(struct liar *liar)
{
	(void)liar;
}

static void tell_my_number(struct liar *liar)
{
	liar->membership.cxy = liar->membership.cxy == 2 ? 1 : 2;
}

static void tell_fewer_waiters(struct liar *liar)
{
	liar->membership.waiter_count = 1;
}

static void tell_more_waiters(struct liar *liar)
{
	liar->membership.waiter_count = 3;
}

static void tell_no_bell(struct liar *liar)
{
	close(liar->bells[1]);
	liar->bells[1] = open("/dev/null", O_RDWR | O_CLOEXEC);
}

static void tell_writer_zero(struct liar *liar)
{
	liar->writer_first = 0;
}

static void tell_writers_too_high(struct liar *liar)
{
	/* Members here have four waiters. */
	liar->writer_first = SLUICE_FIFO_OWNERS - 2;
}

static void tell_wrong_header(struct liar *liar)
{
	set_word(&liar->map, SLUICE_DIRECTORY_OFFSET + 16, 64);
}

static void tell_other_endpoint(struct liar *liar)
{
	liar->membership.endpoint++;
}

static const struct lie LIES[] = {
	{"the truth", 0, 0, tell_truth},
	{"the number of the other", -SLUICE_ERR_PROTOCOL, -SLUICE_ERR_PROTOCOL, tell_my_number},
	{"fewer waiters", -SLUICE_ERR_PROTOCOL, -SLUICE_ERR_PROTOCOL, tell_fewer_waiters},
	{"more waiters", -SLUICE_ERR_PROTOCOL, -SLUICE_ERR_PROTOCOL, tell_more_waiters},
	{"a bell that is none", -SLUICE_ERR_PROTOCOL, -SLUICE_ERR_PROTOCOL, tell_no_bell},
	{"writer 0", -SLUICE_ERR_PROTOCOL, -SLUICE_ERR_PROTOCOL, tell_writer_zero},
	{"writers above the last", -SLUICE_ERR_PROTOCOL, -SLUICE_ERR_PROTOCOL, tell_writers_too_high},
	{"another directory", -SLUICE_ERR_PROTOCOL, -SLUICE_ERR_PROTOCOL, tell_wrong_header},
	{"another endpoint", -SLUICE_ERR_PROTOCOL, -SLUICE_ERR_PROTOCOL, tell_other_endpoint},
};

static void expect_status(const char *what, int expected, int got)
{
	if (expected != got)
		fprintf(stderr, "%s: expected %s, got %s\n", what, sluice_error_name(expected), sluice_error_name(got));
	CHECK(expected == got);
}

static void liars_connect(void)
{
	struct sluice_member *member = join_as(1);
	uint64_t cursor = 0;
	int first = dup(0);

	close(first);
	for (size_t i = 0; i < sizeof LIES / sizeof LIES[0]; i++) {
		struct liar liar;

		make_liar(&liar, 2);
		LIES[i].tell(&liar);
		expect_status(LIES[i].name, LIES[i].heard, visit(&liar));
		if (LIES[i].heard == 0) {
			expect(member, &cursor, SLUICE_MEMBER_JOINED, 2);
			expect(member, &cursor, SLUICE_MEMBER_DIED, 2);
		}
		free_liar(&liar);
	}
	CHECK(sluice_member_list(member, NULL, 0) == 0 && sluice_member_next_event(member, &cursor, &(struct sluice_member_event){0}) == 0);
	/* It has kept nothing of them. The steward may still be closing the last one. */
	for (int i = 0; i < 10000; i++) {
		const int last = dup(0);

		close(last);
		if (last == first)
			break;
		CHECK(i < 9999);
		usleep(1000);
	}
	CHECK(sluice_member_leave(member) == 0);
}

static void liars_listen(void)
{
	for (size_t i = 0; i < sizeof LIES / sizeof LIES[0]; i++) {
		struct liar liar;

		make_liar(&liar, 1);
		LIES[i].tell(&liar);
		expect_status(LIES[i].name, LIES[i].joined, receive(&liar));
		free_liar(&liar);
	}
}

/* Two with one number: the second is busy as long as the first is there, and the first hears nothing of it. */
static void twins(void)
{
	struct sluice_member *member = join_as(1), *twin = join_as(2);
	struct liar liar;
	uint64_t cursor = 0;

	make_liar(&liar, 2);
	CHECK(visit(&liar) == -SLUICE_ERR_BUSY);
	expect(member, &cursor, SLUICE_MEMBER_JOINED, 2);
	CHECK(sluice_member_leave(twin) == 0);
	expect(member, &cursor, SLUICE_MEMBER_LEFT, 2);
	CHECK(visit(&liar) == 0);
	expect(member, &cursor, SLUICE_MEMBER_JOINED, 2);
	free_liar(&liar);
	CHECK(sluice_member_leave(member) == 0);
}

/* Listeners in the folder that are no members: each is told apart, and none holds up a join for ever. */
static void strangers(void)
{
	struct sluice_channel_options channel = SLUICE_CHANNEL_OPTIONS;
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	struct sluice_channel_listener *listener;
	struct sluice_channel_refusal why;
	struct sluice_member *member;
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	char address[96];
	pid_t pid;
	int silent;

	options.cxy = 2;
	snprintf(address, sizeof address, "%s/1", folder);
	snprintf(name.sun_path, sizeof name.sun_path, "%s", address);
	silent = socket(AF_UNIX, SOCK_STREAM, 0);
	CHECK(bind(silent, (struct sockaddr *)&name, sizeof name) == 0 && listen(silent, 8) == 0);
	CHECK(sluice_member_join(folder, &options, sluice_deadline_after(30000000), &member, &why) == -SLUICE_ERR_DEADLINE);
	close(silent);
	/* A channel's listener says what it is for. */
	pid = fork();
	if (pid == 0) {
		CHECK(sluice_channel_listen(address, &channel, &listener) == 0);
		for (;;) {
			struct sluice_channel *ignored;

			sluice_channel_accept(listener, soon(), &ignored);
		}
	}
	for (;;) {
		const int status = sluice_member_join(folder, &options, soon(), &member, &why);

		if (status == -SLUICE_ERR_INCOMPATIBLE)
			break;
		/* It had not listened yet. */
		CHECK(status == 0 && sluice_member_leave(member) == 0);
	}
	CHECK(why.reason == SLUICE_REFUSE_PURPOSE && why.by_peer);
	kill(pid, SIGKILL);
	CHECK(waitpid(pid, NULL, 0) == pid);
}

/* ---- what the dead leave behind ----------------------------------------------------------------------------------------------------- */

static struct sluice__fifo fifo_of(const struct sluice__member_view *view)
{
	struct sluice__fifo place;

	CHECK(sluice__fifo_place(&place, view->fifo_lines, view->fifo_slots, view->fifo_slot_count));
	return place;
}

static uint32_t *slot_word(const struct sluice__member_view *view, uint32_t index)
{
	return sluice__view_word(sluice__view_fifo_slot(view, index), 0);
}

static void ring_nobody(void *context, uint32_t number)
{
	(void)context;
	(void)number;
}

/* Once member 1 is there, posts a message to it, claims one more slot, and tells its first number. */
static void claim_and_stay(int to, int from, int32_t cxy)
{
	struct sluice__fifo_writer writer;
	struct sluice__fifo place;
	struct sluice__peer *peer;

	hear(to);
	peer = sluice__member_peer(join_as(cxy), 1);
	CHECK(peer != NULL);
	place = fifo_of(&peer->view);
	sluice__fifo_writer_init(&writer, &place, peer->writer_first, ring_nobody, NULL);
	CHECK(sluice__fifo_try_post(&writer, "hello", 5) == 1);
	CHECK(sluice_compare_exchange(slot_word(&peer->view, 1), 0, 1u << 30 | (peer->writer_first + 1) << 20));
	tell(from, (char)peer->writer_first);
	hear(to);
}

/* Writer numbers of the dead: claims are skipped at once, numbers are somebody else's only when nothing carries them. */
static void writers(void)
{
	struct other dead = start(claim_and_stay, 2);
	struct sluice_member *member = join_as(1);
	struct sluice__fifo_reader reader;
	struct sluice__fifo_message message;
	struct sluice__fifo place;
	struct sluice__peer *peer;
	uint64_t cursor = 0;
	uint32_t first, waiter = 99;

	tell(dead.to, 'g');
	first = (uint32_t)hear(dead.from);
	expect(member, &cursor, SLUICE_MEMBER_JOINED, 2);
	CHECK(sluice_load_acquire(slot_word(sluice__member_view(member), 1)) >> 30 == SLUICE_SLOT_CLAIMED);
	end(dead, SIGKILL);
	expect(member, &cursor, SLUICE_MEMBER_DIED, 2);
	CHECK(sluice_load_acquire(slot_word(sluice__member_view(member), 1)) >> 30 == SLUICE_SLOT_SKIP);
	/* Its message is still there, and still its own, for longer than a number rests. */
	usleep(60000);
	peer = sluice__member_writer(member, first, &waiter);
	CHECK(peer != NULL && peer->cxy == 2 && waiter == 0 && sluice__peer_is_dead(peer));
	sluice__peer_release(peer);
	CHECK(sluice__member_peer(member, 2) == NULL);
	place = fifo_of(sluice__member_view(member));
	sluice__fifo_reader_init(&reader, &place, 0, ring_nobody, NULL);
	CHECK(sluice__fifo_take(&reader, &message) == 1 && message.owner == first && memcmp(message.payload, "hello", 5) == 0);
	CHECK(sluice__fifo_take(&reader, &message) == 0);
	do {
		peer = sluice__member_writer(member, first, &waiter);
		sluice__peer_release(peer);
	} while (peer != NULL);
	CHECK(sluice__member_writer(member, 0, &waiter) == NULL && sluice__member_writer(member, 1024, &waiter) == NULL);
	CHECK(sluice_member_leave(member) == 0);
}

static struct sluice_member *join_with(int32_t cxy, uint32_t waiters, int64_t deadline_ns, int *status)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	struct sluice_member *member = NULL;

	options.cxy = cxy;
	options.waiters = waiters;
	*status = sluice_member_join(folder, &options, deadline_ns, &member, NULL);
	return member;
}

/* 1,023 numbers are 15 members with 64 waiters and one with 63. None is given twice, and those of one that has left are given again. */
static void all_writers(void)
{
	struct sluice_member *members[16];
	struct sluice__peer *peers[15];
	uint32_t owner[SLUICE_FIFO_OWNERS + 1] = {0}, waiter;
	int status;

	for (int i = 0; i < 16; i++) {
		members[i] = join_with(i, i == 0 ? 63 : 64, soon(), &status);
		CHECK(status == 0);
	}
	/* All of its patience: under a shorter deadline a loaded machine may not even hear the answer. */
	CHECK(join_with(16, 1, soon(), &status) == NULL && status == -SLUICE_ERR_BUSY);
	for (int i = 1; i < 16; i++) {
		struct sluice__peer *peer = sluice__member_peer(members[0], (uint32_t)i);

		CHECK(peer != NULL);
		for (uint32_t w = 0; w < 64; w++)
			CHECK(owner[peer->claims_first + w]++ == 0);
		peers[i - 1] = sluice__member_writer(members[0], peer->claims_first + 63, &waiter);
		CHECK(peers[i - 1] == peer && waiter == 63);
		sluice__peer_release(peers[i - 1]);
		sluice__peer_release(peer);
	}
	CHECK(sluice_member_leave(members[7]) == 0);
	members[7] = join_with(7, 64, soon(), &status);
	CHECK(status == 0);
	for (int i = 0; i < 16; i++)
		CHECK(sluice_member_leave(members[i]) == 0);
}

static struct sluice_call_slot *call_of(struct sluice_member *member, uint32_t index)
{
	return (struct sluice_call_slot *)(void *)sluice__view_call(sluice__member_view(member), index);
}

static void set_call(struct sluice_member *member, uint32_t index, uint32_t target, uint16_t lead, uint32_t word)
{
	struct sluice_call_slot *slot = call_of(member, index);

	slot->target = target;
	slot->lead = lead;
	sluice_store_release(&slot->word, word);
}

static uint32_t *response_of(struct sluice_member *member, uint32_t index)
{
	return sluice__view_word(call_of(member, index)->descriptor, 4);
}

#define FINISHED 8u
#define GENERATION (5u << 8)

/* Calls to the dead: pending ones are DEAD, all are finished, leads count down once each, and those to others are not touched. */
static void calls(void)
{
	struct other dead = start(live, 2);
	struct sluice_member *member = join_as(1);
	uint64_t cursor = 0;
	uint32_t news;

	ask(dead, 'j', 'J');
	expect(member, &cursor, SLUICE_MEMBER_JOINED, 2);
	sluice_store_release(response_of(member, 0), 3);
	sluice_store_release(response_of(member, 3), 1);
	set_call(member, 0, 2, 0, GENERATION | SLUICE_OUTCOME_PENDING);
	set_call(member, 1, 2, 0, GENERATION | SLUICE_OUTCOME_PENDING);
	set_call(member, 2, 3, 0, GENERATION | SLUICE_OUTCOME_PENDING);
	set_call(member, 3, 2, 3, GENERATION | SLUICE_OUTCOME_CANCELLED);
	set_call(member, 4, 2, 4, GENERATION | SLUICE_OUTCOME_DONE | 6u << 4);
	set_call(member, 5, 2, 5, 0);
	set_call(member, 6, 2, 65535, GENERATION | SLUICE_OUTCOME_PENDING);
	news = sluice_load_seq_cst(&sluice__view_waiter(sluice__member_view(member), 2)->news);
	end(dead, SIGKILL);
	expect(member, &cursor, SLUICE_MEMBER_DIED, 2);
	CHECK(sluice_load_acquire(&call_of(member, 0)->word) == (GENERATION | FINISHED | SLUICE_OUTCOME_DEAD));
	CHECK(sluice_load_acquire(&call_of(member, 1)->word) == (GENERATION | FINISHED | SLUICE_OUTCOME_DEAD));
	CHECK(sluice_load_acquire(&call_of(member, 2)->word) == (GENERATION | SLUICE_OUTCOME_PENDING));
	CHECK(sluice_load_acquire(&call_of(member, 3)->word) == (GENERATION | FINISHED | SLUICE_OUTCOME_CANCELLED));
	CHECK(sluice_load_acquire(&call_of(member, 4)->word) == (GENERATION | FINISHED | SLUICE_OUTCOME_DONE | 6u << 4));
	CHECK(sluice_load_acquire(&call_of(member, 5)->word) == 0);
	CHECK(sluice_load_acquire(&call_of(member, 6)->word) == (GENERATION | FINISHED | SLUICE_OUTCOME_DEAD));
	CHECK(sluice_load_acquire(response_of(member, 0)) == 1 && sluice_load_acquire(response_of(member, 3)) == 1);
	while (sluice_load_seq_cst(&sluice__view_waiter(sluice__member_view(member), 2)->news) == news)
		usleep(100);
	CHECK(sluice__member_sleep(member, 2, soon()));
	CHECK(sluice_member_leave(member) == 0);
}

/* A thread that ends: its claims at others become nothing, its calls are given up, and its waiter is another's. */
static void threads(void)
{
	struct sluice_member *member = join_as(1), *server = join_as(2);
	struct sluice__peer *peer;
	uint64_t cursor = 0;
	uint32_t share;
	int waiter;

	expect(member, &cursor, SLUICE_MEMBER_JOINED, 2);
	CHECK(sluice_member_detach(member, 0) == -SLUICE_ERR_OPTION && sluice_member_detach(member, 1) == -SLUICE_ERR_OPTION);
	waiter = sluice_member_attach(member);
	CHECK(waiter == 1 && sluice_member_attach(member) == 2 && sluice_member_attach(member) == 3);
	CHECK(sluice_member_attach(member) == -SLUICE_ERR_BUSY);
	peer = sluice__member_peer(member, 2);
	CHECK(sluice_compare_exchange(slot_word(&peer->view, 0), 0, 1u << 30 | (peer->writer_first + 1) << 20));
	CHECK(sluice_compare_exchange(slot_word(&peer->view, 1), 0, 1u << 30 | (peer->writer_first + 2) << 20));
	share = sluice__member_view(member)->calls_per_waiter;
	set_call(member, share, 2, (uint16_t)share, GENERATION | SLUICE_OUTCOME_PENDING);
	set_call(member, 2 * share, 2, (uint16_t)(2 * share), GENERATION | SLUICE_OUTCOME_PENDING);
	sluice__view_waiter(sluice__member_view(member), 1)->asleep = 1;
	/* Only a bell, so that it is known who rang. */
	while (sluice__member_sleep(server, 0, 0))
		;
	CHECK(sluice_member_detach(member, 1) == 0);
	CHECK(sluice_load_acquire(slot_word(&peer->view, 0)) >> 30 == SLUICE_SLOT_SKIP);
	CHECK(sluice_load_acquire(slot_word(&peer->view, 1)) >> 30 == SLUICE_SLOT_CLAIMED);
	CHECK(sluice_load_acquire(&call_of(member, share)->word) == (GENERATION | SLUICE_OUTCOME_CANCELLED));
	CHECK(sluice_load_acquire(&call_of(member, 2 * share)->word) == (GENERATION | SLUICE_OUTCOME_PENDING));
	CHECK(sluice__view_waiter(sluice__member_view(member), 1)->asleep == 0);
	/* The reader that waited for the claim. */
	CHECK(sluice__member_sleep(server, 0, soon()));
	CHECK(sluice_member_detach(member, 1) == -SLUICE_ERR_OPTION);
	CHECK(sluice_member_attach(member) == 1);
	sluice__peer_release(peer);
	/* Threads may outlive the membership. */
	CHECK(sluice_member_leave(member) == 0);
	CHECK(sluice_member_wait(member, 1, soon()) == -SLUICE_ERR_STATE && sluice_member_attach(member) == -SLUICE_ERR_STATE);
	for (uint32_t i = 1; i < 4; i++)
		CHECK(sluice_member_detach(member, i) == 0);
	CHECK(sluice_member_leave(server) == 0);
}

/* ---- a member that writes anything anywhere ------------------------------------------------------------------------------------------ */

static void scribble(int to, int from, int32_t cxy)
{
	uint32_t seed = 77 + (uint32_t)cxy;
	struct sluice__peer *peer;

	hear(to);
	peer = sluice__member_peer(join_as(cxy), 1);
	CHECK(peer != NULL);
	tell(from, 's');
	for (;;) {
		uint32_t *at = (uint32_t *)(void *)(peer->view.base + below(&seed, (uint32_t)peer->view.size / 4) * 4);

		/* Words that are near to good ones, or anything. */
		sluice_store_release(at, draw(&seed) % 3 == 0 ? sluice_load_once(at) ^ 1u << draw(&seed) % 32 : draw(&seed));
	}
}

/* Whatever they write, a member sees who comes and goes, sweeps after them, and ends. */
static void scribblers(void)
{
	for (int round = 0; round < 3; round++) {
		struct other one = start(live, 5), liar = start(scribble, 2 + round);
		struct sluice_member *member;
		uint64_t cursor = 0;

		ask(one, 'j', 'J');
		member = join_as(1);
		expect(member, &cursor, SLUICE_MEMBER_JOINED, 5);
		ask(liar, 'g', 's');
		expect(member, &cursor, SLUICE_MEMBER_JOINED, 2 + (uint32_t)round);
		usleep(20000);
		end(one, SIGKILL);
		expect(member, &cursor, SLUICE_MEMBER_DIED, 5);
		CHECK(sluice_member_attach(member) == 1 && sluice_member_detach(member, 1) == 0);
		end(liar, SIGKILL);
		/* It may have written that it leaves, but not that it stays. */
		CHECK(next_event(member, &cursor).member.cxy == 2 + (uint32_t)round);
		CHECK(sluice_member_list(member, NULL, 0) == 0);
		CHECK(sluice_member_leave(member) == 0);
	}
}

int main(int argument_count, char **arguments)
{
	static const struct test TESTS[] = {
		{"segment", segment}, {"directories", directories}, {"sizes", sizes}, {"files", files},
		{"liars-connect", liars_connect}, {"liars-listen", liars_listen}, {"twins", twins}, {"strangers", strangers},
		{"writers", writers}, {"all-writers", all_writers}, {"calls", calls}, {"threads", threads}, {"scribblers", scribblers},
	};
	int status;

	signal(SIGPIPE, SIG_IGN);
	make_folder();
	status = RUN_TEST(TESTS, argument_count, arguments);
	remove_folder();
	return status;
}
