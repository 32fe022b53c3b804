/* SPDX-License-Identifier: MIT */
/*
 * What is left of calls when a member is gone, or a thread has ended: step 3 of docs/decisions/0009-cluster.md, "Membership". Each word is moved by
 * CAS from what was seen, so that a caller who is at it at the same time wins or loses, and a slot that is in its next call stays as it is.
 */
#include "cluster-calls.h"

/* PENDING becomes `outcome`, and is counted. */
static void end_pending(const struct sluice__member_view *view, struct sluice_call_slot *slot, uint32_t word, uint32_t outcome)
{
	if (sluice__word_outcome(word) == SLUICE_OUTCOME_PENDING && sluice__slot_end(slot, word, outcome, 0))
		sluice__lead_count_down(view, slot->lead);
}

static void sweep_slot(const struct sluice__member_view *view, struct sluice_call_slot *slot, uint32_t cxy)
{
	/* Before `target`: a slot that has gone on to another target since has another generation, too. Partner: the caller's store of PENDING. */
	const uint32_t word = sluice_load_seq_cst(&slot->word);

	if (sluice_load_once(&slot->target) != cxy || sluice__word_outcome(word) == SLUICE_OUTCOME_FREE || sluice__word_is_finished(word))
		return;
	/* T2 of docs/models.md. */
	end_pending(view, slot, word, SLUICE_OUTCOME_DEAD);
	/* T3, not before the counter has moved: who finds the slot finished may use its lead again. */
	sluice__slot_finish(slot, sluice__word_generation(word));
}

void sluice__calls_sweep(struct sluice_member *member, uint32_t cxy)
{
	const struct sluice__member_view *view = sluice__member_view(member);
	uint32_t i;

	for (i = 0; i < view->call_count; i++)
		sweep_slot(view, sluice__slot_at(view, i), cxy);
}

void sluice__slots_cancel(const struct sluice__member_view *view, uint32_t first, uint32_t count)
{
	uint32_t i;

	for (i = 0; i < count; i++) {
		struct sluice_call_slot *slot = sluice__slot_at(view, first + i);

		end_pending(view, slot, sluice_load_acquire(&slot->word), SLUICE_OUTCOME_CANCELLED);
	}
}
