import * as assert from 'uvu/assert';
import { Call } from '../../../generated/segment/index.ts';
import { CallKind, CallStatus, ENVELOPE_SIZE, putEnvelope } from '../../../runtime/stub/envelope.ts';
import { describe, hasCode } from '../../support/index.ts';

describe('envelope', (it) => {
  it('is written as the schema has it', () => {
    const [ours, schemas] = [new Uint8Array(32).fill(0xaa), new Uint8Array(32).fill(0xaa)];
    putEnvelope(
      new DataView(ours.buffer),
      4,
      CallKind.CallResponse,
      CallStatus.CallRefused,
      0xfffffffe,
      0x80000001,
      7,
      0xffffffff,
      4095,
    );
    Call.encode(new DataView(schemas.buffer), 4, {
      ...{ kind: CallKind.CallResponse, status: CallStatus.CallRefused, correlation: 0xfffffffe, code: 0x80000001 },
      ...{ target: 7, timeout: 0xffffffff, error: 4095 },
    });
    assert.equal(ours, schemas);
    assert.is(ENVELOPE_SIZE, 24);
  });

  it('refuses a target that is no u32', () => {
    const view = new DataView(new ArrayBuffer(24));
    for (const target of [-1, 1.5, 2 ** 32, Number.NaN]) {
      assert.throws(() => putEnvelope(view, 0, CallKind.CallRequest, 0, 1, 2, target, 0, 0), hasCode('SLUICE_ERR_RANGE'));
    }
  });
});
