/** Writing one tail. The local `next` is where it starts, and moves past it; -1 is returned where the view ends too early. */
import type { StructLayout, TailLayout } from '../../layout/types.ts';
import { bigintLiteral, numberLiteral } from './literals.ts';
import { place } from './place.ts';
import { alignedNext, integerOf, isMet } from './read-tail.ts';
import { codecError, errorAt, givenError, hasRoom, placingErrors, type Scope, setScalar } from './scope.ts';
import { isVariable } from './struct-facts.ts';
import { limitsOfScalar, scalarOf, scalarSize, shapeOf, valueOf } from './value.ts';
import { writeElements } from './write-array.ts';
import { writeCount } from './write-count.ts';

type TailLocals = ReadonlyMap<TailLayout, string>;

export function writeTail(scope: Scope, struct: StructLayout, tail: TailLayout, locals: TailLocals): void {
  const { lines, names, starts } = scope;
  const local = locals.get(tail) ?? tail.tsName;
  const hasRecords = struct.tails.some((other) => other.per === tail);
  if (hasRecords) starts.set(tail, names.add(`${tail.tsName}At`));
  if (tail.condition === null) {
    writePresent(scope, tail, locals, 'const ');
    return;
  }
  if (hasRecords) lines.add(`let ${starts.get(tail) ?? ''} = next;`);
  const at = place('next', 0, 'at', tail.name);
  lines.chain([
    `if (${isMet(tail.condition, scope)}) {`,
    () => writePresent(scope, tail, locals, ''),
    `} else if (${local} !== undefined) {`,
    () => lines.call(`throw ${codecError(scope, 'COUNT', at, '0', lengthOf(scope, tail, local))};`),
  ]);
}

/** Elements or bytes of a tail that must not be there. */
function lengthOf({ module, messageName }: Scope, tail: TailLayout, local: string): string {
  return tail.kind === 'string'
    ? `${module.use('textLength')}(${local}, ${messageName}, '${tail.name}', next - at)`
    : `${local}.length`;
}

function writePresent(scope: Scope, tail: TailLayout, locals: TailLocals, declare: string): void {
  const { lines, module, starts } = scope;
  const local = locals.get(tail) ?? tail.tsName;
  const at = place('next', 0, 'at', tail.name);
  if (tail.align > 1 && tail.offset === null) alignTail(scope, tail);
  const start = starts.get(tail);
  if (start !== undefined) lines.add(`${declare}${start} = next;`);
  switch (tail.kind) {
    case 'array': {
      lines.guard(`!Array.isArray(${local})`, errorAt(scope, 'kindError', at, local));
      writeCount(scope, tail, `${local}.length`);
      lines.add(`if (!${hasRoom(module, `next + ${local}.length * ${tail.elementSize}`)}) return -1;`);
      if (tail.type === null) return;
      const value = valueOf({ ...tail, type: tail.type });
      const hasRecords = start !== undefined;
      writeElements(scope, { value, array: local, elementSize: tail.elementSize, next: 'next', field: tail.name, hasRecords });
      return;
    }
    case 'bytes':
    case 'rest':
      lines.guard(`!(${local} instanceof Uint8Array)`, errorAt(scope, 'kindError', at, local));
      writeCount(scope, tail, `${local}.length`);
      lines.add(`if (!${hasRoom(module, `next + ${local}.length`)}) return -1;`);
      lines.add(`${module.use('putBytes')}(view, next, ${local});`, `next += ${local}.length;`);
      return;
    case 'string': {
      if (tail.condition !== null) lines.guard(`typeof ${local} !== 'string'`, errorAt(scope, 'kindError', at, local));
      const max = tail.max === null ? [] : [String(tail.max)];
      const call = ['view', 'next', local, scope.messageName, `'${tail.name}'`, 'next - at', ...max].join(', ');
      lines.call(`next = ${module.use('putText')}(${call});`);
      lines.add('if (next < 0) return -1;');
      return;
    }
    case 'records':
      writeRecords(scope, tail, local, locals);
  }
}

function alignTail({ lines, module, names }: Scope, tail: TailLayout): void {
  const aligned = names.add('aligned');
  lines.add(
    `const ${aligned} = ${alignedNext(tail.align)};`,
    `if (!${hasRoom(module, aligned)}) return -1;`,
    `${module.use('zero')}(view, next, ${aligned});`,
    `next = ${aligned};`,
  );
}

/** One record per element of the array, each right after the one before; the elements get to know where. */
function writeRecords(scope: Scope, tail: TailLayout, local: string, locals: TailLocals): void {
  const { lines, names, module, starts } = scope;
  const { per, offsetField, type } = tail;
  if (per === null || offsetField === null || type?.kind !== 'struct')
    throw new TypeError(`records without an array: ${tail.name}`);
  const { struct } = type;
  const at = place('next', 0, 'at', tail.name);
  const array = locals.get(per) ?? per.tsName;
  const count = per.condition === null ? `${array}.length` : `(${array}?.length ?? 0)`;
  const from = names.add(`${tail.tsName}From`);
  const index = names.add('i');
  const record = names.add('record');
  const scalar = scalarOf(offsetField.type) ?? 'u32';
  const path = place(from, 0, 'at', `${per.name}.${offsetField.name}`);
  lines.guard(`!Array.isArray(${local})`, errorAt(scope, 'kindError', at, local));
  writeCount(scope, tail, `${local}.length`);
  lines.guard(`${local}.length !== ${count}`, codecError(scope, 'COUNT', at, count, `${local}.length`));
  lines.add(`let ${from} = ${starts.get(per) ?? 'at'} + ${offsetField.offset};`);
  lines.add(`let ${index} = 0;`);
  lines.block(`for (const ${record} of ${local}) {`, () => {
    const given = names.add('given');
    const claimed = integerOf(given, offsetField, module);
    const isWide = scalarSize(scalar) === 8;
    const actual = isWide && offsetField.js !== 'number' ? 'BigInt(next - at)' : 'next - at';
    lines.add(`const ${given} = ${array}${per.condition === null ? '' : '?.'}[${index}];`, `${index} += 1;`);
    const isGiven =
      shapeOf(valueOf(offsetField)) === 'pair'
        ? `${given}?.${offsetField.tsName}Lo !== undefined`
        : `${given}?.${offsetField.tsName} !== undefined`;
    lines.guard(`${isGiven} && ${claimed} !== ${actual}`, givenError(scope, 'OFFSET', path, 'next - at', claimed));
    const { max } = limitsOfScalar(scalar);
    const literal = isWide ? bigintLiteral : numberLiteral;
    if (!isWide) lines.guard(`next - at > ${literal(max)}`, codecError(scope, 'OFFSET', path, literal(max), 'next - at'));
    lines.add(setScalar(module, scalar, offsetField.byteOrder, path, isWide ? 'BigInt(next - at)' : 'next - at'));
    writeRecord(scope, struct, record, tail);
    lines.add(`${from} += ${per.elementSize};`);
  });
}

function writeRecord(scope: Scope, struct: StructLayout, record: string, tail: TailLayout): void {
  const { lines, names, module } = scope;
  const at = place('next', 0, 'at', tail.name);
  const write = `write${module.typeName(struct)}(view, next, ${record})`;
  if (!isVariable(struct)) {
    lines.add(`if (!${hasRoom(module, `next + ${struct.fixedSize}`)}) return -1;`);
    placingErrors(scope, at, () => lines.add(`${write};`));
    lines.add(`next += ${struct.fixedSize};`);
    return;
  }
  const end = names.add('end');
  lines.add(`let ${end}: number;`);
  placingErrors(scope, at, () => lines.add(`${end} = ${write};`));
  lines.add(`if (${end} < 0) return -1;`, `next = ${end};`);
}
