/** Calls of the tour: a C server and a Node server from generated stubs, both called by a Node client over Unix sockets. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CallError, connectSocket } from 'sluice/runtime/stub';
import { ClusterRpcClient } from '../generated/cluster-rpc/index.ts';
import { KillType, LibosIpcClient } from '../generated/libos-ipc/base/index.ts';

/** One call and what both servers said. */
export interface Called {
  readonly call: string;
  /** By server: `C` and `Node`; what each answered, or the code of the error. */
  readonly answers: Readonly<Record<string, string>>;
}

export interface CalledServers {
  readonly servers: readonly string[];
  readonly calls: readonly Called[];
  /** Why there is no C server, or null. */
  readonly missing: string | null;
}

type Calls = readonly (readonly [call: string, answer: string])[];

/** Starts the servers, calls them, and ends them. @param compiler - command of a C compiler, null when there is none */
export async function callServers(root: string, compiler: string | null): Promise<CalledServers> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-tour-'));
  const children: ChildProcess[] = [];
  const start = async (command: readonly string[], protocol: string, name: string): Promise<string> => {
    const address = path.join(folder, name);
    const [program = '', ...args] = command;
    const child = spawn(program, [...args, protocol, address], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await new Promise((resolve, reject) => {
      child.stdout.once('data', resolve);
      child.once('exit', (code) => reject(new Error(`${command.join(' ')} ended with ${code} before it listened`)));
    });
    return address;
  };
  try {
    const commands = new Map<string, readonly string[]>();
    const missing = compiler === null ? 'there is no C compiler here' : null;
    if (compiler !== null) commands.set('C', [buildServer(root, folder, compiler)]);
    commands.set('Node', [process.execPath, path.join(root, 'dist', 'examples', 'calls', 'server.js')]);
    const said = new Map<string, Calls>();
    for (const [server, command] of commands) {
      const rpcs = await callCluster(await start(command, 'cluster-rpc', `${server}-cluster`));
      const messages = await callLibos(await start(command, 'libos-ipc', `${server}-libos`));
      said.set(server, [...rpcs, ...messages]);
    }
    const names =
      said
        .values()
        .next()
        .value?.map(([call]) => call) ?? [];
    const calls = names.map((call, index): Called => {
      const answers = [...said].map(([server, list]) => [server, list[index]?.[1] ?? ''] as const);
      return { call, answers: Object.fromEntries(answers) };
    });
    return { servers: [...said.keys()], calls, missing };
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Compiles server.c with the generated stubs and libsluice. */
function buildServer(root: string, folder: string, compiler: string): string {
  const program = path.join(folder, 'server');
  const sources = (name: string, end: string): string[] =>
    readdirSync(path.join(root, name))
      .filter((file) => file.endsWith(end))
      .map((file) => path.join(root, name, file));
  const stubs = ['generated/cluster-rpc', 'generated/libos-ipc/base'];
  const includes = ['native/include', 'generated/segment', ...stubs].map((name) => `-I${path.join(root, name)}`);
  const { status, stderr, error } = spawnSync(
    compiler,
    [
      ...['-std=c11', '-O2', '-pthread', ...includes, '-o', program, path.join(root, 'examples', 'calls', 'server.c')],
      ...sources('native/src', '.c'),
      ...stubs.flatMap((name) => sources(name, '_stubs.c')),
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`${compiler} does not compile the server: ${error?.message ?? stderr}`);
  return program;
}

async function callCluster(address: string): Promise<Calls> {
  const transport = await connectSocket(address);
  const client = new ClusterRpcClient(transport, { timeoutMs: 10_000 });
  const hex = (value: bigint | number): string => `0x${value.toString(16)}`;
  try {
    return [
      ['pmemGetPages({ order: 2 })', await told(client.pmemGetPages({ order: 2 }), ({ page }) => `page ${hex(page)}`)],
      ['pmemGetPages({ order: 40 })', await told(client.pmemGetPages({ order: 40 }), ({ page }) => `page ${hex(page)}`)],
      [
        'vmmGetPte({ vpn: 0x1234, cow: true, ... })',
        await told(
          client.vmmGetPte({ process: 1n, vpn: 0x1234, cow: true }),
          ({ attr, ppn }) => `attr ${hex(attr)}, ppn ${hex(ppn)}`,
        ),
      ],
      [
        'processMakeFork({ ... })',
        await told(client.processMakeFork({ refProcessXp: 1n, parentThreadXp: 0x9000n }), ({ childPid }) => `child ${childPid}`),
      ],
      [
        'processSigaction({ ... }, three targets)',
        await told(
          client.processSigaction(
            { actionType: 1 },
            [1, 2, 3].map((target) => ({ target, process: BigInt(10 * target) })),
          ),
          () => 'done in all',
        ),
      ],
      ['schedDisplay({ lid: 0 })', await told(client.schedDisplay({ lid: 0 }), () => 'done')],
    ];
  } finally {
    transport.close();
  }
}

async function callLibos(address: string): Promise<Calls> {
  const transport = await connectSocket(address);
  const client = new LibosIpcClient(transport, { timeoutMs: 10_000, source: 7 });
  const kill = (id: number): Promise<string> =>
    told(client.pidKill({ sender: 7, type: KillType.KillProcess, id, signum: 15 }), ({ retval }) => `retval ${retval}`);
  try {
    return [
      ['pidKill({ id: 2, ... })', await kill(2)],
      ['pidKill({ id: 99, ... })', await kill(99)],
      [
        'pidGetstatus({ pids: [1, 3, 99] })',
        await told(client.pidGetstatus({ pids: [1, 3, 99] }), ({ status }) =>
          status.map(({ pid, pgid }) => `pid ${pid} in ${pgid}`).join(', '),
        ),
      ],
      ['sysvFindkey({ ... })', await told(client.sysvFindkey({ key: { key: 1n, type: 1 } }), ({ id }) => `id ${id}`)],
    ];
  } finally {
    transport.close();
  }
}

async function told<T>(call: Promise<T>, describe: (answer: T) => string): Promise<string> {
  try {
    return describe(await call);
  } catch (error) {
    if (error instanceof CallError) return error.errno === null ? error.code : `${error.code} ${error.errno}`;
    throw error;
  }
}
