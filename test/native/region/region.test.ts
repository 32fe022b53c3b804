import { describeProgram } from '../programs.ts';

describeProgram('regions in C, under AddressSanitizer', 'test/native/region/region.c', {
  shapes: 'are made of what fits, and of nothing else',
  headers: 'are judged by every value of their header',
  slots: 'have slots that are configured or assigned, and are free after a death',
  messages: 'carry messages, also those of a sender who has left and is back',
  identities: 'connect those who speak the same, and tell both sides of others in what they differ',
  deaths: 'tell a death to those whom it concerns, and to no others',
  bells: 'wake those who have bells',
  burial: 'wake whoever is declared dead, and who waits for that one in the process that declares it',
  lies: 'end the lane in which somebody lies, and no other',
  scribbler: 'let every call end while somebody writes at random',
});

describeProgram('payloads by reference in regions in C, under AddressSanitizer', 'test/native/region/references.c', {
  sizes: 'have blocks of their own in each lane, up to all of them',
  none: 'are refused where the region has no blocks',
  full: 'wait for blocks that are given back, and for nothing else',
  waiting: 'wake a writer that waits for blocks',
  leaving: 'can be read after their writer has left, and is back',
  deaths: 'come back with the death of their reader',
  released: 'end the lane when a reader gives back what it was never lent',
  references: 'end the lane when a reference breaks a rule',
  given: 'cost whoever lies about them the blocks that it lies about, and no others',
  lies: 'end the lane in which somebody lies about them, and no other',
});
