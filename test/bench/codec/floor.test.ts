import * as assert from 'uvu/assert';
import type { Codec } from '../../../bench/codec/codec.ts';
import { createCodec } from '../../../bench/codec/codecs.ts';
import { MESSAGE_NAMES, type MessageName, makeInputs } from '../../../bench/codec/messages.ts';
import { describe, hasCode } from '../../support/index.ts';

type Decode = (view: DataView, offset: number, length: number) => unknown;
type Encode = (view: DataView, offset: number, message: unknown) => number;

const load = (id: string, message: MessageName): Promise<Codec> => createCodec(id, message, makeInputs(message));

/** The timed functions and the first frame of a codec. */
function partsOf(codec: Codec): { decode: Decode; encode: Encode; view: DataView; length: number } {
  const scope = codec.cases.decode?.scope as { decode: Decode; encode: Encode; views: DataView[]; lengths: number[] };
  const [view, length] = [scope.views[0], scope.lengths[0]];
  if (!view || length === undefined) throw new Error('a codec without frames');
  return { decode: scope.decode, encode: scope.encode, view, length };
}

describe('floor', (it) => {
  for (const id of ['sluice', 'floor', 'floor-unchecked']) {
    for (const message of MESSAGE_NAMES) {
      it(`${id} round-trips ${message} in every case`, async () => {
        (await load(id, message)).verify();
      });
    }
  }

  it('gives the same bytes as the generated code', async () => {
    for (const message of MESSAGE_NAMES) {
      const frames = await Promise.all(
        ['sluice', 'floor', 'floor-unchecked'].map(async (id) => partsOf(await load(id, message))),
      );
      const texts = frames.map(({ view, length }) => Buffer.from(view.buffer, 0, length).toString('hex'));
      assert.equal(new Set(texts).size, 1, message);
    }
  });

  // Ratios to the floor mean something only while it makes the checks that the generated code makes.
  for (const id of ['sluice', 'floor']) {
    it(`${id} refuses bytes that are no message`, async () => {
      const kill = partsOf(await load(id, 'IPC_PID_KILL'));
      assert.throws(() => kill.decode(kill.view, 0, 20), hasCode('SLUICE_ERR_TRUNCATED'));
      kill.view.setUint32(25, 4, true);
      assert.throws(() => kill.decode(kill.view, 0, kill.length), hasCode('SLUICE_ERR_ENUM'));
      const list = partsOf(await load(id, 'IPC_PID_RETSTATUS'));
      list.view.setInt32(21, 65, true);
      assert.throws(() => list.decode(list.view, 0, list.length), hasCode('SLUICE_ERR_COUNT'));
      const text = partsOf(await load(id, 'IPC_SYSV_MOVRES'));
      text.view.setUint8(text.length - 1, 65);
      assert.throws(() => text.decode(text.view, 0, text.length), hasCode('SLUICE_ERR_TERMINATOR'));
    });

    it(`${id} refuses values that don't fit`, async () => {
      const { encode, view } = partsOf(await load(id, 'IPC_PID_KILL'));
      const [first] = makeInputs('IPC_PID_KILL');
      if (!first) throw new Error('no inputs');
      const { header, body } = first;
      assert.throws(() => encode(view, 0, { header, body: { ...body, id: -1 } }), hasCode('SLUICE_ERR_RANGE'));
      assert.throws(() => encode(view, 0, { header, body: { ...body, id: 1.5 } }), hasCode('SLUICE_ERR_RANGE'));
      assert.throws(() => encode(view, 0, { header: { ...header, seq: 1n << 64n }, body }), hasCode('SLUICE_ERR_RANGE'));
      assert.throws(() => encode(view, view.byteLength - 47, first), hasCode('SLUICE_ERR_SIZE'));
    });
  }
});
