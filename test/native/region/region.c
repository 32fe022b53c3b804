/* Regions: made, judged, attached to; channels in them, and what a liar can do there. `region NAME` runs one test. */
#define _GNU_SOURCE
#include <poll.h>
#include <stdatomic.h>
#include <sys/eventfd.h>

#include <sluice/stream.h>

#include "../../../native/src/crc32c.h"
#include "regions.h"

/* ---- making and attaching ---------------------------------------------------------------------------------------------------------- */

static void test_shapes(void)
{
	static const struct sluice_region_shape bad[] = {
		{1, 0, 0, 0, 0},    {65, 0, 0, 0, 0},	   {64, 1024, 0, 0, 0},	   {2, 512, 0, 0, 0},	    {2, 3000, 0, 0, 0},
		{2, 1u << 19, 0, 0, 0}, {2, 0, 0, 64, 0},	   {2, 0, 0, 0, 1},	   {2, 0, 0, 32, 1},	    {2, 0, 0, 96, 1},
		{2, 0, 0, 64, 65537}, {2, 0, 0, 1u << 18, 2}, {2, 0, 0, 1u << 30, 2}, {2, 0, 0, 1u << 31, 2}, {2, 0, 0, 1u << 20, 4096},
	};
	uint8_t *misaligned;
	size_t i;

	make(0, 0);
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		CHECK(sluice_region_make(memory, SIZE, &bad[i]) == -SLUICE_ERR_OPTION);
	misaligned = memory + 64;
	CHECK(sluice_region_make(misaligned, SIZE - 64, &bad[0]) == -SLUICE_ERR_STATE);
	attach(0);
	CHECK(sluice_region_slot(regions[0]) == 0 && sluice_region_slot_count(regions[0]) == PEERS);
	end();
}

/* The last refusal. */
static struct sluice_channel_refusal why_not;

static int attach_status(void)
{
	const struct sluice_region_options options = {.slot = 0, .takes_over = true};
	struct sluice_region *region;
	const int status = sluice_region_attach(memory, SIZE, &options, 0, &region, &why_not);

	if (status == 0)
		sluice_region_detach(region);
	return status;
}

/* Every value of the header, with a checksum that fits and without. */
static void test_headers(void)
{
	static const uint32_t values[] = {0, 1, 2, 0x7fffffff, 0xffffffff};
	uint8_t good[4096];
	uint32_t at, i;

	make(0, 0);
	memcpy(good, memory, sizeof good);
	for (at = 0; at < 68; at++) {
		memory[at] ^= 4;
		/* Who has another byte order or major version may have its checksum elsewhere. */
		CHECK(attach_status() == (at >= 8 && at < 16 ? -SLUICE_ERR_INCOMPATIBLE : -SLUICE_ERR_PROTOCOL));
		memcpy(memory, good, sizeof good);
	}
	for (at = 0; at < 68; at += at == 52 ? 8 : 4) {
		for (i = 0; i < sizeof values / sizeof values[0]; i++) {
			const bool is_version = at >= 8 && at < 32;
			uint32_t crc;

			if (memcmp(good + at, &values[i], 4) == 0)
				continue;
			memcpy(memory + at, &values[i], 4);
			crc = sluice__crc32c(memory, 4088);
			memcpy(memory + 4092, &crc, 4);
			CHECK(attach_status() == (is_version ? -SLUICE_ERR_INCOMPATIBLE : -SLUICE_ERR_PROTOCOL));
			if (at == 8)
				CHECK(why_not.reason == SLUICE_REFUSE_BYTE_ORDER);
			else if (at == 12)
				CHECK(why_not.reason == SLUICE_REFUSE_VERSION && why_not.expected == SLUICE_REGION_MAJOR && why_not.got == values[i]);
			else
				CHECK(why_not.reason == (is_version ? SLUICE_REFUSE_LAYOUT : SLUICE_REFUSE_SEGMENT));
			memcpy(memory, good, sizeof good);
		}
	}
	CHECK(attach_status() == 0);
	sluice_store_seq_cst((uint32_t *)(void *)(memory + 4088), 0);
	CHECK(attach_status() == -SLUICE_ERR_DEADLINE);
	end();
}

static void test_slots(void)
{
	struct sluice_region_options options = {.slot = 1};
	struct sluice_region *other;
	uint32_t i;

	make(0, 1);
	attach(1);
	i = sluice_region_heartbeat(regions[1], 1);
	while (sluice_region_heartbeat(regions[1], 1) == i)
		sluice_region_beat(regions[1]);
	CHECK(sluice_region_heartbeat(regions[1], PEERS) == 0);
	CHECK(sluice_region_epoch(regions[1]) == 1 && sluice_region_is_live(regions[1], 1) && !sluice_region_is_live(regions[1], 0));
	CHECK(sluice_region_attach(memory, SIZE, &options, 0, &other, NULL) == -SLUICE_ERR_BUSY);
	options.slot = PEERS;
	CHECK(sluice_region_attach(memory, SIZE, &options, 0, &other, NULL) == -SLUICE_ERR_OPTION);
	options = (struct sluice_region_options){.slot = SLUICE_REGION_ASSIGNED, .bell.number = 77};
	CHECK(sluice_region_attach(memory, SIZE, &options, in_ms(5), &other, NULL) == -SLUICE_ERR_DEADLINE);
	CHECK(sluice_region_assign(regions[1], 2, 77) == 0 && sluice_region_assign(regions[1], PEERS, 77) == -SLUICE_ERR_OPTION);
	CHECK(sluice_region_attach(memory, SIZE, &options, 0, &regions[2], NULL) == 0 && sluice_region_slot(regions[2]) == 2);
	/* Of whoever is declared dead, the slot is free, and the epoch over. */
	CHECK(sluice_region_mark_dead(regions[1], 2) == 0 && !sluice_region_is_live(regions[1], 2));
	CHECK(sluice_region_connect(regions[2], 1, NULL, 0, &left, NULL) == -SLUICE_ERR_PEER_CLOSED);
	CHECK(sluice_region_attach(memory, SIZE, &options, 0, &other, NULL) == 0 && sluice_region_epoch(other) == 2);
	sluice_region_detach(other);
	end();
}

/* ---- channels ---------------------------------------------------------------------------------------------------------------------- */

static void test_messages(void)
{
	int round;

	make(0, 0);
	attach(0);
	attach(1);
	for (round = 0; round < 20; round++) {
		join(round % 2, !(round % 2), &left, &right);
		CHECK(sluice_region_try_connect(regions[round % 2], (uint32_t)!(round % 2), NULL, &left, NULL) == -SLUICE_ERR_STATE);
		CHECK(put(left, 100, 1) == 0 && put(right, 2000, 2) == 0);
		expect(right, 100, 1);
		expect(left, 2000, 2);
		/* What was sent before leaving can be read, also when the sender is back. */
		CHECK(put(left, 50, 3) == 0 && sluice_channel_disconnect(left) == 0);
		left = NULL;
		CHECK(sluice_region_try_connect(regions[round % 2], (uint32_t)!(round % 2), NULL, &left, NULL) == SLUICE_FULL);
		expect(right, 50, 3);
		CHECK(remote(right) == SLUICE_STATE_DISCONNECTED && next(right) == -SLUICE_ERR_PEER_CLOSED);
		sluice_region_withdraw(regions[round % 2], (uint32_t)!(round % 2));
		close_pair();
	}
	end();
}

static void test_identities(void)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;
	struct sluice_channel_refusal why;

	make(0, 0);
	attach(0);
	attach(1);
	options.identity.fingerprint = UINT64_C(0x1234567890);
	CHECK(sluice_region_try_connect(regions[0], 1, NULL, &left, NULL) == SLUICE_FULL);
	CHECK(sluice_region_try_connect(regions[1], 0, &options, &right, &why) == -SLUICE_ERR_INCOMPATIBLE);
	CHECK(why.reason == SLUICE_REFUSE_PROTOCOL && why.expected == UINT64_C(0x1234567890) && why.got == 0);
	/* The other side had not looked: it learns the same, also from one who is gone. */
	sluice_region_detach(regions[1]);
	regions[1] = NULL;
	CHECK(sluice_region_connect(regions[0], 1, NULL, in_ms(60000), &left, &why) == -SLUICE_ERR_INCOMPATIBLE);
	CHECK(why.reason == SLUICE_REFUSE_PROTOCOL && why.by_peer && why.expected == UINT64_C(0x1234567890) && why.got == 0);
	attach(1);
	join(0, 1, &left, &right);
	close_pair();
	/* Who is back with the right protocol has refused nothing. */
	CHECK(sluice_region_try_connect(regions[0], 1, &options, &left, NULL) == SLUICE_FULL);
	CHECK(sluice_region_try_connect(regions[1], 0, NULL, &right, NULL) == -SLUICE_ERR_INCOMPATIBLE);
	CHECK(sluice_region_try_connect(regions[1], 0, &options, &right, NULL) == SLUICE_FULL);
	CHECK(sluice_region_try_connect(regions[0], 1, &options, &left, NULL) == 0);
	CHECK(sluice_region_try_connect(regions[1], 0, &options, &right, NULL) == 0);
	end();
}

/* Who is replaced neither closes nor poisons the lane of its successor, whatever it takes for a lie, nor beats in its name. */
static void test_replaced(void)
{
	struct sluice_region *earlier = regions[1];
	struct sluice_channel *old = right;
	struct sluice_message message;
	uint32_t heartbeat, i;

	CHECK(put(left, 10, 1) == 0 && put(left, 20, 2) == 0);
	CHECK(sluice_channel_get_message(old, &message) == 1);
	attach(1);
	CHECK(remote(left) == SLUICE_STATE_CRASHED && sluice_channel_disconnect(left) == 0);
	join(0, 1, &left, &right);
	CHECK(put(left, 200, 3) == 0);
	/* It has not looked since, and reads what is meant for the other one. */
	sluice__channel_poison(sluice__channel_of(old), SLUICE_POISON_SEQUENCE);
	CHECK(sluice_channel_disconnect(old) == 0);
	heartbeat = sluice_region_heartbeat(regions[0], 1);
	for (i = 0; i < 20; i++) {
		nap(1);
		sluice_region_beat(earlier);
	}
	CHECK(sluice_region_heartbeat(regions[0], 1) == heartbeat);
	sluice_region_detach(earlier);
	expect(right, 200, 3);
	CHECK(put(right, 5, 4) == 0);
	expect(left, 5, 4);
	CHECK(remote(left) == SLUICE_STATE_CONNECTED && remote(right) == SLUICE_STATE_CONNECTED);
}

static void test_deaths(void)
{
	struct sluice_channel *other, *others;

	make(0, 1);
	attach(0);
	attach(1);
	attach(2);
	join(0, 1, &left, &right);
	join(0, 2, &other, &others);
	CHECK(put(right, 10, 1) == 0 && sluice_region_mark_dead(regions[0], 1) == 0);
	expect(left, 10, 1);
	CHECK(remote(left) == SLUICE_STATE_CRASHED && next(left) == -SLUICE_ERR_PEER_DIED && put(left, 1, 1) == -SLUICE_ERR_PEER_DIED);
	/* It finds that out itself. */
	CHECK(remote(right) != SLUICE_STATE_CONNECTED);
	CHECK(put(other, 5, 2) == 0);
	expect(others, 5, 2);
	/* A successor, and one that takes over from that one. */
	close_pair();
	sluice_region_detach(regions[1]);
	attach(1);
	join(0, 1, &left, &right);
	CHECK(put(left, 10, 1) == 0);
	expect(right, 10, 1);
	{
		struct sluice_region *earlier = regions[1];

		attach(1);
		CHECK(remote(left) == SLUICE_STATE_CRASHED && remote(right) != SLUICE_STATE_CONNECTED);
		close_pair();
		sluice_region_detach(earlier);
		/* What was left in the lane is no offer, also when nobody has offered anything since. */
		CHECK(sluice_region_try_connect(regions[1], 0, NULL, &right, NULL) == SLUICE_FULL);
	}
	CHECK(sluice_region_is_live(regions[0], 1));
	join(0, 1, &left, &right);
	test_replaced();
	CHECK(sluice_channel_disconnect(other) == 0 && sluice_channel_disconnect(others) == 0);
	end();
}

/* ---- bells ------------------------------------------------------------------------------------------------------------------------- */

static int bells[2][2];

/* Number 10 is slot 0, 11 is slot 1. */
static void ring_bell(void *user, uint32_t number, uint32_t vector)
{
	const uint64_t one = 1;

	(void)user;
	CHECK(number >= 10 && number <= 11 && vector < 2);
	CHECK(write(bells[number - 10][vector], &one, sizeof one) == sizeof one);
}

static void *echo(void *user)
{
	struct sluice_channel *channel;
	struct sluice_message message;

	(void)user;
	CHECK(sluice_region_connect(regions[1], 0, NULL, in_ms(20000), &channel, NULL) == 0);
	while (sluice_channel_wait(channel, SLUICE_EVENT_RECEIVE, in_ms(20000)) > 0 && sluice_channel_get_message(channel, &message) == 1) {
		const size_t size = message.size;
		const uint32_t type = message.type;

		CHECK(sluice_channel_finish_message(channel) == 0);
		CHECK(put(channel, size, type) == 0);
	}
	CHECK(sluice_channel_disconnect(channel) == 0);
	return NULL;
}

static void attach_with_bells(void)
{
	int slot, vector;

	make(0, 0);
	for (slot = 0; slot < 2; slot++) {
		struct sluice_region_options options = {.slot = slot, .bell = {.number = 10 + (uint32_t)slot, .vectors = 2, .ring = ring_bell}};

		for (vector = 0; vector < 2; vector++)
			options.bell.descriptors[vector] = bells[slot][vector] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		CHECK(sluice_region_attach(memory, SIZE, &options, 0, &regions[slot], NULL) == 0);
	}
}

static void close_bells(void)
{
	int slot, vector;

	for (slot = 0; slot < 2; slot++)
		for (vector = 0; vector < 2; vector++)
			close(bells[slot][vector]);
}

static bool is_readable(int descriptor)
{
	struct pollfd watched = {.fd = descriptor, .events = POLLIN};

	return poll(&watched, 1, 0) == 1;
}

static void test_bells(void)
{
	pthread_t thread;
	uint32_t i;

	attach_with_bells();
	thread = start(echo, NULL);
	CHECK(sluice_region_connect(regions[0], 1, NULL, in_ms(20000), &left, NULL) == 0);
	for (i = 0; i < 2000; i++) {
		CHECK(put(left, 1 + i % 100, i) == 0);
		if (i % 100 == 0)
			nap(1);
		CHECK(sluice_channel_wait(left, SLUICE_EVENT_RECEIVE, in_ms(20000)) > 0);
		expect(left, 1 + i % 100, i);
	}
	close_pair();
	pthread_join(thread, NULL);
	detach_all();
	close_bells();
	end();
}

/* Whoever says that another is dead wakes that one, which may live, and whoever waits for it beside the sayer. */
static void test_burial(void)
{
	uint64_t rung;
	int vector;

	attach_with_bells();
	join(0, 1, &left, &right);
	CHECK(sluice_channel_arm(left, SLUICE_EVENT_RECEIVE) == 0 && sluice_channel_arm(right, SLUICE_EVENT_RECEIVE) == 0);
	for (vector = 0; vector < 2; vector++)
		while (read(bells[1][vector], &rung, sizeof rung) > 0)
			;
	CHECK(!is_readable(sluice_channel_descriptor(left)) && !is_readable(sluice_channel_descriptor(right)));
	CHECK(sluice_region_mark_dead(regions[0], 1) == 0);
	CHECK(is_readable(sluice_channel_descriptor(left)) && is_readable(sluice_channel_descriptor(right)));
	CHECK(remote(left) == SLUICE_STATE_CRASHED && next(left) == -SLUICE_ERR_PEER_DIED);
	CHECK(remote(right) != SLUICE_STATE_CONNECTED);
	close_pair();
	detach_all();
	close_bells();
	end();
}

/* ---- lies -------------------------------------------------------------------------------------------------------------------------- */

static bool is_known(int status)
{
	return status >= 0 || status == -SLUICE_ERR_POISONED || status == -SLUICE_ERR_PEER_DIED || status == -SLUICE_ERR_PEER_CLOSED ||
	       status == -SLUICE_ERR_ENDED;
}

static int use(struct sluice_channel *channel)
{
	struct sluice_message message;
	int status = sluice_channel_get_message(channel, &message), i;

	if (status == 1) {
		volatile uint8_t sum = 0;

		for (i = 0; i < (int)message.size; i++)
			sum = (uint8_t)(sum + message.payload[i]);
		sluice_channel_finish_message(channel);
	}
	CHECK(is_known(status));
	CHECK(is_known(put(channel, 20, 1)));
	remote(channel);
	return status;
}

/* Any word of the lane that the liar writes, and of its slot. Others are not disturbed. */
static void test_lies(void)
{
	uint32_t seed = 0x12345, poisoned = 0, round;

	make(1024, 0);
	for (round = 0; round < 3000; round++) {
		struct sluice_channel *other, *others;
		int step;

		attach(0);
		attach(1);
		attach(2);
		join(0, 1, &left, &right);
		join(0, 2, &other, &others);
		for (step = 0; step < 12; step++) {
			uint32_t *words = (uint32_t *)(void *)sluice__region_lane(regions[0], 1, 0);
			static const uint32_t places[] = {0, 1, 2, 3, 32, 64, 96, 128};
			const uint32_t choice = below(&seed, 12);

			put(right, 1 + below(&seed, 200), 1);
			if (choice < 8)
				words[places[choice]] = below(&seed, 3) == 0 ? below(&seed, 64) : draw(&seed);
			else if (choice < 11)
				words[160 + below(&seed, 256)] = draw(&seed);
			else
				((uint32_t *)(void *)sluice__region_slot(regions[0], 1))[below(&seed, 5)] = draw(&seed);
			if (use(left) == -SLUICE_ERR_POISONED)
				poisoned++;
		}
		CHECK(put(other, 30, 9) == 0);
		expect(others, 30, 9);
		CHECK(remote(other) == SLUICE_STATE_CONNECTED && remote(others) == SLUICE_STATE_CONNECTED);
		CHECK(sluice_channel_disconnect(other) == 0 && sluice_channel_disconnect(others) == 0);
		close_pair();
		detach_all();
	}
	CHECK(poisoned > 1000);
	end();
}

static atomic_bool is_over;

/* Writes whatever, wherever: behind the header, which nobody reads again. */
static void *scribble(void *user)
{
	uint32_t seed = 77;

	while (!atomic_load(&is_over)) {
		const uint32_t at = below(&seed, 4) != 0 ? 1024 + below(&seed, 2048) : 1024 + below(&seed, SIZE / 4 - 1024);

		sluice_store_release((uint32_t *)(void *)memory + at, below(&seed, 2) == 0 ? below(&seed, 8) : draw(&seed));
	}
	return user;
}

/* With the whole region under fire peers may not get far; but each call ends, with a status that is documented. */
static void test_scribbler(void)
{
	pthread_t thread;
	uint32_t round;

	make(1024, 0);
	thread = start(scribble, NULL);
	for (round = 0; round < 400; round++) {
		int step, status;

		attach(0);
		attach(1);
		for (step = 0; step < 200; step++) {
			struct sluice_channel **ends[2] = {&left, &right};
			int i;

			for (i = 0; i < 2; i++) {
				if (*ends[i] != NULL) {
					use(*ends[i]);
					continue;
				}
				status = sluice_region_try_connect(regions[i], (uint32_t)!i, NULL, ends[i], NULL);
				CHECK(status >= 0 || status == -SLUICE_ERR_PEER_CLOSED || status == -SLUICE_ERR_INCOMPATIBLE);
			}
		}
		close_pair();
		detach_all();
	}
	atomic_store(&is_over, true);
	pthread_join(thread, NULL);
	end();
}

static const struct test TESTS[] = {
	{"shapes", test_shapes}, {"headers", test_headers}, {"slots", test_slots},	   {"messages", test_messages}, {"identities", test_identities},
	{"deaths", test_deaths}, {"bells", test_bells}, {"burial", test_burial},	    {"lies", test_lies},	   {"scribbler", test_scribbler},
};

int main(int count, char **arguments)
{
	return RUN_TEST(TESTS, count, arguments);
}
