import { spanOf } from '../load/index.ts';
import type { Scope } from './scope.ts';
import type { StructModel, TypeModel, UnionModel } from './types.ts';

/** Reports structs and unions that contain themselves, and marks them broken so that nobody computes their size. */
export function checkRecursion(aggregates: readonly (StructModel | UnionModel)[], scope: Scope): void {
  const state = new Map<StructModel | UnionModel, 'open' | 'done'>();
  const visit = (aggregate: StructModel | UnionModel, path: readonly string[]): void => {
    state.set(aggregate, 'open');
    for (const { type, raw } of partsOf(aggregate)) {
      const inner = type.kind === 'struct' ? type.struct : type.kind === 'union' ? type.union : null;
      if (!inner) continue;
      const chain = [...path, aggregate.name];
      if (state.get(inner) === 'open') {
        const loop = [...chain.slice(chain.indexOf(inner.name)), inner.name].join(' -> ');
        scope.report('LAY001', spanOf(raw, 'type'), `\`${inner.name}\` contains itself: ${loop}`, 'refer to it by a handle, an index or an offset');
        inner.broken = true;
        aggregate.broken = true;
      } else if (!state.has(inner)) visit(inner, chain);
      if (inner.broken) aggregate.broken = true;
    }
    state.set(aggregate, 'done');
  };
  for (const aggregate of aggregates) if (!state.has(aggregate)) visit(aggregate, []);
}

function partsOf(aggregate: StructModel | UnionModel): { type: TypeModel; raw: StructModel['raw'] }[] {
  if (aggregate.kind === 'union') return aggregate.members.map((m) => ({ type: m.type, raw: m.raw ?? aggregate.raw }));
  const fields = aggregate.members.flatMap((member) => (member.kind === 'field' ? [{ type: member.type, raw: member.raw }] : []));
  const tails = aggregate.tails.flatMap((tail) => (tail.type ? [{ type: tail.type, raw: tail.raw }] : []));
  return [...fields, ...tails];
}
