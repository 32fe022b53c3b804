/* SPDX-License-Identifier: MIT */
/*
 * The stream of one connection. Two buffers: `out` holds what the kernel has not taken yet, `in` what has arrived and is not polled yet. Both
 * grow with what is in them, up to a bound, and are kept.
 */
#ifndef SLUICE_SRC_SOCKET_STREAM_H
#define SLUICE_SRC_SOCKET_STREAM_H

#include <sluice/transport.h>

#define SLUICE__PREFIX 4 /* the length before each record */

struct sluice__buffer {
	uint8_t *bytes;
	size_t capacity;
	size_t head;	/* first byte that is still needed */
	size_t tail;	/* end of what is there */
};

struct sluice__socket {
	struct sluice_transport base;
	int descriptor;
	size_t outgoing_limit;
	size_t reserved;	/* bytes reserved behind out.tail, their prefix included; 0 for none */
	size_t published;	/* end of what may be sent, in `out` */
	struct sluice__buffer out;
	struct sluice__buffer in;
	bool is_ended;		/* the peer will send nothing more */
	bool is_broken;		/* it will read nothing more */
	int end_error;		/* what to close with once everything has been polled */
	char name[64];
};

static inline struct sluice__socket *sluice__socket_of(struct sluice_transport *transport)
{
	return (struct sluice__socket *)transport;
}

/* Makes room for `more` bytes behind the tail, by moving what is there to the front or by growing; false without memory. */
bool sluice__buffer_make_room(struct sluice__buffer *buffer, size_t more);

/* Closes at once, and frees the buffers. */
void sluice__socket_shut(struct sluice__socket *self, int error);

/* The peer can't be reached any more: what has arrived can still be polled. Returns why. */
int sluice__socket_note_broken(struct sluice__socket *self, int number);

/* ---- writing: operations of a transport ----------------------------------------------------------------------------------------- */

int sluice__socket_flush(struct sluice_transport *transport);
bool sluice__socket_has_room(const struct sluice__socket *self, size_t length);
int sluice__socket_try_reserve(struct sluice_transport *transport, size_t length, uint8_t **out);
void sluice__socket_commit(struct sluice_transport *transport, size_t length);
void sluice__socket_abort(struct sluice_transport *transport);
int sluice__socket_publish(struct sluice_transport *transport);

/* ---- reading -------------------------------------------------------------------------------------------------------------------- */

/* Reads once: above 0 when something came, 0 when there was nothing, -1 when nothing will come any more. */
int sluice__socket_fill(struct sluice__socket *self);

/* Length of the record at the head: 0 when it is not whole yet, -1 when it can't be one. */
int64_t sluice__socket_next_length(const struct sluice__socket *self);
int sluice__socket_poll(struct sluice_transport *transport, sluice_receive *receive, void *user, size_t limit);

#endif /* SLUICE_SRC_SOCKET_STREAM_H */
