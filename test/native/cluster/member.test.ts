import { describeMember } from './programs.ts';

describeMember('cluster members in C');
