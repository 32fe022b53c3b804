import { describeDefects } from './programs.ts';

describeDefects('what the original got wrong, in C');
