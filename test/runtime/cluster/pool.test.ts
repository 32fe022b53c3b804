import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { callsOf, joinCluster, type Member, type ServicePool, servePool, type ThreadEnd } from '../../../runtime/index.ts';
import { within } from '../../../runtime/stub/conformance.ts';
import { describeWithAddon } from '../../support/addon.ts';

const SERVICE = new URL('./pool-service.js', import.meta.url);

async function codeOf(coming: Promise<unknown>): Promise<string> {
  return coming.then(
    () => 'ok',
    (error) => error.code,
  );
}

describeWithAddon('a pool of threads', (it) => {
  let folder = '';
  let members: Member[] = [];
  let pools: ServicePool[] = [];
  it.before.each(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'sluice-pool-'));
  });
  it.after.each(async () => {
    for (const pool of pools) await pool.stop();
    for (const member of members) await member.leave();
    members = [];
    pools = [];
    rmSync(folder, { recursive: true, force: true });
  });

  async function join(): Promise<Member> {
    const member = await joinCluster(folder, { waiters: 5 });
    members.push(member);
    return member;
  }

  async function serve(member: Member, threads: number): Promise<ServicePool> {
    const pool = await servePool(member, SERVICE, { threads, data: { offset: 1000 } });
    pools.push(pool);
    return pool;
  }

  for (const threads of [0, 1, 3]) {
    it(`of ${threads} answers, many at a time`, async () => {
      const [a, b] = [await join(), await join()];
      await serve(b, threads);
      const calls = callsOf(a);
      for (let round = 0; round < 20; round += 1) {
        const coming = Array.from({ length: 40 }, (_, i) => calls.call(b.cxy, { index: 0, args: [i] }));
        const answers = await within(Promise.all(coming), 'all answers');
        assert.equal(
          answers.map((answer) => answer.getU32(1)),
          Array.from({ length: 40 }, (_, i) => 1000 + i),
        );
      }
    });

    it(`of ${threads} does not make a request wait for a promise`, async () => {
      const [a, b] = [await join(), await join()];
      await serve(b, threads);
      const calls = callsOf(a);
      const order: string[] = [];
      await Promise.all([
        calls.call(b.cxy, { index: 3, args: [200] }).then(() => order.push('slow')),
        calls.call(b.cxy, { index: 0, args: [1] }).then(() => order.push('fast')),
      ]);
      assert.equal(order, ['fast', 'slow']);
    });

    it(`of ${threads} drains when it is stopped`, async () => {
      const [a, b] = [await join(), await join()];
      const pool = await serve(b, threads);
      const calls = callsOf(a);
      const slow = calls.call(b.cxy, { index: 3, args: [100] });
      await calls.call(b.cxy, { index: 0, args: [1] });
      await pool.stop();
      pools = [];
      assert.is((await slow).getU32(1), 77);
      assert.is(await codeOf(calls.call(b.cxy, { index: 0 })), 'SLUICE_ERR_STOPPING');
    });
  }

  it('holds up nobody as long as one thread is idle', async () => {
    const [a, b] = [await join(), await join()];
    await serve(b, 3);
    const calls = callsOf(a);
    for (let round = 0; round < 3; round += 1) {
      const order: string[] = [];
      const slow = [1, 2].map(() => calls.call(b.cxy, { index: 1, args: [300] }).then(() => order.push('slow')));
      for (let i = 0; i < 10; i += 1) {
        await within(calls.call(b.cxy, { index: 0, args: [i] }), 'an answer');
        order.push('fast');
      }
      await Promise.all(slow);
      assert.equal(order, [...Array(10).fill('fast'), 'slow', 'slow']);
    }
  });

  for (const threads of [1, 2]) {
    it(`R11: of ${threads} nests between two members`, async () => {
      const [a, b, c] = [await join(), await join(), await join()];
      await serve(a, threads);
      await serve(b, threads);
      // The third member asks A to ask itself back; B and A ask each other.
      const calls = callsOf(c);
      callsOf(c).serve({ handlers: { 2: () => {} } });
      const answers = await within(
        Promise.all([1, 2, 3, 4].map((i) => calls.call(i % 2 === 0 ? a.cxy : b.cxy, { index: 2, args: [1] }))),
        'nested answers',
      );
      for (const answer of answers) assert.is(answer.getU32(1), 1);
    });
  }

  for (const threads of [1, 2]) {
    it(`R11: of ${threads} nests, whatever of its handlers block and wait`, async () => {
      const [a, b] = [await join(), await join()];
      await serve(a, threads);
      await serve(b, threads);
      const calls = callsOf(a);
      for (let kinds = 0; kinds < 64; kinds += 1) {
        // This thread lends its requests, so that it is the pool of its own member that is asked back.
        const nests = [1, 2, 3].map(() => calls.call(b.cxy, { index: 5 + (kinds & 1), args: [6, kinds] }));
        const answers = await within(Promise.all(nests), `nests of ${kinds.toString(2)}`, 60_000);
        for (const answer of answers) assert.is(answer.getU32(2), 7);
      }
    });
  }

  it('says so when all of its threads are blocked, and no waiter is left for what waits', async () => {
    const [a, b] = [await joinCluster(folder, { waiters: 2 }), await join()];
    members.push(a);
    await serve(a, 1);
    await serve(b, 1);
    const warned = once(process, 'warning') as Promise<[Error & { code?: string }]>;
    // A blocks, B blocks, A would have to wait.
    const call = codeOf(callsOf(b).call(a.cxy, { index: 5, args: [2, 0b01] }, { timeoutMs: 1000 }));
    const [warning] = await within(warned, 'the warning');
    assert.is(warning.code, 'SLUICE_ERR_BUSY');
    assert.is(await within(call, 'the deadline'), 'SLUICE_ERR_DEADLINE');
    // Nothing else ends it.
    for (const pool of pools.splice(0)) await within(pool.stop({ timeoutMs: 0 }), 'the end of a pool');
  });

  it('ends the calls of a thread that is gone, and replaces it', async () => {
    const [a, b] = [await join(), await join()];
    const ends: ThreadEnd[] = [];
    const pool = await servePool(b, SERVICE, { threads: 1, data: { offset: 1000 }, onThreadEnd: (end) => ends.push(end) });
    pools.push(pool);
    const calls = callsOf(a);
    const waits = codeOf(calls.call(b.cxy, { index: 3, args: [600_000] }));
    assert.is(await within(codeOf(calls.call(b.cxy, { index: 4 })), 'the end of the call'), 'SLUICE_ERR_PEER_DIED');
    assert.is(await within(waits, 'the end of the other one'), 'SLUICE_ERR_PEER_DIED');
    assert.equal(ends, [{ error: null, exitCode: 5, calls: 2, isReplaced: true }]);
    assert.is((await within(calls.call(b.cxy, { index: 0, args: [1] }), 'an answer', 60_000)).getU32(1), 1001);
    assert.is(pool.threads, 1);
  });

  it('needs a waiter for each thread', async () => {
    const a = await join();
    assert.is(await codeOf(servePool(a, SERVICE, { threads: 5 })), 'SLUICE_ERR_OPTION');
  });

  it('tells what its module throws', async () => {
    const a = await join();
    const broken = new URL('data:text/javascript,throw new RangeError("no service")');
    const error = await servePool(a, broken, { threads: 2 }).catch((reason) => reason);
    assert.instance(error, RangeError);
    assert.is(await codeOf(callsOf(a).call(a.cxy, { index: 0 })), 'SLUICE_ERR_UNIMPLEMENTED');
  });
});
