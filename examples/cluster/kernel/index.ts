/** A kernel in miniature, for the cluster of this example. */

export { Kernel, type KernelOptions } from './kernel.ts';
export { EXEC_INFO, Signal, THREAD_ATTR_BYTES } from './lifecycle.ts';
export { FRAME_BYTES, HEAP_BYTES, PAGE_BYTES, SCRATCH, SCRATCH_BYTES, VSEGS_OF_PROCESS } from './limits.ts';
export { FileMemory, frameAddress, type Memory, pointer } from './memory.ts';
export { clusterOf, indexOf, Type, typeOf } from './objects.ts';
export type { Peers } from './peers.ts';
export { Action, ThreadType } from './process.ts';
export { DentryRecord, InodeRecord, ObjectRecord, ProcessRecord, Records, ThreadRecord, VsegRecord } from './records.ts';
export { Attr, VsegType } from './vmm.ts';
