import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import * as assert from 'uvu/assert';
import { CallOutcome } from '../../../generated/segment/codes.ts';
import { FINISHED, RESPONSE, SLOT_WORDS, WORD } from '../../../runtime/cluster/call-words.ts';
import { Descriptor } from '../../../runtime/cluster/descriptor.ts';
import type { Request } from '../../../runtime/cluster/requests.ts';
import type { RpcHandler } from '../../../runtime/cluster/service.ts';
import { describe, hasCode } from '../../support/index.ts';
import { PlainCluster, type PlainOptions } from './plain-cluster.ts';

const double: RpcHandler = ({ descriptor }) => descriptor.set(1, 2 * descriptor.getU32(0));

/** A handler whose calls end when the test says so. */
class Gate {
  readonly requests: Request[] = [];
  readonly #doors: (() => void)[] = [];
  readonly handler: RpcHandler = (request) => {
    this.requests.push(request);
    return new Promise((resolve) => this.#doors.push(resolve));
  };

  async open(): Promise<void> {
    for (const door of this.#doors.splice(0)) door();
    await turn();
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function codeOf(coming: Promise<unknown>): Promise<string> {
  return coming.then(
    () => 'ok',
    (error) => error.code,
  );
}

describe('calls of a cluster', (it) => {
  let cluster: PlainCluster;
  const open = (count: number, options?: PlainOptions): PlainCluster => {
    cluster = new PlainCluster(count, options);
    return cluster;
  };
  it.after.each(() => cluster.close());

  it('bring outputs back in the descriptor that was given', async () => {
    open(2);
    cluster.get(1).thread.serve({ handlers: { 3: double } });
    const descriptor = new Descriptor(3, [21]);
    assert.is(await cluster.get(0).thread.call(1, descriptor), descriptor);
    assert.is(descriptor.get(1), 42n);
    assert.is(cluster.get(0).thread.inFlight, 0);
    assert.is(cluster.get(0).thread.quarantined, 0);
  });

  it('tell all callbacks, also when one throws, which is an uncaught exception', async () => {
    open(2);
    cluster.get(1).thread.serve({ handlers: { 3: double } });
    const told: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      cluster.get(0).thread.post(1, { index: 3, args: [i] }, (_, descriptor) => {
        told.push(descriptor.getU32(1));
        if (i === 0) throw new Error('a callback that throws');
      });
    }
    const [error] = (await once(process, 'uncaughtException')) as [Error];
    assert.is(error.message, 'a callback that throws');
    assert.equal(told, [0, 2, 4]);
  });

  it('that were given up count as quarantined until their server has finished, and no longer', async () => {
    open(2);
    const gate = new Gate();
    cluster.get(1).thread.serve({ handlers: { 3: gate.handler } });
    const { thread } = cluster.get(0);
    const controller = new AbortController();
    const call = codeOf(thread.call(1, { index: 3 }, { signal: controller.signal }));
    await turn();
    controller.abort();
    assert.is(await call, 'SLUICE_ERR_CANCELLED');
    assert.is(thread.quarantined, 1);
    await gate.open();
    // Nothing was called since.
    assert.is(thread.quarantined, 0);
  });

  it('that are answered at once need no bell, and let timers and sockets have their turn all the same', async () => {
    open(2);
    const [caller, server] = [cluster.get(0), cluster.get(1)];
    server.thread.serve({ handlers: { 3: double } });
    // As when the kernel runs whom it wakes on the core of who has woken it.
    server.ring = () => server.thread.onBell();
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    for (let i = 0; i < 900; i += 1) await caller.thread.call(1, new Descriptor(3, [i]));
    isOver = true;
    assert.ok(caller.bells <= 100, `${caller.bells} bells`);
    assert.ok(turns >= 90, `${turns} turns`);
  });

  it('tell of an error of a callback as the event loop does, when they are answered at once', async () => {
    open(2);
    const [caller, server] = [cluster.get(0), cluster.get(1)];
    server.thread.serve({ handlers: { 3: double } });
    server.ring = () => server.thread.onBell();
    const caught = new Promise((resolve) => process.once('uncaughtException', resolve));
    const error = new Error('of a callback');
    caller.thread.post(1, { index: 3, args: [1] }, () => {
      throw error;
    });
    assert.is(await caught, error);
    assert.is((await caller.thread.call(1, { index: 3, args: [2] })).get(1), 4n);
  });

  it('give their callbacks the same context, whoever else has begun a call', async () => {
    open(2);
    const storage = new AsyncLocalStorage<string>();
    const [caller, server] = [cluster.get(0), cluster.get(1)];
    server.thread.serve({ handlers: { 3: double } });
    server.ring = () => server.thread.onBell();
    const seen: unknown[] = [];
    await new Promise<void>((resolve) => {
      storage.run('mine', () => caller.thread.post(1, { index: 3, args: [1] }, () => seen.push(storage.getStore())));
      caller.thread.post(1, { index: 3, args: [1] }, () => resolve());
    });
    assert.equal(seen, [undefined]);
  });

  it('give a handler the 104 bytes, with 0 for the counter', async () => {
    open(2);
    let seen = new Uint8Array();
    cluster.get(1).thread.serve({
      handlers: {
        9: (request) => {
          seen = request.descriptor.bytes.slice();
          assert.is(request.source, 0);
        },
      },
    });
    const descriptor = new Descriptor(9, [-1, 2 ** 53 - 1, -(2 ** 53) + 1, 0xffffffffffffffffn, 4, 5, 6, 7, 8, 9]);
    descriptor.bytes.fill(0xa5, 8, 24);
    cluster.get(0).thread.callSync(1, descriptor);
    const expected = descriptor.bytes.slice();
    expected.fill(0, 4, 8);
    assert.equal(seen, expected);
  });

  it('write no more of a descriptor than its arguments', () => {
    open(2);
    cluster.get(1).thread.serve({
      handlers: {
        3: ({ descriptor }) => {
          descriptor.bytes.fill(0xee);
        },
      },
    });
    const descriptor = new Descriptor(3, [1]);
    const head = descriptor.bytes.slice(0, 24);
    cluster.get(0).thread.callSync(1, descriptor);
    assert.equal(descriptor.bytes.slice(0, 24), head);
    assert.equal(descriptor.bytes.slice(24), new Uint8Array(80).fill(0xee));
  });

  it('may be to the own member', async () => {
    open(1);
    const { thread } = cluster.get(0);
    thread.serve({ handlers: { 3: double } });
    assert.is((await thread.call(0, { index: 3, args: [4] })).getU32(1), 8);
    assert.is(thread.callSync(0, { index: 3, args: [5] }).getU32(1), 10);
  });

  it('end with a callback, from the event loop', async () => {
    open(2);
    cluster.get(1).thread.serve({ handlers: { 3: double } });
    let isBack = false;
    await new Promise<void>((resolve) => {
      cluster.get(0).thread.post(1, { index: 3, args: [8] }, (error, descriptor) => {
        assert.is(error, null);
        assert.is(descriptor.getU32(1), 16);
        assert.ok(isBack);
        resolve();
      });
      isBack = true;
    });
  });

  it('are as many as there are slots, each with its own answer, and one more is BUSY', async () => {
    open(2, { callsPerWaiter: 256, room: 1024 });
    const gate = new Gate();
    cluster.get(1).thread.serve({ handlers: { 3: double, 4: gate.handler } });
    const { thread } = cluster.get(0);
    const slow = Array.from({ length: 128 }, () => thread.call(1, { index: 4 }));
    for (let round = 0; round < 20; round += 1) {
      const answers = await Promise.all(Array.from({ length: 128 }, (_, i) => thread.call(1, { index: 3, args: [i + round] })));
      assert.equal(
        answers.map((answer) => answer.getU32(1)),
        Array.from({ length: 128 }, (_, i) => 2 * (i + round)),
      );
    }
    const more = Array.from({ length: 128 }, () => thread.call(1, { index: 4 }));
    assert.is(await codeOf(thread.call(1, { index: 3 })), 'SLUICE_ERR_BUSY');
    assert.throws(() => thread.callSync(1, { index: 3 }), hasCode('SLUICE_ERR_BUSY'));
    while (gate.requests.length < 256) await turn();
    await gate.open();
    await Promise.all([...slow, ...more]);
    assert.is(thread.inFlight, 0);
  });

  it('are found without a look at words of blocks in which nothing ended', async () => {
    open(2, { callsPerWaiter: 512, room: 1024 });
    const gate = new Gate();
    cluster.get(1).thread.serve({ handlers: { 3: double, 4: gate.handler } }, { budget: 1024 });
    const { thread, calls } = cluster.get(0);
    const slow = Array.from({ length: 480 }, () => thread.call(1, { index: 4 }));
    await turn();
    const looks = await countLoads(calls, async () => {
      await thread.call(1, { index: 3, args: [1] });
    });
    assert.ok(looks < 80, `${looks} looks at call slots`);
    await gate.open();
    await Promise.all(slow);
  });

  it('R1: wait for room when the FIFO is full, in order, or are told BUSY in time', async () => {
    open(2, { room: 4 });
    const server = cluster.get(1);
    const order: number[] = [];
    server.thread.serve({
      handlers: {
        3: ({ descriptor }) => {
          order.push(descriptor.getU32(0));
        },
      },
    });
    // The server is busy.
    server.isRinging = true;
    const { thread } = cluster.get(0);
    const calls = Array.from({ length: 10 }, (_, i) => thread.call(1, { index: 3, args: [i] }));
    const late = await thread.call(1, { index: 3, args: [99] }, { timeoutMs: 5 }).catch((reason) => reason);
    assert.is(late.code, 'SLUICE_ERR_BUSY');
    assert.is(late.started, 'no');
    server.isRinging = false;
    server.ring();
    await Promise.all(calls);
    assert.equal(order, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.is(thread.quarantined, 0);
  });

  it('R1: block until there is room, or the time is over', () => {
    open(2, { room: 2 });
    const server = cluster.get(1);
    server.thread.serve({ handlers: { 3: double } });
    while (server.refer(null, 0, 0));
    cluster.onSleep = () => {};
    const { thread } = cluster.get(0);
    assert.throws(() => thread.callSync(1, { index: 3 }, { timeoutMs: 2 }), hasCode('SLUICE_ERR_BUSY'));
    cluster.onSleep = () => server.thread.onBell();
    assert.is(thread.callSync(1, { index: 3, args: [3] }).getU32(1), 6);
  });

  it('R5, R7: keep the slot of a call that was given up until its server has finished', async () => {
    open(2, { callsPerWaiter: 2 });
    const gate = new Gate();
    const server = cluster.get(1);
    server.thread.serve({ handlers: { 3: double, 4: gate.handler } });
    const { thread, calls } = cluster.get(0);
    const controller = new AbortController();
    const { signal } = controller;
    const given = [7, 8].map((value) => codeOf(thread.call(1, { index: 4, args: [value] }, { signal })));
    while (gate.requests.length < 2) await turn();
    controller.abort();
    assert.equal(await Promise.all(given), ['SLUICE_ERR_CANCELLED', 'SLUICE_ERR_CANCELLED']);
    assert.is(thread.quarantined, 2);
    assert.is(await codeOf(thread.call(1, { index: 3, args: [1] })), 'SLUICE_ERR_BUSY');
    // The handlers write their outputs long after; nobody else's call is there to take them for its own.
    for (const { descriptor } of gate.requests) descriptor.set(1, 666);
    await gate.open();
    for (const slot of [0, 1]) assert.ok(Atomics.load(calls, slot * SLOT_WORDS + WORD) & FINISHED);
    assert.is((await thread.call(1, { index: 3, args: [1] })).getU32(1), 2);
  });

  it('R5: finish in quarantine when the request was still in the FIFO', async () => {
    open(2);
    const server = cluster.get(1);
    server.thread.serve({ handlers: { 3: double } });
    server.isRinging = true;
    const { thread, calls } = cluster.get(0);
    assert.is(await codeOf(thread.call(1, { index: 3 }, { timeoutMs: 1 })), 'SLUICE_ERR_DEADLINE');
    assert.is(calls[WORD], (1 << 8) | CallOutcome.OutcomeCancelled);
    server.thread.onBell();
    assert.is(calls[WORD], (1 << 8) | CallOutcome.OutcomeCancelled | FINISHED);
    assert.is(server.thread.counters.answered, 0);
  });

  it('count generations modulo 2^24, and drop a reference to an earlier one', async () => {
    open(2, { callsPerWaiter: 1 });
    const { calls } = cluster.get(0);
    // As a thread that had this waiter before has left it.
    calls[WORD] = (0xfffffe << 8) | CallOutcome.OutcomeDone | FINISHED;
    const member = cluster.again(0);
    const server = cluster.get(1);
    server.thread.serve({ handlers: { 3: double } });
    const generations: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      assert.is((await member.thread.call(1, { index: 3, args: [i] })).getU32(1), 2 * i);
      generations.push((calls[WORD] as number) >>> 8);
    }
    assert.equal(generations, [0xffffff, 0, 1, 2]);
    const { strays } = server.thread.counters;
    const before = calls[WORD];
    for (const generation of [0xffffff, 1, 3, 0x1000002, -1]) server.refer(member, 0, generation);
    server.thread.onBell();
    assert.is(server.thread.counters.strays, strays + 5);
    assert.is(calls[WORD], before);
  });

  it('R12: never decrement the counter of a later call', async () => {
    open(2, { callsPerWaiter: 4 });
    const gate = new Gate();
    cluster.get(1).thread.serve({ handlers: { 3: double, 4: gate.handler } });
    const { thread, calls } = cluster.get(0);
    const late = thread.multicastSync([1, 1, 1], { index: 4 }, { timeoutMs: 200 });
    assert.equal(
      late.map(({ error }) => error?.code),
      ['SLUICE_ERR_DEADLINE', 'SLUICE_ERR_DEADLINE', 'SLUICE_ERR_DEADLINE'],
    );
    for (let i = 0; i < 10; i += 1) thread.callSync(1, { index: 3, args: [i] });
    assert.is(thread.quarantined, 3);
    await gate.open();
    const results = thread.multicastSync([1, 1, 1, 1], { index: 3, args: [4] });
    assert.equal(
      results.map(({ error, descriptor }) => error ?? descriptor.getU32(1)),
      [8, 8, 8, 8],
    );
    assert.ok([0, 1, 2, 3].some((slot) => calls[slot * SLOT_WORDS + RESPONSE] === 0));
  });

  it('R11: nest from A to B to A with one thread each', () => {
    open(2);
    const [a, b] = [cluster.get(0).thread, cluster.get(1).thread];
    const deeper =
      (thread: typeof a, other: number): RpcHandler =>
      ({ descriptor }) => {
        const depth = descriptor.getU32(0);
        if (depth > 0) descriptor.set(1, 1 + thread.callSync(other, { index: 5, args: [depth - 1] }).getU32(1));
      };
    a.serve({ handlers: { 5: deeper(a, 1) } });
    b.serve({ handlers: { 5: deeper(b, 0) } });
    assert.is(a.callSync(1, { index: 5, args: [20] }).getU32(1), 20);
  });

  it('R11: a handler that waits does not hold up the next request', async () => {
    open(2);
    const gate = new Gate();
    cluster.get(1).thread.serve({ handlers: { 3: double, 4: gate.handler } });
    const { thread } = cluster.get(0);
    const waiting = thread.call(1, { index: 4 });
    assert.is((await thread.call(1, { index: 3, args: [2] })).getU32(1), 4);
    await gate.open();
    await waiting;
  });

  it('stop gracefully: what runs is answered, what comes later is told STOPPING', async () => {
    open(2);
    const gate = new Gate();
    const server = cluster.get(1).thread;
    server.serve({ handlers: { 3: double, 4: gate.handler } });
    const { thread } = cluster.get(0);
    const waiting = thread.call(1, { index: 4 });
    await turn();
    let hasStopped = false;
    const stopping = server.stopServing().then(() => {
      hasStopped = true;
    });
    assert.is(await codeOf(thread.call(1, { index: 3 })), 'SLUICE_ERR_STOPPING');
    assert.not(hasStopped);
    await gate.open();
    await stopping;
    await waiting;
  });

  it('give other work of the event loop its turn', async () => {
    open(2, { room: 1024 });
    let served = 0;
    const server = cluster.get(1);
    server.thread.serve(
      {
        handlers: {
          3: () => {
            served += 1;
          },
        },
      },
      { budget: 2 },
    );
    const calls = Array.from({ length: 20 }, () => cluster.get(0).thread.call(1, { index: 3 }));
    await turn();
    assert.ok(served >= 2 && served < 20, `served ${served}`);
    await Promise.all(calls);
    assert.throws(() => server.thread.serve({ handlers: {} }, { budget: 0 }), /budget must be at least 1: budget=0/);
  });
});

/** How often `Atomics.load` looks at the words of slots while `code` runs. */
async function countLoads(calls: Int32Array, code: () => Promise<void>): Promise<number> {
  const { load } = Atomics;
  let looks = 0;
  (Atomics as { load: unknown }).load = (array: Int32Array, index: number): number => {
    if (array === calls && index % SLOT_WORDS === WORD) looks += 1;
    return load(array, index);
  };
  try {
    await code();
  } finally {
    Object.assign(Atomics, { load });
  }
  return looks;
}
