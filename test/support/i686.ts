/**
 * Programs of Debian's i686 cross compiler. An x86-64 kernel runs them as they are, unless it was built or told to run 64-bit code only; then
 * qemu's user mode does.
 */
import { spawnSync } from 'node:child_process';

export const I686_COMPILER = 'i686-linux-gnu-gcc';
const LIBRARIES = '/usr/i686-linux-gnu/lib';
const LOADER = `${LIBRARIES}/ld-linux.so.2`;
/** What finds the loader and the libraries of its programs. */
export const I686_LIBRARIES: readonly string[] = [`-Wl,-dynamic-linker=${LOADER}`, `-Wl,-rpath=${LIBRARIES}`];
const QEMU: readonly string[] = ['qemu-i386', '-E', `LD_LIBRARY_PATH=${LIBRARIES}`];

let runner: readonly string[] | undefined;

/** Flags instead of those for the address sanitizer, whose own threads and traces user mode stops for ever; null where it can be used. */
export function i686Sanitize(): readonly string[] | null {
  return i686Runner().length === 0 ? null : ['-fsanitize=undefined', '-fsanitize-undefined-trap-on-error'];
}

/** What goes before the path of a program for i686: nothing where the kernel runs one. */
export function i686Runner(): readonly string[] {
  runner ??= spawnSync(LOADER, ['--version'], { stdio: 'ignore' }).status === 0 ? [] : QEMU;
  return runner;
}
