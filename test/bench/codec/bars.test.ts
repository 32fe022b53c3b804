import * as assert from 'uvu/assert';
import { fastestPeer, judge } from '../../../bench/codec/bars.ts';
import type { CodecResult } from '../../../bench/codec/run.ts';
import { describe } from '../../support/index.ts';

function result(id: string, name: string, ratios: Record<string, number>): CodecResult {
  const one = { ns: 1, spread: 0, heapBytes: 0, ratios };
  return { id, name, note: '', bytes: 1, cases: { encode: one, decode: one, fresh: one } };
}

const codecs = [
  result('sluice', 'sluice', { sluice: 1, floor: 1.2 }),
  result('floor', 'floor', { sluice: 0.9, floor: 1 }),
  result('avsc', 'avsc', { sluice: 6 }),
  result('bebop', 'bebop', { sluice: 4 }),
];

describe('bars', (it) => {
  it('compares with the fastest peer and never with the floor', () => {
    assert.equal(fastestPeer(codecs, 'encode'), { name: 'bebop', factor: 4 });
    assert.is(fastestPeer(codecs, 'view'), null);
  });

  it('judges each ratio against its own bar', () => {
    const bars = judge({ messages: [{ message: 'IPC_PID_KILL', codecs }], missing: [] });
    const verdicts = Object.fromEntries(bars.map((bar) => [bar.what, bar.isMet]));
    assert.equal(verdicts, {
      'encode / floor': false,
      'decode / floor': false,
      'encode: bebop / sluice': true,
      'decode: bebop / sluice': true,
      'fresh bytes / bebop': true,
    });
  });

  it('has nothing to say without the generated code', () => {
    assert.equal(judge({ messages: [{ message: 'IPC_PID_KILL', codecs: codecs.slice(1) }], missing: [] }), []);
  });
});
