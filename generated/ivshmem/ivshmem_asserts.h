/*
 * ivshmem, data model lp64: what the compiler has to agree with.
 * Generated from schema/ivshmem.yaml by `sluice generate`; do not edit.
 */
#ifndef IVSHMEM_ASSERTS_H
#define IVSHMEM_ASSERTS_H

#ifdef IVSHMEM_LAYOUT_ONLY
#include "ivshmem.h"
#else
#define IVSHMEM_LAYOUT_ONLY
#include "ivshmem.h"
#undef IVSHMEM_LAYOUT_ONLY
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

/* struct ivshmem_msg */
static_assert(sizeof(struct ivshmem_msg) == 8, "size of ivshmem_msg is not 8 (ivshmem.yaml:29)");
static_assert(alignof(struct ivshmem_msg) == 8, "align of ivshmem_msg is not 8 (ivshmem.yaml:29)");
static_assert(offsetof(struct ivshmem_msg, value) == 0, "offset of ivshmem_msg.value is not 0 (ivshmem.yaml:34)");
static_assert(sizeof(((struct ivshmem_msg *)0)->value) == 8, "size of ivshmem_msg.value is not 8 (ivshmem.yaml:34)");

/* struct ivshmem_regs */
static_assert(sizeof(struct ivshmem_regs) == 16, "size of ivshmem_regs is not 16 (ivshmem.yaml:42)");
static_assert(alignof(struct ivshmem_regs) == 4, "align of ivshmem_regs is not 4 (ivshmem.yaml:42)");
static_assert(offsetof(struct ivshmem_regs, IntrMask) == 0, "offset of ivshmem_regs.IntrMask is not 0 (ivshmem.yaml:47)");
static_assert(sizeof(((struct ivshmem_regs *)0)->IntrMask) == 4, "size of ivshmem_regs.IntrMask is not 4 (ivshmem.yaml:47)");
static_assert(offsetof(struct ivshmem_regs, IntrStatus) == 4, "offset of ivshmem_regs.IntrStatus is not 4 (ivshmem.yaml:48)");
static_assert(sizeof(((struct ivshmem_regs *)0)->IntrStatus) == 4, "size of ivshmem_regs.IntrStatus is not 4 (ivshmem.yaml:48)");
static_assert(offsetof(struct ivshmem_regs, IVPosition) == 8, "offset of ivshmem_regs.IVPosition is not 8 (ivshmem.yaml:49)");
static_assert(sizeof(((struct ivshmem_regs *)0)->IVPosition) == 4, "size of ivshmem_regs.IVPosition is not 4 (ivshmem.yaml:49)");
static_assert(offsetof(struct ivshmem_regs, Doorbell) == 12, "offset of ivshmem_regs.Doorbell is not 12 (ivshmem.yaml:50)");
static_assert(sizeof(((struct ivshmem_regs *)0)->Doorbell) == 4, "size of ivshmem_regs.Doorbell is not 4 (ivshmem.yaml:50)");

#endif /* IVSHMEM_ASSERTS_H */
