/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "broadcast-ring.h"
#include "handshake.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "doorbell.h"
#include "handshake-member.h"
#include "refusal.h"
#include "statistics.h"

#define READY_TRIES 16

uint32_t sluice__endpoint_next(void)
{
	static uint32_t last;

	return __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
}

int sluice__handshake_check(const struct sluice__terms *terms, bool is_listener)
{
	const bool publishes = is_listener && terms->purpose == SLUICE_PURPOSE_BROADCAST;

	if (terms->purpose == SLUICE_PURPOSE_CLUSTER)
		return terms->shared != NULL && terms->membership != NULL ? sluice__terms_check(terms) : -SLUICE_ERR_OPTION;
	if (is_listener && publishes != (terms->shared != NULL))
		return -SLUICE_ERR_OPTION;
	if (publishes && (terms->shared->descriptor < 0 || terms->shared->broadcast.data == NULL))
		return -SLUICE_ERR_OPTION;
	return sluice__terms_check(terms);
}

void sluice__handshake_init(struct sluice__handshake *handshake, int socket, const struct sluice__terms *terms, bool is_listener,
			    uint32_t endpoint, uint32_t generation)
{
	*handshake = (struct sluice__handshake){.terms = terms, .endpoint = endpoint, .generation = generation};
	sluice__link_init(&handshake->link);
	handshake->link.control = socket;
	handshake->link.is_listener = is_listener;
	/* All subscribers of a publisher map one segment, which has an endpoint already. */
	if (is_listener && terms->shared != NULL) {
		handshake->shared = terms->shared;
		handshake->endpoint = sluice_segment_header_get_endpoint(terms->shared->base);
	}
	/* The same with a member, on both sides; its header is not to be believed, as others can write it. */
	if (terms->membership != NULL) {
		handshake->shared = terms->shared;
		handshake->endpoint = terms->membership->endpoint;
	}
}

/* ---- the end ------------------------------------------------------------------------------------------------------------------ */

void sluice__handshake_free(struct sluice__handshake *handshake)
{
	sluice__inbox_free(&handshake->inbox);
	sluice__outbox_free(&handshake->outbox);
	sluice__handshake_forget_member(handshake);
	sluice__link_close(&handshake->link);
}

/* Best effort: a refusal goes out only where no other message is under way, and nobody waits for it. */
static void send_refusal(struct sluice__handshake *handshake)
{
	size_t length;
	uint8_t *bytes;

	if (handshake->why.reason == 0 || handshake->why.by_peer || handshake->is_stranger || !sluice__outbox_clear(&handshake->outbox))
		return;
	bytes = sluice__refusal_build(&handshake->why, &length);
	if (sluice__outbox_add(&handshake->outbox, bytes, length, NULL, 0))
		sluice__outbox_flush(&handshake->outbox, handshake->link.control);
}

static int fail(struct sluice__handshake *handshake, int status)
{
	const int number = errno;

	send_refusal(handshake);
	sluice__handshake_free(handshake);
	errno = number;
	return handshake->status = status;
}

void sluice__handshake_refuse(struct sluice__handshake *handshake, uint32_t reason, const char *detail)
{
	fail(handshake, sluice__refuse(&handshake->why, reason, 0, 0, "%s", detail));
}

int sluice__handshake_refuse_memory(struct sluice__handshake *handshake)
{
	errno = ENOMEM;
	return sluice__refuse_system(&handshake->why, "malloc");
}

/* Whose fault it is if these are no bells. */
int sluice__handshake_accept_doorbell(struct sluice__handshake *handshake, int descriptor)
{
	const int status = sluice__doorbell_accept(descriptor);

	if (status == 0)
		return sluice__refuse(&handshake->why, SLUICE_REFUSE_PROTOCOL_ERROR, 0, 0, "doorbells must be eventfds");
	return status < 0 ? sluice__refuse_system(&handshake->why, "readlink") : 0;
}

/* ---- the beginning ------------------------------------------------------------------------------------------------------------ */

static enum sluice_verdict ask_policy(const struct sluice__handshake *handshake)
{
	const struct sluice_channel_options *options = &handshake->terms->options;

	if (options->policy != NULL)
		return options->policy(options->policy_user, &handshake->link.credentials);
	return handshake->link.credentials.uid == geteuid() ? SLUICE_ALLOW : SLUICE_DENY;
}

static int send_hello(struct sluice__handshake *handshake)
{
	size_t length;
	uint8_t *bytes = sluice__hello_build(handshake->terms, handshake->endpoint, handshake->doorbell, &length);

	if (bytes != NULL)
		handshake->features = sluice_hello_get_features_compat(bytes);
	return sluice__outbox_add(&handshake->outbox, bytes, length, NULL, 0) ? 0 : sluice__handshake_refuse_memory(handshake);
}

/* Who is there, and does the policy want it? Before a byte is read. */
static int begin(struct sluice__handshake *handshake)
{
	struct ucred peer;
	socklen_t length = sizeof peer;
	enum sluice_verdict verdict;

	if (getsockopt(handshake->link.control, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
		return sluice__refuse_system(&handshake->why, "getsockopt");
	handshake->link.credentials = (struct sluice_credentials){.pid = peer.pid, .uid = peer.uid, .gid = peer.gid};
	verdict = ask_policy(handshake);
	/* Members wake each other by eventfds alone. */
	if (verdict != SLUICE_ALLOW && (verdict != SLUICE_ALLOW_SOCKET || handshake->terms->membership != NULL))
		return sluice__refuse(&handshake->why, SLUICE_REFUSE_POLICY, 0, peer.uid, "the policy does not allow this user: uid=%u", peer.uid);
	handshake->doorbell = verdict == SLUICE_ALLOW ? SLUICE_DOORBELL_EVENTFD : SLUICE_DOORBELL_SOCKET;
	handshake->expected = SLUICE_CONTROL_HELLO;
	/* A listener answers a hello; who connects and says nothing costs it nothing. */
	return handshake->link.is_listener ? 0 : send_hello(handshake);
}

/* ---- messages ----------------------------------------------------------------------------------------------------------------- */

static bool uses_eventfds(const struct sluice__handshake *handshake)
{
	return handshake->terms->membership == NULL && handshake->doorbell == SLUICE_DOORBELL_EVENTFD &&
	       handshake->peer.doorbell == SLUICE_DOORBELL_EVENTFD;
}

static int make_segment(struct sluice__handshake *handshake)
{
	struct sluice__plan plan = sluice__plan_own(handshake->terms, &handshake->peer);

	if (handshake->shared != NULL) {
		handshake->link.own = *handshake->shared;
		handshake->link.own.is_borrowed = true;
		return 0;
	}
	plan.endpoint = handshake->endpoint;
	plan.generation = handshake->generation;
	return sluice__map_create(&plan, &handshake->link.own) == 0 ? 0 : sluice__refuse_system(&handshake->why, "memfd");
}

static int send_segment(struct sluice__handshake *handshake)
{
	size_t length;
	uint8_t *bytes;
	const int status = make_segment(handshake);

	if (status != 0)
		return status;
	bytes = sluice__segment_message_build(&handshake->link.own, &length);
	return sluice__outbox_add(&handshake->outbox, bytes, length, &handshake->link.own.descriptor, 1) ? 0 : sluice__handshake_refuse_memory(handshake);
}

static int send_doorbells(struct sluice__handshake *handshake)
{
	struct sluice__link *link = &handshake->link;
	size_t length;
	uint8_t *bytes;

	link->wake_data = sluice__doorbell_create();
	link->wake_space = sluice__doorbell_create();
	if (link->wake_data < 0 || link->wake_space < 0)
		return sluice__refuse_system(&handshake->why, "eventfd");
	bytes = sluice__control_build(SLUICE_CONTROL_DOORBELLS, &length);
	return sluice__outbox_add(&handshake->outbox, bytes, length, (const int[]){link->wake_data, link->wake_space}, 2)
		       ? 0
		       : sluice__handshake_refuse_memory(handshake);
}

static int send_ready(struct sluice__handshake *handshake)
{
	size_t length;
	uint8_t *bytes = sluice__control_build(SLUICE_CONTROL_READY, &length);

	return sluice__outbox_add(&handshake->outbox, bytes, length, NULL, 0) ? 0 : sluice__handshake_refuse_memory(handshake);
}

static bool fences(uint32_t reader, uint32_t writer)
{
	return (reader & SLUICE_FEATURE_FENCES_WRITER) != 0 && (writer & SLUICE_FEATURE_UNFENCED) != 0;
}

static int on_hello(struct sluice__handshake *handshake)
{
	int status = sluice__hello_judge(handshake->inbox.bytes, handshake->inbox.length, handshake->terms, &handshake->peer, &handshake->why);

	if (status == 0 && handshake->link.is_listener)
		status = send_hello(handshake);
	if (status == 0)
		status = send_segment(handshake);
	if (status == 0 && uses_eventfds(handshake))
		status = send_doorbells(handshake);
	handshake->link.peer_endpoint = handshake->peer.endpoint;
	handshake->link.fences_peer = fences(handshake->features, handshake->peer.features);
	handshake->link.is_fenced_by_peer = fences(handshake->peer.features, handshake->features);
	handshake->expected = SLUICE_CONTROL_SEGMENT;
	return status;
}

/* The peer's memory and bells are here and good. A connector says so; a listener waits to be told. */
static int on_complete(struct sluice__handshake *handshake)
{
	handshake->expected = SLUICE_CONTROL_READY;
	return handshake->link.is_listener ? 0 : send_ready(handshake);
}

/* Before the publisher hears READY: it may publish, and mean this side, as soon as it has. */
static void note_start(struct sluice__link *link)
{
	const struct sluice__part *ring = &link->peer.broadcast;
	struct sluice__broadcast_reader reader;

	if (ring->data == NULL)
		return;
	sluice__broadcast_reader_init(&reader, ring->control, ring->data, ring->data_size);
	link->start_position = reader.position;
	link->start_sequence = reader.sequence;
}

static int on_segment(struct sluice__handshake *handshake)
{
	struct sluice__plan expected = sluice__plan_expected(handshake->terms, &handshake->peer, handshake->link.is_listener);
	const int descriptor = handshake->inbox.fds[0];
	struct sluice_segment message;
	struct sluice_error error;
	int status;

	if (sluice_segment_decode(handshake->inbox.bytes, handshake->inbox.length, NULL, 0, &message, &error) != 0)
		return sluice__refuse(&handshake->why, SLUICE_REFUSE_PROTOCOL_ERROR, (uint64_t)error.expected, (uint64_t)error.got,
				      "the message of the segment is malformed: field=%s", error.field == NULL ? "none" : error.field);
	handshake->inbox.fd_count = 0; /* attach owns it */
	expected.generation = message.generation;
	status = sluice__map_attach(descriptor, &expected, message.segment_id, (size_t)message.segment_size, &handshake->link.peer, &handshake->why);
	if (status != 0)
		return status;
	note_start(&handshake->link);
	if (handshake->terms->membership != NULL) {
		handshake->expected = SLUICE_CONTROL_MEMBER;
		return sluice__handshake_send_member(handshake);
	}
	if (!uses_eventfds(handshake))
		return on_complete(handshake);
	handshake->expected = SLUICE_CONTROL_DOORBELLS;
	return 0;
}

static int on_doorbells(struct sluice__handshake *handshake)
{
	int status;

	handshake->link.ring_data = handshake->inbox.fds[0];
	handshake->link.ring_space = handshake->inbox.fds[1];
	handshake->inbox.fd_count = 0; /* the link owns them */
	status = sluice__handshake_accept_doorbell(handshake, handshake->link.ring_data);
	if (status == 0)
		status = sluice__handshake_accept_doorbell(handshake, handshake->link.ring_space);
	return status == 0 ? on_complete(handshake) : status;
}

static int on_ready(struct sluice__handshake *handshake)
{
	/* It can't have checked what has not left yet. */
	if (!sluice__outbox_is_empty(&handshake->outbox))
		return sluice__refuse(&handshake->why, SLUICE_REFUSE_PROTOCOL_ERROR, 0, 0, "READY came before the segment had been sent");
	/* The file is with the peer now, and mapped here. */
	if (handshake->link.own.descriptor >= 0 && !handshake->link.own.is_borrowed)
		close(handshake->link.own.descriptor);
	handshake->link.own.descriptor = -1;
	return handshake->status = handshake->link.is_listener ? SLUICE__PREPARED : SLUICE__DONE;
}

static int on_message(struct sluice__handshake *handshake)
{
	int status;

	switch (handshake->inbox.kind) {
	case SLUICE_CONTROL_HELLO:
		return on_hello(handshake);
	case SLUICE_CONTROL_SEGMENT:
		return on_segment(handshake);
	case SLUICE_CONTROL_DOORBELLS:
		return on_doorbells(handshake);
	case SLUICE_CONTROL_MEMBER:
		status = sluice__handshake_on_member(handshake);
		return status == 0 ? on_complete(handshake) : status;
	case SLUICE_CONTROL_READY:
		return on_ready(handshake);
	default:
		return sluice__refusal_read(handshake->inbox.bytes, handshake->inbox.length, &handshake->why);
	}
}

/* ---- going on ----------------------------------------------------------------------------------------------------------------- */

int sluice__handshake_step(struct sluice__handshake *handshake)
{
	int status = 0;

	if (handshake->status == SLUICE__PENDING && handshake->expected == 0)
		status = begin(handshake);
	while (status == 0 && handshake->status == SLUICE__PENDING) {
		if (sluice__outbox_flush(&handshake->outbox, handshake->link.control) != 0) {
			status = sluice__refuse_system(&handshake->why, "sendmsg");
			break;
		}
		status = sluice__inbox_read(&handshake->inbox, handshake->link.control, handshake->expected, &handshake->why,
					    &handshake->is_stranger);
		if (status == 0)
			return SLUICE__PENDING;
		if (status < 0)
			break;
		status = on_message(handshake);
		if (status >= 0)
			sluice__inbox_next(&handshake->inbox);
	}
	return status < 0 ? fail(handshake, status) : handshake->status;
}

short sluice__handshake_events(const struct sluice__handshake *handshake)
{
	const bool writes = handshake->expected == 0 || (!sluice__outbox_is_empty(&handshake->outbox) && !handshake->outbox.is_broken);

	return writes ? POLLIN | POLLOUT : POLLIN;
}

int sluice__handshake_accept(struct sluice__handshake *handshake)
{
	struct pollfd entry = {.fd = handshake->link.control, .events = POLLRDHUP};
	int tries, status;

	/* A bell that it may have rung already stays where it is. A look that fails, also for a signal that waits, has seen no end. */
	if (poll(&entry, 1, 0) > 0) {
		sluice__refuse(&handshake->why, 0, 0, 0, "the peer closed the connection before it was accepted");
		return fail(handshake, -SLUICE_ERR_PEER_CLOSED);
	}
	status = sluice__handshake_arrive(handshake);
	if (status != 0)
		return fail(handshake, status);
	if (send_ready(handshake) != 0)
		return fail(handshake, -SLUICE_ERR_SYSTEM);
	/* The peer has read all that was sent before, so there is room; the system may want to be asked again. */
	for (tries = 0; tries < READY_TRIES && !sluice__outbox_is_empty(&handshake->outbox); tries++)
		sluice__outbox_flush(&handshake->outbox, handshake->link.control);
	if (!sluice__outbox_is_empty(&handshake->outbox))
		return fail(handshake, -SLUICE_ERR_PEER_CLOSED);
	return handshake->status = SLUICE__DONE;
}

/* Of a broadcast the side that reads: a publisher has one entry for all its subscribers. */
static bool is_observed(const struct sluice__terms *terms)
{
	const bool is_subscriber = terms->purpose == SLUICE_PURPOSE_BROADCAST && terms->shared == NULL;

	return terms->options.statistics && (terms->purpose == SLUICE_PURPOSE_CHANNEL || is_subscriber);
}

void sluice__handshake_take(struct sluice__handshake *handshake, struct sluice__link *out)
{
	*out = handshake->link;
	if (is_observed(handshake->terms))
		sluice__statistics_begin(out, handshake->terms->purpose);
	sluice__link_init(&handshake->link);
	sluice__handshake_free(handshake);
}
