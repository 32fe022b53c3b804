/* SPDX-License-Identifier: MIT */
/* The answering side: which handler runs, and what the peer is told when none does. */
#include "calls.h"

#include <errno.h>
#include <string.h>

/* How often a `stop` flag is looked at. */
#define STOP_INTERVAL_NS ((int64_t)20000000)

/* ---- answers of the server itself ----------------------------------------------------------------------------------------------- */

/* The errno of the negative answer that goes with a status: docs/decisions/0003-calls.md. */
static int number_of(uint8_t status, int refusal)
{
	switch (status) {
	case SLUICE_CALL_MALFORMED: return EINVAL;
	case SLUICE_CALL_REFUSED: return refusal;
	case SLUICE_CALL_FAILED: return EIO;
	case SLUICE_CALL_CANCELLED: return ECANCELED;
	case SLUICE_CALL_DEADLINE: return ETIMEDOUT;
	case SLUICE_CALL_STOPPING: return EAGAIN;
	case SLUICE_CALL_INCOMPATIBLE: return EPROTO;
	default: return ENOSYS;
	}
}

static void answer_status(struct sluice_call_context *context, uint8_t status)
{
	const struct sluice_service *service = context->service;
	struct sluice_outgoing out;

	if (context->correlation == 0 || context->is_cancelled || context->is_answered)
		return;
	if (service != NULL && service->refuse != NULL) {
		sluice_outgoing_answer(&out, context, service->negative_code);
		out.status = status;
		out.refusal = status == SLUICE_CALL_REFUSED ? context->refusal : 0;
		service->refuse(&out, number_of(status, context->refusal));
		if (context->is_answered)
			return;
	}
	/* Without a payload, the code is that of the call. */
	sluice_outgoing_answer(&out, context, context->code);
	out.status = status;
	out.refusal = status == SLUICE_CALL_REFUSED ? context->refusal : 0;
	sluice_outgoing_end(&out, sluice_outgoing_begin(&out, 0));
}

int sluice_call_refused(struct sluice_call_context *context, int status)
{
	/* An errno has 12 bits on Linux; anything else is a handler's mistake. */
	if (status >= 0 || status < -4095)
		return -SLUICE_ERR_FAILED;
	context->refusal = -status;
	return -SLUICE_ERR_REFUSED;
}

/* What is answered when `run` returned an error, and what it counts as. */
static void answer_error(struct sluice_call_context *context, int status)
{
	struct sluice_call_counters *counters = &context->transport->calls->counters;

	switch (-status) {
	case SLUICE_ERR_UNDEFINED:
		counters->undefined++;
		answer_status(context, SLUICE_CALL_UNDEFINED);
		break;
	case SLUICE_ERR_RESERVED:
		counters->reserved++;
		answer_status(context, SLUICE_CALL_RESERVED);
		break;
	case SLUICE_ERR_DISABLED:
		counters->disabled++;
		answer_status(context, SLUICE_CALL_DISABLED);
		break;
	case SLUICE_ERR_UNIMPLEMENTED:
		counters->unimplemented++;
		answer_status(context, SLUICE_CALL_UNIMPLEMENTED);
		break;
	case SLUICE_ERR_MALFORMED:
		counters->malformed++;
		answer_status(context, SLUICE_CALL_MALFORMED);
		break;
	case SLUICE_ERR_REFUSED:
		counters->refused++;
		answer_status(context, SLUICE_CALL_REFUSED);
		break;
	case SLUICE_ERR_DEADLINE:
		counters->deadline++;
		answer_status(context, SLUICE_CALL_DEADLINE);
		break;
	case SLUICE_ERR_STOPPING:
		counters->stopping++;
		answer_status(context, SLUICE_CALL_STOPPING);
		break;
	case SLUICE_ERR_PEER_CLOSED:
	case SLUICE_ERR_CANCELLED: /* nobody to tell */
		break;
	default:
		counters->failed++;
		answer_status(context, SLUICE_CALL_FAILED);
		break;
	}
}

/* ---- one call ----------------------------------------------------------------------------------------------------------------- */

/* A code without a handler's place: one of three reasons, and what its hook says to that. */
static int no_entry(struct sluice_call_context *context, const struct sluice__served *served)
{
	const struct sluice_service *service = served->service;
	int (*hook)(struct sluice_call_context *) = served->options.on_undefined;
	int status = -SLUICE_ERR_UNDEFINED;
	uint32_t i;

	for (i = 0; i < service->range_count; i++) {
		const struct sluice_service_range *range = &service->ranges[i];

		if (context->code < range->first || context->code > range->last)
			continue;
		status = range->error == SLUICE_ERR_RESERVED ? -SLUICE_ERR_RESERVED : -SLUICE_ERR_DISABLED;
		hook = range->error == SLUICE_ERR_RESERVED ? served->options.on_reserved : served->options.on_disabled;
		context->name = range->error == SLUICE_ERR_RESERVED ? NULL : range->reason;
		break;
	}
	if (hook != NULL) {
		int number = hook(context);

		if (number != 0)
			return sluice_call_refused(context, number);
	}
	return status;
}

static int run(struct sluice_call_context *context, const struct sluice__served *served, const uint8_t *payload, size_t length)
{
	const struct sluice_service *service = served->service;
	const struct sluice_service_entry *entry;

	if (service == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	entry = context->code < service->entry_count ? &service->entries[context->code] : NULL;
	if (entry == NULL || entry->run == NULL)
		return no_entry(context, served);
	context->name = entry->name;
	/* What nothing answers can't be asked for. */
	if (context->correlation != 0 && entry->reply_count == 0)
		return -SLUICE_ERR_UNIMPLEMENTED;
	return entry->run(context, served->handlers, payload, length);
}

bool sluice__serve_one(struct sluice_transport *transport, const struct sluice_service *fallback)
{
	struct sluice_calls *calls = transport->calls;
	const struct sluice__served served = calls->served;
	struct sluice_call_context context;
	struct sluice__record *record;
	bool was_waiting = calls->is_waiting;
	int64_t before, after;
	int status;

	if (calls->depth >= SLUICE__MAX_DEPTH || (record = sluice__queue_take(calls)) == NULL)
		return false;
	memset(&context, 0, sizeof context);
	context.transport = transport;
	context.user = served.user;
	context.code = record->envelope.code;
	context.correlation = record->envelope.correlation;
	context.target = record->envelope.target;
	context.deadline_ns = record->deadline_ns;
	context.service = served.service != NULL ? served.service : fallback;
	context.outer = calls->context;
	calls->context = &context;
	calls->is_waiting = false;
	calls->depth++;

	before = sluice_now_ns();
	if (sluice_is_over(record->deadline_ns, before))
		status = context.correlation != 0 ? -SLUICE_ERR_DEADLINE : -SLUICE_ERR_CANCELLED;
	else if (calls->is_stopping)
		status = -SLUICE_ERR_STOPPING;
	else
		status = run(&context, &served, sluice__record_payload(record), record->length);
	context.header = NULL; /* it lay on the stack of `run` */
	/* A handler that gives up because its caller's time is over has not refused. */
	if (status == -SLUICE_ERR_REFUSED && context.correlation != 0 && sluice_is_over(context.deadline_ns, sluice_now_ns()))
		status = -SLUICE_ERR_DEADLINE;
	if (status != 0)
		answer_error(&context, status);
	else if (context.correlation != 0)
		calls->counters.answered++;
	after = sluice_now_ns();

	calls->is_slow = after - before > SLUICE__SLOW_NS;
	sluice__record_free(calls, calls->answers[calls->depth]);
	calls->answers[calls->depth] = NULL;
	calls->depth--;
	calls->is_waiting = was_waiting;
	calls->context = context.outer;
	sluice__record_free(calls, record);
	return true;
}

bool sluice_call_is_cancelled(struct sluice_call_context *context)
{
	struct sluice_transport *transport = context->transport;

	/* Reading also sends what is gathered, so that earlier answers do not wait for a long handler. */
	if (!context->is_cancelled && sluice__pull(transport) != 0)
		context->is_cancelled = true;
	sluice__expire(transport);
	return context->is_cancelled || sluice_is_over(context->deadline_ns, sluice_now_ns());
}

/* ---- loops -------------------------------------------------------------------------------------------------------------------- */

static void set_served(struct sluice_calls *calls, const struct sluice_service *service, const void *handlers, void *user,
		       const struct sluice_serve_options *options)
{
	memset(&calls->served, 0, sizeof calls->served);
	calls->served.service = service;
	calls->served.handlers = handlers;
	calls->served.user = user;
	if (options != NULL)
		calls->served.options = *options;
}

int sluice_transport_attach(struct sluice_transport *transport, const struct sluice_service *service, const void *handlers, void *user,
			    const struct sluice_serve_options *options)
{
	struct sluice_calls *calls = sluice__calls_of(transport);

	if (calls == NULL)
		return -SLUICE_ERR_SYSTEM;
	set_served(calls, service, handlers, user, options);
	return 0;
}

/* Whether somebody wants it to stop. Partner: the release store of whoever owns the flag. */
static bool is_raised(const int *stop)
{
	return stop != NULL && __atomic_load_n(stop, __ATOMIC_ACQUIRE) != 0;
}

/*
 * Serves what is queued, at most `limit` calls, until `stop` (which may be NULL) is raised. After a slow one its answer leaves, and cancellations are
 * read, before the next.
 */
static size_t serve_queued(struct sluice_transport *transport, size_t limit, const int *stop)
{
	size_t count = 0;

	while (count < limit && !is_raised(stop) && sluice__serve_one(transport, NULL)) {
		count++;
		if (transport->calls->is_slow) {
			sluice_transport_flush(transport);
			sluice__pull(transport);
		}
	}
	return count;
}

/* Serves what is queued, and reads nothing more, so that this ends however much comes. */
static void serve_rest(struct sluice_transport *transport)
{
	while (sluice__serve_one(transport, NULL)) {
		if (transport->calls->is_slow)
			sluice_transport_flush(transport);
	}
}

/* What had been read is answered; what has come since is refused. */
static void stop(struct sluice_transport *transport)
{
	struct sluice_calls *calls = transport->calls;

	serve_rest(transport);
	calls->is_stopping = true;
	sluice__pull(transport);
	serve_rest(transport);
	sluice_transport_flush(transport);
	calls->is_stopping = false;
}

int sluice_serve(struct sluice_transport *transport, const struct sluice_service *service, const void *handlers, void *user,
		 const struct sluice_serve_options *options)
{
	struct sluice_calls *calls = sluice__calls_of(transport);
	const int *flag = options != NULL ? options->stop : NULL;
	struct sluice__served before;
	int status = 0;

	if (calls == NULL)
		return -SLUICE_ERR_SYSTEM;
	if (transport->ops->wait == NULL)
		return -SLUICE_ERR_CANNOT_BLOCK;
	before = calls->served;
	set_served(calls, service, handlers, user, options);
	while (status == 0) {
		if (is_raised(flag)) {
			stop(transport);
			break;
		}
		status = sluice__pull(transport);
		sluice__expire(transport);
		/* What came before the end is still served: it may be one-way. */
		if (serve_queued(transport, SIZE_MAX, flag) == 0 && status == 0)
			sluice_transport_wait(transport, sluice_earlier(calls->earliest_ns,
									flag != NULL ? sluice_deadline_after(STOP_INTERVAL_NS)
										     : SLUICE_FOREVER));
	}
	calls->served = before;
	return status == 0 ? 0 : sluice_transport_error(transport);
}

int sluice_serve_some(struct sluice_transport *transport, const struct sluice_service *service, const void *handlers, void *user,
		      const struct sluice_serve_options *options, size_t limit)
{
	struct sluice_calls *calls = sluice__calls_of(transport);
	struct sluice__served before;
	size_t count;
	int status;

	if (calls == NULL)
		return -SLUICE_ERR_SYSTEM;
	before = calls->served;
	set_served(calls, service, handlers, user, options);
	status = sluice__pull(transport);
	sluice__expire(transport);
	count = serve_queued(transport, limit < INT32_MAX ? limit : INT32_MAX, NULL);
	calls->served = before;
	if (status == 0)
		sluice_transport_flush(transport);
	return count == 0 && status != 0 ? status : (int)count;
}
