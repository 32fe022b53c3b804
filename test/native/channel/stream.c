/* A byte stream over a channel, with the manners of TCP. */
#define _GNU_SOURCE
#include <sluice/stream.h>

#include "pair.h"

static struct sluice_stream *near_side, *far_side;

static void open_streams(int order)
{
	open_pair(order);
	CHECK(sluice_stream_attach(left, &near_side) == 0 && sluice_stream_attach(right, &far_side) == 0);
}

static void close_streams(void)
{
	sluice_stream_detach(near_side);
	sluice_stream_detach(far_side);
	close_pair();
}

static void send_all(struct sluice_stream *stream, const char *text)
{
	size_t sent;

	CHECK(sluice_stream_send(stream, text, strlen(text), in_ms(1000), &sent) == 0 && sent == strlen(text));
}

static void expect_text(struct sluice_stream *stream, size_t size, const char *text)
{
	char bytes[64];
	size_t received;

	CHECK(size <= sizeof bytes && sluice_stream_recv(stream, bytes, size, in_ms(1000), &received) == 0);
	CHECK(received == strlen(text) && memcmp(bytes, text, received) == 0);
}

static int recv_status(struct sluice_stream *stream, int64_t deadline)
{
	char bytes[8];
	size_t received;
	const int status = sluice_stream_recv(stream, bytes, sizeof bytes, deadline, &received);

	CHECK(received == 0 || status == 0);
	return status;
}

/* Chunks do not matter: parts of one, and several at once. */
static void test_parts(void)
{
	open_streams(0);
	send_all(near_side, "hello, ");
	send_all(near_side, "wide ");
	send_all(near_side, "world");
	expect_text(far_side, 3, "hel");
	expect_text(far_side, 6, "lo, wi");
	expect_text(far_side, 64, "de world");
	CHECK(recv_status(far_side, in_ms(10)) == -SLUICE_ERR_DEADLINE && recv_status(far_side, 0) == -SLUICE_ERR_DEADLINE);
	send_all(far_side, "back");
	expect_text(near_side, 1, "b");
	/* What was read in part is dropped; the channel lives on. */
	sluice_stream_detach(near_side);
	CHECK(next(left) == 0 && sluice_stream_attach(left, &near_side) == 0);
	send_all(far_side, "again");
	expect_text(near_side, 64, "again");
	close_streams();
}

/* Each direction ends on its own. */
static void test_half_close(void)
{
	size_t sent;

	open_streams(0);
	send_all(near_side, "last");
	CHECK(sluice_stream_shutdown(near_side) == 0 && sluice_stream_shutdown(near_side) == -SLUICE_ERR_ENDED);
	CHECK(sluice_stream_send(near_side, "x", 1, in_ms(1000), &sent) == -SLUICE_ERR_ENDED && sent == 0);
	expect_text(far_side, 64, "last");
	CHECK(recv_status(far_side, SLUICE_FOREVER) == -SLUICE_ERR_ENDED && recv_status(far_side, 0) == -SLUICE_ERR_ENDED);
	send_all(far_side, "still here");
	expect_text(near_side, 64, "still here");
	CHECK(sluice_stream_shutdown(far_side) == 0 && recv_status(near_side, SLUICE_FOREVER) == -SLUICE_ERR_ENDED);
	close_streams();
}

/* END has its place in a full ring. */
static void test_end_when_full(void)
{
	static char bytes[8192];
	size_t sent, received, total = 0;

	open_streams(0);
	CHECK(sluice_stream_send(near_side, bytes, sizeof bytes, 0, &sent) == SLUICE_FULL && sent > 2000 && sent < 4096);
	CHECK(sluice_stream_shutdown(near_side) == 0);
	while (sluice_stream_recv(far_side, bytes, sizeof bytes, in_ms(1000), &received) == 0)
		total += received;
	CHECK(total == sent && recv_status(far_side, 0) == -SLUICE_ERR_ENDED);
	close_streams();
}

/* All bytes before the end, and never a clean end without END. */
static void test_death(void)
{
	open_streams(0);
	send_all(near_side, "testament");
	sluice_stream_detach(near_side);
	near_side = NULL;
	kill_end(&left);
	expect_text(far_side, 4, "test");
	CHECK(remote(right) == SLUICE_STATE_CRASHED);
	expect_text(far_side, 64, "ament");
	CHECK(recv_status(far_side, SLUICE_FOREVER) == -SLUICE_ERR_PEER_DIED && recv_status(far_side, SLUICE_FOREVER) == -SLUICE_ERR_PEER_DIED);
	close_streams();

	open_streams(0);
	send_all(near_side, "bye");
	sluice_stream_detach(near_side);
	near_side = NULL;
	sluice_channel_disconnect(left);
	left = NULL;
	expect_text(far_side, 64, "bye");
	CHECK(recv_status(far_side, SLUICE_FOREVER) == -SLUICE_ERR_PEER_CLOSED);
	close_streams();
}

/* Other types and empty messages are skipped; a lie is an error, after the bytes before it. */
static void test_strangers(void)
{
	open_pair(0);
	CHECK(put(left, 10, 7) == 0 && put(left, 0, SLUICE_STREAM_DATA) == 0 && put(left, 3, SLUICE_STREAM_DATA) == 0 && put(left, 5, 9) == 0);
	CHECK(sluice_stream_attach(left, &near_side) == 0 && sluice_stream_attach(right, &far_side) == 0);
	expect_text(far_side, 64, "\1\1\1");
	send_all(near_side, "ok");
	expect_text(far_side, 1, "o");
	*WRITER_WORD(left, tail) += 4096;
	expect_text(far_side, 64, "k");
	CHECK(recv_status(far_side, 0) == -SLUICE_ERR_POISONED);
	close_streams();
}

#define TOTAL ((size_t)8 << 20)

static uint8_t byte_at(size_t position)
{
	return (uint8_t)(position * 7 + (position >> 8));
}

static void *flood(void *user)
{
	uint8_t *bytes = (uint8_t *)malloc(100000);
	uint32_t seed = 5;
	size_t position = 0, sent, i;

	CHECK(bytes != NULL);
	adopt(left);
	while (position < TOTAL) {
		size_t length = 1 + below(&seed, below(&seed, 4) == 0 ? 100000 : 500);

		if (length > TOTAL - position)
			length = TOTAL - position;
		for (i = 0; i < length; i++)
			bytes[i] = byte_at(position + i);
		CHECK(sluice_stream_send(near_side, bytes, length, in_ms(20000), &sent) == 0 && sent == length);
		position += length;
	}
	CHECK(sluice_stream_shutdown(near_side) == 0);
	free(bytes);
	return user;
}

static void run_flood(int order, bool is_fast)
{
	uint8_t bytes[5000];
	uint32_t seed = 9;
	size_t position = 0, received, i;
	pthread_t thread;
	int status;

	open_streams(order);
	if (is_fast)
		CHECK(sluice_channel_request_fast_receive(right) == 0);
	thread = start(flood, NULL);
	while ((status = sluice_stream_recv(far_side, bytes, 1 + below(&seed, sizeof bytes), in_ms(20000), &received)) == 0) {
		CHECK(received > 0);
		for (i = 0; i < received; i++)
			CHECK(bytes[i] == byte_at(position + i));
		position += received;
	}
	CHECK(status == -SLUICE_ERR_ENDED && position == TOTAL);
	pthread_join(thread, NULL);
	adopt(left);
	close_streams();
}

static void test_flood(void)
{
	run_flood(0, false);
	run_flood(3, false);
}

static void test_fast(void)
{
	static uint8_t bytes[40000];
	struct sluice_message message;
	size_t sent;

	run_flood(4, true);
	/* No chunk is longer than 2048, so that the first byte is soon there. */
	open_streams(4);
	CHECK(sluice_channel_request_fast_receive(right) == 0);
	CHECK(sluice_stream_send(near_side, bytes, sizeof bytes, 0, &sent) == 0 && sent == sizeof bytes);
	while (sluice_channel_get_message(right, &message) == 1) {
		CHECK(message.size > 0 && message.size <= SLUICE_STREAM_FAST_CHUNK);
		sluice_channel_finish_message(right);
	}
	close_streams();
}

static const struct test TESTS[] = {
	{"parts", test_parts}, {"half-close", test_half_close}, {"end-when-full", test_end_when_full}, {"death", test_death},
	{"strangers", test_strangers}, {"flood", test_flood}, {"fast", test_fast},
};

int main(int count, char **arguments)
{
	return RUN_TEST(TESTS, count, arguments);
}
