/**
 * Defects of the original, by their numbers in `docs/protocols/cluster-rpc.md`, that no other file here has a test of. `test/native/cluster/defects.c` is the
 * same in C.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { checkSchema } from '../../../generator/index.ts';
import {
  callsOf,
  createClusterTransport,
  Descriptor,
  HandleTable,
  joinCluster,
  type Member,
  xptr,
} from '../../../runtime/index.ts';
import { ENVELOPE_SIZE } from '../../../runtime/stub/envelope.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { describe, hasCode } from '../../support/index.ts';
import { runWithStep } from './atomic-steps.ts';
import { PlainCluster } from './plain-cluster.ts';

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('a FIFO of requests', (it) => {
  it('R2: has no hole where a caller gave up waiting for room, whenever that was granted', () => {
    let steps = 1;
    for (let step = 0; step <= steps; step += 1) {
      const cluster = new PlainCluster(4, { room: 2 });
      const [server, early, hasty, late] = [0, 1, 2, 3].map((cxy) => cluster.get(cxy)) as [Plain, Plain, Plain, Plain];
      server.thread.serve({ handlers: { 3: () => {} } });
      for (const member of cluster.members) member.isRinging = true;
      const ends: string[] = [];
      const controller = new AbortController();
      const post = ({ cxy, thread }: Plain, options = {}): void =>
        thread.post(0, { index: 3 }, (error) => ends.push(`${cxy} ${error?.code ?? 'ok'}`), options);
      post(early);
      post(early);
      post(hasty, { signal: controller.signal });
      post(late);
      // Each request that is taken makes room, which is given to who has waited longest.
      steps = runWithStep(
        step,
        () => controller.abort(),
        () => server.thread.executeAll(1),
      );
      for (let i = 0; i < 4; i += 1) for (const { thread } of cluster.members) thread.onBell();
      assert.equal(ends.sort(), ['1 ok', '1 ok', '2 SLUICE_ERR_CANCELLED', '3 ok'], `step ${step}`);
      for (let i = 0; i < 20; i += 1) assert.is(late.thread.callSync(0, { index: 3 }).index, 3);
      cluster.close();
    }
    assert.ok(steps >= 3, `${steps} steps`);
  });

  it('R3: rings a server that sleeps on a slot that was claimed and not filled', async () => {
    let hasSleptOnClaim = false;
    let steps = 1;
    for (let step = 0; step < steps; step += 1) {
      const cluster = new PlainCluster(3);
      const [server, first, second] = [0, 1, 2].map((cxy) => cluster.get(cxy)) as [Plain, Plain, Plain];
      let served = 0;
      server.thread.serve({
        handlers: {
          3: () => {
            served += 1;
          },
        },
      });
      // Bells are counted, and not heard before the test says so.
      server.isRinging = true;
      let bellsAsleep = 0;
      steps = runWithStep(
        step,
        () => first.thread.post(0, { index: 3 }, () => {}),
        () => {
          second.thread.post(0, { index: 3 }, () => {});
          server.thread.onBell();
          bellsAsleep = server.bells;
          if (served === 0) hasSleptOnClaim = true;
        },
      );
      // Nobody else comes any more: a bell that was not rung by now is lost.
      if (server.bells > bellsAsleep) server.thread.onBell();
      await turns(3);
      assert.is(served, 2, `step ${step}`);
      cluster.close();
    }
    assert.ok(hasSleptOnClaim);
  });
});

type Plain = ReturnType<PlainCluster['get']>;

describeWithAddon('what a call hands over', (it) => {
  let folder = '';
  let near: Member;
  let far: Member;
  it.before.each(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'sluice-defects-'));
    far = await joinCluster(folder, { cxy: 1, heapSize: 4096, timeoutMs: 20_000 });
    near = await joinCluster(folder, { cxy: 2, heapSize: 4096, timeoutMs: 20_000 });
  });
  it.after.each(async () => {
    await near.leave();
    await far.leave();
    rmSync(folder, { recursive: true, force: true });
  });

  it('R8: handles and extended pointers, of which none that is wrong leads anywhere', async () => {
    const THREAD = 7;
    const things = new HandleTable<{ touched: number }>(far.cxy);
    const thing = { touched: 0 };
    const live = things.add(THREAD, thing);
    const stale = things.add(THREAD, thing);
    things.remove(stale, THREAD);
    const ofOtherType = things.add(THREAD + 1, thing);
    const ofOther = new HandleTable<object>(near.cxy).add(THREAD, thing);
    const errors: string[] = [];
    callsOf(far).serve({
      handlers: {
        1: ({ descriptor }) => {
          things.get(descriptor.get(0), THREAD).touched += 1;
        },
        2: ({ descriptor }) => {
          descriptor.set(2, far.readAt(descriptor.get(0), descriptor.getU32(1)).length);
        },
      },
      onError: (error) => errors.push((error as { code: string }).code.replace('SLUICE_ERR_', '')),
    });
    const calls = callsOf(near);
    await calls.call(1, { index: 1, args: [live] });
    assert.is(thing.touched, 1);
    for (const wrong of [stale, ofOtherType, ofOther, 0n, 0x7f0012345678n, 0xffffffffffffffffn])
      assert.is(await codeOf(calls.call(1, { index: 1, args: [wrong] })), 'SLUICE_ERR_FAILED');
    assert.equal(errors.splice(0), [
      'HANDLE_STALE',
      'HANDLE_TYPE',
      'HANDLE_FOREIGN',
      'HANDLE_FOREIGN',
      'HANDLE_FOREIGN',
      'HANDLE_FOREIGN',
    ]);
    assert.is(thing.touched, 1);
    const { xptr: heap, size } = near.heapOf(near.cxy);
    assert.is((await calls.call(1, { index: 2, args: [heap + 96n, size - 96] })).getU32(2), size - 96);
    const end = heap + BigInt(size);
    for (const [pointer, length] of [
      [heap - 1n, 1],
      [end, 1],
      [heap, 0xffffffff],
      [xptr(near.cxy, 0), 8],
      [xptr(9, Number(heap & 0xffffffffn)), 8],
      [0x7f0012345678n, 8],
    ] as const)
      assert.is(await codeOf(calls.call(1, { index: 2, args: [pointer, length] })), 'SLUICE_ERR_FAILED');
    assert.equal(errors, ['POINTER', 'POINTER', 'POINTER', 'POINTER', 'NO_MEMBER', 'NO_MEMBER']);
  });

  it('R10: ten arguments, and more of them by reference', async () => {
    assert.throws(
      () => new Descriptor(3, Array(11).fill(1)),
      /SLUICE_ERR_COUNT in rpc_desc_t.args at offset 24: expected=10 got=11/,
    );
    assert.equal(problemsWith('inode_xp,   dir: out', 'size, dir: in, type: u64 }\n      - { name: inode_xp,   dir: out'), [
      'RPC004',
    ]);
    assert.equal(problemsWith('inode_xp,   dir: out', 'inode_xp,   dir: out'), []);
    const numbers = BigUint64Array.from({ length: 100 }, (_, i) => BigInt(i) ** 8n);
    const sum = numbers.reduce((total, each) => total + each, 0n);
    callsOf(far).serve({
      handlers: {
        3: ({ descriptor }) => {
          const bytes = far.readAt(descriptor.get(0), 8 * descriptor.getU32(1));
          descriptor.set(
            2,
            new BigUint64Array(bytes.buffer).reduce((total, each) => total + each, 0n),
          );
        },
      },
    });
    const { xptr: heap } = near.heapOf(near.cxy);
    near.writeAt(heap, new Uint8Array(numbers.buffer));
    const answer = await callsOf(near).call(1, { index: 3, args: [heap, numbers.length] });
    assert.is(answer.get(2), sum);
  });

  it('R13: texts with their length, whole or not at all', async () => {
    const heard: string[] = [];
    callsOf(far).serve({
      handlers: {
        3: ({ descriptor }) => {
          heard.push(Buffer.from(far.readAt(descriptor.get(0), descriptor.getU32(1))).toString());
        },
      },
    });
    const { xptr: heap, size } = near.heapOf(near.cxy);
    const texts = ['', 'a', 'naïve\0zero', 'é'.repeat(128), 'x'.repeat(size)];
    for (const text of texts) {
      const bytes = Buffer.from(text);
      near.writeAt(heap, bytes);
      await callsOf(near).call(1, { index: 3, args: [heap, bytes.length] });
    }
    assert.equal(heard, texts);
    // One byte too many: an error, and not a byte of it is there.
    assert.throws(() => near.writeAt(heap, Buffer.alloc(size + 1, 'y')), hasCode('SLUICE_ERR_POINTER'));
    assert.throws(() => near.writeAt(heap + 1n, Buffer.alloc(size, 'y')), hasCode('SLUICE_ERR_POINTER'));
    assert.is(Buffer.from(near.readAt(heap, size)).toString(), 'x'.repeat(size));
  });

  it('R13: a payload that is longer than a descriptor is refused, not cut', () => {
    const transport = createClusterTransport(near);
    assert.is(transport.tryReserve(ENVELOPE_SIZE + 104), 0);
    transport.abort();
    assert.throws(() => transport.tryReserve(ENVELOPE_SIZE + 105), hasCode('SLUICE_ERR_TOO_LONG'));
    transport.destroy(null);
  });
});

/** Codes of what is wrong with the schema of these calls once some of its text is changed: RPC 10 has ten arguments. */
function problemsWith(text: string, changed: string): string[] {
  const read = (name: string): Uint8Array => readFileSync(new URL(`../../../../schema/${name}`, import.meta.url));
  const source = Buffer.from(read('cluster-rpc.yaml')).toString();
  assert.ok(source.includes(text));
  const { problems } = checkSchema('changed.yaml', (name) =>
    name === 'changed.yaml' ? Buffer.from(source.replace(text, changed)) : read(name),
  );
  return problems.map(({ code }) => code);
}

function codeOf(coming: Promise<unknown>): Promise<string> {
  return coming.then(
    () => 'ok',
    (error) => error.code,
  );
}
