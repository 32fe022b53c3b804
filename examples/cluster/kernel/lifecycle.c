#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kernel.h"

#define IS_PLACED 1u
#define CODE_PAGE 0x400
#define DATA_PAGE 0x800
#define STACK_PAGES 4
#define MAIN_ADDRESS 0x400000

/* All copies at once. One that does not answer is gone with its cluster. */
static void tell_copies(struct kernel *kernel, struct sluice_transport *peers, struct process *process, enum action action)
{
	uint32_t targets[MEMBERS];
	uint64_t copies[MEMBERS];
	uint32_t count = process_copies(kernel, process, targets, copies);

	if (count > 0) {
		pthread_mutex_unlock(&kernel->lock);
		rpc_process_sigaction_client(peers, targets, count, (uint32_t)action, copies);
		pthread_mutex_lock(&kernel->lock);
	}
	if (action == ACTION_DELETE)
		process_forget_copies(kernel, process);
}

static int load_image(struct kernel *kernel, struct process *process, const char *program)
{
	struct mapper *mapper;
	struct inode *inode;
	uint32_t size, i;
	uint64_t ref;
	int status = vfs_open_program(kernel, program, &inode);

	if (status == 0)
		status = table_find(kernel, inode->mapper, TYPE_MAPPER, &mapper);
	if (status == 0)
		status = mapper_size(kernel, mapper, &size);
	if (status != 0)
		return status;
	{
		const struct new_vseg vsegs[] = {
			{VSEG_CODE, CODE_PAGE * (int64_t)PAGE_BYTES, size != 0 ? size : 1, 0, size, inode->mapper, kernel->cxy},
			{VSEG_DATA, DATA_PAGE * (int64_t)PAGE_BYTES, 2 * PAGE_BYTES, 0, size < 5000 ? size : 5000, inode->mapper,
			 kernel->cxy},
			{VSEG_STACK, 0, STACK_PAGES * PAGE_BYTES, 0, 0, inode->mapper, kernel->cxy},
		};

		for (i = 0; status == 0 && i < sizeof vsegs / sizeof vsegs[0]; i++)
			status = vmm_create(kernel, process, &vsegs[i], &ref);
	}
	return status;
}

int lifecycle_boot(struct kernel *kernel)
{
	struct process *init;
	uint64_t ref;
	int status = process_create(kernel, 0, &init);

	if (status == 0)
		status = load_image(kernel, init, "shell");
	if (status == 0)
		status = thread_create(kernel, init, THREAD_USER, MAIN_ADDRESS, 0, -1, &ref);
	if (status == 0)
		process_start(kernel, init);
	return status;
}

int lifecycle_exec(struct kernel *kernel, struct sluice_transport *peers, uint64_t info_at)
{
	uint8_t info[EXEC_BYTES];
	struct process *process;
	struct inode *inode;
	const char *path = (const char *)info + EXEC_PATH;
	uint32_t pid;
	uint64_t ref;
	int status;

	if (!kernel->memory.read(kernel->memory.user, info_at, info, sizeof info))
		return EFAULT;
	if (memchr(path, '\0', NAME_BYTES) == NULL)
		return ENAMETOOLONG;
	pid = get_u32(info + EXEC_PID);
	status = process_owned(kernel, pid, &process);
	if (status == 0)
		status = vfs_open_program(kernel, path, &inode);
	if (status != 0)
		return status;
	tell_copies(kernel, peers, process, ACTION_DELETE);
	/* Others have run meanwhile. */
	status = process_owned(kernel, pid, &process);
	if (status != 0)
		return status;
	process_act(kernel, process, ACTION_DELETE);
	vmm_clear(kernel, process);
	status = load_image(kernel, process, path);
	process_publish(kernel, process);
	return status != 0 ? status : thread_create(kernel, process, THREAD_USER, get_u64(info + EXEC_ENTRY), 0, -1, &ref);
}

/* A segment of the parent's record, and the pages that it has by RPC 21. */
static int copy_vseg(struct kernel *kernel, struct sluice_transport *peers, const uint8_t *at, uint64_t parent, struct process *child)
{
	struct vseg vseg = {.type = at[VSEG_TYPE], .base = get_u32(at + VSEG_BASE)};
	uint64_t present = get_u64(at + VSEG_PRESENT);
	struct vseg *added;
	uint32_t page;
	int status;

	vseg.pages = at[VSEG_PAGES] | (uint32_t)at[VSEG_PAGES + 1] << 8;
	vseg.file_offset = get_u32(at + VSEG_FILE_OFFSET);
	vseg.file_size = get_u32(at + VSEG_FILE_SIZE);
	vseg.mapper = get_u64(at + VSEG_MAPPER);
	if (vseg.type > VSEG_REMOTE || vseg.pages == 0 || vseg.pages > PAGES_OF_VSEG || (uint64_t)vseg.base + vseg.pages > UINT32_MAX)
		return EIO;
	status = vmm_add(kernel, child, &vseg, &added);
	if (status != 0)
		return status;
	if (vseg.base + vseg.pages + 1 > child->next_vpn)
		child->next_vpn = vseg.base + vseg.pages + 1;
	/* Pages of files are found again through their mapper. */
	if (vseg.type == VSEG_CODE || vseg.type == VSEG_FILE)
		return 0;
	for (page = 0; status == 0 && page < vseg.pages; page++) {
		if ((present >> page & 1) != 0)
			status = vmm_fetch(kernel, peers, parent, child, vseg.base + page);
	}
	return status;
}

static int copy_memory(struct kernel *kernel, struct sluice_transport *peers, const uint8_t *record, uint64_t parent, struct process *child)
{
	uint32_t count = get_u32(record + PROCESS_VSEG_COUNT);
	uint32_t i;
	int status = count > VSEGS_OF_PROCESS ? EIO : 0;

	for (i = 0; status == 0 && i < count; i++)
		status = copy_vseg(kernel, peers, record + PROCESS_VSEGS + VSEG_BYTES * i, parent, child);
	return status;
}

int lifecycle_fork(struct kernel *kernel, struct sluice_transport *peers, uint64_t parent_ref, uint64_t thread, uint32_t *child_pid,
		   uint64_t *child_thread)
{
	uint8_t record[LARGEST_RECORD];
	struct process *parent, *child;
	uint64_t func, arg;
	int status = process_read_parent(kernel, parent_ref, record);

	if (status == 0)
		status = process_read_thread(kernel, thread, get_u32(record + PROCESS_PID), &func, &arg);
	if (status == 0)
		status = process_create(kernel, get_u32(record + PROCESS_PID), &child);
	if (status != 0)
		return status;
	if (cluster_of(parent_ref) != kernel->cxy)
		status = copy_memory(kernel, peers, record, parent_ref, child);
	else if ((status = process_find_reference(kernel, parent_ref, &parent)) == 0)
		status = vmm_share(kernel, parent, child);
	if (status == 0)
		status = thread_create(kernel, child, THREAD_USER, func, arg, -1, child_thread);
	if (status != 0) {
		vmm_clear(kernel, child);
		process_remove(kernel, child);
		return status;
	}
	process_start(kernel, child);
	*child_pid = child->pid;
	return 0;
}

int lifecycle_exit(struct kernel *kernel, struct sluice_transport *peers, uint32_t pid, uint32_t exit_status)
{
	struct process *process;
	char line[64];
	int status = process_owned(kernel, pid, &process);

	if (status != 0)
		return status;
	process_end(kernel, process);
	tell_copies(kernel, peers, process, ACTION_DELETE);
	vmm_clear(kernel, process);
	process_remove(kernel, process);
	snprintf(line, sizeof line, "process 0x%" PRIx32 " has ended: %" PRIu32, pid, exit_status);
	kernel->print(line);
	return 0;
}

int lifecycle_signal(struct kernel *kernel, struct sluice_transport *peers, uint32_t pid, uint32_t signal)
{
	enum action action = signal == SIGNAL_STOP ? ACTION_BLOCK : ACTION_UNBLOCK;
	struct process *process;
	int status;

	if (signal == SIGNAL_KILL)
		return lifecycle_exit(kernel, peers, pid, 128 + signal);
	if (signal != SIGNAL_STOP && signal != SIGNAL_CONT)
		return EINVAL;
	status = process_owned(kernel, pid, &process);
	if (status != 0)
		return status;
	process_act(kernel, process, action);
	tell_copies(kernel, peers, process, action);
	return 0;
}

/* Which core the attributes ask for; -1 for any. */
static int core_of(struct kernel *kernel, uint64_t attr, int32_t *lid)
{
	uint8_t bytes[8];

	*lid = -1;
	if (attr == 0)
		return 0;
	if (!kernel->memory.read(kernel->memory.user, attr, bytes, sizeof bytes))
		return EFAULT;
	if ((get_u32(bytes) & IS_PLACED) == 0)
		return 0;
	*lid = (int32_t)get_u32(bytes + 4);
	return get_u32(bytes + 4) >= CORES ? EINVAL : 0;
}

int lifecycle_user_thread(struct kernel *kernel, uint32_t pid, uint64_t func, uint64_t arg, uint64_t attr, uint64_t *ref)
{
	struct process *process;
	int32_t lid;
	int status = func == 0 ? EINVAL : core_of(kernel, attr, &lid);

	if (status == 0)
		status = process_copy_of(kernel, pid, &process);
	return status != 0 ? status : thread_create(kernel, process, THREAD_USER, func, arg, lid, ref);
}

int lifecycle_sigaction(struct kernel *kernel, uint64_t ref, uint32_t action)
{
	struct process *process;
	int status = action > ACTION_DELETE ? EINVAL : process_find(kernel, ref, &process);

	if (status != 0)
		return status;
	if (action == ACTION_DELETE && process->reference != ref)
		process_remove(kernel, process);
	else
		process_act(kernel, process, (enum action)action);
	return 0;
}
