import fc from 'fast-check';

/** A random struct or union, described once and written twice: as a schema item and, independently of the generator, as C. */
export interface RandomAggregate {
  readonly kind: 'struct' | 'union';
  readonly packing: string;
  readonly parts: readonly RandomPart[];
  readonly stringTail: boolean;
}

export interface RandomPart {
  /** A scalar, or which earlier aggregate (counted back from this one) is nested. */
  readonly type: { readonly scalar: string } | { readonly back: number };
  readonly count: number | null;
  /** Bytes of explicit padding before it. */
  readonly pad: number;
}

const C_TYPES: Readonly<Record<string, string>> = {
  u8: 'uint8_t',
  u16: 'uint16_t',
  u32: 'uint32_t',
  u64: 'uint64_t',
  i8: 'int8_t',
  i16: 'int16_t',
  i32: 'int32_t',
  i64: 'int64_t',
  f32: 'float',
  f64: 'double',
  bool: '_Bool',
  char: 'char',
  long: 'long',
  ulong: 'unsigned long',
  isize: 'intptr_t',
  usize: 'size_t',
  'ptr<node>': 'struct node *',
};

const packings = ['packed', 'natural', 'natural(max=1)', 'natural(max=2)', 'natural(max=4)', 'natural(max=8)', 'natural(max=16)'];

const part: fc.Arbitrary<RandomPart> = fc.record({
  type: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...Object.keys(C_TYPES)).map((scalar) => ({ scalar })) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 6 }).map((back) => ({ back })) },
  ),
  count: fc.option(fc.integer({ min: 1, max: 9 }), { freq: 4 }),
  pad: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 13 }) }),
});

/** Aggregates in order; each may nest those before it. */
export const randomAggregates = (count: number): fc.Arbitrary<RandomAggregate[]> =>
  fc.array(
    fc.record({
      kind: fc.constantFrom<'struct' | 'union'>('struct', 'struct', 'struct', 'union'),
      packing: fc.constantFrom(...packings),
      parts: fc.array(part, { minLength: 1, maxLength: 8 }),
      stringTail: fc.boolean(),
    }),
    { minLength: count, maxLength: count },
  );

const nameOf = (at: number): string => `s${at}`;

/** Which aggregate a part nests, or null: structs with a tail can't be nested and count as a scalar instead. */
function nested(all: readonly RandomAggregate[], at: number, { type }: RandomPart): number | null {
  if ('scalar' in type) return null;
  const target = at - type.back;
  return target < 0 || hasTail(all[target] as RandomAggregate) ? null : target;
}

function hasTail(aggregate: RandomAggregate): boolean {
  return aggregate.kind === 'struct' && aggregate.stringTail;
}

function scalarName({ type }: RandomPart): string {
  return 'scalar' in type ? type.scalar : 'u16';
}

/** The schema text of random aggregates. */
export function toSchema(all: readonly RandomAggregate[]): string {
  const lines = ['protocol: random', 'language: 1'];
  const section = (title: string, kind: string, body: (aggregate: RandomAggregate, at: number) => string[]): void => {
    const items = all.flatMap((aggregate, at) => (aggregate.kind === kind ? body(aggregate, at) : []));
    if (items.length > 0) lines.push(`${title}:`, ...items);
  };
  const member = (at: number, p: RandomPart, index: number, array: boolean): string => {
    const target = nested(all, at, p);
    const type = target === null ? scalarName(p) : nameOf(target);
    const count = array && p.count !== null ? `, count: ${p.count}` : '';
    return `{ name: f${index}, type: ${type}${count} }`;
  };
  section('structs', 'struct', ({ packing, parts, stringTail }, at) => [
    `  - name: ${nameOf(at)}`,
    `    packing: ${packing}`,
    '    fields:',
    ...parts.flatMap((p, index) => [
      ...(p.pad > 0 ? [`      - { pad: ${p.pad} }`] : []),
      `      - ${member(at, p, index, true)}`,
    ]),
    ...(stringTail ? ['    tails:', '      - { name: text, kind: string, c_decl: one }'] : []),
  ]);
  section('unions', 'union', ({ packing, parts }, at) => [
    `  - name: ${nameOf(at)}`,
    `    packing: ${packing}`,
    '    members:',
    ...parts.map((p, index) => `      - ${member(at, p, index, false)}`),
  ]);
  return `${lines.join('\n')}\n`;
}

/** The same aggregates as C declarations. */
export function toC(all: readonly RandomAggregate[]): string {
  const lines = ['#include <stddef.h>', '#include <stdint.h>', 'struct node;'];
  for (const [at, { kind, packing, parts, stringTail }] of all.entries()) {
    const cap = packing === 'packed' ? '1' : /\d+/.exec(packing)?.[0];
    if (cap) lines.push(`#pragma pack(push, ${cap})`);
    lines.push(`${kind} ${nameOf(at)} {`);
    for (const [index, p] of parts.entries()) {
      if (kind === 'struct' && p.pad > 0) lines.push(`  uint8_t pad${index}[${p.pad}];`);
      const target = nested(all, at, p);
      const type = target === null ? C_TYPES[scalarName(p)] : `${(all[target] as RandomAggregate).kind} ${nameOf(target)}`;
      lines.push(`  ${type} f${index}${kind === 'struct' && p.count !== null ? `[${p.count}]` : ''};`);
    }
    if (kind === 'struct' && stringTail) lines.push('  char text[1];');
    lines.push('};');
    if (cap) lines.push('#pragma pack(pop)');
  }
  return `${lines.join('\n')}\n`;
}
