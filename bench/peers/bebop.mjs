/** bebop: generated code; 64-bit as bigint. Its encode() returns a window on one shared buffer, so bytes to keep are copied. */
import { PidKill, PidRetstatus, SysvMovres, SysvMsgsnd } from './generated/bebop/messages.js';

export const name = 'bebop';
export const note = 'generated; 64-bit as bigint; encode() lends its bytes';

function bebopCodec(type) {
  return {
    toInput: ({ header, body }) => ({ header, ...body }),
    encode: (input) => type.encode(input),
    isLent: true,
    decode: (bytes) => type.decode(bytes),
    fromDecoded: ({ header, encode: _, ...body }) => ({ header, body }),
  };
}

export const codecs = {
  IPC_PID_KILL: bebopCodec(PidKill),
  IPC_PID_RETSTATUS: bebopCodec(PidRetstatus),
  IPC_SYSV_MOVRES: bebopCodec(SysvMovres),
  IPC_SYSV_MSGSND: bebopCodec(SysvMsgsnd),
};
