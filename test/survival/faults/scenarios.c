#define _GNU_SOURCE
#include "scenarios.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <sluice/broadcast.h>
#include <sluice/channel-transport.h>
#include <sluice/socket.h>
#include <sluice/stream.h>

#include "cluster_rpc_stubs.h"

/* Much longer than anything takes: who waits so long was forgotten. */
#define PATIENCE_MS 8000
#define SLICE_MS 5
#define LARGE 3000
#define STREAMED 9000

static int64_t in_ms(int64_t milliseconds)
{
	return sluice_deadline_after(milliseconds * 1000000);
}

/* Long enough that the other side stops looking and sleeps. */
static void let_sleep(void)
{
	const struct timespec pause = {0, 400000};

	nanosleep(&pause, NULL);
}

static bool load(const int *flag)
{
	return __atomic_load_n(flag, __ATOMIC_ACQUIRE) != 0;
}

/* Leaves with the first status that is an error; errno is that of the call. */
#define TRY(call)                                                                       \
	do {                                                                            \
		errno = 0;                                                              \
		const int status_ = (call);                                             \
		if (status_ < 0) {                                                      \
			out = (struct outcome){status_, errno, #call};                  \
			goto end;                                                       \
		}                                                                       \
	} while (0)

/* What must be so whatever fails: a wrong byte is not an error of the system. */
#define WRONG 9999
#define MUST(condition)                                                                 \
	do {                                                                            \
		if (!(condition)) {                                                     \
			out = (struct outcome){-WRONG, errno, #condition};              \
			goto end;                                                       \
		}                                                                       \
	} while (0)

static enum sluice_verdict allow_socket(void *user, const struct sluice_credentials *peer)
{
	(void)user;
	(void)peer;
	return SLUICE_ALLOW_SOCKET;
}

static struct sluice_channel_options options(const struct meeting *meeting)
{
	struct sluice_channel_options made = SLUICE_CHANNEL_OPTIONS;

	if (meeting->rings_by_socket)
		made.policy = allow_socket;

	made.send_order = 0;
	made.arena_block_size = 1024;
	made.arena_block_count = 8;
	return made;
}

/* Not longer than the client is there. */
static int accept_one(struct meeting *meeting, struct sluice_channel_listener *listener, struct sluice_channel **out)
{
	const int64_t deadline_ns = in_ms(PATIENCE_MS);
	int status;

	do {
		status = sluice_channel_accept(listener, in_ms(SLICE_MS), out);
		if (status == -SLUICE_ERR_DEADLINE && load(&meeting->is_client_gone))
			return -SLUICE_ERR_PEER_CLOSED;
	} while (status == -SLUICE_ERR_DEADLINE && !sluice_is_over(deadline_ns, sluice_now_ns()));
	return status;
}

static void fill(uint8_t *bytes, size_t length, uint32_t seed)
{
	size_t i;

	for (i = 0; i < length; i++)
		bytes[i] = (uint8_t)(seed + i * 7);
}

static bool is_filled(const uint8_t *bytes, size_t length, uint32_t seed)
{
	size_t i;

	for (i = 0; i < length; i++)
		if (bytes[i] != (uint8_t)(seed + i * 7))
			return false;
	return true;
}

static int send_filled(struct sluice_channel *channel, size_t length, uint32_t type)
{
	uint8_t *payload;
	int status = sluice_channel_prep_message(channel, length, type, ~type, in_ms(PATIENCE_MS), &payload);

	if (status != 0)
		return status;
	fill(payload, length, type);
	return sluice_channel_send_messages(channel);
}

/* ---- records, one of them by reference, and a stream ---------------------------------------------------------------------------- */

/* A signal ends a wait early; that is no time over. */
static int receive_filled(struct sluice_channel *channel, size_t length, uint32_t type)
{
	const int64_t deadline_ns = in_ms(PATIENCE_MS);
	struct sluice_message message;
	const int status = sluice_channel_receive(channel, deadline_ns, &message);

	if (status < 0)
		return status;
	if (message.size != length || message.type != type || message.flags != ~type || !is_filled(message.payload, length, type))
		return -WRONG;
	return sluice_channel_finish_message(channel);
}

static int receive_stream(struct sluice_stream *stream, size_t total)
{
	uint8_t bytes[700], expected[700];
	uint8_t whole[STREAMED];
	size_t done = 0, received;

	fill(whole, sizeof whole, 5);
	while (done < total) {
		const int status = sluice_stream_recv(stream, bytes, sizeof bytes, in_ms(PATIENCE_MS), &received);

		if (status != 0)
			return status;
		memcpy(expected, whole + done, received);
		if (memcmp(bytes, expected, received) != 0)
			return -WRONG;
		done += received;
	}
	return 0;
}

static int expect_end(struct sluice_channel *channel)
{
	struct sluice_message message;
	const int status = sluice_channel_receive(channel, in_ms(PATIENCE_MS), &message);

	return status == -SLUICE_ERR_ENDED ? 0 : status < 0 ? status : -WRONG;
}

static int expect_stream_end(struct sluice_stream *stream)
{
	uint8_t byte;
	size_t count;
	const int status = sluice_stream_recv(stream, &byte, 1, in_ms(PATIENCE_MS), &count);

	return status == -SLUICE_ERR_ENDED ? 0 : status < 0 ? status : -WRONG;
}

static struct outcome serve_records(struct meeting *meeting, void (*start_client)(void *user), void *user)
{
	const struct sluice_channel_options own = options(meeting);
	struct sluice_channel_listener *listener = NULL;
	struct sluice_channel *channel = NULL;
	struct sluice_stream *stream = NULL;
	struct outcome out = {0, 0, NULL};

	TRY(sluice_channel_listen(meeting->address, &own, &listener));
	start_client(user);
	TRY(accept_one(meeting, listener, &channel));
	TRY(receive_filled(channel, 100, 1));
	let_sleep();
	TRY(send_filled(channel, 200, 2));
	TRY(receive_filled(channel, LARGE, 3));
	let_sleep();
	TRY(send_filled(channel, LARGE, 4));
	TRY(sluice_stream_attach(channel, &stream));
	let_sleep(); /* the writer has no room before we read */
	TRY(receive_stream(stream, STREAMED));
	TRY(expect_stream_end(stream));
	TRY(sluice_stream_shutdown(stream));
	sluice_stream_detach(stream);
	stream = NULL;
	TRY(expect_end(channel));
end:
	sluice_stream_detach(stream);
	if (channel != NULL)
		sluice_channel_disconnect(channel);
	sluice_channel_listener_close(listener);
	return out;
}

static struct outcome join_records(struct meeting *meeting)
{
	const struct sluice_channel_options own = options(meeting);
	struct sluice_channel *channel = NULL;
	struct sluice_channel_refusal why;
	struct sluice_stream *stream = NULL;
	struct outcome out = {0, 0, NULL};
	uint8_t bytes[STREAMED];
	size_t sent;

	TRY(sluice_channel_connect(meeting->address, &own, in_ms(PATIENCE_MS), &channel, &why));
	let_sleep();
	TRY(send_filled(channel, 100, 1));
	TRY(receive_filled(channel, 200, 2));
	let_sleep();
	TRY(send_filled(channel, LARGE, 3));
	TRY(receive_filled(channel, LARGE, 4));
	TRY(sluice_stream_attach(channel, &stream));
	fill(bytes, sizeof bytes, 5);
	TRY(sluice_stream_send(stream, bytes, sizeof bytes, in_ms(PATIENCE_MS), &sent));
	MUST(sent == sizeof bytes);
	let_sleep();
	TRY(sluice_stream_shutdown(stream));
	sluice_stream_detach(stream);
	stream = NULL;
	TRY(expect_end(channel));
end:
	sluice_stream_detach(stream);
	if (channel != NULL)
		sluice_channel_disconnect(channel);
	return out;
}

/* ---- the same by a descriptor of one's own loop --------------------------------------------------------------------------------- */

struct loop {
	struct sluice_channel *channel;
	int status; /* 1 once the message was there */
	uint32_t type;
};

static void on_receive(void *user)
{
	struct loop *loop = user;
	struct sluice_message message;
	int status;

	while ((status = sluice_channel_get_message(loop->channel, &message)) == 1) {
		loop->status = message.type == loop->type && is_filled(message.payload, message.size, message.type) ? 1 : -WRONG;
		sluice_channel_finish_message(loop->channel);
	}
	if (status < 0 && loop->status == 0)
		loop->status = status;
}

static void on_send(void *user)
{
	(void)user;
}

/* Runs callbacks until one message of this type has come. */
static int dispatch_until(struct sluice_channel *channel, uint32_t type)
{
	struct loop loop = {channel, 0, type};
	const struct sluice_channel_async async = {.receive = on_receive, .receive_user = &loop, .send = on_send};
	const int64_t deadline_ns = in_ms(PATIENCE_MS);
	int status = sluice_channel_set_async(channel, &async);

	while (status == 0 && loop.status == 0) {
		struct pollfd entry = {.fd = sluice_channel_descriptor(channel), .events = POLLIN};

		status = entry.fd < 0 ? entry.fd : sluice_channel_dispatch(channel);
		if (status < 0 || loop.status != 0)
			break;
		status = 0;
		if (sluice_is_over(deadline_ns, sluice_now_ns()))
			status = -SLUICE_ERR_DEADLINE;
		else if (poll(&entry, 1, 100) == 0 && sluice_channel_get_receive_event(channel) == 1)
			status = -WRONG;
	}
	if (status >= 0)
		status = sluice_channel_set_async(channel, NULL);
	return status < 0 ? status : loop.status < 0 ? loop.status : 0;
}

static struct outcome serve_loop(struct meeting *meeting, void (*start_client)(void *user), void *user)
{
	const struct sluice_channel_options own = options(meeting);
	struct sluice_channel_listener *listener = NULL;
	struct sluice_channel *channel = NULL;
	struct outcome out = {0, 0, NULL};

	TRY(sluice_channel_listen(meeting->address, &own, &listener));
	start_client(user);
	TRY(accept_one(meeting, listener, &channel));
	let_sleep();
	TRY(dispatch_until(channel, 1));
	let_sleep();
	TRY(send_filled(channel, 10, 2));
	TRY(sluice_channel_end(channel));
	TRY(expect_end(channel));
end:
	if (channel != NULL)
		sluice_channel_disconnect(channel);
	sluice_channel_listener_close(listener);
	return out;
}

static struct outcome join_loop(struct meeting *meeting)
{
	const struct sluice_channel_options own = options(meeting);
	struct sluice_channel *channel = NULL;
	struct outcome out = {0, 0, NULL};

	TRY(sluice_channel_connect(meeting->address, &own, in_ms(PATIENCE_MS), &channel, NULL));
	let_sleep();
	TRY(send_filled(channel, 10, 1));
	TRY(dispatch_until(channel, 2));
	TRY(sluice_channel_end(channel));
	TRY(expect_end(channel));
end:
	if (channel != NULL)
		sluice_channel_disconnect(channel);
	return out;
}

/* ---- generated stubs, over a channel and over a socket --------------------------------------------------------------------------- */

static int pmem_get_pages(struct sluice_call_context *context, uint32_t order, uint64_t *page)
{
	(void)context;
	let_sleep();
	*page = UINT64_C(0x1000) << order;
	return 0;
}

static const struct cluster_rpc_handlers HANDLERS = {.pmem_get_pages = pmem_get_pages};

static int serve_transport(struct sluice_transport *transport)
{
	struct sluice_serve_options none;
	int status;

	memset(&none, 0, sizeof none);
	status = sluice_serve(transport, &cluster_rpc_service, &HANDLERS, NULL, &none);
	if (status == -SLUICE_ERR_SYSTEM)
		errno = transport->system_error != 0 ? transport->system_error : errno;
	return status;
}

static struct outcome call(struct sluice_transport *transport)
{
	struct outcome out = {0, 0, NULL};
	uint64_t page = 0;
	uint32_t order;

	sluice_transport_set_timeout(transport, INT64_C(1000000) * PATIENCE_MS);
	for (order = 0; order < 3; order++) {
		const int status = rpc_pmem_get_pages_client(transport, 0, order, &page);

		if (status != 0)
			return (struct outcome){status, sluice_transport_last_error(transport)->error, "rpc_pmem_get_pages_client"};
		MUST(page == UINT64_C(0x1000) << order);
	}
	TRY(sluice_transport_close(transport, in_ms(PATIENCE_MS)));
end:
	return out;
}

static struct outcome serve_calls(struct meeting *meeting, void (*start_client)(void *user), void *user)
{
	const struct sluice_channel_options own = options(meeting);
	struct sluice_channel_listener *listener = NULL;
	struct sluice_channel *channel = NULL;
	struct sluice_transport *transport = NULL;
	struct outcome out = {0, 0, NULL};

	TRY(sluice_channel_listen(meeting->address, &own, &listener));
	start_client(user);
	TRY(accept_one(meeting, listener, &channel));
	TRY(sluice_channel_transport(channel, 0, &transport));
	channel = NULL;
	TRY(serve_transport(transport));
end:
	if (channel != NULL)
		sluice_channel_disconnect(channel);
	sluice_transport_free(transport);
	sluice_channel_listener_close(listener);
	return out;
}

static struct outcome join_calls(struct meeting *meeting)
{
	const struct sluice_channel_options own = options(meeting);
	struct sluice_channel *channel = NULL;
	struct sluice_transport *transport = NULL;
	struct outcome out = {0, 0, NULL};

	TRY(sluice_channel_connect(meeting->address, &own, in_ms(PATIENCE_MS), &channel, NULL));
	TRY(sluice_channel_transport(channel, 0, &transport));
	channel = NULL;
	let_sleep();
	out = call(transport);
end:
	if (channel != NULL)
		sluice_channel_disconnect(channel);
	sluice_transport_free(transport);
	return out;
}

static int accept_transport(struct meeting *meeting, struct sluice_listener *listener, struct sluice_transport **out)
{
	int status;

	do {
		status = sluice_listener_accept(listener, in_ms(SLICE_MS), out);
		if (status == -SLUICE_ERR_DEADLINE && load(&meeting->is_client_gone))
			return -SLUICE_ERR_PEER_CLOSED;
		/* A signal, of which this one tells. */
	} while (status == -SLUICE_ERR_DEADLINE || (status == -SLUICE_ERR_SYSTEM && errno == EINTR));
	return status;
}

static struct outcome serve_socket(struct meeting *meeting, void (*start_client)(void *user), void *user)
{
	struct sluice_listener *listener = NULL;
	struct sluice_transport *transport = NULL;
	struct outcome out = {0, 0, NULL};

	TRY(sluice_socket_listen(meeting->address, NULL, &listener));
	start_client(user);
	TRY(accept_transport(meeting, listener, &transport));
	TRY(serve_transport(transport));
end:
	sluice_transport_free(transport);
	sluice_listener_close(listener);
	return out;
}

static struct outcome join_socket(struct meeting *meeting)
{
	struct sluice_transport *transport = NULL;
	struct outcome out = {0, 0, NULL};

	TRY(sluice_socket_connect(meeting->address, NULL, in_ms(PATIENCE_MS), &transport));
	let_sleep();
	out = call(transport);
end:
	sluice_transport_free(transport);
	return out;
}

/* ---- broadcast ------------------------------------------------------------------------------------------------------------------ */

#define ANNOUNCED 5

static struct outcome serve_broadcast(struct meeting *meeting, void (*start_client)(void *user), void *user)
{
	const int64_t deadline_ns = in_ms(PATIENCE_MS);
	struct sluice_publisher *publisher = NULL;
	struct outcome out = {0, 0, NULL};
	uint8_t bytes[64];
	uint32_t type = 0;

	TRY(sluice_publisher_open(meeting->address, NULL, &publisher));
	start_client(user);
	/* Goes on until the subscriber has heard enough, and has left. */
	while (!load(&meeting->is_client_gone)) {
		MUST(!sluice_is_over(deadline_ns, sluice_now_ns()));
		TRY(sluice_publisher_dispatch(publisher));
		fill(bytes, sizeof bytes, type);
		TRY(sluice_publisher_publish(publisher, type, ~type, bytes, sizeof bytes));
		type++;
		let_sleep();
	}
end:
	sluice_publisher_close(publisher);
	return out;
}

static struct outcome join_broadcast(struct meeting *meeting)
{
	const int64_t deadline_ns = in_ms(PATIENCE_MS);
	struct sluice_subscriber *subscriber = NULL;
	struct sluice_channel_refusal why;
	struct sluice_broadcast_message message;
	struct outcome out = {0, 0, NULL};
	int count = 0, status;

	TRY(sluice_subscriber_open(meeting->address, NULL, in_ms(PATIENCE_MS), &why, &subscriber));
	while (count < ANNOUNCED) {
		MUST(!sluice_is_over(deadline_ns, sluice_now_ns()));
		TRY(status = sluice_subscriber_get(subscriber, &message));
		if (status == 1) {
			MUST(message.flags == ~message.type && is_filled(message.payload, message.length, message.type));
			count++;
			continue;
		}
		status = sluice_subscriber_wait(subscriber, deadline_ns);
		if (status != -SLUICE_ERR_DEADLINE)
			TRY(status);
	}
end:
	sluice_subscriber_close(subscriber);
	return out;
}

const struct scenario SCENARIOS[] = {
	{"records", serve_records, join_records, false, NULL},
	{"strangers", serve_records, join_records, true, NULL},
	{"loop", serve_loop, join_loop, false, NULL},
	{"calls", serve_calls, join_calls, false, NULL},
	{"calls-rung-by-write", serve_calls, join_calls, false, "syscall"},
	{"socket", serve_socket, join_socket, false, NULL},
	{"broadcast", serve_broadcast, join_broadcast, false, NULL},
};

const int SCENARIO_COUNT = sizeof SCENARIOS / sizeof SCENARIOS[0];
