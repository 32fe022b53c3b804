/** A server in a process of its own, which uses its descriptors up, or gives them back, when it is told to. `fork` with IPC; argv: address. */
import { closeSync, openSync } from 'node:fs';
import { IvshmemServer } from '../../../runtime/index.ts';

const server = new IvshmemServer({ path: process.argv[2] as string, vectors: 4 });
const lines: string[] = [];
server.on('join', ({ id }) => lines.push(`join ${id}`));
server.on('leave', ({ id }, reason) => lines.push(`leave ${id} ${reason}`));
server.on('refuse', ({ reason, error }) => lines.push(`refuse ${reason} ${(error as { errno?: number } | null)?.errno}`));
server.start();
let held: number[] = [];

/** Leaves `left` numbers free. */
function exhaust(left: number): void {
  try {
    for (;;) held.push(openSync('/dev/null', 'r'));
  } catch {
    for (let count = 0; count < left; count += 1) closeSync(held.pop() as number);
  }
}

process.on('message', (message: { readonly left?: number; readonly free?: true }) => {
  if (message.left !== undefined) exhaust(message.left);
  if (message.free) {
    for (const descriptor of held) closeSync(descriptor);
    held = [];
  }
  process.send?.(lines);
});
process.on('disconnect', () => process.exit());
process.send?.(lines);
