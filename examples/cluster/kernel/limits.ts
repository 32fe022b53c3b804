/** Numbers of this kernel; limits.h has the same. Every member has the same, so that what one writes another one finds. */

export const PAGE_BYTES = 4096;
/** Physical pages of a member. */
export const FRAMES = 256;
/** The largest block of the page allocator has 2^8 pages. */
export const MAX_ORDER = 8;
export const CORES = 2;

export const PROCESSES = 32;
export const THREADS = 128;
export const INODES = 64;
export const DENTRIES = 128;
export const FILES = 64;
export const MAPPERS = 64;
export const VSEGS = 256;
export const OBJECTS = 256;

/** Members have the numbers 0 to 15: a process has a slot for a copy in each. */
export const MEMBERS = 16;
export const VSEGS_OF_PROCESS = 8;
export const ENTRIES_OF_PROCESS = 128;
export const PAGES_OF_VSEG = 64;
export const PAGES_OF_FILE = 16;
/** Bytes of a name, with its NUL. */
export const NAME_BYTES = 48;

/** Where things lie in a heap, from its first byte. */
export const PROCESS_RECORDS = 0;
export const THREAD_RECORDS = 16384;
export const INODE_RECORDS = 24576;
export const DENTRY_RECORDS = 28672;
export const OBJECT_RECORDS = 36864;
/** What a client lays down for a call: names, attributes, buffers. */
export const SCRATCH = 45056;
export const SCRATCH_BYTES = 20480;
export const FRAME_BYTES = 65536;
export const HEAP_BYTES: number = FRAME_BYTES + FRAMES * PAGE_BYTES;
