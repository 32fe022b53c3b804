/** FIFOs between threads of Node: ours, and the floor, one compareExchange and one store per message over the same slots. This thread reads. */
import { once } from 'node:events';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import {
  CLAIMED,
  DONE,
  LAP_MASK,
  LINE_WORDS,
  PAYLOAD,
  SLOT_WORDS,
  STATE_MASK,
  TAIL_HINT,
} from '../../runtime/fifo/fifo-layout.ts';
import { FifoPlace } from '../../runtime/fifo/fifo-place.ts';
import { FifoReader } from '../../runtime/fifo/fifo-reader.ts';
import { FifoWriter } from '../../runtime/fifo/fifo-writer.ts';

const SLOTS = 128;
/** A word for each writer: the block that it shall write; then what, and how many messages. */
const SUBJECT = 0;
const MESSAGES = 1;
const ROUND = 2;

export type Subject = 'ours' | 'bare';
const SUBJECTS: readonly Subject[] = ['ours', 'bare'];

function placeOver(memory: SharedArrayBuffer): FifoPlace {
  return new FifoPlace(memory as unknown as ArrayBuffer, 0, 4 * LINE_WORDS, SLOTS);
}

function postBare(place: FifoPlace, owner: number, value: number): void {
  const { slots, words, mask } = place;
  let ticket = words[TAIL_HINT] as number;
  for (;;) {
    const at = place.at(ticket);
    const lap = place.lap(ticket);
    const seen = Atomics.load(slots, at);
    if (seen === lap && Atomics.compareExchange(slots, at, lap, CLAIMED | (owner << 20) | lap) === lap) {
      words[TAIL_HINT] = (ticket + 1) & mask;
      slots[at + PAYLOAD] = value;
      slots[at + PAYLOAD + 1] = value;
      Atomics.store(slots, at, DONE | (owner << 20) | lap);
      return;
    }
    if (seen !== lap && (seen & LAP_MASK) === lap) ticket = (ticket + 1) & mask;
  }
}

/** In a worker: writes a block whenever it is told to. */
function write({ memory, control, owner }: { memory: SharedArrayBuffer; control: Int32Array; owner: number }): void {
  const place = placeOver(memory);
  const payload = new Uint8Array(8);
  for (let round = 0; ; round++) {
    Atomics.wait(control, ROUND, round);
    const count = Atomics.load(control, MESSAGES);
    if (count === 0) return;
    if (Atomics.load(control, SUBJECT) === 0) {
      const writer = new FifoWriter(place, owner, () => {});
      for (let i = 0; i < count; i++) while (!writer.tryPost(payload));
    } else for (let i = 0; i < count; i++) postBare(place, owner, i);
  }
}

function take(place: FifoPlace, count: number): void {
  const reader = new FifoReader(place, 0, () => {});
  for (let i = 0; i < count; i++) while (!reader.take());
}

function takeBare(place: FifoPlace, count: number): number {
  const { slots, mask } = place;
  let sum = 0;
  for (let i = 0, head = 0; i < count; i++, head = (head + 1) & mask) {
    const at = place.at(head);
    while ((Atomics.load(slots, at) & STATE_MASK) !== DONE);
    sum += (slots[at + PAYLOAD] as number) + (slots[at + PAYLOAD + 1] as number);
    Atomics.store(slots, at, place.lap((head + SLOTS) & mask));
  }
  return sum;
}

/** Nanoseconds per message of each block; both subjects in turn. */
export async function compareThreads(blocks: number, messages: number): Promise<Record<Subject, number[]>> {
  const memory = new SharedArrayBuffer(4 * (LINE_WORDS + SLOTS * SLOT_WORDS));
  const control = new Int32Array(new SharedArrayBuffer(64));
  const worker = new Worker(new URL(import.meta.url), { workerData: { memory, control, owner: 1 } });
  await once(worker, 'online');
  const samples: Record<Subject, number[]> = { ours: [], bare: [] };
  // The first blocks are those in which it is compiled.
  const warmUps = 4;
  for (let block = -warmUps; block < blocks; block++) {
    for (const subject of block % 2 === 0 ? SUBJECTS : SUBJECTS.toReversed()) {
      new Int32Array(memory).fill(0);
      Atomics.store(control, SUBJECT, SUBJECTS.indexOf(subject));
      Atomics.store(control, MESSAGES, messages);
      Atomics.add(control, ROUND, 1);
      Atomics.notify(control, ROUND);
      const place = placeOver(memory);
      const begin = process.hrtime.bigint();
      if (subject === 'ours') take(place, messages);
      else takeBare(place, messages);
      if (block >= 0) samples[subject].push(Number(process.hrtime.bigint() - begin) / messages);
    }
  }
  Atomics.store(control, MESSAGES, 0);
  Atomics.add(control, ROUND, 1);
  Atomics.notify(control, ROUND);
  await once(worker, 'exit');
  return samples;
}

if (!isMainThread) write(workerData as Parameters<typeof write>[0]);
