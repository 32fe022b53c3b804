/** What a pair of processes does together, one block after another. TypeScript and C have the same exercises, under the same names. */

/** The lead starts, and takes the time; the echo answers, or receives. */
export type Side = 'lead' | 'echo';

export interface Setting {
  /** A path that no other exercise has: for a socket, and with a suffix for a shared file. */
  readonly place: string;
  /** Of a message or a chunk. */
  readonly bytes: number;
  readonly ringBytes: number;
  /** Records per publish. */
  readonly batch: number;
  /** Who has nothing to do sleeps at once, because the other one has the same core. */
  readonly sleeps: boolean;
  /** Where the echo runs, for an exercise that makes its own. */
  readonly echoCore: number;
}

export interface Exercise {
  /** Both sides are asked for the same count. @returns nanoseconds; those of the lead count */
  run(count: number): number | Promise<number>;
  close?(): void | Promise<void>;
}

/** @param ready - for an echo that must be asked to connect: called once it can be */
export type OpenExercise = (side: Side, setting: Setting, ready: () => void) => Exercise | Promise<Exercise>;

/** One line for a side, in either language. */
export function formatOpening(id: string, exercise: string, setting: Setting): string {
  const { place, bytes, ringBytes, batch, sleeps, echoCore } = setting;
  return `open ${id} ${exercise} ${place} ${bytes} ${ringBytes} ${batch} ${sleeps ? 1 : 0} ${echoCore}`;
}

export function parseOpening(words: readonly string[]): { id: string; exercise: string; setting: Setting } {
  const [, id = '', exercise = '', place = '', bytes, ringBytes, batch, sleeps, echoCore] = words;
  const setting = {
    place,
    bytes: Number(bytes),
    ringBytes: Number(ringBytes),
    batch: Number(batch),
    sleeps: sleeps === '1',
    echoCore: Number(echoCore),
  };
  return { id, exercise, setting };
}

/** Nanoseconds since `start`, a `process.hrtime.bigint()`. */
export function nanosecondsSince(start: bigint): number {
  return Number(process.hrtime.bigint() - start);
}
