/* SPDX-License-Identifier: MIT */
/*
 * The table of a member's peers: the references to them, who is found by which number, and the writer numbers that each has in the own FIFO and keeps
 * until no slot carries them. member-peers.c says when one enters it.
 */
#define _GNU_SOURCE
#include "member-state.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sluice/atomic.h>

#include "doorbell.h"

/* ---- references ------------------------------------------------------------------------------------------------------------- */

static void free_entry(struct sluice__peer_entry *entry)
{
	uint32_t i;

	for (i = 0; i < SLUICE_CLUSTER_WAITERS; i++)
		if (entry->peer.bells[i] >= 0)
			close(entry->peer.bells[i]);
	sluice__memory_release(entry->memory);
	free(entry->peer.writers);
	free(entry);
}

void sluice__peer_hold(struct sluice__peer *peer)
{
	__atomic_fetch_add(&sluice__peer_entry_of(peer)->references, 1, __ATOMIC_RELAXED);
}

void sluice__peer_release(struct sluice__peer *peer)
{
	/* Acquire and release: whoever frees it comes after all that others did with it. */
	if (peer != NULL && __atomic_fetch_sub(&sluice__peer_entry_of(peer)->references, 1, __ATOMIC_ACQ_REL) == 1)
		free_entry(sluice__peer_entry_of(peer));
}

bool sluice__peer_is_dead(const struct sluice__peer *peer)
{
	/* Partner: sluice__peers_bury, which stores it before it sweeps. */
	return sluice_load_seq_cst(&peer->is_dead) != 0;
}

struct sluice__memory *sluice__peer_memory(const struct sluice__peer *peer)
{
	struct sluice__memory *memory = ((const struct sluice__peer_entry *)(const void *)peer)->memory;

	__atomic_fetch_add(&memory->references, 1, __ATOMIC_RELAXED);
	return memory;
}

void sluice__memory_release(struct sluice__memory *memory)
{
	/* Acquire and release: whoever unmaps comes after all that others did with the memory. */
	if (memory == NULL || __atomic_fetch_sub(&memory->references, 1, __ATOMIC_ACQ_REL) != 1)
		return;
	sluice__map_close(&memory->map);
	free(memory);
}

struct sluice_member_info sluice__peer_info(const struct sluice__peer *peer)
{
	return (struct sluice_member_info){
		.cxy = peer->cxy,
		.epoch = peer->epoch,
		.waiters = peer->view.waiter_count,
		.heap_offset = peer->view.heap_offset,
		.heap_size = peer->view.heap_size,
		.credentials = peer->credentials,
	};
}

void sluice__peer_ring(const struct sluice__peer *peer, uint32_t waiter)
{
	if (waiter < peer->view.waiter_count && peer->bells[waiter] >= 0)
		sluice__doorbell_ring(peer->bells[waiter]);
}

void sluice__peer_ring_all(const struct sluice__peer *peer)
{
	uint32_t i;

	for (i = 0; i < peer->view.waiter_count; i++)
		sluice__peer_ring(peer, i);
}

/* ---- looking up ------------------------------------------------------------------------------------------------------------- */

struct sluice__peer *sluice__member_peer(struct sluice_member *member, uint32_t cxy)
{
	struct sluice__peer *peer = NULL;

	if (cxy > SLUICE_MAX_CXY)
		return NULL;
	pthread_mutex_lock(&member->lock);
	if (member->by_cxy[cxy] != NULL) {
		peer = &member->by_cxy[cxy]->peer;
		sluice__peer_hold(peer);
	}
	pthread_mutex_unlock(&member->lock);
	return peer;
}

struct sluice__peer *sluice__member_writer(struct sluice_member *member, uint32_t number, uint32_t *waiter)
{
	struct sluice__peer *peer = NULL;

	if (number > SLUICE_FIFO_OWNERS)
		return NULL;
	pthread_mutex_lock(&member->lock);
	if (member->by_writer[number] != NULL && member->by_writer[number]->stage >= SLUICE__PEER_INTRODUCED) {
		peer = &member->by_writer[number]->peer;
		*waiter = number - peer->claims_first;
		sluice__peer_hold(peer);
	}
	pthread_mutex_unlock(&member->lock);
	return peer;
}

/* ---- writer numbers; under the lock ----------------------------------------------------------------------------------------- */

static bool are_free(const struct sluice_member *member, uint32_t first, uint32_t count)
{
	uint32_t i;

	for (i = first; i < first + count; i++)
		if (member->by_writer[i] != NULL)
			return false;
	return true;
}

/* The first of `count` numbers, the lowest that are free, so that holes are filled; 0 when there are none. */
static uint32_t find_writers(const struct sluice_member *member, uint32_t count)
{
	uint32_t first;

	for (first = 1; first + count - 1 <= SLUICE_FIFO_OWNERS; first++)
		if (are_free(member, first, count))
			return first;
	return 0;
}

static void set_writers(struct sluice_member *member, const struct sluice__peer *peer, struct sluice__peer_entry *entry)
{
	uint32_t i;

	for (i = 0; i < peer->view.waiter_count; i++)
		member->by_writer[peer->claims_first + i] = entry;
}

/* ---- entering --------------------------------------------------------------------------------------------------------------- */

static uint32_t next_epoch(void)
{
	static uint32_t last;

	return __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
}

static struct sluice__peer_writer *new_writers(uint32_t count)
{
	const size_t size = count * sizeof(struct sluice__peer_writer);
	struct sluice__peer_writer *writers = (struct sluice__peer_writer *)aligned_alloc(_Alignof(struct sluice__peer_writer), size);

	return writers == NULL ? NULL : (struct sluice__peer_writer *)memset(writers, 0, size);
}

struct sluice__peer_entry *sluice__peers_new(struct sluice__map *map, const struct sluice__member_view *view, uint32_t waiter_count)
{
	struct sluice__peer_entry *entry = (struct sluice__peer_entry *)calloc(1, sizeof *entry);
	uint32_t i;

	if (entry != NULL) {
		entry->memory = (struct sluice__memory *)malloc(sizeof *entry->memory);
		entry->peer.writers = new_writers(waiter_count);
	}
	if (entry == NULL || entry->memory == NULL || entry->peer.writers == NULL) {
		if (entry != NULL) {
			free(entry->memory);
			free(entry->peer.writers);
		}
		free(entry);
		return NULL;
	}
	entry->peer.view = *view;
	entry->peer.epoch = next_epoch();
	for (i = 0; i < SLUICE_CLUSTER_WAITERS; i++)
		entry->peer.bells[i] = -1;
	entry->references = 1;
	sluice__link_init(&entry->link);
	*entry->memory = (struct sluice__memory){.map = *map, .references = 1};
	*map = (struct sluice__map){.descriptor = -1};
	return entry;
}

bool sluice__peers_add(struct sluice_member *member, struct sluice__peer_entry *entry)
{
	uint32_t first;

	pthread_mutex_lock(&member->lock);
	first = find_writers(member, entry->peer.view.waiter_count);
	if (first != 0) {
		entry->peer.claims_first = first;
		entry->next = member->peers;
		member->peers = entry;
		set_writers(member, &entry->peer, entry);
	}
	pthread_mutex_unlock(&member->lock);
	return first != 0;
}

int sluice__peers_add_self(struct sluice_member *member, struct sluice__map *map, const struct sluice__member_view *view)
{
	struct sluice__peer_entry *entry = sluice__peers_new(map, view, view->waiter_count);

	if (entry == NULL)
		return -SLUICE_ERR_SYSTEM;
	entry->peer.cxy = member->cxy;
	entry->peer.claims_first = entry->peer.writer_first = 1;
	entry->stage = SLUICE__PEER_PRESENT;
	entry->references = 2; /* of the list, and of `self` */
	entry->peer.credentials = (struct sluice_credentials){.pid = getpid(), .uid = geteuid(), .gid = getegid()};
	memcpy(entry->peer.bells, member->bells, sizeof member->bells);
	set_writers(member, &entry->peer, entry);
	member->peers = member->self = entry;
	return 0;
}

/* ---- leaving ---------------------------------------------------------------------------------------------------------------- */

static void unlink_entry(struct sluice_member *member, const struct sluice__peer_entry *entry)
{
	struct sluice__peer_entry **at = &member->peers;

	while (*at != entry)
		at = &(*at)->next;
	*at = entry->next;
}

/* Whether no slot has carried its numbers for so long that whoever took the last message knows by now whose it was. */
static bool is_over(const struct sluice_member *member, struct sluice__peer_entry *entry)
{
	const int64_t now_ns = sluice_now_ns();

	if (sluice__fifo_has_writer(&member->self->peer.view, entry->peer.claims_first, entry->peer.view.waiter_count)) {
		entry->rests_until_ns = 0;
		return false;
	}
	if (entry->rests_until_ns == 0)
		entry->rests_until_ns = now_ns + SLUICE__REST_NS;
	return now_ns >= entry->rests_until_ns;
}

/* One that is gone, and whose numbers have rested; NULL when there is none. `*is_waiting` when some are still kept. */
static struct sluice__peer_entry *take_reaped(struct sluice_member *member, bool *is_waiting)
{
	struct sluice__peer_entry *entry;

	*is_waiting = false;
	for (entry = member->peers; entry != NULL; entry = entry->next) {
		if (entry->stage != SLUICE__PEER_GONE)
			continue;
		if (is_over(member, entry))
			return entry;
		*is_waiting = true;
	}
	return NULL;
}

bool sluice__peers_reap(struct sluice_member *member)
{
	struct sluice__peer_entry *entry;
	bool is_waiting;

	do {
		pthread_mutex_lock(&member->lock);
		entry = take_reaped(member, &is_waiting);
		if (entry != NULL) {
			set_writers(member, &entry->peer, NULL);
			unlink_entry(member, entry);
		}
		pthread_mutex_unlock(&member->lock);
		if (entry != NULL)
			sluice__peer_release(&entry->peer);
	} while (entry != NULL);
	return is_waiting;
}

void sluice__peers_leave(struct sluice_member *member)
{
	struct sluice__peer_entry *entries;

	pthread_mutex_lock(&member->lock);
	entries = member->peers;
	member->peers = NULL;
	memset(member->by_writer, 0, sizeof member->by_writer);
	memset(member->by_cxy, 0, SLUICE__BY_CXY_SIZE);
	member->present_count = 0;
	pthread_mutex_unlock(&member->lock);
	while (entries != NULL) {
		struct sluice__peer_entry *entry = entries;

		entries = entry->next;
		sluice_store_seq_cst(&entry->peer.is_dead, 1);
		sluice__link_close(&entry->link);
		sluice__peer_release(&entry->peer);
	}
}
