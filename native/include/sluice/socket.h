/* SPDX-License-Identifier: MIT */
/*
 * Transport over a Unix stream socket: every record behind its length, a little-endian u32 that does not count itself. A length of 0 or above
 * max_length closes the connection with -SLUICE_ERR_PROTOCOL.
 *
 * Published records are gathered: they leave in one write when there are 64 KiB of them, and before anything waits or reads.
 */
#ifndef SLUICE_SOCKET_H
#define SLUICE_SOCKET_H

#include <sluice/transport.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Zeros mean the defaults. */
struct sluice_socket_options {
	size_t max_length;	/* SLUICE_MAX_LENGTH */
	size_t outgoing_limit;	/* SLUICE_OUTGOING_LIMIT */
};

struct sluice_listener;

/* Connects to a listening path. `options` may be NULL. With -SLUICE_ERR_SYSTEM, errno says why. Free the transport. */
int sluice_socket_connect(const char *path, const struct sluice_socket_options *options, int64_t deadline_ns, struct sluice_transport **out);

/* Takes over a connected stream socket, such as one end of a socketpair; closes it also when it fails. */
int sluice_socket_adopt(int descriptor, const struct sluice_socket_options *options, struct sluice_transport **out);

/*
 * Listens on a path, which only this user can then open (mode 0600). A socket that nobody listens on is replaced; a live one, or a file of
 * another kind, is refused: -SLUICE_ERR_SYSTEM with EADDRINUSE. `options` are those of the accepted transports. Close the listener.
 */
int sluice_socket_listen(const char *path, const struct sluice_socket_options *options, struct sluice_listener **out);

/* The next connection; -SLUICE_ERR_DEADLINE when none comes in time, -SLUICE_ERR_SYSTEM with EINTR after a signal. */
int sluice_listener_accept(struct sluice_listener *listener, int64_t deadline_ns, struct sluice_transport **out);

/* For a poll(2) of one's own. */
int sluice_listener_descriptor(const struct sluice_listener *listener);

/* Removes the path if it is still this listener's, and frees the listener; accepted transports live on. NULL is nothing. */
void sluice_listener_close(struct sluice_listener *listener);

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_SOCKET_H */
