/** Processes with a channel or a broadcast between them, in any languages, for observers to look at. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ObservedChannel } from '../../../runtime/observe/observed-channel.ts';
import { Observer, type ObserverOptions } from '../../../runtime/observe/observer.ts';
import { within } from '../../../runtime/stub/conformance.ts';
import { BuiltProgram } from '../../interop/stubs/build.ts';

export type Language = 'c' | 'typescript';

/** Sources of a peer, in both languages. */
type Kind = 'peer' | 'broadcast-peer';

const programs = new Map<Kind, BuiltProgram>();
let count = 0;
const open: Peer[] = [];

/** The C peer is built when it is first asked for. */
function commandOf(language: Language, kind: Kind): string[] {
  if (language === 'typescript') return [process.execPath, fileURLToPath(new URL(`${kind}.js`, import.meta.url))];
  const program = programs.get(kind) ?? new BuiltProgram(`test/runtime/observe/${kind}.c`, { sanitize: 'none' });
  programs.set(kind, program);
  return [program.program];
}

export class Peer {
  readonly child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(language: Language, args: readonly string[], env: NodeJS.ProcessEnv, kind: Kind = 'peer') {
    const [command = '', ...first] = commandOf(language, kind);
    this.child = spawn(command, [...first, ...args], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } });
    const { stdout } = this.child;
    if (stdout === null) throw new Error('a peer has no output');
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
    open.push(this);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async line(): Promise<string> {
    const { value } = await within(this.#lines.next(), 'a line of a peer');
    return value ?? '';
  }

  tell(command: string): void {
    this.child.stdin?.write(`${command}\n`);
  }

  async ask(command: string): Promise<number> {
    this.tell(command);
    return Number(await this.line());
  }

  /** Ends it without a word. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await exit;
  }
}

export interface Peers {
  readonly address: string;
  readonly listener: Peer;
  readonly connector: Peer;
}

export async function startPeers(
  listening: Language,
  connecting: Language,
  { statistics = 'on', env = {} }: { readonly statistics?: 'on' | 'off'; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Peers> {
  count += 1;
  const address = `@sluice-observed-${process.pid}-${count}`;
  const listener = new Peer(listening, ['listen', address, statistics], env);
  await listener.line();
  const connector = new Peer(connecting, ['connect', address, statistics], env);
  await Promise.all([listener.line(), connector.line()]);
  return { address, listener, connector };
}

export interface BroadcastPeers {
  readonly address: string;
  readonly publisher: Peer;
  /** Whom the publisher has counted. */
  readonly subscribers: readonly Peer[];
}

export async function startBroadcast(
  publishing: Language,
  subscribing: readonly Language[],
  statistics: 'on' | 'off' = 'on',
): Promise<BroadcastPeers> {
  count += 1;
  const address = `@sluice-observed-${process.pid}-${count}`;
  const publisher = new Peer(publishing, ['publish', address, statistics], {}, 'broadcast-peer');
  await publisher.line();
  publisher.tell(`serve ${subscribing.length}`);
  const subscribers = subscribing.map((language) => new Peer(language, ['subscribe', address, statistics], {}, 'broadcast-peer'));
  await Promise.all([publisher.line(), ...subscribers.map((subscriber) => subscriber.line())]);
  return { address, publisher, subscribers };
}

/** For `after.each`. */
export async function endPeers(): Promise<void> {
  await Promise.all(open.splice(0).map((peer) => peer.kill()));
}

/** For `after`. */
export function removePrograms(): void {
  for (const program of programs.values()) program.close();
  programs.clear();
}

/** What a fresh observer sees of one address: its endpoints, connector or publisher first. */
export function observe(address: string, options: ObserverOptions = {}): ObservedChannel[] {
  const observer = new Observer({ ...options, isWanted: (channel) => channel.address === address });
  return [...observer.sample().channels].sort((a, b) => (a.role < b.role ? -1 : 1));
}
