/* SPDX-License-Identifier: MIT */
/*
 * A link whose segments have moved to the table of mappings, so that it can wait in a ticket, or belong to an object, while other links use the
 * same broadcast segment. Counted, with its descriptors, for leak tests.
 */
#ifndef SLUICE_ADDON_HELD_LINK_H
#define SLUICE_ADDON_HELD_LINK_H

#include "link.h"

struct mapping;

struct held_link {
	struct sluice__link link;    /* without its maps */
	struct mapping *own, *peer;  /* NULL once let go */
};

/* Takes a link over, also when it fails: false without memory. */
bool held_link__take(struct held_link *held, struct sluice__link *link);
/* Lets go of both segments and closes the descriptors. */
void held_link__drop(struct held_link *held);

/* Of this process. */
unsigned held_link__count(void);
unsigned held_link__descriptors(void);

#endif /* SLUICE_ADDON_HELD_LINK_H */
