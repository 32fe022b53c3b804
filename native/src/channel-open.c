/* SPDX-License-Identifier: MIT */
/* From an address to a channel: listen, accept, connect, each with a deadline. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "channel.h"

struct sluice_channel_listener {
	struct sluice__listening *listening;
	struct sluice_channel_options options;
};

static bool is_valid(const struct sluice_channel_options *options)
{
	const bool has_arena = options->arena_block_size != 0 || options->arena_block_count != 0;

	if (options->send_order < 0 || options->send_order > (int)SLUICE_MAX_RING_ORDER || options->receive_order < -1 ||
	    options->receive_order > (int)SLUICE_MAX_RING_ORDER)
		return false;
	if (has_arena && (options->arena_block_size < 64 || (options->arena_block_size & (options->arena_block_size - 1)) != 0 ||
			  options->arena_block_count == 0 || options->arena_block_count > SLUICE_MAX_ARENA_BLOCKS))
		return false;
	return options->backpressure >= SLUICE_BLOCK && options->backpressure <= SLUICE_DROP_NEWEST;
}

static int make_terms(const struct sluice_channel_options *options, struct sluice__terms *terms)
{
	*terms = (struct sluice__terms){
		.options = options != NULL ? *options : SLUICE_CHANNEL_OPTIONS,
		.purpose = SLUICE_PURPOSE_CHANNEL,
	};
	return is_valid(&terms->options) ? 0 : -SLUICE_ERR_OPTION;
}

int sluice_channel_listen(const char *address, const struct sluice_channel_options *options, struct sluice_channel_listener **out)
{
	struct sluice_channel_listener *listener;
	struct sluice__terms terms;
	int status = make_terms(options, &terms);

	if (status != 0)
		return status;
	listener = (struct sluice_channel_listener *)calloc(1, sizeof *listener);
	if (listener == NULL)
		return -SLUICE_ERR_SYSTEM;
	listener->options = terms.options;
	status = sluice__listen_start(address, &terms, &listener->listening);
	if (status != 0) {
		free(listener);
		return status;
	}
	*out = listener;
	return 0;
}

int sluice_channel_accept(struct sluice_channel_listener *listener, int64_t deadline_ns, struct sluice_channel **out)
{
	for (;;) {
		struct sluice__link link;
		const int status = sluice__listen_step(listener->listening);

		if (status < 0)
			return status;
		if (sluice__listen_take(listener->listening, &link) == 1)
			return sluice__channel_open(&link, &listener->options, out);
		if (sluice_is_over(deadline_ns, sluice_now_ns()))
			return -SLUICE_ERR_DEADLINE;
		/* Handshakes that take too long are ended meanwhile. */
		sluice__sleep_on(sluice__listen_descriptor(listener->listening), POLLIN,
				 sluice_earlier(deadline_ns, sluice__listen_deadline(listener->listening)));
	}
}

int sluice_channel_listener_descriptor(const struct sluice_channel_listener *listener)
{
	return sluice__listen_descriptor(listener->listening);
}

void sluice_channel_listener_close(struct sluice_channel_listener *listener)
{
	if (listener == NULL)
		return;
	sluice__listen_close(listener->listening);
	free(listener);
}

int sluice_channel_connect(const char *address, const struct sluice_channel_options *options, int64_t deadline_ns,
			   struct sluice_channel **out, struct sluice_channel_refusal *why)
{
	struct sluice__terms terms;
	struct sluice__link link;
	int status = make_terms(options, &terms);

	if (status == 0)
		status = sluice__link_connect(address, &terms, deadline_ns, &link, why);
	return status == 0 ? sluice__channel_open(&link, &terms.options, out) : status;
}
