/* SPDX-License-Identifier: MIT */
#include "ivshmem-outbox.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sluice/error.h>

struct sluice__fds *sluice__fds_create(unsigned count)
{
	struct sluice__fds *fds = (struct sluice__fds *)malloc(sizeof *fds + count * sizeof fds->descriptors[0]);
	unsigned i;

	if (fds == NULL)
		return NULL;
	fds->users = 1;
	fds->count = count;
	for (i = 0; i < count; i++)
		fds->descriptors[i] = -1;
	return fds;
}

void sluice__fds_drop(struct sluice__fds *fds)
{
	unsigned i;

	if (fds == NULL || --fds->users > 0)
		return;
	for (i = 0; i < fds->count; i++)
		if (fds->descriptors[i] >= 0)
			close(fds->descriptors[i]);
	free(fds);
}

struct sluice__ivshmem_entry {
	struct sluice__ivshmem_entry *next;
	struct sluice__fds *fds;
	uint8_t bytes[SLUICE__IVSHMEM_MESSAGE];
};

static unsigned messages_of(const struct sluice__ivshmem_entry *entry)
{
	return entry->fds == NULL ? 1 : entry->fds->count;
}

bool sluice__ivshmem_outbox_add(struct sluice__ivshmem_outbox *outbox, const uint8_t bytes[SLUICE__IVSHMEM_MESSAGE], struct sluice__fds *fds)
{
	struct sluice__ivshmem_entry *entry = (struct sluice__ivshmem_entry *)malloc(sizeof *entry);

	if (entry == NULL)
		return false;
	entry->next = NULL;
	entry->fds = fds;
	memcpy(entry->bytes, bytes, sizeof entry->bytes);
	if (fds != NULL)
		fds->users++;
	if (outbox->first == NULL)
		outbox->first = entry;
	else
		outbox->last->next = entry;
	outbox->last = entry;
	outbox->waiting += messages_of(entry);
	return true;
}

static void drop_first(struct sluice__ivshmem_outbox *outbox)
{
	struct sluice__ivshmem_entry *entry = outbox->first;

	outbox->first = entry->next;
	outbox->next = 0;
	sluice__fds_drop(entry->fds);
	free(entry);
}

int sluice__ivshmem_outbox_flush(struct sluice__ivshmem_outbox *outbox, int socket)
{
	while (outbox->first != NULL) {
		const struct sluice__ivshmem_entry *entry = outbox->first;
		const int descriptor = entry->fds == NULL ? -1 : entry->fds->descriptors[outbox->next];
		const int status = sluice__ivshmem_send(socket, entry->bytes, &outbox->sent, descriptor);

		if (status != SLUICE__IVSHMEM_SENT)
			return status;
		outbox->sent = 0;
		outbox->waiting--;
		outbox->left++;
		if (++outbox->next >= messages_of(entry))
			drop_first(outbox);
	}
	return SLUICE__IVSHMEM_SENT;
}

void sluice__ivshmem_outbox_free(struct sluice__ivshmem_outbox *outbox)
{
	while (outbox->first != NULL)
		drop_first(outbox);
	outbox->sent = 0;
	outbox->waiting = 0;
}
