import * as assert from 'uvu/assert';
import { CallStatus } from '../../../generated/segment/codes.ts';
import { errorOf } from '../../../runtime/cluster/call-results.ts';
import type { Service } from '../../../runtime/cluster/service.ts';
import { CallError, CallErrorCode, Refusal } from '../../../runtime/stub/errors.ts';
import { describe } from '../../support/index.ts';
import { PlainCluster, type PlainMember } from './plain-cluster.ts';

const SERVICE: Service = {
  size: 30,
  reserved: [19],
  disabled: [7],
  fingerprints: [0, 0, 0x80000001],
  handlers: {
    1: ({ descriptor }) => descriptor.set(9, descriptor.get(0) + 1n),
    2: () => {},
    3: () => {
      throw new Refusal(28);
    },
    4: () => {
      throw new TypeError('a mistake');
    },
    5: () => Promise.reject(new Refusal(2)),
    6: () => {
      throw new CallError(CallErrorCode.MALFORMED, 'no such bool');
    },
    8: () => new Promise(() => {}),
  },
};

let clusters: PlainCluster[] = [];

function opened(count: number): PlainCluster {
  const cluster = new PlainCluster(count);
  clusters.push(cluster);
  return cluster;
}

function closeAll(): void {
  for (const cluster of clusters) cluster.close();
  clusters = [];
}

/** Ways to call: each gives the error, or null. */
const WAYS: Readonly<
  Record<string, (caller: PlainMember, target: number, index: number, fingerprint?: number) => Promise<CallError | null>>
> = {
  async call({ thread }, target, index, fingerprint = 0) {
    return thread.call(target, { index }, { fingerprint }).then(
      () => null,
      (error) => error,
    );
  },
  post: ({ thread }, target, index, fingerprint = 0) =>
    new Promise((resolve) => {
      try {
        thread.post(target, { index }, resolve, { fingerprint });
      } catch (error) {
        resolve(error as CallError);
      }
    }),
  async multicast({ thread }, target, index, fingerprint = 0) {
    const results = await thread.multicast([target, 1], [{ index }, { index: 1 }], { fingerprint });
    return results[0]?.error ?? null;
  },
  async callSync({ thread }, target, index, fingerprint = 0) {
    try {
      thread.callSync(target, { index }, { fingerprint });
      return null;
    } catch (error) {
      return error as CallError;
    }
  },
  async multicastSync({ thread }, target, index, fingerprint = 0) {
    return thread.multicastSync([target, 1], [{ index }, { index: 1 }], { fingerprint })[0]?.error ?? null;
  },
};

for (const [way, ask] of Object.entries(WAYS)) {
  describe(`what ${way} is told`, (it) => {
    const cluster = opened(3);
    const caller = cluster.get(0);
    const server = cluster.get(1);
    const errors: unknown[] = [];
    it.after(closeAll);
    server.thread.serve({ ...SERVICE, onError: (error) => errors.push(error) });

    const cases: readonly [string, number, string, string][] = [
      ['R6: an index beyond the table', 30, 'SLUICE_ERR_UNDEFINED', 'no'],
      ['an index far beyond the table', 0xffffffff, 'SLUICE_ERR_UNDEFINED', 'no'],
      ['R6: an index that is reserved', 19, 'SLUICE_ERR_RESERVED', 'no'],
      ['an index that is off', 7, 'SLUICE_ERR_DISABLED', 'no'],
      ['an index without a handler', 29, 'SLUICE_ERR_UNIMPLEMENTED', 'no'],
      ['a refusal', 3, 'SLUICE_ERR_REFUSED', 'unknown'],
      ['a failure', 4, 'SLUICE_ERR_FAILED', 'unknown'],
      ['a descriptor that its handler could not read', 6, 'SLUICE_ERR_MALFORMED', 'no'],
    ];
    for (const [title, index, code, started] of cases) {
      it(`${title} is ${code}`, async () => {
        const error = await ask(caller, 1, index);
        assert.instance(error, CallError);
        assert.is(error?.code, code);
        assert.is(error?.started, started);
        assert.is(error?.target, 1);
        if (code === 'SLUICE_ERR_REFUSED') assert.is(error?.errno, 28);
        assert.ok(error?.message.includes(`RPC ${index} of member 1`));
      });
    }
    it('R9: another fingerprint is SLUICE_ERR_INCOMPATIBLE, and none is not compared', async () => {
      assert.is((await ask(caller, 1, 2, 0x80000002))?.code, 'SLUICE_ERR_INCOMPATIBLE');
      assert.is(await ask(caller, 1, 2, 0x80000001), null);
      assert.is(await ask(caller, 1, 2), null);
      assert.is(await ask(caller, 1, 1, 77), null);
    });
    it('a number that nobody has is SLUICE_ERR_NO_MEMBER', async () => {
      const error = await ask(caller, 77, 1);
      assert.is(error?.code, 'SLUICE_ERR_NO_MEMBER');
      assert.is(error?.started, 'no');
    });
    it('a member that serves nothing is SLUICE_ERR_UNIMPLEMENTED', async () => {
      assert.is((await ask(caller, 2, 1))?.code, 'SLUICE_ERR_UNIMPLEMENTED');
      assert.is((await ask(caller, 2, 0xffff))?.code, 'SLUICE_ERR_UNIMPLEMENTED');
    });
    it('a server that stops is SLUICE_ERR_STOPPING', async () => {
      await server.thread.stopServing();
      const error = await ask(caller, 1, 1);
      assert.is(error?.code, 'SLUICE_ERR_STOPPING');
      assert.is(error?.started, 'no');
      server.thread.serve(SERVICE);
      assert.is(await ask(caller, 1, 1), null);
    });
    it('has left nothing under way', () => {
      assert.is(caller.thread.inFlight, 0);
      assert.is(errors.length, 2);
    });
    it('a member that has left is SLUICE_ERR_PEER_CLOSED', async () => {
      const own = opened(2).get(0);
      own.thread.leave();
      assert.is((await ask(own, 1, 1))?.code, 'SLUICE_ERR_PEER_CLOSED');
    });
  });
}

describe('statuses of calls', (it) => {
  it.after(closeAll);

  it('a promise may refuse as well', async () => {
    const cluster = opened(2);
    cluster.get(1).thread.serve(SERVICE);
    const error = await cluster
      .get(0)
      .thread.call(1, { index: 5 })
      .catch((reason) => reason);
    assert.is(error.code, 'SLUICE_ERR_REFUSED');
    assert.is(error.errno, 2);
  });

  it('a deadline that is over before the server looks is not run', async () => {
    const cluster = opened(2);
    let runs = 0;
    const [caller, server] = [cluster.get(0), cluster.get(1)];
    server.thread.serve({
      handlers: {
        1: () => {
          runs += 1;
        },
      },
    });
    // The bell of the server is not heard until the deadline is over.
    server.isRinging = true;
    const error = await caller.thread.call(1, { index: 1 }, { timeoutMs: 5 }).catch((reason) => reason);
    assert.is(error.code, 'SLUICE_ERR_DEADLINE');
    assert.is(error.started, 'unknown');
    assert.is(caller.thread.quarantined, 1);
    server.thread.onBell();
    assert.is(runs, 0);
    assert.is(server.thread.counters.strays, 1);
  });

  it('a deadline ends a call whose handler goes on', async () => {
    const cluster = opened(2);
    cluster.get(1).thread.serve(SERVICE);
    const begun = performance.now();
    const error = await cluster
      .get(0)
      .thread.call(1, { index: 8 }, { timeoutMs: 5 })
      .catch((reason) => reason);
    assert.is(error.code, 'SLUICE_ERR_DEADLINE');
    assert.ok(performance.now() - begun >= 4);
  });

  it('an AbortSignal ends a call, and its reason is the cause', async () => {
    const cluster = opened(2);
    cluster.get(1).thread.serve(SERVICE);
    const controller = new AbortController();
    const coming = cluster
      .get(0)
      .thread.call(1, { index: 8 }, { signal: controller.signal })
      .catch((reason) => reason);
    controller.abort('enough');
    const error = await coming;
    assert.is(error.code, 'SLUICE_ERR_CANCELLED');
    assert.is(error.cause, 'enough');
    const early = await cluster
      .get(0)
      .thread.call(1, { index: 8 }, { signal: controller.signal })
      .catch((reason) => reason);
    assert.is(early.code, 'SLUICE_ERR_CANCELLED');
  });

  it('a handler sees that its caller has given up', async () => {
    const cluster = opened(2);
    const seen: boolean[] = [];
    let go: () => void = () => {};
    const gone = new Promise<void>((resolve) => {
      go = resolve;
    });
    cluster.get(1).thread.serve({
      handlers: {
        1: async (request) => {
          seen.push(request.isCancelled);
          await gone;
          seen.push(request.isCancelled);
        },
      },
    });
    await cluster
      .get(0)
      .thread.call(1, { index: 1 }, { timeoutMs: 10 })
      .catch(() => {});
    go();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(seen, [false, true]);
  });

  it('every status has an error of its own', () => {
    const codes = new Set<string>();
    for (const status of Object.values(CallStatus)) if (status !== 0) codes.add(errorOf(status, 1, 2, 3).code);
    assert.is(codes.size, Object.keys(CallStatus).length - 1);
  });
});
