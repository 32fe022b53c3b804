/* SPDX-License-Identifier: MIT */
/* Statuses of calls and errors. */
#include "call-status.h"

#include <sluice/error.h>

#include "segment.h"

static const int ERRORS[] = {
	[SLUICE_CALL_OK] = 0,
	[SLUICE_CALL_UNDEFINED] = -SLUICE_ERR_UNDEFINED,
	[SLUICE_CALL_RESERVED] = -SLUICE_ERR_RESERVED,
	[SLUICE_CALL_DISABLED] = -SLUICE_ERR_DISABLED,
	[SLUICE_CALL_UNIMPLEMENTED] = -SLUICE_ERR_UNIMPLEMENTED,
	[SLUICE_CALL_MALFORMED] = -SLUICE_ERR_MALFORMED,
	[SLUICE_CALL_REFUSED] = -SLUICE_ERR_REFUSED,
	[SLUICE_CALL_FAILED] = -SLUICE_ERR_FAILED,
	[SLUICE_CALL_CANCELLED] = -SLUICE_ERR_CANCELLED,
	[SLUICE_CALL_DEADLINE] = -SLUICE_ERR_DEADLINE,
	[SLUICE_CALL_STOPPING] = -SLUICE_ERR_STOPPING,
	[SLUICE_CALL_INCOMPATIBLE] = -SLUICE_ERR_INCOMPATIBLE,
	[SLUICE_CALL_PEER_DIED] = -SLUICE_ERR_PEER_DIED,
	[SLUICE_CALL_NO_MEMBER] = -SLUICE_ERR_NO_MEMBER,
	[SLUICE_CALL_BUSY] = -SLUICE_ERR_BUSY,
};
#define STATUS_COUNT (sizeof ERRORS / sizeof ERRORS[0])
#define SLOT_STATUS_COUNT (SLUICE_CALL_INCOMPATIBLE + 1u)

/* Among the first `count`; -1 when it is none of them. */
static int find_status(int error, uint32_t count)
{
	uint32_t status;

	for (status = 0; status < count; status++) {
		if (ERRORS[status] == error)
			return (int)status;
	}
	return -1;
}

int sluice__status_error(uint8_t status)
{
	return status < STATUS_COUNT ? ERRORS[status] : -SLUICE_ERR_FAILED;
}

uint8_t sluice__error_status(int error)
{
	const int status = find_status(error, STATUS_COUNT);

	return status < 0 ? SLUICE_CALL_FAILED : (uint8_t)status;
}

int sluice__slot_status_error(uint32_t status)
{
	return status < SLOT_STATUS_COUNT ? ERRORS[status] : -SLUICE_ERR_PROTOCOL;
}

int sluice__error_slot_status(int error)
{
	return find_status(error, SLOT_STATUS_COUNT);
}
