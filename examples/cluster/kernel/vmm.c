#include <errno.h>
#include <string.h>

#include "kernel.h"

static bool has_file(uint32_t type)
{
	return type == VSEG_CODE || type == VSEG_DATA || type == VSEG_FILE;
}

/* Entries of these show the pages of the file itself, where it is of this cluster. */
static bool shares_file(uint32_t type)
{
	return type == VSEG_CODE || type == VSEG_FILE;
}

static bool is_copied_on_write(uint32_t type)
{
	return type == VSEG_DATA || type == VSEG_ANON || type == VSEG_REMOTE;
}

int peer_result(struct sluice_transport *peers, int status)
{
	if (status == -SLUICE_ERR_REFUSED)
		return sluice_transport_last_error(peers)->error;
	return status != 0 ? EHOSTDOWN : 0;
}

/* ---- segments ---- */

static int judge_file(struct kernel *kernel, const struct new_vseg *wanted)
{
	struct mapper *mapper;
	int status;

	if (wanted->mapper == 0 || wanted->file_offset % PAGE_BYTES != 0 || wanted->file_size > wanted->size)
		return EINVAL;
	if ((uint64_t)wanted->file_offset + wanted->file_size > LARGEST_FILE)
		return EFBIG;
	status = judge(wanted->mapper, TYPE_MAPPER, MAPPERS);
	if (status == 0 && cluster_of(wanted->mapper) == kernel->cxy)
		status = table_find(kernel, wanted->mapper, TYPE_MAPPER, &mapper);
	return status;
}

/* Code and data are where they want to be; the kernel places all others, with a page between them that is nobody's. */
static int base_of(struct process *process, const struct new_vseg *wanted, uint32_t pages, uint32_t *base)
{
	if (wanted->type == VSEG_CODE || wanted->type == VSEG_DATA) {
		if (wanted->base < 0 || wanted->base % PAGE_BYTES != 0 || (wanted->base >> 12) + pages > UINT32_MAX)
			return EINVAL;
		*base = (uint32_t)(wanted->base >> 12);
		return 0;
	}
	*base = process->next_vpn;
	if ((uint64_t)*base + pages + 1 > UINT32_MAX)
		return ENOMEM;
	process->next_vpn = *base + pages + 1;
	return 0;
}

int vmm_create(struct kernel *kernel, struct process *process, const struct new_vseg *wanted, uint64_t *ref)
{
	uint32_t pages = wanted->size / PAGE_BYTES + (wanted->size % PAGE_BYTES != 0);
	struct vseg vseg = {.type = wanted->type, .pages = pages};
	struct vseg *added;
	uint32_t i;
	int status = 0;

	if (wanted->type > VSEG_REMOTE || pages == 0 || pages > PAGES_OF_VSEG || wanted->cxy >= MEMBERS)
		return EINVAL;
	if (has_file(wanted->type))
		status = judge_file(kernel, wanted);
	if (status == 0)
		status = base_of(process, wanted, pages, &vseg.base);
	if (status != 0)
		return status;
	if (process->vseg_count >= VSEGS_OF_PROCESS)
		return ENOMEM;
	for (i = 0; i < process->vseg_count; i++) {
		const struct vseg *each = process->vsegs[i];

		if (vseg.base < each->base + each->pages && each->base < vseg.base + pages)
			return EEXIST;
	}
	if (has_file(wanted->type)) {
		vseg.file_offset = wanted->file_offset;
		vseg.file_size = wanted->file_size;
		vseg.mapper = wanted->mapper;
	}
	status = vmm_add(kernel, process, &vseg, &added);
	if (status != 0)
		return status;
	process_publish(kernel, process);
	*ref = added->object.ref;
	return 0;
}

int vmm_add(struct kernel *kernel, struct process *process, const struct vseg *wanted, struct vseg **added)
{
	struct vseg *vseg = table_add(kernel, TYPE_VSEG);
	struct object object;

	if (vseg == NULL)
		return ENOMEM;
	object = vseg->object;
	*vseg = *wanted;
	vseg->object = object;
	process->vsegs[process->vseg_count++] = vseg;
	*added = vseg;
	return 0;
}

struct vseg *vmm_vseg_at(const struct process *process, uint32_t vpn)
{
	uint32_t i;

	for (i = 0; i < process->vseg_count; i++) {
		if (vpn >= process->vsegs[i]->base && vpn - process->vsegs[i]->base < process->vsegs[i]->pages)
			return process->vsegs[i];
	}
	return NULL;
}

int vmm_find_vseg(const struct process *process, int64_t address, uint64_t *ref)
{
	const struct vseg *vseg = address < 0 || address >> 12 > UINT32_MAX ? NULL : vmm_vseg_at(process, (uint32_t)(address >> 12));

	if (vseg == NULL)
		return EFAULT;
	*ref = vseg->object.ref;
	return 0;
}

/* ---- page tables ---- */

struct entry *vmm_entry(struct process *process, uint32_t vpn)
{
	uint32_t i;

	for (i = 0; i < process->entry_count; i++) {
		if (process->entries[i].vpn == vpn)
			return &process->entries[i];
	}
	return NULL;
}

static struct entry *add_entry(struct process *process, uint32_t vpn, uint32_t page, uint32_t attr)
{
	struct entry *entry = &process->entries[process->entry_count++];

	*entry = (struct entry){vpn, page, attr};
	return entry;
}

/* An entry with a page of its own. */
static int own(struct kernel *kernel, struct process *process, uint32_t vpn, uint32_t attr, const uint8_t *bytes, struct entry **made)
{
	uint32_t page;
	int status = pages_allocate(kernel, 0, USE_USER, &page);

	if (status != 0)
		return status;
	pages_write(kernel, page, bytes, PAGE_BYTES, 0);
	*made = add_entry(process, vpn, page, attr);
	return 0;
}

static int stop_sharing(struct kernel *kernel, struct entry *entry)
{
	uint8_t bytes[PAGE_BYTES];
	uint32_t page;
	int status;

	if (kernel->pages.holders[entry->page] > 1) {
		status = pages_allocate(kernel, 0, USE_USER, &page);
		if (status != 0)
			return status;
		pages_read(kernel, entry->page, bytes);
		pages_write(kernel, page, bytes, sizeof bytes, 0);
		pages_release(kernel, entry->page);
		entry->page = page;
	}
	entry->attr = (entry->attr & ~(uint32_t)ATTR_COW) | ATTR_WRITABLE;
	return 0;
}

static int fetch_of_file(struct kernel *kernel, struct sluice_transport *peers, uint64_t mapper, uint32_t index, uint8_t *bytes)
{
	uint32_t target = cluster_of(mapper);
	uint64_t page = 0;
	int status;

	pthread_mutex_unlock(&kernel->lock);
	status = peer_result(peers, rpc_mapper_get_page_client(peers, target, mapper, index, &page));
	pthread_mutex_lock(&kernel->lock);
	if (status != 0)
		return status;
	if (type_of(page) != TYPE_PAGE || cluster_of(page) != target || index_of(page) >= FRAMES)
		return EIO;
	return kernel->memory.read(kernel->memory.user, frame_address(kernel, target << 16 | index_of(page)), bytes, PAGE_BYTES) ? 0
																 : EHOSTDOWN;
}

/* The page of a file in this cluster: the file's own, or a copy of it. */
static int map_file(struct kernel *kernel, struct process *process, const struct vseg *vseg, uint32_t vpn, uint32_t attr, uint32_t index,
		    uint32_t length, struct entry **made)
{
	struct mapper *mapper = table_get(kernel, vseg->mapper, TYPE_MAPPER);
	uint8_t bytes[PAGE_BYTES];
	uint32_t page;
	int status;

	if (mapper == NULL)
		return EIO;
	status = mapper_load(kernel, mapper, index, &page);
	if (status != 0)
		return status;
	if (shares_file(vseg->type)) {
		kernel->pages.holders[page]++;
		*made = add_entry(process, vpn, page, attr);
		return 0;
	}
	pages_read(kernel, page, bytes);
	memset(bytes + length, 0, PAGE_BYTES - length);
	return own(kernel, process, vpn, attr, bytes, made);
}

/* Others run while the page comes from another cluster: what was found before is found again. */
static int map_remote_file(struct kernel *kernel, struct sluice_transport *peers, struct process **process, const struct vseg *vseg,
			   uint32_t vpn, uint32_t attr, uint32_t index, uint32_t length, struct entry **made)
{
	uint64_t ref = (*process)->object.ref;
	uint64_t vseg_ref = vseg->object.ref;
	uint8_t bytes[PAGE_BYTES];
	int status = fetch_of_file(kernel, peers, vseg->mapper, index, bytes);

	if (status == 0)
		status = process_find_reference(kernel, ref, process);
	if (status != 0)
		return status;
	vseg = vmm_vseg_at(*process, vpn);
	if (vseg == NULL || vseg->object.ref != vseg_ref)
		return EFAULT;
	*made = vmm_entry(*process, vpn);
	if (*made != NULL)
		return 0;
	if ((*process)->entry_count >= ENTRIES_OF_PROCESS)
		return ENOMEM;
	memset(bytes + length, 0, PAGE_BYTES - length);
	return own(kernel, *process, vpn, attr, bytes, made);
}

static int make(struct kernel *kernel, struct sluice_transport *peers, struct process *process, const struct vseg *vseg, uint32_t vpn,
		struct entry **made)
{
	static const uint8_t ZEROS[PAGE_BYTES];
	uint32_t offset = (vpn - vseg->base) * PAGE_BYTES;
	uint32_t attr = ATTR_PRESENT | ATTR_USER | (vseg->type == VSEG_CODE ? ATTR_EXECUTABLE : ATTR_WRITABLE);
	uint32_t index = vseg->file_offset / PAGE_BYTES + (vpn - vseg->base);
	uint32_t length = PAGE_BYTES;
	int status;

	if (process->entry_count >= ENTRIES_OF_PROCESS)
		return ENOMEM;
	if (!shares_file(vseg->type) && offset < vseg->file_size && vseg->file_size - offset < PAGE_BYTES)
		length = vseg->file_size - offset;
	if (!has_file(vseg->type) || offset >= vseg->file_size)
		status = own(kernel, process, vpn, attr, ZEROS, made);
	else if (vseg->mapper == 0)
		status = EIO;
	else if (cluster_of(vseg->mapper) == kernel->cxy)
		status = map_file(kernel, process, vseg, vpn, attr, index, length, made);
	else
		status = map_remote_file(kernel, peers, &process, vseg, vpn, attr, index, length, made);
	if (status == 0)
		process_publish(kernel, process);
	return status;
}

int vmm_resolve(struct kernel *kernel, struct sluice_transport *peers, uint64_t ref, uint32_t vpn, bool cow, uint32_t *attr, uint32_t *page)
{
	struct process *process;
	struct vseg *vseg;
	struct entry *entry;
	int status = process_find_reference(kernel, ref, &process);

	if (status != 0)
		return status;
	vseg = vmm_vseg_at(process, vpn);
	if (vseg == NULL)
		return EFAULT;
	entry = vmm_entry(process, vpn);
	if (entry == NULL)
		status = make(kernel, peers, process, vseg, vpn, &entry);
	else if (cow && (entry->attr & ATTR_COW) != 0)
		status = stop_sharing(kernel, entry);
	if (status != 0)
		return status;
	*attr = entry->attr;
	*page = entry->page;
	return 0;
}

void vmm_set_cow(struct kernel *kernel, struct process *process)
{
	uint32_t i;

	for (i = 0; i < process->vseg_count; i++)
		process->vsegs[i]->is_cow |= is_copied_on_write(process->vsegs[i]->type);
	for (i = 0; i < process->entry_count; i++) {
		struct entry *entry = &process->entries[i];
		const struct vseg *vseg = vmm_vseg_at(process, entry->vpn);

		if (vseg != NULL && is_copied_on_write(vseg->type))
			entry->attr = (entry->attr | ATTR_COW) & ~(uint32_t)ATTR_WRITABLE;
	}
	process_publish(kernel, process);
}

/* ---- children ---- */

int vmm_share(struct kernel *kernel, struct process *parent, struct process *child)
{
	uint8_t bytes[PAGE_BYTES];
	struct entry *made;
	struct vseg *added;
	uint32_t i, vpn;
	int status;

	vmm_set_cow(kernel, parent);
	child->next_vpn = parent->next_vpn;
	for (i = 0; i < parent->vseg_count; i++) {
		const struct vseg *vseg = parent->vsegs[i];

		status = vmm_add(kernel, child, vseg, &added);
		for (vpn = vseg->base; status == 0 && vpn < vseg->base + vseg->pages; vpn++) {
			const struct entry *entry = vmm_entry(parent, vpn);

			if (entry == NULL)
				continue;
			if (vseg->type == VSEG_STACK) {
				pages_read(kernel, entry->page, bytes);
				status = own(kernel, child, vpn, entry->attr, bytes, &made);
			} else {
				kernel->pages.holders[entry->page]++;
				add_entry(child, vpn, entry->page, entry->attr);
			}
		}
		if (status != 0)
			return status;
	}
	return 0;
}

int vmm_fetch(struct kernel *kernel, struct sluice_transport *peers, uint64_t parent, struct process *child, uint32_t vpn)
{
	uint8_t bytes[PAGE_BYTES];
	struct entry *made;
	uint32_t attr = 0, ppn = 0;
	int32_t error = 0;
	uint64_t address;
	int status;

	pthread_mutex_unlock(&kernel->lock);
	status = peer_result(peers, rpc_vmm_get_pte_client(peers, cluster_of(parent), parent, vpn, 0, &attr, &ppn, &error));
	pthread_mutex_lock(&kernel->lock);
	if (status == 0)
		status = error < 0 ? EIO : error;
	if (status != 0)
		return status;
	address = frame_address(kernel, ppn);
	if (address == 0)
		return EIO;
	if (!kernel->memory.read(kernel->memory.user, address, bytes, sizeof bytes))
		return EHOSTDOWN;
	if (child->entry_count >= ENTRIES_OF_PROCESS)
		return ENOMEM;
	if ((attr & ATTR_COW) != 0)
		attr = (attr & ~(uint32_t)ATTR_COW) | ATTR_WRITABLE;
	return own(kernel, child, vpn, attr, bytes, &made);
}

void vmm_clear(struct kernel *kernel, struct process *process)
{
	uint32_t i;

	for (i = 0; i < process->entry_count; i++)
		pages_release(kernel, process->entries[i].page);
	process->entry_count = 0;
	for (i = 0; i < process->vseg_count; i++)
		table_remove(process->vsegs[i]);
	process->vseg_count = 0;
}

bool vmm_forget(struct process *process, uint32_t cxy)
{
	bool found = false;
	uint32_t i;

	for (i = 0; i < process->vseg_count; i++) {
		struct vseg *vseg = process->vsegs[i];

		if (vseg->mapper == 0 || cluster_of(vseg->mapper) != cxy)
			continue;
		vseg->mapper = 0;
		found = true;
	}
	return found;
}
