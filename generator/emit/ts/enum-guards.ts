/** Functions that tell the values of closed enums, where one comparison is not enough. */
import type { EnumLayout } from '../../layout/types.ts';
import { literalOf } from './conditions.ts';
import type { Declaration } from './declarations.ts';
import type { Module } from './module.ts';
import { runsOf, scalarSize } from './value.ts';

/** For all enums that the module has asked about so far. */
export function declareGuards(module: Module): Declaration[] {
  return [...module.guardedEnums.values()].map(guardOf);
}

/** `isEndpointState(value)` for an enum whose values are not one run. */
function guardOf(layout: EnumLayout): Declaration {
  const literal = literalOf(layout.scalar);
  const runs = runsOf(layout).map(({ min, max }) =>
    min === max ? `value === ${literal(min)}` : `(value >= ${literal(min)} && value <= ${literal(max)})`,
  );
  const type = scalarSize(layout.scalar) === 8 ? 'bigint' : 'number';
  const lines = runs.length === 0 ? ['false'] : runs;
  return {
    kind: 'function',
    name: `is${layout.tsName}`,
    parameters: [{ name: 'value', type }],
    returns: 'boolean',
    body: lines.length > 3 ? `return (\n  ${lines.join(' ||\n  ')}\n);` : `return ${lines.join(' || ')};`,
    docs: [`Whether \`enum ${layout.name}\` lists a value of its type.`],
    isExported: false,
  };
}
