/* SPDX-License-Identifier: MIT */
/* Says why two endpoints do not talk, and which status that is. */
#ifndef SLUICE_SRC_REFUSAL_H
#define SLUICE_SRC_REFUSAL_H

#include <sluice/channel.h>

/* Negative status of a SLUICE_REFUSE_...; a reason that is not known here comes from a later version: -SLUICE_ERR_INCOMPATIBLE. */
int sluice__refusal_status(uint32_t reason);

/* Fills `why` and returns the status of the reason. The format makes a sentence: the rule, then the values. */
int sluice__refuse(struct sluice_channel_refusal *why, uint32_t reason, uint64_t expected, uint64_t got, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* The system said no: SLUICE_REFUSE_RESOURCES for the peer, -SLUICE_ERR_SYSTEM here; errno stays. */
int sluice__refuse_system(struct sluice_channel_refusal *why, const char *call);

#endif /* SLUICE_SRC_REFUSAL_H */
