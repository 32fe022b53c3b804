/* SPDX-License-Identifier: MIT */
/*
 * Calls between the members of a cluster: descriptors of 104 bytes, answered where the caller keeps them. docs/cluster.md, "Calls", says what callers
 * and servers may rely on, docs/decisions/0009-cluster.md how.
 *
 * A thread calls and serves as one waiter of its member: 0 where it has joined, else the number from sluice_member_attach. The functions that take
 * a waiter, or a call that it has begun, are for that thread alone. A thread that waits serves what others ask meanwhile, if the member has a
 * service; so calls may be nested, and their handlers run on the waiting thread.
 *
 * Functions return 0 or more, or -SLUICE_ERR_...; deadlines are nanoseconds of CLOCK_MONOTONIC (sluice_now_ns), or SLUICE_FOREVER.
 */
#ifndef SLUICE_CLUSTER_CALL_H
#define SLUICE_CLUSTER_CALL_H

#include <sluice/call.h>
#include <sluice/cluster.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of a descriptor, `rpc_desc_t`: index, counter and such in the first 24, then ten arguments of 8 bytes. */
#define SLUICE_CLUSTER_DESCRIPTOR 104
#define SLUICE_CLUSTER_ARGUMENTS 24

/* ---- calling ------------------------------------------------------------------------------------------------------------------ */

/* Status of a target that has not ended. */
#define SLUICE_CLUSTER_UNDER_WAY 1

/* One member that is asked, and what came of it. */
struct sluice_cluster_target {
	uint32_t cxy;		/* whom; may be the own number */
	/* What is asked. With status 0 its arguments, from byte 24 on, are what the server has left there; else they stay as they were. */
	uint8_t descriptor[SLUICE_CLUSTER_DESCRIPTOR];

	/*
	 * 0: answered. What the server says: UNDEFINED, RESERVED, DISABLED, UNIMPLEMENTED, MALFORMED, REFUSED, FAILED, INCOMPATIBLE, STOPPING.
	 * PEER_DIED: it died, or left. CANCELLED, DEADLINE. And what was never asked: NO_MEMBER, BUSY (no room in its FIFO in time).
	 */
	int status;
	int error;		/* with REFUSED the handler's errno, else 0 */
	enum sluice_started started;

	/* The library's. */
	uint32_t slot;
	uint32_t word;
};

/* A call to one member or to many. It and its targets belong to the caller, and stay where they are until it has ended. */
struct sluice_cluster_pending {
	struct sluice_cluster_target *targets;
	uint32_t count;		/* at least 1 */
	/* Of the RPC, as generated headers have it; 0 is not compared. */
	uint64_t fingerprint;
	int64_t deadline_ns;	/* when the caller gives up */
	int64_t room_deadline_ns; /* how long to wait for room in the FIFOs of targets; 0 not at all */
	/*
	 * Told of the end, once, by a function of this waiter that waits or makes progress, and by no other; may begin calls, and free this one. NULL
	 * for a call that is waited for.
	 */
	void (*done)(struct sluice_cluster_pending *call);
	void *user;

	/* The library's. */
	struct sluice_member *member;
	struct sluice_cluster_pending *next;
	uint32_t waiter;
	uint32_t lead;
	bool has_ended;
};

/*
 * Asks all targets, and returns 0 once each has been asked, or can't be: its status then says so, and the call goes on with the others. With
 * -SLUICE_ERR_BUSY (fewer free slots than targets), -SLUICE_ERR_OPTION, or -SLUICE_ERR_STATE or -SLUICE_ERR_FORKED of the member, nothing has begun.
 */
int sluice_cluster_begin(struct sluice_member *member, uint32_t waiter, struct sluice_cluster_pending *call);
/* Whether every target has its outcome; looks, and does not wait. */
bool sluice_cluster_has_ended(struct sluice_cluster_pending *call);
/* Waits for that. Returns the first status that is not 0, in the order of targets; -SLUICE_ERR_FORKED in a forked child, which has no calls. */
int sluice_cluster_finish(struct sluice_cluster_pending *call);
/* What has not ended ends with CANCELLED. Answers that have come stay. */
void sluice_cluster_cancel(struct sluice_cluster_pending *call);

/*
 * One call, waited for: begin and finish. `descriptor` is both ways, as in a target; `*error` becomes the errno of a refusal, and may be NULL.
 */
int sluice_cluster_call(struct sluice_member *member, uint32_t waiter, uint32_t cxy, void *descriptor, uint64_t fingerprint,
			int64_t deadline_ns, int *error);
/* The same to many; each target says what came of it. */
int sluice_cluster_multicast(struct sluice_member *member, uint32_t waiter, struct sluice_cluster_target *targets, uint32_t count,
			     uint64_t fingerprint, int64_t deadline_ns);

/* ---- serving ------------------------------------------------------------------------------------------------------------------ */

/* A call that another thread, of this or another member, waits for. */
struct sluice_cluster_request {
	uint32_t cxy;		/* who asks */
	uint32_t index;		/* of the RPC; any number */
	uint32_t fingerprint;	/* low half of the caller's, 0 when it says none */
	int64_t deadline_ns;	/* when the caller gives up, or SLUICE_FOREVER */
	uint8_t descriptor[SLUICE_CLUSTER_DESCRIPTOR]; /* a copy; a handler leaves its outputs here */
	struct sluice_member *member; /* this side: for calls of a handler */
	uint32_t waiter;

	/* The library's. */
	void *peer;
	uint32_t slot;
	uint32_t word;
	uint16_t lead;
	uint16_t caller;	/* its waiter */
};

/*
 * Answers in the descriptor and returns 0, or refuses with a negated errno. A positive SLUICE_ERR_MALFORMED or SLUICE_ERR_FAILED says that; so does
 * any other positive number, which is FAILED.
 */
typedef int sluice_cluster_handler(struct sluice_cluster_request *request, void *user);

enum sluice_cluster_rpc_kind {
	SLUICE_CLUSTER_UNDEFINED = 0,
	SLUICE_CLUSTER_RESERVED = 1,	/* the schema keeps the index free */
	SLUICE_CLUSTER_DISABLED = 2,	/* its feature is off */
	SLUICE_CLUSTER_DEFINED = 3,
};

struct sluice_cluster_rpc {
	enum sluice_cluster_rpc_kind kind;
	uint64_t fingerprint;		/* 0 is not compared */
	sluice_cluster_handler *handler; /* NULL: UNIMPLEMENTED */
};

/* What a member answers. It and its table live as long as the member. */
struct sluice_cluster_service {
	const struct sluice_cluster_rpc *rpcs; /* by index; what is beyond is UNDEFINED */
	uint32_t count;
	void *user;
};

/*
 * From now on the member's threads serve this, when they wait and when they are asked to. NULL: none does, and requests stay in the FIFO. Before
 * other threads of the member call or serve.
 */
int sluice_cluster_attach(struct sluice_member *member, const struct sluice_cluster_service *service);
/* Whether requests that are taken from now on are answered with STOPPING. */
int sluice_cluster_stop(struct sluice_member *member, bool is_stopping);

/* Serves up to `budget` requests that have come, without waiting. Returns how many. */
int sluice_cluster_execute_all(struct sluice_member *member, uint32_t waiter, uint32_t budget);

#define SLUICE_CLUSTER_REQUEST 1u /* there may be a request to take */
#define SLUICE_CLUSTER_ENDED 2u	  /* a call of this waiter has ended */
/*
 * Waits for one of `events`: returns those that are there, or 0 when the time is over, or after a ring that means something else, such as news of
 * the cluster. Tells of calls that have ended. Serves nothing.
 */
int sluice_cluster_wait(struct sluice_member *member, uint32_t waiter, unsigned events, int64_t deadline_ns);
/*
 * Waits and serves until the deadline, or until `*stop`, which is read with acquire, is not 0: looked at after each ring and each 20 ms. 0, or
 * -SLUICE_ERR_STATE once the member has left.
 */
int sluice_cluster_serve(struct sluice_member *member, uint32_t waiter, const uint32_t *stop, int64_t deadline_ns);
/* Tells of calls that have ended, and ends those whose time is over. Does not wait. */
int sluice_cluster_progress(struct sluice_member *member, uint32_t waiter);

/*
 * For servers with a dispatch of their own: the next request that somebody still waits for: 1, or 0 when there is none now. It must be answered: until
 * then its caller's slot is not used again.
 */
int sluice_cluster_take(struct sluice_member *member, uint32_t waiter, struct sluice_cluster_request *request);
/*
 * Answers: with 0 the arguments of request->descriptor are the outputs; else `status` is what the server says (see struct sluice_cluster_target),
 * such as -SLUICE_ERR_UNIMPLEMENTED; `error` is the errno of -SLUICE_ERR_REFUSED. Any other status is -SLUICE_ERR_OPTION, and no answer.
 * Returns 1, or 0 when nobody waits any more; -SLUICE_ERR_STATE when it was answered already. On the thread that has taken it.
 */
int sluice_cluster_answer(struct sluice_cluster_request *request, int status, int error);
/* Whether nobody waits any more. */
bool sluice_cluster_is_cancelled(const struct sluice_cluster_request *request);

/* ---- counters ----------------------------------------------------------------------------------------------------------------- */

/* Since the member joined; sums over its waiters, which may be a little behind one another. */
struct sluice_cluster_counters {
	uint64_t called;	/* targets that were asked */
	uint64_t answered;	/* of them, by their server, whatever it said */
	uint64_t dead;		/* ended by the death of their target */
	uint64_t cancelled;	/* by the caller */
	uint64_t deadline;	/* by their deadline */
	uint64_t unposted;	/* never asked: no member, or no room */
	uint64_t served;	/* requests answered, whatever was said */
	uint64_t dropped;	/* requests that nobody waited for any more, when taken or when answered */
	uint64_t strays;	/* requests that lead nowhere: forged, or broken */
	uint64_t sleeps;
	uint32_t quarantined;	/* slots whose call is over, and whose server may still write */
};

int sluice_cluster_get_counters(struct sluice_member *member, struct sluice_cluster_counters *out);

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_CLUSTER_CALL_H */
