import type { IvshmemPeer } from './peer.ts';

/** What a server says of itself, as JSON has it. */
export interface IvshmemStatus {
  readonly path: string;
  readonly isStarted: boolean;
  readonly protocolVersion: 0;
  readonly vectors: number;
  /** Bytes; `0x...` beyond what a number holds exactly. */
  readonly size: number | string;
  readonly memory: { readonly place: string; readonly isSealed: boolean } | null;
  readonly maxClients: number | null;
  readonly nextId: number | null;
  /** Of clients that have left, and that others still know: not given out. */
  readonly retiredIds: number;
  /** Of clients of a server before this one, which may still run: not given out. */
  readonly reservedIds: number;
  /** Which they are, ascending: `release` gives one back. */
  readonly reserved: readonly number[];
  /** Since the server was made: clients that came, that hung up, that were hung up on, and that never became one. */
  readonly joined: number;
  readonly left: number;
  readonly dropped: number;
  readonly refused: number;
  readonly clients: readonly IvshmemPeer[];
}

const COLUMNS = ['id', 'state', 'pid', 'uid', 'gid', 'waiting', 'since'] as const;

export function dumpStatus(status: IvshmemStatus): string {
  const { path, vectors, size, memory, maxClients, nextId, retiredIds, reserved, joined, left, dropped, refused, clients } =
    status;
  const place = memory === null ? 'none' : `${memory.place}${memory.isSealed ? ', sealed' : ', NOT sealed'}`;
  const lines = [
    `socket   ${path}${status.isStarted ? '' : ' (closed)'}`,
    `memory   ${size} bytes, ${place}`,
    `vectors  ${vectors} per client`,
    `ids      next ${nextId ?? '-'}, retired ${retiredIds}, reserved ${reserved.length === 0 ? 0 : rangesOf(reserved)}`,
    `clients  ${clients.length} of ${maxClients ?? '-'}; joined ${joined}, left ${left}, dropped ${dropped}, refused ${refused}`,
  ];
  return [...lines, ...(clients.length === 0 ? [] : ['', ...tableOf(clients.map(cellsOf))])].join('\n');
}

/** `3: 0-1 7` */
function rangesOf(ids: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const id of ids) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === id - 1) last[1] = id;
    else ranges.push([id, id]);
  }
  return `${ids.length}: ${ranges.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(' ')}`;
}

function cellsOf({ id, state, credentials, waiting, joinedAt }: IvshmemPeer): string[] {
  const who = credentials === null ? ['-', '-', '-'] : [credentials.pid, credentials.uid, credentials.gid];
  return [id, state, ...who, waiting, joinedAt?.toISOString() ?? '-'].map(String);
}

function tableOf(rows: readonly (readonly string[])[]): string[] {
  const widths = COLUMNS.map((name, at) => Math.max(name.length, ...rows.map((row) => (row[at] as string).length)));
  return [COLUMNS, ...rows].map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] as number))
      .join('  ')
      .trimEnd(),
  );
}
