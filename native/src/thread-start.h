/* SPDX-License-Identifier: MIT */
/* Threads of the library itself. */
#ifndef SLUICE_SRC_THREAD_START_H
#define SLUICE_SRC_THREAD_START_H

#include <pthread.h>

/* Starts a thread that gets no signals: they are for the threads of the program. 0, or -SLUICE_ERR_SYSTEM, with the reason in errno. */
int sluice__thread_start(pthread_t *thread, void *(*run)(void *argument), void *argument);

#endif /* SLUICE_SRC_THREAD_START_H */
