/* SPDX-License-Identifier: MIT */
/* The asking side: records on their way out, and waiting for answers. */
#include "calls.h"

#include <errno.h>
#include <string.h>

const struct sluice_call_error *sluice_transport_last_error(const struct sluice_transport *transport)
{
	static const struct sluice_call_error none;

	return transport->calls != NULL ? &transport->calls->last_error : &none;
}

int sluice_transport_set_timeout(struct sluice_transport *transport, int64_t timeout_ns)
{
	struct sluice_calls *calls = sluice__calls_of(transport);

	if (calls == NULL)
		return -SLUICE_ERR_SYSTEM;
	calls->timeout_ns = timeout_ns;
	return 0;
}

struct sluice_call_counters sluice_transport_counters(const struct sluice_transport *transport)
{
	struct sluice_call_counters none;

	if (transport->calls != NULL)
		return transport->calls->counters;
	memset(&none, 0, sizeof none);
	return none;
}

/* ---- errors ------------------------------------------------------------------------------------------------------------------- */

/* Keeps why a call failed. */
static int keep_error(struct sluice_transport *transport, const struct sluice_call_error *error)
{
	if (transport->calls != NULL) {
		transport->calls->last_error = *error;
		/* What fails without a system call fails for want of memory. */
		if (error->status == -SLUICE_ERR_SYSTEM)
			transport->calls->last_error.error = transport->system_error != 0 ? transport->system_error : ENOMEM;
	}
	return error->status;
}

int sluice_call_unsent(struct sluice_transport *transport, const char *name, uint32_t code, uint32_t target, int status,
		       const struct sluice_error *error)
{
	struct sluice_call_error kept = {.status = status, .name = name, .code = code, .target = target};

	if (error != NULL)
		kept.detail = *error;
	return sluice__calls_of(transport) == NULL ? status : keep_error(transport, &kept);
}

int sluice_call_judged(struct sluice_transport *transport, struct sluice_pending *pending, int status)
{
	const struct sluice_call_error kept = {.status = status,
					       .started = SLUICE_STARTED_UNKNOWN,
					       .name = pending->name,
					       .code = pending->code,
					       .target = pending->failed_target,
					       .detail = pending->error};

	return status == 0 ? 0 : keep_error(transport, &kept);
}

/* ---- out ---------------------------------------------------------------------------------------------------------------------- */

static const char *name_of(const struct sluice_service *service, uint32_t code)
{
	return service != NULL && code < service->entry_count ? service->entries[code].name : NULL;
}

void sluice_pending_init(struct sluice_pending *pending, struct sluice_transport *transport, const struct sluice_service *service, uint32_t code)
{
	const struct sluice_calls *calls = sluice__calls_of(transport);

	memset(pending, 0, sizeof *pending);
	pending->service = service;
	pending->name = name_of(service, code);
	pending->code = code;
	pending->deadline_ns = calls != NULL ? sluice_deadline_after(calls->timeout_ns) : SLUICE_FOREVER;
}

void sluice_outgoing_request(struct sluice_outgoing *out, struct sluice_transport *transport, struct sluice_pending *pending, uint32_t target,
			     uint32_t index)
{
	memset(out, 0, sizeof *out);
	out->transport = transport;
	out->pending = pending;
	out->name = pending->name;
	out->kind = SLUICE_CALL_REQUEST;
	out->code = pending->code;
	out->target = target;
	out->index = index;
}

void sluice_outgoing_oneway(struct sluice_outgoing *out, struct sluice_transport *transport, const struct sluice_service *service,
			    uint32_t code, uint32_t target)
{
	memset(out, 0, sizeof *out);
	out->transport = transport;
	out->name = name_of(service, code);
	out->kind = SLUICE_CALL_ONEWAY;
	out->code = code;
	out->target = target;
}

void sluice_outgoing_answer(struct sluice_outgoing *out, struct sluice_call_context *context, uint32_t code)
{
	memset(out, 0, sizeof *out);
	out->transport = context->transport;
	out->context = context;
	out->name = context->name;
	out->kind = SLUICE_CALL_RESPONSE;
	out->code = code;
	out->target = context->target;
	out->correlation = context->correlation;
}

static int64_t deadline_of(const struct sluice_outgoing *out)
{
	if (out->pending != NULL)
		return out->pending->deadline_ns;
	if (out->context != NULL)
		return out->context->deadline_ns;
	return sluice_deadline_after(out->transport->calls->timeout_ns);
}

/* Room for a record. While there is none, answers are taken in: two sides that only send would wait for each other. */
static int reserve(struct sluice_outgoing *out, size_t length, uint8_t **record)
{
	struct sluice_transport *transport = out->transport;
	int64_t deadline = -1;
	int status;

	while ((status = sluice_transport_try_reserve(transport, length, record)) == SLUICE_FULL) {
		/* When the queue is full, there is nothing to do but wait for room: back-pressure in both directions. */
		unsigned events = SLUICE_WRITABLE | (sluice__queue_is_full(transport->calls) ? 0 : SLUICE_READABLE);

		if (transport->ops->wait == NULL)
			return -SLUICE_ERR_CANNOT_BLOCK;
		if (deadline < 0)
			deadline = deadline_of(out);
		if (sluice_is_over(deadline, sluice_now_ns()))
			return -SLUICE_ERR_DEADLINE;
		transport->calls->is_waiting = true;
		status = transport->ops->wait(transport, events, length, sluice_earlier(deadline, transport->calls->earliest_ns));
		if (status >= 0 && (status & (int)SLUICE_READABLE) != 0 && sluice__pull(transport) != 0)
			status = -1;
		transport->calls->is_waiting = false;
		if (status < 0)
			return -SLUICE_ERR_PEER_CLOSED;
		sluice__expire(transport);
		if (out->context != NULL && out->context->is_cancelled)
			return -SLUICE_ERR_CANCELLED;
	}
	return status;
}

int sluice_outgoing_begin(struct sluice_outgoing *out, size_t length)
{
	struct sluice_calls *calls = sluice__calls_of(out->transport);
	uint8_t *record;
	int status;

	if (calls == NULL)
		return -SLUICE_ERR_SYSTEM;
	if (length > out->transport->max_length)
		return -SLUICE_ERR_TOO_LONG;
	status = reserve(out, SLUICE_CALL_SIZE + length, &record);
	if (status != 0)
		return status;
	out->payload = record + SLUICE_CALL_SIZE;
	out->capacity = length;
	if (out->pending != NULL && !sluice__flight_prepare(calls, &out->correlation))
		return -SLUICE_ERR_SYSTEM;
	return 0;
}

/* Time that is left, as the wire has it: 0 for ever, and for more than it can say. */
static uint32_t timeout_us(int64_t deadline_ns)
{
	int64_t left;

	if (deadline_ns < 0)
		return 0;
	left = (deadline_ns - sluice_now_ns() + 999) / 1000;
	if (left < 1)
		return 1;
	return left > (int64_t)UINT32_MAX ? 0 : (uint32_t)left;
}

/* A record that is not sent: what its call, or its server, hears of that. */
static int give_up(struct sluice_outgoing *out, int status)
{
	if (out->payload != NULL)
		sluice_transport_abort(out->transport);
	out->payload = NULL;
	if (out->context == NULL)
		return sluice_call_unsent(out->transport, out->name, out->code, out->target, status, &out->error);
	/* Results of a handler that do not fit into the answer are the handler's failure. */
	if (-status < SLUICE_ERR_TOO_LONG || status == -SLUICE_ERR_TOO_LONG) {
		out->context->error = out->error;
		return -SLUICE_ERR_FAILED;
	}
	return status;
}

int sluice_outgoing_end(struct sluice_outgoing *out, int status)
{
	struct sluice_transport *transport = out->transport;
	struct sluice_calls *calls = transport->calls;
	uint64_t start = transport->committed;
	struct sluice_call envelope;

	if (status != 0)
		return give_up(out, status);
	memset(&envelope, 0, sizeof envelope);
	envelope.kind = out->kind;
	envelope.status = out->status;
	envelope.correlation = out->correlation;
	envelope.code = out->code;
	envelope.target = out->target;
	envelope.timeout = out->pending != NULL ? timeout_us(out->pending->deadline_ns) : 0;
	envelope.error = out->refusal;
	sluice_call_store(out->payload - SLUICE_CALL_SIZE, envelope);
	out->payload = NULL;
	sluice_transport_commit(transport, SLUICE_CALL_SIZE + out->length);
	if (out->pending != NULL) {
		const struct sluice__flight flight = {out->pending, start, out->correlation, out->index, out->target};

		sluice__flight_add(calls, &flight);
		calls->earliest_ns = sluice_earlier(calls->earliest_ns, out->pending->deadline_ns);
		out->pending->missing++;
		calls->counters.called++;
	}
	if (out->context != NULL)
		out->context->is_answered = true;
	/* A connection that breaks here is noticed by whoever waits for the answer. */
	status = sluice_transport_publish(transport);
	return status != 0 && out->pending == NULL && out->context == NULL ? give_up(out, -SLUICE_ERR_PEER_CLOSED) : 0;
}

/* ---- waiting ------------------------------------------------------------------------------------------------------------------ */

int sluice_call_progress(struct sluice_transport *transport)
{
	struct sluice_calls *calls = sluice__calls_of(transport);
	int status;

	if (calls == NULL)
		return -SLUICE_ERR_SYSTEM;
	status = sluice__pull(transport);
	sluice__expire(transport);
	while (calls->served.service == NULL && sluice__serve_one(transport, NULL))
		;
	return status;
}

/* The answer stays until the next call at this depth. */
static void keep_answer(struct sluice_calls *calls, struct sluice_pending *pending)
{
	if (pending->record == NULL)
		return;
	sluice__record_free(calls, calls->answers[calls->depth]);
	calls->answers[calls->depth] = pending->record;
	pending->record = NULL;
}

int sluice_call_wait(struct sluice_transport *transport, struct sluice_pending *pending)
{
	struct sluice_calls *calls = transport->calls;
	struct sluice_call_error error;
	bool is_first = true;

	if (calls == NULL)
		return -SLUICE_ERR_SYSTEM;
	calls->is_waiting = true;
	while (pending->missing > 0) {
		/* Nothing can have arrived for a request that has not left yet: sleep at once, which sends it. */
		if (!is_first)
			sluice__pull(transport);
		is_first = false;
		sluice__expire(transport);
		if (pending->missing == 0)
			break;
		if (sluice__serve_one(transport, pending->service))
			continue;
		/* Nested too deep, and nothing more can be queued: the answer can't be reached. */
		if (transport->ops->wait == NULL || sluice__queue_is_full(calls))
			sluice__end_calls(transport, pending, -SLUICE_ERR_CANNOT_BLOCK);
		else
			sluice_transport_wait(transport, calls->earliest_ns);
	}
	calls->is_waiting = false;
	keep_answer(calls, pending);
	if (pending->status == 0)
		return 0;
	memset(&error, 0, sizeof error);
	error.status = pending->status;
	error.started = pending->started;
	error.error = pending->refusal;
	error.name = pending->name;
	error.code = pending->code;
	error.target = pending->failed_target;
	error.detail = pending->error;
	return keep_error(transport, &error);
}
