/** Random structs with tails: of every kind, several of them, counted, conditional, aligned, and with records behind them. */
import type { Draw } from './draw.ts';
import { randomFields } from './random-fields.ts';
import { INTEGERS, type Item, type TypePool } from './random-types.ts';

/** How deep records may hold records. */
const MAX_DEPTH = 2;

/** A struct of this name; `hasTails` false makes one that can stand inside of others. */
export function randomStruct(draw: Draw, pool: TypePool, name: string, hasTails: boolean, depth = 0): Item {
  const fields = randomFields(draw, pool, hasTails ? 0 : 1, 5);
  const conditions = fields.map((field) => field.condition).filter((condition) => condition !== null);
  const counts: Item[] = [];
  const tails = hasTails ? new Tails(draw, pool, conditions, counts, depth).make() : [];
  const groups: (readonly Item[])[] = fields.map((field) => field.items);
  for (const count of counts) groups.splice(draw.int(0, groups.length), 0, [count]);
  const all = groups.flat();
  const isEmpty = all.every((item) => item['name'] === undefined) && tails.length === 0;
  return {
    name,
    ...pool.shape(),
    byte_order: pool.byteOrder(),
    fields: isEmpty ? [...all, { name: 'only', type: 'u8' }] : all,
    tails: tails.length > 0 ? tails : undefined,
  };
}

class Tails {
  readonly #draw: Draw;
  readonly #pool: TypePool;
  readonly #conditions: readonly Item[];
  readonly #counts: Item[];
  readonly #depth: number;
  readonly #tails: Item[] = [];

  constructor(draw: Draw, pool: TypePool, conditions: readonly Item[], counts: Item[], depth: number) {
    this.#draw = draw;
    this.#pool = pool;
    this.#conditions = conditions;
    this.#counts = counts;
    this.#depth = depth;
  }

  make(): Item[] {
    const draw = this.#draw;
    const kinds = [
      'array',
      'array',
      'bytes',
      'string',
      'string',
      ...(draw.once(1 + 2 * this.#depth) && this.#depth < MAX_DEPTH ? ['records'] : []),
    ];
    for (let left = draw.int(1, 4); left > 0; left -= 1) this.#add(draw.pick(kinds));
    // Records are never followed by what has no end of its own.
    if (draw.once(3) && this.#depth === 0)
      this.#push({ name: this.#name(), kind: 'rest', max: this.#max(40), align: this.#align() });
    return this.#tails;
  }

  #add(kind: string): void {
    const draw = this.#draw;
    const name = this.#name();
    if (kind === 'string') {
      const isLegacy = this.#tails.length === 0 && draw.once(3);
      this.#push({ name, kind, c_decl: isLegacy ? 'one' : undefined, max: this.#max(12), if: this.#if() });
    } else if (kind === 'records') this.#addRecords(name);
    else {
      const type = kind === 'array' ? this.#elementType() : undefined;
      const isConditional = draw.once(3);
      this.#push({
        name,
        kind,
        type,
        ...this.#count(name, isConditional),
        align: this.#align(),
        if: isConditional ? this.#if() : undefined,
      });
    }
  }

  #addRecords(name: string): void {
    const draw = this.#draw;
    const pool = this.#pool;
    const entry = randomStruct(draw, pool, pool.name('entry'), false, MAX_DEPTH);
    const type = draw.pick(['u8', 'u16', 'u32', 'u32', 'i32', 'u64', 'i64']);
    const offset = {
      name: 'place',
      type,
      js: type.endsWith('64') ? draw.pick(['bigint', 'number', 'pair']) : undefined,
      byte_order: pool.byteOrder(),
    };
    const fields = entry['fields'] as readonly Item[];
    pool.structs.push({ ...entry, fields: draw.once(2) ? [offset, ...fields] : [...fields, offset] });
    const record = randomStruct(draw, pool, pool.name('record'), true, this.#depth + 1);
    pool.structs.push(record);
    const elements = `${name}_of`;
    this.#push({
      name: elements,
      kind: 'array',
      type: String(entry['name']),
      ...this.#count(elements, false),
      align: this.#align(),
      if: this.#if(5),
    });
    if (draw.once(3)) this.#add(draw.pick(['bytes', 'string']));
    this.#push({ name, kind: 'records', type: String(record['name']), per: elements, offset: 'place', max: this.#max(4, 5) });
  }

  #elementType(): string {
    const { plain, inner, unionFacts } = this.#pool;
    const overlays = unionFacts.filter((union) => union.tag === null).map((union) => union.name);
    return this.#draw.pick([this.#pool.scalar(), this.#pool.scalar(), ...[...plain, ...inner, ...overlays].slice(0, 3)]);
  }

  /** `count` and `max`: a number, a field of its own, or one that an earlier tail has already. */
  #count(name: string, isConditional: boolean): Item {
    const draw = this.#draw;
    if (draw.once(6)) return { count: draw.int(1, 4) };
    const shared = this.#counts.at(-1);
    if (shared !== undefined && draw.once(6)) return { count: String(shared['name']), max: this.#max(6) };
    const type = draw.pick(INTEGERS);
    const rules = this.#pool.rules(type);
    // A count whose tail is absent is 0, so a conditional tail can't insist on more.
    const { js } = rules;
    const bounds = isConditional || !draw.once(6) ? {} : { min: 0, max: 3 };
    const field = { name: `n_${name}`, type, js, ...bounds, byte_order: this.#pool.byteOrder() };
    this.#counts.push(field);
    return { count: field.name, max: this.#max(6) };
  }

  #max(most: number, times = 3): number | undefined {
    return this.#draw.once(times) ? this.#draw.int(1, most) : undefined;
  }

  #align(): number | undefined {
    return this.#draw.once(4) ? this.#draw.pick([2, 4, 8, 16]) : undefined;
  }

  #if(times = 2): Item | undefined {
    return this.#conditions.length > 0 && this.#draw.once(times) ? this.#draw.pick(this.#conditions) : undefined;
  }

  #name(): string {
    return `tail_${this.#tails.length}`;
  }

  #push(tail: Item): void {
    this.#tails.push(tail);
  }
}
