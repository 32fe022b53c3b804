/* SPDX-License-Identifier: MIT */
/* A listening socket at an address: folders, mode and group, and what is there already. */
#ifndef SLUICE_SRC_SOCKET_PATH_H
#define SLUICE_SRC_SOCKET_PATH_H

#include <sluice/channel.h>
#include <sys/types.h>

#include "address.h"

struct sluice__bound {
	struct sluice__address address;
	dev_t device; /* what the path was when it was bound: another listener may have replaced it since; 0 for an abstract name */
	ino_t inode;
	int descriptor;
};

/*
 * Binds and listens. 0, or -SLUICE_ERR_ADDRESS, -SLUICE_ERR_ADDRESS_IN_USE (somebody listens there, or is about to, or it is no socket),
 * -SLUICE_ERR_SYSTEM.
 */
int sluice__bind(const char *address, const struct sluice_channel_options *options, struct sluice__bound *out);
/* Removes the path if it is still the same, then closes: in this order nobody can take it for stale in between. */
void sluice__unbind(struct sluice__bound *bound);

#endif /* SLUICE_SRC_SOCKET_PATH_H */
