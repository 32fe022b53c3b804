import { describeProgram } from '../programs.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  nested: 'ask each other in a ring, 20 deep, with pools of one thread',
  death: 'fail the calls of a member that leaves, and no others',
  'cancel-nothing': 'do not take a queued one-way call back, by a cancellation without a correlation',
  lengths: 'hand payloads over as long as they were sent',
  drains: 'end what a pool has begun when it stops, and tell STOPPING to the rest',
  held: 'leave a request that comes together with an answer to a thread that is idle',
  fingerprints: 'are refused by a pool whose layout is another one',
};

describeProgram('stubs between cluster members in C', 'test/native/cluster/transport.c', SENTENCES, { stubs: ['cluster-rpc'] });
