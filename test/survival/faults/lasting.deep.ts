import { describeProgram } from '../../native/programs.ts';

describeProgram(
  'bad luck that lasts: what the kernel refuses for good, in C',
  'test/survival/faults/lasting.c',
  {
    records: 'calls that a filter refuses, around records, references and a stream',
    strangers: 'the same around peers that ring by the socket',
    calls: 'the same around calls over a channel',
    broadcast: 'the same around a broadcast',
    memory: 'with any amount of address space left',
  },
  {
    sanitize: 'none',
    stubs: ['cluster-rpc'],
    sources: ['scenarios.c', 'system-filter.c'].map((name) => `test/survival/faults/${name}`),
  },
);
