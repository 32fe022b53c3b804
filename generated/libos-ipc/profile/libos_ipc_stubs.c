/*
 * libos-ipc, config profile, data model lp64: see libos_ipc_stubs.h.
 * Generated from schema/libos-ipc.yaml by `sluice generate`; do not edit.
 */
#include "libos_ipc_stubs.h"

/* The header of a record on its way out: what the caller gave, or zeros; the number is the call's. */
static struct shim_ipc_msg libos_ipc__header(const struct sluice_outgoing *out, const struct shim_ipc_msg *given)
{
	struct shim_ipc_msg header;

	memset(&header, 0, sizeof header);
	if (given != NULL)
		header = *given;
	header.seq = out->correlation;
	return header;
}

/* Bytes of a frame around a body of `size`. */
static size_t libos_ipc__frame_bytes(size_t size)
{
	size_t total = 29;

	if (!sluice_size_add(&total, size, 1))
		return SIZE_MAX;
	if (total < 48)
		total = 48;
	return total;
}

/* Takes the frame of a request; its code must be that of the envelope. */
static int libos_ipc__take(struct sluice_call_context *context, const uint8_t *payload, size_t length, struct libos_ipc_frame *frame)
{
	if (libos_ipc_frame_decode(payload, length, NULL, 0, frame, &context->error) != 0 || frame->header.code != context->code)
		return -SLUICE_ERR_MALFORMED;
	context->header = &frame->header;
	context->source = (uint64_t)frame->header.src;
	context->destination = (uint64_t)frame->header.dst;
	return 0;
}

/* Starts an answer: it goes back to where the request came from. */
static struct shim_ipc_msg libos_ipc__answer(struct sluice_outgoing *out, struct sluice_call_context *context, uint32_t code)
{
	struct shim_ipc_msg header;

	memset(&header, 0, sizeof header);
	sluice_outgoing_answer(out, context, code);
	header.src = (uint32_t)context->destination;
	header.dst = (uint32_t)context->source;
	return header;
}

/* Sends a request that has been written, and waits for the frame that answers. */
static int libos_ipc__wait(struct sluice_transport *transport, struct sluice_pending *pending, struct libos_ipc_frame *frame)
{
	int status = sluice_call_wait(transport, pending);

	if (status == 0 && libos_ipc_frame_decode(pending->answer.payload, pending->answer.length, NULL, 0, frame, &pending->error) != 0)
		status = sluice_call_judged(transport, pending, -SLUICE_ERR_MALFORMED);
	return status;
}

static int ipc_resp__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_resp *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(4));

	if (status == 0)
		status = ipc_resp_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_finduri__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(0));

	if (status == 0)
		status = ipc_finduri_encode_frame(out->payload, out->capacity, &header, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_telluri__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_telluri_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_telluri_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_telluri_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_checkpoint__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_checkpoint_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_checkpoint_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_checkpoint_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_cld_exit__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_cld_exit *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(24));

	if (status == 0)
		status = ipc_cld_exit_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_cld_join__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(0));

	if (status == 0)
		status = ipc_cld_join_encode_frame(out->payload, out->capacity, &header, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_cld_profile__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_cld_profile_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_cld_profile_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_cld_profile_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_pid_findns__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(0));

	if (status == 0)
		status = ipc_pid_findns_encode_frame(out->payload, out->capacity, &header, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_pid_tellns__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_pid_tellns_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_pid_tellns_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_pid_tellns_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_pid_lease__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_pid_lease_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_pid_lease_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_pid_lease_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_pid_offer__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_pid_offer *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(16));

	if (status == 0)
		status = ipc_pid_offer_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_pid_renew__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_pid_renew *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(8));

	if (status == 0)
		status = ipc_pid_renew_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_pid_revoke__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_pid_revoke *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(8));

	if (status == 0)
		status = ipc_pid_revoke_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_pid_sublease__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_pid_sublease_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_pid_sublease_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_pid_sublease_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_pid_query__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_pid_query *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(4));

	if (status == 0)
		status = ipc_pid_query_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_pid_queryall__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(0));

	if (status == 0)
		status = ipc_pid_queryall_encode_frame(out->payload, out->capacity, &header, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_pid_answer__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_pid_answer_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_pid_answer_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_pid_answer_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_pid_kill__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_pid_kill *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(16));

	if (status == 0)
		status = ipc_pid_kill_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_pid_getstatus__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_pid_getstatus_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_pid_getstatus_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_pid_getstatus_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_pid_retstatus__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_pid_retstatus_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_pid_retstatus_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_pid_retstatus_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_pid_getmeta__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_pid_getmeta *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(8));

	if (status == 0)
		status = ipc_pid_getmeta_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_pid_retmeta__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_pid_retmeta_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_pid_retmeta_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_pid_retmeta_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_pid_nop__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_pid_nop_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_pid_nop_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_pid_nop_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_pid_sendrpc__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_pid_sendrpc_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_pid_sendrpc_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_pid_sendrpc_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_findns__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(0));

	if (status == 0)
		status = ipc_sysv_findns_encode_frame(out->payload, out->capacity, &header, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_tellns__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_sysv_tellns_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_sysv_tellns_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_sysv_tellns_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_lease__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_sysv_lease_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_sysv_lease_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_sysv_lease_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_offer__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_sysv_offer *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(16));

	if (status == 0)
		status = ipc_sysv_offer_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_renew__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_sysv_renew *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(8));

	if (status == 0)
		status = ipc_sysv_renew_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_revoke__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_sysv_revoke *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(8));

	if (status == 0)
		status = ipc_sysv_revoke_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_sublease__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_sysv_sublease_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_sysv_sublease_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_sysv_sublease_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_query__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_sysv_query *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(4));

	if (status == 0)
		status = ipc_sysv_query_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_queryall__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(0));

	if (status == 0)
		status = ipc_sysv_queryall_encode_frame(out->payload, out->capacity, &header, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_answer__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_sysv_answer_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_sysv_answer_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_sysv_answer_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_findkey__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_sysv_findkey *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(16));

	if (status == 0)
		status = ipc_sysv_findkey_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_tellkey__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_sysv_tellkey *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(20));

	if (status == 0)
		status = ipc_sysv_tellkey_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_delres__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_sysv_delres *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(8));

	if (status == 0)
		status = ipc_sysv_delres_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_movres__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_sysv_movres_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_sysv_movres_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_sysv_movres_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_msgsnd__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_sysv_msgsnd_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_sysv_msgsnd_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_sysv_msgsnd_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_msgrcv__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_sysv_msgrcv *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	int status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(20));

	if (status == 0)
		status = ipc_sysv_msgrcv_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_msgmov__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_sysv_msgmov_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_sysv_msgmov_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_sysv_msgmov_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_semop__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_sysv_semop_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_sysv_semop_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_sysv_semop_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_semctl__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_sysv_semctl_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_sysv_semctl_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_sysv_semctl_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_semret__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_sysv_semret_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_sysv_semret_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_sysv_semret_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int ipc_sysv_semmov__write(struct sluice_outgoing *out, const struct shim_ipc_msg *given, const struct shim_ipc_sysv_semmov_message *in)
{
	const struct shim_ipc_msg header = libos_ipc__header(out, given);
	size_t size = 0;
	int status = shim_ipc_sysv_semmov_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, libos_ipc__frame_bytes(size));
	if (status == 0)
		status = ipc_sysv_semmov_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

/* Whether a frame answers the call with this number, and the errno if it is a negative answer. */
static int libos_ipc__judge_answer(uint32_t correlation, uint32_t code, const uint8_t *payload, size_t length, int *refusal, struct sluice_error *error)
{
	struct libos_ipc_frame frame;
	struct shim_ipc_resp negative;

	if (libos_ipc_frame_decode(payload, length, NULL, 0, &frame, error) != 0)
		return -SLUICE_ERR_MALFORMED;
	if (frame.header.code != code || frame.header.seq != correlation)
		return SLUICE_STRAY;
	if (code == IPC_RESP) {
		if (ipc_resp_decode_frame(&frame, &negative, error) != 0)
			return -SLUICE_ERR_MALFORMED;
		if (negative.retval < 0)
			*refusal = negative.retval < -4095 ? 4095 : -(int)negative.retval;
	}
	return 0;
}

static int libos_ipc__refuse_call(struct sluice_outgoing *out, int number)
{
	struct sluice_outgoing answer;
	const struct shim_ipc_msg header = libos_ipc__answer(&answer, out->context, IPC_RESP);
	struct shim_ipc_resp body;

	memset(&body, 0, sizeof body);
	body.retval = -number;
	answer.status = out->status;
	answer.refusal = out->refusal;
	return ipc_resp__write(&answer, &header, &body);
}

/* ---- IPC_RESP ---- */

int ipc_resp_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_resp *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_RESP, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_resp__write(&out, header, in);
}

static int ipc_resp__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_resp in;
	int status;

	if (table->resp == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_resp_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->resp(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_FINDURI ---- */

int ipc_finduri_send(struct sluice_transport *transport, const struct shim_ipc_msg *header)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_FINDURI, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_finduri__write(&out, header);
}

int ipc_finduri_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, struct shim_ipc_telluri_message *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_FINDURI);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_finduri__write(&request, header);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_telluri_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_finduri__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_telluri_message out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->finduri == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_finduri_decode_frame(&frame, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->finduri(context, &frame.header, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_TELLURI);
	return ipc_telluri__write(&answer, &header, &out);
}

/* ---- IPC_TELLURI ---- */

int ipc_telluri_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_telluri_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_TELLURI, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_telluri__write(&out, header, in);
}

static int ipc_telluri__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_telluri_message in;
	int status;

	if (table->telluri == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_telluri_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->telluri(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_CHECKPOINT ---- */

int ipc_checkpoint_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_checkpoint_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_CHECKPOINT, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_checkpoint__write(&out, header, in);
}

static int ipc_checkpoint__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_checkpoint_message in;
	int status;

	if (table->checkpoint == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_checkpoint_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->checkpoint(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_CLD_EXIT ---- */

int ipc_cld_exit_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_cld_exit *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_CLD_EXIT, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_cld_exit__write(&out, header, in);
}

static int ipc_cld_exit__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_cld_exit in;
	int status;

	if (table->cld_exit == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_cld_exit_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->cld_exit(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_CLD_JOIN ---- */

int ipc_cld_join_send(struct sluice_transport *transport, const struct shim_ipc_msg *header)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_CLD_JOIN, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_cld_join__write(&out, header);
}

static int ipc_cld_join__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	int status;

	if (table->cld_join == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_cld_join_decode_frame(&frame, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->cld_join(context, &frame.header);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_CLD_PROFILE ---- */

int ipc_cld_profile_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_cld_profile_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_CLD_PROFILE, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_cld_profile__write(&out, header, in);
}

static int ipc_cld_profile__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_cld_profile_message in;
	int status;

	if (table->cld_profile == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_cld_profile_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->cld_profile(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_PID_FINDNS ---- */

int ipc_pid_findns_send(struct sluice_transport *transport, const struct shim_ipc_msg *header)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_PID_FINDNS, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_pid_findns__write(&out, header);
}

int ipc_pid_findns_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, struct shim_ipc_pid_tellns_message *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_PID_FINDNS);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_pid_findns__write(&request, header);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_pid_tellns_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_pid_findns__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_pid_tellns_message out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->pid_findns == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_pid_findns_decode_frame(&frame, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->pid_findns(context, &frame.header, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_PID_TELLNS);
	return ipc_pid_tellns__write(&answer, &header, &out);
}

/* ---- IPC_PID_TELLNS ---- */

int ipc_pid_tellns_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_tellns_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_PID_TELLNS, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_pid_tellns__write(&out, header, in);
}

static int ipc_pid_tellns__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_pid_tellns_message in;
	int status;

	if (table->pid_tellns == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_pid_tellns_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->pid_tellns(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_PID_LEASE ---- */

int ipc_pid_lease_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_lease_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_PID_LEASE, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_pid_lease__write(&out, header, in);
}

int ipc_pid_lease_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_lease_message *in,
		struct shim_ipc_pid_offer *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_PID_LEASE);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_pid_lease__write(&request, header, in);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_pid_offer_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_pid_lease__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_pid_lease_message in;
	struct shim_ipc_pid_offer out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->pid_lease == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_pid_lease_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->pid_lease(context, &frame.header, &in, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_PID_OFFER);
	return ipc_pid_offer__write(&answer, &header, &out);
}

/* ---- IPC_PID_OFFER ---- */

int ipc_pid_offer_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_offer *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_PID_OFFER, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_pid_offer__write(&out, header, in);
}

static int ipc_pid_offer__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_pid_offer in;
	int status;

	if (table->pid_offer == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_pid_offer_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->pid_offer(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_PID_RENEW ---- */

int ipc_pid_renew_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_renew *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_PID_RENEW, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_pid_renew__write(&out, header, in);
}

int ipc_pid_renew_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_renew *in,
		struct shim_ipc_pid_offer *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_PID_RENEW);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_pid_renew__write(&request, header, in);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_pid_offer_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_pid_renew__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_pid_renew in;
	struct shim_ipc_pid_offer out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->pid_renew == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_pid_renew_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->pid_renew(context, &frame.header, &in, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_PID_OFFER);
	return ipc_pid_offer__write(&answer, &header, &out);
}

/* ---- IPC_PID_REVOKE ---- */

int ipc_pid_revoke_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_revoke *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_PID_REVOKE, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_pid_revoke__write(&out, header, in);
}

static int ipc_pid_revoke__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_pid_revoke in;
	int status;

	if (table->pid_revoke == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_pid_revoke_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->pid_revoke(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_PID_SUBLEASE ---- */

int ipc_pid_sublease_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_sublease_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_PID_SUBLEASE, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_pid_sublease__write(&out, header, in);
}

int ipc_pid_sublease_call(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_sublease_message *in, struct shim_ipc_pid_offer *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_PID_SUBLEASE);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_pid_sublease__write(&request, header, in);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_pid_offer_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_pid_sublease__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_pid_sublease_message in;
	struct shim_ipc_pid_offer out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->pid_sublease == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_pid_sublease_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->pid_sublease(context, &frame.header, &in, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_PID_OFFER);
	return ipc_pid_offer__write(&answer, &header, &out);
}

/* ---- IPC_PID_QUERY ---- */

int ipc_pid_query_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_query *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_PID_QUERY, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_pid_query__write(&out, header, in);
}

int ipc_pid_query_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_query *in,
		struct shim_ipc_pid_answer_message *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_PID_QUERY);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_pid_query__write(&request, header, in);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_pid_answer_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_pid_query__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_pid_query in;
	struct shim_ipc_pid_answer_message out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->pid_query == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_pid_query_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->pid_query(context, &frame.header, &in, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_PID_ANSWER);
	return ipc_pid_answer__write(&answer, &header, &out);
}

/* ---- IPC_PID_QUERYALL ---- */

int ipc_pid_queryall_send(struct sluice_transport *transport, const struct shim_ipc_msg *header)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_PID_QUERYALL, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_pid_queryall__write(&out, header);
}

int ipc_pid_queryall_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, struct shim_ipc_pid_answer_message *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_PID_QUERYALL);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_pid_queryall__write(&request, header);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_pid_answer_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_pid_queryall__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_pid_answer_message out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->pid_queryall == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_pid_queryall_decode_frame(&frame, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->pid_queryall(context, &frame.header, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_PID_ANSWER);
	return ipc_pid_answer__write(&answer, &header, &out);
}

/* ---- IPC_PID_ANSWER ---- */

int ipc_pid_answer_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_answer_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_PID_ANSWER, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_pid_answer__write(&out, header, in);
}

static int ipc_pid_answer__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_pid_answer_message in;
	int status;

	if (table->pid_answer == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_pid_answer_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->pid_answer(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_PID_KILL ---- */

int ipc_pid_kill_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_kill *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_PID_KILL, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_pid_kill__write(&out, header, in);
}

int ipc_pid_kill_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_kill *in,
		struct shim_ipc_resp *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_PID_KILL);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_pid_kill__write(&request, header, in);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_resp_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_pid_kill__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_pid_kill in;
	struct shim_ipc_resp out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->pid_kill == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_pid_kill_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->pid_kill(context, &frame.header, &in, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_RESP);
	return ipc_resp__write(&answer, &header, &out);
}

/* ---- IPC_PID_GETSTATUS ---- */

int ipc_pid_getstatus_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_getstatus_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_PID_GETSTATUS, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_pid_getstatus__write(&out, header, in);
}

int ipc_pid_getstatus_call(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_getstatus_message *in, struct shim_ipc_pid_retstatus_message *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_PID_GETSTATUS);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_pid_getstatus__write(&request, header, in);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_pid_retstatus_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_pid_getstatus__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_pid_getstatus_message in;
	struct shim_ipc_pid_retstatus_message out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->pid_getstatus == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_pid_getstatus_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->pid_getstatus(context, &frame.header, &in, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_PID_RETSTATUS);
	return ipc_pid_retstatus__write(&answer, &header, &out);
}

/* ---- IPC_PID_RETSTATUS ---- */

int ipc_pid_retstatus_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_retstatus_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_PID_RETSTATUS, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_pid_retstatus__write(&out, header, in);
}

static int ipc_pid_retstatus__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_pid_retstatus_message in;
	int status;

	if (table->pid_retstatus == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_pid_retstatus_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->pid_retstatus(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_PID_GETMETA ---- */

int ipc_pid_getmeta_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_getmeta *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_PID_GETMETA, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_pid_getmeta__write(&out, header, in);
}

int ipc_pid_getmeta_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_getmeta *in,
		struct shim_ipc_pid_retmeta_message *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_PID_GETMETA);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_pid_getmeta__write(&request, header, in);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_pid_retmeta_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_pid_getmeta__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_pid_getmeta in;
	struct shim_ipc_pid_retmeta_message out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->pid_getmeta == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_pid_getmeta_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->pid_getmeta(context, &frame.header, &in, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_PID_RETMETA);
	return ipc_pid_retmeta__write(&answer, &header, &out);
}

/* ---- IPC_PID_RETMETA ---- */

int ipc_pid_retmeta_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_retmeta_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_PID_RETMETA, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_pid_retmeta__write(&out, header, in);
}

static int ipc_pid_retmeta__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_pid_retmeta_message in;
	int status;

	if (table->pid_retmeta == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_pid_retmeta_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->pid_retmeta(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_PID_NOP ---- */

int ipc_pid_nop_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_nop_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_PID_NOP, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_pid_nop__write(&out, header, in);
}

int ipc_pid_nop_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_pid_nop_message *in,
		struct shim_ipc_pid_nop_message *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_PID_NOP);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_pid_nop__write(&request, header, in);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_pid_nop_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_pid_nop__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_pid_nop_message in;
	struct shim_ipc_pid_nop_message out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->pid_nop == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_pid_nop_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->pid_nop(context, &frame.header, &in, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_PID_NOP);
	return ipc_pid_nop__write(&answer, &header, &out);
}

/* ---- IPC_PID_SENDRPC ---- */

int ipc_pid_sendrpc_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_sendrpc_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_PID_SENDRPC, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_pid_sendrpc__write(&out, header, in);
}

static int ipc_pid_sendrpc__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_pid_sendrpc_message in;
	int status;

	if (table->pid_sendrpc == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_pid_sendrpc_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->pid_sendrpc(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_SYSV_FINDNS ---- */

int ipc_sysv_findns_send(struct sluice_transport *transport, const struct shim_ipc_msg *header)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_FINDNS, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_findns__write(&out, header);
}

int ipc_sysv_findns_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, struct shim_ipc_sysv_tellns_message *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_SYSV_FINDNS);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_sysv_findns__write(&request, header);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_sysv_tellns_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_sysv_findns__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_tellns_message out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->sysv_findns == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_findns_decode_frame(&frame, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->sysv_findns(context, &frame.header, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_SYSV_TELLNS);
	return ipc_sysv_tellns__write(&answer, &header, &out);
}

/* ---- IPC_SYSV_TELLNS ---- */

int ipc_sysv_tellns_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_tellns_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_TELLNS, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_tellns__write(&out, header, in);
}

static int ipc_sysv_tellns__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_tellns_message in;
	int status;

	if (table->sysv_tellns == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_tellns_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->sysv_tellns(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_SYSV_LEASE ---- */

int ipc_sysv_lease_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_lease_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_LEASE, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_lease__write(&out, header, in);
}

int ipc_sysv_lease_call(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_lease_message *in, struct shim_ipc_sysv_offer *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_SYSV_LEASE);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_sysv_lease__write(&request, header, in);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_sysv_offer_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_sysv_lease__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_lease_message in;
	struct shim_ipc_sysv_offer out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->sysv_lease == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_lease_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->sysv_lease(context, &frame.header, &in, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_SYSV_OFFER);
	return ipc_sysv_offer__write(&answer, &header, &out);
}

/* ---- IPC_SYSV_OFFER ---- */

int ipc_sysv_offer_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_offer *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_OFFER, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_offer__write(&out, header, in);
}

static int ipc_sysv_offer__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_offer in;
	int status;

	if (table->sysv_offer == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_offer_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->sysv_offer(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_SYSV_RENEW ---- */

int ipc_sysv_renew_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_renew *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_RENEW, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_renew__write(&out, header, in);
}

int ipc_sysv_renew_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_renew *in,
		struct shim_ipc_sysv_offer *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_SYSV_RENEW);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_sysv_renew__write(&request, header, in);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_sysv_offer_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_sysv_renew__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_renew in;
	struct shim_ipc_sysv_offer out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->sysv_renew == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_renew_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->sysv_renew(context, &frame.header, &in, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_SYSV_OFFER);
	return ipc_sysv_offer__write(&answer, &header, &out);
}

/* ---- IPC_SYSV_REVOKE ---- */

int ipc_sysv_revoke_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_revoke *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_REVOKE, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_revoke__write(&out, header, in);
}

static int ipc_sysv_revoke__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_revoke in;
	int status;

	if (table->sysv_revoke == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_revoke_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->sysv_revoke(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_SYSV_SUBLEASE ---- */

int ipc_sysv_sublease_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_sublease_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_SUBLEASE, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_sublease__write(&out, header, in);
}

int ipc_sysv_sublease_call(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_sublease_message *in, struct shim_ipc_sysv_offer *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_SYSV_SUBLEASE);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_sysv_sublease__write(&request, header, in);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_sysv_offer_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_sysv_sublease__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_sublease_message in;
	struct shim_ipc_sysv_offer out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->sysv_sublease == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_sublease_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->sysv_sublease(context, &frame.header, &in, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_SYSV_OFFER);
	return ipc_sysv_offer__write(&answer, &header, &out);
}

/* ---- IPC_SYSV_QUERY ---- */

int ipc_sysv_query_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_query *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_QUERY, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_query__write(&out, header, in);
}

int ipc_sysv_query_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_query *in,
		struct shim_ipc_sysv_answer_message *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_SYSV_QUERY);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_sysv_query__write(&request, header, in);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_sysv_answer_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_sysv_query__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_query in;
	struct shim_ipc_sysv_answer_message out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->sysv_query == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_query_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->sysv_query(context, &frame.header, &in, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_SYSV_ANSWER);
	return ipc_sysv_answer__write(&answer, &header, &out);
}

/* ---- IPC_SYSV_QUERYALL ---- */

int ipc_sysv_queryall_send(struct sluice_transport *transport, const struct shim_ipc_msg *header)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_QUERYALL, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_queryall__write(&out, header);
}

int ipc_sysv_queryall_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, struct shim_ipc_sysv_answer_message *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_SYSV_QUERYALL);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_sysv_queryall__write(&request, header);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_sysv_answer_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_sysv_queryall__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_answer_message out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->sysv_queryall == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_queryall_decode_frame(&frame, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->sysv_queryall(context, &frame.header, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_SYSV_ANSWER);
	return ipc_sysv_answer__write(&answer, &header, &out);
}

/* ---- IPC_SYSV_ANSWER ---- */

int ipc_sysv_answer_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_answer_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_ANSWER, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_answer__write(&out, header, in);
}

static int ipc_sysv_answer__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_answer_message in;
	int status;

	if (table->sysv_answer == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_answer_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->sysv_answer(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_SYSV_FINDKEY ---- */

int ipc_sysv_findkey_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_findkey *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_FINDKEY, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_findkey__write(&out, header, in);
}

int ipc_sysv_findkey_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_findkey *in,
		struct shim_ipc_sysv_tellkey *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_SYSV_FINDKEY);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_sysv_findkey__write(&request, header, in);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_sysv_tellkey_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_sysv_findkey__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_findkey in;
	struct shim_ipc_sysv_tellkey out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->sysv_findkey == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_findkey_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->sysv_findkey(context, &frame.header, &in, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_SYSV_TELLKEY);
	return ipc_sysv_tellkey__write(&answer, &header, &out);
}

/* ---- IPC_SYSV_TELLKEY ---- */

int ipc_sysv_tellkey_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_tellkey *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_TELLKEY, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_tellkey__write(&out, header, in);
}

int ipc_sysv_tellkey_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_tellkey *in,
		struct shim_ipc_resp *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_SYSV_TELLKEY);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_sysv_tellkey__write(&request, header, in);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_resp_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_sysv_tellkey__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_tellkey in;
	struct shim_ipc_resp out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->sysv_tellkey == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_tellkey_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->sysv_tellkey(context, &frame.header, &in, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_RESP);
	return ipc_resp__write(&answer, &header, &out);
}

/* ---- IPC_SYSV_DELRES ---- */

int ipc_sysv_delres_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_delres *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_DELRES, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_delres__write(&out, header, in);
}

int ipc_sysv_delres_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_delres *in,
		struct shim_ipc_resp *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_SYSV_DELRES);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_sysv_delres__write(&request, header, in);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	status = ipc_resp_decode_frame(&frame, out, &pending.error);
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_sysv_delres__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_delres in;
	struct shim_ipc_resp out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->sysv_delres == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_delres_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	status = table->sysv_delres(context, &frame.header, &in, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, IPC_RESP);
	return ipc_resp__write(&answer, &header, &out);
}

/* ---- IPC_SYSV_MOVRES ---- */

int ipc_sysv_movres_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_movres_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_MOVRES, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_movres__write(&out, header, in);
}

static int ipc_sysv_movres__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_movres_message in;
	int status;

	if (table->sysv_movres == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_movres_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->sysv_movres(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_SYSV_MSGSND ---- */

int ipc_sysv_msgsnd_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_msgsnd_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_MSGSND, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_msgsnd__write(&out, header, in);
}

static int ipc_sysv_msgsnd__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_msgsnd_message in;
	int status;

	if (table->sysv_msgsnd == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_msgsnd_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->sysv_msgsnd(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_SYSV_MSGRCV ---- */

int ipc_sysv_msgrcv_send(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_msgrcv *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_MSGRCV, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_msgrcv__write(&out, header, in);
}

int ipc_sysv_msgrcv_call(struct sluice_transport *transport, const struct shim_ipc_msg *header, const struct shim_ipc_sysv_msgrcv *in,
		struct ipc_sysv_msgrcv_reply *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_SYSV_MSGRCV);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_sysv_msgrcv__write(&request, header, in);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	out->code = frame.header.code;
	switch (out->code) {
	case IPC_SYSV_MSGSND:
		status = ipc_sysv_msgsnd_decode_frame(&frame, &out->as.sysv_msgsnd, &pending.error);
		break;
	case IPC_SYSV_MOVRES:
		status = ipc_sysv_movres_decode_frame(&frame, &out->as.sysv_movres, &pending.error);
		break;
	case IPC_RESP:
		status = ipc_resp_decode_frame(&frame, &out->as.resp, &pending.error);
		break;
	default: status = -SLUICE_ERR_CODE_UNKNOWN; break;
	}
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_sysv_msgrcv__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_msgrcv in;
	struct ipc_sysv_msgrcv_reply out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->sysv_msgrcv == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_msgrcv_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	out.code = IPC_SYSV_MSGSND;
	status = table->sysv_msgrcv(context, &frame.header, &in, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, out.code);
	switch (out.code) {
	case IPC_SYSV_MSGSND: return ipc_sysv_msgsnd__write(&answer, &header, &out.as.sysv_msgsnd);
	case IPC_SYSV_MOVRES: return ipc_sysv_movres__write(&answer, &header, &out.as.sysv_movres);
	case IPC_RESP: return ipc_resp__write(&answer, &header, &out.as.resp);
	default: return -SLUICE_ERR_FAILED; /* the handler chose a code that is no answer */
	}
}

/* ---- IPC_SYSV_MSGMOV ---- */

int ipc_sysv_msgmov_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_msgmov_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_MSGMOV, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_msgmov__write(&out, header, in);
}

static int ipc_sysv_msgmov__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_msgmov_message in;
	int status;

	if (table->sysv_msgmov == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_msgmov_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->sysv_msgmov(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_SYSV_SEMOP ---- */

int ipc_sysv_semop_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_semop_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_SEMOP, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_semop__write(&out, header, in);
}

int ipc_sysv_semop_call(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_semop_message *in, struct ipc_sysv_semop_reply *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_SYSV_SEMOP);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_sysv_semop__write(&request, header, in);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	out->code = frame.header.code;
	switch (out->code) {
	case IPC_RESP:
		status = ipc_resp_decode_frame(&frame, &out->as.resp, &pending.error);
		break;
	case IPC_SYSV_MOVRES:
		status = ipc_sysv_movres_decode_frame(&frame, &out->as.sysv_movres, &pending.error);
		break;
	default: status = -SLUICE_ERR_CODE_UNKNOWN; break;
	}
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_sysv_semop__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_semop_message in;
	struct ipc_sysv_semop_reply out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->sysv_semop == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_semop_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	out.code = IPC_RESP;
	status = table->sysv_semop(context, &frame.header, &in, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, out.code);
	switch (out.code) {
	case IPC_RESP: return ipc_resp__write(&answer, &header, &out.as.resp);
	case IPC_SYSV_MOVRES: return ipc_sysv_movres__write(&answer, &header, &out.as.sysv_movres);
	default: return -SLUICE_ERR_FAILED; /* the handler chose a code that is no answer */
	}
}

/* ---- IPC_SYSV_SEMCTL ---- */

int ipc_sysv_semctl_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_semctl_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_SEMCTL, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_semctl__write(&out, header, in);
}

int ipc_sysv_semctl_call(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_semctl_message *in, struct ipc_sysv_semctl_reply *out)
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
	struct libos_ipc_frame frame;
	int status;

	sluice_pending_init(&pending, transport, &libos_ipc_service, IPC_SYSV_SEMCTL);
	pending.failed_target = header != NULL ? (uint32_t)header->dst : 0;
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = ipc_sysv_semctl__write(&request, header, in);
	if (status == 0)
		status = libos_ipc__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
	out->code = frame.header.code;
	switch (out->code) {
	case IPC_SYSV_SEMRET:
		status = ipc_sysv_semret_decode_frame(&frame, &out->as.sysv_semret, &pending.error);
		break;
	case IPC_RESP:
		status = ipc_resp_decode_frame(&frame, &out->as.resp, &pending.error);
		break;
	default: status = -SLUICE_ERR_CODE_UNKNOWN; break;
	}
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
}

static int ipc_sysv_semctl__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_semctl_message in;
	struct ipc_sysv_semctl_reply out;
	struct sluice_outgoing answer;
	struct shim_ipc_msg header;
	int status;

	if (table->sysv_semctl == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_semctl_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	memset(&out, 0, sizeof out);
	out.code = IPC_SYSV_SEMRET;
	status = table->sysv_semctl(context, &frame.header, &in, &out);
	if (status != 0)
		return sluice_call_refused(context, status);
	if (!sluice_call_is_asked(context))
		return 0;
	header = libos_ipc__answer(&answer, context, out.code);
	switch (out.code) {
	case IPC_SYSV_SEMRET: return ipc_sysv_semret__write(&answer, &header, &out.as.sysv_semret);
	case IPC_RESP: return ipc_resp__write(&answer, &header, &out.as.resp);
	default: return -SLUICE_ERR_FAILED; /* the handler chose a code that is no answer */
	}
}

/* ---- IPC_SYSV_SEMRET ---- */

int ipc_sysv_semret_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_semret_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_SEMRET, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_semret__write(&out, header, in);
}

static int ipc_sysv_semret__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_semret_message in;
	int status;

	if (table->sysv_semret == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_semret_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->sysv_semret(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- IPC_SYSV_SEMMOV ---- */

int ipc_sysv_semmov_send(struct sluice_transport *transport, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_semmov_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &libos_ipc_service, IPC_SYSV_SEMMOV, header != NULL ? (uint32_t)header->dst : 0);
	return ipc_sysv_semmov__write(&out, header, in);
}

static int ipc_sysv_semmov__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct libos_ipc_handlers *table = (const struct libos_ipc_handlers *)handlers;
	struct libos_ipc_frame frame;
	struct shim_ipc_sysv_semmov_message in;
	int status;

	if (table->sysv_semmov == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = libos_ipc__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (ipc_sysv_semmov_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->sysv_semmov(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ==== every code; holes have no name ==== */

static const struct sluice_service_entry ENTRIES[] = {
	[IPC_RESP] = {
		.name = "IPC_RESP",
		.run = ipc_resp__run,
	},
	[IPC_FINDURI] = {
		.name = "IPC_FINDURI",
		.run = ipc_finduri__run,
		.replies = (const uint32_t[]){ IPC_TELLURI },
		.reply_count = 1,
	},
	[IPC_TELLURI] = {
		.name = "IPC_TELLURI",
		.run = ipc_telluri__run,
	},
	[IPC_CHECKPOINT] = {
		.name = "IPC_CHECKPOINT",
		.run = ipc_checkpoint__run,
	},
	[IPC_CLD_EXIT] = {
		.name = "IPC_CLD_EXIT",
		.run = ipc_cld_exit__run,
	},
	[IPC_CLD_JOIN] = {
		.name = "IPC_CLD_JOIN",
		.run = ipc_cld_join__run,
	},
	[IPC_CLD_PROFILE] = {
		.name = "IPC_CLD_PROFILE",
		.run = ipc_cld_profile__run,
	},
	[IPC_PID_FINDNS] = {
		.name = "IPC_PID_FINDNS",
		.run = ipc_pid_findns__run,
		.replies = (const uint32_t[]){ IPC_PID_TELLNS },
		.reply_count = 1,
	},
	[IPC_PID_TELLNS] = {
		.name = "IPC_PID_TELLNS",
		.run = ipc_pid_tellns__run,
	},
	[IPC_PID_LEASE] = {
		.name = "IPC_PID_LEASE",
		.run = ipc_pid_lease__run,
		.replies = (const uint32_t[]){ IPC_PID_OFFER },
		.reply_count = 1,
	},
	[IPC_PID_OFFER] = {
		.name = "IPC_PID_OFFER",
		.run = ipc_pid_offer__run,
	},
	[IPC_PID_RENEW] = {
		.name = "IPC_PID_RENEW",
		.run = ipc_pid_renew__run,
		.replies = (const uint32_t[]){ IPC_PID_OFFER },
		.reply_count = 1,
	},
	[IPC_PID_REVOKE] = {
		.name = "IPC_PID_REVOKE",
		.run = ipc_pid_revoke__run,
	},
	[IPC_PID_SUBLEASE] = {
		.name = "IPC_PID_SUBLEASE",
		.run = ipc_pid_sublease__run,
		.replies = (const uint32_t[]){ IPC_PID_OFFER },
		.reply_count = 1,
	},
	[IPC_PID_QUERY] = {
		.name = "IPC_PID_QUERY",
		.run = ipc_pid_query__run,
		.replies = (const uint32_t[]){ IPC_PID_ANSWER },
		.reply_count = 1,
	},
	[IPC_PID_QUERYALL] = {
		.name = "IPC_PID_QUERYALL",
		.run = ipc_pid_queryall__run,
		.replies = (const uint32_t[]){ IPC_PID_ANSWER },
		.reply_count = 1,
	},
	[IPC_PID_ANSWER] = {
		.name = "IPC_PID_ANSWER",
		.run = ipc_pid_answer__run,
	},
	[IPC_PID_KILL] = {
		.name = "IPC_PID_KILL",
		.run = ipc_pid_kill__run,
		.replies = (const uint32_t[]){ IPC_RESP },
		.reply_count = 1,
	},
	[IPC_PID_GETSTATUS] = {
		.name = "IPC_PID_GETSTATUS",
		.run = ipc_pid_getstatus__run,
		.replies = (const uint32_t[]){ IPC_PID_RETSTATUS },
		.reply_count = 1,
	},
	[IPC_PID_RETSTATUS] = {
		.name = "IPC_PID_RETSTATUS",
		.run = ipc_pid_retstatus__run,
	},
	[IPC_PID_GETMETA] = {
		.name = "IPC_PID_GETMETA",
		.run = ipc_pid_getmeta__run,
		.replies = (const uint32_t[]){ IPC_PID_RETMETA },
		.reply_count = 1,
	},
	[IPC_PID_RETMETA] = {
		.name = "IPC_PID_RETMETA",
		.run = ipc_pid_retmeta__run,
	},
	[IPC_PID_NOP] = {
		.name = "IPC_PID_NOP",
		.run = ipc_pid_nop__run,
		.replies = (const uint32_t[]){ IPC_PID_NOP },
		.reply_count = 1,
	},
	[IPC_PID_SENDRPC] = {
		.name = "IPC_PID_SENDRPC",
		.run = ipc_pid_sendrpc__run,
	},
	[IPC_SYSV_FINDNS] = {
		.name = "IPC_SYSV_FINDNS",
		.run = ipc_sysv_findns__run,
		.replies = (const uint32_t[]){ IPC_SYSV_TELLNS },
		.reply_count = 1,
	},
	[IPC_SYSV_TELLNS] = {
		.name = "IPC_SYSV_TELLNS",
		.run = ipc_sysv_tellns__run,
	},
	[IPC_SYSV_LEASE] = {
		.name = "IPC_SYSV_LEASE",
		.run = ipc_sysv_lease__run,
		.replies = (const uint32_t[]){ IPC_SYSV_OFFER },
		.reply_count = 1,
	},
	[IPC_SYSV_OFFER] = {
		.name = "IPC_SYSV_OFFER",
		.run = ipc_sysv_offer__run,
	},
	[IPC_SYSV_RENEW] = {
		.name = "IPC_SYSV_RENEW",
		.run = ipc_sysv_renew__run,
		.replies = (const uint32_t[]){ IPC_SYSV_OFFER },
		.reply_count = 1,
	},
	[IPC_SYSV_REVOKE] = {
		.name = "IPC_SYSV_REVOKE",
		.run = ipc_sysv_revoke__run,
	},
	[IPC_SYSV_SUBLEASE] = {
		.name = "IPC_SYSV_SUBLEASE",
		.run = ipc_sysv_sublease__run,
		.replies = (const uint32_t[]){ IPC_SYSV_OFFER },
		.reply_count = 1,
	},
	[IPC_SYSV_QUERY] = {
		.name = "IPC_SYSV_QUERY",
		.run = ipc_sysv_query__run,
		.replies = (const uint32_t[]){ IPC_SYSV_ANSWER },
		.reply_count = 1,
	},
	[IPC_SYSV_QUERYALL] = {
		.name = "IPC_SYSV_QUERYALL",
		.run = ipc_sysv_queryall__run,
		.replies = (const uint32_t[]){ IPC_SYSV_ANSWER },
		.reply_count = 1,
	},
	[IPC_SYSV_ANSWER] = {
		.name = "IPC_SYSV_ANSWER",
		.run = ipc_sysv_answer__run,
	},
	[IPC_SYSV_FINDKEY] = {
		.name = "IPC_SYSV_FINDKEY",
		.run = ipc_sysv_findkey__run,
		.replies = (const uint32_t[]){ IPC_SYSV_TELLKEY },
		.reply_count = 1,
	},
	[IPC_SYSV_TELLKEY] = {
		.name = "IPC_SYSV_TELLKEY",
		.run = ipc_sysv_tellkey__run,
		.replies = (const uint32_t[]){ IPC_RESP },
		.reply_count = 1,
	},
	[IPC_SYSV_DELRES] = {
		.name = "IPC_SYSV_DELRES",
		.run = ipc_sysv_delres__run,
		.replies = (const uint32_t[]){ IPC_RESP },
		.reply_count = 1,
	},
	[IPC_SYSV_MOVRES] = {
		.name = "IPC_SYSV_MOVRES",
		.run = ipc_sysv_movres__run,
	},
	[IPC_SYSV_MSGSND] = {
		.name = "IPC_SYSV_MSGSND",
		.run = ipc_sysv_msgsnd__run,
	},
	[IPC_SYSV_MSGRCV] = {
		.name = "IPC_SYSV_MSGRCV",
		.run = ipc_sysv_msgrcv__run,
		.replies = (const uint32_t[]){ IPC_SYSV_MSGSND, IPC_SYSV_MOVRES, IPC_RESP },
		.reply_count = 3,
	},
	[IPC_SYSV_MSGMOV] = {
		.name = "IPC_SYSV_MSGMOV",
		.run = ipc_sysv_msgmov__run,
	},
	[IPC_SYSV_SEMOP] = {
		.name = "IPC_SYSV_SEMOP",
		.run = ipc_sysv_semop__run,
		.replies = (const uint32_t[]){ IPC_RESP, IPC_SYSV_MOVRES },
		.reply_count = 2,
	},
	[IPC_SYSV_SEMCTL] = {
		.name = "IPC_SYSV_SEMCTL",
		.run = ipc_sysv_semctl__run,
		.replies = (const uint32_t[]){ IPC_SYSV_SEMRET, IPC_RESP },
		.reply_count = 2,
	},
	[IPC_SYSV_SEMRET] = {
		.name = "IPC_SYSV_SEMRET",
		.run = ipc_sysv_semret__run,
	},
	[IPC_SYSV_SEMMOV] = {
		.name = "IPC_SYSV_SEMMOV",
		.run = ipc_sysv_semmov__run,
	},
};

const struct sluice_service libos_ipc_service = {
	.protocol = "libos-ipc",
	.fingerprint = UINT64_C(0x38525500f1b84dda),
	.entries = ENTRIES,
	.entry_count = sizeof ENTRIES / sizeof ENTRIES[0],
	.negative_code = IPC_RESP,
	.judge = libos_ipc__judge_answer,
	.refuse = libos_ipc__refuse_call,
};

int libos_ipc_serve(struct sluice_transport *transport, const struct libos_ipc_handlers *handlers, void *user,
	const struct sluice_serve_options *options)
{
	return sluice_serve(transport, &libos_ipc_service, handlers, user, options);
}
