/** What each thread of a pool of generated stubs serves in tests. */
import { once } from 'node:events';
import { threadId } from 'node:worker_threads';
import {
  ClusterRpcClient,
  type ClusterRpcHandlers,
  ClusterRpcSyncClient,
  servePartial,
} from '../../../generated/cluster-rpc/index.ts';
import type { ServerMaker } from '../../../runtime/index.ts';
import { Refusal } from '../../../runtime/stub/errors.ts';
import type { Transport } from '../../../runtime/stub/transport.ts';

/** Words that a test and its threads share. */
export const Gate = {
  /** Handlers that have begun to wait. */
  Waiting: 0,
  /** 1: those that block their thread go on. */
  Open: 1,
  /** Handlers that were told to give up. */
  Told: 2,
  /** 1: no thread can begin. */
  Broken: 3,
  Words: 4,
} as const;

export interface PoolData {
  readonly gate: Int32Array;
  /** Members are 0 to this. */
  readonly members: number;
}

/** How `threadKill` ends its thread. */
export const Way = { Exit: 1n, Throw: 2n, Reject: 3n } as const;
export const EXIT_CODE = 3;

function block(gate: Int32Array): void {
  Atomics.add(gate, Gate.Waiting, 1);
  Atomics.wait(gate, Gate.Open, 0);
}

function handlersOf(transport: Transport, { gate, members }: PoolData): Partial<ClusterRpcHandlers> {
  const client = new ClusterRpcClient(transport);
  const sync = transport.wait === undefined ? null : new ClusterRpcSyncClient(transport);
  return {
    pmemGetPages: ({ order }) => ({ page: BigInt(threadId * 1000 + order) }),
    pmemReleasePages() {
      throw new Refusal(22);
    },
    schedDisplay() {
      throw new Error('a handler that fails');
    },
    processMakeKill: () => block(gate),
    async vmmSetCow() {
      await null;
      block(gate);
    },
    async processMakeExit(_input, { signal }) {
      Atomics.add(gate, Gate.Waiting, 1);
      await once(signal, 'abort').catch(() => {});
      Atomics.add(gate, Gate.Told, 1);
      throw signal.reason;
    },
    // Both go round all members, as deep as they are told.
    kcmAlloc({ kmemType }, { target }) {
      if (kmemType === 0 || sync === null) return { bufXp: 0n };
      const next = { target: (target + 1) % members };
      return { bufXp: 1n + sync.kcmAlloc({ kmemType: kmemType - 1 }, next).bufXp };
    },
    async mapperGetPage({ mapper, index }, { target }) {
      if (index === 0) return { page: 0n };
      const next = { target: (target + 1) % members };
      return { page: 1n + (await client.mapperGetPage({ mapper, index: index - 1 }, next)).page };
    },
    threadKill({ thread }) {
      if (thread === Way.Exit) process.exit(EXIT_CODE);
      if (thread === Way.Reject) void Promise.reject(new Error('nobody catches this'));
      setTimeout(() => {
        if (thread === Way.Throw) throw new Error('nobody catches this');
      });
      return new Promise(() => {});
    },
  };
}

const start: ServerMaker = (transport, data) => {
  const { gate } = data as PoolData;
  if (Atomics.load(gate, Gate.Broken) === 1) throw new Error('no thread can begin');
  return servePartial(transport, handlersOf(transport, data as PoolData));
};
export default start;
