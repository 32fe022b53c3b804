/**
 * The generated TypeScript of libos-ipc: its codecs and views alone. `index.ts` brings the stubs too, and then encoding a text takes a fifth longer
 * in this harness: with more modules loaded first, V8 (Node 20) compiles `writeSysvMovres` on its own instead of into its caller
 * (`--trace-turbo-inlining`). No helper is shared in a way that changes its feedback, and a plain loop over `encodeFrame` shows no difference.
 */
import { PidKill, PidRetstatus, SysvMovres, SysvMsgsnd } from '../../generated/libos-ipc/base/messages.ts';
import { PidKillView, PidRetstatusView, SysvMovresView, SysvMsgsndView } from '../../generated/libos-ipc/base/views.ts';
import type { Codec } from './codec.ts';
import type { LogicalMessage, MessageName } from './messages.ts';
import { createRegionCodec, type RegionCodec } from './region.ts';

const CODECS: Readonly<Record<MessageName, RegionCodec>> = {
  IPC_PID_KILL: {
    encode: (view, offset, { header, body }) => PidKill.encodeFrame(view, offset, header, body as unknown as PidKill),
    decode: (view, offset, length) => PidKill.decodeFrame(view, offset, length),
    fresh: ({ header, body }) => PidKill.frameBytes(header, body as unknown as PidKill),
  },
  IPC_PID_RETSTATUS: {
    encode: (view, offset, { header, body }) => PidRetstatus.encodeFrame(view, offset, header, body as unknown as PidRetstatus),
    decode: (view, offset, length) => PidRetstatus.decodeFrame(view, offset, length),
    fresh: ({ header, body }) => PidRetstatus.frameBytes(header, body as unknown as PidRetstatus),
  },
  IPC_SYSV_MOVRES: {
    encode: (view, offset, { header, body }) => SysvMovres.encodeFrame(view, offset, header, body as unknown as SysvMovres),
    decode: (view, offset, length) => SysvMovres.decodeFrame(view, offset, length),
    fresh: ({ header, body }) => SysvMovres.frameBytes(header, body as unknown as SysvMovres),
  },
  IPC_SYSV_MSGSND: {
    encode: (view, offset, { header, body }) => SysvMsgsnd.encodeFrame(view, offset, header, body as unknown as SysvMsgsnd),
    decode: (view, offset, length) => SysvMsgsnd.decodeFrame(view, offset, length),
    fresh: ({ header, body }) => SysvMsgsnd.frameBytes(header, body as unknown as SysvMsgsnd),
  },
};

/** Bytes of the frame header: views are of the body. */
const BODY_OFFSET = 21;

interface BodyView {
  wrap(view: DataView, at: number, length: number): this;
}

/** `view` reads from 64 views that were wrapped before, `wrap` wraps one view again and again. */
function readersOf(View: new () => BodyView, read: (name: string) => string): Pick<RegionCodec, 'view' | 'wrap' | 'viewScope'> {
  return {
    view: { before: 'const body = bodies[k];', expression: read('body') },
    wrap: { before: `one.wrap(views[k], offsets[k] + ${BODY_OFFSET}, lengths[k] - ${BODY_OFFSET});`, expression: read('one') },
    viewScope: (view, offsets, lengths) => ({
      one: new View(),
      bodies: offsets.map((offset, k) => new View().wrap(view, offset + BODY_OFFSET, (lengths[k] ?? 0) - BODY_OFFSET)),
    }),
  };
}

const READERS: Readonly<Record<MessageName, ReturnType<typeof readersOf>>> = {
  IPC_PID_KILL: readersOf(PidKillView, (name) => `${name}.sender + ${name}.id`),
  IPC_PID_RETSTATUS: readersOf(PidRetstatusView, (name) => `${name}.nstatus + ${name}.statusAt(63).pgid`),
  IPC_SYSV_MOVRES: readersOf(SysvMovresView, (name) => `${name}.resid + ${name}.owner`),
  IPC_SYSV_MSGSND: readersOf(SysvMsgsndView, (name) => `${name}.msgid + ${name}.msgCount`),
};

export function createSubject(message: MessageName, inputs: readonly LogicalMessage[]): Codec {
  const codec = { ...CODECS[message], ...READERS[message] };
  return createRegionCodec('sluice', 'generated TypeScript; 64-bit as bigint', message, inputs, codec);
}
