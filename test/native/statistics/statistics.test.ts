import { describeProgram } from '../programs.ts';

const STATISTICS: Readonly<Record<string, string>> = {
  entries: 'shows both ends, what they did and how they ended, and is as before after the last',
  totals: 'counts on after positions have wrapped',
  many: 'takes further files for many channels, and gives all of them back',
  reuse: 'uses an entry that has ended after all others',
  failing: 'does without when there is no memory, and tries again',
  off: 'shows nothing when the environment, or an option, says so',
  sealed: 'can be written by nobody else',
  fork: 'is not shared with a forked child, which has its own',
  broadcast: 'shows a publisher and its subscribers, and is as before after the last',
};

describeProgram('statistics', 'test/native/statistics/statistics.c', STATISTICS, {
  flags: ['-Wl,--wrap=memfd_create'],
  sanitize: 'address,undefined',
});
