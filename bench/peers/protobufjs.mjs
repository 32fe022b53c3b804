/** protobufjs by reflection: the .proto is parsed at start and its encoders and decoders are compiled then. */
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

export const name = 'protobufjs';
export const note = 'reflection; 64-bit as number going in, Long coming out';

const root = protobuf.loadSync(fileURLToPath(new URL('schema/messages.proto', import.meta.url)));

function protoCodec(typeName, bigField) {
  const type = root.lookupType(typeName);
  return {
    toInput: ({ header, body }) => {
      const fields = { header: { ...header, seq: Number(header.seq) }, ...body };
      if (bigField) fields[bigField] = Number(body[bigField]);
      return type.create(fields);
    },
    encode: (input) => type.encode(input).finish(),
    decode: (bytes) => type.decode(bytes),
    fromDecoded: (decoded) => {
      const { header, ...body } = type.toObject(decoded, { defaults: true });
      const big = (value) => BigInt(value.toString());
      const out = { header: { ...header, seq: big(header.seq) }, body: { ...body } };
      if (bigField) out.body[bigField] = big(body[bigField]);
      return out;
    },
  };
}

export const codecs = {
  IPC_PID_KILL: protoCodec('bench.PidKill', null),
  IPC_PID_RETSTATUS: protoCodec('bench.PidRetstatus', null),
  IPC_SYSV_MOVRES: protoCodec('bench.SysvMovres', 'lease'),
  IPC_SYSV_MSGSND: protoCodec('bench.SysvMsgsnd', 'msgtype'),
};
