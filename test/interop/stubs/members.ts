/** The ways of peers: a socket's path; `memory:` and an address of shared memory; `cluster:` and a folder, where who calls is member 0. */
import { connect, createChannelTransport, createClusterTransport, joinCluster, type Member } from 'sluice/runtime';
import { connectSocket, type Transport } from 'sluice/runtime/stub';
import * as cluster from '../../../generated/cluster-rpc/index.ts';

const CLUSTER = 'cluster:';

export function clusterFolder(address: string): string | null {
  return address.startsWith(CLUSTER) ? address.slice(CLUSTER.length) : null;
}

export interface Joined {
  readonly member: Member;
  readonly transport: Transport;
}

export async function joinAs(folder: string, cxy: number): Promise<Joined> {
  const protocol = { fingerprint: cluster.PROTOCOL_FINGERPRINT, messages: [] };
  const member = await joinCluster(folder, { cxy, protocol, timeoutMs: 10_000 });
  return { member, transport: createClusterTransport(member, { protocol: cluster }) };
}

export interface Opened {
  readonly transport: Transport;
  close(): Promise<void>;
}

/** A caller's end. */
export async function openTransport(address: string): Promise<Opened> {
  const folder = clusterFolder(address);
  if (folder !== null) {
    const { member, transport } = await joinAs(folder, 0);
    const close = async (): Promise<void> => {
      transport.close();
      await member.leave();
    };
    return { transport, close };
  }
  const transport = address.startsWith('memory:')
    ? createChannelTransport(await connect(address.slice('memory:'.length), { timeoutMs: 10_000 }))
    : await connectSocket(address);
  return { transport, close: async () => transport.close() };
}
