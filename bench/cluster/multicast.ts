/** Cost of a multicast to 1..16 members, all of them in one other thread that spins: `multicast.js FOLDER BLOCKS`. Prints JSON. */

import { fileURLToPath } from 'node:url';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { callsOf, joinCluster } from 'sluice/runtime';
import { median } from '../stats.ts';

export interface MulticastResult {
  readonly targets: number;
  readonly nsPerTarget: number;
}

const COUNTS = [1, 2, 4, 8, 16];
const ROUNDS = 300;

async function serve(folder: string, stop: Int32Array): Promise<void> {
  const members = [];
  for (let cxy = 1; cxy <= 16; cxy += 1) members.push(await joinCluster(folder, { cxy, waiters: 1 }));
  const all = members.map((member) => callsOf(member));
  for (const calls of all) calls.serve({ handlers: { 3: () => {} } });
  Atomics.store(stop, 0, 1);
  Atomics.notify(stop, 0);
  while (Atomics.load(stop, 0) === 1) for (const calls of all) calls.executeAll();
  for (const member of members) await member.leave();
}

async function measure(folder: string, blocks: number): Promise<MulticastResult[]> {
  const member = await joinCluster(folder, { cxy: 0 });
  const calls = callsOf(member, { blocksMainThread: true });
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { folder, stop } });
  while (Atomics.load(stop, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const samples = COUNTS.map((): number[] => []);
  for (let block = -10; block < blocks; block += 1) {
    for (const [i, count] of COUNTS.entries()) {
      const targets = Array.from({ length: count }, (_, target) => target + 1);
      const begun = process.hrtime.bigint();
      for (let round = 0; round < ROUNDS; round += 1) calls.multicastSync(targets, { index: 3, args: [1] });
      if (block >= 0) samples[i]?.push(Number(process.hrtime.bigint() - begun) / ROUNDS / count);
    }
  }
  Atomics.store(stop, 0, 2);
  await new Promise((resolve) => worker.once('exit', resolve));
  await member.leave();
  return COUNTS.map((targets, i) => ({ targets, nsPerTarget: median(samples[i] ?? []) }));
}

if (isMainThread) {
  const [folder = '', blocks = ''] = process.argv.slice(2);
  console.log(JSON.stringify(await measure(folder, Number(blocks))));
} else {
  const { folder, stop } = workerData as { readonly folder: string; readonly stop: Int32Array };
  await serve(folder, stop);
}
