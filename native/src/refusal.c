/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "refusal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "segment.h"

int sluice__refusal_status(uint32_t reason)
{
	switch (reason) {
	case SLUICE_REFUSE_POLICY:
		return -SLUICE_ERR_DENIED;
	case SLUICE_REFUSE_BUSY:
	case SLUICE_REFUSE_RESOURCES:
		return -SLUICE_ERR_BUSY;
	case SLUICE_REFUSE_SEGMENT:
	case SLUICE_REFUSE_PROTOCOL_ERROR:
		return -SLUICE_ERR_PROTOCOL;
	default:
		return -SLUICE_ERR_INCOMPATIBLE;
	}
}

int sluice__refuse(struct sluice_channel_refusal *why, uint32_t reason, uint64_t expected, uint64_t got, const char *format, ...)
{
	va_list arguments;

	*why = (struct sluice_channel_refusal){.reason = reason, .expected = expected, .got = got};
	va_start(arguments, format);
	vsnprintf(why->detail, sizeof why->detail, format, arguments);
	va_end(arguments);
	return sluice__refusal_status(reason);
}

int sluice__refuse_system(struct sluice_channel_refusal *why, const char *call)
{
	const int number = errno;

	sluice__refuse(why, SLUICE_REFUSE_RESOURCES, 0, (uint64_t)number, "%s: %s", call, strerrordesc_np(number));
	errno = number;
	return -SLUICE_ERR_SYSTEM;
}
