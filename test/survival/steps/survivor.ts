/** The other side of a doomed thread: reads all, hears of the death, gives everything back, and judges what it has seen. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as assert from 'uvu/assert';
import { partsOf } from '../../../runtime/channel/channel.ts';
import { type Channel, EndpointState, type Listener, PeerDied } from '../../../runtime/index.ts';
import { loadAddon } from '../../../runtime/memory/addon.ts';
import { HEAD, LINE_WORDS, TAIL } from '../../../runtime/ring/words.ts';
import { within } from '../../../runtime/stub/conformance.ts';
import { recordOf, type Scene } from './scenes.ts';

/** How a thread ends: the process by SIGKILL; a worker by its own exit, or by `terminate` from outside. */
export type Way = 'kill' | 'exit' | 'terminate';

export interface Outcome {
  /** Steps of the whole scene, when it came to its end; else null. */
  readonly steps: number | null;
  /** Records that arrived, bytes that the doomed one had released, END, and departure: none of it gets less when it dies later. */
  readonly facts: readonly [sent: number, released: number, ended: number, left: number];
  /** From the last moment of the doomed one to the news of it; null when it was not the doomed one's own doing. */
  readonly delayMs: number | null;
}

const CAPACITY = 4096;
const HEADER = 16;
const DOOMED = fileURLToPath(new URL('doomed.js', import.meta.url));

/** Position behind so many records of a size, from 0 on: what `docs/runtime.md` says, not what the ring does. */
function positionBehind(records: number, size: number): number {
  let at = 0;
  for (let i = 0; i < records; i += 1) {
    const bytes = HEADER + Math.ceil(size / 16) * 16;
    const toEnd = CAPACITY - (at % CAPACITY);
    at += bytes > toEnd ? toEnd + bytes : bytes;
  }
  return at;
}

/** What a process holds: of itself, and by what the addon says. */
export function holdings(): unknown {
  const maps = readFileSync('/proc/self/maps', 'utf8').split('\n');
  return {
    ...loadAddon().counts(),
    files: readdirSync('/proc/self/fd').length,
    segments: maps.filter((line) => line.includes('memfd:sluice')).length,
  };
}

interface Doomed {
  end(): Promise<unknown>;
  readonly ended: Promise<unknown>;
}

function startDoomed(way: Way, parameters: string[]): Doomed {
  if (way === 'kill') {
    const child = spawn(process.execPath, [DOOMED, ...parameters], { stdio: ['ignore', 'inherit', 'inherit'] });
    const ended = once(child, 'exit');
    return {
      ended,
      end() {
        child.kill('SIGKILL');
        return ended;
      },
    };
  }
  const worker = new Worker(DOOMED, { workerData: { parameters, flag: new Int32Array(new SharedArrayBuffer(4)) } });
  const ended = once(worker, 'exit');
  return { ended, end: () => worker.terminate() };
}

/** What the doomed one has written down. */
class Ledger {
  readonly file: string;

  constructor(folder: string) {
    this.file = path.join(folder, 'ledger');
    writeFileSync(this.file, '');
  }

  /** The last value of a note; null without one. */
  read(what: string): number | null {
    const lines = readFileSync(this.file, 'utf8').split('\n');
    const line = lines.findLast((text) => text.startsWith(`${what} `));
    return line === undefined ? null : Number(line.slice(what.length + 1));
  }
}

interface Words {
  readonly tail: number;
  readonly head: number;
}

/** The peer's words, for as long as they are mapped. */
function readWords(channel: Channel): Words | null {
  const { link } = partsOf(channel).exchange.endpoint;
  if (link.peer.byteLength === 0) return null;
  const word = (at: number, index: number): number => Atomics.load(new Int32Array(link.peer, at, LINE_WORDS), index) >>> 0;
  return {
    tail: word(link.peerParts.ringControl, TAIL),
    head: word(link.peerParts.consumerControl, HEAD),
  };
}

/** @returns records that were sent: none to a peer that is gone */
function send(channel: Channel, { size, byReference = false }: Scene, count: number): number {
  for (let i = 0; i < count; i += 1) {
    const at = byReference ? channel.tryPrepReference(size, i, 0) : channel.tryPrep(size, i, 0);
    if (at < 0) return 0;
    new Uint8Array(channel.outgoing.buffer, channel.outgoing.byteOffset + at, size).set(recordOf(i, size));
  }
  channel.sendMessages();
  return count;
}

/** Reads to the end: how many records came, and what it was. */
async function readAll(channel: Channel, scene: Scene): Promise<{ received: number; error: Error | null }> {
  let received = 0;
  try {
    for await (const message of channel) {
      assert.is(message.type, scene.ends && received === 1 ? 1 : received, 'a record out of order');
      assert.equal(message.bytes(), recordOf(received, scene.size), `record ${received} is not whole`);
      received += 1;
    }
    return { received, error: null };
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('SLUICE_ERR_') !== true) throw error;
    return { received, error: error as Error };
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Ends who has come to the end of its scene, or stands before its last step; wakes who sleeps. */
async function attend(doomed: Doomed, ledger: Ledger, way: Way, wake: () => void): Promise<void> {
  let isEnded = false;
  let isWoken = false;
  doomed.ended.then(() => {
    isEnded = true;
  });
  while (!isEnded) {
    if (!isWoken && ledger.read('asleep') !== null) {
      isWoken = true;
      wake();
    }
    if (ledger.read('steps') !== null || (way === 'terminate' && ledger.read('dying') !== null)) await doomed.end();
    await pause(1);
  }
}

export class Survivor {
  readonly #listener: Listener;
  readonly #runtimeUrl: string;
  readonly #folder: string;
  #accepting: Promise<Channel> | null = null;

  constructor(listener: Listener, runtimeUrl: string, folder: string) {
    this.#listener = listener;
    this.#runtimeUrl = runtimeUrl;
    this.#folder = folder;
  }

  /** @param count - steps that the doomed one takes */
  async outlive(name: string, scene: Scene, count: number, way: Way): Promise<Outcome> {
    const ledger = new Ledger(this.#folder);
    const parameters = [this.#runtimeUrl, this.#listener.address, name, String(count), way, ledger.file];
    const doomed = startDoomed(way, parameters);
    this.#accepting ??= this.#listener.accept();
    const channel = await within(
      Promise.race([this.#accepting, doomed.ended.then(() => this.#listener.tryAccept())]),
      'the connection',
    );
    if (channel === null) {
      assert.ok(scene.connects, `${name} has not connected`);
      return { steps: null, facts: [0, 0, 0, 0], delayMs: null };
    }
    this.#accepting = null;
    try {
      return await this.#watch(channel, doomed, ledger, scene, way);
    } finally {
      // Also after what should not have been seen: nobody waits for a test that has failed.
      channel.disconnectNow();
      await doomed.end();
    }
  }

  async #watch(channel: Channel, doomed: Doomed, ledger: Ledger, scene: Scene, way: Way): Promise<Outcome> {
    const states: EndpointState[] = [];
    const closes: unknown[] = [];
    let words: Words | null = null;
    let toldNs = 0n;
    channel.on('state', (state) => {
      if (states.length === 0) toldNs = process.hrtime.bigint();
      states.push(state);
      words = readWords(channel) ?? words;
    });
    const closed = new Promise<void>((resolve) => {
      channel.on('close', (error) => {
        closes.push(error);
        resolve();
      });
    });
    let offered = send(channel, scene, scene.offered ?? 0);
    const attending = attend(doomed, ledger, way, () => {
      offered = send(channel, scene, 1);
    });
    const { received, error } = await within(readAll(channel, scene), 'the end of the records');
    await within(closed, 'the news');
    await within(attending, 'the end of the thread');
    await pause(0);
    assert.is(closes.length, 1, 'one end');
    assert.ok(words !== null, 'the state is told before the memory is given back');
    const isCrash = states[0] === EndpointState.Crashed;
    if (isCrash) assert.equal(states, [EndpointState.Crashed], 'one death');
    const facts = judge(scene, ledger, words, { offered, received, error, close: closes[0], isCrash });
    const dying = ledger.read('dying');
    const delayMs = dying === null || way !== 'kill' ? null : Number(toldNs) / 1e6 - dying / 1e6;
    return { steps: ledger.read('steps'), facts, delayMs };
  }
}

interface Seen {
  /** Records that the doomed one could read. */
  readonly offered: number;
  readonly received: number;
  /** What reading ended with; null for an orderly end. */
  readonly error: Error | null;
  /** What `close` has told. */
  readonly close: unknown;
  readonly isCrash: boolean;
}

function judge(scene: Scene, ledger: Ledger, { tail, head }: Words, seen: Seen): Outcome['facts'] {
  const { sentBefore = 0, sentAfter = 0, byReference = false, ends = false, leaves = false } = scene;
  const { offered, received, error, close, isCrash } = seen;
  const size = byReference ? HEADER : scene.size;
  const sent = ledger.read('sent') ?? 0;
  const sending = ledger.read('sending') ?? 0;
  assert.ok(received >= sent && received <= sending, `${received} records, and ${sent} to ${sending} were sent`);
  assert.ok(received === sentBefore || received === sentAfter, `${received} records are neither all nor none`);
  const isEnded = ends && tail === positionBehind(received, size) + HEADER;
  assert.is(tail, positionBehind(received, size) + (isEnded ? HEADER : 0), 'the tail lies behind a record');
  assert.is(error === null, isEnded || !isCrash, 'END, departure, or an error');
  assert.ok(head <= positionBehind(ledger.read('finishing') ?? 0, size), 'nothing is released before it is finished');
  if (isCrash) {
    assert.instance(close, PeerDied);
    assert.ok(error === null || error === close);
    assert.is((close as PeerDied).sent, positionBehind(offered, size), 'sent is what was sent');
    assert.is((close as PeerDied).released, head, 'released is what the dead one had said');
  } else {
    assert.ok(leaves);
    assert.is(close, null);
  }
  return [received, head, Number(isEnded), Number(!isCrash)];
}
