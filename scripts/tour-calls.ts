/** Calls of the tour: a C server and a Node server from generated stubs, called by a Node client over Unix sockets and over shared memory. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, createChannelTransport } from 'sluice/runtime';
import { CallError, connectSocket, type Transport } from 'sluice/runtime/stub';
import { ClusterRpcClient } from '../generated/cluster-rpc/index.ts';
import { KillType, LibosIpcClient } from '../generated/libos-ipc/base/index.ts';
import { loadAddon } from '../runtime/memory/addon.ts';

/** One call and what both servers said. */
export interface Called {
  readonly call: string;
  /** By server, such as `C, memory`; what each answered, or the code of the error. */
  readonly answers: Readonly<Record<string, string>>;
}

export interface CalledServer {
  readonly name: string;
  /** Median of an asynchronous call of RPC_VMM_GET_PTE, one at a time, in microseconds. */
  readonly roundTripUs: number;
}

export interface CalledServers {
  readonly servers: readonly CalledServer[];
  readonly calls: readonly Called[];
  /** What was left out, and why. */
  readonly missing: readonly string[];
}

/** How the client reaches a server. */
const WAYS: Readonly<Record<string, (address: string) => Promise<Transport>>> = {
  socket: (address) => connectSocket(address),
  memory: async (address) => createChannelTransport(await connect(address, { timeoutMs: 10_000 })),
};

type Calls = readonly (readonly [call: string, answer: string])[];

/** Starts the servers, calls them, and ends them. @param compiler - command of a C compiler, null when there is none */
export async function callServers(root: string, compiler: string | null): Promise<CalledServers> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-tour-'));
  const children: ChildProcess[] = [];
  const start = async (command: readonly string[], protocol: string, way: string): Promise<string> => {
    const address = path.join(folder, `${children.length}`);
    const [program = '', ...args] = command;
    const child = spawn(program, [...args, protocol, address, way], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await new Promise((resolve, reject) => {
      child.stdout.once('data', resolve);
      child.once('exit', (code) => reject(new Error(`${command.join(' ')} ended with ${code} before it listened`)));
    });
    return address;
  };
  try {
    const commands = new Map<string, readonly string[]>();
    const missing: string[] = [];
    if (compiler === null) missing.push('the C server: there is no C compiler here');
    else commands.set('C', [buildServer(root, folder, compiler)]);
    commands.set('Node', [process.execPath, path.join(root, 'dist', 'examples', 'calls', 'server.js')]);
    const ways = Object.entries(WAYS).filter(([way]) => way !== 'memory' || hasSharedMemory(missing));
    const servers: CalledServer[] = [];
    const said = new Map<string, Calls>();
    for (const [language, command] of commands) {
      for (const [way, open] of ways) {
        const name = `${language}, ${way}`;
        const cluster = await callCluster(await open(await start(command, 'cluster-rpc', way)));
        const messages = await callLibos(await open(await start(command, 'libos-ipc', way)));
        servers.push({ name, roundTripUs: cluster.roundTripUs });
        said.set(name, [...cluster.calls, ...messages]);
      }
    }
    const calls = [...said.values()][0]?.map(([call], index): Called => {
      const answers = [...said].map(([server, list]) => [server, list[index]?.[1] ?? ''] as const);
      return { call, answers: Object.fromEntries(answers) };
    });
    return { servers, calls: calls ?? [], missing };
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

function hasSharedMemory(missing: string[]): boolean {
  try {
    loadAddon();
    return true;
  } catch (error) {
    missing.push(`shared memory: ${(error as Error).message}`);
    return false;
  }
}

/** Compiles server.c with the generated stubs and libsluice. */
function buildServer(root: string, folder: string, compiler: string): string {
  const program = path.join(folder, 'server');
  const native = path.join(root, 'native');
  // Where examples keep theirs, so that it is compiled once for both.
  const library = path.join(root, 'dist', 'libsluice', 'optimised');
  run('make', ['-s', '-j2', '-C', native, `BUILD=${library}`, `CC=${compiler}`, 'CFLAGS=-O2', path.join(library, 'libsluice.a')]);
  const stubs = ['generated/cluster-rpc', 'generated/libos-ipc/base'];
  const includes = ['native/include', 'generated/segment', ...stubs].map((name) => `-I${path.join(root, name)}`);
  const sources = stubs.flatMap((name) => {
    const files = readdirSync(path.join(root, name)).filter((file) => file.endsWith('_stubs.c'));
    return files.map((file) => path.join(root, name, file));
  });
  const server = path.join(root, 'examples', 'calls', 'server.c');
  run(compiler, [
    '-std=c11',
    '-O2',
    '-pthread',
    ...includes,
    '-o',
    program,
    server,
    ...sources,
    path.join(library, 'libsluice.a'),
  ]);
  return program;
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed to build the server: ${error?.message ?? stderr}`);
}

/** One call at a time, as on any event loop: the server sleeps between them. */
async function measure(call: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 600; i++) {
    const start = process.hrtime.bigint();
    await call();
    // The first ones warm up both sides.
    if (i >= 100) times.push(Number(process.hrtime.bigint() - start) / 1000);
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1] ?? 0;
}

async function callCluster(transport: Transport): Promise<{ readonly calls: Calls; readonly roundTripUs: number }> {
  const client = new ClusterRpcClient(transport, { timeoutMs: 10_000 });
  const hex = (value: bigint | number): string => `0x${value.toString(16)}`;
  try {
    const calls: Calls = [
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
    const roundTripUs = await measure(() => client.vmmGetPte({ process: 1n, vpn: 1, cow: false }));
    return { calls, roundTripUs };
  } finally {
    transport.close();
  }
}

async function callLibos(transport: Transport): Promise<Calls> {
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
