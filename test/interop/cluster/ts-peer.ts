/** A member that does what it is told, line by line: `ts-peer.js FOLDER CXY [FIFO_SLOTS]`. `c-peer.c` is the same in C. */
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { CallOutcome } from '../../../generated/segment/codes.ts';
import {
  ARGUMENTS,
  DESCRIPTOR_WORDS,
  ERROR,
  FINGERPRINT,
  FINISHED,
  OUTCOME_MASK,
  SLOT_WORDS,
  STATUS_MASK,
  STATUS_SHIFT,
  TARGET,
  WORD,
} from '../../../runtime/cluster/call-words.ts';
import { CallError, callsOf, type Descriptor, joinCluster, Refusal, type Service } from '../../../runtime/index.ts';

const [folder = '', cxy = '', fifoSlots = '128'] = process.argv.slice(2);
const member = await joinCluster(folder, { cxy: Number(cxy), waiters: 2, callsPerWaiter: 8, fifoSlots: Number(fifoSlots) });
const calls = callsOf(member, { blocksMainThread: true });
const { buffer, parts } = member.native.self;
const slots = new Int32Array(buffer, parts.calls, parts.callsPerWaiter * SLOT_WORDS);
let before = slots.slice();
/** Who has asked for a note, in order. */
const notes: number[] = [];

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

const SERVICE: Service = {
  size: 30,
  reserved: [19],
  disabled: [20],
  fingerprints: Array.from({ length: 30 }, (_, index) => (index === 6 ? 0x80000001 : 0)),
  handlers: {
    0: ({ descriptor }) => descriptor.set(1, BigInt.asUintN(64, descriptor.get(0) + BigInt(cxy))),
    1: ({ descriptor }) => {
      throw new Refusal(descriptor.getU32(0));
    },
    2: () => {
      throw new Error('a mistake');
    },
    3: () => {
      throw new CallError('SLUICE_ERR_MALFORMED', 'no such thing');
    },
    // Asks back, as deep as it is told, and counts.
    4: ({ descriptor, source }) => {
      const depth = descriptor.getU32(0);
      if (depth > 0) descriptor.set(1, 1 + calls.callSync(source, { index: 4, args: [depth - 1] }).getU32(1));
    },
    5: ({ descriptor }) => sleep(descriptor.getU32(0)),
    6: () => {},
    // All of the arguments, turned round.
    7: ({ descriptor }) => {
      descriptor.bytes.subarray(24).reverse();
    },
    8: ({ source }) => {
      notes.push(source);
    },
  },
};

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** What a call has left in its slot, once its server has finished. */
async function leftover(): Promise<string> {
  for (;;) {
    for (let at = 0; at < slots.length; at += SLOT_WORDS) {
      const word = Atomics.load(slots, at + WORD);
      if (word >>> 8 === (before[at + WORD] as number) >>> 8) continue;
      if ((word & FINISHED) === 0) break;
      before = slots.slice();
      const bytes = new Uint8Array(slots.buffer, slots.byteOffset + (at + ARGUMENTS) * 4, (DESCRIPTOR_WORDS - ARGUMENTS) * 4);
      const isDone = (word & OUTCOME_MASK) === CallOutcome.OutcomeDone;
      const shown = [word & OUTCOME_MASK, (word >>> STATUS_SHIFT) & STATUS_MASK, isDone ? slots[at + ERROR] : 0];
      return `${[...shown, (slots[at + FINGERPRINT] as number) >>> 0, slots[at + TARGET]].join(' ')} ${hex(bytes)}`;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

function told(error: unknown): string {
  if (!(error instanceof CallError)) throw error;
  return `${error.code} ${error.errno ?? 0} ${error.started}`;
}

async function ask(words: readonly string[], asks: typeof calls.call): Promise<string> {
  const [target, index, fingerprint, timeoutMs] = words.map(Number) as [number, number, number, number];
  const limit = timeoutMs > 0 ? { timeoutMs } : {};
  const rpc = { index, args: words.slice(4).map(BigInt) };
  let answer: string;
  try {
    const descriptor: Descriptor = await asks.call(calls, target, rpc, { fingerprint, ...limit });
    answer = `ok ${hex(descriptor.bytes.subarray(24))}`;
  } catch (error) {
    answer = told(error);
  }
  return answer;
}

const COMMANDS: Readonly<Record<string, (words: string[]) => Promise<string> | string>> = {
  serve: () => {
    calls.serve(SERVICE);
    return 'ok';
  },
  stop: async () => {
    await calls.stopServing();
    return 'ok';
  },
  call: (words) => ask(words, calls.call),
  sync: (words) => ask(words, async (target, rpc, options) => calls.callSync(target, rpc, options)),
  left: leftover,
  // Serves nothing, and does not turn its event loop, until there is a file.
  block: ([file = '']) => {
    while (!existsSync(file)) sleep(5);
    return 'ok';
  },
  order: () => notes.join(' '),
  multicast: ([targets = '', index, argument]) => {
    const results = calls.multicastSync(targets.split(',').map(Number), { index: Number(index), args: [Number(argument)] });
    return results.map(({ error, descriptor }) => (error === null ? descriptor.get(1) : error.code)).join(' ');
  },
  quarantined: () => String(calls.quarantined),
};

console.log('joined');
for await (const line of createInterface({ input: process.stdin })) {
  const [command = '', ...words] = line.split(' ');
  console.log((await COMMANDS[command]?.(words)) ?? 'what?');
}
process.exit(0);
