import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { decodeFrame, encodeFrame, FrameError, type JsonObject } from '../../../../generator/frame/index.ts';
import { checkSchema, computeLayout, type Layout, type StructLayout } from '../../../../generator/index.ts';
import { CodecError } from '../../../../runtime/codec.ts';
import { layoutOf } from '../../../schema/layout-text.ts';
import { drawn } from '../../../support/draw.ts';
import { describe, hasCode } from '../../../support/index.ts';
import { flipBytes } from '../../../support/mutations.ts';
import { randomProtocol } from '../../../support/random-protocol.ts';
import { randomObject } from '../../../support/random-values.ts';
import { compile, type Generated, outputFolder, writeModules } from './compiled.ts';
import { readView, rewriteView } from './whole-view.ts';

const FOLDER = outputFolder('views');
const SEED = Number(process.env['SLUICE_SEED'] ?? Date.now() % 0x7fffffff);
const RANDOM_PROTOCOLS = 12;
const VALUES_EACH = 3;
const FLIPS = 12;
/** Bytes before every value, so that a forgotten offset shows. */
const BEFORE = 5;

/** What a view judges too, and in the same order. */
const STRUCTURAL = new Set(['SLUICE_ERR_TRUNCATED', 'SLUICE_ERR_COUNT', 'SLUICE_ERR_TERMINATOR', 'SLUICE_ERR_OFFSET']);

function randomLayouts(): Layout[] {
  return Array.from({ length: RANDOM_PROTOCOLS }, (_, index) => {
    const [{ text, config } = { text: '', config: null }] = fc.sample(randomProtocol(`v${index}`), {
      numRuns: 1,
      seed: SEED + index,
    });
    const { schema } = checkSchema('random.yaml', () => new TextEncoder().encode(text));
    return schema === null
      ? []
      : [computeLayout(schema, { config: config ?? undefined, dataModel: index % 3 === 0 ? 'lp64-be' : 'lp64' })];
  }).flat();
}

const layouts = [
  layoutOf('libos-ipc', { config: 'profile-semaphores' }),
  layoutOf('cluster-rpc'),
  layoutOf('segment'),
  ...randomLayouts(),
];
const modules = new Map<Layout, Generated>();

/** Every struct, with random legal bytes for it. */
function* samples(): Generator<{ layout: Layout; struct: StructLayout; bytes: Uint8Array; title: string }> {
  for (const layout of layouts) {
    for (const struct of layout.structs) {
      for (const { body } of fc.sample(randomObject(layout, struct.name), { numRuns: VALUES_EACH, seed: SEED })) {
        const bytes = legalBytes(layout, struct, body);
        if (bytes !== null) yield { layout, struct, bytes, title: `${layout.protocol} ${struct.name} (SLUICE_SEED=${SEED})` };
      }
    }
  }
}

/** Null for a value that can't be encoded, or not decoded: members of an overlay may not like what another one wrote. */
function legalBytes(layout: Layout, struct: StructLayout, body: JsonObject): Uint8Array | null {
  try {
    const bytes = encodeFrame(layout, struct.name, { body });
    decodeFrame(layout, bytes, { as: struct.name });
    return bytes;
  } catch (error) {
    if (error instanceof FrameError) return null;
    throw error;
  }
}

function namesOf(layout: Layout, struct: StructLayout): { codec: Generated; View: new () => Generated } {
  const name = struct === layout.frame?.header ? 'Header' : struct.tsName;
  const module = modules.get(layout) ?? {};
  return { codec: module[name], View: module[`${name}View`] };
}

function shifted(bytes: Uint8Array): DataView {
  const whole = new Uint8Array(BEFORE + bytes.length + 3).fill(0xaa);
  whole.set(bytes, BEFORE);
  return new DataView(whole.buffer);
}

/** What a call throws, or null. */
function thrown(call: () => unknown): CodecError | null {
  try {
    call();
    return null;
  } catch (error) {
    if (error instanceof CodecError) return error;
    throw error;
  }
}

for (const layout of layouts) await writeModules(layout, path.join(FOLDER, layout.protocol));
assert.is(compile(FOLDER), '', `SLUICE_SEED=${SEED}`);
for (const layout of layouts)
  modules.set(layout, (await import(pathToFileURL(path.join(FOLDER, 'js', layout.protocol, 'index.js')).href)) as Generated);

describe('generated views', (it) => {
  it.after(() => rmSync(FOLDER, { recursive: true, force: true }));

  it('say what decode says', () => {
    for (const { layout, struct, bytes, title } of samples()) {
      const { codec, View } = namesOf(layout, struct);
      const view = shifted(bytes);
      const decoded = codec['decode'](view, BEFORE, bytes.length);
      const flyweight = new View()['wrap'](view, BEFORE, bytes.length);
      assert.equal(readView(struct, flyweight, decoded), decoded, title);
    }
  });

  it('write back what they read without changing a byte', () => {
    for (const { layout, struct, bytes, title } of samples()) {
      const { View } = namesOf(layout, struct);
      const view = shifted(bytes);
      rewriteView(new View()['wrap'](view, BEFORE, bytes.length));
      assert.equal(new Uint8Array(view.buffer), new Uint8Array(shifted(bytes).buffer), title);
    }
  });

  it('refuse the structure that decode refuses, with the same error', () => {
    for (const { layout, struct, bytes, title } of samples()) {
      const { codec, View } = namesOf(layout, struct);
      const cut = Array.from({ length: Math.min(bytes.length, 40) }, (_, length) => bytes.subarray(0, length));
      const flipped = fc.sample(
        drawn((draw) => flipBytes(draw, bytes)),
        { numRuns: FLIPS, seed: SEED },
      );
      for (const changed of [...cut, ...flipped]) {
        const view = shifted(changed);
        const refusal = thrown(() => codec['decode'](view, BEFORE, changed.length));
        const found = thrown(() => new View()['wrap'](view, BEFORE, changed.length));
        if (refusal === null) assert.is(found, null, title);
        else if (STRUCTURAL.has(refusal.code)) assert.is(found?.message, refusal.message, title);
      }
    }
  });
});

describe('generated views of libos-ipc', (it) => {
  const libos = (): Generated => modules.get(layouts[0] as Layout) ?? {};

  it('check what is set as encode does', () => {
    const { PidKillView } = libos();
    const kill = new PidKillView().wrap(new DataView(new ArrayBuffer(16)), 0, 16);
    kill.signum = -3;
    kill.type = 2;
    assert.equal([kill.signum, kill.type], [-3, 2]);
    assert.throws(() => (kill.type = 4), hasCode('SLUICE_ERR_ENUM'));
    assert.throws(() => (kill.id = 2 ** 32), hasCode('SLUICE_ERR_RANGE'));
  });

  it('offer no setter for what decides about the rest', () => {
    const { PidGetstatusView, HeaderView } = libos();
    const setterOf = (view: { prototype: object }, name: string): unknown =>
      Object.getOwnPropertyDescriptor(view.prototype, name)?.set;
    assert.is(setterOf(PidGetstatusView, 'npids'), undefined);
    assert.is(setterOf(HeaderView, 'size'), undefined);
    assert.is(typeof setterOf(HeaderView, 'src'), 'function');
  });

  it('keep the counts that they have read', () => {
    const { PidGetstatus, PidGetstatusView } = libos();
    const bytes: Uint8Array = PidGetstatus.toBytes({ pids: [7, 8, 9] });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const flyweight = new PidGetstatusView().wrap(view, 0, bytes.length);
    view.setInt32(0, 1_000_000, true);
    assert.equal([flyweight.npids, flyweight.pidsCount, flyweight.pidsAt(2)], [3, 3, 9]);
    assert.throws(() => flyweight.pidsAt(3), hasCode('SLUICE_ERR_RANGE'));
    assert.throws(() => flyweight.pidsAt(0.5), hasCode('SLUICE_ERR_RANGE'));
    flyweight.setPidsAt(1, 77);
    assert.is(view.getUint32(8, true), 77);
  });

  it('refer to nothing after a wrap that was refused', () => {
    const { PidAnswer, PidAnswerView } = libos();
    const bytes: Uint8Array = PidAnswer.toBytes({
      answers: [{ base: 1, size: 1, lease: 0n }],
      owners: [{ vmid: 5, uri: 'pipe:1' }],
    });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const answer = new PidAnswerView().wrap(view, 0, bytes.length);
    assert.is(answer.ownersAt(0).uri, 'pipe:1');
    view.setUint32(20, 3, true);
    assert.throws(() => answer.wrap(view, 0, bytes.length), hasCode('SLUICE_ERR_OFFSET'));
    assert.throws(() => answer.answersAt(0).base);
  });
});
