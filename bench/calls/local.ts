/**
 * Costs inside one process: dispatch, and calls over a local pair. `local.js CASE` prints nanoseconds per operation of the subject and of what
 * it is compared with, in interleaved rounds. One case per process, so that no call site is shared.
 */
import { createLocalPair, type Incoming } from 'sluice/runtime/stub';
import {
  ClusterRpcClient,
  type ClusterRpcHandlers,
  ClusterRpcSyncClient,
  PmemGetPages,
  servePartial,
} from '../../generated/cluster-rpc/index.ts';
import { dispatch, type LibosIpcHandlers, methods } from '../../generated/libos-ipc/profile-semaphores/index.ts';

/** Nanoseconds per operation of both, in each round. */
export interface LocalResult {
  readonly subject: readonly number[];
  readonly reference: readonly number[];
}

type Loop = (count: number) => void | Promise<void>;
type Pair = readonly [subject: Loop, reference: Loop];

const ROUNDS = 151;
const ROUND_MS = 6;
/** Keeps results alive. */
let sink = 0;

/** Calls in flight in one batch of asynchronous calls. */
const BATCH = 16;

function dispatchPair(): Pair {
  // Handlers that do nothing, for all 47 codes; calls come in an order that no branch predictor learns by heart.
  const names = Object.keys(methods) as (keyof typeof methods)[];
  const handlers = {} as Record<string, () => void>;
  for (const name of names) {
    handlers[name] = () => {
      sink += 1;
    };
  }
  const codes = Uint8Array.from({ length: 4096 }, (_, i) => (Math.imul(i, 2654435761) >>> 16) % names.length);
  const call = new EmptyCall();
  const typed = handlers as unknown as LibosIpcHandlers;
  const bare = bareSwitch(names);
  return [
    (count) => {
      for (let i = 0; i < count; i += 1) {
        call.code = codes[i & 4095] ?? 0;
        dispatch(typed, call);
      }
    },
    (count) => {
      for (let i = 0; i < count; i += 1) bare(handlers, codes[i & 4095] ?? 0);
    },
  ];
}

/** A call whose input and answer cost nothing, so that only dispatch is measured. */
class EmptyCall implements Incoming {
  code = 0;
  readonly correlation: number = 1;
  readonly peer: string = '';
  readonly target: number = 0;
  readonly deadline: number = Number.POSITIVE_INFINITY;
  header: unknown = null;
  get signal(): AbortSignal {
    throw new Error('nobody asks for it');
  }
  read<Input>(): Input {
    return undefined as Input;
  }
  answer(): void {}
  unimplemented(): void {}
  unknown(): void {}
  reserved(): void {}
  disabled(): void {}
}

/** A switch of as many cases as there are names, written out as one would by hand. */
function bareSwitch(names: readonly string[]): (handlers: Record<string, () => void>, code: number) => void {
  const cases = names.map((name, code) => `case ${code}: return handlers.${name}();`).join('\n');
  return new Function('handlers', 'code', `switch (code) {\n${cases}\ndefault: throw new Error('no such code');\n}`) as never;
}

const answerPages = {
  pmemGetPages: ({ order }: { order: number }) => ({ page: BigInt(order) << 12n }),
} satisfies Partial<ClusterRpcHandlers>;

/** What a call has to do in any case: encode and decode its request and its answer. */
function codecLoop(): (order: number) => bigint {
  const view = new DataView(new ArrayBuffer(256));
  const header = { response: 1, thread: 0n, lid: 0, blocking: true };
  return (order) => {
    PmemGetPages.encode(view, 24, header, { order });
    const request = PmemGetPages.decode(view, 24, 104).args.order;
    PmemGetPages.encode(view, 24, header, { order: request, page: BigInt(request) << 12n });
    return PmemGetPages.decode(view, 24, 104).args.page;
  };
}

function syncPair(): Pair {
  const [near, far] = createLocalPair();
  servePartial(far, answerPages);
  const client = new ClusterRpcSyncClient(near);
  const codec = codecLoop();
  return [
    (count) => {
      for (let i = 0; i < count; i += 1) sink += Number(client.pmemGetPages({ order: i & 15 }).page & 1n);
    },
    (count) => {
      for (let i = 0; i < count; i += 1) sink += Number(codec(i & 15) & 1n);
    },
  ];
}

/** Asynchronous calls as one would write them by hand: a promise and a Map, the same codec, one hop of the microtask queue each way. */
class HandWritten {
  readonly #view: DataView = new DataView(new ArrayBuffer(64 * 1024));
  readonly #waiting: Map<number, { resolve: (output: { page: bigint }) => void; reject: (error: unknown) => void }> = new Map();
  readonly #requests: number[] = [];
  readonly #answers: number[] = [];
  #last = 0;
  #at = 0;

  call(order: number): Promise<{ page: bigint }> {
    return new Promise((resolve, reject) => {
      this.#last = (this.#last + 1) >>> 0;
      const at = this.#reserve();
      this.#view.setUint32(at, this.#last, true);
      PmemGetPages.encode(this.#view, at + 24, { response: 1, thread: 0n, lid: 0, blocking: true }, { order });
      this.#waiting.set(this.#last, { resolve, reject });
      if (this.#requests.push(at) === 1) queueMicrotask(() => this.#serve());
    });
  }

  #reserve(): number {
    const at = this.#at;
    this.#at = (at + 128) % (64 * 1024);
    return at;
  }

  #serve(): void {
    for (const at of this.#requests.splice(0)) {
      const { order } = PmemGetPages.decode(this.#view, at + 24, 104).args;
      const { page } = answerPages.pmemGetPages({ order });
      const to = this.#reserve();
      this.#view.setUint32(to, this.#view.getUint32(at, true), true);
      PmemGetPages.encode(this.#view, to + 24, { response: 0, thread: 0n, lid: 0, blocking: true }, { order, page });
      if (this.#answers.push(to) === 1) queueMicrotask(() => this.#finish());
    }
  }

  #finish(): void {
    for (const at of this.#answers.splice(0)) {
      const correlation = this.#view.getUint32(at, true);
      const waiting = this.#waiting.get(correlation);
      this.#waiting.delete(correlation);
      waiting?.resolve(PmemGetPages.decodeOutputs(this.#view, at + 24, 104));
    }
  }
}

function asyncPair(): Pair {
  const [near, far] = createLocalPair();
  servePartial(far, answerPages);
  const client = new ClusterRpcClient(near);
  const hand = new HandWritten();
  const batches = async (count: number, call: (order: number) => Promise<unknown>): Promise<void> => {
    for (let i = 0; i < count; i += BATCH) {
      const calls = new Array<Promise<unknown>>(BATCH);
      for (let j = 0; j < BATCH; j += 1) calls[j] = call(j);
      await Promise.all(calls);
    }
  };
  return [
    (count) => batches(count, (order) => client.pmemGetPages({ order })),
    (count) => batches(count, (order) => hand.call(order)),
  ];
}

const CASES: Readonly<Record<string, () => Pair>> = { dispatch: dispatchPair, sync: syncPair, async: asyncPair };

/** Operations that take about `ROUND_MS`; a multiple of the batch. */
async function calibrate(loop: Loop): Promise<number> {
  for (let count = 1024; ; count *= 2) {
    const start = performance.now();
    await loop(count);
    const elapsed = performance.now() - start;
    if (elapsed > ROUND_MS / 4) return Math.max(BATCH, Math.round((count * ROUND_MS) / elapsed / BATCH) * BATCH);
  }
}

/** By this process's CPU time: what else the machine does would count with a clock on the wall. */
async function time(loop: Loop, count: number): Promise<number> {
  const start = process.cpuUsage();
  await loop(count);
  const { user, system } = process.cpuUsage(start);
  return ((user + system) * 1000) / count;
}

const make = CASES[process.argv[2] ?? ''];
if (make === undefined) throw new Error(`usage: local.js ${Object.keys(CASES).join('|')}`);
const [subject, reference] = make();
const counts = [await calibrate(subject), await calibrate(reference)] as const;
const result = { subject: [] as number[], reference: [] as number[] };
for (let round = 0; round < ROUNDS; round += 1) {
  result.subject.push(await time(subject, counts[0]));
  result.reference.push(await time(reference, counts[1]));
}
console.log(JSON.stringify({ ...result, sink: sink > 0 } satisfies LocalResult & { sink: boolean }));
