#define _GNU_SOURCE
#include "case.h"

#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#define PATIENCE_NS ((int64_t)60000000000)

struct kill_ledger *kill_ledger;

static struct sluice_channel_listener *listener;
static char address[64];

/* ---- the child -------------------------------------------------------------------------------------------------------------------------- */

/* Fresh rings begin at 0; these ones elsewhere, as after a long life. Both sides must do so before either sends. */
static void begin_at(struct sluice_channel *channel, uint32_t start)
{
	struct sluice__channel *self = sluice__channel_of(channel);
	const struct sluice__map *own = &self->link.own, *peer = &self->link.peer;
	struct sluice_producer_lines *writer = (struct sluice_producer_lines *)(void *)own->ring.control;
	struct sluice_consumer_lines *reader = (struct sluice_consumer_lines *)(void *)own->consumer.control;

	writer->tail = reader->head = reader->data_wake_at = writer->space_wake_at = start;
	sluice_producer_init(&channel->out, own->ring.data, own->ring.data_size, own->ring.control, peer->consumer.control, start);
	sluice_consumer_init(&channel->in, peer->ring.data, peer->ring.data_size, own->consumer.control, peer->ring.control, start);
}

static struct sluice_channel_options options_of(const struct kill_case *self)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;

	options.send_order = 0;
	options.trusts_peer = self->trusts_peer;
	if (self->has_arena) {
		options.arena_block_size = 1024;
		options.arena_block_count = 16;
	}
	return options;
}

static void be_child(void *user)
{
	const struct kill_case *self = (const struct kill_case *)user;
	const struct sluice_channel_options options = options_of(self);
	struct sluice_channel *channel;

	CHECK(sluice_channel_connect(address, &options, sluice_deadline_after(PATIENCE_NS), &channel, NULL) == 0);
	tracee_mark();
	begin_at(channel, self->start);
	tracee_mark();
	if (self->prepare != NULL)
		self->prepare(self, channel);
	tracee_mark();
	self->run(self, channel);
	tracee_mark();
	for (;;)
		pause();
}

/* ---- the survivor ------------------------------------------------------------------------------------------------------------------------- */

static void judge_record(struct kill_survivor *survivor, const struct sluice_message *message)
{
	const struct kill_case *self = survivor->self;

	REQUIRE(message->type == survivor->received && message->size == self->size && !message->has_more &&
		memcmp(message->payload, record_bytes[survivor->received], self->size) == 0,
		"record %u of type %u, %zu bytes", survivor->received, message->type, message->size);
	CHECK(sluice_channel_finish_message(survivor->peer) == 0);
	survivor->received++;
}

void kill_survivor_take(struct kill_survivor *survivor, uint32_t most)
{
	struct sluice_message message;
	int status = 0;

	while (most-- > 0 && (status = sluice_channel_get_message(survivor->peer, &message)) == 1)
		judge_record(survivor, &message);
	survivor->end = status == 1 ? 0 : status;
}

static void drain(struct kill_survivor *survivor)
{
	kill_survivor_take(survivor, UINT32_MAX);
}

static void watch_blocked(struct kill_survivor *survivor)
{
	struct sluice_message message;

	while ((survivor->end = sluice_channel_receive(survivor->peer, sluice_deadline_after(PATIENCE_NS), &message)) == 1)
		judge_record(survivor, &message);
	/* END is not the end of the peer. */
	if (survivor->end == -SLUICE_ERR_ENDED)
		CHECK(sluice_channel_wait(survivor->peer, SLUICE_EVENT_CONTROL, sluice_deadline_after(PATIENCE_NS)) == SLUICE_EVENT_CONTROL);
}

static void on_receive(void *user)
{
	drain((struct kill_survivor *)user);
}

static void on_send(void *user)
{
	(void)user;
}

static void on_control(void *user)
{
	struct kill_survivor *survivor = (struct kill_survivor *)user;
	enum sluice_endpoint_state state;

	CHECK(sluice_channel_get_remote_state(survivor->peer, &state) == 0);
	/* Of an orderly leave each step may be told. */
	if (state == SLUICE_STATE_CRASHED || state == SLUICE_STATE_DISCONNECTED)
		survivor->told++;
}

static void watch_callbacks(struct kill_survivor *survivor)
{
	const struct sluice_channel_async async = {on_receive, survivor, on_send, survivor, on_control, survivor};
	struct pollfd entry = {.fd = sluice_channel_descriptor(survivor->peer), .events = POLLIN};

	CHECK(entry.fd >= 0 && sluice_channel_set_async(survivor->peer, &async) == 0);
	while (survivor->told == 0 || survivor->end == 0) {
		CHECK(sluice_channel_dispatch(survivor->peer) >= 0);
		if (survivor->told == 0 || survivor->end == 0)
			CHECK(poll(&entry, 1, (int)(PATIENCE_NS / 1000000)) == 1);
	}
	while (sluice_channel_dispatch(survivor->peer) > 0)
		;
	REQUIRE(survivor->told == 1, "told %u times", survivor->told);
	CHECK(sluice_channel_set_async(survivor->peer, NULL) == 0);
}

/* Who only asks, some time later. */
static void watch_asking(struct kill_survivor *survivor)
{
	enum sluice_endpoint_state state;

	CHECK(sluice_channel_get_remote_state(survivor->peer, &state) == 0);
	drain(survivor);
}

/* ---- what must be true ------------------------------------------------------------------------------------------------------------------- */

/* Facts of a kill. */
enum { SENT, RELEASED, ENDED, LEFT };

/* In the ring a record that lies in the arena is a reference. */
static uint32_t ring_size(const struct kill_case *self)
{
	return self->has_arena ? SLUICE_BLOCK_REFERENCE_SIZE : self->size;
}

static uint32_t position_behind(const struct kill_case *self, uint32_t records)
{
	uint32_t at = self->start;

	while (records-- > 0)
		at = record_end(at, ring_size(self), CAPACITY);
	return at;
}

/* What the dead one has left in its segment, read beside the channel. */
static struct sweep_outcome read_segment(const struct kill_case *self, struct sluice_channel *peer)
{
	const struct sluice__map *map = &sluice__channel_of(peer)->link.peer;
	const uint32_t tail = sluice_load_acquire(&((const struct sluice_producer_lines *)(const void *)map->ring.control)->tail);
	const uint32_t head = sluice_load_acquire(&((const struct sluice_consumer_lines *)(const void *)map->consumer.control)->head);
	struct sweep_outcome outcome = {{0}};
	uint32_t records = 0, at;

	while ((int32_t)(tail - position_behind(self, records + 1)) >= 0)
		records++;
	at = position_behind(self, records);
	/* Between two records there is no tail but END's. */
	REQUIRE(tail == at || (self->ends && tail == at + SLUICE_RECORD_HEADER), "tail %u behind record %u", tail - self->start, records);
	REQUIRE(self->is_gradual || records == self->sent_before || records == self->sent_after, "%u records are neither all nor none", records);
	REQUIRE(records >= kill_ledger->sent && records <= kill_ledger->sending, "%u records, and %u to %u were sent", records, kill_ledger->sent,
		kill_ledger->sending);
	REQUIRE((int32_t)(position_behind(self, kill_ledger->finishing) - head) >= 0, "released %u, and finished %u records", head - self->start,
		kill_ledger->finishing);
	outcome.facts[SENT] = records;
	outcome.facts[ENDED] = tail != at;
	outcome.facts[RELEASED] = head - self->start;
	outcome.facts[LEFT] = sluice__map_state(map) >= SLUICE_SEGMENT_CLOSING;
	return outcome;
}

static void judge_end(struct kill_survivor *survivor, const struct sweep_outcome *left_behind)
{
	const uint32_t *facts = left_behind->facts;
	const int expected = facts[LEFT] ? -SLUICE_ERR_PEER_CLOSED : -SLUICE_ERR_PEER_DIED;
	const struct sluice_channel_ending ending = sluice_channel_get_ending(survivor->peer);
	const uint32_t released = ending.released - survivor->self->start;
	struct sluice_message message;
	enum sluice_endpoint_state state;
	uint8_t *room;

	REQUIRE(survivor->received == facts[SENT], "got %u of %u records", survivor->received, facts[SENT]);
	REQUIRE(survivor->end == (facts[ENDED] ? -SLUICE_ERR_ENDED : expected), "get said %d", survivor->end);
	REQUIRE(ending.status == expected && ending.reason == 0, "ended as %d, %u", ending.status, ending.reason);
	REQUIRE(ending.sent == survivor->peer->out.published, "sent %u", ending.sent - survivor->self->start);
	REQUIRE(released == facts[RELEASED], "released %u, and not %u", released, facts[RELEASED]);
	/* All is read, so nothing of it is mapped any more. */
	CHECK(sluice__channel_of(survivor->peer)->link.peer.base == NULL);
	/* It stays so, and nothing is told twice. */
	CHECK(sluice_channel_get_remote_state(survivor->peer, &state) == 0);
	CHECK(state == (facts[LEFT] ? SLUICE_STATE_DISCONNECTED : SLUICE_STATE_CRASHED));
	CHECK(sluice_channel_get_control_event(survivor->peer) == 0);
	CHECK(sluice_channel_get_message(survivor->peer, &message) == survivor->end);
	CHECK(sluice_channel_prep_message(survivor->peer, 8, 0, 0, SLUICE_FOREVER, &room) == expected);
}

/* ---- one life ------------------------------------------------------------------------------------------------------------------------------ */

static void pump_survivor(void *user)
{
	struct kill_survivor *survivor = (struct kill_survivor *)user;

	survivor->self->pump(survivor);
}

static void offer(const struct kill_case *self, struct sluice_channel *peer)
{
	uint8_t *payload;
	uint32_t i;

	for (i = 0; i < self->offered; i++) {
		CHECK(sluice_channel_prep_message(peer, self->size, i, 0, 0, &payload) == 0);
		memcpy(payload, record_bytes[i], self->size);
	}
	CHECK(sluice_channel_send_messages(peer) == 0);
	/* Prepared and never sent: no part of what the child could have read. */
	if (self->offered > 0)
		CHECK(sluice_channel_prep_message(peer, self->size, RECORD_UNSENT, 0, 0, &payload) == 0);
}

static void begin_life(void *user, struct tracee *tracee)
{
	struct kill_survivor *survivor = (struct kill_survivor *)user;

	*survivor = (struct kill_survivor){.self = survivor->self};
	*kill_ledger = (struct kill_ledger){0};
	tracee_start(tracee, be_child, (void *)(uintptr_t)survivor->self);
	CHECK(sluice_channel_accept(listener, sluice_deadline_after(PATIENCE_NS), &survivor->peer) == 0);
	tracee_await(tracee, NULL, NULL);
	begin_at(survivor->peer, survivor->self->start);
	tracee_run(tracee, NULL, NULL);
	offer(survivor->self, survivor->peer);
	tracee_run(tracee, NULL, NULL);
	if (survivor->self->arrange != NULL)
		survivor->self->arrange(survivor);
}

static struct sweep_outcome end_life(void *user, struct tracee *tracee, uint32_t n)
{
	struct kill_survivor *survivor = (struct kill_survivor *)user;
	/* All of them must come to the same. */
	void (*const ways[])(struct kill_survivor *) = {watch_blocked, watch_callbacks, watch_asking, watch_asking};
	const uint32_t way = n % 4;
	struct sweep_outcome left_behind;

	/*
	 * Who reads while it happens must find no more than what is published either. Who does not, and hears of the death first, has its last
	 * look still before him.
	 */
	if (way == 2)
		drain(survivor);
	survivor->end = 0;
	left_behind = read_segment(survivor->self, survivor->peer);
	sweep_kill(tracee);
	if (way >= 2)
		tracee_await_death(tracee);
	ways[way](survivor);
	if (way < 2)
		sweep_told();
	judge_end(survivor, &left_behind);
	CHECK(sluice_channel_disconnect(survivor->peer) == 0);
	tracee_reap(tracee);
	return left_behind;
}

static void kill_everywhere(const void *operation, uint32_t every)
{
	const struct kill_case *self = (const struct kill_case *)operation;
	const struct sluice_channel_options options = options_of(self);
	struct kill_survivor survivor = {.self = self};
	const struct sweep sweep = {self->name, begin_life, self->pump != NULL ? pump_survivor : NULL, end_life, &survivor};
	struct sweep_outcome first, last;

	record_prepare(self->size);
	kill_ledger = (struct kill_ledger *)mmap(NULL, sizeof *kill_ledger, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(kill_ledger != MAP_FAILED);
	snprintf(address, sizeof address, "@sluice-kill-%ld", (long)getpid());
	CHECK(sluice_channel_listen(address, &options, &listener) == 0);
	sweep_run(&sweep, every, &first, &last);
	sluice_channel_listener_close(listener);
	REQUIRE(first.facts[SENT] == self->sent_before, "%u records are there before it starts", first.facts[SENT]);
	REQUIRE(last.facts[SENT] == self->sent_after && last.facts[ENDED] == self->ends && last.facts[LEFT] == self->leaves &&
		self->start + last.facts[RELEASED] == position_behind(self, self->released_after),
		"sent %u, released %u, ended %u, left %u in the end", last.facts[SENT], last.facts[RELEASED], last.facts[ENDED], last.facts[LEFT]);
}

int kill_cases(const struct kill_case *cases, size_t case_count, int count, char **arguments)
{
	return sweep_main(cases, sizeof *cases, case_count, kill_everywhere, count, arguments);
}
