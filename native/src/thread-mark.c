/* SPDX-License-Identifier: MIT */
/*
 * Who may use a channel, by one comparison: each thread has a number in thread-local memory, and a fork takes it away in the child, whose
 * copy of the mapping is gone (MADV_DONTFORK).
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <unistd.h>

#include "channel.h"

__thread uint32_t sluice__thread_mark;

static uint32_t last_mark;

static void forget(void)
{
	sluice__thread_mark = 0;
}

static void watch_forks(void)
{
	pthread_atfork(NULL, NULL, forget);
}

uint32_t sluice__thread_own(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, watch_forks);
	if (sluice__thread_mark == 0)
		sluice__thread_mark = __atomic_add_fetch(&last_mark, 1, __ATOMIC_RELAXED);
	return sluice__thread_mark;
}

int sluice__channel_trespass(const struct sluice_channel *channel)
{
	return ((const struct sluice__channel *)(const void *)channel)->process != getpid() ? -SLUICE_ERR_FORKED : -SLUICE_ERR_THREAD;
}

int sluice__channel_check(const struct sluice_channel *channel)
{
	return channel->owner == sluice__thread_mark ? 0 : sluice__channel_trespass(channel);
}
