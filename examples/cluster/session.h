/*
 * A client of the kernels: a member without a kernel, which lays names and buffers down in its own heap for the time of a call. session.ts is its
 * twin.
 */
#ifndef SESSION_H
#define SESSION_H

#include <sluice/cluster-transport.h>

#include "kernel/kernel.h"

struct session {
	struct sluice_member *member;
	struct sluice_transport *client; /* for the stubs: rpc_..._client */
	struct kernel_memory memory;
	uint32_t next;
};

struct seen_process {
	uint64_t ref;
	uint32_t pid;
};

/* 0, or -SLUICE_ERR_... */
int session_open(struct session *session, const char *folder, int32_t cxy);
void session_close(struct session *session);

/* A byte of the own scratch memory. */
uint64_t session_place(const struct session *session, uint32_t offset);
/* Puts bytes, up to SCRATCH_BYTES, where a kernel can fetch them; they stay until some 20 KiB later. Returns where they are. */
uint64_t session_lay(struct session *session, const void *bytes, uint32_t length);
/* A name, ended by NUL. */
uint64_t session_lay_name(struct session *session, const char *name);

/* An inode by its place in a kernel, 0 the root directory; 0 when there is none. */
uint64_t session_inode(const struct session *session, uint32_t cxy, uint32_t index);
uint64_t session_mapper_of(const struct session *session, uint64_t inode);
/* The process in the first place of a kernel. */
struct seen_process session_process(const struct session *session, uint32_t cxy);
/* The page number at which the newest segment of a process begins; 0 when there is none. */
uint32_t session_newest_vpn(const struct session *session, uint64_t process);

#endif
