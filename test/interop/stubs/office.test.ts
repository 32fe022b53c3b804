/** A protocol of messages and RPCs, with requests that name no reply, called by those for whom more is on than for the server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CallError, connectSocket, listenSocket, Refusal, type Server } from 'sluice/runtime/stub';
import * as assert from 'uvu/assert';
import { emitC } from '../../../generator/emit/c/index.ts';
import { type Generated, importModules, layoutOfText, outputFolder } from '../../generator/emit/ts/compiled.ts';
import { describe } from '../../support/index.ts';
import { BuiltProgram } from './build.ts';

const OFFICE = `
protocol: office
language: 1
c_prefix: [OF_, of_]
frame: {header: of_header}
rpc: {descriptor: of_call, max_index: {name: OF_MAX, value: 8}}
features: [{name: LOANS}]
configs: [{name: plain}, {name: lending, on: [LOANS]}]
structs:
  - {name: of_header, fields: [{name: code, type: u8, role: code}, {name: size, type: u16, role: size}, {name: turn, type: u32, role: sequence}]}
  - name: of_call
    packing: natural
    fields:
      - {name: index, type: u32, role: index}
      - {name: response, type: u32}
      - {name: args, type: u64, count: 2, role: args}
messages:
  - {name: OF_RING, code: 10, kind: request, body: {fields: [{name: times, type: u8}]}}
  - {name: OF_LEND, code: 11, kind: request, when: LOANS}
rpcs:
  - {name: OF_LOOK, index: 1, args: [{name: who, dir: in, type: u32}, {name: state, dir: out, type: u32}]}
  - {name: OF_NOTE, index: 2, mode: oneway, args: [{name: text, dir: in, type: u32}]}
`;
/** With a message that says no. */
const STRICT = OFFICE.replace(
  'messages:',
  'messages:\n  - {name: OF_NO, code: 9, negative: why, body: {fields: [{name: why, type: i32}]}}',
);

const REFUSED = ['SLUICE_ERR_REFUSED', 'unknown'];
const CALLED = [
  'ring 0',
  'ring SLUICE_ERR_REFUSED 22 unknown',
  'look SLUICE_ERR_REFUSED 2 unknown',
  'look 2',
  'note 0',
  'lend SLUICE_ERR_DISABLED 0 no',
  'lend 0',
  'look 6',
];
const SERVED = ['note 7', 'disabled OF_LEND 1', 'disabled OF_LEND 0', 'ended 0: calls 6 answered 3 refused 2 disabled 2'];

/** A program that prints lines. */
class Program {
  readonly child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #text = '';

  constructor(built: BuiltProgram, ...args: readonly string[]) {
    this.child = spawn(built.program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#closed = once(this.child, 'close');
    this.child.stdout?.on('data', (text: Buffer) => {
      this.#text += text.toString();
    });
  }

  async listening(): Promise<this> {
    while (!this.#text.includes('listening\n')) await once(this.child.stdout as NodeJS.ReadableStream, 'data');
    return this;
  }

  /** What it has said, when it has ended well. */
  async lines(): Promise<string[]> {
    assert.equal(await this.#closed, [0, null]);
    return this.#text.trim().split('\n');
  }
}

/** `plain` of the server's config, `lending` of the caller's. */
interface Built {
  readonly plain: BuiltProgram;
  readonly lending: BuiltProgram;
  readonly ts: { readonly plain: Generated; readonly lending: Generated };
}

async function build(schema: string, folder: string): Promise<Built> {
  const program = (config: string, flags: readonly string[]): BuiltProgram => {
    const stubs = path.join(folder, `c-${config}`);
    mkdirSync(stubs, { recursive: true });
    for (const file of emitC(layoutOfText(schema, config))) writeFileSync(path.join(stubs, file.path), file.text);
    return new BuiltProgram('test/interop/stubs/office.c', { stubs: [stubs], flags });
  };
  const modules = (config: string): Promise<Generated> =>
    importModules(layoutOfText(schema, config), path.join(folder, `ts-${config}`));
  return {
    plain: program('plain', []),
    lending: program('lending', ['-DLENDING']),
    ts: { plain: await modules('plain'), lending: await modules('lending') },
  };
}

for (const [name, schema] of [
  ['without a negative answer', OFFICE],
  ['with a negative answer', STRICT],
] as const) {
  describe(`stubs of messages and RPCs, ${name}`, (it) => {
    const folder = outputFolder(`office-${name.replaceAll(' ', '-')}`);
    let built: Built;
    it.before(async () => {
      built = await build(schema, folder);
    });
    it.after(() => {
      built.plain.close();
      built.lending.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it('C calls C', async () => {
      const address = built.plain.socket('c-c');
      const server = await new Program(built.plain, 'serve', address).listening();
      assert.equal(await new Program(built.lending, 'call', address).lines(), CALLED);
      assert.equal((await server.lines()).slice(1), SERVED);
    });

    it('TS calls C', async () => {
      const address = built.plain.socket('ts-c');
      const server = await new Program(built.plain, 'serve', address).listening();
      const transport = await connectSocket(address);
      await callAll(new built.ts.lending['OfficeClient'](transport), built.ts.lending['methods']);
      transport.close();
      assert.equal((await server.lines()).slice(1), SERVED);
    });

    it('C calls TS', async () => {
      const address = built.plain.socket('c-ts');
      let server: Server | undefined;
      const said: string[] = [];
      const listener = await listenSocket(address, (transport) => {
        server = built.ts.plain['servePartial'](transport, handlers(said), {
          onDisabled: ({ correlation }: { correlation: number }, code: string) =>
            said.push(`disabled ${code} ${correlation > 0}`),
        });
      });
      assert.equal(await new Program(built.lending, 'call', address).lines(), CALLED);
      await server?.closed;
      assert.equal(said, ['note 7', 'disabled OF_LEND true', 'disabled OF_LEND false']);
      assert.is(server?.counters.disabled, 2);
      await listener.close();
    });
  });
}

function handlers(said: string[]): object {
  return {
    ring({ times }: { times: number }) {
      if (times > 3) throw new Refusal(22);
    },
    look({ who }: { who: number }) {
      if (who === 0) throw new Refusal(2);
      return { state: who + 1 };
    },
    note: ({ text }: { text: number }) => said.push(`note ${text}`),
  };
}

/** The calls of `office call`. */
async function callAll(client: Generated[string], methods: Generated[string]): Promise<void> {
  const failure = async (call: Promise<unknown>): Promise<unknown[]> => {
    const error = await call.catch((reason: unknown) => reason);
    assert.instance(error, CallError);
    const { code, started, errno } = error as CallError;
    return [code, started, errno];
  };
  assert.is(await client.ring({ times: 3 }), undefined);
  assert.equal(await failure(client.ring({ times: 4 })), [...REFUSED, 22]);
  assert.equal(await failure(client.look({ who: 0 })), [...REFUSED, 2]);
  assert.equal(await client.look({ who: 1 }), { state: 2 });
  await client.note({ text: 7 });
  assert.equal(await failure(client.lend()), ['SLUICE_ERR_DISABLED', 'no', null]);
  await client.$send(methods.lend, {});
  assert.equal(await client.look({ who: 5 }), { state: 6 });
}
