/* SPDX-License-Identifier: MIT */
/* Members of this process by ticket, so that any of its threads can get a waiter; and the users that each lets in. */
#ifndef SLUICE_ADDON_MEMBERS_H
#define SLUICE_ADDON_MEMBERS_H

#include <stdint.h>

#include "member.h"

/* Users that may be members beside this one's; made with malloc, owned by who has it. */
struct members_policy {
	uint32_t count;
	uint32_t uids[];
};

/* A sluice_policy, on the steward's thread: JavaScript can't be asked there. */
enum sluice_verdict members__judge(void *policy, const struct sluice_credentials *peer);

/* Takes member and policy over; 0 without memory, and then the caller has them still. */
uint64_t members__add(struct sluice_member *member, struct members_policy *policy);
/* A waiter of the member and a reference: its number, -SLUICE_ERR_STATE when there is no such ticket any more, or -SLUICE_ERR_BUSY. */
int members__attach(uint64_t ticket, struct sluice_member **out);
/* Leaves; frees the policy. */
void members__leave(uint64_t ticket);

#endif /* SLUICE_ADDON_MEMBERS_H */
