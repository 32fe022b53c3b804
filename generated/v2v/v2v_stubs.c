/*
 * v2v, data model lp64: see v2v_stubs.h.
 * Generated from schema/v2v.yaml by `sluice generate`; do not edit.
 */
#include "v2v_stubs.h"

/* The header of a record on its way out: what the caller gave, or zeros; the number is the call's. */
static struct v2v_msg_hdr v2v__header(const struct sluice_outgoing *out, const struct v2v_msg_hdr *given)
{
	struct v2v_msg_hdr header;

	memset(&header, 0, sizeof header);
	if (given != NULL)
		header = *given;
	(void)out;
	return header;
}

/* Bytes of a frame around a body of `size`. */
static size_t v2v__frame_bytes(size_t size)
{
	size_t total = 4;

	if (!sluice_size_add(&total, size, 1))
		return SIZE_MAX;
	if (total < 4)
		total = 4;
	if (!sluice_size_align(&total, 8))
		return SIZE_MAX;
	return total;
}

/* Takes the frame of a request; its code must be that of the envelope. */
static int v2v__take(struct sluice_call_context *context, const uint8_t *payload, size_t length, struct v2v_frame *frame)
{
	if (v2v_frame_decode(payload, length, NULL, 0, frame, &context->error) != 0 || frame->header.type != context->code)
		return -SLUICE_ERR_MALFORMED;
	context->header = &frame->header;
	return 0;
}

static int v2v_stream_data__write(struct sluice_outgoing *out, const struct v2v_msg_hdr *given, const struct v2v_stream_data_message *in)
{
	const struct v2v_msg_hdr header = v2v__header(out, given);
	size_t size = 0;
	int status = v2v_stream_data_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, v2v__frame_bytes(size));
	if (status == 0)
		status = v2v_stream_data_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

static int v2v_pad__write(struct sluice_outgoing *out, const struct v2v_msg_hdr *given, const struct v2v_pad_message *in)
{
	const struct v2v_msg_hdr header = v2v__header(out, given);
	size_t size = 0;
	int status = v2v_pad_size(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, v2v__frame_bytes(size));
	if (status == 0)
		status = v2v_pad_encode_frame(out->payload, out->capacity, &header, in, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

/* ---- V2V_STREAM_DATA ---- */

int v2v_stream_data_send(struct sluice_transport *transport, const struct v2v_msg_hdr *header, const struct v2v_stream_data_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &v2v_service, V2V_STREAM_DATA, 0);
	return v2v_stream_data__write(&out, header, in);
}

static int v2v_stream_data__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct v2v_handlers *table = (const struct v2v_handlers *)handlers;
	struct v2v_frame frame;
	struct v2v_stream_data_message in;
	int status;

	if (table->stream_data == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = v2v__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (v2v_stream_data_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->stream_data(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ---- V2V_PAD ---- */

int v2v_pad_send(struct sluice_transport *transport, const struct v2v_msg_hdr *header, const struct v2v_pad_message *in)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &v2v_service, V2V_PAD, 0);
	return v2v_pad__write(&out, header, in);
}

static int v2v_pad__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct v2v_handlers *table = (const struct v2v_handlers *)handlers;
	struct v2v_frame frame;
	struct v2v_pad_message in;
	int status;

	if (table->pad == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = v2v__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if (v2v_pad_decode_frame(&frame, &in, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	status = table->pad(context, &frame.header, &in);
	if (status != 0)
		return sluice_call_refused(context, status);
	return 0;
}

/* ==== every code; holes have no name ==== */

static const struct sluice_service_entry ENTRIES[] = {
	[V2V_STREAM_DATA] = {
		.name = "V2V_STREAM_DATA",
		.run = v2v_stream_data__run,
	},
	[V2V_PAD] = {
		.name = "V2V_PAD",
		.run = v2v_pad__run,
	},
};

const struct sluice_service v2v_service = {
	.protocol = "v2v",
	.fingerprint = UINT64_C(0xc095c7741b024e2f),
	.entries = ENTRIES,
	.entry_count = sizeof ENTRIES / sizeof ENTRIES[0],
	.negative_code = SLUICE_NO_CODE,
};

int v2v_serve(struct sluice_transport *transport, const struct v2v_handlers *handlers, void *user,
	const struct sluice_serve_options *options)
{
	return sluice_serve(transport, &v2v_service, handlers, user, options);
}
