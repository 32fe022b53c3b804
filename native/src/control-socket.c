/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "control-socket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "refusal.h"

/* Room for more descriptors than any message has, so that too many are told from none left in the process. */
#define ROOM_FOR_FDS (SLUICE__MESSAGE_FDS + 4)
/* Most descriptors of a message that is not of a member, so that nobody fills this process with more. */
#define USUAL_FDS 2
/* A hello of another major version may be shorter; this much of it says so. */
#define LEAST_HELLO 32

/* ---- reading ------------------------------------------------------------------------------------------------------------------ */

/* Of a whole message. */
static unsigned fds_of(const struct sluice__inbox *inbox)
{
	switch (inbox->kind) {
	case SLUICE_CONTROL_SEGMENT: return 1;
	case SLUICE_CONTROL_DOORBELLS: return 2;
	case SLUICE_CONTROL_MEMBER: return sluice_membership_get_waiter_count(inbox->bytes);
	default: return 0;
	}
}

static void lengths_of(uint32_t kind, uint32_t *least, uint32_t *most)
{
	*least = *most = SLUICE_CONTROL_SIZE;
	if (kind == SLUICE_CONTROL_HELLO) {
		*least = LEAST_HELLO;
		*most = SLUICE_HELLO_MAX_SIZE;
	} else if (kind == SLUICE_CONTROL_SEGMENT) {
		*least = *most = SLUICE_SEGMENT_SIZE;
	} else if (kind == SLUICE_CONTROL_MEMBER) {
		*least = *most = SLUICE_MEMBERSHIP_SIZE;
	} else if (kind == SLUICE_CONTROL_REFUSAL) {
		*least = SLUICE_REFUSAL_MIN_SIZE;
		*most = SLUICE_REFUSAL_MAX_SIZE;
	}
}

/* Collects descriptors and closes those that no message can have: each one that came has exactly one owner. */
static void take_fds(struct sluice__inbox *inbox, struct msghdr *message)
{
	unsigned received = 0;
	struct cmsghdr *part;

	for (part = CMSG_FIRSTHDR(message); part != NULL; part = CMSG_NXTHDR(message, part)) {
		const size_t bytes = part->cmsg_len - CMSG_LEN(0);
		size_t i;

		if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
			continue;
		for (i = 0; i < bytes / sizeof(int); i++, received++) {
			int descriptor;

			memcpy(&descriptor, CMSG_DATA(part) + i * sizeof descriptor, sizeof descriptor);
			if (inbox->fd_count < inbox->most_fds)
				inbox->fds[inbox->fd_count] = descriptor;
			else
				close(descriptor);
			inbox->fd_count++;
		}
	}
	if ((message->msg_flags & MSG_CTRUNC) != 0) {
		/* The kernel has dropped some: for want of room here, or because the process has no number left for them. */
		inbox->fds_were_lost = received < ROOM_FOR_FDS;
		inbox->fd_count += received < ROOM_FOR_FDS ? 0 : 1;
	}
}

static ssize_t receive(struct sluice__inbox *inbox, int socket, uint8_t *bytes, size_t length)
{
	union {
		struct cmsghdr aligned;
		char bytes[CMSG_SPACE(sizeof(int) * ROOM_FOR_FDS)];
	} control;
	struct iovec where = {bytes, length};
	struct msghdr message = {.msg_iov = &where, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
	ssize_t got;

	do
		got = recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got >= 0)
		take_fds(inbox, &message);
	return got;
}

/* Judges the first 16 bytes, before anything is allocated for the rest. */
static int judge_start(struct sluice__inbox *inbox, uint32_t expected, struct sluice_channel_refusal *why, bool *is_stranger)
{
	const struct sluice_control control = sluice_control_load(inbox->start);
	uint32_t least, most;

	if (control.magic == __builtin_bswap32(SLUICE_CONTROL_MAGIC))
		return sluice__refuse(why, SLUICE_REFUSE_BYTE_ORDER, SLUICE_CONTROL_MAGIC, control.magic, "the peer has another byte order");
	if (control.magic != SLUICE_CONTROL_MAGIC) {
		*is_stranger = true;
		return sluice__refuse(why, SLUICE_REFUSE_PROTOCOL_ERROR, SLUICE_CONTROL_MAGIC, control.magic,
				      "a message must start with its magic: expected=%#x got=%#x", (unsigned)SLUICE_CONTROL_MAGIC, control.magic);
	}
	if (control.kind != expected && control.kind != SLUICE_CONTROL_REFUSAL)
		return sluice__refuse(why, SLUICE_REFUSE_PROTOCOL_ERROR, expected, control.kind, "a message is out of turn: expected=%u got=%u",
				      expected, control.kind);
	lengths_of(control.kind, &least, &most);
	if (control.length < least || control.length > most)
		return sluice__refuse(why, SLUICE_REFUSE_PROTOCOL_ERROR, control.length < least ? least : most, control.length,
				      "a message of kind %u must have %u to %u bytes: length=%u", control.kind, least, most, control.length);
	inbox->kind = control.kind;
	inbox->length = control.length;
	inbox->bytes = (uint8_t *)malloc(inbox->length);
	if (inbox->bytes == NULL)
		return sluice__refuse_system(why, "malloc");
	memcpy(inbox->bytes, inbox->start, sizeof inbox->start);
	return 0;
}

static int judge_fds(const struct sluice__inbox *inbox, struct sluice_channel_refusal *why)
{
	const unsigned expected = fds_of(inbox);

	if (inbox->fds_were_lost) {
		errno = EMFILE;
		return sluice__refuse_system(why, "recvmsg");
	}
	if (inbox->fd_count == expected)
		return 1;
	return sluice__refuse(why, SLUICE_REFUSE_PROTOCOL_ERROR, expected, inbox->fd_count,
			      "a message of kind %u must have %u descriptors: count=%u", inbox->kind, expected, inbox->fd_count);
}

static int tell_end(ssize_t got, struct sluice_channel_refusal *why)
{
	if (got < 0 && errno != ECONNRESET && errno != EPIPE)
		return sluice__refuse_system(why, "recvmsg");
	sluice__refuse(why, 0, 0, 0, "the peer closed the connection before both sides were ready");
	return -SLUICE_ERR_PEER_CLOSED;
}

int sluice__inbox_read(struct sluice__inbox *inbox, int socket, uint32_t expected, struct sluice_channel_refusal *why, bool *is_stranger)
{
	inbox->most_fds = expected == SLUICE_CONTROL_MEMBER ? SLUICE__MESSAGE_FDS : USUAL_FDS;
	for (;;) {
		const bool in_start = inbox->bytes == NULL;
		uint8_t *bytes = in_start ? inbox->start : inbox->bytes;
		const size_t length = in_start ? sizeof inbox->start : inbox->length;
		ssize_t got;
		int status;

		if (!in_start && inbox->got == length)
			return judge_fds(inbox, why);
		got = receive(inbox, socket, bytes + inbox->got, length - inbox->got);
		if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return 0;
		if (got <= 0)
			return tell_end(got, why);
		inbox->got += (size_t)got;
		if (in_start && inbox->got == sizeof inbox->start) {
			status = judge_start(inbox, expected, why, is_stranger);
			if (status != 0)
				return status;
		}
	}
}

void sluice__inbox_next(struct sluice__inbox *inbox)
{
	free(inbox->bytes);
	*inbox = (struct sluice__inbox){0};
}

void sluice__inbox_free(struct sluice__inbox *inbox)
{
	unsigned i;

	for (i = 0; i < inbox->fd_count && i < inbox->most_fds; i++)
		close(inbox->fds[i]);
	sluice__inbox_next(inbox);
}

/* ---- writing ------------------------------------------------------------------------------------------------------------------ */

bool sluice__outbox_add(struct sluice__outbox *outbox, uint8_t *bytes, size_t length, const int *fds, unsigned fd_count)
{
	struct sluice__outgoing *message;

	if (bytes == NULL)
		return false;
	message = &outbox->messages[(outbox->first + outbox->count++) % SLUICE__MESSAGES];
	*message = (struct sluice__outgoing){.bytes = bytes, .length = length, .fd_count = fd_count};
	if (fd_count > 0)
		memcpy(message->fds, fds, fd_count * sizeof *fds);
	return true;
}

/* Descriptors go with the first byte. */
static ssize_t send_some(const struct sluice__outgoing *outgoing, size_t sent, int socket)
{
	union {
		struct cmsghdr aligned;
		char bytes[CMSG_SPACE(sizeof(int) * SLUICE__MESSAGE_FDS)];
	} control = {.bytes = {0}};
	struct iovec what = {outgoing->bytes + sent, outgoing->length - sent};
	struct msghdr message = {.msg_iov = &what, .msg_iovlen = 1};
	ssize_t status;

	if (sent == 0 && outgoing->fd_count > 0) {
		const size_t bytes = outgoing->fd_count * sizeof(int);
		struct cmsghdr *part = &control.aligned;

		part->cmsg_level = SOL_SOCKET;
		part->cmsg_type = SCM_RIGHTS;
		part->cmsg_len = CMSG_LEN(bytes);
		memcpy(CMSG_DATA(part), outgoing->fds, bytes);
		message.msg_control = &control;
		message.msg_controllen = CMSG_SPACE(bytes);
	}
	do
		status = sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (status < 0 && errno == EINTR);
	return status;
}

static void drop_first(struct sluice__outbox *outbox)
{
	free(outbox->messages[outbox->first].bytes);
	outbox->first = (outbox->first + 1) % SLUICE__MESSAGES;
	outbox->count--;
	outbox->sent = 0;
}

int sluice__outbox_flush(struct sluice__outbox *outbox, int socket)
{
	while (outbox->count > 0 && !outbox->is_broken) {
		const struct sluice__outgoing *first = &outbox->messages[outbox->first];
		const ssize_t status = send_some(first, outbox->sent, socket);

		if (status < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return 0;
		if (status < 0 && (errno == EPIPE || errno == ECONNRESET))
			/* It may have said why. */
			outbox->is_broken = true;
		else if (status < 0)
			return -SLUICE_ERR_SYSTEM;
		else if ((outbox->sent += (size_t)status) == first->length)
			drop_first(outbox);
	}
	return 0;
}

bool sluice__outbox_is_empty(const struct sluice__outbox *outbox)
{
	return outbox->count == 0;
}

bool sluice__outbox_clear(struct sluice__outbox *outbox)
{
	if (outbox->sent > 0 || outbox->is_broken)
		return false;
	sluice__outbox_free(outbox);
	return true;
}

void sluice__outbox_free(struct sluice__outbox *outbox)
{
	while (outbox->count > 0)
		drop_first(outbox);
}
