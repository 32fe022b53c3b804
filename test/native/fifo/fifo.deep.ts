import { describeProgram } from '../programs.ts';
import { SENTENCES } from './fifo.ts';

describeProgram('FIFO in C, races', 'test/native/fifo/fifo.c', SENTENCES, { sanitize: 'thread' });
describeProgram('FIFO in C, built by clang', 'test/native/fifo/fifo.c', SENTENCES, { compiler: 'clang -std=c11' });
