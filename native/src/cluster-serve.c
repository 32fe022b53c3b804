/* SPDX-License-Identifier: MIT */
/* The serving side: docs/decisions/0009-cluster.md, "A call" from step 3 on. S1 and the like are the steps of docs/models.md. */
#include "cluster-calls.h"

#include <string.h>

#include "call-status.h"

/* Requests that are taken, and found to be nothing, before a thread does something else. */
#define MOST_DROPPED 4096
#define STOP_LOOK_NS ((int64_t)20000000)

/* ---- judging -------------------------------------------------------------------------------------------------------------------- */

static bool is_stopping(const struct sluice__cluster *cluster)
{
	return sluice_load_acquire(&cluster->is_stopping) != 0;
}

/* What another process has written is copied here, once. */
static void copy_request(const struct sluice_call_slot *slot, struct sluice_cluster_request *request)
{
	const uint64_t deadline = slot->deadline;

	memcpy(request->descriptor, slot->descriptor, SLUICE__RESPONSE_AT);
	/* Others may be counting down in it. */
	memset(request->descriptor + SLUICE__RESPONSE_AT, 0, 4);
	memcpy(request->descriptor + SLUICE__RESPONSE_AT + 4, slot->descriptor + SLUICE__RESPONSE_AT + 4,
	       SLUICE_RPC_DESCRIPTOR - SLUICE__RESPONSE_AT - 4);
	memcpy(&request->index, request->descriptor + SLUICE__INDEX_AT, sizeof request->index);
	request->fingerprint = slot->fingerprint;
	request->deadline_ns = deadline == 0 || deadline > (uint64_t)INT64_MAX ? SLUICE_FOREVER : (int64_t)deadline;
	request->lead = slot->lead;
	request->caller = slot->waiter;
}

/* S1. Whether it leads to a call that somebody waits for. What it leads to otherwise is finished, or a stray. The peer's reference is kept. */
static bool judge(struct sluice__cluster_waiter *waiter, struct sluice__peer *peer, const struct sluice__fifo_message *message,
		  struct sluice_cluster_request *request)
{
	struct sluice_call_reference reference;
	struct sluice_call_slot *slot;
	uint32_t word;

	memcpy(&reference, message->payload, sizeof reference);
	if (peer == NULL || message->length != sizeof reference || reference.slot >= peer->view.call_count) {
		sluice__count(&waiter->counters.strays);
		return false;
	}
	slot = sluice__slot_at(&peer->view, reference.slot);
	/* Partner: the caller's store of PENDING: all of the slot is whole. */
	word = sluice_load_acquire(&slot->word);
	if (sluice__word_generation(word) != reference.generation || sluice_load_once(&slot->target) != sluice_member_cxy(request->member)) {
		sluice__count(&waiter->counters.strays);
		return false;
	}
	if (word != sluice__word_pending(reference.generation)) {
		sluice__slot_finish(slot, reference.generation);
		sluice__count(&waiter->counters.dropped);
		return false;
	}
	request->cxy = peer->cxy;
	request->peer = peer;
	request->slot = reference.slot;
	request->word = word;
	copy_request(slot, request);
	return true;
}

/* Whose message it is, and what it asks: true with a request. */
static bool accept(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter, const struct sluice__fifo_message *message,
		   struct sluice_cluster_request *request)
{
	uint32_t number = 0;
	struct sluice__peer *peer = sluice__member_writer(cluster->member, message->owner, &number);
	bool is_good;

	request->member = cluster->member;
	request->waiter = waiter->number;
	is_good = sluice__touch(cluster, waiter);
	if (is_good) {
		is_good = judge(waiter, peer, message, request);
		sluice__untouch(waiter);
	}
	if (!is_good)
		sluice__peer_release(peer);
	return is_good;
}

/* The next request that somebody waits for, answered already where there is nothing to be done. */
static bool take(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter, struct sluice_cluster_request *request)
{
	struct sluice__fifo_message message;
	int i;

	for (i = 0; i < MOST_DROPPED && sluice__role_take(cluster, waiter, &message); i++) {
		if (!accept(cluster, waiter, &message, request))
			continue;
		if (is_stopping(cluster))
			sluice_cluster_answer(request, -SLUICE_ERR_STOPPING, 0);
		else if (request->deadline_ns >= 0 && sluice_is_over(request->deadline_ns, sluice_now_ns()))
			sluice_cluster_answer(request, -SLUICE_ERR_DEADLINE, 0);
		else
			return true;
	}
	return false;
}

/* ---- answering ------------------------------------------------------------------------------------------------------------------ */

/* S2 to S6. The slot is not used again before S6, whatever the caller does. Whether the caller has waited. */
static bool put_answer(const struct sluice__peer *peer, const struct sluice_cluster_request *request, uint32_t status, int error)
{
	struct sluice_call_slot *slot = sluice__slot_at(&peer->view, request->slot);
	bool has_won;

	if (status == SLUICE_CALL_OK)
		memcpy(slot->descriptor + SLUICE__ARGUMENTS_AT, request->descriptor + SLUICE__ARGUMENTS_AT, SLUICE__ARGUMENTS_SIZE);
	slot->error = status == SLUICE_CALL_REFUSED ? error : 0;
	has_won = sluice__slot_end(slot, request->word, SLUICE_OUTCOME_DONE, status);
	if (has_won && sluice__response_wakes(sluice__lead_count_down(&peer->view, request->lead)))
		sluice__cluster_wake(peer, request->caller);
	sluice__slot_finish(slot, sluice__word_generation(request->word));
	return has_won;
}

int sluice_cluster_answer(struct sluice_cluster_request *request, int status, int error)
{
	struct sluice__peer *peer = (struct sluice__peer *)request->peer;
	struct sluice__cluster *cluster = sluice__member_cluster(request->member);
	struct sluice__cluster_waiter *waiter = &cluster->waiters[request->waiter];
	const int said = sluice__error_slot_status(status);
	bool has_won = false;

	if (peer == NULL)
		return -SLUICE_ERR_STATE;
	if (said < 0)
		return -SLUICE_ERR_OPTION;
	request->peer = NULL;
	/* After its member has left, the caller has been told of that. */
	if (sluice__touch(cluster, waiter)) {
		has_won = put_answer(peer, request, (uint32_t)said, error);
		sluice__untouch(waiter);
	}
	sluice__count(has_won ? &waiter->counters.served : &waiter->counters.dropped);
	sluice__peer_release(peer);
	return has_won;
}

bool sluice_cluster_is_cancelled(const struct sluice_cluster_request *request)
{
	const struct sluice__peer *peer = (const struct sluice__peer *)request->peer;

	/* A forked child has none of the memory. */
	if (peer == NULL || sluice__member_check(request->member) != 0 || sluice__peer_is_dead(peer))
		return true;
	if (request->deadline_ns >= 0 && sluice_is_over(request->deadline_ns, sluice_now_ns()))
		return true;
	/* Partner: the caller's CAS to CANCELLED. */
	return sluice_load_acquire(&sluice__slot_at(&peer->view, request->slot)->word) != request->word;
}

/* ---- a table of handlers -------------------------------------------------------------------------------------------------------- */

/* 0 where there is a handler to be run. */
static int verdict(const struct sluice_cluster_service *service, const struct sluice_cluster_request *request)
{
	const struct sluice_cluster_rpc *rpc;

	if (request->index >= service->count)
		return -SLUICE_ERR_UNDEFINED;
	rpc = &service->rpcs[request->index];
	switch (rpc->kind) {
	case SLUICE_CLUSTER_DEFINED: break;
	case SLUICE_CLUSTER_RESERVED: return -SLUICE_ERR_RESERVED;
	case SLUICE_CLUSTER_DISABLED: return -SLUICE_ERR_DISABLED;
	default: return -SLUICE_ERR_UNDEFINED;
	}
	if (request->fingerprint != 0 && (uint32_t)rpc->fingerprint != 0 && request->fingerprint != (uint32_t)rpc->fingerprint)
		return -SLUICE_ERR_INCOMPATIBLE;
	return rpc->handler == NULL ? -SLUICE_ERR_UNIMPLEMENTED : 0;
}

static void execute(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter, struct sluice_cluster_request *request)
{
	const struct sluice_cluster_service *service = cluster->service;
	int status = verdict(service, request), said = 0;

	if (status == 0) {
		waiter->depth++;
		said = service->rpcs[request->index].handler(request, service->user);
		waiter->depth--;
		if (said < 0)
			status = -SLUICE_ERR_REFUSED;
		else if (said > 0)
			status = said == SLUICE_ERR_MALFORMED ? -SLUICE_ERR_MALFORMED : -SLUICE_ERR_FAILED;
	}
	sluice_cluster_answer(request, status, said < 0 ? -said : 0);
}

bool sluice__cluster_serves(const struct sluice__cluster *cluster, const struct sluice__cluster_waiter *waiter)
{
	return cluster->service != NULL && waiter->depth < SLUICE__CLUSTER_DEPTH;
}

bool sluice__cluster_serve_one(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter)
{
	struct sluice_cluster_request request;

	if (!take(cluster, waiter, &request))
		return false;
	execute(cluster, waiter, &request);
	return true;
}

int sluice_cluster_execute_all(struct sluice_member *member, uint32_t number, uint32_t budget)
{
	struct sluice__cluster *cluster;
	int status = 0;
	struct sluice__cluster_waiter *waiter = sluice__cluster_enter(member, number, &cluster, &status);
	uint32_t count = 0;

	if (waiter == NULL)
		return status;
	while (count < budget && count < (uint32_t)INT32_MAX && sluice__cluster_serves(cluster, waiter) &&
	       sluice__cluster_serve_one(cluster, waiter))
		count++;
	return (int)count;
}

int sluice_cluster_serve(struct sluice_member *member, uint32_t number, const uint32_t *stop, int64_t deadline_ns)
{
	struct sluice__cluster *cluster;
	int status = 0;
	struct sluice__cluster_waiter *waiter = sluice__cluster_enter(member, number, &cluster, &status);

	if (waiter == NULL)
		return status;
	while (status == 0 && (stop == NULL || sluice_load_acquire(stop) == 0) && !sluice_is_over(deadline_ns, sluice_now_ns())) {
		const bool reads = sluice__cluster_serves(cluster, waiter);
		int64_t until_ns = sluice_earlier(deadline_ns, sluice__calls_deadline(waiter));

		sluice__calls_progress(cluster, waiter);
		if (reads && sluice__cluster_serve_one(cluster, waiter))
			continue;
		if (stop != NULL)
			until_ns = sluice_earlier(until_ns, sluice_deadline_after(STOP_LOOK_NS));
		sluice__cluster_pause(cluster, waiter, reads, NULL, NULL, until_ns);
		status = sluice__member_check(member);
	}
	sluice__role_leave(cluster, waiter);
	return status;
}

int sluice_cluster_take(struct sluice_member *member, uint32_t number, struct sluice_cluster_request *request)
{
	struct sluice__cluster *cluster;
	int status = 0;
	struct sluice__cluster_waiter *waiter = sluice__cluster_enter(member, number, &cluster, &status);

	if (waiter == NULL)
		return status;
	return take(cluster, waiter, request);
}
