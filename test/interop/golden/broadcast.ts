/** The golden image of a broadcast: the publisher's segment, which all subscribers read, and the one of a subscriber. */
import type { BroadcastEnds } from '../broadcast/ends.ts';
import type { BroadcastTrace } from '../broadcast/trace.ts';
import type { Language, PAIRS } from '../channel/ends.ts';
import type { Side, Step } from '../channel/trace.ts';
import { imagesOf, textOf } from './golden.ts';

/** Published before there is a subscriber, which never sees them. */
const BEFORE: readonly string[] = ['put 8 1 2', 'put 200 3 4'];

/** Records, a pad, an armed reader, one that was lapped, and the end. */
const TURNS: readonly (readonly [Side, ...string[]])[] = [
  ['b', 'get', 'receive 1', 'counters'],
  ['a', 'put 0 5 6', 'put 100 7 4294967295', 'put 1008 9 10'],
  ['b', 'get', 'get', 'get', 'get'],
  ['a', 'put 1008 11 12', 'put 1000 13 14', 'put 1008 15 16', 'put 16 17 18'],
  ['b', 'get', 'receive 1', 'get', 'get', 'receive 1', 'counters'],
  ['a', ...Array.from({ length: 6 }, (_, i) => `put 1008 ${20 + i} 0`)],
  ['b', 'get', 'get', 'counters'],
  ['a', 'put 40 30 31'],
  ['b', 'get', 'receive 1'],
];
/** What leaves no image: the publisher has no segment any more. */
const END: readonly Step[] = [
  { side: 'a', line: 'leave' },
  { side: 'b', line: 'receive 1' },
  { side: 'b', line: 'counters' },
];

function traceOf(steps: readonly Step[], before: readonly string[]): BroadcastTrace {
  return { order: 0, before, steps: [...steps, ...END] };
}

/** What these two programs make of the trace, as text. */
export async function drawBroadcast(ends: BroadcastEnds, pair: (typeof PAIRS)[number]): Promise<string> {
  const steps = TURNS.flatMap(([side, ...lines]): readonly Step[] => [...lines, 'image'].map((line) => ({ side, line })));
  const trace = traceOf([{ side: 'a', line: 'image' }, ...steps], BEFORE);
  const answers = await ends.run(trace, pair);
  return textOf(trace.steps, answers.slice(answers.length - trace.steps.length));
}

/**
 * A subscriber as it is today, while its publisher is its images alone.
 *
 * @returns what the subscriber was told, and what the file says, line by line
 */
export async function replayBroadcast(ends: BroadcastEnds, text: string, language: Language): Promise<[string[], string[]]> {
  const [first, ...images] = imagesOf(text, 'a');
  const load = (image: Buffer | undefined): string => `load ${image?.toString('hex')}`;
  const turns = TURNS.flatMap(([side, ...lines]): readonly Step[] =>
    side === 'b' ? lines.map((line) => ({ side, line })) : [{ side, line: load(images.shift()) }],
  );
  const trace = traceOf(turns, [load(first)]);
  const answers = await ends.run(trace, ['C', language]);
  const said = answers.slice(answers.length - trace.steps.length);
  const got = trace.steps.flatMap(({ side, line }, i) => (side === 'b' ? [`${line} -> ${said[i]}`] : []));
  const told = [...text.matchAll(/^b (.*)\n< (.*)$/gm)].map(([, line, answer]) => `${line} -> ${answer}`);
  return [got, told];
}
