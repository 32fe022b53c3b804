/** A pair of processes, each held on a core, that does exercises block by block. The caller sleeps while they work. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { nativeSide } from './build.ts';
import { formatOpening, type Setting, type Side } from './exercise.ts';

export type Language = 'ts' | 'c';

/** Where a pair runs: the cores of lead and echo. */
export interface Placement {
  readonly name: 'same core' | 'two cores';
  readonly cores: readonly [lead: number, echo: number];
}

/** Of the cores that this process may use: the first one, and the first two if there are as many. */
export function findPlacements(): Placement[] {
  const cores = allowedCores();
  const [first = 0, second] = cores;
  const sameCore: Placement = { name: 'same core', cores: [first, first] };
  return second === undefined ? [sameCore] : [sameCore, { name: 'two cores', cores: [first, second] }];
}

function allowedCores(): number[] {
  const { stdout } = spawnSync('taskset', ['-c', '-p', String(process.pid)], { encoding: 'utf8' });
  const list = stdout?.trim().split(': ').at(-1) ?? '0';
  return list.split(',').flatMap((range) => {
    const [from = 0, to = from] = range.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

export class SideProcess {
  readonly child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(side: Side, language: Language, folder: string, core: number) {
    const node = ['--expose-gc', fileURLToPath(new URL('side.js', import.meta.url))];
    const command = language === 'c' ? [nativeSide()] : [process.execPath, ...node];
    this.child = spawn('taskset', ['-c', String(core), ...command, side, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    if (this.child.stdout === null) throw new Error('a process without output');
    this.#lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  say(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  /** The next line must begin with that word. @returns what comes after it */
  async expect(word: string): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`a side has ended: expected=${word}`);
    const [first, ...rest] = value.split(' ');
    if (first === word) return rest.join(' ');
    throw new Error(first === 'error' ? rest.join(' ') : `expected=${word} got=${value}`);
  }
}

export class Pair {
  readonly lead: SideProcess;
  readonly echo: SideProcess;
  readonly #folder: string;
  readonly #cores: Placement['cores'];
  #count = 0;

  constructor(languages: readonly [lead: Language, echo: Language], { cores }: Placement) {
    this.#cores = cores;
    // Shared files must not reach a disk.
    this.#folder = mkdtempSync(path.join('/dev/shm', 'sluice-bench-'));
    this.lead = new SideProcess('lead', languages[0], this.#folder, cores[0]);
    this.echo = new SideProcess('echo', languages[1], this.#folder, cores[1]);
  }

  /** @returns the id to run it with */
  async open(exercise: string, numbers: Pick<Setting, 'bytes' | 'ringBytes' | 'batch'>): Promise<string> {
    this.#count += 1;
    const id = `x${this.#count}`;
    const [leadCore, echoCore] = this.#cores;
    const setting = { ...numbers, place: path.join(this.#folder, id), sleeps: leadCore === echoCore, echoCore };
    const line = formatOpening(id, exercise, setting);
    this.echo.say(line);
    await this.echo.expect('ready');
    this.lead.say(line);
    await Promise.all([this.lead.expect('ok'), this.echo.expect('ok')]);
    return id;
  }

  /** @returns nanoseconds */
  async run(id: string, count: number): Promise<number> {
    const line = `run ${id} ${count}`;
    this.echo.say(line);
    await this.echo.expect('started');
    this.lead.say(line);
    const [nanoseconds] = await Promise.all([this.lead.expect('done'), this.echo.expect('done')]);
    return Number(nanoseconds);
  }

  /** Ends both, in whatever they are. */
  end(): void {
    this.lead.child.kill('SIGKILL');
    this.echo.child.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
