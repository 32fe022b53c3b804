/** Every scene, with an end before each of its steps, as uvu tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { type Listener, listen } from '../../../runtime/index.ts';
import { describe } from '../../support/index.ts';
import { CountedRuntime } from './counted-runtime.ts';
import { OPTIONS, SCENES, type Scene } from './scenes.ts';
import { holdings, type Outcome, Survivor, type Way } from './survivor.ts';

/** Further lives to the same step, when one ends with less than the step before it. */
const LIVES_MOST = 5;

/**
 * @param ways - taken in turn
 * @param every - ends before every so many steps
 */
export function describeSteps(
  title: string,
  ways: readonly Way[],
  every: number,
  names: readonly string[] = Object.keys(SCENES),
): void {
  describe(`ended before any step: ${title}`, (it) => {
    const runtime = new CountedRuntime();
    const folder = mkdtempSync(path.join(tmpdir(), 'sluice-steps-'));
    let listener: Listener;

    it.before(() => {
      listener = listen(path.join(folder, 'steps.sock'), OPTIONS);
    });
    it.after(() => {
      listener.close();
      runtime.close();
      rmSync(folder, { recursive: true, force: true });
    });

    for (const name of names) {
      const scene = SCENES[name] as Scene;
      it(`${name}: ${scene.title}`, async () => {
        const survivor = new Survivor(listener, runtime.url, folder);
        await sweep(survivor, name, scene, ways, every);
      });
    }
  });
}

async function sweep(survivor: Survivor, name: string, scene: Scene, ways: readonly Way[], every: number): Promise<void> {
  const whole = await survivor.outlive(name, scene, Number.POSITIVE_INFINITY, ways[0] as Way);
  const steps = whole.steps as number;
  const before = holdings();
  const delays: number[] = [];
  let last: Outcome['facts'] = [0, 0, 0, 0];
  let ends = 0;
  for (let count = 0; count < steps; count += every) {
    const way = ways[ends % ways.length] as Way;
    const goesBack = (facts: Outcome['facts']): boolean => facts.some((fact, i) => fact < (last[i] as number));
    let { facts, delayMs } = await survivor.outlive(name, scene, count, way);
    // On a busy machine a life may take a step more to the same place than the one before it did.
    for (let i = 0; i < LIVES_MOST && goesBack(facts); i += 1)
      ({ facts, delayMs } = await survivor.outlive(name, scene, count, way));
    assert.not.ok(goesBack(facts), `after ${count} steps, ${way}: ${facts} comes after ${last}`);
    assert.equal(holdings(), before, `after ${count} steps, ${way}: everything is given back`);
    if (delayMs !== null) delays.push(delayMs);
    last = facts;
    ends += 1;
  }
  const { sentAfter = 0, ends: hasEnd = false, leaves = false } = scene;
  assert.is(whole.facts[0], sentAfter);
  assert.equal(whole.facts.slice(2), [Number(hasEnd), Number(leaves)]);
  delays.sort((a, b) => a - b);
  const median = delays[delays.length >> 1];
  process.stdout.write(
    `${JSON.stringify({ scene: name, steps, ends, medianMs: median === undefined ? null : Number(median.toFixed(2)) })}\n`,
  );
}
