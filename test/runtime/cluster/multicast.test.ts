import * as assert from 'uvu/assert';
import { CallOutcome } from '../../../generated/segment/codes.ts';
import { FINISHED, OUTCOME_MASK, RESPONSE, SLOT_WORDS, WORD } from '../../../runtime/cluster/call-words.ts';
import type { MulticastResult } from '../../../runtime/cluster/index.ts';
import { Refusal } from '../../../runtime/stub/errors.ts';
import { describe, hasCode } from '../../support/index.ts';
import { PlainCluster, type PlainMember } from './plain-cluster.ts';

/** Output: what it was asked, and who answers. */
function serveEcho(member: PlainMember): void {
  member.thread.serve({
    handlers: {
      9: ({ descriptor }) => {
        if (descriptor.getU32(0) === 13) throw new Refusal(13);
        descriptor.set(1, 100 * member.cxy + descriptor.getU32(0));
      },
    },
  });
}

function shown(results: readonly MulticastResult[]): (number | string)[] {
  return results.map(({ error, descriptor }) => error?.code ?? descriptor.getU32(1));
}

/** Both ways to ask many. */
const WAYS = ['multicast', 'multicastSync'] as const;

for (const way of WAYS) {
  describe(way, (it) => {
    let cluster: PlainCluster;
    it.before.each(() => {
      cluster = new PlainCluster(6);
      for (const member of cluster.members) serveEcho(member);
    });
    it.after.each(() => cluster.close());

    it('gives each target a descriptor of its own', async () => {
      const rpcs = [1, 2, 3, 4].map((value) => ({ index: 9, args: [value] }));
      const results = await cluster.get(0).thread[way]([1, 2, 3, 4], rpcs);
      assert.equal(shown(results), [101, 202, 303, 404]);
      assert.equal(
        results.map(({ target }) => target),
        [1, 2, 3, 4],
      );
    });

    it('copies one descriptor for all', async () => {
      assert.equal(shown(await cluster.get(0).thread[way]([1, 2, 3], { index: 9, args: [5] })), [105, 205, 305]);
    });

    it('may ask one member twice, and the own one', async () => {
      assert.equal(shown(await cluster.get(0).thread[way]([1, 1, 0], { index: 9, args: [5] })), [105, 105, 5]);
    });

    it('of nobody has no results', async () => {
      assert.equal(await cluster.get(0).thread[way]([], { index: 9 }), []);
    });

    it('needs as many descriptors as targets', async () => {
      let error: unknown = null;
      try {
        await cluster.get(0).thread[way]([1, 2], [{ index: 9 }]);
      } catch (caught) {
        error = caught;
      }
      assert.ok(hasCode('SLUICE_ERR_PROTOCOL')(error));
    });

    it('tells of each target how it has ended', async () => {
      cluster.get(4).die();
      const rpcs = [1, 13, 3, 4, 5].map((value) => ({ index: 9, args: [value] }));
      const results = await cluster.get(0).thread[way]([1, 2, 99, 4, 5], rpcs);
      assert.equal(shown(results), [101, 'SLUICE_ERR_REFUSED', 'SLUICE_ERR_NO_MEMBER', 'SLUICE_ERR_NO_MEMBER', 505]);
      assert.is(results[1]?.error?.errno, 13);
    });

    it('ends when a target dies instead of answering', async () => {
      const dying = cluster.get(2);
      dying.isRinging = true;
      const { onSleep } = cluster;
      let hasDied = false;
      cluster.onSleep = (member) => {
        if (!hasDied) dying.die();
        hasDied = true;
        onSleep(member);
      };
      if (way === 'multicast') setImmediate(() => dying.die());
      const results = await cluster.get(0).thread[way]([1, 2, 3], { index: 9, args: [7] });
      assert.equal(shown(results), [107, 'SLUICE_ERR_PEER_DIED', 307]);
      assert.is(cluster.get(0).thread.quarantined, 0);
    });

    it('ends when the time is over, with what was answered', async () => {
      cluster.get(3).isRinging = true;
      const { onSleep } = cluster;
      cluster.onSleep = (member) => {
        // It hears nothing.
        for (const other of cluster.members) if (other !== member && other.cxy !== 3) other.thread.onBell();
        assert.is(onSleep === cluster.onSleep, false);
      };
      const results = await cluster.get(0).thread[way]([1, 2, 3], { index: 9, args: [7] }, { timeoutMs: 100 });
      assert.equal(shown(results), [107, 207, 'SLUICE_ERR_DEADLINE']);
    });
  });
}

describe('multicast', (it) => {
  it('R4: does not sleep when all answers came before it could', () => {
    const cluster = new PlainCluster(4);
    for (const member of cluster.members) serveEcho(member);
    // Each target answers in the instant in which it is rung, while the others are not asked yet.
    for (const { thread, cxy } of cluster.members.slice(1)) {
      cluster.get(cxy).ring = () => thread.onBell();
    }
    cluster.onSleep = () => assert.unreachable('it slept');
    assert.equal(shown(cluster.get(0).thread.multicastSync([1, 2, 3], { index: 9, args: [1] })), [101, 201, 301]);
    cluster.close();
  });

  it('wakes a thread that sleeps with the last answer only', () => {
    const cluster = new PlainCluster(5);
    for (const member of cluster.members) serveEcho(member);
    const caller = cluster.get(0);
    let sleeps = 0;
    cluster.onSleep = () => {
      sleeps += 1;
      for (const other of [1, 2, 3]) {
        cluster.get(other).thread.onBell();
        assert.is(caller.bells, 0);
      }
      cluster.get(4).thread.onBell();
      assert.is(caller.bells, 1);
    };
    assert.equal(shown(caller.thread.multicastSync([1, 2, 3, 4], { index: 9, args: [1] })), [101, 201, 301, 401]);
    assert.is(sleeps, 1);
    cluster.close();
  });

  it('is woken by the last answer after a member died between its answer and the count', () => {
    const cluster = new PlainCluster(4);
    for (const member of cluster.members) serveEcho(member);
    const caller = cluster.get(0);
    let sleeps = 0;
    let lost = false;
    cluster.onSleep = () => {
      sleeps += 1;
      if (sleeps === 1) {
        const at = WORD;
        const word = Atomics.load(caller.calls, at);
        Atomics.store(caller.calls, at, (word & ~OUTCOME_MASK) | CallOutcome.OutcomeDone | FINISHED);
        cluster.get(1).die();
        return;
      }
      const { bells } = caller;
      for (const other of [2, 3]) cluster.get(other).thread.onBell();
      if (caller.bells === bells) lost = true;
    };
    const results = caller.thread.multicastSync([1, 2, 3], { index: 9, args: [1] }, { timeoutMs: 1000 });
    assert.equal(shown(results), [0, 201, 301]);
    assert.not(lost);
    cluster.close();
  });

  it('sets the counter to the number of targets, and each answer takes one off', () => {
    const cluster = new PlainCluster(4);
    for (const member of cluster.members) serveEcho(member);
    const caller = cluster.get(0);
    const seen: number[] = [];
    cluster.onSleep = () => {
      for (const other of [1, 2, 3]) {
        seen.push(caller.calls[SLOT_WORDS + RESPONSE] as number);
        cluster.get(other).thread.onBell();
      }
    };
    caller.thread.multicastSync([1, 2, 3], { index: 9, args: [1] });
    assert.equal(seen, [3, 2, 1]);
    assert.is(caller.calls[SLOT_WORDS + RESPONSE], 0);
    cluster.close();
  });

  it('is cancelled as a whole', async () => {
    const cluster = new PlainCluster(3);
    cluster.get(1).thread.serve({ handlers: { 9: () => new Promise(() => {}) } });
    serveEcho(cluster.get(2));
    const controller = new AbortController();
    const coming = cluster.get(0).thread.multicast([1, 2], { index: 9 }, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 20);
    const results = await coming;
    assert.equal(shown(results), ['SLUICE_ERR_CANCELLED', 200]);
    assert.is(results[0]?.error?.cause, controller.signal.reason);
    const again = await cluster.get(0).thread.multicast([1, 2], { index: 9 }, { signal: controller.signal });
    assert.equal(shown(again), ['SLUICE_ERR_CANCELLED', 'SLUICE_ERR_CANCELLED']);
    cluster.close();
  });

  it('has slots for some only: the others are BUSY', async () => {
    const cluster = new PlainCluster(4, { callsPerWaiter: 2 });
    for (const member of cluster.members) serveEcho(member);
    const expected = [101, 201, 'SLUICE_ERR_BUSY'];
    assert.equal(shown(cluster.get(0).thread.multicastSync([1, 2, 3], { index: 9, args: [1] })), expected);
    assert.equal(shown(await cluster.get(0).thread.multicast([1, 2, 3], { index: 9, args: [1] })), expected);
    assert.equal(shown(cluster.get(0).thread.multicastSync([3, 2], { index: 9, args: [1] })), [301, 201]);
    cluster.close();
  });
});
