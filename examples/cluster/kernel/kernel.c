#include "kernel.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int kernel_init(struct kernel *kernel, uint32_t cxy, uint32_t life, const struct kernel_memory *memory, void (*print)(const char *line))
{
	uint32_t type, index;
	int status;

	memset(kernel, 0, sizeof *kernel);
	pthread_mutex_init(&kernel->lock, NULL);
	kernel->cxy = cxy;
	kernel->memory = *memory;
	kernel->print = print;
	/* A pid of an earlier life is not given again at once. */
	kernel->last_number = (life & 0xff) * 256;
	pages_init(kernel, life);
	for (type = TYPE_PROCESS; type <= TYPE_OBJECT; type++) {
		for (index = 0; index < table_limit(type); index++)
			table_start(kernel, type, index, first_generation(life));
	}
	status = vfs_boot(kernel);
	return status != 0 ? status : lifecycle_boot(kernel);
}

void kernel_forget(struct kernel *kernel, uint32_t cxy)
{
	uint32_t i;

	pthread_mutex_lock(&kernel->lock);
	vfs_forget(kernel, cxy);
	for (i = 0; i < PROCESSES; i++) {
		struct process *process = table_at(kernel, TYPE_PROCESS, i);

		if (process != NULL && vmm_forget(process, cxy))
			process_publish(kernel, process);
	}
	process_forget(kernel, cxy);
	pthread_mutex_unlock(&kernel->lock);
}

void kernel_summary(struct kernel *kernel, char *out, size_t size)
{
	pthread_mutex_lock(&kernel->lock);
	snprintf(out, size,
		 "%" PRIu32 " of %u pages free, %" PRIu32 " processes, %" PRIu32 " threads, %" PRIu32 " segments, %" PRIu32
		 " inodes, %" PRIu32 " entries, %" PRIu32 " files, %" PRIu32 " objects",
		 pages_free_count(kernel), FRAMES, table_count(kernel, TYPE_PROCESS), table_count(kernel, TYPE_THREAD),
		 table_count(kernel, TYPE_VSEG), table_count(kernel, TYPE_INODE), table_count(kernel, TYPE_DENTRY),
		 table_count(kernel, TYPE_FILE), table_count(kernel, TYPE_OBJECT));
	pthread_mutex_unlock(&kernel->lock);
}

/* ---- services: the lock around each, and how its failure is told ---- */

static struct kernel *enter(struct sluice_call_context *context)
{
	struct kernel *kernel = context->user;

	pthread_mutex_lock(&kernel->lock);
	return kernel;
}

static int told_as_error(struct kernel *kernel, int status, int32_t *error)
{
	pthread_mutex_unlock(&kernel->lock);
	*error = status > 0 ? status : 0;
	return status < 0 ? status : 0;
}

/* The pointer is null unless it was found. */
static int told_as_null(struct kernel *kernel, int status)
{
	pthread_mutex_unlock(&kernel->lock);
	return status < 0 ? status : 0;
}

static int told_as_refusal(struct kernel *kernel, int status)
{
	pthread_mutex_unlock(&kernel->lock);
	return status > 0 ? -status : status;
}

static int pmem_get_pages(struct sluice_call_context *context, uint32_t order, uint64_t *page)
{
	struct kernel *kernel = enter(context);
	uint32_t index;
	int status = pages_allocate(kernel, order, USE_CLIENT, &index);

	if (status == 0)
		*page = pages_ref(kernel, index);
	return told_as_null(kernel, status);
}

static int pmem_release_pages(struct sluice_call_context *context, uint64_t page)
{
	struct kernel *kernel = enter(context);

	return told_as_refusal(kernel, pages_release_of_client(kernel, page));
}

static int process_make_exec(struct sluice_call_context *context, uint64_t info, int32_t *error)
{
	struct kernel *kernel = enter(context);

	return told_as_error(kernel, lifecycle_exec(kernel, context->transport, info), error);
}

static int process_make_fork(struct sluice_call_context *context, uint64_t ref_process_xp, uint64_t parent_thread_xp, uint32_t *child_pid,
			     uint64_t *child_thread_ptr, int32_t *error)
{
	struct kernel *kernel = enter(context);
	uint64_t thread = 0;
	int status = lifecycle_fork(kernel, context->transport, ref_process_xp, parent_thread_xp, child_pid, &thread);

	*child_thread_ptr = status == 0 ? thread : 0;
	return told_as_error(kernel, status, error);
}

static int process_make_exit(struct sluice_call_context *context, uint32_t pid, uint32_t exit_status)
{
	struct kernel *kernel = enter(context);

	return told_as_refusal(kernel, lifecycle_exit(kernel, context->transport, pid, exit_status));
}

static int process_make_kill(struct sluice_call_context *context, uint32_t pid, uint32_t seg_id)
{
	struct kernel *kernel = enter(context);

	return told_as_refusal(kernel, lifecycle_signal(kernel, context->transport, pid, seg_id));
}

static int thread_user_create(struct sluice_call_context *context, uint32_t pid, uint64_t start_func, uint64_t start_arg, uint64_t attr,
			      uint64_t *thread_xp, int32_t *error)
{
	struct kernel *kernel = enter(context);

	return told_as_error(kernel, lifecycle_user_thread(kernel, pid, start_func, start_arg, attr, thread_xp), error);
}

static int thread_kernel_create(struct sluice_call_context *context, uint32_t type, uint64_t func, uint64_t args, uint64_t *thread_xp,
				int32_t *error)
{
	struct kernel *kernel = enter(context);
	int status = EINVAL;

	if (type != THREAD_USER && type <= THREAD_IDLE && func != 0)
		status = thread_create(kernel, NULL, type, func, args, -1, thread_xp);
	return told_as_error(kernel, status, error);
}

static int thread_kill(struct sluice_call_context *context, uint64_t ref)
{
	struct kernel *kernel = enter(context);
	struct thread *thread;
	int status = table_find(kernel, ref, TYPE_THREAD, &thread);

	if (status == 0)
		thread_remove(kernel, thread);
	return told_as_refusal(kernel, status);
}

static int process_sigaction(struct sluice_call_context *context, uint32_t action_type, uint64_t process)
{
	struct kernel *kernel = enter(context);

	return told_as_refusal(kernel, lifecycle_sigaction(kernel, process, action_type));
}

static int inode_create(struct sluice_call_context *context, uint64_t dentry_xp, uint32_t fs_type, uint32_t inode_type, uint64_t extend,
			uint32_t attr, uint32_t rights, uint32_t uid, uint32_t gid, uint64_t *inode_xp, int32_t *error)
{
	struct kernel *kernel = enter(context);
	const struct inode wanted = {
		.file_system = fs_type, .type = inode_type, .attr = attr, .rights = rights, .uid = uid, .gid = gid};

	return told_as_error(kernel, vfs_inode_create(kernel, dentry_xp, &wanted, extend, inode_xp), error);
}

static int inode_destroy(struct sluice_call_context *context, uint64_t inode)
{
	struct kernel *kernel = enter(context);

	return told_as_refusal(kernel, vfs_inode_destroy(kernel, inode));
}

static int dentry_create(struct sluice_call_context *context, uint32_t type, uint64_t name, uint64_t parent, uint64_t *dentry_xp,
			 int32_t *error)
{
	struct kernel *kernel = enter(context);

	return told_as_error(kernel, vfs_dentry_create(kernel, type, name, parent, dentry_xp), error);
}

static int dentry_destroy(struct sluice_call_context *context, uint64_t dentry)
{
	struct kernel *kernel = enter(context);

	return told_as_refusal(kernel, vfs_dentry_destroy(kernel, dentry));
}

static int file_create(struct sluice_call_context *context, uint64_t inode, uint32_t file_attr, uint64_t *file_xp, int32_t *error)
{
	struct kernel *kernel = enter(context);

	return told_as_error(kernel, vfs_file_open(kernel, inode, file_attr, file_xp), error);
}

static int file_destroy(struct sluice_call_context *context, uint64_t file)
{
	struct kernel *kernel = enter(context);

	return told_as_refusal(kernel, vfs_file_close(kernel, file));
}

static int inode_load(struct sluice_call_context *context, uint64_t parent_inode, uint64_t name, uint64_t child_inode_xp, int32_t *error)
{
	struct kernel *kernel = enter(context);

	return told_as_error(kernel, vfs_inode_load(kernel, parent_inode, name, child_inode_xp), error);
}

static int load_all(struct sluice_call_context *context, uint64_t ref, int32_t *error)
{
	struct kernel *kernel = enter(context);
	struct mapper *mapper;
	struct inode *inode;
	int status = table_find(kernel, ref, TYPE_INODE, &inode);

	if (status == 0)
		status = table_find(kernel, inode->mapper, TYPE_MAPPER, &mapper);
	if (status == 0)
		status = mapper_load_all(kernel, mapper);
	return told_as_error(kernel, status, error);
}

static int get_cluster(struct sluice_call_context *context, uint64_t ref, uint32_t first, uint32_t page, uint32_t *cluster, int32_t *error)
{
	struct kernel *kernel = enter(context);
	struct mapper *mapper;
	int status = table_find(kernel, ref, TYPE_MAPPER, &mapper);

	if (status == 0)
		status = mapper_walk_table(kernel, mapper, first, page, cluster);
	return told_as_error(kernel, status, error);
}

static int get_vseg(struct sluice_call_context *context, uint64_t ref, int64_t vaddr, uint64_t *vseg_xp, int32_t *error)
{
	struct kernel *kernel = enter(context);
	struct process *process;
	int status = process_find_reference(kernel, ref, &process);

	if (status == 0)
		status = vmm_find_vseg(process, vaddr, vseg_xp);
	return told_as_error(kernel, status, error);
}

static int get_pte(struct sluice_call_context *context, uint64_t process, uint32_t vpn, uint8_t cow, uint32_t *attr, uint32_t *ppn,
		   int32_t *error)
{
	struct kernel *kernel = enter(context);
	uint32_t page;
	int status = vmm_resolve(kernel, context->transport, process, vpn, cow != 0, attr, &page);

	if (status == 0)
		*ppn = pages_ppn(kernel, page);
	return told_as_error(kernel, status, error);
}

static int kcm_alloc(struct sluice_call_context *context, uint32_t kmem_type, uint64_t *buf_xp)
{
	struct kernel *kernel = enter(context);

	return told_as_null(kernel, kmem_allocate(kernel, kmem_type, buf_xp));
}

static int kcm_free(struct sluice_call_context *context, uint64_t buf, uint32_t kmem_type)
{
	struct kernel *kernel = enter(context);

	return told_as_refusal(kernel, kmem_free(kernel, buf, kmem_type));
}

static int move_buffer(struct sluice_call_context *context, uint64_t mapper, uint8_t to_buffer, uint8_t is_user, uint32_t file_offset,
		       uint64_t buffer, uint32_t size, int32_t *error)
{
	struct kernel *kernel = enter(context);
	const struct move move = {mapper, to_buffer != 0, is_user != 0, file_offset, buffer, size};

	return told_as_error(kernel, transfer_move(kernel, context->transport, &move), error);
}

static int get_page(struct sluice_call_context *context, uint64_t ref, uint32_t index, uint64_t *page)
{
	struct kernel *kernel = enter(context);
	struct mapper *mapper;
	uint32_t found;
	int status = table_find(kernel, ref, TYPE_MAPPER, &mapper);

	if (status == 0)
		status = mapper_load(kernel, mapper, index, &found);
	if (status == 0)
		*page = pages_ref(kernel, found);
	return told_as_null(kernel, status);
}

static int create_vseg(struct sluice_call_context *context, uint64_t ref, uint32_t type, int64_t base, uint32_t size, uint32_t file_offset,
		       uint32_t file_size, uint64_t mapper_xp, uint32_t vseg_cxy, uint64_t *vseg)
{
	struct kernel *kernel = enter(context);
	const struct new_vseg wanted = {type, base, size, file_offset, file_size, mapper_xp, vseg_cxy};
	struct process *process;
	int status = process_find_reference(kernel, ref, &process);

	if (status == 0)
		status = vmm_create(kernel, process, &wanted, vseg);
	return told_as_null(kernel, status);
}

static int sched_display(struct sluice_call_context *context, uint32_t lid)
{
	struct kernel *kernel = enter(context);
	uint32_t i, count = 0;
	char line[128];

	if (lid >= CORES)
		return told_as_refusal(kernel, EINVAL);
	for (i = 0; i < THREADS; i++)
		count += table_at(kernel, TYPE_THREAD, i) != NULL && kernel->threads[i].lid == lid;
	snprintf(line, sizeof line, "cluster %" PRIu32 ", core %" PRIu32 ": %" PRIu32 " threads", kernel->cxy, lid, count);
	kernel->print(line);
	for (i = 0; i < THREADS; i++) {
		const struct thread *thread = table_at(kernel, TYPE_THREAD, i);

		if (thread == NULL || thread->lid != lid)
			continue;
		snprintf(line, sizeof line, "  thread 0x%" PRIx64 ", type %" PRIu32 ", process 0x%" PRIx32 ", %s", thread->object.ref,
			 thread->type, thread->pid, thread->is_blocked ? "blocked" : "ready");
		kernel->print(line);
	}
	return told_as_refusal(kernel, 0);
}

static int set_cow(struct sluice_call_context *context, uint64_t ref)
{
	struct kernel *kernel = enter(context);
	struct process *process;
	int status = process_find_reference(kernel, ref, &process);

	if (status == 0)
		vmm_set_cow(kernel, process);
	return told_as_refusal(kernel, status);
}

const struct cluster_rpc_handlers kernel_handlers = {
	.pmem_get_pages = pmem_get_pages,
	.pmem_release_pages = pmem_release_pages,
	.process_make_exec = process_make_exec,
	.process_make_fork = process_make_fork,
	.process_make_exit = process_make_exit,
	.process_make_kill = process_make_kill,
	.thread_user_create = thread_user_create,
	.thread_kernel_create = thread_kernel_create,
	.thread_kill = thread_kill,
	.process_sigaction = process_sigaction,
	.vfs_inode_create = inode_create,
	.vfs_inode_destroy = inode_destroy,
	.vfs_dentry_create = dentry_create,
	.vfs_dentry_destroy = dentry_destroy,
	.vfs_file_create = file_create,
	.vfs_file_destroy = file_destroy,
	.vfs_inode_load = inode_load,
	.vfs_mapper_load_all = load_all,
	.fatfs_get_cluster = get_cluster,
	.vmm_get_vseg = get_vseg,
	.vmm_get_pte = get_pte,
	.kcm_alloc = kcm_alloc,
	.kcm_free = kcm_free,
	.mapper_move_buffer = move_buffer,
	.mapper_get_page = get_page,
	.vmm_create_vseg = create_vseg,
	.sched_display = sched_display,
	.vmm_set_cow = set_cow,
};
