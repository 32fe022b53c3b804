/* SPDX-License-Identifier: MIT */
/* The reading side of a FIFO, and granting room there: fifo.h. */
#include "fifo.h"

#include <string.h>

#include "fifo-words.h"

/* Looks at a free head until a reader that never sleeps searches the slots behind it: F9. */
#define LOOKS_PER_SEARCH 64
/* How often a word that changes meanwhile is looked at again. */
#define MOST_ATTEMPTS 8

/* Where the last reader was: one further when it ended between freeing a slot and saying so. */
static uint32_t find_head(const struct sluice__fifo *place)
{
	uint32_t head = sluice_load_acquire(SLUICE__FIFO_WORD(place, head)) & place->mask;
	uint32_t lap = sluice_load_acquire(sluice__fifo_state(place, head)) & SLUICE__LAP_MASK;

	return lap == sluice__fifo_lap(place, (head + place->count) & place->mask) ? sluice__fifo_after(place, head) : head;
}

void sluice__fifo_reader_init(struct sluice__fifo_reader *reader, const struct sluice__fifo *place, uint32_t waiter, sluice__fifo_ring ring, void *context)
{
	*reader = (struct sluice__fifo_reader){.place = *place, .ring = ring, .context = context};
	reader->head = find_head(place);
	/* As whoever came before may have left it. */
	reader->is_armed = true;
	sluice_store_release(SLUICE__FIFO_WORD(place, reader), waiter);
}

/* ---- room --------------------------------------------------------------------------------------------------------------------------- */

/* Claims a slot in the name of who waits longest. False when there is no room, or nobody. */
static bool grant_one(struct sluice__fifo_reader *reader)
{
	const struct sluice__fifo *place = &reader->place;
	uint32_t number = 0, ticket, owner = sluice__fifo_first_in_line(place, &number);

	if (owner == 0)
		return false;
	ticket = sluice__fifo_claim(place, owner, 0);
	if (ticket == SLUICE__NO_TICKET)
		return false;
	/* F13. The claim is there before the word: who is swept meanwhile loses the word first, then its claims. */
	if (sluice_compare_exchange(sluice__fifo_room(place, owner), number, SLUICE__GRANTED | ticket))
		reader->ring(reader->context, owner);
	else
		sluice__fifo_finish(place, ticket, owner, SLUICE_SLOT_SKIP);
	return true;
}

static void grant(struct sluice__fifo_reader *reader)
{
	uint32_t *awaited = SLUICE__FIFO_WORD(&reader->place, awaited), number;
	/* Who comes after this (F11) is seen below, or changes it. */
	uint32_t seen = sluice_load_seq_cst(awaited);

	for (uint32_t i = 0; i < 2 * reader->place.count; i++)
		if (!grant_one(reader))
			break;
	if (sluice__fifo_first_in_line(&reader->place, &number) == 0)
		sluice_compare_exchange(awaited, seen, 0);
}

void sluice__fifo_settle(struct sluice__fifo_reader *reader)
{
	const struct sluice__fifo *place = &reader->place;

	/* F17. A full fence between what was freed and the look at awaited: pairs with F11 and the look after it. */
	if (!reader->is_settled) {
		sluice_fetch_add(SLUICE__FIFO_WORD(place, head), 0);
		reader->is_settled = true;
	}
	if (sluice_load_seq_cst(SLUICE__FIFO_WORD(place, awaited)) != 0)
		grant(reader);
}

/* ---- taking ------------------------------------------------------------------------------------------------------------------------- */

/* F7. Frees the slot at the head for the next lap, after all reads of it, and goes on. */
static void free_head(struct sluice__fifo_reader *reader)
{
	const struct sluice__fifo *place = &reader->place;
	uint32_t next = (reader->head + place->count) & place->mask;

	sluice_store_release(sluice__fifo_state(place, reader->head), sluice__fifo_lap(place, next));
	reader->head = sluice__fifo_after(place, reader->head);
	sluice_store_release(SLUICE__FIFO_WORD(place, head), reader->head);
	reader->is_settled = false;
	reader->idle = 0;
	/* A hint, which is missed at most until the next look. */
	if (sluice_load_once(SLUICE__FIFO_WORD(place, awaited)) != 0)
		sluice__fifo_settle(reader);
}

/* F9. The head is free: when something behind it is taken in this lap, it was left out by a writer that had slept for all laps, or lied. */
static bool close_hole(const struct sluice__fifo_reader *reader)
{
	const struct sluice__fifo *place = &reader->place;
	uint32_t ticket = reader->head;

	for (uint32_t i = 1; i < place->count; i++) {
		uint32_t word;

		ticket = sluice__fifo_after(place, ticket);
		word = sluice_load_seq_cst(sluice__fifo_state(place, ticket));
		if (word >> 30 != SLUICE_SLOT_FREE && (word & SLUICE__LAP_MASK) == sluice__fifo_lap(place, ticket)) {
			/* Fails when it was claimed at last, which does as well. */
			sluice_compare_exchange(sluice__fifo_state(place, reader->head), sluice__fifo_lap(place, reader->head),
						sluice__fifo_as(place, reader->head, 0, SLUICE_SLOT_SKIP));
			return true;
		}
	}
	return false;
}

/* Nothing to take: the head is free, or somebody's. Whether there may be something after all. */
static bool look_around(struct sluice__fifo_reader *reader, uint32_t word)
{
	sluice__fifo_settle(reader);
	if (word >> 30 != SLUICE_SLOT_FREE || ++reader->idle < LOOKS_PER_SEARCH)
		return false;
	reader->idle = 0;
	return close_hole(reader);
}

void sluice__fifo_disarm(struct sluice__fifo_reader *reader)
{
	reader->is_armed = false;
	sluice_store_release(SLUICE__FIFO_WORD(&reader->place, wake_at), 0);
}

/* A message, copied; false when it breaks the rules. */
static bool copy(const uint8_t *slot, uint32_t word, struct sluice__fifo_message *out)
{
	out->owner = sluice__fifo_owner(word);
	out->length = sluice_load_once((const uint32_t *)(const void *)(slot + offsetof(struct sluice_fifo_slot, length)));
	memcpy(out->payload, slot + offsetof(struct sluice_fifo_slot, payload), sizeof out->payload);
	return out->length <= SLUICE_FIFO_INLINE && out->owner != 0;
}

/* Whether it is what honest writers leave at this ticket: free, claimed or done. SKIP, which has nothing, is not among them. */
static bool has_turn(const struct sluice__fifo *place, uint32_t ticket, uint32_t word)
{
	uint32_t owner = sluice__fifo_owner(word);

	if ((word & SLUICE__LAP_MASK) != sluice__fifo_lap(place, ticket))
		return false;
	return word >> 30 == SLUICE_SLOT_FREE ? owner == 0 : word >> 30 != SLUICE_SLOT_SKIP && owner != 0;
}

static void pass_over(struct sluice__fifo_reader *reader, uint32_t word)
{
	const struct sluice__fifo *place = &reader->place;

	if (word >> 30 == SLUICE_SLOT_SKIP && (word & SLUICE__LAP_MASK) == sluice__fifo_lap(place, reader->head))
		sluice_store_release(SLUICE__FIFO_WORD(place, skipped), (uint32_t)++reader->skipped);
	else
		sluice_store_release(SLUICE__FIFO_WORD(place, broken), (uint32_t)++reader->broken);
	free_head(reader);
}

int sluice__fifo_take(struct sluice__fifo_reader *reader, struct sluice__fifo_message *out)
{
	const struct sluice__fifo *place = &reader->place;

	if (reader->is_armed)
		sluice__fifo_disarm(reader);
	for (uint32_t i = 0; i < 2 * place->count; i++) {
		const uint8_t *slot = sluice__fifo_slot(place, reader->head);
		/* F6. Acquire: pairs with the commit, F4, so that the payload is whole. */
		uint32_t word = sluice_load_acquire((const uint32_t *)(const void *)slot);

		if (!has_turn(place, reader->head, word)) {
			pass_over(reader, word);
			continue;
		}
		if (word >> 30 != SLUICE_SLOT_DONE) {
			if (!look_around(reader, word))
				return 0;
			continue;
		}
		if (!copy(slot, word, out)) {
			pass_over(reader, word);
			continue;
		}
		free_head(reader);
		reader->taken++;
		return 1;
	}
	/* Only liars make so many in a row. */
	return 0;
}

/* ---- sleeping ----------------------------------------------------------------------------------------------------------------------- */

bool sluice__fifo_arm(struct sluice__fifo_reader *reader)
{
	const struct sluice__fifo *place = &reader->place;
	uint32_t word;

	/* F8. Pairs with F5: of store and look on both sides, one sees the other. */
	reader->is_armed = true;
	sluice_store_seq_cst(SLUICE__FIFO_WORD(place, wake_at), SLUICE__ASLEEP | reader->head);
	sluice__fifo_settle(reader);
	word = sluice_load_seq_cst(sluice__fifo_state(place, reader->head));
	if (!has_turn(place, reader->head, word) || word >> 30 == SLUICE_SLOT_DONE)
		return true;
	return word >> 30 == SLUICE_SLOT_FREE && close_hole(reader);
}

void sluice__fifo_hand_over(struct sluice__fifo_reader *reader, uint32_t waiter)
{
	sluice_store_seq_cst(SLUICE__FIFO_WORD(&reader->place, reader), waiter);
}

uint32_t sluice__fifo_holder(const struct sluice__fifo_reader *reader)
{
	uint32_t word = sluice_load_acquire(sluice__fifo_state(&reader->place, reader->head));

	return has_turn(&reader->place, reader->head, word) && word >> 30 == SLUICE_SLOT_CLAIMED ? sluice__fifo_owner(word) : 0;
}

bool sluice__fifo_revoke(struct sluice__fifo_reader *reader)
{
	uint32_t owner = sluice__fifo_holder(reader);

	/* F16. The word first: after this, its writer can't take it for granted. */
	if (owner == 0 || !sluice_compare_exchange(sluice__fifo_room(&reader->place, owner), SLUICE__GRANTED | reader->head, 0))
		return false;
	return sluice__fifo_finish(&reader->place, reader->head, owner, SLUICE_SLOT_SKIP);
}

/* Claims of `owner` at one slot become SKIP. Whether there was one. */
static bool sweep_slot(uint32_t *state, uint32_t first, uint32_t count)
{
	for (int i = 0; i < MOST_ATTEMPTS; i++) {
		uint32_t word = sluice_load_seq_cst(state);

		if (word >> 30 != SLUICE_SLOT_CLAIMED || sluice__fifo_owner(word) - first >= count)
			return false;
		if (sluice_compare_exchange(state, word, word | (uint32_t)SLUICE_SLOT_SKIP << 30))
			return true;
	}
	return false;
}

uint32_t sluice__fifo_bury(const struct sluice__fifo *place, uint32_t first, uint32_t count)
{
	uint32_t swept = 0;

	/* F10. Out of the line first, so that nothing is granted to it behind this. */
	for (uint32_t owner = first; owner - first < count && owner <= SLUICE_FIFO_OWNERS; owner++)
		sluice_exchange(sluice__fifo_room(place, owner), 0);
	for (uint32_t i = 0; i < place->count; i++)
		swept += sweep_slot(sluice__fifo_state(place, i), first, count);
	return swept;
}
