/** What one generated module is made of: its imports, and the names it may use. */
import type { EnumLayout, Layout, StructLayout, UnionLayout } from '../../layout/types.ts';
import { quote } from './literals.ts';
import { LocalNames } from './local-names.ts';
import type { StructFacts } from './struct-facts.ts';

/** Functions of generated modules, and of `sluice/runtime/codec`, that no local may hide. */
const KNOWN_FUNCTIONS: readonly string[] = (
  'codeError indexError judgeCall putHeader putRpcHeader putSize takeHeader takeRpcHeader takeSize frameSizeOf ' +
  'bitsError copyInto countError cursor elementError enumError findNul float32Of floatError givenError hasRoom indexError join64 kindError leaveAlone putBytes putI64 putText putU64 rangeError reaches reserve reserveAll roomError ' +
  'slab snapshot take takeBytes takeI64 takeText takeU64 textLength textOf truncated within zero'
).split(' ');

/** Functions that generated modules declare: `readPidKill`, `isKillType`. */
const GENERATED_FUNCTION = /^(?:read|write|sizeOf|frame|unframe|is)([A-Z].*)$/;

/** Modules of a protocol that others import from. */
export const SIBLINGS = ['codes', 'messages', 'dispatch'] as const;
export type Sibling = (typeof SIBLINGS)[number];

export class Module {
  readonly layout: Layout;
  readonly facts: StructFacts;
  /** Enums that need a function to tell their values, by name. */
  readonly guardedEnums: Map<string, EnumLayout> = new Map();
  readonly #runtime = new Map<string, { readonly name: string; readonly isType: boolean }>();
  /** What is imported of the modules beside this one; true when only as a type. */
  readonly #siblings = new Map<Sibling, Map<string, boolean>>();
  readonly #exported: ReadonlySet<string>;

  constructor(layout: Layout, facts: StructFacts) {
    this.layout = layout;
    this.facts = facts;
    const named = [...layout.enums, ...layout.flags, ...layout.aggregates, ...layout.messages, ...layout.rpcs];
    this.#exported = new Set(named.map((item) => item.tsName));
  }

  /** A value from the runtime, under the name it has in this module. */
  use(name: string): string {
    return this.#import(name, false);
  }

  /** A type from the runtime. */
  useType(name: string): string {
    return this.#import(name, true);
  }

  #import(name: string, isType: boolean): string {
    const local = this.#exported.has(name) ? `Sluice${name}` : name;
    this.#runtime.set(name, { name: local, isType });
    return local;
  }

  /** A const object of `codes.ts`. */
  useCode(name: string): string {
    return this.useSibling('codes', name);
  }

  /** A type of `codes.ts`. */
  useCodeType(name: string): string {
    return this.useSiblingType('codes', name);
  }

  /** A value of another module of this protocol, and the type of the same name. */
  useSibling(module: Sibling, name: string): string {
    this.#importsOf(module).set(name, false);
    return name;
  }

  useSiblingType(module: Sibling, name: string): string {
    const imports = this.#importsOf(module);
    if (!imports.has(name)) imports.set(name, true);
    return name;
  }

  #importsOf(module: Sibling): Map<string, boolean> {
    const imports = this.#siblings.get(module) ?? new Map<string, boolean>();
    this.#siblings.set(module, imports);
    return imports;
  }

  typeName(item: StructLayout | UnionLayout): string {
    return item === this.layout.frame?.header ? 'Header' : item.tsName;
  }

  errorName(struct: StructLayout): string {
    return quote(this.facts.errorName(struct));
  }

  localNames(...taken: readonly string[]): LocalNames {
    return new LocalNames([...KNOWN_FUNCTIONS, ...taken], (name) => this.#isFunction(name));
  }

  #isFunction(name: string): boolean {
    const item = GENERATED_FUNCTION.exec(name)?.[1];
    return item !== undefined && (item === 'Header' || this.#exported.has(item));
  }

  runtimeImports(): { name: string; alias: string | null; isType: boolean }[] {
    return [...this.#runtime]
      .map(([name, { name: local, isType }]) => ({ name, alias: local === name ? null : local, isType }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  siblingImports(module: Sibling): { name: string; alias: null; isType: boolean }[] {
    return [...this.#importsOf(module)]
      .map(([name, isType]) => ({ name, alias: null, isType }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
