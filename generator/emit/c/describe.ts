/** What comments say about fields and tails beyond their docs. */
import type { Condition, FieldLayout, TailLayout, TypeRef } from '../../layout/types.ts';
import { docText } from './comment.ts';
import { valueName } from './judge.ts';

/** What the C type does not say: the enum behind an integer, unit and bounds, bit ranges, what is counted. */
export function describeField(field: FieldLayout): string {
  const { type, typeName, unit, min, max, bits, counts, tag } = field;
  const facts = [
    describeType(type, typeName),
    unit === null ? '' : `in ${unit}`,
    min === null && max === null ? '' : `${min ?? ''}..${max ?? ''}`,
    ...(bits ?? []).map((bit) => `${bit.name} is bit ${bit.width === 1 ? bit.at : `${bit.at}..${bit.at + bit.width - 1}`}`),
    counts === null ? '' : `counts ${counts}`,
    tag === null ? '' : `member selected by ${tag.name}`,
  ].filter((fact) => fact !== '');
  const doc = docText(field);
  if (facts.length === 0) return doc;
  return doc === '' ? facts.join('; ') : `${doc} (${facts.join('; ')})`;
}

function describeType(type: TypeRef, typeName: string): string {
  if (type.kind === 'enum') return `enum ${typeName}`;
  if (type.kind === 'flags') return `flags ${typeName}`;
  if (type.kind === 'scalar' && (type.bool || type.scalar === 'bool')) return 'bool';
  return type.kind === 'scalar' && type.scalar !== typeName ? typeName : '';
}

/** One line per tail, where it starts and what it holds: the part of the layout that C can't declare. */
export function describeTail(tail: TailLayout): string {
  const where = tail.offset === null ? 'then' : `at ${tail.offset}`;
  const count = tail.count === null ? '' : String(tail.count.field?.name ?? tail.count.constant);
  const what = {
    array: `${tail.typeName} ${tail.name}[${count}]`,
    bytes: `bytes ${tail.name}[${count}]`,
    rest: `bytes ${tail.name}, whatever is left`,
    string: `NUL-terminated string ${tail.name}`,
    records: `${tail.typeName} ${tail.name}, one per element of ${tail.per?.name}, found by its ${tail.offsetField?.name}`,
  }[tail.kind];
  const facts = [
    what,
    tail.max === null ? '' : `at most ${tail.max}`,
    tail.elementMin === null && tail.elementMax === null ? '' : `each ${tail.elementMin ?? ''}..${tail.elementMax ?? ''}`,
    tail.align === 1 ? '' : `aligned to ${tail.align}`,
    tail.condition === null ? '' : describeCondition(tail.condition),
  ].filter((fact) => fact !== '');
  const doc = docText(tail);
  return `${where}: ${facts.join(', ')}${doc === '' ? '' : `. ${doc}`}`;
}

function describeCondition({ field, values, mask }: Condition): string {
  if (mask !== null) return `if ${field.name} has ${valueName(field.type, mask) ?? mask}`;
  return `if ${field.name} is ${(values ?? []).map((value) => valueName(field.type, value) ?? value).join(' or ')}`;
}
