/** Any trace of a broadcast, by every pair of languages: the same answers, and the same bytes in both segments. */
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { PAIRS } from '../channel/ends.ts';
import { BroadcastEnds, stepsOf } from './ends.ts';
import { type BroadcastTrace, broadcastTraces } from './trace.ts';

/** One seed, so that every run draws the same traces; `SLUICE_SEED=N` draws others. */
const SEED = Number(process.env['SLUICE_SEED'] ?? 1);
/** Answers that are worth comparing, and that all runs must have met. */
const RARE: readonly string[] = ['TOO_LONG', 'EMPTY', 'POISONED', 'PEER_DIED', 'PEER_CLOSED'];

/** A record that says that it has a continuation, which there is none of in a broadcast. */
const IN_PARTS: BroadcastTrace = {
  order: 0,
  before: [],
  steps: [
    { side: 'a', line: 'put 8 1 2' },
    { side: 'a', line: 'put 8 3 4' },
    { side: 'a', line: `forge ring 0 1 ${2 ** 29}` },
    { side: 'b', line: 'get' },
  ],
};

function shown(text: string | undefined): string {
  return text === undefined ? 'nothing' : text.length > 200 ? `${text.length / 2} bytes` : text;
}

function firstByte(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const from = (at >> 5) << 5;
  return `at ${from / 2}: ${one.slice(from, from + 64)} and ${other.slice(from, from + 64)}`;
}

/** Where two runs differ, in words; null where they don't. */
function difference(trace: BroadcastTrace, expected: readonly string[], got: readonly string[]): string | null {
  const at = expected.findIndex((answer, i) => answer !== got[i]);
  if (at < 0) return null;
  const [one = '', other = ''] = [expected[at], got[at]];
  const steps = stepsOf(trace)
    .slice(0, at + 1)
    .map(({ side, line }, i) => `  ${side} ${line} -> ${shown(expected[i])}`);
  return [...steps, one.length > 200 && other.length > 200 ? firstByte(one, other) : `${shown(one)} and ${shown(other)}`].join(
    '\n',
  );
}

/** @param count - of traces, unless `SLUICE_TRACES` says another one @param bursts - most in each */
export function describeBroadcastTwins(title: string, count: number, bursts: number): void {
  describe(title, (it) => {
    const ends = new BroadcastEnds();
    it.after(() => ends.close());

    it(`answers alike and leaves the same bytes, whoever plays which side (SLUICE_SEED=${SEED})`, async () => {
      const seen = new Set<string>();
      let losses = 0;
      const property = fc.asyncProperty(broadcastTraces(bursts), async (trace) => {
        const [first, ...others] = PAIRS;
        const expected = await ends.run(trace, first as (typeof PAIRS)[number]);
        for (const answer of expected) seen.add(answer);
        losses += expected.filter((answer) => /^\d+ \d+ \d+ [1-9]\d* \d+$/.test(answer)).length;
        for (const pair of others) {
          const wrong = difference(trace, expected, await ends.run(trace, pair));
          if (wrong !== null) throw new Error(`${PAIRS[0]?.join('/')} and ${pair.join('/')}:\n${wrong}`);
        }
      });
      const { failed, errorInstance } = await fc.check(property, {
        seed: SEED,
        examples: [[IN_PARTS]],
        numRuns: Number(process.env['SLUICE_TRACES'] ?? count),
      });
      assert.not(failed, `SLUICE_SEED=${SEED}: ${errorInstance instanceof Error ? errorInstance.message : errorInstance}`);
      assert.equal(
        RARE.filter((answer) => !seen.has(answer)),
        [],
      );
      assert.ok(losses > 0, 'no subscriber has lost a record');
    });
  });
}
