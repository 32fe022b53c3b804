/* Every service once, from C, and what comes of it: `tour FOLDER CXY`. Ends with 0 when all answers were right. tour.ts is its twin. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session.h"

#define KERNELS 4

static void must(bool is_true, const char *what)
{
	if (is_true)
		return;
	fprintf(stderr, "it is not so that %s\n", what);
	exit(1);
}

/* For what a stub has returned. */
static void answered(const struct session *session, int status)
{
	const struct sluice_call_error *error = sluice_transport_last_error(session->client);

	if (status == 0)
		return;
	fprintf(stderr, "%s to %" PRIu32 ": %s, errno %d\n", error->name, error->target, sluice_error_name(status), error->error);
	exit(1);
}

#define ASK(call) answered(session, call)

/* RPC 0, 1, 7, 8, 22, 23 and 27, in each kernel. */
static void show_pages(struct session *session)
{
	struct sluice_transport *client = session->client;

	for (uint32_t target = 0; target < KERNELS; target++) {
		uint64_t page, object, thread;

		ASK(rpc_pmem_get_pages_client(client, target, 2, &page));
		ASK(rpc_kcm_alloc_client(client, target, 1, &object));
		ASK(rpc_thread_kernel_create_client(client, target, THREAD_DEVICE, 0x1000, 0, &thread, NULL));
		must(page != 0 && object != 0 && thread != 0, "there are pages, objects and threads");
		ASK(rpc_sched_display_client(client, target, 0));
		ASK(rpc_thread_kill_client(client, target, thread));
		ASK(rpc_kcm_free_client(client, target, object, 1));
		ASK(rpc_pmem_release_pages_client(client, target, page));
		must(rpc_pmem_release_pages_client(client, target, page) == -SLUICE_ERR_REFUSED &&
			     sluice_transport_last_error(client)->error == ESTALE,
		     "a page that is gone is stale (ESTALE)");
	}
	printf("pages, kernel objects and kernel threads: four of each, and given back; a stale page is refused with %d\n", ESTALE);
}

/* RPC 10 to 18, 24 and 25: a file whose entry, inode and reader are in three clusters. */
static void show_files(struct session *session)
{
	struct sluice_transport *client = session->client;
	uint64_t name = session_lay_name(session, "readme"), root = session_inode(session, 0, 0), buffer = session_place(session, 0);
	uint64_t table = session_mapper_of(session, session_inode(session, 1, 1));
	uint64_t dentry, inode, mapper, file, page;
	uint8_t bytes[5000];
	uint32_t cluster;
	int32_t error;

	ASK(rpc_vfs_dentry_create_client(client, 0, FS_FAT, name, root, &dentry, NULL));
	ASK(rpc_vfs_inode_create_client(client, 1, dentry, FS_FAT, INODE_FILE, 0, 0, 0644, 1, 1, &inode, NULL));
	ASK(rpc_vfs_inode_load_client(client, 0, root, name, inode, NULL));
	ASK(rpc_vfs_mapper_load_all_client(client, 1, inode, NULL));
	ASK(rpc_fatfs_get_cluster_client(client, 1, table, 2, 1, &cluster, NULL));
	ASK(rpc_vfs_file_create_client(client, 1, inode, 0, &file, NULL));
	mapper = session_mapper_of(session, inode);
	ASK(rpc_mapper_move_buffer_client(client, 1, mapper, true, false, 0, buffer, sizeof bytes, &error));
	must(error == 0 && sluice_member_read(session->member, buffer, bytes, sizeof bytes) == 0 && bytes[4999] == ((3 * 31 + 903 * 7) & 0xff),
	     "the file is read");
	ASK(rpc_mapper_get_page_client(client, 1, mapper, 0, &page));
	must(page != 0, "the page is there");
	ASK(rpc_vfs_file_destroy_client(client, 1, file));
	ASK(rpc_vfs_inode_destroy_client(client, 1, inode));
	ASK(rpc_vfs_dentry_destroy_client(client, 0, dentry));
	printf("files: an entry in 0 leads to an inode in 1; 5000 bytes came into %" PRIu32 ", its page 1 lies in FAT cluster %" PRIu32 "\n",
	       sluice_member_cxy(session->member), cluster);
}

/* RPC 2 to 6 and 9: a process, its children in other clusters, and its threads everywhere. */
static void show_processes(struct session *session)
{
	static const uint32_t everywhere[KERNELS] = {0, 1, 2, 3}, others[] = {0, 1, 3};
	struct sluice_transport *client = session->client;
	struct seen_process init = session_process(session, 1);
	uint64_t thread, inits[KERNELS];
	uint32_t pid, sibling;
	uint8_t info[EXEC_BYTES] = {0};
	int32_t error;

	ASK(rpc_thread_user_create_client(client, 1, init.pid, 0x400000, 0, 0, &thread, NULL));
	ASK(rpc_process_make_fork_client(client, 2, init.ref, thread, &pid, NULL, NULL));
	ASK(rpc_process_make_fork_client(client, 3, init.ref, thread, &sibling, NULL, NULL));
	printf("processes: 0x%" PRIx32 " of 1 has the children 0x%" PRIx32 " in 2, 0x%" PRIx32 " in 3\n", init.pid, pid, sibling);
	for (int i = 0; i < 3; i++) {
		ASK(rpc_thread_user_create_client(client, others[i], pid, 0x400000, 1, 0, NULL, &error));
		must(error == 0, "a thread runs in another cluster");
	}
	ASK(rpc_process_make_kill_client(client, 2, pid, SIGNAL_STOP));
	ASK(rpc_process_make_kill_client(client, 2, pid, SIGNAL_CONT));
	for (uint32_t target = 0; target < KERNELS; target++)
		inits[target] = session_process(session, target).ref;
	for (uint32_t action = ACTION_BLOCK; action <= ACTION_UNBLOCK; action++)
		ASK(rpc_process_sigaction_client(client, everywhere, KERNELS, action, inits));
	printf("signals: 0x%" PRIx32 " was stopped and continued in 2, and by RPC 9 in 0, 1 and 3\n", pid);
	put_u32(info + EXEC_PID, pid);
	put_u64(info + EXEC_ENTRY, 0x400000);
	memcpy(info + EXEC_PATH, "data", 4);
	ASK(rpc_process_make_exec_client(client, 2, session_lay(session, info, sizeof info), &error));
	must(error == 0, "it runs another program");
	ASK(rpc_process_make_exit_client(client, 2, pid, 7));
	ASK(rpc_process_make_exit_client(client, 3, sibling, 7));
	printf("both ran to their end, and their copies are gone\n");
}

/* RPC 20, 21, 24, 26 and 28: pages that are shared until one of two writes. */
static void show_memory(struct session *session)
{
	static const char TEXT[] = "shared until written";
	struct sluice_transport *client = session->client;

	for (uint32_t target = 0; target < 2; target++) {
		struct seen_process process = session_process(session, target);
		uint64_t file = session_mapper_of(session, session_inode(session, target, 2)), vseg, found;
		uint32_t vpn, attr;
		int32_t error;

		ASK(rpc_vmm_create_vseg_client(client, target, process.ref, VSEG_ANON, 0, 2 * PAGE_BYTES, 0, 0, 0, target, &vseg));
		vpn = session_newest_vpn(session, process.ref);
		ASK(rpc_vmm_get_vseg_client(client, target, process.ref, (int64_t)vpn * PAGE_BYTES, &found, NULL));
		must(vseg != 0 && found == vseg, "the segment is found by its address");
		ASK(rpc_vmm_get_pte_client(client, target, process.ref, vpn, false, NULL, NULL, &error));
		ASK(rpc_vmm_set_cow_client(client, target, process.ref));
		must(error == 0, "the page is there");
		ASK(rpc_mapper_move_buffer_client(client, target, file, false, false, 0, session_lay(session, TEXT, 20), 20, &error));
		must(error == 0, "the file is written");
		ASK(rpc_mapper_move_buffer_client(client, target, file, true, true, 0, pointer_of(process.pid, vpn * PAGE_BYTES), 20, &error));
		must(error == 0, "the process has read it");
		ASK(rpc_vmm_get_pte_client(client, target, process.ref, vpn, true, &attr, NULL, &error));
		must(error == 0 && (attr & ATTR_WRITABLE) != 0, "the page can be written");
	}
	printf("memory: segments, page tables and copies on write, in 0 and 1\n");
}

int main(int argc, char **argv)
{
	struct session session;
	int status;

	if (argc != 3) {
		fprintf(stderr, "usage: tour FOLDER CXY\n");
		return 2;
	}
	status = session_open(&session, argv[1], atoi(argv[2]));
	if (status != 0) {
		fprintf(stderr, "tour: %s\n", sluice_error_name(status));
		return 1;
	}
	show_pages(&session);
	show_files(&session);
	show_processes(&session);
	show_memory(&session);
	session_close(&session);
	return 0;
}
