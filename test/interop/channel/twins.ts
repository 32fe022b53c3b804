/** Any trace, by every pair of languages: the same answers, and the same bytes in both segments. */
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { Ends, type Outcome, PAIRS } from './ends.ts';
import { type Trace, termsText, traces } from './trace.ts';

/** One seed, so that every run draws the same traces; `SLUICE_SEED=N` draws others. */
const SEED = Number(process.env['SLUICE_SEED'] ?? 1);
/** Steps before the one that differs. */
const CONTEXT = 24;

function shown(text: string): string {
  return text.length > 200 ? `${text.length / 2} bytes` : text;
}

function firstByte(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const from = (at >> 5) << 5;
  return `at ${from / 2}: ${one.slice(from, from + 64)} and ${other.slice(from, from + 64)}`;
}

/** Where two outcomes differ, in words; null where they don't. */
export function difference(trace: Trace, expected: Outcome, got: Outcome): string | null {
  if (expected.opening.join() !== got.opening.join()) return `opening: ${expected.opening.join()} and ${got.opening.join()}`;
  const at = expected.answers.findIndex((answer, i) => answer !== got.answers[i]);
  if (at < 0) return null;
  const [one = '', other = ''] = [expected.answers[at], got.answers[at]];
  const from = Math.max(0, at - CONTEXT);
  const steps = trace.steps
    .slice(from, at + 1)
    .map(({ side, line }, i) => `  ${side} ${line} -> ${shown(expected.answers[from + i] ?? '')}`);
  const what = one.length > 200 && other.length > 200 ? firstByte(one, other) : `${shown(one)} and ${shown(other)}`;
  return [`a ${termsText(trace.a)}, b ${termsText(trace.b)}`, ...steps, `step ${at}: ${what}`].join('\n');
}

/** @param count - of traces, unless `SLUICE_TRACES` says another one @param bursts - most in each */
export function describeTwins(title: string, count: number, bursts: number): void {
  describe(title, (it) => {
    let ends: Ends;
    it.before(() => {
      ends = new Ends();
    });
    it.after(() => ends.close());

    it(`answers alike and leaves the same bytes, whoever plays which side (SLUICE_SEED=${SEED})`, async () => {
      let isFirst = true;
      const seen = new Set<string>();
      const property = fc.asyncProperty(traces(bursts), async (trace) => {
        const [first, ...others] = PAIRS;
        const expected = await ends.run(trace, first as (typeof PAIRS)[number]);
        for (const answer of expected.answers) seen.add(answer.split(' ')[0] as string);
        for (const pair of others) {
          const wrong = difference(trace, expected, await ends.run(trace, pair));
          if (wrong === null) continue;
          throw new Error(`${isFirst ? '' : 'shrunk: '}${PAIRS[0]?.join('/')} and ${pair.join('/')}: ${wrong}`);
        }
        isFirst = false;
      });
      const { failed, errorInstance } = await fc.check(property, {
        seed: SEED,
        numRuns: Number(process.env['SLUICE_TRACES'] ?? count),
      });
      assert.not(failed, `SLUICE_SEED=${SEED}: ${errorInstance instanceof Error ? errorInstance.message : errorInstance}`);
      // Traces that never meet the rare answers compare nothing worth while.
      const rare = [
        'FULL',
        'DROPPED',
        'TOO_LONG',
        'STATE',
        'ENDED',
        'POISONED',
        'PEER_DIED',
        'PEER_CLOSED',
        'DEADLINE',
        'PEER_UNRESPONSIVE',
        'gone',
        'no',
      ];
      assert.equal(
        rare.filter((answer) => !seen.has(answer)),
        [],
      );
    });
  });
}
