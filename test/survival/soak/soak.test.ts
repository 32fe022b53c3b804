import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { draws } from './chance.ts';
import { judge, type Life, type Report } from './lives.ts';
import { Ledger, RING_SIZE } from './soak-records.ts';
import { growthOf, type Sample } from './watch.ts';

const KILLED: Life = { life: 1, intended: 110, sent: 100, finished: 48, hasLeft: false };
const DIED: Report = { ended: 'SLUICE_ERR_PEER_DIED', address: '', life: 1, received: 105, sent: 60, lost: 15 };
const LEFT: Life = { life: 1, intended: 100, sent: 100, finished: 60, hasLeft: true };
const CLOSED: Report = { ended: 'SLUICE_ERR_ENDED', address: '', life: 1, received: 100, sent: 60, lost: 0 };

describe('soak: what is held against what', (it) => {
  it('accepts a death that is told as it was, and an orderly end', () => {
    assert.equal(judge('records', DIED, KILLED), []);
    assert.equal(judge('records', CLOSED, LEFT), []);
  });

  it('sees a record that was published and never came, or came twice', () => {
    assert.is(judge('records', { ...DIED, received: 99 }, KILLED).length, 1);
    assert.is(judge('calls', { ...DIED, received: 111 }, KILLED).length, 1);
    assert.is(judge('stream', { ...CLOSED, received: 99 }, LEFT).length, 2);
  });

  it('sees a loss that is told too small, and a record that was read and never sent', () => {
    assert.is(judge('records', { ...DIED, lost: 11 }, KILLED).length, 1);
    assert.is(judge('records', { ...DIED, sent: 47, lost: 0 }, KILLED).length, 1);
  });

  it('sees an orderly end that loses something, or is told as a death', () => {
    assert.is(judge('records', CLOSED, { ...LEFT, finished: 59 }).length, 1);
    assert.is(judge('records', { ...CLOSED, ended: 'SLUICE_ERR_POISONED' }, LEFT).length, 1);
  });
});

describe('soak: its tools', (it) => {
  it('counts what lies beyond a position of the ring, also past the wrap', () => {
    const ledger = new Ledger();
    for (let i = 0; i < 3; i += 1) ledger.enter(20);
    assert.equal(
      [0, 48, 96, 144].map((position) => ledger.beyond(position)),
      [3, 2, 1, 0],
    );
    while (ledger.beyond(RING_SIZE) === 0) ledger.enter(1000);
    // 1000 bytes do not fit before the end: the record starts at the wrap.
    assert.is(ledger.beyond(RING_SIZE + 1024), 0);
    assert.is(ledger.beyond(RING_SIZE + 1008), 1);
  });

  it('finds the slope of what grows, and none in what only swings', () => {
    const samples = (values: readonly number[]): Sample[] =>
      values.map((value, i) => ({ atMs: i * 1000, descriptors: value, segments: 0, bytes: 0 }));
    assert.is(Math.round(growthOf(samples([1, 2, 3, 4, 5]), 'descriptors')), 4);
    assert.is(Math.round(growthOf(samples([1, 3, 1, 3, 1]), 'descriptors')), 0);
  });

  it('draws the same from the same seed', () => {
    const [one, other] = [draws(7), draws(7)];
    assert.equal([one(100), one(100)], [other(100), other(100)]);
  });
});
