/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "ivshmem-socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sluice/error.h>

/* ---- receiving ---------------------------------------------------------------------------------------------------------------- */

/* Room for more than one, so that two are told from one. */
#define ROOM_FOR_FDS 4

/* Each descriptor that came has one owner: the inbox, or nobody. */
static void take_fds(struct sluice__ivshmem_inbox *inbox, struct msghdr *message)
{
	struct cmsghdr *part;
	unsigned now = 0;

	for (part = CMSG_FIRSTHDR(message); part != NULL; part = CMSG_NXTHDR(message, part)) {
		const size_t bytes = part->cmsg_len - CMSG_LEN(0);
		size_t i;

		if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
			continue;
		for (i = 0; i < bytes / sizeof(int); i++, now++) {
			int descriptor;

			memcpy(&descriptor, CMSG_DATA(part) + i * sizeof descriptor, sizeof descriptor);
			if (inbox->received++ == 0)
				inbox->descriptor = descriptor;
			else
				close(descriptor);
		}
	}
	/* The kernel has dropped some: this process has no number left for them, or there were more than anybody may send. */
	if ((message->msg_flags & MSG_CTRUNC) != 0) {
		inbox->lost = now < ROOM_FOR_FDS;
		inbox->received += now < ROOM_FOR_FDS ? 0 : 1;
	}
}

static ssize_t read_some(struct sluice__ivshmem_inbox *inbox, int socket)
{
	union {
		struct cmsghdr aligned;
		char bytes[CMSG_SPACE(sizeof(int) * ROOM_FOR_FDS)];
	} control;
	struct iovec where = {inbox->bytes + inbox->got, sizeof inbox->bytes - inbox->got};
	struct msghdr message = {.msg_iov = &where, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
	ssize_t got;

	do
		got = recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got > 0)
		take_fds(inbox, &message);
	return got;
}

int sluice__ivshmem_receive(struct sluice__ivshmem_inbox *inbox, int socket)
{
	while (inbox->got < sizeof inbox->bytes) {
		const ssize_t got = read_some(inbox, socket);

		if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return 0;
		if (got < 0 && errno != ECONNRESET)
			return -SLUICE_ERR_SYSTEM;
		if (got <= 0)
			return inbox->got == 0 || got < 0 ? -SLUICE_ERR_PEER_CLOSED : -SLUICE_ERR_PROTOCOL;
		inbox->got += (unsigned)got;
	}
	if (inbox->lost) {
		errno = EMFILE;
		return -SLUICE_ERR_SYSTEM;
	}
	return inbox->received > 1 ? -SLUICE_ERR_PROTOCOL : 1;
}

void sluice__ivshmem_inbox_next(struct sluice__ivshmem_inbox *inbox)
{
	*inbox = SLUICE__IVSHMEM_INBOX;
}

/* ---- sending ------------------------------------------------------------------------------------------------------------------ */

static ssize_t send_some(int socket, const uint8_t *bytes, size_t length, int descriptor)
{
	union {
		struct cmsghdr aligned;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {.bytes = {0}};
	struct iovec what = {(void *)(uintptr_t)bytes, length};
	struct msghdr message = {.msg_iov = &what, .msg_iovlen = 1};
	ssize_t status;

	if (descriptor >= 0) {
		control.aligned.cmsg_level = SOL_SOCKET;
		control.aligned.cmsg_type = SCM_RIGHTS;
		control.aligned.cmsg_len = CMSG_LEN(sizeof descriptor);
		memcpy(CMSG_DATA(&control.aligned), &descriptor, sizeof descriptor);
		message.msg_control = &control;
		message.msg_controllen = sizeof control.bytes;
	}
	do
		status = sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (status < 0 && errno == EINTR);
	return status;
}

int sluice__ivshmem_send(int socket, const uint8_t bytes[SLUICE__IVSHMEM_MESSAGE], unsigned *sent, int descriptor)
{
	while (*sent < SLUICE__IVSHMEM_MESSAGE) {
		const ssize_t count = send_some(socket, bytes + *sent, SLUICE__IVSHMEM_MESSAGE - *sent, *sent == 0 ? descriptor : -1);

		if (count >= 0) {
			*sent += (unsigned)count;
			continue;
		}
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			return SLUICE__IVSHMEM_BLOCKED;
		/* Descriptors in flight are counted per user, against RLIMIT_NOFILE; ENOBUFS and ENOMEM pass as well. */
		if (errno == ETOOMANYREFS || errno == ENOBUFS || errno == ENOMEM)
			return SLUICE__IVSHMEM_CROWDED;
		return errno == EPIPE || errno == ECONNRESET ? -SLUICE_ERR_PEER_CLOSED : -SLUICE_ERR_SYSTEM;
	}
	return SLUICE__IVSHMEM_SENT;
}
