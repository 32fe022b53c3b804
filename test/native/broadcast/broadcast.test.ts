import { describeBroadcast } from './broadcast.ts';

describeBroadcast('broadcast in C');
