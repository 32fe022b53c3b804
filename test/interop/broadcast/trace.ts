/**
 * Traces of a publisher and a subscriber, as text that `ts-end.ts` and `c-end.c` both run. A line is a command and its numbers; each is
 * answered by one line: `ok`, EMPTY, the name of an error without `SLUICE_ERR_`, or values. An end that has left says `gone`.
 *
 *   publish ADDRESS ORDER     serve COUNT     put LENGTH TYPE FLAGS     forge WORD INDEX ADDS VALUE     load IMAGE (in C)
 *   subscribe ADDRESS         get             receive MS                counters
 *   image     leave
 *
 * `crash` is no line: it ends the program. A payload begins with its type, and each byte is 31 more.
 */
import fc from 'fast-check';
import { forgeries, type Side, type Step, u32 } from '../channel/trace.ts';

export interface BroadcastTrace {
  readonly order: number;
  /** Of the publisher, before there is a subscriber. */
  readonly before: readonly string[];
  /** `a` publishes, `b` subscribes. */
  readonly steps: readonly Step[];
}

/** Small ones, and around the longest one of the smallest ring. */
const length: fc.Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: fc.nat(70) },
  { weight: 3, arbitrary: fc.nat(1008) },
  { weight: 1, arbitrary: fc.integer({ min: 1000, max: 5000 }) },
);

const put: fc.Arbitrary<string> = fc.tuple(length, u32, u32).map((numbers) => `put ${numbers.join(' ')}`);
const look: fc.Arbitrary<string> = fc.constantFrom(...Array<string>(12).fill('get'), 'counters', 'image');
const read: fc.Arbitrary<string> = fc.oneof({ weight: 6, arbitrary: look }, { weight: 1, arbitrary: fc.constant('receive 1') });

function burst(side: Side, of: fc.Arbitrary<string>): fc.Arbitrary<Step[]> {
  return fc.array(of, { minLength: 1, maxLength: 12, size: 'max' }).map((lines) => lines.map((line) => ({ side, line })));
}

/** Such as in the header of the latest record. */
const lie: fc.Arbitrary<string> = forgeries(
  ['intent', 'tail', 'tail', 'latest', 'latest', 'ring', 'ring', 'header', 'header', 'header', 'state'],
  fc.oneof(fc.constant(0), fc.nat(60), fc.nat(4096)),
  // Kinds and flags of a record are the top ones.
  fc.oneof(fc.nat(31), fc.constantFrom(28, 29, 30, 31)),
);

const departure: fc.Arbitrary<Step[]> = fc.constantFrom('leave', 'crash').map((line): Step[] => [{ side: 'a', line }]);
/** About what is not read yet, too. */
const lying: fc.Arbitrary<Step[]> = fc
  .tuple(burst('a', put), fc.array(lie, { minLength: 1, maxLength: 4 }))
  .map(([unread, lines]) => [...unread, ...lines.map((line): Step => ({ side: 'a', line }))]);

/** Nobody waits for a liar here: it may promise records for ever. */
const end: fc.Arbitrary<Step[]> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(lying, burst('b', look)).map((all) => all.flat()) },
  { weight: 2, arbitrary: fc.tuple(departure, burst('b', read), burst('b', fc.constant('receive 1'))).map((all) => all.flat()) },
  { weight: 1, arbitrary: burst('b', read) },
);

/** What a subscriber knows in the end, and that it stays so. */
const LAST: readonly Step[] = ['image', ...Array<string>(60).fill('get'), 'counters', 'image'].map((line) => ({
  side: 'b',
  line,
}));

/** @param most - bursts in a trace */
export function broadcastTraces(most: number): fc.Arbitrary<BroadcastTrace> {
  const bursts = fc.array(fc.oneof(burst('a', put), burst('b', read)), { minLength: 1, maxLength: most, size: 'max' });
  return fc.tuple(fc.nat(1), fc.array(put, { maxLength: 8 }), bursts, end).map(([order, before, life, last]) => ({
    order,
    before,
    steps: [...life.flat(), { side: 'a', line: 'image' } as const, ...last, ...LAST],
  }));
}
