import { describeAdversary, describeBroadcast } from './programs.ts';

describeAdversary('a peer that lies', 1500);
describeBroadcast('a peer that lies in a broadcast', 2000);
