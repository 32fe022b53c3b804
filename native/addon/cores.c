/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include "cores.h"

#include <sched.h>
#include <unistd.h>

bool cores__are_shared(pid_t peer)
{
	cpu_set_t own, theirs, either;

	/* Of this thread: each thread of a process can have processors of its own. More than 1024 are too many for the set, hence not one. */
	if (sched_getaffinity(0, sizeof own, &own) != 0)
		return false;
	if (CPU_COUNT(&own) > 1)
		return false;
	/* What the kernel answers is online; so one is enough, whoever the peer is, when there are no others. */
	if (sysconf(_SC_NPROCESSORS_ONLN) == 1)
		return true;
	/* 0 would ask for this thread: it is the pid of a peer in a namespace that we can't see. */
	if (peer <= 0 || sched_getaffinity(peer, sizeof theirs, &theirs) != 0)
		return false;
	CPU_OR(&either, &own, &theirs);
	return CPU_COUNT(&either) == 1;
}
