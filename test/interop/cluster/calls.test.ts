/** Calls between members in TypeScript and in C: whoever calls whom, the answers are the same, and so are the words that are left. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { within } from '../../../runtime/stub/conformance.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { BuiltProgram } from '../stubs/build.ts';

const TS_PEER = fileURLToPath(new URL('./ts-peer.js', import.meta.url));
const LANGUAGES = ['TypeScript', 'C'] as const;
type Language = (typeof LANGUAGES)[number];

/** A process that is a member. */
class Peer {
  readonly process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(command: string, parameters: string[]) {
    this.process = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'inherit'] });
    const input = this.process.stdout;
    assert.ok(input);
    this.#lines = createInterface({ input: input as NonNullable<typeof input> })[Symbol.asyncIterator]();
  }

  async answer(): Promise<string> {
    const { value } = await within(this.#lines.next(), 'an answer of a member', 60_000);
    return value;
  }

  do(line: string): Promise<string> {
    this.process.stdin?.write(`${line}\n`);
    return this.answer();
  }
}

class Cluster {
  readonly folder: string = mkdtempSync(path.join(tmpdir(), 'sluice-cluster-'));
  readonly peers: Peer[] = [];

  async add(language: Language, program: BuiltProgram, fifoSlots = 128): Promise<Peer> {
    const parameters = [this.folder, String(this.peers.length), String(fifoSlots)];
    const peer = language === 'C' ? new Peer(program.program, parameters) : new Peer(process.execPath, [TS_PEER, ...parameters]);
    this.peers.push(peer);
    assert.is(await peer.answer(), 'joined');
    return peer;
  }

  close(): void {
    for (const { process } of this.peers) process.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Who waits for room, and how. */
const WAYS: readonly [Language, string][] = [
  ['C', 'sync'],
  ['TypeScript', 'call'],
  ['TypeScript', 'sync'],
];

/** Target, index, fingerprint, milliseconds, arguments: calls whose ends do not depend on time. */
const TRACE: readonly string[] = [
  '1 0 0 0 41',
  '1 0 0 0 18446744073709551615',
  '1 7 0 0 1 2 3 4 5 6 7 8 9 10',
  '1 1 0 0 28',
  '1 1 0 0 4095',
  '1 2 0 0 7',
  '1 3 0 0 7',
  '1 19 0 0 1',
  '1 20 0 0 1',
  '1 29 0 0 1',
  '1 30 0 0 1',
  '1 4294967295 0 0 1',
  '1 6 2147483650 0 1',
  '1 6 2147483649 0 1',
  '1 6 0 0 1',
  '1 0 77 0 1',
];

/** Calls, each with what it has left in its slot. */
async function play(caller: Peer, way: string): Promise<string[]> {
  const lines: string[] = [];
  for (const step of TRACE) lines.push(`${step}: ${await caller.do(`${way} ${step}`)} / ${await caller.do('left')}`);
  return lines;
}

/** How often the first thread of a process has gone to sleep. */
function countSleeps({ process }: Peer): number {
  return Number(readFileSync(`/proc/${process.pid}/status`, 'utf8').match(/^voluntary_ctxt_switches:\s*(\d+)$/m)?.[1]);
}

describeWithAddon('members in TypeScript and in C', (it) => {
  let program: BuiltProgram;
  let cluster: Cluster;
  const traces = new Map<string, string[]>();
  it.before(() => {
    program = new BuiltProgram('test/interop/cluster/c-peer.c', { sanitize: 'none' });
  });
  it.before.each(() => {
    cluster = new Cluster();
  });
  it.after.each(() => cluster.close());
  it.after(() => program.close());

  const PAIRS: [Language, Language][] = LANGUAGES.flatMap((a) => LANGUAGES.map((b): [Language, Language] => [a, b]));
  for (const [a, b] of PAIRS) {
    const ways = a === 'C' ? ['sync'] : ['call', 'sync'];
    for (const way of ways) {
      it(`${a} calls ${b} (${way}), and leaves the same words as all others`, async () => {
        const caller = await cluster.add(a, program);
        const server = await cluster.add(b, program);
        assert.is(await server.do('serve'), 'ok');
        const lines = await play(caller, way);
        traces.set(`${a} ${b} ${way}`, lines);
        assert.is(lines.length, TRACE.length);
        assert.equal(lines, [...traces.values()][0]);
      });
    }

    it(`${a} and ${b} ask each other in turn, twenty deep`, async () => {
      const caller = await cluster.add(a, program);
      const server = await cluster.add(b, program);
      await caller.do('serve');
      await server.do('serve');
      const depth = 20;
      const expected = Buffer.alloc(80);
      expected.writeUInt32LE(depth, 0);
      expected.writeUInt32LE(depth, 8);
      // Seven of eight slots: each level of nesting takes one of the thread that runs it.
      const answer = await caller.do(`sync 1 4 0 0 ${Math.min(depth, 12)}`);
      expected.writeUInt32LE(12, 0);
      expected.writeUInt32LE(12, 8);
      assert.is(answer, `ok ${expected.toString('hex')}`);
    });

    it(`${a} is told when ${b} dies, and when it is late`, async () => {
      const caller = await cluster.add(a, program);
      const server = await cluster.add(b, program);
      await server.do('serve');
      assert.is(await caller.do('sync 1 5 0 30 1000'), 'SLUICE_ERR_DEADLINE 0 unknown');
      assert.is(await caller.do('quarantined'), '1');
      assert.is((await caller.do('sync 1 0 0 0 1')).slice(0, 3), 'ok ');
      const coming = caller.do('sync 1 5 0 0 60000');
      await new Promise((resolve) => setTimeout(resolve, 50));
      server.process.kill('SIGKILL');
      assert.is(await coming, 'SLUICE_ERR_PEER_DIED 0 unknown');
      assert.is(await caller.do('sync 1 0 0 0 1'), 'SLUICE_ERR_NO_MEMBER 0 no');
    });

    it(`${a} multicasts to ${b} and others, one of which is not there`, async () => {
      const caller = await cluster.add(a, program);
      for (const language of [b, 'TypeScript', 'C'] as const) await (await cluster.add(language, program)).do('serve');
      assert.is(await caller.do('multicast 1,2,9,3 0 100'), '101 102 SLUICE_ERR_NO_MEMBER 103');
      await (cluster.peers[2] as Peer).do('stop');
      assert.is(await caller.do('multicast 3,2,1 0 7'), '10 SLUICE_ERR_STOPPING 8');
    });
  }

  for (const language of LANGUAGES) {
    it(`wait asleep for room in the FIFO of a member in ${language}, and are served in the order of their coming`, async () => {
      const observer = await cluster.add('C', program);
      const slots = 2;
      const server = await cluster.add(language, program, slots);
      const callers: { peer: Peer; way: string }[] = [];
      for (const [caller, way] of [...WAYS, ...WAYS]) callers.push({ peer: await cluster.add(caller, program), way });
      // Members in C that do not serve take nothing; in TypeScript, they refuse it.
      const gate = path.join(cluster.folder, 'gate');
      let blocked = Promise.resolve('ok');
      if (language === 'TypeScript') {
        await server.do('serve');
        blocked = server.do(`block ${gate}`);
      }
      const answers: Promise<string>[] = [];
      for (const { peer, way } of callers) {
        answers.push(peer.do(`${way} 1 8 0 0`));
        const count = answers.length;
        const expected = `${Math.min(count, slots)} ${Math.max(count - slots, 0)}`;
        while ((await observer.do('waiting 1')) !== expected) await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const inLine = callers.slice(slots).map(({ peer }) => peer);
      await new Promise((resolve) => setTimeout(resolve, 100));
      const before = inLine.map(countSleeps);
      await new Promise((resolve) => setTimeout(resolve, 500));
      // An event loop looks once in 20 ms, should a ring be lost.
      for (const [i, peer] of inLine.entries()) assert.ok(countSleeps(peer) - (before[i] as number) < 60);
      writeFileSync(gate, '');
      assert.is(await blocked, 'ok');
      if (language === 'C') assert.is(await server.do(`drain ${callers.length}`), 'ok');
      for (const answer of await Promise.all(answers)) assert.is(answer.slice(0, 3), 'ok ');
      assert.is(await server.do('order'), callers.map((_, i) => i + 2).join(' '));
    });
  }
});
