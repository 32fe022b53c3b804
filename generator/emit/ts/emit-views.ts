/** `views.ts`: flyweights that read and write bytes in place. They judge structure once, in `wrap`, and nothing else. */
import type { FieldLayout, Layout, StructLayout, UnionLayout } from '../../layout/types.ts';
import type { Declaration, MemberText } from './declarations.ts';
import { describe, describeValues, sentences } from './doc-comment.ts';
import { declareGuards } from './enum-guards.ts';
import type { Lines } from './lines.ts';
import { quote } from './literals.ts';
import type { Module } from './module.ts';
import { scopeOf, truncatedError } from './scope.ts';
import { isVariable } from './struct-facts.ts';
import { formOf } from './structs.ts';
import { valueOf } from './value.ts';
import { accessors, type Item } from './view-accessors.ts';
import { MemberNames } from './view-names.ts';
import { declareState, KEEP_VIEW, keptCount } from './view-state.ts';
import { tailAccessors } from './view-tails.ts';
import { wrapVariable } from './view-wrap.ts';

export function* declareViews(layout: Layout, module: Module): Generator<Declaration> {
  for (const item of layout.aggregates) {
    yield item.kind === 'union' ? unionView(item, module) : structView(item, layout, module);
  }
  for (const { name, tsName, struct } of layout.messages) {
    if (struct === null || module.typeName(struct) === tsName) continue;
    const view = `${module.typeName(struct)}View`;
    yield { kind: 'const', name: `${tsName}View`, type: `typeof ${view}`, value: view, docs: [`View of \`${name}\`.`] };
    yield { kind: 'type', name: `${tsName}View`, type: view, docs: [] };
  }
  yield* declareGuards(module);
}

/** Fields that decide about the rest of a message: written by `encode` only. */
function isFixed(field: FieldLayout, struct: StructLayout, layout: Layout, module: Module): boolean {
  const isTag = struct.fields.some((other) => other.tag === field);
  const isCondition = struct.tails.some((tail) => tail.condition?.field === field);
  const isFraming = layout.frame?.size === field || layout.frame?.code === field;
  return field.counts !== null || isTag || isCondition || isFraming || module.facts.offsetFields.has(field);
}

function structView(struct: StructLayout, layout: Layout, module: Module): Declaration {
  const messageName = module.errorName(struct);
  const view = { module, messageName, names: new MemberNames() };
  const fields = struct.fields.map(
    (field): Item => ({
      name: field.name,
      tsName: field.tsName,
      value: valueOf(field),
      offset: field.offset,
      count: field.count,
      elementSize: field.elementSize,
      kept: field.counts === null ? null : keptCount(struct, field),
      isFixed: isFixed(field, struct, layout, module),
      docs: describe({ ...field, doc: sentences(field.doc, describeValues(field)) }),
    }),
  );
  const members: MemberText[] = [
    ...state(),
    ...(isVariable(struct) ? declareState(struct, module) : []),
    ...fields.flatMap((item) => accessors(item, view)),
    isVariable(struct) ? wrapVariable(struct, module) : wrapFixed(struct, messageName, module),
    ...struct.tails.flatMap((tail) => tailAccessors(tail, view)),
  ];
  const owner = module.facts.owner.get(struct);
  const docs = [`View of ${owner === undefined ? formOf(struct) : `the body of \`${owner.name}\`: ${formOf(struct)}`}. ${NOTE}`];
  return { kind: 'class', name: `${module.typeName(struct)}View`, members, docs };
}

const NOTE = '`wrap` it over bytes, as often as you like; what it gives out is judged no further.';

/** Views are made once and wrapped many times: making them is the only allocation. */
function state(): MemberText[] {
  return [
    { kind: 'property', name: '$view', type: 'DataView', value: 'NOTHING' },
    { kind: 'property', name: '$at', type: 'number', value: '0' },
  ];
}

function unionView(union: UnionLayout, module: Module): Declaration {
  const messageName = quote(union.name);
  const view = { module, messageName, names: new MemberNames() };
  const items = union.members.map(
    (member): Item => ({
      name: member.name,
      tsName: member.tsName,
      value: valueOf(member),
      offset: 0,
      count: null,
      elementSize: member.size,
      kept: null,
      isFixed: false,
      docs: describe(member),
    }),
  );
  const members = [...state(), ...items.flatMap((item) => accessors(item, view)), wrapUnion(union, messageName, module)];
  const kind = union.tagged ? 'Which member is there, the tag next to it says.' : 'All members share their bytes.';
  return {
    kind: 'class',
    name: `${union.tsName}View`,
    members,
    docs: [`View of \`union ${union.tag}\`, ${union.size} bytes. ${kind}`],
  };
}

function wrapFixed(struct: StructLayout, messageName: string, module: Module): MemberText {
  const scope = scopeOf(module, messageName, [], 2);
  scope.lines.guard(`length < ${struct.size}`, truncatedError(scope, struct, 'length'));
  return wrapMethod(scope.lines, module);
}

function wrapUnion(union: UnionLayout, messageName: string, module: Module): MemberText {
  const scope = scopeOf(module, messageName, [], 2);
  scope.lines.guard(`length < ${union.size}`, `${module.use('truncated')}(${messageName}, [], ${union.size}, length)`);
  return wrapMethod(scope.lines, module);
}

function wrapMethod(lines: Lines, module: Module): MemberText {
  module.use('NOTHING');
  lines.add(KEEP_VIEW, 'this.$at = at;', 'return this;');
  const parameters = [
    { name: 'view', type: 'DataView' },
    { name: 'at', type: 'number' },
    { name: 'length', type: 'number' },
  ];
  return { kind: 'method', name: 'wrap', parameters, returns: 'this', body: lines.toString(), docs: [] };
}
