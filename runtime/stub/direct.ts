/**
 * Synchronous calls whose peer is in this process and has nothing else to do: the bytes of the call go to the handler and back from a stack of
 * bytes, without records and envelopes around them, which are half the cost of such a call. Whatever is not answered at once, or does not fit,
 * goes the way of records.
 */
import type { Waiter } from './link.ts';
import type { Incoming, Method } from './method.ts';

/** Bytes of all payloads that are on their way. Transports that take shorter records only are not bypassed. */
export const CAPACITY: number = 64 * 1024;
const stack = new DataView(new ArrayBuffer(CAPACITY));
/** Where the payloads of the innermost call end. */
let top = 0;

/** A call that can be answered while its caller waits on the stack. */
export interface DirectCall extends Waiter {
  readonly isDone: boolean;
  /** Place of the answer in the stack, once there is one. */
  answerAt: number;
  /** -1 while there is none. */
  answerLength: number;
  answerCode: number;
}

/** Who answers such calls, and gets the answers. */
export interface DirectServer {
  /** Whether a call that comes now would be dispatched at once. */
  readonly isIdle: boolean;
  onDirectCall(call: DirectCall, view: DataView, at: number, length: number): void;
}
export interface DirectClient {
  take(call: Waiter, code: number, view: DataView, at: number, length: number): void;
}

/**
 * @returns false when the input does not fit: nothing has happened then
 * @throws CodecError when the input does not fit the schema
 */
export function callDirectly(client: DirectClient, server: DirectServer, call: DirectCall, input: unknown): boolean {
  const { method } = call;
  const start = top;
  const size = method.inputSize(input);
  if (start + size > CAPACITY) return false;
  const length = method.writeInput(stack, start, input, call);
  call.isSent = true;
  call.answerLength = -1;
  top = start + aligned(size);
  try {
    server.onDirectCall(call, stack, start, length);
    if (call.answerLength >= 0 && !call.isDone) client.take(call, call.answerCode, stack, call.answerAt, call.answerLength);
  } finally {
    top = start;
  }
  return true;
}

/** @returns false when the answer does not fit, or can't be encoded: whoever sends it as a record says so */
export function answerDirectly<Input, Output>(
  to: DirectCall,
  method: Method<Input, Output>,
  input: Input,
  output: Output,
  call: Incoming,
): boolean {
  try {
    if (top + method.outputSize(output) > CAPACITY) return false;
    to.answerLength = method.writeOutput(stack, top, output, input, call);
    to.answerAt = top;
    to.answerCode = method.outputCode(output);
    return true;
  } catch {
    to.answerLength = -1;
    return false;
  }
}

/** Payloads begin where 64-bit numbers may. */
function aligned(size: number): number {
  return (size + 7) & ~7;
}
