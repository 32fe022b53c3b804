/*
 * A kernel in miniature: what a member of the cluster holds, and the 28 services on it. The files beside kernel.ts say more; each has its twin
 * here, with the same checks in the same order, so that both answer the same.
 *
 * Functions return 0; a positive errno for what can't be done (`error` of the answer, null where the answer is a pointer, a refusal where it is
 * neither); or a negated errno to refuse with, for what names no object.
 */
#ifndef KERNEL_H
#define KERNEL_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "cluster_rpc_stubs.h"
#include "limits.h"
#include "memory.h"

enum object_type {
	TYPE_PAGE = 1,
	TYPE_PROCESS,
	TYPE_THREAD,
	TYPE_INODE,
	TYPE_DENTRY,
	TYPE_FILE,
	TYPE_MAPPER,
	TYPE_VSEG,
	TYPE_OBJECT,
};

enum page_use { USE_FREE, USE_CLIENT, USE_MAPPER, USE_USER, USE_SLAB };
enum file_system { FS_FAT, FS_RAM, FS_DEVICE };
enum inode_type { INODE_FILE, INODE_DIRECTORY };
enum vseg_type { VSEG_CODE, VSEG_DATA, VSEG_STACK, VSEG_ANON, VSEG_FILE, VSEG_REMOTE };
enum thread_type { THREAD_USER, THREAD_RPC, THREAD_DEVICE, THREAD_KERNEL, THREAD_IDLE };
enum process_state { STATE_NEW, STATE_REFERENCE, STATE_COPY };
enum action { ACTION_BLOCK, ACTION_UNBLOCK, ACTION_DELETE };
enum { ATTR_PRESENT = 1, ATTR_WRITABLE = 2, ATTR_EXECUTABLE = 4, ATTR_COW = 8, ATTR_USER = 16 };

/* First member of every object that a table holds; ref is 0 in a free place, while the generation stays. */
struct object {
	uint64_t ref;
	uint32_t generation;
};

struct kernel_object {
	struct object object;
	uint32_t kind;
	uint32_t page;
	uint32_t place;
};

struct mapper {
	struct object object;
	uint64_t inode;
	uint32_t file_system;
	int32_t pages[PAGES_OF_FILE];
};

struct inode {
	struct object object;
	uint32_t file_system;
	uint32_t type;
	uint32_t attr;
	uint32_t rights;
	uint32_t uid;
	uint32_t gid;
	uint64_t mapper;
	uint32_t open_files;
};

struct dentry {
	struct object object;
	uint32_t file_system;
	char name[NAME_BYTES];
	uint64_t parent;
};

struct open_file {
	struct object object;
	uint64_t inode;
	uint32_t attr;
};

struct vseg {
	struct object object;
	uint32_t type;
	uint32_t base;
	uint32_t pages;
	uint32_t file_offset;
	uint32_t file_size;
	uint64_t mapper;
	bool is_cow;
};

struct entry {
	uint32_t vpn;
	uint32_t page;
	uint32_t attr;
};

struct process {
	struct object object;
	uint32_t pid;
	uint32_t parent;
	uint64_t reference;
	uint32_t state;
	bool is_ending;
	uint32_t next_vpn;
	uint32_t vseg_count;
	struct vseg *vsegs[VSEGS_OF_PROCESS];
	uint32_t entry_count;
	struct entry entries[ENTRIES_OF_PROCESS];
};

struct thread {
	struct object object;
	uint64_t process;
	uint32_t pid;
	uint32_t type;
	uint64_t func;
	uint64_t arg;
	uint32_t lid;
	bool is_blocked;
};

struct pages {
	int8_t order[FRAMES]; /* of the block that starts here; -1 within a block */
	uint8_t use[FRAMES];
	uint16_t holders[FRAMES];
	uint32_t generations[FRAMES];
};

struct kernel {
	pthread_mutex_t lock; /* held by handlers, but for the time that they wait for other members */
	uint32_t cxy;
	uint32_t last_number;
	struct kernel_memory memory;
	void (*print)(const char *line);
	struct pages pages;
	uint8_t kinds[FRAMES];
	uint8_t taken[FRAMES][PAGE_BYTES / 64];
	struct kernel_object objects[OBJECTS];
	struct mapper mappers[MAPPERS];
	struct inode inodes[INODES];
	struct dentry dentries[DENTRIES];
	struct open_file files[FILES];
	struct vseg vsegs[VSEGS];
	struct process processes[PROCESSES];
	struct thread threads[THREADS];
};

/* ---- kernel.c ---- */

extern const struct cluster_rpc_handlers kernel_handlers; /* user of their context: struct kernel */

/* Zeros and boots. `life` counts how often a member of this number has started before. */
int kernel_init(struct kernel *kernel, uint32_t cxy, uint32_t life, const struct kernel_memory *memory, void (*print)(const char *line));

/* A member has died: nothing here may lead to it any more. */
void kernel_forget(struct kernel *kernel, uint32_t cxy);

/* How much there is of everything. */
void kernel_summary(struct kernel *kernel, char *out, size_t size);

/* Prints what is not as it has to be, and returns how much. Copies of processes that are gone are removed first. */
uint32_t kernel_check(struct kernel *kernel);

/* ---- objects.c ---- */

uint32_t cluster_of(uint64_t ref);
uint32_t type_of(uint64_t ref);
uint32_t index_of(uint64_t ref);
uint64_t reference(uint32_t generation, uint32_t cxy, uint32_t type, uint32_t index);
uint32_t first_generation(uint32_t life);
uint32_t next_generation(uint32_t generation);

/* -EFAULT, -EINVAL; the second one -EXDEV, too. */
int judge(uint64_t ref, uint32_t type, uint32_t limit);
int judge_local(const struct kernel *kernel, uint64_t ref, uint32_t type, uint32_t limit);

/* The lowest free place, with a reference; NULL when there is none. All but the object is for the caller to fill. */
void table_start(struct kernel *kernel, uint32_t type, uint32_t index, uint32_t generation);
void *table_add(struct kernel *kernel, uint32_t type);
void table_remove(void *object);
int table_find(struct kernel *kernel, uint64_t ref, uint32_t type, void *found);
void *table_get(struct kernel *kernel, uint64_t ref, uint32_t type);
uint32_t table_count(struct kernel *kernel, uint32_t type);
uint32_t table_limit(uint32_t type);
void *table_at(struct kernel *kernel, uint32_t type, uint32_t index);

/* ---- records.c ---- */

#define LARGEST_RECORD 512
enum { PROCESS_PID = 8, PROCESS_PARENT = 12, PROCESS_STATE = 16, PROCESS_VSEG_COUNT = 20, PROCESS_COPIES = 32, PROCESS_VSEGS = 160 };
enum { VSEG_BYTES = 40, VSEG_MAPPER = 8, VSEG_PRESENT = 16, VSEG_BASE = 24, VSEG_PAGES = 28, VSEG_TYPE = 30, VSEG_IS_COW = 31 };
enum { VSEG_FILE_OFFSET = 32, VSEG_FILE_SIZE = 36 };
enum { THREAD_PID = 8, THREAD_TYPE = 12, THREAD_FUNC = 16, THREAD_ARG = 24, THREAD_PROCESS = 32 };
enum { INODE_TYPE = 8, INODE_FS = 12, INODE_SIZE = 16, INODE_EXTEND = 24, INODE_MAPPER = 32, INODE_PARENT = 40 };
enum { DENTRY_CHILD = 8, DENTRY_PARENT = 16 };
enum { OBJECT_ADDRESS = 8, OBJECT_TYPE = 16, OBJECT_SIZE = 20 };

uint32_t get_u32(const uint8_t *at);
uint64_t get_u64(const uint8_t *at);
void put_u32(uint8_t *at, uint32_t value);
void put_u64(uint8_t *at, uint64_t value);

/* What stands in a place; false where there is no such member. `record` has LARGEST_RECORD bytes. */
bool record_at(const struct kernel_memory *memory, uint32_t cxy, uint32_t type, uint32_t index, uint8_t *record);
/* The record of an object in any cluster; false when it is gone. */
bool record_read(const struct kernel_memory *memory, uint64_t ref, uint8_t *record);
/* One field of it; `missing` when the object is gone. */
uint64_t record_u64(const struct kernel_memory *memory, uint64_t ref, uint32_t offset, uint64_t missing);
bool record_write(const struct kernel_memory *memory, uint64_t ref, uint32_t offset, const void *bytes, size_t length);
bool record_write_u64(const struct kernel_memory *memory, uint64_t ref, uint32_t offset, uint64_t value);
/* The whole record of a new object; the reference is put in front. */
void record_publish(const struct kernel_memory *memory, uint64_t ref, uint8_t *record);
void record_withdraw(const struct kernel_memory *memory, uint64_t ref);

/* ---- pages.c ---- */

void pages_init(struct kernel *kernel, uint32_t life);
int pages_allocate(struct kernel *kernel, uint32_t order, enum page_use use, uint32_t *page);
void pages_release(struct kernel *kernel, uint32_t page);
int pages_release_of_client(struct kernel *kernel, uint64_t ref);
uint64_t pages_ref(const struct kernel *kernel, uint32_t page);
uint32_t pages_ppn(const struct kernel *kernel, uint32_t page);
uint32_t pages_free_count(const struct kernel *kernel);
void pages_read(struct kernel *kernel, uint32_t page, uint8_t *bytes);
void pages_write(struct kernel *kernel, uint32_t page, const void *bytes, size_t length, uint32_t offset);
/* The page of the cluster that this number names; 0 when it is none. */
uint64_t frame_address(const struct kernel *kernel, uint32_t ppn);

/* ---- kmem.c, disk.c, mapper.c ---- */

int kmem_allocate(struct kernel *kernel, uint32_t kind, uint64_t *ref);
int kmem_free(struct kernel *kernel, uint64_t ref, uint32_t kind);

#define FAT_CLUSTERS 64u
struct disk_entry {
	uint32_t type;
	uint32_t first;
	uint32_t size;
};
void disk_read_page(uint64_t first, uint32_t page, uint8_t *bytes);
bool disk_find_entry(const uint8_t *page, const char *name, struct disk_entry *entry);

int mapper_create(struct kernel *kernel, uint64_t inode, uint32_t file_system, uint64_t *ref);
void mapper_destroy(struct kernel *kernel, uint64_t ref);
int mapper_load(struct kernel *kernel, struct mapper *mapper, uint32_t index, uint32_t *page);
int mapper_load_all(struct kernel *kernel, struct mapper *mapper);
int mapper_walk_table(struct kernel *kernel, struct mapper *mapper, uint32_t first, uint32_t page, uint32_t *cluster);
int mapper_size(struct kernel *kernel, const struct mapper *mapper, uint32_t *size);
int mapper_grow(struct kernel *kernel, const struct mapper *mapper, uint32_t end);

/* ---- vfs.c ---- */

int vfs_boot(struct kernel *kernel);
int vfs_inode_create(struct kernel *kernel, uint64_t dentry, const struct inode *wanted, uint64_t extend, uint64_t *ref);
int vfs_inode_destroy(struct kernel *kernel, uint64_t ref);
int vfs_dentry_create(struct kernel *kernel, uint32_t file_system, uint64_t name_at, uint64_t parent, uint64_t *ref);
int vfs_dentry_destroy(struct kernel *kernel, uint64_t ref);
int vfs_file_open(struct kernel *kernel, uint64_t inode, uint32_t attr, uint64_t *ref);
int vfs_file_close(struct kernel *kernel, uint64_t ref);
int vfs_inode_load(struct kernel *kernel, uint64_t parent, uint64_t name_at, uint64_t child);
int vfs_open_program(struct kernel *kernel, const char *name, struct inode **found);
uint64_t vfs_child_of(struct kernel *kernel, uint64_t dentry);
uint64_t vfs_parent_of(struct kernel *kernel, uint64_t inode);
void vfs_forget(struct kernel *kernel, uint32_t cxy);

/* ---- process.c ---- */

int process_find(struct kernel *kernel, uint64_t ref, struct process **found);
int process_find_reference(struct kernel *kernel, uint64_t ref, struct process **found);
struct process *process_by_pid(struct kernel *kernel, uint32_t pid);
int process_owned(struct kernel *kernel, uint32_t pid, struct process **found);
int process_create(struct kernel *kernel, uint32_t parent, struct process **created);
void process_start(struct kernel *kernel, struct process *process);
int process_copy_of(struct kernel *kernel, uint32_t pid, struct process **found);
uint32_t process_copies(struct kernel *kernel, const struct process *process, uint32_t *targets, uint64_t *copies);
void process_forget_copies(struct kernel *kernel, const struct process *process);
void process_end(struct kernel *kernel, struct process *process);
void process_remove(struct kernel *kernel, struct process *process);
void process_act(struct kernel *kernel, const struct process *process, enum action action);
void process_publish(struct kernel *kernel, const struct process *process);
void process_remove_orphans(struct kernel *kernel);
void process_forget(struct kernel *kernel, uint32_t cxy);
int process_read_parent(struct kernel *kernel, uint64_t ref, uint8_t *record);
int process_read_thread(struct kernel *kernel, uint64_t ref, uint32_t pid, uint64_t *func, uint64_t *arg);
int thread_create(struct kernel *kernel, const struct process *process, uint32_t type, uint64_t func, uint64_t arg, int32_t lid,
		  uint64_t *ref);
void thread_remove(struct kernel *kernel, struct thread *thread);

/* ---- vmm.c ---- */

struct new_vseg {
	uint32_t type;
	int64_t base;
	uint32_t size;
	uint32_t file_offset;
	uint32_t file_size;
	uint64_t mapper;
	uint32_t cxy;
};

int vmm_create(struct kernel *kernel, struct process *process, const struct new_vseg *wanted, uint64_t *ref);
int vmm_add(struct kernel *kernel, struct process *process, const struct vseg *wanted, struct vseg **added);
struct vseg *vmm_vseg_at(const struct process *process, uint32_t vpn);
struct entry *vmm_entry(struct process *process, uint32_t vpn);
int vmm_find_vseg(const struct process *process, int64_t address, uint64_t *ref);
int vmm_resolve(struct kernel *kernel, struct sluice_transport *peers, uint64_t ref, uint32_t vpn, bool cow, uint32_t *attr, uint32_t *page);
void vmm_set_cow(struct kernel *kernel, struct process *process);
int vmm_share(struct kernel *kernel, struct process *parent, struct process *child);
int vmm_fetch(struct kernel *kernel, struct sluice_transport *peers, uint64_t parent, struct process *child, uint32_t vpn);
void vmm_clear(struct kernel *kernel, struct process *process);
bool vmm_forget(struct process *process, uint32_t cxy);

/* ---- lifecycle.c, transfer.c ---- */

enum { SIGNAL_KILL = 9, SIGNAL_CONT = 18, SIGNAL_STOP = 19 };
/* Offsets in what RPC 2 points to, in the memory of whoever calls. */
enum { EXEC_PID = 0, EXEC_ENTRY = 8, EXEC_PATH = 16, EXEC_BYTES = 64 };

int lifecycle_boot(struct kernel *kernel);
int lifecycle_exec(struct kernel *kernel, struct sluice_transport *peers, uint64_t info_at);
int lifecycle_fork(struct kernel *kernel, struct sluice_transport *peers, uint64_t parent, uint64_t thread, uint32_t *child_pid,
		   uint64_t *child_thread);
int lifecycle_exit(struct kernel *kernel, struct sluice_transport *peers, uint32_t pid, uint32_t status);
int lifecycle_signal(struct kernel *kernel, struct sluice_transport *peers, uint32_t pid, uint32_t signal);
int lifecycle_user_thread(struct kernel *kernel, uint32_t pid, uint64_t func, uint64_t arg, uint64_t attr, uint64_t *ref);
int lifecycle_sigaction(struct kernel *kernel, uint64_t ref, uint32_t action);

struct move {
	uint64_t mapper;
	bool to_buffer;
	bool is_user;
	uint32_t file_offset;
	uint64_t buffer;
	uint32_t size;
};

int transfer_move(struct kernel *kernel, struct sluice_transport *peers, const struct move *move);

/*
 * What a call to another member comes to: its refusal is ours, and a member that does not answer is down. Calls are made without the lock, so
 * what was found before has to be found again.
 */
int peer_result(struct sluice_transport *peers, int status);

#endif
