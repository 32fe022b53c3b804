import { spanOf } from '../load/index.ts';
import type { Scope } from './scope.ts';
import type { StructModel, TypeModel, UnionModel } from './types.ts';

type Aggregate = StructModel | UnionModel;

/** Most structs and unions that stand inside of one another. */
const MAX_NESTING = 64;

/** Reports structs and unions that contain themselves or nest too deep, and marks them broken so that nobody computes their size. */
export function checkRecursion(aggregates: readonly Aggregate[], scope: Scope): void {
  const heights = new Map<Aggregate, number>();
  const open = new Set<Aggregate>();
  let tooDeep = false;
  const visit = (aggregate: Aggregate): number => {
    open.add(aggregate);
    let height = 1;
    for (const { type, raw } of partsOf(aggregate)) {
      const inner = type.kind === 'struct' ? type.struct : type.kind === 'union' ? type.union : null;
      if (!inner) continue;
      if (open.has(inner)) {
        const chain = [...open].map(({ name }) => name);
        const loop = [...chain.slice(chain.indexOf(inner.name)), inner.name].join(' -> ');
        scope.report(
          'LAY001',
          spanOf(raw, 'type'),
          `\`${inner.name}\` contains itself: ${loop}`,
          'refer to it by a handle, an index or an offset',
        );
        inner.broken = true;
        aggregate.broken = true;
        continue;
      }
      const below = open.size > MAX_NESTING ? MAX_NESTING : (heights.get(inner) ?? visit(inner));
      if (below >= MAX_NESTING) {
        if (!tooDeep)
          scope.report(
            'LAY016',
            spanOf(raw, 'type'),
            `\`${inner.name}\` is the end of a chain of more than ${MAX_NESTING} structs in one another`,
            'flatten them',
          );
        tooDeep = true;
        aggregate.broken = true;
      }
      if (inner.broken) aggregate.broken = true;
      height = Math.max(height, below + 1);
    }
    open.delete(aggregate);
    heights.set(aggregate, height);
    return height;
  };
  for (const aggregate of aggregates) if (!heights.has(aggregate)) visit(aggregate);
}

function partsOf(aggregate: Aggregate): { type: TypeModel; raw: StructModel['raw'] }[] {
  if (aggregate.kind === 'union') return aggregate.members.map(({ type, raw }) => ({ type, raw }));
  const fields = aggregate.members.flatMap((member) => (member.kind === 'field' ? [{ type: member.type, raw: member.raw }] : []));
  const tails = aggregate.tails.flatMap((tail) => (tail.type ? [{ type: tail.type, raw: tail.raw }] : []));
  return [...fields, ...tails];
}
