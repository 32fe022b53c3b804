import { describeProgram } from '../../native/programs.ts';

describeProgram('doorbells of a peer that lies', 'test/survival/lies/bells.c', {
  honest: 'rings honest ones without a context that would hold up the end of the process',
  'full-and-blocking': 'rings a bell that its peer has filled and made blocking',
  hijacked: 'does so, once it has seen such a peer, while that fills and blocks it at full speed',
  overflow: 'hears a bell whose counter has run over',
  'false-rings': 'keeps its deadlines while bells ring for nothing',
  subscriber: 'keeps those of a subscriber, too',
  drained: 'hears the end of a peer that empties its bells',
  forked: 'rings in a forked child as well',
});
