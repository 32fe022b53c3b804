/*
 * cluster-rpc, data model lp64
 * Remote procedure calls between the kernel instances of a many-core machine (ALMOS-MKH, rpc.h of revision 423): a descriptor with ten
 * 64-bit argument slots, and 28 services by index. Facts, behaviour and known defects are in docs/protocols/cluster-rpc.md. An argument
 * takes one slot, inputs first, in the order of the C prototype; the target cluster is never an argument.
 * Generated from schema/cluster-rpc.yaml by `sluice generate`; do not edit.
 * Functions return 0 or -SLUICE_ERR_...; the error may be NULL. For a struct x:
 * x_check() looks at the structure of some bytes once; x_get_...() and x_set_...() then read and write fields; x_<tail>() finds a tail.
 * x_decode() copies the bytes and judges every value; x_encode() is its inverse. With tails they take an x_message: x and a span per tail.
 * Define CLUSTER_RPC_LAYOUT_ONLY for the types alone.
 */
#ifndef CLUSTER_RPC_LAYOUT_H
#define CLUSTER_RPC_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

/* ---- constants --------------------------------------------------------------------------------------------------------------- */

#define XPTR_NULL UINT64_C(0) /* The extended pointer to nothing. */

/* What two sides compare to know that they mean the same bytes: the protocol, then every message. */
#define CLUSTER_RPC_FINGERPRINT UINT64_C(0xd5985917ff62c86f)

/* ---- codes, enums and flags --------------------------------------------------------------------------------------------------- */

/* RPC indexes. */
enum cluster_rpc_rpc_index {
	RPC_PMEM_GET_PAGES = 0,       /* Allocates physical pages. */
	RPC_PMEM_RELEASE_PAGES = 1,   /* Releases what RPC_PMEM_GET_PAGES has allocated. */
	/* Replaces the image of a process that the server's cluster owns, and all of its threads by a new main one. */
	RPC_PROCESS_MAKE_EXEC = 2,
	RPC_PROCESS_MAKE_FORK = 3,    /* Creates a child process with its first thread. */
	RPC_PROCESS_MAKE_EXIT = 4,    /* Ends a process; sent to its owner cluster. */
	RPC_PROCESS_MAKE_KILL = 5,    /* Sends a signal to a process; sent to its owner cluster. */
	RPC_THREAD_USER_CREATE = 6,   /* Creates a thread of a user process. */
	RPC_THREAD_KERNEL_CREATE = 7, /* Creates a kernel thread, such as the server of a device. */
	RPC_THREAD_KILL = 8,          /* Kills one thread. */
	/*
	 * Blocks, unblocks or deletes all threads of a process, in every cluster that holds a copy of it. The source shares one descriptor
	 * between all targets although `process` differs from one to the next; here each target has its own.
	 */
	RPC_PROCESS_SIGACTION = 9,
	RPC_VFS_INODE_CREATE = 10,    /* Creates an inode with its mapper. It needs all ten slots. */
	RPC_VFS_INODE_DESTROY = 11,   /* Frees an inode and its mapper. */
	RPC_VFS_DENTRY_CREATE = 12,   /* Creates a directory entry. */
	RPC_VFS_DENTRY_DESTROY = 13,  /* Frees a directory entry. */
	RPC_VFS_FILE_CREATE = 14,     /* Creates the descriptor of an open file. */
	RPC_VFS_FILE_DESTROY = 15,    /* Frees the descriptor of an open file. */
	/* Looks a name up in a directory and fills the child's inode. The source's comment calls it RPC_VFS_LOAD_INODE. */
	RPC_VFS_INODE_LOAD = 16,
	RPC_VFS_MAPPER_LOAD_ALL = 17, /* Loads every page of a file from its device. */
	/* Walks the allocation table of a FAT file system. The source's comment promises a page pointer; the result is a FAT cluster. */
	RPC_FATFS_GET_CLUSTER = 18,
	RPC_VMM_GET_VSEG = 20,        /* Finds the virtual segment that holds an address; sent to the reference cluster of the process. */
	/* Returns a page table entry, and makes it when it is missing; sent to the reference cluster of the process. */
	RPC_VMM_GET_PTE = 21,
	RPC_KCM_ALLOC = 22,           /* Allocates a kernel object. */
	RPC_KCM_FREE = 23,            /* Frees a kernel object. */
	RPC_MAPPER_MOVE_BUFFER = 24,  /* Moves bytes between a file's pages and a buffer. */
	RPC_MAPPER_GET_PAGE = 25,     /* Finds the descriptor of a file's page. */
	RPC_VMM_CREATE_VSEG = 26,     /* Creates and registers a virtual segment; sent to the reference cluster of the process. */
	RPC_SCHED_DISPLAY = 27,       /* Prints the state of a scheduler on the server's console. */
	/*
	 * Makes the data, anonymous and remote segments of a process copy-on-write and read-only; sent to its reference cluster. The
	 * source's comment ends in a line that belongs to RPC_SCHED_DISPLAY.
	 */
	RPC_VMM_SET_COW = 28,
	RPC_MAX_INDEX = 30,           /* Exclusive bound of the RPC indexes. */
};

/* ---- structs: before each member's doc stands its offset ----------------------------------------------------------------------- */

/*
 * One call. It stays in the memory of the client; the server reads inputs from it and writes outputs into it.
 * natural, 104 bytes, alignment 8 (cluster-rpc.yaml:28)
 */
typedef struct rpc_desc_s {
	uint32_t index;    /* 0: Index of the service. */
	uint32_t response; /* 4: Answers still missing; the call is complete at 0. */
	uint64_t thread;   /* 8: Calling thread, in the client's cluster. (ptr<thread_s>) */
	uint32_t lid;      /* 16: Core of the calling thread, which gets the interrupt that tells completion. */
	uint32_t blocking; /* 20: The server wakes the client when true; otherwise the service itself tells completion. (bool) */
	uint64_t args[10]; /* 24: Argument slots. */
} rpc_desc_t;
#define RPC_DESC_T_SIZE 104
#endif /* CLUSTER_RPC_LAYOUT_H */

#if !defined(CLUSTER_RPC_LAYOUT_ONLY) && !defined(CLUSTER_RPC_CODEC_H)
#define CLUSTER_RPC_CODEC_H

#include <stdbool.h>
#include <string.h>

#include <sluice/error.h>

#include "cluster_rpc_asserts.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ==== rpc_desc_t (cluster-rpc.yaml:28) ==== */

static inline uint32_t rpc_desc_t_get_index(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void rpc_desc_t_set_index(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t rpc_desc_t_get_response(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void rpc_desc_t_set_response(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

static inline uint64_t rpc_desc_t_get_thread(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 8);
}

static inline void rpc_desc_t_set_thread(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 8, value);
}

static inline uint32_t rpc_desc_t_get_lid(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 16);
}

static inline void rpc_desc_t_set_lid(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 16, value);
}

static inline uint32_t rpc_desc_t_get_blocking(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 20);
}

static inline void rpc_desc_t_set_blocking(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 20, value);
}

static inline uint64_t rpc_desc_t_get_args(const void *buf, size_t index)
{
	return sluice_load_le64((const uint8_t *)buf + 24 + index * 8);
}

static inline void rpc_desc_t_set_args(void *buf, size_t index, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 24 + index * 8, value);
}

/* The fixed part in host byte order. */
static inline rpc_desc_t rpc_desc_t_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	rpc_desc_t value;
	size_t i;

	value.index = sluice_load_le32(at);
	value.response = sluice_load_le32(at + 4);
	value.thread = sluice_load_le64(at + 8);
	value.lid = sluice_load_le32(at + 16);
	value.blocking = sluice_load_le32(at + 20);
	for (i = 0; i < 10; i++)
		value.args[i] = sluice_load_le64(at + 24 + i * 8);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void rpc_desc_t_store(void *buf, rpc_desc_t value)
{
	uint8_t *at = (uint8_t *)buf;
	size_t i;

	sluice_store_le32(at, value.index);
	sluice_store_le32(at + 4, value.response);
	sluice_store_le64(at + 8, value.thread);
	sluice_store_le32(at + 16, value.lid);
	sluice_store_le32(at + 20, value.blocking);
	for (i = 0; i < 10; i++)
		sluice_store_le64(at + 24 + i * 8, value.args[i]);
}

static inline int rpc_desc_t__judge(const struct sluice_walk *walk, const rpc_desc_t *value)
{
	if (value->blocking > 1)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "blocking", 20, 1, (int64_t)value->blocking);
	return 0;
}

static inline int rpc_desc_t__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "index", 0, 4 },
		{ "response", 4, 4 },
		{ "thread", 8, 8 },
		{ "lid", 16, 4 },
		{ "blocking", 20, 4 },
		{ "args", 24, 80 },
	};

	return sluice_walk_fixed(walk, NULL, 104, fields, 6);
}

static inline int rpc_desc_t__walk(struct sluice_walk *walk, rpc_desc_t *out)
{
	int status = rpc_desc_t__fixed(walk);

	if (status != 0)
		return status;
	*out = rpc_desc_t_load(walk->at);
	return walk->values ? rpc_desc_t__judge(walk, out) : 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int rpc_desc_t_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("rpc_desc_t", buf, len, false, error);

	return rpc_desc_t__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int rpc_desc_t_decode(const void *buf, size_t len, void *copy, size_t capacity, rpc_desc_t *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "rpc_desc_t", buf, len, copy, capacity, error);

	if (status == 0)
		status = rpc_desc_t__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int rpc_desc_t__put(struct sluice_walk *walk, const rpc_desc_t *in)
{
	int status = rpc_desc_t__judge(walk, in);

	if (status != 0)
		return status;
	rpc_desc_t_store(walk->to, *in);
	walk->used = 104;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int rpc_desc_t_encode(void *buf, size_t capacity, const rpc_desc_t *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "rpc_desc_t", buf, capacity, 104, error);

	if (status == 0)
		status = rpc_desc_t__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== RPCs: a rpc_desc_t whose slots hold the arguments, inputs first ==== */

/* C name of the RPC that has this index; NULL when none has. */
static inline const char *cluster_rpc_rpc_name(uint32_t index)
{
	switch (index) {
	case RPC_PMEM_GET_PAGES: return "RPC_PMEM_GET_PAGES";
	case RPC_PMEM_RELEASE_PAGES: return "RPC_PMEM_RELEASE_PAGES";
	case RPC_PROCESS_MAKE_EXEC: return "RPC_PROCESS_MAKE_EXEC";
	case RPC_PROCESS_MAKE_FORK: return "RPC_PROCESS_MAKE_FORK";
	case RPC_PROCESS_MAKE_EXIT: return "RPC_PROCESS_MAKE_EXIT";
	case RPC_PROCESS_MAKE_KILL: return "RPC_PROCESS_MAKE_KILL";
	case RPC_THREAD_USER_CREATE: return "RPC_THREAD_USER_CREATE";
	case RPC_THREAD_KERNEL_CREATE: return "RPC_THREAD_KERNEL_CREATE";
	case RPC_THREAD_KILL: return "RPC_THREAD_KILL";
	case RPC_PROCESS_SIGACTION: return "RPC_PROCESS_SIGACTION";
	case RPC_VFS_INODE_CREATE: return "RPC_VFS_INODE_CREATE";
	case RPC_VFS_INODE_DESTROY: return "RPC_VFS_INODE_DESTROY";
	case RPC_VFS_DENTRY_CREATE: return "RPC_VFS_DENTRY_CREATE";
	case RPC_VFS_DENTRY_DESTROY: return "RPC_VFS_DENTRY_DESTROY";
	case RPC_VFS_FILE_CREATE: return "RPC_VFS_FILE_CREATE";
	case RPC_VFS_FILE_DESTROY: return "RPC_VFS_FILE_DESTROY";
	case RPC_VFS_INODE_LOAD: return "RPC_VFS_INODE_LOAD";
	case RPC_VFS_MAPPER_LOAD_ALL: return "RPC_VFS_MAPPER_LOAD_ALL";
	case RPC_FATFS_GET_CLUSTER: return "RPC_FATFS_GET_CLUSTER";
	case RPC_VMM_GET_VSEG: return "RPC_VMM_GET_VSEG";
	case RPC_VMM_GET_PTE: return "RPC_VMM_GET_PTE";
	case RPC_KCM_ALLOC: return "RPC_KCM_ALLOC";
	case RPC_KCM_FREE: return "RPC_KCM_FREE";
	case RPC_MAPPER_MOVE_BUFFER: return "RPC_MAPPER_MOVE_BUFFER";
	case RPC_MAPPER_GET_PAGE: return "RPC_MAPPER_GET_PAGE";
	case RPC_VMM_CREATE_VSEG: return "RPC_VMM_CREATE_VSEG";
	case RPC_SCHED_DISPLAY: return "RPC_SCHED_DISPLAY";
	case RPC_VMM_SET_COW: return "RPC_VMM_SET_COW";
	default: return NULL;
	}
}

/* For byte streams: every frame is one descriptor. */
static inline int cluster_rpc_frame_length(const void *buf, size_t available, size_t *length, struct sluice_error *error)
{
	(void)buf;
	(void)error;
	if (available < 104)
		return SLUICE_NEED_MORE;
	*length = 104;
	return 0;
}

static inline int cluster_rpc__judge_descriptor(const struct sluice_walk *walk, const rpc_desc_t *value)
{
	if (value->blocking > 1)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "blocking", 20, 1, (int64_t)value->blocking);
	return 0;
}

static inline int cluster_rpc__refuse_index(const struct sluice_walk *walk, uint32_t index)
{
	int error = SLUICE_ERR_CODE_UNKNOWN;

	if (index == 19u)
		error = SLUICE_ERR_CODE_RESERVED; /* hole between the file-system and the memory services of the source */
	if (index == 29u)
		error = SLUICE_ERR_CODE_RESERVED; /* below RPC_MAX_INDEX, but without a service in this revision */
	return sluice_walk_fail(walk, error, "index", 0, 0, index);
}

/* Takes a whole descriptor: copies it once into `copy` (NULL vouches that it does not change), then judges all but the arguments. */
static inline int cluster_rpc_frame_decode(const void *buf, size_t len, void *copy, size_t capacity, rpc_desc_t *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	const char *message;
	int status = sluice_walk_copy(&walk, "rpc_desc_t", buf, len, copy, capacity, error);

	if (status == 0)
		status = rpc_desc_t__fixed(&walk);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	if (status != 0)
		return status;
	*out = rpc_desc_t_load(walk.at);
	message = cluster_rpc_rpc_name(out->index);
	if (message == NULL)
		return cluster_rpc__refuse_index(&walk, out->index);
	walk.message = message;
	return cluster_rpc__judge_descriptor(&walk, out);
}

/* Writes a descriptor; its index and slots are packed already. */
static inline int cluster_rpc__put_descriptor(const rpc_desc_t *in, void *buf, size_t capacity, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, cluster_rpc_rpc_name(in->index), buf, capacity, 104, error);

	if (status == 0)
		status = cluster_rpc__judge_descriptor(&walk, in);
	if (status != 0)
		return status;
	rpc_desc_t_store(walk.to, *in);
	*written = 104;
	return 0;
}

/* Allocates physical pages. blocking; cluster-rpc.yaml:65 */
struct rpc_pmem_get_pages_args {
	uint32_t order; /* in: Binary logarithm of the number of pages. */
	uint64_t page;  /* out: Descriptor of the first page, NULL on failure. (handle<page_s>) */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_pmem_get_pages_pack(rpc_desc_t *desc, const struct rpc_pmem_get_pages_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_PMEM_GET_PAGES;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = (uint64_t)args->order;
	desc->args[1] = args->page;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_pmem_get_pages_unpack(const rpc_desc_t *desc, struct rpc_pmem_get_pages_args *out, struct sluice_error *error)
{
	const struct sluice_walk checked = sluice_walk_over("RPC_PMEM_GET_PAGES", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
	uint64_t slot;

	if (desc->index != RPC_PMEM_GET_PAGES)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_PMEM_GET_PAGES,
				   desc->index);
	slot = desc->args[0];
	out->order = (uint32_t)slot;
	if ((uint64_t)out->order != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "order", 24, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[1];
	out->page = slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_pmem_get_pages_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_pmem_get_pages_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_pmem_get_pages_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Releases what RPC_PMEM_GET_PAGES has allocated. blocking; cluster-rpc.yaml:71 */
struct rpc_pmem_release_pages_args {
	uint64_t page; /* in: Descriptor of the first page. (handle<page_s>) */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_pmem_release_pages_pack(rpc_desc_t *desc, const struct rpc_pmem_release_pages_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_PMEM_RELEASE_PAGES;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = args->page;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_pmem_release_pages_unpack(const rpc_desc_t *desc, struct rpc_pmem_release_pages_args *out, struct sluice_error *error)
{
	uint64_t slot;

	if (desc->index != RPC_PMEM_RELEASE_PAGES)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_PMEM_RELEASE_PAGES,
				   desc->index);
	slot = desc->args[0];
	out->page = slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_pmem_release_pages_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_pmem_release_pages_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_pmem_release_pages_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Replaces the image of a process that the server's cluster owns, and all of its threads by a new main one. blocking; cluster-rpc.yaml:76 */
struct rpc_process_make_exec_args {
	uint64_t info; /* in: What to run, in the client's cluster. The source's comment calls it process. (handle<exec_info_s>) */
	int32_t error; /* out: 0 on success. */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_process_make_exec_pack(rpc_desc_t *desc, const struct rpc_process_make_exec_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_PROCESS_MAKE_EXEC;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = args->info;
	desc->args[1] = (uint64_t)(int64_t)args->error;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_process_make_exec_unpack(const rpc_desc_t *desc, struct rpc_process_make_exec_args *out, struct sluice_error *error)
{
	uint64_t slot;

	if (desc->index != RPC_PROCESS_MAKE_EXEC)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_PROCESS_MAKE_EXEC,
				   desc->index);
	slot = desc->args[0];
	out->info = slot;
	slot = desc->args[1];
	out->error = (int32_t)slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_process_make_exec_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_process_make_exec_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_process_make_exec_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Creates a child process with its first thread. blocking; cluster-rpc.yaml:82 */
struct rpc_process_make_fork_args {
	uint64_t ref_process_xp;   /* in: Parent process, in its reference cluster. (xptr) */
	uint64_t parent_thread_xp; /* in: Parent thread, in any cluster. (xptr) */
	uint32_t child_pid;        /* out: The child. */
	uint64_t child_thread_ptr; /* out: The child's thread. (handle<thread_s>) */
	int32_t error;             /* out: 0 on success. */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_process_make_fork_pack(rpc_desc_t *desc, const struct rpc_process_make_fork_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_PROCESS_MAKE_FORK;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = args->ref_process_xp;
	desc->args[1] = args->parent_thread_xp;
	desc->args[2] = (uint64_t)args->child_pid;
	desc->args[3] = args->child_thread_ptr;
	desc->args[4] = (uint64_t)(int64_t)args->error;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_process_make_fork_unpack(const rpc_desc_t *desc, struct rpc_process_make_fork_args *out, struct sluice_error *error)
{
	uint64_t slot;

	if (desc->index != RPC_PROCESS_MAKE_FORK)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_PROCESS_MAKE_FORK,
				   desc->index);
	slot = desc->args[0];
	out->ref_process_xp = slot;
	slot = desc->args[1];
	out->parent_thread_xp = slot;
	slot = desc->args[2];
	out->child_pid = (uint32_t)slot;
	slot = desc->args[3];
	out->child_thread_ptr = slot;
	slot = desc->args[4];
	out->error = (int32_t)slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_process_make_fork_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_process_make_fork_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_process_make_fork_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Ends a process; sent to its owner cluster. blocking; cluster-rpc.yaml:91 */
struct rpc_process_make_exit_args {
	uint32_t pid;    /* in: The process. */
	uint32_t status; /* in: Its exit status. */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_process_make_exit_pack(rpc_desc_t *desc, const struct rpc_process_make_exit_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_PROCESS_MAKE_EXIT;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = (uint64_t)args->pid;
	desc->args[1] = (uint64_t)args->status;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_process_make_exit_unpack(const rpc_desc_t *desc, struct rpc_process_make_exit_args *out, struct sluice_error *error)
{
	const struct sluice_walk checked = sluice_walk_over("RPC_PROCESS_MAKE_EXIT", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
	uint64_t slot;

	if (desc->index != RPC_PROCESS_MAKE_EXIT)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_PROCESS_MAKE_EXIT,
				   desc->index);
	slot = desc->args[0];
	out->pid = (uint32_t)slot;
	if ((uint64_t)out->pid != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "pid", 24, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[1];
	out->status = (uint32_t)slot;
	if ((uint64_t)out->status != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "status", 32, INT64_C(4294967295), (int64_t)slot);
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_process_make_exit_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_process_make_exit_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_process_make_exit_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Sends a signal to a process; sent to its owner cluster. blocking; cluster-rpc.yaml:97 */
struct rpc_process_make_kill_args {
	uint32_t pid;    /* in: The process. */
	uint32_t seg_id; /* in: Signal number: SIGKILL, SIGSTOP or SIGCONT. The name is a slip of the source for sig_id. */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_process_make_kill_pack(rpc_desc_t *desc, const struct rpc_process_make_kill_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_PROCESS_MAKE_KILL;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = (uint64_t)args->pid;
	desc->args[1] = (uint64_t)args->seg_id;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_process_make_kill_unpack(const rpc_desc_t *desc, struct rpc_process_make_kill_args *out, struct sluice_error *error)
{
	const struct sluice_walk checked = sluice_walk_over("RPC_PROCESS_MAKE_KILL", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
	uint64_t slot;

	if (desc->index != RPC_PROCESS_MAKE_KILL)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_PROCESS_MAKE_KILL,
				   desc->index);
	slot = desc->args[0];
	out->pid = (uint32_t)slot;
	if ((uint64_t)out->pid != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "pid", 24, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[1];
	out->seg_id = (uint32_t)slot;
	if ((uint64_t)out->seg_id != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "seg_id", 32, INT64_C(4294967295), (int64_t)slot);
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_process_make_kill_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_process_make_kill_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_process_make_kill_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Creates a thread of a user process. blocking; cluster-rpc.yaml:103 */
struct rpc_thread_user_create_args {
	uint32_t pid;        /* in: The process. */
	uint64_t start_func; /* in: Function to run, in user space. (handle<void>) */
	uint64_t start_arg;  /* in: Its argument, in user space. (handle<void>) */
	uint64_t attr;       /* in: Attributes, in the client's cluster. (handle<pthread_attr_t>) */
	uint64_t thread_xp;  /* out: The thread. (xptr) */
	int32_t error;       /* out: 0 on success. */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_thread_user_create_pack(rpc_desc_t *desc, const struct rpc_thread_user_create_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_THREAD_USER_CREATE;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = (uint64_t)args->pid;
	desc->args[1] = args->start_func;
	desc->args[2] = args->start_arg;
	desc->args[3] = args->attr;
	desc->args[4] = args->thread_xp;
	desc->args[5] = (uint64_t)(int64_t)args->error;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_thread_user_create_unpack(const rpc_desc_t *desc, struct rpc_thread_user_create_args *out, struct sluice_error *error)
{
	const struct sluice_walk checked = sluice_walk_over("RPC_THREAD_USER_CREATE", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
	uint64_t slot;

	if (desc->index != RPC_THREAD_USER_CREATE)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_THREAD_USER_CREATE,
				   desc->index);
	slot = desc->args[0];
	out->pid = (uint32_t)slot;
	if ((uint64_t)out->pid != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "pid", 24, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[1];
	out->start_func = slot;
	slot = desc->args[2];
	out->start_arg = slot;
	slot = desc->args[3];
	out->attr = slot;
	slot = desc->args[4];
	out->thread_xp = slot;
	slot = desc->args[5];
	out->error = (int32_t)slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_thread_user_create_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_thread_user_create_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_thread_user_create_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Creates a kernel thread, such as the server of a device. blocking; cluster-rpc.yaml:113 */
struct rpc_thread_kernel_create_args {
	uint32_t type;      /* in: Kind of thread. */
	uint64_t func;      /* in: Function to run; kernel code has the same address in every cluster. (handle<void>) */
	uint64_t args;      /* in: Its arguments. (handle<void>) */
	uint64_t thread_xp; /* out: The thread; an extended pointer, though the source's comment says local. (xptr) */
	int32_t error;      /* out: 0 on success. */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_thread_kernel_create_pack(rpc_desc_t *desc, const struct rpc_thread_kernel_create_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_THREAD_KERNEL_CREATE;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = (uint64_t)args->type;
	desc->args[1] = args->func;
	desc->args[2] = args->args;
	desc->args[3] = args->thread_xp;
	desc->args[4] = (uint64_t)(int64_t)args->error;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_thread_kernel_create_unpack(const rpc_desc_t *desc, struct rpc_thread_kernel_create_args *out, struct sluice_error *error)
{
	const struct sluice_walk checked = sluice_walk_over("RPC_THREAD_KERNEL_CREATE", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
	uint64_t slot;

	if (desc->index != RPC_THREAD_KERNEL_CREATE)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_THREAD_KERNEL_CREATE,
				   desc->index);
	slot = desc->args[0];
	out->type = (uint32_t)slot;
	if ((uint64_t)out->type != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "type", 24, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[1];
	out->func = slot;
	slot = desc->args[2];
	out->args = slot;
	slot = desc->args[3];
	out->thread_xp = slot;
	slot = desc->args[4];
	out->error = (int32_t)slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_thread_kernel_create_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_thread_kernel_create_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_thread_kernel_create_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Kills one thread. blocking; cluster-rpc.yaml:122 */
struct rpc_thread_kill_args {
	uint64_t thread; /* in: The thread; the source's comment says process. (handle<thread_s>) */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_thread_kill_pack(rpc_desc_t *desc, const struct rpc_thread_kill_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_THREAD_KILL;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = args->thread;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_thread_kill_unpack(const rpc_desc_t *desc, struct rpc_thread_kill_args *out, struct sluice_error *error)
{
	uint64_t slot;

	if (desc->index != RPC_THREAD_KILL)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_THREAD_KILL,
				   desc->index);
	slot = desc->args[0];
	out->thread = slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_thread_kill_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_thread_kill_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_thread_kill_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Blocks, unblocks or deletes all threads of a process, in every cluster that holds a copy of it. The source shares one descriptor between all targets although `process` differs from one to the next; here each target has its own. multicast; cluster-rpc.yaml:127 */
struct rpc_process_sigaction_args {
	uint32_t action_type; /* in: BLOCK, UNBLOCK or DELETE; the values are not in the source document. */
	uint64_t process;     /* in: The copy of the process that the target holds. (handle<process_s>) */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_process_sigaction_pack(rpc_desc_t *desc, const struct rpc_process_sigaction_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_PROCESS_SIGACTION;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = (uint64_t)args->action_type;
	desc->args[1] = args->process;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_process_sigaction_unpack(const rpc_desc_t *desc, struct rpc_process_sigaction_args *out, struct sluice_error *error)
{
	const struct sluice_walk checked = sluice_walk_over("RPC_PROCESS_SIGACTION", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
	uint64_t slot;

	if (desc->index != RPC_PROCESS_SIGACTION)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_PROCESS_SIGACTION,
				   desc->index);
	slot = desc->args[0];
	out->action_type = (uint32_t)slot;
	if ((uint64_t)out->action_type != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "action_type", 24, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[1];
	out->process = slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_process_sigaction_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_process_sigaction_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_process_sigaction_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Creates an inode with its mapper. It needs all ten slots. blocking; cluster-rpc.yaml:136 */
struct rpc_vfs_inode_create_args {
	uint64_t dentry_xp;  /* in: Directory entry that leads to it; must exist. (xptr) */
	uint32_t fs_type;    /* in: Kind of file system. */
	uint32_t inode_type; /* in: Kind of inode; the source's comment says file system. */
	uint64_t extend;     /* in: Extension that the file system attaches. (handle<void>) */
	uint32_t attr;       /* in: Attributes. */
	uint32_t rights;     /* in: Access rights. */
	uint32_t uid;        /* in: Owner. */
	uint32_t gid;        /* in: Group. */
	uint64_t inode_xp;   /* out: The inode. (xptr) */
	int32_t error;       /* out: 0 on success. */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_vfs_inode_create_pack(rpc_desc_t *desc, const struct rpc_vfs_inode_create_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_VFS_INODE_CREATE;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = args->dentry_xp;
	desc->args[1] = (uint64_t)args->fs_type;
	desc->args[2] = (uint64_t)args->inode_type;
	desc->args[3] = args->extend;
	desc->args[4] = (uint64_t)args->attr;
	desc->args[5] = (uint64_t)args->rights;
	desc->args[6] = (uint64_t)args->uid;
	desc->args[7] = (uint64_t)args->gid;
	desc->args[8] = args->inode_xp;
	desc->args[9] = (uint64_t)(int64_t)args->error;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_vfs_inode_create_unpack(const rpc_desc_t *desc, struct rpc_vfs_inode_create_args *out, struct sluice_error *error)
{
	const struct sluice_walk checked = sluice_walk_over("RPC_VFS_INODE_CREATE", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
	uint64_t slot;

	if (desc->index != RPC_VFS_INODE_CREATE)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_VFS_INODE_CREATE,
				   desc->index);
	slot = desc->args[0];
	out->dentry_xp = slot;
	slot = desc->args[1];
	out->fs_type = (uint32_t)slot;
	if ((uint64_t)out->fs_type != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "fs_type", 32, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[2];
	out->inode_type = (uint32_t)slot;
	if ((uint64_t)out->inode_type != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "inode_type", 40, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[3];
	out->extend = slot;
	slot = desc->args[4];
	out->attr = (uint32_t)slot;
	if ((uint64_t)out->attr != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "attr", 56, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[5];
	out->rights = (uint32_t)slot;
	if ((uint64_t)out->rights != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "rights", 64, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[6];
	out->uid = (uint32_t)slot;
	if ((uint64_t)out->uid != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "uid", 72, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[7];
	out->gid = (uint32_t)slot;
	if ((uint64_t)out->gid != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "gid", 80, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[8];
	out->inode_xp = slot;
	slot = desc->args[9];
	out->error = (int32_t)slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_vfs_inode_create_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_vfs_inode_create_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_vfs_inode_create_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Frees an inode and its mapper. blocking; cluster-rpc.yaml:150 */
struct rpc_vfs_inode_destroy_args {
	uint64_t inode; /* in: The inode. (handle<vfs_inode_s>) */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_vfs_inode_destroy_pack(rpc_desc_t *desc, const struct rpc_vfs_inode_destroy_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_VFS_INODE_DESTROY;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = args->inode;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_vfs_inode_destroy_unpack(const rpc_desc_t *desc, struct rpc_vfs_inode_destroy_args *out, struct sluice_error *error)
{
	uint64_t slot;

	if (desc->index != RPC_VFS_INODE_DESTROY)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_VFS_INODE_DESTROY,
				   desc->index);
	slot = desc->args[0];
	out->inode = slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_vfs_inode_destroy_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_vfs_inode_destroy_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_vfs_inode_destroy_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Creates a directory entry. blocking; cluster-rpc.yaml:155 */
struct rpc_vfs_dentry_create_args {
	uint32_t type;      /* in: Kind of file system. */
	uint64_t name;      /* in: Name of the entry, ended by NUL, in the client's cluster. (handle<char>) */
	uint64_t parent;    /* in: Inode of the directory. (handle<vfs_inode_s>) */
	uint64_t dentry_xp; /* out: The entry. (xptr) */
	int32_t error;      /* out: 0 on success. */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_vfs_dentry_create_pack(rpc_desc_t *desc, const struct rpc_vfs_dentry_create_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_VFS_DENTRY_CREATE;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = (uint64_t)args->type;
	desc->args[1] = args->name;
	desc->args[2] = args->parent;
	desc->args[3] = args->dentry_xp;
	desc->args[4] = (uint64_t)(int64_t)args->error;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_vfs_dentry_create_unpack(const rpc_desc_t *desc, struct rpc_vfs_dentry_create_args *out, struct sluice_error *error)
{
	const struct sluice_walk checked = sluice_walk_over("RPC_VFS_DENTRY_CREATE", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
	uint64_t slot;

	if (desc->index != RPC_VFS_DENTRY_CREATE)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_VFS_DENTRY_CREATE,
				   desc->index);
	slot = desc->args[0];
	out->type = (uint32_t)slot;
	if ((uint64_t)out->type != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "type", 24, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[1];
	out->name = slot;
	slot = desc->args[2];
	out->parent = slot;
	slot = desc->args[3];
	out->dentry_xp = slot;
	slot = desc->args[4];
	out->error = (int32_t)slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_vfs_dentry_create_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_vfs_dentry_create_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_vfs_dentry_create_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Frees a directory entry. blocking; cluster-rpc.yaml:164 */
struct rpc_vfs_dentry_destroy_args {
	uint64_t dentry; /* in: The entry. (handle<vfs_dentry_s>) */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_vfs_dentry_destroy_pack(rpc_desc_t *desc, const struct rpc_vfs_dentry_destroy_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_VFS_DENTRY_DESTROY;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = args->dentry;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_vfs_dentry_destroy_unpack(const rpc_desc_t *desc, struct rpc_vfs_dentry_destroy_args *out, struct sluice_error *error)
{
	uint64_t slot;

	if (desc->index != RPC_VFS_DENTRY_DESTROY)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_VFS_DENTRY_DESTROY,
				   desc->index);
	slot = desc->args[0];
	out->dentry = slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_vfs_dentry_destroy_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_vfs_dentry_destroy_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_vfs_dentry_destroy_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Creates the descriptor of an open file. blocking; cluster-rpc.yaml:169 */
struct rpc_vfs_file_create_args {
	uint64_t inode;     /* in: Inode of the file. (handle<vfs_inode_s>) */
	uint32_t file_attr; /* in: Attributes of the open file. */
	uint64_t file_xp;   /* out: The descriptor. (xptr) */
	int32_t error;      /* out: 0 on success. */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_vfs_file_create_pack(rpc_desc_t *desc, const struct rpc_vfs_file_create_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_VFS_FILE_CREATE;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = args->inode;
	desc->args[1] = (uint64_t)args->file_attr;
	desc->args[2] = args->file_xp;
	desc->args[3] = (uint64_t)(int64_t)args->error;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_vfs_file_create_unpack(const rpc_desc_t *desc, struct rpc_vfs_file_create_args *out, struct sluice_error *error)
{
	const struct sluice_walk checked = sluice_walk_over("RPC_VFS_FILE_CREATE", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
	uint64_t slot;

	if (desc->index != RPC_VFS_FILE_CREATE)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_VFS_FILE_CREATE,
				   desc->index);
	slot = desc->args[0];
	out->inode = slot;
	slot = desc->args[1];
	out->file_attr = (uint32_t)slot;
	if ((uint64_t)out->file_attr != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "file_attr", 32, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[2];
	out->file_xp = slot;
	slot = desc->args[3];
	out->error = (int32_t)slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_vfs_file_create_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_vfs_file_create_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_vfs_file_create_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Frees the descriptor of an open file. blocking; cluster-rpc.yaml:177 */
struct rpc_vfs_file_destroy_args {
	uint64_t file; /* in: The descriptor. (handle<vfs_file_s>) */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_vfs_file_destroy_pack(rpc_desc_t *desc, const struct rpc_vfs_file_destroy_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_VFS_FILE_DESTROY;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = args->file;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_vfs_file_destroy_unpack(const rpc_desc_t *desc, struct rpc_vfs_file_destroy_args *out, struct sluice_error *error)
{
	uint64_t slot;

	if (desc->index != RPC_VFS_FILE_DESTROY)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_VFS_FILE_DESTROY,
				   desc->index);
	slot = desc->args[0];
	out->file = slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_vfs_file_destroy_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_vfs_file_destroy_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_vfs_file_destroy_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Looks a name up in a directory and fills the child's inode. The source's comment calls it RPC_VFS_LOAD_INODE. blocking; cluster-rpc.yaml:182 */
struct rpc_vfs_inode_load_args {
	uint64_t parent_inode;   /* in: The directory. (handle<vfs_inode_s>) */
	uint64_t name;           /* in: Name to find, ended by NUL, in the client's cluster. (handle<char>) */
	uint64_t child_inode_xp; /* in: The inode to fill, in any cluster. (xptr) */
	int32_t error;           /* out: 0 on success. */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_vfs_inode_load_pack(rpc_desc_t *desc, const struct rpc_vfs_inode_load_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_VFS_INODE_LOAD;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = args->parent_inode;
	desc->args[1] = args->name;
	desc->args[2] = args->child_inode_xp;
	desc->args[3] = (uint64_t)(int64_t)args->error;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_vfs_inode_load_unpack(const rpc_desc_t *desc, struct rpc_vfs_inode_load_args *out, struct sluice_error *error)
{
	uint64_t slot;

	if (desc->index != RPC_VFS_INODE_LOAD)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_VFS_INODE_LOAD,
				   desc->index);
	slot = desc->args[0];
	out->parent_inode = slot;
	slot = desc->args[1];
	out->name = slot;
	slot = desc->args[2];
	out->child_inode_xp = slot;
	slot = desc->args[3];
	out->error = (int32_t)slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_vfs_inode_load_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_vfs_inode_load_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_vfs_inode_load_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Loads every page of a file from its device. blocking; cluster-rpc.yaml:190 */
struct rpc_vfs_mapper_load_all_args {
	uint64_t inode; /* in: The file. (handle<vfs_inode_s>) */
	int32_t error;  /* out: 0 on success. */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_vfs_mapper_load_all_pack(rpc_desc_t *desc, const struct rpc_vfs_mapper_load_all_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_VFS_MAPPER_LOAD_ALL;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = args->inode;
	desc->args[1] = (uint64_t)(int64_t)args->error;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_vfs_mapper_load_all_unpack(const rpc_desc_t *desc, struct rpc_vfs_mapper_load_all_args *out, struct sluice_error *error)
{
	uint64_t slot;

	if (desc->index != RPC_VFS_MAPPER_LOAD_ALL)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_VFS_MAPPER_LOAD_ALL,
				   desc->index);
	slot = desc->args[0];
	out->inode = slot;
	slot = desc->args[1];
	out->error = (int32_t)slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_vfs_mapper_load_all_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_vfs_mapper_load_all_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_vfs_mapper_load_all_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Walks the allocation table of a FAT file system. The source's comment promises a page pointer; the result is a FAT cluster. blocking; cluster-rpc.yaml:196 */
struct rpc_fatfs_get_cluster_args {
	uint64_t mapper;  /* in: Mapper of the allocation table. (handle<mapper_s>) */
	uint32_t first;   /* in: FAT cluster of the file's first page. */
	uint32_t page;    /* in: Index of the page in the file. */
	uint32_t cluster; /* out: FAT cluster of that page. */
	int32_t error;    /* out: 0 on success. */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_fatfs_get_cluster_pack(rpc_desc_t *desc, const struct rpc_fatfs_get_cluster_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_FATFS_GET_CLUSTER;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = args->mapper;
	desc->args[1] = (uint64_t)args->first;
	desc->args[2] = (uint64_t)args->page;
	desc->args[3] = (uint64_t)args->cluster;
	desc->args[4] = (uint64_t)(int64_t)args->error;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_fatfs_get_cluster_unpack(const rpc_desc_t *desc, struct rpc_fatfs_get_cluster_args *out, struct sluice_error *error)
{
	const struct sluice_walk checked = sluice_walk_over("RPC_FATFS_GET_CLUSTER", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
	uint64_t slot;

	if (desc->index != RPC_FATFS_GET_CLUSTER)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_FATFS_GET_CLUSTER,
				   desc->index);
	slot = desc->args[0];
	out->mapper = slot;
	slot = desc->args[1];
	out->first = (uint32_t)slot;
	if ((uint64_t)out->first != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "first", 32, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[2];
	out->page = (uint32_t)slot;
	if ((uint64_t)out->page != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "page", 40, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[3];
	out->cluster = (uint32_t)slot;
	slot = desc->args[4];
	out->error = (int32_t)slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_fatfs_get_cluster_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_fatfs_get_cluster_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_fatfs_get_cluster_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Finds the virtual segment that holds an address; sent to the reference cluster of the process. blocking; cluster-rpc.yaml:205 */
struct rpc_vmm_get_vseg_args {
	uint64_t process; /* in: The process. (handle<process_s>) */
	int64_t vaddr;    /* in: The address. */
	uint64_t vseg_xp; /* out: The segment. (xptr) */
	int32_t error;    /* out: Not 0 when no segment holds it. */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_vmm_get_vseg_pack(rpc_desc_t *desc, const struct rpc_vmm_get_vseg_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_VMM_GET_VSEG;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = args->process;
	desc->args[1] = (uint64_t)(int64_t)args->vaddr;
	desc->args[2] = args->vseg_xp;
	desc->args[3] = (uint64_t)(int64_t)args->error;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_vmm_get_vseg_unpack(const rpc_desc_t *desc, struct rpc_vmm_get_vseg_args *out, struct sluice_error *error)
{
	uint64_t slot;

	if (desc->index != RPC_VMM_GET_VSEG)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_VMM_GET_VSEG,
				   desc->index);
	slot = desc->args[0];
	out->process = slot;
	slot = desc->args[1];
	out->vaddr = (int64_t)slot;
	slot = desc->args[2];
	out->vseg_xp = slot;
	slot = desc->args[3];
	out->error = (int32_t)slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_vmm_get_vseg_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_vmm_get_vseg_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_vmm_get_vseg_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Returns a page table entry, and makes it when it is missing; sent to the reference cluster of the process. blocking; cluster-rpc.yaml:213 */
struct rpc_vmm_get_pte_args {
	uint64_t process; /* in: The process. (handle<process_s>) */
	uint32_t vpn;     /* in: The page; the source's comment speaks of an address. */
	uint8_t cow;      /* in: True for copy-on-write, false for a page fault. */
	uint32_t attr;    /* out: Attributes of the entry. */
	uint32_t ppn;     /* out: Physical page of the entry. */
	int32_t error;    /* out: 0 on success. */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_vmm_get_pte_pack(rpc_desc_t *desc, const struct rpc_vmm_get_pte_args *args, struct sluice_error *error)
{
	const struct sluice_walk checked = sluice_walk_over("RPC_VMM_GET_PTE", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
	size_t i;

	if (args->cow > 1)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "cow", 40, 1, (int64_t)args->cow);
	desc->index = RPC_VMM_GET_PTE;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = args->process;
	desc->args[1] = (uint64_t)args->vpn;
	desc->args[2] = (uint64_t)args->cow;
	desc->args[3] = (uint64_t)args->attr;
	desc->args[4] = (uint64_t)args->ppn;
	desc->args[5] = (uint64_t)(int64_t)args->error;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_vmm_get_pte_unpack(const rpc_desc_t *desc, struct rpc_vmm_get_pte_args *out, struct sluice_error *error)
{
	const struct sluice_walk checked = sluice_walk_over("RPC_VMM_GET_PTE", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
	uint64_t slot;

	if (desc->index != RPC_VMM_GET_PTE)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_VMM_GET_PTE,
				   desc->index);
	slot = desc->args[0];
	out->process = slot;
	slot = desc->args[1];
	out->vpn = (uint32_t)slot;
	if ((uint64_t)out->vpn != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "vpn", 32, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[2];
	out->cow = (uint8_t)slot;
	if ((uint64_t)out->cow != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "cow", 40, 255, (int64_t)slot);
	if (out->cow > 1)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "cow", 40, 1, (int64_t)out->cow);
	slot = desc->args[3];
	out->attr = (uint32_t)slot;
	slot = desc->args[4];
	out->ppn = (uint32_t)slot;
	slot = desc->args[5];
	out->error = (int32_t)slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_vmm_get_pte_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_vmm_get_pte_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_vmm_get_pte_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Allocates a kernel object. blocking; cluster-rpc.yaml:223 */
struct rpc_kcm_alloc_args {
	uint32_t kmem_type; /* in: Kind of object. */
	uint64_t buf_xp;    /* out: The object, XPTR_NULL on failure. (xptr) */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_kcm_alloc_pack(rpc_desc_t *desc, const struct rpc_kcm_alloc_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_KCM_ALLOC;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = (uint64_t)args->kmem_type;
	desc->args[1] = args->buf_xp;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_kcm_alloc_unpack(const rpc_desc_t *desc, struct rpc_kcm_alloc_args *out, struct sluice_error *error)
{
	const struct sluice_walk checked = sluice_walk_over("RPC_KCM_ALLOC", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
	uint64_t slot;

	if (desc->index != RPC_KCM_ALLOC)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_KCM_ALLOC,
				   desc->index);
	slot = desc->args[0];
	out->kmem_type = (uint32_t)slot;
	if ((uint64_t)out->kmem_type != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "kmem_type", 24, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[1];
	out->buf_xp = slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_kcm_alloc_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_kcm_alloc_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_kcm_alloc_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Frees a kernel object. blocking; cluster-rpc.yaml:229 */
struct rpc_kcm_free_args {
	uint64_t buf;       /* in: The object. (handle<void>) */
	uint32_t kmem_type; /* in: Its kind. */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_kcm_free_pack(rpc_desc_t *desc, const struct rpc_kcm_free_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_KCM_FREE;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = args->buf;
	desc->args[1] = (uint64_t)args->kmem_type;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_kcm_free_unpack(const rpc_desc_t *desc, struct rpc_kcm_free_args *out, struct sluice_error *error)
{
	const struct sluice_walk checked = sluice_walk_over("RPC_KCM_FREE", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
	uint64_t slot;

	if (desc->index != RPC_KCM_FREE)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_KCM_FREE,
				   desc->index);
	slot = desc->args[0];
	out->buf = slot;
	slot = desc->args[1];
	out->kmem_type = (uint32_t)slot;
	if ((uint64_t)out->kmem_type != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "kmem_type", 32, INT64_C(4294967295), (int64_t)slot);
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_kcm_free_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_kcm_free_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_kcm_free_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Moves bytes between a file's pages and a buffer. blocking; cluster-rpc.yaml:235 */
struct rpc_mapper_move_buffer_args {
	uint64_t mapper;      /* in: Mapper of the file. (handle<mapper_s>) */
	uint8_t to_buffer;    /* in: True when the buffer receives. */
	uint8_t is_user;      /* in: Says what `buffer` is. */
	uint32_t file_offset; /* in: First byte in the file. (in bytes) */
	uint64_t buffer;      /* in: User-space pointer when is_user, else extended pointer to a kernel buffer. */
	uint32_t size;        /* in: How much to move. (in bytes) */
	int32_t error;        /* out: 0 on success. */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_mapper_move_buffer_pack(rpc_desc_t *desc, const struct rpc_mapper_move_buffer_args *args, struct sluice_error *error)
{
	const struct sluice_walk checked = sluice_walk_over("RPC_MAPPER_MOVE_BUFFER", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
	size_t i;

	if (args->to_buffer > 1)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "to_buffer", 32, 1, (int64_t)args->to_buffer);
	if (args->is_user > 1)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "is_user", 40, 1, (int64_t)args->is_user);
	desc->index = RPC_MAPPER_MOVE_BUFFER;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = args->mapper;
	desc->args[1] = (uint64_t)args->to_buffer;
	desc->args[2] = (uint64_t)args->is_user;
	desc->args[3] = (uint64_t)args->file_offset;
	desc->args[4] = args->buffer;
	desc->args[5] = (uint64_t)args->size;
	desc->args[6] = (uint64_t)(int64_t)args->error;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_mapper_move_buffer_unpack(const rpc_desc_t *desc, struct rpc_mapper_move_buffer_args *out, struct sluice_error *error)
{
	const struct sluice_walk checked = sluice_walk_over("RPC_MAPPER_MOVE_BUFFER", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
	uint64_t slot;

	if (desc->index != RPC_MAPPER_MOVE_BUFFER)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_MAPPER_MOVE_BUFFER,
				   desc->index);
	slot = desc->args[0];
	out->mapper = slot;
	slot = desc->args[1];
	out->to_buffer = (uint8_t)slot;
	if ((uint64_t)out->to_buffer != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "to_buffer", 32, 255, (int64_t)slot);
	if (out->to_buffer > 1)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "to_buffer", 32, 1, (int64_t)out->to_buffer);
	slot = desc->args[2];
	out->is_user = (uint8_t)slot;
	if ((uint64_t)out->is_user != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "is_user", 40, 255, (int64_t)slot);
	if (out->is_user > 1)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "is_user", 40, 1, (int64_t)out->is_user);
	slot = desc->args[3];
	out->file_offset = (uint32_t)slot;
	if ((uint64_t)out->file_offset != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "file_offset", 48, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[4];
	out->buffer = slot;
	slot = desc->args[5];
	out->size = (uint32_t)slot;
	if ((uint64_t)out->size != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "size", 64, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[6];
	out->error = (int32_t)slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_mapper_move_buffer_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_mapper_move_buffer_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_mapper_move_buffer_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Finds the descriptor of a file's page. blocking; cluster-rpc.yaml:246 */
struct rpc_mapper_get_page_args {
	uint64_t mapper; /* in: Mapper of the file. (handle<mapper_s>) */
	uint32_t index;  /* in: Index of the page in the file. */
	uint64_t page;   /* out: Its descriptor, NULL on failure. (handle<page_s>) */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_mapper_get_page_pack(rpc_desc_t *desc, const struct rpc_mapper_get_page_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_MAPPER_GET_PAGE;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = args->mapper;
	desc->args[1] = (uint64_t)args->index;
	desc->args[2] = args->page;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_mapper_get_page_unpack(const rpc_desc_t *desc, struct rpc_mapper_get_page_args *out, struct sluice_error *error)
{
	const struct sluice_walk checked = sluice_walk_over("RPC_MAPPER_GET_PAGE", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
	uint64_t slot;

	if (desc->index != RPC_MAPPER_GET_PAGE)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_MAPPER_GET_PAGE,
				   desc->index);
	slot = desc->args[0];
	out->mapper = slot;
	slot = desc->args[1];
	out->index = (uint32_t)slot;
	if ((uint64_t)out->index != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "index", 32, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[2];
	out->page = slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_mapper_get_page_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_mapper_get_page_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_mapper_get_page_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Creates and registers a virtual segment; sent to the reference cluster of the process. blocking; cluster-rpc.yaml:253 */
struct rpc_vmm_create_vseg_args {
	uint64_t process;     /* in: The process. (handle<process_s>) */
	uint32_t type;        /* in: Kind of segment. */
	int64_t base;         /* in: Address; ignored for kinds that are placed by the kernel. */
	uint32_t size;        /* in: Size in memory. (in bytes) */
	uint32_t file_offset; /* in: Where it starts in the file, for code, data and file segments. (in bytes) */
	uint32_t file_size;   /* in: Size in the file; a data segment may have less there than in memory. (in bytes) */
	uint64_t mapper_xp;   /* in: Mapper of the file, for code, data and file segments. (xptr) */
	uint32_t vseg_cxy;    /* in: Cluster to map it in, unless it is a data segment. */
	uint64_t vseg;        /* out: The segment, NULL on failure. (handle<vseg_s>) */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_vmm_create_vseg_pack(rpc_desc_t *desc, const struct rpc_vmm_create_vseg_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_VMM_CREATE_VSEG;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = args->process;
	desc->args[1] = (uint64_t)args->type;
	desc->args[2] = (uint64_t)(int64_t)args->base;
	desc->args[3] = (uint64_t)args->size;
	desc->args[4] = (uint64_t)args->file_offset;
	desc->args[5] = (uint64_t)args->file_size;
	desc->args[6] = args->mapper_xp;
	desc->args[7] = (uint64_t)args->vseg_cxy;
	desc->args[8] = args->vseg;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_vmm_create_vseg_unpack(const rpc_desc_t *desc, struct rpc_vmm_create_vseg_args *out, struct sluice_error *error)
{
	const struct sluice_walk checked = sluice_walk_over("RPC_VMM_CREATE_VSEG", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
	uint64_t slot;

	if (desc->index != RPC_VMM_CREATE_VSEG)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_VMM_CREATE_VSEG,
				   desc->index);
	slot = desc->args[0];
	out->process = slot;
	slot = desc->args[1];
	out->type = (uint32_t)slot;
	if ((uint64_t)out->type != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "type", 32, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[2];
	out->base = (int64_t)slot;
	slot = desc->args[3];
	out->size = (uint32_t)slot;
	if ((uint64_t)out->size != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "size", 48, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[4];
	out->file_offset = (uint32_t)slot;
	if ((uint64_t)out->file_offset != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "file_offset", 56, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[5];
	out->file_size = (uint32_t)slot;
	if ((uint64_t)out->file_size != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "file_size", 64, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[6];
	out->mapper_xp = slot;
	slot = desc->args[7];
	out->vseg_cxy = (uint32_t)slot;
	if ((uint64_t)out->vseg_cxy != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "vseg_cxy", 80, INT64_C(4294967295), (int64_t)slot);
	slot = desc->args[8];
	out->vseg = slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_vmm_create_vseg_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_vmm_create_vseg_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_vmm_create_vseg_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Prints the state of a scheduler on the server's console. blocking; cluster-rpc.yaml:266 */
struct rpc_sched_display_args {
	uint32_t lid; /* in: Core of the server's cluster; the source's comment says the client's. */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_sched_display_pack(rpc_desc_t *desc, const struct rpc_sched_display_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_SCHED_DISPLAY;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = (uint64_t)args->lid;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_sched_display_unpack(const rpc_desc_t *desc, struct rpc_sched_display_args *out, struct sluice_error *error)
{
	const struct sluice_walk checked = sluice_walk_over("RPC_SCHED_DISPLAY", NULL, 0, true, error);
	const struct sluice_walk *walk = &checked;
	uint64_t slot;

	if (desc->index != RPC_SCHED_DISPLAY)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_SCHED_DISPLAY,
				   desc->index);
	slot = desc->args[0];
	out->lid = (uint32_t)slot;
	if ((uint64_t)out->lid != slot)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "lid", 24, INT64_C(4294967295), (int64_t)slot);
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_sched_display_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_sched_display_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_sched_display_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

/* Makes the data, anonymous and remote segments of a process copy-on-write and read-only; sent to its reference cluster. The source's comment ends in a line that belongs to RPC_SCHED_DISPLAY. blocking; cluster-rpc.yaml:271 */
struct rpc_vmm_set_cow_args {
	uint64_t process; /* in: The process. (handle<process_s>) */
};

/* Sets the index and all slots. Outputs are written as they are; the asking side leaves them zero. */
static inline int rpc_vmm_set_cow_pack(rpc_desc_t *desc, const struct rpc_vmm_set_cow_args *args, struct sluice_error *error)
{
	size_t i;

	(void)error;
	desc->index = RPC_VMM_SET_COW;
	for (i = 0; i < 10; i++)
		desc->args[i] = 0;
	desc->args[0] = args->process;
	return 0;
}

/* Takes the arguments out of a descriptor of this RPC. An input that does not fit its type is refused; outputs are narrowed. */
static inline int rpc_vmm_set_cow_unpack(const rpc_desc_t *desc, struct rpc_vmm_set_cow_args *out, struct sluice_error *error)
{
	uint64_t slot;

	if (desc->index != RPC_VMM_SET_COW)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "rpc_desc_t", "index", 0, RPC_VMM_SET_COW,
				   desc->index);
	slot = desc->args[0];
	out->process = slot;
	return 0;
}

/* The whole frame. Index and slots of `header` are filled in; it may be NULL for zeros. */
static inline int rpc_vmm_set_cow_encode_frame(void *buf, size_t capacity, const rpc_desc_t *header,
		const struct rpc_vmm_set_cow_args *args, size_t *written, struct sluice_error *error)
{
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (header != NULL)
		desc = *header;
	status = rpc_vmm_set_cow_pack(&desc, args, error);
	return status != 0 ? status : cluster_rpc__put_descriptor(&desc, buf, capacity, written, error);
}

#ifdef __cplusplus
}
#endif

#endif /* CLUSTER_RPC_CODEC_H */
