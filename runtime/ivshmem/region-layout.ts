/** A region's header, made and judged, and where its slots and lanes lie: `schema/region.yaml`, `docs/decisions/0010-region.md`. */
import {
  PROTOCOL_FINGERPRINT as REGION_FINGERPRINT,
  REGION_LANE_CONSUMER,
  REGION_LANE_PRODUCER,
  REGION_LANE_RELEASED,
  REGION_MAGIC,
  REGION_MAJOR,
  REGION_MAX_ARENA,
  REGION_MAX_RING,
  REGION_MAX_SLOTS,
  REGION_MIN_RING,
  REGION_PROBE,
  REGION_SLOTS_OFFSET,
} from '../../generated/region/codes.ts';
import { RegionHeader } from '../../generated/region/messages.ts';
import {
  LINE_SPACING,
  MAX_ARENA_BLOCKS,
  PAGE_SIZE,
  RefusalReason,
  PROTOCOL_FINGERPRINT as RINGS_FINGERPRINT,
} from '../../generated/segment/codes.ts';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import type { SegmentParts } from '../memory/native.ts';
import { crc32c } from './crc32c.ts';

const HEADER_SIZE = 4096;
const SLOT_SIZE = 256;
/** Of `ready`, which is stored last, and of the bytes that `crc` covers. */
const READY_OFFSET = 4088;
const READY = READY_OFFSET / 4;
const CRC_OFFSET = READY_OFFSET + 4;

/** Words of a slot, from its start; a test holds them against the layout. */
export const EPOCH = 0;
export const PEER_STATE = 1;
export const NUMBER = 2;
export const VECTORS = 3;
export const HEARTBEAT = 4;
export const ASSIGNED = 32;
export const DEAD_EPOCH = 33;

/** Words of a lane, from its start. */
export const SESSION = 0;
export const PARTNER = 1;
export const LANE_STATE = 2;
export const LANE_EPOCH = 3;
export const FINGERPRINT = 4;
export const BELLS = 6;
export const REFUSED = 7;
export const EARLIER = 8;

/** What a new region is made of. */
export interface RegionShape {
  /** Peers at a time: 2..64, 8 by default. */
  readonly slotCount?: number;
  /** Bytes of each ring, a power of two from 1024 to 2^30; by default the largest that fits. */
  readonly ringSize?: number;
  /** How often each peer shows that it lives, in milliseconds; 0, the default, where a server tells of the dead. */
  readonly beatIntervalMs?: number;
  /**
   * Memory for messages of more than a quarter of the ring, of every channel and in each direction: blocks of a power of two of at least 64 bytes, at
   * most 65536 of them, and 2^30 bytes in all. None by default.
   */
  readonly arena?: { readonly blockSize: number; readonly blockCount: number };
}

/** Numbers of a header that was judged. */
export interface RegionLayout {
  readonly slotCount: number;
  readonly ringSize: number;
  /** 0 without an arena; and so is the count. */
  readonly blockSize: number;
  readonly blockCount: number;
  readonly beatIntervalMs: number;
  readonly lanesOffset: number;
  readonly laneStride: number;
  /** Within a lane. */
  readonly ringOffset: number;
  readonly arenaOffset: number;
}

/** What a layout follows from. */
type Numbers = Pick<RegionLayout, 'slotCount' | 'ringSize' | 'blockSize' | 'blockCount' | 'beatIntervalMs'>;

function isSlotCount(count: number): boolean {
  return Number.isInteger(count) && count >= 2 && count <= REGION_MAX_SLOTS;
}

function isRingSize(size: number): boolean {
  return Number.isInteger(size) && size >= REGION_MIN_RING && size <= REGION_MAX_RING && (size & (size - 1)) === 0;
}

function isArena(blockSize: number, blockCount: number): boolean {
  if (blockSize === 0 && blockCount === 0) return true;
  const isSize =
    Number.isInteger(blockSize) && blockSize >= 64 && blockSize <= REGION_MAX_ARENA && (blockSize & (blockSize - 1)) === 0;
  const isCount = Number.isInteger(blockCount) && blockCount >= 1 && blockCount <= MAX_ARENA_BLOCKS;
  return isSize && isCount && blockSize * blockCount <= REGION_MAX_ARENA;
}

function onLine(bytes: number): number {
  return Math.ceil(bytes / LINE_SPACING) * LINE_SPACING;
}

function layoutOf(numbers: Numbers): RegionLayout {
  const { slotCount, ringSize, blockSize, blockCount } = numbers;
  const end = REGION_SLOTS_OFFSET + slotCount * SLOT_SIZE;
  const ringOffset = REGION_LANE_RELEASED + onLine(blockCount * 4);
  const arenaOffset = ringOffset + ringSize;
  const laneStride = arenaOffset + onLine(blockSize * blockCount);
  return { ...numbers, lanesOffset: Math.ceil(end / PAGE_SIZE) * PAGE_SIZE, laneStride, ringOffset, arenaOffset };
}

function sizeOf({ slotCount, lanesOffset, laneStride }: RegionLayout): number {
  return lanesOffset + slotCount * slotCount * laneStride;
}

function largest(numbers: Omit<Numbers, 'ringSize'>, size: number): RegionLayout {
  let ringSize = REGION_MAX_RING;
  while (ringSize > REGION_MIN_RING && sizeOf(layoutOf({ ...numbers, ringSize })) > size) ringSize /= 2;
  return layoutOf({ ...numbers, ringSize });
}

/** @throws ChannelError `SLUICE_ERR_OPTION` */
function layoutOfShape({ slotCount = 8, ringSize, beatIntervalMs = 0, arena }: RegionShape, size: number): RegionLayout {
  const { blockSize, blockCount } = arena ?? { blockSize: 0, blockCount: 0 };
  const check = (isRight: boolean, rule: string, values: string): void => {
    if (!isRight) throw new ChannelError(ChannelErrorCode.OPTION, `${rule}: ${values}`);
  };
  check(isSlotCount(slotCount), `slotCount must be 2..${REGION_MAX_SLOTS}`, `slotCount=${slotCount}`);
  const isBeat = Number.isInteger(beatIntervalMs) && beatIntervalMs >= 0 && beatIntervalMs <= 0x7fffffff;
  check(isBeat, 'beatIntervalMs must be 0..2^31-1', `beatIntervalMs=${beatIntervalMs}`);
  const isRing = ringSize === undefined || isRingSize(ringSize);
  check(isRing, `ringSize must be a power of two from ${REGION_MIN_RING} to 2^30`, `ringSize=${ringSize}`);
  check(
    isArena(blockSize, blockCount) && (arena === undefined || blockCount > 0),
    `an arena has blocks of a power of two of at least 64 bytes, at most ${MAX_ARENA_BLOCKS} of them, and 2^30 bytes in all`,
    `blockSize=${blockSize} blockCount=${blockCount}`,
  );
  const numbers = { slotCount, blockSize, blockCount, beatIntervalMs };
  const layout = ringSize === undefined ? largest(numbers, size) : layoutOf({ ...numbers, ringSize });
  check(sizeOf(layout) <= size, 'a region must fit into its memory', `needed=${sizeOf(layout)} size=${size}`);
  return layout;
}

/** @throws ChannelError `SLUICE_ERR_OPTION` */
export function makeRegion(buffer: ArrayBuffer, shape: RegionShape): void {
  const layout = layoutOfShape(shape, buffer.byteLength);
  const words = new Int32Array(buffer);
  // Partner: the load in readLayout. Nobody reads what is being made.
  Atomics.store(words, READY, 0);
  new Uint8Array(buffer, HEADER_SIZE, sizeOf(layout) - HEADER_SIZE).fill(0);
  const page = new Uint8Array(HEADER_SIZE);
  const { slotCount, ringSize, lanesOffset, laneStride, beatIntervalMs, blockSize, blockCount } = layout;
  RegionHeader.encode(new DataView(page.buffer), 0, {
    magic: magicBytes(),
    endianProbe: REGION_PROBE,
    major: REGION_MAJOR,
    layoutFingerprint: BigInt(REGION_FINGERPRINT),
    ringsFingerprint: BigInt(RINGS_FINGERPRINT),
    regionSize: sizeOf(layout),
    ...{ slotCount, ringSize, lanesOffset, laneStride, beatIntervalMs },
    arenaBlockSize: blockSize,
    arenaBlockCount: blockCount,
    ready: 0,
    crc: 0,
  });
  new DataView(page.buffer).setUint32(CRC_OFFSET, crc32c(page.subarray(0, READY_OFFSET)), true);
  new Uint8Array(buffer).set(page);
  Atomics.store(words, READY, 1);
}

function magicBytes(): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, REGION_MAGIC, true);
  return bytes;
}

/** Whether somebody has made a region there. */
export function isMade(buffer: ArrayBuffer): boolean {
  if (buffer.byteLength < HEADER_SIZE) return false;
  return Atomics.load(new Int32Array(buffer, 0, HEADER_SIZE / 4), READY) === 1;
}

/**
 * Copies the header once, and judges the copy.
 *
 * @throws ChannelError, with a `refusal`: `SLUICE_ERR_INCOMPATIBLE` for another byte order, version or layout, `SLUICE_ERR_PROTOCOL` for what is no
 *   region, or contradicts itself or the size
 */
export function readLayout(buffer: ArrayBuffer): RegionLayout {
  const page = new Uint8Array(buffer, 0, HEADER_SIZE).slice();
  judgeMaker(page);
  const header = decodeHeader(page);
  const { slotCount, ringSize, beatIntervalMs, regionSize, arenaBlockSize: blockSize, arenaBlockCount: blockCount } = header;
  const layout = layoutOf({ slotCount, ringSize, beatIntervalMs, blockSize, blockCount });
  if (
    !isSlotCount(slotCount) ||
    !isRingSize(ringSize) ||
    !isArena(blockSize, blockCount) ||
    header.lanesOffset !== layout.lanesOffset ||
    header.laneStride !== layout.laneStride ||
    regionSize !== sizeOf(layout) ||
    regionSize > buffer.byteLength
  ) {
    const values = `slots=${slotCount} ring=${ringSize} blocks=${blockCount}*${blockSize} needed=${regionSize} size=${buffer.byteLength}`;
    throw refusal(
      RefusalReason.RefuseSegment,
      BigInt(regionSize),
      BigInt(buffer.byteLength),
      `the header contradicts itself, or the memory: ${values}`,
    );
  }
  return layout;
}

/** Whether a maker of this layout has written it. In the order in which a later version may differ. */
function judgeMaker(page: Uint8Array<ArrayBuffer>): void {
  const view = new DataView(page.buffer);
  const word = (at: number): bigint => BigInt(view.getUint32(at, true));
  const long = (at: number): bigint => view.getBigUint64(at, true);
  const checks: readonly (readonly [RefusalReason, string, bigint, bigint])[] = [
    [RefusalReason.RefuseSegment, 'magic', REGION_MAGIC, long(0)],
    [RefusalReason.RefuseByteOrder, 'byte order', BigInt(REGION_PROBE), word(8)],
    [RefusalReason.RefuseVersion, 'major version', BigInt(REGION_MAJOR), word(12)],
    [RefusalReason.RefuseSegment, 'checksum', BigInt(crc32c(page.subarray(0, READY_OFFSET))), word(CRC_OFFSET)],
    [RefusalReason.RefuseLayout, 'layout', BigInt(REGION_FINGERPRINT), long(16)],
    [RefusalReason.RefuseLayout, 'layout of the rings', BigInt(RINGS_FINGERPRINT), long(24)],
  ];
  for (const [reason, what, expected, got] of checks) {
    if (got === expected) continue;
    throw refusal(reason, expected, got, `${what} of the region differs: expected=${hex(expected)} got=${hex(got)}`);
  }
}

function decodeHeader(page: Uint8Array<ArrayBuffer>): RegionHeader {
  try {
    return RegionHeader.decode(new DataView(page.buffer), 0, HEADER_SIZE);
  } catch (cause) {
    const text = 'a value of the header is out of range';
    throw new ChannelError(ChannelErrorCode.PROTOCOL, text, { cause });
  }
}

export function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

/** Why nobody attaches, or connects; `expected` is what the side that refuses has. */
export function refusal(
  reason: RefusalReason,
  expected: bigint,
  got: bigint,
  detail: string,
  byPeer: boolean = false,
): ChannelError {
  const code = reason === RefusalReason.RefuseSegment ? ChannelErrorCode.PROTOCOL : ChannelErrorCode.INCOMPATIBLE;
  return new ChannelError(code, detail, { refusal: { reason, code: 0, expected, got, byPeer, detail } });
}

/** Index of a slot's first word. */
export function slotAt(slot: number): number {
  return (REGION_SLOTS_OFFSET + slot * SLOT_SIZE) / 4;
}

/** Byte offset of the lane that `from` writes for `to`. */
export function laneAt({ lanesOffset, laneStride, slotCount }: RegionLayout, from: number, to: number): number {
  return lanesOffset + (from * slotCount + to) * laneStride;
}

/** A lane, as the part of a segment that a channel works on. */
export function partsAt({ ringSize, blockSize, blockCount, ringOffset, arenaOffset }: RegionLayout, lane: number): SegmentParts {
  const hasArena = blockCount > 0;
  return {
    state: lane + LANE_STATE * 4,
    ringControl: lane + REGION_LANE_PRODUCER,
    ringData: lane + ringOffset,
    ringSize,
    consumerControl: lane + REGION_LANE_CONSUMER,
    arenaData: hasArena ? lane + arenaOffset : -1,
    arenaSize: blockSize * blockCount,
    arenaBlockSize: blockSize,
    releasedData: hasArena ? lane + REGION_LANE_RELEASED : -1,
    releasedCount: blockCount,
    broadcastControl: -1,
    broadcastData: -1,
    broadcastSize: 0,
  };
}

/** Words between a lane's first line and its ring: lines of the rings, and generations. */
export function linesOf({ ringOffset }: RegionLayout): { readonly from: number; readonly to: number } {
  return { from: REGION_LANE_CONSUMER / 4, to: ringOffset / 4 };
}
