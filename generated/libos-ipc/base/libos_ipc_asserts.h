/*
 * libos-ipc, config base, data model lp64: what the compiler has to agree with.
 * Generated from schema/libos-ipc.yaml by `sluice generate`; do not edit.
 */
#ifndef LIBOS_IPC_ASSERTS_H
#define LIBOS_IPC_ASSERTS_H

#ifdef LIBOS_IPC_LAYOUT_ONLY
#include "libos_ipc.h"
#else
#define LIBOS_IPC_LAYOUT_ONLY
#include "libos_ipc.h"
#undef LIBOS_IPC_LAYOUT_ONLY
#endif

/* As assert.h and stdalign.h have them in C11; in C++ and C23 they are keywords. */
#if !defined(__cplusplus) && (!defined(__STDC_VERSION__) || __STDC_VERSION__ < 202311L)
#ifndef static_assert
#define static_assert _Static_assert
#endif
#ifndef alignof
#define alignof _Alignof
#endif
#endif

/* struct shim_ipc_msg */
static_assert(sizeof(struct shim_ipc_msg) == 21, "size of shim_ipc_msg is not 21 (libos-ipc.yaml:125)");
static_assert(alignof(struct shim_ipc_msg) == 1, "align of shim_ipc_msg is not 1 (libos-ipc.yaml:125)");
static_assert(offsetof(struct shim_ipc_msg, code) == 0, "offset of shim_ipc_msg.code is not 0 (libos-ipc.yaml:129)");
static_assert(sizeof(((struct shim_ipc_msg *)0)->code) == 1, "size of shim_ipc_msg.code is not 1 (libos-ipc.yaml:129)");
static_assert(offsetof(struct shim_ipc_msg, size) == 1, "offset of shim_ipc_msg.size is not 1 (libos-ipc.yaml:130)");
static_assert(sizeof(((struct shim_ipc_msg *)0)->size) == 4, "size of shim_ipc_msg.size is not 4 (libos-ipc.yaml:130)");
static_assert(offsetof(struct shim_ipc_msg, src) == 5, "offset of shim_ipc_msg.src is not 5 (libos-ipc.yaml:131)");
static_assert(sizeof(((struct shim_ipc_msg *)0)->src) == 4, "size of shim_ipc_msg.src is not 4 (libos-ipc.yaml:131)");
static_assert(offsetof(struct shim_ipc_msg, dst) == 9, "offset of shim_ipc_msg.dst is not 9 (libos-ipc.yaml:132)");
static_assert(sizeof(((struct shim_ipc_msg *)0)->dst) == 4, "size of shim_ipc_msg.dst is not 4 (libos-ipc.yaml:132)");
static_assert(offsetof(struct shim_ipc_msg, seq) == 13, "offset of shim_ipc_msg.seq is not 13 (libos-ipc.yaml:133)");
static_assert(sizeof(((struct shim_ipc_msg *)0)->seq) == 8, "size of shim_ipc_msg.seq is not 8 (libos-ipc.yaml:133)");

/* struct ipc_ns_offered */
static_assert(sizeof(struct ipc_ns_offered) == 20, "size of ipc_ns_offered is not 20 (libos-ipc.yaml:140)");
static_assert(alignof(struct ipc_ns_offered) == 1, "align of ipc_ns_offered is not 1 (libos-ipc.yaml:140)");
static_assert(offsetof(struct ipc_ns_offered, base) == 0, "offset of ipc_ns_offered.base is not 0 (libos-ipc.yaml:144)");
static_assert(sizeof(((struct ipc_ns_offered *)0)->base) == 4, "size of ipc_ns_offered.base is not 4 (libos-ipc.yaml:144)");
static_assert(offsetof(struct ipc_ns_offered, size) == 4, "offset of ipc_ns_offered.size is not 4 (libos-ipc.yaml:145)");
static_assert(sizeof(((struct ipc_ns_offered *)0)->size) == 4, "size of ipc_ns_offered.size is not 4 (libos-ipc.yaml:145)");
static_assert(offsetof(struct ipc_ns_offered, lease) == 8, "offset of ipc_ns_offered.lease is not 8 (libos-ipc.yaml:146)");
static_assert(sizeof(((struct ipc_ns_offered *)0)->lease) == 8, "size of ipc_ns_offered.lease is not 8 (libos-ipc.yaml:146)");
static_assert(offsetof(struct ipc_ns_offered, owner_offset) == 16, "offset of ipc_ns_offered.owner_offset is not 16 (libos-ipc.yaml:147)");
static_assert(sizeof(((struct ipc_ns_offered *)0)->owner_offset) == 4, "size of ipc_ns_offered.owner_offset is not 4 (libos-ipc.yaml:147)");

/* struct ipc_ns_client */
static_assert(sizeof(struct ipc_ns_client) == 5, "size of ipc_ns_client is not 5 (libos-ipc.yaml:148)");
static_assert(alignof(struct ipc_ns_client) == 1, "align of ipc_ns_client is not 1 (libos-ipc.yaml:148)");
static_assert(offsetof(struct ipc_ns_client, vmid) == 0, "offset of ipc_ns_client.vmid is not 0 (libos-ipc.yaml:152)");
static_assert(sizeof(((struct ipc_ns_client *)0)->vmid) == 4, "size of ipc_ns_client.vmid is not 4 (libos-ipc.yaml:152)");
static_assert(offsetof(struct ipc_ns_client, uri) == 4, "offset of ipc_ns_client.uri is not 4 (libos-ipc.yaml:154)");
static_assert(sizeof(((struct ipc_ns_client *)0)->uri) == 1, "size of ipc_ns_client.uri is not 1 (libos-ipc.yaml:154)");

/* struct pid_status */
static_assert(sizeof(struct pid_status) == 12, "size of pid_status is not 12 (libos-ipc.yaml:156)");
static_assert(alignof(struct pid_status) == 1, "align of pid_status is not 1 (libos-ipc.yaml:156)");
static_assert(offsetof(struct pid_status, pid) == 0, "offset of pid_status.pid is not 0 (libos-ipc.yaml:160)");
static_assert(sizeof(((struct pid_status *)0)->pid) == 4, "size of pid_status.pid is not 4 (libos-ipc.yaml:160)");
static_assert(offsetof(struct pid_status, tgid) == 4, "offset of pid_status.tgid is not 4 (libos-ipc.yaml:161)");
static_assert(sizeof(((struct pid_status *)0)->tgid) == 4, "size of pid_status.tgid is not 4 (libos-ipc.yaml:161)");
static_assert(offsetof(struct pid_status, pgid) == 8, "offset of pid_status.pgid is not 8 (libos-ipc.yaml:162)");
static_assert(sizeof(((struct pid_status *)0)->pgid) == 4, "size of pid_status.pgid is not 4 (libos-ipc.yaml:162)");

/* struct sysv_key */
static_assert(sizeof(struct sysv_key) == 16, "size of sysv_key is not 16 (libos-ipc.yaml:165)");
static_assert(alignof(struct sysv_key) == 8, "align of sysv_key is not 8 (libos-ipc.yaml:165)");
static_assert(offsetof(struct sysv_key, key) == 0, "offset of sysv_key.key is not 0 (libos-ipc.yaml:170)");
static_assert(sizeof(((struct sysv_key *)0)->key) == 8, "size of sysv_key.key is not 8 (libos-ipc.yaml:170)");
static_assert(offsetof(struct sysv_key, type) == 8, "offset of sysv_key.type is not 8 (libos-ipc.yaml:171)");
static_assert(sizeof(((struct sysv_key *)0)->type) == 4, "size of sysv_key.type is not 4 (libos-ipc.yaml:171)");

/* struct sysv_score */
static_assert(sizeof(struct sysv_score) == 16, "size of sysv_score is not 16 (libos-ipc.yaml:172)");
static_assert(alignof(struct sysv_score) == 8, "align of sysv_score is not 8 (libos-ipc.yaml:172)");
static_assert(offsetof(struct sysv_score, vmid) == 0, "offset of sysv_score.vmid is not 0 (libos-ipc.yaml:177)");
static_assert(sizeof(((struct sysv_score *)0)->vmid) == 4, "size of sysv_score.vmid is not 4 (libos-ipc.yaml:177)");
static_assert(offsetof(struct sysv_score, score) == 8, "offset of sysv_score.score is not 8 (libos-ipc.yaml:178)");
static_assert(sizeof(((struct sysv_score *)0)->score) == 8, "size of sysv_score.score is not 8 (libos-ipc.yaml:178)");

/* struct sem_backup */
static_assert(sizeof(struct sem_backup) == 12, "size of sem_backup is not 12 (libos-ipc.yaml:179)");
static_assert(alignof(struct sem_backup) == 4, "align of sem_backup is not 4 (libos-ipc.yaml:179)");
static_assert(offsetof(struct sem_backup, val) == 0, "offset of sem_backup.val is not 0 (libos-ipc.yaml:184)");
static_assert(sizeof(((struct sem_backup *)0)->val) == 2, "size of sem_backup.val is not 2 (libos-ipc.yaml:184)");
static_assert(offsetof(struct sem_backup, zcnt) == 2, "offset of sem_backup.zcnt is not 2 (libos-ipc.yaml:185)");
static_assert(sizeof(((struct sem_backup *)0)->zcnt) == 2, "size of sem_backup.zcnt is not 2 (libos-ipc.yaml:185)");
static_assert(offsetof(struct sem_backup, ncnt) == 4, "offset of sem_backup.ncnt is not 4 (libos-ipc.yaml:186)");
static_assert(sizeof(((struct sem_backup *)0)->ncnt) == 2, "size of sem_backup.ncnt is not 2 (libos-ipc.yaml:186)");
static_assert(offsetof(struct sem_backup, pid) == 8, "offset of sem_backup.pid is not 8 (libos-ipc.yaml:187)");
static_assert(sizeof(((struct sem_backup *)0)->pid) == 4, "size of sem_backup.pid is not 4 (libos-ipc.yaml:187)");

/* struct sem_client_backup */
static_assert(sizeof(struct sem_client_backup) == 24, "size of sem_client_backup is not 24 (libos-ipc.yaml:188)");
static_assert(alignof(struct sem_client_backup) == 8, "align of sem_client_backup is not 8 (libos-ipc.yaml:188)");
static_assert(offsetof(struct sem_client_backup, vmid) == 0, "offset of sem_client_backup.vmid is not 0 (libos-ipc.yaml:193)");
static_assert(sizeof(((struct sem_client_backup *)0)->vmid) == 4, "size of sem_client_backup.vmid is not 4 (libos-ipc.yaml:193)");
static_assert(offsetof(struct sem_client_backup, seq) == 8, "offset of sem_client_backup.seq is not 8 (libos-ipc.yaml:194)");
static_assert(sizeof(((struct sem_client_backup *)0)->seq) == 8, "size of sem_client_backup.seq is not 8 (libos-ipc.yaml:194)");
static_assert(offsetof(struct sem_client_backup, current) == 16, "offset of sem_client_backup.current is not 16 (libos-ipc.yaml:195)");
static_assert(sizeof(((struct sem_client_backup *)0)->current) == 4, "size of sem_client_backup.current is not 4 (libos-ipc.yaml:195)");
static_assert(offsetof(struct sem_client_backup, nops) == 20, "offset of sem_client_backup.nops is not 20 (libos-ipc.yaml:196)");
static_assert(sizeof(((struct sem_client_backup *)0)->nops) == 4, "size of sem_client_backup.nops is not 4 (libos-ipc.yaml:196)");

/* struct sembuf */
static_assert(sizeof(struct sembuf) == 6, "size of sembuf is not 6 (libos-ipc.yaml:197)");
static_assert(alignof(struct sembuf) == 2, "align of sembuf is not 2 (libos-ipc.yaml:197)");
static_assert(offsetof(struct sembuf, sem_num) == 0, "offset of sembuf.sem_num is not 0 (libos-ipc.yaml:203)");
static_assert(sizeof(((struct sembuf *)0)->sem_num) == 2, "size of sembuf.sem_num is not 2 (libos-ipc.yaml:203)");
static_assert(offsetof(struct sembuf, sem_op) == 2, "offset of sembuf.sem_op is not 2 (libos-ipc.yaml:204)");
static_assert(sizeof(((struct sembuf *)0)->sem_op) == 2, "size of sembuf.sem_op is not 2 (libos-ipc.yaml:204)");
static_assert(offsetof(struct sembuf, sem_flg) == 4, "offset of sembuf.sem_flg is not 4 (libos-ipc.yaml:205)");
static_assert(sizeof(((struct sembuf *)0)->sem_flg) == 2, "size of sembuf.sem_flg is not 2 (libos-ipc.yaml:205)");

/* struct shim_ipc_resp */
static_assert(sizeof(struct shim_ipc_resp) == 4, "size of shim_ipc_resp is not 4 (libos-ipc.yaml:249)");
static_assert(alignof(struct shim_ipc_resp) == 1, "align of shim_ipc_resp is not 1 (libos-ipc.yaml:249)");
static_assert(offsetof(struct shim_ipc_resp, retval) == 0, "offset of shim_ipc_resp.retval is not 0 (libos-ipc.yaml:253)");
static_assert(sizeof(((struct shim_ipc_resp *)0)->retval) == 4, "size of shim_ipc_resp.retval is not 4 (libos-ipc.yaml:253)");

/* struct shim_ipc_telluri */
static_assert(sizeof(struct shim_ipc_telluri) == 1, "size of shim_ipc_telluri is not 1 (libos-ipc.yaml:262)");
static_assert(alignof(struct shim_ipc_telluri) == 1, "align of shim_ipc_telluri is not 1 (libos-ipc.yaml:262)");
static_assert(offsetof(struct shim_ipc_telluri, uri) == 0, "offset of shim_ipc_telluri.uri is not 0 (libos-ipc.yaml:267)");
static_assert(sizeof(((struct shim_ipc_telluri *)0)->uri) == 1, "size of shim_ipc_telluri.uri is not 1 (libos-ipc.yaml:267)");

/* struct shim_ipc_checkpoint */
static_assert(sizeof(struct shim_ipc_checkpoint) == 5, "size of shim_ipc_checkpoint is not 5 (libos-ipc.yaml:272)");
static_assert(alignof(struct shim_ipc_checkpoint) == 1, "align of shim_ipc_checkpoint is not 1 (libos-ipc.yaml:272)");
static_assert(offsetof(struct shim_ipc_checkpoint, cpsession) == 0, "offset of shim_ipc_checkpoint.cpsession is not 0 (libos-ipc.yaml:276)");
static_assert(sizeof(((struct shim_ipc_checkpoint *)0)->cpsession) == 4, "size of shim_ipc_checkpoint.cpsession is not 4 (libos-ipc.yaml:276)");
static_assert(offsetof(struct shim_ipc_checkpoint, cpdir) == 4, "offset of shim_ipc_checkpoint.cpdir is not 4 (libos-ipc.yaml:278)");
static_assert(sizeof(((struct shim_ipc_checkpoint *)0)->cpdir) == 1, "size of shim_ipc_checkpoint.cpdir is not 1 (libos-ipc.yaml:278)");

/* struct shim_ipc_cld_exit */
static_assert(sizeof(struct shim_ipc_cld_exit) == 16, "size of shim_ipc_cld_exit is not 16 (libos-ipc.yaml:286)");
static_assert(alignof(struct shim_ipc_cld_exit) == 1, "align of shim_ipc_cld_exit is not 1 (libos-ipc.yaml:286)");
static_assert(offsetof(struct shim_ipc_cld_exit, ppid) == 0, "offset of shim_ipc_cld_exit.ppid is not 0 (libos-ipc.yaml:290)");
static_assert(sizeof(((struct shim_ipc_cld_exit *)0)->ppid) == 4, "size of shim_ipc_cld_exit.ppid is not 4 (libos-ipc.yaml:290)");
static_assert(offsetof(struct shim_ipc_cld_exit, tid) == 4, "offset of shim_ipc_cld_exit.tid is not 4 (libos-ipc.yaml:291)");
static_assert(sizeof(((struct shim_ipc_cld_exit *)0)->tid) == 4, "size of shim_ipc_cld_exit.tid is not 4 (libos-ipc.yaml:291)");
static_assert(offsetof(struct shim_ipc_cld_exit, exitcode) == 8, "offset of shim_ipc_cld_exit.exitcode is not 8 (libos-ipc.yaml:292)");
static_assert(sizeof(((struct shim_ipc_cld_exit *)0)->exitcode) == 4, "size of shim_ipc_cld_exit.exitcode is not 4 (libos-ipc.yaml:292)");
static_assert(offsetof(struct shim_ipc_cld_exit, term_signal) == 12, "offset of shim_ipc_cld_exit.term_signal is not 12 (libos-ipc.yaml:293)");
static_assert(sizeof(((struct shim_ipc_cld_exit *)0)->term_signal) == 4, "size of shim_ipc_cld_exit.term_signal is not 4 (libos-ipc.yaml:293)");

/* struct shim_ipc_pid_tellns */
static_assert(sizeof(struct shim_ipc_pid_tellns) == 5, "size of shim_ipc_pid_tellns is not 5 (libos-ipc.yaml:579)");
static_assert(alignof(struct shim_ipc_pid_tellns) == 1, "align of shim_ipc_pid_tellns is not 1 (libos-ipc.yaml:579)");
static_assert(offsetof(struct shim_ipc_pid_tellns, vmid) == 0, "offset of shim_ipc_pid_tellns.vmid is not 0 (libos-ipc.yaml:583)");
static_assert(sizeof(((struct shim_ipc_pid_tellns *)0)->vmid) == 4, "size of shim_ipc_pid_tellns.vmid is not 4 (libos-ipc.yaml:583)");
static_assert(offsetof(struct shim_ipc_pid_tellns, uri) == 4, "offset of shim_ipc_pid_tellns.uri is not 4 (libos-ipc.yaml:585)");
static_assert(sizeof(((struct shim_ipc_pid_tellns *)0)->uri) == 1, "size of shim_ipc_pid_tellns.uri is not 1 (libos-ipc.yaml:585)");

/* struct shim_ipc_pid_lease */
static_assert(sizeof(struct shim_ipc_pid_lease) == 1, "size of shim_ipc_pid_lease is not 1 (libos-ipc.yaml:591)");
static_assert(alignof(struct shim_ipc_pid_lease) == 1, "align of shim_ipc_pid_lease is not 1 (libos-ipc.yaml:591)");
static_assert(offsetof(struct shim_ipc_pid_lease, uri) == 0, "offset of shim_ipc_pid_lease.uri is not 0 (libos-ipc.yaml:596)");
static_assert(sizeof(((struct shim_ipc_pid_lease *)0)->uri) == 1, "size of shim_ipc_pid_lease.uri is not 1 (libos-ipc.yaml:596)");

/* struct shim_ipc_pid_offer */
static_assert(sizeof(struct shim_ipc_pid_offer) == 16, "size of shim_ipc_pid_offer is not 16 (libos-ipc.yaml:601)");
static_assert(alignof(struct shim_ipc_pid_offer) == 1, "align of shim_ipc_pid_offer is not 1 (libos-ipc.yaml:601)");
static_assert(offsetof(struct shim_ipc_pid_offer, base) == 0, "offset of shim_ipc_pid_offer.base is not 0 (libos-ipc.yaml:605)");
static_assert(sizeof(((struct shim_ipc_pid_offer *)0)->base) == 4, "size of shim_ipc_pid_offer.base is not 4 (libos-ipc.yaml:605)");
static_assert(offsetof(struct shim_ipc_pid_offer, size) == 4, "offset of shim_ipc_pid_offer.size is not 4 (libos-ipc.yaml:606)");
static_assert(sizeof(((struct shim_ipc_pid_offer *)0)->size) == 4, "size of shim_ipc_pid_offer.size is not 4 (libos-ipc.yaml:606)");
static_assert(offsetof(struct shim_ipc_pid_offer, lease) == 8, "offset of shim_ipc_pid_offer.lease is not 8 (libos-ipc.yaml:607)");
static_assert(sizeof(((struct shim_ipc_pid_offer *)0)->lease) == 8, "size of shim_ipc_pid_offer.lease is not 8 (libos-ipc.yaml:607)");

/* struct shim_ipc_pid_renew */
static_assert(sizeof(struct shim_ipc_pid_renew) == 8, "size of shim_ipc_pid_renew is not 8 (libos-ipc.yaml:613)");
static_assert(alignof(struct shim_ipc_pid_renew) == 1, "align of shim_ipc_pid_renew is not 1 (libos-ipc.yaml:613)");
static_assert(offsetof(struct shim_ipc_pid_renew, base) == 0, "offset of shim_ipc_pid_renew.base is not 0 (libos-ipc.yaml:617)");
static_assert(sizeof(((struct shim_ipc_pid_renew *)0)->base) == 4, "size of shim_ipc_pid_renew.base is not 4 (libos-ipc.yaml:617)");
static_assert(offsetof(struct shim_ipc_pid_renew, size) == 4, "offset of shim_ipc_pid_renew.size is not 4 (libos-ipc.yaml:618)");
static_assert(sizeof(((struct shim_ipc_pid_renew *)0)->size) == 4, "size of shim_ipc_pid_renew.size is not 4 (libos-ipc.yaml:618)");

/* struct shim_ipc_pid_revoke */
static_assert(sizeof(struct shim_ipc_pid_revoke) == 8, "size of shim_ipc_pid_revoke is not 8 (libos-ipc.yaml:623)");
static_assert(alignof(struct shim_ipc_pid_revoke) == 1, "align of shim_ipc_pid_revoke is not 1 (libos-ipc.yaml:623)");
static_assert(offsetof(struct shim_ipc_pid_revoke, base) == 0, "offset of shim_ipc_pid_revoke.base is not 0 (libos-ipc.yaml:627)");
static_assert(sizeof(((struct shim_ipc_pid_revoke *)0)->base) == 4, "size of shim_ipc_pid_revoke.base is not 4 (libos-ipc.yaml:627)");
static_assert(offsetof(struct shim_ipc_pid_revoke, size) == 4, "offset of shim_ipc_pid_revoke.size is not 4 (libos-ipc.yaml:628)");
static_assert(sizeof(((struct shim_ipc_pid_revoke *)0)->size) == 4, "size of shim_ipc_pid_revoke.size is not 4 (libos-ipc.yaml:628)");

/* struct shim_ipc_pid_sublease */
static_assert(sizeof(struct shim_ipc_pid_sublease) == 9, "size of shim_ipc_pid_sublease is not 9 (libos-ipc.yaml:634)");
static_assert(alignof(struct shim_ipc_pid_sublease) == 1, "align of shim_ipc_pid_sublease is not 1 (libos-ipc.yaml:634)");
static_assert(offsetof(struct shim_ipc_pid_sublease, tenant) == 0, "offset of shim_ipc_pid_sublease.tenant is not 0 (libos-ipc.yaml:638)");
static_assert(sizeof(((struct shim_ipc_pid_sublease *)0)->tenant) == 4, "size of shim_ipc_pid_sublease.tenant is not 4 (libos-ipc.yaml:638)");
static_assert(offsetof(struct shim_ipc_pid_sublease, idx) == 4, "offset of shim_ipc_pid_sublease.idx is not 4 (libos-ipc.yaml:639)");
static_assert(sizeof(((struct shim_ipc_pid_sublease *)0)->idx) == 4, "size of shim_ipc_pid_sublease.idx is not 4 (libos-ipc.yaml:639)");
static_assert(offsetof(struct shim_ipc_pid_sublease, uri) == 8, "offset of shim_ipc_pid_sublease.uri is not 8 (libos-ipc.yaml:641)");
static_assert(sizeof(((struct shim_ipc_pid_sublease *)0)->uri) == 1, "size of shim_ipc_pid_sublease.uri is not 1 (libos-ipc.yaml:641)");

/* struct shim_ipc_pid_query */
static_assert(sizeof(struct shim_ipc_pid_query) == 4, "size of shim_ipc_pid_query is not 4 (libos-ipc.yaml:647)");
static_assert(alignof(struct shim_ipc_pid_query) == 1, "align of shim_ipc_pid_query is not 1 (libos-ipc.yaml:647)");
static_assert(offsetof(struct shim_ipc_pid_query, idx) == 0, "offset of shim_ipc_pid_query.idx is not 0 (libos-ipc.yaml:651)");
static_assert(sizeof(((struct shim_ipc_pid_query *)0)->idx) == 4, "size of shim_ipc_pid_query.idx is not 4 (libos-ipc.yaml:651)");

/* struct shim_ipc_pid_answer */
static_assert(sizeof(struct shim_ipc_pid_answer) == 4, "size of shim_ipc_pid_answer is not 4 (libos-ipc.yaml:660)");
static_assert(alignof(struct shim_ipc_pid_answer) == 1, "align of shim_ipc_pid_answer is not 1 (libos-ipc.yaml:660)");
static_assert(offsetof(struct shim_ipc_pid_answer, nanswers) == 0, "offset of shim_ipc_pid_answer.nanswers is not 0 (libos-ipc.yaml:664)");
static_assert(sizeof(((struct shim_ipc_pid_answer *)0)->nanswers) == 4, "size of shim_ipc_pid_answer.nanswers is not 4 (libos-ipc.yaml:664)");

/* struct shim_ipc_pid_kill */
static_assert(sizeof(struct shim_ipc_pid_kill) == 16, "size of shim_ipc_pid_kill is not 16 (libos-ipc.yaml:326)");
static_assert(alignof(struct shim_ipc_pid_kill) == 1, "align of shim_ipc_pid_kill is not 1 (libos-ipc.yaml:326)");
static_assert(offsetof(struct shim_ipc_pid_kill, sender) == 0, "offset of shim_ipc_pid_kill.sender is not 0 (libos-ipc.yaml:330)");
static_assert(sizeof(((struct shim_ipc_pid_kill *)0)->sender) == 4, "size of shim_ipc_pid_kill.sender is not 4 (libos-ipc.yaml:330)");
static_assert(offsetof(struct shim_ipc_pid_kill, type) == 4, "offset of shim_ipc_pid_kill.type is not 4 (libos-ipc.yaml:331)");
static_assert(sizeof(((struct shim_ipc_pid_kill *)0)->type) == 4, "size of shim_ipc_pid_kill.type is not 4 (libos-ipc.yaml:331)");
static_assert(offsetof(struct shim_ipc_pid_kill, id) == 8, "offset of shim_ipc_pid_kill.id is not 8 (libos-ipc.yaml:332)");
static_assert(sizeof(((struct shim_ipc_pid_kill *)0)->id) == 4, "size of shim_ipc_pid_kill.id is not 4 (libos-ipc.yaml:332)");
static_assert(offsetof(struct shim_ipc_pid_kill, signum) == 12, "offset of shim_ipc_pid_kill.signum is not 12 (libos-ipc.yaml:333)");
static_assert(sizeof(((struct shim_ipc_pid_kill *)0)->signum) == 4, "size of shim_ipc_pid_kill.signum is not 4 (libos-ipc.yaml:333)");

/* struct shim_ipc_pid_getstatus */
static_assert(sizeof(struct shim_ipc_pid_getstatus) == 4, "size of shim_ipc_pid_getstatus is not 4 (libos-ipc.yaml:339)");
static_assert(alignof(struct shim_ipc_pid_getstatus) == 1, "align of shim_ipc_pid_getstatus is not 1 (libos-ipc.yaml:339)");
static_assert(offsetof(struct shim_ipc_pid_getstatus, npids) == 0, "offset of shim_ipc_pid_getstatus.npids is not 0 (libos-ipc.yaml:343)");
static_assert(sizeof(((struct shim_ipc_pid_getstatus *)0)->npids) == 4, "size of shim_ipc_pid_getstatus.npids is not 4 (libos-ipc.yaml:343)");

/* struct shim_ipc_pid_retstatus */
static_assert(sizeof(struct shim_ipc_pid_retstatus) == 4, "size of shim_ipc_pid_retstatus is not 4 (libos-ipc.yaml:350)");
static_assert(alignof(struct shim_ipc_pid_retstatus) == 1, "align of shim_ipc_pid_retstatus is not 1 (libos-ipc.yaml:350)");
static_assert(offsetof(struct shim_ipc_pid_retstatus, nstatus) == 0, "offset of shim_ipc_pid_retstatus.nstatus is not 0 (libos-ipc.yaml:354)");
static_assert(sizeof(((struct shim_ipc_pid_retstatus *)0)->nstatus) == 4, "size of shim_ipc_pid_retstatus.nstatus is not 4 (libos-ipc.yaml:354)");

/* struct shim_ipc_pid_getmeta */
static_assert(sizeof(struct shim_ipc_pid_getmeta) == 8, "size of shim_ipc_pid_getmeta is not 8 (libos-ipc.yaml:362)");
static_assert(alignof(struct shim_ipc_pid_getmeta) == 1, "align of shim_ipc_pid_getmeta is not 1 (libos-ipc.yaml:362)");
static_assert(offsetof(struct shim_ipc_pid_getmeta, pid) == 0, "offset of shim_ipc_pid_getmeta.pid is not 0 (libos-ipc.yaml:366)");
static_assert(sizeof(((struct shim_ipc_pid_getmeta *)0)->pid) == 4, "size of shim_ipc_pid_getmeta.pid is not 4 (libos-ipc.yaml:366)");
static_assert(offsetof(struct shim_ipc_pid_getmeta, code) == 4, "offset of shim_ipc_pid_getmeta.code is not 4 (libos-ipc.yaml:367)");
static_assert(sizeof(((struct shim_ipc_pid_getmeta *)0)->code) == 4, "size of shim_ipc_pid_getmeta.code is not 4 (libos-ipc.yaml:367)");

/* struct shim_ipc_pid_retmeta */
static_assert(sizeof(struct shim_ipc_pid_retmeta) == 12, "size of shim_ipc_pid_retmeta is not 12 (libos-ipc.yaml:372)");
static_assert(alignof(struct shim_ipc_pid_retmeta) == 1, "align of shim_ipc_pid_retmeta is not 1 (libos-ipc.yaml:372)");
static_assert(offsetof(struct shim_ipc_pid_retmeta, pid) == 0, "offset of shim_ipc_pid_retmeta.pid is not 0 (libos-ipc.yaml:376)");
static_assert(sizeof(((struct shim_ipc_pid_retmeta *)0)->pid) == 4, "size of shim_ipc_pid_retmeta.pid is not 4 (libos-ipc.yaml:376)");
static_assert(offsetof(struct shim_ipc_pid_retmeta, code) == 4, "offset of shim_ipc_pid_retmeta.code is not 4 (libos-ipc.yaml:377)");
static_assert(sizeof(((struct shim_ipc_pid_retmeta *)0)->code) == 4, "size of shim_ipc_pid_retmeta.code is not 4 (libos-ipc.yaml:377)");
static_assert(offsetof(struct shim_ipc_pid_retmeta, datasize) == 8, "offset of shim_ipc_pid_retmeta.datasize is not 8 (libos-ipc.yaml:378)");
static_assert(sizeof(((struct shim_ipc_pid_retmeta *)0)->datasize) == 4, "size of shim_ipc_pid_retmeta.datasize is not 4 (libos-ipc.yaml:378)");

/* struct shim_ipc_pid_nop */
static_assert(sizeof(struct shim_ipc_pid_nop) == 4, "size of shim_ipc_pid_nop is not 4 (libos-ipc.yaml:386)");
static_assert(alignof(struct shim_ipc_pid_nop) == 1, "align of shim_ipc_pid_nop is not 1 (libos-ipc.yaml:386)");
static_assert(offsetof(struct shim_ipc_pid_nop, count) == 0, "offset of shim_ipc_pid_nop.count is not 0 (libos-ipc.yaml:390)");
static_assert(sizeof(((struct shim_ipc_pid_nop *)0)->count) == 4, "size of shim_ipc_pid_nop.count is not 4 (libos-ipc.yaml:390)");

/* struct shim_ipc_pid_sendrpc */
static_assert(sizeof(struct shim_ipc_pid_sendrpc) == 8, "size of shim_ipc_pid_sendrpc is not 8 (libos-ipc.yaml:397)");
static_assert(alignof(struct shim_ipc_pid_sendrpc) == 1, "align of shim_ipc_pid_sendrpc is not 1 (libos-ipc.yaml:397)");
static_assert(offsetof(struct shim_ipc_pid_sendrpc, sender) == 0, "offset of shim_ipc_pid_sendrpc.sender is not 0 (libos-ipc.yaml:401)");
static_assert(sizeof(((struct shim_ipc_pid_sendrpc *)0)->sender) == 4, "size of shim_ipc_pid_sendrpc.sender is not 4 (libos-ipc.yaml:401)");
static_assert(offsetof(struct shim_ipc_pid_sendrpc, len) == 4, "offset of shim_ipc_pid_sendrpc.len is not 4 (libos-ipc.yaml:402)");
static_assert(sizeof(((struct shim_ipc_pid_sendrpc *)0)->len) == 4, "size of shim_ipc_pid_sendrpc.len is not 4 (libos-ipc.yaml:402)");

/* struct shim_ipc_sysv_tellns */
static_assert(sizeof(struct shim_ipc_sysv_tellns) == 5, "size of shim_ipc_sysv_tellns is not 5 (libos-ipc.yaml:579)");
static_assert(alignof(struct shim_ipc_sysv_tellns) == 1, "align of shim_ipc_sysv_tellns is not 1 (libos-ipc.yaml:579)");
static_assert(offsetof(struct shim_ipc_sysv_tellns, vmid) == 0, "offset of shim_ipc_sysv_tellns.vmid is not 0 (libos-ipc.yaml:583)");
static_assert(sizeof(((struct shim_ipc_sysv_tellns *)0)->vmid) == 4, "size of shim_ipc_sysv_tellns.vmid is not 4 (libos-ipc.yaml:583)");
static_assert(offsetof(struct shim_ipc_sysv_tellns, uri) == 4, "offset of shim_ipc_sysv_tellns.uri is not 4 (libos-ipc.yaml:585)");
static_assert(sizeof(((struct shim_ipc_sysv_tellns *)0)->uri) == 1, "size of shim_ipc_sysv_tellns.uri is not 1 (libos-ipc.yaml:585)");

/* struct shim_ipc_sysv_lease */
static_assert(sizeof(struct shim_ipc_sysv_lease) == 1, "size of shim_ipc_sysv_lease is not 1 (libos-ipc.yaml:591)");
static_assert(alignof(struct shim_ipc_sysv_lease) == 1, "align of shim_ipc_sysv_lease is not 1 (libos-ipc.yaml:591)");
static_assert(offsetof(struct shim_ipc_sysv_lease, uri) == 0, "offset of shim_ipc_sysv_lease.uri is not 0 (libos-ipc.yaml:596)");
static_assert(sizeof(((struct shim_ipc_sysv_lease *)0)->uri) == 1, "size of shim_ipc_sysv_lease.uri is not 1 (libos-ipc.yaml:596)");

/* struct shim_ipc_sysv_offer */
static_assert(sizeof(struct shim_ipc_sysv_offer) == 16, "size of shim_ipc_sysv_offer is not 16 (libos-ipc.yaml:601)");
static_assert(alignof(struct shim_ipc_sysv_offer) == 1, "align of shim_ipc_sysv_offer is not 1 (libos-ipc.yaml:601)");
static_assert(offsetof(struct shim_ipc_sysv_offer, base) == 0, "offset of shim_ipc_sysv_offer.base is not 0 (libos-ipc.yaml:605)");
static_assert(sizeof(((struct shim_ipc_sysv_offer *)0)->base) == 4, "size of shim_ipc_sysv_offer.base is not 4 (libos-ipc.yaml:605)");
static_assert(offsetof(struct shim_ipc_sysv_offer, size) == 4, "offset of shim_ipc_sysv_offer.size is not 4 (libos-ipc.yaml:606)");
static_assert(sizeof(((struct shim_ipc_sysv_offer *)0)->size) == 4, "size of shim_ipc_sysv_offer.size is not 4 (libos-ipc.yaml:606)");
static_assert(offsetof(struct shim_ipc_sysv_offer, lease) == 8, "offset of shim_ipc_sysv_offer.lease is not 8 (libos-ipc.yaml:607)");
static_assert(sizeof(((struct shim_ipc_sysv_offer *)0)->lease) == 8, "size of shim_ipc_sysv_offer.lease is not 8 (libos-ipc.yaml:607)");

/* struct shim_ipc_sysv_renew */
static_assert(sizeof(struct shim_ipc_sysv_renew) == 8, "size of shim_ipc_sysv_renew is not 8 (libos-ipc.yaml:613)");
static_assert(alignof(struct shim_ipc_sysv_renew) == 1, "align of shim_ipc_sysv_renew is not 1 (libos-ipc.yaml:613)");
static_assert(offsetof(struct shim_ipc_sysv_renew, base) == 0, "offset of shim_ipc_sysv_renew.base is not 0 (libos-ipc.yaml:617)");
static_assert(sizeof(((struct shim_ipc_sysv_renew *)0)->base) == 4, "size of shim_ipc_sysv_renew.base is not 4 (libos-ipc.yaml:617)");
static_assert(offsetof(struct shim_ipc_sysv_renew, size) == 4, "offset of shim_ipc_sysv_renew.size is not 4 (libos-ipc.yaml:618)");
static_assert(sizeof(((struct shim_ipc_sysv_renew *)0)->size) == 4, "size of shim_ipc_sysv_renew.size is not 4 (libos-ipc.yaml:618)");

/* struct shim_ipc_sysv_revoke */
static_assert(sizeof(struct shim_ipc_sysv_revoke) == 8, "size of shim_ipc_sysv_revoke is not 8 (libos-ipc.yaml:623)");
static_assert(alignof(struct shim_ipc_sysv_revoke) == 1, "align of shim_ipc_sysv_revoke is not 1 (libos-ipc.yaml:623)");
static_assert(offsetof(struct shim_ipc_sysv_revoke, base) == 0, "offset of shim_ipc_sysv_revoke.base is not 0 (libos-ipc.yaml:627)");
static_assert(sizeof(((struct shim_ipc_sysv_revoke *)0)->base) == 4, "size of shim_ipc_sysv_revoke.base is not 4 (libos-ipc.yaml:627)");
static_assert(offsetof(struct shim_ipc_sysv_revoke, size) == 4, "offset of shim_ipc_sysv_revoke.size is not 4 (libos-ipc.yaml:628)");
static_assert(sizeof(((struct shim_ipc_sysv_revoke *)0)->size) == 4, "size of shim_ipc_sysv_revoke.size is not 4 (libos-ipc.yaml:628)");

/* struct shim_ipc_sysv_sublease */
static_assert(sizeof(struct shim_ipc_sysv_sublease) == 9, "size of shim_ipc_sysv_sublease is not 9 (libos-ipc.yaml:634)");
static_assert(alignof(struct shim_ipc_sysv_sublease) == 1, "align of shim_ipc_sysv_sublease is not 1 (libos-ipc.yaml:634)");
static_assert(offsetof(struct shim_ipc_sysv_sublease, tenant) == 0, "offset of shim_ipc_sysv_sublease.tenant is not 0 (libos-ipc.yaml:638)");
static_assert(sizeof(((struct shim_ipc_sysv_sublease *)0)->tenant) == 4, "size of shim_ipc_sysv_sublease.tenant is not 4 (libos-ipc.yaml:638)");
static_assert(offsetof(struct shim_ipc_sysv_sublease, idx) == 4, "offset of shim_ipc_sysv_sublease.idx is not 4 (libos-ipc.yaml:639)");
static_assert(sizeof(((struct shim_ipc_sysv_sublease *)0)->idx) == 4, "size of shim_ipc_sysv_sublease.idx is not 4 (libos-ipc.yaml:639)");
static_assert(offsetof(struct shim_ipc_sysv_sublease, uri) == 8, "offset of shim_ipc_sysv_sublease.uri is not 8 (libos-ipc.yaml:641)");
static_assert(sizeof(((struct shim_ipc_sysv_sublease *)0)->uri) == 1, "size of shim_ipc_sysv_sublease.uri is not 1 (libos-ipc.yaml:641)");

/* struct shim_ipc_sysv_query */
static_assert(sizeof(struct shim_ipc_sysv_query) == 4, "size of shim_ipc_sysv_query is not 4 (libos-ipc.yaml:647)");
static_assert(alignof(struct shim_ipc_sysv_query) == 1, "align of shim_ipc_sysv_query is not 1 (libos-ipc.yaml:647)");
static_assert(offsetof(struct shim_ipc_sysv_query, idx) == 0, "offset of shim_ipc_sysv_query.idx is not 0 (libos-ipc.yaml:651)");
static_assert(sizeof(((struct shim_ipc_sysv_query *)0)->idx) == 4, "size of shim_ipc_sysv_query.idx is not 4 (libos-ipc.yaml:651)");

/* struct shim_ipc_sysv_answer */
static_assert(sizeof(struct shim_ipc_sysv_answer) == 4, "size of shim_ipc_sysv_answer is not 4 (libos-ipc.yaml:660)");
static_assert(alignof(struct shim_ipc_sysv_answer) == 1, "align of shim_ipc_sysv_answer is not 1 (libos-ipc.yaml:660)");
static_assert(offsetof(struct shim_ipc_sysv_answer, nanswers) == 0, "offset of shim_ipc_sysv_answer.nanswers is not 0 (libos-ipc.yaml:664)");
static_assert(sizeof(((struct shim_ipc_sysv_answer *)0)->nanswers) == 4, "size of shim_ipc_sysv_answer.nanswers is not 4 (libos-ipc.yaml:664)");

/* struct shim_ipc_sysv_findkey */
static_assert(sizeof(struct shim_ipc_sysv_findkey) == 16, "size of shim_ipc_sysv_findkey is not 16 (libos-ipc.yaml:674)");
static_assert(alignof(struct shim_ipc_sysv_findkey) == 1, "align of shim_ipc_sysv_findkey is not 1 (libos-ipc.yaml:674)");
static_assert(offsetof(struct shim_ipc_sysv_findkey, key) == 0, "offset of shim_ipc_sysv_findkey.key is not 0 (libos-ipc.yaml:678)");
static_assert(sizeof(((struct shim_ipc_sysv_findkey *)0)->key) == 16, "size of shim_ipc_sysv_findkey.key is not 16 (libos-ipc.yaml:678)");

/* struct shim_ipc_sysv_tellkey */
static_assert(sizeof(struct shim_ipc_sysv_tellkey) == 20, "size of shim_ipc_sysv_tellkey is not 20 (libos-ipc.yaml:685)");
static_assert(alignof(struct shim_ipc_sysv_tellkey) == 1, "align of shim_ipc_sysv_tellkey is not 1 (libos-ipc.yaml:685)");
static_assert(offsetof(struct shim_ipc_sysv_tellkey, key) == 0, "offset of shim_ipc_sysv_tellkey.key is not 0 (libos-ipc.yaml:689)");
static_assert(sizeof(((struct shim_ipc_sysv_tellkey *)0)->key) == 16, "size of shim_ipc_sysv_tellkey.key is not 16 (libos-ipc.yaml:689)");
static_assert(offsetof(struct shim_ipc_sysv_tellkey, id) == 16, "offset of shim_ipc_sysv_tellkey.id is not 16 (libos-ipc.yaml:690)");
static_assert(sizeof(((struct shim_ipc_sysv_tellkey *)0)->id) == 4, "size of shim_ipc_sysv_tellkey.id is not 4 (libos-ipc.yaml:690)");

/* struct shim_ipc_sysv_delres */
static_assert(sizeof(struct shim_ipc_sysv_delres) == 8, "size of shim_ipc_sysv_delres is not 8 (libos-ipc.yaml:415)");
static_assert(alignof(struct shim_ipc_sysv_delres) == 1, "align of shim_ipc_sysv_delres is not 1 (libos-ipc.yaml:415)");
static_assert(offsetof(struct shim_ipc_sysv_delres, resid) == 0, "offset of shim_ipc_sysv_delres.resid is not 0 (libos-ipc.yaml:419)");
static_assert(sizeof(((struct shim_ipc_sysv_delres *)0)->resid) == 4, "size of shim_ipc_sysv_delres.resid is not 4 (libos-ipc.yaml:419)");
static_assert(offsetof(struct shim_ipc_sysv_delres, type) == 4, "offset of shim_ipc_sysv_delres.type is not 4 (libos-ipc.yaml:420)");
static_assert(sizeof(((struct shim_ipc_sysv_delres *)0)->type) == 4, "size of shim_ipc_sysv_delres.type is not 4 (libos-ipc.yaml:420)");

/* struct shim_ipc_sysv_movres */
static_assert(sizeof(struct shim_ipc_sysv_movres) == 21, "size of shim_ipc_sysv_movres is not 21 (libos-ipc.yaml:425)");
static_assert(alignof(struct shim_ipc_sysv_movres) == 1, "align of shim_ipc_sysv_movres is not 1 (libos-ipc.yaml:425)");
static_assert(offsetof(struct shim_ipc_sysv_movres, resid) == 0, "offset of shim_ipc_sysv_movres.resid is not 0 (libos-ipc.yaml:429)");
static_assert(sizeof(((struct shim_ipc_sysv_movres *)0)->resid) == 4, "size of shim_ipc_sysv_movres.resid is not 4 (libos-ipc.yaml:429)");
static_assert(offsetof(struct shim_ipc_sysv_movres, type) == 4, "offset of shim_ipc_sysv_movres.type is not 4 (libos-ipc.yaml:430)");
static_assert(sizeof(((struct shim_ipc_sysv_movres *)0)->type) == 4, "size of shim_ipc_sysv_movres.type is not 4 (libos-ipc.yaml:430)");
static_assert(offsetof(struct shim_ipc_sysv_movres, owner) == 8, "offset of shim_ipc_sysv_movres.owner is not 8 (libos-ipc.yaml:431)");
static_assert(sizeof(((struct shim_ipc_sysv_movres *)0)->owner) == 4, "size of shim_ipc_sysv_movres.owner is not 4 (libos-ipc.yaml:431)");
static_assert(offsetof(struct shim_ipc_sysv_movres, lease) == 12, "offset of shim_ipc_sysv_movres.lease is not 12 (libos-ipc.yaml:432)");
static_assert(sizeof(((struct shim_ipc_sysv_movres *)0)->lease) == 8, "size of shim_ipc_sysv_movres.lease is not 8 (libos-ipc.yaml:432)");
static_assert(offsetof(struct shim_ipc_sysv_movres, uri) == 20, "offset of shim_ipc_sysv_movres.uri is not 20 (libos-ipc.yaml:434)");
static_assert(sizeof(((struct shim_ipc_sysv_movres *)0)->uri) == 1, "size of shim_ipc_sysv_movres.uri is not 1 (libos-ipc.yaml:434)");

/* struct shim_ipc_sysv_msgsnd */
static_assert(sizeof(struct shim_ipc_sysv_msgsnd) == 12, "size of shim_ipc_sysv_msgsnd is not 12 (libos-ipc.yaml:440)");
static_assert(alignof(struct shim_ipc_sysv_msgsnd) == 1, "align of shim_ipc_sysv_msgsnd is not 1 (libos-ipc.yaml:440)");
static_assert(offsetof(struct shim_ipc_sysv_msgsnd, msgid) == 0, "offset of shim_ipc_sysv_msgsnd.msgid is not 0 (libos-ipc.yaml:444)");
static_assert(sizeof(((struct shim_ipc_sysv_msgsnd *)0)->msgid) == 4, "size of shim_ipc_sysv_msgsnd.msgid is not 4 (libos-ipc.yaml:444)");
static_assert(offsetof(struct shim_ipc_sysv_msgsnd, msgtype) == 4, "offset of shim_ipc_sysv_msgsnd.msgtype is not 4 (libos-ipc.yaml:445)");
static_assert(sizeof(((struct shim_ipc_sysv_msgsnd *)0)->msgtype) == 8, "size of shim_ipc_sysv_msgsnd.msgtype is not 8 (libos-ipc.yaml:445)");

/* struct shim_ipc_sysv_msgrcv */
static_assert(sizeof(struct shim_ipc_sysv_msgrcv) == 20, "size of shim_ipc_sysv_msgrcv is not 20 (libos-ipc.yaml:453)");
static_assert(alignof(struct shim_ipc_sysv_msgrcv) == 1, "align of shim_ipc_sysv_msgrcv is not 1 (libos-ipc.yaml:453)");
static_assert(offsetof(struct shim_ipc_sysv_msgrcv, msgid) == 0, "offset of shim_ipc_sysv_msgrcv.msgid is not 0 (libos-ipc.yaml:457)");
static_assert(sizeof(((struct shim_ipc_sysv_msgrcv *)0)->msgid) == 4, "size of shim_ipc_sysv_msgrcv.msgid is not 4 (libos-ipc.yaml:457)");
static_assert(offsetof(struct shim_ipc_sysv_msgrcv, msgtype) == 4, "offset of shim_ipc_sysv_msgrcv.msgtype is not 4 (libos-ipc.yaml:458)");
static_assert(sizeof(((struct shim_ipc_sysv_msgrcv *)0)->msgtype) == 8, "size of shim_ipc_sysv_msgrcv.msgtype is not 8 (libos-ipc.yaml:458)");
static_assert(offsetof(struct shim_ipc_sysv_msgrcv, size) == 12, "offset of shim_ipc_sysv_msgrcv.size is not 12 (libos-ipc.yaml:459)");
static_assert(sizeof(((struct shim_ipc_sysv_msgrcv *)0)->size) == 4, "size of shim_ipc_sysv_msgrcv.size is not 4 (libos-ipc.yaml:459)");
static_assert(offsetof(struct shim_ipc_sysv_msgrcv, flags) == 16, "offset of shim_ipc_sysv_msgrcv.flags is not 16 (libos-ipc.yaml:460)");
static_assert(sizeof(((struct shim_ipc_sysv_msgrcv *)0)->flags) == 4, "size of shim_ipc_sysv_msgrcv.flags is not 4 (libos-ipc.yaml:460)");

/* struct shim_ipc_sysv_msgmov */
static_assert(sizeof(struct shim_ipc_sysv_msgmov) == 14, "size of shim_ipc_sysv_msgmov is not 14 (libos-ipc.yaml:465)");
static_assert(alignof(struct shim_ipc_sysv_msgmov) == 1, "align of shim_ipc_sysv_msgmov is not 1 (libos-ipc.yaml:465)");
static_assert(offsetof(struct shim_ipc_sysv_msgmov, msgid) == 0, "offset of shim_ipc_sysv_msgmov.msgid is not 0 (libos-ipc.yaml:469)");
static_assert(sizeof(((struct shim_ipc_sysv_msgmov *)0)->msgid) == 4, "size of shim_ipc_sysv_msgmov.msgid is not 4 (libos-ipc.yaml:469)");
static_assert(offsetof(struct shim_ipc_sysv_msgmov, lease) == 4, "offset of shim_ipc_sysv_msgmov.lease is not 4 (libos-ipc.yaml:470)");
static_assert(sizeof(((struct shim_ipc_sysv_msgmov *)0)->lease) == 8, "size of shim_ipc_sysv_msgmov.lease is not 8 (libos-ipc.yaml:470)");
static_assert(offsetof(struct shim_ipc_sysv_msgmov, nscores) == 12, "offset of shim_ipc_sysv_msgmov.nscores is not 12 (libos-ipc.yaml:471)");
static_assert(sizeof(((struct shim_ipc_sysv_msgmov *)0)->nscores) == 2, "size of shim_ipc_sysv_msgmov.nscores is not 2 (libos-ipc.yaml:471)");

/* struct shim_ipc_sysv_semop */
static_assert(sizeof(struct shim_ipc_sysv_semop) == 16, "size of shim_ipc_sysv_semop is not 16 (libos-ipc.yaml:479)");
static_assert(alignof(struct shim_ipc_sysv_semop) == 1, "align of shim_ipc_sysv_semop is not 1 (libos-ipc.yaml:479)");
static_assert(offsetof(struct shim_ipc_sysv_semop, semid) == 0, "offset of shim_ipc_sysv_semop.semid is not 0 (libos-ipc.yaml:483)");
static_assert(sizeof(((struct shim_ipc_sysv_semop *)0)->semid) == 4, "size of shim_ipc_sysv_semop.semid is not 4 (libos-ipc.yaml:483)");
static_assert(offsetof(struct shim_ipc_sysv_semop, timeout) == 4, "offset of shim_ipc_sysv_semop.timeout is not 4 (libos-ipc.yaml:484)");
static_assert(sizeof(((struct shim_ipc_sysv_semop *)0)->timeout) == 8, "size of shim_ipc_sysv_semop.timeout is not 8 (libos-ipc.yaml:484)");
static_assert(offsetof(struct shim_ipc_sysv_semop, nsops) == 12, "offset of shim_ipc_sysv_semop.nsops is not 12 (libos-ipc.yaml:490)");
static_assert(sizeof(((struct shim_ipc_sysv_semop *)0)->nsops) == 4, "size of shim_ipc_sysv_semop.nsops is not 4 (libos-ipc.yaml:490)");

/* struct shim_ipc_sysv_semctl */
static_assert(sizeof(struct shim_ipc_sysv_semctl) == 16, "size of shim_ipc_sysv_semctl is not 16 (libos-ipc.yaml:498)");
static_assert(alignof(struct shim_ipc_sysv_semctl) == 1, "align of shim_ipc_sysv_semctl is not 1 (libos-ipc.yaml:498)");
static_assert(offsetof(struct shim_ipc_sysv_semctl, semid) == 0, "offset of shim_ipc_sysv_semctl.semid is not 0 (libos-ipc.yaml:502)");
static_assert(sizeof(((struct shim_ipc_sysv_semctl *)0)->semid) == 4, "size of shim_ipc_sysv_semctl.semid is not 4 (libos-ipc.yaml:502)");
static_assert(offsetof(struct shim_ipc_sysv_semctl, semnum) == 4, "offset of shim_ipc_sysv_semctl.semnum is not 4 (libos-ipc.yaml:503)");
static_assert(sizeof(((struct shim_ipc_sysv_semctl *)0)->semnum) == 4, "size of shim_ipc_sysv_semctl.semnum is not 4 (libos-ipc.yaml:503)");
static_assert(offsetof(struct shim_ipc_sysv_semctl, cmd) == 8, "offset of shim_ipc_sysv_semctl.cmd is not 8 (libos-ipc.yaml:504)");
static_assert(sizeof(((struct shim_ipc_sysv_semctl *)0)->cmd) == 4, "size of shim_ipc_sysv_semctl.cmd is not 4 (libos-ipc.yaml:504)");
static_assert(offsetof(struct shim_ipc_sysv_semctl, valsize) == 12, "offset of shim_ipc_sysv_semctl.valsize is not 12 (libos-ipc.yaml:505)");
static_assert(sizeof(((struct shim_ipc_sysv_semctl *)0)->valsize) == 4, "size of shim_ipc_sysv_semctl.valsize is not 4 (libos-ipc.yaml:505)");

/* struct shim_ipc_sysv_semret */
static_assert(sizeof(struct shim_ipc_sysv_semret) == 4, "size of shim_ipc_sysv_semret is not 4 (libos-ipc.yaml:512)");
static_assert(alignof(struct shim_ipc_sysv_semret) == 1, "align of shim_ipc_sysv_semret is not 1 (libos-ipc.yaml:512)");
static_assert(offsetof(struct shim_ipc_sysv_semret, valsize) == 0, "offset of shim_ipc_sysv_semret.valsize is not 0 (libos-ipc.yaml:516)");
static_assert(sizeof(((struct shim_ipc_sysv_semret *)0)->valsize) == 4, "size of shim_ipc_sysv_semret.valsize is not 4 (libos-ipc.yaml:516)");

/* struct shim_ipc_sysv_semmov */
static_assert(sizeof(struct shim_ipc_sysv_semmov) == 18, "size of shim_ipc_sysv_semmov is not 18 (libos-ipc.yaml:523)");
static_assert(alignof(struct shim_ipc_sysv_semmov) == 1, "align of shim_ipc_sysv_semmov is not 1 (libos-ipc.yaml:523)");
static_assert(offsetof(struct shim_ipc_sysv_semmov, semid) == 0, "offset of shim_ipc_sysv_semmov.semid is not 0 (libos-ipc.yaml:527)");
static_assert(sizeof(((struct shim_ipc_sysv_semmov *)0)->semid) == 4, "size of shim_ipc_sysv_semmov.semid is not 4 (libos-ipc.yaml:527)");
static_assert(offsetof(struct shim_ipc_sysv_semmov, lease) == 4, "offset of shim_ipc_sysv_semmov.lease is not 4 (libos-ipc.yaml:528)");
static_assert(sizeof(((struct shim_ipc_sysv_semmov *)0)->lease) == 8, "size of shim_ipc_sysv_semmov.lease is not 8 (libos-ipc.yaml:528)");
static_assert(offsetof(struct shim_ipc_sysv_semmov, nsems) == 12, "offset of shim_ipc_sysv_semmov.nsems is not 12 (libos-ipc.yaml:529)");
static_assert(sizeof(((struct shim_ipc_sysv_semmov *)0)->nsems) == 2, "size of shim_ipc_sysv_semmov.nsems is not 2 (libos-ipc.yaml:529)");
static_assert(offsetof(struct shim_ipc_sysv_semmov, nsrcs) == 14, "offset of shim_ipc_sysv_semmov.nsrcs is not 14 (libos-ipc.yaml:530)");
static_assert(sizeof(((struct shim_ipc_sysv_semmov *)0)->nsrcs) == 2, "size of shim_ipc_sysv_semmov.nsrcs is not 2 (libos-ipc.yaml:530)");
static_assert(offsetof(struct shim_ipc_sysv_semmov, nscores) == 16, "offset of shim_ipc_sysv_semmov.nscores is not 16 (libos-ipc.yaml:531)");
static_assert(sizeof(((struct shim_ipc_sysv_semmov *)0)->nscores) == 2, "size of shim_ipc_sysv_semmov.nscores is not 2 (libos-ipc.yaml:531)");

#endif /* LIBOS_IPC_ASSERTS_H */
