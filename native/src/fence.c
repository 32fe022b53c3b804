/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "fence.h"

#include <stdbool.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "segment.h"

/* Of linux/membarrier.h, since Linux 4.16; that header may be older. */
#define GLOBAL_EXPEDITED (1 << 1)
#define REGISTER_GLOBAL_EXPEDITED (1 << 2)

static bool command(int number)
{
	return syscall(SYS_membarrier, number, 0, 0) == 0;
}

uint32_t sluice__fence_features(const struct sluice__terms *terms)
{
	/* Each time: a forked child is another process. Who is registered already is told so at once. */
	if (terms->purpose != SLUICE_PURPOSE_CHANNEL || !command(REGISTER_GLOBAL_EXPEDITED) || !command(GLOBAL_EXPEDITED))
		return 0;
	return SLUICE_FEATURE_FENCES_WRITER | (terms->always_fences ? 0 : SLUICE_FEATURE_UNFENCED);
}

void sluice__fence_others(void)
{
	/* R4, R5 and R6 of docs/models.md: this is the fence between storing the wake word and looking again. */
	const struct timespec moment = {.tv_nsec = 1000000};

	if (command(GLOBAL_EXPEDITED))
		return;
	/* Forbidden since the handshake, by a sandbox. No store stays in its processor for anything like a millisecond after a later load. */
	nanosleep(&moment, NULL);
}
