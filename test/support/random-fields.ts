/** Random fields of structs and headers. */
import type { Draw } from './draw.ts';
import { INTEGERS, type Item, type TypePool } from './random-types.ts';

/** A field (with its tag before it, where it needs one), and a condition of which tails can depend. */
export interface MadeField {
  readonly items: readonly Item[];
  readonly condition: Item | null;
}

export function randomFields(draw: Draw, pool: TypePool, min: number, max: number): MadeField[] {
  return draw.list(min, max, (index) => randomField(draw, pool, `field_${index}`));
}

function randomField(draw: Draw, pool: TypePool, name: string): MadeField {
  const order = { byte_order: pool.byteOrder() };
  const count = draw.once(5) ? draw.int(1, 4) : undefined;
  const only = (...items: Item[]): MadeField => ({ items, condition: null });
  switch (draw.pick(['integer', 'integer', 'integer', 'scalar', 'bytes', 'enum', 'flags', 'bits', 'struct', 'union', 'pad'])) {
    case 'integer': {
      const type = draw.pick(INTEGERS);
      const values = draw.list(1, 3, () => draw.integer(0n, 5n));
      return {
        items: [{ name, type, count, ...pool.rules(type), ...order }],
        condition: count === undefined ? { field: name, is: values } : null,
      };
    }
    case 'bytes':
      return only({ name, type: draw.pick(['u8', 'char']), count: draw.pick([1, 3, 8, 30]) });
    case 'enum': {
      const type = draw.pick(pool.enumFacts);
      const values = draw.list(1, 2, () => draw.pick(type.values).name);
      return {
        items: [{ name, type: type.name, count, ...order }],
        condition: count === undefined ? { field: name, is: values } : null,
      };
    }
    case 'flags': {
      const type = draw.pick(pool.flagFacts);
      const has = draw.pick(type.values).name;
      return {
        items: [{ name, type: type.name, count, ...order }],
        condition: count === undefined ? { field: name, has } : null,
      };
    }
    case 'bits':
      return only({ name, ...randomBits(draw, pool), ...order });
    case 'struct':
      return only({ name, type: draw.pick([...pool.plain, ...pool.inner, 'u8']), count, ...order });
    case 'union':
      return only(...randomUnionField(draw, pool, name, count));
    case 'pad':
      return only({ pad: draw.int(1, 9) });
    default: {
      const type = pool.scalar();
      return {
        items: [{ name, type, count, ...order }],
        condition: type === 'bool' && count === undefined ? { field: name, is: [draw.int(0, 1)] } : null,
      };
    }
  }
}

function randomBits(draw: Draw, pool: TypePool): Item {
  const width = draw.pick([8, 16, 32, 64]);
  const bits: Item[] = [];
  for (let at = draw.pick([0, 0, 1]); at < width; ) {
    const size = Math.min(width - at, draw.pick([1, 1, 3, 4, 7, 12, 33, 60]));
    const known = pool.enumFacts.filter(({ values }) => values.every(({ value }) => value >= 0n && value >> BigInt(size) === 0n));
    const listed = known.length > 0 && draw.once(2) ? draw.pick(known).name : undefined;
    if (draw.once(6)) bits.push({ reserved: size, at });
    else bits.push({ name: `bit_${at}`, at, width: size, enum: listed });
    at += size + (draw.once(4) ? draw.int(1, 5) : 0);
  }
  const isEmpty = bits.every((bit) => bit['name'] === undefined);
  return { type: `u${width}`, bits: isEmpty ? [{ name: 'bit_0', at: 0 }] : bits };
}

/** A field that holds a union; for a tagged one, the tag and sometimes something in between come first. */
function randomUnionField(draw: Draw, pool: TypePool, name: string, count: number | undefined): Item[] {
  if (pool.unionFacts.length === 0) return [{ name, type: 'u16' }];
  const union = draw.pick(pool.unionFacts);
  if (union.tag === null) return [{ name, type: union.name, count }];
  const tag = { name: `${name}_tag`, type: draw.pick(union.tag.types), byte_order: pool.byteOrder() };
  const between = draw.once(3) ? [{ name: `${name}_between`, type: 'u8' }] : [];
  return [tag, ...between, { name, type: union.name, count, tag: tag.name }];
}
