/**
 * Golden images: what a trace leaves in both segments, step by step, in a text file per layout version. Lines of a file are `SIDE COMMAND`, the
 * answer after `<`, and after the last command of a turn what has changed in the segment of that side since its last turn: an offset
 * and 16 bytes.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as codes from '../../../generated/segment/codes.ts';
import type { Ends, PAIRS } from '../channel/ends.ts';
import type { Side, Step, Terms } from '../channel/trace.ts';
import { ROOT } from '../stubs/build.ts';

export const VERSION: string = `${codes.LAYOUT_MAJOR}.${codes.LAYOUT_MINOR}`;

/** What there is an image of. */
type Kind = 'channel' | 'broadcast';

function fileOf(kind: Kind, version: string): string {
  return path.join(ROOT, 'test/interop/golden', `${kind}-${version}.txt`);
}

const TERMS: Terms = {
  sendOrder: 0,
  receiveOrder: -1,
  largestOrder: 18,
  blockSize: 64,
  blockCount: 8,
  trusts: false,
  backpressure: 0,
  socket: false,
};

/** Records, a pad, references, lazy and armed words, both ends, departure. */
const TURNS: readonly (readonly [Side, ...string[]])[] = [
  ['a', 'prep 0 1 2', 'prep 100 3 4294967295', 'send', 'ref 200 5 6', 'prep 900 7 8', 'send', 'receive 1'],
  ['b', 'get', 'finish', 'get', 'finish', 'get', 'finish', 'get', 'finish', 'receive 1', 'prep 16 9 10', 'ref 1 11 12', 'send'],
  ['a', 'get', 'finish', 'get', 'finish', 'prep 1008 13 14', 'prep 1000 15 16', 'send', 'fast 1', 'prep 600 17 18', 'send'],
  ['b', 'get', 'finish', 'get', 'finish', 'get', 'finish', 'get'],
  ['a', 'prep 1008 19 20', 'send', 'ref 512 21 22', 'put 512 23 24 1', 'end'],
  ['b', 'get', 'finish', 'get', 'finish', 'get', 'finish', 'get', 'finish', 'get', 'end'],
  ['a', 'get', 'state'],
];

export function goldenSteps(): readonly Step[] {
  return TURNS.flatMap(([side, ...lines]) => [...lines, 'image'].map((line) => ({ side, line })));
}

function changes(before: Buffer, image: Buffer): string[] {
  const lines: string[] = [];
  for (let at = 0; at < image.length; at += 16) {
    const now = image.subarray(at, at + 16);
    if (!now.equals(before.subarray(at, at + 16))) lines.push(`  ${at.toString(16).padStart(4, '0')} ${now.toString('hex')}`);
  }
  return lines;
}

/** What these two programs make of the trace, as text. */
export async function draw(ends: Ends, pair: (typeof PAIRS)[number]): Promise<string> {
  const steps = goldenSteps();
  const { answers } = await ends.run({ a: TERMS, b: TERMS, steps }, pair);
  return textOf(steps, answers);
}

/** A file: steps, what was answered to each, and what has changed in the images. */
export function textOf(steps: readonly Step[], answers: readonly string[]): string {
  const images: Record<Side, Buffer> = { a: Buffer.alloc(1 << 16), b: Buffer.alloc(1 << 16) };
  const lines = steps.flatMap(({ side, line }, i) => {
    const answer = answers[i] as string;
    if (line !== 'image') return [`${side} ${line}`, `< ${answer}`];
    const image = Buffer.from(answer, 'hex');
    const changed = changes(images[side], image);
    images[side] = image;
    return [`${side} image of ${image.length} bytes`, ...changed];
  });
  return `${lines.join('\n')}\n`;
}

/** @returns null when there is none for this version */
export function readGolden(kind: Kind, version: string): string | null {
  const file = fileOf(kind, version);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

export function writeGolden(kind: Kind, text: string): void {
  writeFileSync(fileOf(kind, VERSION), text);
}

/** Images of one side, turn by turn. */
export function imagesOf(text: string, side: Side): Buffer[] {
  const images: Buffer[] = [];
  let image: Buffer | null = null;
  for (const line of text.split('\n')) {
    const start = line.match(/^([ab]) image of (\d+) bytes$/);
    if (start !== null) {
      image = start[1] === side ? Buffer.alloc(Number(start[2])) : null;
      images.at(-1)?.copy(image ?? Buffer.alloc(0));
      if (image !== null) images.push(image);
    }
    const change = line.match(/^ {2}([0-9a-f]+) ([0-9a-f]{32})$/);
    if (change !== null) image?.write(change[2] as string, Number.parseInt(change[1] as string, 16), 'hex');
  }
  return images;
}

/**
 * Side `reader` as it is today, while the other one is its images alone.
 *
 * @returns what the reader was told, and what the file says, line by line
 */
export async function replay(
  ends: Ends,
  text: string,
  reader: Side,
  pair: (typeof PAIRS)[number],
): Promise<[string[], string[]]> {
  const other: Side = reader === 'a' ? 'b' : 'a';
  const images = imagesOf(text, other);
  const told = [...text.matchAll(/^([ab]) (.*)\n< (.*)$/gm)].map(([, side, line, answer]) => ({ side, line, answer }));
  const turns = TURNS.flatMap(([side, ...lines]): readonly Step[] =>
    side === reader ? lines.map((line) => ({ side, line })) : [{ side, line: `load ${images.shift()?.toString('hex')}` }],
  );
  const { answers } = await ends.run({ a: TERMS, b: TERMS, steps: turns }, pair);
  const got = turns.flatMap(({ side, line }, i) => (side === reader ? [`${line} -> ${answers[i]}`] : []));
  return [got, told.filter(({ side }) => side === reader).map(({ line, answer }) => `${line} -> ${answer}`)];
}
