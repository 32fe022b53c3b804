/** Peers of interop tests of stubs as processes, and calls that must fail. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CallError, Caller, type ClientOptions, type Method, type Protocol, type Transport } from 'sluice/runtime/stub';
import { ROOT } from './build.ts';

export const TS_PEER: string = path.join(ROOT, 'dist', 'test', 'interop', 'stubs', 'ts-peer.js');

/** A process, and the lines that it has printed so far. */
export class Peer {
  readonly child: ChildProcess;
  readonly lines: string[] = [];
  readonly exited: Promise<unknown>;
  #rest = '';

  constructor(command: readonly string[]) {
    const [program = '', ...args] = command;
    // Freed memory is given back at once, so that growth is what the peer keeps.
    const env = { ...process.env, ASAN_OPTIONS: 'quarantine_size_mb=0:thread_local_quarantine_size_kb=0' };
    this.child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
    this.exited = once(this.child, 'exit');
    this.child.stdout?.on('data', (text: Buffer) => {
      const lines = `${this.#rest}${text.toString()}`.split('\n');
      this.#rest = lines.pop() ?? '';
      this.lines.push(...lines);
    });
  }

  /** The next line that says so, from `start` on. */
  async line(text: string, start = 0): Promise<string> {
    const until = performance.now() + 60_000;
    for (;;) {
      const found = this.lines.slice(start).find((line) => line.includes(text));
      if (found !== undefined) return found;
      if (performance.now() > until) throw new Error(`no line with ${text} but ${this.lines.join('\n')}`);
      await sleep(5);
    }
  }

  /** Counters of the next connection that ends, from line `start` on. */
  async ended(start: number): Promise<Record<string, number>> {
    return JSON.parse(await this.line('"ended"', start)) as Record<string, number>;
  }

  get residentBytes(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s*(\d+) kB/.exec(status)?.[1]) * 1024;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGTERM');
    await this.exited;
  }
}

export async function startPeer(command: readonly string[]): Promise<Peer> {
  const peer = new Peer(command);
  await peer.line('"listening"');
  return peer;
}

/** What a call that must fail says. */
export async function failure(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return [error.code.replace('SLUICE_ERR_', ''), error.started, ...(error.errno === null ? [] : [error.errno])].join(' ');
  }
  throw new Error('it was answered');
}

/** The same method under another code, or with bytes that are none of its own. */
export function forged(method: Method<never, unknown>, change: Partial<Method<never, unknown>>): Method<never, unknown> {
  return { ...method, ...change };
}

export const NO_BYTES: Partial<Method<never, unknown>> = { inputSize: () => 3, writeInput: () => 3 };
export const forge = (
  transport: Transport,
  protocol: Protocol,
  method: Method<never, unknown>,
  options: ClientOptions = {},
): Promise<string> => failure(new Caller(transport, protocol, options).call(method, {} as never));
