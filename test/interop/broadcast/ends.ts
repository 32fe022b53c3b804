/** The programs that run traces of broadcasts, and what four pairs of them make of one. */
import { fileURLToPath } from 'node:url';
import { burstsOf, End, type Language, normalised } from '../channel/ends.ts';
import type { Side, Step } from '../channel/trace.ts';
import { BuiltProgram } from '../stubs/build.ts';
import type { BroadcastTrace } from './trace.ts';

const SCRIPT: string = fileURLToPath(new URL('./ts-end.js', import.meta.url));

const IMAGE = /^[0-9a-f]{8192,}$/;

let addresses = 0;

/** A program of each language for each side, started when it is first needed, and again when it is gone. */
export class BroadcastEnds {
  readonly #built = new BuiltProgram('test/interop/broadcast/c-end.c');
  readonly #ends = new Map<string, End>();

  close(): void {
    this.#killAll();
    this.#built.close();
  }

  /** @returns an answer for each step */
  async run(trace: BroadcastTrace, pair: readonly [Language, Language]): Promise<string[]> {
    try {
      return await this.#run(trace, pair);
    } catch (error) {
      // Others are in the middle of something.
      this.#killAll();
      throw error;
    }
  }

  async #run({ order, before, steps }: BroadcastTrace, [publishing, subscribing]: readonly [Language, Language]) {
    const ends: Readonly<Record<Side, End>> = { a: this.#end('a', publishing), b: this.#end('b', subscribing) };
    const address = `@sluice-broadcasts-${process.pid}-${++addresses}`;
    const answers = await ends.a.ask([`publish ${address} ${order}`, ...before]);
    const [served, subscribed] = await Promise.all([ends.a.ask(['serve 1']), ends.b.ask([`subscribe ${address}`])]);
    answers.push(...served, ...subscribed);
    // Who has forged its own state may tell another one later: C looks at it before it stores a higher one.
    const isForged = steps.some(({ line }) => line.startsWith('forge state'));
    let isGone = false;
    for (const { side, lines } of burstsOf(steps)) {
      if (lines[0] === 'crash') {
        this.#kill('a', publishing);
        await ends.a.over;
        isGone = true;
      }
      const said = side === 'a' && isGone ? lines.map(() => 'gone') : await ends[side].ask(lines);
      answers.push(...said.map((answer) => (IMAGE.test(answer) ? normalised(answer, side === 'a' && isForged) : answer)));
    }
    if (!isGone) await ends.a.ask(['leave']);
    await ends.b.ask(['leave']);
    return answers;
  }

  #end(side: Side, language: Language): End {
    const key = `${side} ${language}`;
    const end =
      this.#ends.get(key) ?? (language === 'C' ? new End(this.#built.program, []) : new End(process.execPath, [SCRIPT]));
    this.#ends.set(key, end);
    return end;
  }

  #kill(side: Side, language: Language): void {
    const key = `${side} ${language}`;
    this.#ends.get(key)?.kill();
    this.#ends.delete(key);
  }

  #killAll(): void {
    for (const end of this.#ends.values()) end.kill();
    this.#ends.clear();
  }
}

/** For who shows where two runs differ. */
export function stepsOf(trace: BroadcastTrace): readonly Step[] {
  const opening = ['publish', ...trace.before, 'serve'].map((line): Step => ({ side: 'a', line }));
  return [...opening, { side: 'b', line: 'subscribe' }, ...trace.steps];
}
