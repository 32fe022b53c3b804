import { describeBroadcast } from './broadcast-suite.ts';
import { describeObserver, describeVictim } from './suites.ts';

describeObserver('typescript', 'c');
describeObserver('c', 'typescript');
describeBroadcast('typescript', 'c');
describeBroadcast('c', 'typescript');
describeVictim('typescript');
describeVictim('c');
