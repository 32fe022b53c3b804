/* SPDX-License-Identifier: MIT */
/* A list in order of arrival, bounded by its bytes. */
#include "call-queue.h"

#include "calls.h"

#define QUEUE_LIMIT ((size_t)1024 * 1024)

bool sluice__queue_is_full(const struct sluice_calls *calls)
{
	size_t limit = calls->served.options.queue_limit != 0 ? calls->served.options.queue_limit : QUEUE_LIMIT;

	return calls->queued_bytes >= limit;
}

static size_t queue_cost(const struct sluice__record *record)
{
	return sizeof *record + record->length;
}

void sluice__queue_put(struct sluice_calls *calls, struct sluice__record *record)
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

bool sluice__queue_cancel(struct sluice_calls *calls, uint32_t correlation)
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
