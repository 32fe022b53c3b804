/** One side of one engine: `worker.js serve|call ENGINE PATH`. Answers the numbers it is sent: how many calls a second, at that depth. */
import { ENGINES } from './engines.ts';

export interface Question {
  /** Calls in flight. */
  readonly depth: number;
  readonly ms: number;
}

const [role, id = '', path = ''] = process.argv.slice(2);
const engine = ENGINES.find(({ name }) => name === id);
const answer = (value: unknown): void => void process.send?.(value);

async function callFor(call: () => Promise<unknown>, { depth, ms }: Question): Promise<number> {
  const start = performance.now();
  let count = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() - start < ms) {
      // The clock is not asked for each call.
      for (let i = 0; i < 16; i += 1) await call();
      count += 16;
    }
  };
  await Promise.all(Array.from({ length: depth }, lane));
  return (count * 1000) / (performance.now() - start);
}

try {
  if (engine === undefined) throw new Error(`there is no engine ${id}`);
  if (role === 'serve') {
    await engine.serve(path);
    answer(null);
  } else {
    const call = await engine.connect(path);
    await call();
    process.on('message', (question: Question) => void callFor(call, question).then(answer));
    answer(null);
  }
} catch (error) {
  answer(error instanceof Error ? error.message : String(error));
}
process.on('disconnect', () => process.exit());
