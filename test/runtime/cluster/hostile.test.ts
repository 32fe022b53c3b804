/** Memory that others write as they like: typed errors and bounded work, and nothing beyond the words of a call. */
import * as assert from 'uvu/assert';
import { CallOutcome } from '../../../generated/segment/codes.ts';
import * as words from '../../../runtime/cluster/call-words.ts';
import { CallError } from '../../../runtime/stub/errors.ts';
import { describe } from '../../support/index.ts';
import { PlainCluster, type PlainMember } from './plain-cluster.ts';

const { SLOT_WORDS, WORD, FINISHED } = words;
const CODES = /^SLUICE_ERR_[A-Z_]+$/;

describe('hostile memory', (it) => {
  let cluster: PlainCluster;
  let caller: PlainMember;
  let server: PlainMember;
  let runs = 0;
  it.before.each(() => {
    runs = 0;
    cluster = new PlainCluster(2);
    [caller, server] = [cluster.get(0), cluster.get(1)];
    server.thread.serve({
      handlers: {
        3: () => {
          runs += 1;
        },
      },
    });
  });
  it.after.each(() => cluster.close());

  /** A slot as its caller leaves it. */
  function prepare(slot: number, generation: number): Int32Array {
    const lines = caller.calls.subarray(slot * SLOT_WORDS, (slot + 1) * SLOT_WORDS);
    lines.fill(0);
    lines[words.INDEX] = 3;
    lines[words.LEAD_AND_WAITER] = slot;
    lines[WORD] = (generation << 8) | CallOutcome.OutcomePending;
    return lines;
  }

  it('R7: references that lead nowhere are dropped without a store', async () => {
    prepare(5, 9);
    const before = caller.calls.slice();
    const forged: [number, number][] = [
      [128, 9],
      [0xffffffff, 9],
      [0x80000005, 9],
      [5, 8],
      [5, 10],
      [5, 0x01000009],
      [5, 0xffffff09],
      [6, 1],
    ];
    for (const [slot, generation] of forged) server.refer(caller, slot, generation);
    server.refer(null, 5, 9);
    for (const length of [0, 1, 7, 9, 56]) server.forge(caller, new Uint8Array(length).fill(5));
    server.thread.onBell();
    for (let i = 0; i < 10; i += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.is(server.thread.counters.strays, 14);
    assert.is(runs, 0);
    assert.ok(caller.calls.every((word, i) => word === before[i]));
  });

  it('a reference that comes twice is run once', () => {
    prepare(5, 9);
    for (let i = 0; i < 3; i += 1) server.refer(caller, 5, 9);
    server.thread.onBell();
    assert.is(runs, 1);
    assert.is(caller.calls[5 * SLOT_WORDS + WORD], (9 << 8) | FINISHED | CallOutcome.OutcomeDone);
  });

  it('a lead or a waiter out of bounds is not followed', () => {
    for (const [lead, waiter] of [
      [128, 0],
      [0xffff, 0xffff],
      [5, 2],
      [5, 0xffff],
    ] as const) {
      const lines = prepare(5, 9);
      lines[words.RESPONSE] = 1;
      lines[words.LEAD_AND_WAITER] = lead | (waiter << 16);
      for (let other = 0; other < 2; other += 1) caller.waiters[other * words.WAITER_WORDS + words.ASLEEP] = 1;
      const { bells } = caller;
      server.refer(caller, 5, 9);
      server.thread.onBell();
      assert.is((lines[WORD] as number) & (FINISHED | 7), FINISHED | CallOutcome.OutcomeDone);
      assert.is(lines[words.RESPONSE], lead === 5 ? 0 : 1);
      assert.is(caller.bells, bells);
    }
  });

  it('a counter that was forged stalls calls that are under way at most', async () => {
    for (const response of [0, 5, 0x7fffffff, -0x80000000, -1]) {
      const coming = caller.thread.call(1, { index: 3 }, { timeoutMs: 20 }).catch((error) => error.code);
      caller.calls[words.RESPONSE] = response;
      const end = await coming;
      assert.ok(typeof end === 'object' || end === 'SLUICE_ERR_DEADLINE', String(end));
      assert.is(caller.thread.inFlight, 0);
      assert.is((await caller.thread.call(1, { index: 3 })).index, 3);
      assert.is(caller.thread.callSync(1, { index: 3 }).index, 3);
    }
  });

  it('an answer that is none is SLUICE_ERR_PROTOCOL', async () => {
    const forged = [
      (word: number) => (word & ~7) | 5,
      (word: number) => (word & ~7) | 7 | FINISHED,
      (word: number) => word & ~7,
      (word: number) => (word & ~7) | FINISHED | CallOutcome.OutcomeDone | (12 << words.STATUS_SHIFT),
      (word: number) => (word + 0x100) | FINISHED | CallOutcome.OutcomeDone,
      () => 0,
      () => -1,
    ];
    server.isRinging = true;
    for (const forge of forged) {
      const coming = caller.thread.call(1, { index: 3 }).catch((error) => error);
      const at = pendingSlot(caller) * SLOT_WORDS;
      caller.calls[at + WORD] = forge(caller.calls[at + WORD] as number);
      Atomics.sub(caller.calls, words.RESPONSE, 1);
      caller.thread.onBell();
      assert.is((await coming).code, 'SLUICE_ERR_PROTOCOL', String(forge));
    }
  });

  it('an errno that is none is EIO', async () => {
    for (const errno of [0, -1, 4096, 0x7fffffff, -0x80000000]) {
      server.isRinging = true;
      const coming = caller.thread.call(1, { index: 3 }).catch((error) => error);
      const at = pendingSlot(caller) * SLOT_WORDS;
      caller.calls[at + words.ERROR] = errno;
      const word = caller.calls[at + WORD] as number;
      caller.calls[at + WORD] = (word & ~7) | FINISHED | CallOutcome.OutcomeDone | (6 << words.STATUS_SHIFT);
      Atomics.sub(caller.calls, words.RESPONSE, 1);
      caller.thread.onBell();
      const error = await coming;
      assert.is(error.code, 'SLUICE_ERR_REFUSED');
      assert.is(error.errno, 5);
    }
  });

  it('a deadline that is none is late, or for ever, and no more', () => {
    for (const [low, high] of [
      [1, 0],
      [-1, -1],
      [0, -0x80000000],
      [0, 0x7ff00000],
    ] as const) {
      const lines = prepare(5, 9);
      lines[words.DEADLINE_LOW] = low;
      lines[words.DEADLINE_HIGH] = high;
      server.refer(caller, 5, 9);
      server.thread.onBell();
      assert.is((lines[WORD] as number) & 7, CallOutcome.OutcomeDone);
    }
  });

  it('any words at all, of both sides and of the FIFO, end in answers and typed errors', async () => {
    const draw = random(20261130);
    for (let round = 0; round < 300; round += 1) {
      const coming = [3, 4].map((index) =>
        caller.thread.call(1, { index, args: [round] }, { timeoutMs: 2 }).then(
          () => null,
          (error) => error,
        ),
      );
      for (let i = 0; i < 4; i += 1) spoil(draw, caller, server);
      server.thread.onBell();
      caller.thread.onBell();
      for (const error of await Promise.all(coming)) {
        if (error === null) continue;
        assert.instance(error, CallError);
        assert.ok(CODES.test(error.code));
      }
    }
  });
});

function pendingSlot({ calls }: PlainMember): number {
  for (let slot = 0; slot * SLOT_WORDS < calls.length; slot += 1) {
    if (((calls[slot * SLOT_WORDS + WORD] as number) & 7) === CallOutcome.OutcomePending) return slot;
  }
  throw new Error('no call is under way');
}

/** Mulberry32: the same numbers each time. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000) * below);
  };
}

function pick(draw: (below: number) => number, from: readonly number[]): number {
  return from[draw(from.length)] as number;
}

/** Writes something somewhere. */
function spoil(draw: (below: number) => number, caller: PlainMember, server: PlainMember): void {
  const value = pick(draw, [0, 1, -1, 5, 0x80, 0x7fffffff, -0x80000000, draw(0x100000000) | 0]);
  const { fifoSlotCount } = server.parts;
  switch (draw(5)) {
    case 0:
      caller.calls[draw(8) * SLOT_WORDS + draw(36)] = value;
      return;
    case 1:
      caller.waiters[draw(caller.waiters.length)] = value;
      return;
    case 2:
      server.refer(caller, pick(draw, [0, 1, 2, value]), pick(draw, [1, 2, 3, value]));
      return;
    case 3:
      new Int32Array(server.buffer)[draw(server.parts.fifoSlots / 4)] = value;
      return;
    default:
      new Int32Array(server.buffer, server.parts.fifoSlots)[draw(fifoSlotCount * 16)] = value;
  }
}
