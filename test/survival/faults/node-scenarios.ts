/** What two sides do with each other in one Node process while something goes wrong: the twins of scenarios.c. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import {
  ByteStream,
  type Channel,
  type ChannelMessage,
  connect,
  createChannelTransport,
  listen,
  publish,
  subscribe,
} from 'sluice/runtime';
import { ClusterRpcClient, servePartial } from '../../../generated/cluster-rpc/index.ts';

/** Much longer than anything takes: who waits so long was forgotten. */
export const PATIENCE_MS = 8000;
export const OPTIONS = { sendOrder: 0, arena: { blockSize: 1024, blockCount: 8 } } as const;
const WAIT = { timeoutMs: PATIENCE_MS } as const;
const LARGE = 3000;
const STREAMED = 9000;

/** What a side has to say for itself: nothing, or the error that ended it. */
export type Outcome = Error | null;

export interface Scenario {
  /** Listens, and calls `startClient` once that has worked. */
  serve(address: string, startClient: () => void, isClientGone: Promise<void>): Promise<void>;
  join(address: string): Promise<void>;
}

export function fill(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => seed + i * 7);
}

function mustBe(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`not ${what}`);
}

export function check(message: ChannelMessage | null, length: number, type: number): void {
  if (message === null) throw new Error('an end instead of a message');
  mustBe(message.type === type && Buffer.compare(message.bytes(), fill(length, type)) === 0, `the message ${type}`);
}

async function take(channel: Channel, length: number, type: number): Promise<void> {
  check(await channel.getMessage(WAIT), length, type);
  channel.finishMessage();
}

async function put(channel: Channel, length: number, type: number): Promise<void> {
  mustBe(await channel.sendBytes(fill(length, type), { ...WAIT, type }), 'sent');
}

/** Not longer than the client is there. */
async function acceptOne(address: string, startClient: () => void, isClientGone: Promise<void>): Promise<Channel> {
  const listener = listen(address, OPTIONS);
  const gone = new AbortController();
  void isClientGone.then(() => gone.abort());
  try {
    startClient();
    return await listener.accept({ ...WAIT, signal: gone.signal });
  } finally {
    listener.close();
  }
}

async function using(channel: Channel, use: () => Promise<void>): Promise<void> {
  try {
    await use();
  } finally {
    channel.disconnectNow();
  }
}

export async function serveRecords(channel: Channel): Promise<void> {
  await take(channel, 100, 1);
  await sleep(1);
  await put(channel, 200, 2);
  await take(channel, LARGE, 3);
  await put(channel, LARGE, 4);
  const stream = new ByteStream(channel);
  const expected = fill(STREAMED, 5);
  for (let done = 0; done < STREAMED; ) {
    const chunk = await stream.receiveChunk(WAIT);
    mustBe(chunk !== null && Buffer.compare(chunk, expected.subarray(done, done + chunk.length)) === 0, 'the stream');
    done += chunk?.length ?? 0;
  }
  mustBe((await stream.receiveChunk(WAIT)) === null, 'the end of the stream');
  stream.shutdown();
  // The client reads that before it leaves.
  await channel.getControlEvent().wait(WAIT);
}

const records: Scenario = {
  async serve(address, startClient, isClientGone) {
    const channel = await acceptOne(address, startClient, isClientGone);
    await using(channel, () => serveRecords(channel));
  },
  async join(address) {
    const channel = await connect(address, { ...OPTIONS, ...WAIT });
    await using(channel, async () => {
      await sleep(1);
      await put(channel, 100, 1);
      await take(channel, 200, 2);
      await put(channel, LARGE, 3);
      await take(channel, LARGE, 4);
      const stream = new ByteStream(channel);
      await stream.send(fill(STREAMED, 5), WAIT);
      stream.shutdown();
      mustBe((await stream.receiveChunk(WAIT)) === null, 'the end of the stream');
    });
  },
};

/** The client blocks a thread of its own, which lives as long as the process. */
let worker: Worker | null = null;

const blocking: Scenario = {
  serve: records.serve,
  join(address) {
    worker ??= new Worker(new URL('./blocking-client.js', import.meta.url));
    worker.unref();
    const answering = new Promise<{ code?: string; errno?: number; text: string } | null>((resolve) => {
      worker?.once('message', resolve);
    });
    worker.postMessage(address);
    return answering.then((error) => {
      if (error !== null) throw Object.assign(new Error(error.text), error);
    });
  },
};

const calls: Scenario = {
  async serve(address, startClient, isClientGone) {
    const channel = await acceptOne(address, startClient, isClientGone);
    const server = servePartial(createChannelTransport(channel), {
      async pmemGetPages({ order }) {
        await sleep(1);
        return { page: 0x1000n << BigInt(order) };
      },
    });
    await server.closed;
  },
  async join(address) {
    const transport = createChannelTransport(await connect(address, { ...OPTIONS, ...WAIT }));
    try {
      const client = new ClusterRpcClient(transport, WAIT);
      for (let order = 0; order < 3; order += 1)
        mustBe((await client.pmemGetPages({ order })).page === 0x1000n << BigInt(order), 'the page');
    } finally {
      await transport.close();
    }
  },
};

const ANNOUNCED = 5;

const broadcast: Scenario = {
  async serve(address, startClient, isClientGone) {
    const publisher = publish(address);
    let isGone = false;
    void isClientGone.then(() => {
      isGone = true;
    });
    startClient();
    for (let type = 0; !isGone; type += 1) {
      publisher.publishBytes(fill(64, type), type);
      await sleep(1);
    }
    publisher.close();
  },
  async join(address) {
    const subscriber = await subscribe(address, WAIT);
    try {
      for (let count = 0; count < ANNOUNCED; count += 1) {
        const message = await subscriber.getMessage(WAIT);
        mustBe(message !== null && Buffer.compare(message.bytes, fill(64, message.type)) === 0, 'the announcement');
      }
    } finally {
      subscriber.close();
    }
  },
};

export const SCENARIOS: Readonly<Record<string, Scenario>> = { records, blocking, calls, broadcast };
