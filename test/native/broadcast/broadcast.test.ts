import { describeProgram } from '../programs.ts';

describeProgram('broadcast in C', 'test/native/broadcast/broadcast.c', {
  all: 'reaches all subscribers, and tells them when the publisher leaves',
  lapped: 'does not wait for a slow subscriber, which learns what it has lost',
  dies: 'hands out all that was published when the publisher dies',
  'come-and-go': 'forgets subscribers that leave or die, with all their descriptors',
  limits: 'refuses records that are too long, a taken address, and an order out of range',
});
