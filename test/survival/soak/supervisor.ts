/**
 * A soak: two servers that live, one in each language, and clients that are killed, stopped, told to leave and started again while records,
 * streams, calls and broadcasts go on in all four pairings. Each end of a client is held against what its server says of it.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BuiltProgram, ROOT } from '../../interop/stubs/build.ts';
import { draws } from './chance.ts';
import { isOf, judge, type Kind, type Life, type Report, readLife } from './lives.ts';
import { type Line, SoakProcess } from './process.ts';
import { afterWarmUp, growthOf, type Sample, sampleOf } from './watch.ts';

type Language = 'ts' | 'c';
const KINDS: readonly Kind[] = ['records', 'stream', 'calls', 'socket', 'broadcast'];
const LANGUAGES: readonly Language[] = ['ts', 'c'];
/** How long a server may take to tell of a client that has ended, and a client to leave; on a busy machine. */
const PATIENCE_MS = 60_000;
const SAMPLE_EVERY_MS = 1000;
/** What a survivor may gain over the run, after warm-up: connections come and go, caches fill, the allocator keeps pages. The end is exact. */
const ALLOWED = { descriptors: 12, segments: 4, bytes: { c: 512 * 1024, ts: 3 * 1024 * 1024 } } as const;
/** In a shorter run, who happens to be there weighs more than any trend. */
const TREND_MS = 120_000;
/** A program keeps a buffer here and there (some 9 KiB); without clients it has nothing else. */
const MOST_KEPT_BYTES = 16 * 1024;

export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  /** Between two acts of chance, in milliseconds; and between two looks of a peer. */
  readonly actEveryMs: number;
  readonly paceMs: number;
}

interface Server {
  readonly language: Language;
  readonly process: SoakProcess;
  readonly samples: Sample[];
}

export interface Totals {
  killed: number;
  stopped: number;
  left: number;
  started: number;
  received: number;
  sent: number;
  lost: number;
}

/** A place for a client: one address, one life after the other. */
class Slot {
  readonly kind: Kind;
  readonly server: Language;
  readonly client: Language;
  readonly address: string;
  readonly progress: string;
  life = 0;
  process: SoakProcess | null = null;
  isStopped = false;
  /** Ends that nobody has told of yet. */
  readonly ends: Life[] = [];
  readonly reports: Report[] = [];
  readonly totals: Totals = { killed: 0, stopped: 0, left: 0, started: 0, received: 0, sent: 0, lost: 0 };

  constructor(kind: Kind, server: Language, client: Language, folder: string) {
    this.kind = kind;
    this.server = server;
    this.client = client;
    // Subscribers of both languages hear the same publisher.
    this.address = path.join(folder, kind === 'broadcast' ? `${server}-${kind}` : `${server}-${client}-${kind}`);
    this.progress = path.join(folder, `${server}-${client}-${kind}.progress`);
  }

  get name(): string {
    return `${this.server}-${this.client} ${this.kind}`;
  }
}

export class Soak {
  readonly violations: string[] = [];
  readonly events: string[] = [];
  readonly slots: readonly Slot[];
  readonly servers: Server[] = [];
  readonly #options: SoakOptions;
  readonly #sockets: string = mkdtempSync(path.join(tmpdir(), 'sluice-soak-'));
  readonly #startedAt: number = performance.now();
  readonly #draw: (below: number) => number;
  readonly #program: BuiltProgram;
  #isEnding = false;

  constructor(options: SoakOptions) {
    this.#options = options;
    this.#draw = draws(options.seed);
    this.#program = new BuiltProgram('test/survival/soak/peer.c', {
      sanitize: 'none',
      stubs: ['cluster-rpc'],
      sources: ['test/survival/soak/records.c', 'test/survival/soak/traffic.c'],
    });
    this.slots = LANGUAGES.flatMap((server) =>
      LANGUAGES.flatMap((client) => KINDS.map((kind) => new Slot(kind, server, client, this.#sockets))),
    );
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** Runs to the end. `onTick` is called about once a second. */
  async run(onTick: () => void): Promise<void> {
    try {
      for (const language of LANGUAGES) this.#startServer(language);
      await this.#until(() => this.#sockets !== '' && this.#listening().length === 18, 'the servers listen');
      const before = await this.#sample();
      for (const slot of this.slots) this.#startClient(slot);
      await this.#live(onTick);
      await this.#end();
      await this.#settle(before);
      await this.#stopServers();
    } finally {
      this.#isEnding = true;
      for (const { process } of [...this.servers, ...this.slots]) process?.child.kill('SIGKILL');
      this.#program.close();
      rmSync(this.#sockets, { recursive: true, force: true });
    }
  }

  /** Growth of each survivor after warm-up. */
  growth(): { language: Language; descriptors: number; segments: number; bytes: number }[] {
    return this.servers.map(({ language, samples }) => {
      const late = afterWarmUp(samples);
      return {
        language,
        descriptors: growthOf(late, 'descriptors'),
        segments: growthOf(late, 'segments'),
        bytes: growthOf(late, 'bytes'),
      };
    });
  }

  #listening(): string[] {
    return readdirSync(this.#sockets).filter((name) => !name.endsWith('.progress') && !name.endsWith('.lock'));
  }

  #note(what: string): void {
    this.events.push(`${(this.elapsedMs / 1000).toFixed(3)} ${what}`);
  }

  #violate(what: string): void {
    this.#note(`VIOLATION ${what}`);
    this.violations.push(what);
  }

  /* ---- processes ---------------------------------------------------------------------------------------------------------------- */

  #command(language: Language, flags: readonly string[] = []): string[] {
    if (language === 'c') return [this.#program.program];
    return [process.execPath, ...flags, path.join(ROOT, 'dist', 'test', 'survival', 'soak', 'peer.js')];
  }

  #startServer(language: Language): void {
    const addresses = new Set(
      this.slots.filter(({ server }) => server === language).map(({ kind, address }) => `${kind}=${address}`),
    );
    const command = [...this.#command(language, ['--expose-gc']), 'serve', String(this.#options.paceMs), ...addresses];
    const process = new SoakProcess(command, (line) => this.#onLine(line), language === 'ts');
    this.servers.push({ language, process, samples: [] });
    void process.exited.then(() => {
      if (!this.#isEnding) this.#violate(`the server in ${language} has ended`);
    });
  }

  #startClient(slot: Slot): void {
    // A life that is 0 in one byte would be none.
    slot.life += slot.life % 256 === 255 ? 2 : 1;
    const { life } = slot;
    slot.totals.started += 1;
    writeFileSync(slot.progress, Buffer.alloc(32));
    const command = [
      ...this.#command(slot.client),
      'join',
      String(this.#options.paceMs),
      `${slot.kind}=${slot.address}`,
      String(life),
      slot.progress,
    ];
    const process = new SoakProcess(command, (line) => this.#onLine(line));
    slot.process = process;
    slot.isStopped = false;
    void process.exited.then(() => this.#onExit(slot, life));
  }

  #onExit(slot: Slot, life: number): void {
    const end = readLife(life, slot.progress);
    this.#note(`${slot.name} life ${life} ended: ${JSON.stringify(end)}`);
    slot.process = null;
    // A publisher knows nothing of who has listened.
    if (slot.kind === 'broadcast') slot.totals.received += end.finished;
    else if (end.sent > 0) {
      slot.ends.push(end);
      this.#match(slot);
      setTimeout(() => {
        if (slot.ends.includes(end)) this.#violate(`${slot.name} life ${life}: the server has told of no end`);
      }, PATIENCE_MS).unref();
    }
    if (!this.#isEnding) this.#startClient(slot);
  }

  #onLine(line: Line): void {
    if ('violation' in line) {
      this.#violate(JSON.stringify(line));
      return;
    }
    const report = line as unknown as Report;
    const slot = this.slots.find(({ address }) => address === report.address);
    this.#note(`told ${JSON.stringify(report)}`);
    if (slot === undefined || report.life === 0) return;
    slot.totals.received += report.received;
    slot.totals.sent += report.sent;
    slot.totals.lost += report.lost;
    slot.reports.push(report);
    this.#match(slot);
  }

  /** An end and its report come in any order. */
  #match(slot: Slot): void {
    for (const end of [...slot.ends]) {
      const at = slot.reports.findIndex((report) => isOf(slot.kind, report, end));
      const report = slot.reports[at];
      if (report === undefined) continue;
      slot.reports.splice(0, at + 1);
      slot.ends.splice(slot.ends.indexOf(end), 1);
      for (const what of judge(slot.kind, report, end))
        this.#violate(`${slot.name} life ${end.life}: ${what}; ${JSON.stringify({ report, end })}`);
    }
  }

  /* ---- chance ------------------------------------------------------------------------------------------------------------------- */

  async #live(onTick: () => void): Promise<void> {
    const endMs = this.elapsedMs + this.#options.minutes * 60_000;
    let sampleMs = 0;
    while (this.elapsedMs < endMs) {
      await sleep(this.#draw(2 * this.#options.actEveryMs));
      this.#act(this.slots[this.#draw(this.slots.length)] as Slot);
      if (this.elapsedMs < sampleMs) continue;
      sampleMs = this.elapsedMs + SAMPLE_EVERY_MS;
      for (const [i, sample] of (await this.#sample()).entries()) this.servers[i]?.samples.push(sample);
      onTick();
    }
  }

  #act(slot: Slot): void {
    const { process, totals } = slot;
    if (process === null) return;
    const what = this.#draw(100);
    if (what < 50) {
      totals.killed += 1;
      process.signal('SIGKILL');
    } else if (what < 70) {
      totals.left += 1;
      process.signal('SIGTERM');
    } else if (!slot.isStopped) {
      totals.stopped += 1;
      slot.isStopped = true;
      process.signal('SIGSTOP');
      setTimeout(() => {
        process.signal('SIGCONT');
        if (slot.process === process) slot.isStopped = false;
      }, this.#draw(1500));
    }
    this.#note(`${slot.name} life ${slot.life}: ${what < 50 ? 'kill' : what < 70 ? 'leave' : 'stop'}`);
  }

  /* ---- the end ------------------------------------------------------------------------------------------------------------------ */

  async #until(isSo: () => boolean, what: string): Promise<void> {
    const endMs = this.elapsedMs + PATIENCE_MS;
    while (!isSo()) {
      if (this.elapsedMs > endMs) {
        this.#violate(`not in time: ${what}`);
        return;
      }
      await sleep(20);
    }
  }

  async #end(): Promise<void> {
    this.#isEnding = true;
    for (const { process } of this.slots) {
      process?.signal('SIGCONT');
      process?.signal('SIGTERM');
    }
    await this.#until(() => this.slots.every(({ process }) => process === null), 'all clients leave');
    await this.#until(() => this.slots.every(({ ends }) => ends.length === 0), 'the servers tell of all ends');
  }

  /** Without clients the servers hold what they held before the first one. */
  async #settle(before: readonly Sample[]): Promise<void> {
    let after: readonly Sample[] = [];
    const isAsBefore = (key: 'descriptors' | 'segments'): boolean =>
      after.every((sample, i) => sample[key] <= (before[i] as Sample)[key]);
    for (const endMs = this.elapsedMs + PATIENCE_MS; this.elapsedMs < endMs; await sleep(100)) {
      after = await this.#sample();
      if (isAsBefore('descriptors') && isAsBefore('segments')) break;
    }
    for (const [i, { language }] of this.servers.entries()) {
      for (const key of ['descriptors', 'segments'] as const)
        if (!isAsBefore(key))
          this.#violate(`the server in ${language} has kept ${key}: ${JSON.stringify({ before: before[i], after: after[i] })}`);
    }
    for (const [i, { language }] of this.servers.entries()) {
      const kept = (after[i] as Sample).bytes - (before[i] as Sample).bytes;
      this.#note(`the server in ${language} has ${kept} bytes more than before`);
      if (language === 'c' && kept > MOST_KEPT_BYTES) this.#violate(`the server in c has kept memory: ${kept}`);
    }
    if (this.elapsedMs < TREND_MS) return;
    for (const { language, descriptors, segments, bytes } of this.growth()) {
      if (descriptors > ALLOWED.descriptors) this.#violate(`the server in ${language} gains descriptors: ${descriptors}`);
      if (segments > ALLOWED.segments) this.#violate(`the server in ${language} gains mappings: ${segments}`);
      if (bytes > ALLOWED.bytes[language]) this.#violate(`the server in ${language} gains memory: ${bytes}`);
    }
  }

  async #stopServers(): Promise<void> {
    for (const { process } of this.servers) process.signal('SIGTERM');
    await this.#until(() => this.servers.every(({ process }) => !process.isAlive), 'the servers leave');
    const left = this.#listening();
    if (left.length > 0) this.#violate(`sockets are left: ${left.join(' ')}`);
  }

  #sample(): Promise<Sample[]> {
    return Promise.all(this.servers.map(async ({ process }) => sampleOf(process.pid, this.elapsedMs, await process.askUsed())));
  }
}
