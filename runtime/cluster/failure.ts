/** What the addon reports of members, as the error that users see. */
import { ClusterError } from '../errors.ts';
import { isNativeFailure, toChannelError } from '../memory/failure.ts';
import type { NativeFailure } from '../memory/native.ts';

/** @param doing - what was tried, with its values: `join /run/cluster` */
export function toClusterError(failure: NativeFailure | Error, doing: string): Error {
  if (!isNativeFailure(failure)) return failure as Error;
  const { code, message, errno, syscall, refusal } = toChannelError(failure, doing);
  return new ClusterError(code, message, {
    cause: failure,
    ...(errno === null ? {} : { errno }),
    ...(syscall === null ? {} : { syscall }),
    ...(refusal === null ? {} : { refusal }),
  });
}

/** Calls the addon; what it throws becomes a ClusterError. */
export function callCluster<T>(doing: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw error instanceof Error ? toClusterError(error, doing) : error;
  }
}
