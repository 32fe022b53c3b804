/** Getters and setters of a view. Getters give what is there; setters check what `encode` would. */

import type { StructLayout, UnionLayout } from '../../layout/types.ts';
import type { FunctionText, MemberText } from './declarations.ts';
import type { Lines } from './lines.ts';
import type { Module } from './module.ts';
import { type Place, place } from './place.ts';
import { codecError, flushStores, type Scope, scopeOf } from './scope.ts';
import { isByteArray, shapeOf, type Value } from './value.ts';
import { type Facet, facetsOf } from './view-facets.ts';
import type { MemberNames } from './view-names.ts';
import type { KeptCount } from './view-state.ts';

/** A field of a struct, or a member of a union. */
export interface Item {
  readonly name: string;
  readonly tsName: string;
  readonly value: Value;
  readonly offset: number;
  /** Elements of a fixed array, else null. */
  readonly count: number | null;
  readonly elementSize: number;
  /** The state in which `wrap` has kept the value; null where the bytes are read each time. */
  readonly kept: KeptCount | null;
  /** Decides about the rest of the message: `encode` writes it, a view does not. */
  readonly isFixed: boolean;
  readonly docs: readonly string[];
}

/** Elements of a fixed array or a tail. */
export interface ElementItem {
  readonly name: string;
  readonly tsName: string;
  readonly value: Value;
  readonly elementSize: number;
  /** Where the first one is, and how many there are, as expressions. */
  readonly start: string;
  readonly count: string;
  /** Bytes from the start of the struct, as an expression. */
  readonly offset: string;
  readonly docs: readonly string[];
}

/** What makes the bodies of one view. */
export interface ViewScope {
  readonly module: Module;
  readonly messageName: string;
  readonly names: MemberNames;
}

/** The locals that a body uses, then the body. */
function withLocals(lines: Lines): string {
  const body = lines.toString();
  const locals = /\bat\b/.test(body) ? '$view: view, $at: at' : '$view: view';
  return `const { ${locals} } = this;\n${body}`;
}

export function accessors(item: Item, view: ViewScope): MemberText[] {
  const { names } = view;
  if (item.count !== null) return arrayAccessors(item, item.count, view);
  const { type } = item.value;
  if (type.kind === 'struct') return child(item, type.struct, type.struct.size, view);
  if (type.kind === 'union') return child(item, type.union, type.union.size, view);
  if (item.kept !== null) return keptAccessors(item, item.kept, names);
  const at = place('at', item.offset, 'at', item.name);
  return facetsOf(item.value, view.module).flatMap((facet, index) => {
    const name = names.add(`${item.tsName}${facet.suffix}`);
    const get: MemberText = {
      kind: 'get',
      name,
      type: facet.getType,
      body: getBody(facet, item, view),
      docs: index === 0 ? item.docs : [],
    };
    if (facet.write === null || item.isFixed) return [get];
    const scope = bodyScope(view);
    facet.write(scope, at);
    flushStores(scope);
    return [get, { kind: 'set', name, type: facet.setType(), body: withLocals(scope.lines) }];
  });
}

function bodyScope({ module, messageName }: ViewScope): Scope {
  return scopeOf(module, messageName, ['view', 'at', 'value', 'index', 'next'], 2);
}

function getBody(facet: Facet, item: Item, view: ViewScope): string {
  const scope = bodyScope(view);
  if (facet.isSimple) return `return ${facet.read(scope, place('this.$at', item.offset, 'this.$at', item.name), 'this.$view')};`;
  const value = facet.read(scope, place('at', item.offset, 'at', item.name), 'view');
  scope.lines.add(`return ${value};`);
  return withLocals(scope.lines);
}

/** A count, which `wrap` has read. */
function keptAccessors(item: Item, { state, isWide }: KeptCount, names: MemberNames): MemberText[] {
  const kept = `this.${state}`;
  const get = (suffix: string, type: string, expression: string, docs: readonly string[]): MemberText => ({
    kind: 'get',
    name: names.add(`${item.tsName}${suffix}`),
    type,
    body: `return ${expression};`,
    docs,
  });
  // The count of a tail that is present is a safe integer; another one is kept as it was read.
  const [big, number] = isWide ? [kept, `Number(${kept})`] : [`BigInt(${kept})`, kept];
  switch (shapeOf(item.value)) {
    case 'bigint':
      return [get('', 'bigint', big, item.docs)];
    case 'safe':
      return [get('', 'number', number, item.docs), get('Big', 'bigint', big, [])];
    case 'pair':
      return [
        get('Lo', 'number', isWide ? `Number(${kept} & 0xffffffffn)` : `${kept} >>> 0`, item.docs),
        get('Hi', 'number', isWide ? `Number(${kept} >> 32n & 0xffffffffn)` : `Math.floor(${kept} / 0x100000000)`, []),
        get('Big', 'bigint', big, []),
      ];
    default:
      return [get('', 'number', kept, item.docs)];
  }
}

/** The view of an inner struct or union, made once with its owner and wrapped on each use. */
function child(item: Item, inner: StructLayout | UnionLayout, size: number, { module, names }: ViewScope): MemberText[] {
  const type = `${module.typeName(inner)}View`;
  const state = `$${item.tsName}View`;
  return [
    { kind: 'property', name: state, type, value: `new ${type}()`, isReadonly: true },
    {
      kind: 'get',
      name: names.add(item.tsName),
      type,
      body: `return this.${state}.wrap(this.$view, this.$at${item.offset === 0 ? '' : ` + ${item.offset}`}, ${size});`,
      docs: item.docs,
    },
  ];
}

function arrayAccessors(item: Item, count: number, view: ViewScope): MemberText[] {
  const { module, names } = view;
  const start = item.offset === 0 ? 'this.$at' : `this.$at + ${item.offset}`;
  if (!isByteArray(item.value.type)) {
    return elementAccessors({ ...item, start, count: String(count), offset: String(item.offset) }, view);
  }
  const name = names.add(item.tsName);
  const scope = bodyScope(view);
  const at = place('this.$at', item.offset, 'this.$at', item.name);
  scope.lines.guard(
    '!(value instanceof Uint8Array)',
    `${module.use('kindError')}(${view.messageName}, '${item.name}', ${item.offset}, value)`,
  );
  scope.lines.guard(`value.length !== ${count}`, codecError(scope, 'RANGE', at, String(count), 'value.length'));
  scope.lines.add(`${module.use('putBytes')}(this.$view, ${start}, value);`);
  return [
    {
      kind: 'get',
      name,
      type: 'Uint8Array',
      body: `return ${module.use('takeBytes')}(this.$view, ${start}, ${count});`,
      docs: item.docs,
    },
    { kind: 'set', name, type: 'Uint8Array', body: scope.lines.toString() },
    copier(item.tsName, start, String(count), view),
  ];
}

/** Copies bytes to a target of the caller: the way to read them without an allocation. */
export function copier(tsName: string, start: string, count: string, { module, names }: ViewScope): MemberText {
  const body = `${module.use('copyInto')}(this.$view, ${start}, ${count}, target);\nreturn ${count};`;
  const docs = [`Copies \`${tsName}\` to the start of \`target\`; returns how many bytes.`];
  return {
    kind: 'method',
    name: names.add(`${tsName}Into`),
    parameters: [{ name: 'target', type: 'Uint8Array' }],
    returns: 'number',
    body,
    docs,
  };
}

/** `statusAt(index)`; for plain values `setStatusAt(index, value)` too. */
export function elementAccessors(item: ElementItem, view: ViewScope): MemberText[] {
  const { module, names } = view;
  const { type } = item.value;
  if (type.kind === 'struct') return elementViews(item, module.typeName(type.struct), view);
  if (type.kind === 'union') return elementViews(item, type.union.tsName, view);
  const index = { name: 'index', type: 'number' };
  const capital = item.tsName.charAt(0).toUpperCase() + item.tsName.slice(1);
  return facetsOf(item.value, module).flatMap((facet, position): MemberText[] => {
    const at: Place = place('next', 0, 'at', item.name);
    const check = bodyScope(view);
    check.lines.guard(`index >>> 0 !== index || index >= ${item.count}`, indexErrorOf(item, view));
    const body = (fill: (scope: Scope) => void): string => {
      const scope = bodyScope(view);
      scope.lines.add(`const next = ${item.start} + index * ${item.elementSize};`);
      fill(scope);
      return `${check.lines.toString()}\n${withLocals(scope.lines)}`;
    };
    const here = place(`${item.start} + index * ${item.elementSize}`, 0, null, item.name);
    const simple = (): string => `${check.lines.toString()}\nreturn ${facet.read(check, here, 'this.$view')};`;
    const get: FunctionText = {
      name: names.add(`${item.tsName}${facet.suffix}At`),
      parameters: [index],
      returns: facet.getType,
      body: facet.isSimple ? simple() : body((scope) => scope.lines.add(`return ${facet.read(scope, at, 'view')};`)),
      docs: position === 0 ? item.docs : [],
    };
    const { write } = facet;
    if (write === null) return [{ kind: 'method', ...get }];
    const set: FunctionText = {
      name: names.add(`set${capital}${facet.suffix}At`),
      parameters: [index, { name: 'value', type: facet.setType() }],
      returns: 'void',
      body: body((scope) => {
        write(scope, at);
        flushStores(scope);
      }),
      docs: [],
    };
    return [
      { kind: 'method', ...get },
      { kind: 'method', ...set },
    ];
  });
}

export function indexErrorOf(
  { name, offset, count }: Pick<ElementItem, 'name' | 'offset' | 'count'>,
  { module, messageName }: ViewScope,
): string {
  return `${module.use('indexError')}(${messageName}, '${name}', ${offset}, index, ${count})`;
}

function elementViews(item: ElementItem, typeName: string, view: ViewScope): MemberText[] {
  const type = `${typeName}View`;
  const state = `$${item.tsName}View`;
  const scope = bodyScope(view);
  scope.lines.guard(`index >>> 0 !== index || index >= ${item.count}`, indexErrorOf(item, view));
  scope.lines.add(`return target.wrap(this.$view, ${item.start} + index * ${item.elementSize}, ${item.elementSize});`);
  return [
    { kind: 'property', name: state, type, value: `new ${type}()`, isReadonly: true },
    {
      kind: 'method',
      name: view.names.add(`${item.tsName}At`),
      parameters: [
        { name: 'index', type: 'number' },
        { name: 'target', type, initializer: `this.${state}` },
      ],
      returns: type,
      body: scope.lines.toString(),
      docs: [...item.docs, 'The view that is returned is the same each time, unless you bring your own.'],
    },
  ];
}
