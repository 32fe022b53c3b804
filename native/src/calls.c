/* SPDX-License-Identifier: MIT */
/* Calls in flight, queued requests, and the memory of records. */
#include "calls.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)64 * 1024)
#define SPARE_BYTES ((size_t)4 * 1024 * 1024)
#define ALIGNED(size) (((size) + 15) & ~(size_t)15)

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

static void free_blocks(struct sluice__block *block)
{
	while (block != NULL) {
		struct sluice__block *next = block->next;

		free(block);
		block = next;
	}
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
	free_blocks(calls->spare);
	free(calls->block);
	free(calls->flights);
	free(calls);
}

/* ---- records ------------------------------------------------------------------------------------------------------------------ */

static size_t block_start(void)
{
	return ALIGNED(sizeof(struct sluice__block));
}

/* An empty block with room for `size` bytes: a spare one, or a new one. */
static struct sluice__block *take_block(struct sluice_calls *calls, size_t size)
{
	struct sluice__block **link = &calls->spare;
	struct sluice__block *block;
	size_t capacity = size > BLOCK_BYTES ? size : BLOCK_BYTES;

	for (; (block = *link) != NULL; link = &block->next) {
		if (block->capacity < size)
			continue;
		*link = block->next;
		calls->spare_bytes -= block->capacity;
		block->next = NULL;
		return block;
	}
	block = malloc(block_start() + capacity);
	if (block != NULL)
		*block = (struct sluice__block){.capacity = capacity};
	return block;
}

static void keep_block(struct sluice_calls *calls, struct sluice__block *block)
{
	if (calls->spare_bytes + block->capacity > SPARE_BYTES) {
		free(block);
		return;
	}
	block->used = 0;
	block->next = calls->spare;
	calls->spare = block;
	calls->spare_bytes += block->capacity;
}

struct sluice__record *sluice__record_new(struct sluice_calls *calls, size_t length)
{
	size_t size = ALIGNED(sizeof(struct sluice__record)) + ALIGNED(length);
	struct sluice__block *block = calls->block;
	struct sluice__record *record;

	if (block != NULL && block->alive == 0)
		block->used = 0;
	if (block == NULL || block->capacity - block->used < size) {
		struct sluice__block *fresh = take_block(calls, size);

		if (fresh == NULL)
			return NULL;
		/* A full block is found again through its records. */
		if (block != NULL && block->alive == 0)
			keep_block(calls, block);
		calls->block = block = fresh;
	}
	record = (struct sluice__record *)(void *)((uint8_t *)block + block_start() + block->used);
	*record = (struct sluice__record){.block = block, .length = length};
	block->used += size;
	block->alive++;
	return record;
}

void sluice__record_free(struct sluice_calls *calls, struct sluice__record *record)
{
	struct sluice__block *block;

	if (record == NULL)
		return;
	block = record->block;
	if (--block->alive == 0 && block != calls->block)
		keep_block(calls, block);
}

uint8_t *sluice__record_payload(struct sluice__record *record)
{
	return (uint8_t *)record + ALIGNED(sizeof *record);
}

/* ---- queue -------------------------------------------------------------------------------------------------------------------- */

bool sluice__queue_is_full(const struct sluice_calls *calls)
{
	size_t limit = calls->served.options.queue_limit != 0 ? calls->served.options.queue_limit : SLUICE__QUEUE_LIMIT;

	return calls->queued_bytes >= limit;
}

static size_t queue_cost(const struct sluice__record *record)
{
	return sizeof *record + record->length;
}

static void queue_put(struct sluice_calls *calls, struct sluice__record *record)
{
	if (calls->last != NULL)
		calls->last->next = record;
	else
		calls->first = record;
	calls->last = record;
	calls->queued_bytes += queue_cost(record);
}

struct sluice__record *sluice__queue_take(struct sluice_calls *calls)
{
	struct sluice__record *record = calls->first;

	if (record == NULL)
		return NULL;
	calls->first = record->next;
	if (calls->first == NULL)
		calls->last = NULL;
	calls->queued_bytes -= queue_cost(record);
	record->next = NULL;
	return record;
}

/* Takes a request that its caller has given up out of the queue; false when it is not there. */
static bool queue_cancel(struct sluice_calls *calls, uint32_t correlation)
{
	struct sluice__record *before = NULL;
	struct sluice__record *record;

	for (record = calls->first; record != NULL; before = record, record = record->next) {
		if (record->envelope.correlation != correlation)
			continue;
		if (before != NULL)
			before->next = record->next;
		else
			calls->first = record->next;
		if (calls->last == record)
			calls->last = before;
		calls->queued_bytes -= queue_cost(record);
		sluice__record_free(calls, record);
		return true;
	}
	return false;
}

/* ---- calls in flight ------------------------------------------------------------------------------------------------------------ */

struct sluice__flight *sluice__flight_find(struct sluice_calls *calls, uint32_t correlation)
{
	uint32_t mask = calls->flight_capacity - 1;
	uint32_t at;

	if (calls->flight_count == 0)
		return NULL;
	for (at = correlation & mask; calls->flights[at].pending != NULL; at = (at + 1) & mask) {
		if (calls->flights[at].correlation == correlation)
			return &calls->flights[at];
	}
	return NULL;
}

void sluice__flight_add(struct sluice_calls *calls, const struct sluice__flight *flight)
{
	uint32_t mask = calls->flight_capacity - 1;
	uint32_t at = flight->correlation & mask;

	while (calls->flights[at].pending != NULL)
		at = (at + 1) & mask;
	calls->flights[at] = *flight;
	calls->flight_count++;
}

bool sluice__flight_prepare(struct sluice_calls *calls, uint32_t *correlation)
{
	if (calls->flight_count >= calls->flight_capacity / 2) {
		uint32_t capacity = calls->flight_capacity;
		struct sluice__flight *old = calls->flights;
		struct sluice__flight *fresh;
		uint32_t i;

		if (capacity > UINT32_MAX / 4)
			return false;
		fresh = calloc(capacity != 0 ? capacity * 2 : 64, sizeof *fresh);
		if (fresh == NULL)
			return false;
		calls->flights = fresh;
		calls->flight_capacity = capacity != 0 ? capacity * 2 : 64;
		calls->flight_count = 0;
		for (i = 0; i < capacity; i++) {
			if (old[i].pending != NULL)
				sluice__flight_add(calls, &old[i]);
		}
		free(old);
	}
	do
		*correlation = ++calls->next_correlation;
	while (*correlation == 0 || sluice__flight_find(calls, *correlation) != NULL);
	return true;
}

void sluice__flight_remove(struct sluice_calls *calls, struct sluice__flight *flight)
{
	uint32_t mask = calls->flight_capacity - 1;
	uint32_t hole = (uint32_t)(flight - calls->flights);
	uint32_t at = hole;

	/* What was pushed past the hole moves back, so that a search may stop at the first free slot. */
	for (;;) {
		at = (at + 1) & mask;
		if (calls->flights[at].pending == NULL)
			break;
		if (((at - (calls->flights[at].correlation & mask)) & mask) >= ((at - hole) & mask)) {
			calls->flights[hole] = calls->flights[at];
			hole = at;
		}
	}
	calls->flights[hole].pending = NULL;
	calls->flight_count--;
}

/* One answer less is missing. */
static void land(struct sluice_calls *calls, struct sluice__flight *flight, int status, int refusal, enum sluice_started started)
{
	struct sluice_pending *pending = flight->pending;

	if (status != 0 && pending->status == 0) {
		pending->status = status;
		pending->refusal = refusal;
		pending->started = started;
		pending->failed_target = flight->target;
	}
	pending->missing--;
	sluice__flight_remove(calls, flight);
}

/* Whether the peer may have seen the request. */
static enum sluice_started may_have_started(const struct sluice_transport *transport, const struct sluice__flight *flight)
{
	return transport->sent > flight->start ? SLUICE_STARTED_UNKNOWN : SLUICE_STARTED_NO;
}

/* Tells the peer that nobody waits any more, if there is room; else its answer will be a stray. */
static void send_cancel(struct sluice_transport *transport, const struct sluice__flight *flight)
{
	struct sluice_call envelope;
	uint8_t *record;

	if (sluice_transport_try_reserve(transport, SLUICE_CALL_SIZE, &record) != 0)
		return;
	memset(&envelope, 0, sizeof envelope);
	envelope.kind = SLUICE_CALL_CANCEL;
	envelope.correlation = flight->correlation;
	envelope.code = flight->pending->code;
	envelope.target = flight->target;
	sluice_call_store(record, envelope);
	sluice_transport_commit(transport, SLUICE_CALL_SIZE);
	sluice_transport_publish(transport);
}

/* Ends every call in flight that `pending` (NULL for all) waits for, or whose time is over at `now` when that is not negative. */
static void end_flights(struct sluice_transport *transport, const struct sluice_pending *pending, int64_t now_ns, int status, bool tell)
{
	struct sluice_calls *calls = transport->calls;
	bool found = true;
	uint32_t i;

	/* Removing moves others, possibly past the end of this pass: so again until there is nothing. */
	while (found && calls->flight_count > 0) {
		found = false;
		for (i = 0; i < calls->flight_capacity; i++) {
			struct sluice__flight *flight = &calls->flights[i];

			if (flight->pending == NULL || (pending != NULL && flight->pending != pending) ||
			    (now_ns >= 0 && !sluice_is_over(flight->pending->deadline_ns, now_ns)))
				continue;
			found = true;
			if (tell)
				send_cancel(transport, flight);
			land(calls, flight, status, 0, may_have_started(transport, flight));
		}
	}
}

void sluice__expire(struct sluice_transport *transport)
{
	struct sluice_calls *calls = transport->calls;
	int64_t now = calls->earliest_ns >= 0 ? sluice_now_ns() : 0;
	uint32_t i;

	if (!sluice_is_over(calls->earliest_ns, now))
		return;
	end_flights(transport, NULL, now, -SLUICE_ERR_DEADLINE, true);
	calls->earliest_ns = SLUICE_FOREVER;
	for (i = 0; i < calls->flight_capacity; i++) {
		if (calls->flights[i].pending != NULL)
			calls->earliest_ns = sluice_earlier(calls->earliest_ns, calls->flights[i].pending->deadline_ns);
	}
}

void sluice__end_calls(struct sluice_transport *transport, const struct sluice_pending *pending, int status)
{
	end_flights(transport, pending, -1, status, true);
}

void sluice_call_cancel(struct sluice_transport *transport, struct sluice_pending *pending)
{
	if (transport->calls != NULL && pending->missing > 0)
		sluice__end_calls(transport, pending, -SLUICE_ERR_CANCELLED);
}

/* ---- what arrives --------------------------------------------------------------------------------------------------------------- */

int sluice__status_error(uint8_t status)
{
	switch (status) {
	case SLUICE_CALL_OK: return 0;
	case SLUICE_CALL_UNDEFINED: return -SLUICE_ERR_UNDEFINED;
	case SLUICE_CALL_RESERVED: return -SLUICE_ERR_RESERVED;
	case SLUICE_CALL_DISABLED: return -SLUICE_ERR_DISABLED;
	case SLUICE_CALL_UNIMPLEMENTED: return -SLUICE_ERR_UNIMPLEMENTED;
	case SLUICE_CALL_MALFORMED: return -SLUICE_ERR_MALFORMED;
	case SLUICE_CALL_REFUSED: return -SLUICE_ERR_REFUSED;
	case SLUICE_CALL_CANCELLED: return -SLUICE_ERR_CANCELLED;
	case SLUICE_CALL_DEADLINE: return -SLUICE_ERR_DEADLINE;
	case SLUICE_CALL_STOPPING: return -SLUICE_ERR_STOPPING;
	default: return -SLUICE_ERR_FAILED;
	}
}

static const struct sluice_service_entry *entry_of(const struct sluice_service *service, uint32_t code)
{
	return code < service->entry_count ? &service->entries[code] : NULL;
}

static bool is_reply(const struct sluice_service_entry *entry, uint32_t reply)
{
	uint32_t i;

	for (i = 0; entry != NULL && i < entry->reply_count; i++) {
		if (entry->replies[i] == reply)
			return true;
	}
	return false;
}

/* What an answer means to its call: 0, SLUICE_STRAY, or the error. */
static int judge(struct sluice_pending *pending, const struct sluice_call *envelope, const uint8_t *payload, size_t length, int *refusal)
{
	const struct sluice_service *service = pending->service;
	const struct sluice_service_entry *entry = entry_of(service, pending->code);
	bool fits = is_reply(entry, envelope->code);
	int status = 0;

	*refusal = 0;
	if (length == 0 && envelope->code != pending->code)
		return SLUICE_STRAY;
	if (entry != NULL && entry->has_empty_answer && envelope->status == SLUICE_CALL_OK)
		return length == 0 ? 0 : SLUICE_STRAY;
	if (length > 0 && service->judge != NULL)
		status = service->judge(envelope->correlation, envelope->code, payload, length, refusal, &pending->error);
	if (status != 0)
		return status;
	if (envelope->status == SLUICE_CALL_OK) {
		if (length == 0)
			return -SLUICE_ERR_MALFORMED;
		if (*refusal > 0)
			return -SLUICE_ERR_REFUSED;
		return fits ? 0 : SLUICE_STRAY;
	}
	if (length > 0 && !fits && envelope->code != service->negative_code && envelope->code != pending->code)
		return SLUICE_STRAY;
	if (envelope->status != SLUICE_CALL_REFUSED)
		*refusal = 0;
	else if (envelope->error > 0)
		*refusal = envelope->error;
	return sluice__status_error(envelope->status);
}

/* Whether the server says of itself that the handler has not run. */
static enum sluice_started started_of(uint8_t status)
{
	switch (status) {
	case SLUICE_CALL_OK:
	case SLUICE_CALL_REFUSED:
	case SLUICE_CALL_FAILED:
	case SLUICE_CALL_DEADLINE: return SLUICE_STARTED_UNKNOWN;
	default: return SLUICE_STARTED_NO;
	}
}

static void take_answer(struct sluice_calls *calls, const struct sluice_call *envelope, const uint8_t *payload, size_t length)
{
	struct sluice__flight *flight = sluice__flight_find(calls, envelope->correlation);
	struct sluice_pending *pending = flight != NULL ? flight->pending : NULL;
	struct sluice__record *record;
	int status, refusal = 0;

	if (pending == NULL) {
		calls->counters.strays++;
		return;
	}
	record = sluice__record_new(calls, length);
	if (record == NULL) {
		calls->broken = -SLUICE_ERR_SYSTEM;
		return;
	}
	if (length > 0)
		memcpy(sluice__record_payload(record), payload, length);
	status = judge(pending, envelope, sluice__record_payload(record), length, &refusal);
	if (status == SLUICE_STRAY) {
		calls->counters.strays++;
	} else if (status == 0) {
		const struct sluice_answer answer = {flight->index, envelope->code, sluice__record_payload(record), length};

		if (pending->accept != NULL) {
			status = pending->accept(pending, &answer);
		} else {
			sluice__record_free(calls, pending->record);
			pending->answer = answer;
			pending->record = record;
			record = NULL;
		}
	}
	sluice__record_free(calls, record);
	if (status != SLUICE_STRAY)
		land(calls, flight, status, refusal, started_of(envelope->status));
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
	queue_put(calls, record);
}

static void take_cancel(struct sluice_calls *calls, uint32_t correlation)
{
	struct sluice_call_context *context;

	if (correlation == 0)
		return;
	if (queue_cancel(calls, correlation)) {
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
		take_answer(calls, &envelope, bytes, length);
		break;
	case SLUICE_CALL_CANCEL:
		take_cancel(calls, envelope.correlation);
		break;
	case SLUICE_CALL_ONEWAY:
		calls->counters.one_way++;
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

int sluice__pull(struct sluice_transport *transport)
{
	struct sluice_calls *calls = transport->calls;
	int found = 1;

	while (found > 0 && !sluice__queue_is_full(calls)) {
		found = sluice_transport_poll(transport, take, calls, 1);
		if (calls->broken != 0) {
			sluice_transport_destroy(transport, calls->broken);
			calls->broken = 0;
			found = sluice__closed(transport);
		}
	}
	if (found >= 0)
		return 0;
	end_flights(transport, NULL, -1, found == -SLUICE_ERR_PROTOCOL || found == -SLUICE_ERR_SYSTEM ? found : -SLUICE_ERR_PEER_CLOSED, false);
	calls->earliest_ns = SLUICE_FOREVER;
	return found;
}
