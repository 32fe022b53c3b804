/** How `interpose.c` gets between a program, or Node, and libc. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { type BuildOptions, ROOT } from '../../interop/stubs/build.ts';

const FOLDER = 'test/survival/faults';

/** Everything that libsluice calls, but for threads; what `interpose.c` does not define does not link. */
const CALLS: readonly string[] = `
  socket bind listen connect accept4 getsockopt recv send recvmsg sendmsg
  epoll_create1 epoll_ctl epoll_wait epoll_pwait poll ppoll eventfd read write preadv2
  memfd_create ftruncate fallocate mmap madvise getrandom malloc calloc aligned_alloc realloc free
  open fcntl flock fstat lstat fstatfs readlink mkdir chmod fchmod unlink
  syscall clock_gettime gettimeofday time nanosleep sched_getaffinity
`
  .trim()
  .split(/\s+/);

/** Options for a program whose calls fail on purpose: `faults.c` and what it stands on. */
export const FAULTY: BuildOptions = {
  stubs: ['cluster-rpc'],
  sources: ['run.c', 'limits.c', 'scenarios.c', 'interpose.c'].map((name) => path.join(FOLDER, name)),
  flags: CALLS.map((name) => `-Wl,--wrap=${name}`),
};

/**
 * The same as a library for LD_PRELOAD.
 *
 * @throws Error with what the compiler said
 */
export function buildPreload(folder: string): string {
  const library = path.join(folder, 'interpose.so');
  const flags = ['-std=gnu11', '-O1', '-Wall', '-Wextra', '-Werror', '-shared', '-fPIC', '-DPRELOAD'];
  const run = spawnSync('gcc', [...flags, '-o', library, path.join(ROOT, FOLDER, 'interpose.c'), '-ldl'], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr || String(run.error));
  return library;
}
