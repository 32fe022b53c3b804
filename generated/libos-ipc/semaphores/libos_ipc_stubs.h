/*
 * libos-ipc, config semaphores, data model lp64: clients and servers, over any transport of libsluice.
 * Messages between the processes of a library OS (Graphene, shim_ipc.h of February 2019): a packed header, then one packed payload. Facts,
 * behaviour and known defects are in docs/protocols/libos-ipc.md. The wire is that of an LP64 machine, so `long` and `unsigned long` of the
 * source are i64 and u64 here, whatever the data model of the reader.
 * Generated from schema/libos-ipc.yaml by `sluice generate`; do not edit.
 * docs/transport.md has the wire, sluice/call.h what happens around a call: timeouts, nested calls, counters.
 */
#ifndef LIBOS_IPC_STUBS_H
#define LIBOS_IPC_STUBS_H

#include <sluice/call.h>

#include "libos_ipc.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What answers IPC_SYSV_MSGRCV: `code` says which member. */
struct ipc_sysv_msgrcv_reply {
	uint8_t code;
	union {
		struct shim_ipc_sysv_msgsnd_message sysv_msgsnd; /* IPC_SYSV_MSGSND */
		struct shim_ipc_sysv_movres_message sysv_movres; /* IPC_SYSV_MOVRES */
		struct shim_ipc_resp resp; /* IPC_RESP */
	} as;
};

/* What answers IPC_SYSV_SEMOP: `code` says which member. */
struct ipc_sysv_semop_reply {
	uint8_t code;
	union {
		struct shim_ipc_resp resp; /* IPC_RESP */
		struct shim_ipc_sysv_movres_message sysv_movres; /* IPC_SYSV_MOVRES */
	} as;
};

/* What answers IPC_SYSV_SEMCTL: `code` says which member. */
struct ipc_sysv_semctl_reply {
	uint8_t code;
	union {
		struct shim_ipc_sysv_semret_message sysv_semret; /* IPC_SYSV_SEMRET */
		struct shim_ipc_resp resp; /* IPC_RESP */
	} as;
};

/* ---- client: 0, or -SLUICE_ERR_...; sluice_transport_last_error says more --------------------------------------------------------- */

/* IPC_RESP, one-way: Result of a request that has no answer of its own, or that failed. Never answered. */
int ipc_resp_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_resp *in);

/* IPC_FINDURI, one-way: Asks where the peer listens. Dead in the source, whose answer carries no sequence number. */
int ipc_finduri_send(struct sluice_transport *transport, const struct shim_ipc_msg *header);

/* IPC_FINDURI, answered by IPC_TELLURI. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative answer. */
int ipc_finduri_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, struct shim_ipc_telluri_message *out);

/* IPC_TELLURI, one-way: Says where the sender listens. */
int ipc_telluri_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_telluri_message *in);

/*
 * IPC_CHECKPOINT, one-way: Starts a checkpoint of the whole process tree. Receivers pass it on to all neighbours but the one it came from.
 */
int ipc_checkpoint_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_checkpoint_message *in);

/* IPC_CLD_EXIT, one-way: A thread has ended. Must be idempotent - the main thread of a process sends it twice. */
int ipc_cld_exit_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_cld_exit *in);

/* IPC_CLD_JOIN, one-way: Makes the port it travels on a parent-and-child port. Nobody sends it in the source. */
int ipc_cld_join_send(struct sluice_transport *transport, const struct shim_ipc_msg *header);

/* IPC_PID_FINDNS, one-way: Asks who leads the PID namespace. Answered late when the parent has to ask in turn. */
int ipc_pid_findns_send(struct sluice_transport *transport, const struct shim_ipc_msg *header);

/*
 * IPC_PID_FINDNS, answered by IPC_PID_TELLNS. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative answer.
 */
int ipc_pid_findns_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, struct shim_ipc_pid_tellns_message *out);

/* IPC_PID_TELLNS, one-way: Says who leads the PID namespace. */
int ipc_pid_tellns_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_tellns_message *in);

/* IPC_PID_LEASE, one-way: Asks for a range of PID ids. Fails with -ENOMEM. */
int ipc_pid_lease_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_lease_message *in);

/*
 * IPC_PID_LEASE, answered by IPC_PID_OFFER. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative answer.
 */
int ipc_pid_lease_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_lease_message *in,
		struct shim_ipc_pid_offer *out);

/* IPC_PID_OFFER, one-way: Gives or prolongs a range (LEASE, RENEW), or confirms a single id (SUBLEASE). */
int ipc_pid_offer_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_offer *in);

/* IPC_PID_RENEW, one-way: Asks for a longer lease. The source sends it without a sequence number, and for a single id prolongs id 1. */
int ipc_pid_renew_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_renew *in);

/*
 * IPC_PID_RENEW, answered by IPC_PID_OFFER. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative answer.
 */
int ipc_pid_renew_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_renew *in,
		struct shim_ipc_pid_offer *out);

/* IPC_PID_REVOKE, one-way: Takes a range or a single id back. The source removes id 1 instead of the single id. */
int ipc_pid_revoke_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_revoke *in);

/* IPC_PID_SUBLEASE, one-way: Registers that one PID id now belongs to another process. */
int ipc_pid_sublease_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_sublease_message *in);

/*
 * IPC_PID_SUBLEASE, answered by IPC_PID_OFFER. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative
 * answer.
 */
int ipc_pid_sublease_call(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_sublease_message *in, struct shim_ipc_pid_offer *out);

/* IPC_PID_QUERY, one-way: Asks who owns a PID id. Fails with -ESRCH. */
int ipc_pid_query_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_query *in);

/*
 * IPC_PID_QUERY, answered by IPC_PID_ANSWER. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative answer.
 */
int ipc_pid_query_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_query *in,
		struct shim_ipc_pid_answer_message *out);

/* IPC_PID_QUERYALL, one-way: Asks for every PID range and single id that the leader knows. */
int ipc_pid_queryall_send(struct sluice_transport *transport, const struct shim_ipc_msg *header);

/*
 * IPC_PID_QUERYALL, answered by IPC_PID_ANSWER. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative
 * answer.
 */
int ipc_pid_queryall_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, struct shim_ipc_pid_answer_message *out);

/* IPC_PID_ANSWER, one-way: Who owns what in the PID namespace. */
int ipc_pid_answer_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_answer_message *in);

/* IPC_PID_KILL, one-way: Delivers a signal. KILL_ALL is flooded without a sequence number and never answered. */
int ipc_pid_kill_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_kill *in);

/* IPC_PID_KILL, answered by IPC_RESP. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative answer. */
int ipc_pid_kill_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_kill *in,
		struct shim_ipc_resp *out);

/* IPC_PID_GETSTATUS, one-way: Asks which of some ids are live threads. */
int ipc_pid_getstatus_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_getstatus_message *in);

/*
 * IPC_PID_GETSTATUS, answered by IPC_PID_RETSTATUS. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative
 * answer.
 */
int ipc_pid_getstatus_call(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_getstatus_message *in, struct shim_ipc_pid_retstatus_message *out);

/* IPC_PID_RETSTATUS, one-way: The live ones among the ids that were asked for. */
int ipc_pid_retstatus_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_retstatus_message *in);

/* IPC_PID_GETMETA, one-way: Asks for a property of a process. Fails with -ESRCH, -ENOENT or -EINVAL. */
int ipc_pid_getmeta_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_getmeta *in);

/*
 * IPC_PID_GETMETA, answered by IPC_PID_RETMETA. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative
 * answer.
 */
int ipc_pid_getmeta_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_getmeta *in,
		struct shim_ipc_pid_retmeta_message *out);

/* IPC_PID_RETMETA, one-way: A property of a process. */
int ipc_pid_retmeta_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_retmeta_message *in);

/* IPC_PID_NOP, one-way: Bounces between two processes, for benchmarks. */
int ipc_pid_nop_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_nop_message *in);

/* IPC_PID_NOP, answered by IPC_PID_NOP. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative answer. */
int ipc_pid_nop_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_nop_message *in,
		struct shim_ipc_pid_nop_message *out);

/* IPC_PID_SENDRPC, one-way: Hands bytes to a reader of the receiving process, for benchmarks. */
int ipc_pid_sendrpc_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_sendrpc_message *in);

/* IPC_SYSV_FINDNS, one-way: Asks who leads the SYSV namespace. Answered late when the parent has to ask in turn. */
int ipc_sysv_findns_send(struct sluice_transport *transport, const struct shim_ipc_msg *header);

/*
 * IPC_SYSV_FINDNS, answered by IPC_SYSV_TELLNS. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative
 * answer.
 */
int ipc_sysv_findns_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, struct shim_ipc_sysv_tellns_message *out);

/* IPC_SYSV_TELLNS, one-way: Says who leads the SYSV namespace. */
int ipc_sysv_tellns_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_tellns_message *in);

/* IPC_SYSV_LEASE, one-way: Asks for a range of SYSV ids. Fails with -ENOMEM. */
int ipc_sysv_lease_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_lease_message *in);

/*
 * IPC_SYSV_LEASE, answered by IPC_SYSV_OFFER. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative answer.
 */
int ipc_sysv_lease_call(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_lease_message *in, struct shim_ipc_sysv_offer *out);

/* IPC_SYSV_OFFER, one-way: Gives or prolongs a range (LEASE, RENEW), or confirms a single id (SUBLEASE). */
int ipc_sysv_offer_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_offer *in);

/* IPC_SYSV_RENEW, one-way: Asks for a longer lease. The source sends it without a sequence number, and for a single id prolongs id 1. */
int ipc_sysv_renew_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_renew *in);

/*
 * IPC_SYSV_RENEW, answered by IPC_SYSV_OFFER. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative answer.
 */
int ipc_sysv_renew_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_renew *in,
		struct shim_ipc_sysv_offer *out);

/* IPC_SYSV_REVOKE, one-way: Takes a range or a single id back. The source removes id 1 instead of the single id. */
int ipc_sysv_revoke_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_revoke *in);

/* IPC_SYSV_SUBLEASE, one-way: Registers that one SYSV id now belongs to another process. */
int ipc_sysv_sublease_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_sublease_message *in);

/*
 * IPC_SYSV_SUBLEASE, answered by IPC_SYSV_OFFER. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative
 * answer.
 */
int ipc_sysv_sublease_call(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_sublease_message *in, struct shim_ipc_sysv_offer *out);

/* IPC_SYSV_QUERY, one-way: Asks who owns a SYSV id. Fails with -ESRCH. */
int ipc_sysv_query_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_query *in);

/*
 * IPC_SYSV_QUERY, answered by IPC_SYSV_ANSWER. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative
 * answer.
 */
int ipc_sysv_query_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_query *in,
		struct shim_ipc_sysv_answer_message *out);

/* IPC_SYSV_QUERYALL, one-way: Asks for every SYSV range and single id that the leader knows. */
int ipc_sysv_queryall_send(struct sluice_transport *transport, const struct shim_ipc_msg *header);

/*
 * IPC_SYSV_QUERYALL, answered by IPC_SYSV_ANSWER. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative
 * answer.
 */
int ipc_sysv_queryall_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, struct shim_ipc_sysv_answer_message *out);

/* IPC_SYSV_ANSWER, one-way: Who owns what in the SYSV namespace. */
int ipc_sysv_answer_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_answer_message *in);

/* IPC_SYSV_FINDKEY, one-way: Asks which id a key has. Fails with -ENOENT. */
int ipc_sysv_findkey_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_findkey *in);

/*
 * IPC_SYSV_FINDKEY, answered by IPC_SYSV_TELLKEY. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative
 * answer.
 */
int ipc_sysv_findkey_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_findkey *in,
		struct shim_ipc_sysv_tellkey *out);

/* IPC_SYSV_TELLKEY, one-way: Registers the id of a new key, or answers FINDKEY; which of the two the sequence number says. */
int ipc_sysv_tellkey_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_tellkey *in);

/* IPC_SYSV_TELLKEY, answered by IPC_RESP. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative answer. */
int ipc_sysv_tellkey_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_tellkey *in,
		struct shim_ipc_resp *out);

/* IPC_SYSV_DELRES, one-way: Deletes an object. Fails with -ENOENT, -EIDRM or -ENOSYS. */
int ipc_sysv_delres_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_delres *in);

/* IPC_SYSV_DELRES, answered by IPC_RESP. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative answer. */
int ipc_sysv_delres_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_delres *in,
		struct shim_ipc_resp *out);

/* IPC_SYSV_MOVRES, one-way: The object has a new owner; ask there. */
int ipc_sysv_movres_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_movres_message *in);

/* IPC_SYSV_MSGSND, one-way: A message for a queue (one-way, nothing reports a failure), or the message that a MSGRCV asked for. */
int ipc_sysv_msgsnd_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_msgsnd_message *in);

/* IPC_SYSV_MSGRCV, one-way: Asks for a message. Fails with -ENOENT, -EIDRM, -ENOMSG, -E2BIG or -ECONNREFUSED. */
int ipc_sysv_msgrcv_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_msgrcv *in);

/*
 * IPC_SYSV_MSGRCV, answered by IPC_SYSV_MSGSND or IPC_SYSV_MOVRES or IPC_RESP. What `out` points to is valid until the next call.
 * -SLUICE_ERR_REFUSED for a negative answer.
 */
int ipc_sysv_msgrcv_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_msgrcv *in,
		struct ipc_sysv_msgrcv_reply *out);

/* IPC_SYSV_MSGMOV, one-way: Hands a queue over; its messages wait in a host file. */
int ipc_sysv_msgmov_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_msgmov_message *in);

/* IPC_SYSV_SEMOP, one-way: Does semaphore operations. Sent one-way, and so never answered, when all of them are positive. */
int ipc_sysv_semop_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_semop_message *in);

/*
 * IPC_SYSV_SEMOP, answered by IPC_RESP or IPC_SYSV_MOVRES. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a
 * negative answer.
 */
int ipc_sysv_semop_call(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_semop_message *in, struct ipc_sysv_semop_reply *out);

/* IPC_SYSV_SEMCTL, one-way: Reads or sets values of a set. */
int ipc_sysv_semctl_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_semctl_message *in);

/*
 * IPC_SYSV_SEMCTL, answered by IPC_SYSV_SEMRET or IPC_RESP. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a
 * negative answer.
 */
int ipc_sysv_semctl_call(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_semctl_message *in, struct ipc_sysv_semctl_reply *out);

/* IPC_SYSV_SEMRET, one-way: What a SEMCTL has read. */
int ipc_sysv_semret_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_semret_message *in);

/* IPC_SYSV_SEMMOV, one-way: Hands a semaphore set over, waiting requests included. The source can receive it and never sends it. */
int ipc_sysv_semmov_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_semmov_message *in);

/* IPC_SYSV_SEMQUERY, one-way: Asks which host semaphores stand behind a set. The build that has it does not link in the source. */
int ipc_sysv_semquery_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_semquery *in);

/*
 * IPC_SYSV_SEMQUERY, answered by IPC_SYSV_SEMREPLY. What `out` points to is valid until the next call. -SLUICE_ERR_REFUSED for a negative
 * answer.
 */
int ipc_sysv_semquery_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_semquery *in,
		struct shim_ipc_sysv_semreply_message *out);

/* IPC_SYSV_SEMREPLY, one-way: The host semaphores behind a set. */
int ipc_sysv_semreply_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_semreply_message *in);

/* ---- server ------------------------------------------------------------------------------------------------------------------- */

/*
 * Each returns 0, or a negated errno to refuse with. A member that is NULL is answered with UNIMPLEMENTED. Outputs are zero at first;
 * what they point to belongs to the handler, and has to stay until the handler is called again.
 */
struct libos_ipc_handlers {
	int (*resp)(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_resp *in);
	int (*finduri)(struct sluice_call_context *context, const struct shim_ipc_msg *header, struct shim_ipc_telluri_message *out);
	int (*telluri)(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_telluri_message *in);
	int (*checkpoint)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_checkpoint_message *in);
	int (*cld_exit)(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_cld_exit *in);
	int (*cld_join)(struct sluice_call_context *context, const struct shim_ipc_msg *header);
	int (*pid_findns)(struct sluice_call_context *context, const struct shim_ipc_msg *header, struct shim_ipc_pid_tellns_message *out);
	int (*pid_tellns)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_pid_tellns_message *in);
	int (*pid_lease)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_pid_lease_message *in, struct shim_ipc_pid_offer *out);
	int (*pid_offer)(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_pid_offer *in);
	int (*pid_renew)(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_pid_renew *in,
			struct shim_ipc_pid_offer *out);
	int (*pid_revoke)(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_pid_revoke *in);
	int (*pid_sublease)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_pid_sublease_message *in, struct shim_ipc_pid_offer *out);
	int (*pid_query)(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_pid_query *in,
			struct shim_ipc_pid_answer_message *out);
	int (*pid_queryall)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			struct shim_ipc_pid_answer_message *out);
	int (*pid_answer)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_pid_answer_message *in);
	int (*pid_kill)(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_pid_kill *in,
			struct shim_ipc_resp *out);
	int (*pid_getstatus)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_pid_getstatus_message *in, struct shim_ipc_pid_retstatus_message *out);
	int (*pid_retstatus)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_pid_retstatus_message *in);
	int (*pid_getmeta)(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_pid_getmeta *in,
			struct shim_ipc_pid_retmeta_message *out);
	int (*pid_retmeta)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_pid_retmeta_message *in);
	int (*pid_nop)(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_pid_nop_message *in,
			struct shim_ipc_pid_nop_message *out);
	int (*pid_sendrpc)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_pid_sendrpc_message *in);
	int (*sysv_findns)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			struct shim_ipc_sysv_tellns_message *out);
	int (*sysv_tellns)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_sysv_tellns_message *in);
	int (*sysv_lease)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_sysv_lease_message *in, struct shim_ipc_sysv_offer *out);
	int (*sysv_offer)(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_offer *in);
	int (*sysv_renew)(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_renew *in,
			struct shim_ipc_sysv_offer *out);
	int (*sysv_revoke)(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_revoke *in);
	int (*sysv_sublease)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_sysv_sublease_message *in, struct shim_ipc_sysv_offer *out);
	int (*sysv_query)(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_query *in,
			struct shim_ipc_sysv_answer_message *out);
	int (*sysv_queryall)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			struct shim_ipc_sysv_answer_message *out);
	int (*sysv_answer)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_sysv_answer_message *in);
	int (*sysv_findkey)(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_findkey *in,
			struct shim_ipc_sysv_tellkey *out);
	int (*sysv_tellkey)(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_tellkey *in,
			struct shim_ipc_resp *out);
	int (*sysv_delres)(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_delres *in,
			struct shim_ipc_resp *out);
	int (*sysv_movres)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_sysv_movres_message *in);
	int (*sysv_msgsnd)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_sysv_msgsnd_message *in);
	int (*sysv_msgrcv)(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_msgrcv *in,
			struct ipc_sysv_msgrcv_reply *out);
	int (*sysv_msgmov)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_sysv_msgmov_message *in);
	int (*sysv_semop)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_sysv_semop_message *in, struct ipc_sysv_semop_reply *out);
	int (*sysv_semctl)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_sysv_semctl_message *in, struct ipc_sysv_semctl_reply *out);
	int (*sysv_semret)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_sysv_semret_message *in);
	int (*sysv_semmov)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_sysv_semmov_message *in);
	int (*sysv_semquery)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_sysv_semquery *in, struct shim_ipc_sysv_semreply_message *out);
	int (*sysv_semreply)(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			const struct shim_ipc_sysv_semreply_message *in);
};

/* Knows every code; pass it with a libos_ipc_handlers to the functions of sluice/call.h. */
extern const struct sluice_service libos_ipc_service;

/* sluice_serve with the handlers of this protocol. `options` may be NULL. */
int libos_ipc_serve(struct sluice_transport *transport, const struct libos_ipc_handlers *handlers, void *user,
	const struct sluice_serve_options *options);

#ifdef __cplusplus
}
#endif

#endif /* LIBOS_IPC_STUBS_H */
