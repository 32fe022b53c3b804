/* Streams, calls and broadcasts of a soak. */
#define _GNU_SOURCE
#include "soak.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sluice/broadcast.h>
#include <sluice/stream.h>

#include "cluster_rpc_stubs.h"

static void note(struct visit *visit, uint64_t intended)
{
	if (visit->progress == NULL)
		return;
	__atomic_store_n(&visit->progress->intended, intended, __ATOMIC_SEQ_CST);
	__atomic_store_n(&visit->progress->finished, visit->received, __ATOMIC_SEQ_CST);
	__atomic_store_n(&visit->progress->sent, visit->sent, __ATOMIC_SEQ_CST);
}

static void pause_for(int milliseconds)
{
	const struct timespec pause = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};

	nanosleep(&pause, NULL);
}

/* ---- streams ---------------------------------------------------------------------------------------------------------------------- */

static int take_bytes(struct sluice_stream *stream, struct visit *visit, int64_t deadline_ns)
{
	uint8_t bytes[2048];
	size_t count, i;
	const int status = sluice_stream_recv(stream, bytes, sizeof bytes, deadline_ns, &count);

	/* The first byte is the one of offset 0, which tells the life: as many as a byte holds. */
	if (count > 0 && visit->life == 0)
		visit->life = bytes[0];
	for (i = 0; i < count; i++)
		if (bytes[i] != soak_byte(visit->received + i, visit->life)) {
			soak_violation(visit->address, visit->life, "byte at", visit->received + i, bytes[i]);
			break;
		}
	visit->received += count;
	note(visit, visit->progress != NULL ? visit->progress->intended : 0);
	return status;
}

static int send_bytes(struct sluice_stream *stream, struct visit *visit)
{
	uint8_t bytes[STREAM_CHUNK];
	const size_t length = 1 + visit->sent % STREAM_CHUNK;
	size_t i, count;
	int status;

	for (i = 0; i < length; i++)
		bytes[i] = soak_byte(visit->sent + i, visit->life);
	note(visit, visit->sent + length);
	status = sluice_stream_send(stream, bytes, length, 0, &count);
	visit->sent += count;
	note(visit, visit->sent);
	return status;
}

void soak_stream(struct sluice_channel *channel, struct visit *visit)
{
	struct sluice_stream *stream;
	bool has_ended = false;
	int64_t tick = 0;
	int status = sluice_stream_attach(channel, &stream);

	while (status == 0) {
		if (visit->life != 0 && !has_ended && !soak_is_stopped() && sluice_is_over(tick, sluice_now_ns())) {
			send_bytes(stream, visit);
			tick = soak_deadline(soak_pace_ms);
		}
		if (soak_is_stopped() && !has_ended) {
			has_ended = true;
			sluice_stream_shutdown(stream);
		}
		status = take_bytes(stream, visit, soak_deadline(soak_pace_ms));
		/* A peer that is stopped is one that does nothing. */
		if (status == -SLUICE_ERR_DEADLINE || status == -SLUICE_ERR_PEER_UNRESPONSIVE)
			status = 0;
	}
	visit->status = status;
	if (status == -SLUICE_ERR_ENDED && !has_ended)
		sluice_stream_shutdown(stream);
	sluice_stream_detach(stream);
	sluice_channel_disconnect(channel);
}

/* ---- calls ------------------------------------------------------------------------------------------------------------------------ */

/* The number of a call is its `vpn`; each comes once and in order. */
static int vmm_get_pte(struct sluice_call_context *context, uint64_t process, uint32_t vpn, uint8_t cow, uint32_t *attr, uint32_t *ppn,
		       int32_t *error)
{
	struct visit *visit = context->user;

	if (visit->life == 0)
		visit->life = (uint32_t)process;
	if (process != visit->life || vpn != (uint32_t)visit->received)
		soak_violation(visit->address, visit->life, "call", visit->received, vpn);
	visit->received++;
	*attr = cow;
	*ppn = vpn ^ (uint32_t)process;
	*error = 0;
	return 0;
}

static const struct cluster_rpc_handlers HANDLERS = {.vmm_get_pte = vmm_get_pte};

void soak_serve_calls(struct sluice_transport *transport, struct visit *visit)
{
	struct sluice_serve_options options;

	memset(&options, 0, sizeof options);
	options.stop = &soak_stop;
	visit->status = sluice_serve(transport, &cluster_rpc_service, &HANDLERS, visit, &options);
	sluice_transport_close(transport, soak_deadline(1000));
	sluice_transport_free(transport);
}

void soak_make_calls(struct sluice_transport *transport, struct visit *visit)
{
	uint32_t attr, ppn;
	int32_t error;

	while (!soak_is_stopped()) {
		const uint32_t number = (uint32_t)visit->sent;

		note(visit, visit->sent + 1);
		visit->status = rpc_vmm_get_pte_client(transport, 0, visit->life, number, 1, &attr, &ppn, &error);
		if (visit->status != 0)
			break;
		if (ppn != (number ^ visit->life) || attr != 1 || error != 0)
			soak_violation(visit->address, visit->life, "answer", number ^ visit->life, ppn);
		visit->sent++;
		visit->received++;
		note(visit, visit->sent);
		if (number % 8 == 7)
			pause_for(soak_pace_ms);
	}
	sluice_transport_close(transport, soak_deadline(1000));
	sluice_transport_free(transport);
}

/* ---- broadcast -------------------------------------------------------------------------------------------------------------------- */

void soak_publish(const char *address)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;
	struct sluice_publisher *publisher;
	uint32_t words[64], number = 0, i;

	options.send_order = RING_ORDER;
	if (sluice_publisher_open(address, &options, &publisher) != 0) {
		soak_violation(address, 0, "publish", 0, 0);
		return;
	}
	while (!soak_is_stopped()) {
		sluice_publisher_dispatch(publisher);
		for (; number % 8 != 7; number++) {
			const uint32_t length = 2 + number % 62;

			for (i = 0; i < length; i++)
				words[i] = soak_word(number, 0, i);
			sluice_publisher_publish(publisher, number, 0, words, (size_t)length * 4);
		}
		number++;
		pause_for(soak_pace_ms);
	}
	sluice_publisher_close(publisher);
}

/* Numbers that are 7 modulo 8 are not published. */
static uint32_t published_before(uint32_t number)
{
	return number - number / 8;
}

void soak_subscribe(struct visit *visit)
{
	struct sluice_subscriber *subscriber;
	struct sluice_broadcast_message message;
	uint32_t last = 0, i;
	bool has_last = false;

	visit->status = sluice_subscriber_open(visit->address, NULL, soak_deadline(20000), NULL, &subscriber);
	if (visit->status != 0)
		return;
	while (!soak_is_stopped() && (visit->status = sluice_subscriber_get(subscriber, &message)) >= 0) {
		if (visit->status == 0) {
			sluice_subscriber_wait(subscriber, soak_deadline(100));
			continue;
		}
		if (has_last && published_before(message.type) - published_before(last) != 1 + message.lost)
			soak_violation(visit->address, visit->life, "broadcast sequence", last, message.type);
		for (i = 0; i < message.length / 4; i++)
			if (((const uint32_t *)(const void *)message.payload)[i] != soak_word(message.type, 0, i))
				break;
		if (i != 2 + message.type % 62)
			soak_violation(visit->address, visit->life, "broadcast payload", message.type, i);
		last = message.type;
		has_last = true;
		visit->received++;
		visit->lost += message.lost;
		note(visit, 0);
	}
	sluice_subscriber_close(subscriber);
}
