import * as assert from 'uvu/assert';
import * as segment from '../../../generated/segment/index.ts';
import * as words from '../../../runtime/ring/words.ts';
import { describe } from '../../support/index.ts';

describe('words', (it) => {
  it('are where the schema puts them', () => {
    const memory = new Int32Array(1024);
    const view = new DataView(memory.buffer);
    const writer = Object.assign(new segment.ProducerLinesView(), { $view: view, $at: 0 });
    memory[words.TAIL] = 1;
    memory[words.SPACE_WAKE_AT] = 2;
    memory[words.WRITER_REASON] = 3;
    memory[words.ARENA_WAITING] = 1;
    assert.equal([writer.tail, writer.spaceWakeAt, writer.reason, writer.arenaWaiting], [1, 2, 3, 1]);
    const reader = Object.assign(new segment.ConsumerLinesView(), { $view: view, $at: 0 });
    memory[words.HEAD] = 4;
    memory[words.DATA_WAKE_AT] = 5;
    memory[words.READER_REASON] = 6;
    memory[words.FAST_RECEIVE] = 1;
    assert.equal([reader.head, reader.dataWakeAt, reader.reason, reader.fastReceive], [4, 5, 6, 1]);
    const header = Object.assign(new segment.SegmentHeaderView(), { $view: view, $at: 0 });
    memory[words.STATE] = 3;
    assert.equal(header.state, segment.SegmentState.SegmentClosed);
  });

  it('have the parts of a record that the schema says', () => {
    const bytes = new DataView(new ArrayBuffer(16));
    const word = { length: 5, more: 1, kind: segment.RecordKind.RecordEnd };
    const written = segment.RecordHeader.encode(bytes, 0, { word, sequence: 0, code: 0, correlation: 0 });
    assert.is(written, words.RECORD_HEADER);
    assert.is(bytes.getInt32(0, true), 5 | words.MORE | words.END);
    assert.is(words.LENGTH_MASK | words.MORE | words.KIND_MASK, -1);
    const reference = { region: 0, block: 0, length: 0, generation: 0 };
    assert.is(segment.BlockReference.byteLength(reference), words.REFERENCE_SIZE);
  });
});
