/* SPDX-License-Identifier: MIT */
#include "held-link.h"

#include <stdatomic.h>

#include "mapping.h"

static atomic_uint links, descriptors;

static unsigned descriptors_of(const struct sluice__link *link)
{
	const int all[] = { link->control, link->wake_data, link->wake_space, link->ring_data, link->ring_space };
	unsigned open = 0;

	for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++)
		open += all[i] >= 0;
	return open;
}

bool held_link__take(struct held_link *held, struct sluice__link *link)
{
	held->own = mapping__hold(&link->own);
	held->peer = mapping__hold(&link->peer);
	held->link = *link;
	atomic_fetch_add(&links, 1);
	atomic_fetch_add(&descriptors, descriptors_of(link));
	if (held->own != NULL && held->peer != NULL)
		return true;
	held_link__drop(held);
	return false;
}

void held_link__drop(struct held_link *held)
{
	atomic_fetch_sub(&links, 1);
	atomic_fetch_sub(&descriptors, descriptors_of(&held->link));
	mapping__let_go(held->peer);
	mapping__let_go(held->own);
	held->own = NULL;
	held->peer = NULL;
	sluice__link_close(&held->link);
}

unsigned held_link__count(void)
{
	return atomic_load(&links);
}

unsigned held_link__descriptors(void)
{
	return atomic_load(&descriptors);
}
