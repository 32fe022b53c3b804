/** The messages of a server, as bytes: `schema/ivshmem.yaml`. */
import { PROTOCOL_VERSION, SHARED_MEMORY } from '../../generated/ivshmem/codes.ts';
import { MsgId, MsgPeerGone, MsgSharedMemory, MsgVector, MsgVersion } from '../../generated/ivshmem/messages.ts';

export const VERSION_BYTES: Uint8Array = MsgVersion.toBytes({ value: PROTOCOL_VERSION });
export const MEMORY_BYTES: Uint8Array = MsgSharedMemory.toBytes({ value: SHARED_MEMORY });

export function idBytes(id: number): Uint8Array {
  return MsgId.toBytes({ value: id });
}

export function vectorBytes(id: number): Uint8Array {
  return MsgVector.toBytes({ value: id });
}

export function goneBytes(id: number): Uint8Array {
  return MsgPeerGone.toBytes({ value: id });
}
