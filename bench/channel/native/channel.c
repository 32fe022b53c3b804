/* SPDX-License-Identifier: MIT */
/* Meeting. */
#include "channel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A payload of any size takes one block, and a writer looks at each block before it lends it anew. */
#define ARENA_BLOCK (1024 * 1024)

static int order_of(uint32_t ring_bytes)
{
	int order = 0;

	while (4096u << order < ring_bytes)
		order++;
	return order;
}

struct subject *open_subject(const struct setting *setting, bool trusts_peer, uint32_t arena_blocks)
{
	struct subject *subject = calloc(1, sizeof *subject);
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;
	char address[300];

	subject->setting = *setting;
	subject->bytes = malloc(setting->bytes);
	memset(subject->bytes, 1, setting->bytes);
	options.send_order = options.receive_order = order_of(setting->ring_bytes);
	options.statistics = !setting->is_hidden;
	options.trusts_peer = trusts_peer;
	options.arena_block_size = arena_blocks > 0 ? ARENA_BLOCK : 0;
	options.arena_block_count = arena_blocks;
	snprintf(address, sizeof address, "%s.channel", setting->place);
	if (setting->is_lead) {
		expect_status("connect", sluice_channel_connect(address, &options, SLUICE_FOREVER, &subject->channel, NULL), 0);
	} else {
		struct sluice_channel_listener *listener;

		expect_status("listen", sluice_channel_listen(address, &options, &listener), 0);
		say_ready();
		expect_status("accept", sluice_channel_accept(listener, SLUICE_FOREVER, &subject->channel), 0);
		sluice_channel_listener_close(listener);
	}
	return subject;
}
