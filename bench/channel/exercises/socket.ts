/** The same over a Unix socket of `node:net`: round trips, records (one write each, or corked), and chunks. */
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { type Exercise, nanosecondsSince, type OpenExercise, type Setting, type Side } from '../exercise.ts';
import { expectSequence, kindOf } from '../messages.ts';
import { Relay } from './relay.ts';

/** @returns the connected socket; an echo waits for it, which is why a promise is handed out */
export function meet(side: Side, place: string, ready: () => void): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    if (side === 'lead') {
      const socket = net.connect(`${place}.sock`, () => resolve(socket));
      socket.on('error', reject);
    } else {
      const server = net.createServer((socket) => resolve(socket));
      server.on('error', reject).listen(`${place}.sock`, ready);
    }
  });
}

/** Calls back with pieces of exactly that many bytes. */
export function forEachPiece(socket: Duplex, bytes: number, receive: (piece: Uint8Array) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (data) => {
    const chunk = rest.length > 0 ? Buffer.concat([rest, data]) : data;
    let at = 0;
    for (; at + bytes <= chunk.length; at += bytes) receive(chunk.subarray(at, at + bytes));
    rest = chunk.subarray(at);
  });
}

export const openSocketRoundTrip: OpenExercise = async (side, { place, bytes }, ready) => {
  const socket = await meet(side, place, ready);
  const relay = new Relay(side, bytes, (message) => void socket.write(message));
  forEachPiece(socket, bytes, (piece) => relay.receive(piece));
  return relay;
};

export const openSocketRecords: OpenExercise = async (side, setting, ready) => {
  const socket = await meet(side, setting.place, ready);
  return side === 'lead' ? sendRecords(socket, setting) : countPieces(socket, setting.bytes, receiveRecord(setting.bytes));
};

export const openSocketChunks: OpenExercise = async (side, setting, ready) => {
  return exchangeChunks(await meet(side, setting.place, ready), side, setting);
};

/** Over any stream of Node's. */
export function exchangeChunks(stream: Duplex, side: Side, setting: Setting): Exercise {
  return side === 'lead' ? sendChunks(stream, setting) : countChunks(stream, setting.bytes);
}

function sendRecords(socket: Duplex, { bytes, batch }: Setting): Exercise {
  const { codec, make } = kindOf(bytes);
  const message = make();
  const acknowledged = acknowledgements(socket);
  let sequence = 0;
  return {
    async run(count) {
      const start = process.hrtime.bigint();
      for (let done = 0; done < count; ) {
        if (batch > 1) socket.cork();
        const end = Math.min(count, done + batch);
        for (; done < end; done += 1) {
          message.sequence = sequence;
          sequence = (sequence + 1) >>> 0;
          socket.write(codec.toBytes(message));
        }
        if (batch > 1) socket.uncork();
        if (socket.writableNeedDrain) await new Promise((resolve) => socket.once('drain', resolve));
      }
      await acknowledged();
      return nanosecondsSince(start);
    },
  };
}

function sendChunks(socket: Duplex, { bytes }: Setting): Exercise {
  const chunk = new Uint8Array(bytes).fill(1);
  const acknowledged = acknowledgements(socket);
  return {
    async run(count) {
      const start = process.hrtime.bigint();
      for (let done = 0; done < count; done += 1) {
        if (!socket.write(chunk)) await new Promise((resolve) => socket.once('drain', resolve));
      }
      await acknowledged();
      return nanosecondsSince(start);
    },
  };
}

/** The echo says with one byte that it has everything. */
function acknowledgements(socket: Duplex): () => Promise<void> {
  return () => new Promise((resolve) => socket.once('data', () => resolve()));
}

function receiveRecord(bytes: number): (piece: Uint8Array) => void {
  const { codec } = kindOf(bytes);
  let sequence = 0;
  return (piece) => {
    const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
    expectSequence(codec.decode(view, 0, bytes).sequence, sequence);
    sequence = (sequence + 1) >>> 0;
  };
}

function countPieces(socket: Duplex, bytes: number, receive: (piece: Uint8Array) => void): Exercise {
  const counter = new Countdown(socket);
  forEachPiece(socket, bytes, (piece) => {
    receive(piece);
    counter.take(1);
  });
  return counter;
}

function countChunks(socket: Duplex, bytes: number): Exercise {
  const counter = new Countdown(socket);
  socket.on('data', (data) => counter.take(data.length / bytes));
  return counter;
}

/** Says so when everything of a block has come. */
class Countdown implements Exercise {
  readonly #socket: Duplex;
  #left = 0;
  #finish: () => void = () => {};

  constructor(socket: Duplex) {
    this.#socket = socket;
  }

  async run(count: number): Promise<number> {
    this.#left += count;
    await new Promise<void>((resolve) => {
      this.#finish = resolve;
    });
    return 0;
  }

  take(count: number): void {
    this.#left -= count;
    if (this.#left > 0) return;
    this.#socket.write('.');
    this.#finish();
  }
}
