/** Cases of pools of threads that serve generated stubs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import * as rpc from '../../../generated/cluster-rpc/index.ts';
import {
  createClusterTransport,
  joinCluster,
  type Member,
  type PoolOptions,
  type ServicePool,
  servePool,
  type ThreadEnd,
} from '../../../runtime/index.ts';
import { within } from '../../../runtime/stub/conformance.ts';
import { createLocalPair } from '../../../runtime/stub/local.ts';
import type { Transport } from '../../../runtime/stub/transport.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { EXIT_CODE, Gate, type PoolData, Way } from './stub-pool-server.ts';

const MODULE = new URL('./stub-pool-server.js', import.meta.url);

interface Joined {
  readonly member: Member;
  readonly transport: Transport;
}

async function codeOf(coming: Promise<unknown>): Promise<string> {
  return coming.then(
    () => 'ok',
    (error) => error.code.replace('SLUICE_ERR_', ''),
  );
}

/** Which of the cases are run: each starts threads, which takes its time. */
export interface PoolCases {
  /** Threads of the cases that end well. */
  readonly sizes: readonly number[];
  readonly ways: readonly (keyof typeof Way)[];
  readonly blocking: readonly ('processMakeKill' | 'vmmSetCow')[];
  /** How pools end otherwise, and what they refuse. */
  readonly hasCorners: boolean;
}

export function describeStubPool(title: string, { sizes, ways, blocking, hasCorners }: PoolCases): void {
  describeWithAddon(title, (it) => {
    let folder = '';
    const joined: Joined[] = [];
    const pools: ServicePool[] = [];
    let gate: Int32Array;
    const corner = (name: string, run: () => Promise<void>): void => {
      if (hasCorners) it(name, run);
    };
    it.before.each(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'sluice-stub-pool-'));
      gate = new Int32Array(new SharedArrayBuffer(4 * Gate.Words));
    });
    it.after.each(async () => {
      open();
      for (const pool of pools.splice(0)) await pool.stop({ timeoutMs: 0 });
      for (const { member } of joined.splice(0)) await member.leave();
      rmSync(folder, { recursive: true, force: true });
    });

    async function join(waiters: number = 5): Promise<Joined> {
      const member = await joinCluster(folder, { waiters, timeoutMs: 20_000 });
      const each = { member, transport: createClusterTransport(member, { protocol: rpc }) };
      joined.push(each);
      return each;
    }

    async function serve(transport: Transport, threads: number, options: PoolOptions = {}): Promise<ServicePool> {
      const data: PoolData = { gate, members: 2 };
      const pool = await servePool(transport, MODULE, { threads, data, ...options });
      pools.push(pool);
      return pool;
    }

    /** A server of so many threads, member 1, and a client of it, member 0. */
    async function pair(threads: number, options: PoolOptions = {}) {
      const near = await join();
      const far = await join();
      const pool = await serve(far.transport, threads, options);
      const client = new rpc.ClusterRpcClient(near.transport, { target: far.member.cxy });
      return { near, far, pool, client };
    }

    /** Lets blocked handlers go on. */
    function open(): void {
      Atomics.store(gate, Gate.Open, 1);
      Atomics.notify(gate, Gate.Open);
    }

    async function until(word: number, count: number): Promise<void> {
      const reached = async (): Promise<void> => {
        while (Atomics.load(gate, word) < count) await sleep(1);
      };
      await within(reached(), `word ${word} at ${count}`);
    }

    for (const threads of sizes) {
      it(`of ${threads} answers, many at a time, and says what went wrong`, async () => {
        const { pool, client } = await pair(threads);
        assert.is(pool.threads, threads);
        for (let round = 0; round < 5; round += 1) {
          const coming = Array.from({ length: 50 }, (_, order) => client.pmemGetPages({ order }));
          const answers = await within(Promise.all(coming), 'all answers');
          answers.forEach(({ page }, order) => {
            assert.is(Number(page) % 1000, order);
            assert.is(Number(page) >= 1000, threads > 0);
          });
        }
        const refusal = await client.pmemReleasePages({ page: 0n }).catch((error) => error);
        assert.equal([refusal.code, refusal.errno], ['SLUICE_ERR_REFUSED', 22]);
        assert.is(await codeOf(client.schedDisplay({ lid: 0 })), 'FAILED');
        assert.is(await codeOf(client.kcmFree({ buf: 0n, kmemType: 0 })), 'UNIMPLEMENTED');
      });

      it(`of ${threads} tells a handler that its caller has cancelled, or has no more time`, async () => {
        const { client } = await pair(threads);
        const controller = new AbortController();
        const cancelled = codeOf(client.processMakeExit({ pid: 1, status: 0 }, { signal: controller.signal }));
        await until(Gate.Waiting, 1);
        controller.abort();
        assert.is(await cancelled, 'CANCELLED');
        await until(Gate.Told, 1);
        assert.is(await codeOf(client.processMakeExit({ pid: 1, status: 0 }, { timeoutMs: 30 })), 'DEADLINE');
        await until(Gate.Told, Atomics.load(gate, Gate.Waiting));
      });
    }

    for (const threads of sizes.filter((size) => size > 0)) {
      it(`R11: of ${threads} nests between two members, by calls that block and by those that do not`, async () => {
        const { near, far, client } = await pair(threads);
        await serve(near.transport, threads);
        const third = new rpc.ClusterRpcClient((await join()).transport);
        const targets = [near.member.cxy, far.member.cxy];
        const chains = Array.from({ length: 8 }, (_, i) => ({ target: targets[i % 2] as number }));
        const blocking = chains.map((options) => third.kcmAlloc({ kmemType: 7 }, options));
        for (const { bufXp } of await within(Promise.all(blocking), 'nested calls that block', 60_000)) assert.is(bufXp, 7n);
        const waiting = chains.map((options) => third.mapperGetPage({ mapper: 0n, index: 7 }, options));
        for (const { page } of await within(Promise.all(waiting), 'nested calls', 60_000)) assert.is(page, 7n);
        // A thread that has lent its requests still calls.
        assert.is((await within(client.mapperGetPage({ mapper: 0n, index: 3 }), 'an answer')).page, 3n);
      });
    }

    for (const name of blocking) {
      it(`is not held up by a handler that blocks its thread: ${name}`, async () => {
        const { client } = await pair(3);
        const call = (): Promise<void> =>
          name === 'vmmSetCow' ? client.vmmSetCow({ process: 0n }) : client.processMakeKill({ pid: 1, segId: 0 });
        const blocked = [call(), call()];
        await until(Gate.Waiting, 2);
        for (let order = 0; order < 20; order += 1) {
          const { page } = await within(client.pmemGetPages({ order }), 'an answer of the third thread');
          assert.is(Number(page) % 1000, order);
        }
        open();
        await within(Promise.all(blocked), 'those that were blocked');
      });
    }

    for (const threads of sizes.filter((size) => size > 0 && size < 4)) {
      it(`of ${threads} drains when it is stopped`, async () => {
        const { pool, client } = await pair(threads);
        const begun = client.processMakeKill({ pid: 1, segId: 0 });
        await until(Gate.Waiting, 1);
        const stopped = pool.stop();
        // It may come before the threads have heard.
        const late = codeOf(client.pmemGetPages({ order: 0 }));
        open();
        await within(stopped, 'the end of the pool');
        await within(begun, 'what had begun');
        assert.ok(['ok', 'STOPPING'].includes(await within(late, 'what came later')));
        assert.is(await within(codeOf(client.pmemGetPages({ order: 0 })), 'what came after'), 'STOPPING');
        assert.is(pool.threads, 0);
      });
    }

    corner('cuts off what is blocked when its time is over', async () => {
      const { pool, client } = await pair(2);
      const blocked = codeOf(client.processMakeKill({ pid: 1, segId: 0 }));
      const waiting = codeOf(client.processMakeExit({ pid: 1, status: 0 }));
      await until(Gate.Waiting, 2);
      await within(pool.stop({ timeoutMs: 10 }), 'the end of the pool');
      assert.is(await within(blocked, 'the end of the blocked call'), 'PEER_DIED');
      assert.is(await within(waiting, 'the end of the other one'), 'STOPPING');
    });

    for (const name of ways) {
      for (const threads of sizes.filter((size) => size > 0 && size < 4)) {
        it(`of ${threads} ends the calls of a thread that is gone (${name}), and replaces it`, async () => {
          const way = Way[name];
          const ends: ThreadEnd[] = [];
          const { pool, client } = await pair(threads, { onThreadEnd: (end) => ends.push(end) });
          // Some on each thread, whichever it is that ends.
          const others = Array.from({ length: 4 }, () => client.processMakeExit({ pid: 1, status: 0 }).catch((error) => error));
          await until(Gate.Waiting, 4);
          const killer = await within(
            client.threadKill({ thread: way }).catch((error) => error),
            'the end of the call',
          );
          assert.equal([killer.code, killer.started], ['SLUICE_ERR_PEER_DIED', 'unknown']);
          assert.is(ends.length, 1);
          const [end] = ends as [ThreadEnd];
          assert.is(end.exitCode, way === Way.Exit ? EXIT_CODE : 1);
          assert.is(end.error?.message ?? null, way === Way.Exit ? null : 'nobody catches this');
          assert.is(end.isReplaced, true);
          assert.is(end.calls >= 1 && end.calls <= 5, true);
          assert.is(pool.threads, threads);
          // Some later, so that it is the new thread's turn as well.
          for (let order = 0; order < 10; order += 1) await within(client.pmemGetPages({ order }), 'an answer', 60_000);
          await pool.stop({ timeoutMs: 0 });
          const codes = (await within(Promise.all(others), 'the other calls')).map(({ code }) => code);
          const died = codes.filter((code) => code === 'SLUICE_ERR_PEER_DIED').length;
          assert.is(died, end.calls - 1);
          assert.is(codes.filter((code) => code === 'SLUICE_ERR_STOPPING').length, 4 - died);
        });
      }
    }

    corner('says UNIMPLEMENTED when no thread is left, and none can begin', async () => {
      const ends: ThreadEnd[] = [];
      const { pool, client } = await pair(1, { onThreadEnd: (end) => ends.push(end) });
      Atomics.store(gate, Gate.Broken, 1);
      assert.is(await codeOf(client.threadKill({ thread: Way.Exit })), 'PEER_DIED');
      // It waits for the thread that never comes.
      assert.is(await within(codeOf(client.pmemGetPages({ order: 0 })), 'the end of the call', 60_000), 'UNIMPLEMENTED');
      assert.equal(
        ends.map(({ isReplaced, error }) => [isReplaced, error?.message ?? null]),
        [
          [true, null],
          [false, 'no thread can begin'],
        ],
      );
      assert.is(pool.threads, 0);
    });

    corner('ends with its transport, and with its member', async () => {
      const { far, pool, client } = await pair(1);
      far.transport.close();
      await within(pool.stop(), 'the end of the pool');
      assert.is(await within(codeOf(client.pmemGetPages({ order: 0 })), 'the end of the call'), 'STOPPING');
      const other = await join();
      await serve(other.transport, 1);
      const blocked = codeOf(client.processMakeKill({ pid: 1, segId: 0 }, { target: other.member.cxy }));
      await until(Gate.Waiting, 1);
      await other.member.leave();
      assert.is(await within(blocked, 'the end of the call'), 'PEER_DIED');
    });

    it('needs a transport of a member, a waiter for each thread, and a module that serves', async () => {
      const { far, near } = await pair(2);
      const [end] = createLocalPair();
      assert.is(await codeOf(serve(end, 2)), 'OPTION');
      assert.is(await codeOf(serve(near.transport, 5)), 'OPTION');
      assert.is(await codeOf(serve(near.transport, -1)), 'OPTION');
      assert.is(await codeOf(serve(near.transport, 0.5)), 'OPTION');
      assert.is(await codeOf(serve(far.transport, 1)), 'PROTOCOL');
      assert.is(await codeOf(serve(far.transport, 0)), 'PROTOCOL');
      const empty = new URL('data:text/javascript,export default 1');
      assert.is(await codeOf(servePool(near.transport, empty, { threads: 1 })), 'OPTION');
      assert.is(await codeOf(servePool(near.transport, empty)), 'OPTION');
      assert.is(await codeOf(servePool(near.transport, 'no-such-module.js', { threads: 1 })), 'ERR_MODULE_NOT_FOUND');
      const options = { threads: 2 } as unknown as { threads: 0 };
      assert.throws(
        () => rpc.servePartial(near.transport, {}, options),
        ({ code }: { code: string }) => code === 'SLUICE_ERR_OPTION',
      );
      // None of these has left anything behind.
      const pool = await servePool(near.transport, fileURLToPath(MODULE), { threads: 1, data: { gate, members: 2 } });
      pools.push(pool);
    });

    it('of 0 serves any transport', async () => {
      const [near, far] = createLocalPair();
      const pool = await serve(far, 0);
      const client = new rpc.ClusterRpcClient(near);
      assert.is((await client.pmemGetPages({ order: 7 })).page, 7n);
      await pool.stop();
      assert.is(await codeOf(client.pmemGetPages({ order: 7 })), 'PEER_CLOSED');
    });
  });
}
