/** Avro by avsc, whose types compile themselves to functions: u32 and 64-bit integers are `long` as number. */
import avro from 'avsc';
import { mapNumbers, restoreNumbers } from './values.mjs';

export const name = 'avsc';
export const note = 'u32 as long; 64-bit as number; encodes in place by type.encode()';

const record = (recordName, fields) => ({
  type: 'record',
  name: recordName,
  fields: Object.entries(fields).map(([fieldName, type]) => ({ name: fieldName, type })),
});
const header = record('Header', { code: 'int', size: 'long', src: 'long', dst: 'long', seq: 'long' });
const status = record('PidStatus', { pid: 'long', tgid: 'long', pgid: 'long' });

function avroCodec(body) {
  const type = avro.Type.forSchema(record('Message', { header, body: record('Body', body) }));
  return {
    toInput: (message) => {
      const input = mapNumbers(message);
      if (input.body.msg) input.body.msg = Buffer.from(input.body.msg);
      return input;
    },
    encode: (input) => type.toBuffer(input),
    encodeInto: (input, region, offset) => type.encode(input, region, offset),
    decode: (bytes) => type.fromBuffer(bytes),
    fromDecoded: restoreNumbers,
  };
}

export const codecs = {
  IPC_PID_KILL: avroCodec({ sender: 'long', type: 'int', id: 'long', signum: 'int' }),
  IPC_PID_RETSTATUS: avroCodec({ status: { type: 'array', items: status } }),
  IPC_SYSV_MOVRES: avroCodec({ resid: 'long', type: 'int', owner: 'long', lease: 'long', uri: 'string' }),
  IPC_SYSV_MSGSND: avroCodec({ msgid: 'long', msgtype: 'long', msg: 'bytes' }),
};
