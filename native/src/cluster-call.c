/* SPDX-License-Identifier: MIT */
/* How calls end: docs/decisions/0009-cluster.md, "A call". K7 and the like are the steps of docs/models.md. cluster-ask.c begins them. */
#include "cluster-calls.h"

#include <string.h>

#include "call-status.h"

/* ---- outcomes ------------------------------------------------------------------------------------------------------------------- */

static bool is_unstarted(int status)
{
	switch (-status) {
	case SLUICE_ERR_UNDEFINED:
	case SLUICE_ERR_RESERVED:
	case SLUICE_ERR_DISABLED:
	case SLUICE_ERR_UNIMPLEMENTED:
	case SLUICE_ERR_MALFORMED:
	case SLUICE_ERR_STOPPING:
	case SLUICE_ERR_INCOMPATIBLE:
	case SLUICE_ERR_NO_MEMBER:
	case SLUICE_ERR_BUSY: return true;
	default: return false;
	}
}

void sluice__target_settle(struct sluice_cluster_target *target, int status)
{
	target->status = status;
	target->started = is_unstarted(status) ? SLUICE_STARTED_NO : SLUICE_STARTED_UNKNOWN;
}

/* K12. The word has moved: what it and the slot say is copied. What no honest server leaves is PROTOCOL. */
static void take_outcome(struct sluice__cluster_waiter *waiter, const struct sluice_call_slot *slot, struct sluice_cluster_target *target, uint32_t word)
{
	const uint32_t outcome = sluice__word_outcome(word);

	if (sluice__word_generation(word) != sluice__word_generation(target->word)) {
		sluice__target_settle(target, -SLUICE_ERR_PROTOCOL);
	} else if (outcome == SLUICE_OUTCOME_DONE) {
		sluice__target_settle(target, sluice__slot_status_error(sluice__word_status(word)));
		if (target->status == 0)
			memcpy(target->descriptor + SLUICE__ARGUMENTS_AT, slot->descriptor + SLUICE__ARGUMENTS_AT, SLUICE__ARGUMENTS_SIZE);
		else if (target->status == -SLUICE_ERR_REFUSED)
			target->error = slot->error;
		sluice__count(&waiter->counters.answered);
	} else if (outcome == SLUICE_OUTCOME_DEAD) {
		sluice__target_settle(target, -SLUICE_ERR_PEER_DIED);
		sluice__count(&waiter->counters.dead);
	} else {
		sluice__target_settle(target, -SLUICE_ERR_PROTOCOL);
	}
}

/* K7. Looks at the words of what is under way; whether all have ended. */
static bool look(const struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter, struct sluice_cluster_pending *call)
{
	bool has_ended = true;
	uint32_t i;

	for (i = 0; i < call->count; i++) {
		struct sluice_cluster_target *target = &call->targets[i];
		const struct sluice_call_slot *slot;
		uint32_t word;

		if (target->status != SLUICE_CLUSTER_UNDER_WAY)
			continue;
		slot = sluice__slot_at(cluster->view, target->slot);
		/* Partner: sluice__slot_end. What the server wrote is whole. */
		word = sluice_load_acquire(&slot->word);
		if (word == target->word)
			has_ended = false;
		else
			take_outcome(waiter, slot, target, word);
	}
	return has_ended;
}

static void unlink_call(struct sluice__cluster_waiter *waiter, const struct sluice_cluster_pending *call)
{
	struct sluice_cluster_pending **at;

	for (at = &waiter->first; *at != NULL; at = &(*at)->next) {
		if (*at == call) {
			*at = call->next;
			return;
		}
	}
}

/* Every target has its outcome. Those who want to be told stay in the list until they are. */
static void end(struct sluice__cluster_waiter *waiter, struct sluice_cluster_pending *call)
{
	uint32_t i;

	call->has_ended = true;
	for (i = 0; i < call->count; i++)
		sluice__slots_give_back(&waiter->slots, call->targets[i].slot);
	if (call->done == NULL)
		unlink_call(waiter, call);
}

/* One of its threads, and nobody here knows which, has what was given up. */
static void wake_server(const struct sluice__cluster *cluster, uint32_t cxy)
{
	struct sluice__peer *peer = sluice__member_peer(cluster->member, cxy);
	uint32_t i;

	if (peer == NULL)
		return;
	for (i = 0; i < peer->view.waiter_count; i++)
		sluice__cluster_wake(peer, i);
	sluice__peer_release(peer);
}

/* K11. Whoever has answered by now has answered. */
static void cancel(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter, struct sluice_cluster_pending *call, int status)
{
	uint32_t i;

	for (i = 0; i < call->count; i++) {
		struct sluice_cluster_target *target = &call->targets[i];
		struct sluice_call_slot *slot = sluice__slot_at(cluster->view, target->slot);

		if (target->status != SLUICE_CLUSTER_UNDER_WAY)
			continue;
		if (sluice__slot_end(slot, target->word, SLUICE_OUTCOME_CANCELLED, 0)) {
			sluice__lead_count_down(cluster->view, call->lead);
			sluice__target_settle(target, status);
			sluice__count(status == -SLUICE_ERR_DEADLINE ? &waiter->counters.deadline : &waiter->counters.cancelled);
			/* Who serves it knows its deadline; of this it has to hear. */
			if (status == -SLUICE_ERR_CANCELLED)
				wake_server(cluster, target->cxy);
		} else {
			take_outcome(waiter, slot, target, sluice_load_acquire(&slot->word));
		}
	}
	end(waiter, call);
}

/* ---- ending --------------------------------------------------------------------------------------------------------------------- */

bool sluice__calls_have_moved(const struct sluice__cluster *cluster, const struct sluice__cluster_waiter *waiter)
{
	const struct sluice_cluster_pending *call;

	for (call = waiter->first; call != NULL; call = call->next) {
		const struct sluice_cluster_target *target = &call->targets[0];
		struct sluice_call_slot *lead = sluice__slot_at(cluster->view, call->lead);

		/* Hints, both: whoever looks closer loads with acquire. */
		if (call->has_ended || (call->count == 1 && sluice_load_once(&lead->word) != target->word) ||
		    (call->count > 1 && sluice_load_once(sluice__slot_response(lead)) == 0))
			return true;
	}
	return false;
}

static uint32_t count_pending(const struct sluice__cluster *cluster, const struct sluice_cluster_pending *call)
{
	uint32_t i, count = 0;

	for (i = 0; i < call->count; i++) {
		const struct sluice_cluster_target *target = &call->targets[i];

		/* Partner: sluice__slot_end. Seq_cst, after the store of `asleep`. */
		if (target->status == SLUICE_CLUSTER_UNDER_WAY &&
		    sluice_load_seq_cst(&sluice__slot_at(cluster->view, target->slot)->word) == target->word)
			count++;
	}
	return count;
}

/*
 * K9. The counter before the words: if more are missing by it, one of the dead has not counted down, and nobody will be the last; each answer shall
 * wake, then. A server that counts right now makes that happen, too, which costs a ring at most.
 */
static bool has_ended_asleep(const struct sluice__cluster *cluster, const struct sluice_cluster_pending *call)
{
	uint32_t *response = sluice__slot_response(sluice__slot_at(cluster->view, call->lead));
	const uint32_t missing = sluice_load_seq_cst(response);
	const uint32_t pending = count_pending(cluster, call);

	if (pending == 0)
		return true;
	if (missing == pending || (missing & SLUICE__LOUD) != 0)
		return false;
	sluice_fetch_or(response, SLUICE__LOUD);
	return count_pending(cluster, call) == 0;
}

bool sluice__calls_have_ended(const struct sluice__cluster *cluster, const struct sluice__cluster_waiter *waiter)
{
	const struct sluice_cluster_pending *call;

	for (call = waiter->first; call != NULL; call = call->next) {
		if (call->has_ended || has_ended_asleep(cluster, call))
			return true;
	}
	return false;
}

/* The first call that has ended, or ends now. */
static struct sluice_cluster_pending *find_ended(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter)
{
	struct sluice_cluster_pending *call, *next;

	for (call = waiter->first; call != NULL; call = next) {
		next = call->next;
		if (!call->has_ended && look(cluster, waiter, call))
			end(waiter, call);
		/* Nobody answers a member that has left. */
		if (!call->has_ended && sluice__member_check(cluster->member) != 0)
			cancel(cluster, waiter, call, -SLUICE_ERR_PEER_CLOSED);
		if (!call->has_ended && call->deadline_ns >= 0 && sluice_is_over(call->deadline_ns, sluice_now_ns()))
			cancel(cluster, waiter, call, -SLUICE_ERR_DEADLINE);
		if (call->has_ended)
			return call;
	}
	return NULL;
}

bool sluice__calls_progress(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter)
{
	bool has_ended = false;
	struct sluice_cluster_pending *call;

	/* From the start each time: whoever is told may begin and cancel others. */
	while ((call = find_ended(cluster, waiter)) != NULL) {
		has_ended = true;
		if (call->done == NULL)
			continue;
		unlink_call(waiter, call);
		call->done(call);
	}
	return has_ended;
}

int64_t sluice__calls_deadline(const struct sluice__cluster_waiter *waiter)
{
	const struct sluice_cluster_pending *call;
	int64_t deadline_ns = SLUICE_FOREVER;

	for (call = waiter->first; call != NULL; call = call->next)
		deadline_ns = sluice_earlier(deadline_ns, call->deadline_ns);
	return deadline_ns;
}

/* Of a call that has begun; its member may have left since. NULL in a forked child, which has none of the memory. */
static struct sluice__cluster_waiter *waiter_of(const struct sluice_cluster_pending *call, struct sluice__cluster **cluster)
{
	*cluster = sluice__member_cluster(call->member);
	return sluice__member_check(call->member) == -SLUICE_ERR_FORKED ? NULL : &(*cluster)->waiters[call->waiter];
}

bool sluice_cluster_has_ended(struct sluice_cluster_pending *call)
{
	struct sluice__cluster *cluster;
	struct sluice__cluster_waiter *waiter = waiter_of(call, &cluster);

	if (!call->has_ended && waiter != NULL && look(cluster, waiter, call))
		end(waiter, call);
	return call->has_ended;
}

static int first_error(const struct sluice_cluster_pending *call)
{
	uint32_t i;

	for (i = 0; i < call->count; i++) {
		if (call->targets[i].status != 0)
			return call->targets[i].status;
	}
	return 0;
}

int sluice_cluster_finish(struct sluice_cluster_pending *call)
{
	struct sluice__cluster *cluster;
	struct sluice__cluster_waiter *waiter = waiter_of(call, &cluster);

	if (waiter == NULL)
		return -SLUICE_ERR_FORKED;
	while (!call->has_ended) {
		const bool reads = sluice__cluster_serves(cluster, waiter);

		if (sluice__calls_progress(cluster, waiter) || (reads && sluice__cluster_serve_one(cluster, waiter)))
			continue;
		sluice__cluster_pause(cluster, waiter, reads, NULL, NULL, sluice__calls_deadline(waiter));
	}
	sluice__role_leave(cluster, waiter);
	return first_error(call);
}

void sluice_cluster_cancel(struct sluice_cluster_pending *call)
{
	struct sluice__cluster *cluster;
	struct sluice__cluster_waiter *waiter = waiter_of(call, &cluster);

	if (!call->has_ended && waiter != NULL)
		cancel(cluster, waiter, call, -SLUICE_ERR_CANCELLED);
}

/* ---- in one go ------------------------------------------------------------------------------------------------------------------ */

int sluice_cluster_multicast(struct sluice_member *member, uint32_t waiter, struct sluice_cluster_target *targets, uint32_t count,
			     uint64_t fingerprint, int64_t deadline_ns)
{
	struct sluice_cluster_pending call = {
		.targets = targets, .count = count, .fingerprint = fingerprint, .deadline_ns = deadline_ns, .room_deadline_ns = deadline_ns};
	const int status = sluice_cluster_begin(member, waiter, &call);

	return status != 0 ? status : sluice_cluster_finish(&call);
}

int sluice_cluster_call(struct sluice_member *member, uint32_t waiter, uint32_t cxy, void *descriptor, uint64_t fingerprint, int64_t deadline_ns,
			int *error)
{
	struct sluice_cluster_target target = {.cxy = cxy};
	int status;

	memcpy(target.descriptor, descriptor, sizeof target.descriptor);
	status = sluice_cluster_multicast(member, waiter, &target, 1, fingerprint, deadline_ns);
	memcpy((uint8_t *)descriptor + SLUICE__ARGUMENTS_AT, target.descriptor + SLUICE__ARGUMENTS_AT, SLUICE__ARGUMENTS_SIZE);
	if (error != NULL)
		*error = target.error;
	return status;
}
