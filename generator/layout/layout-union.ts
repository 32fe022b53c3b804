import { child, type ProblemList, spanOf } from '../load/index.ts';
import type { UnionModel } from '../model/index.ts';
import { checkAssertion, type LayoutTarget } from './assertions.ts';
import { alignUp, resolveByteOrder } from './data-models.ts';
import { describeUnion } from './fingerprint.ts';
import { documentedOf, jsPolicyOf, packingText } from './layout-struct.ts';
import type { TypeLayouts } from './layout-types.ts';
import type { UnionLayout, UnionMember } from './types.ts';

/** Every member at offset 0; the size is the largest member, rounded up to the alignment. */
export function layoutUnion(model: UnionModel, types: TypeLayouts, target: LayoutTarget, problems: ProblemList | null): UnionLayout {
  const cap = model.packing.kind === 'packed' ? 1 : (model.packing.max ?? Number.POSITIVE_INFINITY);
  const members = model.members.map((member): UnionMember => {
    const type = types.refOf(member.type);
    return {
      ...documentedOf(member),
      name: member.name,
      tsName: member.tsName,
      type,
      typeName: types.nameOf(member.type),
      size: types.sizeOf(member.type),
      byteOrder: resolveByteOrder(member.byteOrder, types.dataModel),
      js: jsPolicyOf(type, member.js, member.type),
      is: member.is,
    };
  });
  const align = model.members.reduce((most, member) => Math.max(most, Math.min(cap, types.alignOf(member.type))), 1);
  const size = alignUp(members.reduce((most, member) => Math.max(most, member.size), 0), align);
  if (!model.broken && problems) {
    if (size === 0) problems.add('LAY013', spanOf(model.raw, 'members'), `\`${model.name}\` has no bytes`);
    checkAssertion('LAY003', child(model.raw, 'size'), size, (asserted) => ({
      message: `\`${model.name}\` says \`size: ${asserted}\`, but it has ${size} bytes`,
      layoutSoFar: members.map((member) => `${member.name} 0-${member.size}`).join(', '),
    }), target, problems);
  }
  const partial = {
    ...documentedOf(model),
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
  };
  return { ...partial, canonical: describeUnion(partial) };
}
