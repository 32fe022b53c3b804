import { describeFanIn } from './fan-in.ts';

describeFanIn('fan-in in C');
