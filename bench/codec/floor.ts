/**
 * The floor: what a careful programmer writes by hand for these four messages, with constant offsets over one DataView and every
 * check that the generated code makes (docs/decisions/0001-codec-semantics.md). Bounds of the region are left to the DataView: the
 * last byte is touched first, because asking a DataView for its `byteLength` costs 3 ns on Node 20.
 */
import { CodecError, ErrorCode } from '../../runtime/codec.ts';
import type { Codec } from './codec.ts';
import { lastReadLength, readCString, writeCString } from './floor-string.ts';
import type { Decoded, PidKill, PidRetstatus, PidStatus, SysvMovres, SysvMsgsnd } from './floor-types.ts';
import { FLOOR_READERS } from './floor-views.ts';
import type { LogicalHeader, LogicalMessage, MessageName } from './messages.ts';
import { createRegionCodec, type RegionCodec } from './region.ts';
import { bytesOf, encodeFresh } from './region-bytes.ts';

const HEADER_SIZE = 21;
const MIN_FRAME = 48;
const MAX_FRAME = 1 << 20;

function refuse(
  code: ErrorCode,
  message: string,
  field: string | null,
  offset: number,
  expected: number | null,
  got: unknown,
): never {
  throw new CodecError(code, message, field, offset, expected, typeof got === 'bigint' ? got : Number(got));
}

/** Throws unless `size` bytes fit at `offset`. */
function reserve(view: DataView, offset: number, size: number, message: string): void {
  try {
    view.setUint8(offset + size - 1, 0);
  } catch {
    refuse(ErrorCode.SIZE, message, null, 0, size, view.byteLength - offset);
  }
}

function refuseRange(message: string, field: string, offset: number, value: unknown): never {
  refuse(ErrorCode.RANGE, message, field, offset, null, value);
}

// Checks stand inline below: a helper per field uses up V8's inlining budget and doubles the time of a long list. `value >>> 0 !== value`
// is one comparison for type, range and fraction; `BigInt.asUintN(64, value) !== value` takes 1 ns, two comparisons of bigints 3.

/** Code u8 @0, size u32 @1, src u32 @5, dst u32 @9, seq u64 @13; the body starts at 21. */
function writeHeader(view: DataView, offset: number, header: LogicalHeader, message: string, code: number, size: number): void {
  if (size > MAX_FRAME) refuse(ErrorCode.SIZE, message, 'size', 1, MAX_FRAME, size);
  reserve(view, offset, size, message);
  if (header.code !== undefined && header.code !== code) refuse(ErrorCode.CODE_UNKNOWN, message, 'code', 0, code, header.code);
  if (header.size !== undefined && header.size !== size) refuse(ErrorCode.SIZE, message, 'size', 1, size, header.size);
  const { src, dst, seq } = header;
  if (src >>> 0 !== src) refuseRange(message, 'src', 5, src);
  if (dst >>> 0 !== dst) refuseRange(message, 'dst', 9, dst);
  if (typeof seq !== 'bigint' || BigInt.asUintN(64, seq) !== seq) refuseRange(message, 'seq', 13, seq);
  view.setUint8(offset, code);
  view.setUint32(offset + 1, size, true);
  view.setUint32(offset + 5, src, true);
  view.setUint32(offset + 9, dst, true);
  view.setBigUint64(offset + 13, seq, true);
}

/** Checks the frame around the body and reads its header; `length` is what the caller has. */
function readHeader(view: DataView, offset: number, length: number, message: string, code: number): LogicalHeader {
  if (length < HEADER_SIZE) refuse(ErrorCode.TRUNCATED, message, 'code', 0, HEADER_SIZE, length);
  const size = view.getUint32(offset + 1, true);
  if (size < MIN_FRAME || size > MAX_FRAME)
    refuse(ErrorCode.SIZE, message, 'size', 1, size < MIN_FRAME ? MIN_FRAME : MAX_FRAME, size);
  if (size > length) refuse(ErrorCode.TRUNCATED, message, 'size', 1, size, length);
  if (size < length) refuse(ErrorCode.TRAILING, message, null, size, size, length);
  const got = view.getUint8(offset);
  if (got !== code) refuse(ErrorCode.CODE_UNKNOWN, message, 'code', 0, code, got);
  return {
    code,
    size,
    src: view.getUint32(offset + 5, true),
    dst: view.getUint32(offset + 9, true),
    seq: view.getBigUint64(offset + 13, true),
  };
}

function encodePidKill(view: DataView, offset: number, { header, body }: PidKill): number {
  writeHeader(view, offset, header, 'IPC_PID_KILL', 16, MIN_FRAME);
  const { sender, type, id, signum } = body;
  if (sender >>> 0 !== sender) refuseRange('IPC_PID_KILL', 'sender', 21, sender);
  if (type >>> 0 !== type || type > 3) refuse(ErrorCode.ENUM, 'IPC_PID_KILL', 'type', 25, null, type);
  if (id >>> 0 !== id) refuseRange('IPC_PID_KILL', 'id', 29, id);
  if ((signum | 0) !== signum) refuseRange('IPC_PID_KILL', 'signum', 33, signum);
  view.setUint32(offset + 21, sender, true);
  view.setUint32(offset + 25, type, true);
  view.setUint32(offset + 29, id, true);
  view.setInt32(offset + 33, signum, true);
  // Eleven bytes of padding by two stores that overlap; 0.0 is eight zero bytes.
  view.setFloat64(offset + 37, 0, true);
  view.setUint32(offset + 44, 0, true);
  return MIN_FRAME;
}

function decodePidKill(view: DataView, offset: number, length: number): Decoded<PidKill> {
  const header = readHeader(view, offset, length, 'IPC_PID_KILL', 16);
  if (header.size !== MIN_FRAME) refuse(ErrorCode.SIZE, 'IPC_PID_KILL', 'size', 1, MIN_FRAME, header.size);
  const sender = view.getUint32(offset + 21, true);
  const type = view.getUint32(offset + 25, true);
  if (type >>> 0 !== type || type > 3) refuse(ErrorCode.ENUM, 'IPC_PID_KILL', 'type', 25, null, type);
  const id = view.getUint32(offset + 29, true);
  const signum = view.getInt32(offset + 33, true);
  return { code: 16, header, body: { sender, type, id, signum } };
}

function encodePidRetstatus(view: DataView, offset: number, { header, body }: PidRetstatus): number {
  const { status } = body;
  const size = Math.max(MIN_FRAME, 25 + 12 * status.length);
  writeHeader(view, offset, header, 'IPC_PID_RETSTATUS', 18, size);
  view.setInt32(offset + 21, status.length, true);
  let at = offset + 25;
  for (let index = 0; index < status.length; index++) {
    const { pid, tgid, pgid } = status[index] as PidStatus;
    if (pid >>> 0 !== pid) refuseRange('IPC_PID_RETSTATUS', 'status.pid', at - offset, pid);
    view.setUint32(at, pid, true);
    if (tgid >>> 0 !== tgid) refuseRange('IPC_PID_RETSTATUS', 'status.tgid', at + 4 - offset, tgid);
    view.setUint32(at + 4, tgid, true);
    if (pgid >>> 0 !== pgid) refuseRange('IPC_PID_RETSTATUS', 'status.pgid', at + 8 - offset, pgid);
    view.setUint32(at + 8, pgid, true);
    at += 12;
  }
  for (const end = offset + size; at < end; at++) view.setUint8(at, 0);
  return size;
}

/** The count @21, judged against what the frame holds. */
function checkStatusCount(count: number, length: number): void {
  const most = Math.floor((length - 25) / 12);
  if (count < 0 || count > most) refuse(ErrorCode.COUNT, 'IPC_PID_RETSTATUS', 'nstatus', 21, most, count);
}

function decodePidRetstatus(view: DataView, offset: number, length: number): Decoded<PidRetstatus> {
  const header = readHeader(view, offset, length, 'IPC_PID_RETSTATUS', 18);
  const count = view.getInt32(offset + 21, true);
  checkStatusCount(count, length);
  const size = Math.max(MIN_FRAME, 25 + 12 * count);
  if (header.size !== size) refuse(ErrorCode.SIZE, 'IPC_PID_RETSTATUS', 'size', 1, size, header.size);
  const status = new Array<PidStatus>(count);
  let at = offset + 25;
  for (let index = 0; index < count; index++) {
    status[index] = { pid: view.getUint32(at, true), tgid: view.getUint32(at + 4, true), pgid: view.getUint32(at + 8, true) };
    at += 12;
  }
  return { code: 18, header, body: { nstatus: count, status } };
}

function encodeSysvMovres(view: DataView, offset: number, { header, body }: SysvMovres): number {
  const { resid, type, owner, lease, uri } = body;
  reserve(view, offset, Math.max(MIN_FRAME, 42 + uri.length), 'IPC_SYSV_MOVRES');
  const end = 41 + writeCString(view, offset + 41, uri, refuseUri);
  const size = Math.max(MIN_FRAME, end);
  writeHeader(view, offset, header, 'IPC_SYSV_MOVRES', 36, size);
  if (resid >>> 0 !== resid) refuseRange('IPC_SYSV_MOVRES', 'resid', 21, resid);
  if (type >>> 0 !== type || type > 3) refuse(ErrorCode.ENUM, 'IPC_SYSV_MOVRES', 'type', 25, null, type);
  if (owner >>> 0 !== owner) refuseRange('IPC_SYSV_MOVRES', 'owner', 29, owner);
  if (typeof lease !== 'bigint' || BigInt.asUintN(64, lease) !== lease) refuseRange('IPC_SYSV_MOVRES', 'lease', 33, lease);
  view.setUint32(offset + 21, resid, true);
  view.setUint32(offset + 25, type, true);
  view.setUint32(offset + 29, owner, true);
  view.setBigUint64(offset + 33, lease, true);
  for (let at = end; at < size; at++) view.setUint8(offset + at, 0);
  return size;
}

const refuseUri = (code: ErrorCode): never => refuse(code, 'IPC_SYSV_MOVRES', 'uri', 41, null, null);

function decodeSysvMovres(view: DataView, offset: number, length: number): Decoded<SysvMovres> {
  const header = readHeader(view, offset, length, 'IPC_SYSV_MOVRES', 36);
  const resid = view.getUint32(offset + 21, true);
  const type = view.getUint32(offset + 25, true);
  if (type >>> 0 !== type || type > 3) refuse(ErrorCode.ENUM, 'IPC_SYSV_MOVRES', 'type', 25, null, type);
  const owner = view.getUint32(offset + 29, true);
  const lease = view.getBigUint64(offset + 33, true);
  const uri = readCString(view, offset + 41, offset + length, refuseUri);
  const size = Math.max(MIN_FRAME, 41 + lastReadLength);
  if (header.size !== size) refuse(ErrorCode.SIZE, 'IPC_SYSV_MOVRES', 'size', 1, size, header.size);
  return { code: 36, header, body: { resid, type, owner, lease, uri } };
}

function encodeSysvMsgsnd(view: DataView, offset: number, { header, body }: SysvMsgsnd): number {
  const { msgid, msgtype, msg } = body;
  const size = Math.max(MIN_FRAME, 33 + msg.length);
  writeHeader(view, offset, header, 'IPC_SYSV_MSGSND', 37, size);
  if (msgid >>> 0 !== msgid) refuseRange('IPC_SYSV_MSGSND', 'msgid', 21, msgid);
  if (typeof msgtype !== 'bigint' || BigInt.asIntN(64, msgtype) !== msgtype)
    refuseRange('IPC_SYSV_MSGSND', 'msgtype', 25, msgtype);
  view.setUint32(offset + 21, msgid, true);
  view.setBigInt64(offset + 25, msgtype, true);
  bytesOf(view).set(msg, offset + 33);
  for (let at = 33 + msg.length; at < size; at++) view.setUint8(offset + at, 0);
  return size;
}

function decodeSysvMsgsnd(view: DataView, offset: number, length: number): Decoded<SysvMsgsnd> {
  const header = readHeader(view, offset, length, 'IPC_SYSV_MSGSND', 37);
  const msgid = view.getUint32(offset + 21, true);
  const msgtype = view.getBigInt64(offset + 25, true);
  const msg = new Uint8Array(length - 33);
  msg.set(bytesOf(view).subarray(offset + 33, offset + length));
  return { code: 37, header, body: { msgid, msgtype, msg } };
}

const CODECS: Readonly<Record<MessageName, RegionCodec>> = {
  IPC_PID_KILL: {
    encode: encodePidKill,
    decode: decodePidKill,
    fresh: (message: PidKill) => encodeFresh(encodePidKill, MIN_FRAME, message),
  } as RegionCodec,
  IPC_PID_RETSTATUS: {
    encode: encodePidRetstatus,
    decode: decodePidRetstatus,
    fresh: (message: PidRetstatus) =>
      encodeFresh(encodePidRetstatus, Math.max(MIN_FRAME, 25 + 12 * message.body.status.length), message),
  } as RegionCodec,
  IPC_SYSV_MOVRES: {
    encode: encodeSysvMovres,
    decode: decodeSysvMovres,
    // A UTF-16 unit takes three bytes at most.
    fresh: (message: SysvMovres) => encodeFresh(encodeSysvMovres, Math.max(MIN_FRAME, 42 + 3 * message.body.uri.length), message),
  } as RegionCodec,
  IPC_SYSV_MSGSND: {
    encode: encodeSysvMsgsnd,
    decode: decodeSysvMsgsnd,
    fresh: (message: SysvMsgsnd) => encodeFresh(encodeSysvMsgsnd, Math.max(MIN_FRAME, 33 + message.body.msg.length), message),
  } as RegionCodec,
};

export function createFloor(message: MessageName, inputs: readonly LogicalMessage[]): Codec {
  const codec = { ...CODECS[message], ...FLOOR_READERS[message] };
  return createRegionCodec('floor', 'hand-written, the same checks', message, inputs, codec);
}
