/** The programs that run traces, and what four pairs of them make of one. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SegmentHeaderView } from '../../../generated/segment/views.ts';
import { BuiltProgram } from '../stubs/build.ts';
import { type Side, type Step, type Terms, type Trace, termsText } from './trace.ts';

/** A dead end answers nothing; a slow machine is slow. */
const WATCHDOG_MS = 120_000;

/** A program that answers each line with a line. */
export class End {
  readonly #child: ChildProcessWithoutNullStreams;
  /** Fulfilled when it has ended, and said all. */
  readonly over: Promise<void>;
  #output = '';
  #errors = '';
  #isOver = false;
  #wake: () => void = () => {};

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args);
    this.#child.stdout.setEncoding('latin1').on('data', (text: string) => {
      this.#output += text;
      this.#wake();
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
    this.over = new Promise((resolve) => {
      this.#child.on('close', () => {
        this.#isOver = true;
        this.#wake();
        resolve();
      });
    });
  }

  /** @throws Error when the program ends, or says nothing for minutes */
  async ask(lines: readonly string[]): Promise<string[]> {
    this.#child.stdin.write(lines.map((line) => `${line}\n`).join(''));
    const answers: string[] = [];
    while (answers.length < lines.length) {
      const end = this.#output.indexOf('\n');
      if (end < 0) await this.#more(lines.slice(answers.length));
      else {
        answers.push(this.#output.slice(0, end));
        this.#output = this.#output.slice(end + 1);
      }
    }
    return answers;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async #more(lines: readonly string[]): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const isLate = await new Promise<boolean>((resolve) => {
      this.#wake = () => resolve(false);
      timer = setTimeout(() => resolve(true), WATCHDOG_MS);
      if (this.#isOver) resolve(false);
    });
    clearTimeout(timer);
    if (this.#isOver || isLate) throw new Error(`no answer to ${lines[0]}: ${isLate ? 'too late' : this.#errors}`);
  }
}

export type Language = 'TypeScript' | 'C';
export const PAIRS: readonly (readonly [a: Language, b: Language])[] = [
  ['TypeScript', 'TypeScript'],
  ['TypeScript', 'C'],
  ['C', 'TypeScript'],
  ['C', 'C'],
];

/** What a trace leaves: an answer for each step, then the segments. */
export interface Outcome {
  readonly opening: readonly string[];
  readonly answers: readonly string[];
}

let addresses = 0;

/** Two programs of each language. */
export class Ends {
  readonly #built = new BuiltProgram('test/interop/channel/c-end.c');
  #ends: Readonly<Record<Language, Readonly<Record<Side, End>>>> = this.#start();

  close(): void {
    this.#kill();
    this.#built.close();
  }

  #start(): Readonly<Record<Language, Readonly<Record<Side, End>>>> {
    const script = fileURLToPath(new URL('./ts-end.js', import.meta.url));
    const ts = (): End => new End(process.execPath, [script]);
    const c = (): End => new End(this.#built.program, []);
    return { TypeScript: { a: ts(), b: ts() }, C: { a: c(), b: c() } };
  }

  #kill(): void {
    for (const { a, b } of Object.values(this.#ends)) {
      a.kill();
      b.kill();
    }
  }

  async run(trace: Trace, pair: readonly [Language, Language]): Promise<Outcome> {
    try {
      return await this.#run(trace, pair);
    } catch (error) {
      // Others are in the middle of something.
      this.#kill();
      this.#ends = this.#start();
      throw error;
    }
  }

  async #run({ a, b, steps }: Trace, [languageA, languageB]: readonly [Language, Language]): Promise<Outcome> {
    const ends: Readonly<Record<Side, End>> = { a: this.#ends[languageA].a, b: this.#ends[languageB].b };
    const opening = await open(ends, a, b);
    const answers: string[] = [];
    // Who has forged its own state may tell another one later: C looks at it before it stores a higher one.
    const forgers = new Set(steps.filter(({ line }) => line.startsWith('forge state')).map(({ side }) => side));
    for (const { side, lines } of burstsOf([...steps, { side: 'a', line: 'image' }, { side: 'b', line: 'image' }])) {
      const said = await ends[side].ask(lines);
      answers.push(
        ...said.map((answer, i) => {
          if (!(lines[i] as string).endsWith('image')) return answer;
          const owner = lines[i] === 'image' ? side : side === 'a' ? 'b' : 'a';
          return normalised(answer, forgers.has(owner));
        }),
      );
    }
    await Promise.all([ends.a.ask(['close']), ends.b.ask(['close'])]);
    return { opening, answers };
  }
}

/** Connects `b` to `a`: who is refused for the size of the ring tries again without a wish. */
async function open({ a, b }: Readonly<Record<Side, End>>, termsA: Terms, termsB: Terms): Promise<string[]> {
  const address = `@sluice-twins-${process.pid}-${++addresses}`;
  const said = await a.ask([`listen ${address} ${termsText(termsA)}`]);
  if (said[0] !== 'ok') throw new Error(`listen ${address}: ${said[0]}`);
  const accepted = a.ask(['accept']);
  const [connected = ''] = await b.ask([`connect ${address} ${termsText(termsB)}`]);
  said.push(connected);
  if (connected !== 'ok') {
    const humble = { ...termsB, receiveOrder: -1, largestOrder: 18 };
    said.push(...(await b.ask([`connect ${address} ${termsText(humble)}`])));
  }
  said.push(...(await accepted));
  return said;
}

/** Steps that one side takes one after another, to be told all at once. A crash stands alone. */
export function burstsOf(steps: readonly Step[]): { side: Side; lines: string[] }[] {
  const bursts: { side: Side; lines: string[] }[] = [];
  for (const { side, line } of steps) {
    const last = bursts.at(-1);
    if (last?.side === side && line !== 'crash' && last.lines[0] !== 'crash') last.lines.push(line);
    else bursts.push({ side, lines: [line] });
  }
  return bursts;
}

/**
 * An image without what two segments that were made alike may differ in: the random id, the number of the endpoint in its process, and the
 * checksum, which covers both.
 */
export function normalised(image: string, isStateForged: boolean): string {
  const bytes = Buffer.from(image, 'hex');
  if (bytes.length === 0) return image;
  const header = new SegmentHeaderView().wrap(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length);
  header.segmentId = new Uint8Array(16);
  header.endpoint = 0;
  header.crc = 0;
  if (isStateForged) header.state = 0;
  return bytes.toString('hex');
}
