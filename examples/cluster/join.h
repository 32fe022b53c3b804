/* What all members of the example agree on, and the memory of the cluster as kernels see it. join.ts is its twin. */
#ifndef JOIN_H
#define JOIN_H

#include <sluice/cluster.h>

#include "kernel/memory.h"

/* How long joining may take, and each call. */
#define TIMEOUT_NS (INT64_C(10) * 1000 * 1000 * 1000)

/* 0, or as sluice_member_join. The memory is good for as long as the member. */
int join_as(const char *folder, int32_t cxy, struct sluice_member **member, struct kernel_memory *memory);

#endif
