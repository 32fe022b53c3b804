/** What compilers say about generated stubs. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { layoutOf, loadProtocol } from '../../../schema/layout-text.ts';
import { describe } from '../../../support/index.ts';
import { compile, layoutOfText, outputFolder, writeModules } from './compiled.ts';

const FOLDER = outputFolder('stubs-compile');
const PROTOCOLS = ['libos-ipc', 'cluster-rpc', 'v2v'];

const PLAIN = {
  strict: true,
  noUncheckedIndexedAccess: false,
  exactOptionalPropertyTypes: false,
  noUnusedLocals: false,
  noImplicitReturns: false,
  noFallthroughCasesInSwitch: false,
  isolatedDeclarations: false,
  declaration: false,
  verbatimModuleSyntax: false,
  erasableSyntaxOnly: false,
  noEmit: true,
};

/** Ways to compile that our users have. */
const CONFIGS: Readonly<
  Record<string, { readonly extension: 'js' | 'ts'; readonly options: Readonly<Record<string, unknown>> }>
> = {
  'node with strict': { extension: 'js', options: { ...PLAIN, module: 'NodeNext' } },
  'a bundler': {
    extension: 'ts',
    options: { ...PLAIN, module: 'ESNext', moduleResolution: 'Bundler', allowImportingTsExtensions: true },
  },
  'types that are stripped': {
    extension: 'ts',
    options: { ...PLAIN, erasableSyntaxOnly: true, verbatimModuleSyntax: true, allowImportingTsExtensions: true },
  },
  'a program without the types of Node, that checks its libraries': {
    extension: 'js',
    options: { ...PLAIN, module: 'NodeNext', lib: ['ES2022', 'DOM'], types: [], skipLibCheck: false },
  },
  'isolated declarations': { extension: 'js', options: { ...PLAIN, isolatedDeclarations: true, declaration: true } },
  'checked indexes and exact optional properties': {
    extension: 'js',
    options: { ...PLAIN, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noUnusedLocals: true },
  },
};

/** Messages whose functions want the names of others, and headers that say nothing but what is known. */
const AWKWARD: readonly string[] = [
  `
protocol: awkward
language: 1
c_prefix: [A_, a_]
frame: { header: a_head }
structs:
  - { name: a_head, fields: [{ name: code, type: u16, role: code }, { name: size, type: u32, role: size }] }
messages:
  - { name: A_BYTES, code: 1, reply: [A_LENGTH], body: { fields: [], tails: [{ name: text, kind: string }] } }
  - { name: A_LENGTH, code: 2, body: { fields: [{ name: value, type: u64 }] } }
  - { name: A_SIZE_OF, code: 3 }
`,
  `
protocol: awkward-calls
language: 1
c_prefix: [A_, a_]
rpc: { descriptor: a_call, max_index: { name: A_MAX, value: 4 } }
structs:
  - { name: a_call, fields: [{ name: index, type: u32, role: index }, { name: args, type: u64, count: 2, role: args }] }
rpcs:
  - { name: A_ADD, index: 0, args: [{ name: by, dir: in, type: u32 }, { name: sum, dir: out, type: u64 }] }
`,
  `
protocol: awkward-frames
language: 1
c_prefix: [A_, a_]
frame: { header: a_head }
structs:
  - { name: a_head, fields: [{ name: code, type: u16, role: code }] }
messages:
  - { name: A_TICK, code: 1 }
`,
];

describe('stubs', (it) => {
  it.after(() => rmSync(FOLDER, { recursive: true, force: true }));

  for (const [name, { extension, options }] of Object.entries(CONFIGS)) {
    it(`compile for ${name}`, async () => {
      const folder = path.join(FOLDER, name.replaceAll(' ', '-'));
      for (const protocol of PROTOCOLS) {
        const config = loadProtocol(protocol).configs.at(-1)?.name;
        await writeModules(layoutOf(protocol, config === undefined ? {} : { config }), path.join(folder, protocol), extension);
      }
      assert.is(compile(folder, options), '');
    });
  }

  it('compile whatever is named after functions of the module, and with no parameter unused', async () => {
    const folder = path.join(FOLDER, 'awkward');
    for (const [at, text] of AWKWARD.entries()) await writeModules(layoutOfText(text), path.join(folder, String(at)));
    assert.is(compile(folder, { noUnusedParameters: true }), '');
  });

  it('are checked for completeness by the compiler', async () => {
    const folder = path.join(FOLDER, 'users');
    mkdirSync(folder, { recursive: true });
    await writeModules(layoutOf('libos-ipc'), path.join(folder, 'libos-ipc'));
    await writeModules(layoutOf('cluster-rpc'), path.join(folder, 'cluster-rpc'));
    writeFileSync(
      path.join(folder, 'user.ts'),
      `
import type { CallContext, Transport } from 'sluice/runtime/stub';
import * as ipc from './libos-ipc/index.js';
import * as rpc from './cluster-rpc/index.js';

declare const transport: Transport;
declare const all: ipc.LibosIpcHandlers;

ipc.serve(transport, all);
ipc.servePartial(transport, {});
const { pidKill, ...others } = all;
// @ts-expect-error a handler is missing
ipc.serve(transport, others);
const { resp, telluri, ...required } = all;
ipc.serve(transport, required); // answers that nobody waits for may be left out
// @ts-expect-error the answer lacks a field
ipc.servePartial(transport, { pidKill: () => ({}) });
// @ts-expect-error no such call
ipc.servePartial(transport, { pidKil: () => ({ retval: 0 }) });

class Processes implements Partial<ipc.LibosIpcHandlers> {
  readonly vmid = 3;
  pidKill(kill: ipc.PidKill, context: CallContext<ipc.Header>): ipc.Resp {
    return { retval: kill.signum + context.header.src + this.vmid };
  }
  async sysvSemop(): Promise<ipc.SysvSemopOutput> {
    return { code: 0, body: { retval: 0 } };
  }
}
ipc.servePartial(transport, new Processes());

const client = new ipc.LibosIpcClient(transport, { source: 3 });
const answer: Promise<ipc.Resp> = client.pidKill({ sender: 1, type: ipc.KillType.KillThread, id: 2, signum: 9 }, { timeoutMs: 5 });
const everything: Promise<ipc.PidAnswer> = client.pidQueryall();
const sent: Promise<void> = client.cldExit({ ppid: 1, tid: 2, exitcode: 3, termSignal: 4 });
client.$send(ipc.methods.pidOffer, { base: 1, size: 2, lease: 3n });
// @ts-expect-error the input must fit the method
client.$send(ipc.methods.pidOffer, { base: 1 });
// @ts-expect-error answers are no calls
client.pidOffer({ base: 1, size: 2, lease: 3n });

const cluster = new rpc.ClusterRpcSyncClient(transport);
const page: bigint = cluster.pmemGetPages({ order: 1 }).page;
cluster.processSigaction({ actionType: 1 }, [{ target: 1, process: 2n }]);
// @ts-expect-error each target has its own process
cluster.processSigaction({ actionType: 1 }, [{ target: 1 }]);
// @ts-expect-error outputs are not given
cluster.pmemGetPages({ order: 1, page: 2n });
export const used: readonly unknown[] = [answer, everything, sent, page];
`,
    );
    assert.is(compile(folder, { noUnusedLocals: false }), '');
  });
});
