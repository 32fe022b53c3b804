/* Numbers of this kernel; limits.ts has the same. Every member has the same, so that what one writes another one finds. */
#ifndef KERNEL_LIMITS_H
#define KERNEL_LIMITS_H

#define PAGE_BYTES 4096u
#define FRAMES 256u	/* physical pages of a member */
#define MAX_ORDER 8	/* the largest block of the page allocator has 2^8 pages */
#define CORES 2u

#define PROCESSES 32u
#define THREADS 128u
#define INODES 64u
#define DENTRIES 128u
#define FILES 64u
#define MAPPERS 64u
#define VSEGS 256u
#define OBJECTS 256u

#define MEMBERS 16u	/* they have the numbers 0 to 15: a process has a slot for a copy in each */
#define VSEGS_OF_PROCESS 8u
#define ENTRIES_OF_PROCESS 128u
#define PAGES_OF_VSEG 64u
#define PAGES_OF_FILE 16u
#define LARGEST_FILE (PAGES_OF_FILE * PAGE_BYTES)
#define NAME_BYTES 48u	/* of a name, with its NUL */

/* Where things lie in a heap, from its first byte. */
#define PROCESS_RECORDS 0u
#define THREAD_RECORDS 16384u
#define INODE_RECORDS 24576u
#define DENTRY_RECORDS 28672u
#define OBJECT_RECORDS 36864u
#define SCRATCH 45056u /* what a client lays down for a call: names, attributes, buffers */
#define SCRATCH_BYTES 20480u
#define FRAME_BYTES 65536u
#define HEAP_BYTES (FRAME_BYTES + FRAMES * PAGE_BYTES)

#endif
