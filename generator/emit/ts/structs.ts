/** Structs: interfaces, and the functions that read and write them. */
import type { FieldLayout, StructLayout, TailLayout } from '../../layout/types.ts';
import type { Declaration, PropertyText } from './declarations.ts';
import { describe, describeValues, sentences } from './doc-comment.ts';
import type { Module } from './module.ts';
import { readStruct } from './read-struct.ts';
import { sizeOfStruct } from './size-of.ts';
import { isVariable } from './struct-facts.ts';
import { typeOfField, typeOfTail } from './value-type.ts';
import { propertiesOf } from './write-fields.ts';
import { writeStruct } from './write-struct.ts';

/** The interface of a struct. `docs` replace the struct's own, for a message that it is the body of. */
export function declareStruct(
  struct: StructLayout,
  module: Module,
  docs: readonly string[] = describeStruct(struct),
): Declaration {
  const properties = [
    ...struct.fields.flatMap((field) => propertyOfField(field, module)),
    ...struct.tails.map((tail) => propertyOfTail(tail, module)),
  ];
  return { kind: 'interface', name: module.typeName(struct), properties, docs };
}

export function describeStruct(struct: StructLayout): string[] {
  return describe(struct, `${formOf(struct)}.`);
}

/** Such as `` `struct pid_status`, 12 bytes, packed ``. */
export function formOf(struct: StructLayout): string {
  const name = struct.typedef ? `\`${struct.name}\`` : `\`struct ${struct.name}\``;
  const size = isVariable(struct) ? `${struct.fixedSize} bytes and its tails` : `${struct.size} bytes`;
  return `${name}, ${size}, ${struct.packing}`;
}

function propertyOfField(field: FieldLayout, module: Module): PropertyText[] {
  const isCount = field.counts !== null;
  const isPlace = module.facts.offsetFields.has(field);
  const given = isCount ? `Follows from \`${field.counts}\`.` : isPlace ? 'Follows from where the record is.' : null;
  const docs = describe({ ...field, doc: sentences(field.doc, describeValues(field), given) });
  return propertiesOf(field).map(
    (name): PropertyText => ({ name, type: typeOfProperty(field, module), isOptional: isCount || isPlace, docs }),
  );
}

/** The type of a field's property; each half of a pair is a number. */
export function typeOfProperty(field: FieldLayout, module: Module): string {
  return propertiesOf(field).length > 1 ? 'number' : typeOfField(field, module);
}

function propertyOfTail(tail: TailLayout, module: Module): PropertyText {
  const { max, kind } = tail;
  const bound = max === null ? null : `At most ${max} ${kind === 'array' || kind === 'records' ? 'elements' : 'bytes'}.`;
  const values = describeValues({ unit: null, min: tail.elementMin, max: tail.elementMax, sentinels: tail.sentinels });
  const elements = values === null ? null : `Elements: ${values}`;
  const condition = tail.condition === null ? null : `Only with a fitting \`${tail.condition.field.name}\`.`;
  const docs = describe({ ...tail, doc: sentences(tail.doc, bound, elements, condition) });
  return { name: tail.tsName, type: typeOfTail(tail, module), isOptional: tail.condition !== null, docs };
}

/** The functions that the codecs of a struct are made of. */
export function structFunctions(struct: StructLayout, module: Module): Declaration[] {
  const functions = [
    writeStruct(struct, module),
    readStruct(struct, module),
    ...(isVariable(struct) ? [sizeOfStruct(struct, module)] : []),
  ];
  return functions.map((text) => ({ kind: 'function', ...text, isExported: false }));
}
