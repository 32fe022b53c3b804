/* SPDX-License-Identifier: MIT */
#include "members.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

struct entry {
	struct sluice_member *member;
	struct members_policy *policy;
	struct entry *next;
	uint64_t ticket;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct entry *entries; /* under `lock`, as is `last_ticket` */
static uint64_t last_ticket;  /* never used twice; a double holds them exactly for longer than a process lives */

enum sluice_verdict members__judge(void *policy, const struct sluice_credentials *peer)
{
	const struct members_policy *allowed = policy;

	if (peer->uid == geteuid())
		return SLUICE_ALLOW;
	for (uint32_t i = 0; i < allowed->count; i++)
		if (allowed->uids[i] == peer->uid)
			return SLUICE_ALLOW;
	return SLUICE_DENY;
}

uint64_t members__add(struct sluice_member *member, struct members_policy *policy)
{
	struct entry *entry = malloc(sizeof *entry);

	if (entry == NULL)
		return 0;
	entry->member = member;
	entry->policy = policy;
	pthread_mutex_lock(&lock);
	uint64_t ticket = entry->ticket = ++last_ticket;
	entry->next = entries;
	entries = entry;
	pthread_mutex_unlock(&lock);
	return ticket;
}

int members__attach(uint64_t ticket, struct sluice_member **out)
{
	int status = -SLUICE_ERR_STATE;

	/* Under the lock, so that the member can't be freed meanwhile. */
	pthread_mutex_lock(&lock);
	for (struct entry *entry = entries; entry != NULL; entry = entry->next)
		if (entry->ticket == ticket) {
			status = sluice_member_attach(entry->member);
			*out = entry->member;
			break;
		}
	pthread_mutex_unlock(&lock);
	return status;
}

void members__leave(uint64_t ticket)
{
	struct entry *found = NULL;

	pthread_mutex_lock(&lock);
	for (struct entry **at = &entries; *at != NULL; at = &(*at)->next)
		if ((*at)->ticket == ticket) {
			found = *at;
			*at = found->next;
			break;
		}
	pthread_mutex_unlock(&lock);
	if (found == NULL)
		return;
	sluice_member_leave(found->member);
	free(found->policy);
	free(found);
}
