/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include "waiting.h"

#include <poll.h>
#include <time.h>

#define FIRST_PAUSE_MS 1
#define LONGEST_PAUSE_MS 16

static bool is_readable(int descriptor)
{
	struct pollfd one = { .fd = descriptor, .events = POLLIN };

	return poll(&one, 1, 0) > 0;
}

unsigned waiting__sleep(struct addon *addon, sleeper *sleep, const void *user, int64_t deadline_ns)
{
	int backend = uv_backend_fd(addon->loop);

	for (;;) {
		unsigned events;

		if (addon->pause_ms == 0) {
			events = sleep(user, backend, deadline_ns);
			if (events & SLUICE__EVENT_OTHER)
				addon->pause_ms = FIRST_PAUSE_MS;
		} else {
			int64_t pause_ns = sluice_deadline_after((int64_t)addon->pause_ms * 1000000);

			events = sleep(user, -1, sluice_earlier(deadline_ns, pause_ns));
			/* A deadline within the pause hands the turn back as well as OTHER does. */
			if (events == 0 && sluice_is_over(pause_ns, sluice_now_ns())) {
				if (is_readable(backend)) {
					if (addon->pause_ms < LONGEST_PAUSE_MS)
						addon->pause_ms *= 2;
					return SLUICE__EVENT_OTHER;
				}
				addon->pause_ms = 0;
			}
		}
		/* A signal also ends a sleep. */
		if (events != 0 || sluice_is_over(deadline_ns, sluice_now_ns()))
			return events;
	}
}

unsigned waiting__poll(const void *pollfd, int other, int64_t deadline_ns)
{
	struct pollfd both[2] = { *(const struct pollfd *)pollfd, { .fd = other, .events = POLLIN } };
	struct timespec time, *timeout = NULL;
	unsigned events = 0;

	if (deadline_ns != SLUICE_FOREVER) {
		int64_t left = deadline_ns - sluice_now_ns();

		if (left < 0)
			left = 0;
		time = (struct timespec){ .tv_sec = left / 1000000000, .tv_nsec = left % 1000000000 };
		timeout = &time;
	}
	if (ppoll(both, 2, timeout, NULL) <= 0)
		return 0;
	if (both[0].revents != 0)
		events |= SLUICE__EVENT_DATA;
	if (both[1].revents != 0)
		events |= SLUICE__EVENT_OTHER;
	return events;
}

bool waiting__may_go_on(struct addon *addon)
{
	napi_value global, ignored;

	/* Refused by Node once the isolate may run no JavaScript any more. */
	return napi_get_global(addon->env, &global) == napi_ok &&
	       napi_get_named_property(addon->env, global, "undefined", &ignored) == napi_ok;
}

void waiting__let_end(void)
{
	const struct timespec moment = { .tv_nsec = 50000000 };

	nanosleep(&moment, NULL);
}
