/** protobuf-es: generated descriptors, one reflective encoder and decoder for all messages; 64-bit as bigint. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { PidKillSchema, PidRetstatusSchema, SysvMovresSchema, SysvMsgsndSchema } from './generated/protobuf-es/messages_pb.js';

export const name = '@bufbuild/protobuf';
export const note = 'descriptors by protoc-gen-es; 64-bit as bigint';

function protoCodec(schema) {
  return {
    toInput: ({ header, body }) => create(schema, { header, ...body }),
    encode: (input) => toBinary(schema, input),
    decode: (bytes) => fromBinary(schema, bytes),
    fromDecoded: ({ header, ...body }) => ({ header, body }),
  };
}

export const codecs = {
  IPC_PID_KILL: protoCodec(PidKillSchema),
  IPC_PID_RETSTATUS: protoCodec(PidRetstatusSchema),
  IPC_SYSV_MOVRES: protoCodec(SysvMovresSchema),
  IPC_SYSV_MSGSND: protoCodec(SysvMsgsndSchema),
};
