import { describeVictims } from './victims.ts';

/** `SLUICE_LIES_MINUTES=N`: about that long in all. */
const minutes = Number(process.env.SLUICE_LIES_MINUTES ?? 0);

describeVictims('a peer that lies to TypeScript, at length', minutes > 0 ? Math.round(minutes * 50_000) : 25_000, (line) => {
  process.stderr.write(`${line}\n`);
});
