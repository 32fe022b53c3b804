/** How a service of this kernel fails. */
import os from 'node:os';
import { CallError, CallErrorCode, Refusal } from 'sluice/runtime/stub';

/** Numbers of errors. */
export const errno: typeof os.constants.errno = os.constants.errno;

/** Of Linux, which `node:os` does not name. */
export const EHOSTDOWN = 112;

/** The service can't be done: `error` of the answer, null where the answer is a pointer, and a refusal where it is neither. */
export class Fault extends Error {
  readonly errno: number;

  constructor(errno: number) {
    super(`errno ${errno}`);
    this.errno = errno;
  }
}

/** For services whose answer has an `error`. @param failed - the rest of the answer then */
export async function toldAsError<T extends object>(failed: T, run: () => T | Promise<T>): Promise<T & { error: number }> {
  try {
    return { ...(await run()), error: 0 };
  } catch (error) {
    if (error instanceof Fault) return { ...failed, error: error.errno };
    throw error;
  }
}

/** For services whose answer is an `error` and nothing else. */
export function toldAsErrorOnly(run: () => void | Promise<void>): Promise<{ error: number }> {
  return toldAsError({}, async () => {
    await run();
    return {};
  });
}

/** For services whose answer is a pointer. */
export function toldAsNull(run: () => bigint): bigint {
  try {
    return run();
  } catch (error) {
    if (error instanceof Fault) return 0n;
    throw error;
  }
}

/** For services that answer nothing. */
export async function toldAsRefusal(run: () => void | Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    throw error instanceof Fault ? new Refusal(error.errno) : error;
  }
}

/** What a call to another member comes to: its refusal is ours, and a member that does not answer is down. */
export async function asked<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    throw new Fault(error.code === CallErrorCode.REFUSED ? (error.errno ?? EHOSTDOWN) : EHOSTDOWN);
  }
}
