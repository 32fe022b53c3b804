/* SPDX-License-Identifier: MIT */
/*
 * The threads of a member take turns at reading its FIFO: docs/decisions/0009-cluster.md, "Serving".
 *
 * Whenever the lock is free: if a waiter sleeps that would read (`idle`), and none is awake and looks (`looking`), then the FIFO is armed at its head
 * for one that sleeps, or one that slept was rung and has not looked yet. So a message that comes wakes one thread, and one only, and none while
 * somebody looks anyway.
 */
#include "cluster-calls.h"

#include "fifo-words.h"

static uint64_t bit_of(uint32_t waiter)
{
	return UINT64_C(1) << waiter;
}

/* Copies for looks without the lock: hints, all of them. */
static void publish(struct sluice__role *role)
{
	__atomic_store_n(&role->head, role->reader.head, __ATOMIC_RELAXED);
	__atomic_store_n(&role->idle_count, (uint32_t)__builtin_popcountll(role->idle), __ATOMIC_RELAXED);
}

/* Names somebody who sleeps as the one to ring for what comes, or rings it for what is there. */
static void appoint(struct sluice__cluster *cluster)
{
	struct sluice__role *role = &cluster->role;
	uint32_t waiter;

	if (role->idle == 0 || role->looking != 0)
		return;
	waiter = (uint32_t)__builtin_ctzll(role->idle);
	sluice__fifo_hand_over(&role->reader, waiter);
	/* What is only claimed comes soon, or its writer is stopped: somebody has to look at the clock, then. */
	if (!sluice__fifo_arm(&role->reader) && sluice__fifo_holder(&role->reader) == 0)
		return;
	role->idle &= ~bit_of(waiter);
	sluice__cluster_wake(sluice__member_self(cluster->member), waiter);
}

static void stop_looking(struct sluice__role *role, struct sluice__cluster_waiter *waiter)
{
	if (waiter->is_looking)
		role->looking--;
	waiter->is_looking = false;
}

/* Room has come for a writer of this FIFO, or one of its own threads waits for it. */
static void ring_writer(void *context, uint32_t number)
{
	struct sluice__cluster *cluster = (struct sluice__cluster *)context;
	uint32_t waiter = 0;
	struct sluice__peer *peer = sluice__member_writer(cluster->member, number, &waiter);

	if (peer != NULL)
		sluice__cluster_wake(peer, waiter);
	sluice__peer_release(peer);
}

bool sluice__role_init(struct sluice__cluster *cluster)
{
	struct sluice__role *role = &cluster->role;
	struct sluice__fifo place;

	if (!sluice__fifo_place(&place, cluster->view->fifo_lines, cluster->view->fifo_slots, cluster->view->fifo_slot_count))
		return false;
	if (pthread_mutex_init(&role->lock, NULL) != 0)
		return false;
	sluice__fifo_reader_init(&role->reader, &place, 0, ring_writer, cluster);
	publish(role);
	return true;
}

bool sluice__role_peek(const struct sluice__cluster *cluster)
{
	const struct sluice__fifo *place = &cluster->role.reader.place;
	const uint32_t head = __atomic_load_n(&cluster->role.head, __ATOMIC_RELAXED);
	const uint32_t word = sluice_load_once(sluice__fifo_state(place, head));

	return word >> 30 == SLUICE_SLOT_DONE || word >> 30 == SLUICE_SLOT_SKIP || (word & SLUICE__LAP_MASK) != sluice__fifo_lap(place, head);
}

bool sluice__role_take(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter, struct sluice__fifo_message *out)
{
	struct sluice__role *role = &cluster->role;
	bool has_taken;

	if (!sluice__role_peek(cluster))
		return false;
	pthread_mutex_lock(&role->lock);
	has_taken = sluice__fifo_take(&role->reader, out) > 0;
	if (has_taken) {
		stop_looking(role, waiter);
		/* What follows may be a long handler. */
		sluice__fifo_settle(&role->reader);
	}
	appoint(cluster);
	publish(role);
	pthread_mutex_unlock(&role->lock);
	return has_taken;
}

void sluice__role_look(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter)
{
	struct sluice__role *role = &cluster->role;

	/* Nobody to spare the way: whoever goes to sleep meanwhile is armed for, which costs a ring at most. */
	if (waiter->is_looking || __atomic_load_n(&role->idle_count, __ATOMIC_RELAXED) == 0)
		return;
	pthread_mutex_lock(&role->lock);
	waiter->is_looking = true;
	role->looking++;
	sluice__fifo_disarm(&role->reader);
	pthread_mutex_unlock(&role->lock);
}

void sluice__role_leave(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter)
{
	struct sluice__role *role = &cluster->role;

	if (!waiter->is_looking)
		return;
	pthread_mutex_lock(&role->lock);
	stop_looking(role, waiter);
	appoint(cluster);
	publish(role);
	pthread_mutex_unlock(&role->lock);
}

/* A claim at the head that was there before this thread slept, and still is: of a writer that is stopped, or of nobody. */
static void free_head(struct sluice__cluster *cluster)
{
	struct sluice__fifo_reader *reader = &cluster->role.reader;
	const uint32_t owner = sluice__fifo_holder(reader);
	uint32_t number;
	struct sluice__peer *peer;

	if (owner == 0 || sluice__fifo_revoke(reader))
		return;
	peer = sluice__member_writer(cluster->member, owner, &number);
	if (peer == NULL)
		sluice__fifo_bury(&reader->place, owner, 1);
	sluice__peer_release(peer);
}

bool sluice__role_sleep(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter)
{
	struct sluice__role *role = &cluster->role;
	bool may_sleep = true;

	pthread_mutex_lock(&role->lock);
	/* Others that look will see what comes. */
	if (role->looking == (waiter->is_looking ? 1u : 0u)) {
		sluice__fifo_hand_over(&role->reader, waiter->number);
		may_sleep = !sluice__fifo_arm(&role->reader);
		waiter->is_held_up = may_sleep && sluice__fifo_holder(&role->reader) != 0;
	}
	if (may_sleep) {
		stop_looking(role, waiter);
		role->idle |= bit_of(waiter->number);
	}
	publish(role);
	pthread_mutex_unlock(&role->lock);
	return may_sleep;
}

void sluice__role_rise(struct sluice__cluster *cluster, struct sluice__cluster_waiter *waiter)
{
	struct sluice__role *role = &cluster->role;

	pthread_mutex_lock(&role->lock);
	role->idle &= ~bit_of(waiter->number);
	if (!waiter->is_looking)
		role->looking++;
	waiter->is_looking = true;
	if (waiter->is_held_up)
		free_head(cluster);
	waiter->is_held_up = false;
	publish(role);
	pthread_mutex_unlock(&role->lock);
}
