/** Records of calls as a cluster moves them: an envelope, and a descriptor or the beginning of one. */
import { RPC_DESCRIPTOR } from '../../generated/segment/codes.ts';
import { ENVELOPE_SIZE } from '../stub/envelope.ts';
import type { Receive } from '../stub/transport.ts';
import type { Descriptor } from './descriptor.ts';

/** Bytes of the longest one. */
export const RECORD_SIZE: number = ENVELOPE_SIZE + RPC_DESCRIPTOR;

/**
 * `thread` of a descriptor says between transports what its index does not: that nobody waits for the answer (bit 63), and how long a payload is
 * that is not as long as a descriptor, plus 1. 0 from whoever calls without a transport.
 */
const THREAD_LOW = 2;
const THREAD_HIGH = 3;
const NOBODY = 1 << 31;

/** Room for one record. */
export class CallRecord {
  readonly view: DataView = new DataView(new ArrayBuffer(RECORD_SIZE));
  readonly #bytes: Uint8Array = new Uint8Array(this.view.buffer);

  /** @param length - of the record, {@link ENVELOPE_SIZE} at least */
  payload(length: number): Uint8Array {
    return this.#bytes.subarray(ENVELOPE_SIZE, length);
  }

  /** Gives the envelope that `view` has, and a payload behind it. */
  handOver(receive: Receive, payload: Uint8Array | null): void {
    if (payload !== null) this.#bytes.set(payload, ENVELOPE_SIZE);
    receive(this.view, 0, ENVELOPE_SIZE + (payload?.length ?? 0));
  }
}

/** @param length - bytes of the payload that the descriptor holds */
export function mark({ words }: Descriptor, length: number, isOneway: boolean): void {
  words[THREAD_LOW] = length === RPC_DESCRIPTOR ? 0 : length + 1;
  words[THREAD_HIGH] = isOneway ? NOBODY : 0;
}

/** Whether nobody waits for the answer. */
export function isMarkedOneway({ words }: Descriptor): boolean {
  return ((words[THREAD_HIGH] as number) & NOBODY) !== 0;
}

/** Takes the marks away. @returns the payload, as long as they say if they may say so */
export function unmark({ bytes, words }: Descriptor): Uint8Array {
  const marked = (words[THREAD_LOW] as number) & 0xff;
  words[THREAD_LOW] = 0;
  words[THREAD_HIGH] = 0;
  return bytes.subarray(0, marked > 0 && marked <= RPC_DESCRIPTOR ? marked - 1 : RPC_DESCRIPTOR);
}
