/** What a doomed thread does with its channel, step by step, and what is there when it has done nothing and all of it. */
import type { Channel, ChannelOptions } from '../../../runtime/index.ts';

export type Runtime = typeof import('../../../runtime/index.ts');

/** What a scene is played with. */
export interface Stage {
  readonly channel: Channel;
  readonly runtime: Runtime;
  readonly scene: Scene;
  /** Whether the survivor has given back all that was sent. */
  isDrained(): boolean;
  /** Outlives the thread. */
  note(what: 'sending' | 'sent' | 'finishing' | 'asleep', count?: number): void;
}

export interface Scene {
  readonly title: string;
  readonly options?: ChannelOptions;
  /** Bytes of each record. */
  readonly size: number;
  readonly byReference?: boolean;
  /** Records that the survivor sends at the start, by one publish. */
  readonly offered?: number;
  /** The survivor sends one more when the doomed one says that it sleeps. */
  readonly isWoken?: boolean;
  /** Its connecting is a part of it. */
  readonly connects?: boolean;
  /** Not counted. */
  readonly before?: (stage: Stage) => Promise<void> | void;
  readonly run: (stage: Stage) => Promise<void> | void;
  /** Records that arrive: before the first step, and after the last one; nothing in between unless `isGradual`. */
  readonly sentBefore?: number;
  readonly sentAfter?: number;
  readonly isGradual?: boolean;
  readonly releasedAfter?: number;
  readonly ends?: boolean;
  readonly leaves?: boolean;
}

const SMALL: ChannelOptions = { sendOrder: 0, arena: { blockSize: 1024, blockCount: 16 } };
export const OPTIONS: ChannelOptions = SMALL;

/** Every byte follows from the number. */
export function recordOf(number: number, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (number * 37 + i * 11 + 5) & 0xff);
}

const RECORDS = new Map<number, Uint8Array>();

/** Made beforehand, so that only the copy into the ring has steps. */
function bytesOf(number: number, size: number): Uint8Array {
  let bytes = RECORDS.get(number);
  if (bytes === undefined) {
    bytes = recordOf(number, size);
    RECORDS.set(number, bytes);
  }
  return bytes;
}

export function prepareRecords(size: number): void {
  for (let i = 0; i < 32; i += 1) bytesOf(i, size);
}

function put({ channel, scene: { size, byReference = false } }: Stage, number: number): void {
  const at = byReference ? channel.tryPrepReference(size, number, 0) : channel.tryPrep(size, number, 0);
  if (at < 0) throw new Error(`no room for record ${number}: ${at}`);
  const { outgoing } = channel;
  new Uint8Array(outgoing.buffer, outgoing.byteOffset + at, size).set(bytesOf(number, size));
}

function publish({ channel, note }: Stage, count: number): void {
  note('sending', count);
  channel.sendMessages();
  note('sent', count);
}

/** What was sent before the first step. */
function sendBefore(stage: Stage): void {
  const { sentBefore = 0 } = stage.scene;
  for (let i = 0; i < sentBefore; i += 1) put(stage, i);
  publish(stage, sentBefore);
}

function sendBatch(stage: Stage): void {
  const { sentBefore = 0, sentAfter = 0 } = stage.scene;
  for (let i = sentBefore; i < sentAfter; i += 1) put(stage, i);
  publish(stage, sentAfter);
}

/** The second record is given up first. */
function sendReserved(stage: Stage): void {
  const { channel, scene } = stage;
  const { sentBefore = 0, sentAfter = 0, size } = scene;
  for (let i = sentBefore; i < sentAfter; i += 1) {
    if (channel.tryReserve(size) < 0) throw new Error('no room');
    channel.abortMessage();
    const at = channel.tryReserve(size);
    const { outgoing } = channel;
    new Uint8Array(outgoing.buffer, outgoing.byteOffset + at, size).set(bytesOf(i, size));
    channel.commitMessage(size, i, 0);
  }
  publish(stage, sentAfter);
}

async function waitForFirst({ channel }: Stage): Promise<void> {
  await channel.getMessage();
}

async function takeAll({ channel, scene, note }: Stage): Promise<void> {
  const { offered = 0 } = scene;
  for (let i = 0; i < offered; i += 1) {
    await channel.getMessage();
    note('finishing', i + 1);
    channel.finishMessage();
  }
  if (channel.tryGet() >= 0) throw new Error('a record too many');
}

async function takeAsleep({ channel, note }: Stage): Promise<void> {
  const coming = channel.getMessage();
  note('asleep');
  await coming;
  note('finishing', 1);
  channel.finishMessage();
  channel.tryGet();
}

export const SCENES: Readonly<Record<string, Scene>> = {
  send: {
    title: 'reserve, abort, commit and publish',
    size: 40,
    before: sendBefore,
    run: sendReserved,
    sentBefore: 2,
    sentAfter: 4,
  },
  batch: {
    title: 'a batch across the end of the ring',
    size: 1000,
    before: passAround,
    run: sendBatch,
    sentBefore: 4,
    sentAfter: 6,
  },
  reference: {
    title: 'records by reference',
    size: 3000,
    byReference: true,
    before: sendBefore,
    run: sendBatch,
    sentBefore: 1,
    sentAfter: 3,
  },
  take: { title: 'reading and giving back', size: 200, offered: 4, before: waitForFirst, run: takeAll, releasedAfter: 4 },
  'take-reference': {
    title: 'reading blocks and giving them back',
    size: 3000,
    byReference: true,
    offered: 3,
    before: waitForFirst,
    run: takeAll,
    releasedAfter: 3,
  },
  sleep: { title: 'arming, sleeping and being woken', size: 100, isWoken: true, run: takeAsleep, releasedAfter: 1 },
  stream: {
    title: 'a chunk of a stream, and its end',
    size: 500,
    before: sendBefore,
    async run({ channel, runtime, scene, note }) {
      const stream = new runtime.ByteStream(channel);
      note('sending', 2);
      await stream.send(bytesOf(1, scene.size));
      note('sent', 2);
      stream.shutdown();
    },
    sentBefore: 1,
    sentAfter: 2,
    ends: true,
  },
  leave: {
    title: 'disconnect, with a record that was never sent',
    size: 60,
    offered: 1,
    before(stage) {
      sendBefore(stage);
      put(stage, 31);
    },
    run: ({ channel }) => channel.disconnectNow(),
    sentBefore: 2,
    sentAfter: 2,
    leaves: true,
  },
  connect: { title: 'connecting, and a first record', size: 60, connects: true, run: sendBatch, sentAfter: 1 },
};

/** The survivor reads all the time, so that there is room again at the start of the ring. */
async function passAround(stage: Stage): Promise<void> {
  const { sentBefore = 0 } = stage.scene;
  for (let i = 0; i < sentBefore; i += 1) {
    put(stage, i);
    publish(stage, i + 1);
    while (!stage.isDrained()) await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
