/*
 * cluster-rpc, data model lp64: what the compiler has to agree with.
 * Generated from schema/cluster-rpc.yaml by `sluice generate`; do not edit.
 */
#ifndef CLUSTER_RPC_ASSERTS_H
#define CLUSTER_RPC_ASSERTS_H

#ifdef CLUSTER_RPC_LAYOUT_ONLY
#include "cluster_rpc.h"
#else
#define CLUSTER_RPC_LAYOUT_ONLY
#include "cluster_rpc.h"
#undef CLUSTER_RPC_LAYOUT_ONLY
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

/* rpc_desc_t */
static_assert(sizeof(rpc_desc_t) == 104, "size of rpc_desc_t is not 104 (cluster-rpc.yaml:28)");
static_assert(alignof(rpc_desc_t) == 8, "align of rpc_desc_t is not 8 (cluster-rpc.yaml:28)");
static_assert(offsetof(rpc_desc_t, index) == 0, "offset of rpc_desc_t.index is not 0 (cluster-rpc.yaml:34)");
static_assert(sizeof(((rpc_desc_t *)0)->index) == 4, "size of rpc_desc_t.index is not 4 (cluster-rpc.yaml:34)");
static_assert(offsetof(rpc_desc_t, response) == 4, "offset of rpc_desc_t.response is not 4 (cluster-rpc.yaml:35)");
static_assert(sizeof(((rpc_desc_t *)0)->response) == 4, "size of rpc_desc_t.response is not 4 (cluster-rpc.yaml:35)");
static_assert(offsetof(rpc_desc_t, thread) == 8, "offset of rpc_desc_t.thread is not 8 (cluster-rpc.yaml:36)");
static_assert(sizeof(((rpc_desc_t *)0)->thread) == 8, "size of rpc_desc_t.thread is not 8 (cluster-rpc.yaml:36)");
static_assert(offsetof(rpc_desc_t, lid) == 16, "offset of rpc_desc_t.lid is not 16 (cluster-rpc.yaml:40)");
static_assert(sizeof(((rpc_desc_t *)0)->lid) == 4, "size of rpc_desc_t.lid is not 4 (cluster-rpc.yaml:40)");
static_assert(offsetof(rpc_desc_t, blocking) == 20, "offset of rpc_desc_t.blocking is not 20 (cluster-rpc.yaml:44)");
static_assert(sizeof(((rpc_desc_t *)0)->blocking) == 4, "size of rpc_desc_t.blocking is not 4 (cluster-rpc.yaml:44)");
static_assert(offsetof(rpc_desc_t, args) == 24, "offset of rpc_desc_t.args is not 24 (cluster-rpc.yaml:48)");
static_assert(sizeof(((rpc_desc_t *)0)->args) == 80, "size of rpc_desc_t.args is not 80 (cluster-rpc.yaml:48)");

#endif /* CLUSTER_RPC_ASSERTS_H */
