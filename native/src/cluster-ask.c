/* SPDX-License-Identifier: MIT */
/* How calls begin: docs/decisions/0009-cluster.md, "A call", steps 1 and 2. K2 and the like are the steps of docs/models.md. */
#include "cluster-calls.h"

#include <string.h>

/* Between looks for slots: longer each time, up to a millisecond. */
#define MOMENT_NS ((int64_t)20000)
#define MOMENT_MOST_NS ((int64_t)1000000)

/* K2, K3: all of a slot but its word. */
static void fill(const struct sluice__cluster *cluster, const struct sluice_cluster_pending *call, uint32_t i)
{
	struct sluice_cluster_target *target = &call->targets[i];
	struct sluice_call_slot *slot = sluice__slot_at(cluster->view, target->slot);

	memcpy(slot->descriptor, target->descriptor, SLUICE__RESPONSE_AT);
	/* The lead is filled, and PENDING, first; nobody knows of it yet. */
	sluice_store_release(sluice__slot_response(slot), i == 0 ? call->count : 1);
	memcpy(slot->descriptor + SLUICE__RESPONSE_AT + 4, target->descriptor + SLUICE__RESPONSE_AT + 4,
	       SLUICE_RPC_DESCRIPTOR - SLUICE__RESPONSE_AT - 4);
	slot->lead = (uint16_t)call->lead;
	slot->waiter = (uint16_t)call->waiter;
	slot->fingerprint = (uint32_t)call->fingerprint;
	slot->error = 0;
	slot->deadline = call->deadline_ns > 0 ? (uint64_t)call->deadline_ns : 0;
	/* The steward looks at it at any time. */
	sluice_store_release(&slot->target, target->cxy);
	target->word = sluice__word_pending(sluice__word_generation(sluice_load_acquire(&slot->word)) + 1);
	/* Partner: the server's acquire. Seq_cst, before the look at the dead mark. */
	sluice_store_seq_cst(&slot->word, target->word);
}

/*
 * K6, and K4: nobody has the reference, so whoever ends the call here finishes it. If that was the steward, it has not counted down yet, and
 * will finish it itself.
 */
static void take_back(const struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter, const struct sluice_cluster_pending *call,
		      struct sluice_cluster_target *target, int status)
{
	struct sluice_call_slot *slot = sluice__slot_at(cluster->view, target->slot);
	const bool is_dead = status == -SLUICE_ERR_PEER_DIED;

	if (sluice__slot_end(slot, target->word, is_dead ? SLUICE_OUTCOME_DEAD : SLUICE_OUTCOME_CANCELLED, 0)) {
		sluice__lead_count_down(cluster->view, call->lead);
		sluice__slot_finish(slot, sluice__word_generation(target->word));
	}
	sluice__target_settle(target, status);
	sluice__count(is_dead ? &waiter->counters.dead : &waiter->counters.unposted);
}

/* What a thread that waits for room knows. */
struct room {
	struct sluice__cluster *cluster;
	struct sluice__cluster_waiter *waiter;
	struct sluice__peer *peer;
	struct sluice__fifo_writer *writer;
	struct sluice_call_reference reference;
	int posted; /* as sluice__fifo_post_in_line says */
};

/* Whether waiting for room has an end. */
static bool try_room(struct room *room)
{
	if (!sluice__touch(room->cluster, room->waiter)) {
		room->posted = -SLUICE_ERR_PEER_CLOSED;
		return true;
	}
	room->posted = sluice__fifo_post_in_line(room->writer, &room->reference, sizeof room->reference);
	sluice__untouch(room->waiter);
	return room->posted != 0 || sluice__peer_is_dead(room->peer);
}

/* The wish of who stands in line. */
static bool has_moved(void *user)
{
	const struct room *room = (const struct room *)user;

	return !sluice__fifo_is_in_line(room->writer) || sluice__peer_is_dead(room->peer) || sluice__member_check(room->cluster->member) != 0;
}

static void leave_line(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter, struct sluice__fifo_writer *writer,
		       void (*leave)(struct sluice__fifo_writer *writer))
{
	if (sluice__touch(cluster, waiter)) {
		leave(writer);
		sluice__untouch(waiter);
	} else {
		/* Its number is another's by now. */
		writer->number = 0;
	}
}

/* Waits in line, and serves meanwhile: two members whose FIFOs are full must not wait for each other. */
static void wait_for_room(struct room *room, int64_t deadline_ns)
{
	struct sluice__cluster *cluster = room->cluster;
	struct sluice__cluster_waiter *waiter = room->waiter;

	for (;;) {
		const bool reads = sluice__cluster_serves(cluster, waiter);

		sluice__calls_progress(cluster, waiter);
		if (try_room(room))
			break;
		/* Its handler may take long, or want room at the same place. */
		if (reads && sluice__role_peek(cluster)) {
			leave_line(cluster, waiter, room->writer, sluice__fifo_step_aside);
			sluice__cluster_serve_one(cluster, waiter);
			continue;
		}
		if (sluice_is_over(deadline_ns, sluice_now_ns()))
			break;
		sluice__cluster_pause(cluster, waiter, reads, has_moved, room,
				      sluice_earlier(deadline_ns, sluice__calls_deadline(waiter)));
	}
	sluice__role_leave(cluster, waiter);
}

/* A writer of a peer's FIFO rings those of its threads that it names. */
static void ring_reader(void *context, uint32_t number)
{
	sluice__cluster_wake((const struct sluice__peer *)context, number);
}

/* NULL when the peer has no FIFO that can be written. */
static struct sluice__peer_writer *writer_of(struct sluice__peer *peer, uint32_t waiter)
{
	struct sluice__peer_writer *writer = &peer->writers[waiter];
	struct sluice__fifo place;

	if (writer->fifo.owner != 0)
		return writer;
	if (!sluice__fifo_place(&place, peer->view.fifo_lines, peer->view.fifo_slots, peer->view.fifo_slot_count))
		return NULL;
	sluice__fifo_writer_init(&writer->fifo, &place, peer->writer_first + waiter, ring_reader, peer);
	return writer;
}

/* Posts, and waits for room as long as the call says. */
static void post_and_wait(struct room *room, int64_t deadline_ns)
{
	bool waits;

	if (!sluice__touch(room->cluster, room->waiter)) {
		room->posted = -SLUICE_ERR_PEER_CLOSED;
		return;
	}
	room->posted = sluice__fifo_try_post(room->writer, &room->reference, sizeof room->reference);
	sluice__untouch(room->waiter);
	waits = room->posted == 0 && !sluice_is_over(deadline_ns, sluice_now_ns());
	if (waits)
		wait_for_room(room, deadline_ns);
	/* A place that was kept for this. */
	if ((waits || room->posted == 1) && room->writer->number != 0)
		leave_line(room->cluster, room->waiter, room->writer, sluice__fifo_leave_line);
}

/* Posts in line, and lists the writer that stands there now. */
static void post_in_line(struct room *room, struct sluice__peer_writer *writer, struct sluice__peer_writer **lines)
{
	if (try_room(room) || writer->peer != NULL)
		return;
	sluice__peer_hold(room->peer);
	writer->peer = room->peer;
	writer->next = *lines;
	*lines = writer;
}

/* K5. 0, or why it was not posted. */
static int post(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter, const struct sluice_cluster_pending *call,
		const struct sluice_cluster_target *target, struct sluice__peer *peer, struct sluice__peer_writer **lines)
{
	struct sluice__peer_writer *writer = writer_of(peer, waiter->number);
	struct room room = {
		.cluster = cluster,
		.waiter = waiter,
		.peer = peer,
		.reference = {target->slot, sluice__word_generation(target->word)},
	};

	if (writer == NULL)
		return -SLUICE_ERR_PROTOCOL;
	room.writer = &writer->fifo;
	if (lines != NULL)
		post_in_line(&room, writer, lines);
	else
		post_and_wait(&room, call->room_deadline_ns);
	if (room.posted == 1)
		return 0;
	if (sluice__member_check(cluster->member) != 0)
		return -SLUICE_ERR_PEER_CLOSED;
	return room.posted < 0 || sluice__peer_is_dead(peer) ? -SLUICE_ERR_PEER_DIED : -SLUICE_ERR_BUSY;
}

static void ask(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter, const struct sluice_cluster_pending *call, uint32_t i,
		struct sluice__peer_writer **lines)
{
	struct sluice_cluster_target *target = &call->targets[i];
	/* Held until it is posted, so that a new member of the number is not meant. */
	struct sluice__peer *peer = sluice__member_peer(cluster->member, target->cxy);
	int status = -SLUICE_ERR_NO_MEMBER;

	fill(cluster, call, i);
	target->error = 0;
	sluice__target_settle(target, SLUICE_CLUSTER_UNDER_WAY);
	sluice__count(&waiter->counters.called);
	/* K4. Partner: the steward, which marks before it sweeps. */
	if (peer != NULL)
		status = sluice__peer_is_dead(peer) ? -SLUICE_ERR_PEER_DIED : post(cluster, waiter, call, target, peer, lines);
	if (status != 0)
		take_back(cluster, waiter, call, target, status);
	sluice__peer_release(peer);
}

/*
 * Slots of calls that are over come back when their servers have finished: at once, as a rule, and then without a ring. So this looks again after a
 * moment, and serves meanwhile.
 */
static bool await_slots(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter, struct sluice_cluster_pending *call)
{
	int64_t moment_ns = 0;

	while (!sluice__slots_take(&waiter->slots, cluster->view, call)) {
		if (waiter->slots.quarantine_count == 0 || sluice_is_over(call->room_deadline_ns, sluice_now_ns()) ||
		    sluice__member_check(cluster->member) != 0)
			return false;
		if (sluice__cluster_serves(cluster, waiter) && sluice__cluster_serve_one(cluster, waiter))
			continue;
		sluice__cluster_nap(cluster, waiter, sluice_earlier(call->room_deadline_ns, sluice_deadline_after(moment_ns)));
		moment_ns = moment_ns < MOMENT_MOST_NS ? moment_ns + MOMENT_NS : moment_ns;
	}
	return true;
}

static int begin(struct sluice_member *member, uint32_t number, struct sluice_cluster_pending *call, struct sluice__peer_writer **lines)
{
	struct sluice__cluster *cluster;
	int status = 0;
	struct sluice__cluster_waiter *waiter = sluice__cluster_enter(member, number, &cluster, &status);
	uint32_t i;

	if (waiter == NULL)
		return status;
	if (call->count == 0 || call->count > cluster->view->calls_per_waiter)
		return -SLUICE_ERR_OPTION;
	if (!await_slots(cluster, waiter, call))
		return -SLUICE_ERR_BUSY;
	call->member = member;
	call->waiter = number;
	call->has_ended = false;
	/* The lead first: its counter must be there before anybody counts down. */
	for (i = 0; i < call->count; i++)
		ask(cluster, waiter, call, i, lines);
	call->next = waiter->first;
	waiter->first = call;
	return 0;
}

int sluice_cluster_begin(struct sluice_member *member, uint32_t number, struct sluice_cluster_pending *call)
{
	return begin(member, number, call, NULL);
}

/* ---- standing in line while nothing blocks -------------------------------------------------------------------------------------- */

int sluice__cluster_begin_in_line(struct sluice_member *member, uint32_t number, struct sluice_cluster_pending *call,
				  struct sluice__peer_writer **lines)
{
	return begin(member, number, call, lines);
}

bool sluice__lines_have_moved(void *user)
{
	const struct sluice__peer_writer *writer;

	for (writer = *(struct sluice__peer_writer *const *)user; writer != NULL; writer = writer->next) {
		if (!sluice__fifo_is_in_line(&writer->fifo) || sluice__peer_is_dead(writer->peer))
			return true;
	}
	return false;
}

void sluice__lines_step_aside(struct sluice_member *member, uint32_t number, struct sluice__peer_writer **lines)
{
	struct sluice__cluster *cluster = sluice__member_cluster(member);
	struct sluice__peer_writer *writer;

	while ((writer = *lines) != NULL) {
		struct sluice__peer *peer = writer->peer;

		*lines = writer->next;
		writer->peer = NULL;
		if (writer->fifo.number != 0)
			leave_line(cluster, &cluster->waiters[number], &writer->fifo, sluice__fifo_step_aside);
		sluice__peer_release(peer);
	}
}

void sluice__cluster_give_up_place(struct sluice_member *member, uint32_t number, uint32_t cxy)
{
	struct sluice__cluster *cluster;
	int status = 0;
	struct sluice__cluster_waiter *waiter = sluice__cluster_enter(member, number, &cluster, &status);
	struct sluice__peer *peer = waiter != NULL ? sluice__member_peer(member, cxy) : NULL;

	if (peer != NULL && peer->writers[number].fifo.number != 0)
		leave_line(cluster, waiter, &peer->writers[number].fifo, sluice__fifo_leave_line);
	sluice__peer_release(peer);
}
