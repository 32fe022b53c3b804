/** What all members of the example agree on, and the memory of the cluster as kernels see it. join.c is its twin. */
import { createClusterTransport, joinCluster, type Member } from 'sluice/runtime';
import type { Transport } from 'sluice/runtime/stub';
import * as rpc from '../../generated/cluster-rpc/index.ts';
import { HEAP_BYTES, type Memory } from './kernel/index.ts';

/** The memory of all members of the cluster, as this one reaches it. */
class ClusterMemory implements Memory {
  readonly heapOffset: number;
  readonly #member: Member;

  constructor(member: Member) {
    this.#member = member;
    this.heapOffset = Number(member.heapOf(member.cxy).xptr & 0xffffffffn);
  }

  read(at: bigint, length: number): Uint8Array | null {
    try {
      return this.#member.readAt(at, length);
    } catch {
      return null;
    }
  }

  write(at: bigint, bytes: Uint8Array): boolean {
    try {
      this.#member.writeAt(at, bytes);
      return true;
    } catch {
      return false;
    }
  }
}

export interface Joined {
  readonly member: Member;
  readonly memory: Memory;
  readonly transport: Transport;
}

export async function joinAs(folder: string, cxy: number): Promise<Joined> {
  const protocol = { fingerprint: rpc.PROTOCOL_FINGERPRINT, messages: [] };
  const member = await joinCluster(folder, { cxy, heapSize: HEAP_BYTES, protocol, timeoutMs: 10_000 });
  return { member, memory: new ClusterMemory(member), transport: createClusterTransport(member, { protocol: rpc }) };
}
