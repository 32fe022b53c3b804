/** The unchecked floor: constant offsets over one DataView and nothing else. What checking costs is the distance from here to the floor. */
import type { Codec } from './codec.ts';
import type { Decoded, PidKill, PidRetstatus, PidStatus, SysvMovres, SysvMsgsnd } from './floor-types.ts';
import type { LogicalHeader, LogicalMessage, MessageName } from './messages.ts';
import { createRegionCodec, type RegionCodec } from './region.ts';
import { bytesOf } from './region-bytes.ts';

/** Frame header: code u8 @0, size u32 @1, src u32 @5, dst u32 @9, seq u64 @13; the body starts at 21. */
function writeHeader(view: DataView, offset: number, code: number, size: number, header: LogicalHeader): void {
  view.setUint8(offset, code);
  view.setUint32(offset + 1, size, true);
  view.setUint32(offset + 5, header.src, true);
  view.setUint32(offset + 9, header.dst, true);
  view.setBigUint64(offset + 13, header.seq, true);
}

function readHeader(view: DataView, offset: number): LogicalHeader {
  return {
    code: view.getUint8(offset),
    size: view.getUint32(offset + 1, true),
    src: view.getUint32(offset + 5, true),
    dst: view.getUint32(offset + 9, true),
    seq: view.getBigUint64(offset + 13, true),
  };
}

function encodePidKill(view: DataView, offset: number, { header, body }: PidKill): number {
  writeHeader(view, offset, 16, 48, header);
  view.setUint32(offset + 21, body.sender, true);
  view.setUint32(offset + 25, body.type, true);
  view.setUint32(offset + 29, body.id, true);
  view.setInt32(offset + 33, body.signum, true);
  // Eleven bytes of padding by two stores that overlap; 0.0 is eight zero bytes.
  view.setFloat64(offset + 37, 0, true);
  view.setUint32(offset + 44, 0, true);
  return 48;
}

function decodePidKill(view: DataView, offset: number): Decoded<PidKill> {
  return {
    code: 16,
    header: readHeader(view, offset),
    body: {
      sender: view.getUint32(offset + 21, true),
      type: view.getUint32(offset + 25, true),
      id: view.getUint32(offset + 29, true),
      signum: view.getInt32(offset + 33, true),
    },
  };
}

function encodePidRetstatus(view: DataView, offset: number, { header, body }: PidRetstatus): number {
  const { status } = body;
  const size = 25 + 12 * status.length;
  writeHeader(view, offset, 18, size, header);
  view.setInt32(offset + 21, status.length, true);
  let at = offset + 25;
  for (const item of status) {
    view.setUint32(at, item.pid, true);
    view.setUint32(at + 4, item.tgid, true);
    view.setUint32(at + 8, item.pgid, true);
    at += 12;
  }
  return size;
}

function decodePidRetstatus(view: DataView, offset: number): Decoded<PidRetstatus> {
  const header = readHeader(view, offset);
  const count = view.getInt32(offset + 21, true);
  const status = new Array<PidStatus>(count);
  let at = offset + 25;
  for (let index = 0; index < count; index++) {
    status[index] = { pid: view.getUint32(at, true), tgid: view.getUint32(at + 4, true), pgid: view.getUint32(at + 8, true) };
    at += 12;
  }
  return { code: 18, header, body: { nstatus: count, status } };
}

function encodeSysvMovres(view: DataView, offset: number, { header, body }: SysvMovres): number {
  const { uri } = body;
  const size = 42 + uri.length;
  writeHeader(view, offset, 36, size, header);
  view.setUint32(offset + 21, body.resid, true);
  view.setUint32(offset + 25, body.type, true);
  view.setUint32(offset + 29, body.owner, true);
  view.setBigUint64(offset + 33, body.lease, true);
  const start = offset + 41;
  for (let index = 0; index < uri.length; index++) view.setUint8(start + index, uri.charCodeAt(index));
  view.setUint8(start + uri.length, 0);
  return size;
}

function decodeSysvMovres(view: DataView, offset: number, length: number): Decoded<SysvMovres> {
  const header = readHeader(view, offset);
  const resid = view.getUint32(offset + 21, true);
  const type = view.getUint32(offset + 25, true);
  const owner = view.getUint32(offset + 29, true);
  const lease = view.getBigUint64(offset + 33, true);
  const uri = bytesOf(view).toString('latin1', offset + 41, offset + length - 1);
  return { code: 36, header, body: { resid, type, owner, lease, uri } };
}

function encodeSysvMsgsnd(view: DataView, offset: number, { header, body }: SysvMsgsnd): number {
  const size = 33 + body.msg.length;
  writeHeader(view, offset, 37, size, header);
  view.setUint32(offset + 21, body.msgid, true);
  view.setBigInt64(offset + 25, body.msgtype, true);
  bytesOf(view).set(body.msg, offset + 33);
  return size;
}

function decodeSysvMsgsnd(view: DataView, offset: number, length: number): Decoded<SysvMsgsnd> {
  const header = readHeader(view, offset);
  const msgid = view.getUint32(offset + 21, true);
  const msgtype = view.getBigInt64(offset + 25, true);
  const msg = new Uint8Array(length - 33);
  msg.set(bytesOf(view).subarray(offset + 33, offset + length));
  return { code: 37, header, body: { msgid, msgtype, msg } };
}

/** The views read the region's DataView directly: nothing to wrap, nothing to check. */
function readersOf(first: string, second: string): Pick<RegionCodec, 'view' | 'wrap'> {
  const expression = `${first} + ${second}`;
  return { view: { expression }, wrap: { expression } };
}

const u32 = (at: number): string => `view.getUint32(offsets[k] + ${at}, true)`;

const CODECS: Readonly<Record<MessageName, RegionCodec>> = {
  IPC_PID_KILL: { encode: encodePidKill, decode: decodePidKill, ...readersOf(u32(21), u32(29)) },
  IPC_PID_RETSTATUS: { encode: encodePidRetstatus, decode: decodePidRetstatus, ...readersOf(u32(21), u32(789)) },
  IPC_SYSV_MOVRES: { encode: encodeSysvMovres, decode: decodeSysvMovres, ...readersOf(u32(21), u32(29)) },
  IPC_SYSV_MSGSND: { encode: encodeSysvMsgsnd, decode: decodeSysvMsgsnd, ...readersOf(u32(21), 'lengths[k] - 33') },
};

export function createUncheckedFloor(message: MessageName, inputs: readonly LogicalMessage[]): Codec {
  return createRegionCodec('unchecked floor', 'hand-written, no checks at all', message, inputs, CODECS[message]);
}
