/** msgpackr with shared structures (its fastest form): property names are sent by number. */
import { Packr } from 'msgpackr';
import { mapNumbers, restoreNumbers } from './values.mjs';

export const name = 'msgpackr';
export const note = 'shared structures; 64-bit as number';

const packr = new Packr({ structures: [] });

const codec = {
  toInput: mapNumbers,
  encode: (input) => packr.pack(input),
  decode: (bytes) => packr.unpack(bytes),
  fromDecoded: restoreNumbers,
};

export const codecs = {
  IPC_PID_KILL: codec,
  IPC_PID_RETSTATUS: codec,
  IPC_SYSV_MOVRES: codec,
  IPC_SYSV_MSGSND: codec,
};
