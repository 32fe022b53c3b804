#include <errno.h>
#include <string.h>

#include "kernel.h"

#define FOR_EACH(kernel, type, item)                                                                                                   \
	for (uint32_t item##_at = 0; item##_at < table_limit(type); item##_at++)                                                        \
		if (((item) = table_at((kernel), (type), item##_at)) != NULL)

/* ---- helpers ---- */

/* The root directory and the table of the disk belong to the kernel. */
static bool is_fixed(const struct inode *inode)
{
	return index_of(inode->object.ref) < 2;
}

/* What a directory says of an inode, in any cluster. */
static bool fill(struct kernel *kernel, uint64_t ref, uint32_t size, uint64_t extend)
{
	uint8_t bytes[16];

	put_u32(bytes, size);
	put_u32(bytes + 4, 1);
	put_u64(bytes + 8, extend);
	return record_write(&kernel->memory, ref, INODE_SIZE, bytes, sizeof bytes);
}

static int add_inode(struct kernel *kernel, uint64_t dentry, const struct inode *wanted, uint64_t extend, struct inode **added)
{
	uint8_t record[LARGEST_RECORD] = {0};
	struct inode *inode = table_add(kernel, TYPE_INODE);
	struct object object;
	int status;

	if (inode == NULL)
		return ENFILE;
	object = inode->object;
	*inode = *wanted;
	inode->object = object;
	inode->open_files = 0;
	status = mapper_create(kernel, object.ref, wanted->file_system, &inode->mapper);
	if (status != 0) {
		table_remove(inode);
		return status;
	}
	put_u32(record + INODE_TYPE, wanted->type);
	put_u32(record + INODE_FS, wanted->file_system);
	put_u64(record + INODE_EXTEND, extend);
	put_u64(record + INODE_MAPPER, inode->mapper);
	put_u64(record + INODE_PARENT, dentry);
	record_publish(&kernel->memory, object.ref, record);
	*added = inode;
	return 0;
}

static void remove_inode(struct kernel *kernel, struct inode *inode)
{
	mapper_destroy(kernel, inode->mapper);
	record_withdraw(&kernel->memory, inode->object.ref);
	table_remove(inode);
}

static bool has_entries(struct kernel *kernel, const struct inode *inode)
{
	struct dentry *dentry;

	FOR_EACH(kernel, TYPE_DENTRY, dentry) {
		if (dentry->parent == inode->object.ref)
			return true;
	}
	return false;
}

static bool is_orphan(struct kernel *kernel, const struct inode *inode)
{
	return !is_fixed(inode) && vfs_parent_of(kernel, inode->object.ref) == 0;
}

static void remove_orphan(struct kernel *kernel, struct inode *inode)
{
	if (inode->open_files == 0 && !has_entries(kernel, inode))
		remove_inode(kernel, inode);
}

static struct dentry *find_name(struct kernel *kernel, uint64_t parent, const char *name)
{
	struct dentry *dentry;

	FOR_EACH(kernel, TYPE_DENTRY, dentry) {
		if (dentry->parent == parent && strcmp(dentry->name, name) == 0)
			return dentry;
	}
	return NULL;
}

static int add_dentry(struct kernel *kernel, uint32_t file_system, const char *name, uint64_t parent, uint64_t *ref)
{
	uint8_t record[LARGEST_RECORD] = {0};
	struct dentry *dentry;

	if (find_name(kernel, parent, name) != NULL)
		return EEXIST;
	dentry = table_add(kernel, TYPE_DENTRY);
	if (dentry == NULL)
		return ENFILE;
	dentry->file_system = file_system;
	strcpy(dentry->name, name);
	dentry->parent = parent;
	put_u64(record + DENTRY_PARENT, parent);
	record_publish(&kernel->memory, dentry->object.ref, record);
	*ref = dentry->object.ref;
	return 0;
}

/* A name out of a client's memory; `name` has NAME_BYTES bytes. */
static int read_name(struct kernel *kernel, uint64_t at, char *name)
{
	uint32_t length;

	for (length = 0; length < NAME_BYTES; length++) {
		if (!kernel->memory.read(kernel->memory.user, at + length, name + length, 1))
			return EFAULT;
		if (name[length] == '\0')
			return length == 0 || strchr(name, '/') != NULL ? EINVAL : 0;
	}
	return ENAMETOOLONG;
}

/* ENOENT when the directory on the disk has no such name. */
static int look_up(struct kernel *kernel, const struct inode *directory, const char *name, struct disk_entry *entry)
{
	struct mapper *mapper;
	uint8_t bytes[PAGE_BYTES];
	uint32_t size, index, page;
	int status = table_find(kernel, directory->mapper, TYPE_MAPPER, &mapper);

	if (status == 0)
		status = mapper_size(kernel, mapper, &size);
	for (index = 0; status == 0 && index < (size + PAGE_BYTES - 1) / PAGE_BYTES; index++) {
		status = mapper_load(kernel, mapper, index, &page);
		if (status != 0)
			break;
		pages_read(kernel, page, bytes);
		if (disk_find_entry(bytes, name, entry) && entry->size <= LARGEST_FILE && entry->type <= INODE_DIRECTORY)
			return 0;
	}
	return status != 0 ? status : ENOENT;
}

/* ---- services ---- */

int vfs_boot(struct kernel *kernel)
{
	const struct inode directory = {.file_system = FS_FAT, .type = INODE_DIRECTORY, .rights = 0755};
	const struct inode file = {.file_system = FS_FAT, .type = INODE_FILE, .rights = 0755};
	struct inode *inode;
	int status = add_inode(kernel, 0, &directory, 1, &inode);

	if (status != 0)
		return status;
	fill(kernel, inode->object.ref, PAGE_BYTES, 1);
	status = add_inode(kernel, 0, &file, 0, &inode);
	if (status == 0)
		fill(kernel, inode->object.ref, 4 * FAT_CLUSTERS, 0);
	return status;
}

int vfs_inode_create(struct kernel *kernel, uint64_t dentry, const struct inode *wanted, uint64_t extend, uint64_t *ref)
{
	uint8_t record[LARGEST_RECORD];
	struct inode *inode;
	bool is_written;
	int status;

	if (wanted->file_system > FS_DEVICE || wanted->type > INODE_DIRECTORY)
		return EINVAL;
	status = judge(dentry, TYPE_DENTRY, DENTRIES);
	if (status != 0)
		return status;
	if (!record_read(&kernel->memory, dentry, record))
		return ENOENT;
	if (get_u64(record + DENTRY_CHILD) != 0)
		return EEXIST;
	status = add_inode(kernel, dentry, wanted, extend, &inode);
	if (status != 0)
		return status;
	*ref = inode->object.ref;
	is_written = record_write_u64(&kernel->memory, dentry, DENTRY_CHILD, *ref);
	/* Should the entry be destroyed in this moment, either its cluster sees our inode, or we see its end. */
	if (is_written && record_read(&kernel->memory, dentry, record))
		return 0;
	if (record_at(&kernel->memory, cluster_of(dentry), TYPE_DENTRY, index_of(dentry), record) && get_u64(record + DENTRY_CHILD) == *ref)
		record_write_u64(&kernel->memory, dentry, DENTRY_CHILD, 0);
	remove_inode(kernel, inode);
	*ref = 0;
	return is_written ? ENOENT : EHOSTDOWN;
}

int vfs_inode_destroy(struct kernel *kernel, uint64_t ref)
{
	struct inode *inode;
	uint64_t entry;
	int status = table_find(kernel, ref, TYPE_INODE, &inode);

	if (status != 0)
		return status;
	if (is_fixed(inode) || inode->open_files > 0)
		return -EBUSY;
	if (has_entries(kernel, inode))
		return -ENOTEMPTY;
	entry = vfs_parent_of(kernel, ref);
	if (record_u64(&kernel->memory, entry, DENTRY_CHILD, 0) == ref)
		record_write_u64(&kernel->memory, entry, DENTRY_CHILD, 0);
	remove_inode(kernel, inode);
	return 0;
}

int vfs_dentry_create(struct kernel *kernel, uint32_t file_system, uint64_t name_at, uint64_t parent, uint64_t *ref)
{
	char name[NAME_BYTES];
	struct inode *directory;
	int status;

	if (file_system > FS_DEVICE)
		return EINVAL;
	status = table_find(kernel, parent, TYPE_INODE, &directory);
	if (status != 0)
		return status;
	if (directory->type != INODE_DIRECTORY)
		return ENOTDIR;
	status = read_name(kernel, name_at, name);
	return status != 0 ? status : add_dentry(kernel, file_system, name, parent, ref);
}

int vfs_dentry_destroy(struct kernel *kernel, uint64_t ref)
{
	uint8_t record[LARGEST_RECORD];
	struct dentry *dentry;
	struct inode *directory;
	int status = table_find(kernel, ref, TYPE_DENTRY, &dentry);

	if (status != 0)
		return status;
	/* Before the look: an inode that is created in this moment sees that, or is seen. */
	record_write_u64(&kernel->memory, ref, 0, 0);
	if (!record_at(&kernel->memory, kernel->cxy, TYPE_DENTRY, index_of(ref), record) || get_u64(record + DENTRY_CHILD) != 0) {
		record_write_u64(&kernel->memory, ref, 0, ref);
		return -EBUSY;
	}
	record_withdraw(&kernel->memory, ref);
	table_remove(dentry);
	/* The directory may have lost its own entry before it was empty. */
	directory = table_get(kernel, dentry->parent, TYPE_INODE);
	if (directory != NULL && is_orphan(kernel, directory))
		remove_orphan(kernel, directory);
	return 0;
}

int vfs_file_open(struct kernel *kernel, uint64_t ref, uint32_t attr, uint64_t *file_ref)
{
	struct inode *inode;
	struct open_file *file;
	int status = table_find(kernel, ref, TYPE_INODE, &inode);

	if (status != 0)
		return status;
	file = table_add(kernel, TYPE_FILE);
	if (file == NULL)
		return ENFILE;
	file->inode = ref;
	file->attr = attr;
	inode->open_files++;
	*file_ref = file->object.ref;
	return 0;
}

int vfs_file_close(struct kernel *kernel, uint64_t ref)
{
	struct open_file *file;
	struct inode *inode;
	int status = table_find(kernel, ref, TYPE_FILE, &file);

	if (status != 0)
		return status;
	table_remove(file);
	inode = table_get(kernel, file->inode, TYPE_INODE);
	if (inode == NULL)
		return 0;
	inode->open_files--;
	/* Its directory has died while it was open. */
	if (is_orphan(kernel, inode))
		remove_orphan(kernel, inode);
	return 0;
}

int vfs_inode_load(struct kernel *kernel, uint64_t parent, uint64_t name_at, uint64_t child)
{
	uint8_t record[LARGEST_RECORD];
	char name[NAME_BYTES];
	struct disk_entry entry;
	struct inode *directory;
	int status = table_find(kernel, parent, TYPE_INODE, &directory);

	if (status != 0)
		return status;
	if (directory->type != INODE_DIRECTORY)
		return ENOTDIR;
	status = read_name(kernel, name_at, name);
	if (status == 0)
		status = judge(child, TYPE_INODE, INODES);
	if (status == 0)
		status = look_up(kernel, directory, name, &entry);
	if (status != 0)
		return status;
	if (!record_read(&kernel->memory, child, record))
		return ESTALE;
	if (get_u32(record + INODE_TYPE) != entry.type)
		return EINVAL;
	return fill(kernel, child, entry.size, entry.first) ? 0 : EHOSTDOWN;
}

int vfs_open_program(struct kernel *kernel, const char *name, struct inode **found)
{
	const struct inode wanted = {.file_system = FS_FAT, .type = INODE_FILE, .rights = 0755};
	struct inode *root = table_at(kernel, TYPE_INODE, 0);
	struct disk_entry entry;
	struct dentry *known;
	uint64_t dentry;
	int status = look_up(kernel, root, name, &entry);

	if (status == 0 && entry.type != INODE_FILE)
		status = ENOENT;
	if (status != 0)
		return status;
	known = find_name(kernel, root->object.ref, name);
	dentry = known != NULL ? known->object.ref : 0;
	*found = table_get(kernel, vfs_child_of(kernel, dentry), TYPE_INODE);
	if (*found != NULL)
		return 0;
	if (vfs_child_of(kernel, dentry) != 0)
		return ENOENT;
	if (dentry == 0)
		status = add_dentry(kernel, FS_FAT, name, root->object.ref, &dentry);
	if (status == 0)
		status = add_inode(kernel, dentry, &wanted, entry.first, found);
	if (status != 0)
		return status;
	record_write_u64(&kernel->memory, dentry, DENTRY_CHILD, (*found)->object.ref);
	fill(kernel, (*found)->object.ref, entry.size, entry.first);
	return 0;
}

/* ---- what records say ---- */

uint64_t vfs_child_of(struct kernel *kernel, uint64_t dentry)
{
	return table_get(kernel, dentry, TYPE_DENTRY) == NULL ? 0 : record_u64(&kernel->memory, dentry, DENTRY_CHILD, 0);
}

uint64_t vfs_parent_of(struct kernel *kernel, uint64_t inode)
{
	return record_u64(&kernel->memory, inode, INODE_PARENT, 0);
}

void vfs_forget(struct kernel *kernel, uint32_t cxy)
{
	struct dentry *dentry;
	struct inode *inode;

	FOR_EACH(kernel, TYPE_DENTRY, dentry) {
		uint64_t child = vfs_child_of(kernel, dentry->object.ref);

		if (child != 0 && cluster_of(child) == cxy)
			record_write_u64(&kernel->memory, dentry->object.ref, DENTRY_CHILD, 0);
	}
	FOR_EACH(kernel, TYPE_INODE, inode) {
		uint64_t entry = vfs_parent_of(kernel, inode->object.ref);

		if (entry == 0 || cluster_of(entry) != cxy)
			continue;
		record_write_u64(&kernel->memory, inode->object.ref, INODE_PARENT, 0);
		remove_orphan(kernel, inode);
	}
}
