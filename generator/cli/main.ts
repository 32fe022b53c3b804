#!/usr/bin/env node
/** The `sluice` command: argv in, exit code out. */
import { tuneForShortRun } from './short-run.ts';

tuneForShortRun();
const { reportFailure } = await import('./failure.ts');
const { runProgram } = await import('./program.ts');

async function fail(error: unknown): Promise<void> {
  process.exitCode = await reportFailure(error, { debug: process.argv.includes('--debug') });
}

for (const stream of [process.stdout, process.stderr]) {
  // A reader that has seen enough (`sluice layout x.yaml | head`) is no mistake of anyone.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
process.on('uncaughtException', (error) => void fail(error).then(() => process.exit()));

try {
  process.exitCode = await runProgram(process.argv.slice(2));
} catch (error) {
  await fail(error);
}
