/** What the ends of channels and of broadcasts in TypeScript have in common: `end.h` is the same for C. */
import { readSync, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

export type Numbers = readonly number[];

/** What a line says, and what is answered. */
export type Run = (command: string, word: string, numbers: Numbers) => string | Promise<string>;

/** FNV-1a, u32. */
export function hash(bytes: Uint8Array): number {
  let sum = 2166136261;
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 16777619);
  return sum >>> 0;
}

function writeAll(text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

/**
 * Runs all lines of stdin, until that ends. It reads by blocking: the event loop runs while an answer is a promise, and when nothing is open.
 *
 * @param worded - commands whose first argument is a word
 */
export async function runLines(worded: ReadonlySet<string>, run: Run, isClosed: () => boolean): Promise<void> {
  const input = Buffer.alloc(1 << 16);
  let pending = '';
  for (let count = readSync(0, input); count > 0; count = readSync(0, input)) {
    const lines = (pending + input.toString('latin1', 0, count)).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      const [command = '', ...rest] = line.split(' ');
      const word = worded.has(command) ? (rest.shift() ?? '') : '';
      const text = run(command, word, rest.map(Number));
      writeAll(`${typeof text === 'string' ? text : await text}\n`);
    }
    // Descriptors are closed by the loop, once nothing can happen any more.
    if (isClosed()) await setImmediate();
  }
}
