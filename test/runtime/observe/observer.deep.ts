import { describeObserver } from './suites.ts';

describeObserver('typescript', 'typescript');
describeObserver('c', 'c');
