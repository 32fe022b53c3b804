import { describeProgram } from '../programs.ts';

describeProgram('fan-in in C', 'test/native/channel/fan-in.c', {
  all: 'gets everything of every lane in its order, and the end of each',
  fair: 'gives no lane more than its quantum while the others have something',
  death: 'goes on when a producer dies or is stopped',
});
