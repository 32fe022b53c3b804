/** Measures the ivshmem server: what a join costs among many, memory per client, and a kick against a bare eventfd. */
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT as ROOT_URL } from '../peers.ts';
import { median, pairedRatio } from '../stats.ts';
import { formatNumber, formatRatio, formatTable } from '../table.ts';

const ROOT = fileURLToPath(ROOT_URL);
const VECTORS = 64;
const CROWDS = [25, 50, 100, 150, 200, 250] as const;
const JOINS = 7;
const KICK_ROUNDS = 31;
const KICK_TRIPS = 2000;

export interface JoinResult {
  readonly clients: number;
  /** Passed from the server to somebody: the newcomer gets those of all, and all get those of the newcomer. */
  readonly descriptors: number;
  readonly milliseconds: number;
  readonly microsecondsPerDescriptor: number;
}

export interface IvshmemReport {
  readonly vectors: number;
  readonly joins: readonly JoinResult[];
  /** Time per descriptor in the largest crowd by that in the smallest; at most 1 when a join is as cheap per descriptor there. */
  readonly growth: number;
  /** Of the JavaScript heap, after a collection; eventfds are the kernel's. */
  readonly serverBytesPerClient: number;
  readonly kickNs: number;
  readonly eventfdNs: number;
  /** At most 1.1. */
  readonly kickRatio: number;
}

interface ServerState {
  readonly heapBytes: number;
  readonly clients: number;
  readonly maxClients: number;
}

async function stateOf(server: ChildProcess): Promise<ServerState> {
  server.send('state');
  return (await once(server, 'message'))[0] as ServerState;
}

/** A client that takes bytes alone: the kernel drops the descriptors, so that one process can be 250 clients. */
class Sink {
  readonly socket: net.Socket;
  bytes = 0;
  #wake: (() => void) | null = null;

  constructor(address: string) {
    this.socket = net.connect(address);
    this.socket.on('data', (chunk) => {
      this.bytes += chunk.length;
      this.#wake?.();
    });
  }

  async has(messages: number): Promise<void> {
    while (this.bytes < messages * 8) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** Everybody knows of everybody, the newcomer included. */
async function join(address: string, sinks: Sink[]): Promise<{ newcomer: Sink; ms: number }> {
  const before = sinks.map(({ bytes }) => bytes / 8);
  const start = performance.now();
  const newcomer = new Sink(address);
  await newcomer.has(3 + VECTORS * (sinks.length + 1));
  await Promise.all(sinks.map((sink, at) => sink.has((before[at] as number) + VECTORS)));
  return { newcomer, ms: performance.now() - start };
}

/** The newcomer goes, and all have heard of it. */
async function leave(newcomer: Sink, sinks: readonly Sink[]): Promise<void> {
  const before = sinks.map(({ bytes }) => bytes / 8);
  newcomer.socket.destroy();
  await Promise.all(sinks.map((sink, at) => sink.has((before[at] as number) + 1)));
}

async function measureJoins(
  folder: string,
  onProgress: (text: string) => void,
): Promise<{ joins: JoinResult[]; serverBytesPerClient: number }> {
  const address = path.join(folder, 'join.sock');
  const module = fileURLToPath(new URL('server.js', import.meta.url));
  const server = fork(module, [address, String(VECTORS)], { execArgv: ['--expose-gc'] });
  const [{ heapBytes: empty, maxClients }] = (await once(server, 'message')) as [ServerState];
  const joins: JoinResult[] = [];
  const sinks: Sink[] = [];
  let serverBytesPerClient = 0;
  for (const clients of CROWDS) {
    if (clients >= maxClients) {
      onProgress(`${clients} clients do not fit into the limit of descriptors`);
      break;
    }
    onProgress(`a join among ${clients} clients`);
    while (sinks.length < clients) sinks.push((await join(address, sinks)).newcomer);
    const times: number[] = [];
    for (let count = 0; count < JOINS; count += 1) {
      const { newcomer, ms } = await join(address, sinks);
      times.push(ms);
      await leave(newcomer, sinks);
    }
    const descriptors = VECTORS * (2 * clients + 1);
    const milliseconds = median(times);
    joins.push({ clients, descriptors, milliseconds, microsecondsPerDescriptor: (milliseconds * 1000) / descriptors });
    serverBytesPerClient = ((await stateOf(server)).heapBytes - empty) / clients;
  }
  for (const { socket } of sinks) socket.destroy();
  server.disconnect();
  await once(server, 'exit');
  return { joins, serverBytesPerClient };
}

function run(command: string, args: readonly string[]): string {
  const result = spawnSync(command, args, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${result.error?.message ?? result.stderr}`);
  return result.stdout;
}

async function measureKicks(folder: string): Promise<{ kickNs: number; eventfdNs: number; kickRatio: number }> {
  const program = path.join(folder, 'kick');
  run('make', ['-s', '-C', path.join(ROOT, 'native'), `BUILD=${folder}/native`]);
  const flags = ['-std=c11', '-O2', '-Wall', '-Wextra', '-pthread', `-I${ROOT}/native/include`];
  run('gcc', [...flags, '-o', program, path.join(ROOT, 'bench/ivshmem/kick.c'), `${folder}/native/libsluice.a`]);
  const address = path.join(folder, 'kick.sock');
  const server = fork(fileURLToPath(new URL('server.js', import.meta.url)), [address, '1']);
  await once(server, 'message');
  const lines = run(program, [address, String(KICK_ROUNDS), String(KICK_TRIPS)])
    .trim()
    .split('\n');
  server.disconnect();
  await once(server, 'exit');
  const ours = lines.map((line) => Number(line.split(' ')[0]));
  const bare = lines.map((line) => Number(line.split(' ')[1]));
  return { kickNs: median(ours), eventfdNs: median(bare), kickRatio: pairedRatio(ours, bare) };
}

export async function runIvshmemBenchmark(onProgress: (text: string) => void): Promise<IvshmemReport> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-bench-iv-'));
  try {
    const { joins, serverBytesPerClient } = await measureJoins(folder, onProgress);
    onProgress('kicks, and bare eventfds');
    const kicks = await measureKicks(folder);
    const [first, last] = [joins[0], joins.at(-1)];
    const growth = (last?.microsecondsPerDescriptor ?? Number.NaN) / (first?.microsecondsPerDescriptor ?? Number.NaN);
    return { vectors: VECTORS, joins, growth, serverBytesPerClient, ...kicks };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function formatIvshmemReport(report: IvshmemReport): string {
  const { vectors, joins, growth, serverBytesPerClient, kickNs, eventfdNs, kickRatio } = report;
  const rows = joins.map(({ clients, descriptors, milliseconds, microsecondsPerDescriptor }) => [
    String(clients),
    String(descriptors),
    formatNumber(milliseconds),
    formatNumber(microsecondsPerDescriptor),
  ]);
  return [
    `a join, ${vectors} vectors, until everybody knows`,
    formatTable([['clients', 'descriptors', 'ms', 'us/descriptor'], ...rows]),
    `time per descriptor, largest crowd by smallest: ${formatRatio(growth)}`,
    `JavaScript heap of the server per client: ${formatNumber(serverBytesPerClient / 1024)} KiB`,
    '',
    `a kick to another process: ${formatNumber(kickNs / 1000)} us; over a bare eventfd ${formatNumber(eventfdNs / 1000)} us: ${formatRatio(kickRatio)} (at most 1.10x)`,
  ].join('\n');
}
