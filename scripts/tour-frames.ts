/** A handful of real frames, made and read back by the generated TypeScript. */
import { isDeepStrictEqual } from 'node:util';

/** `sizeof(rpc_desc_t)`, the frame of every remote call. */
const DESCRIPTOR_BYTES = 104;

export interface Exchanged {
  readonly protocol: string;
  readonly name: string;
  /** What was encoded. */
  readonly value: unknown;
  readonly bytes: Uint8Array;
  /** Decoding the bytes gave what was encoded. */
  readonly isEqual: boolean;
}

/** Loads the generated modules when called: the tour may just have written them. */
export async function exchangeFrames(): Promise<Exchanged[]> {
  const libos = await import('../generated/libos-ipc/base/index.ts');
  const cluster = await import('../generated/cluster-rpc/index.ts');
  const v2v = await import('../generated/v2v/index.ts');
  const ivshmem = await import('../generated/ivshmem/index.ts');

  const kill = { sender: 7, type: libos.KillType.KillPgroup, id: 42, signum: 15 };
  const killBytes = libos.PidKill.frameBytes({ src: 7, dst: 3, seq: 11n }, kill);

  const answers = [{ base: 100, size: 16, lease: 1_700_000_000_000_000n, ownerOffset: 24 }];
  const owners = [{ vmid: 3, uri: 'pipe:libos.3' }];
  const answerBytes = libos.PidAnswer.frameBytes({ src: 1, dst: 7, seq: 12n }, { answers, owners });

  const call = { process: 0x1000n, vpn: 0x7f3, cow: true, attr: 0, ppn: 0, error: 0 };
  const callBytes = new Uint8Array(DESCRIPTOR_BYTES);
  cluster.VmmGetPte.encode(viewOf(callBytes), 0, { lid: 2, blocking: true }, call);

  const data = new TextEncoder().encode('hello, other side');
  const streamBytes = v2v.StreamData.frameBytes({}, { data });

  const peer = { value: 5 };
  const peerBytes = ivshmem.MsgId.toBytes(peer);

  const exchanged = (protocol: string, name: string, bytes: Uint8Array, sent: unknown, received: unknown): Exchanged => ({
    protocol,
    name,
    value: sent,
    bytes,
    isEqual: isDeepStrictEqual(received, sent),
  });
  return [
    exchanged('libos-ipc', 'IPC_PID_KILL', killBytes, kill, decoded(libos.PidKill.decodeFrame, killBytes).body),
    exchanged(
      'libos-ipc',
      'IPC_PID_ANSWER',
      answerBytes,
      { nanswers: 1, answers, owners },
      decoded(libos.PidAnswer.decodeFrame, answerBytes).body,
    ),
    exchanged('cluster-rpc', 'RPC_VMM_GET_PTE', callBytes, call, decoded(cluster.VmmGetPte.decode, callBytes).args),
    exchanged('v2v', 'V2V_STREAM_DATA', streamBytes, data, decoded(v2v.StreamData.decodeFrame, streamBytes).body.data.slice()),
    exchanged('ivshmem', 'IVSHMEM_MSG_ID', peerBytes, peer, decoded(ivshmem.MsgId.decode, peerBytes)),
  ];
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function decoded<T>(decode: (view: DataView, offset: number, length: number) => T, bytes: Uint8Array): T {
  return decode(viewOf(bytes), 0, bytes.length);
}
