/* SPDX-License-Identifier: MIT */
/* Slots of a waiter: which are free, and which wait for their server's last touch. See docs/decisions/0009-cluster.md, "Quarantine". */
#include "cluster-calls.h"

/* Looked at each time; more only when there is need. */
#define SLUICE__REAP_SOME 4u

static bool is_finished(const struct sluice__slots *slots, const struct sluice__member_view *view, uint32_t index)
{
	/* Partner: sluice__slot_finish. What the server wrote, and its counting down, come before. */
	const uint32_t word = sluice_load_acquire(&sluice__slot_at(view, slots->first + index)->word);

	return sluice__word_is_finished(word) || sluice__word_outcome(word) == SLUICE_OUTCOME_FREE;
}

/*
 * K1 of docs/models.md. Takes what is finished out of quarantine; the last one first, since its lines are still warm. A lead stays until all others of
 * its call have been taken out: a late count would meet the counter of another call.
 */
static void reap(struct sluice__slots *slots, const struct sluice__member_view *view, uint32_t looks)
{
	uint32_t i;

	for (i = slots->quarantine_count; i > 0 && looks > 0; i--, looks--) {
		const uint16_t index = slots->quarantine[i - 1], lead = slots->lead[index];

		if ((lead == index && slots->unfinished[lead] > 1) || !is_finished(slots, view, index))
			continue;
		slots->unfinished[lead]--;
		slots->quarantine[i - 1] = slots->quarantine[--slots->quarantine_count];
		slots->free[slots->free_count++] = index;
	}
}

void sluice__slots_reap(struct sluice__slots *slots, const struct sluice__member_view *view)
{
	/* Leads whose others have only come now are seen by the second. */
	reap(slots, view, slots->quarantine_count);
	reap(slots, view, slots->quarantine_count);
}

bool sluice__slots_take(struct sluice__slots *slots, const struct sluice__member_view *view, struct sluice_cluster_pending *call)
{
	uint32_t i, lead;

	reap(slots, view, SLUICE__REAP_SOME);
	if (slots->free_count < call->count)
		sluice__slots_reap(slots, view);
	if (slots->free_count < call->count)
		return false;
	lead = slots->free[slots->free_count - 1];
	for (i = 0; i < call->count; i++) {
		const uint16_t index = slots->free[--slots->free_count];

		call->targets[i].slot = slots->first + index;
		slots->lead[index] = (uint16_t)lead;
		slots->is_held[index] = 1;
	}
	call->lead = slots->first + lead;
	slots->unfinished[lead] = (uint16_t)call->count;
	return true;
}

void sluice__slots_give_back(struct sluice__slots *slots, uint32_t slot)
{
	const uint32_t index = slot - slots->first;

	slots->is_held[index] = 0;
	slots->quarantine[slots->quarantine_count++] = (uint16_t)index;
}

void sluice__slots_give_up(struct sluice__slots *slots)
{
	uint32_t i;

	for (i = 0; i < slots->count; i++) {
		if (slots->is_held[i])
			sluice__slots_give_back(slots, slots->first + i);
	}
}

void sluice__slots_init(struct sluice__slots *slots, uint32_t first, uint32_t count, uint16_t *memory)
{
	uint32_t i;

	*slots = (struct sluice__slots){.first = first, .count = count, .free_count = count, .free = memory};
	slots->quarantine = memory + count;
	slots->unfinished = memory + 2 * count;
	slots->lead = memory + 3 * count;
	slots->is_held = memory + 4 * count;
	for (i = 0; i < count; i++)
		slots->free[i] = (uint16_t)(count - 1 - i);
}
