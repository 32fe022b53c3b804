/** Unions: their types, and the functions that read and write them. */
import type { UnionLayout, UnionMember } from '../../layout/types.ts';
import type { Declaration, FunctionText, PropertyText } from './declarations.ts';
import { describe, describeValues, sentences } from './doc-comment.ts';
import { bigintLiteral, numberLiteral, quote } from './literals.ts';
import type { Module } from './module.ts';
import { place } from './place.ts';
import { returnObject } from './read-struct.ts';
import { readValue } from './read-value.ts';
import { codecError, flushStores, type Scope, scopeOf } from './scope.ts';
import { bytesLeft, bytesSet } from './struct-facts.ts';
import { valueOf } from './value.ts';
import { typeOf } from './value-type.ts';
import { requireObject } from './write-struct.ts';
import { writeValue } from './write-value.ts';

/** All members optional in an overlay; in a tagged union one of them, and the others absent. */
export function declareUnion(union: UnionLayout, module: Module): Declaration {
  const kind = union.tagged
    ? 'Exactly one member, the one that the tag selects.'
    : 'All members share their bytes: decoding gives each of them, encoding takes any subset.';
  const docs = describe(union, sentences(`\`union ${union.tag}\`, ${union.size} bytes.`, kind));
  const name = union.tsName;
  if (!union.tagged) {
    const properties = union.members.map(
      (member): PropertyText => ({
        name: member.tsName,
        type: typeOf(valueOf(member), module),
        isOptional: true,
        docs: describe({ ...member, doc: sentences(member.doc, describeValues({ ...member, unit: null })) }),
      }),
    );
    return { kind: 'interface', name, properties, docs };
  }
  const alternatives = union.members.map((member) => {
    const absent = union.members.filter((other) => other !== member).map((other) => `${other.tsName}?: never`);
    return `{ ${[`${member.tsName}: ${typeOf(valueOf(member), module)}`, ...absent].join('; ')} }`;
  });
  return { kind: 'type', name, type: `\n  | ${alternatives.join('\n  | ')}`, docs, isExported: true };
}

export function readUnion(union: UnionLayout, module: Module): FunctionText {
  const parameters = union.tagged ? ['view', 'at', 'tag'] : ['source', 'from'];
  const scope = scopeOf(module, quote(union.name), [...parameters, 'view', 'at', 'next', 'i', 'error'], union.tagged ? 3 : 1);
  if (union.tagged) {
    switchOnTag(scope, union, (member) => {
      const element = readValue(scope, valueOf(member), place('at', 0, 'at', member.name), member.tsName);
      scope.lines.add(`return { ${member.tsName}${element === member.tsName ? '' : `: ${element}`} };`);
    });
  } else {
    scope.lines.add(`const view = ${module.use('snapshot')}(source, from, ${union.size});`, 'const at = 0;');
    returnObject(
      scope,
      union.members.map((member) => [
        member.tsName,
        readValue(scope, valueOf(member), place('at', 0, 'at', member.name), member.tsName),
      ]),
    );
  }
  return functionOf(union, module, 'read', parameters, union.tsName, scope);
}

export function writeUnion(union: UnionLayout, module: Module): FunctionText {
  const parameters = union.tagged ? ['view', 'at', 'value', 'tag'] : ['target', 'to', 'value'];
  const scope = scopeOf(module, quote(union.name), [...parameters, 'view', 'at', 'overlay', 'next', 'error']);
  const { lines, names } = scope;
  const itself = place('at', 0, 'at', null);
  if (!union.tagged) {
    lines.add(
      `const overlay = new ${module.use('OverlayWriter')}(${union.size}, target);`,
      'const { view } = overlay;',
      'const at = 0;',
    );
  }
  requireObject(scope, 'value');
  const locals = new Map(union.members.map((member) => [member, names.add(member.tsName)]));
  const bindings = [...locals].map(([{ tsName }, local]) => (local === tsName ? local : `${tsName}: ${local}`));
  lines.list('const { ', bindings, ' } = value;');
  if (union.tagged) {
    lines.add(`${module.use('zero')}(view, at, at + ${union.size});`);
    switchOnTag(scope, union, (member) => {
      const wrong = [...locals].map(([other, local]) => `${local} ${other === member ? '===' : '!=='} undefined`);
      lines.guard(wrong.join(' || '), codecError(scope, 'UNION', itself, 'null', 'tag'));
      writeValue(scope, valueOf(member), locals.get(member) ?? '', place('at', 0, 'at', member.name));
      flushStores(scope);
      const left = module.facts.overlaid.has(union) ? bytesLeft(member.type, member.size, union.size) : [];
      const ranges = left.flatMap(({ start, end }) => [start, end]);
      if (ranges.length > 0) lines.add(`${module.use('leaveAlone')}(view, at, ${ranges.join(', ')});`);
      lines.add('return;');
    });
  } else {
    for (const [member, local] of locals) {
      lines.block(`if (${local} !== undefined) {`, () => {
        writeValue(scope, valueOf(member), local, place('at', 0, 'at', member.name));
        flushStores(scope);
        const ranges = bytesSet(member.type, member.size).flatMap(({ start, end }) => [start, end]);
        lines.guard(`!overlay.add(${ranges.join(', ')})`, codecError(scope, 'UNION', itself, 'null', 'null'));
      });
    }
    lines.add('overlay.copyTo(target, to);');
  }
  return functionOf(union, module, 'write', parameters, 'void', scope);
}

function switchOnTag(scope: Scope, union: UnionLayout, body: (member: UnionMember) => void): void {
  const { lines, module } = scope;
  const literal = module.facts.wideTags.has(union) ? bigintLiteral : numberLiteral;
  lines.block('switch (tag) {', () => {
    for (const member of union.members) {
      if (member.is.length === 0) continue;
      const cases = member.is.map((value) => `case ${literal(value)}:`);
      lines.add(...cases.slice(0, -1));
      lines.block(`${cases.at(-1)} {`, () => body(member));
    }
    lines.chain(
      ['default:', () => lines.call(`throw ${codecError(scope, 'UNION', place('at', 0, 'at', null), 'null', 'tag')};`)],
      '',
    );
  });
}

function functionOf(
  union: UnionLayout,
  module: Module,
  verb: string,
  parameters: readonly string[],
  returns: string,
  scope: Scope,
): FunctionText {
  const types: Readonly<Record<string, string>> = {
    view: 'DataView',
    source: 'DataView',
    target: 'DataView',
    value: union.tsName,
    tag: module.facts.wideTags.has(union) ? 'bigint' : 'number',
  };
  return {
    name: `${verb}${union.tsName}`,
    parameters: parameters.map((name) => ({ name, type: types[name] ?? 'number' })),
    returns,
    body: scope.lines.toString(),
    docs: [],
  };
}
