/** What the emitters of one generated function share. */
import type { ByteOrder, FieldLayout, ScalarName, StructLayout, TailLayout } from '../../layout/types.ts';
import { Lines } from './lines.ts';
import type { LocalNames } from './local-names.ts';
import type { Module } from './module.ts';
import { address, field, offset, type Place } from './place.ts';
import { scalarSize } from './value.ts';

export interface Scope {
  readonly module: Module;
  readonly lines: Lines;
  readonly names: LocalNames;
  /** Stores that wait until the values before them have been checked too: see {@link store}. */
  readonly stores: string[];
  /** The C name that errors carry, as an expression. */
  readonly messageName: string;
  /** Fields whose raw integer is needed later. */
  readonly deciding: ReadonlySet<FieldLayout>;
  /** Raw integers of fields that decide something else, as expressions. */
  readonly raw: Map<FieldLayout, string>;
  /** Locals that hold tails, and locals that say where those start whose elements have records. */
  readonly tails: Map<TailLayout, string>;
  readonly starts: Map<TailLayout, string>;
  /** Locals that hold counts which are known only after all tails. */
  readonly counts: Map<FieldLayout, string>;
}

export function scopeOf(
  module: Module,
  messageName: string,
  parameters: readonly string[],
  depth = 1,
  deciding: ReadonlySet<FieldLayout> = new Set(),
): Scope {
  const names = module.localNames(...parameters);
  return {
    module,
    lines: new Lines(depth),
    stores: [],
    names,
    messageName,
    deciding,
    raw: new Map(),
    tails: new Map(),
    starts: new Map(),
    counts: new Map(),
  };
}

/**
 * Stores what has been checked, but not yet: checks of neighbours come first, then all their stores. V8 forgets what it knows about objects at
 * each store, and checking and storing in turn takes a fifth longer.
 */
export function store(scope: Scope, statement: string): void {
  scope.stores.push(statement);
}

/** Now is the time: something follows that is no check, or a block ends. */
export function flushStores({ lines, stores }: Scope): void {
  lines.add(...stores.splice(0));
}

/** `helper('IPC_PID_KILL', 'type', 4, ...rest)`: the error about the value at `at`. */
export function errorAt(scope: Scope, helper: string, at: Place, ...rest: readonly string[]): string {
  return `${scope.module.use(helper)}(${[scope.messageName, field(at), offset(at), ...rest].join(', ')})`;
}

/** The error for what was thrown while the element at `at` was written. */
export function elementError(scope: Scope, at: Place, element: string): string {
  return `${scope.module.use('elementError')}(error, ${element}, ${scope.messageName}, ${field(at)}, ${offset(at)})`;
}

/** The error for a value that follows from the rest, and was not what follows. */
export function givenError(scope: Scope, code: string, at: Place, actual: string, given: string): string {
  const helper = scope.module.use('givenError');
  return `${helper}('SLUICE_ERR_${code}', ${scope.messageName}, ${field(at)}, ${offset(at)}, ${actual}, ${given})`;
}

/** `new CodecError(...)` for errors that have no helper of their own. */
export function codecError(scope: Scope, code: string, at: Place, expected: string, got: string): string {
  const error = scope.module.use('CodecError');
  return `new ${error}('SLUICE_ERR_${code}', ${scope.messageName}, ${field(at)}, ${offset(at)}, ${expected}, ${got})`;
}

/** The error for fewer bytes than the fixed part needs. */
export function truncatedError(scope: Scope, struct: StructLayout, available: string): string {
  const places = struct.fields.map((item) => `['${item.name}', ${item.offset}, ${item.size}]`);
  return `${scope.module.use('truncated')}(${scope.messageName}, [${places.join(', ')}], ${struct.fixedSize}, ${available})`;
}

/** Runs `body` in a `try` that says where in this struct an inner item went wrong. */
export function placingErrors(scope: Scope, at: Place, body: () => void): void {
  const { lines, module } = scope;
  flushStores(scope);
  const outer = `${module.use('within')}(error, ${scope.messageName}, ${field(at)}, ${offset(at)})`;
  lines.chain(['try {', body, '} catch (error) {', () => lines.call(`throw ${outer};`)]);
}

const METHODS: Readonly<Partial<Record<ScalarName, string>>> = {
  u8: 'Uint8',
  u16: 'Uint16',
  u32: 'Uint32',
  i8: 'Int8',
  i16: 'Int16',
  i32: 'Int32',
  f32: 'Float32',
  f64: 'Float64',
  bool: 'Uint8',
  char: 'Uint8',
};

/** `view.getUint32(at + 4, true)`; bigints go through the runtime, where they are faster than a DataView's own. */
export function getScalar(module: Module, scalar: ScalarName, order: ByteOrder, at: Place, more = 0, view = 'view'): string {
  const place = address(at, more);
  if (scalar === 'u64' || scalar === 'i64')
    return `${module.use(`take${scalar.toUpperCase()}`)}(${view}, ${place}, ${order === 'little'})`;
  return `${view}.get${METHODS[scalar]}(${place}${orderOf(scalar, order)})`;
}

/** `view.setUint32(at + 4, value, true);`. */
export function setScalar(module: Module, scalar: ScalarName, order: ByteOrder, at: Place, value: string, more = 0): string {
  const place = address(at, more);
  if (scalar === 'u64' || scalar === 'i64')
    return `${module.use(`put${scalar.toUpperCase()}`)}(view, ${place}, ${value}, ${order === 'little'});`;
  return `view.set${METHODS[scalar]}(${place}, ${value}${orderOf(scalar, order)});`;
}

/** Whether `view` reaches up to `end`, for messages of one size: quicker, but slow for a while after the answer was no. */
export function reaches(module: Module, end: string): string {
  return `${module.use('reaches')}(view, ${end})`;
}

/** Whether `view` reaches up to `end`. */
export function hasRoom(module: Module, end: string): string {
  return `${module.use('hasRoom')}(view, ${end})`;
}

function orderOf(scalar: ScalarName, order: ByteOrder): string {
  return scalarSize(scalar) === 1 ? '' : `, ${order === 'little'}`;
}
