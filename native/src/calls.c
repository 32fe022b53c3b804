/* SPDX-License-Identifier: MIT */
/* The state of the calls of a transport, and where each record that arrives goes. */
#include "calls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "call-answers.h"

struct sluice_calls *sluice__calls_of(struct sluice_transport *transport)
{
	if (transport->calls == NULL) {
		transport->calls = calloc(1, sizeof *transport->calls);
		if (transport->calls != NULL) {
			transport->calls->timeout_ns = SLUICE_FOREVER;
			transport->calls->earliest_ns = SLUICE_FOREVER;
		}
	}
	return transport->calls;
}

void sluice__calls_free(struct sluice_calls *calls)
{
	struct sluice__record *record;
	size_t i;

	if (calls == NULL)
		return;
	while ((record = sluice__queue_take(calls)) != NULL)
		sluice__record_free(calls, record);
	for (i = 0; i <= SLUICE__MAX_DEPTH; i++)
		sluice__record_free(calls, calls->answers[i]);
	sluice__records_free(calls);
	free(calls->flights);
	free(calls);
}

static void take_request(struct sluice_calls *calls, const struct sluice_call *envelope, const uint8_t *payload, size_t length)
{
	struct sluice__record *record = sluice__record_new(calls, length);

	if (record == NULL) {
		calls->broken = -SLUICE_ERR_SYSTEM;
		return;
	}
	if (length > 0)
		memcpy(sluice__record_payload(record), payload, length);
	record->envelope = *envelope;
	record->deadline_ns = envelope->timeout != 0 ? sluice_deadline_after((int64_t)envelope->timeout * 1000) : SLUICE_FOREVER;
	sluice__queue_put(calls, record);
}

static void take_cancel(struct sluice_calls *calls, uint32_t correlation)
{
	struct sluice_call_context *context;

	if (correlation == 0)
		return;
	if (sluice__queue_cancel(calls, correlation)) {
		calls->counters.cancelled++;
		return;
	}
	for (context = calls->context; context != NULL; context = context->outer) {
		if (context->correlation == correlation && !context->is_cancelled) {
			context->is_cancelled = true;
			calls->counters.cancelled++;
			return;
		}
	}
}

/* A sluice_receive. */
static void take(void *user, const uint8_t *bytes, size_t length)
{
	struct sluice_calls *calls = user;
	struct sluice_call envelope;

	if (length < SLUICE_CALL_SIZE || sluice_call_decode(bytes, SLUICE_CALL_SIZE, NULL, 0, &envelope, NULL) != 0) {
		calls->broken = -SLUICE_ERR_PROTOCOL;
		return;
	}
	bytes += SLUICE_CALL_SIZE;
	length -= SLUICE_CALL_SIZE;
	switch (envelope.kind) {
	case SLUICE_CALL_RESPONSE:
		sluice__take_answer(calls, &envelope, bytes, length);
		break;
	case SLUICE_CALL_CANCEL:
		take_cancel(calls, envelope.correlation);
		break;
	case SLUICE_CALL_ONEWAY:
		calls->counters.oneway++;
		envelope.correlation = 0;
		take_request(calls, &envelope, bytes, length);
		break;
	default: /* A request that can't be answered is none. */
		if (envelope.correlation == 0) {
			calls->broken = -SLUICE_ERR_PROTOCOL;
			break;
		}
		calls->counters.calls++;
		take_request(calls, &envelope, bytes, length);
		break;
	}
}

/*
 * Whoever waits looks after each record: a request that was taken together with the answer would wait for the handler that goes on by that, while another
 * thread could have served it.
 */
static bool takes_one(const struct sluice_transport *transport)
{
	return transport->is_shared && transport->calls->is_waiting;
}

int sluice__pull(struct sluice_transport *transport)
{
	struct sluice_calls *calls = transport->calls;
	bool is_done = false;
	int found = 1;

	while (found > 0 && !is_done && !sluice__queue_is_full(calls)) {
		found = sluice_transport_poll(transport, take, calls, 1);
		is_done = takes_one(transport);
		if (calls->broken != 0) {
			/* A record that has come could not be kept. */
			if (calls->broken == -SLUICE_ERR_SYSTEM)
				transport->system_error = ENOMEM;
			sluice_transport_destroy(transport, calls->broken);
			calls->broken = 0;
			found = sluice__closed(transport);
		}
	}
	if (found >= 0)
		return 0;
	sluice__end_all_calls(transport, found == -SLUICE_ERR_PROTOCOL || found == -SLUICE_ERR_SYSTEM ? found : -SLUICE_ERR_PEER_CLOSED);
	return found;
}
