/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "handshake-member.h"

#include "refusal.h"

int sluice__handshake_send_member(struct sluice__handshake *handshake)
{
	const struct sluice__membership *membership = handshake->terms->membership;
	struct sluice__link *link = &handshake->link;
	struct sluice__member_view view;
	int status = sluice__member_view_attach(&view, &link->peer, &handshake->why);
	size_t length;
	uint8_t *bytes;

	if (status != 0)
		return status;
	link->member = membership->meet(membership->user, &link->peer, &view, &handshake->why, &status);
	if (link->member == NULL)
		return status;
	bytes = sluice__member_message_build(membership->cxy, membership->waiter_count, link->member->claims_first, &length);
	return sluice__outbox_add(&handshake->outbox, bytes, length, membership->bells, membership->waiter_count)
		       ? 0
		       : sluice__handshake_refuse_memory(handshake);
}

static int judge_message(const struct sluice_membership *message, const struct sluice__handshake *handshake, struct sluice_channel_refusal *why)
{
	const struct sluice__membership *membership = handshake->terms->membership;
	const uint32_t waiters = handshake->link.member->view.waiter_count;

	if (message->waiter_count != waiters)
		return sluice__refuse(why, SLUICE_REFUSE_PROTOCOL_ERROR, waiters, message->waiter_count,
				      "a member must have the waiters of its segment: expected=%u got=%u", waiters, message->waiter_count);
	if (message->cxy == membership->cxy)
		return sluice__refuse(why, SLUICE_REFUSE_PROTOCOL_ERROR, 0, message->cxy, "a member must have a number of its own: cxy=%u",
				      message->cxy);
	if (message->writer_first < 1 || message->writer_first + membership->waiter_count - 1 > SLUICE_FIFO_OWNERS)
		return sluice__refuse(why, SLUICE_REFUSE_PROTOCOL_ERROR, SLUICE_FIFO_OWNERS, message->writer_first,
				      "writer numbers must be 1 to %u: first=%u count=%u", (unsigned)SLUICE_FIFO_OWNERS, message->writer_first,
				      membership->waiter_count);
	return 0;
}

int sluice__handshake_on_member(struct sluice__handshake *handshake)
{
	const struct sluice__membership *membership = handshake->terms->membership;
	struct sluice__peer *peer = handshake->link.member;
	struct sluice_membership message;
	struct sluice_error error;
	int status = 0;
	uint32_t i;

	if (sluice_membership_decode(handshake->inbox.bytes, handshake->inbox.length, NULL, 0, &message, &error) != 0)
		return sluice__refuse(&handshake->why, SLUICE_REFUSE_PROTOCOL_ERROR, (uint64_t)error.expected, (uint64_t)error.got,
				      "the message of the member is malformed: field=%s", error.field == NULL ? "none" : error.field);
	status = judge_message(&message, handshake, &handshake->why);
	if (status != 0)
		return status;
	for (i = 0; i < message.waiter_count; i++)
		peer->bells[i] = handshake->inbox.fds[i];
	handshake->inbox.fd_count = 0; /* the peer owns them */
	for (i = 0; i < message.waiter_count && status == 0; i++)
		status = sluice__handshake_accept_doorbell(handshake, peer->bells[i]);
	if (status != 0)
		return status;
	peer->cxy = message.cxy;
	peer->writer_first = message.writer_first;
	peer->credentials = handshake->link.credentials;
	return membership->introduce(membership->user, peer, &handshake->why);
}

int sluice__handshake_arrive(struct sluice__handshake *handshake)
{
	const struct sluice__membership *membership = handshake->terms->membership;

	if (membership == NULL || membership->arrive(membership->user, handshake->link.member))
		return 0;
	return sluice__refuse(&handshake->why, SLUICE_REFUSE_BUSY, 0, handshake->link.member->cxy, "a member has this number: cxy=%u",
			      handshake->link.member->cxy);
}

void sluice__handshake_forget_member(struct sluice__handshake *handshake)
{
	const struct sluice__membership *membership = handshake->terms->membership;

	if (handshake->link.member != NULL)
		membership->forget(membership->user, handshake->link.member);
	handshake->link.member = NULL;
}
