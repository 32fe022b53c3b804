/** What the layout part of a header shows: constants, enums, codes, structs. */
import type {
  ConstantLayout,
  EnumLayout,
  FlagsLayout,
  Layout,
  NamedValue,
  StructLayout,
  UnionLayout,
} from '../../layout/types.ts';
import { type SentinelConstant, sentinelConstants } from '../sentinels.ts';
import { type CNames, messagesByStruct } from './c-names.ts';
import { cScalar, cType } from './c-types.ts';
import { annotate, blockComment, docText } from './comment.ts';
import { describeField, describeTail } from './describe.ts';
import { fitsInt, literal, mask } from './literals.ts';
import { type Member, membersOf } from './members.ts';

/** A comment, a first line, lines inside of braces, and a last line. */
interface BlockView {
  readonly comment: string;
  /** Header whose definition may be taken instead, or null. */
  readonly systemHeader: string | null;
  /** `natural(max=N)` is what this pragma means. */
  readonly pack: string | null;
  readonly open: string;
  readonly lines: readonly string[];
  readonly close: string;
  /** Macros that belong to it. */
  readonly macros: readonly string[];
}

interface GroupView {
  readonly comment: string;
  readonly lines: readonly string[];
}

export interface LayoutView {
  /** Defined by whoever wants structs of the system from there. */
  readonly systemTypes: string;
  readonly hasSets: boolean;
  readonly constants: readonly string[];
  readonly sentinels: readonly string[];
  readonly frame: readonly string[];
  readonly fingerprints: readonly string[];
  readonly enums: readonly BlockView[];
  readonly groups: readonly GroupView[];
  readonly aggregates: readonly BlockView[];
}

export function viewLayout(layout: Layout, names: CNames): LayoutView {
  const sets = setsOf(layout, names).filter(({ items }) => items.length > 0);
  const isEnum = ({ items }: ValueSet): boolean => items.every(({ value }) => fitsInt(value));
  const users = messagesByStruct(layout);
  return {
    systemTypes: `${names.macro}_SYSTEM_TYPES`,
    hasSets: sets.length > 0,
    constants: defines(layout.constants.map((item) => ({ name: item.name, value: constantLiteral(item), doc: docText(item) }))),
    sentinels: defines(
      sentinelConstants(layout).map((item) => ({
        name: names.claim(item.name),
        value: sentinelLiteral(item),
        doc: `${item.place}${docText(item) === '' ? '' : `: ${docText(item)}`}`,
      })),
    ),
    frame:
      layout.frame === null
        ? []
        : defines([
            {
              name: names.claim(`${names.macro}_FRAME_MIN`),
              value: String(Math.max(layout.frame.min, layout.frame.header.size)),
              doc: 'Least bytes of a frame.',
            },
            { name: names.claim(`${names.macro}_FRAME_MAX`), value: String(layout.frame.max), doc: 'Most bytes of a frame.' },
          ]),
    fingerprints: defines([
      { name: names.fingerprint(names.macro), value: `UINT64_C(${layout.fingerprint})`, doc: '' },
      ...[...layout.messages, ...layout.rpcs].map(({ name, fingerprint }) => ({
        name: names.fingerprint(name),
        value: `UINT64_C(${fingerprint})`,
        doc: '',
      })),
    ]),
    enums: sets.filter(isEnum).map(viewEnum),
    groups: sets
      .filter((set) => !isEnum(set))
      .map(({ comment, items, show }) => ({
        comment,
        lines: defines(items.map(({ name, value, doc }) => ({ name, value: show(value), doc }))),
      })),
    aggregates: layout.aggregates.map((item) =>
      item.kind === 'struct' ? viewStruct(item, users.get(item.name) ?? [], names) : viewUnion(item),
    ),
  };
}

/** Named numbers that belong together: a C enum where an int holds all of them, else macros. */
interface ValueSet {
  readonly comment: string;
  readonly tag: string;
  readonly items: readonly { readonly name: string; readonly value: bigint; readonly doc: string }[];
  /** The literal of a value. */
  readonly show: (value: bigint) => string;
}

function setsOf(layout: Layout, names: CNames): ValueSet[] {
  const itemsOf = (values: readonly NamedValue[]): ValueSet['items'] =>
    values.map((value) => ({ name: value.name, value: value.value, doc: docText(value) }));
  const codes = (tag: string, comment: string, kinds: readonly string[]): ValueSet => ({
    comment: blockComment([comment]),
    tag: names.claim(`${names.prefix}_${tag}`),
    items: layout.codes
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ name, value, doc }) => ({ name, value: BigInt(value), doc })),
    show: String,
  });
  return [
    ...layout.enums.map((item) => ({
      comment: setComment(item),
      tag: item.name,
      items: itemsOf(item.values),
      show: (value: bigint) => (fitsInt(value) ? String(value) : literal(value, item.scalar)),
    })),
    ...layout.flags.map((item) => ({
      comment: setComment(item),
      tag: item.name,
      items: itemsOf(item.bits),
      show: (value: bigint) => mask(value, item.scalar),
    })),
    codes('code', 'Message codes.', ['message', 'bound']),
    codes('rpc_index', 'RPC indexes.', ['rpc', 'maxIndex']),
  ];
}

function constantLiteral({ type, value }: ConstantLayout): string {
  return inBrackets(value, literal(value, type));
}

/** Of the field's type, so that comparing the two gives no warning about signs. */
function sentinelLiteral({ scalar, value }: SentinelConstant): string {
  return inBrackets(value, literal(value, scalar));
}

function inBrackets(value: bigint, text: string): string {
  return value < 0n ? `(${text})` : text;
}

function defines(items: readonly { readonly name: string; readonly value: string; readonly doc: string }[]): string[] {
  const nameWidth = Math.max(0, ...items.map(({ name }) => name.length));
  const declarations = items.map(({ name, value }) => `#define ${name.padEnd(nameWidth)} ${value}`);
  const width = columnOf(declarations);
  return items.map(({ doc }, index) => annotate(declarations[index] ?? '', '', doc, width).replaceAll(/^\t/gm, ''));
}

/** Where comments of a block start; one long line does not push all of them out. */
function columnOf(declarations: readonly string[]): number {
  return Math.max(0, ...declarations.map((text) => text.length).filter((length) => length <= 56));
}

function setComment(item: EnumLayout | FlagsLayout): string {
  const kind = `${item.open ? 'open ' : ''}${item.kind} ${item.name}`;
  return blockComment([`${docText(item)} (${kind}, a ${cScalar(item.scalar)} on the wire)`]);
}

function viewEnum({ comment, tag, items, show }: ValueSet): BlockView {
  return {
    comment,
    systemHeader: null,
    pack: null,
    open: `enum ${tag} {`,
    lines: enumerators(items.map(({ name, value, doc }) => ({ name, value: show(value), doc }))),
    close: '};',
    macros: [],
  };
}

function enumerators(items: readonly { readonly name: string; readonly value: string; readonly doc: string }[]): string[] {
  const declarations = items.map(({ name, value }) => `${name} = ${value},`);
  const width = columnOf(declarations);
  return items.map(({ doc }, index) => annotate(declarations[index] ?? '', '', doc, width));
}

function viewStruct(struct: StructLayout, users: readonly string[], names: CNames): BlockView {
  const members = membersOf(struct);
  const pads = members.filter(({ kind }) => kind === 'pad');
  const declarations = members.map((member) => declare(member, pads));
  const width = columnOf(declarations);
  const doc = docText(struct);
  return {
    comment: blockComment([
      [users.join(', '), doc].filter((part) => part !== '').join(': '),
      shapeOf(struct),
      ...struct.tails.map(describeTail),
    ]),
    systemHeader: struct.cHeader,
    ...(members.length === 0
      ? { pack: null, open: '', lines: [], close: '' }
      : braces(
          struct,
          members.map((member, index) => annotate(declarations[index] ?? '', String(member.offset), memberDoc(member), width)),
        )),
    macros: defines(
      sizesOf(struct).map(([suffix, size]) => ({
        name: names.claim(`${names.of(struct).macro}_${suffix}`),
        value: String(size),
        doc: '',
      })),
    ),
  };
}

/** Bytes on the wire. `sizeof` says something else where the first tail starts inside of the padding at the end. */
function sizesOf({ tails, size, fixedSize, minSize, maxSize }: StructLayout): [suffix: string, size: number][] {
  if (tails.length === 0) return [['SIZE', size]];
  return [
    ['FIXED_SIZE', fixedSize],
    ['MIN_SIZE', minSize],
    ...(maxSize === null ? [] : [['MAX_SIZE', maxSize] satisfies [string, number]]),
  ];
}

function viewUnion(union: UnionLayout): BlockView {
  const declarations = union.members.map((member) => `${cType(member.type)} ${member.name};`);
  const width = columnOf(declarations);
  return {
    comment: blockComment([docText(union), shapeOf(union)]),
    systemHeader: null,
    ...braces(
      union,
      union.members.map((member, index) => {
        const { min, max, is } = member;
        const facts = [
          is.length === 0 ? '' : `when the tag is ${is.join(' or ')}`,
          min === null && max === null ? '' : `${min ?? ''}..${max ?? ''}`,
        ];
        return annotate(declarations[index] ?? '', facts.filter((fact) => fact !== '').join('; '), docText(member), width);
      }),
    ),
    macros: [],
  };
}

function braces(
  item: StructLayout | UnionLayout,
  lines: readonly string[],
): Pick<BlockView, 'open' | 'lines' | 'close' | 'pack'> {
  const attribute = item.packing === 'packed' ? ' __attribute__((packed))' : '';
  return {
    // An `aligned` attribute would say the same, but gcc warns about such a type inside of a packed one.
    pack: /^natural\(max=(\d+)\)$/.exec(item.packing)?.[1] ?? null,
    open: item.typedef ? `typedef ${item.kind} ${item.tag} {` : `${item.kind} ${item.tag} {`,
    lines,
    close: `}${attribute}${item.typedef ? ` ${item.name}` : ''};`,
  };
}

function declare(member: Member, pads: readonly Member[]): string {
  switch (member.kind) {
    case 'field':
      return `${cType(member.field.type)} ${member.field.name}${member.field.count === null ? '' : `[${member.field.count}]`};`;
    case 'pad':
      return `uint8_t _pad${pads.indexOf(member)}[${member.size}];`;
    case 'legacy':
      return `char ${member.name}[1];`;
  }
}

function memberDoc(member: Member): string {
  if (member.kind === 'legacy') return 'first byte of a string that goes on behind the struct';
  return member.kind === 'pad' ? '' : describeField(member.field);
}

function shapeOf({ packing, size, align }: StructLayout | UnionLayout): string {
  return `${packing}, ${size === 1 ? '1 byte' : `${size} bytes`}, alignment ${align}`;
}
