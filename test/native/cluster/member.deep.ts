import { describeMember, describeMembership } from './programs.ts';

describeMember('cluster members in C, under ThreadSanitizer', { sanitize: 'thread' });
describeMembership('membership in C, under ThreadSanitizer', { sanitize: 'thread' });
describeMember('cluster members in C, optimised', { sanitize: 'none' });
