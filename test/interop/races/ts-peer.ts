/**
 * The twin of `c-peer.c`: `ts-peer.js ADDRESS listen|connect MS WATCHDOG_MS SEED [loop|sync|worker]`. With `loop` it waits on the event loop, with
 * `sync` by blocking; with `worker` a worker of its own is the other side.
 */
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type Channel, type ChannelOptions, connect, EMPTY, FULL, type Listener, listen } from '../../../runtime/index.ts';
import { xorshift } from '../../support/xorshift.ts';

const MOST_RECORDS = 12;
const MOST_LENGTH = 400;
const OPTIONS: ChannelOptions = { sendOrder: 0, arena: { blockSize: 128, blockCount: 8 }, blocksMainThread: true };

const [address = '', role = '', durationMs = '', watchdogMs = '', seed = '', mode = 'sync'] = process.argv.slice(2);
const isFirst = role === 'listen';
const limit = Number(watchdogMs);
const shared = xorshift(Number(seed));
const own = xorshift(Math.imul(Number(seed), 2654435761) + Number(isFirst));

function expect(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(what);
}

function inTime(start: number, what: string): void {
  if (performance.now() - start < limit) return;
  process.stderr.write(`nobody woke ${what}\n`);
  process.exit(3);
}

let _sink = 0;

async function pauseRandomly(): Promise<void> {
  const kind = own(16);
  if (kind === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, own(100) / 1000);
  else if (kind === 1 && mode !== 'sync') await setImmediate();
  else if (kind < 10) for (let i = own(8000); i > 0; i -= 1) _sink += i;
}

async function prepare(channel: Channel, length: number, value: number, isLast: number, byReference: boolean): Promise<number> {
  const start = performance.now();
  const at = byReference ? channel.tryPrepReference(length, value, isLast) : channel.tryPrep(length, value, isLast);
  if (at !== FULL) return at;
  if (byReference) {
    // Nothing waits for blocks alone, so the event does.
    await channel.getSendEvent().wait({ timeoutMs: limit });
    inTime(start, 'a writer that waits for a block');
    return prepare(channel, length, value, isLast, true);
  }
  const found =
    mode === 'sync'
      ? channel.prepMessageSync(length, value, isLast, { timeoutMs: limit })
      : await channel.prepMessage(length, value, isLast, { timeoutMs: limit });
  inTime(start, 'a writer that waits for room');
  return found;
}

async function sendRound(channel: Channel, isLast: number): Promise<void> {
  for (let left = 1 + shared(MOST_RECORDS); left > 0; left -= 1) {
    const length = shared(MOST_LENGTH);
    const value = shared(2 ** 32);
    const way = shared(8);
    const at = await prepare(channel, length, value, isLast, way === 0);
    expect(at >= 0, `sending: ${at}`);
    for (let i = 0; i < length; i += 1) channel.outgoing.setUint8(at + i, (value + i) & 255);
    if (left === 1 || way < 6) channel.sendMessages();
    await pauseRandomly();
  }
}

async function receiveRound(channel: Channel): Promise<number> {
  let flags = 0;
  for (let left = 1 + shared(MOST_RECORDS); left > 0; left -= 1) {
    const length = shared(MOST_LENGTH);
    const value = shared(2 ** 32);
    shared(8);
    const start = performance.now();
    if (channel.tryGet() === EMPTY) {
      if (mode === 'sync') channel.getMessageSync({ timeoutMs: limit });
      else await channel.getMessage({ timeoutMs: limit });
      inTime(start, 'a reader');
    }
    const at = channel.tryGet();
    expect(at >= 0 && channel.messageLength === length && channel.messageType === value, `got ${at}: ${channel.messageLength}`);
    for (let i = 0; i < length; i += 1) expect(channel.incoming.getUint8(at + i) === ((value + i) & 255), `byte ${i}`);
    flags = channel.messageFlags;
    channel.finishMessage();
    await pauseRandomly();
  }
  return flags;
}

let listener: Listener | null = null;
async function open(): Promise<Channel> {
  if (!isFirst) return await connect(address, { ...OPTIONS, timeoutMs: 60_000 });
  listener = listen(address, OPTIONS);
  process.stdout.write('ready\n');
  if (mode === 'worker') {
    // The same file, as the other side.
    new Worker(new URL(import.meta.url), { argv: [address, 'connect', durationMs, watchdogMs, seed, 'sync'], stdout: true });
  }
  return await listener.accept({ timeoutMs: 60_000 });
}

const channel = await open();
const end = performance.now() + Number(durationMs);
let rounds = 0;
for (let isLast = 0; isLast === 0; ) {
  rounds += 1;
  if (isFirst) {
    isLast = Number(performance.now() >= end);
    await sendRound(channel, isLast);
    await receiveRound(channel);
  } else {
    isLast = await receiveRound(channel);
    await sendRound(channel, isLast);
  }
}
process.stdout.write(`${rounds} rounds\n`);
await channel.disconnect();
if (listener !== null) await (listener as Listener).close();
