import { describeCallLies, describeCallStress, describeCalls } from './programs.ts';

const LONG = { flags: ['-DROUNDS=20'] };

describeCalls('calls between cluster members in C, under ThreadSanitizer', { sanitize: 'thread' });
describeCallStress('calls between cluster members in C, many at once, under ThreadSanitizer', { sanitize: 'thread', ...LONG });
describeCallStress('calls between cluster members in C, many at once, optimised', { sanitize: 'none', ...LONG });
describeCallLies('calls between cluster members in C, beside a liar, for long', LONG);
