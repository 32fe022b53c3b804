import type { ProblemList } from '../load/index.ts';
import type { StructModel, TypeModel, UnionModel } from '../model/index.ts';
import type { LayoutTarget } from './assertions.ts';
import { alignOfScalar, resolveScalar, sizeOfScalar } from './data-models.ts';
import { layoutStruct } from './layout-struct.ts';
import { layoutUnion } from './layout-union.ts';
import type { DataModel, StructLayout, TypeRef, UnionLayout } from './types.ts';

/** Sizes and alignments of every type of one layout; structs and unions are laid out when first asked for, so each follows what it contains. */
export class TypeLayouts {
  readonly dataModel: DataModel;
  /** Every struct and union so far, contained ones first. */
  readonly aggregates: (StructLayout | UnionLayout)[] = [];
  readonly #target: LayoutTarget;
  readonly #problems: ProblemList | null;
  readonly #structs = new Map<StructModel, StructLayout>();
  readonly #unions = new Map<UnionModel, UnionLayout>();
  readonly #unsound = new Set<StructModel | UnionModel>();

  constructor(target: LayoutTarget, problems: ProblemList | null) {
    this.dataModel = target.dataModel;
    this.#target = target;
    this.#problems = problems;
  }

  /** Remembers that something about the size of a struct or union was reported: what contains it has no certain layout either. */
  markUnsound(model: StructModel | UnionModel): void {
    this.#unsound.add(model);
  }

  /** Whether the size of a type means nothing. */
  isUnsound(type: TypeModel): boolean {
    const model = type.kind === 'struct' ? type.struct : type.kind === 'union' ? type.union : null;
    if (model === null || model.broken) return model !== null;
    if (model.kind === 'struct') this.structOf(model);
    else this.unionOf(model);
    return this.#unsound.has(model);
  }

  structOf(model: StructModel): StructLayout {
    const known = this.#structs.get(model);
    if (known) return known;
    const layout = layoutStruct(model, this, this.#target, this.#problems);
    this.#structs.set(model, layout);
    this.aggregates.push(layout);
    return layout;
  }

  unionOf(model: UnionModel): UnionLayout {
    const known = this.#unions.get(model);
    if (known) return known;
    const layout = layoutUnion(model, this, this.#target, this.#problems);
    this.#unions.set(model, layout);
    this.aggregates.push(layout);
    return layout;
  }

  refOf(type: TypeModel): TypeRef {
    switch (type.kind) {
      case 'scalar':
        return { kind: 'scalar', scalar: resolveScalar(type.scalar, this.dataModel), bool: type.bool };
      case 'struct':
        return { kind: 'struct', struct: this.structOf(type.struct) };
      case 'union':
        return { kind: 'union', union: this.unionOf(type.union) };
      default:
        return type;
    }
  }

  sizeOf(type: TypeModel): number {
    switch (type.kind) {
      case 'scalar':
        return sizeOfScalar(resolveScalar(type.scalar, this.dataModel));
      case 'enum':
        return type.enum.size;
      case 'flags':
        return type.flags.size;
      case 'struct':
        return this.structOf(type.struct).size;
      case 'union':
        return this.unionOf(type.union).size;
    }
  }

  alignOf(type: TypeModel): number {
    switch (type.kind) {
      case 'scalar':
        return alignOfScalar(resolveScalar(type.scalar, this.dataModel), this.dataModel);
      case 'enum':
        return alignOfScalar(type.enum.scalar, this.dataModel);
      case 'flags':
        return alignOfScalar(type.flags.scalar, this.dataModel);
      case 'struct':
        return this.structOf(type.struct).align;
      case 'union':
        return this.unionOf(type.union).align;
    }
  }

  /** As `layout --json` prints the type. */
  nameOf(type: TypeModel): string {
    switch (type.kind) {
      case 'scalar':
        return type.typeName === type.scalar ? resolveScalar(type.scalar, this.dataModel) : type.typeName;
      case 'enum':
        return type.enum.name;
      case 'flags':
        return type.flags.name;
      case 'struct':
        return type.struct.name;
      case 'union':
        return type.union.name;
    }
  }
}
