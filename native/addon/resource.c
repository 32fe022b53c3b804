/* SPDX-License-Identifier: MIT */
#include "resource.h"

#include <stdlib.h>

static void free_if_unused(struct resource *resource)
{
	if (!resource->is_settled || !resource->is_finalized)
		return;
	if (resource->kind->free != NULL)
		resource->kind->free(resource);
	free(resource);
}

static void settle(struct resource *resource)
{
	struct addon *addon = resource->addon;

	resource->kind->settle(resource);
	resource->is_settled = true;
	*resource->link = resource->next;
	if (resource->next != NULL)
		resource->next->link = resource->link;
	free_if_unused(resource);
	if (addon->ending && addon->resources == NULL)
		TRY_QUIETLY(napi_remove_async_cleanup_hook(addon->hook));
}

static void handle_closed(uv_handle_t *handle)
{
	struct resource *resource = handle->data;

	if (--resource->open_handles == 0)
		settle(resource);
}

static void drop_context(struct resource *resource)
{
	if (resource->context != NULL)
		TRY_QUIETLY(napi_async_destroy(resource->addon->env, resource->context));
	resource->context = NULL;
}

/* Since Node 26 a context keeps its object from being collected. One that is called in has to stay until the call is over. */
static void drop_unused_context(struct resource *resource)
{
	if (!resource->is_strong && resource->calls == 0)
		drop_context(resource);
}

/* Also called at the end of the isolate, after the hook. */
static void finalize(napi_env env, void *data, void *hint)
{
	struct resource *resource = data;

	(void)hint;
	drop_context(resource);
	TRY_QUIETLY(napi_delete_reference(env, resource->self));
	resource->self = NULL;
	resource->is_finalized = true;
	if (resource->is_closing)
		free_if_unused(resource);
	else
		resource__close(resource);
}

static napi_value construct(napi_env env, napi_callback_info info)
{
	napi_value self = NULL;

	TRY(env, napi_get_cb_info(env, info, NULL, NULL, &self, NULL), NULL);
	return self;
}

bool resource__define(struct addon *addon, const struct resource_kind *kind, size_t count, const napi_property_descriptor *properties,
		      napi_ref *class)
{
	napi_env env = addon->env;
	napi_value constructor;

	TRY(env, napi_define_class(env, kind->name, NAPI_AUTO_LENGTH, construct, NULL, count, properties, &constructor), false);
	TRY(env, napi_create_reference(env, constructor, 1, class), false);
	return true;
}

bool resource__create(struct addon *addon, napi_ref class, const struct resource_kind *kind, struct resource **out, napi_value *object)
{
	napi_env env = addon->env;
	struct resource *resource;
	napi_value constructor;

	TRY(env, napi_get_reference_value(env, class, &constructor), false);
	TRY(env, napi_new_instance(env, constructor, 0, NULL, object), false);
	resource = calloc(1, kind->size);
	if (resource == NULL) {
		addon__throw_memory(env);
		return false;
	}
	resource->kind = kind;
	resource->addon = addon;
	resource->is_referenced = true;
	napi_status status = napi_wrap(env, *object, resource, finalize, NULL, NULL);
	if (status != napi_ok) {
		free(resource);
		return addon__ok(env, status);
	}
	resource->next = addon->resources;
	resource->link = &addon->resources;
	if (resource->next != NULL)
		resource->next->link = &resource->next;
	addon->resources = resource;
	*out = resource;
	TRY(env, napi_create_reference(env, *object, 0, &resource->self), false);
	return true;
}

void *resource__this(napi_env env, napi_callback_info info, size_t count, napi_value *arguments)
{
	napi_value self;
	void *found = NULL;

	if (!addon__arguments(env, info, count, arguments, &self, NULL))
		return NULL;
	/* The engine lets methods be called on objects of their class alone. One that JavaScript made by the constructor wraps nothing. */
	if (napi_unwrap(env, self, &found) == napi_ok)
		return found;
	TRY_QUIETLY(napi_throw_type_error(env, NULL, "called on an object that wraps nothing"));
	return NULL;
}

static union resource_handle *next_handle(struct resource *resource)
{
	return &resource->handles[resource->handle_count];
}

static void added(struct resource *resource)
{
	union resource_handle *handle = next_handle(resource);

	handle->any.data = resource;
	resource->handle_count++;
	resource->open_handles++;
	if (!resource->is_referenced)
		uv_unref(&handle->any);
}

int resource__add_poll(struct resource *resource, int descriptor, uv_poll_t **out)
{
	*out = &next_handle(resource)->poll;
	int status = uv_poll_init(resource->addon->loop, *out, descriptor);

	if (status == 0)
		added(resource);
	return status;
}

int resource__add_timer(struct resource *resource, uv_timer_t **out)
{
	*out = &next_handle(resource)->timer;
	int status = uv_timer_init(resource->addon->loop, *out);

	if (status == 0)
		added(resource);
	return status;
}

int resource__start_timer(uv_timer_t *timer, uv_timer_cb callback, double milliseconds)
{
	uv_update_time(timer->loop);
	return uv_timer_start(timer, callback, milliseconds <= 0 ? 0 : (uint64_t)milliseconds + 1, 0);
}

void resource__set_referenced(struct resource *resource, bool is_referenced)
{
	resource->is_referenced = is_referenced;
	for (unsigned i = 0; i < resource->handle_count; i++)
		(is_referenced ? uv_ref : uv_unref)(&resource->handles[i].any);
}

void resource__set_strong(struct resource *resource, bool is_strong)
{
	if (resource->is_strong == is_strong || resource->self == NULL)
		return;
	resource->is_strong = is_strong;
	if (is_strong)
		TRY_QUIETLY(napi_reference_ref(resource->addon->env, resource->self, NULL));
	else
		TRY_QUIETLY(napi_reference_unref(resource->addon->env, resource->self, NULL));
	drop_unused_context(resource);
}

static bool make_context(struct resource *resource)
{
	napi_env env = resource->addon->env;
	napi_value self, name;

	if (resource->context != NULL)
		return true;
	TRY(env, napi_get_reference_value(env, resource->self, &self), false);
	TRY(env, napi_create_string_utf8(env, resource->kind->name, NAPI_AUTO_LENGTH, &name), false);
	TRY(env, napi_async_init(env, self, name, &resource->context), false);
	return true;
}

bool resource__ask(struct resource *resource, napi_ref function, size_t count, const napi_value *arguments, napi_value *result)
{
	napi_env env = resource->addon->env;
	napi_value global, callback;

	if (napi_get_reference_value(env, function, &callback) != napi_ok || napi_get_global(env, &global) != napi_ok || !make_context(resource))
		return false;
	resource->calls++;
	napi_status status = napi_make_callback(env, resource->context, global, callback, count, arguments, result);
	resource->calls--;
	drop_unused_context(resource);
	return status == napi_ok;
}

void resource__call(struct resource *resource, napi_ref function, size_t count, const napi_value *arguments)
{
	napi_value ignored;

	if (resource->addon->ending)
		return;
	TRY_QUIETLY(resource__ask(resource, function, count, arguments, &ignored));
	addon__report_exception(resource->addon->env);
}

void resource__close(struct resource *resource)
{
	if (resource->is_closing)
		return;
	resource->is_closing = true;
	resource->kind->close(resource);
	resource__set_strong(resource, false);
	for (unsigned i = 0; i < resource->handle_count; i++)
		uv_close(&resource->handles[i].any, handle_closed);
	if (resource->handle_count == 0)
		settle(resource);
}

static napi_value set_referenced(napi_env env, napi_callback_info info, bool is_referenced)
{
	struct resource *resource = resource__this(env, info, 0, NULL);

	if (resource != NULL && !resource->is_closing)
		resource__set_referenced(resource, is_referenced);
	return NULL;
}

napi_value resource__ref_method(napi_env env, napi_callback_info info)
{
	return set_referenced(env, info, true);
}

napi_value resource__unref_method(napi_env env, napi_callback_info info)
{
	return set_referenced(env, info, false);
}

napi_value resource__close_method(napi_env env, napi_callback_info info)
{
	struct resource *resource = resource__this(env, info, 0, NULL);

	if (resource != NULL)
		resource__close(resource);
	return NULL;
}

void resource__end_all(struct addon *addon)
{
	struct resource *next;

	/* A resource without handles settles, and leaves the list, while we look at it; a later one never does. */
	for (struct resource *at = addon->resources; at != NULL; at = next) {
		next = at->next;
		resource__close(at);
	}
}
