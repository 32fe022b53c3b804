import { describeVictims } from './victims.ts';

describeVictims('a peer that lies to TypeScript', 500);
