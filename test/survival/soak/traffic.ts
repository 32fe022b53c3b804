/** What goes over a connection of a soak: records, streams, calls and broadcasts. The same as records.c and traffic.c. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ByteStream, type Channel, PeerDied, type Publisher, type Subscriber } from 'sluice/runtime';
import type { Transport } from 'sluice/runtime/stub';
import { ClusterRpcClient, servePartial } from '../../../generated/cluster-rpc/index.ts';
import { byteOf, isRecord, Ledger, MOST_IN_BATCH, STREAM_CHUNK, wordsOf, writeRecord } from './soak-records.ts';
import { mustLeave, type Visit } from './visit.ts';

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? String(error);

/* ---- records ------------------------------------------------------------------------------------------------------------------------ */

class Exchange {
  readonly #channel: Channel;
  readonly #visit: Visit;
  readonly #ledger = new Ledger();
  #nextOut = 0;
  #nextIn = 0;
  #hasEnded = false;

  constructor(channel: Channel, visit: Visit) {
    this.#channel = channel;
    this.#visit = visit;
  }

  async run(paceMs: number): Promise<void> {
    const sending = this.#send(paceMs);
    const visit = this.#visit;
    try {
      await this.#receive();
    } catch (error) {
      visit.ended = codeOf(error);
      if (error instanceof PeerDied) this.#account(error);
    }
    this.#hasEnded = true;
    await sending;
    if (visit.ended === 'SLUICE_ERR_ENDED' && !mustLeave()) this.#channel.end();
    this.#channel.disconnectNow();
  }

  async #receive(): Promise<void> {
    const visit = this.#visit;
    for (;;) {
      const message = await this.#channel.getMessage();
      if (message === null) return;
      const { view, offset, length, type } = message;
      if (visit.life === 0) visit.life = view.getUint32(offset + 4, true);
      if (type !== this.#nextIn) visit.violation('sequence', this.#nextIn, type);
      if (!isRecord(view, offset, length, type, visit.life)) visit.violation('payload', type, length);
      this.#nextIn = type + 1;
      this.#channel.finishMessage();
      visit.received += 1;
      visit.note();
    }
  }

  async #send(paceMs: number): Promise<void> {
    while (!this.#hasEnded && !mustLeave()) {
      // A server knows nobody before the first record.
      if (this.#visit.life !== 0) this.#sendBatch();
      await sleep(paceMs);
    }
    if (!this.#hasEnded) this.#channel.end();
  }

  #sendBatch(): void {
    const visit = this.#visit;
    const wanted = 1 + (this.#nextOut % MOST_IN_BATCH);
    for (let i = 0; i < wanted; i += 1) {
      const number = this.#nextOut;
      const length = wordsOf(number) * 4;
      const at = this.#channel.tryPrep(length, number, 0);
      if (at < 0) break;
      writeRecord(this.#channel.outgoing, at, number, visit.life);
      this.#ledger.enter(length);
      this.#nextOut += 1;
    }
    visit.intended = this.#nextOut;
    visit.note();
    if (this.#channel.error !== null) return;
    this.#channel.sendMessages();
    if (this.#channel.error !== null) return;
    visit.sent = this.#nextOut;
    visit.note();
  }

  /** What the death event says must be what the model says: all that was sent, and no more, is released or lost. */
  #account({ sent, released }: PeerDied): void {
    const visit = this.#visit;
    const unsent = this.#ledger.beyond(sent);
    // A peer can die between a publish and the look that tells of it.
    if (unsent > this.#nextOut - visit.sent) visit.violation('position of what was sent', this.#nextOut, unsent);
    visit.sent = this.#nextOut - unsent;
    visit.lost = this.#ledger.beyond(released) - unsent;
  }
}

export function exchange(channel: Channel, visit: Visit, paceMs: number): Promise<void> {
  return new Exchange(channel, visit).run(paceMs);
}

/* ---- streams ------------------------------------------------------------------------------------------------------------------------ */

async function takeBytes(stream: ByteStream, visit: Visit): Promise<void> {
  const bytes = new Uint8Array(2048);
  for (;;) {
    const count = await stream.receive(bytes);
    if (count === 0) return;
    // The first byte is the one of offset 0, which tells the life: as many as a byte holds.
    if (visit.life === 0) visit.life = bytes[0] as number;
    for (let i = 0; i < count; i += 1) {
      if (bytes[i] === byteOf(visit.received + i, visit.life)) continue;
      visit.violation('byte at', visit.received + i, bytes[i] as number);
      break;
    }
    visit.received += count;
    visit.note();
  }
}

function sendBytes(stream: ByteStream, visit: Visit): void {
  const bytes = new Uint8Array(1 + (visit.sent % STREAM_CHUNK));
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = byteOf(visit.sent + i, visit.life);
  visit.intended = visit.sent + bytes.length;
  visit.note();
  const sent = stream.trySend(bytes);
  if (sent > 0) visit.sent += sent;
  visit.note();
}

export async function streamBytes(channel: Channel, visit: Visit, paceMs: number): Promise<void> {
  const stream = new ByteStream(channel);
  let hasEnded = false;
  const sending = (async () => {
    while (!hasEnded && !mustLeave()) {
      if (visit.life !== 0) sendBytes(stream, visit);
      await sleep(paceMs);
    }
    if (!hasEnded) stream.shutdown();
  })().catch((error: unknown) => {
    // The receiving side is told as well.
    if (channel.error === null) throw error;
  });
  try {
    await takeBytes(stream, visit);
  } catch (error) {
    visit.ended = codeOf(error);
  }
  hasEnded = true;
  await sending;
  if (visit.ended === 'SLUICE_ERR_ENDED' && !mustLeave()) stream.shutdown();
  stream.detach();
  channel.disconnectNow();
}

/* ---- calls -------------------------------------------------------------------------------------------------------------------------- */

/** The number of a call is its `vpn`; each comes once and in order. */
export async function serveCalls(transport: Transport, visit: Visit): Promise<void> {
  const server = servePartial(transport, {
    vmmGetPte({ process, vpn, cow }) {
      if (visit.life === 0) visit.life = Number(process);
      if (Number(process) !== visit.life || vpn !== visit.received) visit.violation('call', visit.received, vpn);
      visit.received += 1;
      return { attr: cow ? 1 : 0, ppn: (vpn ^ Number(process)) >>> 0, error: 0 };
    },
  });
  await server.closed;
}

export async function makeCalls(transport: Transport, visit: Visit, paceMs: number): Promise<void> {
  const client = new ClusterRpcClient(transport);
  while (!mustLeave()) {
    const number = visit.sent;
    visit.intended = number + 1;
    visit.note();
    const { attr, ppn, error } = await client.vmmGetPte({ process: BigInt(visit.life), vpn: number, cow: true });
    if (ppn !== (number ^ visit.life) >>> 0 || attr !== 1 || error !== 0) visit.violation('answer', number ^ visit.life, ppn);
    visit.sent += 1;
    visit.received += 1;
    visit.note();
    if (number % 8 === 7) await sleep(paceMs);
  }
  await transport.close();
}

/* ---- broadcast ---------------------------------------------------------------------------------------------------------------------- */

/** Numbers that are 7 modulo 8 are not published. */
const publishedBefore = (number: number): number => number - Math.floor(number / 8);

export async function announce(publisher: Publisher, paceMs: number): Promise<void> {
  const bytes = new Uint8Array(256);
  const view = new DataView(bytes.buffer);
  for (let number = 0; !mustLeave(); number += 1) {
    if (number % 8 === 7) {
      await sleep(paceMs);
      continue;
    }
    const words = 2 + (number % 62);
    writeRecord(view, 0, number, 0, words);
    publisher.publishBytes(bytes.subarray(0, words * 4), number);
  }
  publisher.close();
}

export async function hear(subscriber: Subscriber, visit: Visit): Promise<void> {
  let last = -1;
  while (!mustLeave()) {
    const message = await subscriber.getMessage();
    if (message === null) break;
    const { type, bytes, lost } = message;
    if (last >= 0 && publishedBefore(type) - publishedBefore(last) !== 1 + lost)
      visit.violation('broadcast sequence', last, type);
    if (!isRecord(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length, type, 0, 2 + (type % 62)))
      visit.violation('broadcast payload', type, bytes.length);
    last = type;
    visit.received += 1;
    visit.note();
  }
  subscriber.close();
}
