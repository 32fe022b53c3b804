/** Servers count the same in C and in TypeScript. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { servePartial } from '../../../generated/cluster-rpc/index.ts';
import { createLocalPair } from '../../../runtime/stub/local.ts';
import { describe } from '../../support/index.ts';
import { ROOT } from './build.ts';

/** What callers count: in C they share a transport with a server. */
const OF_CALLERS = ['called', 'strays'];

describe('counters of servers', (it) => {
  it('have the same names in C and in TypeScript, in the same order', () => {
    const header = readFileSync(path.join(ROOT, 'native', 'include', 'sluice', 'call.h'), 'utf8');
    const [, body = ''] = /struct sluice_call_counters \{([^}]*)\}/.exec(header) ?? [];
    const inC = [...body.matchAll(/^\tuint64_t (\w+);/gm)].map(([, name]) => name as string);
    assert.equal(
      inC.filter((name) => OF_CALLERS.includes(name)),
      OF_CALLERS,
    );
    const server = servePartial(createLocalPair()[0], {});
    assert.equal(
      Object.keys(server.counters),
      inC.filter((name) => !OF_CALLERS.includes(name)),
    );
  });
});
