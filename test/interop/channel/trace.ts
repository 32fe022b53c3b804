/**
 * Traces of what two ends of a channel do, as text that `ts-end.ts` and `c-end.c` both run. A line is a command and its numbers; each is
 * answered by one line: `ok`, a refusal such as FULL, the name of an error without `SLUICE_ERR_`, or values. Ends that are gone say `gone`;
 * commands that a stream forbids, or that need one, say `no`.
 *
 *   listen|connect ADDRESS SEND RECEIVE+1 LARGEST BLOCK_SIZE BLOCK_COUNT TRUST BACKPRESSURE SOCKET     accept     close
 *   prep|ref LENGTH TYPE FLAGS     reserve LENGTH FILL     commit LENGTH TYPE FLAGS     abort     send     put LENGTH TYPE FLAGS MS
 *   get     receive MS     receive-event (and get)     finish     end     available     send-event     control-event
 *   fast 0|1     remote-fast     state     counters     ending     attach     detach     stream-send LENGTH FILL     stream-receive SIZE
 *   forge WORD INDEX ADDS VALUE     image     peer-image     load IMAGE (in C)     leave     crash
 *
 * A payload is FILL, or its type, and 31 more for each byte.
 */
import fc from 'fast-check';

export type Side = 'a' | 'b';

export interface Step {
  readonly side: Side;
  readonly line: string;
}

export interface Terms {
  readonly sendOrder: number;
  /** -1 leaves it to the peer. */
  readonly receiveOrder: number;
  readonly largestOrder: number;
  readonly blockSize: number;
  readonly blockCount: number;
  readonly trusts: boolean;
  readonly backpressure: number;
  readonly socket: boolean;
}

export interface Trace {
  /** `a` listens, `b` connects. */
  readonly a: Terms;
  readonly b: Terms;
  readonly steps: readonly Step[];
}

export function termsText(terms: Terms): string {
  const { sendOrder, receiveOrder, largestOrder, blockSize, blockCount, trusts, backpressure, socket } = terms;
  return [sendOrder, receiveOrder + 1, largestOrder, blockSize, blockCount, Number(trusts), backpressure, Number(socket)].join(
    ' ',
  );
}

const terms: fc.Arbitrary<Terms> = fc
  .record({
    sendOrder: fc.nat(2),
    receiveOrder: fc.integer({ min: -1, max: 2 }),
    largestOrder: fc.constantFrom(18, 18, 18, 0),
    arena: fc.constantFrom([0, 0], [64, 8], [256, 16], [1024, 5]),
    trusts: fc.boolean(),
    backpressure: fc.constantFrom(0, 0, 1, 2),
    socket: fc.constantFrom(false, false, false, true),
  })
  .map(({ arena: [blockSize = 0, blockCount = 0], ...rest }) => ({
    ...rest,
    // Who may not write more than a page does not want to.
    sendOrder: Math.min(rest.sendOrder, rest.largestOrder),
    blockSize,
    blockCount,
  }));

export const u32: fc.Arbitrary<number> = fc.oneof(fc.nat(20), fc.nat(0xffffffff));
/** Around the sizes of small records, and of the longest ones of the smallest rings, by reference and not. */
const length: fc.Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: fc.nat(70) },
  { weight: 3, arbitrary: fc.nat(1009) },
  { weight: 1, arbitrary: fc.integer({ min: 1006, max: 5200 }) },
);

/** `command` and what follows it. */
function line(command: string, ...numbers: fc.Arbitrary<number>[]): fc.Arbitrary<string> {
  return fc.tuple(...numbers).map((drawn) => [command, ...drawn].join(' '));
}

function weighted(...items: readonly (readonly [weight: number, arbitrary: fc.Arbitrary<string>])[]): fc.Arbitrary<string> {
  return fc.oneof(...items.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

const waited: fc.Arbitrary<number> = fc.constantFrom(1, 2);

const commands: fc.Arbitrary<string> = weighted(
  [18, line('prep', length, u32, u32)],
  [5, line('ref', length, u32, u32)],
  [8, line('put', length, u32, u32, waited)],
  [5, line('reserve', length, u32)],
  [5, line('commit', length, u32, u32)],
  [1, line('abort')],
  [14, line('send')],
  [18, line('get')],
  [3, line('receive', waited)],
  [3, line('receive-event')],
  [22, line('finish')],
  [4, line('available')],
  [3, line('send-event')],
  [1, line('control-event')],
  [1, line('fast', fc.nat(1))],
  [1, line('remote-fast')],
  [2, line('state')],
  [2, line('counters')],
  [1, line('image')],
);

/** Rare in a life. */
const rare: fc.Arbitrary<string> = weighted([4, line('attach')], [2, line('detach')], [1, line('end')]);

const streamCommands: fc.Arbitrary<string> = weighted(
  [10, line('stream-send', fc.nat(6000), u32)],
  [10, line('stream-receive', fc.oneof(fc.nat(100), fc.nat(6000)))],
  [2, line('available')],
  [1, line('send-event')],
  [1, line('fast', fc.nat(1))],
);

/**
 * Stores a word that its owner may not have stored like this: any value, or one that is near the truth.
 *
 * @param bit - what is added, at times, as a power of two
 */
export function forgeries(
  words: readonly string[],
  index: fc.Arbitrary<number>,
  bit: fc.Arbitrary<number>,
): fc.Arbitrary<string> {
  const near = fc.integer({ min: -300, max: 300 }).map((by) => (16 * by) >>> 0);
  const value = fc.oneof(
    fc.tuple(fc.constant(0), u32),
    fc.tuple(fc.constant(1), near),
    fc.tuple(
      fc.constant(1),
      bit.map((of) => 2 ** of),
    ),
  );
  return fc.tuple(fc.constantFrom(...words), index, value).map(([word, at, [adds, by]]) => `forge ${word} ${at} ${adds} ${by}`);
}

const lies: fc.Arbitrary<string> = forgeries(
  ['state', 'tail', 'tail', 'head', 'head', 'space_wake_at', 'data_wake_at', 'released', 'ring', 'ring', 'ring'],
  fc.oneof(fc.nat(40), fc.nat(4096)),
  fc.nat(31),
);

const side: fc.Arbitrary<Side> = fc.constantFrom('a', 'b');

function burst(of: fc.Arbitrary<string>, most: number): fc.Arbitrary<Step[]> {
  const drawn = fc.array(of, { minLength: 1, maxLength: most, size: 'max' });
  return fc.tuple(side, drawn).map(([by, all]) => all.map((text) => ({ side: by, line: text })));
}

/** The survivor looks before it learns anything, so that it learns it at the same moment everywhere. */
const departures: fc.Arbitrary<Step[]> = fc.tuple(side, fc.constantFrom('leave', 'crash')).map(([by, how]) => {
  const other: Side = by === 'a' ? 'b' : 'a';
  return [
    { side: by, line: 'image' },
    { side: by, line: how },
    { side: other, line: 'peer-image' },
    { side: other, line: 'state' },
  ];
});

/** C looks at its own state before it stores a higher one, so who forges that must not be lied to. */
const lying: fc.Arbitrary<Step[]> = fc
  .array(
    fc.tuple(side, lies).map(([by, line]) => ({ side: by, line })),
    { minLength: 1, maxLength: 4 },
  )
  .filter((all) => all.every(({ side: by }) => by === all[0]?.side) || all.every(({ line }) => !line.startsWith('forge state')));

/** What both know of each other in the end. */
const LAST: readonly Step[] = (['a', 'b'] as const).flatMap((by) =>
  ['state', 'get', 'available', 'send', 'ending', 'counters'].map((text) => ({ side: by, line: text })),
);

/** @param most - bursts in a trace */
export function traces(most: number): fc.Arbitrary<Trace> {
  const bursts = fc.oneof(
    { weight: 30, arbitrary: burst(commands, 12) },
    { weight: 3, arbitrary: burst(streamCommands, 6) },
    { weight: 2, arbitrary: burst(rare, 1) },
  );
  const life = fc.array(bursts, { minLength: 1, maxLength: most, size: 'max' });
  // Not all lives have a lie in them, and most that do end with it.
  const end = fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 2, arbitrary: departures },
    { weight: 3, arbitrary: lying },
  );
  const after = fc.array(bursts, { maxLength: 8, size: 'max' });
  return fc.tuple(terms, terms, life, end, after).map(([a, b, before, middle, rest]) => ({
    a,
    b,
    steps: [...before.flat(), ...middle, ...rest.flat(), ...LAST],
  }));
}
