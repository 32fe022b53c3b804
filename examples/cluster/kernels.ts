/** The kernels of the example as processes, in TypeScript and C. */
import path from 'node:path';
import type { Program } from '../support/program.ts';
import type { Workspace } from '../support/workspace.ts';

const STUBS = 'generated/cluster-rpc';
const KERNEL = [
  ...['check', 'disk', 'kernel', 'kmem', 'lifecycle', 'mapper', 'memory'],
  ...['objects', 'pages', 'process', 'records', 'transfer', 'vfs', 'vmm'],
].map((name) => `kernel/${name}`);

export type Language = 'TypeScript' | 'C';

/** Compiles one of the programs here with what it stands on. @throws Error with what the compiler says */
function build(workspace: Workspace, name: string, parts: readonly string[]): string {
  const sources = parts.map((part) => `examples/cluster/${part}.c`);
  return workspace.buildC(`examples/cluster/${name}.c`, [STUBS], [`${STUBS}/cluster_rpc_stubs.c`, ...sources]);
}

export const buildMember = (workspace: Workspace): string => build(workspace, 'member', ['join', ...KERNEL]);
export const buildTour = (workspace: Workspace): string =>
  build(workspace, 'tour', ['join', 'session', 'kernel/objects', 'kernel/records']);

export class Kernels {
  /** Of the cluster. */
  readonly folder: string;
  readonly #workspace: Workspace;
  readonly #program: string;
  readonly #languageOf: (cxy: number) => Language;
  readonly #running: Map<number, Program> = new Map();
  /** How often a member of each number has started. */
  readonly #lives: Map<number, number> = new Map();

  /**
   * @param program - of {@link buildMember}
   * @param name - of the cluster
   * @param languageOf - the language of each kernel; by default, even ones are in TypeScript, odd ones in C
   */
  constructor(
    workspace: Workspace,
    program: string,
    name = 'cluster',
    languageOf: (cxy: number) => Language = (cxy) => (cxy % 2 === 0 ? 'TypeScript' : 'C'),
  ) {
    this.#workspace = workspace;
    this.#program = program;
    this.#languageOf = languageOf;
    this.folder = path.join(workspace.folder, name);
  }

  get numbers(): number[] {
    return [...this.#running.keys()].sort((a, b) => a - b);
  }

  /** Resolves once it serves. */
  async start(cxy: number): Promise<void> {
    const life = this.#lives.get(cxy) ?? 0;
    this.#lives.set(cxy, life + 1);
    const args = [this.folder, String(cxy), String(life)];
    const kernel =
      this.#languageOf(cxy) === 'C'
        ? this.#workspace.start(this.#program, ...args)
        : this.#workspace.startNode('cluster/member.js', ...args);
    this.#running.set(cxy, kernel);
    await kernel.saw('serving');
  }

  /** Ends one without a word; resolves once all others have forgotten it. */
  async kill(cxy: number): Promise<void> {
    const others = [...this.#running].filter(([number]) => number !== cxy).map(([, kernel]) => kernel);
    const forgotten = others.map((kernel) => kernel.next(`forgotten: ${cxy}`));
    this.#running.get(cxy)?.kill();
    this.#running.delete(cxy);
    await Promise.all(forgotten);
  }

  /** Ends all, while nobody asks them. */
  close(): void {
    for (const kernel of this.#running.values()) kernel.kill();
    this.#running.clear();
  }

  /** What each says of itself, by number: `consistent: ...`, if its kernel has no mistake. */
  async check(): Promise<ReadonlyMap<number, string>> {
    const told = new Map<number, string>();
    for (const [cxy, kernel] of this.#running) {
      const line = kernel.next('consistent: ');
      kernel.say('check');
      told.set(cxy, await line);
    }
    return told;
  }

  /** @throws Error with what a kernel has said of itself, unless all are consistent */
  async mustBeConsistent(): Promise<void> {
    for (const [cxy, told] of await this.check()) {
      if (told.startsWith('consistent: ')) continue;
      throw new Error(`kernel ${cxy} is ${told}\n${this.#running.get(cxy)?.lines.slice(-10).join('\n')}`);
    }
  }
}
