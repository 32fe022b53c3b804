/** Random types of a schema: aliases, enums, flags, structs and unions, each made of those before it. */
import type { Draw } from './draw.ts';
import type { Plain } from './yaml-text.ts';

export type Item = { readonly [key: string]: Plain | undefined };

interface NamedNumbers {
  readonly name: string;
  readonly scalar: string;
  readonly values: readonly { readonly name: string; readonly value: bigint }[];
}

interface UnionFacts {
  readonly name: string;
  /** null for an overlay. */
  readonly tag: { readonly types: readonly string[] } | null;
}

export const INTEGERS: readonly string[] = ['u8', 'u16', 'u32', 'u64', 'i8', 'i16', 'i32', 'i64'];
const UNSIGNED: readonly string[] = ['u8', 'u16', 'u32', 'u64'];
/** Integers whose width the data model decides, and such that only tell the reader something. */
const OTHERS: readonly string[] = ['long', 'ulong', 'isize', 'usize', 'ptr<node>', 'xptr', 'handle<node>'];
const PACKINGS: readonly string[] = ['packed', 'natural', 'natural(max=1)', 'natural(max=2)', 'natural(max=4)', 'natural(max=8)'];

export function limitsOf(scalar: string): readonly [bigint, bigint] {
  const bits = BigInt(scalar.slice(1));
  return scalar.startsWith('i') ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n];
}

export class TypePool {
  readonly prefix: string;
  readonly types: Item[] = [];
  readonly enums: Item[] = [];
  readonly flags: Item[] = [];
  readonly structs: Item[] = [];
  readonly unions: Item[] = [];
  readonly enumFacts: NamedNumbers[] = [];
  readonly flagFacts: NamedNumbers[] = [];
  /** Structs that any bytes are legal for. */
  readonly plain: string[] = [];
  readonly inner: string[] = [];
  readonly unionFacts: UnionFacts[] = [];
  readonly #draw: Draw;
  #names = 0;

  constructor(draw: Draw, prefix: string) {
    this.#draw = draw;
    this.prefix = prefix;
    draw.list(1, 3, () => this.#addEnum());
    draw.list(1, 2, () => this.#addFlags());
    draw.list(1, 3, () => this.#addAlias());
  }

  /** A C name of this schema; upper case where C has macros and enumerators. */
  name(kind: string, isUpper = false): string {
    this.#names += 1;
    const name = `${this.prefix}_${kind}${this.#names}`;
    return isUpper ? name.toUpperCase() : name;
  }

  /** `packing` and `byte_order` of a struct or union; mostly the protocol's. */
  shape(): Item {
    const draw = this.#draw;
    return { packing: draw.once(2) ? draw.pick(PACKINGS) : undefined };
  }

  byteOrder(times = 6): string | undefined {
    return this.#draw.once(times) ? this.#draw.pick(['little', 'big', 'native']) : undefined;
  }

  /** `js`, `min`, `max` and `sentinels` of an integer. */
  rules(scalar: string): Item {
    const draw = this.#draw;
    const js = scalar.endsWith('64') && !draw.once(3) ? draw.pick(['bigint', 'number', 'pair']) : undefined;
    if (!draw.once(3)) return { js };
    let [low, high] = limitsOf(scalar);
    if (js === 'number') {
      const safe = BigInt(Number.MAX_SAFE_INTEGER);
      if (low < 0n) low = -safe;
      high = safe;
    }
    const [a, b] = [draw.integer(low, high), draw.integer(low, high)];
    const [min, max] = a < b ? [a, b] : [b, a];
    const sentinels = draw.list(1, 2, () => ({ name: this.name('s', true), value: draw.integer(low, high) }));
    return {
      js,
      min: draw.once(4) ? undefined : min,
      max: draw.once(4) ? undefined : max,
      sentinels: draw.once(2) ? sentinels : undefined,
    };
  }

  /** A scalar type for which any bytes are legal. */
  plainScalar(): string {
    return this.#draw.pick([...INTEGERS, ...INTEGERS, 'f32', 'f64', 'char', ...OTHERS]);
  }

  /** A type that takes one number: of an array's elements, a union's member or an argument. */
  scalar(): string {
    const draw = this.#draw;
    const names = (items: readonly Item[]): string[] => items.map((item) => String(item['name']));
    return draw.pick([
      this.plainScalar(),
      this.plainScalar(),
      'bool',
      draw.pick(names([...this.types, ...this.enums, ...this.flags])),
    ]);
  }

  /** Structs and unions, once scalars are there. */
  addAggregates(makeInner: (name: string) => Item): void {
    const draw = this.#draw;
    draw.list(1, 3, () => this.#addPlainStruct());
    draw.list(1, 3, () => this.#addUnion());
    for (let i = draw.int(1, 3); i > 0; i -= 1) {
      const name = this.name('inner');
      this.structs.push(makeInner(name));
      this.inner.push(name);
    }
    // Unions of structs that may hold unions, and of overlays.
    const overlays = this.unionFacts.filter((union) => union.tag === null).map((union) => union.name);
    draw.list(0, 2, () => this.#addUnion([...this.plain, ...this.inner, ...this.inner, ...overlays]));
  }

  #addEnum(): void {
    const draw = this.#draw;
    const name = this.name('enum');
    const scalar = draw.pick(INTEGERS);
    const [low, high] = limitsOf(scalar);
    const start = draw.once(2) ? draw.integer(0n, 3n) : draw.integer(low, high - 8n);
    const run = draw.list(1, 4, (index) => start + BigInt(index));
    const values = [...new Set([...run, ...draw.list(0, 3, () => draw.integer(low, high))])].map((value) => ({
      name: this.name('e', true),
      value,
    }));
    this.enums.push({ name, type: scalar, open: draw.once(4) ? true : undefined, values });
    this.enumFacts.push({ name, scalar, values });
  }

  #addFlags(): void {
    const draw = this.#draw;
    const name = this.name('flags');
    const scalar = draw.pick(draw.once(4) ? INTEGERS.filter((integer) => integer.startsWith('u')) : UNSIGNED);
    const width = Number(scalar.slice(1));
    const places = draw.shuffle(Array.from({ length: width }, (_, at) => at)).slice(0, draw.once(5) ? width : draw.int(1, 5));
    const bits = places.map((at) => ({ name: this.name('b', true), at }));
    const both = bits.length > 1 ? [{ name: this.name('b', true), of: bits.slice(0, 2).map((bit) => bit.name) }] : [];
    this.flags.push({ name, type: scalar, open: draw.once(4) ? true : undefined, bits: [...bits, ...both] });
    this.flagFacts.push({
      name,
      scalar,
      values: [...bits, ...both].map((bit) => ({ name: bit.name, value: 'at' in bit ? 1n << BigInt(bit.at) : 0n })),
    });
  }

  #addAlias(): void {
    const draw = this.#draw;
    const scalar = draw.pick(INTEGERS);
    this.types.push({ name: this.name('alias'), is: scalar, ...(draw.once(3) ? { bool: true } : this.rules(scalar)) });
  }

  #addPlainStruct(): void {
    const draw = this.#draw;
    const name = this.name('plain');
    const fields = draw.list(
      1,
      3,
      (index): Item => ({
        name: `field_${index}`,
        type: this.plain.length > 0 && draw.once(6) ? draw.pick(this.plain) : this.plainScalar(),
        count: draw.once(4) ? draw.int(1, 4) : undefined,
        byte_order: this.byteOrder(),
      }),
    );
    const pads = draw.once(3) ? [{ pad: draw.int(1, 5) }] : [];
    this.structs.push({ name, ...this.shape(), byte_order: this.byteOrder(), fields: draw.shuffle([...fields, ...pads]) });
    this.plain.push(name);
  }

  /** @param aggregates - structs and unions that its members may be */
  #addUnion(aggregates: readonly string[] = this.plain): void {
    const draw = this.#draw;
    const name = this.name('union');
    const isTagged = draw.once(2);
    const known = isTagged && draw.once(2) ? draw.pick(this.enumFacts) : null;
    const tags: Plain[] = known !== null ? known.values.map((value) => value.name) : [0, 1, 3, 7];
    const members = (isTagged ? draw.shuffle(tags) : [0, 1, 2, 3]).slice(0, draw.int(1, 4)).map(
      (is, index): Item => ({
        name: `member_${index}`,
        type: draw.once(3) ? draw.pick(aggregates) : isTagged || draw.once(8) ? this.scalar() : this.plainScalar(),
        ...(isTagged ? { is } : {}),
      }),
    );
    this.unions.push({ name, ...this.shape(), members });
    this.unionFacts.push({ name, tag: !isTagged ? null : { types: known !== null ? [known.name] : INTEGERS } });
  }
}
