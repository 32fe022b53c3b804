/**
 * `npm run test:mutants [-- part-of-a-name...]`: breaks the runtime in one way after the other, each in a copy of the tree, and runs the tests that
 * must notice. Prints a line per mutant and `N passed, N failed` last; a mutant that survives has failed, and so has one that no longer applies.
 */

import { C_MUTANTS } from './mutants-c.ts';
import { LUCK_MUTANTS } from './mutants-luck.ts';
import { TS_MUTANTS } from './mutants-ts.ts';
import { type Verdict, Workbench } from './workbench.ts';

const filters = process.argv.slice(2);
const chosen = [...C_MUTANTS, ...TS_MUTANTS, ...LUCK_MUTANTS].filter(
  ({ name }) => filters.length === 0 || filters.some((filter) => name.includes(filter)),
);
const survivors: string[] = [];

function report(name: string, breaks: string, verdict: Verdict): void {
  const mark = verdict.isKilled ? 'ok  ' : 'FAIL';
  console.log(`${mark} ${name}: ${breaks}\n     ${verdict.text}`);
  if (!verdict.isKilled) survivors.push(name);
}

if (chosen.length === 0) {
  console.error(`no mutant is called ${filters.join(', ')}`);
  process.exitCode = 1;
} else {
  const bench = new Workbench();
  process.once('SIGINT', () => {
    bench.close();
    process.exit(130);
  });
  try {
    // A test that fails by itself kills every mutant, and shows nothing.
    for (const test of new Set(chosen.flatMap(({ tests }) => tests))) {
      const said = await bench.runTest(test);
      if (said !== null) throw new Error(`${test} fails without any mutant:\n${said}`);
    }
    for (const mutant of chosen) report(mutant.name, mutant.breaks, await bench.judge(mutant));
  } finally {
    bench.close();
  }
  if (survivors.length > 0) console.log(`survivors: ${survivors.join(', ')}`);
  console.log(`${chosen.length - survivors.length} passed, ${survivors.length} failed`);
  process.exitCode = survivors.length === 0 ? 0 : 1;
}
