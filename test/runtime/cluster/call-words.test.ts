import * as assert from 'uvu/assert';
import { CallOutcome, CallStatus, RPC_DESCRIPTOR } from '../../../generated/segment/codes.ts';
import { CallSlotView, WaiterLinesView } from '../../../generated/segment/views.ts';
import * as words from '../../../runtime/cluster/call-words.ts';
import { Descriptor } from '../../../runtime/cluster/descriptor.ts';
import { describe, hasCode } from '../../support/index.ts';

describe('words of calls', (it) => {
  it('are where the schema has them', () => {
    const bytes = new DataView(new ArrayBuffer(words.SLOT_WORDS * 4));
    const numbers = new Int32Array(bytes.buffer);
    const slot = new CallSlotView();
    assert.is(slot.wrap(bytes, 0, 256), slot);
    numbers.set([0x04030201, 0x14131211], words.WORD);
    numbers[words.WORD] = 0x12345600 | (CallStatus.CallRefused << words.STATUS_SHIFT) | words.FINISHED | CallOutcome.OutcomeDone;
    assert.is(slot.wordOutcome, CallOutcome.OutcomeDone);
    assert.is(slot.wordFinished, 1);
    assert.is(slot.wordStatus, CallStatus.CallRefused);
    assert.is(slot.wordGeneration, 0x123456);
    numbers[words.LEAD_AND_WAITER] = 0x000700ff;
    assert.equal([slot.lead, slot.waiter], [255, 7]);
    numbers[words.FINGERPRINT] = -2;
    assert.is(slot.fingerprint, 0xfffffffe);
    numbers[words.ERROR] = 28;
    assert.is(slot.error, 28);
    numbers.set([5, 1], words.DEADLINE_LOW);
    assert.is(slot.deadline, 0x100000005);
    assert.is(words.DEADLINE_HIGH, words.DEADLINE_LOW + 1);
    numbers[words.TARGET] = 77;
    assert.is(slot.target, 77);
    numbers.set(
      Array.from({ length: words.DESCRIPTOR_WORDS }, (_, i) => i + 1),
      0,
    );
    const { descriptor } = slot;
    assert.is(descriptor.length, RPC_DESCRIPTOR);
    assert.is(descriptor.length, words.DESCRIPTOR_WORDS * 4);
    assert.is(new DataView(descriptor.buffer, descriptor.byteOffset).getUint32(words.RESPONSE * 4, true), words.RESPONSE + 1);
  });

  it('of waiters, too', () => {
    const bytes = new DataView(new ArrayBuffer(words.WAITER_WORDS * 4));
    const numbers = new Int32Array(bytes.buffer);
    const lines = new WaiterLinesView();
    lines.wrap(bytes, 0, 128);
    numbers[words.ASLEEP] = 1;
    numbers[words.NEWS] = 9;
    assert.equal([lines.asleep, lines.news], [1, 9]);
  });
});

describe('a descriptor', (it) => {
  it('is the 104 bytes of the source', () => {
    const descriptor = new Descriptor(24, [1, -2, 0xffffffffffffffffn, 2 ** 40 + 3]);
    assert.is(descriptor.bytes.length, 104);
    assert.is(descriptor.view.getUint32(0, true), 24);
    assert.is(descriptor.view.getBigUint64(24, true), 1n);
    assert.is(descriptor.view.getBigInt64(32, true), -2n);
    assert.is(descriptor.get(2), 0xffffffffffffffffn);
    assert.is(descriptor.get(3), (1n << 40n) + 3n);
    assert.is(descriptor.getU32(1), 0xfffffffe);
    assert.equal(Descriptor.of(descriptor.bytes).bytes, descriptor.bytes);
  });

  it('has ten arguments, which are integers', () => {
    assert.throws(() => new Descriptor(1, [1.5]), hasCode('SLUICE_ERR_RANGE'));
    assert.throws(() => new Descriptor(1, [2 ** 53]), hasCode('SLUICE_ERR_RANGE'));
    assert.throws(() => new Descriptor(1, new Array(11).fill(0)), hasCode('SLUICE_ERR_COUNT'));
    assert.throws(() => new Descriptor().get(-1), hasCode('SLUICE_ERR_RANGE'));
    assert.throws(() => new Descriptor().set(10, 0), hasCode('SLUICE_ERR_RANGE'));
    assert.throws(() => Descriptor.of(new Uint8Array(103)), /a descriptor has 104 bytes: length=103/);
  });
});
