/* SPDX-License-Identifier: MIT */
/*
 * A byte stream over a channel, as TCP has it: order and bytes are kept, chunks are not. Each direction ends on its own, by END. An end without
 * END is the peer's death or departure, and an error. No byte is kept outside of the two rings: two sides that only send block each other
 * until their deadlines.
 */
#ifndef SLUICE_STREAM_H
#define SLUICE_STREAM_H

#include <sluice/channel.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Type of its messages. Others are skipped, and so are empty ones. */
#define SLUICE_STREAM_DATA 1u
/* Longest chunk while the peer has requested fast receive. */
#define SLUICE_STREAM_FAST_CHUNK 2048u

struct sluice_stream;

/* Messages must not be used while a stream is attached. -SLUICE_ERR_STATE on an asynchronous channel. */
int sluice_stream_attach(struct sluice_channel *channel, struct sluice_stream **out);

/* The channel lives on; what is left of a chunk that was read in part is dropped. NULL is nothing. */
void sluice_stream_detach(struct sluice_stream *stream);

/*
 * Returns 0 when all bytes are sent, else why not: SLUICE_FULL with a deadline of 0, -SLUICE_ERR_DEADLINE or PEER_UNRESPONSIVE, -SLUICE_ERR_ENDED
 * after sluice_stream_shutdown, PEER_CLOSED, PEER_DIED, POISONED. `*sent` says how many are, in each case.
 */
int sluice_stream_send(struct sluice_stream *stream, const void *bytes, size_t length, int64_t deadline_ns, size_t *sent);

/*
 * Waits for the first byte only, and takes what is there, up to `size`. 0 with at least one byte, or with none when `size` is 0.
 * -SLUICE_ERR_DEADLINE or PEER_UNRESPONSIVE as sluice_channel_receive.
 * -SLUICE_ERR_ENDED at the end that the peer has sent; PEER_CLOSED or PEER_DIED when it left without; all only after the last byte.
 */
int sluice_stream_recv(struct sluice_stream *stream, void *bytes, size_t size, int64_t deadline_ns, size_t *received);

/* Ends the direction that this side sends; the other one goes on. */
int sluice_stream_shutdown(struct sluice_stream *stream);

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_STREAM_H */
