import { describeRing, describeThreads } from './programs.ts';

describeThreads('ring of libsluice, under ThreadSanitizer', { sanitize: 'thread' });
describeRing('ring of libsluice, optimised', { sanitize: 'none' });
