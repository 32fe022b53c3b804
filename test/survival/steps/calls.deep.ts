/**
 * A member in TypeScript that is killed before each store that others may see, and each call of the addon, while it calls or answers. Two others live on:
 * whoever waits is told once, with an answer or the death, and everything is as it was before. `call-steps.test.ts` ends before every step of them, in one thread.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { type ClusterCalls, callsOf, joinCluster, type Member } from '../../../runtime/index.ts';
import { within } from '../../../runtime/stub/conformance.ts';
import { until } from '../../runtime/memory/support.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { CALL_SCENES, type CallScene, DOOMED, NEXT, serviceOf } from './call-scenes.ts';
import { CountedRuntime } from './counted-runtime.ts';

const PROGRAM = fileURLToPath(new URL('doomed-member.js', import.meta.url));
/** Kills before every so many steps, so that it keeps to its time. */
const EVERY = Number(process.env['SLUICE_KILL_EVERY'] ?? 31);
const PATIENCE_MS = 60_000;
/** So few that a slot which is lost is missed at once. */
const SLOTS = { fifoSlots: 4, callsPerWaiter: 4 } as const;

class Doomed {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly ended: Promise<unknown[]>;

  constructor(parameters: readonly string[]) {
    this.#child = spawn(process.execPath, [PROGRAM, ...parameters], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.ended = once(this.#child, 'exit');
    this.#child.stdin?.on('error', () => {});
    this.#lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  }

  tell(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  async says(word: string): Promise<void> {
    assert.is((await within(this.#lines.next(), word, PATIENCE_MS)).value, word);
  }

  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}

/** Members 1 and 2, in this process. */
class Survivors {
  readonly #members: Member[] = [];
  readonly calls: ClusterCalls[] = [];
  /** Handlers that wait for the test. */
  readonly held: (() => void)[] = [];
  deaths = 0;

  async join(folder: string): Promise<void> {
    for (const cxy of [1, 2]) {
      const member = await joinCluster(folder, { cxy, timeoutMs: PATIENCE_MS, ...SLOTS });
      const calls = callsOf(member, { blocksMainThread: true });
      calls.serve(serviceOf(calls, (open) => this.held.push(open)));
      member.on('death', ({ cxy: dead }) => {
        if (dead === DOOMED) this.deaths += 1;
      });
      this.#members.push(member);
      this.calls.push(calls);
    }
  }

  /** Each calls the other, over more requests than a FIFO and a share have slots. */
  async check(): Promise<void> {
    for (const open of this.held.splice(0)) open();
    for (const [i, calls] of this.calls.entries()) {
      for (let round = 0; round < 3; round += 1) {
        const coming = Array.from({ length: SLOTS.callsPerWaiter }, (_, k) => calls.call(2 - i, { index: NEXT, args: [k] }));
        const answers = await within(Promise.all(coming), 'answers of who lives on', PATIENCE_MS);
        assert.equal(
          answers.map((answer) => answer.get(1)),
          [1n, 2n, 3n, 4n],
        );
      }
      assert.equal([calls.inFlight, calls.quarantined], [0, 0]);
    }
  }

  async leave(): Promise<void> {
    for (const member of this.#members) await member.leave();
  }
}

class Sweep {
  readonly #runtime: CountedRuntime = new CountedRuntime();
  readonly #folder: string = mkdtempSync(path.join(tmpdir(), 'sluice-call-steps-'));
  readonly survivors: Survivors = new Survivors();
  /** The next one starts while the last one dies. */
  #next: Doomed | null = null;
  #lives = 0;

  async open(): Promise<void> {
    mkdirSync(this.cluster, { mode: 0o700 });
    await this.survivors.join(this.cluster);
  }

  get cluster(): string {
    return path.join(this.#folder, 'cluster');
  }

  #ledger(life: number): string {
    return path.join(this.#folder, `ledger-${life}`);
  }

  #start(): Doomed {
    this.#lives += 1;
    writeFileSync(this.#ledger(this.#lives), '');
    return new Doomed([this.#runtime.url, this.cluster, this.#ledger(this.#lives)]);
  }

  /** @returns what the survivor who asked was told, and steps of the whole scene, when it came to its end; else null */
  async outlive(
    name: string,
    { call, ask, prepare }: CallScene,
    count: number,
  ): Promise<{ ends: string[]; steps: number | null }> {
    const { survivors } = this;
    const life = this.#next === null ? this.#lives + 1 : this.#lives;
    const doomed = this.#next ?? this.#start();
    this.#next = this.#start();
    const deaths = survivors.deaths;
    doomed.tell(`${name} ${count}`);
    await doomed.says('joined');
    if (prepare !== undefined) await until(() => survivors.held.length === 2, 'both run', PATIENCE_MS);
    doomed.tell('begin');
    await doomed.says('begun');
    const asking = ask?.(survivors.calls[0] as ClusterCalls) ?? Promise.resolve([]);
    // Somebody else's call beside it: it ends as ever, whoever holds what in that FIFO.
    const beside = (survivors.calls[1] as ClusterCalls).call(1, { index: NEXT, args: [6] });
    assert.is((await within(beside, 'an answer to who lives on', PATIENCE_MS)).get(1), 7n);
    const ends = await within(asking, 'an end of the call', PATIENCE_MS);
    assert.equal(await within(doomed.ended, 'the death', PATIENCE_MS), [null, 'SIGKILL']);
    await until(() => survivors.deaths === deaths + 2, 'both know of the death', PATIENCE_MS);
    await survivors.check();
    const [, steps] = /^steps (\d+)$/m.exec(readFileSync(this.#ledger(life), 'utf8')) ?? [];
    assert.ok(call === undefined || ends.length === 0);
    return { ends, steps: steps === undefined ? null : Number(steps) };
  }

  async close(): Promise<void> {
    await this.#next?.end();
    await this.survivors.leave();
    this.#runtime.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

describeWithAddon('ended before any step: a member that is killed', (it) => {
  let sweep: Sweep;
  it.before(async () => {
    sweep = new Sweep();
    await sweep.open();
  });
  it.after(() => sweep.close());

  for (const [name, scene] of Object.entries(CALL_SCENES)) {
    const { title, answers = [], deaths = [] } = scene;
    it(`${name}: ${title}`, async () => {
      const whole = await sweep.outlive(name, scene, Number.POSITIVE_INFINITY);
      assert.equal(whole.ends, answers);
      const steps = whole.steps as number;
      assert.ok(steps >= 4, `${steps} steps`);
      for (let count = 0; count < steps; count += EVERY) {
        const { ends } = await sweep.outlive(name, scene, count);
        const told = JSON.stringify(ends);
        assert.ok(told === JSON.stringify(deaths) || told === JSON.stringify(answers), `after ${count} steps: ${told}`);
        if (count === 0) assert.equal(ends, deaths, 'who did nothing has not answered');
      }
      process.stdout.write(`${JSON.stringify({ scene: name, steps })}\n`);
    });
  }
});
