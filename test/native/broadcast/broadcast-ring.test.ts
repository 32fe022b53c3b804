import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { BROADCAST_EMPTY, BROADCAST_RECORD, BroadcastReader } from '../../../runtime/broadcast/broadcast-reader.ts';
import { BroadcastWriter } from '../../../runtime/broadcast/broadcast-writer.ts';
import { BuiltProgram } from '../../interop/stubs/build.ts';
import { describe } from '../../support/index.ts';

const DEEP = process.env['SLUICE_DEEP'] === '1';
const CAPACITY = 4096;
const DATA = 128;

/** A record to publish, a word of the lines to forge, or null: a record to read. */
type Step = readonly [length: number, type: number, flags: number] | readonly [word: number, value: number] | null;

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.option(fc.tuple(fc.nat(CAPACITY / 4 - 16), fc.nat(0xffffffff), fc.nat(0xffffffff)), { freq: 2 }),
  { minLength: 1, maxLength: 120 },
);

/** The same, and in between somebody who writes into the lines what no writer would, near what a writer would, or far off. */
const forged: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.tuple(fc.nat(CAPACITY / 4 - 16), fc.nat(9), fc.nat(9)) },
    { weight: 3, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.tuple(
        fc.nat(2),
        fc.oneof(
          fc.nat(0xffffffff),
          fc.nat(2 * CAPACITY).map((value) => value & ~15),
        ),
      ),
    },
  ),
  { minLength: 1, maxLength: 60 },
);

function toInput(trace: readonly Step[]): string {
  return trace.map((step) => (step === null ? 'r\n' : `${step.length === 2 ? 'f' : 'w'} ${step.join(' ')}\n`)).join('');
}

/** What the C program prints for the same steps. */
function runInTypeScript(trace: readonly Step[]): string {
  const memory = new ArrayBuffer(DATA + CAPACITY);
  const writer = new BroadcastWriter(memory, 0, DATA, CAPACITY);
  const reader = new BroadcastReader(memory, 0, DATA, CAPACITY);
  const lines: string[] = [];
  for (const step of trace) {
    if (step !== null && step.length === 2) {
      new Uint32Array(memory)[step[0]] = step[1];
      continue;
    }
    if (step !== null) {
      const [length, type, flags] = step;
      const at = writer.reserve(length);
      for (let i = 0; i < length; i++) writer.view.setUint8(at + i, type + i);
      // The bytes between records are anything; C writes zeros up to the next multiple of 8.
      for (let i = length; i % 8 !== 0; i++) writer.view.setUint8(at + i, 0);
      writer.publish(length, type, flags);
      continue;
    }
    const answer = reader.tryRead();
    if (answer !== BROADCAST_RECORD) {
      lines.push(answer === BROADCAST_EMPTY ? `0 ${Number(reader.hasMore())}` : '-1');
      continue;
    }
    let sum = 0;
    for (let i = 0; i < reader.length; i++) sum = (Math.imul(sum, 31) + (reader.payload[i] ?? 0)) >>> 0;
    lines.push(`1 ${reader.length} ${reader.type} ${reader.flags} ${reader.lost} ${sum}`);
  }
  lines.push(Buffer.from(memory).toString('hex'), '');
  return lines.join('\n');
}

describe('broadcast ring in C', (it) => {
  const built = new BuiltProgram('test/native/broadcast/broadcast-ring.c');
  it.after(() => built.close());

  it('leaves the same memory and gives the same answers as TypeScript', () => {
    fc.assert(
      fc.property(steps, (trace) => {
        const run = spawnSync(built.program, ['trace', String(CAPACITY)], { input: toInput(trace), encoding: 'utf8' });
        assert.is(run.stderr, '');
        assert.is(run.stdout, runInTypeScript(trace));
      }),
      { numRuns: DEEP ? 300 : 20 },
    );
  });

  it('is not kept busy by forged words, as TypeScript is not', () => {
    fc.assert(
      fc.property(forged, (trace) => {
        const run = spawnSync(built.program, ['trace', String(CAPACITY)], { input: toInput(trace), encoding: 'utf8' });
        assert.is(run.stderr, '');
        assert.is(run.stdout, runInTypeScript(trace));
        assert.not.match(run.stdout, /^0 1$/m);
      }),
      { numRuns: DEEP ? 500 : 40 },
    );
  });

  it('never hands out a torn record while the writer floods it', () => {
    const run = spawnSync(built.program, ['flood', '300000'], { encoding: 'utf8' });
    assert.is(run.stderr, '');
    assert.is(run.status, 0);
  });
});
