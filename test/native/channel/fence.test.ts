import { describeProgram } from '../programs.ts';

describeProgram('fence of libsluice', 'test/native/channel/fence.c', {
  agreed: 'is run by a reader for a writer that does without, when both say so',
  wakes: 'loses no wake-up when a reader sleeps for each message',
  forbidden: 'is not agreed on where the kernel forbids it',
  'forbidden-later': 'loses no wake-up when it is forbidden after the handshake',
  between: 'is run after arming, and before the last look',
});
