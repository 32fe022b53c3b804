/** What a view offers of its tails. */
import type { TailLayout } from '../../layout/types.ts';
import type { MemberText } from './declarations.ts';
import { describe } from './doc-comment.ts';
import { Lines } from './lines.ts';
import { valueOf } from './value.ts';
import { copier, elementAccessors, indexErrorOf, type ViewScope } from './view-accessors.ts';
import { countOf, recordState, startOf, startState } from './view-state.ts';

export function tailAccessors(tail: TailLayout, view: ViewScope): MemberText[] {
  const { names, module, messageName } = view;
  const start = startOf(tail);
  const count = countOf(tail);
  const docs = describe(tail);
  const offset = startState(tail) === null ? String(tail.offset ?? 0) : `${start} - this.$at`;
  const counter: MemberText = {
    kind: 'get',
    name: names.add(`${tail.tsName}Count`),
    type: 'number',
    body: `return ${count};`,
    docs: [],
  };
  switch (tail.kind) {
    case 'array':
      if (tail.type === null) return [counter];
      return [
        counter,
        ...elementAccessors({ ...tail, value: valueOf({ ...tail, type: tail.type }), start, count, offset, docs }, view),
      ];
    case 'bytes':
    case 'rest': {
      const bytes = `${module.use('takeBytes')}(this.$view, ${start}, ${count})`;
      return [
        counter,
        optional(tail, names.add(tail.tsName), 'Uint8Array', bytes, docs),
        copier(tail.tsName, start, count, view),
      ];
    }
    case 'string': {
      const lines = new Lines(2);
      const error = module.use('CodecError');
      if (tail.condition !== null) lines.add(`if (${start} < 0) return undefined;`);
      lines.add(`const text = ${module.use('textOf')}(this.$view, ${start}, ${count});`);
      lines.guard('text === null', `new ${error}('SLUICE_ERR_UTF8', ${messageName}, '${tail.name}', ${offset}, null, null)`);
      lines.add('return text;');
      const type = tail.condition === null ? 'string' : 'string | undefined';
      return [{ kind: 'get', name: names.add(tail.tsName), type, body: lines.toString(), docs }];
    }
    case 'records':
      return [counter, ...recordAccessors(tail, docs, view)];
  }
}

/** A tail that may be absent is undefined then. */
function optional(tail: TailLayout, name: string, type: string, value: string, docs: readonly string[]): MemberText {
  if (tail.condition === null) return { kind: 'get', name, type, body: `return ${value};`, docs };
  return { kind: 'get', name, type: `${type} | undefined`, body: `return ${startOf(tail)} < 0 ? undefined : ${value};`, docs };
}

function recordAccessors(tail: TailLayout, docs: readonly string[], view: ViewScope): MemberText[] {
  if (tail.type?.kind !== 'struct') return [];
  const type = `${view.module.typeName(tail.type.struct)}View`;
  const start = startOf(tail);
  const count = countOf(tail);
  const lines = new Lines(2);
  lines.guard(`index >>> 0 !== index || index >= ${count}`, indexErrorOf({ name: tail.name, offset: '0', count }, view));
  lines.add(`const from = ${start}[index] ?? 0;`);
  lines.add(`return target.wrap(this.$view, from, (${start}[index + 1] ?? 0) - from);`);
  return [
    {
      kind: 'method',
      name: view.names.add(`${tail.tsName}At`),
      parameters: [
        { name: 'index', type: 'number' },
        { name: 'target', type, initializer: `this.${recordState(tail)}` },
      ],
      returns: type,
      body: lines.toString(),
      docs: [...docs, 'The view that is returned is the same each time, unless you bring your own.'],
    },
  ];
}
