import { describeHandles } from './programs.ts';

describeHandles('handles in C');
