/* SPDX-License-Identifier: MIT */
/*
 * Words of a call slot, and the moves that caller, server and steward make on them: docs/decisions/0009-cluster.md, "A call". K, S and T with a number
 * are the steps of docs/models.md.
 */
#ifndef SLUICE_SRC_CLUSTER_SLOT_H
#define SLUICE_SRC_CLUSTER_SLOT_H

#include <stddef.h>

#include <sluice/atomic.h>

#include "member-view.h"

/* Within a descriptor: rpc_desc_t of schema/cluster-rpc.yaml. */
#define SLUICE__INDEX_AT 0u
#define SLUICE__RESPONSE_AT 4u
#define SLUICE__ARGUMENTS_AT 24u
#define SLUICE__ARGUMENTS_SIZE (SLUICE_RPC_DESCRIPTOR - SLUICE__ARGUMENTS_AT)

/* In the counter of a lead: every answer wakes, not only the last. */
#define SLUICE__LOUD (1u << 31)

#define SLUICE__OUTCOME_MASK 7u
#define SLUICE__FINISHED (1u << 3)
#define SLUICE__STATUS_SHIFT 4
#define SLUICE__STATUS_MASK 15u
#define SLUICE__GENERATION_SHIFT 8
#define SLUICE__GENERATION_MASK 0xFFFFFFu

static inline uint32_t sluice__word_outcome(uint32_t word)
{
	return word & SLUICE__OUTCOME_MASK;
}

static inline bool sluice__word_is_finished(uint32_t word)
{
	return (word & SLUICE__FINISHED) != 0;
}

static inline uint32_t sluice__word_status(uint32_t word)
{
	return word >> SLUICE__STATUS_SHIFT & SLUICE__STATUS_MASK;
}

static inline uint32_t sluice__word_generation(uint32_t word)
{
	return word >> SLUICE__GENERATION_SHIFT;
}

/* PENDING, of that generation. */
static inline uint32_t sluice__word_pending(uint32_t generation)
{
	return (generation & SLUICE__GENERATION_MASK) << SLUICE__GENERATION_SHIFT | SLUICE_OUTCOME_PENDING;
}

static inline struct sluice_call_slot *sluice__slot_at(const struct sluice__member_view *view, uint32_t index)
{
	return (struct sluice_call_slot *)(void *)sluice__view_call(view, index);
}

static inline uint32_t *sluice__slot_response(struct sluice_call_slot *slot)
{
	return (uint32_t *)(void *)(slot->descriptor + SLUICE__RESPONSE_AT);
}

/*
 * S3, and all other ends: PENDING of the generation of `pending` becomes `outcome`. Whoever this returns true to counts down, and nobody else.
 * Seq_cst, and before the counter: a caller that sees the counter sees the word.
 */
static inline bool sluice__slot_end(struct sluice_call_slot *slot, uint32_t pending, uint32_t outcome, uint32_t status)
{
	return sluice_compare_exchange(&slot->word, pending,
				       (pending & ~SLUICE__OUTCOME_MASK) | outcome | status << SLUICE__STATUS_SHIFT);
}

/* S4. The counter after it; a lead out of bounds is not followed, and counts as one that nobody waits for. */
static inline uint32_t sluice__lead_count_down(const struct sluice__member_view *view, uint32_t lead)
{
	if (lead >= view->call_count)
		return 1;
	return sluice_fetch_add(sluice__slot_response(sluice__slot_at(view, lead)), UINT32_MAX) - 1;
}

/* Whether the counter says that its waiter wants to hear of it. */
static inline bool sluice__response_wakes(uint32_t response)
{
	return response == 0 || (response & SLUICE__LOUD) != 0;
}

/*
 * S6 and T3: the slot is touched no more. One that is of another generation by now was finished by somebody else. A few tries: only the caller's
 * cancel, and one who lies, move the word meanwhile.
 */
static inline void sluice__slot_finish(struct sluice_call_slot *slot, uint32_t generation)
{
	int i;

	for (i = 0; i < 16; i++) {
		const uint32_t word = sluice_load_acquire(&slot->word);

		if (sluice__word_generation(word) != generation || sluice__word_is_finished(word))
			return;
		/* Partner: the acquire by which its owner finds it finished, and writes it again. */
		if (sluice_compare_exchange(&slot->word, word, word | SLUICE__FINISHED))
			return;
	}
}

#endif /* SLUICE_SRC_CLUSTER_SLOT_H */
