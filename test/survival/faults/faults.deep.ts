import { describeProgram } from '../../native/programs.ts';
import { FAULTY } from './interpose.ts';

describeProgram(
  'bad luck: each call of the system fails once in each of its ways, in C',
  'test/survival/faults/faults.c',
  {
    records: 'around records, references and a stream',
    strangers: 'around peers that ring by the socket',
    loop: "around a loop of one's own",
    calls: 'around calls over a channel',
    'calls-rung-by-write': 'around the same where asynchronous requests do not ring',
    socket: 'around calls over a socket',
    broadcast: 'around a broadcast',
    clock: 'but for the clock of the day, which may jump',
    descriptors: 'with any number of descriptors left',
  },
  FAULTY,
);
