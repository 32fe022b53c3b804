/* SPDX-License-Identifier: MIT */
/* Time as sluice/transport.h has it. The addon needs this, and nothing else of the transports. */
#define _GNU_SOURCE
#include <sluice/transport.h>

#include <time.h>

int64_t sluice_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t sluice_deadline_after(int64_t distance_ns)
{
	int64_t now = sluice_now_ns();

	if (distance_ns < 0 || distance_ns > INT64_MAX - now)
		return SLUICE_FOREVER;
	return now + distance_ns;
}

bool sluice_is_over(int64_t deadline_ns, int64_t now_ns)
{
	return deadline_ns >= 0 && now_ns >= deadline_ns;
}

int64_t sluice_earlier(int64_t a_ns, int64_t b_ns)
{
	if (a_ns < 0)
		return b_ns;
	return b_ns < 0 || a_ns < b_ns ? a_ns : b_ns;
}
