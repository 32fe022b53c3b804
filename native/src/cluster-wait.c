/* SPDX-License-Identifier: MIT */
/* Waiting: looking before sleeping, and sleeping on the waiter's bell. */
#define _GNU_SOURCE
#include "cluster-calls.h"

#include <sched.h>

#include "spin.h"

/* A writer that was granted room, or has claimed it, comes within this, or is taken for stopped. */
#define HELD_UP_NS ((int64_t)10000000)

static bool has_moved(const struct sluice__cluster *cluster, const struct sluice__cluster_waiter *waiter, bool reads, sluice__wish *wish, void *user)
{
	return sluice__calls_have_moved(cluster, waiter) || (reads && sluice__role_peek(cluster)) || (wish != NULL && wish(user));
}

/* A round of looks, which is short enough to be done without a clock. */
static bool spin_once(const struct sluice__cluster *cluster, const struct sluice__cluster_waiter *waiter, bool reads, sluice__wish *wish, void *user)
{
	int i;

	for (i = 0; i < SLUICE__LOOKS_PER_CLOCK; i++) {
		if (has_moved(cluster, waiter, reads, wish, user))
			return true;
		sluice__pause_briefly();
	}
	return false;
}

static void sleep_once(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter, bool reads, sluice__wish *wish, void *user,
		       int64_t deadline_ns)
{
	uint32_t *asleep = &sluice__view_waiter(cluster->view, waiter->number)->asleep;

	/* K8. Partner: sluice__cluster_wake, after the words and the counter have moved. Who blocks does not doze first: K13, K14. */
	sluice_store_seq_cst(asleep, SLUICE_WAITER_ASLEEP);
	/* K9. */
	if (!sluice__calls_have_ended(cluster, waiter) && (wish == NULL || !wish(user)) && (!reads || sluice__role_sleep(cluster, waiter))) {
		/* K10. */
		sluice__count(&waiter->counters.sleeps);
		if (reads && waiter->is_held_up)
			deadline_ns = sluice_earlier(deadline_ns, sluice_deadline_after(HELD_UP_NS));
		sluice__member_sleep(cluster->member, waiter->number, deadline_ns);
		if (reads)
			sluice__role_rise(cluster, waiter);
	}
	/* Whoever has taken it back has rung, or will: that costs a look at most. */
	sluice_store_release(asleep, SLUICE_WAITER_AWAKE);
}

void sluice__cluster_nap(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter, int64_t deadline_ns)
{
	sched_yield();
	if (!sluice_is_over(deadline_ns, sluice_now_ns()))
		sluice__member_sleep(cluster->member, waiter->number, deadline_ns);
}

void sluice__cluster_pause(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter, bool reads, sluice__wish *wish, void *user,
			   int64_t deadline_ns)
{
	int64_t start_ns, until_ns;
	bool moves = false;

	if (reads)
		sluice__role_look(cluster, waiter);
	if (spin_once(cluster, waiter, reads, wish, user))
		return;
	start_ns = sluice_now_ns();
	if (sluice_is_over(deadline_ns, start_ns))
		return;
	until_ns = sluice_earlier(deadline_ns, start_ns + waiter->spin_ns);
	while (!moves && !cluster->has_one_core && !sluice_is_over(until_ns, sluice_now_ns()))
		moves = spin_once(cluster, waiter, reads, wish, user);
	if (!moves)
		sleep_once(cluster, waiter, reads, wish, user, deadline_ns);
	waiter->spin_ns = sluice__adapt_spin(waiter->spin_ns, sluice_now_ns() - start_ns);
}

int sluice__cluster_wait(struct sluice_member *member, uint32_t number, unsigned events, sluice__wish *wish, void *user, int64_t deadline_ns)
{
	const bool reads = (events & SLUICE_CLUSTER_REQUEST) != 0;
	struct sluice__cluster *cluster;
	int status = 0, pass;
	struct sluice__cluster_waiter *waiter = sluice__cluster_enter(member, number, &cluster, &status);

	if (waiter == NULL)
		return status;
	for (pass = 0; pass < 2; pass++) {
		const bool has_ended = sluice__calls_progress(cluster, waiter);

		status = (reads && sluice__role_peek(cluster) ? (int)SLUICE_CLUSTER_REQUEST : 0) |
			 (has_ended && (events & SLUICE_CLUSTER_ENDED) != 0 ? (int)SLUICE_CLUSTER_ENDED : 0);
		if (status != 0 || pass == 1)
			break;
		sluice__cluster_pause(cluster, waiter, reads, wish, user, sluice_earlier(deadline_ns, sluice__calls_deadline(waiter)));
	}
	sluice__role_leave(cluster, waiter);
	return status;
}

int sluice_cluster_wait(struct sluice_member *member, uint32_t number, unsigned events, int64_t deadline_ns)
{
	return sluice__cluster_wait(member, number, events, NULL, NULL, deadline_ns);
}

int sluice_cluster_progress(struct sluice_member *member, uint32_t number)
{
	struct sluice__cluster *cluster;
	int status = 0;
	struct sluice__cluster_waiter *waiter = sluice__cluster_enter(member, number, &cluster, &status);

	if (waiter == NULL)
		return status;
	sluice__calls_progress(cluster, waiter);
	sluice__slots_reap(&waiter->slots, cluster->view);
	return 0;
}
