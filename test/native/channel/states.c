/* The table of docs/runtime.md, "States": what an endpoint sees of its peer, and what its calls do then. And what poisons, word by word. */
#include "pair.h"

struct row {
	uint32_t word;		/* the peer's state in its segment */
	bool has_ended;		/* its end of the socket is closed */
	enum sluice_endpoint_state state;
	int get;		/* after all records */
	int prep;
	int ending;
};

static const struct row ROWS[] = {
	{SLUICE_SEGMENT_READY, false, SLUICE_STATE_CONNECTED, 0, 0, 0},
	{SLUICE_SEGMENT_CLOSING, false, SLUICE_STATE_DISCONNECTING, 0, -SLUICE_ERR_PEER_CLOSED, 0},
	{SLUICE_SEGMENT_CLOSED, false, SLUICE_STATE_DISCONNECTED, 0, -SLUICE_ERR_PEER_CLOSED, 0},
	{SLUICE_SEGMENT_POISONED, false, SLUICE_STATE_POISONED, -SLUICE_ERR_POISONED, -SLUICE_ERR_POISONED, -SLUICE_ERR_POISONED},
	{SLUICE_SEGMENT_READY, true, SLUICE_STATE_CRASHED, -SLUICE_ERR_PEER_DIED, -SLUICE_ERR_PEER_DIED, -SLUICE_ERR_PEER_DIED},
	{SLUICE_SEGMENT_CLOSING, true, SLUICE_STATE_DISCONNECTED, -SLUICE_ERR_PEER_CLOSED, -SLUICE_ERR_PEER_CLOSED, -SLUICE_ERR_PEER_CLOSED},
	{SLUICE_SEGMENT_CLOSED, true, SLUICE_STATE_DISCONNECTED, -SLUICE_ERR_PEER_CLOSED, -SLUICE_ERR_PEER_CLOSED, -SLUICE_ERR_PEER_CLOSED},
	{SLUICE_SEGMENT_POISONED, true, SLUICE_STATE_POISONED, -SLUICE_ERR_POISONED, -SLUICE_ERR_POISONED, -SLUICE_ERR_POISONED},
};

static void check_row(const struct row *row)
{
	struct sluice_channel_ending ending;

	open_pair(0);
	/* Two of mine that it has not read, one of its that I have not; and END is not the end of my side. */
	CHECK(put(right, 0, 1) == 0 && put(right, 32, 2) == 0 && put(left, 20, 3) == 0);
	expect(left, 0, 1);
	sluice__channel_release(sluice__channel_of(left));
	*STATE_OF(left) = row->word;
	if (row->has_ended)
		kill_end(&left);
	CHECK(sluice_channel_get_control_event(right) == (row->state != SLUICE_STATE_CONNECTED));
	CHECK(remote(right) == row->state && sluice_channel_get_control_event(right) == 0);
	CHECK(sluice_state_requests_disconnect(row->state) == (row->state != SLUICE_STATE_CONNECTED));
	expect(right, 20, 3);
	CHECK(next(right) == row->get && next(right) == row->get && remote(right) == row->state);
	CHECK(put(right, 5, 4) == row->prep);
	CHECK(sluice_channel_get_receive_event(right) == (row->get != 0) && sluice_channel_get_send_event(right) == 1);
	CHECK(sluice_channel_wait(right, SLUICE_EVENT_RECEIVE, 0) == (row->get != 0));
	ending = sluice_channel_get_ending(right);
	CHECK(ending.status == row->ending);
	/* What lies between was sent and not released. */
	if (row->ending != 0)
		CHECK(ending.sent == 64 && ending.released == 16);
	close_pair();
}

static void test_table(void)
{
	size_t i;

	for (i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++)
		check_row(&ROWS[i]);
}

static void test_names(void)
{
	CHECK(strcmp(sluice_endpoint_state_name(SLUICE_STATE_UNKNOWN), "unknown") == 0);
	CHECK(strcmp(sluice_endpoint_state_name(SLUICE_STATE_UNREADY), "unready") == 0 && SLUICE_STATE_UNREADY == 291);
	CHECK(strcmp(sluice_endpoint_state_name(SLUICE_STATE_LISTENING), "listening") == 0 && SLUICE_STATE_LISTENING == 292);
	CHECK(strcmp(sluice_endpoint_state_name(SLUICE_STATE_CONNECTED), "connected") == 0 && SLUICE_STATE_CONNECTED == 293);
	CHECK(strcmp(sluice_endpoint_state_name(SLUICE_STATE_DISCONNECTING), "disconnecting") == 0 && SLUICE_STATE_DISCONNECTING == 294);
	CHECK(strcmp(sluice_endpoint_state_name(SLUICE_STATE_DISCONNECTED), "disconnected") == 0 && SLUICE_STATE_DISCONNECTED == 295);
	CHECK(strcmp(sluice_endpoint_state_name(SLUICE_STATE_CRASHED), "crashed") == 0 && SLUICE_STATE_CRASHED == 296);
	CHECK(strcmp(sluice_endpoint_state_name(SLUICE_STATE_POISONED), "poisoned") == 0 && SLUICE_STATE_POISONED == 297);
	CHECK(strcmp(sluice_endpoint_state_name((enum sluice_endpoint_state)290), "invalid") == 0);
	CHECK(!sluice_state_requests_disconnect(SLUICE_STATE_CONNECTED) && sluice_state_requests_disconnect(SLUICE_STATE_DISCONNECTING));
	CHECK(sluice_state_requests_disconnect(SLUICE_STATE_POISONED) && !sluice_state_requests_disconnect(SLUICE_STATE_UNKNOWN));
}

/* ---- poison ------------------------------------------------------------------------------------------------------------------------- */

/* `right` has caught `left`: every call says so, and `left` gets to know why, once it looks. */
static void check_poisoned(uint32_t reason)
{
	struct sluice_channel_ending ending = sluice_channel_get_ending(right);
	uint8_t *payload;

	CHECK(ending.status == -SLUICE_ERR_POISONED && ending.reason == reason);
	CHECK(*STATE_OF(right) == SLUICE_SEGMENT_POISONED && *WRITER_WORD(right, reason) == reason && *READER_WORD(right, reason) == reason);
	CHECK(next(right) == -SLUICE_ERR_POISONED && sluice_channel_finish_message(right) == -SLUICE_ERR_POISONED);
	CHECK(sluice_channel_prep_message(right, 0, 0, 0, in_ms(1000), &payload) == -SLUICE_ERR_POISONED);
	CHECK(sluice_channel_send_messages(right) == -SLUICE_ERR_POISONED && sluice_channel_end(right) == -SLUICE_ERR_POISONED);
	CHECK(sluice_channel_producer_bytes_available(right) == 0 && sluice_channel_wait(right, 3, SLUICE_FOREVER) == 3);
	/* Both doorbells were rung. */
	CHECK((sluice__link_drain(&sluice__channel_of(left)->link) & 3) == 3);
	if (reason == SLUICE_POISON_STATE)
		*STATE_OF(left) = SLUICE_SEGMENT_READY;
	CHECK(remote(left) == SLUICE_STATE_POISONED);
	ending = sluice_channel_get_ending(left);
	CHECK(ending.status == -SLUICE_ERR_POISONED && ending.reason == reason && put(left, 0, 0) == -SLUICE_ERR_POISONED);
	close_pair();
}

/* Only upwards, and only what is known. */
static void test_state_lies(void)
{
	static const uint32_t lies[][2] = {{SLUICE_SEGMENT_READY, SLUICE_SEGMENT_INIT},	  {SLUICE_SEGMENT_CLOSING, SLUICE_SEGMENT_READY},
					   {SLUICE_SEGMENT_CLOSED, SLUICE_SEGMENT_CLOSING}, {SLUICE_SEGMENT_READY, 5},
					   {SLUICE_SEGMENT_READY, UINT32_MAX},		  {SLUICE_SEGMENT_CLOSED, SLUICE_SEGMENT_READY}};
	size_t i;

	for (i = 0; i < sizeof lies / sizeof lies[0]; i++) {
		open_pair(0);
		*STATE_OF(left) = lies[i][0];
		remote(right);
		*STATE_OF(left) = lies[i][1];
		CHECK(put(right, 1, 1) == (lies[i][0] == SLUICE_SEGMENT_READY ? 0 : -SLUICE_ERR_PEER_CLOSED));
		remote(right);
		check_poisoned(SLUICE_POISON_STATE);
	}
}

static void test_ring_lies(void)
{
	open_pair(0);
	CHECK(put(left, 10, 1) == 0 && put(left, 10, 2) == 0);
	expect(right, 10, 1);
	*WRITER_WORD(left, tail) = 8192;
	expect(right, 10, 2);
	CHECK(next(right) == -SLUICE_ERR_POISONED);
	check_poisoned(SLUICE_POISON_TAIL);

	open_pair(0);
	CHECK(put(left, 10, 1) == 0);
	*(uint32_t *)(void *)(sluice__channel_of(left)->link.own.ring.data + 4) = 9;
	CHECK(next(right) == -SLUICE_ERR_POISONED);
	check_poisoned(SLUICE_POISON_SEQUENCE);

	/* A lie about my own ring, met where I write; it also ends what I read. */
	open_pair(0);
	CHECK(put(left, 10, 1) == 0 && put(right, 10, 1) == 0);
	*READER_WORD(left, head) = 1u << 20;
	while (put(right, 1000, 2) == 0)
		;
	CHECK(put(right, 1000, 2) == -SLUICE_ERR_POISONED);
	check_poisoned(SLUICE_POISON_HEAD);

	open_pair(0);
	/* The writer looks when it needs to. */
	CHECK(put(right, 1000, 1) == 0 && put(right, 1000, 1) == 0 && put(right, 1000, 1) == 0);
	*READER_WORD(left, head) = 4;
	CHECK(sluice_channel_producer_bytes_available(right) == 0);
	check_poisoned(SLUICE_POISON_ALIGNMENT);
}

/* The peer lies, and dies: what it says at the very end is judged as well. */
static void test_last_lies(void)
{
	open_pair(0);
	CHECK(put(left, 10, 1) == 0);
	*WRITER_WORD(left, tail) = 40;
	kill_end(&left);
	CHECK(remote(right) == SLUICE_STATE_CRASHED && next(right) == -SLUICE_ERR_POISONED);
	CHECK(sluice_channel_get_ending(right).reason == SLUICE_POISON_ALIGNMENT);
	close_pair();

	open_pair(0);
	*READER_WORD(left, head) = 16;
	kill_end(&left);
	CHECK(remote(right) == SLUICE_STATE_CRASHED && next(right) == -SLUICE_ERR_POISONED);
	CHECK(sluice_channel_get_ending(right).reason == SLUICE_POISON_HEAD);
	close_pair();
}

/* Who only polls, and never waits, gets to know of a crash as well: reading, and writing into a full ring. */
static void test_polling(void)
{
	int i;

	open_pair(0);
	CHECK(put(left, 10, 1) == 0);
	kill_end(&left);
	expect(right, 10, 1);
	for (i = 0; i < 20000 && next(right) == 0; i++)
		;
	CHECK(i < 20000 && next(right) == -SLUICE_ERR_PEER_DIED);
	close_pair();

	open_pair(0);
	kill_end(&left);
	while (put(right, 1000, 1) == 0)
		;
	for (i = 0; i < 20000 && put(right, 1000, 1) == SLUICE_FULL; i++)
		;
	CHECK(i < 20000 && put(right, 1000, 1) == -SLUICE_ERR_PEER_DIED);
	close_pair();
}

/* END is the clean end, whatever comes after it. */
static void test_end(void)
{
	open_pair(0);
	CHECK(put(left, 10, 1) == 0 && sluice_channel_end(left) == 0);
	kill_end(&left);
	CHECK(remote(right) == SLUICE_STATE_CRASHED);
	expect(right, 10, 1);
	CHECK(next(right) == -SLUICE_ERR_ENDED);
	/* Whoever is told the end does not look again, so it was the last reading of the dead one's memory. */
	CHECK(sluice__channel_of(right)->link.peer.base == NULL && next(right) == -SLUICE_ERR_ENDED);
	CHECK(sluice_channel_get_ending(right).status == -SLUICE_ERR_PEER_DIED && put(right, 1, 1) == -SLUICE_ERR_PEER_DIED);
	close_pair();

	/* The same when the end was told before the death. */
	open_pair(0);
	CHECK(sluice_channel_end(left) == 0 && next(right) == -SLUICE_ERR_ENDED);
	kill_end(&left);
	CHECK(remote(right) == SLUICE_STATE_CRASHED && sluice__channel_of(right)->link.peer.base == NULL && next(right) == -SLUICE_ERR_ENDED);
	close_pair();

	open_pair(0);
	CHECK(sluice_channel_end(left) == 0 && next(right) == -SLUICE_ERR_ENDED && remote(right) == SLUICE_STATE_CONNECTED);
	*WRITER_WORD(left, tail) += 16;
	CHECK(next(right) == -SLUICE_ERR_POISONED);
	check_poisoned(SLUICE_POISON_KIND);
}

static const struct test TESTS[] = {
	{"table", test_table},	     {"names", test_names}, {"state-lies", test_state_lies}, {"ring-lies", test_ring_lies},
	{"last-lies", test_last_lies}, {"polling", test_polling}, {"end", test_end},
};

int main(int count, char **arguments)
{
	return RUN_TEST(TESTS, count, arguments);
}
