import { child, mapsOf, type RawMap, spanOf, stringOf } from '../load/index.ts';
import type { Item, Scope } from './scope.ts';
import type { TypeTable } from './type-table.ts';
import type { CodeEntry, FieldModel, ReservedCode, RpcArgumentModel, RpcFrameModel, RpcModel } from './types.ts';

export interface Rpcs {
  readonly frame: RpcFrameModel | null;
  readonly rpcs: readonly RpcModel[];
  readonly entries: readonly CodeEntry[];
  readonly reserved: readonly ReservedCode[];
}

/** Reads `rpc:` and `rpcs:`. */
export function buildRpcs(root: RawMap, items: readonly Item[], table: TypeTable, scope: Scope): Rpcs {
  const rpc = child(root, 'rpc');
  const raw = rpc?.kind === 'map' ? rpc : null;
  const max = raw ? child(raw, 'max_index') : undefined;
  const maxIndex = max?.kind === 'map' ? scope.number(max, 'value') : undefined;
  const maxIndexName = max?.kind === 'map' ? stringOf(max, 'name') : undefined;
  const reserved: ReservedCode[] = [];
  for (const entry of raw ? mapsOf(raw, 'reserved') : []) {
    const index = scope.number(entry, 'index');
    if (index === undefined) continue;
    reserved.push({ first: index, last: index, kind: 'reserved', space: 'rpc', reason: stringOf(entry, 'reason') ?? '' });
    if (maxIndex !== undefined && index >= maxIndex) {
      scope.report('RPC002', spanOf(entry, 'index'), `the reserved index ${index} is not below ${maxIndexName} ${maxIndex}`);
    }
  }
  const descriptor = raw ? table.structNamed(raw, 'descriptor') : null;
  const slots = descriptor ? slotsOf(descriptor.members.filter((m): m is FieldModel => m.kind === 'field')) : null;
  const byIndex = new Map<number, string>();
  const rpcs: RpcModel[] = [];
  for (const item of items) {
    const enabled = scope.isEnabled(item);
    const name = stringOf(item.raw, 'name');
    const index = scope.number(item.raw, 'index');
    if (name === undefined || index === undefined) continue;
    const span = spanOf(item.raw, 'index');
    const other = byIndex.get(index);
    if (other) scope.report('RPC001', span, `\`${name}\` has the index ${index} of \`${other}\``);
    else byIndex.set(index, name);
    if (maxIndex !== undefined && index >= maxIndex) {
      scope.report('RPC002', span, `the index ${index} of \`${name}\` is not below ${maxIndexName} ${maxIndex}`);
    }
    const hole = reserved.find((range) => range.kind === 'reserved' && range.first === index);
    if (hole) scope.report('RPC003', span, `the index ${index} of \`${name}\` is reserved${hole.reason ? `: ${hole.reason}` : ''}`);
    if (!enabled) reserved.push({ first: index, last: index, kind: 'disabled', space: 'rpc', reason: name });
    else rpcs.push(buildRpc(item, name, index, slots, table, scope));
  }
  const unique = scope.unique(rpcs, (entry) => entry.raw, 'RPC');
  const entries: CodeEntry[] = unique.map((entry) => ({ name: entry.name, tsName: entry.tsName, value: entry.index, kind: 'rpc', doc: entry.doc }));
  if (maxIndexName !== undefined && maxIndex !== undefined) {
    entries.push({ name: maxIndexName, tsName: scope.valueName(maxIndexName), value: maxIndex, kind: 'maxIndex', doc: 'Exclusive bound of the RPC indexes.' });
  }
  const frame = raw && descriptor && maxIndex !== undefined && maxIndexName !== undefined ? { raw, descriptor, maxIndex, maxIndexName } : null;
  if (items.length > 0 && !raw) scope.report('RPC007', spanOf(root, 'rpcs'), 'there are RPCs, but no `rpc:` that names their descriptor');
  return { frame, rpcs: unique, entries, reserved };
}

function slotsOf(fields: readonly FieldModel[]): number | null {
  return fields.find((field) => field.role === 'args')?.count ?? null;
}

function buildRpc(item: Item, name: string, index: number, slots: number | null, table: TypeTable, scope: Scope): RpcModel {
  const mode = (stringOf(item.raw, 'mode') as RpcModel['mode'] | undefined) ?? 'blocking';
  const args: RpcArgumentModel[] = [];
  let outputs = false;
  for (const [slot, raw] of mapsOf(item.raw, 'args').entries()) {
    const dir = stringOf(raw, 'dir');
    if (dir === 'out') {
      outputs = true;
      if (mode !== 'blocking') {
        scope.report('RPC006', spanOf(raw, 'dir'), `\`${name}\` is ${mode} and has the output \`${stringOf(raw, 'name')}\``, 'make it blocking, or drop the output');
      }
    } else if (outputs) {
      scope.report('RPC005', spanOf(raw, 'dir'), `the input \`${stringOf(raw, 'name')}\` stands after an output`, 'move it before the outputs');
    }
    if (slots !== null && slot === slots) {
      scope.report('RPC004', spanOf(raw, 'name'), `\`${name}\` has more than the ${slots} arguments that the descriptor holds`, 'pass a handle to a structure instead');
    }
    const argument = buildArgument(raw, slot, dir === 'out' ? 'out' : 'in', table, scope);
    if (argument) args.push(argument);
  }
  return {
    ...scope.documented(item.raw),
    name,
    tsName: scope.valueName(name),
    raw: item.raw,
    index,
    mode,
    args: scope.unique(args, (argument) => argument.raw, 'argument'),
  };
}

function buildArgument(raw: RawMap, slot: number, dir: 'in' | 'out', table: TypeTable, scope: Scope): RpcArgumentModel | null {
  const name = stringOf(raw, 'name');
  const resolved = table.resolve(raw);
  if (name === undefined || !resolved) return null;
  const { type } = resolved;
  if (type.kind === 'struct' || type.kind === 'union') {
    scope.report('RPC008', spanOf(raw, 'type'), `\`${name}\` is a ${type.kind}, which does not fit a slot`, 'pass a handle to it');
    return null;
  }
  return { ...scope.documented(raw), ...table.rulesOf(raw, resolved), name, tsName: scope.fieldName(name), dir, slot, type, raw };
}
