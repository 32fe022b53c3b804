/** The four messages that every codec encodes: 64 distinct logical values each, the same ones for everybody. */

export type MessageName = 'IPC_PID_KILL' | 'IPC_PID_RETSTATUS' | 'IPC_SYSV_MOVRES' | 'IPC_SYSV_MSGSND';

export const MESSAGE_NAMES: readonly MessageName[] = ['IPC_PID_KILL', 'IPC_PID_RETSTATUS', 'IPC_SYSV_MOVRES', 'IPC_SYSV_MSGSND'];

export interface LogicalHeader {
  code: number;
  size: number;
  src: number;
  dst: number;
  seq: bigint;
}

/** `header` and `body` with the schema's C field names; 64-bit integers are bigint and always safe integers. */
export interface LogicalMessage {
  header: LogicalHeader;
  body: Record<string, unknown>;
}

/** A power of two, so that a loop rotates through the inputs with a mask. */
export const INPUT_COUNT = 64;
export const STATUS_COUNT = 64;
export const URI_LENGTH = 40;
export const PAYLOAD_BYTES = 1024;

/** Codes of the `base` config, and frame sizes: header 21 bytes, then the body, at least 48 in all. */
const FRAMES: Readonly<Record<MessageName, { code: number; size: number }>> = {
  IPC_PID_KILL: { code: 16, size: 48 },
  IPC_PID_RETSTATUS: { code: 18, size: 21 + 4 + 12 * STATUS_COUNT },
  IPC_SYSV_MOVRES: { code: 36, size: 21 + 20 + URI_LENGTH + 1 },
  IPC_SYSV_MSGSND: { code: 37, size: 21 + 12 + PAYLOAD_BYTES },
};

/** Bytes of our frame of this message. */
export function frameSize(name: MessageName): number {
  return FRAMES[name].size;
}

type Random = (below: number) => number;

/** Mulberry32: small, seeded, good enough to vary values; the same inputs in every process and on every run. */
function createRandom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    // `| 0`: V8 would keep the remainder of doubles as a double, and every codec would read doubles.
    return (((mixed ^ (mixed >>> 14)) >>> 0) % below) | 0;
  };
}

const pid = (random: Random): number => 2 + random(32_766);

function makeUri(random: Random): string {
  let uri = 'pipe:/run/graphene/';
  while (uri.length < URI_LENGTH) uri += random(36).toString(36);
  return uri;
}

const BODIES: Readonly<Record<MessageName, (random: Random) => Record<string, unknown>>> = {
  IPC_PID_KILL: (random) => ({ sender: pid(random), type: random(3), id: pid(random), signum: 1 + random(64) }),
  IPC_PID_RETSTATUS: (random) => ({
    status: Array.from({ length: STATUS_COUNT }, () => ({ pid: pid(random), tgid: pid(random), pgid: pid(random) })),
  }),
  IPC_SYSV_MOVRES: (random) => ({
    resid: pid(random),
    type: 1 + random(3),
    owner: pid(random),
    lease: 1_700_000_000_000n + BigInt(random(1_000_000_000)),
    uri: makeUri(random),
  }),
  IPC_SYSV_MSGSND: (random) => ({
    msgid: pid(random),
    msgtype: BigInt(1 + random(1000)),
    msg: Uint8Array.from({ length: PAYLOAD_BYTES }, () => random(256)),
  }),
};

/** The inputs of one message, made anew on each call. */
export function makeInputs(name: MessageName): LogicalMessage[] {
  const random = createRandom(0x51_0ce + MESSAGE_NAMES.indexOf(name));
  const { code, size } = FRAMES[name];
  return Array.from({ length: INPUT_COUNT }, () => ({
    header: { code, size, src: pid(random), dst: pid(random), seq: BigInt(1 + random(0x7fff_ffff)) },
    body: BODIES[name](random),
  }));
}

/** The two fields of the body that the view cases read, added up: two scalars, or a count and an element, or a length. */
export function sumOfTwoFields(name: MessageName, { body }: LogicalMessage): number {
  switch (name) {
    case 'IPC_PID_KILL':
      return (body['sender'] as number) + (body['id'] as number);
    case 'IPC_PID_RETSTATUS': {
      const status = body['status'] as { pgid: number }[];
      return status.length + (status[STATUS_COUNT - 1]?.pgid ?? 0);
    }
    case 'IPC_SYSV_MOVRES':
      return (body['resid'] as number) + (body['owner'] as number);
    case 'IPC_SYSV_MSGSND':
      return (body['msgid'] as number) + (body['msg'] as Uint8Array).length;
  }
}
