/** The twin of c-writer.c: `ts-writer.js FILE SLOTS_OFFSET SLOTS OWNER MESSAGES`. */
import { openSync } from 'node:fs';
import { FifoPlace } from '../../../runtime/fifo/fifo-place.ts';
import { FifoWriter } from '../../../runtime/fifo/fifo-writer.ts';
import { loadAddon } from '../../../runtime/memory/addon.ts';

const [file = '', ...numbers] = process.argv.slice(2);
const [offset = 0, slots = 0, owner = 0, messages = 0] = numbers.map(Number);
const memory = loadAddon().mapMemory(openSync(file, 'r+'));
const writer = new FifoWriter(new FifoPlace(memory, 0, offset, slots), owner, () => {});
const own = new Int32Array(new SharedArrayBuffer(4));
const payload = new Uint8Array(4);
const view = new DataView(payload.buffer);
for (let i = 0; i < messages; i++) {
  view.setUint32(0, i, true);
  while (!writer.postInLine(payload)) Atomics.wait(own, 0, 0, 0.01);
}
