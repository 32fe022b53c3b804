import * as assert from 'uvu/assert';
import { WaitingCalls } from '../../../runtime/stub/waiting-calls.ts';
import { describe } from '../../support/index.ts';

interface Call {
  correlation: number;
}

function fill(waiting: WaitingCalls<Call>, count: number): Call[] {
  return Array.from({ length: count }, () => {
    const call = { correlation: 0 };
    waiting.add(call);
    return call;
  });
}

describe('waiting calls', (it) => {
  it('have numbers that count up from 1', () => {
    const waiting = new WaitingCalls<Call>();
    assert.equal(
      fill(waiting, 1000).map(({ correlation }) => correlation),
      Array.from({ length: 1000 }, (_, i) => i + 1),
    );
    assert.is(waiting.size, 1000);
  });

  it('are found by their numbers until they are deleted', () => {
    const waiting = new WaitingCalls<Call>();
    const calls = fill(waiting, 300);
    for (const call of calls) {
      assert.is(waiting.get(call.correlation), call);
      assert.is(waiting.get(call.correlation + 2 ** 20), undefined);
      assert.is(waiting.delete(call), true);
      assert.is(waiting.delete(call), false);
      assert.is(waiting.get(call.correlation), undefined);
    }
    assert.is(waiting.size, 0);
  });

  it('keep their numbers while others come and go', () => {
    const waiting = new WaitingCalls<Call>();
    const [old] = fill(waiting, 1) as [Call];
    for (let i = 0; i < 10_000; i += 1) for (const call of fill(waiting, 3)) assert.ok(waiting.delete(call));
    assert.is(old.correlation, 1);
    assert.is(waiting.get(1), old);
  });

  it('are drained oldest first', () => {
    const waiting = new WaitingCalls<Call>();
    const [old] = fill(waiting, 1) as [Call];
    const later = fill(waiting, 500);
    for (const call of later.slice(0, 100)) waiting.delete(call);
    assert.equal(waiting.drain(), [old, ...later.slice(100)]);
    assert.is(waiting.size, 0);
    assert.equal(waiting.drain(), []);
  });
});
