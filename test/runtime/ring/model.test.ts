/** Long random traces: the ring must do what a list of records with ordinary numbers for positions does. */
import * as assert from 'uvu/assert';
import { CLOSED, EMPTY, FULL } from '../../../runtime/ring/answers.ts';
import { DATA_WAKE_AT, END, HEAD, MORE, SPACE_WAKE_AT, TAIL } from '../../../runtime/ring/words.ts';
import { describe } from '../../support/index.ts';
import { makeRing } from './ring-pair.ts';

interface ModelRecord {
  readonly at: number;
  readonly end: number;
  readonly length: number;
  readonly flags: number;
  readonly code: number;
  readonly isPad: boolean;
}

/** Positions here never wrap. */
class Model {
  readonly capacity: number;
  committed: number;
  published: number;
  knownHead: number;
  head: number;
  released: number;
  reserved = -1;
  at = 0;
  hasEnded = false;
  readonly records: ModelRecord[] = [];

  constructor(capacity: number, start: number) {
    this.capacity = capacity;
    this.committed = start;
    this.published = start;
    this.knownHead = start;
    this.head = start;
    this.released = start;
  }

  place(length: number): number {
    const bytes = 16 + Math.ceil(length / 16) * 16;
    const toEnd = this.capacity - (this.committed % this.capacity);
    return this.committed + (bytes > toEnd ? toEnd : 0);
  }

  fits(length: number): boolean {
    const end = this.place(length) + 16 + Math.ceil(length / 16) * 16;
    return end + 16 - this.released <= this.capacity;
  }

  commit(length: number, flags: number, code: number): void {
    const { committed, at } = this;
    if (at > committed)
      this.records.push({ at: committed, end: at, length: at - committed - 16, flags: 0, code: 0, isPad: true });
    const end = at + 16 + Math.ceil(length / 16) * 16;
    this.records.push({ at, end, length, flags, code, isPad: false });
    this.committed = end;
  }

  next(): ModelRecord | undefined {
    return this.records.find((record) => record.at >= this.head && !record.isPad && record.end <= this.published);
  }
}

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.floor(((state >>> 0) / 2 ** 32) * below);
  };
}

function crossed(word: number, from: number, to: number): boolean {
  return (word - from) >>> 0 < (to - from) >>> 0;
}

function runTrace(seed: number, capacity: number, start: number, steps: number): void {
  const draw = random(seed);
  const ring = makeRing(capacity, start);
  const { producer, consumer, view, writerLines, readerLines } = ring;
  const model = new Model(capacity, start);
  let sequence = 0;
  let isGot = false;
  for (let step = 0; step < steps; step += 1) {
    const where = `seed=${seed} step=${step}`;
    switch (draw(9)) {
      case 0:
      case 1: {
        const length = draw(3) === 0 ? draw(producer.maxLength + 1) : draw(Math.min(80, producer.maxLength + 1));
        const at = producer.tryReserve(length);
        if (model.hasEnded) {
          assert.is(at, CLOSED, where);
        } else if (model.fits(length)) {
          model.at = model.place(length);
          model.reserved = length;
          assert.is(at, (model.at % capacity) + 16, where);
        } else {
          assert.is(at, FULL, where);
          model.reserved = -1;
        }
        break;
      }
      case 2:
      case 3: {
        if (model.reserved < 0) break;
        const length = draw(model.reserved + 1);
        const code = draw(2 ** 32);
        for (let i = 0; i < length; i += 1) view.setUint8((model.at % capacity) + 16 + i, (code + i) & 0xff);
        const flags = draw(4) === 0 ? MORE : 0;
        producer.commit(length, flags, code, step);
        model.commit(length, flags, code);
        model.reserved = -1;
        break;
      }
      case 4: {
        const [old, now] = [model.published, model.committed];
        assert.is(producer.publish(), crossed(readerLines[DATA_WAKE_AT] ?? 0, old | 0, now | 0), where);
        model.published = now;
        assert.is(writerLines[TAIL], now | 0, where);
        break;
      }
      case 5: {
        const at = consumer.tryGet();
        const expected = model.next();
        if (expected === undefined) {
          assert.is(at, EMPTY, where);
          break;
        }
        model.head = expected.at;
        isGot = true;
        assert.is(at, (expected.at % capacity) + 16, where);
        assert.is(consumer.length, expected.length, where);
        assert.is(consumer.code >>> 0, expected.code, where);
        assert.is(consumer.flags, expected.flags, where);
        for (let i = 0; i < expected.length; i += 1) assert.is(view.getUint8(at + i), (expected.code + i) & 0xff, where);
        break;
      }
      case 6: {
        if (!isGot) break;
        isGot = false;
        model.head = model.next()?.end ?? model.head;
        const isDue =
          model.head - model.released >= capacity / 8 ||
          crossed(writerLines[SPACE_WAKE_AT] ?? 0, model.released | 0, model.head | 0);
        assert.is(consumer.finish(), isDue, where);
        break;
      }
      case 7: {
        // Pads are passed over by `tryGet`, and released with what comes before.
        if (isGot) break;
        const [old, now] = [model.released, model.head];
        assert.is(consumer.release(), crossed(writerLines[SPACE_WAKE_AT] ?? 0, old | 0, now | 0), where);
        model.released = now;
        assert.is(readerLines[HEAD], now | 0, where);
        break;
      }
      default: {
        if (draw(8) > 0) {
          const bytes = producer.available();
          if (!model.hasEnded) assert.ok(bytes === 0 || model.fits(bytes), where);
          if (!model.hasEnded && bytes < producer.maxLength) assert.not.ok(model.fits(bytes + 16), where);
        } else if (draw(300) === 0 && !model.hasEnded) {
          assert.ok(producer.end());
          model.at = model.committed;
          model.commit(0, END, 0);
          model.reserved = -1;
          model.hasEnded = true;
        } else {
          const length = draw(producer.maxLength);
          producer.publish();
          model.published = model.committed;
          assert.is(producer.arm(length), model.hasEnded || model.fits(length), where);
        }
      }
    }
    sequence += 1;
  }
  assert.is(producer.reason, 0);
  assert.is(consumer.reason, 0);
  assert.ok(sequence === steps);
}

describe('ring against a model', (it) => {
  it('does the same in random traces, in small and larger rings', () => {
    for (let seed = 1; seed <= 60; seed += 1) runTrace(seed, [256, 512, 4096][seed % 3] as number, 0, 3000);
  });

  it('does not notice that positions pass 2^31 and 2^32', () => {
    for (let seed = 100; seed <= 130; seed += 1) {
      runTrace(seed, 512, 2 ** 32 - 2048, 2000);
      runTrace(seed, 512, 2 ** 31 - 2048, 2000);
    }
  });
});
