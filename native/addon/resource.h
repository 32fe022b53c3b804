/* SPDX-License-Identifier: MIT */
/*
 * What links, connection attempts and listeners have in common: a JavaScript object, libuv handles, and descriptors that must outlive both the
 * polling of them and the isolate's last callback.
 *
 * Life: made by `resource__create`, wrapped by its object. `resource__close` (called by JavaScript, by the finalizer of the object, or by the
 * end of the isolate, whichever is first) stops everything that could call back; `settle`, which closes descriptors, runs when libuv has reported
 * the last handle closed, or at once when there is none. The memory is freed when it is settled and its object is finalized.
 */
#ifndef SLUICE_ADDON_RESOURCE_H
#define SLUICE_ADDON_RESOURCE_H

#include "addon.h"

#define RESOURCE_MAX_HANDLES 3

struct resource_kind {
	const char *name; /* of the class, also for async hooks */
	size_t size;	  /* of the struct that begins with a `struct resource` */
	/* Gives up what belongs to JavaScript, unless the isolate is ending, and makes the peer notice. */
	void (*close)(struct resource *resource);
	/* Closes descriptors; no handle refers to them any more. */
	void (*settle)(struct resource *resource);
	/* Gives up what is kept until the object is collected, too; NULL for nothing. */
	void (*free)(struct resource *resource);
};

union resource_handle {
	uv_handle_t any;
	uv_poll_t poll;
	uv_timer_t timer;
};

struct resource {
	const struct resource_kind *kind;
	struct addon *addon;
	struct resource *next, **link;	/* of addon->resources; `link` points at what points here */
	napi_ref self;			/* weak while it can't call back, strong while it can */
	napi_async_context context;	/* made with the first callback; gone when the object is weak and no call is under way */
	unsigned calls;			/* of JavaScript, under way */
	union resource_handle handles[RESOURCE_MAX_HANDLES];
	unsigned handle_count, open_handles;
	bool is_referenced;		/* whether handles keep the loop running; for those to come, too */
	bool is_strong, is_closing, is_settled, is_finalized;
};

/* Defines the class; its constructor makes objects that wrap nothing. */
bool resource__define(struct addon *addon, const struct resource_kind *kind, size_t count, const napi_property_descriptor *properties,
		      napi_ref *class);
/* A new object of the class that wraps a new, zeroed resource. */
bool resource__create(struct addon *addon, napi_ref class, const struct resource_kind *kind, struct resource **out, napi_value *object);
/* The resource of `this`, with `count` arguments; NULL with an exception when it has none. */
void *resource__this(napi_env env, napi_callback_info info, size_t count, napi_value *arguments);

/* Adds a handle; its callbacks find the resource in `data`. A uv error number when libuv refuses. */
int resource__add_poll(struct resource *resource, int descriptor, uv_poll_t **out);
int resource__add_timer(struct resource *resource, uv_timer_t **out);
/* Not before the time is over, though the loop counts whole milliseconds from a past that it does not look up. */
int resource__start_timer(uv_timer_t *timer, uv_timer_cb callback, double milliseconds);
void resource__set_referenced(struct resource *resource, bool is_referenced);
/* Keeps the object from being collected while callbacks are possible. */
void resource__set_strong(struct resource *resource, bool is_strong);

/*
 * Calls JavaScript from the loop, in a handle scope: with the async context of the resource, then microtasks. False when an exception of the
 * function is pending, or the isolate may run no JavaScript any more. Whatever the function does to the resource, its memory is still there after
 * the call.
 */
bool resource__ask(struct resource *resource, napi_ref function, size_t count, const napi_value *arguments, napi_value *result);
/* The same for a function without an answer; an exception goes to 'uncaughtException'. Nothing once the isolate is ending. */
void resource__call(struct resource *resource, napi_ref function, size_t count, const napi_value *arguments);

void resource__close(struct resource *resource);

/* Methods without arguments that are the same for all kinds. */
napi_value resource__ref_method(napi_env env, napi_callback_info info);
napi_value resource__unref_method(napi_env env, napi_callback_info info);
napi_value resource__close_method(napi_env env, napi_callback_info info);

/* For the end of the isolate: closes all; removes the hook when all have settled. */
void resource__end_all(struct addon *addon);

#endif /* SLUICE_ADDON_RESOURCE_H */
