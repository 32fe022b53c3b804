import { SAME_MEMORY } from '../same-memory.ts';
import { describeChannel, describeFaults } from './programs.ts';

describeChannel('channel of libsluice, under ThreadSanitizer', SAME_MEMORY);
describeChannel('channel of libsluice, optimised', { sanitize: 'none' });
describeFaults('channel of libsluice, optimised: faults of the original', { sanitize: 'none' });
