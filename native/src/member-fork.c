/* SPDX-License-Identifier: MIT */
/*
 * A forked child is no member: the mappings are not there (MADV_DONTFORK), and its copies of the sockets are closed at once, as a peer learns of this
 * process's end by the last copy. (What does not run these handlers, such as vfork and posix_spawn, is about to exec, which closes them, too.)
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "member-state.h"

uint32_t sluice__fork_count;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct sluice_member *members; /* under `lock` */

static void prepare(void)
{
	struct sluice_member *member;

	pthread_mutex_lock(&lock);
	for (member = members; member != NULL; member = member->next)
		pthread_mutex_lock(&member->lock);
}

static void unlock_all(void)
{
	struct sluice_member *member;

	for (member = members; member != NULL; member = member->next)
		pthread_mutex_unlock(&member->lock);
	pthread_mutex_unlock(&lock);
}

static void close_copies(const struct sluice_member *member)
{
	const struct sluice__peer_entry *entry;

	for (entry = member->peers; entry != NULL; entry = entry->next)
		if (entry->link.control >= 0)
			close(entry->link.control);
	/* The listener would answer with this process's memory, and none is there. */
	sluice__listen_close_copy(member->listening);
}

static void forget(void)
{
	struct sluice_member *member;

	for (member = members; member != NULL; member = member->next)
		close_copies(member);
	sluice__fork_count++;
	unlock_all();
	members = NULL;
}

static void watch_forks(void)
{
	pthread_atfork(prepare, unlock_all, forget);
}

void sluice__fork_enter(struct sluice_member *member)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, watch_forks);
	pthread_mutex_lock(&lock);
	member->next = members;
	members = member;
	pthread_mutex_unlock(&lock);
}

void sluice__fork_leave(struct sluice_member *member)
{
	struct sluice_member **at = &members;

	pthread_mutex_lock(&lock);
	while (*at != NULL && *at != member)
		at = &(*at)->next;
	if (*at != NULL)
		*at = member->next;
	pthread_mutex_unlock(&lock);
}
