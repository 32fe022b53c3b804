/** One argument in its slot: inputs extended to 64 bits and checked, outputs narrowed as the source does. */
import type { FieldLayout, RpcArgument } from '../../layout/types.ts';
import { numberLiteral } from './literals.ts';
import { type Place, place } from './place.ts';
import { judgeRaw, readValue } from './read-value.ts';
import { readPair } from './read-wide.ts';
import { errorAt, getScalar, type Scope, setScalar, store } from './scope.ts';
import { isSigned, limitsOfScalar, scalarOf, scalarSize, shapeOf, valueOf } from './value.ts';
import { writeValue } from './write-value.ts';
import { writePair } from './write-wide.ts';

function slotOf(argument: RpcArgument, slots: FieldLayout): Place {
  return place('at', slots.offset + argument.slot * slots.elementSize, 'at', argument.name);
}

/** Where a value narrower than its slot stands in it. */
function lowEnd(at: Place, size: number, slots: FieldLayout): Place {
  return slots.byteOrder === 'little' ? at : { ...at, shift: slots.elementSize - size };
}

/** One expression per property. */
export function readArgument(scope: Scope, argument: RpcArgument, slots: FieldLayout): string[] {
  const at = slotOf(argument, slots);
  const value = valueOf(argument, slots.byteOrder);
  const scalar = scalarOf(argument.type) ?? 'u64';
  const size = scalarSize(scalar);
  const hint = argument.tsName;
  if (shapeOf(value) === 'pair') {
    const { lo, hi } = readPair(scope, value, at, hint);
    return [lo, hi];
  }
  if (size === 8 || argument.dir === 'out') return [readValue(scope, value, lowEnd(at, size, slots), hint)];
  const { lines, module, names } = scope;
  const half = isSigned(scalar) ? 'i32' : 'u32';
  const low = lowEnd(at, 4, slots);
  const lo = names.add(hint);
  const hi = names.add(`${hint}High`);
  const isLittle = slots.byteOrder === 'little';
  lines.add(`const ${lo} = ${getScalar(module, half, slots.byteOrder, low)};`);
  lines.add(`const ${hi} = ${getScalar(module, half, slots.byteOrder, at, isLittle ? 4 : 0)};`);
  const { min, max } = limitsOfScalar(scalar);
  const isWide = [
    `${hi} !== ${isSigned(scalar) ? `${lo} >> 31` : '0'}`,
    size < 4 && isSigned(scalar) ? `(${lo} << ${32 - 8 * size}) >> ${32 - 8 * size} !== ${lo}` : null,
    size < 4 && !isSigned(scalar) ? `${lo} > ${numberLiteral(max)}` : null,
  ].filter((part) => part !== null);
  const whole = `${module.use('join64')}(${hi}, ${lo}${isSigned(scalar) ? ' >>> 0' : ''})`;
  lines.guard(isWide.join(' || '), errorAt(scope, 'rangeError', at, whole, numberLiteral(min), numberLiteral(max)));
  if (shapeOf(value) === 'float') return [`${module.use('float32Of')}(${lo})`];
  return [judgeRaw(scope, value, lo, at, hint)];
}

/** The slot is zero already; what is signed is extended over all of it. */
export function writeArgument(scope: Scope, argument: RpcArgument, locals: readonly string[], slots: FieldLayout): void {
  const at = slotOf(argument, slots);
  const value = valueOf(argument, slots.byteOrder);
  const scalar = scalarOf(argument.type) ?? 'u64';
  const size = scalarSize(scalar);
  const [local = '', high = ''] = locals;
  if (shapeOf(value) === 'pair') {
    writePair(scope, value, local, high, at);
    return;
  }
  writeValue(scope, value, local, lowEnd(at, size, slots));
  if (size === 8 || !isSigned(scalar)) return;
  const isLittle = slots.byteOrder === 'little';
  const raw = shapeOf(value) === 'bool' ? `Number(${local})` : local;
  if (size < 4) store(scope, setScalar(scope.module, 'i32', slots.byteOrder, at, raw, isLittle ? 0 : 4));
  store(scope, setScalar(scope.module, 'i32', slots.byteOrder, at, `${raw} >> 31`, isLittle ? 4 : 0));
}
