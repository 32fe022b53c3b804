/** What is measured, against what, and what it must come to. Bars are ratios: absolute numbers flip with the machine. */
import type { Setting } from './exercise.ts';
import type { Language, Placement } from './pair.ts';

export interface Rival {
  readonly exercise: string;
  /** As it is printed. */
  readonly name: string;
  /** Of times, subject by rival. */
  readonly timeAtMost?: number;
  /** Of rates, subject by rival. */
  readonly rateAtLeast?: number;
  /** The same for the worst of all runs. */
  readonly worstRateAtLeast?: number;
  /** Else those of the subject. */
  readonly bytes?: number;
  /** Bars hold in this placement alone; everywhere without it. */
  readonly barIn?: Placement['name'];
}

export interface Row {
  readonly title: string;
  readonly sides: readonly [lead: Language, echo: Language];
  readonly placements: readonly Placement['name'][];
  readonly subject: string;
  readonly rivals: readonly Rival[];
  readonly numbers: Pick<Setting, 'bytes' | 'ringBytes' | 'batch'>;
  /** What one operation is. */
  readonly unit: 'round trip' | 'record' | 'chunk';
  /** In as many pairs of processes as that matters: the compiler decides anew in each. */
  readonly isRepeated?: boolean;
  /** Somebody looks at statistics ten times a second. */
  readonly isObserved?: boolean;
}

const KIB = 1024;
const MIB = 1024 * KIB;
const RING = 64 * KIB;
const APART = ['two cores'] as const;
const BOTH = ['same core', 'two cores'] as const;
const PAIRS = [
  ['ts', 'ts'],
  ['ts', 'c'],
  ['c', 'c'],
] as const;

/** Nobody can spin on a core that the peer needs. */
function spinning(bytes: number, timeAtMost: number): Row[] {
  return PAIRS.map((sides) => ({
    title: `round trip ${bytes} B, spinning`,
    sides,
    placements: APART,
    subject: 'channel-round-trip',
    rivals: [
      { exercise: 'bare-round-trip', name: 'bare exchange', timeAtMost: sides[0] === 'c' ? 1.3 : timeAtMost },
      ...(sides[1] === 'ts' ? [{ exercise: 'socket-round-trip', name: 'Unix socket, raw', timeAtMost: 1 / 40 }] : []),
    ],
    numbers: { bytes, ringBytes: RING, batch: 1 },
    unit: 'round trip',
  }));
}

const SLEEPING: readonly Row[] = [
  {
    title: 'round trip 64 B, receiver sleeps, eventfds',
    sides: ['ts', 'ts'],
    placements: BOTH,
    subject: 'channel-asleep',
    rivals: [
      { exercise: 'socket-round-trip', name: 'Unix socket, raw', timeAtMost: 0.75, barIn: 'same core' },
      { exercise: 'socket-round-trip', name: 'Unix socket, raw', timeAtMost: 1.4, barIn: 'two cores' },
    ],
    numbers: { bytes: 64, ringBytes: RING, batch: 1 },
    unit: 'round trip',
  },
  {
    title: 'round trip 64 B, receiver sleeps, socket doorbells',
    sides: ['ts', 'ts'],
    placements: BOTH,
    subject: 'channel-asleep-socket',
    rivals: [{ exercise: 'socket-round-trip', name: 'Unix socket, raw' }],
    numbers: { bytes: 64, ringBytes: RING, batch: 1 },
    unit: 'round trip',
  },
  ...PAIRS.map(
    (sides): Row => ({
      title: 'round trip 64 B, blocking calls',
      sides,
      placements: ['same core'],
      subject: 'channel-blocking',
      rivals: [{ exercise: 'bare-round-trip', name: 'bare exchange, futex' }],
      numbers: { bytes: 64, ringBytes: RING, batch: 1 },
      unit: 'round trip',
    }),
  ),
];

/** The price of the copy that protects from a peer: the same without it. */
function trusting(rows: readonly Row[]): Row[] {
  return rows
    .filter(({ sides }) => sides[0] === sides[1])
    .map((row) => ({
      ...row,
      title: `${row.title}, trusting the peer`,
      placements: APART,
      subject: `${row.subject}-trusting`,
      rivals: row.rivals.slice(0, 1).map(({ exercise, name }) => ({ exercise, name })),
      isRepeated: false,
    }));
}

function records(batch: number): Row[] {
  const how = batch === 1 ? 'unbatched' : `batches of ${batch}`;
  const numbers = { bytes: 64, ringBytes: RING, batch };
  return PAIRS.map((sides): Row => {
    const isTypeScript = sides[0] === 'ts';
    const bare = { exercise: 'bare-ring', name: 'bare ring', rateAtLeast: isTypeScript ? 0.6 : 0.8 };
    const boost = { exercise: 'boost-ring', name: 'boost spsc_queue', rateAtLeast: 1 };
    const worst = { ...bare, worstRateAtLeast: 0.4 };
    return {
      title: `records 64 B, ${how}`,
      sides,
      placements: isTypeScript && sides[1] === 'ts' ? BOTH : APART,
      subject: 'channel-records',
      rivals: isTypeScript ? [worst] : [bare, boost],
      numbers,
      unit: 'record',
      isRepeated: isTypeScript && sides[1] === 'ts',
    };
  });
}

function large(bytes: number, name: string): Row[] {
  return [PAIRS[0], PAIRS[2]].map((sides) => ({
    title: `${name} copied in and out`,
    sides,
    placements: BOTH,
    subject: 'channel-copy',
    rivals: [{ exercise: 'bare-copy', name: 'bare pipeline', rateAtLeast: 0.8 }],
    numbers: { bytes, ringBytes: 8 * bytes, batch: 1 },
    unit: 'chunk',
  }));
}

const OTHER: readonly Row[] = [
  {
    title: '1 MiB by reference',
    sides: ['ts', 'ts'],
    placements: APART,
    subject: 'channel-reference',
    rivals: [{ exercise: 'channel-reference', name: '64 KiB by reference', timeAtMost: 1.25, bytes: 64 * KIB }],
    numbers: { bytes: MIB, ringBytes: RING, batch: 1 },
    unit: 'chunk',
  },
  ...['stream', 'duplex'].flatMap((kind) =>
    [64 * KIB, MIB].map(
      (bytes): Row => ({
        title: `${kind === 'stream' ? 'stream' : 'stream as a Duplex'}, chunks of ${bytes / KIB} KiB`,
        sides: ['ts', 'ts'],
        placements: BOTH,
        subject: `channel-${kind}`,
        rivals: [{ exercise: 'socket-chunks', name: 'Unix socket' }],
        numbers: { bytes, ringBytes: MIB, batch: 1 },
        unit: 'chunk',
      }),
    ),
  ),
];

/** Channels that an observer sees against those that it does not see. */
function observed(subject: string, unit: Row['unit'], title: string, batch: number): Row[] {
  return [PAIRS[0], PAIRS[2]]
    .filter(([lead]) => subject !== 'channel-asleep' || lead === 'ts')
    .map((sides) => ({
      title: `statistics: ${title}`,
      sides,
      placements: APART,
      subject,
      rivals: [{ exercise: `${subject}-hidden`, name: 'hidden', timeAtMost: 1.03 }],
      numbers: { bytes: 64, ringBytes: RING, batch },
      unit,
      isObserved: true,
    }));
}

const PEERS: readonly Row[] = [
  {
    title: 'peers: round trip 64 B',
    sides: ['ts', 'ts'],
    placements: BOTH,
    subject: 'channel-asleep',
    rivals: [
      { exercise: 'socket-round-trip', name: 'Unix socket, raw' },
      { exercise: 'message-port', name: 'worker MessagePort' },
      { exercise: 'child-ipc', name: 'child_process IPC' },
      { exercise: 'zeromq', name: 'zeromq ipc' },
      { exercise: 'grpc', name: 'gRPC' },
      { exercise: 'undici', name: 'HTTP, undici' },
    ],
    numbers: { bytes: 64, ringBytes: RING, batch: 1 },
    unit: 'round trip',
  },
  ...[1, 64].map(
    (batch): Row => ({
      title: `peers: records 64 B, ${batch === 1 ? 'unbatched' : 'batches of 64'}`,
      sides: ['ts', 'ts'],
      placements: APART,
      subject: 'channel-records',
      rivals: [{ exercise: 'socket-records', name: batch === 1 ? 'Unix socket, raw' : 'Unix socket, corked' }],
      numbers: { bytes: 64, ringBytes: RING, batch },
      unit: 'record',
    }),
  ),
];

export const ROWS: readonly Row[] = [
  ...spinning(16, 1.5),
  ...spinning(64, 1.7),
  ...trusting(spinning(64, 1.7)),
  ...SLEEPING,
  ...records(64),
  ...records(1),
  ...trusting([...records(64), ...records(1)]),
  ...large(64 * KIB, '64 KiB'),
  ...large(MIB, '1 MiB'),
  ...OTHER,
  ...observed('channel-records', 'record', 'records 64 B, batches of 64', 64),
  ...observed('channel-records', 'record', 'records 64 B, unbatched', 1),
  ...observed('channel-round-trip', 'round trip', 'round trip 64 B, spinning', 1),
  ...observed('channel-asleep', 'round trip', 'round trip 64 B, receiver sleeps', 1),
  ...PEERS,
];
