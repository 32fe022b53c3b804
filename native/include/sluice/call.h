/* SPDX-License-Identifier: MIT */
/*
 * Calls over a transport: what generated stubs (<protocol>_stubs.h) stand on. The wire is docs/transport.md, the reasons are
 * docs/decisions/0003-calls.md.
 *
 * Each side may ask and answer. A thread that waits for an answer serves what the peer asks meanwhile, if a service is attached.
 * Memory: records are copied once, out of the transport, into blocks that are kept and used again; in steady state no call allocates.
 * What a decoded answer points to is valid until the next call on that transport; what a decoded request points to, until its handler returns.
 */
#ifndef SLUICE_CALL_H
#define SLUICE_CALL_H

#include <sluice/transport.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sluice_service;
struct sluice_call_context;
struct sluice__record;

/* ---- results ------------------------------------------------------------------------------------------------------------------ */

/* Whether the handler may have begun: a call that was not started can be repeated without harm. */
enum sluice_started {
	SLUICE_STARTED_NO = 0,
	SLUICE_STARTED_UNKNOWN = 1,
};

/* How the last call that failed on a transport did so. */
struct sluice_call_error {
	int status;			/* what the stub returned: -SLUICE_ERR_... */
	enum sluice_started started;
	int error;			/* with SLUICE_ERR_REFUSED the errno, with SLUICE_ERR_SYSTEM the cause; else 0 */
	const char *name;		/* C name of the message or RPC */
	uint32_t code;
	uint32_t target;
	struct sluice_error detail;	/* what could not be encoded or decoded; message is NULL when it is not that */
};

/* Kept on the transport until the next call that fails. */
const struct sluice_call_error *sluice_transport_last_error(const struct sluice_transport *transport);

/* How long each later call may take; negative, as at first, means for ever. */
int sluice_transport_set_timeout(struct sluice_transport *transport, int64_t timeout_ns);

/* What has happened on a transport, as client and as server. */
struct sluice_call_counters {
	uint64_t called;	/* requests sent; not among those of a server in TypeScript, as strays */
	uint64_t calls;		/* requests received */
	uint64_t oneway;	/* one-way records received */
	uint64_t answered;	/* requests answered with a result */
	uint64_t refused;	/* by their handler */
	uint64_t failed;
	uint64_t undefined;	/* no such code, one-way records included; so are the next four */
	uint64_t reserved;
	uint64_t disabled;
	uint64_t unimplemented;
	uint64_t malformed;
	uint64_t cancelled;	/* by the peer */
	uint64_t deadline;	/* whose time was over, before they ran or while they did */
	uint64_t stopping;	/* turned away because the server stops */
	uint64_t strays;	/* answers that nobody waits for */
};

/* Zeros before the first call. */
struct sluice_call_counters sluice_transport_counters(const struct sluice_transport *transport);

/* ---- serving ------------------------------------------------------------------------------------------------------------------ */

/* One call, as a handler sees it. */
struct sluice_call_context {
	struct sluice_transport *transport;
	void *user;
	const void *header;	/* of the frame or descriptor, host byte order; NULL before it is decoded and after the handler */
	uint64_t source;	/* fields of that header, for the answer; 0 where it has none */
	uint64_t destination;
	uint32_t code;
	uint32_t correlation;	/* 0 when nobody waits */
	uint32_t target;	/* whom the caller means, where a transport reaches several */
	int64_t deadline_ns;	/* when the caller gives up, or SLUICE_FOREVER */
	int refusal;		/* the handler's errno */
	struct sluice_error error;
	bool is_cancelled;	/* kept by the runtime: ask sluice_call_is_cancelled */
	bool is_answered;
	const char *name;	/* C name of the message or RPC; NULL when there is none */
	const struct sluice_service *service;
	struct sluice_call_context *outer; /* the call that this one is served within */
};

/*
 * Whether the caller waits no more: it has cancelled, its time is over, or it is gone. Looks through what has arrived since; calls among that
 * are queued, up to a bound.
 */
bool sluice_call_is_cancelled(struct sluice_call_context *context);

/* Zeros mean the defaults. A hook returns 0 for the default answer, or a negated errno to refuse with. */
struct sluice_serve_options {
	/* A code that is no code, one that the schema keeps free, and one whose feature is off. */
	int (*on_undefined)(struct sluice_call_context *context);
	int (*on_reserved)(struct sluice_call_context *context);
	int (*on_disabled)(struct sluice_call_context *context);
	/* Ends sluice_serve once it is not 0; looked at every 20 ms, after a signal, and between calls. Read with acquire. */
	const int *stop;
	size_t queue_limit; /* bytes of calls that wait in this process; 1 MiB. Beyond, the peer feels back-pressure. */
};

/*
 * Serves until the peer closes (0), until `stop` (0: what had been read is answered, what comes later is told STOPPING), or until the
 * connection breaks (an error). `handlers` is the struct of the service's protocol; `user` reaches handlers in their context.
 */
int sluice_serve(struct sluice_transport *transport, const struct sluice_service *service, const void *handlers, void *user,
		 const struct sluice_serve_options *options);

/* For a loop of one's own: handles up to `limit` calls that have arrived, without waiting. Returns how many, or an error at the end. */
int sluice_serve_some(struct sluice_transport *transport, const struct sluice_service *service, const void *handlers, void *user,
		      const struct sluice_serve_options *options, size_t limit);

/* What the peer may ask while this side waits for an answer; NULL detaches. The options are copied. */
int sluice_transport_attach(struct sluice_transport *transport, const struct sluice_service *service, const void *handlers, void *user,
			    const struct sluice_serve_options *options);

/* ---- for generated stubs, and for calls that are not waited for one by one --------------------------------------------------------- */

/* Judging an answer: it belongs to another call. */
#define SLUICE_STRAY 1

/* No message of the protocol may answer any request with an errno. */
#define SLUICE_NO_CODE UINT32_MAX

/* A record on its way out: one of the three openers, then the payload, then sluice_outgoing_end. */
struct sluice_outgoing {
	struct sluice_transport *transport;
	struct sluice_pending *pending;		/* of a request */
	struct sluice_call_context *context;	/* of an answer */
	const char *name;
	uint32_t correlation;			/* for a sequence field: 0 for one-way */
	uint32_t code;
	uint32_t target;
	uint32_t index;
	uint8_t kind;
	uint8_t status;
	int32_t refusal;
	uint8_t *payload;			/* sluice_outgoing_begin: where to write */
	size_t capacity;
	size_t length;				/* bytes written; set before sluice_outgoing_end */
	struct sluice_error error;
};

/* An answer that has come. */
struct sluice_answer {
	uint32_t index;		/* which of the requests that share the pending call */
	uint32_t code;
	const uint8_t *payload;
	size_t length;
};

/* One or more requests that are waited for together. It belongs to the caller and stays where it is until nothing is missing. */
struct sluice_pending {
	const struct sluice_service *service;
	/* Takes each answer as it comes; returns 0 or the call's error. The payload is gone afterwards. NULL keeps the last one in `answer`. */
	int (*accept)(struct sluice_pending *pending, const struct sluice_answer *answer);
	void *user;
	const char *name;
	uint32_t code;
	int64_t deadline_ns;
	uint32_t missing;	/* answers that have not come */
	int status;		/* the first error, else 0 */
	int refusal;		/* errno with SLUICE_ERR_REFUSED */
	enum sluice_started started;
	uint32_t failed_target;
	struct sluice_error error;
	struct sluice_answer answer;
	struct sluice__record *record;
};

/* What the peer is told about a code. All but `name` may be missing. */
struct sluice_service_entry {
	const char *name;
	/* Decodes, calls the handler, answers. Returns 0, or -SLUICE_ERR_UNIMPLEMENTED, MALFORMED, REFUSED or FAILED for the runtime to say. */
	int (*run)(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length);
	const uint32_t *replies;	/* codes that answer it; none for what is one-way */
	uint32_t reply_count;
	bool has_empty_answer;		/* an OK with its own code and no payload answers it */
};

struct sluice_service_range {
	uint32_t first;
	uint32_t last;
	int error;		/* SLUICE_ERR_RESERVED or SLUICE_ERR_DISABLED */
	const char *reason;	/* or the name of what is disabled */
};

/* A protocol, as the runtime sees it; generated. */
struct sluice_service {
	const char *protocol;
	uint64_t fingerprint;
	const struct sluice_service_entry *entries;	/* by code */
	uint32_t entry_count;
	const struct sluice_service_range *ranges;
	uint32_t range_count;
	uint32_t negative_code;				/* or SLUICE_NO_CODE */
	/*
	 * Judges the payload of an answer: 0, SLUICE_STRAY or -SLUICE_ERR_MALFORMED. *refusal becomes the errno of a negative answer, else
	 * 0. NULL where payloads have no number.
	 */
	int (*judge)(uint32_t correlation, uint32_t code, const uint8_t *payload, size_t length, int *refusal, struct sluice_error *error);
	/* Writes a negative answer with this errno; 0 says success. NULL without negative_code. */
	int (*refuse)(struct sluice_outgoing *out, int number);
};

/* Starts a pending call with the transport's timeout. */
void sluice_pending_init(struct sluice_pending *pending, struct sluice_transport *transport, const struct sluice_service *service, uint32_t code);

/* Openers. They can't fail; sluice_outgoing_begin says what is wrong. */
void sluice_outgoing_request(struct sluice_outgoing *out, struct sluice_transport *transport, struct sluice_pending *pending, uint32_t target,
			     uint32_t index);
void sluice_outgoing_oneway(struct sluice_outgoing *out, struct sluice_transport *transport, const struct sluice_service *service,
			    uint32_t code, uint32_t target);
void sluice_outgoing_answer(struct sluice_outgoing *out, struct sluice_call_context *context, uint32_t code);

/*
 * Room for a payload of up to `length` bytes; waits for it, at most as long as the call has time, and takes in what comes meanwhile. Returns
 * 0 or an error, which sluice_outgoing_end wants to hear of.
 */
int sluice_outgoing_begin(struct sluice_outgoing *out, size_t length);

/*
 * Commits and publishes the record if `status` is 0; else gives it up, and returns and keeps the error. After this a request is in flight.
 */
int sluice_outgoing_end(struct sluice_outgoing *out, int status);

/* Waits until no answer is missing, serving meanwhile. Returns the first error, 0 when there was none. */
int sluice_call_wait(struct sluice_transport *transport, struct sluice_pending *pending);

/* Takes in what has arrived, without waiting: answers reach their calls, deadlines are enforced, requests are queued. */
int sluice_call_progress(struct sluice_transport *transport);

/* Gives up what is missing: the peer is told, `pending` ends with -SLUICE_ERR_CANCELLED. */
void sluice_call_cancel(struct sluice_transport *transport, struct sluice_pending *pending);

/* Keeps the error of a call that ended after its answer had come: what it decoded to. Returns `status`. */
int sluice_call_judged(struct sluice_transport *transport, struct sluice_pending *pending, int status);

/* Keeps the error of a call that was not sent because its arguments do not fit. Returns `status`. */
int sluice_call_unsent(struct sluice_transport *transport, const char *name, uint32_t code, uint32_t target, int status,
		       const struct sluice_error *error);

/* What a handler returned, other than 0, as `run` returns it. */
int sluice_call_refused(struct sluice_call_context *context, int status);

/* Whether an answer is wanted; otherwise a result is dropped. */
static inline bool sluice_call_is_asked(const struct sluice_call_context *context)
{
	return context->correlation != 0;
}

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_CALL_H */
