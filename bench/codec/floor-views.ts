/** What the views of the generated code are compared with: DataView reads at constant offsets, and the checks that `wrap` makes. */
import type { Operation } from './codec.ts';
import type { MessageName } from './messages.ts';
import type { RegionCodec } from './region.ts';

type Readers = Pick<RegionCodec, 'view' | 'wrap' | 'viewScope'>;

/** Where the reads of the view case come from: like a view, a record holds the DataView, the offset and what was read once. */
interface Wrapped {
  readonly view: DataView;
  readonly offset: number;
  readonly count: number;
}

function refuse(): never {
  throw new RangeError('not such a frame');
}

function findNul(view: DataView, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (view.getUint8(at) === 0) return at;
  }
  return refuse();
}

const FROM_FRAME = 'const view = views[k], offset = offsets[k], length = lengths[k];';
const FROM_RECORD = 'const { view, offset, count } = records[k];';

function readersOf(
  expression: string,
  checks: string,
  countOf: (view: DataView, offset: number, length: number) => number,
): Readers {
  const view: Pick<Operation, 'before' | 'expression'> = { before: FROM_RECORD, expression };
  return {
    view,
    wrap: { before: `${FROM_FRAME} ${checks}`, expression },
    viewScope: (region, offsets, lengths) => ({
      records: offsets.map((offset, k): Wrapped => ({ view: region, offset, count: countOf(region, offset, lengths[k] ?? 0) })),
      refuse,
      findNul,
    }),
  };
}

const u32 = (at: number): string => `view.getUint32(offset + ${at}, true)`;

export const FLOOR_READERS: Readonly<Record<MessageName, Readers>> = {
  IPC_PID_KILL: readersOf(`${u32(21)} + ${u32(29)}`, 'if (length < 37) refuse();', () => 0),
  IPC_PID_RETSTATUS: readersOf(
    `count + (count > 63 ? ${u32(25 + 12 * 63 + 8)} : refuse())`,
    'if (length < 25) refuse(); const count = view.getInt32(offset + 21, true); if (count < 0 || count * 12 > length - 25) refuse();',
    (view, offset) => view.getInt32(offset + 21, true),
  ),
  IPC_SYSV_MOVRES: readersOf(
    `${u32(21)} + ${u32(29)}`,
    'if (length < 41) refuse(); findNul(view, offset + 41, offset + length);',
    () => 0,
  ),
  IPC_SYSV_MSGSND: readersOf(
    `${u32(21)} + count`,
    'if (length < 33) refuse(); const count = length - 33;',
    (_view, _offset, length) => length - 33,
  ),
};
