import * as assert from 'uvu/assert';
import { RingHistory } from '../../../runtime/observe/ring-history.ts';
import { describe } from '../../support/index.ts';

describe('history of a ring', (it) => {
  it('tells between which two samples a record was written', () => {
    const history = new RingHistory();
    history.add(100, 0n, 0n);
    history.add(200, 80n, 0n);
    history.add(300, 80n, 0n);
    history.add(400, 160n, 0n);
    assert.equal(history.age(450, 0n), { atLeastMs: 250, atMostMs: 350 });
    assert.equal(history.age(450, 80n), { atLeastMs: 50, atMostMs: 250 });
  });

  it('does not know how long it had been there when it came', () => {
    const history = new RingHistory();
    history.add(100, 80n, 0n);
    assert.equal(history.age(100, 0n), { atLeastMs: 0, atMostMs: null });
    history.add(350, 240n, 0n);
    assert.equal(history.age(400, 0n), { atLeastMs: 300, atMostMs: null });
    assert.equal(history.age(400, 80n), { atLeastMs: 50, atMostMs: 300 });
  });

  it('is as exact after a pause as after the sample before', () => {
    const history = new RingHistory();
    for (let at = 0; at <= 1000; at += 100) history.add(at, 80n, 80n);
    history.add(1100, 160n, 80n);
    assert.equal(history.age(1100, 80n), { atLeastMs: 0, atMostMs: 100 });
  });

  it('is right about each record of a ring that moves, and forgets the rest', () => {
    const history = new RingHistory();
    for (let i = 1; i <= 50_000; i += 1) {
      const head = BigInt(Math.max(0, i - 5)) * 16n;
      history.add(i, BigInt(i) * 16n, head);
      assert.ok(history.size <= 7);
      if (i > 10) assert.equal(history.age(i, head), { atLeastMs: 4, atMostMs: 5 });
    }
  });

  it('keeps little of a ring that nobody reads, and is never wrong', () => {
    const history = new RingHistory();
    for (let i = 1; i <= 5000; i += 1) history.add(i, BigInt(i) * 16n, 0n);
    assert.ok(history.size <= 1024, `${history.size} samples`);
    assert.equal(history.age(5000, 0n), { atLeastMs: 4999, atMostMs: null });
    for (const record of [1, 700, 2500, 4999]) {
      const { atLeastMs, atMostMs } = history.age(5000, BigInt(record) * 16n);
      const trueMs = 5000 - (record + 1);
      assert.ok(atLeastMs <= trueMs && (atMostMs === null || atMostMs >= trueMs), `record ${record}: ${atLeastMs}, ${atMostMs}`);
    }
  });
});
