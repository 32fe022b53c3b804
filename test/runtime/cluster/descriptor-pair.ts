/**
 * Two members of a cluster as the ends of a connection, for cases that know nothing of descriptors: what they send lies in the arguments of one, behind
 * its length, and goes to the other end.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { joinCluster, type Member } from '../../../runtime/cluster/member.ts';
import { createClusterTransport } from '../../../runtime/cluster/open-transport.ts';
import { CallError, CallErrorCode } from '../../../runtime/stub/errors.ts';
import { FULL, type Receive, type Transport, type TransportListener } from '../../../runtime/stub/transport.ts';

const ENVELOPE = 24;
const DESCRIPTOR = 104;
const ARGUMENTS = 24;
/** Bytes of arguments, but one for the length. */
const MOST_BYTES = DESCRIPTOR - ARGUMENTS - 1;

class DescriptorTransport implements Transport {
  readonly maxLength: number = ENVELOPE + MOST_BYTES;
  readonly outgoing: DataView = new DataView(new ArrayBuffer(ENVELOPE + MOST_BYTES));
  readonly #inner: Transport;
  readonly #target: number;

  constructor(inner: Transport, target: number) {
    this.#inner = inner;
    this.#target = target;
  }

  get peer(): string {
    return this.#inner.peer;
  }

  get isOpen(): boolean {
    return this.#inner.isOpen;
  }

  get listener(): TransportListener | null {
    return this.#inner.listener;
  }

  set listener(listener: TransportListener | null) {
    this.#inner.listener = listener;
  }

  tryReserve(length: number): number {
    if (length > this.maxLength) throw new CallError(CallErrorCode.TOO_LONG, `too long: length=${length}`);
    return this.#inner.tryReserve(this.#inner.maxLength) === FULL ? FULL : 0;
  }

  /** Only a record with a payload becomes one with a descriptor. */
  commit(length: number): void {
    const from = new Uint8Array(this.outgoing.buffer, 0, length);
    const { outgoing } = this.#inner;
    const to = new Uint8Array(outgoing.buffer, outgoing.byteOffset, outgoing.byteLength).fill(0);
    to.set(from.subarray(0, ENVELOPE));
    outgoing.setUint32(12, this.#target, true);
    // A request always has a descriptor, even for no bytes.
    const hasDescriptor = length > ENVELOPE || from[0] === 1 || from[0] === 3;
    if (hasDescriptor) {
      to.copyWithin(ENVELOPE, 8, 12);
      to[ENVELOPE + ARGUMENTS] = length - ENVELOPE;
      to.set(from.subarray(ENVELOPE), ENVELOPE + ARGUMENTS + 1);
    }
    this.#inner.commit(ENVELOPE + (hasDescriptor ? DESCRIPTOR : 0));
  }

  abort(): void {
    this.#inner.abort();
  }

  publish(): void {
    this.#inner.publish();
  }

  poll(receive: Receive, limit: number): number {
    return this.#inner.poll((view, at, length) => {
      if (length === ENVELOPE) return receive(view, at, length);
      const count = view.getUint8(at + ENVELOPE + ARGUMENTS);
      const record = new Uint8Array(ENVELOPE + count);
      record.set(new Uint8Array(view.buffer, view.byteOffset + at, ENVELOPE));
      record.set(new Uint8Array(view.buffer, view.byteOffset + at + ENVELOPE + ARGUMENTS + 1, count), ENVELOPE);
      receive(new DataView(record.buffer), 0, record.length);
    }, limit);
  }

  close(): void {
    this.#inner.close();
  }

  destroy(error: CallError | null): void {
    this.#inner.destroy(error);
  }
}

/** Members that are there, and the folder of their cluster. */
export class MemberPairs {
  readonly #folders: string[] = [];
  readonly #members: Member[] = [];

  async join(cxy: number, folder: string): Promise<Member> {
    const member = await joinCluster(folder, { cxy, timeoutMs: 20_000 });
    this.#members.push(member);
    return member;
  }

  folder(): string {
    const folder = mkdtempSync(path.join(tmpdir(), 'sluice-cluster-'));
    this.#folders.push(folder);
    return folder;
  }

  async makePair(): Promise<readonly [Transport, Transport]> {
    const folder = this.folder();
    const members = [await this.join(3, folder), await this.join(5, folder)];
    const [near, far] = members.map((member) => createClusterTransport(member)) as [Transport, Transport];
    return [new DescriptorTransport(near, 5), new DescriptorTransport(far, 3)];
  }

  async close(): Promise<void> {
    for (const member of this.#members.splice(0)) await member.leave();
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  }
}
