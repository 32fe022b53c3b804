/** A thread that ends itself before its n-th step, as a process or a worker: `doomed.js RUNTIME ADDRESS SCENE STEPS WAY LEDGER`. */
// Before everything else: it wraps what the others use.

import { appendFileSync } from 'node:fs';
import { isMainThread, workerData } from 'node:worker_threads';
import type { Channel } from '../../../runtime/index.ts';
import { OPTIONS, prepareRecords, type Runtime, SCENES, type Scene, type Stage } from './scenes.ts';
import { startCounting, stopCounting } from './step-counter.ts';

const [runtimeUrl = '', address = '', name = '', count = '', way = '', ledger = ''] = isMainThread
  ? process.argv.slice(2)
  : (workerData as { parameters: string[] }).parameters;
const scene = SCENES[name] as Scene;
const runtime: Runtime = await import(runtimeUrl);
const { partsOf }: typeof import('../../../runtime/channel/channel.ts') = await import(
  new URL('channel/channel.js', runtimeUrl).href
);

function note(what: string, value: number | bigint = 0): void {
  appendFileSync(ledger, `${what} ${value}\n`);
}

function die(): void {
  note('dying', process.hrtime.bigint());
  if (way === 'kill') process.kill(process.pid, 'SIGKILL');
  if (way === 'exit') process.exit(7);
  // Ended by its parent, in the middle of whatever it does.
  const { flag } = workerData as { flag: Int32Array };
  for (;;) Atomics.wait(flag, 0, 0);
}

function stageOf(channel: Channel): Stage {
  const { producer } = partsOf(channel).exchange;
  return { channel, runtime, scene, note, isDrained: () => producer.look() && producer.released === producer.sent };
}

let channel = scene.connects ? null : await runtime.connect(address, OPTIONS);
prepareRecords(scene.size);
if (channel !== null) await scene.before?.(stageOf(channel));
startCounting(Number(count), die);
channel ??= await runtime.connect(address, OPTIONS);
const stage = stageOf(channel);
await scene.run(stage);
note('steps', stopCounting());
// Until somebody ends it.
setInterval(() => stage.channel.counters, 1_000_000);
