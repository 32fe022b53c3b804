import { describeTwins } from './twins.ts';

describeTwins('channel of TypeScript and of C', 20, 20);
