import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import {
  BROADCAST_BROKEN,
  BROADCAST_EMPTY,
  BROADCAST_RECORD,
  BroadcastReader,
} from '../../../runtime/broadcast/broadcast-reader.ts';
import { BroadcastWriter } from '../../../runtime/broadcast/broadcast-writer.ts';
import { ChannelErrorCode } from '../../../runtime/errors.ts';
import { describe, hasCode } from '../../support/index.ts';

const CAPACITY = 4096;
const DATA = 128;

function makeRing(capacity = CAPACITY) {
  const memory = new ArrayBuffer(DATA + capacity);
  return {
    memory,
    writer: new BroadcastWriter(memory, 0, DATA, capacity),
    newReader: () => new BroadcastReader(memory, 0, DATA, capacity),
  };
}

function publish(writer: BroadcastWriter, number: number, length: number): void {
  const at = writer.reserve(length);
  for (let i = 0; i < length; i++) writer.view.setUint8(at + i, number + i);
  writer.publish(length, number, number ^ 0xffff);
}

function checkRecord(reader: BroadcastReader, number: number, length: number): void {
  assert.equal(reader.type, number);
  assert.equal(reader.flags, number ^ 0xffff);
  assert.equal(reader.length, length);
  for (let i = 0; i < length; i++) assert.equal(reader.payload[i], (number + i) & 0xff);
}

describe('broadcast ring', (it) => {
  it('hands out what is published after the reader began, in order', () => {
    const { writer, newReader } = makeRing();
    publish(writer, 1, 40);
    const reader = newReader();
    assert.equal(reader.tryRead(), BROADCAST_EMPTY);
    for (const [number, length] of [
      [2, 0],
      [3, 1],
      [4, 16],
      [5, writer.maxLength],
    ] as const) {
      publish(writer, number, length);
      assert.equal(reader.hasMore(), true);
      assert.equal(reader.tryRead(), BROADCAST_RECORD);
      checkRecord(reader, number, length);
      assert.equal(reader.lost, 0);
      assert.equal(reader.hasMore(), false);
    }
  });

  it('loses nothing for a reader that keeps up, whatever the lengths', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: CAPACITY / 4 - 16 }), { maxLength: 200 }), (lengths) => {
        const { writer, newReader } = makeRing();
        const reader = newReader();
        lengths.forEach((length, number) => {
          publish(writer, number, length);
          assert.equal(reader.tryRead(), BROADCAST_RECORD);
          checkRecord(reader, number, length);
        });
        assert.equal(reader.lostInAll, 0);
      }),
    );
  });

  it('throws a copy away that was overwritten while it was made', () => {
    const { writer, newReader } = makeRing();
    publish(writer, 1, 40);
    const reader = newReader();
    publish(writer, 2, 200);
    let copies = 0;
    // The writer laps the reader right before the first copy ends.
    reader.payload.set = (bytes, offset) => {
      copies += 1;
      for (let number = 3; copies === 1 && number < 40; number += 1) publish(writer, number, 200);
      Uint8Array.prototype.set.call(reader.payload, bytes, offset);
    };
    assert.equal(reader.tryRead(), BROADCAST_RECORD);
    assert.equal(copies, 2);
    checkRecord(reader, 39, 200);
    assert.equal(reader.lost, 37);
  });

  it('tells a lapped reader exactly how many records it has lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.boolean()), { minLength: 1, maxLength: 300 }),
        (steps) => {
          const { writer, newReader } = makeRing();
          const reader = newReader();
          let expected = 0;
          steps.forEach(([length, doesRead], number) => {
            publish(writer, number, length);
            while (doesRead && reader.tryRead() === BROADCAST_RECORD) {
              expected += reader.lost;
              checkRecord(reader, expected, steps[expected]?.[0] ?? -1);
              expected += 1;
            }
          });
          while (reader.tryRead() === BROADCAST_RECORD) expected += reader.lost + 1;
          assert.equal(expected, steps.length);
          assert.equal(reader.received + reader.lostInAll, steps.length);
        },
      ),
    );
  });

  it('goes on past 4 GiB', () => {
    const { writer, newReader } = makeRing(1 << 20);
    const reader = newReader();
    const rounds = 2 ** 32 / (1 << 18) + 10;
    for (let number = 0; number < rounds; number++) {
      writer.reserve(writer.maxLength);
      writer.publish(writer.maxLength, number, 0);
      if (number < 5 || number > rounds - 20) {
        assert.equal(reader.tryRead(), BROADCAST_RECORD);
        assert.equal(reader.type, number);
      }
    }
    assert.equal(reader.received + reader.lostInAll, rounds);
  });

  it('refuses a record above a quarter of the ring, and calls out of turn', () => {
    const { writer } = makeRing();
    assert.throws(() => writer.reserve(writer.maxLength + 1), hasCode(ChannelErrorCode.TOO_LONG));
    assert.throws(() => writer.publish(0, 0, 0), hasCode(ChannelErrorCode.STATE));
    writer.reserve(8);
    assert.throws(() => writer.reserve(8), hasCode(ChannelErrorCode.STATE));
    assert.throws(() => writer.publish(9, 0, 0), hasCode(ChannelErrorCode.TOO_LONG));
  });

  it('loses what a record has overwritten that was given up, or became shorter', () => {
    for (const giveUp of [
      (writer: BroadcastWriter) => writer.abort(),
      (writer: BroadcastWriter) => void writer.publish(0, 100, 100 ^ 0xffff),
    ]) {
      const { writer, newReader } = makeRing();
      const reader = newReader();
      // The ring is full, and its fifth record is the next to read: the new one begins before it, and reaches over it.
      for (let number = 0; number < CAPACITY / 64; number++) publish(writer, number, 48);
      for (let number = 0; number < 4; number++) assert.equal(reader.tryRead(), BROADCAST_RECORD);
      const at = writer.reserve(writer.maxLength);
      // Only payload of the fifth: its header still looks whole.
      new Uint8Array(writer.view.buffer, at + 4 * 64, 48).fill(0xee);
      giveUp(writer);
      publish(writer, 101, 0);
      while (reader.tryRead() === BROADCAST_RECORD) {
        if (reader.type < 100) checkRecord(reader, reader.type, 48);
      }
      assert.equal(reader.type, 101);
      assert.ok(reader.lostInAll >= writer.maxLength / 64);
    }
  });

  it('survives any word that a writer can forge', () => {
    fc.assert(
      fc.property(fc.nat(39), fc.integer(), fc.nat(20), (place, value, before) => {
        const { memory, writer, newReader } = makeRing();
        const reader = newReader();
        for (let number = 0; number < before; number++) publish(writer, number, 40 * number);
        // The three words of the lines, and those of the first records.
        new Int32Array(memory)[place < 3 ? place : DATA / 4 + place - 3] = value;
        for (let i = 0; i < 50; i++) {
          const answer = reader.tryRead();
          if (answer === BROADCAST_BROKEN) return;
          assert.ok(answer === BROADCAST_EMPTY || answer === BROADCAST_RECORD);
          assert.ok(reader.length <= reader.payload.length);
          // Who is told of more while there is nothing looks again and again.
          if (answer === BROADCAST_EMPTY) assert.equal(reader.hasMore(), false);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('never hands out a torn record while the writer floods it', async () => {
    const capacity = 16384;
    const count = 200_000;
    // Two threads need shared memory; two processes map it, and then it is an ArrayBuffer.
    const memory = new SharedArrayBuffer(DATA + capacity) as unknown as ArrayBuffer;
    const reader = new BroadcastReader(memory, 0, DATA, capacity);
    const worker = new Worker(new URL('./flood.js', import.meta.url), {
      workerData: { memory, capacity, count, length: 900 },
    });
    const ended = once(worker, 'exit');
    while (reader.received + reader.lostInAll < count) {
      const answer = reader.tryRead();
      assert.notEqual(answer, BROADCAST_BROKEN);
      if (answer === BROADCAST_EMPTY) await new Promise((resolve) => setImmediate(resolve));
      if (answer !== BROADCAST_RECORD) continue;
      for (let i = 0; i < reader.length; i += 4) assert.equal(reader.view.getUint32(i, true), reader.flags);
    }
    await ended;
    assert.ok(reader.received > 0);
  });
});
