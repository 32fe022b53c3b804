/** A call's end is decided once, whoever comes in between, before whatever store that others can see. */
import * as assert from 'uvu/assert';
import { CallOutcome } from '../../../generated/segment/codes.ts';
import { ASLEEP, FINISHED, NEWS, OUTCOME_MASK, RESPONSE, SLOT_WORDS, WORD } from '../../../runtime/cluster/call-words.ts';
import { describe } from '../../support/index.ts';
import { dieAtStep, runLongerWithStep, runWithStep } from './atomic-steps.ts';
import { PlainCluster, type PlainMember } from './plain-cluster.ts';

interface Scene {
  readonly cluster: PlainCluster;
  readonly caller: PlainMember;
  readonly server: PlainMember;
  /** Ends of the call, by code. */
  readonly ends: string[];
  readonly slot: number;
  cancel(): void;
}

/** A call that was posted, to a server that has not looked yet. */
function begin(): Scene {
  const cluster = new PlainCluster(3);
  const [caller, server] = [cluster.get(0), cluster.get(1)];
  for (const { thread } of cluster.members) thread.serve({ handlers: { 3: ({ descriptor }) => descriptor.set(1, 42) } });
  for (const member of cluster.members) member.isRinging = true;
  const ends: string[] = [];
  const controller = new AbortController();
  caller.thread.post(
    1,
    { index: 3, args: [1] },
    (error, descriptor) => {
      ends.push(error?.code ?? `ok ${descriptor.getU32(1)}`);
    },
    { signal: controller.signal },
  );
  return { cluster, caller, server, ends, slot: 0, cancel: () => controller.abort() };
}

function wordAt({ caller, slot }: Scene): number {
  return Atomics.load(caller.calls, slot * SLOT_WORDS + WORD);
}

/** The slots must be good for as many calls as there are. */
function checkAfter({ cluster, caller }: Scene, server: number): void {
  const { thread } = caller;
  for (let i = 0; i < 200; i += 1) assert.is(thread.callSync(server, { index: 3 }).getU32(1), 42);
  assert.is(thread.quarantined, 0);
  assert.is(thread.inFlight, 0);
  // The counter of the block is where it was: each call was counted once, and taken off once.
  assert.is((Atomics.load(caller.calls, RESPONSE) & 0x7fffffff) | 0, 0);
  cluster.close();
}

describe('a call that is cancelled', (it) => {
  it('before each store of its answer ends once, as answered or as cancelled, and its slot is used again', () => {
    const seen = new Set<string>();
    let steps = 1;
    for (let step = 0; step <= steps; step += 1) {
      const scene = begin();
      steps = runWithStep(
        step,
        () => scene.server.thread.onBell(),
        () => scene.cancel(),
      );
      scene.caller.thread.onBell();
      const word = wordAt(scene);
      assert.ok((word & FINISHED) !== 0, `finished, step ${step}`);
      const isDone = (word & OUTCOME_MASK) === CallOutcome.OutcomeDone;
      assert.equal(scene.ends, [isDone ? 'ok 42' : 'SLUICE_ERR_CANCELLED'], `step ${step}`);
      seen.add(scene.ends[0] as string);
      checkAfter(scene, 1);
    }
    assert.ok(steps > 6, `${steps} steps`);
    assert.equal([...seen].sort(), ['SLUICE_ERR_CANCELLED', 'ok 42']);
  });

  it('while it is answered, before each store of the cancelling, ends once', () => {
    let steps = 1;
    for (let step = 0; step <= steps; step += 1) {
      const scene = begin();
      steps = runWithStep(
        step,
        () => scene.cancel(),
        () => scene.server.thread.onBell(),
      );
      scene.server.thread.onBell();
      scene.caller.thread.onBell();
      assert.is(scene.ends.length, 1);
      assert.ok((wordAt(scene) & FINISHED) !== 0);
      checkAfter(scene, 1);
    }
    assert.ok(steps >= 1);
  });
});

describe('a server that dies', (it) => {
  it('before each store of its answer leaves a call that ends once', () => {
    const seen = new Set<string>();
    for (let step = 0; ; step += 1) {
      const scene = begin();
      const hasDied = dieAtStep(step, () => scene.server.thread.onBell());
      scene.server.die();
      scene.caller.thread.onBell();
      assert.is(scene.ends.length, 1, `step ${step}`);
      seen.add(scene.ends[0] as string);
      assert.ok((wordAt(scene) & FINISHED) !== 0, `finished, step ${step}`);
      const { thread } = scene.caller;
      for (let i = 0; i < 200; i += 1) assert.is(thread.callSync(2, { index: 3 }).getU32(1), 42);
      assert.is(thread.quarantined, 0);
      scene.cluster.close();
      if (!hasDied) break;
    }
    assert.equal([...seen].sort(), ['SLUICE_ERR_PEER_DIED', 'ok 42']);
  });

  it('before each store ends a blocking call', () => {
    const seen = new Set<string>();
    for (let step = 0; ; step += 1) {
      const cluster = new PlainCluster(2);
      const [caller, server] = [cluster.get(0), cluster.get(1)];
      server.thread.serve({ handlers: { 3: () => {} } });
      server.isRinging = true;
      let hasDied = false;
      cluster.onSleep = () => {
        if (hasDied) return;
        hasDied = dieAtStep(step, () => server.thread.onBell());
        if (hasDied) server.die();
      };
      try {
        caller.thread.callSync(1, { index: 3 });
        seen.add('ok');
      } catch (error) {
        seen.add((error as { code: string }).code);
      }
      cluster.close();
      if (!hasDied) break;
    }
    assert.equal([...seen].sort(), ['SLUICE_ERR_PEER_DIED', 'ok']);
  });

  it('before the caller has begun, but is not known to be dead yet, ends the call all the same', () => {
    const cluster = new PlainCluster(2);
    const [caller, server] = [cluster.get(0), cluster.get(1)];
    server.isRinging = true;
    assert.is(caller.port.peer(1)?.isDead, false);
    const ends: (string | undefined)[] = [];
    // The steward has swept, and has not told of it yet.
    const news = Atomics.load(caller.waiters, NEWS);
    server.die(false);
    Atomics.store(caller.waiters, NEWS, news);
    caller.thread.post(1, { index: 3 }, (error) => ends.push(error?.code), {});
    Atomics.store(caller.waiters, NEWS, news + 1);
    caller.thread.onBell();
    assert.is(caller.thread.quarantined, 0);
    cluster.close();
    assert.equal(ends, ['SLUICE_ERR_PEER_DIED']);
  });
});

describe('a caller that dies', (it) => {
  it('R2: before each store of its call leaves a server that goes on', () => {
    for (let step = 0; ; step += 1) {
      const cluster = new PlainCluster(3);
      const [caller, server] = [cluster.get(0), cluster.get(1)];
      server.thread.serve({ handlers: { 3: () => {} } });
      for (const member of cluster.members) member.isRinging = true;
      const hasDied = dieAtStep(step, () => {
        caller.thread.post(1, { index: 3 }, () => {}, {});
      });
      caller.die();
      server.thread.onBell();
      assert.is(cluster.get(2).thread.callSync(1, { index: 3 }).index, 3, `step ${step}`);
      cluster.close();
      if (!hasDied) break;
    }
  });
});

describe('a thread that sleeps', (it) => {
  it('R4: is woken by an answer that comes before each store of its falling asleep', () => {
    for (let step = 0; ; step += 1) {
      const cluster = new PlainCluster(2);
      const [caller, server] = [cluster.get(0), cluster.get(1)];
      server.thread.serve({ handlers: { 3: () => {} } });
      server.isRinging = true;
      let hasAnswered = false;
      let lost = false;
      cluster.onSleep = (member) => {
        // Nobody comes any more: a bell that was not rung by now is lost.
        if (hasAnswered && member === caller && caller.bells === 0) lost = true;
        server.thread.onBell();
        hasAnswered = true;
      };
      const steps = runWithStep(
        step,
        () => caller.thread.callSync(1, { index: 3 }),
        () => {
          server.thread.onBell();
          hasAnswered = Atomics.load(caller.calls, WORD) !== 0 && (Atomics.load(caller.calls, WORD) & FINISHED) !== 0;
        },
      );
      assert.not(lost, `step ${step}`);
      assert.is(Atomics.load(caller.waiters, ASLEEP), 0);
      cluster.close();
      if (step >= steps) break;
    }
  });
});

describe('an event loop that dozes', (it) => {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('K13, K14: hears of an answer and of a request that come before each store of its call and its look', async () => {
    for (let step = 0; ; step += 1) {
      const cluster = new PlainCluster(3);
      const [caller, server, other] = [cluster.get(0), cluster.get(1), cluster.get(2)];
      for (const { thread } of cluster.members) thread.serve({ handlers: { 3: ({ descriptor }) => descriptor.set(1, 42) } });
      for (const member of [server, other]) member.isRinging = true;
      const ends: string[] = [];
      const end = (who: string) => (): void => void ends.push(who);
      const steps = await runLongerWithStep(
        step,
        async () => {
          // The second one is begun by what the first one's look finds, if it was answered by then.
          void caller.thread.call(1, { index: 3 }).then(() => caller.thread.call(1, { index: 3 }).then(end('second')));
          void caller.thread.call(1, { index: 3 }).then(end('first'));
          await turn();
        },
        () => {
          other.thread.post(0, { index: 3 }, end('request'));
          server.thread.onBell();
        },
      );
      // Nobody rings for what was done before: who has not heard of it by itself never will.
      for (let i = 0; i < 3; i += 1) await turn();
      if (step < steps) assert.is(caller.thread.counters.answered, 1, `request, step ${step}`);
      other.thread.onBell();
      // What was posted after that.
      for (let i = 0; i < 3; i += 1) {
        server.thread.onBell();
        await turn();
      }
      assert.equal(ends.sort(), step < steps ? ['first', 'request', 'second'] : ['first', 'second'], `step ${step}`);
      cluster.close();
      if (step >= steps) break;
    }
  });

  it('K13, K14: hears of the answer to a call that a handler has begun from within a look, whenever that comes', async () => {
    for (let step = 0; ; step += 1) {
      const cluster = new PlainCluster(3);
      const [caller, server, other] = [cluster.get(0), cluster.get(1), cluster.get(2)];
      server.thread.serve({ handlers: { 3: ({ descriptor }) => descriptor.set(1, 42) } });
      caller.thread.serve({
        handlers: {
          5: async ({ descriptor }) => descriptor.set(1, (await caller.thread.call(1, { index: 3 })).getU32(1)),
        },
      });
      for (const member of [server, other]) member.isRinging = true;
      const ends: string[] = [];
      const steps = await runLongerWithStep(
        step,
        async () => {
          // It dozes because of the first call; the request comes meanwhile, so a look finds it.
          void caller.thread.call(1, { index: 3 }).then(() => ends.push('first'));
          other.thread.post(0, { index: 5 }, (error, descriptor) => ends.push(error?.code ?? `request ${descriptor.getU32(1)}`));
          await turn();
        },
        () => server.thread.onBell(),
      );
      for (let i = 0; i < 3; i += 1) {
        await turn();
        server.thread.onBell();
      }
      await turn();
      other.thread.onBell();
      assert.equal(ends.sort(), ['first', 'request 42'], `step ${step}`);
      cluster.close();
      if (step >= steps) break;
    }
  });
});
