/** Layouts of the checked-in schemas as short texts, so that tests can hold whole tables. */
import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import {
  checkSchema,
  computeLayout,
  type DataModel,
  type Layout,
  type Schema,
  type StructLayout,
} from '../../generator/index.ts';

const folder = new URL('../../../schema/', import.meta.url);

const loaded = new Map<string, Schema>();

/** A schema of `schema/`, which has no problems. */
export function loadProtocol(name: string): Schema {
  const known = loaded.get(name);
  if (known) return known;
  const { schema, problems } = checkSchema(`${name}.yaml`, (path) => readFileSync(new URL(path, folder)));
  assert.equal(problems, []);
  assert.ok(schema);
  loaded.set(name, schema);
  return schema;
}

export function layoutOf(name: string, options: { config?: string; dataModel?: DataModel } = {}): Layout {
  return computeLayout(loadProtocol(name), options);
}

/** `size/align field:type@offset ... | tail:kind:type@offset ...`; fields of arrays as `type[count]`. */
export function structText(struct: StructLayout): string {
  const fields = struct.fields.map((f) => `${f.name}:${f.typeName}${f.count === null ? '' : `[${f.count}]`}@${f.offset}`);
  const tails = struct.tails.map((t) => {
    const type = t.type ? `:${t.typeName}` : '';
    const count = t.count ? `*${t.count.field?.name ?? t.count.constant}` : t.per ? `*${t.per.name}/${t.offsetField?.name}` : '';
    return `${t.name}:${t.kind}${type}${count}@${t.offset ?? '-'}`;
  });
  return [`${struct.size}/${struct.align}`, ...fields, ...(tails.length > 0 ? ['|', ...tails] : [])].join(' ');
}

/** All structs of a layout by C name. */
export function structTexts(layout: Layout): Record<string, string> {
  return Object.fromEntries(layout.structs.map((struct) => [struct.name, structText(struct)]));
}

/** Every `name: doc` of a layout whose doc is empty. */
export function undocumented(layout: Layout): string[] {
  const values = [...layout.enums.flatMap((e) => e.values), ...layout.flags.flatMap((f) => f.bits)];
  const parts = layout.structs.flatMap((s) => [
    ...s.fields,
    ...s.fields.flatMap((f) => [...(f.bits ?? []), ...f.sentinels]),
    ...s.tails,
  ]);
  const all = [
    ...layout.constants,
    ...layout.enums,
    ...layout.flags,
    ...values,
    ...layout.structs,
    ...parts,
    ...layout.unions,
    ...layout.unions.flatMap((u) => u.members),
    ...layout.messages,
    ...layout.codes,
    ...layout.rpcs,
    ...layout.rpcs.flatMap((r) => r.args),
  ];
  return all.filter((item) => item.doc === '').map((item) => item.name);
}
