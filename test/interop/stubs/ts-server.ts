/** What ts-peer.ts serves of cluster-rpc, over a connection or in a thread of a pool. */
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerMaker } from 'sluice/runtime';
import { Refusal, type Transport } from 'sluice/runtime/stub';
import * as cluster from '../../../generated/cluster-rpc/index.ts';

const {
  EFAULT,
  EHOSTDOWN = 112,
  EINVAL,
  ENOENT,
  ENOMEM,
  EPERM,
  ESRCH,
} = os.constants.errno as Record<string, number> & typeof os.constants.errno;

export interface RpcData {
  readonly command: string;
  /** The next page that is given, of which all threads give. */
  readonly pages: BigUint64Array;
}

export function newPages(): BigUint64Array {
  return new BigUint64Array(new SharedArrayBuffer(8)).fill(FIRST_PAGE);
}

const FIRST_PAGE = 0x100000n;

/** Handlers of one connection: one of them asks the caller back. */
function rpcHandlers(transport: Transport, pages: BigUint64Array): Partial<cluster.ClusterRpcHandlers> {
  return {
    pmemGetPages({ order }) {
      if (order > 20) throw new Refusal(ENOMEM);
      return { page: Atomics.add(pages, 0, 4096n << BigInt(order)) };
    },
    pmemReleasePages({ page }) {
      if (page < FIRST_PAGE || page >= Atomics.load(pages, 0)) throw new Refusal(EINVAL);
    },
    async processMakeExit({ status }, { signal }) {
      await sleep(status, undefined, { signal });
    },
    processMakeKill({ pid }) {
      if (pid === 0) throw new Refusal(ESRCH);
    },
    processMakeFork: ({ refProcessXp, parentThreadXp }) => ({
      childPid: Number(BigInt.asUintN(32, refProcessXp)) + 1,
      childThreadPtr: parentThreadXp + 0x1000n,
      error: 0,
    }),
    async kcmAlloc({ kmemType }) {
      if (kmemType !== 0xcafe) return { bufXp: 0x200000000n + BigInt(kmemType) };
      try {
        return { bufXp: (await new cluster.ClusterRpcClient(transport).pmemGetPages({ order: 3 })).page };
      } catch {
        throw new Refusal(EHOSTDOWN);
      }
    },
    processSigaction({ process }, { target }) {
      if (process === 0xdead0000n + BigInt(target)) throw new Refusal(EPERM);
    },
    vfsInodeCreate: ({ dentryXp, fsType, inodeType, extend, attr, rights, uid, gid }) => ({
      inodeXp: dentryXp + extend + BigInt(fsType + inodeType + attr + rights + uid + gid),
      error: -5,
    }),
    vmmGetPte: ({ process, vpn, cow }) => ({
      attr: cow ? 0x8000000f : 0x80000007,
      ppn: (vpn ^ Number(BigInt.asUintN(32, process))) >>> 0,
      error: vpn === 0 ? EFAULT : 0,
    }),
    vmmGetVseg: ({ vaddr }) => ({ vsegXp: vaddr < 0n ? 0n : vaddr, error: vaddr < 0n ? -ENOENT : 0 }),
  };
}

const start: ServerMaker = async (transport, data) => {
  const { command, pages } = data as RpcData;
  if (command === 'serve') return cluster.servePartial(transport, rpcHandlers(transport, pages));
  const { everyHandler } = await import('./every-rpc.ts');
  return cluster.servePartial(transport, everyHandler());
};
export default start;
