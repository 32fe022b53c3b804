/** One side of a scenario whose calls of the system a filter refuses from now on: `lasting-node.js LIBRARY serve|join SCENARIO ADDRESS`. Says how it ended. */
import { SCENARIOS, type Scenario } from './node-scenarios.ts';

const [library = '', side = '', name = '', address = ''] = process.argv.slice(2);
const scenario = SCENARIOS[name] as Scenario;

/** Its constructor does all that there is to do; then Node finds that it is no addon. */
function loadFilter(): void {
  try {
    process.dlopen({ exports: {} }, library);
  } catch (error) {
    if (!String(error).includes('did not self-register')) throw error;
  }
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);
let onGone: () => void = () => {};
const isPeerGone = new Promise<void>((resolve) => {
  onGone = resolve;
});
process.stdin.once('data', () => onGone());

async function run(): Promise<void> {
  // The addon is there before the filter is: a process starts as it always does.
  await import('sluice/runtime');
  loadFilter();
  if (side === 'serve') await scenario.serve(address, () => say('listening'), isPeerGone);
  else await scenario.join(address);
}

const outcome = await run().then(
  () => ({ code: null, errno: null }),
  (error: { code?: string; errno?: number; stack?: string }) => ({ code: error.code ?? error.stack, errno: error.errno ?? null }),
);
say(JSON.stringify(outcome));
process.exit();
