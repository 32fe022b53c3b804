/*
 * One end of a channel that does what stdin says, a line each, and answers each line with one: the twin of ts-end.ts. `trace.ts` has the
 * language, and why an answer says what it says.
 */
#include <inttypes.h>
#include <stddef.h>

#include <sluice/stream.h>

#include "../../../native/src/channel.h"
#include "end.h"

static struct sluice_channel_listener *listener;
static struct sluice_channel *channel;
static struct sluice_stream *stream;
static struct sluice_channel_options options;
static uint8_t buffer[1 << 20];

/* ---- answers ----------------------------------------------------------------------------------------------------------------------- */

static const char *name_of(int status)
{
	switch (status) {
	case 0: return "ok";
	case SLUICE_FULL: return "FULL";
	case SLUICE_DROPPED: return "DROPPED";
	default: return sluice_error_name(status) + strlen("SLUICE_ERR_");
	}
}

static void say_status(int status)
{
	const struct sluice_channel_ending ending = channel != NULL ? sluice_channel_get_ending(channel) : (struct sluice_channel_ending){0};

	if (status == -SLUICE_ERR_POISONED)
		say("POISONED %" PRIu32, ending.reason);
	else if (status == -SLUICE_ERR_PEER_DIED)
		say("PEER_DIED %" PRIu32 " %" PRIu32, ending.sent, ending.released);
	else
		say("%s", name_of(status));
}

static int64_t in_ms(uint32_t milliseconds)
{
	return sluice_deadline_after((int64_t)milliseconds * 1000000);
}

/* ---- operations -------------------------------------------------------------------------------------------------------------------- */

static enum sluice_verdict allow_socket(void *user, const struct sluice_credentials *peer)
{
	(void)user;
	(void)peer;
	return SLUICE_ALLOW_SOCKET;
}

static void read_options(const uint32_t *a)
{
	options = SLUICE_CHANNEL_OPTIONS;
	options.send_order = (int)a[0];
	options.receive_order = (int)a[1] - 1;
	options.largest_order = (int)a[2];
	options.arena_block_size = a[3];
	options.arena_block_count = a[4];
	options.trusts_peer = a[5] != 0;
	options.backpressure = (enum sluice_backpressure)a[6];
	options.policy = a[7] != 0 ? allow_socket : NULL;
}

static void open_end(const char *command, const char *address, const uint32_t *a)
{
	struct sluice_channel_refusal why = {0};
	int status;

	read_options(a);
	if (strcmp(command, "listen") == 0) {
		say("%s", name_of(sluice_channel_listen(address, &options, &listener)));
		return;
	}
	status = sluice_channel_connect(address, &options, in_ms(60000), &channel, &why);
	if (status == -SLUICE_ERR_INCOMPATIBLE)
		say("INCOMPATIBLE %" PRIu32 " %" PRIu32 " %" PRIu64 " %" PRIu64 " %d", why.reason, why.code, why.expected, why.got, why.by_peer);
	else
		say("%s", name_of(status));
}

static void prepare(bool by_reference, const uint32_t *a)
{
	uint8_t *payload;
	const int status = by_reference ? sluice_channel_prep_reference(channel, a[0], a[1], a[2], 0, &payload)
					: sluice_channel_prep_message(channel, a[0], a[1], a[2], 0, &payload);

	if (status == 0)
		fill(payload, a[0], a[1]);
	say_status(status);
}

static void reserve(uint32_t size, uint32_t type)
{
	uint8_t *payload;
	const int status = sluice_channel_reserve_message(channel, size, 0, &payload);

	if (status == 0)
		fill(payload, size, type);
	say_status(status);
}

static void put(const uint32_t *a)
{
	fill(buffer, a[0], a[1]);
	say_status(sluice_channel_send(channel, buffer, a[0], a[1], a[2], in_ms(a[3])));
}

static void say_message(int status, const struct sluice_message *message)
{
	if (status == 1)
		say("%zu %" PRIu32 " %" PRIu32 " %d %" PRIu32, message->size, message->type, message->flags, message->has_more,
		    hash(message->payload, message->size));
	else if (status == 0)
		say("EMPTY");
	else
		say_status(status);
}

static void get(void)
{
	struct sluice_message message;
	const int status = sluice_channel_get_message(channel, &message);

	say_message(status, &message);
}

static void receive(uint32_t milliseconds)
{
	struct sluice_message message;
	const int status = sluice_channel_receive(channel, in_ms(milliseconds), &message);

	say_message(status, &message);
}

static void receive_event(void)
{
	const int set = sluice_channel_get_receive_event(channel);

	printf("%d ", set);
	get();
}

static void say_state(void)
{
	enum sluice_endpoint_state state;
	const int status = sluice_channel_get_remote_state(channel, &state);

	if (status != 0)
		say_status(status);
	else
		say("%s %d", sluice_endpoint_state_name(state), sluice_state_requests_disconnect(state));
}

static void say_counters(void)
{
	const struct sluice_channel_counters *counters = &channel->counters;

	/* Not `sent`: of what is published once the peer has left, C counts it and TypeScript does not. Nor `refused`: a vain wait asks once or twice. */
	say("%" PRIu64 " %" PRIu64 " %" PRIu64, counters->received, counters->dropped, counters->rings);
}

static void say_ending(void)
{
	const struct sluice_channel_ending ending = sluice_channel_get_ending(channel);

	say_status(ending.status != 0 ? ending.status : channel->out.status == -SLUICE_ERR_PEER_CLOSED ? channel->out.status : 0);
}

static void attach(void)
{
	say_status(stream != NULL ? -SLUICE_ERR_STATE : sluice_stream_attach(channel, &stream));
}

static void detach(void)
{
	sluice_stream_detach(stream);
	stream = NULL;
	say("ok");
}

static void stream_send(uint32_t length, uint32_t type)
{
	size_t sent;
	int status;

	fill(buffer, length, type);
	status = sluice_stream_send(stream, buffer, length, 0, &sent);
	if (status == 0 || (status == SLUICE_FULL && sent > 0))
		say("%zu", sent);
	else
		say_status(status);
}

static void stream_receive(uint32_t size)
{
	size_t received;
	const int status = sluice_stream_recv(stream, buffer, size, 0, &received);

	if (status == 0)
		say("%zu %" PRIu32, received, hash(buffer, received));
	else if (status == -SLUICE_ERR_DEADLINE)
		say("EMPTY");
	else
		say_status(status);
}

static uint8_t *forged_word(const char *name, uint32_t index)
{
	const struct sluice__map *own = &sluice__channel_of(channel)->link.own;

	if (strcmp(name, "state") == 0)
		return own->base + offsetof(struct sluice_segment_header, state);
	if (strcmp(name, "tail") == 0)
		return own->ring.control + offsetof(struct sluice_producer_lines, tail);
	if (strcmp(name, "space_wake_at") == 0)
		return own->ring.control + offsetof(struct sluice_producer_lines, space_wake_at);
	if (strcmp(name, "head") == 0)
		return own->consumer.control + offsetof(struct sluice_consumer_lines, head);
	if (strcmp(name, "data_wake_at") == 0)
		return own->consumer.control + offsetof(struct sluice_consumer_lines, data_wake_at);
	if (strcmp(name, "released") == 0)
		return own->released.data == NULL ? NULL : own->released.data + 4 * (index % (own->released.data_size / 4));
	return own->ring.data + 4 * (index % (own->ring.data_size / 4));
}

static void forge(const char *name, const uint32_t *a)
{
	uint8_t *place = forged_word(name, a[0]);
	uint32_t word;

	if (place != NULL) {
		memcpy(&word, place, 4);
		word = a[1] != 0 ? word + a[2] : a[2];
		memcpy(place, &word, 4);
	}
	say("ok");
}

static void leave(bool says_so)
{
	sluice_stream_detach(stream);
	stream = NULL;
	if (says_so)
		sluice_channel_disconnect(channel);
	else
		sluice__channel_free(sluice__channel_of(channel));
	channel = NULL;
	say("ok");
}

static void close_end(void)
{
	sluice_stream_detach(stream);
	if (channel != NULL)
		sluice_channel_disconnect(channel);
	sluice_channel_listener_close(listener);
	stream = NULL;
	channel = NULL;
	listener = NULL;
	say("ok");
}

/* ---- the language ------------------------------------------------------------------------------------------------------------------ */

/* What a stream forbids, and what needs one. */
static bool run_messages(const char *command, const uint32_t *a)
{
	if (strcmp(command, "prep") == 0)
		prepare(false, a);
	else if (strcmp(command, "ref") == 0)
		prepare(true, a);
	else if (strcmp(command, "reserve") == 0)
		reserve(a[0], a[1]);
	else if (strcmp(command, "commit") == 0)
		say_status(sluice_channel_commit_message(channel, a[0], a[1], a[2]));
	else if (strcmp(command, "abort") == 0)
		say_status(sluice_channel_abort_message(channel));
	else if (strcmp(command, "send") == 0)
		say_status(sluice_channel_send_messages(channel));
	else if (strcmp(command, "put") == 0)
		put(a);
	else if (strcmp(command, "get") == 0)
		get();
	else if (strcmp(command, "receive") == 0)
		receive(a[0]);
	else if (strcmp(command, "receive-event") == 0)
		receive_event();
	else if (strcmp(command, "finish") == 0)
		say_status(sluice_channel_finish_message(channel));
	else
		return false;
	return true;
}

static bool run_stream(const char *command, const uint32_t *a)
{
	if (strcmp(command, "detach") == 0)
		detach();
	else if (strcmp(command, "stream-send") == 0)
		stream_send(a[0], a[1]);
	else if (strcmp(command, "stream-receive") == 0)
		stream_receive(a[0]);
	else
		return false;
	return true;
}

static bool run_always(const char *command, const char *word, const uint32_t *a)
{
	const struct sluice__link *link = &sluice__channel_of(channel)->link;

	if (strcmp(command, "end") == 0)
		say_status(sluice_channel_end(channel));
	else if (strcmp(command, "attach") == 0)
		attach();
	else if (strcmp(command, "available") == 0)
		say("%zu", sluice_channel_producer_bytes_available(channel));
	else if (strcmp(command, "send-event") == 0)
		say("%d", sluice_channel_get_send_event(channel));
	else if (strcmp(command, "control-event") == 0)
		say("%d", sluice_channel_get_control_event(channel));
	else if (strcmp(command, "fast") == 0)
		say_status(a[0] != 0 ? sluice_channel_request_fast_receive(channel) : sluice_channel_cancel_fast_receive(channel));
	else if (strcmp(command, "remote-fast") == 0)
		say("%d", sluice_channel_remote_requested_fast_wakeup(channel));
	else if (strcmp(command, "state") == 0)
		say_state();
	else if (strcmp(command, "counters") == 0)
		say_counters();
	else if (strcmp(command, "ending") == 0)
		say_ending();
	else if (strcmp(command, "forge") == 0)
		forge(word, a);
	else if (strcmp(command, "load") == 0)
		load_image(link->own.base, SLUICE_HEADER_SIZE, link->own.size, word);
	else if (strcmp(command, "image") == 0)
		say_image(link->own.base, link->own.size);
	else if (strcmp(command, "peer-image") == 0)
		say_image(link->peer.base, link->peer.base == NULL ? 0 : link->peer.size);
	else if (strcmp(command, "leave") == 0 || strcmp(command, "crash") == 0)
		leave(strcmp(command, "leave") == 0);
	else
		return false;
	return true;
}

static void run(const char *command, const char *word, const uint32_t *a)
{
	if (strcmp(command, "listen") == 0 || strcmp(command, "connect") == 0)
		open_end(command, word, a);
	else if (strcmp(command, "accept") == 0)
		say("%s", name_of(sluice_channel_accept(listener, in_ms(60000), &channel)));
	else if (strcmp(command, "close") == 0)
		close_end();
	else if (channel == NULL)
		say("gone");
	else if (!run_always(command, word, a) && !(stream == NULL ? run_messages(command, a) : run_stream(command, a)))
		say("no");
}

int main(void)
{
	static const char *const WORDED[] = {"listen", "connect", "forge", "load", NULL};

	run_lines(WORDED, run);
	return 0;
}
