import type { FieldLayout, FrameLayout, Layout, RpcEntry, StructLayout, TailLayout, UnionLayout } from '../layout/types.ts';
import { formatColumns } from './columns.ts';
import { type Colors, plural } from './terminal.ts';

/** Bytes of a cache line on every machine the data models stand for. */
const CACHE_LINE = 64;

/** Everything about a protocol: what it is, its messages and RPCs, then every struct and union. */
export function renderLayout(layout: Layout, colors: Colors): string {
  const blocks = [renderTitle(layout, colors)];
  if (layout.messages.length > 0) blocks.push(renderMessages(layout, colors));
  if (layout.rpcs.length > 0) blocks.push(renderRpcs(layout.rpcs, colors));
  blocks.push(...layout.aggregates.map((aggregate) => renderAggregate(aggregate, layout, colors)));
  return blocks.join('\n\n');
}

/** One struct or union, with a title that says under which settings it looks like this. */
export function renderOne(aggregate: StructLayout | UnionLayout, layout: Layout, colors: Colors): string {
  return `${renderTitle(layout, colors)}\n\n${renderAggregate(aggregate, layout, colors)}`;
}

export function renderTitle(layout: Layout, colors: Colors): string {
  const { protocol, config, dataModel, byteOrder, fingerprint } = layout;
  const settings = [config === null ? '' : `config ${config}`, dataModel, `${byteOrder}-endian`].filter(Boolean);
  return `${colors.bold(protocol)}  ${settings.join(', ')}  ${colors.dim(fingerprint)}`;
}

function renderMessages({ messages }: Layout, colors: Colors): string {
  const rows = messages.map(({ code, name, struct, kind, reply }) => [
    code === null ? '' : String(code),
    name,
    struct?.name ?? '-',
    struct ? sizeRange(struct) : '0',
    kind,
    reply.join(', '),
  ]);
  return formatColumns(['code', 'message', 'body', 'bytes', 'kind', 'reply'], rows, { right: [0, 3], colors });
}

/** Bytes of a legal body: `12`, `5..1044`, or `5..` when nothing bounds it. */
function sizeRange({ minSize, maxSize }: StructLayout): string {
  return minSize === maxSize ? String(minSize) : `${minSize}..${maxSize ?? ''}`;
}

export function renderRpcs(rpcs: readonly RpcEntry[], colors: Colors): string {
  const rows = rpcs.map(({ index, name, mode, args }) => {
    const list = (dir: 'in' | 'out'): string =>
      args
        .filter((arg) => arg.dir === dir)
        .map((arg) => `${arg.typeName} ${arg.name}`)
        .join(', ');
    return [String(index), name, mode, `(${list('in')})${list('out') ? ` -> (${list('out')})` : ''}`];
  });
  return formatColumns(['index', 'rpc', 'mode', 'arguments'], rows, { right: [0], colors });
}

function renderAggregate(aggregate: StructLayout | UnionLayout, layout: Layout, colors: Colors): string {
  const { kind, name, typedef, packing, size, align } = aggregate;
  const title = `${typedef ? '' : `${kind} `}${colors.bold(name)}  ${packing}, ${size} bytes, align ${align}`;
  if (aggregate.kind === 'union') return `${title}\n${renderUnion(aggregate, colors)}`;
  const uses = layout.messages.filter(({ struct }) => struct === aggregate).map((message) => message.name);
  if (layout.frame?.header === aggregate) uses.unshift(`header of every frame, ${frameRules(layout.frame)}`);
  if (layout.rpc?.descriptor === aggregate) uses.unshift('descriptor of every RPC');
  const suffix = uses.length > 0 ? `  ${colors.dim(uses.join(', '))}` : '';
  return `${title}  ${colors.dim(aggregate.fingerprint)}${suffix}\n${renderStruct(aggregate, colors)}`;
}

function frameRules({ header, min, align, max }: FrameLayout): string {
  const padded = align > 1 ? `, padded to ${align}` : '';
  return `${Math.max(min, header.size)}..${max} bytes${padded}`;
}

type Row = readonly [offset: string, size: string, type: string, name: string, note: string];
const STRUCT_HEAD: Row = ['offset', 'size', 'type', 'field', ''];

function renderUnion({ members, tagged }: UnionLayout, colors: Colors): string {
  const rows = members.map(
    ({ size, typeName, name, is }): Row => [
      '0',
      String(size),
      typeName,
      name,
      tagged ? `when the tag is ${is.join(' or ')}` : '',
    ],
  );
  return formatColumns(STRUCT_HEAD, rows, { right: [0, 1], colors });
}

function renderStruct(struct: StructLayout, colors: Colors): string {
  const pieces = piecesOf(struct);
  const rows: (Row | string)[] = [];
  let line = 0;
  for (const { offset, rows: ofPiece } of pieces) {
    const inside = offset % CACHE_LINE;
    if (Math.floor(offset / CACHE_LINE) > line) {
      line = Math.floor(offset / CACHE_LINE);
      const ago = inside === 0 ? '' : `, ${inside} bytes ago`;
      rows.push(colors.dim(`  ------ cache line ${line} (${offset - inside}${ago}) ------`));
    }
    rows.push(...ofPiece);
  }
  rows.push(...struct.tails.map((tail) => tailRow(tail, colors)));
  const holes = pieces.filter((piece) => piece.isHole);
  const lost = holes.reduce((sum, hole) => sum + hole.size, 0);
  const table = formatColumns(STRUCT_HEAD, rows, { right: [0, 1], colors });
  return lost === 0 ? table : `${table}\n  ${colors.yellow(`${plural(holes.length, 'hole')}, ${plural(lost, 'byte')}`)}`;
}

/** A run of bytes of the fixed part: a field, a pad of the schema, or a hole that alignment left. */
interface Piece {
  readonly offset: number;
  readonly size: number;
  readonly rows: readonly Row[];
  readonly isHole: boolean;
}

/** Fields, pads and the holes between them, by offset. Bytes after the fixed part belong to tails. */
function piecesOf(struct: StructLayout): Piece[] {
  const known: Piece[] = [
    ...struct.fields.map((field) => ({ offset: field.offset, size: field.size, rows: fieldRows(field), isHole: false })),
    ...struct.pads.map(({ offset, size }) => ({ offset, size, rows: [gapRow(offset, size, 'pad')], isHole: false })),
  ].sort((a, b) => a.offset - b.offset);
  const pieces: Piece[] = [];
  const addHole = (from: number, to: number): void => {
    if (to > from) pieces.push({ offset: from, size: to - from, rows: [gapRow(from, to - from, 'hole')], isHole: true });
  };
  let end = 0;
  for (const piece of known) {
    addHole(end, piece.offset);
    pieces.push(piece);
    end = piece.offset + piece.size;
  }
  addHole(end, struct.fixedSize);
  return pieces;
}

function gapRow(offset: number, size: number, what: string): Row {
  return [String(offset), String(size), '', `(${what})`, ''];
}

function fieldRows(field: FieldLayout): Row[] {
  const type = field.count === null ? field.typeName : `${field.typeName}[${field.count}]`;
  const rows: Row[] = [[String(field.offset), String(field.size), type, field.name, fieldNote(field)]];
  for (const bit of field.bits ?? []) {
    const place = bit.width === 1 ? `bit ${bit.at}` : `bits ${bit.at}..${bit.at + bit.width - 1}`;
    rows.push(['', '', `  ${place}`, `  ${bit.name}`, bit.enum?.name ?? '']);
  }
  if (field.type.kind !== 'union') return rows;
  for (const member of field.type.union.members)
    rows.push(['', String(member.size), `  ${member.typeName}`, `  ${member.name}`, rangeNote(member.min, member.max)]);
  return rows;
}

const ROLE_NOTES = {
  code: 'message code',
  size: 'bytes of the frame',
  source: 'sender',
  destination: 'receiver',
  sequence: 'sequence number',
  index: 'RPC index',
  args: 'argument slots',
} as const;

function fieldNote({ counts, role, unit, min, max, tag }: FieldLayout): string {
  const notes = [counts && `count of ${counts}`, role && ROLE_NOTES[role], unit, rangeNote(min, max), tag && `tag ${tag.name}`];
  return notes.filter(Boolean).join(', ');
}

function rangeNote(min: bigint | null, max: bigint | null): string {
  // What `js: number` implies is the language's limit, not the protocol's.
  const most = max === BigInt(Number.MAX_SAFE_INTEGER) ? null : max;
  const least = min === BigInt(Number.MIN_SAFE_INTEGER) ? null : min;
  if (least !== null && most !== null) return `${least}..${most}`;
  if (most !== null) return `at most ${most}`;
  return least === null ? '' : `at least ${least}`;
}

function tailRow(tail: TailLayout, colors: Colors): Row {
  const { kind, name, offset, elementSize, typeName, count, per, max, condition } = tail;
  const each = rangeNote(tail.elementMin, tail.elementMax);
  const size = { array: `n*${elementSize}`, bytes: 'n', rest: '*', string: 'n+1', records: '*' }[kind];
  const type = kind === 'array' ? `${typeName}[n]` : kind === 'records' ? `${typeName} records` : kind;
  const notes = [
    count && (kind === 'array' || kind === 'bytes') && `n = ${count.field?.name ?? count.constant}`,
    kind === 'string' && 'UTF-8, ends with NUL',
    kind === 'rest' && 'what is left of the frame',
    per && `one per ${per.name}`,
    each !== '' && `each ${each}`,
    max !== null && `at most ${max}`,
    condition && `only with a matching ${condition.field.name}`,
  ];
  return [offset === null ? '...' : `+${offset}`, size, type, colors.cyan(name), notes.filter(Boolean).join(', ')];
}
