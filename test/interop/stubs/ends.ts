/** How calls end within a cluster: those of `c-peer call-ends`, with the same lines. Member 7 serves, member 5 fails, and there is no member 50. */
import { Caller, type Method, type Transport } from 'sluice/runtime/stub';
import * as cluster from '../../../generated/cluster-rpc/index.ts';
import { show } from './calls.ts';
import { forged, NO_BYTES } from './peer.ts';

/** What the last call but one waits for: the death of its server. */
export const WAITING = '{"waiting":"RPC_PROCESS_MAKE_EXIT"}';

export const ENDS_LINES: readonly string[] = [
  '{"call":"RPC_PMEM_GET_PAGES","status":"OK","page":1048576}',
  '{"call":"RPC_PMEM_RELEASE_PAGES","status":"SLUICE_ERR_REFUSED","errno":22,"started":"unknown"}',
  '{"call":"RPC_SCHED_DISPLAY","status":"SLUICE_ERR_UNIMPLEMENTED","errno":0,"started":"no"}',
  '{"call":"forged 19","status":"SLUICE_ERR_RESERVED","errno":0,"started":"no"}',
  '{"call":"forged 29","status":"SLUICE_ERR_RESERVED","errno":0,"started":"no"}',
  '{"call":"forged 200","status":"SLUICE_ERR_UNDEFINED","errno":0,"started":"no"}',
  '{"call":"forged 4294967295","status":"SLUICE_ERR_UNDEFINED","errno":0,"started":"no"}',
  '{"call":"forged 0","status":"SLUICE_ERR_MALFORMED","errno":0,"started":"no"}',
  '{"call":"RPC_PMEM_GET_PAGES","status":"SLUICE_ERR_NO_MEMBER","errno":0,"started":"no"}',
  '{"call":"RPC_SCHED_DISPLAY","status":"SLUICE_ERR_FAILED","errno":0,"started":"unknown"}',
  '{"call":"RPC_PROCESS_MAKE_EXIT","status":"SLUICE_ERR_DEADLINE","errno":0,"started":"unknown"}',
  '{"call":"RPC_PROCESS_MAKE_EXIT","status":"SLUICE_ERR_CANCELLED","errno":0,"started":"unknown"}',
  '{"call":"RPC_PMEM_GET_PAGES","status":"OK","page":1064960}',
  WAITING,
  '{"call":"RPC_PROCESS_MAKE_EXIT","status":"SLUICE_ERR_PEER_DIED","errno":0,"started":"unknown"}',
  '{"call":"RPC_PMEM_GET_PAGES","status":"SLUICE_ERR_NO_MEMBER","errno":0,"started":"no"}',
];

/** @param onWaiting - the last call but one is under way */
export async function callEnds(transport: Transport, onWaiting: () => void): Promise<string[]> {
  const lines: string[] = [];
  const client = new cluster.ClusterRpcClient(transport, { target: 7 });
  const forger = new Caller(transport, cluster.protocol, { target: 7 });
  const get = cluster.methods.pmemGetPages as Method<never, unknown>;
  const forge = (code: number): Promise<void> =>
    show(lines, `forged ${code}`, forger.call(forged(get, code === 0 ? NO_BYTES : { code }), { order: 0 } as never));
  const pages = (order: number, target: number): Promise<void> =>
    show(lines, 'RPC_PMEM_GET_PAGES', client.pmemGetPages({ order }, { target }), ({ page }) => ({ page }));
  await pages(2, 7);
  await show(lines, 'RPC_PMEM_RELEASE_PAGES', client.pmemReleasePages({ page: 0n }));
  await show(lines, 'RPC_SCHED_DISPLAY', client.schedDisplay({ lid: 0 }));
  for (const code of [19, 29, 200, 0xffffffff, 0]) await forge(code);
  await pages(0, 50);
  await show(lines, 'RPC_SCHED_DISPLAY', client.schedDisplay({ lid: 0 }, { target: 5 }));
  const exit = { pid: 1, status: 3000 };
  await show(lines, 'RPC_PROCESS_MAKE_EXIT', client.processMakeExit(exit, { timeoutMs: 40 }));
  const controller = new AbortController();
  const cancelled = client.processMakeExit(exit, { signal: controller.signal });
  controller.abort();
  await show(lines, 'RPC_PROCESS_MAKE_EXIT', cancelled);
  await pages(0, 7);
  const dying = client.processMakeExit({ pid: 1, status: 60_000 });
  // What was called in this turn of the loop has left by the next one.
  await new Promise((resolve) => setImmediate(resolve));
  lines.push(WAITING);
  onWaiting();
  await show(lines, 'RPC_PROCESS_MAKE_EXIT', dying);
  await pages(0, 7);
  return lines;
}
