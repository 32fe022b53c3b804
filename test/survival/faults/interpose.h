/*
 * Makes calls of the operating system fail: the n-th call of one function, with one errno, or in a way that only this function has. Built into
 * a program with the flags of `--wrap` (interpose.ts), it stands between libsluice and libc; built with -DPRELOAD as a library for LD_PRELOAD, between
 * Node's addon, or all of Node, and libc. The plan is one struct that whoever tests may write at any time.
 */
#ifndef TEST_SURVIVAL_FAULTS_INTERPOSE_H
#define TEST_SURVIVAL_FAULTS_INTERPOSE_H

#include <stdint.h>

/* Ways to fail that are no errno. */
#define FAULT_SHORT (-1)     /* one byte is read or written, and no more */
#define FAULT_CTRUNC (-2)    /* no descriptor arrives, as when the process has no number left for it */
#define FAULT_CTRUNC_ONE (-3) /* only the first one does */
#define FAULT_SATURATED (-4) /* an eventfd is as full as it can be from the start */

/* Which calls fail. */
#define FAULT_EVERY_OTHER 0u /* instead of a number: the first, the third, and so on */

/* Whose calls. */
#define FAULT_OF_ADDON 1u /* with LD_PRELOAD */
#define FAULT_OF_ALL 2u	  /* with LD_PRELOAD: also those of Node and libuv */

struct fault_plan {
	char function[32]; /* empty: all is well */
	uint32_t nth;	   /* from 1, or FAULT_EVERY_OTHER */
	int32_t way;	   /* an errno, or one of the above */
	uint32_t scope;
	uint32_t calls;	 /* of this function so far */
	uint32_t failed; /* how many of them */
	int32_t jump_seconds; /* the clock of the day is off by so much at every other look; never the monotonic one */
	char without[32]; /* a function that this system does not have: ENOSYS, always */
};

/* Of this process. */
extern struct fault_plan *fault_plan;

/* Calls of this thread count; always in LD_PRELOAD. */
extern _Thread_local int fault_is_target;

/* Blocks of memory that were got through here and not freed. */
extern int64_t fault_live_blocks;

#endif
