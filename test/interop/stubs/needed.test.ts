/** Outputs that may not be 0: requests have them as 0 all the same, since nobody has answered yet. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { emitC } from '../../../generator/emit/c/index.ts';
import { decodeFrame, encodeFrame } from '../../../generator/frame/index.ts';
import { createLocalPair } from '../../../runtime/stub.ts';
import { importModules, layoutOfText, outputFolder } from '../../generator/emit/ts/compiled.ts';
import { describe, hasCode } from '../../support/index.ts';
import { BuiltProgram } from './build.ts';

const SCHEMA = `
protocol: needed
language: 1
c_prefix: [ND_, nd_]
rpc: { descriptor: nd_call, max_index: { name: ND_MAX, value: 1 } }
enums:
  - { name: nd_kind, type: u8, values: [{ name: ND_BOX, value: 1 }, { name: ND_FORGETFUL, value: 5 }] }
structs:
  - name: nd_call
    packing: natural
    fields: [{ name: index, type: u32, role: index }, { name: own, type: u32 }, { name: args, type: u64, count: 3, role: args }]
rpcs:
  - name: ND_ASK
    index: 0
    args:
      - { name: kind, dir: in, type: nd_kind }
      - { name: back, dir: out, type: nd_kind }
      - { name: level, dir: out, type: i32, min: 5, max: 9 }
`;

describe('outputs that may not be 0', (it) => {
  const layout = layoutOfText(SCHEMA);
  const folder = outputFolder('needed');
  it.after(() => rmSync(folder, { recursive: true, force: true }));

  it('are 0 in a request that `encode` makes and `decode` takes', () => {
    const bytes = encodeFrame(layout, 'ND_ASK', { body: { kind: 1 } });
    assert.equal(decodeFrame(layout, bytes).body, { kind: 1, back: 0, level: 0 });
    bytes[16] = 9;
    assert.throws(() => decodeFrame(layout, bytes), hasCode('SLUICE_ERR_ENUM'));
  });

  it('reach a server in TypeScript and come back, and are missed in an answer', async () => {
    const { Ask, NeededClient, serve } = await importModules(layout, path.join(folder, 'ts'));
    const view = new DataView(new ArrayBuffer(32));
    Ask.encode(view, 0, {}, { kind: 5 });
    assert.equal(Ask.decode(view, 0, 32).args, { kind: 5, back: 0, level: 0 });
    assert.throws(() => Ask.decodeOutputs(view, 0, 32), hasCode('SLUICE_ERR_ENUM'));
    view.setUint8(24, 4);
    assert.throws(() => Ask.decode(view, 0, 32), hasCode('SLUICE_ERR_RANGE'));
    const [a, b] = createLocalPair();
    serve(
      b,
      { ask: ({ kind }: { kind: number }) => (kind === 1 ? { back: 1, level: 7 } : { back: 0, level: 0 }) },
      { onError: () => {} },
    );
    const client = new NeededClient(a);
    assert.equal(await client.ask({ kind: 1 }), { back: 1, level: 7 });
    const error = await client.ask({ kind: 5 }).catch((reason: unknown) => reason);
    assert.ok(hasCode('SLUICE_ERR_FAILED')(error as Error));
    await a.close();
  });

  it('do so in C', () => {
    const stubs = path.join(folder, 'c');
    mkdirSync(stubs, { recursive: true });
    for (const { path: name, text } of emitC(layout)) writeFileSync(path.join(stubs, name), text);
    const built = new BuiltProgram('test/interop/stubs/needed.c', { stubs: [stubs] });
    try {
      const { stdout, stderr } = spawnSync(built.program, { encoding: 'utf8' });
      assert.is(stderr, '');
      assert.equal(stdout.trimEnd().split('\n'), [
        '1 ok 1 7',
        '5 SLUICE_ERR_FAILED 0 0',
        '1 0 0 ok ',
        '1 9 0 SLUICE_ERR_ENUM back',
        '1 0 4 SLUICE_ERR_RANGE level',
      ]);
    } finally {
      built.close();
    }
  });
});
