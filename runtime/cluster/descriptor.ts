/** The descriptor of a call: 104 bytes, laid out as `rpc_desc_t` of `cluster-rpc` under the data model lp64. */
import { RPC_DESCRIPTOR } from '../../generated/segment/codes.ts';
import { CodecError, ErrorCode } from '../codec/errors.ts';
import { CallError, CallErrorCode } from '../stub/errors.ts';
import { ARGUMENTS, INDEX } from './call-words.ts';

/** Argument slots of a descriptor, 64 bits each. */
export const ARGUMENT_COUNT = 10;
/** What errors say: its name, and where arguments start in it. */
const NAME = 'rpc_desc_t';
const ARGS_AT = 4 * ARGUMENTS;

/**
 * What is asked, and the answer: inputs go in before a call, outputs stand in the same slots after it. Made once, it serves any number of calls, one
 * at a time. Generated codecs of `cluster-rpc` write into `view`.
 */
export class Descriptor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** The same memory. */
  readonly words: Int32Array;

  /**
   * @param index - RPC index, u32
   * @param args - up to {@link ARGUMENT_COUNT}; numbers as f64 integers up to 2^53, negative ones sign-extended
   * @throws CodecError `SLUICE_ERR_COUNT` for more, `SLUICE_ERR_RANGE` for a number that is no such integer
   */
  constructor(index = 0, args: readonly (number | bigint)[] = []) {
    const buffer = new ArrayBuffer(RPC_DESCRIPTOR);
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
    this.words = new Int32Array(buffer);
    this.index = index;
    if (args.length > ARGUMENT_COUNT) throw new CodecError(ErrorCode.COUNT, NAME, 'args', ARGS_AT, ARGUMENT_COUNT, args.length);
    for (let i = 0; i < args.length; i += 1) this.set(i, args[i] as number | bigint);
  }

  /** A copy of 104 bytes. @throws CallError `SLUICE_ERR_TOO_LONG` for any other length */
  static of(bytes: Uint8Array): Descriptor {
    if (bytes.length !== RPC_DESCRIPTOR) {
      throw new CallError(CallErrorCode.TOO_LONG, `a descriptor has ${RPC_DESCRIPTOR} bytes: length=${bytes.length}`);
    }
    const descriptor = new Descriptor();
    descriptor.bytes.set(bytes);
    return descriptor;
  }

  get index(): number {
    return (this.words[INDEX] as number) >>> 0;
  }

  set index(value: number) {
    this.words[INDEX] = value;
  }

  /** An argument as u64. @throws CodecError `SLUICE_ERR_RANGE` for a slot that is not 0..9 */
  get(slot: number): bigint {
    return this.view.getBigUint64(offsetOf(slot), true);
  }

  /** Low half of an argument, u32: no bigint. */
  getU32(slot: number): number {
    return this.view.getUint32(offsetOf(slot), true);
  }

  /** @throws CodecError `SLUICE_ERR_RANGE` for a slot that is not 0..9, and for a number that is no integer up to 2^53 */
  set(slot: number, value: number | bigint): void {
    const at = offsetOf(slot);
    if (typeof value === 'bigint') this.view.setBigUint64(at, value, true);
    else {
      if (!Number.isSafeInteger(value)) throw new CodecError(ErrorCode.RANGE, NAME, 'args', at, Number.MAX_SAFE_INTEGER, value);
      this.view.setInt32(at, value, true);
      this.view.setInt32(at + 4, Math.floor(value / 0x100000000), true);
    }
  }
}

function offsetOf(slot: number): number {
  if (slot >>> 0 === slot && slot < ARGUMENT_COUNT) return (ARGUMENTS + 2 * slot) * 4;
  throw new CodecError(ErrorCode.RANGE, NAME, 'args', ARGS_AT, ARGUMENT_COUNT - 1, slot);
}
