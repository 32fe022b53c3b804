import { type ProblemList, spanOf } from '../load/index.ts';
import type { UnionModel } from '../model/index.ts';
import { checkAssertions, type LayoutTarget } from './assertions.ts';
import { alignUp, resolveByteOrder } from './data-models.ts';
import { describeUnion } from './fingerprint.ts';
import { documentedOf, impliedRange, jsPolicyOf, packingText } from './layout-struct.ts';
import type { TypeLayouts } from './layout-types.ts';
import type { UnionLayout, UnionMember } from './types.ts';

/** Every member at offset 0; the size is the largest member, rounded up to the alignment. */
export function layoutUnion(
  model: UnionModel,
  types: TypeLayouts,
  target: LayoutTarget,
  problems: ProblemList | null,
): UnionLayout {
  const cap = model.packing.kind === 'packed' ? 1 : (model.packing.max ?? Number.POSITIVE_INFINITY);
  const sound = model.members.filter(({ type }) => !types.isUnsound(type));
  const members = sound.map((member): UnionMember => {
    const type = types.refOf(member.type);
    const js = jsPolicyOf(type, member.rules.js, member.type);
    const [min, max] = impliedRange(js, type, member.rules.min, member.rules.max);
    return {
      name: member.name,
      tsName: member.tsName,
      type,
      typeName: types.nameOf(member.type),
      size: types.sizeOf(member.type),
      byteOrder: resolveByteOrder(member.byteOrder, types.dataModel),
      js,
      min,
      max,
      sentinels: member.rules.sentinels,
      is: member.is,
      ...documentedOf(member),
    };
  });
  const align = sound.reduce((most, member) => Math.max(most, Math.min(cap, types.alignOf(member.type))), 1);
  const size = alignUp(
    members.reduce((most, member) => Math.max(most, member.size), 0),
    align,
  );
  if (sound.length < model.members.length || model.broken) types.markUnsound(model);
  else if (problems && !checkSize(model, members, size, target, problems)) types.markUnsound(model);
  const partial = {
    kind: 'union' as const,
    name: model.name,
    tag: model.tag,
    typedef: model.typedef,
    tsName: model.tsName,
    size,
    align,
    packing: packingText(model.packing),
    tagged: model.tagged,
    members,
    ...documentedOf(model),
  };
  return { ...partial, canonical: describeUnion(partial) };
}

/** False when something was reported. */
function checkSize(
  model: UnionModel,
  members: readonly UnionMember[],
  size: number,
  target: LayoutTarget,
  problems: ProblemList,
): boolean {
  if (size === 0) {
    problems.add('LAY013', spanOf(model.raw, 'members'), `\`${model.name}\` has no bytes`, { fix: 'give it a member' });
    return false;
  }
  const computed = {
    value: size,
    message: (asserted: number) => `\`${model.name}\` says \`size: ${asserted}\`, but it has ${size} bytes`,
    layoutSoFar: () => members.map((member) => `${member.name} 0-${member.size}`).join(', '),
  };
  return checkAssertions('LAY003', model.sizes, computed, 0, target, problems) === 0;
}
