import { describeSweep, SWEEPS } from './programs.ts';

/** A few instructions of a few operations; the deep run takes all of all. */
const FEW: readonly string[] = [
  'send-wrap-all',
  'claim',
  'leave',
  'listen',
  'publish-wrap',
  'answer-first',
  'begin',
  'post-wrap',
  'take-wrap',
];

for (const sweep of SWEEPS) {
  const names = FEW.filter((name) => name in sweep.operations);
  if (names.length > 0) describeSweep(sweep, 41, names);
}
