/* SPDX-License-Identifier: MIT */
/* Victims that use a channel: messages copied or where they lie, by reference, as a stream, by callbacks, and many lanes at once. */
#include <sluice/fan-in.h>
#include <sluice/stream.h>

#include "../../../native/src/channel.h"
#include "round.h"

struct user {
	struct sluice_channel *channel;
	struct sluice_stream *stream;
	struct sluice_fan_in *fan_in;
	struct sluice_channel *honest[2];	/* a lane that nobody lies in: both its ends */
	uint32_t sent, received;		/* through it */
	bool is_lane;
};

static int64_t soon(struct round *round)
{
	return below(&round->seed, 4) == 0 ? 0 : sluice_deadline_after(below(&round->seed, 200) * 1000);
}

static struct user *open_user(struct round *round, struct sluice__link *link)
{
	struct user *user = (struct user *)calloc(1, sizeof *user);

	CHECK(user != NULL && sluice__channel_open(link, &round->options, &user->channel) == 0);
	round->state = user;
	return user;
}

static void open_channel(struct round *round, struct sluice__link *link)
{
	open_user(round, link);
}

static void close_channel(struct round *round)
{
	struct user *user = (struct user *)round->state;

	sluice_stream_detach(user->stream);
	sluice_fan_in_free(user->fan_in);
	for (int i = 0; i < 2; i++)
		CHECK(user->honest[i] == NULL || sluice_channel_disconnect(user->honest[i]) == 0);
	CHECK(sluice_channel_disconnect(user->channel) == 0);
	free(user);
}

/* ---- messages -------------------------------------------------------------------------------------------------------------------- */

static void get_some(struct round *round, struct sluice_channel *channel)
{
	uint32_t count = below(&round->seed, 8);
	struct sluice_message message;
	int status = 0;

	while (count-- > 0) {
		status = below(&round->seed, 16) == 0 ? sluice_channel_receive(channel, soon(round), &message)
						      : sluice_channel_get_message(channel, &message);
		round->operations++;
		check_status(round, channel, status);
		if (status != 1)
			return;
		check_message(round, &message);
		if (below(&round->seed, 8) == 0)
			continue;
		status = sluice_channel_finish_message(channel);
		round->operations++;
		check_status(round, channel, status);
	}
}

static void put_some(struct round *round, struct sluice_channel *channel)
{
	uint32_t count = below(&round->seed, 6);
	uint8_t *payload;

	while (count-- > 0) {
		const size_t size = below(&round->seed, below(&round->seed, 8) == 0 ? 5000 : 200);
		const bool by_reference = round->options.arena_block_size != 0 && below(&round->seed, 3) == 0;
		const int64_t deadline_ns = below(&round->seed, 32) == 0 ? soon(round) : 0;
		const int status = by_reference ? sluice_channel_prep_reference(channel, size, 1, 2, deadline_ns, &payload)
						: sluice_channel_prep_message(channel, size, 1, 2, deadline_ns, &payload);

		round->operations++;
		if (status == -SLUICE_ERR_TOO_LONG) {
			CHECK(by_reference || size > channel->out.max_length);
			continue;
		}
		check_status(round, channel, status);
		if (status != 0)
			break;
		memset(payload, 7, size);
	}
	round->operations++;
	check_status(round, channel, sluice_channel_send_messages(channel));
}

static void reserve_one(struct round *round, struct sluice_channel *channel)
{
	const size_t size = below(&round->seed, 1000);
	uint8_t *payload;
	int status = sluice_channel_reserve_message(channel, size, 0, &payload);

	round->operations += 2;
	check_status(round, channel, status);
	if (status != 0)
		return;
	memset(payload, 9, size);
	if (below(&round->seed, 3) == 0)
		status = sluice_channel_abort_message(channel);
	else
		status = sluice_channel_commit_message(channel, size / 2, 1, 0);
	check_status(round, channel, status);
}

static void ask(struct round *round, struct sluice_channel *channel)
{
	const unsigned events = 1 + below(&round->seed, 7);
	enum sluice_endpoint_state state;

	round->operations++;
	switch (below(&round->seed, 9)) {
	case 0: check_status(round, channel, sluice_channel_wait(channel, events, soon(round))); break;
	case 1: check_status(round, channel, sluice_channel_get_remote_state(channel, &state)); break;
	case 2: check_status(round, channel, sluice_channel_get_receive_event(channel)); break;
	case 3: check_status(round, channel, sluice_channel_get_send_event(channel)); break;
	case 4: check_status(round, channel, sluice_channel_get_control_event(channel)); break;
	case 5: CHECK(sluice_channel_producer_bytes_available(channel) <= (size_t)channel->out.mask + 1); break;
	case 6: sluice_channel_remote_requested_fast_wakeup(channel); break;
	case 7: check_status(round, channel, sluice_channel_arm(channel, events)); break;
	default: reserve_one(round, channel); break;
	}
}

static void step_channel(struct round *round)
{
	struct sluice_channel *channel = ((struct user *)round->state)->channel;

	switch (below(&round->seed, 8)) {
	case 0: case 1: case 2: case 3: get_some(round, channel); break;
	case 4: case 5: case 6: put_some(round, channel); break;
	default: ask(round, channel); break;
	}
}

/* ---- streams --------------------------------------------------------------------------------------------------------------------- */

static void open_stream(struct round *round, struct sluice__link *link)
{
	struct user *user = open_user(round, link);

	CHECK(sluice_stream_attach(user->channel, &user->stream) == 0);
}

static void step_stream(struct round *round)
{
	struct user *user = (struct user *)round->state;
	uint8_t bytes[3000];
	size_t size = below(&round->seed, sizeof bytes + 1), done;
	int status;

	round->operations++;
	if (below(&round->seed, 2) == 0) {
		status = sluice_stream_recv(user->stream, bytes, size, soon(round), &done);
		check_status(round, user->channel, status);
		CHECK(done <= size && (status != 0 || done > 0 || size == 0));
	} else {
		memset(bytes, 5, size);
		check_status(round, user->channel, sluice_stream_send(user->stream, bytes, size, soon(round), &done));
		CHECK(done <= size);
	}
}

/* ---- callbacks ------------------------------------------------------------------------------------------------------------------- */

static void on_receive(void *round)
{
	get_some((struct round *)round, ((struct user *)((struct round *)round)->state)->channel);
}

static void on_send(void *round)
{
	put_some((struct round *)round, ((struct user *)((struct round *)round)->state)->channel);
}

static void open_async(struct round *round, struct sluice__link *link)
{
	struct user *user = open_user(round, link);
	const struct sluice_channel_async async = {
		.receive = on_receive, .receive_user = round, .send = on_send, .send_user = round,
	};

	CHECK(sluice_channel_set_async(user->channel, &async) == 0);
}

static void step_async(struct round *round)
{
	struct sluice_channel *channel = ((struct user *)round->state)->channel;

	round->operations++;
	check_status(round, channel, sluice_channel_dispatch(channel));
	if (below(&round->seed, 2) == 0)
		put_some(round, channel);
}

/* ---- fan-in ---------------------------------------------------------------------------------------------------------------------- */

static void open_fan_in(struct round *round, struct sluice__link *link)
{
	struct user *user = open_user(round, link);
	const struct sluice__terms terms = {.options = round->options, .purpose = SLUICE_PURPOSE_CHANNEL};
	struct sluice__link links[2];

	CHECK(sluice__link_pair(&terms, &terms, links) == 0);
	for (int i = 0; i < 2; i++)
		CHECK(sluice__channel_open(&links[i], &round->options, &user->honest[i]) == 0);
	CHECK(sluice_fan_in_new(4, &user->fan_in) == 0);
	CHECK(sluice_fan_in_add(user->fan_in, user->channel, NULL) == 0 && sluice_fan_in_add(user->fan_in, user->honest[0], user) == 0);
	user->is_lane = true;
}

/* Whatever one lane says, the other one is served, in order and whole. */
static void step_fan_in(struct round *round)
{
	struct user *user = (struct user *)round->state;
	struct sluice_message message;
	struct sluice_lane lane;
	int status, i;

	if (sluice_channel_send(user->honest[1], &user->sent, sizeof user->sent, 3, 0, 0) == 0)
		user->sent++;
	round->operations += 2;
	CHECK(sluice_fan_in_wait(user->fan_in, soon(round)) >= 0);
	for (i = 0; i < 12; i++) {
		status = sluice_fan_in_get(user->fan_in, &lane, &message);
		round->operations++;
		if (status == 0)
			return;
		if (status < 0) {
			CHECK(user->is_lane && lane.channel == user->channel);
			check_status(round, user->channel, status);
			user->is_lane = false;
			continue;
		}
		if (lane.user == user) {
			CHECK(message.size == 4 && message.type == 3 && memcmp(message.payload, &user->received, 4) == 0);
			user->received++;
		}
		CHECK(sluice_fan_in_finish(user->fan_in) == 0 || lane.channel == user->channel);
	}
}

static void close_fan_in(struct round *round)
{
	struct user *user = (struct user *)round->state;

	CHECK(user->received > 0 || user->sent == 0 || !user->is_lane || user->sent < 8);
	close_channel(round);
}

const struct kind CHANNEL_KINDS[] = {
	{"copied", SLUICE_PURPOSE_CHANNEL, false, false, false, false, false, open_channel, step_channel, close_channel},
	{"trusted", SLUICE_PURPOSE_CHANNEL, false, true, false, false, false, open_channel, step_channel, close_channel},
	{"referenced", SLUICE_PURPOSE_CHANNEL, true, false, false, false, false, open_channel, step_channel, close_channel},
	{"referenced-trusted", SLUICE_PURPOSE_CHANNEL, true, true, false, false, false, open_channel, step_channel, close_channel},
	{"stream", SLUICE_PURPOSE_CHANNEL, false, false, false, false, false, open_stream, step_stream, close_channel},
	{"stream-referenced", SLUICE_PURPOSE_CHANNEL, true, true, false, false, false, open_stream, step_stream, close_channel},
	{"callbacks", SLUICE_PURPOSE_CHANNEL, true, false, false, false, false, open_async, step_async, close_channel},
	{"fan-in", SLUICE_PURPOSE_CHANNEL, false, false, false, true, false, open_fan_in, step_fan_in, close_fan_in},
	{0},
};
