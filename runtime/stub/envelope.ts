/** The envelope before every payload: `sluice_call` of `schema/segment.yaml`. */
import { Call, CallKind, CallStatus, CallView } from '../../generated/segment/index.ts';
import { rangeError } from '../codec/refusals.ts';

export { CallKind, CallStatus, CallView };

/** Bytes of an envelope. */
export const ENVELOPE_SIZE: number = Call.byteLength({
  kind: CallKind.CallCancel,
  status: 0,
  correlation: 0,
  code: 0,
  target: 0,
  timeout: 0,
  error: 0,
});

/**
 * By hand, because only the target comes from outside: `Call.encode` asks for all of it and takes three times as long, twice per call.
 * `envelope.test.ts` compares the two.
 *
 * @throws CodecError `SLUICE_ERR_RANGE` for a target that is no u32
 */
export function putEnvelope(
  view: DataView,
  at: number,
  kind: CallKind,
  status: CallStatus,
  correlation: number,
  code: number,
  target: number,
  timeout: number,
  error: number,
): void {
  if (target >>> 0 !== target) throw rangeError('sluice_call', 'target', 12, target, 0, 0xffffffff);
  view.setUint32(at, kind | (status << 8), true);
  view.setUint32(at + 4, correlation, true);
  view.setUint32(at + 8, code, true);
  view.setUint32(at + 12, target, true);
  view.setUint32(at + 16, timeout, true);
  view.setInt32(at + 20, error, true);
}
