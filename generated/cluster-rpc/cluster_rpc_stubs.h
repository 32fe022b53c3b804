/*
 * cluster-rpc, data model lp64: clients and servers, over any transport of libsluice.
 * Remote procedure calls between the kernel instances of a many-core machine (ALMOS-MKH, rpc.h of revision 423): a descriptor with ten
 * 64-bit argument slots, and 28 services by index. Facts, behaviour and known defects are in docs/protocols/cluster-rpc.md. An argument
 * takes one slot, inputs first, in the order of the C prototype; the target cluster is never an argument.
 * Generated from schema/cluster-rpc.yaml by `sluice generate`; do not edit.
 * docs/transport.md has the wire, sluice/call.h what happens around a call: timeouts, nested calls, counters.
 */
#ifndef CLUSTER_RPC_STUBS_H
#define CLUSTER_RPC_STUBS_H

#include <sluice/call.h>

#include "cluster_rpc.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- client: 0, or -SLUICE_ERR_...; sluice_transport_last_error says more --------------------------------------------------------- */

/* RPC_PMEM_GET_PAGES: Allocates physical pages. Waits for the answer; outputs may be NULL. */
int rpc_pmem_get_pages_client(struct sluice_transport *transport, uint32_t cxy, uint32_t order, uint64_t *page);

/* RPC_PMEM_RELEASE_PAGES: Releases what RPC_PMEM_GET_PAGES has allocated. Waits for the answer; outputs may be NULL. */
int rpc_pmem_release_pages_client(struct sluice_transport *transport, uint32_t cxy, uint64_t page);

/*
 * RPC_PROCESS_MAKE_EXEC: Replaces the image of a process that the server's cluster owns, and all of its threads by a new main one. Waits
 * for the answer; outputs may be NULL.
 */
int rpc_process_make_exec_client(struct sluice_transport *transport, uint32_t cxy, uint64_t info, int32_t *error);

/* RPC_PROCESS_MAKE_FORK: Creates a child process with its first thread. Waits for the answer; outputs may be NULL. */
int rpc_process_make_fork_client(struct sluice_transport *transport, uint32_t cxy, uint64_t ref_process_xp, uint64_t parent_thread_xp,
		uint32_t *child_pid, uint64_t *child_thread_ptr, int32_t *error);

/* RPC_PROCESS_MAKE_EXIT: Ends a process; sent to its owner cluster. Waits for the answer; outputs may be NULL. */
int rpc_process_make_exit_client(struct sluice_transport *transport, uint32_t cxy, uint32_t pid, uint32_t status);

/* RPC_PROCESS_MAKE_KILL: Sends a signal to a process; sent to its owner cluster. Waits for the answer; outputs may be NULL. */
int rpc_process_make_kill_client(struct sluice_transport *transport, uint32_t cxy, uint32_t pid, uint32_t seg_id);

/* RPC_THREAD_USER_CREATE: Creates a thread of a user process. Waits for the answer; outputs may be NULL. */
int rpc_thread_user_create_client(struct sluice_transport *transport, uint32_t cxy, uint32_t pid, uint64_t start_func, uint64_t start_arg,
		uint64_t attr, uint64_t *thread_xp, int32_t *error);

/* RPC_THREAD_KERNEL_CREATE: Creates a kernel thread, such as the server of a device. Waits for the answer; outputs may be NULL. */
int rpc_thread_kernel_create_client(struct sluice_transport *transport, uint32_t cxy, uint32_t type, uint64_t func, uint64_t args,
		uint64_t *thread_xp, int32_t *error);

/* RPC_THREAD_KILL: Kills one thread. Waits for the answer; outputs may be NULL. */
int rpc_thread_kill_client(struct sluice_transport *transport, uint32_t cxy, uint64_t thread);

/*
 * RPC_PROCESS_SIGACTION: Blocks, unblocks or deletes all threads of a process, in every cluster that holds a copy of it. The source shares
 * one descriptor between all targets although `process` differs from one to the next; here each target has its own. Asks all targets at
 * once and waits for all; the first error wins. Arrays have an element per target.
 */
int rpc_process_sigaction_client(struct sluice_transport *transport, const uint32_t *targets, uint32_t count, uint32_t action_type,
		const uint64_t *process);

/* RPC_VFS_INODE_CREATE: Creates an inode with its mapper. It needs all ten slots. Waits for the answer; outputs may be NULL. */
int rpc_vfs_inode_create_client(struct sluice_transport *transport, uint32_t cxy, uint64_t dentry_xp, uint32_t fs_type,
		uint32_t inode_type, uint64_t extend, uint32_t attr, uint32_t rights, uint32_t uid, uint32_t gid, uint64_t *inode_xp,
		int32_t *error);

/* RPC_VFS_INODE_DESTROY: Frees an inode and its mapper. Waits for the answer; outputs may be NULL. */
int rpc_vfs_inode_destroy_client(struct sluice_transport *transport, uint32_t cxy, uint64_t inode);

/* RPC_VFS_DENTRY_CREATE: Creates a directory entry. Waits for the answer; outputs may be NULL. */
int rpc_vfs_dentry_create_client(struct sluice_transport *transport, uint32_t cxy, uint32_t type, uint64_t name, uint64_t parent,
		uint64_t *dentry_xp, int32_t *error);

/* RPC_VFS_DENTRY_DESTROY: Frees a directory entry. Waits for the answer; outputs may be NULL. */
int rpc_vfs_dentry_destroy_client(struct sluice_transport *transport, uint32_t cxy, uint64_t dentry);

/* RPC_VFS_FILE_CREATE: Creates the descriptor of an open file. Waits for the answer; outputs may be NULL. */
int rpc_vfs_file_create_client(struct sluice_transport *transport, uint32_t cxy, uint64_t inode, uint32_t file_attr, uint64_t *file_xp,
		int32_t *error);

/* RPC_VFS_FILE_DESTROY: Frees the descriptor of an open file. Waits for the answer; outputs may be NULL. */
int rpc_vfs_file_destroy_client(struct sluice_transport *transport, uint32_t cxy, uint64_t file);

/*
 * RPC_VFS_INODE_LOAD: Looks a name up in a directory and fills the child's inode. The source's comment calls it RPC_VFS_LOAD_INODE. Waits
 * for the answer; outputs may be NULL.
 */
int rpc_vfs_inode_load_client(struct sluice_transport *transport, uint32_t cxy, uint64_t parent_inode, uint64_t name,
		uint64_t child_inode_xp, int32_t *error);

/* RPC_VFS_MAPPER_LOAD_ALL: Loads every page of a file from its device. Waits for the answer; outputs may be NULL. */
int rpc_vfs_mapper_load_all_client(struct sluice_transport *transport, uint32_t cxy, uint64_t inode, int32_t *error);

/*
 * RPC_FATFS_GET_CLUSTER: Walks the allocation table of a FAT file system. The source's comment promises a page pointer; the result is a FAT
 * cluster. Waits for the answer; outputs may be NULL.
 */
int rpc_fatfs_get_cluster_client(struct sluice_transport *transport, uint32_t cxy, uint64_t mapper, uint32_t first, uint32_t page,
		uint32_t *cluster, int32_t *error);

/*
 * RPC_VMM_GET_VSEG: Finds the virtual segment that holds an address; sent to the reference cluster of the process. Waits for the answer;
 * outputs may be NULL.
 */
int rpc_vmm_get_vseg_client(struct sluice_transport *transport, uint32_t cxy, uint64_t process, int64_t vaddr, uint64_t *vseg_xp,
		int32_t *error);

/*
 * RPC_VMM_GET_PTE: Returns a page table entry, and makes it when it is missing; sent to the reference cluster of the process. Waits for the
 * answer; outputs may be NULL.
 */
int rpc_vmm_get_pte_client(struct sluice_transport *transport, uint32_t cxy, uint64_t process, uint32_t vpn, uint8_t cow, uint32_t *attr,
		uint32_t *ppn, int32_t *error);

/* RPC_KCM_ALLOC: Allocates a kernel object. Waits for the answer; outputs may be NULL. */
int rpc_kcm_alloc_client(struct sluice_transport *transport, uint32_t cxy, uint32_t kmem_type, uint64_t *buf_xp);

/* RPC_KCM_FREE: Frees a kernel object. Waits for the answer; outputs may be NULL. */
int rpc_kcm_free_client(struct sluice_transport *transport, uint32_t cxy, uint64_t buf, uint32_t kmem_type);

/* RPC_MAPPER_MOVE_BUFFER: Moves bytes between a file's pages and a buffer. Waits for the answer; outputs may be NULL. */
int rpc_mapper_move_buffer_client(struct sluice_transport *transport, uint32_t cxy, uint64_t mapper, uint8_t to_buffer, uint8_t is_user,
		uint32_t file_offset, uint64_t buffer, uint32_t size, int32_t *error);

/* RPC_MAPPER_GET_PAGE: Finds the descriptor of a file's page. Waits for the answer; outputs may be NULL. */
int rpc_mapper_get_page_client(struct sluice_transport *transport, uint32_t cxy, uint64_t mapper, uint32_t index, uint64_t *page);

/*
 * RPC_VMM_CREATE_VSEG: Creates and registers a virtual segment; sent to the reference cluster of the process. Waits for the answer; outputs
 * may be NULL.
 */
int rpc_vmm_create_vseg_client(struct sluice_transport *transport, uint32_t cxy, uint64_t process, uint32_t type, int64_t base,
		uint32_t size, uint32_t file_offset, uint32_t file_size, uint64_t mapper_xp, uint32_t vseg_cxy, uint64_t *vseg);

/* RPC_SCHED_DISPLAY: Prints the state of a scheduler on the server's console. Waits for the answer; outputs may be NULL. */
int rpc_sched_display_client(struct sluice_transport *transport, uint32_t cxy, uint32_t lid);

/*
 * RPC_VMM_SET_COW: Makes the data, anonymous and remote segments of a process copy-on-write and read-only; sent to its reference cluster.
 * The source's comment ends in a line that belongs to RPC_SCHED_DISPLAY. Waits for the answer; outputs may be NULL.
 */
int rpc_vmm_set_cow_client(struct sluice_transport *transport, uint32_t cxy, uint64_t process);

/* ---- server ------------------------------------------------------------------------------------------------------------------- */

/*
 * Each returns 0, or a negated errno to refuse with. A member that is NULL is answered with UNIMPLEMENTED. Outputs are zero at first;
 * what they point to belongs to the handler, and has to stay until the handler is called again.
 */
struct cluster_rpc_handlers {
	int (*pmem_get_pages)(struct sluice_call_context *context, uint32_t order, uint64_t *page);
	int (*pmem_release_pages)(struct sluice_call_context *context, uint64_t page);
	int (*process_make_exec)(struct sluice_call_context *context, uint64_t info, int32_t *error);
	int (*process_make_fork)(struct sluice_call_context *context, uint64_t ref_process_xp, uint64_t parent_thread_xp,
			uint32_t *child_pid, uint64_t *child_thread_ptr, int32_t *error);
	int (*process_make_exit)(struct sluice_call_context *context, uint32_t pid, uint32_t status);
	int (*process_make_kill)(struct sluice_call_context *context, uint32_t pid, uint32_t seg_id);
	int (*thread_user_create)(struct sluice_call_context *context, uint32_t pid, uint64_t start_func, uint64_t start_arg,
			uint64_t attr, uint64_t *thread_xp, int32_t *error);
	int (*thread_kernel_create)(struct sluice_call_context *context, uint32_t type, uint64_t func, uint64_t args, uint64_t *thread_xp,
			int32_t *error);
	int (*thread_kill)(struct sluice_call_context *context, uint64_t thread);
	int (*process_sigaction)(struct sluice_call_context *context, uint32_t action_type, uint64_t process);
	int (*vfs_inode_create)(struct sluice_call_context *context, uint64_t dentry_xp, uint32_t fs_type, uint32_t inode_type,
			uint64_t extend, uint32_t attr, uint32_t rights, uint32_t uid, uint32_t gid, uint64_t *inode_xp, int32_t *error);
	int (*vfs_inode_destroy)(struct sluice_call_context *context, uint64_t inode);
	int (*vfs_dentry_create)(struct sluice_call_context *context, uint32_t type, uint64_t name, uint64_t parent, uint64_t *dentry_xp,
			int32_t *error);
	int (*vfs_dentry_destroy)(struct sluice_call_context *context, uint64_t dentry);
	int (*vfs_file_create)(struct sluice_call_context *context, uint64_t inode, uint32_t file_attr, uint64_t *file_xp, int32_t *error);
	int (*vfs_file_destroy)(struct sluice_call_context *context, uint64_t file);
	int (*vfs_inode_load)(struct sluice_call_context *context, uint64_t parent_inode, uint64_t name, uint64_t child_inode_xp,
			int32_t *error);
	int (*vfs_mapper_load_all)(struct sluice_call_context *context, uint64_t inode, int32_t *error);
	int (*fatfs_get_cluster)(struct sluice_call_context *context, uint64_t mapper, uint32_t first, uint32_t page, uint32_t *cluster,
			int32_t *error);
	int (*vmm_get_vseg)(struct sluice_call_context *context, uint64_t process, int64_t vaddr, uint64_t *vseg_xp, int32_t *error);
	int (*vmm_get_pte)(struct sluice_call_context *context, uint64_t process, uint32_t vpn, uint8_t cow, uint32_t *attr, uint32_t *ppn,
			int32_t *error);
	int (*kcm_alloc)(struct sluice_call_context *context, uint32_t kmem_type, uint64_t *buf_xp);
	int (*kcm_free)(struct sluice_call_context *context, uint64_t buf, uint32_t kmem_type);
	int (*mapper_move_buffer)(struct sluice_call_context *context, uint64_t mapper, uint8_t to_buffer, uint8_t is_user,
			uint32_t file_offset, uint64_t buffer, uint32_t size, int32_t *error);
	int (*mapper_get_page)(struct sluice_call_context *context, uint64_t mapper, uint32_t index, uint64_t *page);
	int (*vmm_create_vseg)(struct sluice_call_context *context, uint64_t process, uint32_t type, int64_t base, uint32_t size,
			uint32_t file_offset, uint32_t file_size, uint64_t mapper_xp, uint32_t vseg_cxy, uint64_t *vseg);
	int (*sched_display)(struct sluice_call_context *context, uint32_t lid);
	int (*vmm_set_cow)(struct sluice_call_context *context, uint64_t process);
};

/* Knows every code; pass it with a cluster_rpc_handlers to the functions of sluice/call.h. */
extern const struct sluice_service cluster_rpc_service;

/* sluice_serve with the handlers of this protocol. `options` may be NULL. */
int cluster_rpc_serve(struct sluice_transport *transport, const struct cluster_rpc_handlers *handlers, void *user,
	const struct sluice_serve_options *options);

#ifdef __cplusplus
}
#endif

#endif /* CLUSTER_RPC_STUBS_H */
