import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import * as assert from 'uvu/assert';
import { FifoLinesView, WaiterLinesView } from '../../../generated/segment/views.ts';
import {
  attachMember,
  ClusterError,
  type JoinOptions,
  joinCluster,
  type Member,
  type MemberInfo,
  xptr,
} from '../../../runtime/index.ts';
import { within } from '../../../runtime/stub/conformance.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { hasCode } from '../../support/index.ts';
import { kernelCounts, runScript, turns, until } from '../memory/support.ts';

const RUNTIME = new URL('../../../runtime/index.js', import.meta.url).href;

/** The code that joining is refused with. */
async function refusal(name: string, options: JoinOptions): Promise<string> {
  try {
    await (await joinCluster(name, options)).leave();
  } catch (error) {
    if (error instanceof ClusterError) return error.code;
    throw error;
  }
  return 'none';
}

/** A thread that attaches to a member and does what the source says; `member` is there. */
function attached(member: Member, source: string): Worker {
  const prelude = `
    import { parentPort, workerData } from 'node:worker_threads';
    import { attachMember } from '${RUNTIME}';
    const member = attachMember(workerData);
  `;
  const url = new URL(`data:text/javascript,${encodeURIComponent(prelude + source)}`);
  return new Worker(url, { workerData: member.ticket() });
}

async function messageOf(worker: Worker): Promise<unknown> {
  return (await within(once(worker, 'message'), 'a message of a thread'))[0];
}

describeWithAddon('a member', (it) => {
  let folder = '';
  let members: Member[] = [];
  const join = async (options: JoinOptions = {}): Promise<Member> => {
    const member = await joinCluster(folder, options);
    members.push(member);
    return member;
  };
  it.before.each(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'sluice-member-'));
  });
  it.after.each(async () => {
    for (const member of members) await member.leave();
    members = [];
    rmSync(folder, { recursive: true, force: true });
  });

  it('hears of others, those that were there first included', async () => {
    const first = await join({ cxy: 4, waiters: 2, heapSize: 5000 });
    const second = await join();
    assert.is(second.cxy, 0);
    const [info] = (await within(once(second, 'join'), 'a join')) as [MemberInfo];
    assert.equal([info.cxy, info.waiters, info.heap.size, info.credentials.pid], [4, 2, 8192, process.pid]);
    assert.equal(second.members, [info]);
    const left = once(first, 'leave');
    await second.leave();
    assert.is(((await within(left, 'a leave')) as [MemberInfo])[0].cxy, 0);
    assert.equal(first.members, []);
  });

  it('has a folder by name, and leaves no socket in it', async () => {
    const before = process.env['XDG_RUNTIME_DIR'];
    process.env['XDG_RUNTIME_DIR'] = folder;
    try {
      const member = await joinCluster('test');
      assert.is(member.folder, path.join(folder, 'sluice-clusters', 'test'));
      assert.equal(readdirSync(member.folder), ['0']);
      await member.leave();
      assert.equal(readdirSync(member.folder), []);
    } finally {
      if (before === undefined) delete process.env['XDG_RUNTIME_DIR'];
      else process.env['XDG_RUNTIME_DIR'] = before;
    }
  });

  it('is refused with a code', async () => {
    await join({ cxy: 3, protocol: { fingerprint: '0x5', messages: [{ code: 9, fingerprint: '0x7' }] } });
    assert.is(await refusal(folder, { cxy: 3 }), 'SLUICE_ERR_MEMBER_IN_USE');
    assert.is(await refusal(folder, { cxy: 2 }), 'SLUICE_ERR_INCOMPATIBLE');
    assert.is(await refusal('a/b', {}), 'SLUICE_ERR_ADDRESS');
    assert.is(await refusal(`/${'x'.repeat(600)}`, {}), 'SLUICE_ERR_ADDRESS');
    const wrong: JoinOptions[] = [
      { cxy: -2 },
      { cxy: 65536 },
      { cxy: 0.5 },
      { waiters: 0 },
      { waiters: 65 },
      { waiters: Number.NaN },
    ];
    wrong.push(
      { callsPerWaiter: 3 },
      { fifoSlots: 1 },
      { heapSize: 0 },
      { heapSize: 2 ** 32 },
      { allowUids: [-1] },
      { mode: 0o1000 },
    );
    for (const options of wrong) assert.is(await refusal(folder, options), 'SLUICE_ERR_OPTION', JSON.stringify(options));
    assert.equal(readdirSync(folder), ['3']);
  });

  it('says which message of the protocol differs', async () => {
    const messages = [{ code: 9, fingerprint: '0x7' }];
    await join({ protocol: { fingerprint: '0x5', messages } });
    const other = { fingerprint: '0x6', messages: [{ code: 9, fingerprint: '0x8' }] };
    try {
      await join({ protocol: other });
      assert.unreachable();
    } catch (error) {
      assert.ok(error instanceof ClusterError);
      assert.equal([error.code, error.refusal?.code, error.refusal?.byPeer], ['SLUICE_ERR_INCOMPATIBLE', 9, true]);
    }
    await join({ protocol: { fingerprint: '0x5', messages } });
  });

  it('reaches heaps, and nothing else', async () => {
    const a = await join({ cxy: 1, heapSize: 4096 });
    const b = await join({ cxy: 2 });
    const { xptr: heap, size } = b.heapOf(1);
    assert.is(size, 4096);
    b.writeAt(heap + 4090n, Uint8Array.of(1, 2, 3, 4, 5, 6));
    assert.equal([...a.readAt(heap + 4092n, 4)], [3, 4, 5, 6]);
    assert.is(a.readAt(heap + 4096n, 0).length, 0);
    const pointer = hasCode('SLUICE_ERR_POINTER');
    assert.throws(() => b.readAt(heap + 4092n, 5), pointer);
    assert.throws(() => b.readAt(heap - 1n, 1), pointer);
    assert.throws(() => b.readAt(heap, -1), pointer);
    assert.throws(() => b.readAt(heap, Number.NaN), pointer);
    assert.throws(() => b.readAt(heap, 2 ** 53), pointer);
    assert.throws(() => b.readAt(heap + 4097n, 0), pointer);
    assert.throws(() => b.writeAt(xptr(1, 0), Uint8Array.of(1)), pointer);
    assert.throws(() => b.writeAt(xptr(1, 0xffffffff), Uint8Array.of(1)), pointer);
    for (const wrong of [xptr(3, 0), xptr(65536, 0), -1n, 1n << 64n]) {
      assert.throws(() => b.readAt(wrong, 1), hasCode('SLUICE_ERR_NO_MEMBER'));
    }
    await a.leave();
    await within(
      until(() => b.members.length === 0, 'the end of a'),
      'the end of a',
    );
    assert.throws(() => b.readAt(heap, 1), hasCode('SLUICE_ERR_NO_MEMBER'));
    assert.throws(() => b.heapOf(1), hasCode('SLUICE_ERR_NO_MEMBER'));
  });

  it('gives each thread a waiter, and takes it back when it ends, however it does', async () => {
    const member = await join({ waiters: 3 });
    const stays = 'parentPort.postMessage(member.waiter); setInterval(() => {}, 1000);';
    const waits = 'parentPort.postMessage(member.waiter); for (;;) member.wait(-1);';
    for (const source of [stays, waits]) {
      const workers = [attached(member, source), attached(member, source)];
      assert.equal((await Promise.all(workers.map(messageOf))).toSorted(), [1, 2]);
      assert.throws(() => attachMember(member.ticket()), hasCode('SLUICE_ERR_BUSY'));
      for (const worker of workers) await within(worker.terminate(), 'the end of a thread');
    }
    for (const source of ['parentPort.postMessage(0); member.unref();', 'parentPort.postMessage(0); await member.leave();']) {
      const worker = attached(member, source);
      const exit = once(worker, 'exit');
      await messageOf(worker);
      await within(exit, 'the end of a thread');
    }
    const second = attachMember(member.ticket());
    assert.is(second.waiter, 1);
    await second.leave();
    await second.leave();
  });

  it('rings a thread of another member, that sleeps or runs its event loop', async () => {
    const a = await join({ cxy: 1 });
    const b = await join({ cxy: 2 });
    const sleeping = attached(
      b,
      `
      for (member.wait(0); member.wait(0) !== 0;);
      parentPort.postMessage('sleeps');
      for (;;) if (member.wait(-1) & 1) break;
      parentPort.postMessage('rung');
    `,
    );
    const sleeps = await messageOf(sleeping);
    assert.is(sleeps, 'sleeps');
    const rung = messageOf(sleeping);
    a.native.ring(2, 1);
    assert.is(await rung, 'rung');
    await sleeping.terminate();
    let count = 0;
    b.onRung(() => {
      count += 1;
    });
    a.native.ring(2, 0);
    await within(
      until(() => count > 0, 'a ring'),
      'a ring',
    );
    // Nobody there.
    a.native.ring(2, 64);
    a.native.ring(9, 0);
  });

  it('tells its threads that it has left', async () => {
    const member = await join();
    const ticket = member.ticket();
    const watching = attached(
      member,
      "member.on('end', () => parentPort.postMessage([member.hasLeft, member.members.length])); parentPort.postMessage(0);",
    );
    await messageOf(watching);
    const message = messageOf(watching);
    const end = once(member, 'end');
    await member.leave();
    await within(end, 'the end').catch(() => {});
    assert.equal(await message, [true, 0]);
    assert.throws(() => member.ticket(), hasCode('SLUICE_ERR_STATE'));
    assert.throws(() => attachMember(ticket), hasCode('SLUICE_ERR_STATE'));
    assert.throws(() => attachMember({ memberTicket: 0 }), hasCode('SLUICE_ERR_STATE'));
    assert.throws(() => member.readAt(0n, 1), hasCode('SLUICE_ERR_NO_MEMBER'));
    await within(once(watching, 'exit'), 'the end of a thread');
  });

  it('keeps the memory of the dead as long as somebody looks at it', async () => {
    const a = await join({ cxy: 1 });
    const b = await join({ cxy: 2 });
    const peer = a.peer(2);
    assert.ok(peer !== null && a.peer(2) === peer && !a.native.isGone(2, peer.epoch));
    b.writeAt(b.heapOf(2).xptr, Uint8Array.of(42));
    await b.leave();
    await within(
      until(() => a.native.isGone(2, peer.epoch), 'the end of b'),
      'the end of b',
    );
    assert.is(new Uint8Array(peer.buffer)[peer.parts.heapOffset], 42);
    assert.is(a.peer(2), null);
    const again = await join({ cxy: 2 });
    assert.ok(a.native.isGone(2, peer.epoch));
    assert.is.not(a.peer(2)?.epoch, peer.epoch);
    await again.leave();
  });

  it('has a buffer whose parts are those of the layout', async () => {
    const { self } = (await join({ waiters: 2, callsPerWaiter: 8, fifoSlots: 16, heapSize: 1 })).native;
    const { parts } = self;
    assert.equal(
      [parts.waiterCount, parts.callsPerWaiter, parts.callCount, parts.fifoSlotCount, parts.heapSize],
      [2, 8, 16, 16, 4096],
    );
    assert.is(self.writerFirst, self.claimsFirst);
    assert.is(
      new FifoLinesView().wrap(new DataView(self.buffer), parts.fifoLines, parts.fifoSlots - parts.fifoLines).tailHint,
      0,
    );
    assert.is(new WaiterLinesView().wrap(new DataView(self.buffer), parts.waiters, 128).asleep, 0);
    assert.ok(parts.heapOffset + parts.heapSize <= self.buffer.byteLength);
  });

  it('leaves nothing open', async () => {
    await (await join()).leave();
    await turns();
    const before = kernelCounts().descriptors;
    for (let i = 0; i < 5; i++) {
      const [a, b] = [await join(), await join()];
      a.peer(b.cxy);
      await a.leave();
      await b.leave();
    }
    await turns();
    assert.is(kernelCounts().descriptors, before);
    const { status, stdout, stderr } = runScript(
      `import { joinCluster } from '${RUNTIME}';
       import { readFileSync } from 'node:fs';
       const segments = () => readFileSync('/proc/self/maps', 'utf8').split('\\n').filter((line) => line.includes('/memfd:sluice')).length;
       const comeAndGo = async () => {
         const a = await joinCluster('${folder}'), b = await joinCluster('${folder}');
         a.readAt(a.heapOf(b.cxy).xptr, 8);
         await a.leave();
         await b.leave();
       };
       for (let i = 0; i < 3; i++) await comeAndGo();
       for (let i = 0; i < 500 && segments() > 0; i++) { gc(); await sleep(10); }
       console.log(segments(), addon.counts());`,
    );
    assert.is(status, 0, stderr);
    assert.is(stdout, '0 { links: 0, mappings: 0, descriptors: 0 }\n', stderr);
  });

  it('may be a process or a thread that ends without leaving', async () => {
    const member = await join({ cxy: 9 });
    const events: string[] = [];
    for (const kind of ['join', 'leave', 'death'] as const) member.on(kind, ({ cxy }) => events.push(`${kind} ${cxy}`));
    for (const [cxy, end] of ['0', 'process.kill(process.pid, "SIGKILL")'].entries()) {
      runScript(
        `import { joinCluster } from '${RUNTIME}';
         const member = await joinCluster('${folder}', { cxy: ${cxy} });
         member.unref();
         ${end};`,
      );
      await until(() => events.length === 2 * (cxy + 1), `two events of member ${cxy}`);
    }
    assert.equal(events, ['join 0', 'leave 0', 'join 1', 'death 1']);
    const worker = new Worker(
      new URL(
        `data:text/javascript,${encodeURIComponent(`
          import { parentPort } from 'node:worker_threads';
          import { joinCluster } from '${RUNTIME}';
          const member = await joinCluster('${folder}', { cxy: 5 });
          parentPort.postMessage(0);
          for (;;) member.wait(-1);`)}`,
      ),
    );
    await messageOf(worker);
    await within(worker.terminate(), 'the end of a thread');
    await until(() => events.length === 6, 'events of the thread');
    assert.equal(events.slice(4), ['join 5', 'leave 5']);
    assert.ok(!existsSync(path.join(folder, '5')));
  });

  it('is not left half joined by a thread that ends meanwhile', async () => {
    const member = await join();
    const source = `
      import { parentPort } from 'node:worker_threads';
      import { joinCluster } from '${RUNTIME}';
      parentPort.postMessage(0);
      for (;;) await joinCluster('${folder}').then((one) => one.leave());`;
    for (let i = 0; i < 8; i++) {
      const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
      await messageOf(worker);
      await new Promise((resolve) => setTimeout(resolve, i));
      await within(worker.terminate(), 'the end of a thread');
    }
    await until(() => member.members.length === 0, 'nobody else');
    assert.equal(readdirSync(folder), ['0']);
  });
});
