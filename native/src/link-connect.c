/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <time.h>

#include "link.h"

bool sluice__sleep_on(int descriptor, short events, int64_t deadline_ns)
{
	struct pollfd entry = {.fd = descriptor, .events = events};
	const int64_t now_ns = sluice_now_ns(), left_ns = deadline_ns - now_ns;
	struct timespec left = {0};

	if (sluice_is_over(deadline_ns, now_ns))
		return false;
	if (deadline_ns >= 0)
		left = (struct timespec){(time_t)(left_ns / 1000000000), (long)(left_ns % 1000000000)};
	ppoll(&entry, 1, deadline_ns < 0 ? NULL : &left, NULL);
	return true;
}

int sluice__link_connect(const char *address, const struct sluice__terms *terms, int64_t deadline_ns, struct sluice__link *out,
			 struct sluice_channel_refusal *why)
{
	struct sluice__connecting *connecting;
	struct sluice_channel_refusal ignored;
	int status = sluice__connect_start(address, terms, &connecting);

	if (status != 0)
		return status == -SLUICE_ERR_SYSTEM && (errno == ENOENT || errno == ECONNREFUSED) ? -SLUICE_ERR_NOT_LISTENING : status;
	for (;;) {
		short events = POLLIN;
		int descriptor;

		status = sluice__connect_step(connecting, why != NULL ? why : &ignored);
		if (status < 0 || status == SLUICE__DONE)
			break;
		descriptor = sluice__connect_descriptor(connecting, &events);
		if (!sluice__sleep_on(descriptor, events, deadline_ns)) {
			status = -SLUICE_ERR_DEADLINE;
			break;
		}
	}
	if (status < 0) {
		sluice__connect_cancel(connecting);
		return status;
	}
	sluice__connect_take(connecting, out);
	return 0;
}
