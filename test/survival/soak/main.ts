/** `npm run soak -- [--minutes N] [--seed S] [--json]`: exit code 1 and the event log when a promise was broken. */
import { parseArgs } from 'node:util';
import { Soak } from './supervisor.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
    /** Milliseconds between two acts of chance. */
    acts: { type: 'string', default: '150' },
    /** Milliseconds between two looks of a peer. */
    pace: { type: 'string', default: '3' },
  },
});
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
const soak = new Soak({
  minutes: Number(values.minutes),
  seed,
  actEveryMs: Number(values.acts),
  paceMs: Number(values.pace),
});

const total = (key: keyof (typeof soak.slots)[number]['totals']): number =>
  soak.slots.reduce((sum, { totals }) => sum + totals[key], 0);
let shownAt = 0;

function tick(): void {
  const isTerminal = process.stderr.isTTY;
  if (values.json || (!isTerminal && soak.elapsedMs < shownAt + 30_000)) return;
  shownAt = soak.elapsedMs;
  const line =
    `${(soak.elapsedMs / 1000).toFixed(0)} s  seed ${seed}  killed ${total('killed')}  stopped ${total('stopped')}  ` +
    `left ${total('left')}  received ${total('received')}  violations ${soak.violations.length}`;
  process.stderr.write(isTerminal ? `\r\x1b[K${line}` : `${line}\n`);
}

function showTable(): void {
  const columns = ['started', 'killed', 'stopped', 'left', 'received', 'sent', 'lost'] as const;
  const row = (name: string, cells: readonly (string | number)[]): string =>
    name.padEnd(16) + cells.map((cell) => String(cell).padStart(11)).join('');
  console.log(row('server-client', columns));
  for (const { name, totals } of soak.slots)
    console.log(
      row(
        name,
        columns.map((key) => totals[key]),
      ),
    );
  for (const { language, descriptors, segments, bytes } of soak.growth())
    console.log(
      `growth after warm-up, server in ${language}: ${descriptors.toFixed(2)} descriptors, ${segments.toFixed(2)} mappings, ` +
        `${(bytes / 1024).toFixed(0)} KiB`,
    );
}

await soak.run(tick);
if (process.stderr.isTTY && !values.json) process.stderr.write('\n');
if (values.json) {
  const slots = soak.slots.map(({ name, totals }) => ({ name, ...totals }));
  console.log(
    JSON.stringify({ seed, minutes: Number(values.minutes), violations: soak.violations, growth: soak.growth(), slots }),
  );
} else {
  showTable();
}
if (soak.violations.length > 0) {
  console.error(`${soak.violations.length} violations with seed ${seed}:`);
  for (const violation of soak.violations.slice(0, 50)) console.error(`  ${violation}`);
  console.error('events:');
  for (const event of soak.events.slice(-400)) console.error(`  ${event}`);
}
process.exit(soak.violations.length === 0 ? 0 : 1);
