/* SPDX-License-Identifier: MIT */
/* Words, tickets and claims of a FIFO, for both of its sides; see fifo.h. */
#ifndef SLUICE_SRC_FIFO_WORDS_H
#define SLUICE_SRC_FIFO_WORDS_H

#include <sluice/atomic.h>

#include "fifo.h"
#include "segment.h"

#define SLUICE__LAP_MASK ((1u << SLUICE_FIFO_LAP_BITS) - 1)
#define SLUICE__NO_TICKET 0xFFFFFFFFu
/* In `room`: the low bits are a ticket, and not a place in the line. */
#define SLUICE__GRANTED 0x80000000u
/* In `wake_at`: the reader sleeps, on the ticket in the low bits. */
#define SLUICE__ASLEEP 0x80000000u
#define SLUICE__FIFO_WORD(place, name) sluice__fifo_word((place), offsetof(struct sluice_fifo_lines, name))

static inline uint32_t *sluice__fifo_word(const struct sluice__fifo *place, size_t offset)
{
	return (uint32_t *)(void *)(place->lines + offset);
}

static inline uint32_t *sluice__fifo_room(const struct sluice__fifo *place, uint32_t owner)
{
	return SLUICE__FIFO_WORD(place, room) + (owner & SLUICE_FIFO_OWNERS);
}

static inline uint8_t *sluice__fifo_slot(const struct sluice__fifo *place, uint32_t ticket)
{
	return place->slots + (size_t)(ticket & (place->count - 1)) * SLUICE_FIFO_SLOT_SIZE;
}

/* Word of the slot. */
static inline uint32_t *sluice__fifo_state(const struct sluice__fifo *place, uint32_t ticket)
{
	return (uint32_t *)(void *)sluice__fifo_slot(place, ticket);
}

static inline uint32_t sluice__fifo_lap(const struct sluice__fifo *place, uint32_t ticket)
{
	return ticket >> place->shift & SLUICE__LAP_MASK;
}

static inline uint32_t sluice__fifo_after(const struct sluice__fifo *place, uint32_t ticket)
{
	return (ticket + 1) & place->mask;
}

/* The word of a slot that `owner` has at this ticket; for FREE, of nobody. */
static inline uint32_t sluice__fifo_as(const struct sluice__fifo *place, uint32_t ticket, uint32_t owner, enum sluice_slot_state state)
{
	return (uint32_t)state << 30 | owner << SLUICE_FIFO_LAP_BITS | sluice__fifo_lap(place, ticket);
}

static inline uint32_t sluice__fifo_owner(uint32_t word)
{
	return word >> SLUICE_FIFO_LAP_BITS & SLUICE_FIFO_OWNERS;
}

/*
 * Takes the first free slot for `owner`, unless `ahead` fewer are free than there would have to be: those are for who came before. Returns its
 * ticket, or SLUICE__NO_TICKET when there is no room.
 */
uint32_t sluice__fifo_claim(const struct sluice__fifo *place, uint32_t owner, uint32_t ahead);
/* The first free slot after `ahead` others, or SLUICE__NO_TICKET. A look; takes nothing. */
uint32_t sluice__fifo_find(const struct sluice__fifo *place, uint32_t ahead);
/* Turns a claim into a message, or into nothing. False when it is no longer `owner`'s. */
bool sluice__fifo_finish(const struct sluice__fifo *place, uint32_t ticket, uint32_t owner, enum sluice_slot_state state);

/* Who waits longest for room: its number and its place in the line; 0 for nobody. */
uint32_t sluice__fifo_first_in_line(const struct sluice__fifo *place, uint32_t *number);
/* How many wait longer than somebody with this number; with 0, how many wait. */
uint32_t sluice__fifo_count_before(const struct sluice__fifo *place, uint32_t number);

#endif /* SLUICE_SRC_FIFO_WORDS_H */
