import { SAME_MEMORY } from '../same-memory.ts';
import { describeFanIn } from './fan-in.ts';

describeFanIn('fan-in in C, under ThreadSanitizer', SAME_MEMORY);
