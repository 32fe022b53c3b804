import type { BuildOptions } from '../../interop/stubs/build.ts';
import { describeProgram } from '../programs.ts';

const RING: Readonly<Record<string, string>> = {
  order: 'delivers records in order from every start position',
  bytes: 'writes headers, pads and END byte for byte, and nothing that is given up',
  full: 'keeps 16 bytes free for END, and tells full from empty',
  longest: 'takes a quarter of the ring at every position, and not a byte more',
  turns: 'tells what is called out of turn',
  doorbells: 'has a doorbell due exactly when a position passes what was armed',
  'lazy-release': 'keeps at most an eighth of the ring unreleased',
  traces: 'does what a model does, in random traces around 2^32',
};

const LIES: Readonly<Record<string, string>> = {
  reader: 'names the rule that each forged tail and header breaks',
  later: 'knows tails that go back, or on after END, and pads that are none',
  head: 'names the rule that each forged head breaks',
  noise: 'survives any bytes in the ring',
};

const THREADS: Readonly<Record<string, string>> = {
  single: 'passes records through 256 bytes, publishing each',
  small: 'passes records through 4096 bytes, publishing each',
  batched: 'passes records through 4096 bytes, publishing many at once',
};

export function describeThreads(title: string, options: BuildOptions = {}): void {
  describeProgram(title, 'test/native/ring/threads.c', THREADS, options);
}

export function describeRing(title: string, options: BuildOptions = {}): void {
  describeProgram(`${title}: ring`, 'test/native/ring/ring.c', RING, options);
  describeProgram(`${title}: lies`, 'test/native/ring/lies.c', LIES, options);
  describeThreads(`${title}: two threads`, options);
}
