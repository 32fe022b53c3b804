/**
 * A member of a cluster that ends itself before its n-th step: `doomed-member.js RUNTIME FOLDER LEDGER`. Its first line says scene and number; the next one
 * that it may begin.
 */
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { CALL_SCENES, type CallScene, DOOMED, serviceOf } from './call-scenes.ts';
import type { Runtime } from './scenes.ts';
// Before the runtime: it wraps what that uses.
import { startCounting, stopCounting } from './step-counter.ts';

const [runtimeUrl = '', folder = '', ledger = ''] = process.argv.slice(2);
const { callsOf, joinCluster }: Runtime = await import(runtimeUrl);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const line = async (): Promise<string> => (await lines.next()).value ?? process.exit();

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

const [name = '', count] = (await line()).split(' ');
const { prepare, call } = CALL_SCENES[name] as CallScene;
const calls = callsOf(await joinCluster(folder, { cxy: DOOMED, timeoutMs: 60_000 }), { blocksMainThread: true });
prepare?.(calls);
if (call === undefined) calls.serve(serviceOf(calls));
console.log('joined');
await line();
startCounting(Number(count), die);
console.log('begun');
if (call !== undefined) await call(calls);
else while (calls.counters.answered === 0) await new Promise((resolve) => setImmediate(resolve));
await new Promise((resolve) => setImmediate(resolve));
appendFileSync(ledger, `steps ${stopCounting()}\n`);
die();
