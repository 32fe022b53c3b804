/* SPDX-License-Identifier: MIT */
/* What is left in a FIFO of a member that is gone, or of a thread that has ended: step 2 of docs/decisions/0009-cluster.md, "Membership". */
#define _GNU_SOURCE
#include "member.h"

#include <stddef.h>

#include <sluice/atomic.h>

#include "fifo.h"

/* ---- FIFO --------------------------------------------------------------------------------------------------------------------- */

#define OWNER_SHIFT 20
#define OWNER_MASK 0x3ffu
#define STATE_SHIFT 30

static uint32_t *fifo_word(const struct sluice__member_view *view, uint32_t index)
{
	return sluice__view_word(sluice__view_fifo_slot(view, index), offsetof(struct sluice_fifo_slot, word));
}

static bool is_owned(uint32_t word, uint32_t first, uint32_t count)
{
	return (word >> OWNER_SHIFT & OWNER_MASK) - first < count;
}

uint32_t sluice__fifo_sweep(const struct sluice__member_view *view, uint32_t first, uint32_t count)
{
	struct sluice__fifo place;

	/* Partner of its claims: the CAS by which the writer made them. The end of its socket came after all that it did. */
	if (!sluice__fifo_place(&place, view->fifo_lines, view->fifo_slots, view->fifo_slot_count))
		return 0;
	return sluice__fifo_bury(&place, first, count);
}

bool sluice__fifo_has_writer(const struct sluice__member_view *view, uint32_t first, uint32_t count)
{
	uint32_t i;

	for (i = 0; i < view->fifo_slot_count; i++) {
		/* Partner: the release-store by which the reader frees a slot. */
		const uint32_t word = sluice_load_acquire(fifo_word(view, i));

		if (word >> STATE_SHIFT != SLUICE_SLOT_FREE && is_owned(word, first, count))
			return true;
	}
	return false;
}
