/* The faults V1 to V21 of the original (docs/protocols/v2v.md), one test each, that fails on what the original does. */
#define _GNU_SOURCE
#include <sluice/stream.h>

#include "pair.h"

/* Moves both ends of `left`'s ring to this offset, with messages that are read at once. */
static void move_to(uint32_t offset)
{
	while ((left->out.committed & left->out.mask) != offset) {
		CHECK(put(left, 0, 1) == 0);
		expect(right, 0, 1);
	}
	CHECK(next(right) == 0);
}

/* A message of legal size that can never fit at some offset is refused for ever. */
static void test_v1(void)
{
	uint32_t offset;

	for (offset = 0; offset < 4096; offset += 16) {
		open_pair(0);
		move_to(offset);
		CHECK(put(left, 1008, 2) == 0);
		expect(right, 1008, 2);
		close_pair();
	}
	open_pair(0);
	/* What never fits anywhere is told as such. */
	CHECK(put(left, 1009, 2) == -SLUICE_ERR_TOO_LONG && put(left, 4096, 2) == -SLUICE_ERR_TOO_LONG);
	close_pair();
}

/* Sizes around 65536 are truncated to 16 bits, and unread data is overwritten. */
static void test_v2(void)
{
	size_t size;

	open_pair(8);
	for (size = 65500; size < 65580; size++) {
		CHECK(put(left, size, 1) == 0 && put(left, 3, 2) == 0);
		expect(right, size, 1);
		expect(right, 3, 2);
	}
	CHECK(put(left, 262128, 3) == 0 && put(left, 262128, 4) == 0 && put(left, 262128, 5) == 0 && put(left, 262128, 6) == SLUICE_FULL);
	CHECK(left->out.published - right->in.released <= left->out.mask + 1);
	expect(right, 262128, 3);
	expect(right, 262128, 4);
	expect(right, 262128, 5);
	close_pair();
}

static uint32_t *header_of_next(void)
{
	return (uint32_t *)(void *)(left->out.data + (left->out.committed & left->out.mask));
}

static void expect_poison(uint32_t reason)
{
	CHECK(next(right) == -SLUICE_ERR_POISONED && sluice_channel_get_ending(right).reason == reason);
	close_pair();
}

/* A size that lies within the ring, but beyond what was sent, moves the reader past the writer. */
static void test_v3(void)
{
	uint32_t *header;

	open_pair(0);
	header = header_of_next();
	CHECK(put(left, 8, 1) == 0);
	header[0] = 1000;
	expect_poison(SLUICE_POISON_LENGTH);
}

/* A pad of size 5 leaves an unaligned cursor. */
static void test_v4(void)
{
	uint32_t *header;

	open_pair(0);
	header = header_of_next();
	CHECK(put(left, 5, 1) == 0);
	header[0] = SLUICE_WORD_PAD | 5;
	expect_poison(SLUICE_POISON_KIND);
	open_pair(0);
	move_to(4096 - 32);
	header = header_of_next();
	CHECK(put(left, 20, 1) == 0);
	header[0] = SLUICE_WORD_PAD | 5;
	expect_poison(SLUICE_POISON_KIND);
}

/* The header is read again after it was judged. */
static void test_v5(void)
{
	struct sluice_message message;
	uint32_t *header;
	int way;

	for (way = 0; way < 4; way++) {
		open_pair(0);
		header = header_of_next();
		CHECK(put(left, 100, 1) == 0 && put(left, 10, 2) == 0);
		CHECK(sluice_channel_get_message(right, &message) == 1);
		header[way] = way == 0 ? SLUICE_WORD_PAD | 4080 : 12345;
		CHECK(sluice_channel_get_message(right, &message) == 1 && message.size == 100 && message.type == 1 && message.flags == ~1u);
		CHECK(sluice_channel_finish_message(right) == 0);
		expect(right, 10, 2);
		close_pair();
	}
}

/* What a receiver parses can change under its hands. */
static void test_v6(void)
{
	struct sluice_message message;
	uint8_t *payload;

	open_pair(0);
	CHECK(sluice_channel_prep_message(left, 4, 1, 1, 0, &payload) == 0);
	memcpy(payload, "\1\0\0", 4);
	CHECK(sluice_channel_send_messages(left) == 0 && sluice_channel_get_message(right, &message) == 1);
	payload[0] = 255;
	CHECK(message.payload[0] == 1 && sluice_channel_get_message(right, &message) == 1 && message.payload[0] == 1);
	close_pair();
}

/* A forged head makes more room than there is, and unread messages are overwritten. */
static void test_v7(void)
{
	int i;

	open_pair(0);
	CHECK(put(left, 1008, 1) == 0 && put(left, 1008, 1) == 0 && put(left, 1008, 1) == 0);
	*READER_WORD(right, head) = 3072 + 16;
	CHECK(put(left, 1008, 9) == -SLUICE_ERR_POISONED && sluice_channel_get_ending(left).reason == SLUICE_POISON_HEAD);
	/* Nothing was overwritten. */
	for (i = 0; i < 3; i++)
		CHECK(left->out.data[i * 1024 + 16] == 1);
	close_pair();
}

static void *wait_for_poison(void *user)
{
	adopt(left);
	CHECK(sluice_channel_wait(left, SLUICE_EVENT_CONTROL, in_ms(20000)) == SLUICE_EVENT_CONTROL);
	CHECK(remote(left) == SLUICE_STATE_POISONED && next(left) == -SLUICE_ERR_POISONED);
	return user;
}

/* A corrupt ring fails one side's calls, and nobody is told. */
static void test_v8(void)
{
	pthread_t thread;

	open_pair(0);
	CHECK(put(left, 8, 1) == 0);
	left->out.data[4] = 77;
	thread = start(wait_for_poison, NULL);
	nap(20);
	CHECK(next(right) == -SLUICE_ERR_POISONED && put(right, 1, 1) == -SLUICE_ERR_POISONED);
	pthread_join(thread, NULL);
	adopt(left);
	close_pair();
}

/* A full ring claims to have room, and then has none. */
static void test_v9(void)
{
	uint32_t seed = 4, offset, round;
	uint8_t *payload;

	for (offset = 0; offset < 4096; offset += 208) {
		open_pair(0);
		move_to(offset);
		for (round = 0; round < 300; round++) {
			const size_t available = sluice_channel_producer_bytes_available(left);

			if (available > 0) {
				CHECK(sluice_channel_reserve_message(left, available, 0, &payload) == 0);
				CHECK(sluice_channel_reserve_message(left, below(&seed, (uint32_t)available) + 1, 0, &payload) == 0);
				CHECK(sluice_channel_abort_message(left) == 0);
			}
			if (available < 1008)
				CHECK(sluice_channel_reserve_message(left, available + 1, 0, &payload) == SLUICE_FULL);
			if (below(&seed, 2) == 0)
				put(left, below(&seed, 300), 1);
			else if (below(&seed, 3) == 0 && next(right) == 1)
				CHECK(sluice_channel_finish_message(right) == 0);
		}
		close_pair();
	}
	/* Full to the last byte but END's, at an offset that is not zero. */
	open_pair(0);
	move_to(2048);
	while (put(left, 240, 1) == 0)
		;
	while (put(left, 0, 1) == 0)
		;
	CHECK(sluice_channel_producer_bytes_available(left) == 0 && put(left, 0, 1) == SLUICE_FULL);
	close_pair();
}

/* A stream without room for a byte sends empty messages. */
static void test_v10(void)
{
	static uint8_t bytes[5000];
	struct sluice_message message;
	struct sluice_stream *stream;
	uint32_t count;
	size_t sent;

	for (count = 0; count < 64; count++) {
		open_pair(0);
		move_to(count * 16);
		CHECK(sluice_stream_attach(left, &stream) == 0);
		CHECK(sluice_stream_send(stream, bytes, sizeof bytes, in_ms(1), &sent) < 0 && sent > 0 && sent < sizeof bytes);
		CHECK(sluice_stream_send(stream, bytes, sizeof bytes, in_ms(1), &sent) < 0);
		while (sluice_channel_get_message(right, &message) == 1) {
			CHECK(message.size > 0);
			CHECK(sluice_channel_finish_message(right) == 0);
		}
		sluice_stream_detach(stream);
		close_pair();
	}
}

static void *wait_for_first(void *user)
{
	adopt(right);
	CHECK(sluice_channel_wait(right, SLUICE_EVENT_RECEIVE, in_ms(20000)) == SLUICE_EVENT_RECEIVE);
	return user;
}

/* The first message after connect rings nobody, and its reader sleeps for ever. */
static void test_v11(void)
{
	pthread_t thread;
	int delay;

	for (delay = 0; delay < 3; delay++) {
		open_pair(0);
		thread = start(wait_for_first, NULL);
		nap(delay * 10);
		CHECK(put(left, 1, 1) == 0);
		pthread_join(thread, NULL);
		adopt(right);
		close_pair();
		/* Sent before the reader has ever looked: the doorbell is there when it only sleeps. */
		open_pair(0);
		CHECK(put(left, 1, 1) == 0 && sluice__link_wait(&sluice__channel_of(right)->link, -1, in_ms(5000)) == SLUICE__EVENT_DATA);
		close_pair();
	}
}

/* An order of -1 passes the check, and the ring is 4096 << -1 bytes long. */
static void test_v12(void)
{
	static const int orders[] = {-1, -2, -32, 19, 32, INT32_MIN, INT32_MAX};
	struct sluice_channel_options options;
	struct sluice_channel_listener *listener;
	struct sluice_channel *channel;
	size_t i;

	for (i = 0; i < sizeof orders / sizeof orders[0]; i++) {
		options = SLUICE_CHANNEL_OPTIONS;
		options.send_order = orders[i];
		CHECK(sluice_channel_listen("@sluice-faults", &options, &listener) == -SLUICE_ERR_OPTION);
		CHECK(sluice_channel_connect("@sluice-faults", &options, 0, &channel, NULL) == -SLUICE_ERR_OPTION);
		options = SLUICE_CHANNEL_OPTIONS;
		options.receive_order = orders[i];
		/* -1 leaves it to the peer. */
		if (orders[i] != -1)
			CHECK(sluice_channel_listen("@sluice-faults", &options, &listener) == -SLUICE_ERR_OPTION);
	}
}

static void name_address(char *address, size_t size)
{
	static int count;

	snprintf(address, size, "@sluice-faults-%ld-%d", (long)getpid(), count++);
}

/* Accept, connect and disconnect wait for ever for a peer that does nothing. */
static void test_v13(void)
{
	struct sluice_channel_listener *listener;
	struct sluice_channel *channel;
	char address[64];
	int64_t before;

	name_address(address, sizeof address);
	CHECK(sluice_channel_listen(address, NULL, &listener) == 0);
	CHECK(sluice_channel_accept(listener, in_ms(20), &channel) == -SLUICE_ERR_DEADLINE);
	CHECK(sluice_channel_accept(listener, 0, &channel) == -SLUICE_ERR_DEADLINE);
	CHECK(sluice_channel_connect(address, NULL, in_ms(20), &channel, NULL) == -SLUICE_ERR_DEADLINE);
	sluice_channel_listener_close(listener);
	CHECK(sluice_channel_connect(address, NULL, in_ms(20), &channel, NULL) == -SLUICE_ERR_NOT_LISTENING);

	/* The peer stays connected and reads nothing. */
	open_pair(0);
	while (put(left, 100, 1) == 0)
		;
	before = sluice_now_ns();
	CHECK(sluice_channel_disconnect(left) == 0 && sluice_now_ns() - before < 1000000000);
	left = NULL;
	CHECK(remote(right) == SLUICE_STATE_DISCONNECTED);
	close_pair();
}

/* A stream starts with whatever was in memory, and a peer that only writes fills it. */
static void test_v14(void)
{
	static uint8_t bytes[100000];
	struct sluice_stream *one, *other;
	size_t sent[2], received;

	open_pair(0);
	CHECK(sluice_stream_attach(left, &one) == 0 && sluice_stream_attach(right, &other) == 0);
	CHECK(sluice_stream_recv(one, bytes, 8, in_ms(5), &received) == -SLUICE_ERR_DEADLINE && received == 0);
	CHECK(sluice_stream_send(one, bytes, sizeof bytes, in_ms(20), &sent[0]) == -SLUICE_ERR_PEER_UNRESPONSIVE);
	CHECK(sluice_stream_send(other, bytes, sizeof bytes, in_ms(20), &sent[1]) == -SLUICE_ERR_PEER_UNRESPONSIVE);
	/* No more than the rings hold, and nothing was lost. */
	CHECK(sent[0] > 0 && sent[0] < 4096 && sent[1] > 0 && sent[1] < 4096);
	CHECK(sluice_stream_recv(one, bytes, sizeof bytes, 0, &received) == 0 && received == sent[1]);
	CHECK(sluice_stream_recv(other, bytes, sizeof bytes, 0, &received) == 0 && received == sent[0]);
	sluice_stream_detach(one);
	sluice_stream_detach(other);
	close_pair();
}

/* Who waits for room takes the event of who waits for data. */
static void test_v15(void)
{
	open_pair(0);
	CHECK(put(left, 1, 1) == 0);
	CHECK(sluice_channel_wait(right, SLUICE_EVENT_SEND | SLUICE_EVENT_RECEIVE, 0) == (SLUICE_EVENT_SEND | SLUICE_EVENT_RECEIVE));
	CHECK(sluice_channel_get_receive_event(right) == 1 && sluice_channel_get_receive_event(right) == 1);
	while (put(right, 100, 1) == 0)
		;
	/* Both doorbells and the socket are drained by this, and data is still there. */
	CHECK(sluice_channel_wait(right, SLUICE_EVENT_SEND, in_ms(10)) == 0);
	CHECK(sluice_channel_wait(right, SLUICE_EVENT_RECEIVE, 0) == SLUICE_EVENT_RECEIVE && sluice_channel_get_send_event(right) == 0);
	expect(right, 1, 1);
	CHECK(sluice_channel_get_receive_event(right) == 0);
	/* Set means: what found no room would find it now. */
	expect(left, 100, 1);
	CHECK(next(left) == 1);
	sluice__channel_release(sluice__channel_of(left));
	CHECK(sluice_channel_get_send_event(right) == 1 && put(right, 100, 1) == 0);
	close_pair();
}

/* Empty passes for an error, or an error for empty. */
static void test_v16(void)
{
	open_pair(0);
	CHECK(next(right) == 0 && put(left, 0, 1) == 0 && next(right) == 1);
	expect(right, 0, 1);
	CHECK(next(right) == 0);
	sluice_channel_disconnect(left);
	left = NULL;
	CHECK(remote(right) == SLUICE_STATE_DISCONNECTED && next(right) < 0);
	close_pair();
}

/* A disconnect overtakes what was sent before it. */
static void test_v17(void)
{
	int way, i;

	for (way = 0; way < 2; way++) {
		open_pair(0);
		for (i = 0; i < 50; i++)
			CHECK(put(left, 20, (uint32_t)i) == 0);
		if (way == 0) {
			CHECK(sluice_channel_disconnect(left) == 0);
			left = NULL;
		} else {
			kill_end(&left);
		}
		CHECK(sluice_state_requests_disconnect(remote(right)));
		CHECK(sluice_channel_wait(right, 7, SLUICE_FOREVER) != 0);
		for (i = 0; i < 50; i++)
			expect(right, 20, (uint32_t)i);
		CHECK(next(right) == (way == 0 ? -SLUICE_ERR_PEER_CLOSED : -SLUICE_ERR_PEER_DIED));
		close_pair();
	}
}

static void *connect_twice(void *user)
{
	struct sluice_channel *channel;
	int i;

	for (i = 0; i < 2; i++) {
		CHECK(sluice_channel_connect((const char *)user, NULL, in_ms(10000), &channel, NULL) == 0);
		CHECK(put(channel, 100, (uint32_t)i) == 0);
		CHECK(sluice_channel_disconnect(channel) == 0);
	}
	return NULL;
}

/* Who connects a second time gets the ring of the first life. */
static void test_v18(void)
{
	struct sluice_channel_listener *listener;
	uint8_t first[16];
	pthread_t thread;
	char address[64];

	name_address(address, sizeof address);
	CHECK(sluice_channel_listen(address, NULL, &listener) == 0);
	thread = start(connect_twice, address);
	CHECK(sluice_channel_accept(listener, in_ms(10000), &left) == 0);
	memcpy(first, sluice__channel_of(left)->link.peer.id, 16);
	CHECK(sluice_channel_accept(listener, in_ms(10000), &right) == 0);
	CHECK(memcmp(first, sluice__channel_of(right)->link.peer.id, 16) != 0);
	CHECK(sluice_channel_wait(left, SLUICE_EVENT_RECEIVE, in_ms(5000)) == SLUICE_EVENT_RECEIVE);
	expect(left, 100, 0);
	CHECK(sluice_channel_wait(right, SLUICE_EVENT_RECEIVE, in_ms(5000)) == SLUICE_EVENT_RECEIVE);
	expect(right, 100, 1);
	pthread_join(thread, NULL);
	sluice_channel_listener_close(listener);
	close_pair();
}

/* A hint that a peer leaves set makes each empty look spin. */
static void test_v19(void)
{
	int64_t before;
	int i;

	open_pair(0);
	*READER_WORD(left, fast_receive) = UINT32_MAX;
	*READER_WORD(left, data_wake_at) = 12345;
	*WRITER_WORD(left, space_wake_at) = 54321;
	*WRITER_WORD(left, arena_waiting) = 1;
	before = sluice_now_ns();
	for (i = 0; i < 100000; i++)
		CHECK(next(right) == 0);
	/* 2048 rounds for each would take a hundred times as long. */
	CHECK(sluice_now_ns() - before < 5000000000);
	CHECK(put(right, 1, 1) == 0 && put(left, 1, 2) == 0);
	expect(right, 1, 2);
	close_pair();
}

/* Receiving into nothing is an error. */
static void test_v20(void)
{
	struct sluice_stream *stream;
	size_t received = 99;

	open_pair(0);
	CHECK(sluice_stream_attach(right, &stream) == 0);
	CHECK(sluice_stream_recv(stream, NULL, 0, SLUICE_FOREVER, &received) == 0 && received == 0);
	sluice_stream_detach(stream);
	close_pair();
}

/* A finish without a get, or a second one, corrupts the cursor. */
static void test_v21(void)
{
	open_pair(0);
	CHECK(sluice_channel_finish_message(right) == -SLUICE_ERR_STATE);
	CHECK(put(left, 10, 1) == 0 && put(left, 20, 2) == 0);
	CHECK(sluice_channel_finish_message(right) == -SLUICE_ERR_STATE);
	expect(right, 10, 1);
	CHECK(sluice_channel_finish_message(right) == -SLUICE_ERR_STATE);
	expect(right, 20, 2);
	CHECK(sluice_channel_finish_message(right) == -SLUICE_ERR_STATE && next(right) == 0);
	CHECK(right->in.head == left->out.published);
	close_pair();
}

static const struct test TESTS[] = {
	{"v1", test_v1},   {"v2", test_v2},   {"v3", test_v3},	 {"v4", test_v4},   {"v5", test_v5},   {"v6", test_v6},   {"v7", test_v7},
	{"v8", test_v8},   {"v9", test_v9},   {"v10", test_v10}, {"v11", test_v11}, {"v12", test_v12}, {"v13", test_v13}, {"v14", test_v14},
	{"v15", test_v15}, {"v16", test_v16}, {"v17", test_v17}, {"v18", test_v18}, {"v19", test_v19}, {"v20", test_v20}, {"v21", test_v21},
};

int main(int count, char **arguments)
{
	return RUN_TEST(TESTS, count, arguments);
}
