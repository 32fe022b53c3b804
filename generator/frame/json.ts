/** JSON as the frame codec speaks it: integer literals that a double cannot hold stay visible, bytes are hex text. */
import { FrameInputError } from './errors.ts';

export type JsonValue = null | boolean | number | string | JsonValue[] | { [name: string]: JsonValue };
export type JsonObject = { [name: string]: JsonValue };

/** An integer literal beyond 2^53-1, as it was written. Integer fields refuse it, because most JSON tools would have rounded it; floats take it. */
export class UnsafeInteger {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A string with the colon that makes it a key, a string value, or a number. */
const TOKEN = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|-?\d[\d.eE+-]*/g;

/**
 * Parses JSON; unsafe integer literals become {@link UnsafeInteger}. A reviver cannot see the source text on Node 20, so literals are
 * turned into tagged strings first: every string value gets the letter `s` in front, every unsafe literal becomes a string with an `n`.
 *
 * @throws FrameInputError `SLUICE_ERR_INPUT_JSON`
 */
export function parseObject(text: string): unknown {
  try {
    JSON.parse(text); // so that a mistake is told by its place in `text`
    return JSON.parse(text.replace(TOKEN, tagToken), (_key, value: unknown) => {
      if (typeof value !== 'string') return value;
      return value.startsWith('s') ? value.slice(1) : new UnsafeInteger(value.slice(1));
    });
  } catch (cause) {
    // Besides mistakes this is nesting so deep that a reviver runs out of stack.
    throw new FrameInputError('SLUICE_ERR_INPUT_JSON', `not JSON: ${(cause as Error).message}`);
  }
}

function tagToken(token: string, string: string | undefined, colon: string | undefined): string {
  if (string !== undefined) return colon === undefined ? `"s${string.slice(1)}` : token;
  return /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"n${token}"` : token;
}

/** 64-bit integers as JSON: a number when safe, else `"0x…"` in lower case, `"-0x…"` when negative. */
export function integerToJson(value: bigint): number | string {
  if (Number.isSafeInteger(Number(value))) return Number(value);
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

/** @throws FrameInputError `SLUICE_ERR_INPUT_HEX` unless `text` is pairs of hex digits; spaces and line ends between bytes are fine */
export function parseHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  const bad = /[^0-9a-fA-F]/.exec(digits);
  if (bad !== null) throw new FrameInputError('SLUICE_ERR_INPUT_HEX', `hex may hold 0-9 and a-f only: found '${bad[0]}'`);
  if (digits.length % 2 !== 0) {
    throw new FrameInputError('SLUICE_ERR_INPUT_HEX', `hex needs two digits a byte: found ${digits.length} digits`);
  }
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
  );
}

export function formatHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What a JSON value is, for sentences such as `wants a number, got an array`. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (value instanceof UnsafeInteger) return `${value.text}`;
  if (typeof value === 'object') return 'an object';
  return value === undefined ? 'nothing' : `a ${typeof value}`;
}
