/** One list of calls, both languages on either side, three transports: what is printed is the same. And how calls end within a cluster. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Transport } from 'sluice/runtime/stub';
import * as assert from 'uvu/assert';
import * as cluster from '../../../generated/cluster-rpc/index.ts';
import { describe } from '../../support/index.ts';
import { type BuiltProgram, buildPeer } from './build.ts';
import { callAll } from './calls.ts';
import { callEnds, ENDS_LINES, WAITING } from './ends.ts';
import { callEvery, EVERY_LINES, everyRpcInC } from './every-rpc.ts';
import { RPC_LINES } from './expected.ts';
import { joinAs, openTransport } from './members.ts';
import { Peer, startPeer, TS_PEER } from './peer.ts';

const header = path.join(mkdtempSync(path.join(tmpdir(), 'sluice-every-')), 'every-rpc.h');
writeFileSync(header, everyRpcInC());
const peer: BuiltProgram = buildPeer({ flags: [`-DEVERY_RPC="${header}"`] });
rmSync(path.dirname(header), { recursive: true });
const commandOf = { C: [peer.program], TS: [process.execPath, TS_PEER] } as const;
const LANGUAGES = ['C', 'TS'] as const;
const TS_THREADS = 'TS with threads';
type ServerKind = (typeof LANGUAGES)[number] | typeof TS_THREADS;
/** Only members of a cluster have threads that serve. */
const serversOf = (way: Way): readonly ServerKind[] => (way === 'cluster' ? [...LANGUAGES, TS_THREADS] : LANGUAGES);
const startServer = (kind: ServerKind, command: string, address: string): Promise<Peer> =>
  startPeer(kind === TS_THREADS ? [...commandOf.TS, command, address, '2'] : [...commandOf[kind], command, address]);
const WAYS = { socket: '', memory: 'memory:', cluster: 'cluster:' } as const;
type Way = keyof typeof WAYS;
let addresses = 0;
const newAddress = (way: Way): string => {
  addresses += 1;
  return `${WAYS[way]}${way === 'cluster' ? peer.socket(`c${addresses}`).replace('.sock', '') : peer.socket(`way${addresses}`)}`;
};

/** What a caller in TypeScript says; it lives in this process. */
async function calledInTs(address: string, calls: (transport: Transport) => Promise<string[]>): Promise<string[]> {
  const { transport, close } = await openTransport(address);
  try {
    return await calls(transport);
  } finally {
    await close();
  }
}

async function calledInC(address: string, command: string): Promise<string[]> {
  const calling = new Peer([...commandOf.C, command, address]);
  assert.equal(await calling.exited, [0, null]);
  return calling.lines;
}

async function withServer(kind: ServerKind, way: Way, command: string, test: (address: string) => Promise<void>): Promise<void> {
  const address = newAddress(way);
  const server = await startServer(kind, command, address);
  try {
    await test(address);
  } finally {
    await server.stop();
  }
}

for (const way of Object.keys(WAYS) as Way[])
  describe(`stubs over ${way}, every pair of languages`, (it) => {
    for (const server of serversOf(way)) {
      // Pages are counted, so each caller has a server of its own.
      it(`C hears what ${server} says`, () =>
        withServer(server, way, 'serve', async (address) => assert.equal(await calledInC(address, 'call'), RPC_LINES)));
      it(`TS hears what ${server} says`, () =>
        withServer(server, way, 'serve', async (address) => assert.equal(await calledInTs(address, callAll), RPC_LINES)));
      it(`C and TS hear what ${server} says to each RPC`, () =>
        withServer(server, way, 'serve-every', async (address) => {
          assert.equal(await calledInC(address, 'call-every'), EVERY_LINES);
          assert.equal(await calledInTs(address, callEvery), EVERY_LINES);
        }));
    }
  });

/** What each caller says, whose server is killed when its last call but one waits. */
const CALLED_ENDS: Readonly<
  Record<(typeof LANGUAGES)[number], (address: string, kill: () => void) => Promise<readonly string[]>>
> = {
  async C(address, kill) {
    const calling = new Peer([...commandOf.C, 'call-ends', address]);
    await calling.line(WAITING);
    kill();
    assert.equal(await calling.exited, [0, null]);
    return calling.lines;
  },
  TS: (address, kill) => calledInTs(address, (transport) => callEnds(transport, kill)),
};

describe('stubs over a cluster, every pair of languages', (it) => {
  for (const server of serversOf('cluster'))
    for (const caller of LANGUAGES)
      it(`${caller} hears of each way in which a call to ${server} can end`, async () => {
        const address = newAddress('cluster');
        const serving = await startServer(server, 'serve', address);
        const failing = await joinAs(address.slice(WAYS.cluster.length), 5);
        cluster.servePartial(failing.transport, {
          schedDisplay: () => {
            throw new Error('a handler that fails');
          },
        });
        try {
          const lines = await CALLED_ENDS[caller](address, () => serving.child.kill('SIGKILL'));
          assert.equal(lines, ENDS_LINES);
        } finally {
          failing.transport.close();
          await failing.member.leave();
          await serving.stop();
        }
      });
});

describe('stubs, every RPC', (it) => {
  it('has all 28 of them', () => assert.is(EVERY_LINES.length, 28));
});

describe('stubs, the C peer of the ways', (it) => {
  it('is removed', () => peer.close());
});
