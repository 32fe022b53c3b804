/** The frame codec and generated C on the same bytes: what both of them answer, as comparable text. */
import * as assert from 'uvu/assert';
import { CodecError, decodeFrame, encodeFrame, formatHex, type JsonObject, parseHex } from '../../../../generator/frame/index.ts';
import type { Layout } from '../../../../generator/layout/types.ts';

/** A line for the driver. `subject` is `frame` or the C name of a struct. */
export interface Question {
  readonly subject: string;
  readonly bytes: Uint8Array;
}

export function questionLine({ subject, bytes }: Question): string {
  return `${subject} ${formatHex(bytes)}\n`;
}

/** What the driver should say, according to the frame codec. */
function expectedAnswer(layout: Layout, { subject, bytes }: Question): string {
  const as = subject === 'frame' ? {} : { as: subject };
  try {
    const { message, header, body } = decodeFrame(layout, bytes, as);
    fillCounts(layout, message, body);
    return `ok ${formatHex(encodeFrame(layout, message, header === null ? { body } : { header, body }))}`;
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    return errorLine({
      code: error.code,
      message: error.messageName,
      field: error.field,
      offset: error.offset,
      expected: error.expected,
      got: error.got,
    });
  }
}

/**
 * An answer of C as the frame codec would have put it: JSON knows one NaN, and bytes that no member of an overlay names are zero;
 * C keeps the bits of both.
 */
function canonicalAnswer(layout: Layout, subject: string, answer: string): string {
  return answer.startsWith('ok ') ? expectedAnswer(layout, { subject, bytes: parseHex(answer.slice(3)) }) : answer;
}

/** Sees to it that C says of the bytes what the frame codec says. */
export function assertAnswer(layout: Layout, question: Question, answer: string): void {
  const expected = expectedAnswer(layout, question);
  // Nearly all answers are the same as they stand.
  if (answer !== expected) assert.is(canonicalAnswer(layout, question.subject, answer), expected, questionLine(question));
}

/** C always fills counts in; the frame codec does where there is none. It matters where a tail is absent and its count is not 0. */
function fillCounts(layout: Layout, name: string, body: JsonObject): void {
  const struct =
    layout.messages.find((message) => message.name === name)?.struct ??
    layout.structs.find((candidate) => candidate.name === name);
  for (const field of struct?.fields ?? []) if (field.counts !== null) delete body[field.name];
}

type Number64 = number | bigint | string | null;

export function errorLine(error: {
  code: string;
  message: string;
  field: string | null;
  offset: number;
  expected: Number64;
  got: Number64;
}): string {
  const { code, message, field, offset, expected, got } = error;
  return `${code} ${message} ${field ?? '-'} ${offset} ${asInt64(expected)} ${asInt64(got)}`;
}

/** As `struct sluice_error` holds it: null is 0, unsigned values keep their bits, floats lose their fraction. */
function asInt64(value: Number64): bigint {
  if (value === null) return 0n;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt.asIntN(64, BigInt(value)) : clampFloat(value);
  const text = String(value);
  return BigInt.asIntN(64, text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text));
}

function clampFloat(value: number): bigint {
  if (value >= 2 ** 63) return 2n ** 63n - 1n;
  return value > -(2 ** 63) ? BigInt(Math.trunc(value)) : -(2n ** 63n);
}

/** Bytes that differ from `bytes` in one way: cut at every length, one byte more, or one byte changed to a telling value. */
export function* mutationsOf(bytes: Uint8Array): Generator<Uint8Array> {
  yield bytes;
  for (let length = 0; length < bytes.length; length += 1) yield bytes.subarray(0, length);
  yield Uint8Array.of(...bytes, 0);
  for (const [at, byte] of bytes.entries()) {
    for (const other of new Set([0, 1, 0x7f, 0x80, 0xff, byte ^ 0x10, (byte + 1) & 0xff, (byte + 0xff) & 0xff])) {
      if (other !== byte) yield bytes.with(at, other);
    }
  }
}
