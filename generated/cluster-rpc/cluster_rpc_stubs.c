/*
 * cluster-rpc, data model lp64: see cluster_rpc_stubs.h.
 * Generated from schema/cluster-rpc.yaml by `sluice generate`; do not edit.
 */
#include "cluster_rpc_stubs.h"

/* Sends one descriptor. */
static int cluster_rpc__send(struct sluice_outgoing *out, const rpc_desc_t *desc)
{
	int status = sluice_outgoing_begin(out, 104);

	if (status == 0)
		status = cluster_rpc__put_descriptor(desc, out->payload, out->capacity, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

/* Asks one cluster, and waits for the descriptor that answers. */
static int cluster_rpc__call(struct sluice_transport *transport, struct sluice_pending *pending, uint32_t cxy, rpc_desc_t *desc)
{
	struct sluice_outgoing out;
	int status;

	sluice_pending_init(pending, transport, &cluster_rpc_service, desc->index);
	pending->failed_target = cxy;
	sluice_outgoing_request(&out, transport, pending, cxy, 0);
	status = cluster_rpc__send(&out, desc);
	if (status == 0)
		status = sluice_call_wait(transport, pending);
	if (status != 0)
		return status;
	if (cluster_rpc_frame_decode(pending->answer.payload, pending->answer.length, NULL, 0, desc, &pending->error) != 0)
		return sluice_call_judged(transport, pending, -SLUICE_ERR_MALFORMED);
	return 0;
}

/* Takes the descriptor of a request. */
static int cluster_rpc__take(struct sluice_call_context *context, const uint8_t *payload, size_t length, rpc_desc_t *desc)
{
	if (cluster_rpc_frame_decode(payload, length, NULL, 0, desc, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	context->header = desc;
	return 0;
}

/* Answers with the descriptor, now with outputs; `status` is what packing them came to. */
static int cluster_rpc__answer(struct sluice_call_context *context, const rpc_desc_t *desc, int status)
{
	struct sluice_outgoing out;

	if (status != 0)
		return -SLUICE_ERR_FAILED;
	if (!sluice_call_is_asked(context))
		return 0;
	sluice_outgoing_answer(&out, context, desc->index);
	return cluster_rpc__send(&out, desc);
}

/* ---- RPC_PMEM_GET_PAGES ---- */

int rpc_pmem_get_pages_client(struct sluice_transport *transport, uint32_t cxy, uint32_t order, uint64_t *page)
{
	struct sluice_pending pending;
	struct rpc_pmem_get_pages_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.order = order;
	call_status = rpc_pmem_get_pages_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_PMEM_GET_PAGES", RPC_PMEM_GET_PAGES, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_pmem_get_pages_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	if (page != NULL)
		*page = call_args.page;
	return 0;
}

static int rpc_pmem_get_pages__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_pmem_get_pages_args args;
	rpc_desc_t desc;
	int status;

	if (table->pmem_get_pages == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_pmem_get_pages_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	args.page = 0;
	status = table->pmem_get_pages(context, args.order, &args.page);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_pmem_get_pages_pack(&desc, &args, &context->error));
}

/* ---- RPC_PMEM_RELEASE_PAGES ---- */

int rpc_pmem_release_pages_client(struct sluice_transport *transport, uint32_t cxy, uint64_t page)
{
	struct sluice_pending pending;
	struct rpc_pmem_release_pages_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.page = page;
	call_status = rpc_pmem_release_pages_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_PMEM_RELEASE_PAGES", RPC_PMEM_RELEASE_PAGES, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_pmem_release_pages_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	return 0;
}

static int rpc_pmem_release_pages__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_pmem_release_pages_args args;
	rpc_desc_t desc;
	int status;

	if (table->pmem_release_pages == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_pmem_release_pages_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->pmem_release_pages(context, args.page);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_pmem_release_pages_pack(&desc, &args, &context->error));
}

/* ---- RPC_PROCESS_MAKE_EXEC ---- */

int rpc_process_make_exec_client(struct sluice_transport *transport, uint32_t cxy, uint64_t info, int32_t *error)
{
	struct sluice_pending pending;
	struct rpc_process_make_exec_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.info = info;
	call_status = rpc_process_make_exec_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_PROCESS_MAKE_EXEC", RPC_PROCESS_MAKE_EXEC, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_process_make_exec_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	if (error != NULL)
		*error = call_args.error;
	return 0;
}

static int rpc_process_make_exec__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_process_make_exec_args args;
	rpc_desc_t desc;
	int status;

	if (table->process_make_exec == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_process_make_exec_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	args.error = 0;
	status = table->process_make_exec(context, args.info, &args.error);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_process_make_exec_pack(&desc, &args, &context->error));
}

/* ---- RPC_PROCESS_MAKE_FORK ---- */

int rpc_process_make_fork_client(struct sluice_transport *transport, uint32_t cxy, uint64_t ref_process_xp, uint64_t parent_thread_xp,
		uint32_t *child_pid, uint64_t *child_thread_ptr, int32_t *error)
{
	struct sluice_pending pending;
	struct rpc_process_make_fork_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.ref_process_xp = ref_process_xp;
	call_args.parent_thread_xp = parent_thread_xp;
	call_status = rpc_process_make_fork_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_PROCESS_MAKE_FORK", RPC_PROCESS_MAKE_FORK, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_process_make_fork_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	if (child_pid != NULL)
		*child_pid = call_args.child_pid;
	if (child_thread_ptr != NULL)
		*child_thread_ptr = call_args.child_thread_ptr;
	if (error != NULL)
		*error = call_args.error;
	return 0;
}

static int rpc_process_make_fork__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_process_make_fork_args args;
	rpc_desc_t desc;
	int status;

	if (table->process_make_fork == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_process_make_fork_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	args.child_pid = 0;
	args.child_thread_ptr = 0;
	args.error = 0;
	status = table->process_make_fork(context, args.ref_process_xp, args.parent_thread_xp, &args.child_pid, &args.child_thread_ptr, &args.error);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_process_make_fork_pack(&desc, &args, &context->error));
}

/* ---- RPC_PROCESS_MAKE_EXIT ---- */

int rpc_process_make_exit_client(struct sluice_transport *transport, uint32_t cxy, uint32_t pid, uint32_t status)
{
	struct sluice_pending pending;
	struct rpc_process_make_exit_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.pid = pid;
	call_args.status = status;
	call_status = rpc_process_make_exit_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_PROCESS_MAKE_EXIT", RPC_PROCESS_MAKE_EXIT, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_process_make_exit_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	return 0;
}

static int rpc_process_make_exit__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_process_make_exit_args args;
	rpc_desc_t desc;
	int status;

	if (table->process_make_exit == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_process_make_exit_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->process_make_exit(context, args.pid, args.status);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_process_make_exit_pack(&desc, &args, &context->error));
}

/* ---- RPC_PROCESS_MAKE_KILL ---- */

int rpc_process_make_kill_client(struct sluice_transport *transport, uint32_t cxy, uint32_t pid, uint32_t seg_id)
{
	struct sluice_pending pending;
	struct rpc_process_make_kill_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.pid = pid;
	call_args.seg_id = seg_id;
	call_status = rpc_process_make_kill_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_PROCESS_MAKE_KILL", RPC_PROCESS_MAKE_KILL, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_process_make_kill_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	return 0;
}

static int rpc_process_make_kill__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_process_make_kill_args args;
	rpc_desc_t desc;
	int status;

	if (table->process_make_kill == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_process_make_kill_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->process_make_kill(context, args.pid, args.seg_id);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_process_make_kill_pack(&desc, &args, &context->error));
}

/* ---- RPC_THREAD_USER_CREATE ---- */

int rpc_thread_user_create_client(struct sluice_transport *transport, uint32_t cxy, uint32_t pid, uint64_t start_func, uint64_t start_arg,
		uint64_t attr, uint64_t *thread_xp, int32_t *error)
{
	struct sluice_pending pending;
	struct rpc_thread_user_create_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.pid = pid;
	call_args.start_func = start_func;
	call_args.start_arg = start_arg;
	call_args.attr = attr;
	call_status = rpc_thread_user_create_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_THREAD_USER_CREATE", RPC_THREAD_USER_CREATE, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_thread_user_create_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	if (thread_xp != NULL)
		*thread_xp = call_args.thread_xp;
	if (error != NULL)
		*error = call_args.error;
	return 0;
}

static int rpc_thread_user_create__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_thread_user_create_args args;
	rpc_desc_t desc;
	int status;

	if (table->thread_user_create == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_thread_user_create_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	args.thread_xp = 0;
	args.error = 0;
	status = table->thread_user_create(context, args.pid, args.start_func, args.start_arg, args.attr, &args.thread_xp, &args.error);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_thread_user_create_pack(&desc, &args, &context->error));
}

/* ---- RPC_THREAD_KERNEL_CREATE ---- */

int rpc_thread_kernel_create_client(struct sluice_transport *transport, uint32_t cxy, uint32_t type, uint64_t func, uint64_t args,
		uint64_t *thread_xp, int32_t *error)
{
	struct sluice_pending pending;
	struct rpc_thread_kernel_create_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.type = type;
	call_args.func = func;
	call_args.args = args;
	call_status = rpc_thread_kernel_create_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_THREAD_KERNEL_CREATE", RPC_THREAD_KERNEL_CREATE, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_thread_kernel_create_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	if (thread_xp != NULL)
		*thread_xp = call_args.thread_xp;
	if (error != NULL)
		*error = call_args.error;
	return 0;
}

static int rpc_thread_kernel_create__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_thread_kernel_create_args args;
	rpc_desc_t desc;
	int status;

	if (table->thread_kernel_create == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_thread_kernel_create_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	args.thread_xp = 0;
	args.error = 0;
	status = table->thread_kernel_create(context, args.type, args.func, args.args, &args.thread_xp, &args.error);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_thread_kernel_create_pack(&desc, &args, &context->error));
}

/* ---- RPC_THREAD_KILL ---- */

int rpc_thread_kill_client(struct sluice_transport *transport, uint32_t cxy, uint64_t thread)
{
	struct sluice_pending pending;
	struct rpc_thread_kill_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.thread = thread;
	call_status = rpc_thread_kill_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_THREAD_KILL", RPC_THREAD_KILL, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_thread_kill_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	return 0;
}

static int rpc_thread_kill__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_thread_kill_args args;
	rpc_desc_t desc;
	int status;

	if (table->thread_kill == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_thread_kill_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->thread_kill(context, args.thread);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_thread_kill_pack(&desc, &args, &context->error));
}

/* ---- RPC_PROCESS_SIGACTION ---- */

static int rpc_process_sigaction__accept(struct sluice_pending *pending, const struct sluice_answer *answer)
{
	rpc_desc_t desc;

	if (cluster_rpc_frame_decode(answer->payload, answer->length, NULL, 0, &desc, &pending->error) != 0 || desc.index != RPC_PROCESS_SIGACTION)
		return -SLUICE_ERR_MALFORMED;
	return 0;
}

int rpc_process_sigaction_client(struct sluice_transport *transport, const uint32_t *targets, uint32_t count, uint32_t action_type,
		const uint64_t *process)
{
	struct sluice_pending pending;
	uint32_t i;

	sluice_pending_init(&pending, transport, &cluster_rpc_service, RPC_PROCESS_SIGACTION);
	pending.accept = rpc_process_sigaction__accept;
	for (i = 0; i < count; i++) {
		struct sluice_outgoing out;
		struct sluice_error call_error;
		rpc_desc_t call_desc;
		struct rpc_process_sigaction_args call_args;
		int call_status;

		memset(&call_error, 0, sizeof call_error);
		memset(&call_desc, 0, sizeof call_desc);
		memset(&call_args, 0, sizeof call_args);
		call_args.action_type = action_type;
		call_args.process = process[i];
		call_status = rpc_process_sigaction_pack(&call_desc, &call_args, &call_error);
		sluice_outgoing_request(&out, transport, &pending, targets[i], i);
		out.error = call_error;
		call_status = call_status != 0 ? sluice_outgoing_end(&out, call_status) : cluster_rpc__send(&out, &call_desc);
		/* Those that are on their way are waited for all the same. */
		if (call_status != 0 && pending.status == 0) {
			pending.status = call_status;
			pending.failed_target = targets[i];
			pending.error = out.error;
		}
	}
	return sluice_call_wait(transport, &pending);
}

static int rpc_process_sigaction__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_process_sigaction_args args;
	rpc_desc_t desc;
	int status;

	if (table->process_sigaction == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_process_sigaction_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->process_sigaction(context, args.action_type, args.process);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_process_sigaction_pack(&desc, &args, &context->error));
}

/* ---- RPC_VFS_INODE_CREATE ---- */

int rpc_vfs_inode_create_client(struct sluice_transport *transport, uint32_t cxy, uint64_t dentry_xp, uint32_t fs_type,
		uint32_t inode_type, uint64_t extend, uint32_t attr, uint32_t rights, uint32_t uid, uint32_t gid, uint64_t *inode_xp,
		int32_t *error)
{
	struct sluice_pending pending;
	struct rpc_vfs_inode_create_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.dentry_xp = dentry_xp;
	call_args.fs_type = fs_type;
	call_args.inode_type = inode_type;
	call_args.extend = extend;
	call_args.attr = attr;
	call_args.rights = rights;
	call_args.uid = uid;
	call_args.gid = gid;
	call_status = rpc_vfs_inode_create_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_VFS_INODE_CREATE", RPC_VFS_INODE_CREATE, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_vfs_inode_create_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	if (inode_xp != NULL)
		*inode_xp = call_args.inode_xp;
	if (error != NULL)
		*error = call_args.error;
	return 0;
}

static int rpc_vfs_inode_create__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_vfs_inode_create_args args;
	rpc_desc_t desc;
	int status;

	if (table->vfs_inode_create == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_vfs_inode_create_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	args.inode_xp = 0;
	args.error = 0;
	status = table->vfs_inode_create(context, args.dentry_xp, args.fs_type, args.inode_type, args.extend, args.attr, args.rights, args.uid, args.gid, &args.inode_xp, &args.error);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_vfs_inode_create_pack(&desc, &args, &context->error));
}

/* ---- RPC_VFS_INODE_DESTROY ---- */

int rpc_vfs_inode_destroy_client(struct sluice_transport *transport, uint32_t cxy, uint64_t inode)
{
	struct sluice_pending pending;
	struct rpc_vfs_inode_destroy_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.inode = inode;
	call_status = rpc_vfs_inode_destroy_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_VFS_INODE_DESTROY", RPC_VFS_INODE_DESTROY, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_vfs_inode_destroy_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	return 0;
}

static int rpc_vfs_inode_destroy__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_vfs_inode_destroy_args args;
	rpc_desc_t desc;
	int status;

	if (table->vfs_inode_destroy == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_vfs_inode_destroy_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->vfs_inode_destroy(context, args.inode);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_vfs_inode_destroy_pack(&desc, &args, &context->error));
}

/* ---- RPC_VFS_DENTRY_CREATE ---- */

int rpc_vfs_dentry_create_client(struct sluice_transport *transport, uint32_t cxy, uint32_t type, uint64_t name, uint64_t parent,
		uint64_t *dentry_xp, int32_t *error)
{
	struct sluice_pending pending;
	struct rpc_vfs_dentry_create_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.type = type;
	call_args.name = name;
	call_args.parent = parent;
	call_status = rpc_vfs_dentry_create_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_VFS_DENTRY_CREATE", RPC_VFS_DENTRY_CREATE, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_vfs_dentry_create_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	if (dentry_xp != NULL)
		*dentry_xp = call_args.dentry_xp;
	if (error != NULL)
		*error = call_args.error;
	return 0;
}

static int rpc_vfs_dentry_create__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_vfs_dentry_create_args args;
	rpc_desc_t desc;
	int status;

	if (table->vfs_dentry_create == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_vfs_dentry_create_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	args.dentry_xp = 0;
	args.error = 0;
	status = table->vfs_dentry_create(context, args.type, args.name, args.parent, &args.dentry_xp, &args.error);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_vfs_dentry_create_pack(&desc, &args, &context->error));
}

/* ---- RPC_VFS_DENTRY_DESTROY ---- */

int rpc_vfs_dentry_destroy_client(struct sluice_transport *transport, uint32_t cxy, uint64_t dentry)
{
	struct sluice_pending pending;
	struct rpc_vfs_dentry_destroy_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.dentry = dentry;
	call_status = rpc_vfs_dentry_destroy_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_VFS_DENTRY_DESTROY", RPC_VFS_DENTRY_DESTROY, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_vfs_dentry_destroy_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	return 0;
}

static int rpc_vfs_dentry_destroy__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_vfs_dentry_destroy_args args;
	rpc_desc_t desc;
	int status;

	if (table->vfs_dentry_destroy == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_vfs_dentry_destroy_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->vfs_dentry_destroy(context, args.dentry);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_vfs_dentry_destroy_pack(&desc, &args, &context->error));
}

/* ---- RPC_VFS_FILE_CREATE ---- */

int rpc_vfs_file_create_client(struct sluice_transport *transport, uint32_t cxy, uint64_t inode, uint32_t file_attr, uint64_t *file_xp,
		int32_t *error)
{
	struct sluice_pending pending;
	struct rpc_vfs_file_create_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.inode = inode;
	call_args.file_attr = file_attr;
	call_status = rpc_vfs_file_create_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_VFS_FILE_CREATE", RPC_VFS_FILE_CREATE, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_vfs_file_create_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	if (file_xp != NULL)
		*file_xp = call_args.file_xp;
	if (error != NULL)
		*error = call_args.error;
	return 0;
}

static int rpc_vfs_file_create__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_vfs_file_create_args args;
	rpc_desc_t desc;
	int status;

	if (table->vfs_file_create == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_vfs_file_create_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	args.file_xp = 0;
	args.error = 0;
	status = table->vfs_file_create(context, args.inode, args.file_attr, &args.file_xp, &args.error);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_vfs_file_create_pack(&desc, &args, &context->error));
}

/* ---- RPC_VFS_FILE_DESTROY ---- */

int rpc_vfs_file_destroy_client(struct sluice_transport *transport, uint32_t cxy, uint64_t file)
{
	struct sluice_pending pending;
	struct rpc_vfs_file_destroy_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.file = file;
	call_status = rpc_vfs_file_destroy_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_VFS_FILE_DESTROY", RPC_VFS_FILE_DESTROY, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_vfs_file_destroy_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	return 0;
}

static int rpc_vfs_file_destroy__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_vfs_file_destroy_args args;
	rpc_desc_t desc;
	int status;

	if (table->vfs_file_destroy == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_vfs_file_destroy_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->vfs_file_destroy(context, args.file);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_vfs_file_destroy_pack(&desc, &args, &context->error));
}

/* ---- RPC_VFS_INODE_LOAD ---- */

int rpc_vfs_inode_load_client(struct sluice_transport *transport, uint32_t cxy, uint64_t parent_inode, uint64_t name,
		uint64_t child_inode_xp, int32_t *error)
{
	struct sluice_pending pending;
	struct rpc_vfs_inode_load_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.parent_inode = parent_inode;
	call_args.name = name;
	call_args.child_inode_xp = child_inode_xp;
	call_status = rpc_vfs_inode_load_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_VFS_INODE_LOAD", RPC_VFS_INODE_LOAD, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_vfs_inode_load_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	if (error != NULL)
		*error = call_args.error;
	return 0;
}

static int rpc_vfs_inode_load__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_vfs_inode_load_args args;
	rpc_desc_t desc;
	int status;

	if (table->vfs_inode_load == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_vfs_inode_load_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	args.error = 0;
	status = table->vfs_inode_load(context, args.parent_inode, args.name, args.child_inode_xp, &args.error);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_vfs_inode_load_pack(&desc, &args, &context->error));
}

/* ---- RPC_VFS_MAPPER_LOAD_ALL ---- */

int rpc_vfs_mapper_load_all_client(struct sluice_transport *transport, uint32_t cxy, uint64_t inode, int32_t *error)
{
	struct sluice_pending pending;
	struct rpc_vfs_mapper_load_all_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.inode = inode;
	call_status = rpc_vfs_mapper_load_all_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_VFS_MAPPER_LOAD_ALL", RPC_VFS_MAPPER_LOAD_ALL, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_vfs_mapper_load_all_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	if (error != NULL)
		*error = call_args.error;
	return 0;
}

static int rpc_vfs_mapper_load_all__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_vfs_mapper_load_all_args args;
	rpc_desc_t desc;
	int status;

	if (table->vfs_mapper_load_all == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_vfs_mapper_load_all_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	args.error = 0;
	status = table->vfs_mapper_load_all(context, args.inode, &args.error);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_vfs_mapper_load_all_pack(&desc, &args, &context->error));
}

/* ---- RPC_FATFS_GET_CLUSTER ---- */

int rpc_fatfs_get_cluster_client(struct sluice_transport *transport, uint32_t cxy, uint64_t mapper, uint32_t first, uint32_t page,
		uint32_t *cluster, int32_t *error)
{
	struct sluice_pending pending;
	struct rpc_fatfs_get_cluster_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.mapper = mapper;
	call_args.first = first;
	call_args.page = page;
	call_status = rpc_fatfs_get_cluster_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_FATFS_GET_CLUSTER", RPC_FATFS_GET_CLUSTER, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_fatfs_get_cluster_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	if (cluster != NULL)
		*cluster = call_args.cluster;
	if (error != NULL)
		*error = call_args.error;
	return 0;
}

static int rpc_fatfs_get_cluster__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_fatfs_get_cluster_args args;
	rpc_desc_t desc;
	int status;

	if (table->fatfs_get_cluster == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_fatfs_get_cluster_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	args.cluster = 0;
	args.error = 0;
	status = table->fatfs_get_cluster(context, args.mapper, args.first, args.page, &args.cluster, &args.error);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_fatfs_get_cluster_pack(&desc, &args, &context->error));
}

/* ---- RPC_VMM_GET_VSEG ---- */

int rpc_vmm_get_vseg_client(struct sluice_transport *transport, uint32_t cxy, uint64_t process, int64_t vaddr, uint64_t *vseg_xp,
		int32_t *error)
{
	struct sluice_pending pending;
	struct rpc_vmm_get_vseg_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.process = process;
	call_args.vaddr = vaddr;
	call_status = rpc_vmm_get_vseg_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_VMM_GET_VSEG", RPC_VMM_GET_VSEG, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_vmm_get_vseg_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	if (vseg_xp != NULL)
		*vseg_xp = call_args.vseg_xp;
	if (error != NULL)
		*error = call_args.error;
	return 0;
}

static int rpc_vmm_get_vseg__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_vmm_get_vseg_args args;
	rpc_desc_t desc;
	int status;

	if (table->vmm_get_vseg == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_vmm_get_vseg_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	args.vseg_xp = 0;
	args.error = 0;
	status = table->vmm_get_vseg(context, args.process, args.vaddr, &args.vseg_xp, &args.error);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_vmm_get_vseg_pack(&desc, &args, &context->error));
}

/* ---- RPC_VMM_GET_PTE ---- */

int rpc_vmm_get_pte_client(struct sluice_transport *transport, uint32_t cxy, uint64_t process, uint32_t vpn, uint8_t cow, uint32_t *attr,
		uint32_t *ppn, int32_t *error)
{
	struct sluice_pending pending;
	struct rpc_vmm_get_pte_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.process = process;
	call_args.vpn = vpn;
	call_args.cow = cow;
	call_status = rpc_vmm_get_pte_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_VMM_GET_PTE", RPC_VMM_GET_PTE, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_vmm_get_pte_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	if (attr != NULL)
		*attr = call_args.attr;
	if (ppn != NULL)
		*ppn = call_args.ppn;
	if (error != NULL)
		*error = call_args.error;
	return 0;
}

static int rpc_vmm_get_pte__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_vmm_get_pte_args args;
	rpc_desc_t desc;
	int status;

	if (table->vmm_get_pte == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_vmm_get_pte_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	args.attr = 0;
	args.ppn = 0;
	args.error = 0;
	status = table->vmm_get_pte(context, args.process, args.vpn, args.cow, &args.attr, &args.ppn, &args.error);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_vmm_get_pte_pack(&desc, &args, &context->error));
}

/* ---- RPC_KCM_ALLOC ---- */

int rpc_kcm_alloc_client(struct sluice_transport *transport, uint32_t cxy, uint32_t kmem_type, uint64_t *buf_xp)
{
	struct sluice_pending pending;
	struct rpc_kcm_alloc_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.kmem_type = kmem_type;
	call_status = rpc_kcm_alloc_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_KCM_ALLOC", RPC_KCM_ALLOC, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_kcm_alloc_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	if (buf_xp != NULL)
		*buf_xp = call_args.buf_xp;
	return 0;
}

static int rpc_kcm_alloc__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_kcm_alloc_args args;
	rpc_desc_t desc;
	int status;

	if (table->kcm_alloc == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_kcm_alloc_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	args.buf_xp = 0;
	status = table->kcm_alloc(context, args.kmem_type, &args.buf_xp);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_kcm_alloc_pack(&desc, &args, &context->error));
}

/* ---- RPC_KCM_FREE ---- */

int rpc_kcm_free_client(struct sluice_transport *transport, uint32_t cxy, uint64_t buf, uint32_t kmem_type)
{
	struct sluice_pending pending;
	struct rpc_kcm_free_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.buf = buf;
	call_args.kmem_type = kmem_type;
	call_status = rpc_kcm_free_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_KCM_FREE", RPC_KCM_FREE, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_kcm_free_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	return 0;
}

static int rpc_kcm_free__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_kcm_free_args args;
	rpc_desc_t desc;
	int status;

	if (table->kcm_free == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_kcm_free_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->kcm_free(context, args.buf, args.kmem_type);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_kcm_free_pack(&desc, &args, &context->error));
}

/* ---- RPC_MAPPER_MOVE_BUFFER ---- */

int rpc_mapper_move_buffer_client(struct sluice_transport *transport, uint32_t cxy, uint64_t mapper, uint8_t to_buffer, uint8_t is_user,
		uint32_t file_offset, uint64_t buffer, uint32_t size, int32_t *error)
{
	struct sluice_pending pending;
	struct rpc_mapper_move_buffer_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.mapper = mapper;
	call_args.to_buffer = to_buffer;
	call_args.is_user = is_user;
	call_args.file_offset = file_offset;
	call_args.buffer = buffer;
	call_args.size = size;
	call_status = rpc_mapper_move_buffer_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_MAPPER_MOVE_BUFFER", RPC_MAPPER_MOVE_BUFFER, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_mapper_move_buffer_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	if (error != NULL)
		*error = call_args.error;
	return 0;
}

static int rpc_mapper_move_buffer__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_mapper_move_buffer_args args;
	rpc_desc_t desc;
	int status;

	if (table->mapper_move_buffer == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_mapper_move_buffer_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	args.error = 0;
	status = table->mapper_move_buffer(context, args.mapper, args.to_buffer, args.is_user, args.file_offset, args.buffer, args.size, &args.error);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_mapper_move_buffer_pack(&desc, &args, &context->error));
}

/* ---- RPC_MAPPER_GET_PAGE ---- */

int rpc_mapper_get_page_client(struct sluice_transport *transport, uint32_t cxy, uint64_t mapper, uint32_t index, uint64_t *page)
{
	struct sluice_pending pending;
	struct rpc_mapper_get_page_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.mapper = mapper;
	call_args.index = index;
	call_status = rpc_mapper_get_page_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_MAPPER_GET_PAGE", RPC_MAPPER_GET_PAGE, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_mapper_get_page_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	if (page != NULL)
		*page = call_args.page;
	return 0;
}

static int rpc_mapper_get_page__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_mapper_get_page_args args;
	rpc_desc_t desc;
	int status;

	if (table->mapper_get_page == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_mapper_get_page_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	args.page = 0;
	status = table->mapper_get_page(context, args.mapper, args.index, &args.page);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_mapper_get_page_pack(&desc, &args, &context->error));
}

/* ---- RPC_VMM_CREATE_VSEG ---- */

int rpc_vmm_create_vseg_client(struct sluice_transport *transport, uint32_t cxy, uint64_t process, uint32_t type, int64_t base,
		uint32_t size, uint32_t file_offset, uint32_t file_size, uint64_t mapper_xp, uint32_t vseg_cxy, uint64_t *vseg)
{
	struct sluice_pending pending;
	struct rpc_vmm_create_vseg_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.process = process;
	call_args.type = type;
	call_args.base = base;
	call_args.size = size;
	call_args.file_offset = file_offset;
	call_args.file_size = file_size;
	call_args.mapper_xp = mapper_xp;
	call_args.vseg_cxy = vseg_cxy;
	call_status = rpc_vmm_create_vseg_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_VMM_CREATE_VSEG", RPC_VMM_CREATE_VSEG, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_vmm_create_vseg_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	if (vseg != NULL)
		*vseg = call_args.vseg;
	return 0;
}

static int rpc_vmm_create_vseg__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_vmm_create_vseg_args args;
	rpc_desc_t desc;
	int status;

	if (table->vmm_create_vseg == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_vmm_create_vseg_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	args.vseg = 0;
	status = table->vmm_create_vseg(context, args.process, args.type, args.base, args.size, args.file_offset, args.file_size, args.mapper_xp, args.vseg_cxy, &args.vseg);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_vmm_create_vseg_pack(&desc, &args, &context->error));
}

/* ---- RPC_SCHED_DISPLAY ---- */

int rpc_sched_display_client(struct sluice_transport *transport, uint32_t cxy, uint32_t lid)
{
	struct sluice_pending pending;
	struct rpc_sched_display_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.lid = lid;
	call_status = rpc_sched_display_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_SCHED_DISPLAY", RPC_SCHED_DISPLAY, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_sched_display_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	return 0;
}

static int rpc_sched_display__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_sched_display_args args;
	rpc_desc_t desc;
	int status;

	if (table->sched_display == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_sched_display_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->sched_display(context, args.lid);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_sched_display_pack(&desc, &args, &context->error));
}

/* ---- RPC_VMM_SET_COW ---- */

int rpc_vmm_set_cow_client(struct sluice_transport *transport, uint32_t cxy, uint64_t process)
{
	struct sluice_pending pending;
	struct rpc_vmm_set_cow_args call_args;
	struct sluice_error call_error;
	rpc_desc_t call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
	memset(&call_args, 0, sizeof call_args);
	call_args.process = process;
	call_status = rpc_vmm_set_cow_pack(&call_desc, &call_args, &call_error);
	if (call_status != 0)
		return sluice_call_unsent(transport, "RPC_VMM_SET_COW", RPC_VMM_SET_COW, cxy, call_status, &call_error);
	call_status = cluster_rpc__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
	if (rpc_vmm_set_cow_unpack(&call_desc, &call_args, &pending.error) != 0)
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
	return 0;
}

static int rpc_vmm_set_cow__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct cluster_rpc_handlers *table = (const struct cluster_rpc_handlers *)handlers;
	struct rpc_vmm_set_cow_args args;
	rpc_desc_t desc;
	int status;

	if (table->vmm_set_cow == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = cluster_rpc__take(context, payload, length, &desc);
	if (status != 0)
		return status;
	if (rpc_vmm_set_cow_unpack(&desc, &args, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->vmm_set_cow(context, args.process);
	if (status != 0)
		return sluice_call_refused(context, status);
	return cluster_rpc__answer(context, &desc, rpc_vmm_set_cow_pack(&desc, &args, &context->error));
}

/* ==== every code; holes have no name ==== */

static const struct sluice_service_entry ENTRIES[] = {
	[RPC_PMEM_GET_PAGES] = {
		.name = "RPC_PMEM_GET_PAGES",
		.run = rpc_pmem_get_pages__run,
		.replies = (const uint32_t[]){ RPC_PMEM_GET_PAGES },
		.reply_count = 1,
	},
	[RPC_PMEM_RELEASE_PAGES] = {
		.name = "RPC_PMEM_RELEASE_PAGES",
		.run = rpc_pmem_release_pages__run,
		.replies = (const uint32_t[]){ RPC_PMEM_RELEASE_PAGES },
		.reply_count = 1,
	},
	[RPC_PROCESS_MAKE_EXEC] = {
		.name = "RPC_PROCESS_MAKE_EXEC",
		.run = rpc_process_make_exec__run,
		.replies = (const uint32_t[]){ RPC_PROCESS_MAKE_EXEC },
		.reply_count = 1,
	},
	[RPC_PROCESS_MAKE_FORK] = {
		.name = "RPC_PROCESS_MAKE_FORK",
		.run = rpc_process_make_fork__run,
		.replies = (const uint32_t[]){ RPC_PROCESS_MAKE_FORK },
		.reply_count = 1,
	},
	[RPC_PROCESS_MAKE_EXIT] = {
		.name = "RPC_PROCESS_MAKE_EXIT",
		.run = rpc_process_make_exit__run,
		.replies = (const uint32_t[]){ RPC_PROCESS_MAKE_EXIT },
		.reply_count = 1,
	},
	[RPC_PROCESS_MAKE_KILL] = {
		.name = "RPC_PROCESS_MAKE_KILL",
		.run = rpc_process_make_kill__run,
		.replies = (const uint32_t[]){ RPC_PROCESS_MAKE_KILL },
		.reply_count = 1,
	},
	[RPC_THREAD_USER_CREATE] = {
		.name = "RPC_THREAD_USER_CREATE",
		.run = rpc_thread_user_create__run,
		.replies = (const uint32_t[]){ RPC_THREAD_USER_CREATE },
		.reply_count = 1,
	},
	[RPC_THREAD_KERNEL_CREATE] = {
		.name = "RPC_THREAD_KERNEL_CREATE",
		.run = rpc_thread_kernel_create__run,
		.replies = (const uint32_t[]){ RPC_THREAD_KERNEL_CREATE },
		.reply_count = 1,
	},
	[RPC_THREAD_KILL] = {
		.name = "RPC_THREAD_KILL",
		.run = rpc_thread_kill__run,
		.replies = (const uint32_t[]){ RPC_THREAD_KILL },
		.reply_count = 1,
	},
	[RPC_PROCESS_SIGACTION] = {
		.name = "RPC_PROCESS_SIGACTION",
		.run = rpc_process_sigaction__run,
		.replies = (const uint32_t[]){ RPC_PROCESS_SIGACTION },
		.reply_count = 1,
	},
	[RPC_VFS_INODE_CREATE] = {
		.name = "RPC_VFS_INODE_CREATE",
		.run = rpc_vfs_inode_create__run,
		.replies = (const uint32_t[]){ RPC_VFS_INODE_CREATE },
		.reply_count = 1,
	},
	[RPC_VFS_INODE_DESTROY] = {
		.name = "RPC_VFS_INODE_DESTROY",
		.run = rpc_vfs_inode_destroy__run,
		.replies = (const uint32_t[]){ RPC_VFS_INODE_DESTROY },
		.reply_count = 1,
	},
	[RPC_VFS_DENTRY_CREATE] = {
		.name = "RPC_VFS_DENTRY_CREATE",
		.run = rpc_vfs_dentry_create__run,
		.replies = (const uint32_t[]){ RPC_VFS_DENTRY_CREATE },
		.reply_count = 1,
	},
	[RPC_VFS_DENTRY_DESTROY] = {
		.name = "RPC_VFS_DENTRY_DESTROY",
		.run = rpc_vfs_dentry_destroy__run,
		.replies = (const uint32_t[]){ RPC_VFS_DENTRY_DESTROY },
		.reply_count = 1,
	},
	[RPC_VFS_FILE_CREATE] = {
		.name = "RPC_VFS_FILE_CREATE",
		.run = rpc_vfs_file_create__run,
		.replies = (const uint32_t[]){ RPC_VFS_FILE_CREATE },
		.reply_count = 1,
	},
	[RPC_VFS_FILE_DESTROY] = {
		.name = "RPC_VFS_FILE_DESTROY",
		.run = rpc_vfs_file_destroy__run,
		.replies = (const uint32_t[]){ RPC_VFS_FILE_DESTROY },
		.reply_count = 1,
	},
	[RPC_VFS_INODE_LOAD] = {
		.name = "RPC_VFS_INODE_LOAD",
		.run = rpc_vfs_inode_load__run,
		.replies = (const uint32_t[]){ RPC_VFS_INODE_LOAD },
		.reply_count = 1,
	},
	[RPC_VFS_MAPPER_LOAD_ALL] = {
		.name = "RPC_VFS_MAPPER_LOAD_ALL",
		.run = rpc_vfs_mapper_load_all__run,
		.replies = (const uint32_t[]){ RPC_VFS_MAPPER_LOAD_ALL },
		.reply_count = 1,
	},
	[RPC_FATFS_GET_CLUSTER] = {
		.name = "RPC_FATFS_GET_CLUSTER",
		.run = rpc_fatfs_get_cluster__run,
		.replies = (const uint32_t[]){ RPC_FATFS_GET_CLUSTER },
		.reply_count = 1,
	},
	[RPC_VMM_GET_VSEG] = {
		.name = "RPC_VMM_GET_VSEG",
		.run = rpc_vmm_get_vseg__run,
		.replies = (const uint32_t[]){ RPC_VMM_GET_VSEG },
		.reply_count = 1,
	},
	[RPC_VMM_GET_PTE] = {
		.name = "RPC_VMM_GET_PTE",
		.run = rpc_vmm_get_pte__run,
		.replies = (const uint32_t[]){ RPC_VMM_GET_PTE },
		.reply_count = 1,
	},
	[RPC_KCM_ALLOC] = {
		.name = "RPC_KCM_ALLOC",
		.run = rpc_kcm_alloc__run,
		.replies = (const uint32_t[]){ RPC_KCM_ALLOC },
		.reply_count = 1,
	},
	[RPC_KCM_FREE] = {
		.name = "RPC_KCM_FREE",
		.run = rpc_kcm_free__run,
		.replies = (const uint32_t[]){ RPC_KCM_FREE },
		.reply_count = 1,
	},
	[RPC_MAPPER_MOVE_BUFFER] = {
		.name = "RPC_MAPPER_MOVE_BUFFER",
		.run = rpc_mapper_move_buffer__run,
		.replies = (const uint32_t[]){ RPC_MAPPER_MOVE_BUFFER },
		.reply_count = 1,
	},
	[RPC_MAPPER_GET_PAGE] = {
		.name = "RPC_MAPPER_GET_PAGE",
		.run = rpc_mapper_get_page__run,
		.replies = (const uint32_t[]){ RPC_MAPPER_GET_PAGE },
		.reply_count = 1,
	},
	[RPC_VMM_CREATE_VSEG] = {
		.name = "RPC_VMM_CREATE_VSEG",
		.run = rpc_vmm_create_vseg__run,
		.replies = (const uint32_t[]){ RPC_VMM_CREATE_VSEG },
		.reply_count = 1,
	},
	[RPC_SCHED_DISPLAY] = {
		.name = "RPC_SCHED_DISPLAY",
		.run = rpc_sched_display__run,
		.replies = (const uint32_t[]){ RPC_SCHED_DISPLAY },
		.reply_count = 1,
	},
	[RPC_VMM_SET_COW] = {
		.name = "RPC_VMM_SET_COW",
		.run = rpc_vmm_set_cow__run,
		.replies = (const uint32_t[]){ RPC_VMM_SET_COW },
		.reply_count = 1,
	},
};

static const struct sluice_service_range RANGES[] = {
	{ 19u, 19u, SLUICE_ERR_RESERVED, "hole between the file-system and the memory services of the source" },
	{ 29u, 29u, SLUICE_ERR_RESERVED, "below RPC_MAX_INDEX, but without a service in this revision" },
};

const struct sluice_service cluster_rpc_service = {
	.protocol = "cluster-rpc",
	.fingerprint = UINT64_C(0xd5985917ff62c86f),
	.entries = ENTRIES,
	.entry_count = sizeof ENTRIES / sizeof ENTRIES[0],
	.ranges = RANGES,
	.range_count = sizeof RANGES / sizeof RANGES[0],
	.negative_code = SLUICE_NO_CODE,
};

int cluster_rpc_serve(struct sluice_transport *transport, const struct cluster_rpc_handlers *handlers, void *user,
	const struct sluice_serve_options *options)
{
	return sluice_serve(transport, &cluster_rpc_service, handlers, user, options);
}
