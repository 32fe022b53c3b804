/** Short ways to say what the frame codec must do with a struct `it`, a message or an RPC. */
import * as assert from 'uvu/assert';
import { decodeFrame, ErrorCode, encodeFrame, FrameError, formatHex, parseHex } from '../../../generator/frame/index.ts';
import type { Layout } from '../../../generator/layout/types.ts';

/** What an error must say; null stands for null. */
export type Wanted = [
  code: keyof typeof ErrorCode,
  field: string | null,
  offset: number,
  expected: number | bigint | null,
  got: number | bigint | null,
];

/** `body` encodes to `hex`, and `hex` decodes to `decoded` (by default the same body). */
export function both(layout: Layout, body: unknown, hex: string, decoded: unknown = body): void {
  assert.is(formatHex(encodeFrame(layout, 'it', { body })), hex.replaceAll(' ', ''));
  assert.equal(decodeFrame(layout, parseHex(hex), { as: 'it' }).body, decoded);
}

export function encodes(layout: Layout, body: unknown, hex: string): void {
  assert.is(formatHex(encodeFrame(layout, 'it', { body })), hex.replaceAll(' ', ''));
}

export function decodeFails(layout: Layout, hex: string, wanted: Wanted, as: string | null = 'it'): void {
  fails(() => decodeFrame(layout, parseHex(hex), as === null ? {} : { as }), wanted);
}

export function encodeFails(layout: Layout, body: unknown, wanted: Wanted): void {
  fails(() => encodeFrame(layout, 'it', { body }), wanted);
}

/** `action` throws a FrameError that says exactly `wanted`. */
export function fails(action: () => unknown, [code, field, offset, expected, got]: Wanted): void {
  const error = thrownBy(action);
  if (!(error instanceof FrameError)) throw error ?? new Error(`nothing thrown, wanted ${code}`);
  assert.equal(
    { code: error.code, field: error.field, offset: error.offset, expected: error.expected, got: error.got },
    { code: ErrorCode[code], field, offset, expected, got },
  );
}

export function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return null;
}
