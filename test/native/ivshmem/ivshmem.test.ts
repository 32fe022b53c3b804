import { describeProgram } from '../programs.ts';

describeProgram('ivshmem in C', 'test/native/ivshmem/ivshmem.c', {
  greeting: 'learns its id, the others, its vectors and the memory, and closes all of them',
  kicks: 'rings and is rung without ever waiting, also when the server has ended',
  reconnect: 'connects again, into another world',
  uneven: 'is ready with what a server gives it, and says when that is not what it was told of',
  no_descriptors: 'believes nothing after a descriptor was lost',
  fuzz: 'survives whatever a server sends',
  outbox: 'sends everything once and in order through the smallest buffer',
});
