import { describeBroadcastTwins } from './twins.ts';

describeBroadcastTwins('broadcast of TypeScript and of C', 80, 8);
