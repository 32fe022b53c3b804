#include <errno.h>

#include "kernel.h"

/* An entry of a process, in whatever cluster owns it. */
static int resolve(struct kernel *kernel, struct sluice_transport *peers, uint64_t process, uint32_t vpn, bool cow, uint32_t *attr,
		   uint32_t *ppn)
{
	int32_t error = 0;
	uint32_t page;
	int status;

	if (cluster_of(process) == kernel->cxy) {
		status = vmm_resolve(kernel, peers, process, vpn, cow, attr, &page);
		if (status == 0)
			*ppn = pages_ppn(kernel, page);
		return status;
	}
	pthread_mutex_unlock(&kernel->lock);
	status = peer_result(peers, rpc_vmm_get_pte_client(peers, cluster_of(process), process, vpn, cow, attr, ppn, &error));
	pthread_mutex_lock(&kernel->lock);
	return status != 0 ? status : error < 0 ? EIO : error;
}

/* Where a byte of a process lies, in its owner cluster. */
static int user_address(struct kernel *kernel, struct sluice_transport *peers, uint64_t address, bool is_written, uint64_t *found)
{
	const struct process *process = process_by_pid(kernel, (uint32_t)(address >> 32));
	uint32_t vpn = (uint32_t)address >> 12;
	uint32_t attr, ppn;
	uint64_t reference;
	int status;

	if (process == NULL)
		return ESRCH;
	reference = process->reference;
	status = resolve(kernel, peers, reference, vpn, false, &attr, &ppn);
	if (status == 0 && is_written && (attr & ATTR_COW) != 0)
		status = resolve(kernel, peers, reference, vpn, true, &attr, &ppn);
	if (status != 0)
		return status;
	if (is_written && (attr & ATTR_WRITABLE) == 0)
		return EFAULT;
	*found = frame_address(kernel, ppn);
	if (*found == 0)
		return EHOSTDOWN;
	*found += address & 0xfff;
	return 0;
}

static int copy(struct kernel *kernel, uint32_t page, uint32_t offset, uint64_t address, uint32_t length, bool to_buffer)
{
	uint8_t bytes[PAGE_BYTES];

	if (to_buffer) {
		pages_read(kernel, page, bytes);
		return kernel->memory.write(kernel->memory.user, address, bytes + offset, length) ? 0 : EFAULT;
	}
	if (!kernel->memory.read(kernel->memory.user, address, bytes, length))
		return EFAULT;
	pages_write(kernel, page, bytes, length, offset);
	return 0;
}

/* One piece, within a page of the file and one of the buffer. Returns its length in *length. */
static int move_piece(struct kernel *kernel, struct sluice_transport *peers, const struct move *move, uint32_t done, uint32_t *length)
{
	uint32_t at = move->file_offset + done;
	uint64_t address = move->buffer + done;
	struct mapper *mapper;
	uint32_t page;
	int status = 0;

	*length = PAGE_BYTES - at % PAGE_BYTES;
	if (*length > move->size - done)
		*length = move->size - done;
	if (move->is_user) {
		uint32_t rest = PAGE_BYTES - (uint32_t)(address & 0xfff);

		if (*length > rest)
			*length = rest;
		status = user_address(kernel, peers, address, move->to_buffer, &address);
	}
	/* Others may have run meanwhile. */
	if (status == 0)
		status = table_find(kernel, move->mapper, TYPE_MAPPER, &mapper);
	if (status == 0)
		status = mapper_load(kernel, mapper, at / PAGE_BYTES, &page);
	if (status == 0)
		status = copy(kernel, page, at % PAGE_BYTES, address, *length, move->to_buffer);
	if (status == 0 && !move->to_buffer)
		status = mapper_grow(kernel, mapper, at + *length);
	return status;
}

int transfer_move(struct kernel *kernel, struct sluice_transport *peers, const struct move *move)
{
	uint64_t end = (uint64_t)move->file_offset + move->size;
	uint32_t done, length, size;
	struct mapper *mapper;
	int status = table_find(kernel, move->mapper, TYPE_MAPPER, &mapper);

	if (status != 0)
		return status;
	if (end > LARGEST_FILE)
		return EFBIG;
	if (move->to_buffer) {
		status = mapper_size(kernel, mapper, &size);
		if (status != 0 || end > size)
			return status != 0 ? status : EINVAL;
	}
	for (done = 0; status == 0 && done < move->size; done += length)
		status = move_piece(kernel, peers, move, done, &length);
	return status;
}
