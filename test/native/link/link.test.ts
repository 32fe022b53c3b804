/** Rendezvous, handshake and segments in C: each test of `main.c` is a process of its own, in a folder of its own. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { BuiltProgram } from '../../interop/stubs/build.ts';
import { describe } from '../../support/index.ts';

const SEGMENTS: Readonly<Record<string, string>> = {
  segment: 'makes a segment that its peer can read only',
  seals: 'lets nobody write, shrink, grow or punch a segment later',
  'header-words': 'refuses every word of the header that is altered, with or without its checksum',
  'header-values': 'tells versions, features and byte order apart',
  'directory-words': 'refuses every word of the directory that no honest owner writes',
  'directory-overlaps': 'refuses parts that overlap, come twice, or were not agreed',
  plans: 'refuses parts that are not exactly those agreed',
  'random-headers': 'takes nothing that leads outside of the segment',
  files: 'refuses what is no sealed, allocated file of the right size',
  sizes: 'makes segments of less than 4 GiB',
};

const HANDSHAKES: Readonly<Record<string, string>> = {
  pair: 'makes rings and arenas as both sides wish',
  bells: 'rings eventfds when both trust, else the socket',
  'hijacked-bell': 'does not wait for a bell that the peer has made blocking',
  policies: 'asks the policies of both sides',
  purposes: 'refuses another purpose',
  'ring-orders': 'makes a ring as large as its reader wants, up to a limit',
  protocols: 'names the first message that differs',
  'many-messages': 'compares 4,096 messages through a small buffer',
  'early-bells': 'keeps bells that ring right behind READY',
  publisher: 'lends one segment to all subscribers',
  options: 'refuses options out of range',
  'identity-order': 'refuses messages that are not in order',
};

const HOSTILE: Readonly<Record<string, string>> = {
  honest: 'takes a peer that keeps the rules',
  order: 'refuses messages out of turn',
  'early-end': 'tells an early end from a refusal',
  'refusal-and-end': 'hears a refusal from a peer that closed without reading',
  'refusal-after-hello': 'hears a refusal although its answer finds nobody',
  'ready-too-early': 'refuses READY from a peer that has not read the segment',
  refusals: 'gives every reason its status',
  'hello-words': 'refuses every word of the hello that is wrong',
  'other-versions': 'names the version, whatever the length of the hello',
  'byte-by-byte': 'reads messages that come byte by byte',
  'random-bytes': 'survives any bytes in a hello',
  'unsorted-messages': 'refuses messages without order',
  'descriptor-counts': 'refuses and closes descriptors too many or too few',
  'descriptors-in-the-middle': 'closes descriptors that come within a message',
  'wrong-files': 'refuses files that are no segments',
  'wrong-bells': 'refuses bells that are no eventfds',
  'no-descriptors-left': 'says so when the process has no descriptor left',
};

const RENDEZVOUS: Readonly<Record<string, string>> = {
  addresses: 'meets at paths and abstract names',
  nobody: 'says that nobody listens, or that no socket can have the address',
  'waits-for-accept': 'connects no sooner than it is accepted, and spins nowhere',
  'order-of-accept': 'hands out connections in order, without those that have gone',
  crowd: 'serves a peer among a thousand that only connect',
  'crowd-in-between': 'pushes out those that say nothing first',
  'crowd-of-hellos': 'serves a peer among a thousand that say hello and no more',
  backlog: 'refuses what is more than may wait',
  deadline: 'drops who is not ready in time',
  incompatible: 'refuses one peer and takes the next',
  garbage: 'serves a peer among some that send garbage',
  'listener-without-descriptors': 'refuses when it has no descriptor left, and goes on',
  inheritance: 'gives nothing to other programs, and no mapping to children',
  death: 'hears of the death of another process, and keeps what it wrote',
};

const PATHS: Readonly<Record<string, string>> = {
  modes: 'gives folders, socket and group their modes, whatever the umask',
  stale: 'replaces a stale path',
  live: 'refuses a live path',
  'live-abstract': 'refuses a live abstract name',
  'no-socket': 'refuses a path that is no socket',
  replaced: 'leaves a path that is another listener’s by now',
  race: 'lets one of several win a path',
};

describe('native link', (it) => {
  const built = new BuiltProgram('test/native/link/main.c', {
    sources: ['segments', 'refusals', 'hostile', 'rendezvous', 'paths'].map((name) => `test/native/link/${name}.c`),
  });
  it.after(() => built.close());

  for (const [suite, sentences] of Object.entries({ SEGMENTS, HANDSHAKES, HOSTILE, RENDEZVOUS, PATHS })) {
    for (const [name, sentence] of Object.entries(sentences)) {
      it(`${suite.toLowerCase()}: ${sentence}`, () => {
        const folder = path.join(built.folder, name);
        mkdirSync(folder);
        const run = spawnSync(built.program, [name, folder], { encoding: 'utf8', timeout: 60_000 });
        assert.is(run.stderr, '');
        assert.is(run.status, 0);
      });
    }
  }
});
