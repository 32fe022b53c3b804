/* SPDX-License-Identifier: MIT */
/* What an answer means, and to which call. */
#include "call-answers.h"

#include <string.h>

#include "call-status.h"
#include "calls.h"

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
	case SLUICE_CALL_PEER_DIED:
	case SLUICE_CALL_DEADLINE: return SLUICE_STARTED_UNKNOWN;
	default: return SLUICE_STARTED_NO;
	}
}

void sluice__take_answer(struct sluice_calls *calls, const struct sluice_call *envelope, const uint8_t *payload, size_t length)
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
		sluice__flight_land(calls, flight, status, refusal, started_of(envelope->status));
}
