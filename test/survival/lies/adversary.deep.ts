import { describeAdversary, describeBroadcast, numberIn } from './programs.ts';

/** Longer than the ten million of a deep run: `SLUICE_LIES_MINUTES=N`, about. */
const minutes = Number(process.env.SLUICE_LIES_MINUTES ?? 0);
const scale = minutes > 0 ? minutes / 3 : 1;

const MILLIONS: Readonly<Record<string, number>> = {
  copied: 1.8,
  trusted: 1.8,
  referenced: 1.6,
  'referenced-trusted': 1.6,
  stream: 0.25,
  'stream-referenced': 0.25,
  callbacks: 1,
  'fan-in': 1,
  records: 0.3,
  'records-trusted': 0.3,
  server: 0.3,
  'server-trusted': 0.3,
  caller: 0.1,
};

let all = 0;

function count(line: string): void {
  all += numberIn(line, 'operations');
  process.stderr.write(`${line} all=${all}\n`);
}

describeAdversary(
  'a peer that lies, at length',
  Object.fromEntries(Object.entries(MILLIONS).map(([victim, millions]) => [victim, Math.round(millions * 1e6 * scale)])),
  count,
);

describeBroadcast('a peer that lies in a broadcast, at length', Math.round(200_000 * scale), count);
