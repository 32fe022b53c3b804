/** The envelope before every payload: `sluice_call` of `schema/segment.yaml`. */
import { Call, CallKind, CallStatus, CallView } from '../../generated/segment/index.ts';

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

/** Written again and again, so that an envelope costs no allocation. */
const scratch: Call = { kind: CallKind.CallCancel, status: 0, correlation: 0, code: 0, target: 0, timeout: 0, error: 0 };

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
  scratch.kind = kind;
  scratch.status = status;
  scratch.correlation = correlation;
  scratch.code = code;
  scratch.target = target;
  scratch.timeout = timeout;
  scratch.error = error;
  Call.encode(view, at, scratch);
}
