/* SPDX-License-Identifier: MIT */
/*
 * Between enum sluice_call_status, which travels, and the errors that C functions return: in both directions, and for the two places that a status
 * comes from. A record may carry any status. In a call slot a server says those up to INCOMPATIBLE; the later ones are for its caller to find out.
 */
#ifndef SLUICE_SRC_CALL_STATUS_H
#define SLUICE_SRC_CALL_STATUS_H

#include <stdint.h>

/* What the status of a record means: 0, or -SLUICE_ERR_...; FAILED for one that there is not. */
int sluice__status_error(uint8_t status);
/* The status of a record for 0, or -SLUICE_ERR_...; FAILED for what no status means. */
uint8_t sluice__error_status(int error);

/* What a status in a call slot means: 0, or -SLUICE_ERR_...; PROTOCOL for what no honest server says. */
int sluice__slot_status_error(uint32_t status);
/* The status in a call slot for 0, or -SLUICE_ERR_...; -1 for what a server can't say. */
int sluice__error_slot_status(int error);

#endif /* SLUICE_SRC_CALL_STATUS_H */
