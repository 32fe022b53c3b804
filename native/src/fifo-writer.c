/* SPDX-License-Identifier: MIT */
/* The writing side of a FIFO, and waiting for room there: fifo.h. */
#define _GNU_SOURCE
#include "fifo.h"

#include <poll.h>
#include <sched.h>
#include <string.h>

#include <sluice/error.h>
#include <sluice/transport.h>

#include "doorbell.h"
#include "fifo-words.h"

/* How often a writer in line looks again because others came and went while it looked. */
#define MOST_ATTEMPTS 64
/*
 * Looks for room before a thread sleeps: a reader at work frees a slot sooner than it could wake anybody. After some microseconds each it lets others
 * run, since what the reader waits for may be a writer without a core.
 */
#ifndef MOST_SPINS /* Whoever goes through each by single steps builds this with fewer. */
#define MOST_SPINS 400
#define MOST_YIELDS 32
#endif

void sluice__fifo_writer_init(struct sluice__fifo_writer *writer, const struct sluice__fifo *place, uint32_t owner, sluice__fifo_ring ring, void *context)
{
	*writer = (struct sluice__fifo_writer){.place = *place, .owner = owner & SLUICE_FIFO_OWNERS, .ring = ring, .context = context};
}

static void ring_reader(const struct sluice__fifo_writer *writer)
{
	writer->ring(writer->context, sluice_load_acquire(SLUICE__FIFO_WORD(&writer->place, reader)));
}

/* Rings a reader that sleeps on this slot; also one that sleeps on a free slot before it, which nobody else would. */
static void announce(const struct sluice__fifo_writer *writer, uint32_t ticket)
{
	const struct sluice__fifo *place = &writer->place;
	/* F5. After the commit, both seq_cst: pairs with sluice__fifo_arm, which stores this and then looks at the slots. */
	uint32_t wake_at = sluice_load_seq_cst(SLUICE__FIFO_WORD(place, wake_at)), before = (ticket - 1) & place->mask;

	if (wake_at == 0)
		return;
	if (wake_at == (SLUICE__ASLEEP | ticket) || sluice_load_seq_cst(sluice__fifo_state(place, before)) == sluice__fifo_lap(place, before))
		ring_reader(writer);
}

/*
 * Whether a slot lies before this writer's last message, while that is still there: one that a claim that came laps too late has left out. What is
 * posted there would overtake.
 */
static bool would_overtake(const struct sluice__fifo_writer *writer, uint32_t ticket)
{
	const struct sluice__fifo *place = &writer->place;
	uint32_t distance = (writer->last - ticket) & place->mask;

	return distance != 0 && distance < place->count && sluice_load_acquire(sluice__fifo_state(place, writer->last)) ==
								   sluice__fifo_as(place, writer->last, writer->owner, SLUICE_SLOT_DONE);
}

/* A claim that may be filled: the ticket; or SLUICE__NO_TICKET, and the slot is skipped. */
static uint32_t keep_order(const struct sluice__fifo_writer *writer, uint32_t ticket)
{
	/* F3. */
	if (ticket == SLUICE__NO_TICKET || !would_overtake(writer, ticket))
		return ticket;
	sluice__fifo_finish(&writer->place, ticket, writer->owner, SLUICE_SLOT_SKIP);
	announce(writer, ticket);
	return SLUICE__NO_TICKET;
}

/* Fills the slot that was claimed, and hands it to the reader. */
static int put(struct sluice__fifo_writer *writer, uint32_t ticket, const void *payload, uint32_t length)
{
	uint8_t *slot = sluice__fifo_slot(&writer->place, ticket);

	/* Between claim and commit the slot is this writer's alone. */
	writer->last = ticket;
	sluice_fifo_slot_set_length(slot, length);
	if (length > 0)
		memcpy(slot + offsetof(struct sluice_fifo_slot, payload), payload, length);
	if (!sluice__fifo_finish(&writer->place, ticket, writer->owner, SLUICE_SLOT_DONE))
		return -SLUICE_ERR_PEER_CLOSED;
	announce(writer, ticket);
	writer->posted++;
	return 1;
}

int sluice__fifo_try_post(struct sluice__fifo_writer *writer, const void *payload, uint32_t length)
{
	const struct sluice__fifo *place = &writer->place;
	uint32_t ticket, ahead = 0;

	if (length > SLUICE_FIFO_INLINE)
		return -SLUICE_ERR_TOO_LONG;
	/* Free slots of which there are no more than who waits for them are theirs. */
	if (sluice_load_acquire(SLUICE__FIFO_WORD(place, awaited)) != 0)
		ahead = sluice__fifo_count_before(place, 0);
	ticket = keep_order(writer, sluice__fifo_claim(place, writer->owner, ahead));
	if (ticket != SLUICE__NO_TICKET)
		return put(writer, ticket, payload, length);
	writer->fulls++;
	return 0;
}

/* ---- waiting for room --------------------------------------------------------------------------------------------------------------- */

/* Stands in line, at the old place when it had one. */
static void line_up(struct sluice__fifo_writer *writer)
{
	const struct sluice__fifo *place = &writer->place;
	uint32_t *last = SLUICE__FIFO_WORD(place, last_waiting), seen, number;

	do
		number = (sluice_fetch_add(SLUICE__FIFO_WORD(place, room_next), 1) + 1) & ~SLUICE__GRANTED;
	while (number == 0);
	if (writer->number == 0)
		writer->number = number;
	/* Bounded, as others may lie; as many as there are writers. */
	for (uint32_t i = 0; i < SLUICE_FIFO_OWNERS; i++) {
		seen = sluice_load_seq_cst(last);
		if (seen >= writer->owner || sluice_compare_exchange(last, seen, writer->owner))
			break;
	}
	/* F11. In this order, and with a number that was never there: the reader, who looks for who waits between a load and a CAS that clears this,
	 * sees one of both. */
	sluice_store_seq_cst(sluice__fifo_room(place, writer->owner), writer->number);
	sluice_store_seq_cst(SLUICE__FIFO_WORD(place, awaited), number);
}

/* Takes the slot that the reader has claimed for this writer. SLUICE__NO_TICKET when it was taken back. */
static uint32_t accept(const struct sluice__fifo_writer *writer, uint32_t room)
{
	const struct sluice__fifo *place = &writer->place;
	uint32_t ticket = room & ~SLUICE__GRANTED & place->mask;

	/* F14. Before a byte is written: after this the reader can't take it back. */
	if (!sluice_compare_exchange(sluice__fifo_room(place, writer->owner), room, 0))
		return SLUICE__NO_TICKET;
	/* A grant without a claim is a lie, or from before this number was swept. */
	if (sluice_load_acquire(sluice__fifo_state(place, ticket)) != sluice__fifo_as(place, ticket, writer->owner, SLUICE_SLOT_CLAIMED))
		return SLUICE__NO_TICKET;
	return keep_order(writer, ticket);
}

/*
 * F12. Room that the reader has freed without seeing this writer in line: it takes it itself, if there is enough for all that came before. A
 * ticket; or SLUICE__NO_TICKET, with `*is_settled` when it may sleep: then the reader has seen it, or will.
 */
static uint32_t serve_itself(const struct sluice__fifo_writer *writer, bool *is_settled)
{
	const struct sluice__fifo *place = &writer->place;
	uint32_t ahead = sluice__fifo_count_before(place, writer->number);

	if (sluice__fifo_find(place, ahead) == SLUICE__NO_TICKET) {
		/* There is some for those before it, who may have been stopped: the reader grants it to them, and takes it back. */
		if (ahead > 0 && sluice__fifo_find(place, 0) != SLUICE__NO_TICKET)
			ring_reader(writer);
		/* Who has left the line since it was counted may have taken the room that it was counted for. */
		*is_settled = sluice__fifo_count_before(place, writer->number) == ahead;
		return SLUICE__NO_TICKET;
	}
	/* Fails when the reader has granted it a slot meanwhile. */
	if (!sluice_compare_exchange(sluice__fifo_room(place, writer->owner), writer->number, 0))
		return SLUICE__NO_TICKET;
	return keep_order(writer, sluice__fifo_claim(place, writer->owner, ahead));
}

int sluice__fifo_post_in_line(struct sluice__fifo_writer *writer, const void *payload, uint32_t length)
{
	uint32_t ticket;
	int status;

	if (length > SLUICE_FIFO_INLINE)
		return -SLUICE_ERR_TOO_LONG;
	if (writer->number == 0) {
		status = sluice__fifo_try_post(writer, payload, length);
		if (status != 0)
			return status;
	}
	for (int i = 0; i < MOST_ATTEMPTS; i++) {
		bool is_settled = false;
		uint32_t room = sluice_load_seq_cst(sluice__fifo_room(&writer->place, writer->owner));

		if (writer->number == 0 || (room != writer->number && (room & SLUICE__GRANTED) == 0)) {
			line_up(writer);
			continue;
		}
		ticket = room != writer->number ? accept(writer, room) : serve_itself(writer, &is_settled);
		if (ticket != SLUICE__NO_TICKET) {
			writer->number = 0;
			return put(writer, ticket, payload, length);
		}
		if (is_settled)
			return 0;
	}
	/* The reader looks for it, and finds nobody who has just taken its own word back for a slot that another was faster to claim. */
	if (sluice_load_seq_cst(sluice__fifo_room(&writer->place, writer->owner)) == 0)
		line_up(writer);
	ring_reader(writer);
	return 0;
}

bool sluice__fifo_is_in_line(const struct sluice__fifo_writer *writer)
{
	/* The reader moves the word, then looks at `asleep`. */
	return writer->number != 0 && sluice_load_seq_cst(sluice__fifo_room(&writer->place, writer->owner)) == writer->number;
}

void sluice__fifo_leave_line(struct sluice__fifo_writer *writer)
{
	const struct sluice__fifo *place = &writer->place;
	uint32_t room, ticket;

	if (writer->number == 0)
		return;
	writer->number = 0;
	/* F15. */
	room = sluice_exchange(sluice__fifo_room(place, writer->owner), 0);
	ticket = room & ~SLUICE__GRANTED & place->mask;
	if ((room & SLUICE__GRANTED) != 0)
		sluice__fifo_finish(place, ticket, writer->owner, SLUICE_SLOT_SKIP);
	/* It skips the slot, and grants what those behind have left to this one. */
	ring_reader(writer);
}

void sluice__fifo_step_aside(struct sluice__fifo_writer *writer)
{
	const uint32_t number = writer->number;

	sluice__fifo_leave_line(writer);
	writer->number = number;
}

/* Until the deadline, or a ring. */
static void sleep_until(const struct sluice__fifo_waiter *waiter, int64_t deadline_ns)
{
	struct pollfd polled = {.fd = waiter->descriptor, .events = POLLIN};
	int64_t left = deadline_ns < 0 ? -1 : deadline_ns - sluice_now_ns();
	struct timespec time = {.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};

	if (deadline_ns >= 0 && left <= 0)
		return;
	if (ppoll(&polled, 1, left < 0 ? NULL : &time, NULL) > 0)
		sluice__doorbell_drain(waiter->descriptor);
}

int sluice__fifo_post(struct sluice__fifo_writer *writer, const struct sluice__fifo_waiter *waiter, const void *payload, uint32_t length,
		      int64_t deadline_ns)
{
	int status = sluice__fifo_try_post(writer, payload, length);

	for (int i = 1; status == 0 && i <= MOST_SPINS * MOST_YIELDS; i++) {
		if (sluice__fifo_find(&writer->place, 0) != SLUICE__NO_TICKET)
			status = sluice__fifo_try_post(writer, payload, length);
		else if (i % MOST_SPINS == 0)
			sched_yield();
	}
	while (status == 0) {
		/* Before the look whose 0 it trusts: pairs with sluice__fifo_wake. */
		sluice_store_seq_cst(waiter->asleep, 1);
		status = sluice__fifo_post_in_line(writer, payload, length);
		if (status == 0)
			sleep_until(waiter, deadline_ns);
		sluice_store_seq_cst(waiter->asleep, 0);
		if (status == 0 && sluice_is_over(deadline_ns, sluice_now_ns())) {
			/* It may have come at the last moment. */
			status = sluice__fifo_post_in_line(writer, payload, length);
			if (status == 0) {
				sluice__fifo_leave_line(writer);
				return -SLUICE_ERR_DEADLINE;
			}
		}
	}
	return status < 0 ? status : 0;
}
