/** Everything that the codec part of a header has for one struct or union. */
import type { StructLayout, UnionLayout } from '../../layout/types.ts';
import type { CNames } from './c-names.ts';
import { cAggregate, pointer } from './c-types.ts';
import { blockComment } from './comment.ts';
import { absence } from './conditions.ts';
import { describeTail } from './describe.ts';
import { int64 } from './literals.ts';
import { holesOfUnion } from './members.ts';
import {
  type AccessorView,
  hasPadding,
  type MoveView,
  viewFieldAccessors,
  viewLoads,
  viewMemberAccessors,
  viewStores,
} from './view-accessors.ts';
import type { PutView } from './view-tail-steps.ts';
import { takeCall, viewWalkers, type WalkerView } from './view-walker.ts';
import { fixedMember, wholeType, writtenField } from './whole.ts';

export interface UnionView {
  readonly type: string;
  readonly load: string;
  readonly store: string;
  readonly accessors: readonly AccessorView[];
  /** Of a tagged union: its function that takes a tag. */
  readonly storeTagged: string | null;
  readonly size: number;
  /** Bytes of no member, which are written zero. */
  readonly holes: readonly { readonly at: string; readonly size: number }[];
  readonly cases: readonly { readonly labels: readonly string[]; readonly statement: string }[];
}

/** An accessor of one tail: it takes those before it, too. */
interface SpanAccessorView {
  readonly name: string;
  readonly comment: string;
  readonly tail: string;
  readonly takes: readonly string[];
}

/** What a tail adds to the size of a message, as a condition that is false on overflow; `absent` is true when it adds nothing. */
interface SizeView {
  readonly absent: string | null;
  readonly fits: string;
}

export interface StructView {
  readonly type: string;
  /** What errors call it. */
  readonly message: string;
  readonly fixedSize: number;
  readonly hasFixed: boolean;
  readonly hasTails: boolean;
  readonly hasPadding: boolean;
  readonly hasDeclarations: boolean;
  readonly accessors: readonly AccessorView[];
  readonly load: string;
  readonly loads: readonly MoveView[];
  readonly loadLoops: boolean;
  readonly store: string;
  readonly stores: readonly MoveView[];
  readonly storeLoops: boolean;
  /** C type of the struct with its tails. */
  readonly whole: string;
  readonly fixedMember: string;
  /** The fixed part of a whole that is written, and its address. */
  readonly fixed: string;
  readonly fixedAddress: string;
  readonly tails: readonly { readonly name: string }[];
  readonly walkers: readonly WalkerView[];
  readonly walker: WalkerView;
  readonly judge: string | null;
  readonly check: string;
  readonly decode: string;
  readonly encode: string;
  readonly measure: string;
  readonly sizes: readonly SizeView[];
  readonly put: string;
  readonly puts: readonly (PutView & { readonly call: string; readonly isReferredTo: boolean })[];
  /** Tails whose place later records need. */
  readonly referred: readonly string[];
  readonly spanAccessors: readonly SpanAccessorView[];
}

export function viewUnionCodec(union: UnionLayout, names: CNames): UnionView {
  const { load, store, storeTagged } = names.of(union);
  return {
    type: cAggregate(union),
    load,
    store,
    accessors: viewMemberAccessors(union, names),
    storeTagged: union.tagged ? storeTagged : null,
    size: union.size,
    holes: holesOfUnion(union).map(({ offset, size }) => ({ at: pointer('buf', offset, false), size })),
    cases: union.members.map(({ type, size, is }) => {
      const inner = type.kind === 'struct' ? names.of(type.struct) : type.kind === 'union' ? names.of(type.union) : null;
      return {
        labels: is.map(int64),
        statement: inner === null ? `memcpy(buf, &value, ${size})` : `${inner.store}(buf, ${inner.load}(&value))`,
      };
    }),
  };
}

/** @param message - what errors call the struct: its message, or itself */
export function viewStructCodec(struct: StructLayout, message: string, names: CNames): StructView {
  const { load, store, check, decode, encode, size } = names.of(struct);
  const accessors = viewFieldAccessors(struct, names);
  const walkers = viewWalkers(struct, names, struct.name, '');
  const walker = walkers.at(-1);
  if (walker === undefined) throw new TypeError(`${struct.name} has no walker`);
  const hasTails = struct.tails.length > 0;
  const fixed = `in->${fixedMember(struct)}`;
  const loads = viewLoads(struct, names);
  const stores = viewStores(struct, names);
  return {
    type: cAggregate(struct),
    message,
    fixedSize: struct.fixedSize,
    hasFixed: struct.fixedSize > 0,
    hasTails,
    hasPadding: hasPadding(struct),
    hasDeclarations: walker.judge !== null || hasTails,
    accessors,
    load,
    loads,
    loadLoops: loads.some(({ count }) => count !== null),
    store,
    stores,
    storeLoops: stores.some(({ count }) => count !== null),
    whole: wholeType(struct, names),
    fixedMember: fixedMember(struct),
    fixed: hasTails ? fixed : '*in',
    fixedAddress: hasTails ? `&${fixed}` : 'in',
    tails: struct.tails.map(({ name }) => ({ name })),
    walkers,
    walker,
    judge: walker.judge,
    check,
    decode,
    encode,
    measure: size,
    sizes: struct.tails.map((tail) => ({
      absent: tail.condition === null ? null : absence(tail.condition, writtenField(struct, tail.condition.field)),
      fits: [
        ...(tail.align > 1 ? [`sluice_size_align(size, ${tail.align})`] : []),
        tail.kind === 'records'
          ? `sluice_size_add(size, in->${tail.name}.length, 1)`
          : `sluice_size_add(size, in->${tail.name}.count, ${tail.elementSize})`,
        ...(tail.kind === 'string' ? ['sluice_size_add(size, 1, 1)'] : []),
      ].join(' && '),
    })),
    put: `${struct.name}__put`,
    puts: walker.tails.map(({ put, isReferredTo }) => ({
      ...put,
      isReferredTo,
      call: `${put.name}(walk, in${put.records === null ? '' : `, at_${put.records.per}`})`,
    })),
    referred: walker.tails.filter((tail) => tail.isReferredTo).map((tail) => tail.name),
    spanAccessors: struct.tails.map((tail, index) => ({
      name: names.claim(`${struct.name}_${tail.name}`),
      comment: blockComment([describeTail(tail)]),
      tail: tail.name,
      takes: walker.tails.slice(0, index + 1).map((view) => takeCall(view, '&walk', 'found.')),
    })),
  };
}
