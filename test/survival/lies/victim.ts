/**
 * `victim.js KIND ADDRESS SEED OPERATIONS`: listens, and uses what it has accepted until that has ended, again and again. Every call gives an
 * answer or a typed error; what was copied stays what it is. Prints a line of numbers, and leaves.
 */
import * as assert from 'node:assert';
import { ByteStream, type Channel, ChannelError, CLOSED, createChannelTransport, FanIn, listen } from 'sluice/runtime';
import { CallError } from 'sluice/runtime/stub';
import * as cluster from '../../../generated/cluster-rpc/index.ts';
import { xorshift } from '../../support/xorshift.ts';

const [kind = '', address = '', seedText = '1', wantedText = '1000'] = process.argv.slice(2);
const wanted = Number(wantedText);
/** Nobody waits longer for one call. */
const PATIENCE_MS = 60_000;

const draw = xorshift(Number(seedText) | 1);
let operations = 0;
const errors = new Map<string, number>();

/** What may come of a lie, by any call. */
const CODES = new Set([
  'SLUICE_ERR_POISONED',
  'SLUICE_ERR_PEER_CLOSED',
  'SLUICE_ERR_PEER_DIED',
  'SLUICE_ERR_PEER_UNRESPONSIVE',
  'SLUICE_ERR_DEADLINE',
  'SLUICE_ERR_TOO_LONG',
  'SLUICE_ERR_ENDED',
]);

function note(error: unknown): void {
  if (!(error instanceof ChannelError) && !(error instanceof CallError)) throw error;
  const { code } = error;
  if (error instanceof ChannelError && !CODES.has(code)) throw error;
  errors.set(code, (errors.get(code) ?? 0) + 1);
}

function sum({ incoming, messageLength }: Channel, at: number): number {
  let all = 0;
  for (let i = 0; i < messageLength; i += 1) all = (all * 33 + incoming.getUint8(at + i)) | 0;
  return all;
}

/** @returns false at the end */
function getSome(channel: Channel, isCopied: boolean): boolean {
  for (let i = draw(8); i >= 0; i -= 1) {
    const at = channel.tryGet();
    operations += 1;
    if (at === CLOSED) return false;
    if (at < 0) return true;
    const first = sum(channel, at);
    if (isCopied) assert.equal(sum(channel, at), first, 'a copy has changed');
    channel.finishMessage();
  }
  return true;
}

function putSome(channel: Channel, hasArena: boolean): void {
  for (let i = draw(6); i >= 0; i -= 1) {
    const length = draw(draw(8) === 0 ? 3000 : 200);
    const at = hasArena && draw(3) === 0 ? channel.tryPrepReference(length, 1, 2) : channel.tryPrep(length, 1, 2);
    operations += 1;
    if (at < 0) break;
    if (length > 0) channel.outgoing.setUint8(at + length - 1, 7);
  }
  channel.sendMessages();
}

async function step(channel: Channel, isCopied: boolean, hasArena: boolean): Promise<boolean> {
  switch (draw(10)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
      return getSome(channel, isCopied);
    case 5:
    case 6:
    case 7:
      putSome(channel, hasArena);
      return true;
    case 8:
      channel.getRemoteState();
      return true;
    default:
      break;
  }
  operations += 1;
  const timeoutMs = draw(2);
  const message = draw(2) === 0 ? await channel.getMessage({ timeoutMs }) : channel.getMessageSync({ timeoutMs });
  if (message === null) return false;
  channel.finishMessage();
  return true;
}

async function useChannel(channel: Channel): Promise<void> {
  const isCopied = !kind.endsWith('trusted');
  const hasArena = kind.startsWith('referenced');
  for (let i = 0; i < 400; i += 1) {
    try {
      if (!(await step(channel, isCopied, hasArena))) break;
    } catch (error) {
      note(error);
      if (channel.error !== null) break;
    }
  }
}

async function useStream(channel: Channel): Promise<void> {
  const stream = new ByteStream(channel);
  const bytes = new Uint8Array(1500);
  for (let i = 0; i < 200 && channel.error === null; i += 1) {
    operations += 1;
    try {
      if (draw(2) === 0) {
        if ((await stream.receive(bytes, { timeoutMs: draw(2) })) === 0) break;
      } else await stream.send(bytes.subarray(0, draw(1500)), { timeoutMs: draw(2) });
    } catch (error) {
      note(error);
    }
  }
}

const fanIn = new FanIn<string>();

async function useFanIn(channel: Channel): Promise<void> {
  fanIn.add(channel, 'liar');
  for (let i = 0; i < 100 && fanIn.size > 0; i += 1) {
    operations += 1;
    try {
      const at = fanIn.tryGet();
      if (at >= 0) fanIn.finishMessage();
      else await fanIn.getMessage({ timeoutMs: draw(2) });
    } catch (error) {
      note(error);
    }
  }
  fanIn.delete(channel);
}

async function serve(channel: Channel): Promise<void> {
  const transport = createChannelTransport(channel, { maxLength: 3000 });
  const server = cluster.servePartial(transport, {
    pmemGetPages: ({ order }) => ({ page: BigInt(order) }),
    pmemReleasePages() {},
  });
  const client = new cluster.ClusterRpcClient(transport);
  for (let i = 0; i < 30; i += 1) {
    operations += 1;
    try {
      await client.pmemGetPages({ order: 3 }, { timeoutMs: 1 });
    } catch (error) {
      note(error);
      if (channel.error !== null) break;
    }
  }
  transport.destroy(null);
  operations += Object.values(server.counters).reduce((all: number, count) => all + Number(count), 0);
}

const USES: Readonly<Record<string, (channel: Channel) => Promise<void>>> = {
  stream: useStream,
  'fan-in': useFanIn,
  calls: serve,
};

async function main(): Promise<void> {
  const use = USES[kind] ?? useChannel;
  const listener = listen(address, {
    sendOrder: 0,
    trust: kind.endsWith('trusted') ? 'peer' : 'none',
    blocksMainThread: true,
    ...(kind.startsWith('referenced') ? { arena: { blockSize: 256, blockCount: 16 } } : {}),
  });
  console.log('listening');
  let rounds = 0;
  while (operations < wanted) {
    const channel = await listener.accept({ timeoutMs: PATIENCE_MS });
    const watchdog = setTimeout(() => {
      console.error('a call has not come back');
      process.exit(3);
    }, PATIENCE_MS);
    await use(channel);
    channel.disconnectNow();
    clearTimeout(watchdog);
    rounds += 1;
  }
  listener.close();
  const told = [...errors].map(([code, count]) => `${code.replace('SLUICE_ERR_', '')}:${count}`).join(' ');
  console.log(`${kind}: operations=${operations} rounds=${rounds} errors= ${told}`);
}

await main();
