/** Random whole schemas: messages in frames, messages without headers, and RPCs, over random types. */
import type fc from 'fast-check';
import { type Draw, drawn } from './draw.ts';
import { randomFields } from './random-fields.ts';
import { randomStruct } from './random-tails.ts';
import { type Item, TypePool } from './random-types.ts';
import { yamlText } from './yaml-text.ts';

export interface RandomProtocol {
  readonly text: string;
  /** One of the schema's configs, or null when it has none. */
  readonly config: string | null;
}

/** @param prefix - begins every C name, so that several schemas can stand in one C file */
export function randomProtocol(prefix: string): fc.Arbitrary<RandomProtocol> {
  return drawn((draw) => {
    const hasConfigs = draw.once(2);
    const pool = new TypePool(draw, prefix);
    pool.addAggregates((name) => randomStruct(draw, pool, name, false));
    const kind = draw.pick(['frames', 'frames', 'frames', 'rpcs', 'bare']);
    const parts =
      kind === 'frames' ? framed(draw, pool, hasConfigs) : kind === 'rpcs' ? called(draw, pool, hasConfigs) : bare(draw, pool);
    const text = yamlText({
      protocol: prefix,
      language: 1,
      c_prefix: [`${prefix}_`, `${prefix.toUpperCase()}_`],
      byte_order: pool.byteOrder(2),
      ...pool.shape(),
      ...(hasConfigs ? { features: [{ name: 'EXTRA' }], configs: [{ name: 'small' }, { name: 'large', on: ['EXTRA'] }] } : {}),
      types: pool.types,
      enums: pool.enums,
      flags: pool.flags,
      structs: pool.structs,
      unions: pool.unions,
      ...parts,
    });
    return { text, config: hasConfigs ? draw.pick(['small', 'large']) : null };
  });
}

function when(draw: Draw, hasConfigs: boolean): Item {
  return hasConfigs && draw.once(3) ? { when: draw.pick(['EXTRA', 'not EXTRA']) } : {};
}

function framed(draw: Draw, pool: TypePool, hasConfigs: boolean): Item {
  const codeType = draw.pick(['u8', 'u16', 'u32']);
  const sizeType = draw.pick(['u8', 'u16', 'u16', 'u32', 'u32', null]);
  const roles = ['source', 'destination', 'sequence']
    .filter(() => draw.once(2))
    .map((role): Item => {
      const type = draw.pick(['u8', 'u16', 'u32', 'u64']);
      return { name: role, type, role, js: type === 'u64' ? draw.pick(['bigint', 'number', 'pair']) : undefined };
    });
  const fields = [
    [{ name: 'code', type: codeType, role: 'code', byte_order: pool.byteOrder() }],
    ...(sizeType === null ? [] : [[{ name: 'size', type: sizeType, role: 'size', byte_order: pool.byteOrder() }]]),
    ...roles.map((role) => [role]),
    ...randomFields(draw, pool, 0, 3).map((field) => field.items),
  ];
  const header = pool.name('header');
  pool.structs.push({ name: header, ...pool.shape(), byte_order: pool.byteOrder(), fields: draw.shuffle(fields).flat() });
  const isSequential = draw.once(3);
  const codes = draw.shuffle(Array.from({ length: 40 }, (_, index) => index));
  const nextCode = (): Item =>
    isSequential ? {} : { code: draw.once(8) && codeType !== 'u8' ? 1000 + (codes.pop() ?? 0) : (codes.pop() ?? 0) };
  const reserved = draw.list(0, 2, () => {
    const first = codes.pop() ?? 0;
    return { reserved: draw.once(2) ? first : [first, first], reason: 'was used before' };
  });
  // Without a size field every frame has the same length.
  const only = sizeType === null ? draw.pick([{}, { body: draw.pick([...pool.inner, ...pool.plain]) }]) : null;
  return {
    numbering: isSequential ? 'sequential' : undefined,
    frame: {
      header,
      min: draw.once(2) ? draw.int(1, 80) : undefined,
      align: draw.once(3) ? draw.pick([2, 4, 8, 16]) : undefined,
      max: draw.once(3) ? draw.int(100, 400) : undefined,
    },
    messages: answered(draw, [
      ...draw.list(3, 6, () => ({
        name: pool.name('m', true),
        ...nextCode(),
        ...(only ?? randomBody(draw, pool)),
        ...when(draw, hasConfigs),
      })),
      ...(only === null ? [{ name: pool.name('m', true), ...nextCode(), ...randomRefusal(draw, pool) }] : []),
      ...(isSequential ? [] : reserved),
    ]),
  };
}

/** Lets some messages be answered by some that are always there. */
function answered(draw: Draw, messages: readonly Item[]): Item[] {
  const names = messages.flatMap(({ name, when }) => (name === undefined || when !== undefined ? [] : String(name)));
  return messages.map((message) => {
    if (message['name'] === undefined || names.length === 0 || !draw.once(2)) return message;
    return { ...message, reply: [...new Set(draw.list(1, 3, () => draw.pick(names)))] };
  });
}

/** A message that may answer any other with an errno. */
function randomRefusal(draw: Draw, pool: TypePool): Item {
  const type = draw.pick(['i32', 'i64']);
  const errno = { name: 'failure', type, js: type === 'i64' ? draw.pick(['bigint', 'number', 'pair']) : undefined };
  const more = draw.list(0, 2, (index) => {
    const type = pool.scalar();
    return { name: `more_${index}`, type, ...argumentRules(pool, type) };
  });
  return {
    body: { name: pool.name('refusal'), fields: draw.shuffle([errno, ...more]) },
    negative: draw.once(3) ? undefined : 'failure',
  };
}

/** A body in place or by name, that another message may have as well; or none. */
function randomBody(draw: Draw, pool: TypePool): Item {
  if (draw.once(8)) return {};
  const known = pool.structs.filter((struct) => struct['tails'] !== undefined).map((struct) => String(struct['name']));
  if (known.length > 0 && draw.once(6)) return { body: draw.pick(known) };
  if (draw.once(6)) return { body: draw.pick([...pool.inner, ...pool.plain]) };
  const name = pool.name('body');
  const body = randomStruct(draw, pool, name, !draw.once(4));
  if (draw.once(2)) return { body };
  pool.structs.push(body);
  return { body: name };
}

function bare(draw: Draw, pool: TypePool): Item {
  return { messages: draw.list(3, 6, () => ({ name: pool.name('m', true), ...randomBody(draw, pool) })) };
}

function called(draw: Draw, pool: TypePool, hasConfigs: boolean): Item {
  const slots = draw.int(3, 8);
  const fields = [
    [{ name: 'index', type: draw.pick(['u8', 'u16', 'u32']), role: 'index', byte_order: pool.byteOrder() }],
    [{ name: 'args', type: 'u64', count: slots, role: 'args', byte_order: pool.byteOrder(3) }],
    ...randomFields(draw, pool, 0, 3).map((field) => field.items),
  ];
  const descriptor = pool.name('call');
  pool.structs.push({ name: descriptor, ...pool.shape(), byte_order: pool.byteOrder(), fields: draw.shuffle(fields).flat() });
  const indexes = draw.shuffle(Array.from({ length: 20 }, (_, index) => index));
  return {
    rpc: {
      descriptor,
      max_index: { name: pool.name('max', true), value: 20 },
      reserved: draw.list(0, 2, () => ({ index: indexes.pop() ?? 0, reason: 'was used before' })),
    },
    rpcs: draw.list(3, 6, () => {
      const mode = draw.pick(['blocking', 'blocking', 'oneway', 'multicast']);
      const inputs = draw.int(0, slots);
      const args = draw.list(0, slots, (index) => {
        const type = pool.scalar();
        return {
          name: `arg_${index}`,
          dir: index < inputs || mode !== 'blocking' ? 'in' : 'out',
          type,
          per_target: mode === 'multicast' && draw.once(2) ? true : undefined,
          ...argumentRules(pool, type),
        };
      });
      return { name: pool.name('c', true), index: indexes.pop() ?? 0, mode, args, ...when(draw, hasConfigs) };
    }),
  };
}

function argumentRules(pool: TypePool, type: string): Item {
  if (!/^[ui](8|16|32|64)$/.test(type)) return {};
  const { min, max } = pool.rules(type);
  return { min, max };
}
