/** A cluster of two kernels for tests: the one under test, in TypeScript or C, and one in TypeScript that it asks and that asks it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { connectSocket, createLocalPair, type Transport } from 'sluice/runtime/stub';
import { FileMemory, Kernel } from '../../../examples/cluster/kernel/index.ts';
import { Program } from '../../../examples/support/program.ts';
import { ClusterRpcClient, type ClusterRpcHandlers, serve } from '../../../generated/cluster-rpc/index.ts';

export const TESTED = 0;
export const OTHER = 1;

export interface World {
  readonly memory: FileMemory;
  /** Of cluster {@link TESTED}. */
  readonly client: ClusterRpcClient;
  /** In cluster {@link OTHER}. */
  readonly other: Kernel;
  /** What the tested kernel has printed. */
  readonly console: string[];
  /** The heap of the tested kernel, byte by byte. */
  heap(): Uint8Array;
  /** It hears that a member has died. */
  forget(cxy: number): Promise<void>;
  /** @returns what is not as it has to be */
  check(): Promise<readonly string[]>;
  /** Ends its process, if it has one. */
  kill(): void;
  /** @returns what is not as it has to be, and how much there is of everything */
  close(): Promise<{ readonly problems: readonly string[]; readonly summary: string }>;
}

export async function openInTypeScript(folder: string): Promise<World> {
  const memory = new FileMemory(folder);
  const console: string[] = [];
  const [near, far] = createLocalPair();
  memory.create(TESTED);
  const peers = new ClusterRpcClient(far, { timeoutMs: 20_000 });
  const kernel = new Kernel({ cxy: TESTED, life: 3, memory, peers, print: (line) => void console.push(line) });
  serve(far, kernel.handlers);
  return {
    ...openOther(near, memory),
    console,
    memory,
    heap: () => readFileSync(path.join(folder, `heap-${TESTED}`)),
    forget: async (cxy) => kernel.forget(cxy),
    check: async () => kernel.check(),
    kill() {},
    async close() {
      near.close();
      memory.close();
      return { problems: kernel.check(), summary: kernel.summary };
    },
  };
}

/** @param program - built of kernel-server.c */
export async function openInC(folder: string, program: string, socket: string): Promise<World> {
  const memory = new FileMemory(folder);
  const server = new Program(program, [socket, folder, String(TESTED), '3']);
  await server.saw('listening');
  const near = await connectSocket(socket);
  const parts = openOther(near, memory);
  return {
    ...parts,
    get console() {
      return server.lines.slice(1);
    },
    memory,
    heap: () => readFileSync(path.join(folder, `heap-${TESTED}`)),
    forget: (cxy) => parts.client.schedDisplay({ lid: 1000 + cxy }),
    async check() {
      const before = server.lines.length;
      try {
        await parts.client.schedDisplay({ lid: 2000 });
        return [];
      } catch (error) {
        return [String(error), ...server.lines.slice(before)];
      }
    },
    kill: () => server.kill(),
    async close() {
      const before = server.lines.length;
      near.close();
      const code = await server.ended();
      memory.close();
      const [summary = '', ...problems] = server.lines.slice(before);
      return { problems: code === 0 ? problems : [...problems, `ended with ${code}`], summary };
    },
  };
}

function openOther(near: Transport, memory: FileMemory): Pick<World, 'client' | 'other'> {
  memory.create(OTHER);
  const client = new ClusterRpcClient(near, { timeoutMs: 20_000 });
  const other = new Kernel({ cxy: OTHER, life: 7, memory, peers: client, print: () => {} });
  serve(near, other.handlers as ClusterRpcHandlers);
  return { client, other };
}
