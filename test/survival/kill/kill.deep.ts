import { describeSweep, SWEEPS } from './programs.ts';

// `SLUICE_KILL_EVERY=1` for every instruction of all.
for (const sweep of SWEEPS) describeSweep(sweep, sweep.every);
