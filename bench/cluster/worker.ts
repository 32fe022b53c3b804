/** One side of one engine: `worker.js serve|call ENGINE PATH`. Answers each number of calls that it is sent with the nanoseconds they took. */
import { CLUSTER_ENGINES } from './engines.ts';

const [role, id = '', path = ''] = process.argv.slice(2);
const engine = CLUSTER_ENGINES.find(({ name }) => name === id);
const answer = (value: unknown): void => void process.send?.(value);

async function time(call: () => Promise<unknown>, count: number): Promise<number> {
  const begun = process.hrtime.bigint();
  for (let i = 0; i < count; i += 1) await call();
  return Number(process.hrtime.bigint() - begun);
}

try {
  if (engine === undefined) throw new Error(`there is no engine ${id}`);
  if (role === 'serve') {
    await engine.serve(path);
    answer(null);
  } else {
    const call = await engine.connect(path);
    await call();
    process.on('message', (count: number) => void time(call, count).then(answer));
    answer(null);
  }
} catch (error) {
  answer(error instanceof Error ? error.message : String(error));
}
process.on('disconnect', () => process.exit());
