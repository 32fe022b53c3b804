/* SPDX-License-Identifier: MIT */
/* A thread begins with the signal mask of the one that starts it. */
#define _GNU_SOURCE
#include "thread-start.h"

#include <errno.h>
#include <signal.h>

#include <sluice/error.h>

int sluice__thread_start(pthread_t *thread, void *(*run)(void *argument), void *argument)
{
	sigset_t all, before;
	int number;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	number = pthread_create(thread, NULL, run, argument);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = number;
	return number == 0 ? 0 : -SLUICE_ERR_SYSTEM;
}
