import { describeProgram } from '../programs.ts';
import { SENTENCES } from './fifo.ts';

describeProgram('FIFO in C', 'test/native/fifo/fifo.c', SENTENCES);
