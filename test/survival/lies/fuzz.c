/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer over everything in C that eats a peer's bytes. SLUICE_FUZZ names the target; with SLUICE_FUZZ_CORPUS, a folder, a few honest inputs are
 * written there first.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sluice/local.h>
#include <sluice/socket.h>
#include <sluice/stream.h>

#include "../../../native/src/broadcast-ring.h"
#include "../../../native/src/channel.h"
#include "../../../native/src/handshake.h"
#include "../../../native/src/socket.h"
#include "cluster_rpc_stubs.h"
#include "../../native/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *count, char ***arguments);

/* ---- inputs as a sequence of numbers ------------------------------------------------------------------------------------------------- */

struct input {
	const uint8_t *at;
	size_t left;
};

static uint32_t take(struct input *input, size_t bytes)
{
	uint32_t value = 0;

	if (bytes > input->left)
		bytes = input->left;
	memcpy(&value, input->at, bytes);
	input->at += bytes;
	input->left -= bytes;
	return value;
}

static const uint8_t *take_bytes(struct input *input, size_t most, size_t *length)
{
	const uint8_t *at = input->at;

	*length = most < input->left ? most : input->left;
	input->at += *length;
	input->left -= *length;
	return at;
}

/* ---- the handshake ------------------------------------------------------------------------------------------------------------------- */

static void fuzz_handshake(struct input *input)
{
	static const struct sluice_message_identity messages[] = {{1, 17}, {4, 18}};
	struct sluice__terms terms = {.options = SLUICE_CHANNEL_OPTIONS, .purpose = SLUICE_PURPOSE_CHANNEL};
	struct sluice__handshake side;
	int sockets[2], status;

	terms.options.send_order = 0;
	terms.options.identity = (struct sluice_identity){1, messages, 2};
	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, sockets) == 0);
	sluice__handshake_init(&side, sockets[0], &terms, take(input, 1) % 2, 1, 1);
	status = sluice__handshake_step(&side);
	while (status == SLUICE__PENDING && input->left > 0) {
		size_t length, most = 1 + take(input, 2) % 4096;
		const uint8_t *bytes = take_bytes(input, most, &length);

		if (length > 0 && send(sockets[1], bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
			break;
		status = sluice__handshake_step(&side);
	}
	/* A peer that refuses need not say why. */
	CHECK(status == SLUICE__PENDING || (status < 0 && (side.why.by_peer || side.why.detail[0] != '\0')));
	sluice__handshake_free(&side);
	close(sockets[1]);
}

/* ---- records of calls ---------------------------------------------------------------------------------------------------------------- */

static int get_pages(struct sluice_call_context *context, uint32_t order, uint64_t *page)
{
	(void)context;
	*page = order;
	return 0;
}

static void fuzz_calls(struct input *input)
{
	static const struct cluster_rpc_handlers handlers = {.pmem_get_pages = get_pages};
	struct sluice_transport *near, *far;
	uint64_t page;

	CHECK(sluice_local_pair(NULL, &near, &far) == 0);
	while (input->left > 0) {
		size_t length, most = 1 + take(input, 1);
		const uint8_t *bytes = take_bytes(input, most, &length);
		uint8_t *room;

		if (length == 0 || sluice_transport_try_reserve(far, length, &room) != 0)
			break;
		memcpy(room, bytes, length);
		sluice_transport_commit(far, length);
	}
	sluice_transport_flush(far);
	/* Answers to its first calls are among them, perhaps. */
	sluice_transport_set_timeout(near, 1);
	rpc_pmem_get_pages_client(near, 0, 1, &page);
	sluice_serve_some(near, &cluster_rpc_service, &handlers, NULL, NULL, 100);
	sluice_transport_free(near);
	sluice_transport_free(far);
}

static void see(void *sum, const uint8_t *record, size_t length)
{
	for (size_t i = 0; i < length; i++)
		*(uint32_t *)sum += record[i];
}

static void fuzz_framing(struct input *input)
{
	struct sluice_transport *transport;
	uint32_t sum = 0;
	int sockets[2];

	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, sockets) == 0);
	CHECK(sluice_socket_adopt(sockets[0], &(struct sluice_socket_options){.max_length = 1000}, &transport) == 0);
	while (input->left > 0 && sluice_transport_state(transport) == SLUICE_TRANSPORT_OPEN) {
		size_t length, most = 1 + take(input, 2) % 4096;
		const uint8_t *bytes = take_bytes(input, most, &length);

		if (length > 0 && send(sockets[1], bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
			break;
		sluice_transport_poll(transport, see, &sum, 3);
	}
	close(sockets[1]);
	while (sluice_transport_poll(transport, see, &sum, 100) > 0)
		;
	sluice_transport_free(transport);
}

/* ---- images -------------------------------------------------------------------------------------------------------------------------- */

#define CAPACITY 1024u

static void fuzz_ring(struct input *input)
{
	struct sluice_producer_lines *writer = (struct sluice_producer_lines *)calloc(1, sizeof *writer);
	struct sluice_consumer_lines *reader = (struct sluice_consumer_lines *)calloc(1, sizeof *reader);
	uint8_t *data = (uint8_t *)calloc(1, CAPACITY), copy[CAPACITY / 4 - 16];
	const uint32_t start = take(input, 4) & ~15u;
	struct sluice_consumer consumer;
	uint32_t records = 0;
	size_t length;
	const uint8_t *bytes;

	CHECK(writer != NULL && reader != NULL && data != NULL);
	sluice_consumer_init(&consumer, data, CAPACITY, reader, writer, start);
	writer->tail = start + take(input, 4);
	writer->space_wake_at = start + take(input, 4);
	bytes = take_bytes(input, CAPACITY, &length);
	memcpy(data, bytes, length);
	for (;;) {
		while (sluice_consumer_get(&consumer) == 1) {
			CHECK(records++ < 1000 && consumer.record.length <= sizeof copy);
			memcpy(copy, consumer.record.payload, consumer.record.length);
			if (sluice_consumer_finish(&consumer) == 1)
				sluice_consumer_release(&consumer);
		}
		if (input->left == 0)
			break;
		/* The tail goes somewhere else, and so do some words. */
		writer->tail += take(input, 2);
		memcpy(data + take(input, 2) % (CAPACITY / 4) * 4, &(uint32_t){take(input, 4)}, 4);
		sluice_consumer_arm(&consumer);
	}
	CHECK(consumer.reason < 32);
	free(writer);
	free(reader);
	free(data);
}

static void fuzz_broadcast(struct input *input)
{
	struct sluice_broadcast_lines *lines = (struct sluice_broadcast_lines *)calloc(1, sizeof *lines);
	uint8_t *data = (uint8_t *)aligned_alloc(16, CAPACITY), *buffer = (uint8_t *)malloc(sluice__broadcast_max_length(CAPACITY) + 8);
	struct sluice__broadcast_reader reader;
	struct sluice__broadcast_record record;
	const uint8_t *bytes;
	size_t length;
	int i;

	CHECK(lines != NULL && data != NULL && buffer != NULL);
	memset(data, 0, CAPACITY);
	lines->intent = take(input, 4);
	lines->tail = lines->intent - take(input, 2);
	lines->latest = lines->tail - take(input, 2);
	bytes = take_bytes(input, CAPACITY, &length);
	memcpy(data, bytes, length);
	sluice__broadcast_reader_init(&reader, (const uint8_t *)lines, data, CAPACITY);
	do {
		for (i = 0; i < 50 && sluice__broadcast_read(&reader, buffer, &record) == 1; i++)
			CHECK(record.length <= sluice__broadcast_max_length(CAPACITY));
		lines->intent += take(input, 2);
		lines->tail += take(input, 2);
		lines->latest += take(input, 2);
	} while (input->left > 0);
	sluice__broadcast_has_more(&reader);
	free(lines);
	free(data);
	free(buffer);
}

/* ---- a whole channel: stores of the peer between calls ---------------------------------------------------------------------------------- */

static void tamper(struct input *input, struct sluice__link *liar)
{
	static const struct sluice__part none;
	const struct sluice__part *const parts[] = {
		&liar->own.ring, &liar->own.consumer, &liar->own.arena, &liar->own.released, &liar->own.ring, &none,
	};
	const struct sluice__part *part = parts[take(input, 1) % 6];
	uint32_t where = take(input, 2), value = take(input, 4);

	if (part == &none)
		*(uint32_t *)(void *)(liar->own.base + 4088) = value;
	else if (part->control != NULL && (part->data == NULL || where % 4 == 0))
		*(uint32_t *)(void *)(part->control + where / 4 * 4 % part->control_size) = value;
	else if (part->data != NULL)
		*(uint32_t *)(void *)(part->data + where * 4 % part->data_size) = value;
}

static void use(struct input *input, struct sluice_channel *channel)
{
	struct sluice_message message;
	uint32_t sum = 0;
	uint8_t *payload;

	switch (take(input, 1) % 8) {
	case 0: case 1: case 2: case 3:
		if (sluice_channel_get_message(channel, &message) == 1) {
			see(&sum, message.payload, message.size);
			sluice_channel_finish_message(channel);
		}
		break;
	case 4:
		if (sluice_channel_prep_message(channel, take(input, 2) % 2000, 1, 2, 0, &payload) == 0)
			*payload = 1;
		sluice_channel_send_messages(channel);
		break;
	case 5:
		if (sluice_channel_prep_reference(channel, take(input, 2) % 600, 1, 2, 0, &payload) == 0)
			*payload = 1;
		sluice_channel_send_messages(channel);
		break;
	case 6: sluice_channel_wait(channel, 7, 0); break;
	default: sluice_channel_end(channel);
	}
}

static void use_stream(struct input *input, struct sluice_stream *stream)
{
	uint8_t bytes[700] = {0};
	size_t size = take(input, 2) % sizeof bytes, done;

	if (size % 2 == 0)
		sluice_stream_recv(stream, bytes, size, 0, &done);
	else
		sluice_stream_send(stream, bytes, size, 0, &done);
	CHECK(done <= size);
}

static void fuzz_channel_with(struct input *input, bool is_stream)
{
	struct sluice__terms terms = {.options = SLUICE_CHANNEL_OPTIONS, .purpose = SLUICE_PURPOSE_CHANNEL};
	struct sluice_stream *stream = NULL;
	struct sluice_channel *channel;
	struct sluice__link links[2];

	terms.options.send_order = 0;
	terms.options.arena_block_size = 64;
	terms.options.arena_block_count = 8;
	terms.options.trusts_peer = take(input, 1) % 2;
	CHECK(sluice__link_pair(&terms, &terms, links) == 0 && sluice__channel_open(&links[0], &terms.options, &channel) == 0);
	CHECK(!is_stream || sluice_stream_attach(channel, &stream) == 0);
	while (input->left > 0) {
		tamper(input, &links[1]);
		if (input->left % 4 != 0)
			continue;
		if (is_stream)
			use_stream(input, stream);
		else
			use(input, channel);
	}
	sluice_stream_detach(stream);
	CHECK(sluice_channel_disconnect(channel) == 0);
	sluice__link_close(&links[1]);
}

static void fuzz_channel(struct input *input)
{
	fuzz_channel_with(input, false);
}

static void fuzz_stream(struct input *input)
{
	fuzz_channel_with(input, true);
}

/* ---- targets, and what they begin with --------------------------------------------------------------------------------------------------- */

static const struct target {
	const char *name;
	void (*run)(struct input *input);
} TARGETS[] = {
	{"handshake", fuzz_handshake}, {"calls", fuzz_calls},	  {"framing", fuzz_framing}, {"ring", fuzz_ring},
	{"broadcast", fuzz_broadcast}, {"channel", fuzz_channel}, {"stream", fuzz_stream},
};

static const struct target *target;

static void write_seed(const char *folder, const char *name, const void *bytes, size_t length)
{
	char path[512];
	int file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	CHECK(file >= 0 && write(file, bytes, length) == (ssize_t)length && close(file) == 0);
}

/* What an honest peer would have said: a hello, a few records in a ring, a call and its answer. */
static void write_seeds(const char *folder)
{
	struct sluice__terms terms = {.options = SLUICE_CHANNEL_OPTIONS, .purpose = SLUICE_PURPOSE_CHANNEL};
	uint8_t bytes[2048] = {0};
	size_t length;
	uint8_t *hello = sluice__hello_build(&terms, 5, SLUICE_DOORBELL_SOCKET, &length);
	uint32_t i, at;

	CHECK(hello != NULL);
	bytes[1] = (uint8_t)(length - 1);
	memcpy(bytes + 3, hello, length);
	free(hello);
	write_seed(folder, "hello", bytes, length + 3);

	memset(bytes, 0, sizeof bytes);
	bytes[4] = 160;
	for (i = 0, at = 12; i < 5; i++, at += 32) {
		bytes[at] = 16;
		bytes[at + 4] = (uint8_t)i;
	}
	write_seed(folder, "records", bytes, 300);

	memset(bytes, 0, sizeof bytes);
	for (i = 0, at = 0; i < 2; i++, at += 129) {
		const struct sluice_call call = {.kind = (uint8_t)(1 + i), .correlation = 1, .code = 0};

		bytes[at] = 127;
		sluice_call_store(bytes + at + 1, call);
	}
	write_seed(folder, "calls", bytes, at);

	memset(bytes, 0, sizeof bytes);
	bytes[0] = 200;
	bytes[2] = 20;
	bytes[30] = 5;
	write_seed(folder, "framed", bytes, 100);

	/* Broadcast: three records behind each other, the latest at 64. */
	memset(bytes, 0, sizeof bytes);
	bytes[0] = 96;
	bytes[6] = 32;
	for (i = 0, at = 8; i < 3; i++, at += 32) {
		bytes[at] = 16;
		bytes[at + 4] = (uint8_t)i;
	}
	write_seed(folder, "published", bytes, 160);
}

int LLVMFuzzerInitialize(int *count, char ***arguments)
{
	const char *name = getenv("SLUICE_FUZZ"), *folder = getenv("SLUICE_FUZZ_CORPUS");
	size_t i;

	(void)count;
	(void)arguments;
	for (i = 0; i < sizeof TARGETS / sizeof TARGETS[0]; i++)
		if (name != NULL && strcmp(TARGETS[i].name, name) == 0)
			target = &TARGETS[i];
	if (target == NULL) {
		fprintf(stderr, "SLUICE_FUZZ must name a target:");
		for (i = 0; i < sizeof TARGETS / sizeof TARGETS[0]; i++)
			fprintf(stderr, " %s", TARGETS[i].name);
		fputc('\n', stderr);
		exit(2);
	}
	if (folder != NULL)
		write_seeds(folder);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {data, size};

	target->run(&input);
	return 0;
}
