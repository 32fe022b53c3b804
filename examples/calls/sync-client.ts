/** A worker thread of client.ts: its channel is its own, and each call returns its answer. */
import { parentPort, workerData } from 'node:worker_threads';
import { connectSync, createChannelTransport } from 'sluice/runtime';
import { ClusterRpcSyncClient } from '../../generated/cluster-rpc/index.ts';

const transport = createChannelTransport(connectSync(workerData as string, { timeoutMs: 10_000 }));
const client = new ClusterRpcSyncClient(transport, { timeoutMs: 10_000 });
let right = 0;
for (let vpn = 0; vpn < 1000; vpn++) {
  const { ppn } = client.vmmGetPte({ process: 1n, vpn, cow: false });
  if (ppn === vpn + 0x400) right++;
}
transport.close();
parentPort?.postMessage(`1000 entries, blocking: ${right} are right`);
