/** RPC arguments: one 64-bit slot each, inputs extended to it and checked, outputs narrowed as the source does. */
import type { RpcArgument, RpcEntry, RpcLayout, ScalarName } from '../layout/types.ts';
import { describeInteger } from './describe-value.ts';
import { ErrorCode, FrameError, type Place } from './errors.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { parseFloat64, parseInteger, property, requireObject, requireProperty } from './parse-value.ts';
import { floatBytes, integerBytes, isFloat, isSigned, limitsOfScalar, readFloat, readInteger, SCALAR_SIZE } from './scalar.ts';
import type { StructReader } from './struct-reader.ts';
import type { StructWriter } from './struct-writer.ts';
import { checkFloat, checkInteger, rulesOfArgument, scalarOf } from './value-rules.ts';

const SLOT_SIZE = 8;

export function readArguments(reader: StructReader, rpc: RpcLayout, entry: RpcEntry): JsonObject {
  return Object.fromEntries(entry.args.map((argument) => [argument.name, readArgument(reader, rpc, argument)]));
}

function readArgument(reader: StructReader, rpc: RpcLayout, argument: RpcArgument): JsonValue {
  const { byteOrder } = rpc.args;
  const at = reader.place(argument.name, slotOffset(rpc, argument));
  const rules = rulesOfArgument(argument, byteOrder);
  const scalar = scalarOf(argument.type);
  const slot = readInteger(reader.bytes, at.offset, 'u64', byteOrder);
  const value = narrow(slot, scalar);
  if (isFloat(scalar)) {
    const float = readFloat(integerBytes(slot, 'u64', 'little'), 0, scalar, 'little');
    reader.note(at, SLOT_SIZE, argument, String(float));
    refuseWide(argument, slot, value, at);
    checkFloat(rules, float, at);
    return Number.isFinite(float) ? float : String(float);
  }
  reader.note(at, SLOT_SIZE, argument, describeInteger(rules, value));
  refuseWide(argument, slot, value, at);
  checkInteger(rules, scalar, value, at);
  return reader.toJson(rules, value);
}

/** The low bits of a slot as the argument's type. */
function narrow(slot: bigint, scalar: ScalarName): bigint {
  const bits = 8 * SCALAR_SIZE[scalar];
  return isSigned(scalar) ? BigInt.asIntN(bits, slot) : BigInt.asUintN(bits, slot);
}

/** An input must be exactly its own zero- or sign-extension. */
function refuseWide(argument: RpcArgument, slot: bigint, value: bigint, at: Place): void {
  if (argument.dir === 'out' || BigInt.asUintN(64, value) === slot) return;
  const scalar = scalarOf(argument.type);
  const whole = isSigned(scalar) ? BigInt.asIntN(64, slot) : slot;
  const { min, max } = limitsOfScalar(scalar);
  throw new FrameError(ErrorCode.RANGE, at, whole < 0n ? min : max, whole);
}

/** Writes every argument into its slot; outputs may be left out and are zero then. */
export function writeArguments(writer: StructWriter, rpc: RpcLayout, entry: RpcEntry, body: unknown): void {
  const names = entry.args.map((argument) => argument.name);
  const object = requireObject(body, writer.place('', 0), names);
  for (const argument of entry.args) {
    const at = writer.place(argument.name, slotOffset(rpc, argument));
    if (argument.dir === 'out' && property(object, argument.name) === undefined) continue;
    const slot = slotOf(argument, rpc, requireProperty(object, argument.name, at), at);
    writer.sink.set(at.offset, integerBytes(slot, 'u64', rpc.args.byteOrder));
  }
}

function slotOf(argument: RpcArgument, rpc: RpcLayout, value: unknown, at: Place): bigint {
  const rules = rulesOfArgument(argument, rpc.args.byteOrder);
  const scalar = scalarOf(argument.type);
  if (isFloat(scalar)) {
    const bytes = floatBytes(parseFloat64(rules, scalar, value, at), scalar, 'little');
    return readInteger(bytes, 0, scalar === 'f32' ? 'u32' : 'u64', 'little');
  }
  const integer = parseInteger(rules, scalar, value, at);
  checkInteger(rules, scalar, integer, at);
  return integer;
}

function slotOffset(rpc: RpcLayout, argument: RpcArgument): number {
  return rpc.args.offset + argument.slot * rpc.args.elementSize;
}
