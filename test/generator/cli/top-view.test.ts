import { stripVTControlCharacters } from 'node:util';
import * as assert from 'uvu/assert';
import { colorsFor } from '../../../generator/cli/terminal.ts';
import { TopView } from '../../../generator/cli/top-view.ts';
import type { ObservedChannel, Totals } from '../../../runtime/observe/observed-channel.ts';
import { describe } from '../../support/index.ts';

const PLAIN = colorsFor({}, { NO_COLOR: '1' });
const NOTHING: Totals = {
  sent: 0,
  received: 0,
  sentBytes: 0,
  receivedBytes: 0,
  refused: 0,
  dropped: 0,
  lost: 0,
  sleeps: 0,
  wakeUps: 0,
  rings: 0,
};

function makeChannel(change: Partial<ObservedChannel>): ObservedChannel {
  const ring = { capacity: 1000, used: 0, isExact: true, oldest: null };
  return {
    pid: 1,
    uid: 0,
    comm: 'x',
    language: 'c',
    role: 'listener',
    address: '@x',
    subscribers: null,
    peer: { pid: 9, uid: 0, isSeen: true },
    state: 'connected',
    poison: null,
    isEnded: false,
    openMs: 0,
    totals: NOTHING,
    perSecond: NOTHING,
    out: ring,
    in: ring,
    ...change,
  };
}

const SLOW = makeChannel({ pid: 30, comm: 'slow', perSecond: { ...NOTHING, sent: 4.25, received: 1234 } });
const FAST = makeChannel({ pid: 20, comm: 'fast', perSecond: { ...NOTHING, sent: 2_345_678, received: 5 } });
const NEW = makeChannel({ pid: 10, comm: 'new', perSecond: null });

function viewOf(channels: readonly ObservedChannel[], sort = 'sent/s'): TopView {
  const view = new TopView(sort);
  view.show({ time: 'now', seconds: 1, channels });
  return view;
}

/** First words of the lines below the head. */
function pids(view: TopView): number[] {
  return view
    .table(PLAIN)
    .split('\n')
    .slice(1)
    .map((line) => Number(line.trim().split(/\s+/)[0]));
}

/** What stands below a title, in the first line. */
function cell(channel: ObservedChannel, title: string): string {
  const [head = '', line = ''] = viewOf([channel], 'pid').table(PLAIN).split('\n');
  return line.trim().split(/ {2,}/)[head.trim().split(/ +/).indexOf(title)] ?? '';
}

describe('the view of top', (it) => {
  it('sorts by what is most, and says by which column', () => {
    const view = viewOf([NEW, SLOW, FAST]);
    assert.equal(pids(view), [20, 30, 10]);
    assert.match(view.table(PLAIN), 'SENT/S*');
  });

  it('has keys for another column and for the other way round', () => {
    const view = viewOf([NEW, SLOW, FAST]);
    assert.is(view.press('right'), 'redraw');
    assert.match(view.table(PLAIN), 'RECV/S*');
    assert.equal(pids(view), [30, 20, 10]);
    assert.is(view.press('r'), 'redraw');
    assert.equal(pids(view), [10, 20, 30]);
    assert.is(view.press('<'), 'redraw');
    assert.equal(pids(view), [10, 30, 20]);
  });

  it('goes round at both ends', () => {
    const view = viewOf([FAST], 'pid');
    view.press('left');
    assert.match(view.table(PLAIN), 'POISON*');
    view.press('>');
    assert.match(view.table(PLAIN), 'PID*');
  });

  it('quits, and knows no other keys', () => {
    const view = viewOf([FAST]);
    assert.equal(
      ['q', 'escape', 'x', 'up'].map((key) => view.press(key)),
      ['quit', 'quit', 'nothing', 'nothing'],
    );
  });

  it('stands still while it is paused', () => {
    const view = viewOf([FAST]);
    view.press('space');
    view.show({ time: 'later', seconds: 1, channels: [SLOW] });
    assert.equal(pids(view), [20]);
    assert.match(view.screen(10, PLAIN)[0] ?? '', /now .*paused/);
    view.press('space');
    view.show({ time: 'later', seconds: 1, channels: [SLOW] });
    assert.equal(pids(view), [30]);
  });

  it('fills the screen exactly', () => {
    const many = Array.from({ length: 50 }, (_, i) => makeChannel({ pid: 100 + i }));
    for (const rows of [2, 5, 24]) {
      const lines = viewOf(many).screen(rows, PLAIN);
      assert.is(lines.length, rows);
      assert.match(lines.at(-1) ?? '', 'q quit');
      assert.is(viewOf([FAST]).screen(rows, PLAIN).length, rows);
    }
  });

  it('rounds so that it can be read', () => {
    assert.equal(
      [cell(SLOW, 'SENT/S'), cell(SLOW, 'RECV/S'), cell(FAST, 'SENT/S'), cell(NEW, 'SENT/S')],
      ['4.3', '1.2k', '2.3M', '-'],
    );
    const rings = [0, 1, 999, 1000].map((used) => makeChannel({ out: { capacity: 1000, used, isExact: true, oldest: null } }));
    assert.equal(
      rings.map((channel) => cell(channel, 'OUT')),
      ['0%', '1%', '99%', '100%'],
    );
    const guess = makeChannel({ out: { capacity: 1000, used: 500, isExact: false, oldest: null } });
    assert.is(cell(guess, 'OUT'), '<=50%');
    assert.is(cell(makeChannel({ in: { capacity: 8, used: null, isExact: false, oldest: null } }), 'IN'), '-');
    const ages = [
      { atLeastMs: 12.7, atMostMs: 12.7 },
      { atLeastMs: 2500, atMostMs: 9000 },
      { atLeastMs: 200_000, atMostMs: null },
    ].map((oldest) => makeChannel({ out: { capacity: 1000, used: 5, isExact: true, oldest } }));
    assert.equal(
      ages.map((channel) => cell(channel, 'OLDEST')),
      ['12ms', '>=2.5s', '>=3min'],
    );
  });

  it('says why a channel is poisoned', () => {
    const poisoned = makeChannel({ state: 'poisoned', poison: { reason: 'TAIL', by: 'self' } });
    assert.match(viewOf([poisoned]).table(PLAIN), /poisoned .*TAIL by self/);
  });

  it('lets no text of another process command the terminal', () => {
    const evil = makeChannel({ comm: '\x1b[2Jx\u202e', address: 'a\nb\u009bc\x07' });
    const table = viewOf([evil]).table(PLAIN);
    assert.is(table.split('\n').length, 2);
    assert.is(stripVTControlCharacters(table), table);
    assert.match(table, '?[2Jx?');
    assert.match(table, 'a?b?c?');
  });
});
