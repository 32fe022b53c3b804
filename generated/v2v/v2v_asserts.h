/*
 * v2v, data model lp64: what the compiler has to agree with.
 * Generated from schema/v2v.yaml by `sluice generate`; do not edit.
 */
#ifndef V2V_ASSERTS_H
#define V2V_ASSERTS_H

#ifdef V2V_LAYOUT_ONLY
#include "v2v.h"
#else
#define V2V_LAYOUT_ONLY
#include "v2v.h"
#undef V2V_LAYOUT_ONLY
#endif

/* As assert.h and stdalign.h have them in C11; in C++ and C23 they are keywords. */
#if !defined(__cplusplus) && (!defined(__STDC_VERSION__) || __STDC_VERSION__ < 202311L)
#ifndef static_assert
#define static_assert _Static_assert
#endif
#ifndef alignof
#define alignof _Alignof
#endif
#endif

/* struct v2v_ring_fields */
static_assert(sizeof(struct v2v_ring_fields) == 64, "size of v2v_ring_fields is not 64 (v2v.yaml:33)");
static_assert(alignof(struct v2v_ring_fields) == 4, "align of v2v_ring_fields is not 4 (v2v.yaml:33)");
static_assert(offsetof(struct v2v_ring_fields, prod) == 0, "offset of v2v_ring_fields.prod is not 0 (v2v.yaml:40)");
static_assert(sizeof(((struct v2v_ring_fields *)0)->prod) == 4, "size of v2v_ring_fields.prod is not 4 (v2v.yaml:40)");
static_assert(offsetof(struct v2v_ring_fields, prod_event) == 4, "offset of v2v_ring_fields.prod_event is not 4 (v2v.yaml:41)");
static_assert(sizeof(((struct v2v_ring_fields *)0)->prod_event) == 4, "size of v2v_ring_fields.prod_event is not 4 (v2v.yaml:41)");
static_assert(offsetof(struct v2v_ring_fields, cons) == 8, "offset of v2v_ring_fields.cons is not 8 (v2v.yaml:42)");
static_assert(sizeof(((struct v2v_ring_fields *)0)->cons) == 4, "size of v2v_ring_fields.cons is not 4 (v2v.yaml:42)");
static_assert(offsetof(struct v2v_ring_fields, cons_event) == 12, "offset of v2v_ring_fields.cons_event is not 12 (v2v.yaml:43)");
static_assert(sizeof(((struct v2v_ring_fields *)0)->cons_event) == 4, "size of v2v_ring_fields.cons_event is not 4 (v2v.yaml:43)");
static_assert(offsetof(struct v2v_ring_fields, consumer_active) == 16, "offset of v2v_ring_fields.consumer_active is not 16 (v2v.yaml:44)");
static_assert(sizeof(((struct v2v_ring_fields *)0)->consumer_active) == 4, "size of v2v_ring_fields.consumer_active is not 4 (v2v.yaml:44)");
static_assert(offsetof(struct v2v_ring_fields, consumer_spinning) == 20, "offset of v2v_ring_fields.consumer_spinning is not 20 (v2v.yaml:45)");
static_assert(sizeof(((struct v2v_ring_fields *)0)->consumer_spinning) == 4, "size of v2v_ring_fields.consumer_spinning is not 4 (v2v.yaml:45)");
static_assert(offsetof(struct v2v_ring_fields, producer_active) == 24, "offset of v2v_ring_fields.producer_active is not 24 (v2v.yaml:46)");
static_assert(sizeof(((struct v2v_ring_fields *)0)->producer_active) == 4, "size of v2v_ring_fields.producer_active is not 4 (v2v.yaml:46)");

/* struct v2v_control_page */
static_assert(sizeof(struct v2v_control_page) == 4096, "size of v2v_control_page is not 4096 (v2v.yaml:48)");
static_assert(alignof(struct v2v_control_page) == 4, "align of v2v_control_page is not 4 (v2v.yaml:48)");
static_assert(offsetof(struct v2v_control_page, listener) == 0, "offset of v2v_control_page.listener is not 0 (v2v.yaml:53)");
static_assert(sizeof(((struct v2v_control_page *)0)->listener) == 64, "size of v2v_control_page.listener is not 64 (v2v.yaml:53)");
static_assert(offsetof(struct v2v_control_page, connector) == 64, "offset of v2v_control_page.connector is not 64 (v2v.yaml:54)");
static_assert(sizeof(((struct v2v_control_page *)0)->connector) == 64, "size of v2v_control_page.connector is not 64 (v2v.yaml:54)");

/* struct v2v_msg_hdr */
static_assert(sizeof(struct v2v_msg_hdr) == 4, "size of v2v_msg_hdr is not 4 (v2v.yaml:56)");
static_assert(alignof(struct v2v_msg_hdr) == 2, "align of v2v_msg_hdr is not 2 (v2v.yaml:56)");
static_assert(offsetof(struct v2v_msg_hdr, type) == 0, "offset of v2v_msg_hdr.type is not 0 (v2v.yaml:61)");
static_assert(sizeof(((struct v2v_msg_hdr *)0)->type) == 1, "size of v2v_msg_hdr.type is not 1 (v2v.yaml:61)");
static_assert(offsetof(struct v2v_msg_hdr, flags) == 1, "offset of v2v_msg_hdr.flags is not 1 (v2v.yaml:62)");
static_assert(sizeof(((struct v2v_msg_hdr *)0)->flags) == 1, "size of v2v_msg_hdr.flags is not 1 (v2v.yaml:62)");
static_assert(offsetof(struct v2v_msg_hdr, size) == 2, "offset of v2v_msg_hdr.size is not 2 (v2v.yaml:63)");
static_assert(sizeof(((struct v2v_msg_hdr *)0)->size) == 2, "size of v2v_msg_hdr.size is not 2 (v2v.yaml:63)");

#endif /* V2V_ASSERTS_H */
