/** JSON through Node's own encoder: 64-bit integers as numbers, the payload as base64. */
import { mapNumbers, restoreNumbers } from './values.mjs';

export const name = 'JSON';
export const note = 'bytes by Buffer.from(JSON.stringify()); 64-bit as number, payload as base64';

const plain = {
  toInput: mapNumbers,
  encode: (input) => Buffer.from(JSON.stringify(input)),
  decode: (bytes) => JSON.parse(bytes.toString()),
  fromDecoded: restoreNumbers,
};

const withPayload = {
  ...plain,
  encode: (input) =>
    Buffer.from(JSON.stringify({ header: input.header, body: { ...input.body, msg: input.body.msg.toString('base64') } })),
  toInput: (message) => {
    const input = mapNumbers(message);
    return { header: input.header, body: { ...input.body, msg: Buffer.from(input.body.msg) } };
  },
  decode: (bytes) => {
    const message = JSON.parse(bytes.toString());
    message.body.msg = Buffer.from(message.body.msg, 'base64');
    return message;
  },
};

export const codecs = {
  IPC_PID_KILL: plain,
  IPC_PID_RETSTATUS: plain,
  IPC_SYSV_MOVRES: plain,
  IPC_SYSV_MSGSND: withPayload,
};
