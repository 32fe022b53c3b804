/** Processes of both languages that write into one FIFO at once, while this one reads. Nobody sleeps: waking is tested with members. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { LINE_WORDS, SLOT_WORDS } from '../../../runtime/fifo/fifo-layout.ts';
import { FifoPlace } from '../../../runtime/fifo/fifo-place.ts';
import { FifoReader } from '../../../runtime/fifo/fifo-reader.ts';
import { loadAddon } from '../../../runtime/memory/addon.ts';
import { describe } from '../../support/index.ts';
import { BuiltProgram } from '../stubs/build.ts';

const MESSAGES = 20_000;
const OFFSET = 4 * LINE_WORDS;
const TYPESCRIPT = fileURLToPath(new URL('ts-writer.js', import.meta.url));

describe('writers in TypeScript and in C, into one FIFO', (it) => {
  const built = new BuiltProgram('test/interop/fifo/c-writer.c');
  const folder = mkdtempSync('/dev/shm/sluice-fifo-');
  it.after(() => {
    built.close();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const slots of [2, 4, 128]) {
    it(`lose nothing and keep each order, with ${slots} slots`, async () => {
      const file = path.join(folder, String(slots));
      const descriptor = openSync(file, 'w+');
      ftruncateSync(descriptor, OFFSET + 4 * slots * SLOT_WORDS);
      const addon = loadAddon();
      const memory = addon.mapMemory(descriptor);
      const writers: ChildProcess[] = [];
      try {
        const reader = new FifoReader(new FifoPlace(memory, 0, OFFSET, slots), 0, () => {});
        for (const owner of [1, 2, 3, 4]) {
          const parameters = [file, OFFSET, slots, owner, MESSAGES].map(String);
          const [command, before] = owner % 2 === 0 ? [built.program, []] : [process.execPath, [TYPESCRIPT]];
          writers.push(spawn(command, [...before, ...parameters], { stdio: ['ignore', 'inherit', 'inherit'] }));
        }
        const ends = writers.map((writer) => once(writer, 'exit'));
        await readAll(reader, writers);
        for (const end of ends) assert.equal(await end, [0, null]);
        assert.not(reader.take());
        assert.is(reader.broken, 0);
      } finally {
        for (const writer of writers) writer.kill('SIGKILL');
        addon.unmapMemory(memory);
        closeSync(descriptor);
      }
    });
  }
});

/** Numbers of each writer come one after the other, none twice and none missing. */
async function readAll(reader: FifoReader, writers: readonly ChildProcess[]): Promise<void> {
  const next = [0, 0, 0, 0];
  const view = new DataView(reader.payload.buffer);
  while (next.some((number) => number < MESSAGES)) {
    const areOver = writers.every((writer) => writer.exitCode !== null);
    if (!reader.take()) {
      assert.not(areOver, `all have ended, and the next are ${next}`);
      const failed = writers.find((writer) => (writer.exitCode ?? 0) !== 0 || writer.signalCode !== null);
      assert.is(failed, undefined, `a writer has failed: ${failed?.exitCode}`);
      await new Promise((resolve) => setImmediate(resolve));
      continue;
    }
    assert.is(reader.length, 4);
    assert.is(view.getUint32(0, true), next[reader.owner - 1], `writer ${reader.owner}`);
    next[reader.owner - 1] = (next[reader.owner - 1] as number) + 1;
  }
}
