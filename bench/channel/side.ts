/**
 * One side of a pair, as a process: `side.js lead|echo FOLDER`. Reads lines and answers each with one: `open ...` with `ready` (echo only) and
 * `ok`, `run ID COUNT` with `started` (echo only) and `done NANOSECONDS`. `native/side.c` says the same.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { detachOne } from './bare-memory.ts';
import { type Exercise, parseOpening, type Side } from './exercise.ts';
import { loadExercise } from './exercises/index.ts';

const [side, folder = ''] = process.argv.slice(2) as [Side, string];
const exercises = new Map<string, Exercise>();

/** At once, and not when the loop turns next: it may not turn for long. */
function say(text: string): void {
  writeSync(1, `${text}\n`);
}

async function open(words: readonly string[]): Promise<void> {
  const { id, exercise, setting } = parseOpening(words);
  const openExercise = await loadExercise(exercise);
  let isReady = side === 'lead';
  const ready = (): void => {
    if (!isReady) say('ready');
    isReady = true;
  };
  exercises.set(id, await openExercise(side, setting, ready));
  ready();
  say('ok');
}

async function run([, id = '', count]: readonly string[]): Promise<void> {
  const exercise = exercises.get(id);
  if (exercise === undefined) throw new Error(`not open: ${id}`);
  if (side === 'echo') say('started');
  say(`done ${await exercise.run(Number(count))}`);
}

async function close(): Promise<void> {
  for (const exercise of exercises.values()) await exercise.close?.();
  exercises.clear();
  say('ok');
}

async function obey(line: string): Promise<void> {
  const words = line.split(' ');
  if (words[0] === 'open') await open(words);
  else if (words[0] === 'run') await run(words);
  else await close();
}

detachOne(`${folder}/${side}-detached`);
for await (const line of createInterface({ input: process.stdin })) {
  try {
    await obey(line);
  } catch (error) {
    say(`error ${error instanceof Error ? error.message : error}`.replaceAll('\n', ' '));
    if (process.env['SLUICE_BENCH_DEBUG']) console.error(error);
  }
}
process.exit();
