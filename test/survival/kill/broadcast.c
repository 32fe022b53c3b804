/*
 * A publisher that is killed after each instruction of what it does: `program NAME [EVERY]`. Two subscribers live on, one that has read all
 * there was and one that has read nothing: each gets whole records only, can account for all that were published, and learns of the end.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <sys/mman.h>

/* Its rings begin where a case says, which takes a look inside. */
#include "../../../native/src/publisher.c"
#include "../../native/check.h"
#include "records.h"
#include "sweep.h"

#define CAPACITY 4096u
#define WRAP_ALL (UINT32_MAX - 63)
#define PATIENCE_NS ((int64_t)60000000000)

enum fact { SENT, LEFT };

struct broadcast_case {
	const char *name;
	uint32_t start;			/* position of the first record, which nobody has subscribed for yet */
	uint32_t size;			/* of each record */
	uint32_t before, after;		/* records, at the first mark and at the second */
	bool wakes;			/* the quick subscriber sleeps, and is rung */
	bool leaves;
};

/* Records that it is about to publish, and has published. */
static struct ledger {
	uint32_t sending, sent;
} *ledger;

static char address[64];

/* ---- the child ----------------------------------------------------------------------------------------------------------------------- */

static void put(struct sluice_publisher *publisher, const struct broadcast_case *self, uint32_t number)
{
	ledger->sending = number + 1;
	CHECK(sluice_publisher_publish(publisher, number, ~number, record_bytes[number % RECORD_COUNT], self->size) == 0);
	ledger->sent = number + 1;
}

static void serve_both(struct sluice_publisher *publisher)
{
	while (sluice_publisher_dispatch(publisher) != 2) {
		struct pollfd entry = {.fd = sluice_publisher_descriptor(publisher), .events = POLLIN};

		poll(&entry, 1, -1);
	}
}

static void be_publisher(void *user)
{
	const struct broadcast_case *self = user;
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;
	struct sluice_publisher *publisher;
	uint32_t i;

	options.send_order = 0;
	CHECK(sluice_publisher_open(address, &options, &publisher) == 0);
	publisher->writer.tail = self->start;
	CHECK(sluice_publisher_publish(publisher, RECORD_UNSENT, 0, record_bytes[RECORD_UNSENT], 0) == 0);
	serve_both(publisher);
	for (i = 0; i < self->before; i++)
		put(publisher, self, i);
	/* For the subscribers to read, or to fall asleep. */
	tracee_mark();
	tracee_mark();
	for (; i < self->after; i++)
		put(publisher, self, i);
	if (self->leaves)
		sluice_publisher_close(publisher);
	tracee_mark();
}

/* ---- the subscribers ------------------------------------------------------------------------------------------------------------------ */

struct reader {
	struct sluice_subscriber *subscriber;
	uint32_t next;	/* number of the record that comes next */
	int end;
};

struct survivor {
	const struct broadcast_case *self;
	struct reader quick, slow;
};

static struct sluice_subscriber *subscribe(void)
{
	struct sluice_subscriber *subscriber;
	int status;

	do
		status = sluice_subscriber_open(address, NULL, sluice_deadline_after(PATIENCE_NS), NULL, &subscriber);
	while (status == -SLUICE_ERR_NOT_LISTENING);
	CHECK(status == 0);
	return subscriber;
}

/* What there is to read now. */
static void take_all(const struct broadcast_case *self, struct reader *reader)
{
	struct sluice_broadcast_message message;

	while ((reader->end = sluice_subscriber_get(reader->subscriber, &message)) == 1) {
		reader->next += message.lost;
		REQUIRE(message.type == reader->next && message.flags == ~reader->next, "record %u comes when %u is due", message.type, reader->next);
		REQUIRE(message.length == self->size &&
				memcmp(message.payload, record_bytes[reader->next % RECORD_COUNT], message.length) == 0,
			"record %u is not whole", reader->next);
		reader->next++;
	}
	REQUIRE(reader->end == 0 || reader->end == -SLUICE_ERR_PEER_DIED || reader->end == -SLUICE_ERR_PEER_CLOSED, "get said %d", reader->end);
}

static void take_to_end(const struct broadcast_case *self, struct reader *reader)
{
	for (take_all(self, reader); reader->end == 0; take_all(self, reader))
		CHECK(sluice_subscriber_wait(reader->subscriber, sluice_deadline_after(PATIENCE_NS)) == 1);
}

static void judge(const struct reader *reader, uint32_t published, int expected)
{
	struct sluice_broadcast_counters counters;
	struct sluice_broadcast_message message;

	sluice_subscriber_counters(reader->subscriber, &counters);
	REQUIRE(reader->next == published, "%u records are accounted for, and %u are published", reader->next, published);
	REQUIRE(counters.received + counters.lost == published, "counted %lu and %lu lost", (unsigned long)counters.received, (unsigned long)counters.lost);
	REQUIRE(counters.received > 0, "a subscriber that was lapped gets the latest record");
	REQUIRE(reader->end == expected, "ended with %d", reader->end);
	CHECK(sluice_subscriber_get(reader->subscriber, &message) == expected);
}

/* ---- one life -------------------------------------------------------------------------------------------------------------------------- */

static void begin_life(void *user, struct tracee *tracee)
{
	struct survivor *survivor = user;

	survivor->quick = survivor->slow = (struct reader){NULL, 0, 0};
	*ledger = (struct ledger){0, 0};
	tracee_start(tracee, be_publisher, (void *)(uintptr_t)survivor->self);
	survivor->quick.subscriber = subscribe();
	survivor->slow.subscriber = subscribe();
	tracee_await(tracee, NULL, NULL);
	take_all(survivor->self, &survivor->quick);
	CHECK(survivor->quick.next == survivor->self->before);
	if (survivor->self->wakes)
		CHECK(sluice_subscriber_wait(survivor->quick.subscriber, 0) == 0);
	tracee_run(tracee, NULL, NULL);
}

static struct sweep_outcome end_life(void *user, struct tracee *tracee, uint32_t n)
{
	struct survivor *survivor = user;
	const struct broadcast_case *self = survivor->self;
	struct sweep_outcome outcome = {{0}};

	/* In the middle of a record, by who sees it happen. */
	if (n % 3 == 0) {
		take_all(self, &survivor->quick);
		REQUIRE(survivor->quick.end == 0 || self->leaves, "an end before the end");
	}
	sweep_kill(tracee);
	if (n % 3 == 1)
		tracee_await_death(tracee);
	take_to_end(self, &survivor->quick);
	if (n % 3 != 1)
		sweep_told();
	take_to_end(self, &survivor->slow);
	outcome.facts[SENT] = survivor->quick.next;
	outcome.facts[LEFT] = survivor->quick.end == -SLUICE_ERR_PEER_CLOSED;
	REQUIRE(outcome.facts[SENT] >= ledger->sent && outcome.facts[SENT] <= ledger->sending, "%u records, and %u to %u were sent", outcome.facts[SENT],
		ledger->sent, ledger->sending);
	judge(&survivor->quick, outcome.facts[SENT], survivor->quick.end);
	judge(&survivor->slow, outcome.facts[SENT], survivor->quick.end);
	sluice_subscriber_close(survivor->quick.subscriber);
	sluice_subscriber_close(survivor->slow.subscriber);
	tracee_reap(tracee);
	return outcome;
}

/* ---- all of them ----------------------------------------------------------------------------------------------------------------------- */

/* Of 100 bytes, a record takes 128; 31 of them and the first one fill the ring. */
static const struct broadcast_case CASES[] = {
	{.name = "publish", .size = 100, .before = 2, .after = 3},
	{.name = "publish-wrap", .start = CAPACITY - 144, .size = 100, .before = 1, .after = 2},
	{.name = "publish-wrap-all", .start = WRAP_ALL - 64, .size = 100, .before = 1, .after = 3},
	{.name = "publish-wake", .size = 40, .before = 1, .after = 2, .wakes = true},
	{.name = "publish-over", .size = 300, .before = 11, .after = 13},
	{.name = "publish-over-wrap", .start = WRAP_ALL - 4096, .size = 900, .before = 3, .after = 5},
	{.name = "publish-and-leave", .size = 24, .before = 1, .after = 2, .wakes = true, .leaves = true},
};

static void kill_everywhere(const void *operation, uint32_t every)
{
	const struct broadcast_case *self = (const struct broadcast_case *)operation;
	struct survivor survivor = {.self = self};
	const struct sweep sweep = {self->name, begin_life, NULL, end_life, &survivor};
	struct sweep_outcome first, last;

	record_prepare(self->size);
	ledger = mmap(NULL, sizeof *ledger, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(ledger != MAP_FAILED);
	snprintf(address, sizeof address, "@sluice-kill-broadcast-%ld", (long)getpid());
	sweep_run(&sweep, every, &first, &last);
	REQUIRE(first.facts[SENT] == self->before && !first.facts[LEFT], "%u records are there before it starts", first.facts[SENT]);
	REQUIRE(last.facts[SENT] == self->after && last.facts[LEFT] == self->leaves, "sent %u, left %u in the end", last.facts[SENT], last.facts[LEFT]);
}

int main(int count, char **arguments)
{
	return SWEEP_MAIN(CASES, kill_everywhere, count, arguments);
}
