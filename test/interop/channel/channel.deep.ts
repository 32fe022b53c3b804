import { describeTwins } from './twins.ts';

describeTwins('channel of TypeScript and of C, long traces', 150, 60);
