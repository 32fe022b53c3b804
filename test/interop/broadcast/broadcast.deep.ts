import { describeBroadcastTwins } from './twins.ts';

describeBroadcastTwins('broadcast of TypeScript and of C, long traces', 400, 30);
