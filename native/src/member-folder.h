/* SPDX-License-Identifier: MIT */
/* The folder of a cluster: one socket per member, named by its number, and the lock that whoever joins holds. */
#ifndef SLUICE_SRC_MEMBER_FOLDER_H
#define SLUICE_SRC_MEMBER_FOLDER_H

#include <sluice/channel.h>

#include "link.h"

/* A folder's path leaves room for a slash, a number of five digits, and ".lock" is not a part of an address. */
#define SLUICE__FOLDER_SIZE (SLUICE__ADDRESS_SIZE - 8)

struct sluice__folder {
	char path[SLUICE__FOLDER_SIZE];
	int lock; /* -1 unless held */
};

/* The folder of that name, made where it is missing. -SLUICE_ERR_ADDRESS with `why`, or -SLUICE_ERR_SYSTEM. */
int sluice__folder_open(const char *name, struct sluice__folder *out, struct sluice_channel_refusal *why);
/* Waits for whoever is joining: 0, -SLUICE_ERR_DEADLINE or -SLUICE_ERR_SYSTEM. */
int sluice__folder_lock(struct sluice__folder *folder, int64_t deadline_ns);
void sluice__folder_unlock(struct sluice__folder *folder);
/* Numbers that have a socket, alive or stale, as a bit set of SLUICE_MAX_CXY + 1 bits. -SLUICE_ERR_SYSTEM. */
int sluice__folder_list(const struct sluice__folder *folder, uint8_t *bits);
/* The address of a member's socket. */
void sluice__folder_address(const struct sluice__folder *folder, uint32_t cxy, char address[SLUICE__ADDRESS_SIZE]);

#endif /* SLUICE_SRC_MEMBER_FOLDER_H */
