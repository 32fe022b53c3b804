/* SPDX-License-Identifier: MIT */
/* Calls of others become requests, and answers end them. */
#include "cluster-served.h"

#include <stdlib.h>
#include <string.h>

#include "call-status.h"
#include "calls.h"

static void drop(struct sluice__cluster_served *served, struct sluice__cluster_request *taken)
{
	taken->next = served->spare;
	served->spare = taken;
}

/* One without a request; NULL without memory. */
static struct sluice__cluster_request *new_request(struct sluice__cluster_served *served)
{
	struct sluice__cluster_request *taken = served->spare;

	if (taken == NULL)
		return (struct sluice__cluster_request *)calloc(1, sizeof *taken);
	served->spare = taken->next;
	taken->next = NULL;
	return taken;
}

/* ---- taking ----------------------------------------------------------------------------------------------------------------- */

bool sluice__cluster_may_take(const struct sluice__cluster_served *served)
{
	const struct sluice_calls *calls = served->transport->calls;

	if (calls == NULL)
		return true;
	if (calls->served.service == NULL || calls->first != NULL)
		return false;
	return calls->depth == 0 || (calls->is_waiting && calls->depth < SLUICE__MAX_DEPTH);
}

static uint32_t timeout_of(int64_t deadline_ns)
{
	int64_t left_us;

	if (deadline_ns == SLUICE_FOREVER)
		return 0;
	left_us = (deadline_ns - sluice_now_ns() + 999) / 1000;
	return left_us < 1 ? 1 : left_us > (int64_t)UINT32_MAX ? 0 : (uint32_t)left_us;
}

static uint32_t new_number(struct sluice__cluster_served *served)
{
	const struct sluice__cluster_request *taken;

	do {
		served->next_number++;
		for (taken = served->first; taken != NULL && taken->number != served->next_number; taken = taken->next)
			;
	} while (served->next_number == 0 || taken != NULL);
	return served->next_number;
}

static bool is_incompatible(const struct sluice__cluster_served *served, const struct sluice_cluster_request *request)
{
	const uint32_t own = (uint32_t)sluice__cluster_fingerprint(served->options, request->index);

	return own != 0 && request->fingerprint != 0 && own != request->fingerprint;
}

/* The next request that fits; those that don't are told so. 1, 0, or an error. */
static int take_fitting(const struct sluice__cluster_served *served, struct sluice_cluster_request *request)
{
	int status;

	do
		status = sluice_cluster_take(served->member, served->waiter, request);
	while (status == 1 && is_incompatible(served, request) && sluice_cluster_answer(request, -SLUICE_ERR_INCOMPATIBLE, 0) >= 0);
	return status;
}

/* What was taken, as a record. One that nobody waits for is answered by that. */
static void deliver(struct sluice__cluster_served *served, struct sluice__cluster_request *taken, sluice_receive *receive, void *user)
{
	struct sluice_cluster_request *request = &taken->request;
	struct sluice_call envelope = {.code = request->index, .target = sluice_member_cxy(served->member)};
	uint8_t descriptor[SLUICE_CLUSTER_DESCRIPTOR];
	bool is_one_way;
	size_t length;

	memcpy(descriptor, request->descriptor, sizeof descriptor);
	length = sluice__descriptor_unmark(descriptor, &is_one_way);
	if (is_one_way) {
		envelope.kind = SLUICE_CALL_ONEWAY;
		sluice_cluster_answer(request, 0, 0);
		drop(served, taken);
	} else {
		envelope.kind = SLUICE_CALL_REQUEST;
		envelope.correlation = taken->number = new_number(served);
		envelope.timeout = timeout_of(request->deadline_ns);
		taken->next = served->first;
		served->first = taken;
	}
	sluice__cluster_hand_over(&envelope, descriptor, length, receive, user);
}

int sluice__cluster_served_take(struct sluice__cluster_served *served, sluice_receive *receive, void *user)
{
	struct sluice__cluster_request *taken;
	int status;

	if (!sluice__cluster_may_take(served))
		return 0;
	taken = new_request(served);
	if (taken == NULL)
		return -SLUICE_ERR_SYSTEM;
	status = take_fitting(served, &taken->request);
	if (status == 1)
		deliver(served, taken, receive, user);
	else
		drop(served, taken);
	return status;
}

/* ---- ending ----------------------------------------------------------------------------------------------------------------- */

void sluice__cluster_served_answer(struct sluice__cluster_served *served, const struct sluice_call *envelope, const uint8_t *payload,
				   size_t length)
{
	struct sluice__cluster_request **at = &served->first;
	struct sluice__cluster_request *taken;

	while (*at != NULL && (*at)->number != envelope->correlation)
		at = &(*at)->next;
	taken = *at;
	if (taken == NULL)
		return;
	*at = taken->next;
	if (length == SLUICE_CLUSTER_DESCRIPTOR)
		memcpy(taken->request.descriptor, payload, length);
	if (sluice_cluster_answer(&taken->request, sluice__status_error(envelope->status), envelope->error) == -SLUICE_ERR_OPTION)
		sluice_cluster_answer(&taken->request, -SLUICE_ERR_FAILED, 0);
	drop(served, taken);
}

/* Its time being over is known to whoever serves it. */
static bool is_given_up(const struct sluice_cluster_request *request)
{
	return !sluice_is_over(request->deadline_ns, sluice_now_ns()) && sluice_cluster_is_cancelled(request);
}

bool sluice__cluster_served_poll_cancel(struct sluice__cluster_served *served, sluice_receive *receive, void *user)
{
	struct sluice__cluster_request **at = &served->first;
	struct sluice_call envelope = {.kind = SLUICE_CALL_CANCEL};
	struct sluice__cluster_request *taken;

	while (*at != NULL && !is_given_up(&(*at)->request))
		at = &(*at)->next;
	taken = *at;
	if (taken == NULL)
		return false;
	*at = taken->next;
	envelope.correlation = taken->number;
	envelope.code = taken->request.index;
	sluice_cluster_answer(&taken->request, -SLUICE_ERR_CANCELLED, 0);
	drop(served, taken);
	sluice__cluster_hand_over(&envelope, NULL, 0, receive, user);
	return true;
}

void sluice__cluster_served_end(struct sluice__cluster_served *served)
{
	struct sluice__cluster_request *taken;

	while ((taken = served->first) != NULL) {
		served->first = taken->next;
		sluice_cluster_answer(&taken->request, -SLUICE_ERR_FAILED, 0);
		free(taken);
	}
}

void sluice__cluster_served_free(struct sluice__cluster_served *served)
{
	while (served->spare != NULL) {
		struct sluice__cluster_request *next = served->spare->next;

		free(served->spare);
		served->spare = next;
	}
}
