/** Names of generated C: derived from the schema's, and never one that the schema or another item has. */
import type { EnumLayout, Layout, StructLayout, UnionLayout } from '../../layout/types.ts';

/** `cluster-rpc` -> `cluster_rpc`: file names and the prefix of functions that belong to the whole protocol. */
export function protocolPrefix(layout: Layout): string {
  return layout.protocol.replaceAll('-', '_');
}

/** Functions and types of one struct or union. */
export interface AggregateNames {
  readonly load: string;
  readonly store: string;
  /** Of a tagged union: stores the member that the tag selects. */
  readonly storeTagged: string;
  readonly check: string;
  readonly decode: string;
  readonly encode: string;
  readonly size: string;
  /** Tag of the struct that adds a span per tail. */
  readonly message: string;
  /** Prefix of macros, such as `SHIM_IPC_PID_KILL`. */
  readonly macro: string;
}

export class CNames {
  readonly prefix: string;
  readonly macro: string;
  readonly #taken: Set<string>;
  readonly #aggregates = new Map<string, AggregateNames>();
  readonly #isKnown = new Map<string, string>();
  readonly #fingerprints = new Map<string, string>();

  constructor(layout: Layout) {
    this.prefix = protocolPrefix(layout);
    this.macro = this.prefix.toUpperCase();
    this.#taken = new Set(schemaNames(layout));
    for (const item of layout.enums) this.#isKnown.set(item.name, this.claim(`${item.name}_is_known`));
    for (const item of layout.aggregates) this.#aggregates.set(item.name, this.#namesOf(item.name));
  }

  /** `wanted`, with an underscore for every name that it would meet. */
  claim(wanted: string): string {
    let name = wanted;
    while (this.#taken.has(name)) name += '_';
    this.#taken.add(name);
    return name;
  }

  of(item: StructLayout | UnionLayout): AggregateNames {
    const names = this.#aggregates.get(item.name);
    if (names === undefined) throw new TypeError(`${item.name} is not among the aggregates of its layout`);
    return names;
  }

  /** The macro that holds the fingerprint of a message, of an RPC or, under {@link macro}, of the protocol. */
  fingerprint(of: string): string {
    const name = this.#fingerprints.get(of) ?? this.claim(`${of}_FINGERPRINT`);
    this.#fingerprints.set(of, name);
    return name;
  }

  /** The function that says whether an enum lists a value. */
  isKnown(item: EnumLayout): string {
    const name = this.#isKnown.get(item.name);
    if (name === undefined) throw new TypeError(`${item.name} is not among the enums of its layout`);
    return name;
  }

  #namesOf(name: string): AggregateNames {
    const own = (suffix: string): string => this.claim(`${name}_${suffix}`);
    return {
      load: own('load'),
      store: own('store'),
      storeTagged: own('store_tagged'),
      check: own('check'),
      decode: own('decode'),
      encode: own('encode'),
      size: own('size'),
      message: own('message'),
      macro: name.toUpperCase(),
    };
  }
}

function* schemaNames(layout: Layout): Iterable<string> {
  for (const list of [layout.constants, layout.enums, layout.flags, layout.codes, layout.messages, layout.rpcs]) {
    for (const item of list) yield item.name;
  }
  for (const item of layout.enums) for (const value of item.values) yield value.name;
  for (const item of layout.flags) for (const bit of item.bits) yield bit.name;
  for (const item of layout.aggregates) {
    yield item.name;
    yield item.tag;
  }
}

/** C names of the messages that have a struct as their body. */
export function messagesByStruct(layout: Layout): ReadonlyMap<string, readonly string[]> {
  const messages = new Map<string, string[]>();
  for (const { name, struct } of layout.messages) {
    if (struct === null) continue;
    const known = messages.get(struct.name);
    if (known === undefined) messages.set(struct.name, [name]);
    else known.push(name);
  }
  return messages;
}
