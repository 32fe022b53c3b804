/* SPDX-License-Identifier: MIT */
/*
 * Sleeping on the thread of an isolate. A blocked thread would never notice that it is to end: `worker.terminate()` and `process.exit()` only mark the
 * isolate and wake its loop. So every sleep also watches the backend descriptor of the loop, and hands the turn back when that is readable.
 *
 * It stays readable until the loop runs, which a caller that waits in a loop of its own never lets happen. After a turn was handed back, the
 * backend is therefore looked at after pauses only, of 1 ms and then twice as long each time, up to 16 ms.
 */
#ifndef SLUICE_ADDON_WAITING_H
#define SLUICE_ADDON_WAITING_H

#include "addon.h"

/* Sleeps until something happens (SLUICE__EVENT_ bits), or `other` is readable (OTHER, unless that is -1), or the deadline is over (0). */
typedef unsigned sleeper(const void *user, int other, int64_t deadline_ns);

unsigned waiting__sleep(struct addon *addon, sleeper *sleep, const void *user, int64_t deadline_ns);

/* A sleeper for a `struct pollfd`: DATA when it is ready. */
unsigned waiting__poll(const void *pollfd, int other, int64_t deadline_ns);

/* False when the isolate is ending; asked after OTHER where the caller does not return to JavaScript by itself. */
bool waiting__may_go_on(struct addon *addon);

/*
 * Before returning from a call that has no result to return, in an isolate that is ending: Node says so a moment before the engine refuses to go on,
 * and the caller would see `undefined` in between. 50 ms: the thread that ends it may have lost its core between the two.
 */
void waiting__let_end(void);

#endif /* SLUICE_ADDON_WAITING_H */
