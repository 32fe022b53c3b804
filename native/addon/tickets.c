/* SPDX-License-Identifier: MIT */
#include "tickets.h"

#include <pthread.h>
#include <stdlib.h>

struct waiting_link {
	struct held_link link;
	struct waiting_link *next;
	uint64_t ticket;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct waiting_link *waiting; /* under `lock`, as is `last_ticket` */
static uint64_t last_ticket;	     /* never used twice; a double holds them exactly for longer than a process lives */

uint64_t tickets__put(struct held_link *link)
{
	struct waiting_link *entry = malloc(sizeof *entry);

	if (entry == NULL) {
		held_link__drop(link);
		return 0;
	}
	entry->link = *link;
	pthread_mutex_lock(&lock);
	uint64_t ticket = entry->ticket = ++last_ticket;
	entry->next = waiting;
	waiting = entry;
	pthread_mutex_unlock(&lock);
	return ticket;
}

bool tickets__take(uint64_t ticket, struct held_link *out)
{
	struct waiting_link *entry = NULL;

	pthread_mutex_lock(&lock);
	for (struct waiting_link **at = &waiting; *at != NULL; at = &(*at)->next)
		if ((*at)->ticket == ticket) {
			entry = *at;
			*at = entry->next;
			break;
		}
	pthread_mutex_unlock(&lock);
	if (entry == NULL)
		return false;
	*out = entry->link;
	free(entry);
	return true;
}
