/** Runs traces of operations in C: many in one process, because one with sanitizers takes longer to start than a trace to run. */
import { spawnSync } from 'node:child_process';
import * as assert from 'uvu/assert';

const AT_ONCE = 30;

/** What `c-trace` reads: two numbers that say on what the operations run, how many there are, and three u32 for each. */
export interface CTrace {
  readonly place: readonly [number, number];
  readonly operations: Uint32Array;
  /** Bytes that it answers. */
  readonly answerLength: number;
}

/** @yields what the program answers to each trace, in order */
export function* runTraces(program: string, traces: readonly CTrace[]): Generator<Buffer> {
  for (let first = 0; first < traces.length; first += AT_ONCE) {
    const batch = traces.slice(first, first + AT_ONCE);
    const input = batch.map(({ place, operations }) => {
      const head = new Uint32Array([...place, operations.length / 3]);
      return Buffer.concat([new Uint8Array(head.buffer), new Uint8Array(operations.buffer)]);
    });
    const { status, stderr, stdout } = spawnSync(program, { input: Buffer.concat(input), maxBuffer: 1 << 26 });
    let end = 0;
    for (const [index, { answerLength }] of batch.entries()) {
      const start = end;
      end += answerLength;
      if (stdout.length < end) assert.is(stderr.toString(), '', `at trace ${first + index}, ended with ${status}`);
      yield stdout.subarray(start, end);
    }
    assert.is(stderr.toString(), '');
    assert.equal([status, stdout.length], [0, end]);
  }
}
