/** Both sides of a ring in two ordinary buffers, laid out as segments are. */
import { SpscConsumer } from '../../../runtime/ring/spsc-consumer.ts';
import { SpscProducer } from '../../../runtime/ring/spsc-producer.ts';
import { HEAD, LINE_WORDS, STATE, TAIL } from '../../../runtime/ring/words.ts';

export const WRITER_LINES = 4096;
export const READER_LINES: number = 4096 + 256;
export const DATA: number = 8192;

export interface RingPair {
  readonly producer: SpscProducer;
  readonly consumer: SpscConsumer;
  readonly writer: ArrayBuffer;
  readonly reader: ArrayBuffer;
  readonly view: DataView;
  /** Shared words, to look at and to forge. */
  readonly writerLines: Int32Array;
  readonly readerLines: Int32Array;
  readonly words: Int32Array;
}

/** @param fenceWriter - what the reader does to a writer that publishes without a fence */
export function makeRing(capacity = 4096, start = 0, fenceWriter?: (ring: RingPair) => void): RingPair {
  const writer = new ArrayBuffer(DATA + capacity);
  const reader = new ArrayBuffer(DATA);
  const writerLines = new Int32Array(writer, WRITER_LINES, LINE_WORDS);
  const readerLines = new Int32Array(reader, READER_LINES, LINE_WORDS);
  writerLines[TAIL] = start;
  readerLines[HEAD] = start;
  new Int32Array(writer)[STATE] = 1;
  new Int32Array(reader)[STATE] = 1;
  const producer = new SpscProducer({
    own: writer,
    ownLines: WRITER_LINES,
    peer: reader,
    peerLines: READER_LINES,
    data: DATA,
    capacity,
    start,
  });
  const consumer = new SpscConsumer({
    own: reader,
    ownLines: READER_LINES,
    peer: writer,
    peerLines: WRITER_LINES,
    data: DATA,
    capacity,
    fenceWriter: fenceWriter === undefined ? undefined : () => fenceWriter(ring),
    start,
  });
  const ring: RingPair = {
    producer,
    consumer,
    writer,
    reader,
    view: new DataView(writer, DATA, capacity),
    writerLines,
    readerLines,
    words: new Int32Array(writer, DATA, capacity / 4),
  };
  return ring;
}

/** Commits and publishes one record whose bytes are all `fill`. False when there is no room. */
export function put({ producer }: RingPair, length: number, code = 0, fill: number = code): boolean {
  const at = producer.tryReserve(length);
  if (at < 0) return false;
  for (let i = 0; i < length; i += 1) producer.view.setUint8(at + i, fill);
  producer.commit(length, 0, code, 0);
  producer.publish();
  return true;
}

/** Gets, finishes and releases one record: its code, or what `tryGet` has said. */
export function take({ consumer }: RingPair): number {
  const at = consumer.tryGet();
  if (at < 0) return at;
  const { code } = consumer;
  consumer.finish();
  consumer.release();
  return code;
}
