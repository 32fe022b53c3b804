/* SPDX-License-Identifier: MIT */
/* What both sides of a FIFO do: fifo.h says what it is. The reader claims, too, for those who wait for room. */
#include "fifo.h"

#include "doorbell.h"
#include "fifo-words.h"

/* Claims that somebody else makes first, one after the other. */
#define MOST_ATTEMPTS 256

bool sluice__fifo_place(struct sluice__fifo *place, uint8_t *lines, uint8_t *slots, uint32_t count)
{
	if (count < 2 || count > SLUICE_FIFO_MAX_SLOTS || (count & (count - 1)) != 0)
		return false;
	*place = (struct sluice__fifo){.lines = lines, .slots = slots, .count = count, .mask = (count << SLUICE_FIFO_LAP_BITS) - 1};
	while (1u << place->shift < count)
		place->shift++;
	return true;
}

uint32_t sluice__fifo_depth(const struct sluice__fifo *place)
{
	uint32_t head = sluice_load_acquire(SLUICE__FIFO_WORD(place, head));
	uint32_t depth = (sluice_load_acquire(SLUICE__FIFO_WORD(place, tail_hint)) - head) & place->mask;

	/* More means that the hint is behind the head. */
	return depth <= place->count ? depth : 0;
}

/* The first free slot from `ticket` on: its ticket, or SLUICE__NO_TICKET when all are taken. `*is_lost`: no slot there has the lap it should. */
static uint32_t walk(const struct sluice__fifo *place, uint32_t ticket, bool *is_lost)
{
	for (uint32_t i = 0; i <= place->count; i++) {
		/* Acquire: pairs with the reader's freeing, so that it has read before anybody writes. */
		uint32_t word = sluice_load_acquire(sluice__fifo_state(place, ticket)), lap = sluice__fifo_lap(place, ticket);

		if (word == lap)
			return ticket;
		if ((word & SLUICE__LAP_MASK) != lap) {
			/* Taken, and a lap behind: full. */
			*is_lost = word >> 30 == SLUICE_SLOT_FREE || ((word + 1) & SLUICE__LAP_MASK) != lap;
			return SLUICE__NO_TICKET;
		}
		ticket = sluice__fifo_after(place, ticket);
	}
	return SLUICE__NO_TICKET;
}

uint32_t sluice__fifo_find(const struct sluice__fifo *place, uint32_t ahead)
{
	bool is_lost = false;
	uint32_t ticket = walk(place, sluice_load_acquire(SLUICE__FIFO_WORD(place, tail_hint)) & place->mask, &is_lost);

	/* The hint of somebody who has slept long, or lied. */
	if (is_lost) {
		is_lost = false;
		ticket = walk(place, sluice_load_acquire(SLUICE__FIFO_WORD(place, head)) & place->mask, &is_lost);
	}
	if (ticket == SLUICE__NO_TICKET || ahead == 0)
		return ticket;
	/* Slots are freed in the order of tickets: if this one is free, so are those between. Seq_cst: see sluice__fifo_settle. */
	ticket = (ticket + ahead) & place->mask;
	if (ahead >= place->count || sluice_load_seq_cst(sluice__fifo_state(place, ticket)) != sluice__fifo_lap(place, ticket))
		return SLUICE__NO_TICKET;
	return ticket;
}

uint32_t sluice__fifo_claim(const struct sluice__fifo *place, uint32_t owner, uint32_t ahead)
{
	for (int i = 0; i < MOST_ATTEMPTS; i++) {
		/* F1 of docs/models.md. */
		uint32_t ticket = sluice__fifo_find(place, ahead);

		if (ticket == SLUICE__NO_TICKET)
			return ticket;
		ticket = (ticket - ahead) & place->mask;
		/* F2. Names the owner in the same instant. Who sleeps before it for 2^20 laps may succeed all the same, beyond slots that are free:
		 * F5 and F9 see to that. */
		if (sluice_compare_exchange(sluice__fifo_state(place, ticket), sluice__fifo_lap(place, ticket),
					    sluice__fifo_as(place, ticket, owner, SLUICE_SLOT_CLAIMED))) {
			sluice_store_release(SLUICE__FIFO_WORD(place, tail_hint), sluice__fifo_after(place, ticket));
			return ticket;
		}
	}
	return SLUICE__NO_TICKET;
}

bool sluice__fifo_finish(const struct sluice__fifo *place, uint32_t ticket, uint32_t owner, enum sluice_slot_state state)
{
	/* F4. A CAS, and not a store: the owner may have taken this writer for dead, and the slot has moved on. Seq_cst, before F5's look. */
	return sluice_compare_exchange(sluice__fifo_state(place, ticket), sluice__fifo_as(place, ticket, owner, SLUICE_SLOT_CLAIMED),
				       sluice__fifo_as(place, ticket, owner, state));
}

static uint32_t last_waiting(const struct sluice__fifo *place)
{
	uint32_t last = sluice_load_acquire(SLUICE__FIFO_WORD(place, last_waiting));

	return last < SLUICE_FIFO_OWNERS ? last : SLUICE_FIFO_OWNERS;
}

static bool is_waiting(uint32_t room)
{
	return room != 0 && (room & SLUICE__GRANTED) == 0;
}

/* Numbers are modulo 2^31. */
static bool is_before(uint32_t a, uint32_t b)
{
	return (int32_t)((a - b) << 1) < 0;
}

uint32_t sluice__fifo_first_in_line(const struct sluice__fifo *place, uint32_t *number)
{
	uint32_t first = 0, last = last_waiting(place);

	for (uint32_t owner = 1; owner <= last; owner++) {
		uint32_t room = sluice_load_seq_cst(sluice__fifo_room(place, owner));

		if (is_waiting(room) && (first == 0 || is_before(room, *number))) {
			first = owner;
			*number = room;
		}
	}
	return first;
}

uint32_t sluice__fifo_count_before(const struct sluice__fifo *place, uint32_t number)
{
	uint32_t count = 0, last = last_waiting(place);

	for (uint32_t owner = 1; owner <= last; owner++) {
		uint32_t room = sluice_load_seq_cst(sluice__fifo_room(place, owner));

		if (is_waiting(room) && (number == 0 || is_before(room, number)))
			count++;
	}
	return count;
}

void sluice__fifo_wake(const struct sluice__fifo_waiter *waiter)
{
	/* Pairs with the store of `asleep` before the sleeper's last look: of the two, one sees the other. */
	if (sluice_load_seq_cst(waiter->asleep) != 0 && sluice_exchange(waiter->asleep, 0) != 0)
		sluice__doorbell_ring(waiter->descriptor);
}
