/* SPDX-License-Identifier: MIT */
/* What a member has for calls and serving, from its start to its end. */
#define _GNU_SOURCE
#include "cluster-calls.h"

#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#define SPIN_FIRST_NS ((int64_t)20000)

static bool init(struct sluice__cluster *cluster, struct sluice_member *member)
{
	const struct sluice__member_view *view = sluice__member_view(member);
	const uint32_t share = view->calls_per_waiter;
	uint32_t i;

	cluster->member = member;
	cluster->view = view;
	cluster->has_one_core = sysconf(_SC_NPROCESSORS_ONLN) == 1;
	cluster->waiters = (struct sluice__cluster_waiter *)calloc(view->waiter_count, sizeof *cluster->waiters);
	cluster->memory = (uint16_t *)calloc((size_t)view->call_count * SLUICE__SLOTS_NUMBERS, sizeof *cluster->memory);
	if (cluster->waiters == NULL || cluster->memory == NULL || !sluice__role_init(cluster))
		return false;
	for (i = 0; i < view->waiter_count; i++) {
		struct sluice__cluster_waiter *waiter = &cluster->waiters[i];

		waiter->number = i;
		waiter->spin_ns = SPIN_FIRST_NS;
		sluice__slots_init(&waiter->slots, i * share, share, cluster->memory + (size_t)i * share * SLUICE__SLOTS_NUMBERS);
	}
	return true;
}

static void free_memory(struct sluice__cluster *cluster)
{
	free(cluster->waiters);
	free(cluster->memory);
	free(cluster);
}

struct sluice__cluster *sluice__cluster_create(struct sluice_member *member)
{
	struct sluice__cluster *cluster = (struct sluice__cluster *)calloc(1, sizeof *cluster);

	if (cluster == NULL || init(cluster, member))
		return cluster;
	free_memory(cluster);
	return NULL;
}

void sluice__cluster_free(struct sluice__cluster *cluster)
{
	if (cluster == NULL)
		return;
	pthread_mutex_destroy(&cluster->role.lock);
	free_memory(cluster);
}

struct sluice__cluster_waiter *sluice__cluster_enter(struct sluice_member *member, uint32_t number, struct sluice__cluster **out, int *status)
{
	*status = sluice__member_check(member);
	if (*status != 0)
		return NULL;
	*out = sluice__member_cluster(member);
	if (number < (*out)->view->waiter_count)
		return &(*out)->waiters[number];
	*status = -SLUICE_ERR_OPTION;
	return NULL;
}

bool sluice__touch(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter)
{
	/* Partner: sluice__cluster_leave. Of this and has_left, one side sees what the other has stored. */
	sluice_store_seq_cst(&waiter->is_touching, 1);
	if (sluice__member_check(cluster->member) == 0)
		return true;
	sluice__untouch(waiter);
	return false;
}

void sluice__untouch(struct sluice__cluster_waiter *waiter)
{
	sluice_store_release(&waiter->is_touching, 0);
}

void sluice__cluster_leave(struct sluice__cluster *cluster)
{
	uint32_t i;

	for (i = 0; i < cluster->view->waiter_count; i++) {
		while (sluice_load_seq_cst(&cluster->waiters[i].is_touching) != 0)
			sched_yield();
	}
}

void sluice__cluster_wake(const struct sluice__peer *peer, uint32_t waiter)
{
	uint32_t *asleep, found;

	if (waiter >= peer->view.waiter_count)
		return;
	asleep = &sluice__view_waiter(&peer->view, waiter)->asleep;
	/* S5. Partner: the store in sleep_once, before its last look. One of several rings, and none if the thread sees this without. */
	if (sluice_load_seq_cst(asleep) == SLUICE_WAITER_AWAKE)
		return;
	found = sluice_exchange(asleep, SLUICE_WAITER_AWAKE);
	if (found != SLUICE_WAITER_AWAKE && found != SLUICE_WAITER_DOZING)
		sluice__peer_ring(peer, waiter);
}

void sluice__calls_give_up(struct sluice_member *member, uint32_t number)
{
	struct sluice__cluster *cluster = sluice__member_cluster(member);
	struct sluice__cluster_waiter *waiter = &cluster->waiters[number];

	sluice__slots_cancel(cluster->view, waiter->slots.first, waiter->slots.count);
	sluice__slots_give_up(&waiter->slots);
	waiter->first = NULL;
	waiter->depth = 0;
	sluice__role_leave(cluster, waiter);
}

int sluice_cluster_attach(struct sluice_member *member, const struct sluice_cluster_service *service)
{
	struct sluice__cluster *cluster;
	int status = 0;

	if (sluice__cluster_enter(member, 0, &cluster, &status) != NULL)
		cluster->service = service;
	return status;
}

int sluice_cluster_stop(struct sluice_member *member, bool is_stopping)
{
	struct sluice__cluster *cluster;
	int status = 0;

	if (sluice__cluster_enter(member, 0, &cluster, &status) != NULL)
		sluice_store_release(&cluster->is_stopping, is_stopping);
	return status;
}

int sluice_cluster_get_counters(struct sluice_member *member, struct sluice_cluster_counters *out)
{
	struct sluice__cluster *cluster;
	int status = 0;
	uint32_t i, j;

	*out = (struct sluice_cluster_counters){0};
	if (sluice__cluster_enter(member, 0, &cluster, &status) == NULL)
		return status;
	for (i = 0; i < cluster->view->waiter_count; i++) {
		const uint64_t *from = &cluster->waiters[i].counters.called;
		uint64_t *to = &out->called;

		for (j = 0; j < SLUICE__COUNTERS; j++)
			to[j] += __atomic_load_n(&from[j], __ATOMIC_RELAXED);
		out->quarantined += __atomic_load_n(&cluster->waiters[i].slots.quarantine_count, __ATOMIC_RELAXED);
	}
	return 0;
}
