import type { BuildOptions } from '../../interop/stubs/build.ts';
import { describeProgram } from '../programs.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  all: 'reaches all subscribers, and tells them when the publisher leaves',
  lapped: 'does not wait for a slow subscriber, which learns what it has lost',
  dies: 'hands out all that was published when the publisher dies',
  'come-and-go': 'forgets subscribers that leave or die, with all their descriptors',
  limits: 'refuses records that are too long, a taken address, and an order out of range',
};

export function describeBroadcast(title: string, options: BuildOptions = {}): void {
  describeProgram(title, 'test/native/broadcast/broadcast.c', SENTENCES, options);
}
