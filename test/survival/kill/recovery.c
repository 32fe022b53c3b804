/*
 * The second death: a side whose peer was killed is killed itself, after each instruction of what follows (reading what is left, passing it on,
 * hearing of the death, leaving): `program NAME [EVERY]`. Whom it passed it on to gets a prefix of it, whole and once, hears of one death, and
 * takes the next one, which listens where the dead one did.
 *
 *   first (killed, at the mark) ---> middle (killed anywhere) ---> the test
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "../../../native/src/channel.h"
#include "records.h"
#include "sweep.h"

#define PATIENCE_NS ((int64_t)60000000000)
/* Of the first one. One more from the middle says that all is done. */
#define RECORDS 4u

struct recovery {
	const char *name;
	uint32_t size;
	bool trusts_peer;
	bool ends;	/* the first one has said END */
	/* In the test. */
	struct sluice_channel *channel;
};

static struct sluice_channel_listener *listener;
static char address[64], middle_address[64];

static int64_t soon(void)
{
	return sluice_deadline_after(PATIENCE_NS);
}

static struct sluice_channel_options options_of(const struct recovery *self)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;

	options.send_order = 0;
	options.trusts_peer = self->trusts_peer;
	options.arena_block_size = 1024;
	options.arena_block_count = 16;
	options.handshake_timeout_ms = 600000;
	return options;
}

/* By reference when it is long. */
static void put(const struct recovery *self, struct sluice_channel *channel, uint32_t number)
{
	uint8_t *payload;

	CHECK(sluice_channel_prep_message(channel, self->size, number, 0, 0, &payload) == 0);
	memcpy(payload, record_bytes[number], self->size);
}

static void be_first(void *user)
{
	const struct recovery *self = (const struct recovery *)user;
	const struct sluice_channel_options options = options_of(self);
	struct sluice_channel *channel;
	uint32_t i;

	CHECK(sluice_channel_connect(middle_address, &options, soon(), &channel, NULL) == 0);
	for (i = 0; i < RECORDS; i++)
		put(self, channel, i);
	CHECK(sluice_channel_send_messages(channel) == 0);
	if (self->ends)
		CHECK(sluice_channel_end(channel) == 0);
	else
		put(self, channel, RECORD_UNSENT);
	tracee_mark();
}

/* What the middle one is killed in. */
static void recover(const struct recovery *self, struct sluice_channel *from, struct sluice_channel *to)
{
	struct sluice_message message;
	uint32_t count = 0;
	int status;

	while ((status = sluice_channel_receive(from, SLUICE_FOREVER, &message)) == 1) {
		CHECK(message.type == count && message.size == self->size && memcmp(message.payload, record_bytes[count], self->size) == 0);
		put(self, to, count++);
		CHECK(sluice_channel_send_messages(to) == 0 && sluice_channel_finish_message(from) == 0);
	}
	CHECK(status == (self->ends ? -SLUICE_ERR_ENDED : -SLUICE_ERR_PEER_DIED) && count == RECORDS);
	while (sluice_channel_get_ending(from).status == 0)
		CHECK(sluice_channel_wait(from, SLUICE_EVENT_CONTROL, SLUICE_FOREVER) >= 0);
	CHECK(sluice_channel_get_ending(from).status == -SLUICE_ERR_PEER_DIED);
	CHECK(sluice_channel_disconnect(from) == 0);
	put(self, to, RECORDS);
	CHECK(sluice_channel_send_messages(to) == 0);
}

static void be_middle(void *user)
{
	const struct recovery *self = (const struct recovery *)user;
	const struct sluice_channel_options options = options_of(self);
	struct sluice_channel_listener *own;
	struct sluice_channel *from, *to;

	/* Where the one before was killed. */
	CHECK(sluice_channel_listen(middle_address, &options, &own) == 0);
	CHECK(sluice_channel_connect(address, &options, soon(), &to, NULL) == 0);
	tracee_mark();
	CHECK(sluice_channel_accept(own, soon(), &from) == 0);
	tracee_mark();
	recover(self, from, to);
	tracee_mark();
}

static void begin(void *user, struct tracee *middle)
{
	struct recovery *self = (struct recovery *)user;
	struct tracee first;

	tracee_start(middle, be_middle, user);
	CHECK(sluice_channel_accept(listener, soon(), &self->channel) == 0);
	tracee_await(middle, NULL, NULL);
	tracee_start(&first, be_first, user);
	tracee_run(middle, NULL, NULL);
	tracee_await(&first, NULL, NULL);
	tracee_kill(&first);
	tracee_reap(&first);
}

static struct sweep_outcome end(void *user, struct tracee *middle, uint32_t n)
{
	struct recovery *self = (struct recovery *)user;
	struct sweep_outcome outcome = {{0}};
	struct sluice_message message;
	uint32_t count = 0;
	int status;

	sweep_kill(middle);
	if (n % 2 == 1)
		tracee_await_death(middle);
	while ((status = sluice_channel_receive(self->channel, soon(), &message)) == 1) {
		REQUIRE(message.type == count && message.size == self->size && memcmp(message.payload, record_bytes[count], self->size) == 0,
			"record %u of type %u, %zu bytes", count, message.type, message.size);
		CHECK(sluice_channel_finish_message(self->channel) == 0);
		count++;
	}
	if (n % 2 == 0)
		sweep_told();
	REQUIRE(status == -SLUICE_ERR_PEER_DIED && count <= RECORDS + 1, "%u records, then %d", count, status);
	CHECK(sluice_channel_disconnect(self->channel) == 0);
	tracee_reap(middle);
	outcome.facts[0] = count;
	return outcome;
}

static void run(const void *operation, uint32_t every)
{
	struct recovery self = *(const struct recovery *)operation;
	const struct sluice_channel_options options = options_of(&self);
	const struct sweep sweep = {self.name, begin, NULL, end, &self};
	struct sweep_outcome first, last;

	record_prepare(self.size);
	CHECK(sluice_channel_listen(address, &options, &listener) == 0);
	sweep_run(&sweep, every, &first, &last);
	sluice_channel_listener_close(listener);
	unlink(middle_address);
	REQUIRE(first.facts[0] == 0 && last.facts[0] == RECORDS + 1, "%u records in the end", last.facts[0]);
}

int main(int count, char **arguments)
{
	static const struct recovery RECOVERIES[] = {
		{.name = "recover", .size = 100},
		{.name = "recover-reference", .size = 2000, .trusts_peer = true},
		{.name = "recover-end", .size = 60, .ends = true},
	};

	snprintf(address, sizeof address, "@sluice-recovery-%ld", (long)getpid());
	snprintf(middle_address, sizeof middle_address, "./recovery-%ld.sock", (long)getpid());
	return SWEEP_MAIN(RECOVERIES, run, count, arguments);
}
