/*
 * A server of both protocols in C: a few calls of cluster-rpc and of libos-ipc, from generated stubs.
 *
 *   server cluster-rpc|libos-ipc PATH [socket|memory]
 *
 * Serves one connection after the other, over a Unix socket or shared memory, until it is killed. server.ts is its twin, and answers the same.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <sluice/channel-transport.h>
#include <sluice/socket.h>

#include "cluster_rpc_stubs.h"
#include "libos_ipc_stubs.h"

/* ---- cluster-rpc: pages, a page table that maps every page to a frame, and one process that can be forked ------------------------- */

static uint64_t next_page = UINT64_C(0x100000);
static uint32_t next_pid = 2;

static int pmem_get_pages(struct sluice_call_context *context, uint32_t order, uint64_t *page)
{
	(void)context;
	if (order > 20)
		return -ENOMEM;
	*page = next_page;
	next_page += UINT64_C(4096) << order;
	return 0;
}

static int vmm_get_pte(struct sluice_call_context *context, uint64_t process, uint32_t vpn, uint8_t cow, uint32_t *attr, uint32_t *ppn,
		       int32_t *error)
{
	(void)context;
	(void)process;
	*attr = cow ? 0x8fu : 0x87u;
	*ppn = vpn + 0x400;
	*error = 0;
	return 0;
}

static int process_make_fork(struct sluice_call_context *context, uint64_t ref_process_xp, uint64_t parent_thread_xp, uint32_t *child_pid,
			     uint64_t *child_thread_ptr, int32_t *error)
{
	(void)context;
	(void)ref_process_xp;
	*child_pid = next_pid++;
	*child_thread_ptr = parent_thread_xp + 0x1000;
	*error = 0;
	return 0;
}

static int process_sigaction(struct sluice_call_context *context, uint32_t action_type, uint64_t process)
{
	(void)context;
	(void)action_type;
	return process == 0 ? -ESRCH : 0;
}

static const struct cluster_rpc_handlers CLUSTER = {
	.pmem_get_pages = pmem_get_pages,
	.vmm_get_pte = vmm_get_pte,
	.process_make_fork = process_make_fork,
	.process_sigaction = process_sigaction,
};

/* ---- libos-ipc: processes 1 to 4, all of them in group 1 ------------------------------------------------------------------------- */

#define PROCESSES 4

static int pid_kill(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_pid_kill *in,
		    struct shim_ipc_resp *out)
{
	(void)context;
	(void)header;
	out->retval = 0;
	return in->id < 1 || in->id > PROCESSES ? -ESRCH : 0;
}

/* Whoever of those asked for is there. */
static int pid_getstatus(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			 const struct shim_ipc_pid_getstatus_message *in, struct shim_ipc_pid_retstatus_message *out)
{
	static uint8_t found[PROCESSES * PID_STATUS_SIZE];
	uint32_t count = 0, i;

	(void)context;
	(void)header;
	for (i = 0; i < in->pids.count && count < PROCESSES; i++) {
		uint32_t pid = sluice_load_le32((const uint8_t *)in->pids.data + 4 * i);
		struct pid_status status;

		if (pid < 1 || pid > PROCESSES)
			continue;
		memset(&status, 0, sizeof status);
		status.pid = pid;
		status.tgid = pid;
		status.pgid = 1;
		pid_status_store(found + count * PID_STATUS_SIZE, status);
		count++;
	}
	out->fixed.nstatus = (int32_t)count;
	out->status.data = found;
	out->status.count = count;
	return 0;
}

static const struct libos_ipc_handlers LIBOS = {
	.pid_kill = pid_kill,
	.pid_getstatus = pid_getstatus,
};

/* ---------------------------------------------------------------------------------------------------------------------------------- */

/* Whoever connects, served as this protocol until it leaves. */
static void serve(struct sluice_transport *transport, int is_libos)
{
	if (is_libos)
		libos_ipc_serve(transport, &LIBOS, NULL, NULL);
	else
		cluster_rpc_serve(transport, &CLUSTER, NULL, NULL);
	sluice_transport_free(transport);
}

static void announce(void)
{
	puts("listening");
	fflush(stdout);
}

static int serve_socket(const char *path, int is_libos)
{
	struct sluice_listener *listener;
	struct sluice_transport *transport;
	int status = sluice_socket_listen(path, NULL, &listener);

	if (status != 0)
		return status;
	announce();
	while ((status = sluice_listener_accept(listener, SLUICE_FOREVER, &transport)) == 0)
		serve(transport, is_libos);
	sluice_listener_close(listener);
	return status;
}

/* The same handlers over shared memory: only the way to a transport differs. */
static int serve_memory(const char *address, int is_libos)
{
	struct sluice_channel_listener *listener;
	struct sluice_transport *transport;
	struct sluice_channel *channel;
	int status = sluice_channel_listen(address, NULL, &listener);

	if (status != 0)
		return status;
	announce();
	while ((status = sluice_channel_accept(listener, SLUICE_FOREVER, &channel)) == 0) {
		status = sluice_channel_transport(channel, 0, &transport);
		if (status != 0) {
			sluice_channel_disconnect(channel);
			break;
		}
		serve(transport, is_libos);
	}
	sluice_channel_listener_close(listener);
	return status;
}

int main(int argc, char **argv)
{
	const int is_libos = argc > 1 && strcmp(argv[1], "libos-ipc") == 0;
	const int is_memory = argc == 4 && strcmp(argv[3], "memory") == 0;
	int status;

	if (argc < 3 || argc > 4 || (!is_libos && strcmp(argv[1], "cluster-rpc") != 0) ||
	    (argc == 4 && !is_memory && strcmp(argv[3], "socket") != 0)) {
		fprintf(stderr, "usage: server cluster-rpc|libos-ipc PATH [socket|memory]\n");
		return 2;
	}
	status = is_memory ? serve_memory(argv[2], is_libos) : serve_socket(argv[2], is_libos);
	fprintf(stderr, "%s: %s\n", argv[2], sluice_error_name(status));
	return 1;
}
