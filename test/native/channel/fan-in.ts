import type { BuildOptions } from '../../interop/stubs/build.ts';
import { describeProgram } from '../programs.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  all: 'gets everything of every lane in its order, and the end of each',
  fair: 'gives no lane more than its quantum while the others have something',
  death: 'goes on when a producer dies or is stopped',
};

export function describeFanIn(title: string, options: BuildOptions = {}): void {
  describeProgram(title, 'test/native/channel/fan-in.c', SENTENCES, options);
}
