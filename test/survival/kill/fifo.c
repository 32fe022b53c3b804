/*
 * A side of a FIFO that is killed after each instruction of what it does there: `program NAME [EVERY]`. At every place where something else happens:
 * the first slot, the last one, the end of all laps. The others, and the owner that learns of the death, are the test's own process.
 */
#define _GNU_SOURCE
#include "sweep.h"

#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <sluice/transport.h>

#include "../../../native/src/doorbell.h"
#include "../../../native/src/fifo-words.h"

#define SLOTS 4u
#define CHILD 1u
#define OTHER 2u
#define THIRD 3u
#define TICKETS (SLOTS << SLUICE_FIFO_LAP_BITS)

/* What both processes share beside the FIFO: what the child says it has done, and how it sleeps. */
struct shared {
	uint8_t lines[SLUICE_FIFO_LINES_SIZE];
	uint8_t slots[SLOTS * SLUICE_FIFO_SLOT_SIZE];
	uint32_t taken;
	uint32_t asleep;
};

struct fifo_case {
	const char *name;
	uint32_t start; /* ticket */
	uint32_t filled; /* messages of OTHER that are there before */
	/* In the child. `prepare` before the first mark, and may be NULL. */
	void (*prepare)(void);
	void (*run)(void);
	bool reads; /* the child is the reader */
	bool lines_up; /* THIRD waits for room behind it */
	bool is_armed; /* the reader sleeps */
	/* The child's message has arrived when it is killed behind the operation. */
	bool is_posted;
};

static struct shared *shared;
static struct sluice__fifo place;
static struct sluice__fifo_writer child, other, third;
static struct sluice__fifo_reader reader;
static struct sluice__fifo_waiter waiter;
static uint32_t third_rung;

static void ring_reader(void *context, uint32_t number)
{
	(void)context;
	(void)number;
}

static void ring_writer(void *context, uint32_t number)
{
	(void)context;
	if (number == CHILD)
		sluice__fifo_wake(&waiter);
	third_rung += number == THIRD;
}

/* ---- the child -------------------------------------------------------------------------------------------------------------------------- */

/* 56 bytes, all of them told by the first. */
static void fill(uint8_t payload[SLUICE_FIFO_INLINE], uint32_t number)
{
	for (uint32_t i = 0; i < SLUICE_FIFO_INLINE; i++)
		payload[i] = (uint8_t)(number * 7 + i);
}

static void post(void)
{
	uint8_t payload[SLUICE_FIFO_INLINE];

	fill(payload, 100);
	CHECK(sluice__fifo_try_post(&child, payload, sizeof payload) == 1);
}

static void post_blocked(void)
{
	uint8_t payload[SLUICE_FIFO_INLINE];

	fill(payload, 100);
	CHECK(sluice__fifo_post(&child, &waiter, payload, sizeof payload, SLUICE_FOREVER) == 0);
}

static void stand_in_line(void)
{
	CHECK(sluice__fifo_post_in_line(&child, NULL, 0) == 0);
}

static void leave_line(void)
{
	sluice__fifo_leave_line(&child);
}

static void judge(const struct sluice__fifo_message *message, uint32_t owner, uint32_t number)
{
	uint8_t payload[SLUICE_FIFO_INLINE];

	fill(payload, number);
	REQUIRE(message->owner == owner && message->length == sizeof payload && memcmp(message->payload, payload, sizeof payload) == 0,
		"message of %u, length %u, first byte %u", message->owner, message->length, message->payload[0]);
}

static void take_all(void)
{
	struct sluice__fifo_message message;

	while (sluice__fifo_take(&reader, &message) == 1)
		judge(&message, OTHER, shared->taken++);
}

static void take_and_arm(void)
{
	take_all();
	CHECK(!sluice__fifo_arm(&reader));
}

static void be_child(void *user)
{
	const struct fifo_case *self = user;

	if (self->prepare != NULL)
		self->prepare();
	tracee_mark();
	self->run();
	tracee_mark();
	for (;;)
		pause();
}

/* ---- the survivor ----------------------------------------------------------------------------------------------------------------------- */

static void post_as(struct sluice__fifo_writer *writer, uint32_t number)
{
	uint8_t payload[SLUICE_FIFO_INLINE];

	fill(payload, number);
	REQUIRE(sluice__fifo_try_post(writer, payload, sizeof payload) == 1, "message %u", number);
}

static void setup(const struct fifo_case *self)
{
	memset(shared, 0, sizeof *shared);
	for (uint32_t i = 0; i < SLOTS; i++)
		*sluice__fifo_state(&place, (self->start + i) & place.mask) = sluice__fifo_lap(&place, (self->start + i) & place.mask);
	*SLUICE__FIFO_WORD(&place, tail_hint) = *SLUICE__FIFO_WORD(&place, head) = self->start;
	sluice__fifo_writer_init(&child, &place, CHILD, ring_reader, NULL);
	sluice__fifo_writer_init(&other, &place, OTHER, ring_reader, NULL);
	sluice__fifo_writer_init(&third, &place, THIRD, ring_reader, NULL);
	sluice__fifo_reader_init(&reader, &place, 0, ring_writer, NULL);
	sluice__doorbell_drain(waiter.descriptor);
	third_rung = 0;
	for (uint32_t i = 0; i < self->filled; i++)
		post_as(&other, i);
	if (self->is_armed)
		CHECK(!sluice__fifo_arm(&reader));
}

static void begin(void *user, struct tracee *tracee)
{
	const struct fifo_case *self = user;

	setup(self);
	tracee_start(tracee, be_child, user);
	tracee_await(tracee, NULL, NULL);
	if (self->lines_up)
		REQUIRE(sluice__fifo_post_in_line(&third, NULL, 0) == 0, "THIRD");
}

/* The child sleeps for want of room: the reader takes one. */
static void make_room(void *user)
{
	struct sluice__fifo_message message;

	(void)user;
	if (reader.taken == 0) {
		CHECK(sluice__fifo_take(&reader, &message) == 1);
		judge(&message, OTHER, 0);
	}
}

/* Reads the rest: what OTHER has posted, in order and all of it, and at most one message of the child. Whether that came. */
static bool read_rest(const struct fifo_case *self, uint32_t number)
{
	struct sluice__fifo_message message;
	bool has_come = false, has_third = false;

	/* Life goes on: once around. */
	for (uint32_t i = 0; i < SLOTS + 2; i++) {
		while (sluice__fifo_take(&reader, &message) == 1) {
			if (message.owner == CHILD && !has_come) {
				judge(&message, CHILD, 100);
				has_come = true;
			} else if (message.owner == THIRD && !has_third) {
				REQUIRE(message.length == 0, "length %u", message.length);
				has_third = true;
			} else {
				judge(&message, OTHER, number++);
			}
			if (self->lines_up && !has_third && third_rung > 0 && third.number != 0)
				CHECK(sluice__fifo_post_in_line(&third, NULL, 0) == 1);
		}
		REQUIRE(sluice__fifo_holder(&reader) == 0, "held up by %u", sluice__fifo_holder(&reader));
		post_as(&other, self->filled + i);
	}
	while (sluice__fifo_take(&reader, &message) == 1)
		judge(&message, OTHER, number++);
	REQUIRE(number == self->filled + SLOTS + 2, "messages of the living: %u", number);
	REQUIRE(!self->lines_up || has_third, "who waited behind it");
	REQUIRE(reader.broken == 0, "broken slots: %u", (unsigned)reader.broken);
	return has_come;
}

static struct sweep_outcome end(void *user, struct tracee *tracee, uint32_t n)
{
	const struct fifo_case *self = user;
	struct sweep_outcome outcome = {{0}};
	struct sluice__fifo_message message;
	uint32_t number = (uint32_t)reader.taken;

	(void)n;
	sweep_kill(tracee);
	tracee_reap(tracee);
	sweep_told();
	if (self->reads) {
		/* Another thread of the owner reads on. What the dead one had freed without saying so is lost with it; nothing else. */
		sluice__fifo_reader_init(&reader, &place, 0, ring_writer, NULL);
		number = shared->taken;
		if (sluice__fifo_take(&reader, &message) == 1) {
			number += message.payload[0] != (uint8_t)(number * 7);
			judge(&message, OTHER, number++);
			outcome.facts[1] = number;
		} else {
			REQUIRE(number + 1 >= self->filled, "taken: %u", number);
			outcome.facts[1] = number = self->filled;
			outcome.facts[1]++;
		}
		read_rest(self, number);
		return outcome;
	}
	/* A message that is there is found, rung for or not. */
	sluice__fifo_bury(&place, CHILD, 1);
	if (self->is_armed && sluice__fifo_depth(&place) > 0 && *sluice__fifo_state(&place, self->start) >> 30 != SLUICE_SLOT_FREE)
		REQUIRE(sluice__fifo_arm(&reader), "asleep beside a message");
	sluice__fifo_settle(&reader);
	outcome.facts[0] = read_rest(self, number);
	return outcome;
}

/* ---- cases -------------------------------------------------------------------------------------------------------------------------- */

static const struct fifo_case CASES[] = {
	{.name = "post", .run = post, .is_posted = true},
	{.name = "post-behind", .start = 1, .filled = 2, .run = post, .is_posted = true},
	{.name = "post-last-slot", .start = SLOTS - 1, .run = post, .is_posted = true},
	{.name = "post-last-room", .start = 2, .filled = SLOTS - 1, .run = post, .is_posted = true},
	{.name = "post-last-lap", .start = TICKETS - SLOTS, .filled = 1, .run = post, .is_posted = true},
	{.name = "post-last-ticket", .start = TICKETS - 1, .run = post, .is_posted = true},
	{.name = "post-wrap", .start = TICKETS - 1, .filled = 1, .run = post, .is_posted = true},
	{.name = "post-wake", .start = 3, .run = post, .is_armed = true, .is_posted = true},
	{.name = "post-blocked", .start = TICKETS - 2, .filled = SLOTS, .run = post_blocked, .lines_up = false, .is_posted = true},
	{.name = "leave-line", .start = 1, .filled = SLOTS, .prepare = stand_in_line, .run = leave_line, .lines_up = true},
	{.name = "take", .start = 0, .filled = SLOTS, .run = take_and_arm, .reads = true},
	{.name = "take-wrap", .start = TICKETS - 2, .filled = SLOTS, .run = take_and_arm, .reads = true},
};

static void run_case(const void *operation, uint32_t every)
{
	const struct fifo_case *self = (const struct fifo_case *)operation;
	const struct sweep sweep = {self->name, begin, self->run == post_blocked ? make_room : NULL, end, (void *)(uintptr_t)self};
	struct sweep_outcome first, last;

	sweep_run(&sweep, every, &first, &last);
	REQUIRE(first.facts[0] == 0 && last.facts[0] == self->is_posted, "posted: %u, then %u", first.facts[0], last.facts[0]);
	REQUIRE(!self->reads || (first.facts[1] == 1 && last.facts[1] == self->filled + 1), "taken: %u, then %u", first.facts[1],
		last.facts[1]);
}

int main(int count, char **arguments)
{
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(shared != MAP_FAILED && sluice__fifo_place(&place, shared->lines, shared->slots, SLOTS));
	waiter = (struct sluice__fifo_waiter){sluice__doorbell_create(), &shared->asleep};
	return SWEEP_MAIN(CASES, run_case, count, arguments);
}
