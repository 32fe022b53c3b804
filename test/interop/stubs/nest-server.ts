/** What each thread of a member of `nests.test.ts` serves; `nest.c` is the same in C, where all handlers block. */
import { ClusterRpcClient, ClusterRpcSyncClient, servePartial } from '../../../generated/cluster-rpc/index.ts';
import type { ServerMaker } from '../../../runtime/index.ts';

/** Handlers of the levels of a nest that are still to come, the next one in the lowest bit: 1 blocks, 0 waits. */
const start: ServerMaker = (transport) => {
  const client = new ClusterRpcClient(transport);
  const sync = new ClusterRpcSyncClient(transport);
  return servePartial(transport, {
    kcmAlloc({ kmemType }, { target }) {
      const [left, kinds] = [kmemType & 0xff, kmemType >>> 8];
      if (left === 0) return { bufXp: 1n };
      const next = { target: 1 - target };
      if ((kinds & 1) === 1) return { bufXp: 1n + sync.kcmAlloc({ kmemType: ((kinds >>> 1) << 8) | (left - 1) }, next).bufXp };
      return { bufXp: 1n + sync.mapperGetPage({ mapper: BigInt(kinds >>> 1), index: left - 1 }, next).page };
    },
    async mapperGetPage({ mapper, index }, { target }) {
      if (index === 0) return { page: 1n };
      const kinds = Number(mapper);
      const next = { target: 1 - target };
      if ((kinds & 1) === 1) {
        const { bufXp } = await client.kcmAlloc({ kmemType: ((kinds >>> 1) << 8) | (index - 1) }, next);
        return { page: 1n + bufXp };
      }
      return { page: 1n + (await client.mapperGetPage({ mapper: BigInt(kinds >>> 1), index: index - 1 }, next)).page };
    },
  });
};
export default start;
