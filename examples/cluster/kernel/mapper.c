#include <errno.h>
#include <string.h>

#include "kernel.h"

int mapper_create(struct kernel *kernel, uint64_t inode, uint32_t file_system, uint64_t *ref)
{
	struct mapper *mapper = table_add(kernel, TYPE_MAPPER);
	uint32_t i;

	if (mapper == NULL)
		return ENFILE;
	mapper->inode = inode;
	mapper->file_system = file_system;
	for (i = 0; i < PAGES_OF_FILE; i++)
		mapper->pages[i] = -1;
	*ref = mapper->object.ref;
	return 0;
}

void mapper_destroy(struct kernel *kernel, uint64_t ref)
{
	struct mapper *mapper = table_get(kernel, ref, TYPE_MAPPER);
	uint32_t i;

	if (mapper == NULL)
		return;
	for (i = 0; i < PAGES_OF_FILE; i++) {
		if (mapper->pages[i] >= 0)
			pages_release(kernel, (uint32_t)mapper->pages[i]);
	}
	table_remove(mapper);
}

static void read_from_disk(struct kernel *kernel, const struct mapper *mapper, uint32_t index, uint8_t *bytes)
{
	uint64_t extend = record_u64(&kernel->memory, mapper->inode, INODE_EXTEND, 0);

	memset(bytes, 0, PAGE_BYTES);
	if (mapper->file_system == FS_FAT && extend < FAT_CLUSTERS)
		disk_read_page(extend, index, bytes);
}

int mapper_load(struct kernel *kernel, struct mapper *mapper, uint32_t index, uint32_t *page)
{
	uint8_t bytes[PAGE_BYTES];
	int status;

	if (index >= PAGES_OF_FILE)
		return EINVAL;
	if (mapper->pages[index] < 0) {
		status = pages_allocate(kernel, 0, USE_MAPPER, page);
		if (status != 0)
			return status;
		read_from_disk(kernel, mapper, index, bytes);
		pages_write(kernel, *page, bytes, sizeof bytes, 0);
		mapper->pages[index] = (int32_t)*page;
	}
	*page = (uint32_t)mapper->pages[index];
	return 0;
}

int mapper_load_all(struct kernel *kernel, struct mapper *mapper)
{
	uint32_t size, index, page;
	int status = mapper_size(kernel, mapper, &size);

	for (index = 0; status == 0 && index < (size + PAGE_BYTES - 1) / PAGE_BYTES; index++)
		status = mapper_load(kernel, mapper, index, &page);
	return status;
}

int mapper_walk_table(struct kernel *kernel, struct mapper *mapper, uint32_t first, uint32_t page, uint32_t *cluster)
{
	uint8_t bytes[PAGE_BYTES];
	uint32_t at = first, table, i;
	int status;

	if (page >= FAT_CLUSTERS)
		return EINVAL;
	status = mapper_load(kernel, mapper, 0, &table);
	if (status != 0)
		return status;
	pages_read(kernel, table, bytes);
	for (i = 0;; i++) {
		if (at < 2 || at >= FAT_CLUSTERS)
			return EIO;
		if (i == page)
			break;
		at = get_u32(bytes + 4 * at);
	}
	*cluster = at;
	return 0;
}

int mapper_size(struct kernel *kernel, const struct mapper *mapper, uint32_t *size)
{
	*size = (uint32_t)record_u64(&kernel->memory, mapper->inode, INODE_SIZE, 0);
	return *size > LARGEST_FILE ? EIO : 0;
}

int mapper_grow(struct kernel *kernel, const struct mapper *mapper, uint32_t end)
{
	uint8_t bytes[4];
	uint32_t size;
	int status = mapper_size(kernel, mapper, &size);

	if (status != 0 || end <= size)
		return status;
	put_u32(bytes, end);
	record_write(&kernel->memory, mapper->inode, INODE_SIZE, bytes, sizeof bytes);
	return 0;
}
