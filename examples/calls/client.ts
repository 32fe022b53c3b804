/**
 * A client of cluster-rpc in Node, over shared memory: `client.js ADDRESS`. It asks with promises, then lets a worker thread ask by blocking.
 * client.c is its twin, and prints the same.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { connect, createChannelTransport } from 'sluice/runtime';
import { CallError } from 'sluice/runtime/stub';
import { ClusterRpcClient } from '../../generated/cluster-rpc/index.ts';

const hex = (value: bigint | number): string => `0x${value.toString(16)}`;

/** Prints what a call answers, or how it fails. */
async function tell<T>(call: string, answer: Promise<T>, describe: (answer: T) => string): Promise<void> {
  try {
    console.log(`${call}: ${describe(await answer)}`);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    console.log(`${call}: ${error.code}${error.errno === null ? '' : ` ${error.errno}`}`);
  }
}

async function call(address: string): Promise<void> {
  const transport = createChannelTransport(await connect(address, { timeoutMs: 10_000 }));
  const client = new ClusterRpcClient(transport, { timeoutMs: 10_000 });
  try {
    await tell('pages of order 2', client.pmemGetPages({ order: 2 }), ({ page }) => `at ${hex(page)}`);
    await tell('pages of order 40', client.pmemGetPages({ order: 40 }), ({ page }) => `at ${hex(page)}`);
    const entry = client.vmmGetPte({ process: 1n, vpn: 0x1234, cow: true });
    await tell('page table entry', entry, ({ attr, ppn }) => `attr ${hex(attr)}, ppn ${hex(ppn)}`);
    const fork = client.processMakeFork({ refProcessXp: 1n, parentThreadXp: 0x9000n });
    await tell('fork', fork, ({ childPid, childThreadPtr }) => `child ${childPid}, thread ${hex(childThreadPtr)}`);
    const targets = [1, 2, 3].map((target) => ({ target, process: BigInt(10 * target) }));
    await tell('signal to three clusters', client.processSigaction({ actionType: 1 }, targets), () => 'done in all');
    await tell('what nobody implements', client.schedDisplay({ lid: 0 }), () => 'done');
    // Nothing waits for another: all of these are under way at once, and each finds its own answer.
    const vpns = Array.from({ length: 1000 }, (_, vpn) => vpn);
    const entries = await Promise.all(vpns.map((vpn) => client.vmmGetPte({ process: 1n, vpn, cow: false })));
    const right = entries.filter(({ ppn }, vpn) => ppn === vpn + 0x400);
    console.log(`1000 entries at once: ${right.length} are right`);
  } finally {
    transport.close();
  }
}

/** A thread that may block needs no promises. */
async function callInWorker(address: string): Promise<void> {
  const worker = new Worker(new URL('sync-client.js', import.meta.url), { workerData: address });
  const [line] = await once(worker, 'message');
  console.log(line);
}

const [address] = process.argv.slice(2);
if (address === undefined) {
  console.error('usage: client.js ADDRESS');
  process.exitCode = 2;
} else {
  await call(address);
  await callInWorker(address);
}
