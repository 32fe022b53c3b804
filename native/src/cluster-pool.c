/* SPDX-License-Identifier: MIT */
/* Threads that serve a member, each over a transport of its own. */
#define _GNU_SOURCE
#include <sluice/cluster-transport.h>

#include <pthread.h>
#include <stdlib.h>

#include <sluice/atomic.h>
#include <sluice/cluster-call.h>

#include "segment.h"
#include "thread-start.h"

struct pool_thread {
	struct sluice_cluster_pool *pool;
	pthread_t thread;
	int waiter;
	struct sluice_transport *transport;
};

struct sluice_cluster_pool {
	struct sluice_member *member;
	const struct sluice_service *service;
	const void *handlers;
	void *user;
	struct sluice_serve_options options;
	int stop; /* stored with release by whoever stops the pool, loaded with acquire by its threads (sluice_serve) */
	uint32_t count;
	struct pool_thread threads[];
};

/* What nobody has taken is told that this member takes no new calls. */
static void refuse_the_rest(const struct pool_thread *self)
{
	struct sluice_cluster_request request;

	while (sluice_cluster_take(self->pool->member, (uint32_t)self->waiter, &request) == 1)
		sluice_cluster_answer(&request, -SLUICE_ERR_STOPPING, 0);
}

static void *run(void *argument)
{
	struct pool_thread *self = (struct pool_thread *)argument;
	const struct sluice_cluster_pool *pool = self->pool;

	if (sluice_serve(self->transport, pool->service, pool->handlers, pool->user, &pool->options) == 0)
		refuse_the_rest(self);
	return NULL;
}

/* A thread's waiter and transport, and the thread; what fails leaves nothing behind. */
static int open_thread(struct pool_thread *thread, const struct sluice_cluster_transport_options *options)
{
	struct sluice_member *member = thread->pool->member;
	int status;

	thread->waiter = sluice_member_attach(member);
	if (thread->waiter < 0)
		return thread->waiter;
	status = sluice_cluster_transport(member, (uint32_t)thread->waiter, options, &thread->transport);
	if (status == 0) {
		status = sluice__thread_start(&thread->thread, run, thread);
		if (status != 0)
			sluice_transport_free(thread->transport);
	}
	if (status != 0)
		sluice_member_detach(member, (uint32_t)thread->waiter);
	return status;
}

int sluice_cluster_serve_pool(struct sluice_member *member, uint32_t threads, const struct sluice_service *service, const void *handlers,
			      void *user, const struct sluice_serve_options *options,
			      const struct sluice_cluster_transport_options *transport_options, struct sluice_cluster_pool **out)
{
	struct sluice_cluster_pool *pool;
	int status = 0;

	if (threads < 1 || threads > SLUICE_CLUSTER_WAITERS - 1)
		return -SLUICE_ERR_OPTION;
	pool = (struct sluice_cluster_pool *)calloc(1, sizeof *pool + threads * sizeof pool->threads[0]);
	if (pool == NULL)
		return -SLUICE_ERR_SYSTEM;
	pool->member = member;
	pool->service = service;
	pool->handlers = handlers;
	pool->user = user;
	if (options != NULL)
		pool->options = *options;
	pool->options.stop = &pool->stop;
	while (status == 0 && pool->count < threads) {
		pool->threads[pool->count].pool = pool;
		status = open_thread(&pool->threads[pool->count], transport_options);
		pool->count += status == 0;
	}
	if (status != 0) {
		sluice_cluster_pool_stop(pool);
		return status;
	}
	*out = pool;
	return 0;
}

void sluice_cluster_pool_stop(struct sluice_cluster_pool *pool)
{
	uint32_t i;

	if (pool == NULL)
		return;
	/* Partner: the acquire of sluice_serve. */
	__atomic_store_n(&pool->stop, 1, __ATOMIC_RELEASE);
	for (i = 0; i < pool->count; i++)
		pthread_join(pool->threads[i].thread, NULL);
	for (i = 0; i < pool->count; i++) {
		sluice_transport_free(pool->threads[i].transport);
		sluice_member_detach(pool->member, (uint32_t)pool->threads[i].waiter);
	}
	free(pool);
}
