/* SPDX-License-Identifier: MIT */
/*
 * Connections that another one has replaced. QEMU never connects anew: to who does, its eventfds are those of the connection in which it was seen
 * last, and it rings the ones that this client had there.
 */
#include <stdlib.h>
#include <sys/epoll.h>

#include "doorbell.h"
#include "ivshmem-client.h"

void sluice__ivshmem_keep(struct sluice_ivshmem *client)
{
	client->keeps_earlier = true;
}

/* Others hold the same eventfds: closing ours does not end the watch. */
void sluice__ivshmem_unwatch(const struct sluice_ivshmem *client, const struct sluice__ivshmem_peer *own)
{
	uint32_t i;

	for (i = 0; own != NULL && i < own->count; i++)
		if (own->vectors[i] >= 0)
			epoll_ctl(client->poll, EPOLL_CTL_DEL, own->vectors[i], NULL);
}

void sluice__ivshmem_put_aside(struct sluice_ivshmem *client)
{
	struct sluice__ivshmem_earlier *earlier;

	/* Who was alone there has nobody to ring, nor to be rung by. */
	if (!client->keeps_earlier || client->id < 0 || client->table.count < 2 ||
	    sluice__ivshmem_find(&client->table, (uint32_t)client->id) == NULL)
		return;
	earlier = (struct sluice__ivshmem_earlier *)calloc(1, sizeof *earlier);
	if (earlier == NULL)
		return;
	*earlier = (struct sluice__ivshmem_earlier){
		.older = client->earlier,
		.connection = client->connection,
		.id = (uint32_t)client->id,
		.table = client->table,
	};
	client->earlier = earlier;
	client->table = (struct sluice__ivshmem_table){0};
}

static void drop(const struct sluice_ivshmem *client, struct sluice__ivshmem_earlier *earlier)
{
	sluice__ivshmem_unwatch(client, sluice__ivshmem_find(&earlier->table, earlier->id));
	sluice__ivshmem_clear(&earlier->table);
	free(earlier);
}

static bool is_among(uint32_t id, const uint32_t *ids, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return false;
}

void sluice__ivshmem_keep_only(struct sluice_ivshmem *client, const uint32_t *ids, size_t count)
{
	struct sluice__ivshmem_earlier **place = &client->earlier;

	while (*place != NULL) {
		struct sluice__ivshmem_earlier *earlier = *place;
		size_t at;

		for (at = earlier->table.count; at > 0; at--) {
			const uint32_t id = earlier->table.peers[at - 1]->id;

			if (id != earlier->id && !is_among(id, ids, count))
				sluice__ivshmem_remove(&earlier->table, id);
		}
		if (earlier->table.count > 1) {
			place = &earlier->older;
			continue;
		}
		*place = earlier->older;
		drop(client, earlier);
	}
}

int32_t sluice__ivshmem_number_for(const struct sluice_ivshmem *client, uint32_t peer)
{
	const struct sluice__ivshmem_earlier *earlier;
	int32_t number = -1;

	/* A successor tells of the clients of the server before it: these are in several connections, and have seen the oldest one alone. */
	for (earlier = client->earlier; earlier != NULL; earlier = earlier->older)
		if (peer != earlier->id && sluice__ivshmem_find(&earlier->table, peer) != NULL)
			number = (int32_t)earlier->id;
	return number;
}

const struct sluice__ivshmem_peer *sluice__ivshmem_own_of(const struct sluice_ivshmem *client, uint64_t connection)
{
	const struct sluice__ivshmem_earlier *earlier;

	/* Without an id it has been put aside. */
	if (connection == client->connection && client->id >= 0)
		return sluice__ivshmem_find(&client->table, (uint32_t)client->id);
	for (earlier = client->earlier; earlier != NULL; earlier = earlier->older)
		if (earlier->connection == connection)
			return sluice__ivshmem_find(&earlier->table, earlier->id);
	return NULL;
}

const struct sluice__ivshmem_peer *sluice__ivshmem_find_earlier(const struct sluice_ivshmem *client, uint32_t peer)
{
	const struct sluice__ivshmem_earlier *earlier;

	for (earlier = client->earlier; earlier != NULL; earlier = earlier->older) {
		const struct sluice__ivshmem_peer *found = sluice__ivshmem_find(&earlier->table, peer);

		if (found != NULL)
			return found;
	}
	return NULL;
}

unsigned sluice__ivshmem_common_vectors(const struct sluice_ivshmem *client)
{
	const struct sluice__ivshmem_earlier *earlier;
	unsigned vectors = client->id < 0 ? 0 : sluice_ivshmem_vectors(client, (uint32_t)client->id);

	for (earlier = client->earlier; earlier != NULL; earlier = earlier->older) {
		const struct sluice__ivshmem_peer *own = sluice__ivshmem_find(&earlier->table, earlier->id);

		if (own->count < vectors)
			vectors = own->count;
	}
	return vectors;
}
