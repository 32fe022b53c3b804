import { booleanOf, child, mapsOf, quotedNameOf, type RawMap, spanOf, stringOf } from '../load/index.ts';
import type { Item, Scope } from './scope.ts';
import type { TypeTable } from './type-table.ts';
import type { CodeEntry, ReservedCode, RpcArgumentModel, RpcFrameModel, RpcModel } from './types.ts';

export interface Rpcs {
  readonly frame: RpcFrameModel | null;
  readonly rpcs: readonly RpcModel[];
  readonly entries: readonly CodeEntry[];
  readonly reserved: readonly ReservedCode[];
}

interface MaxIndex {
  readonly name: string;
  readonly value: number;
}

/** Reads `rpc:` and `rpcs:`. */
export function buildRpcs(root: RawMap, items: readonly Item[], table: TypeTable, scope: Scope): Rpcs {
  const value = child(root, 'rpc');
  const raw = value?.kind === 'map' ? value : null;
  const max = raw && maxIndexOf(raw, scope);
  const reserved = raw ? reservedIndexes(raw, max, scope) : [];
  const descriptor = raw && table.structNamed(raw, 'descriptor');
  const args = descriptor?.members.find((member) => member.kind === 'field' && member.role === 'args');
  const slots = args?.kind === 'field' ? args.count : null;
  const calls = uniqueCalls(items, scope);
  checkIndexes(calls, reserved, max, scope);
  const rpcs: RpcModel[] = [];
  for (const item of calls) {
    const index = scope.number(item.raw, 'index', 0);
    const name = stringOf(item.raw, 'name');
    if (index === undefined || name === undefined) continue;
    if (scope.isEnabled(item)) rpcs.push(buildRpc(item, name, index, slots, table, scope));
    else reserved.push({ first: index, last: index, kind: 'disabled', space: 'rpc', reason: name });
  }
  const entries: CodeEntry[] = rpcs.map((entry) => ({
    name: entry.name,
    tsName: entry.tsName,
    value: entry.index,
    kind: 'rpc',
    doc: entry.doc,
  }));
  if (max)
    entries.push({
      name: max.name,
      tsName: scope.valueName(max.name),
      value: max.value,
      kind: 'maxIndex',
      doc: 'Exclusive bound of the RPC indexes.',
    });
  const list = root.entries.get('rpcs');
  if (items.length > 0 && !value && list) {
    scope.report(
      'RPC007',
      list.keySpan,
      'there are RPCs, but no `rpc:` that names their descriptor',
      'add `rpc: {descriptor: STRUCT, max_index: {name: NAME, value: NUMBER}}`',
    );
  }
  const frame = raw && descriptor && max ? { raw, descriptor, maxIndex: max.value, maxIndexName: max.name } : null;
  return { frame, rpcs, entries, reserved };
}

function maxIndexOf(rpc: RawMap, scope: Scope): MaxIndex | null {
  const max = child(rpc, 'max_index');
  const value = max?.kind === 'map' ? scope.number(max, 'value', 1, 0x7fff_ffff) : undefined;
  const name = max?.kind === 'map' ? stringOf(max, 'name') : undefined;
  return name === undefined || value === undefined ? null : { name, value };
}

function reservedIndexes(rpc: RawMap, max: MaxIndex | null, scope: Scope): ReservedCode[] {
  return mapsOf(rpc, 'reserved').flatMap((entry): ReservedCode[] => {
    const index = scope.number(entry, 'index', 0);
    if (index === undefined) return [];
    if (max && index >= max.value) {
      scope.report(
        'RPC002',
        spanOf(entry, 'index'),
        `the reserved index ${index} is not below \`${max.name}\` (${max.value})`,
        'raise `max_index`, or leave the entry out',
      );
    }
    return [{ first: index, last: index, kind: 'reserved', space: 'rpc', reason: stringOf(entry, 'reason') ?? '' }];
  });
}

/** Calls without those that are copies: one of a name that is on. */
function uniqueCalls(items: readonly Item[], scope: Scope): Item[] {
  const firsts = new Map<string, RawMap>();
  return items.filter((item) => {
    const name = stringOf(item.raw, 'name');
    if (name === undefined || !scope.isEnabled(item)) return true;
    const first = firsts.get(name);
    if (first) scope.twice('RPC', name, item.raw, first);
    else firsts.set(name, item.raw);
    return !first;
  });
}

/** Indexes are never used twice, also not by a call that is off: peers of another config may send it. */
function checkIndexes(items: readonly Item[], reserved: readonly ReservedCode[], max: MaxIndex | null, scope: Scope): void {
  const byIndex = new Map<number, string>();
  const holes = new Map(reserved.map(({ first, reason }) => [first, reason]));
  for (const { raw } of items) {
    const name = stringOf(raw, 'name') ?? '';
    const index = scope.number(raw, 'index', 0);
    if (index === undefined) continue;
    const span = spanOf(raw, 'index');
    const other = byIndex.get(index);
    const hole = holes.get(index);
    if (other !== undefined)
      scope.report('RPC001', span, `\`${name}\` has the index ${index} of \`${other}\``, 'give it an index of its own');
    else if (hole !== undefined)
      scope.report(
        'RPC003',
        span,
        `the index ${index} of \`${name}\` is reserved${hole ? `: ${hole}` : ''}`,
        'use another index; reserved ones are never used again',
      );
    else if (max && index >= max.value)
      scope.report(
        'RPC002',
        span,
        `the index ${index} of \`${name}\` is not below \`${max.name}\` (${max.value})`,
        'use a smaller index, or raise `max_index`',
      );
    if (other === undefined) byIndex.set(index, name);
  }
}

function buildRpc(item: Item, name: string, index: number, slots: number | null, table: TypeTable, scope: Scope): RpcModel {
  const { raw } = item;
  const mode = (stringOf(raw, 'mode') as RpcModel['mode'] | undefined) ?? 'blocking';
  const list = mapsOf(raw, 'args');
  const args = list.flatMap((entry, slot) => buildArgument(entry, slot, table, scope) ?? []);
  const firstOutput = list.findIndex((entry) => stringOf(entry, 'dir') === 'out');
  for (const [slot, entry] of list.entries()) {
    const dir = stringOf(entry, 'dir');
    const what = quotedNameOf(entry, 'without a name');
    if (dir === 'out' && mode !== 'blocking') {
      scope.report(
        'RPC006',
        spanOf(entry, 'dir'),
        `\`${name}\` is ${mode} and has the output ${what}`,
        'make it blocking, or drop the output',
      );
    } else if (booleanOf(entry, 'per_target') && (mode !== 'multicast' || dir === 'out')) {
      scope.report(
        'RPC009',
        spanOf(entry, 'per_target'),
        `${what} is per target, but \`${name}\` ${mode === 'multicast' ? 'gives it back' : `is ${mode}`}`,
        'leave `per_target:` out, or use `mode: multicast`',
      );
    } else if (dir === 'in' && firstOutput !== -1 && slot > firstOutput) {
      scope.report('RPC005', spanOf(entry, 'dir'), `the input ${what} stands after an output`, 'move it before the outputs');
    }
  }
  const tooMany = slots === null ? undefined : list[slots];
  if (tooMany) {
    scope.report(
      'RPC004',
      spanOf(tooMany, 'name'),
      `\`${name}\` has ${list.length} arguments, but its descriptor holds ${slots}`,
      'pass a handle to a structure instead',
    );
  }
  return {
    name,
    tsName: scope.valueName(name),
    raw,
    index,
    mode,
    args: scope.unique(args, (argument) => argument.raw, 'argument'),
    ...scope.documented(raw),
  };
}

function buildArgument(raw: RawMap, slot: number, table: TypeTable, scope: Scope): RpcArgumentModel | null {
  const name = stringOf(raw, 'name');
  const dir = stringOf(raw, 'dir');
  const resolved = table.resolve(raw);
  if (name === undefined || !resolved) return null;
  const { type } = resolved;
  if (type.kind === 'struct' || type.kind === 'union') {
    scope.report(
      'RPC008',
      spanOf(raw, 'type'),
      `\`${name}\` is a ${type.kind}, which does not fit a slot`,
      'pass a handle to it',
    );
    return null;
  }
  const perTarget = booleanOf(raw, 'per_target');
  const own = { name, tsName: scope.fieldName(name), dir: dir === 'out' ? 'out' : 'in', perTarget, slot, type, raw } as const;
  return { ...own, ...scope.documented(raw), ...table.rulesOf(raw, resolved) };
}
