import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import * as assert from 'uvu/assert';
import { ChannelError } from '../../../runtime/errors.ts';
import { callNative } from '../../../runtime/memory/failure.ts';
import { LINK_CLOSED, LINK_DATA, LINK_OTHER, LINK_SPACE, type NativeLink } from '../../../runtime/memory/native.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { hasCode } from '../../support/index.ts';
import { kernelCounts, runScript, TERMS, turns } from './support.ts';

/** Waits as a caller does who has nothing else to do: the loop of a test always has something. */
const waitFor = (link: NativeLink, timeoutMs: number): number => {
  const endsAt = performance.now() + timeoutMs;
  for (;;) {
    const events = link.wait(Math.max(0, endsAt - performance.now()));
    if (events !== LINK_OTHER) return events & ~LINK_OTHER;
  }
};

describeWithAddon('a link', (it, addon) => {
  it('shows each side what the other one writes', () => {
    const [a, b] = addon.createPair(TERMS, TERMS);
    for (const [writer, reader] of [
      [a, b],
      [b, a],
    ] as const) {
      assert.is.not(writer.own, reader.peer);
      assert.equal(reader.peerParts, writer.ownParts);
      new Int32Array(writer.own)[writer.ownParts.ringData / 4] = 77;
      assert.is(new Int32Array(reader.peer)[reader.peerParts.ringData / 4], 77);
    }
    assert.is(a.isListener, false);
    assert.is(b.isListener, true);
    a.close();
    b.close();
  });

  it('says where the parts of its segments are', () => {
    const [a, b] = addon.createPair({ ...TERMS, sendOrder: 2 }, { ...TERMS, sendOrder: 3 });
    assert.equal([a.ownParts.ringSize, a.peerParts.ringSize], [4096 << 2, 4096 << 3]);
    for (const parts of [a.ownParts, a.peerParts]) {
      assert.is(parts.ringControl % 128, 0);
      assert.is(parts.consumerControl % 128, 0);
      assert.is(parts.ringData % 4096, 0);
      assert.equal([parts.arenaData, parts.arenaSize, parts.broadcastData], [-1, 0, -1]);
    }
    a.close();
    b.close();
  });

  it('knows its peer', () => {
    const [a, b] = addon.createPair(TERMS, TERMS);
    assert.equal(a.credentials, { pid: process.pid, uid: process.getuid?.(), gid: process.getgid?.() });
    assert.is(typeof a.sharesCore, 'boolean');
    assert.is(a.hasEventfds, true);
    a.close();
    b.close();
  });

  it('fences no peer that fences itself, as JavaScript always does', () => {
    const [a, b] = addon.createPair(TERMS, TERMS);
    assert.equal([a.fencesPeer, b.fencesPeer], [false, false]);
    a.fencePeer();
    a.close();
    b.close();
  });

  it('says whether it shares its only core with its peer, as that is now', () => {
    const script = `
      const { spawnSync } = await import('node:child_process');
      const [a] = addon.createPair(TERMS, TERMS);
      console.log(a.sharesCore);
      spawnSync('taskset', ['-a', '-p', '-c', '0-1023', String(process.pid)]);
      console.log(a.sharesCore);
      a.close();
      console.log(typeof a.sharesCore);
    `;
    const isLonely = availableParallelism() === 1;
    const [core = ''] = /(?<=^Cpus_allowed_list:\s*)\d+/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    const { stdout, stderr } = runScript(script, { before: ['taskset', '-c', core] });
    assert.is(stdout, `true\n${isLonely}\nboolean\n`, stderr);
  });

  it('detaches and unmaps both segments when it is closed', async () => {
    const before = kernelCounts();
    const [a, b] = addon.createPair(TERMS, TERMS);
    const { own, peer } = a;
    const words = new Int32Array(own);
    a.close();
    a.close();
    assert.equal([own.byteLength, peer.byteLength, words.length], [0, 0, 0]);
    assert.throws(() => Atomics.load(words, 0));
    b.close();
    await turns();
    assert.equal(kernelCounts(), before);
    assert.equal(addon.counts(), { links: 0, mappings: 0, descriptors: 0 });
  });

  it('can unmap the segment of its peer alone', () => {
    const [a, b] = addon.createPair(TERMS, TERMS);
    const { mappings } = kernelCounts();
    a.unmapPeer();
    a.unmapPeer();
    assert.is(a.peer.byteLength, 0);
    assert.ok(a.own.byteLength > 0);
    assert.is(kernelCounts().mappings, mappings - 1);
    a.close();
    b.close();
  });

  it('keeps mapped what a view looks at after the link was collected', () => {
    const { stdout, stderr } = runScript(`
      let view = new Int32Array(addon.createPair(TERMS, TERMS)[0].own);
      view[1] = 5;
      for (let i = 0; i < 5; i++) { gc(); await sleep(1); }
      console.log(view[1], addon.counts());
      view = null;
      for (let i = 0; i < 5; i++) { gc(); await sleep(1); }
      console.log(addon.counts());
    `);
    assert.is(stdout, '5 { links: 0, mappings: 1, descriptors: 0 }\n{ links: 0, mappings: 0, descriptors: 0 }\n', stderr);
  });

  it('leaks nothing when it is opened and closed a thousand times', async () => {
    const cycle = (isWatched: boolean): void => {
      const [a, b] = addon.createPair(TERMS, TERMS);
      if (isWatched) a.watch(() => {});
      a.close();
      b.close();
    };
    for (let i = 0; i < 10; i++) cycle(true);
    await turns();
    const before = kernelCounts();
    for (let i = 0; i < 1000; i++) {
      cycle(i % 2 === 0);
      if (i % 50 === 0) await turns();
    }
    await turns();
    assert.equal(kernelCounts(), before);
    assert.equal(addon.counts(), { links: 0, mappings: 0, descriptors: 0 });
  });

  it('refuses terms that are out of range, and other types than it wants', () => {
    const open = (terms: object): unknown => callNative('open a pair', () => addon.createPair({ ...TERMS, ...terms }, TERMS));
    for (const terms of [
      { sendOrder: 19 },
      { sendOrder: 1.5 },
      { sendOrder: Number.NaN },
      { fingerprint: '12' },
      { policy: 7 },
    ]) {
      assert.throws(() => open(terms), hasCode('SLUICE_ERR_OPTION'));
    }
    assert.throws(() => open({ messages: null }));
    const [a, b] = addon.createPair(TERMS, TERMS);
    assert.throws(() => a.watch(null as never), /onEvents must be a function/);
    assert.throws(() => (a.watch as () => void).call(a), /too few arguments/);
    assert.throws(() => a.close.call({} as never), /Illegal invocation/);
    assert.throws(() => new (a.constructor as new () => NativeLink)().close(), /nothing/);
    a.close();
    b.close();
    assert.equal(addon.counts().links, 0);
  });
});

describeWithAddon('waiting on a link', (it, addon) => {
  it('ends when the peer rings, and says which doorbell it was', () => {
    const [a, b] = addon.createPair(TERMS, TERMS);
    assert.is(waitFor(b, 2), 0);
    a.ringData();
    a.ringData();
    assert.is(waitFor(b, 1000), LINK_DATA);
    a.ringSpace();
    assert.is(waitFor(b, 1000), LINK_SPACE);
    assert.is(waitFor(b, 0), 0);
    a.ringData();
    a.ringSpace();
    assert.is(waitFor(b, -1 >>> 0), LINK_DATA | LINK_SPACE);
    a.close();
    b.close();
  });

  it('lasts as long as it was told to', () => {
    const [a, b] = addon.createPair(TERMS, TERMS);
    const startedAt = performance.now();
    assert.is(waitFor(b, 20), 0);
    assert.ok(performance.now() - startedAt >= 19);
    a.close();
    b.close();
  });

  it('ends when the peer closes', () => {
    const [a, b] = addon.createPair(TERMS, TERMS);
    a.close();
    assert.is(waitFor(b, 1000), LINK_CLOSED);
    b.close();
    assert.throws(
      () => callNative('wait', () => b.wait(0)),
      (error: unknown) => error instanceof ChannelError && error.code === 'SLUICE_ERR_STATE',
    );
  });

  it('hands the turn back when the loop has something to do, but not all the time', () => {
    const [a, b] = addon.createPair(TERMS, TERMS);
    const { port1, port2 } = new MessageChannel();
    port1.on('message', () => {});
    port2.postMessage(null);
    const endsAt = performance.now() + 200;
    let turns = 0;
    while (performance.now() < endsAt) {
      assert.is(b.wait(1000), LINK_OTHER);
      turns++;
    }
    assert.ok(turns >= 1 && turns < 40, `${turns} turns`);
    // What the peer does is seen at once nevertheless.
    a.ringData();
    assert.is(b.wait(1000) & LINK_DATA, LINK_DATA);
    port1.close();
    a.close();
    b.close();
  });
});
