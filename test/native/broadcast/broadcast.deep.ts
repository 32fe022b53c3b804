import { SAME_MEMORY } from '../same-memory.ts';
import { describeBroadcast } from './broadcast.ts';

describeBroadcast('broadcast in C, under ThreadSanitizer', SAME_MEMORY);
