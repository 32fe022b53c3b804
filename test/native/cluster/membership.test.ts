import { describeMembership } from './programs.ts';

describeMembership('membership in C');
