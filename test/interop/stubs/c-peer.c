/*
 * A peer in C for interop tests.
 *
 *   c-peer serve PATH      serves cluster-rpc, a thread per connection, until SIGTERM
 *   c-peer serve-ipc PATH  the same for libos-ipc (config base)
 *   c-peer call PATH       calls a cluster-rpc server and prints a JSON line per call
 *   c-peer call-ipc PATH   the same for libos-ipc
 *   c-peer cancel PATH     begins a call, gives it up at the first line of its input, and ends at the second
 *   c-peer call-ends PATH  calls that end in each way that there is within a cluster: ends.ts
 *
 * Compiled with EVERY_RPC, the name of a file, it also has `serve-every` and `call-every`: each RPC of cluster-rpc once.
 *
 * PATH is that of a socket, or `memory:` and an address of shared memory, or for cluster-rpc `cluster:` and the folder of a cluster. There a server
 * is the members 1, 2, 3 and 7, and who calls is member 0.
 *
 * A server prints {"listening":PATH} once it can be connected to, and its counters as a line when a connection ends.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sluice/channel-transport.h>
#include <sluice/cluster-call.h>
#include <sluice/cluster-transport.h>
#include <sluice/socket.h>

#include "cluster_rpc_stubs.h"
#include "libos_ipc_stubs.h"

static int stop_flag;

static void on_signal(int number)
{
	(void)number;
	__atomic_store_n(&stop_flag, 1, __ATOMIC_RELEASE);
}

/* ---- cluster-rpc ---------------------------------------------------------------------------------------------------------------- */

#define FIRST_PAGE UINT64_C(0x100000)

static uint64_t next_page = FIRST_PAGE;

/* Pages come from a counter, 4096 << order bytes each; more than 2^20 pages are refused. */
static int pmem_get_pages(struct sluice_call_context *context, uint32_t order, uint64_t *page)
{
	(void)context;
	if (order > 20)
		return -ENOMEM;
	*page = __atomic_fetch_add(&next_page, UINT64_C(4096) << order, __ATOMIC_RELAXED);
	return 0;
}

static int pmem_release_pages(struct sluice_call_context *context, uint64_t page)
{
	(void)context;
	return page < FIRST_PAGE || page >= __atomic_load_n(&next_page, __ATOMIC_RELAXED) ? -EINVAL : 0;
}

/* Sleeps as long as the status says, in milliseconds, and looks for a cancellation: for tests of deadlines. */
static int process_make_exit(struct sluice_call_context *context, uint32_t pid, uint32_t status)
{
	int64_t until = sluice_deadline_after((int64_t)status * 1000000);

	(void)pid;
	while (!sluice_is_over(until, sluice_now_ns())) {
		struct timespec pause = {0, 1000000};

		if (sluice_call_is_cancelled(context))
			return -ECANCELED;
		nanosleep(&pause, NULL);
	}
	return 0;
}

static int process_make_kill(struct sluice_call_context *context, uint32_t pid, uint32_t seg_id)
{
	(void)context;
	(void)seg_id;
	return pid == 0 ? -ESRCH : 0;
}

static int process_make_fork(struct sluice_call_context *context, uint64_t ref_process_xp, uint64_t parent_thread_xp, uint32_t *child_pid,
			     uint64_t *child_thread_ptr, int32_t *error)
{
	(void)context;
	*child_pid = (uint32_t)ref_process_xp + 1;
	*child_thread_ptr = parent_thread_xp + 0x1000;
	*error = 0;
	return 0;
}

/* What the service keeps a fault for: a kernel object, asked of the caller itself while it waits. */
static int kcm_alloc(struct sluice_call_context *context, uint32_t kmem_type, uint64_t *buf_xp)
{
	uint64_t page = 0;
	int status;

	if (kmem_type != 0xcafe) {
		*buf_xp = UINT64_C(0x200000000) + kmem_type;
		return 0;
	}
	status = rpc_pmem_get_pages_client(context->transport, 0, 3, &page);
	*buf_xp = status == 0 ? page : 0;
	return status == 0 ? 0 : -EHOSTDOWN;
}

static int process_sigaction(struct sluice_call_context *context, uint32_t action_type, uint64_t process)
{
	(void)action_type;
	/* The target is told in the envelope; process 0xdead<n> fails on target n. */
	return process == UINT64_C(0xdead0000) + context->target ? -EPERM : 0;
}

static int vfs_inode_create(struct sluice_call_context *context, uint64_t dentry_xp, uint32_t fs_type, uint32_t inode_type, uint64_t extend,
			    uint32_t attr, uint32_t rights, uint32_t uid, uint32_t gid, uint64_t *inode_xp, int32_t *error)
{
	(void)context;
	*inode_xp = dentry_xp + fs_type + inode_type + extend + attr + rights + uid + gid;
	*error = -5;
	return 0;
}

static int vmm_get_pte(struct sluice_call_context *context, uint64_t process, uint32_t vpn, uint8_t cow, uint32_t *attr, uint32_t *ppn,
		       int32_t *error)
{
	(void)context;
	*attr = cow ? 0x8000000fu : 0x80000007u;
	*ppn = vpn ^ (uint32_t)process;
	*error = vpn == 0 ? EFAULT : 0;
	return 0;
}

static int vmm_get_vseg(struct sluice_call_context *context, uint64_t process, int64_t vaddr, uint64_t *vseg_xp, int32_t *error)
{
	(void)context;
	(void)process;
	*vseg_xp = vaddr < 0 ? 0 : (uint64_t)vaddr;
	*error = vaddr < 0 ? -ENOENT : 0;
	return 0;
}

static const struct cluster_rpc_handlers RPC_HANDLERS = {
	.pmem_get_pages = pmem_get_pages,
	.pmem_release_pages = pmem_release_pages,
	.process_make_fork = process_make_fork,
	.process_make_exit = process_make_exit,
	.process_make_kill = process_make_kill,
	.process_sigaction = process_sigaction,
	.vfs_inode_create = vfs_inode_create,
	.vmm_get_vseg = vmm_get_vseg,
	.vmm_get_pte = vmm_get_pte,
	.kcm_alloc = kcm_alloc,
};

/* ---- libos-ipc ------------------------------------------------------------------------------------------------------------------ */

static struct sluice_span text(const char *string)
{
	struct sluice_span span = {string, (uint32_t)strlen(string), strlen(string)};

	return span;
}

static int finduri(struct sluice_call_context *context, const struct shim_ipc_msg *header, struct shim_ipc_telluri_message *out)
{
	(void)context;
	(void)header;
	out->uri = text("pipe:4711");
	return 0;
}

/* One status per asked id. */
static int pid_getstatus(struct sluice_call_context *context, const struct shim_ipc_msg *header,
			 const struct shim_ipc_pid_getstatus_message *in, struct shim_ipc_pid_retstatus_message *out)
{
	static _Thread_local uint8_t status[16 * PID_STATUS_SIZE];
	uint32_t i;

	(void)context;
	(void)header;
	if (in->pids.count > 16)
		return -E2BIG;
	for (i = 0; i < in->pids.count; i++) {
		struct pid_status one;

		memset(&one, 0, sizeof one);
		one.pid = sluice_load_le32((const uint8_t *)in->pids.data + 4 * i);
		one.tgid = one.pid;
		one.pgid = 1;
		pid_status_store(status + i * PID_STATUS_SIZE, one);
	}
	out->fixed.nstatus = (int32_t)in->pids.count;
	out->status.data = status;
	out->status.count = in->pids.count;
	return 0;
}

static int pid_kill(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_pid_kill *in,
		    struct shim_ipc_resp *out)
{
	(void)context;
	(void)header;
	out->retval = 0;
	return in->id == 0 ? -ESRCH : 0;
}

static int pid_nop(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_pid_nop_message *in,
		   struct shim_ipc_pid_nop_message *out)
{
	(void)context;
	(void)header;
	*out = *in;
	return 0;
}

/* Queue 1 has a message, queue 2 has moved, queue 3 has nothing to say, all others do not exist. */
static int sysv_msgrcv(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_msgrcv *in,
		       struct ipc_sysv_msgrcv_reply *out)
{
	(void)context;
	(void)header;
	switch (in->msgid) {
	case 1:
		out->code = IPC_SYSV_MSGSND;
		out->as.sysv_msgsnd.fixed.msgid = in->msgid;
		out->as.sysv_msgsnd.fixed.msgtype = in->msgtype;
		out->as.sysv_msgsnd.msg = text("a message that is long enough");
		return 0;
	case 2:
		out->code = IPC_SYSV_MOVRES;
		out->as.sysv_movres.fixed.resid = in->msgid;
		out->as.sysv_movres.fixed.owner = 77;
		out->as.sysv_movres.uri = text("pipe:77");
		return 0;
	case 3:
		out->code = IPC_RESP;
		out->as.resp.retval = 5;
		return 0;
	default: return -ENOENT;
	}
}

/* Queue 9 has been deleted. */
static int sysv_msgsnd(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_msgsnd_message *in)
{
	(void)context;
	(void)header;
	return in->fixed.msgid == 9 ? -EIDRM : 0;
}

static const struct libos_ipc_handlers IPC_HANDLERS = {
	.finduri = finduri,
	.pid_getstatus = pid_getstatus,
	.pid_kill = pid_kill,
	.pid_nop = pid_nop,
	.sysv_msgrcv = sysv_msgrcv,
	.sysv_msgsnd = sysv_msgsnd,
};

/* ---- serving -------------------------------------------------------------------------------------------------------------------- */

struct connection {
	struct sluice_transport *transport;
	const struct sluice_service *service;
	const void *handlers;
};

static void *serve_connection(void *user)
{
	struct connection connection = *(struct connection *)user;
	struct sluice_serve_options options;
	struct sluice_call_counters counters;
	int status;

	free(user);
	memset(&options, 0, sizeof options);
	options.stop = &stop_flag;
	status = sluice_serve(connection.transport, connection.service, connection.handlers, NULL, &options);
	counters = sluice_transport_counters(connection.transport);
	printf("{\"ended\":\"%s\",\"calls\":%" PRIu64 ",\"oneWay\":%" PRIu64 ",\"answered\":%" PRIu64 ",\"refused\":%" PRIu64
	       ",\"unimplemented\":%" PRIu64 ",\"undefined\":%" PRIu64 ",\"reserved\":%" PRIu64 ",\"malformed\":%" PRIu64
	       ",\"cancelled\":%" PRIu64 ",\"strays\":%" PRIu64 "}\n",
	       status == 0 ? "ok" : sluice_error_name(status), counters.calls, counters.oneway, counters.answered, counters.refused,
	       counters.unimplemented, counters.undefined, counters.reserved, counters.malformed, counters.cancelled, counters.strays);
	fflush(stdout);
	sluice_transport_close(connection.transport, sluice_deadline_after(1000000000));
	sluice_transport_free(connection.transport);
	return NULL;
}

/* What stands behind this in an address is the folder of a cluster. */
#define CLUSTER "cluster:"
#define SERVING_MEMBERS 4

static const char *cluster_folder(const char *address)
{
	return strncmp(address, CLUSTER, strlen(CLUSTER)) == 0 ? address + strlen(CLUSTER) : NULL;
}

/* Joins as this number, with a transport. Returns 0, or a negated error. */
static int join_as(const char *folder, int cxy, struct sluice_member **member, struct sluice_transport **out)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	int status;

	options.cxy = cxy;
	options.identity = (struct sluice_identity){CLUSTER_RPC_FINGERPRINT, NULL, 0};
	status = sluice_member_join(folder, &options, sluice_deadline_after(10000000000), member, NULL);
	if (status == 0)
		status = sluice_cluster_transport(*member, 0, NULL, out);
	if (status != 0)
		fprintf(stderr, "can't join %s as %d: %s\n", folder, cxy, sluice_error_name(status));
	return status;
}

/* A thread per member, until SIGTERM. */
static int serve_members(const char *address, const struct sluice_service *service, const void *handlers)
{
	static const int numbers[SERVING_MEMBERS] = {1, 2, 3, 7};
	struct sluice_member *members[SERVING_MEMBERS];
	pthread_t threads[SERVING_MEMBERS];
	int i;

	for (i = 0; i < SERVING_MEMBERS; i++) {
		struct connection *connection = malloc(sizeof *connection);
		struct sluice_transport *transport;

		if (connection == NULL || join_as(cluster_folder(address), numbers[i], &members[i], &transport) != 0)
			return 1;
		*connection = (struct connection){transport, service, handlers};
		if (pthread_create(&threads[i], NULL, serve_connection, connection) != 0)
			return 1;
	}
	printf("{\"listening\":\"%s\"}\n", address);
	fflush(stdout);
	for (i = 0; i < SERVING_MEMBERS; i++)
		pthread_join(threads[i], NULL);
	for (i = 0; i < SERVING_MEMBERS; i++)
		sluice_member_leave(members[i]);
	return 0;
}

/* What stands behind this in an address is one of shared memory. */
#define MEMORY "memory:"

static const char *memory_address(const char *address)
{
	return strncmp(address, MEMORY, strlen(MEMORY)) == 0 ? address + strlen(MEMORY) : NULL;
}

/* One of the two. */
struct any_listener {
	struct sluice_listener *sockets;
	struct sluice_channel_listener *channels;
};

static int listen_on(const char *address, struct any_listener *out)
{
	const char *memory = memory_address(address);

	*out = (struct any_listener){NULL, NULL};
	return memory != NULL ? sluice_channel_listen(memory, NULL, &out->channels) : sluice_socket_listen(address, NULL, &out->sockets);
}

static int accept_on(const struct any_listener *listener, int64_t deadline_ns, struct sluice_transport **out)
{
	struct sluice_channel *channel;
	int status;

	if (listener->channels == NULL)
		return sluice_listener_accept(listener->sockets, deadline_ns, out);
	status = sluice_channel_accept(listener->channels, deadline_ns, &channel);
	return status == 0 ? sluice_channel_transport(channel, 0, out) : status;
}

static int connect_to(const char *address, int64_t deadline_ns, struct sluice_transport **out)
{
	const char *memory = memory_address(address);
	struct sluice_channel *channel;
	int status;

	if (memory == NULL)
		return sluice_socket_connect(address, NULL, deadline_ns, out);
	status = sluice_channel_connect(memory, NULL, deadline_ns, &channel, NULL);
	return status == 0 ? sluice_channel_transport(channel, 0, out) : status;
}

static int serve(const char *path, const struct sluice_service *service, const void *handlers)
{
	struct any_listener listener;

	if (cluster_folder(path) != NULL)
		return serve_members(path, service, handlers);
	if (listen_on(path, &listener) != 0) {
		fprintf(stderr, "can't listen on %s: %s\n", path, strerror(errno));
		return 1;
	}
	printf("{\"listening\":\"%s\"}\n", path);
	fflush(stdout);
	while (__atomic_load_n(&stop_flag, __ATOMIC_ACQUIRE) == 0) {
		struct connection *connection;
		struct sluice_transport *transport;
		pthread_t thread;

		if (accept_on(&listener, sluice_deadline_after(50000000), &transport) != 0)
			continue;
		connection = malloc(sizeof *connection);
		if (connection == NULL)
			return 1;
		*connection = (struct connection){transport, service, handlers};
		if (pthread_create(&thread, NULL, serve_connection, connection) != 0)
			return 1;
		pthread_detach(thread);
	}
	sluice_listener_close(listener.sockets);
	sluice_channel_listener_close(listener.channels);
	/* Threads see the flag within 20 ms. */
	nanosleep(&(struct timespec){0, 200000000}, NULL);
	return 0;
}

/* ---- calling -------------------------------------------------------------------------------------------------------------------- */

static void show(struct sluice_transport *transport, const char *name, int status, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#include <stdarg.h>

static void show(struct sluice_transport *transport, const char *name, int status, const char *format, ...)
{
	const struct sluice_call_error *error = sluice_transport_last_error(transport);
	va_list rest;

	printf("{\"call\":\"%s\",\"status\":\"%s\"", name, status == 0 ? "OK" : sluice_error_name(status));
	if (status != 0)
		printf(",\"errno\":%d,\"started\":\"%s\"", error->error, error->started == SLUICE_STARTED_NO ? "no" : "unknown");
	va_start(rest, format);
	if (status == 0)
		vprintf(format, rest);
	va_end(rest);
	printf("}\n");
	fflush(stdout);
}

static void call_rpc(struct sluice_transport *t)
{
	static const uint32_t targets[] = {1, 2, 3};
	static const uint64_t fine[] = {10, 20, 30}, bad[] = {10, UINT64_C(0xdead0002), 30};
	uint64_t page = 0, inode = 0, xp = 0;
	uint32_t attr = 0, ppn = 0, pid = 0;
	int32_t error = 0;
	int status;

	status = rpc_pmem_get_pages_client(t, 7, 2, &page);
	show(t, "RPC_PMEM_GET_PAGES", status, ",\"page\":%" PRIu64, page);
	status = rpc_pmem_get_pages_client(t, 7, 40, &page);
	show(t, "RPC_PMEM_GET_PAGES", status, ",\"page\":%" PRIu64, page);
	status = rpc_pmem_release_pages_client(t, 7, FIRST_PAGE);
	show(t, "RPC_PMEM_RELEASE_PAGES", status, "%s", "");
	status = rpc_vmm_get_pte_client(t, 7, 0xff00, 0x1234, 1, &attr, &ppn, &error);
	show(t, "RPC_VMM_GET_PTE", status, ",\"attr\":%" PRIu32 ",\"ppn\":%" PRIu32 ",\"error\":%" PRId32, attr, ppn, error);
	status = rpc_vmm_get_vseg_client(t, 7, 1, -4096, &xp, &error);
	show(t, "RPC_VMM_GET_VSEG", status, ",\"vseg_xp\":%" PRIu64 ",\"error\":%" PRId32, xp, error);
	status = rpc_vfs_inode_create_client(t, 7, 1, 2, 3, 4, 5, 6, 7, 8, &inode, &error);
	show(t, "RPC_VFS_INODE_CREATE", status, ",\"inode_xp\":%" PRIu64 ",\"error\":%" PRId32, inode, error);
	status = rpc_process_make_fork_client(t, 7, 41, 0x9000, &pid, &xp, &error);
	show(t, "RPC_PROCESS_MAKE_FORK", status, ",\"child_pid\":%" PRIu32 ",\"child_thread_ptr\":%" PRIu64, pid, xp);
	status = rpc_process_sigaction_client(t, targets, 3, 1, fine);
	show(t, "RPC_PROCESS_SIGACTION", status, "%s", "");
	status = rpc_process_sigaction_client(t, targets, 3, 1, bad);
	show(t, "RPC_PROCESS_SIGACTION", status, "%s", "");
	status = rpc_sched_display_client(t, 7, 0);
	show(t, "RPC_SCHED_DISPLAY", status, "%s", "");
	/* The server asks back while it works on this one. */
	sluice_transport_attach(t, &cluster_rpc_service, &RPC_HANDLERS, NULL, NULL);
	status = rpc_kcm_alloc_client(t, 7, 0xcafe, &xp);
	show(t, "RPC_KCM_ALLOC", status, ",\"buf_xp\":%" PRIu64, xp);
	sluice_transport_set_timeout(t, 30000000);
	status = rpc_process_make_exit_client(t, 7, 1, 2000);
	show(t, "RPC_PROCESS_MAKE_EXIT", status, "%s", "");
	sluice_transport_set_timeout(t, SLUICE_FOREVER);
	status = rpc_pmem_get_pages_client(t, 7, 0, &page);
	show(t, "RPC_PMEM_GET_PAGES", status, ",\"page\":%" PRIu64, page);
}

/* Sends a request of that code with so many bytes of a descriptor, and does not wait. */
static void begin(struct sluice_transport *t, struct sluice_pending *pending, uint32_t code, const struct rpc_process_make_exit_args *args, size_t length)
{
	struct sluice_outgoing out;
	rpc_desc_t desc;
	int status;

	memset(&desc, 0, sizeof desc);
	if (args != NULL)
		rpc_process_make_exit_pack(&desc, args, NULL);
	desc.index = code;
	sluice_pending_init(pending, t, &cluster_rpc_service, code);
	sluice_outgoing_request(&out, t, pending, 7, code);
	status = sluice_outgoing_begin(&out, RPC_DESC_T_SIZE);
	if (status == 0)
		rpc_desc_t_store(out.payload, desc);
	out.length = length;
	if (sluice_outgoing_end(&out, status) != 0 || sluice_transport_flush(t) != 0)
		abort();
}

/* Of ends.ts. */
static void call_ends(struct sluice_transport *t)
{
	static const uint32_t codes[] = {19, 29, 200, UINT32_MAX, 0};
	static const struct rpc_process_make_exit_args exiting = {.pid = 1, .status = 3000}, lasting = {.pid = 1, .status = 60000};
	struct sluice_pending pending;
	uint64_t page = 0;
	char name[32];
	int status;
	size_t i;

	sluice_transport_set_timeout(t, SLUICE_FOREVER);
	status = rpc_pmem_get_pages_client(t, 7, 2, &page);
	show(t, "RPC_PMEM_GET_PAGES", status, ",\"page\":%" PRIu64, page);
	show(t, "RPC_PMEM_RELEASE_PAGES", rpc_pmem_release_pages_client(t, 7, 0), "%s", "");
	show(t, "RPC_SCHED_DISPLAY", rpc_sched_display_client(t, 7, 0), "%s", "");
	for (i = 0; i < sizeof codes / sizeof codes[0]; i++) {
		snprintf(name, sizeof name, "forged %" PRIu32, codes[i]);
		begin(t, &pending, codes[i], NULL, codes[i] == 0 ? 3 : RPC_DESC_T_SIZE);
		show(t, name, sluice_call_wait(t, &pending), "%s", "");
	}
	show(t, "RPC_PMEM_GET_PAGES", rpc_pmem_get_pages_client(t, 50, 0, &page), "%s", "");
	show(t, "RPC_SCHED_DISPLAY", rpc_sched_display_client(t, 5, 0), "%s", "");
	sluice_transport_set_timeout(t, 40000000);
	show(t, "RPC_PROCESS_MAKE_EXIT", rpc_process_make_exit_client(t, 7, 1, 3000), "%s", "");
	sluice_transport_set_timeout(t, SLUICE_FOREVER);
	begin(t, &pending, RPC_PROCESS_MAKE_EXIT, &exiting, RPC_DESC_T_SIZE);
	sluice_call_cancel(t, &pending);
	show(t, "RPC_PROCESS_MAKE_EXIT", sluice_call_wait(t, &pending), "%s", "");
	status = rpc_pmem_get_pages_client(t, 7, 0, &page);
	show(t, "RPC_PMEM_GET_PAGES", status, ",\"page\":%" PRIu64, page);
	begin(t, &pending, RPC_PROCESS_MAKE_EXIT, &lasting, RPC_DESC_T_SIZE);
	printf("{\"waiting\":\"RPC_PROCESS_MAKE_EXIT\"}\n");
	fflush(stdout);
	show(t, "RPC_PROCESS_MAKE_EXIT", sluice_call_wait(t, &pending), "%s", "");
	status = rpc_pmem_get_pages_client(t, 7, 0, &page);
	show(t, "RPC_PMEM_GET_PAGES", status, ",\"page\":%" PRIu64, page);
}

static void call_ipc(struct sluice_transport *t)
{
	struct shim_ipc_msg header;
	struct shim_ipc_telluri_message uri;
	struct shim_ipc_pid_kill kill_one;
	struct shim_ipc_pid_getstatus_message ask;
	struct shim_ipc_pid_retstatus_message told;
	struct shim_ipc_sysv_msgrcv receive;
	struct ipc_sysv_msgrcv_reply reply;
	struct shim_ipc_sysv_msgsnd_message message;
	struct shim_ipc_resp resp;
	uint8_t pids[8];
	uint32_t queue;
	int status;

	memset(&header, 0, sizeof header);
	header.src = 5;
	header.dst = 6;
	status = ipc_finduri_call(t, &header, &uri);
	show(t, "IPC_FINDURI", status, ",\"uri\":\"%.*s\"", status == 0 ? (int)uri.uri.count : 0, status == 0 ? (const char *)uri.uri.data : "");

	memset(&kill_one, 0, sizeof kill_one);
	kill_one.id = 3;
	status = ipc_pid_kill_call(t, &header, &kill_one, &resp);
	show(t, "IPC_PID_KILL", status, ",\"retval\":%" PRId32, status == 0 ? resp.retval : 0);
	kill_one.id = 0;
	status = ipc_pid_kill_call(t, &header, &kill_one, &resp);
	show(t, "IPC_PID_KILL", status, "%s", "");

	memset(&ask, 0, sizeof ask);
	sluice_store_le32(pids, 11);
	sluice_store_le32(pids + 4, 12);
	ask.fixed.npids = 2;
	ask.pids.data = pids;
	ask.pids.count = 2;
	status = ipc_pid_getstatus_call(t, &header, &ask, &told);
	show(t, "IPC_PID_GETSTATUS", status, ",\"count\":%" PRIu32 ",\"last\":%" PRIu32, status == 0 ? told.status.count : 0,
	     status == 0 && told.status.count == 2 ? pid_status_load((const uint8_t *)told.status.data + PID_STATUS_SIZE).pid : 0);

	for (queue = 1; queue <= 4; queue++) {
		memset(&receive, 0, sizeof receive);
		receive.msgid = queue;
		receive.msgtype = -2;
		receive.size = 100;
		status = ipc_sysv_msgrcv_call(t, &header, &receive, &reply);
		show(t, "IPC_SYSV_MSGRCV", status, ",\"code\":%d", status == 0 ? reply.code : 0);
	}
	for (queue = 8; queue <= 9; queue++) {
		memset(&message, 0, sizeof message);
		message.fixed.msgid = queue;
		message.msg = text("hello");
		status = ipc_sysv_msgsnd_call(t, &header, &message);
		show(t, "IPC_SYSV_MSGSND", status, "%s", "");
	}
	status = ipc_pid_queryall_send(t, &header);
	show(t, "IPC_PID_QUERYALL", status, ",\"oneWay\":%d", 1);
}

static void cancel_rpc(struct sluice_transport *t)
{
	const uint32_t index = RPC_PROCESS_MAKE_EXIT;
	struct sluice_pending pending;
	struct sluice_outgoing out;
	char line[8];
	int status;

	sluice_transport_set_timeout(t, SLUICE_FOREVER);
	sluice_pending_init(&pending, t, &cluster_rpc_service, index);
	sluice_outgoing_request(&out, t, &pending, 7, 0);
	status = sluice_outgoing_begin(&out, SLUICE_CLUSTER_DESCRIPTOR);
	if (status == 0) {
		memset(out.payload, 0, SLUICE_CLUSTER_DESCRIPTOR);
		memcpy(out.payload, &index, sizeof index);
		out.length = SLUICE_CLUSTER_DESCRIPTOR;
	}
	status = sluice_outgoing_end(&out, status);
	if (status == 0)
		status = sluice_transport_flush(t);
	printf("{\"begun\":%d}\n", status);
	if (fgets(line, sizeof line, stdin) != NULL)
		sluice_call_cancel(t, &pending);
	if (fgets(line, sizeof line, stdin) == NULL)
		puts("{\"input\":0}");
}

/* Of every-rpc.ts: each RPC once, made of its layout. */
#ifdef EVERY_RPC
#include EVERY_RPC
#endif

static int call(const char *path, void (*run)(struct sluice_transport *))
{
	struct sluice_member *member = NULL;
	struct sluice_transport *transport;

	if (cluster_folder(path) != NULL) {
		if (join_as(cluster_folder(path), 0, &member, &transport) != 0)
			return 1;
	} else if (connect_to(path, sluice_deadline_after(5000000000), &transport) != 0) {
		fprintf(stderr, "can't connect to %s: %s\n", path, strerror(errno));
		return 1;
	}
	sluice_transport_set_timeout(transport, 5000000000);
	run(transport);
	sluice_transport_close(transport, sluice_deadline_after(1000000000));
	sluice_transport_free(transport);
	if (member != NULL)
		sluice_member_leave(member);
	return 0;
}

int main(int count, char **arguments)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = on_signal;
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	if (count == 3 && strcmp(arguments[1], "serve") == 0)
		return serve(arguments[2], &cluster_rpc_service, &RPC_HANDLERS);
#ifdef EVERY_RPC
	if (count == 3 && strcmp(arguments[1], "serve-every") == 0)
		return serve(arguments[2], &cluster_rpc_service, &EVERY_HANDLERS);
	if (count == 3 && strcmp(arguments[1], "call-every") == 0)
		return call(arguments[2], call_every);
#endif
	if (count == 3 && strcmp(arguments[1], "serve-ipc") == 0)
		return serve(arguments[2], &libos_ipc_service, &IPC_HANDLERS);
	if (count == 3 && strcmp(arguments[1], "call") == 0)
		return call(arguments[2], call_rpc);
	if (count == 3 && strcmp(arguments[1], "call-ends") == 0)
		return call(arguments[2], call_ends);
	if (count == 3 && strcmp(arguments[1], "call-ipc") == 0)
		return call(arguments[2], call_ipc);
	if (count == 3 && strcmp(arguments[1], "cancel") == 0)
		return call(arguments[2], cancel_rpc);
	fprintf(stderr, "usage: c-peer serve|serve-ipc|call|call-ends|call-ipc|cancel PATH\n");
	return 2;
}
