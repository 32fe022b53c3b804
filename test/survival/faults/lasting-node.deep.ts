/** What a filter in the kernel refuses for good, to one side that is a Node process, while the other one may do everything. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { within } from '../../../runtime/stub/conformance.ts';
import { ROOT } from '../../interop/stubs/build.ts';
import { describe } from '../../support/index.ts';
import { SCENARIOS, type Scenario } from './node-scenarios.ts';

const { EMFILE, ENOMEM, ENOSPC, ENOSYS, EPERM, EACCES } = constants.errno;

interface Refusal {
  readonly ways: readonly number[];
  /** Whether a side does without: what it does instead, nobody notices. */
  readonly isDispensable?: boolean;
}

/** Not ppoll, by which a link hears its bells: who may not call it waits for its deadlines. C looks again in any case. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  memfd_create: { ways: [EPERM, ENOSYS, ENOMEM] },
  mmap: { ways: [ENOMEM, EACCES] },
  eventfd2: { ways: [EMFILE, EPERM] },
  sendmsg: { ways: [EPERM] },
  recvmsg: { ways: [EPERM] },
  fallocate: { ways: [ENOSPC] },
  membarrier: { ways: [ENOSYS, EPERM], isDispensable: true },
  io_submit: { ways: [ENOSYS, EPERM], isDispensable: true },
};

/** Codes that blame nobody: the other side is gone, or was never there. */
const HONEST = ['PEER_CLOSED', 'PEER_DIED', 'BUSY', 'NOT_LISTENING', 'CANCELLED'].map((name) => `SLUICE_ERR_${name}`);
const SCRIPT = fileURLToPath(new URL('./lasting-node.js', import.meta.url));

interface Told {
  readonly code: string | null;
  readonly errno: number | null;
}

function toldOf(side: Promise<void>): Promise<Told> {
  return side.then(
    () => ({ code: null, errno: null }),
    (error: { code?: string; errno?: number; stack?: string }) => ({
      code: error.code ?? error.stack ?? '',
      errno: error.errno ?? null,
    }),
  );
}

function holdings(): unknown {
  const segments = readFileSync('/proc/self/maps', 'utf8').split('memfd:sluice').length - 1;
  return { files: readdirSync('/proc/self/fd').length, segments };
}

/** A filtered process, and what it says. */
class Filtered {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  constructor(library: string, filter: string, args: readonly string[]) {
    this.#child = spawn(process.execPath, ['--enable-source-maps', SCRIPT, library, ...args], {
      env: { ...process.env, SLUICE_FILTER: filter },
    });
    this.#child.stderr.pipe(process.stderr);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    return (await within(this.#lines.next(), 'a word of the filtered process')).value ?? '';
  }

  peerIsGone(): void {
    this.#child.stdin.write('gone\n');
  }

  async outcome(line: string): Promise<Told> {
    assert.match(line, /^\{/, 'it says how it ended');
    const over = new Promise<readonly [number | null, string | null]>((resolve) => {
      if (this.#child.exitCode !== null) resolve([this.#child.exitCode, null]);
      else this.#child.once('exit', (code, signal) => resolve([code, signal]));
    });
    assert.equal(await within(over, 'its end'), [0, null]);
    return JSON.parse(line) as Told;
  }
}

/** The other side is this process. */
async function run(scenario: string, library: string, filter: string, side: 'serve' | 'join', address: string): Promise<Told[]> {
  const { serve, join } = SCENARIOS[scenario] as Scenario;
  if (side === 'serve') {
    const server = new Filtered(library, filter, ['serve', scenario, address]);
    const first = await server.line();
    if (first !== 'listening') return [await server.outcome(first)];
    const client = await toldOf(join(address));
    server.peerIsGone();
    return [await server.outcome(await server.line()), client];
  }
  let client: Filtered | null = null;
  let onGone: () => void = () => {};
  const isGone = new Promise<void>((resolve) => {
    onGone = resolve;
  });
  const serving = toldOf(
    serve(
      address,
      () => {
        client = new Filtered(library, filter, ['join', scenario, address]);
      },
      isGone,
    ),
  );
  const filtered = client as Filtered | null;
  if (filtered === null) throw new Error(JSON.stringify(await serving));
  const told = await filtered.outcome(await filtered.line());
  onGone();
  return [told, await serving];
}

describe('bad luck that lasts: what the kernel refuses to a Node process for good', (it) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-lasting-'));
  const library = path.join(folder, 'filter.so');
  it.after(() => rmSync(folder, { recursive: true, force: true }));
  const source = path.join(ROOT, 'test/survival/faults/system-filter.c');
  const flags = ['-std=gnu11', '-O1', '-Wall', '-Wextra', '-Werror', '-shared', '-fPIC', '-DWHEN_LOADED'];

  if (process.platform !== 'linux' || process.arch !== 'x64') {
    it('needs Linux on x86-64', () => {});
    return;
  }
  it.before(async () => {
    const built = spawnSync('gcc', [...flags, '-o', library, source], { encoding: 'utf8' });
    assert.is(built.stderr, '');
    // What is made once and kept is made now.
    for (const side of ['serve', 'join'] as const) {
      const told = await run('records', library, `io_submit:${ENOSYS}`, side, `@sluice-lasting-${process.pid}-first`);
      assert.equal(new Set(told.map(({ code }) => code)), new Set([null]));
    }
  });

  for (const scenario of ['records', 'broadcast']) {
    for (const [call, { ways, isDispensable = false }] of Object.entries(REFUSALS)) {
      it(`${call}, around ${scenario}`, async () => {
        const address = `@sluice-lasting-${process.pid}-${scenario}-${call}`;
        const before = holdings();
        for (const way of ways) {
          for (const side of ['serve', 'join'] as const) {
            const told = await run(scenario, library, `${call}:${way}`, side, address);
            const text = `${side} with ${call} ${way}: ${JSON.stringify(told)}`;
            const isFine = told.every(({ code }) => code === null);
            for (const { code, errno } of told) {
              const isSystem = code === 'SLUICE_ERR_SYSTEM' && errno === way;
              assert.ok(code === null || isSystem || HONEST.includes(code), text);
            }
            assert.is(isFine, isDispensable, text);
          }
        }
        // Handles close in later turns of the loop.
        for (let turn = 0; turn < 200 && JSON.stringify(holdings()) !== JSON.stringify(before); turn += 1)
          await new Promise((resolve) => setTimeout(resolve, 5));
        assert.equal(holdings(), before, 'everything is given back');
      });
    }
  }
});
