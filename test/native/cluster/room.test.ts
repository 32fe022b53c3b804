import { describeRoom } from './programs.ts';

describeRoom('members that wait for room in C');
