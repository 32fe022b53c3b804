/** C programs that kill a child after each instruction of an operation, `program NAME [EVERY]`, as uvu tests. */
import { spawnSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { BuiltProgram } from '../../interop/stubs/build.ts';
import { describe } from '../../support/index.ts';

const CHANNEL: Readonly<Record<string, string>> = {
  send: 'reserve, commit and publish',
  'send-wrap': 'the same with a pad at the end of the ring',
  'send-wrap-all': 'a reservation that is given up and made again, at the end of all positions',
  'send-nearly-full': 'the last record that fits, and END',
  batch: 'six records by one publish',
  wake: 'publish for a reader that sleeps',
  'send-blocked': 'waiting for room, and sending',
  'stream-end': 'a chunk of a stream, and its end',
  poll: 'reading and giving back',
  'poll-wrap': 'the same across the end of the ring, by a reader that trusts',
  'poll-wrap-all': 'the same across the end of all positions',
  sleep: 'arming, sleeping, and reading what woke it',
  echo: 'reading and answering',
  claim: 'claiming blocks while others are read',
  'claim-again': 'claiming blocks that were given back',
  'claim-blocked': 'waiting for blocks, and claiming them',
  'give-back': 'reading blocks and giving them back',
  leave: 'disconnect, with records that were never sent',
  'send-and-leave': 'sending, and disconnect',
};

const HANDSHAKE: Readonly<Record<string, string>> = {
  connect: 'connecting, and a first record',
  accept: 'accepting, and a first record, with a connector before the door',
  listen: 'taking an address, and leaving it',
};

const RECOVERY: Readonly<Record<string, string>> = {
  recover: 'reading what a dead peer has left, and passing it on',
  'recover-reference': 'the same in blocks of its arena',
  'recover-end': 'the same up to its END',
};

const FIFO: Readonly<Record<string, string>> = {
  post: 'posting into the first slot',
  'post-behind': 'posting behind others',
  'post-last-slot': 'posting into the last slot',
  'post-last-room': 'posting into the last room',
  'post-last-lap': 'posting in the last lap',
  'post-last-ticket': 'posting with the last ticket',
  'post-wrap': 'posting with the first ticket of all, again',
  'post-wake': 'posting for a reader that sleeps',
  'post-blocked': 'waiting for room, being granted it, and posting',
  'leave-line': 'giving up a place in the line, with another behind it',
  take: 'reading all, and arming',
  'take-wrap': 'the same across the end of all tickets',
};

const BROADCAST: Readonly<Record<string, string>> = {
  publish: 'publishing to a subscriber that has read all, and to one that has read nothing',
  'publish-wrap': 'the same with a pad at the end of the ring',
  'publish-wrap-all': 'the same across the end of all positions',
  'publish-wake': 'publishing for a subscriber that sleeps',
  'publish-over': 'publishing over what one subscriber has not read',
  'publish-over-wrap': 'the same by long records, across the end of all positions',
  'publish-and-leave': 'publishing, and closing the publisher',
};

const CALL: Readonly<Record<string, string>> = {
  answer: 'answering',
  'answer-last': 'answering as the last of two',
  'answer-first': 'answering as the first of two',
  drop: 'finding a call that was given up',
  begin: 'calling',
  'begin-both': 'calling another member and itself',
  'serve-itself': 'answering itself, while another has not',
  cancel: 'giving a call up',
};

export interface Sweep {
  readonly title: string;
  readonly source: string;
  readonly sources: readonly string[];
  readonly flags?: readonly string[];
  /** Kills after every so many instructions in the deep run, so that it keeps to its time; odd, because ways of looking take turns. */
  readonly every: number;
  /** Name of each operation, and what it is. */
  readonly operations: Readonly<Record<string, string>>;
}

const FOLDER = 'test/survival/kill';
const ENGINE: readonly string[] = ['test/survival/tracee.c', `${FOLDER}/sweep.c`, `${FOLDER}/records.c`];

export const SWEEPS: readonly Sweep[] = [
  {
    title: 'a side of a channel',
    source: `${FOLDER}/channel.c`,
    sources: [`${FOLDER}/case.c`, ...ENGINE],
    every: 1,
    operations: CHANNEL,
  },
  { title: 'a side of a handshake', source: `${FOLDER}/handshake.c`, sources: ENGINE, every: 7, operations: HANDSHAKE },
  {
    title: 'a side of a FIFO',
    source: `${FOLDER}/fifo.c`,
    sources: ['test/survival/tracee.c', `${FOLDER}/sweep.c`, 'native/src/fifo-writer.c'],
    flags: ['-DMOST_SPINS=2', '-DMOST_YIELDS=4'],
    every: 1,
    operations: FIFO,
  },
  { title: 'a publisher', source: `${FOLDER}/broadcast.c`, sources: ENGINE, every: 1, operations: BROADCAST },
  {
    title: 'a member that calls or answers',
    source: `${FOLDER}/call.c`,
    sources: ['test/survival/tracee.c', `${FOLDER}/sweep.c`],
    every: 1,
    operations: CALL,
  },
  { title: 'the survivor of another death', source: `${FOLDER}/recovery.c`, sources: ENGINE, every: 1, operations: RECOVERY },
];

/** What a child is stopped by is x86-64's. */
const CAN_SWEEP: boolean = process.platform === 'linux' && process.arch === 'x64';

/**
 * @param every - kills after every so many instructions; `SLUICE_KILL_EVERY` overrides it
 * @param names - operations, instead of all
 */
export function describeSweep(sweep: Sweep, every: number, names: readonly string[] = Object.keys(sweep.operations)): void {
  describe(`killed anywhere: ${sweep.title}`, (it) => {
    if (!CAN_SWEEP) {
      it('needs Linux on x86-64', () => {});
      return;
    }
    // All symbols are bound at the start: else the first call of each library function is the linker's, in every child.
    const built = new BuiltProgram(sweep.source, {
      sanitize: 'none',
      sources: sweep.sources,
      flags: ['-Wl,-z,now', ...(sweep.flags ?? [])],
    });
    it.after(() => built.close());

    it('has a sentence for each of its operations', () => {
      const listed = spawnSync(built.program, { encoding: 'utf8' }).stdout.trim().split('\n');
      assert.equal(listed, Object.keys(sweep.operations));
    });
    for (const name of names) {
      it(`${name}: ${sweep.operations[name]}`, () => {
        const run = spawnSync(built.program, [name, process.env['SLUICE_KILL_EVERY'] ?? String(every)], {
          cwd: built.folder,
          encoding: 'utf8',
          timeout: 900_000,
        });
        assert.is(run.stderr, '');
        assert.is(run.status, 0);
        // What was measured.
        process.stdout.write(run.stdout);
      });
    }
  });
}
