/** Reading the elements of fixed arrays and array tails. */
import { Lines } from './lines.ts';
import { address, place } from './place.ts';
import { readValue } from './read-value.ts';
import { placingErrors, type Scope } from './scope.ts';
import type { Value } from './value.ts';
import { typeOf } from './value-type.ts';

/** Elements that stand at a running local, which moves past them. */
export interface Elements {
  readonly value: Value;
  /** How many, as an expression. */
  readonly count: string;
  readonly elementSize: number;
  /** The running local. */
  readonly next: string;
  /** C name of the field or tail. */
  readonly field: string;
  /** Name of the local that gets the array. */
  readonly hint: string;
}

/** Returns the local that holds the array. */
export function readElements(scope: Scope, elements: Elements, tag: string | null = null): string {
  const { value, count, elementSize, next, field, hint } = elements;
  const { lines, module, names } = scope;
  const array = names.add(hint);
  lines.add(`const ${array} = new Array<${typeOf(value, module)}>(${count});`);
  const head = `for (let i = 0; i < ${count}; i += 1, ${next} += ${elementSize})`;
  const at = place(next, 0, 'at', field);
  const call = innerCall(scope, value, address(at), tag);
  if (call !== null) {
    const loop = (): void => lines.add(`${head} ${array}[i] = ${call};`);
    if (module.facts.valueCanFail(value)) placingErrors(scope, at, loop);
    else loop();
    return array;
  }
  const inner = { ...scope, lines: new Lines(3) };
  const element = readValue(inner, value, at, 'item');
  const statements = inner.lines.toString();
  if (statements === '') lines.add(`${head} ${array}[i] = ${element};`);
  else lines.block(`${head} {`, () => lines.add(...statements.split('\n'), `${array}[i] = ${element};`));
  return array;
}

/** The call that reads an inner struct or union; null for anything else. */
function innerCall({ module }: Scope, { type }: Value, at: string, tag: string | null): string | null {
  if (type.kind === 'struct') return `read${module.typeName(type.struct)}(view, ${at})`;
  if (type.kind === 'union') return `read${type.union.tsName}(view, ${at}${tag === null ? '' : `, ${tag}`})`;
  return null;
}
