/** A host in TypeScript with processes in C and in TypeScript: large payloads in a region, in both directions. */
import { setImmediate } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import type { Channel } from '../../../runtime/channel/channel.ts';
import { attach, detachAll, newFile, newMemory } from '../../runtime/ivshmem/regions.ts';
import { describe } from '../../support/index.ts';
import { xorshift } from '../../support/xorshift.ts';
import { Liar, type Subject } from './liar.ts';
import { LANGUAGES, type PeerProcess, Peers, STOP } from './peers.ts';

const BLOCK = 4096;
const BLOCKS = 8;
const LIMIT_MS = 60_000;
const WAIT = { timeoutMs: LIMIT_MS };

/** Sends messages of these lengths while it reads what comes back. @returns how many came back as they should */
async function exchange(channel: Channel, lengths: readonly number[]): Promise<number> {
  const fill = (length: number, seed: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i * 7 + seed);
  const sending = (async () => {
    for (const [type, length] of lengths.entries()) await channel.sendBytes(fill(length, type), { ...WAIT, type });
  })();
  let right = 0;
  for (const [type, length] of lengths.entries()) {
    const message = await channel.getMessage(WAIT);
    if (message === null) break;
    if (message.type === type && Buffer.compare(message.bytes(), fill(length, type + 1)) === 0) right += 1;
    channel.finishMessage();
  }
  await sending;
  return right;
}

describe('large payloads between processes of a region', (it) => {
  const peers = new Peers();
  it.after.each(detachAll);
  it.after(() => peers.close());

  for (const language of LANGUAGES) {
    it(`go to a peer in ${language} and come back, from a ring and an arena that are smaller than all of them`, async () => {
      const file = newFile();
      const memory = newMemory({ ringSize: 2048, arena: { blockSize: BLOCK, blockCount: BLOCKS } }, file);
      const region = await attach(memory, 0);
      const peer = peers.start(language, file, 1, [0]);
      const channel = await region.connect(1, WAIT);
      const draw = xorshift(0xbeef);
      const lengths = Array.from({ length: 80 }, () => (draw(3) === 0 ? draw(500) : draw(BLOCK * BLOCKS + 1)));
      assert.is(await exchange(channel, lengths), lengths.length);
      await channel.sendBytes(new Uint8Array(BLOCK * BLOCKS), { ...WAIT, type: STOP });
      assert.is(await peer.ended(), 0, peer.errors);
      assert.equal([peer.said, peer.errors], ['served\n', '']);
    });

    it(`are free again when a reader in ${language} is killed with them in its hands`, async () => {
      const file = newFile();
      const memory = newMemory({ ringSize: 2048, arena: { blockSize: BLOCK, blockCount: BLOCKS } }, file);
      const region = await attach(memory, 0);
      const killed = peers.start(language, file, 1, [0]);
      const first = await region.connect(1, WAIT);
      assert.is(await exchange(first, [BLOCK * BLOCKS, 10, BLOCK * BLOCKS]), 3);
      await killed.kill();
      assert.ok(await first.sendBytes(new Uint8Array(BLOCK * BLOCKS), WAIT));
      const waiting = first.sendBytes(new Uint8Array(BLOCK), WAIT).then(
        () => 'sent',
        (error: { code: string }) => error.code,
      );
      // As the steward does.
      region.directory.markDead(1);
      assert.is(await waiting, 'SLUICE_ERR_PEER_DIED');
      first.disconnectNow();
      const next = peers.start(language, file, 1, [0]);
      const second = await region.connect(1, WAIT);
      assert.is(await exchange(second, [BLOCK * BLOCKS, BLOCK * BLOCKS]), 2);
      await second.sendBytes(new Uint8Array(1), { ...WAIT, type: STOP });
      assert.is(await next.ended(), 0, next.errors);
    });
  }
});

/** How the liar's channels have ended, as the other side tells it. */
function endsIn(said: string): string[] {
  return [...said.matchAll(/^slot 2: (\w+)$/gm)].map((match) => match[1] as string);
}

/** Lies until the other side has told of it, while that serves somebody else. */
async function lieUntilTold(liar: Liar, subject: Subject, peer: PeerProcess, other: Channel): Promise<void> {
  const { length } = endsIn(peer.said);
  // With an answer the other side has a channel, too, whose end it must tell.
  assert.is(await exchange(await liar.connect(LIMIT_MS), [1]), 1);
  while (endsIn(peer.said).length === length) {
    assert.is(peer.errors, '');
    const served = exchange(other, [10, 3000]);
    liar.lie(subject);
    await setImmediate();
    liar.lie(subject);
    assert.is(await served, 2);
  }
  liar.leave();
}

/** What the words of a lane can be caught at, and what a peer that comes and goes looks like. */
const TYPED: ReadonlySet<string> = new Set([
  'SLUICE_ERR_POISONED',
  'SLUICE_ERR_ENDED',
  'SLUICE_ERR_PEER_CLOSED',
  'SLUICE_ERR_PEER_DIED',
  'SLUICE_ERR_INCOMPATIBLE',
]);

describe('a process of a region that rewrites words while others work on them', (it) => {
  const peers = new Peers();
  it.after.each(detachAll);
  it.after(() => peers.close());

  for (const [index, language] of LANGUAGES.entries()) {
    it(`is told apart by one in ${language}, with typed errors, which goes on serving others`, async () => {
      const file = newFile();
      const memory = newMemory({ ringSize: 1024, arena: { blockSize: 1024, blockCount: 8 } }, file);
      const peer = peers.start(language, file, 1, [0, 2]);
      const region = await attach(memory, 0);
      const other = await region.connect(1, WAIT);
      const liar = new Liar(memory, 2, 1, 0xabcdef + index);
      for (let round = 0; round < 10; round += 1) await lieUntilTold(liar, round % 2 === 0 ? 'traffic' : 'presence', peer, other);
      await other.sendBytes(new Uint8Array(1), { ...WAIT, type: STOP });
      assert.is(await peer.ended(), 0, peer.errors);
      assert.equal([peer.errors, endsIn(peer.said).filter((code) => !TYPED.has(code))], ['', []]);
      assert.ok(endsIn(peer.said).includes('SLUICE_ERR_POISONED'), peer.said);
    });
  }
});
