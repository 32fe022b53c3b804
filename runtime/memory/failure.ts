import { constants } from 'node:os';
import { RefusalReason } from '../../generated/segment/codes.ts';
import { ChannelError, ChannelErrorCode, type ChannelErrorDetails } from '../errors.ts';
import type { NativeFailure, NativeLink } from './native.ts';

/** Numbers of `sluice/error.h` that the link layer and the addon report. */
const CODES: ReadonlyMap<number, ChannelErrorCode> = new Map([
  [32, ChannelErrorCode.TOO_LONG],
  [33, ChannelErrorCode.PEER_CLOSED],
  [34, ChannelErrorCode.PROTOCOL],
  [35, ChannelErrorCode.CANCELLED],
  [36, ChannelErrorCode.DEADLINE],
  [45, ChannelErrorCode.CANNOT_BLOCK],
  [46, ChannelErrorCode.SYSTEM],
  [47, ChannelErrorCode.POISONED],
  [48, ChannelErrorCode.PEER_DIED],
  [49, ChannelErrorCode.PEER_UNRESPONSIVE],
  [50, ChannelErrorCode.INCOMPATIBLE],
  [51, ChannelErrorCode.DENIED],
  [52, ChannelErrorCode.BUSY],
  [53, ChannelErrorCode.ADDRESS],
  [54, ChannelErrorCode.ADDRESS_IN_USE],
  [55, ChannelErrorCode.NOT_LISTENING],
  [56, ChannelErrorCode.THREAD],
  [57, ChannelErrorCode.FORKED],
  [58, ChannelErrorCode.STATE],
  [59, ChannelErrorCode.ENDED],
  [60, ChannelErrorCode.PLATFORM],
  [61, ChannelErrorCode.ADDON],
  [62, ChannelErrorCode.NO_EXTERNAL_BUFFERS],
  [63, ChannelErrorCode.OPTION],
  [64, ChannelErrorCode.MEMBER_IN_USE],
  [65, ChannelErrorCode.NO_MEMBER],
  [66, ChannelErrorCode.POINTER],
  [67, ChannelErrorCode.HANDLE_STALE],
  [68, ChannelErrorCode.HANDLE_FOREIGN],
  [69, ChannelErrorCode.HANDLE_TYPE],
]);

/** What connecting to a place where nobody listens ends with: no such file, or no such name. */
const NOBODY_LISTENS: readonly number[] = [constants.errno.ENOENT, constants.errno.ECONNREFUSED];

const REASONS: ReadonlyMap<number, string> = new Map(Object.entries(RefusalReason).map(([name, value]) => [value, name]));

/** Codes that codecs have, too: of what an ivshmem server sent and is told of, never thrown. */
const SAID: ReadonlyMap<number, string> = new Map([
  [3, 'SLUICE_ERR_COUNT'],
  [6, 'SLUICE_ERR_CODE_UNKNOWN'],
  [10, 'SLUICE_ERR_RANGE'],
]);

/** The name of a number of `sluice/error.h`. */
export function channelErrorCode(status: number): string {
  return CODES.get(status) ?? SAID.get(status) ?? ChannelErrorCode.SYSTEM;
}

/** Whether something that the addon threw is a failure of its own, and not an exception of JavaScript. */
export function isNativeFailure(error: unknown): error is Error & NativeFailure {
  return error instanceof Error && typeof (error as Partial<NativeFailure>).status === 'number';
}

/**
 * What the addon reports, as the error that users see.
 *
 * @param doing - what was tried, with its values: `connect to /run/x.sock`
 */
export function toChannelError(failure: NativeFailure, doing: string): ChannelError {
  const { errno, syscall, reason, code, expected, got, byPeer, detail } = failure;
  const details: { -readonly [key in keyof ChannelErrorDetails]: ChannelErrorDetails[key] } = { cause: failure };
  if (errno !== 0) details.errno = errno;
  if (syscall !== '') details.syscall = syscall;
  if (reason !== 0) details.refusal = { reason: reason as RefusalReason, code, expected, got, byPeer, detail };
  const channelCode = codeOf(failure);
  return new ChannelError(channelCode, `${doing}: ${textOf(failure, channelCode)}`, details);
}

function codeOf({ status, errno, syscall }: NativeFailure): ChannelErrorCode {
  if (syscall === 'connect' && NOBODY_LISTENS.includes(errno)) return ChannelErrorCode.NOT_LISTENING;
  return CODES.get(status) ?? ChannelErrorCode.SYSTEM;
}

/** The rule, then the values. */
function textOf(failure: NativeFailure, channelCode: ChannelErrorCode): string {
  const { errno, syscall, reason, code, expected, got, byPeer, detail } = failure;
  const parts: string[] = [];
  if (reason === 0) parts.push(detail === '' ? channelCode : detail);
  else {
    const who = byPeer ? 'the peer refused' : 'refused';
    const values = `reason=${REASONS.get(reason) ?? reason} code=${code} expected=${hex(expected)} got=${hex(got)}`;
    parts.push(`${who}: ${detail === '' ? values : `${detail}: ${values}`}`);
  }
  if (errno !== 0) parts.push(`errno=${errno}${syscall === '' ? '' : ` syscall=${syscall}`}`);
  return parts.join(': ');
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

/** Watches a link that nobody has but the caller: when the event loop can not take one more descriptor, it is closed before that is thrown. */
export function watchOrClose(link: NativeLink, onEvents: (events: number) => void): void {
  try {
    callNative('watch the peer', () => link.watch(onEvents));
  } catch (error) {
    link.close();
    throw error;
  }
}

/** Calls the addon; what it throws becomes a ChannelError. */
export function callNative<T>(doing: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (isNativeFailure(error)) throw toChannelError(error, doing);
    throw error;
  }
}
