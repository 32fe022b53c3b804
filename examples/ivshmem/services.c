#define _GNU_SOURCE
#include "services.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <sluice/region.h>

int services_stop;

/* ---- cluster-rpc ------------------------------------------------------------------------------------------------------------------- */

static uint64_t next_page = UINT64_C(0x100000);

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

/* Works for so many milliseconds, unless the caller gives up. Who works long shows that it lives. */
static int sched_display(struct sluice_call_context *context, uint32_t lid)
{
	const int64_t until = sluice_deadline_after((int64_t)lid * 1000000);

	while (!sluice_is_over(until, sluice_now_ns())) {
		if (sluice_call_is_cancelled(context))
			return -ECANCELED;
		if (context->user != NULL)
			sluice_region_beat((struct sluice_region *)context->user);
		nanosleep(&(struct timespec){0, 1000000}, NULL);
	}
	return 0;
}

/* An object that takes a page, which the caller itself is asked for while it waits. */
static int kcm_alloc(struct sluice_call_context *context, uint32_t kmem_type, uint64_t *buf_xp)
{
	return rpc_pmem_get_pages_client(context->transport, 0, kmem_type, buf_xp) == 0 ? 0 : -EHOSTDOWN;
}

static int process_make_exit(struct sluice_call_context *context, uint32_t pid, uint32_t status)
{
	(void)context;
	(void)pid;
	(void)status;
	services_stop = 1;
	return 0;
}

const struct cluster_rpc_handlers CLUSTER = {
	.pmem_get_pages = pmem_get_pages,
	.vmm_get_pte = vmm_get_pte,
	.sched_display = sched_display,
	.kcm_alloc = kcm_alloc,
	.process_make_exit = process_make_exit,
};

/* ---- libos-ipc --------------------------------------------------------------------------------------------------------------------- */

#define PROCESSES 4u

static int pid_kill(struct sluice_call_context *context, const struct shim_ipc_msg *header, const struct shim_ipc_pid_kill *in,
		    struct shim_ipc_resp *out)
{
	(void)context;
	(void)header;
	out->retval = 0;
	if (in->id == 99)
		services_stop = 1;
	else if (in->id < 1 || in->id > PROCESSES)
		return -ESRCH;
	return 0;
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
		const uint32_t pid = sluice_load_le32((const uint8_t *)in->pids.data + 4 * i);
		struct pid_status status;

		if (pid < 1 || pid > PROCESSES)
			continue;
		memset(&status, 0, sizeof status);
		status.pid = pid;
		status.tgid = pid;
		status.pgid = 1;
		pid_status_store(found + count++ * PID_STATUS_SIZE, status);
	}
	out->fixed.nstatus = (int32_t)count;
	out->status.data = found;
	out->status.count = count;
	return 0;
}

const struct libos_ipc_handlers LIBOS = {
	.pid_kill = pid_kill,
	.pid_getstatus = pid_getstatus,
};

/* ---- asking ------------------------------------------------------------------------------------------------------------------------ */

static int wrong;

static void expect(const char *what, int is_right, int status)
{
	if (is_right)
		return;
	printf("%s: WRONG: %s\n", what, status == 0 ? "another answer" : sluice_error_name(status));
	wrong++;
}

static int refused_with(const struct sluice_transport *transport, int status, int number)
{
	return status == -SLUICE_ERR_REFUSED && sluice_transport_last_error(transport)->error == number;
}

int ask_cluster(struct sluice_transport *transport)
{
	uint64_t page = 0, object = 0;
	uint32_t attr = 0, ppn = 0, vpn;
	int32_t error = 0;
	int status;

	wrong = 0;
	sluice_transport_attach(transport, &cluster_rpc_service, &CLUSTER, NULL, NULL);
	status = rpc_pmem_get_pages_client(transport, 0, 2, &page);
	expect("pages", status == 0 && page >= UINT64_C(0x100000) && page % 4096 == 0, status);
	status = rpc_pmem_get_pages_client(transport, 0, 40, &page);
	expect("too many pages", refused_with(transport, status, ENOMEM), status);
	status = rpc_kcm_alloc_client(transport, 0, 1, &object);
	expect("a call back", status == 0 && object >= UINT64_C(0x100000), status);
	status = rpc_vfs_file_destroy_client(transport, 0, 1);
	expect("what nobody implements", status == -SLUICE_ERR_UNIMPLEMENTED, status);
	for (vpn = 0; vpn < 100; vpn++) {
		status = rpc_vmm_get_pte_client(transport, 0, 1, vpn, 1, &attr, &ppn, &error);
		expect("page table entry", status == 0 && ppn == vpn + 0x400 && attr == 0x8f && error == 0, status);
	}
	return wrong;
}

int ask_libos(struct sluice_transport *transport)
{
	struct shim_ipc_msg header = {.src = 1};
	struct shim_ipc_pid_kill kill_one = {.id = 3};
	struct shim_ipc_pid_getstatus_message ask = {.fixed.npids = 3};
	struct shim_ipc_pid_retstatus_message told;
	struct shim_ipc_resp answer;
	uint8_t pids[12];
	int status;

	wrong = 0;
	status = ipc_pid_kill_call(transport, &header, &kill_one, &answer);
	expect("kill 3", status == 0 && answer.retval == 0, status);
	kill_one.id = 7;
	status = ipc_pid_kill_call(transport, &header, &kill_one, &answer);
	expect("kill 7", refused_with(transport, status, ESRCH), status);
	sluice_store_le32(pids, 2);
	sluice_store_le32(pids + 4, 9);
	sluice_store_le32(pids + 8, 4);
	ask.pids.data = pids;
	ask.pids.count = 3;
	status = ipc_pid_getstatus_call(transport, &header, &ask, &told);
	expect("status of 2, 9, 4", status == 0 && told.status.count == 2, status);
	return wrong;
}

int end_cluster(struct sluice_transport *transport)
{
	return rpc_process_make_exit_client(transport, 0, 1, 0) != 0;
}

int end_libos(struct sluice_transport *transport)
{
	const struct shim_ipc_msg header = {.src = 1};
	const struct shim_ipc_pid_kill end = {.id = 99};
	struct shim_ipc_resp answer;

	return ipc_pid_kill_call(transport, &header, &end, &answer) != 0;
}
