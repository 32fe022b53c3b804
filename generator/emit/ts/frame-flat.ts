/** Frames of plain messages: header, body and padding in one function, at constant offsets from the start of the frame. */
import type { FieldLayout, FrameLayout, MessageLayout, StructLayout } from '../../layout/types.ts';
import { place } from './place.ts';
import { errorAt, flushStores, givenError, type Scope, setScalar, store } from './scope.ts';
import { holesOf, isVariable } from './struct-facts.ts';
import { scalarOf, shapeOf, valueOf } from './value.ts';
import { destructure, writeFields, writeZeros } from './write-fields.ts';
import { requireObject } from './write-struct.ts';

/** A message with more fields is written by the functions of its header and its body. */
const MOST_FIELDS = 24;

/** Whether header and body are plain fields that stand where they stand. It makes small frames a fifth faster than calls would. */
export function isFlat({ struct }: MessageLayout, { header, code, size }: FrameLayout): boolean {
  if (struct !== null && isVariable(struct)) return false;
  const fields = [...header.fields, ...(struct?.fields ?? [])];
  const isNarrow = [code, size].every((field) => field === null || shapeOf(valueOf(field)) === 'number');
  return isNarrow && fields.length <= MOST_FIELDS && fields.every(isPlain);
}

function isPlain({ count, type }: FieldLayout): boolean {
  return count === null && type.kind !== 'struct' && type.kind !== 'union';
}

/** All checks, then all stores. `size` is the whole frame without what `align` adds, `end` with it. */
export function writeFlat(scope: Scope, message: MessageLayout, frame: FrameLayout, size: number, end: number): void {
  const { header } = frame;
  const { struct } = message;
  requireObject(scope, 'header');
  const isKnown = (field: FieldLayout): boolean => field === frame.code || field === frame.size;
  const locals = destructure(scope, header.fields, 'header', null, (field) => !isKnown(field));
  const given = (field: FieldLayout): string => locals.get(field)?.[0] ?? '';
  checkGiven(scope, frame.code, given(frame.code), message.code ?? 0, 'CODE_UNKNOWN');
  putKnown(scope, frame.code, message.code ?? 0);
  if (frame.size !== null) putKnown(scope, frame.size, size);
  writeFields(
    scope,
    header.fields.filter((field) => !isKnown(field)),
    locals,
  );
  for (const hole of holesOf(header)) writeZeros(scope, hole);
  if (struct !== null) writeBody(scope, struct, header.size);
  if (frame.size !== null) checkGiven(scope, frame.size, given(frame.size), size, 'SIZE');
  const used = header.size + (struct?.size ?? 0);
  if (used < end) store(scope, '// Padding.');
  writeZeros(scope, { start: used, end });
  flushStores(scope);
}

function writeBody(scope: Scope, struct: StructLayout, headerSize: number): void {
  const start = place('at', headerSize, 'at', null);
  scope.lines.guard("typeof body !== 'object' || body === null", errorAt(scope, 'kindError', start, 'body'));
  writeFields(scope, struct.fields, destructure(scope, struct.fields, 'body'), start);
  for (const hole of holesOf(struct)) writeZeros(scope, hole, start);
}

/** A field that follows from the message must be right when it is given. */
function checkGiven(scope: Scope, field: FieldLayout, given: string, value: number, code: string): void {
  const at = place('at', field.offset, 'at', field.name);
  scope.lines.guard(`${given} !== undefined && ${given} !== ${value}`, givenError(scope, code, at, String(value), given));
}

function putKnown(scope: Scope, field: FieldLayout, value: number): void {
  const at = place('at', field.offset, 'at', field.name);
  store(scope, setScalar(scope.module, scalarOf(field.type) ?? 'u8', field.byteOrder, at, String(value)));
}
