/* SPDX-License-Identifier: MIT */
/*
 * Generated stubs between the members of a cluster. A cluster transport is one thread's end of a member: a request goes to the member that the
 * stub's `cxy` names, and its answer comes out of the call slot. docs/cluster.md, "Stubs", says what differs from other transports.
 *
 * A call to a member that is not there, or dies, fails alone: the transport stays open, as others live. It closes when the own member leaves.
 */
#ifndef SLUICE_CLUSTER_TRANSPORT_H
#define SLUICE_CLUSTER_TRANSPORT_H

#include <sluice/call.h>
#include <sluice/cluster.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Zeros, or NULL for all of it, mean the defaults. */
struct sluice_cluster_transport_options {
	/* Of RPCs, by index, as generated headers have them: a server whose layout differs answers INCOMPATIBLE. Has to stay. 0 is not compared. */
	const uint64_t *fingerprints;
	uint32_t fingerprint_count;
	/* Requests that may wait for room at their target, or for a call slot; 64. Beyond, the transport is full. */
	uint32_t queue_limit;
};

/*
 * The end of the thread that has this waiter; the waiter and the member stay the caller's, and both outlive the transport. Nobody else may call
 * as that waiter. Requests of others are taken only while the transport has a service (sluice_transport_attach, sluice_serve), and one at a time: the
 * next one when the thread has begun the last, so that none waits here for what another thread could do. -SLUICE_ERR_STATE when the member has
 * a service of its own (sluice_cluster_attach).
 */
int sluice_cluster_transport(struct sluice_member *member, uint32_t waiter, const struct sluice_cluster_transport_options *options,
			     struct sluice_transport **out);

/* ---- pools ---------------------------------------------------------------------------------------------------------------------- */

struct sluice_cluster_pool;

/*
 * Serves with so many threads of its own, 1..63, each with a waiter of the member (which must have that many left, else -SLUICE_ERR_BUSY) and a
 * transport. Handlers run on them at the same time, and call other members through context->transport; while one waits, its thread serves. What
 * `options`, `handlers` and `user` point to has to stay; options->stop is not looked at.
 */
int sluice_cluster_serve_pool(struct sluice_member *member, uint32_t threads, const struct sluice_service *service, const void *handlers,
			      void *user, const struct sluice_serve_options *options,
			      const struct sluice_cluster_transport_options *transport_options, struct sluice_cluster_pool **out);

/* Ends the pool when what its threads have begun is answered; what has come since is told STOPPING. Frees it. NULL is nothing. */
void sluice_cluster_pool_stop(struct sluice_cluster_pool *pool);

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_CLUSTER_TRANSPORT_H */
