#include <errno.h>
#include <string.h>

#include "kernel.h"

/* Where the kernel places segments. */
#define FIRST_PLACED_PAGE 0x10000u

#define FOR_EACH_PROCESS(kernel, process)                                                                                              \
	for (uint32_t process##_at = 0; process##_at < PROCESSES; process##_at++)                                                       \
		if (((process) = table_at((kernel), TYPE_PROCESS, process##_at)) != NULL)

int process_find(struct kernel *kernel, uint64_t ref, struct process **found)
{
	int status = table_find(kernel, ref, TYPE_PROCESS, found);

	return status == 0 && (*found)->is_ending ? -ESTALE : status;
}

int process_find_reference(struct kernel *kernel, uint64_t ref, struct process **found)
{
	int status = process_find(kernel, ref, found);

	return status == 0 && (*found)->reference != ref ? EINVAL : status;
}

struct process *process_by_pid(struct kernel *kernel, uint32_t pid)
{
	struct process *process;

	FOR_EACH_PROCESS(kernel, process) {
		if (process->pid == pid && !process->is_ending && process->state != STATE_NEW)
			return process;
	}
	return NULL;
}

int process_owned(struct kernel *kernel, uint32_t pid, struct process **found)
{
	*found = process_by_pid(kernel, pid);
	return *found == NULL || (*found)->reference != (*found)->object.ref ? ESRCH : 0;
}

static bool is_taken(struct kernel *kernel, uint32_t pid)
{
	struct process *process;

	FOR_EACH_PROCESS(kernel, process) {
		if (process->pid == pid)
			return true;
	}
	return false;
}

static uint32_t new_pid(struct kernel *kernel)
{
	uint32_t pid;

	do {
		kernel->last_number = kernel->last_number == 0xffff ? 1 : kernel->last_number + 1;
		pid = kernel->cxy << 16 | kernel->last_number;
	} while (is_taken(kernel, pid));
	return pid;
}

static struct process *add(struct kernel *kernel, uint32_t pid, uint32_t parent, uint64_t reference)
{
	struct process *process = table_add(kernel, TYPE_PROCESS);

	if (process == NULL)
		return NULL;
	process->pid = pid;
	process->parent = parent;
	process->reference = reference != 0 ? reference : process->object.ref;
	process->next_vpn = FIRST_PLACED_PAGE;
	return process;
}

int process_create(struct kernel *kernel, uint32_t parent, struct process **created)
{
	if (table_count(kernel, TYPE_PROCESS) == PROCESSES)
		return EAGAIN;
	*created = add(kernel, new_pid(kernel), parent, 0);
	return 0;
}

void process_start(struct kernel *kernel, struct process *process)
{
	process->state = STATE_REFERENCE;
	process_publish(kernel, process);
}

/* The reference of a process in the cluster that owns it, by its records; 0 when there is none. */
static uint64_t find_remote(struct kernel *kernel, uint32_t owner, uint32_t pid)
{
	uint8_t record[LARGEST_RECORD];
	uint32_t index;

	for (index = 0; owner < MEMBERS && index < PROCESSES; index++) {
		uint64_t ref;

		if (!record_at(&kernel->memory, owner, TYPE_PROCESS, index, record))
			return 0;
		ref = get_u64(record);
		if (get_u32(record + PROCESS_STATE) != STATE_REFERENCE || get_u32(record + PROCESS_PID) != pid)
			continue;
		if (type_of(ref) == TYPE_PROCESS && cluster_of(ref) == owner && index_of(ref) == index)
			return ref;
	}
	return 0;
}

int process_copy_of(struct kernel *kernel, uint32_t pid, struct process **found)
{
	uint8_t record[LARGEST_RECORD];
	uint64_t reference = 0;

	*found = process_by_pid(kernel, pid);
	if (*found != NULL)
		return 0;
	if (pid >> 16 != kernel->cxy)
		reference = find_remote(kernel, pid >> 16, pid);
	if (reference == 0)
		return ESRCH;
	*found = add(kernel, pid, 0, reference);
	if (*found == NULL)
		return EAGAIN;
	(*found)->state = STATE_COPY;
	process_publish(kernel, *found);
	record_write_u64(&kernel->memory, reference, PROCESS_COPIES + 8 * (kernel->cxy % MEMBERS), (*found)->object.ref);
	/* Should the process end in this moment, either its owner sees our copy, or we see its end. */
	if (record_read(&kernel->memory, reference, record))
		return 0;
	process_remove(kernel, *found);
	return ESRCH;
}

uint32_t process_copies(struct kernel *kernel, const struct process *process, uint32_t *targets, uint64_t *copies)
{
	uint8_t record[LARGEST_RECORD];
	uint32_t slot, count = 0;

	if (!record_at(&kernel->memory, kernel->cxy, TYPE_PROCESS, index_of(process->object.ref), record))
		return 0;
	for (slot = 0; slot < MEMBERS; slot++) {
		uint64_t ref = get_u64(record + PROCESS_COPIES + 8 * slot);

		if (type_of(ref) != TYPE_PROCESS || cluster_of(ref) != slot || slot == kernel->cxy)
			continue;
		targets[count] = slot;
		copies[count++] = ref;
	}
	return count;
}

void process_forget_copies(struct kernel *kernel, const struct process *process)
{
	static const uint8_t NONE[8 * MEMBERS];

	record_write(&kernel->memory, process->object.ref, PROCESS_COPIES, NONE, sizeof NONE);
}

void process_end(struct kernel *kernel, struct process *process)
{
	process->is_ending = true;
	record_write_u64(&kernel->memory, process->object.ref, 0, 0);
}

void process_remove(struct kernel *kernel, struct process *process)
{
	process_act(kernel, process, ACTION_DELETE);
	record_withdraw(&kernel->memory, process->object.ref);
	table_remove(process);
}

void process_act(struct kernel *kernel, const struct process *process, enum action action)
{
	uint32_t i;

	for (i = 0; i < THREADS; i++) {
		struct thread *thread = table_at(kernel, TYPE_THREAD, i);

		if (thread == NULL || thread->process != process->object.ref)
			continue;
		if (action == ACTION_DELETE)
			thread_remove(kernel, thread);
		else
			thread->is_blocked = action == ACTION_BLOCK;
	}
}

static void write_vseg(uint8_t *at, const struct vseg *vseg, const struct process *process)
{
	uint64_t present = 0;
	uint32_t i;

	for (i = 0; i < process->entry_count; i++) {
		uint32_t vpn = process->entries[i].vpn;

		if (vpn >= vseg->base && vpn - vseg->base < vseg->pages)
			present |= UINT64_C(1) << (vpn - vseg->base);
	}
	put_u64(at, vseg->object.ref);
	put_u64(at + VSEG_MAPPER, vseg->mapper);
	put_u64(at + VSEG_PRESENT, present);
	put_u32(at + VSEG_BASE, vseg->base);
	at[VSEG_PAGES] = (uint8_t)vseg->pages;
	at[VSEG_PAGES + 1] = (uint8_t)(vseg->pages >> 8);
	at[VSEG_TYPE] = (uint8_t)vseg->type;
	at[VSEG_IS_COW] = vseg->is_cow;
	put_u32(at + VSEG_FILE_OFFSET, vseg->file_offset);
	put_u32(at + VSEG_FILE_SIZE, vseg->file_size);
}

void process_publish(struct kernel *kernel, const struct process *process)
{
	uint8_t record[LARGEST_RECORD] = {0};
	uint32_t i;

	if (process->state == STATE_NEW)
		return;
	put_u64(record, process->is_ending ? 0 : process->object.ref);
	put_u32(record + PROCESS_PID, process->pid);
	put_u32(record + PROCESS_PARENT, process->parent);
	put_u32(record + PROCESS_STATE, process->state);
	put_u32(record + PROCESS_VSEG_COUNT, process->vseg_count);
	for (i = 0; i < process->vseg_count; i++)
		write_vseg(record + PROCESS_VSEGS + VSEG_BYTES * i, process->vsegs[i], process);
	/* Where its copies are is written by others. */
	record_write(&kernel->memory, process->object.ref, 0, record, PROCESS_COPIES);
	record_write(&kernel->memory, process->object.ref, PROCESS_VSEGS, record + PROCESS_VSEGS, LARGEST_RECORD - PROCESS_VSEGS);
}

void process_remove_orphans(struct kernel *kernel)
{
	uint8_t record[LARGEST_RECORD];
	struct process *process;

	FOR_EACH_PROCESS(kernel, process) {
		if (process->state == STATE_COPY && !record_read(&kernel->memory, process->reference, record))
			process_remove(kernel, process);
	}
}

void process_forget(struct kernel *kernel, uint32_t cxy)
{
	struct process *process;

	FOR_EACH_PROCESS(kernel, process) {
		if (process->state == STATE_COPY && cluster_of(process->reference) == cxy)
			process_remove(kernel, process);
		else if (process->state == STATE_REFERENCE)
			record_write_u64(&kernel->memory, process->object.ref, PROCESS_COPIES + 8 * (cxy % MEMBERS), 0);
	}
}

int process_read_parent(struct kernel *kernel, uint64_t ref, uint8_t *record)
{
	int status = judge(ref, TYPE_PROCESS, PROCESSES);

	if (status != 0)
		return status;
	return !record_read(&kernel->memory, ref, record) || get_u32(record + PROCESS_STATE) != STATE_REFERENCE ? ESRCH : 0;
}

int process_read_thread(struct kernel *kernel, uint64_t ref, uint32_t pid, uint64_t *func, uint64_t *arg)
{
	uint8_t record[LARGEST_RECORD];
	int status = judge(ref, TYPE_THREAD, THREADS);

	if (status != 0)
		return status;
	if (!record_read(&kernel->memory, ref, record))
		return ESRCH;
	*func = get_u64(record + THREAD_FUNC);
	*arg = get_u64(record + THREAD_ARG);
	return get_u32(record + THREAD_PID) == pid ? 0 : EINVAL;
}

/* ---- threads ---- */

static uint32_t idlest_core(struct kernel *kernel)
{
	uint32_t loads[CORES] = {0};
	uint32_t i, best = 0;

	for (i = 0; i < THREADS; i++) {
		const struct thread *thread = table_at(kernel, TYPE_THREAD, i);

		if (thread != NULL)
			loads[thread->lid]++;
	}
	for (i = 1; i < CORES; i++) {
		if (loads[i] < loads[best])
			best = i;
	}
	return best;
}

int thread_create(struct kernel *kernel, const struct process *process, uint32_t type, uint64_t func, uint64_t arg, int32_t lid,
		  uint64_t *ref)
{
	uint8_t record[LARGEST_RECORD] = {0};
	uint32_t core = lid >= 0 ? (uint32_t)lid : idlest_core(kernel);
	struct thread *thread = table_add(kernel, TYPE_THREAD);

	if (thread == NULL)
		return EAGAIN;
	thread->process = process != NULL ? process->object.ref : 0;
	thread->pid = process != NULL ? process->pid : 0;
	thread->type = type;
	thread->func = func;
	thread->arg = arg;
	thread->lid = core;
	put_u32(record + THREAD_PID, thread->pid);
	put_u32(record + THREAD_TYPE, type);
	put_u64(record + THREAD_FUNC, func);
	put_u64(record + THREAD_ARG, arg);
	put_u64(record + THREAD_PROCESS, thread->process);
	record_publish(&kernel->memory, thread->object.ref, record);
	*ref = thread->object.ref;
	return 0;
}

void thread_remove(struct kernel *kernel, struct thread *thread)
{
	record_withdraw(&kernel->memory, thread->object.ref);
	table_remove(thread);
}
