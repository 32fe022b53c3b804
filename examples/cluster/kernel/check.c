/* What has to hold in a kernel at rest, as far as its own member can see. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kernel.h"

struct report {
	struct kernel *kernel;
	uint32_t count;
};

static void tell(struct report *report, const char *what, uint64_t which)
{
	char line[128];

	snprintf(line, sizeof line, "%s: 0x%" PRIx64, what, which);
	report->kernel->print(line);
	report->count++;
}

/* Free and used blocks make up all pages, without a gap, and no two free ones could be one. */
static void check_blocks(struct report *report)
{
	const struct pages *pages = &report->kernel->pages;
	uint32_t at = 0;

	while (at < FRAMES) {
		int order = pages->order[at];
		bool is_free = pages->use[at] == USE_FREE;
		uint32_t pair;

		if (order < 0 || order > MAX_ORDER || at % (1u << order) != 0) {
			tell(report, "page starts no block", at);
			return;
		}
		pair = at ^ 1u << order;
		if (is_free && order < MAX_ORDER && pages->use[pair] == USE_FREE && pages->order[pair] == order)
			tell(report, "free blocks were not joined", at);
		if (is_free != (pages->holders[at] == 0))
			tell(report, "holders of a page do not fit its use", at);
		at += 1u << order;
	}
}

/* Whatever leads to a page is counted there. */
static void check_holders(struct report *report)
{
	struct kernel *kernel = report->kernel;
	uint16_t counted[FRAMES] = {0};
	bool is_slab[FRAMES] = {false};
	uint32_t i, j;

	for (i = 0; i < MAPPERS; i++) {
		const struct mapper *mapper = table_at(kernel, TYPE_MAPPER, i);

		for (j = 0; mapper != NULL && j < PAGES_OF_FILE; j++) {
			if (mapper->pages[j] >= 0)
				counted[mapper->pages[j]]++;
		}
	}
	for (i = 0; i < PROCESSES; i++) {
		const struct process *process = table_at(kernel, TYPE_PROCESS, i);

		for (j = 0; process != NULL && j < process->entry_count; j++)
			counted[process->entries[j].page]++;
	}
	for (i = 0; i < OBJECTS; i++) {
		if (table_at(kernel, TYPE_OBJECT, i) != NULL)
			is_slab[kernel->objects[i].page] = true;
	}
	for (i = 0; i < FRAMES; i++) {
		counted[i] = (uint16_t)(counted[i] + is_slab[i] + (kernel->pages.use[i] == USE_CLIENT));
		if (counted[i] != kernel->pages.holders[i])
			tell(report, "holders of a page are miscounted", i);
	}
}

static uint32_t open_count(struct kernel *kernel, uint64_t inode)
{
	uint32_t i, count = 0;

	for (i = 0; i < FILES; i++)
		count += table_at(kernel, TYPE_FILE, i) != NULL && kernel->files[i].inode == inode;
	return count;
}

static void check_inode(struct report *report, const struct inode *inode)
{
	struct kernel *kernel = report->kernel;
	const struct mapper *mapper = table_get(kernel, inode->mapper, TYPE_MAPPER);
	uint64_t ref = inode->object.ref;
	uint64_t entry = vfs_parent_of(kernel, ref);
	uint8_t record[LARGEST_RECORD];

	if (open_count(kernel, ref) != inode->open_files)
		tell(report, "files of an inode are miscounted", ref);
	if (mapper == NULL || mapper->inode != ref)
		tell(report, "inode has no mapper", ref);
	if (!record_read(&kernel->memory, ref, record))
		tell(report, "inode has no record", ref);
	if (entry != 0 && record_u64(&kernel->memory, entry, DENTRY_CHILD, 0) != ref)
		tell(report, "inode has no entry", ref);
}

static void check_files(struct report *report)
{
	struct kernel *kernel = report->kernel;
	uint32_t i;

	for (i = 0; i < DENTRIES; i++) {
		const struct dentry *dentry = table_at(kernel, TYPE_DENTRY, i);
		uint64_t child = dentry != NULL ? vfs_child_of(kernel, dentry->object.ref) : 0;

		if (dentry != NULL && table_get(kernel, dentry->parent, TYPE_INODE) == NULL)
			tell(report, "entry is in no directory", dentry->object.ref);
		if (child != 0 && record_u64(&kernel->memory, child, INODE_PARENT, 0) != dentry->object.ref)
			tell(report, "entry leads to no inode", dentry->object.ref);
	}
	for (i = 0; i < INODES; i++) {
		if (table_at(kernel, TYPE_INODE, i) != NULL)
			check_inode(report, &kernel->inodes[i]);
	}
	for (i = 0; i < FILES; i++) {
		if (table_at(kernel, TYPE_FILE, i) != NULL && table_get(kernel, kernel->files[i].inode, TYPE_INODE) == NULL)
			tell(report, "file has no inode", kernel->files[i].object.ref);
	}
	if (table_count(kernel, TYPE_MAPPER) != table_count(kernel, TYPE_INODE))
		tell(report, "there are more mappers than inodes", table_count(kernel, TYPE_MAPPER));
}

static void check_memory(struct report *report, const struct process *process, const uint8_t *record)
{
	struct kernel *kernel = report->kernel;
	uint32_t i, j;

	for (i = 0; i < process->entry_count; i++) {
		if (vmm_vseg_at(process, process->entries[i].vpn) == NULL)
			tell(report, "process has a page outside of its segments", process->pid);
		if (kernel->pages.use[process->entries[i].page] == USE_FREE)
			tell(report, "process leads to a free page", process->pid);
	}
	for (i = 0; i < process->vseg_count; i++) {
		const struct vseg *vseg = process->vsegs[i];
		uint64_t present = get_u64(record + PROCESS_VSEGS + VSEG_BYTES * i + VSEG_PRESENT);

		if (table_get(kernel, vseg->object.ref, TYPE_VSEG) != vseg)
			tell(report, "process has a segment that is gone", process->pid);
		for (j = 0; j < vseg->pages; j++) {
			bool is_there = vmm_entry((struct process *)process, vseg->base + j) != NULL;

			if (is_there != ((present >> j & 1) != 0))
				tell(report, "record of a process errs on a page", process->pid);
		}
	}
}

static void check_processes(struct report *report)
{
	struct kernel *kernel = report->kernel;
	uint8_t record[LARGEST_RECORD];
	uint32_t i, vsegs = 0;

	for (i = 0; i < THREADS; i++) {
		const struct thread *thread = table_at(kernel, TYPE_THREAD, i);
		const struct process *process = thread != NULL ? table_get(kernel, thread->process, TYPE_PROCESS) : NULL;

		if (thread == NULL)
			continue;
		if (thread->pid != (process != NULL ? process->pid : 0))
			tell(report, "thread is of no process", thread->object.ref);
		if (thread->lid >= CORES || !record_read(&kernel->memory, thread->object.ref, record))
			tell(report, "thread has no core or no record", thread->object.ref);
	}
	for (i = 0; i < PROCESSES; i++) {
		const struct process *process = table_at(kernel, TYPE_PROCESS, i);

		if (process == NULL)
			continue;
		vsegs += process->vseg_count;
		if (process->state == STATE_COPY) {
			if (!record_read(&kernel->memory, process->reference, record))
				tell(report, "process is the copy of none", process->pid);
		} else if (record_read(&kernel->memory, process->object.ref, record)) {
			check_memory(report, process, record);
		} else if (process->state == STATE_REFERENCE && !process->is_ending) {
			tell(report, "process has no record", process->pid);
		}
	}
	if (vsegs != table_count(kernel, TYPE_VSEG))
		tell(report, "segments are miscounted", vsegs);
}

uint32_t kernel_check(struct kernel *kernel)
{
	struct report report = {kernel, 0};

	pthread_mutex_lock(&kernel->lock);
	process_remove_orphans(kernel);
	check_blocks(&report);
	check_holders(&report);
	check_files(&report);
	check_processes(&report);
	pthread_mutex_unlock(&kernel->lock);
	return report.count;
}
