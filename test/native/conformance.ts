/** The tests of `conformance.c`, as uvu tests: each is a process of its own. */
import { spawnSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { type BuildOptions, BuiltProgram } from '../interop/stubs/build.ts';
import { describe } from '../support/index.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  order: 'delivers records in order, each whole and once',
  'back-pressure': 'tells a writer that its reader does not read, in bounded memory',
  longest: 'takes a record of the greatest length and none above',
  'bad-lengths': 'closes on a length that can not be one, and at an end within a record',
  listen: 'replaces a stale path and refuses a live one',
  answers: 'answers, refuses, fails and says what is not implemented',
  codes: 'tells unknown, reserved and malformed apart',
  deadline: 'gives up in time, and tells the server',
  queued: 'runs no queued call that is cancelled or too late',
  death: 'says whether a call was started when its peer dies',
  many: 'has 10,000 calls in flight',
  nested: 'serves calls while it waits for its own',
  stop: 'answers what it has read before it stops',
  steady: 'allocates nothing per call in steady state',
  hostile: 'survives records of a hostile peer',
};

/** Tests of what only sockets have. */
const SOCKET_ONLY: ReadonlySet<string> = new Set(['bad-lengths', 'listen']);

/** A cluster moves descriptors of calls and no other records; that one side's death fails only its calls is in cluster/transport.c. */
const NOT_OF_CLUSTERS: ReadonlySet<string> = new Set(['order', 'back-pressure', 'longest', 'death']);

export function describeConformance(title: string, options: Omit<BuildOptions, 'stubs'>): void {
  describe(title, (it) => {
    const built = new BuiltProgram('test/native/conformance.c', { ...options, stubs: ['cluster-rpc', 'libos-ipc/base'] });
    it.after(() => built.close());

    for (const transport of ['local', 'socket', 'channel', 'region', 'cluster']) {
      for (const [name, sentence] of Object.entries(SENTENCES)) {
        if (transport !== 'socket' && SOCKET_ONLY.has(name)) continue;
        if (transport === 'cluster' && NOT_OF_CLUSTERS.has(name)) continue;
        // Sanitizers bring an allocator of their own, which can't be counted.
        if (name === 'steady' && options.sanitize !== 'none') continue;
        it(`${transport}: ${sentence}`, () => {
          const run = spawnSync(built.program, [transport, name], { encoding: 'utf8', timeout: 120_000 });
          assert.is(run.stderr, '');
          assert.is(run.status, 0);
        });
      }
    }
  });
}
