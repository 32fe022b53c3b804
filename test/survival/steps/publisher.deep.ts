/**
 * A publisher in TypeScript that is killed before each store that others may see, and each call of the addon. Two subscribers live on: each
 * gets whole records only, can account for all that were published, and learns of the end.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import * as assert from 'uvu/assert';
import { type Subscriber, subscribe } from '../../../runtime/index.ts';
import { loadAddon } from '../../../runtime/memory/addon.ts';
import { within } from '../../../runtime/stub/conformance.ts';
import { until } from '../../runtime/memory/support.ts';
import { describe } from '../../support/index.ts';
import { CountedRuntime } from './counted-runtime.ts';
import { PUBLISHER_SCENES, type PublisherScene } from './publisher-scenes.ts';
import { recordOf } from './scenes.ts';
import { holdings } from './survivor.ts';

const EVERY = Number(process.env['SLUICE_KILL_EVERY'] ?? 2);
const DOOMED = fileURLToPath(new URL('doomed-publisher.js', import.meta.url));

interface Outcome {
  /** Steps of the whole scene, when it came to its end; else null. */
  readonly steps: number | null;
  /** Records that were published, and whether it has left: neither gets less when it dies later. */
  readonly facts: readonly [published: number, left: number];
}

/** Reads to the end. */
async function account(
  subscriber: Subscriber,
  { size }: PublisherScene,
  first: number,
): Promise<readonly [number, string | null]> {
  let next = first;
  try {
    for await (const { type, flags, lost, bytes } of subscriber) {
      next += lost;
      assert.equal([type, flags], [next, ~next >>> 0], 'a record out of order');
      assert.equal(bytes, recordOf(next, size), `record ${next} is not whole`);
      next += 1;
    }
    return [next, null];
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== 'SLUICE_ERR_PEER_DIED') throw error;
    return [next, code];
  }
}

function ledgerOf(file: string, what: string): number | null {
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .findLast((text) => text.startsWith(`${what} `));
  return line === undefined ? null : Number(line.slice(what.length + 1));
}

/** @param count - steps that the publisher takes */
async function outlive(runtimeUrl: string, folder: string, name: string, count: number): Promise<Outcome> {
  const scene = PUBLISHER_SCENES[name] as PublisherScene;
  const ledger = path.join(folder, 'ledger');
  const address = path.join(folder, 'publisher.sock');
  writeFileSync(ledger, '');
  const child = spawn(process.execPath, [DOOMED, runtimeUrl, address, name, String(count), ledger], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const expect = async (word: string): Promise<void> => {
    assert.is((await within(lines.next(), word)).value, word);
  };
  try {
    await expect('listening');
    const [quick, slow] = await Promise.all([subscribe(address), subscribe(address)]);
    await expect('prepared');
    let first = 0;
    while (quick.tryGet() === 0) first += 1;
    assert.is(first, scene.before);
    // It sleeps, and is rung; the other one has not looked yet.
    const quickly = account(quick, scene, first);
    child.stdin.write('on\n');
    const [published, error] = await within(quickly, 'the end of the quick one');
    assert.equal(await within(account(slow, scene, 0), 'the end of the slow one'), [published, error]);
    assert.ok(slow.counters.received > 0, 'who was lapped gets the latest record');
    assert.equal(await within(ended, 'the death'), [null, 'SIGKILL']);
    const [sent, sending] = [ledgerOf(ledger, 'sent') ?? scene.before, ledgerOf(ledger, 'sending') ?? scene.before];
    assert.ok(published >= sent && published <= sending, `${published} records, and ${sent} to ${sending} were published`);
    quick.close();
    slow.close();
    return { steps: ledgerOf(ledger, 'steps'), facts: [published, Number(error === null)] };
  } finally {
    child.kill('SIGKILL');
  }
}

describe('ended before any step: a publisher that is killed', (it) => {
  const runtime = new CountedRuntime();
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-steps-'));

  it.after(() => {
    runtime.close();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [name, { title, after, leaves = false }] of Object.entries(PUBLISHER_SCENES)) {
    it(`${name}: ${title}`, async () => {
      const whole = await outlive(runtime.url, folder, name, Number.POSITIVE_INFINITY);
      assert.equal(whole.facts, [after, Number(leaves)]);
      const steps = whole.steps as number;
      await until(() => loadAddon().counts().links === 0, 'the first links are let go');
      const before = holdings();
      let last: Outcome['facts'] = [0, 0];
      for (let count = 0; count < steps; count += EVERY) {
        const { facts } = await outlive(runtime.url, folder, name, count);
        assert.ok(facts[0] >= last[0] && facts[1] >= last[1], `after ${count} steps: ${facts} comes after ${last}`);
        last = facts;
        // Links are let go in a later turn of the loop.
        await until(() => isDeepStrictEqual(holdings(), before), `after ${count} steps: everything is given back`);
      }
      assert.ok(steps > 10, `${steps} steps`);
      process.stdout.write(`${JSON.stringify({ scene: name, steps })}\n`);
    });
  }
});
