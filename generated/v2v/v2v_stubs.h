/*
 * v2v, data model lp64: clients and servers, over any transport of libsluice.
 * Shared memory of a channel between two virtual machines (OpenXT, v2vk.h): a control page and two rings of messages, one per direction.
 * The listener owns the memory, the connector maps it. Facts, the 22 functions and known defects are in docs/protocols/v2v.md.
 * Generated from schema/v2v.yaml by `sluice generate`; do not edit.
 * docs/transport.md has the wire, sluice/call.h what happens around a call: timeouts, nested calls, counters.
 */
#ifndef V2V_STUBS_H
#define V2V_STUBS_H

#include <sluice/call.h>

#include "v2v.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- client: 0, or -SLUICE_ERR_...; sluice_transport_last_error says more --------------------------------------------------------- */

/* V2V_STREAM_DATA, one-way: Bytes of a stream. No end mark, no credit; empty ones are legal and say nothing. */
int v2v_stream_data_send(struct sluice_transport *transport, const struct v2v_msg_hdr *header, const struct v2v_stream_data_message *in);

/* V2V_PAD, one-way: Fills a ring up to its end, because messages do not wrap. Readers skip it; it is never sent alone. */
int v2v_pad_send(struct sluice_transport *transport, const struct v2v_msg_hdr *header, const struct v2v_pad_message *in);

/* ---- server ------------------------------------------------------------------------------------------------------------------- */

/*
 * Each returns 0, or a negated errno to refuse with. A member that is NULL is answered with UNIMPLEMENTED. Outputs are zero at first;
 * what they point to belongs to the handler, and has to stay until the handler is called again.
 */
struct v2v_handlers {
	int (*stream_data)(struct sluice_call_context *context, const struct v2v_msg_hdr *header, const struct v2v_stream_data_message *in);
	int (*pad)(struct sluice_call_context *context, const struct v2v_msg_hdr *header, const struct v2v_pad_message *in);
};

/* Knows every code; pass it with a v2v_handlers to the functions of sluice/call.h. */
extern const struct sluice_service v2v_service;

/* sluice_serve with the handlers of this protocol. `options` may be NULL. */
int v2v_serve(struct sluice_transport *transport, const struct v2v_handlers *handlers, void *user,
	const struct sluice_serve_options *options);

#ifdef __cplusplus
}
#endif

#endif /* V2V_STUBS_H */
