/* SPDX-License-Identifier: MIT */
/*
 * Joining: under the folder's lock a member listens at its own number, and then connects to all others. So each pair meets once, and whoever comes
 * later finds this one.
 */
#define _GNU_SOURCE
#include "member-state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "doorbell.h"

/* A member that is leaving, or has not yet seen the end of another one with this number, says BUSY; one that stays so is an answer. */
#define BUSY_NS INT64_C(2000000000)
#define PAUSE_NS 1000000

/* ---- a member that nobody knows ----------------------------------------------------------------------------------------------- */

static int copy_identity(struct sluice_member *member, const struct sluice_identity *identity)
{
	member->terms.options.identity = *identity;
	/* What is no identity is refused before it is looked at: sluice__terms_check. */
	if (identity->count == 0 || identity->messages == NULL || identity->count > SLUICE_MAX_MESSAGES)
		return 0;
	member->messages = (struct sluice_message_identity *)malloc(identity->count * sizeof *member->messages);
	if (member->messages == NULL)
		return -SLUICE_ERR_SYSTEM;
	memcpy(member->messages, identity->messages, identity->count * sizeof *member->messages);
	member->terms.options.identity.messages = member->messages;
	return 0;
}

static int make_bells(struct sluice_member *member, uint32_t count)
{
	uint32_t i;

	for (i = 0; i < count; i++) {
		member->bells[i] = sluice__doorbell_create();
		if (member->bells[i] < 0)
			return -SLUICE_ERR_SYSTEM;
	}
	return 0;
}

static void close_bells(struct sluice_member *member)
{
	uint32_t i;

	for (i = 0; i < SLUICE_CLUSTER_WAITERS; i++)
		if (member->bells[i] >= 0)
			close(member->bells[i]);
}

static int make_self(struct sluice_member *member, const struct sluice_member_options *options)
{
	const struct sluice__member_plan plan = {
		.waiters = options->waiters,
		.calls_per_waiter = options->calls_per_waiter,
		.fifo_slots = options->fifo_slots,
		.heap_size = options->heap_size,
		.protocol_fingerprint = options->identity.fingerprint,
		.endpoint = member->membership.endpoint,
	};
	struct sluice__member_view view;
	struct sluice__map map = {.descriptor = -1};
	int status = sluice__member_segment_create(&plan, &map, &view);

	if (status == 0)
		status = make_bells(member, options->waiters);
	if (status == 0)
		status = sluice__peers_add_self(member, &map, &view);
	if (status != 0) {
		close_bells(member);
		sluice__map_close(&map);
		return status;
	}
	member->cluster = sluice__cluster_create(member);
	return member->cluster == NULL ? -SLUICE_ERR_SYSTEM : 0;
}

static void set_terms(struct sluice_member *member, const struct sluice_member_options *options)
{
	struct sluice_channel_options *terms = &member->terms.options;

	*terms = SLUICE_CHANNEL_OPTIONS;
	terms->policy = options->policy;
	terms->policy_user = options->policy_user;
	terms->mode = options->mode;
	terms->group = options->group;
	member->terms.purpose = SLUICE_PURPOSE_CLUSTER;
	member->terms.always_fences = true;
	member->terms.membership = &member->membership;
	member->membership = (struct sluice__membership){
		.endpoint = sluice__endpoint_next(),
		.waiter_count = options->waiters,
		.bells = member->bells,
		.user = member,
		.meet = sluice__peers_meet,
		.introduce = sluice__peers_introduce,
		.arrive = sluice__peers_arrive,
		.forget = sluice__peers_forget,
	};
}

static int make_member(const struct sluice_member_options *options, struct sluice_member **out)
{
	struct sluice_member *member = (struct sluice_member *)calloc(1, sizeof *member);
	int status, number;

	if (member == NULL)
		return -SLUICE_ERR_SYSTEM;
	pthread_mutex_init(&member->lock, NULL);
	memset(member->bells, -1, sizeof member->bells);
	member->epoll = member->kick = member->folder.lock = -1;
	member->references = 1;
	member->fork_count = sluice__fork_count;
	member->waiters_in_use = 1;
	member->by_cxy = (struct sluice__peer_entry **)calloc(1, SLUICE__BY_CXY_SIZE);
	set_terms(member, options);
	status = member->by_cxy == NULL ? -SLUICE_ERR_SYSTEM : copy_identity(member, &options->identity);
	if (status == 0)
		status = make_self(member, options);
	if (status == 0) {
		member->terms.shared = &member->self->memory->map;
		*out = member;
		return 0;
	}
	number = errno;
	sluice__member_let_go(member);
	errno = number;
	return status;
}

/* ---- its number --------------------------------------------------------------------------------------------------------------- */

static int listen_as(struct sluice_member *member, uint32_t cxy)
{
	char address[SLUICE__ADDRESS_SIZE];

	sluice__folder_address(&member->folder, cxy, address);
	member->cxy = member->membership.cxy = member->self->peer.cxy = cxy;
	return sluice__listen_start(address, &member->terms, &member->listening);
}

static int take_number(struct sluice_member *member, int32_t wanted)
{
	uint32_t cxy = wanted < 0 ? 0 : (uint32_t)wanted;
	int status = listen_as(member, cxy);

	while (status == -SLUICE_ERR_ADDRESS_IN_USE && wanted < 0 && cxy < SLUICE_MAX_CXY)
		status = listen_as(member, ++cxy);
	if (status == 0)
		member->by_cxy[cxy] = member->self;
	return status == -SLUICE_ERR_ADDRESS_IN_USE ? -SLUICE_ERR_MEMBER_IN_USE : status;
}

/* ---- the others --------------------------------------------------------------------------------------------------------------- */

/* Under the lock nobody is about to listen there. */
static void remove_stale(const char *path)
{
	struct stat found;

	if (lstat(path, &found) == 0 && S_ISSOCK(found.st_mode))
		unlink(path);
}

static bool may_pass(int status)
{
	return status == -SLUICE_ERR_BUSY || status == -SLUICE_ERR_PEER_CLOSED;
}

/* 0 as well when it is gone meanwhile. */
static int connect_to(struct sluice_member *member, uint32_t cxy, int64_t deadline_ns, struct sluice_channel_refusal *why)
{
	const int64_t patience_ns = sluice_earlier(deadline_ns, sluice_deadline_after(BUSY_NS));
	const struct timespec pause = {0, PAUSE_NS};
	char address[SLUICE__ADDRESS_SIZE];
	struct sluice__link link;
	bool was_busy = false;

	sluice__folder_address(&member->folder, cxy, address);
	for (;;) {
		const int status = sluice__link_connect(address, &member->terms, deadline_ns, &link, why);

		/* What it said tells more than that there was no time to ask again. */
		if (status == -SLUICE_ERR_DEADLINE && was_busy)
			return -SLUICE_ERR_BUSY;
		was_busy = status == -SLUICE_ERR_BUSY;
		if (status == -SLUICE_ERR_NOT_LISTENING) {
			if (errno == ECONNREFUSED)
				remove_stale(address);
			return 0;
		}
		if (status == 0 && link.member->cxy == cxy && sluice__peers_arrive(member, link.member)) {
			sluice__peers_admit(member, &link);
			return 0;
		}
		if (status == 0) {
			sluice__peers_forget(member, link.member);
			sluice__link_close(&link);
			return -SLUICE_ERR_PROTOCOL;
		}
		if (!may_pass(status) || sluice_is_over(patience_ns, sluice_now_ns()))
			return status;
		nanosleep(&pause, NULL);
	}
}

static int connect_to_all(struct sluice_member *member, int64_t deadline_ns, struct sluice_channel_refusal *why)
{
	uint8_t bits[SLUICE_MAX_CXY / 8 + 1];
	int status = sluice__folder_list(&member->folder, bits);
	uint32_t cxy;

	for (cxy = 0; cxy <= SLUICE_MAX_CXY && status == 0; cxy++)
		if ((bits[cxy / 8] >> cxy % 8 & 1) != 0 && cxy != member->cxy)
			status = connect_to(member, cxy, deadline_ns, why);
	return status;
}

/* ---- all of it ---------------------------------------------------------------------------------------------------------------- */

static int enter(struct sluice_member *member, const struct sluice_member_options *options, int64_t deadline_ns,
		 struct sluice_channel_refusal *why)
{
	int status = sluice__folder_lock(&member->folder, deadline_ns), number;

	if (status != 0)
		return status;
	status = take_number(member, options->cxy);
	if (status == 0) {
		sluice__fork_enter(member);
		status = sluice__steward_start(member);
	}
	if (status == 0)
		status = connect_to_all(member, deadline_ns, why);
	number = errno;
	sluice__folder_unlock(&member->folder);
	errno = number;
	return status;
}

int sluice_member_join(const char *name, const struct sluice_member_options *options, int64_t deadline_ns, struct sluice_member **out,
		       struct sluice_channel_refusal *why)
{
	const struct sluice_member_options usual = SLUICE_MEMBER_OPTIONS;
	struct sluice_channel_refusal ignored;
	struct sluice_member *member;
	int status, number;

	if (options == NULL)
		options = &usual;
	if (why == NULL)
		why = &ignored;
	*why = (struct sluice_channel_refusal){0};
	if (options->cxy < SLUICE_ANY_CXY || options->cxy > (int32_t)SLUICE_MAX_CXY)
		return -SLUICE_ERR_OPTION;
	status = make_member(options, &member);
	if (status != 0)
		return status;
	status = sluice__folder_open(name, &member->folder, why);
	if (status == 0)
		status = enter(member, options, deadline_ns, why);
	if (status == 0) {
		*out = member;
		return 0;
	}
	number = errno;
	sluice_member_leave(member);
	errno = number;
	return status;
}
