import * as assert from 'uvu/assert';
import { CLOSED, EMPTY, FULL } from '../../../runtime/ring/answers.ts';
import { DATA_WAKE_AT, HEAD, TAIL } from '../../../runtime/ring/words.ts';
import { describe, hasCode } from '../../support/index.ts';
import { makeRing, put, take } from './ring-pair.ts';

describe('ring', (it) => {
  it('hands out what was published, in order, and nothing before', () => {
    const ring = makeRing();
    ring.producer.tryReserve(3);
    ring.producer.commit(3, 0, 7, 0);
    assert.is(take(ring), EMPTY);
    put(ring, 0, 8);
    assert.is(take(ring), 7);
    assert.is(take(ring), 8);
    assert.is(take(ring), EMPTY);
  });

  it('writes a record as the schema draws it', () => {
    const ring = makeRing();
    const at = ring.producer.tryReserve(5);
    assert.is(at, 16);
    ring.producer.view.setUint8(at, 0xaa);
    ring.producer.commit(1, 0, 0xfedcba98, 0xffffffff);
    ring.producer.publish();
    assert.equal(Array.from(ring.words.subarray(0, 5)), [1, 0, 0xfedcba98 | 0, -1, 0xaa]);
    assert.is(ring.consumer.tryGet(), 16);
    assert.is(ring.consumer.code >>> 0, 0xfedcba98);
    assert.is(ring.consumer.correlation >>> 0, 0xffffffff);
  });

  it('refuses what is longer than a quarter of the ring, and lives on', () => {
    const ring = makeRing(1024);
    assert.is(ring.producer.maxLength, 240);
    assert.throws(() => ring.producer.tryReserve(241), hasCode('SLUICE_ERR_TOO_LONG'));
    for (const wrong of [-1, 1.5, Number.NaN, 2 ** 32, 2 ** 31])
      assert.throws(() => ring.producer.tryReserve(wrong), hasCode('SLUICE_ERR_TOO_LONG'));
    assert.ok(put(ring, 240));
  });

  it('refuses a commit or a finish out of turn', () => {
    const { producer, consumer } = makeRing();
    assert.throws(() => producer.commit(0, 0, 0, 0), hasCode('SLUICE_ERR_STATE'));
    producer.tryReserve(8);
    assert.throws(() => producer.commit(9, 0, 0, 0), hasCode('SLUICE_ERR_STATE'));
    producer.commit(8, 0, 0, 0);
    assert.throws(() => producer.commit(8, 0, 0, 0), hasCode('SLUICE_ERR_STATE'));
    producer.tryReserve(8);
    producer.abort();
    assert.throws(() => producer.commit(0, 0, 0, 0), hasCode('SLUICE_ERR_STATE'));
    assert.throws(() => consumer.finish(), hasCode('SLUICE_ERR_STATE'));
  });

  it('leaves nothing of an abort, not even a pad', () => {
    const ring = makeRing(256, 256 - 32);
    ring.producer.tryReserve(48);
    ring.producer.abort();
    assert.ok(put(ring, 16, 5));
    assert.equal(Array.from(ring.words.subarray(56, 58)), [16, 0]);
  });

  it('gives room again only for what was released', () => {
    const ring = makeRing(256);
    for (let i = 0; i < 7; i += 1) assert.ok(put(ring, 16, i));
    assert.is(ring.producer.tryReserve(16), FULL);
    ring.consumer.tryGet();
    ring.consumer.finish();
    assert.is(ring.producer.tryReserve(16), FULL, 'finished, but not released');
    ring.consumer.release();
    assert.ok(ring.producer.tryReserve(16) > 0);
  });

  it('keeps the bytes of a record until it is finished', () => {
    const ring = makeRing(256);
    while (put(ring, 16, 9));
    ring.consumer.tryGet();
    assert.not(ring.consumer.release());
    assert.is(ring.readerLines[HEAD], 0);
    assert.is(ring.producer.tryReserve(16), FULL);
    ring.consumer.finish();
    ring.consumer.tryGet();
    ring.consumer.release();
    assert.is(ring.readerLines[HEAD], 32, 'the first one only');
  });

  for (const start of [0, 16, 4096 - 32, 2 ** 31 - 32, 2 ** 32 - 32]) {
    it(`has a doorbell due exactly when a position passes what was armed, from ${start} on`, () => {
      const ring = makeRing(4096, start);
      const { producer, consumer } = ring;
      const commit = (): void => {
        producer.tryReserve(0);
        producer.commit(0, 0, 0, 0);
      };
      commit();
      // A word of zeros counts as armed at 0: the first record of a fresh segment always rings.
      assert.is(producer.publish(), start === 0);
      assert.not(producer.publish());
      assert.ok(consumer.arm(), 'there is something to get');
      take(ring);
      assert.is(consumer.tryGet(), EMPTY);
      assert.not(consumer.arm());
      commit();
      assert.ok(producer.publish(), 'by the first record');
      commit();
      assert.not(producer.publish());
      for (let i = 0; i < 2; i += 1) take(ring);

      while (put(ring, 100));
      assert.not(producer.arm(100));
      let taken = 0;
      while (producer.tryReserve(100) < 0) {
        assert.ok(taken < 4 && consumer.tryGet() > 0);
        // The writer waits inside of what would stay unreleased.
        const isDue = consumer.finish();
        assert.is(consumer.release(), isDue);
        assert.is(producer.tryReserve(100) > 0, isDue);
        taken += 1;
      }
      assert.ok(taken > 0 && producer.arm(100));
    });
  }

  it('keeps room for END, and says no more after it', () => {
    const ring = makeRing(256);
    while (put(ring, 0));
    assert.is(ring.producer.available(), 0);
    assert.ok(ring.producer.end());
    assert.not(ring.producer.end());
    assert.is(ring.producer.tryReserve(0), CLOSED);
    ring.producer.publish();
    for (let i = 0; i < 15; i += 1) assert.is(take(ring), 0);
    assert.not(ring.consumer.hasEnded);
    assert.ok(ring.consumer.tryGet() >= 0);
    assert.ok(ring.consumer.hasEnded);
    ring.consumer.finish();
    assert.is(ring.consumer.tryGet(), EMPTY);
    ring.consumer.release();
    assert.is(ring.readerLines[HEAD], 256);
    assert.ok(ring.producer.look());
    assert.is(ring.producer.released, ring.producer.sent);
  });

  it('says that a bell is due once for a reader that sleeps', () => {
    const ring = makeRing();
    put(ring, 16);
    take(ring);
    assert.not(ring.consumer.arm());
    ring.producer.tryReserve(16);
    ring.producer.commit(16, 0, 0, 0);
    assert.ok(ring.producer.publish());
    ring.producer.tryReserve(16);
    ring.producer.commit(16, 0, 0, 0);
    assert.not(ring.producer.publish());
    assert.ok(ring.consumer.arm(), 'there is something to read');
  });

  it('runs the fence of a writer without one between arming and the last look', () => {
    let armedAt = 7;
    const ring = makeRing(4096, 0, ({ writerLines, readerLines }) => {
      armedAt = readerLines[DATA_WAKE_AT] as number;
      // The tail of a writer that has looked before that, seen only now.
      writerLines[TAIL] = 32;
    });
    ring.readerLines[DATA_WAKE_AT] = 7;
    assert.ok(ring.consumer.arm());
    assert.is(armedAt, 0);
  });

  it('says that a bell is due for a writer that sleeps when it has enough room, and not before', () => {
    const ring = makeRing(256);
    while (put(ring, 0));
    assert.not(ring.producer.arm(48));
    for (let i = 0; i < 4; i += 1) {
      ring.consumer.tryGet();
      ring.consumer.finish();
      assert.not(ring.consumer.release());
    }
    ring.consumer.tryGet();
    ring.consumer.finish();
    assert.ok(ring.consumer.release(), '80 bytes are free, with the pad, beside those for END');
    assert.ok(ring.producer.tryReserve(48) > 0);
  });

  it('tells a reader at once that a writer waits', () => {
    const ring = makeRing(65536);
    while (put(ring, 0));
    ring.producer.arm(0);
    ring.consumer.tryGet();
    assert.ok(ring.consumer.finish());
  });

  it('hands out all up to the last tail once it is stopped, and then says CLOSED', () => {
    const ring = makeRing();
    put(ring, 1, 1);
    put(ring, 1, 2);
    take(ring);
    ring.consumer.stop();
    put(ring, 1, 3);
    assert.is(take(ring), 2);
    assert.is(take(ring), CLOSED);
    assert.ok(ring.consumer.arm());
  });

  it('does not touch the peer after it has left', () => {
    const near = makeRing();
    near.producer.leave();
    structuredClone(near.reader, { transfer: [near.reader] });
    assert.is(near.producer.tryReserve(1), CLOSED);
    assert.not(near.producer.publish());
    const far = makeRing();
    put(far, 1, 1);
    far.consumer.leave();
    structuredClone(far.writer, { transfer: [far.writer] });
    assert.is(far.consumer.tryGet(), CLOSED);
    assert.ok(far.consumer.arm());
  });
});
