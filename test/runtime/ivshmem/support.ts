/** For tests of the ivshmem server and its clients: sockets nobody else has, clients that see every message, servers that say anything. */
import { fstatSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { IvshmemClient, IvshmemServer } from '../../../runtime/index.ts';
import type {
  NativeConnection,
  NativeDescriptors,
  NativeIvshmem,
  NativeIvshmemListening,
} from '../../../runtime/ivshmem/native.ts';
import { loadAddon } from '../../../runtime/memory/addon.ts';
import { until } from '../memory/support.ts';

let made = 0;

/** Short enough for a socket wherever tests run; in the abstract namespace unless a test is about files. */
export function freshAddress(): string {
  made += 1;
  return `@sluice-ivshmem-${process.pid}-${made}`;
}

/** A path: `node:net` writes abstract names in another way. The server that listens there removes it. */
export function freshPath(): string {
  made += 1;
  return path.join(tmpdir(), `sluice-iv-${process.pid}-${made}.sock`);
}

/** A message as a client gets it: its value, and the inode of its descriptor, which says which file it is. */
export interface Heard {
  readonly value: number;
  readonly inode: number | null;
}

/** A client that reads message by message, when it is told to. */
export class RawClient {
  readonly connection: NativeConnection;
  readonly #held: NativeDescriptors[] = [];

  constructor(address: string) {
    this.connection = loadAddon().ivshmem.connect(address);
  }

  /** Blocks for the next message. */
  hear(): Heard {
    const { value, descriptors } = this.connection.receive(20_000);
    if (descriptors === null) return { value: Number(value), inode: null };
    this.#held.push(descriptors);
    return { value: Number(value), inode: fstatSync(descriptors.numbers()[0] as number).ino };
  }

  values(count: number): number[] {
    return Array.from({ length: count }, () => this.hear().value);
  }

  close(): void {
    this.connection.close();
    for (const each of this.#held) each.close();
  }
}

/** A server that says what a test wants. */
export class Puppet {
  readonly native: NativeIvshmem = loadAddon().ivshmem;
  readonly address: string = freshAddress();
  readonly connections: NativeConnection[] = [];
  readonly #listening: NativeIvshmemListening;

  constructor() {
    this.#listening = this.native.listen(this.address, 0o600, -1, () => {
      const connection = this.#listening.accept();
      if (connection !== null) this.connections.push(connection);
    });
  }

  async accepted(count: number = 1): Promise<NativeConnection> {
    await until(() => this.connections.length >= count, 'a client connects');
    return this.connections[count - 1] as NativeConnection;
  }

  close(): void {
    for (const each of this.connections) each.close();
    this.#listening.close();
  }
}

/** Any 64-bit value, also those that no codec would write. */
export function messageOf(value: bigint | number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(value), true);
  return bytes;
}

/** Everything a client reports, as `name value...`. */
export function recordOf(client: IvshmemClient): string[] {
  const lines: string[] = [];
  client.on('ready', (id) => lines.push(`ready ${id}`));
  client.on('join', ({ id, vectors }) => lines.push(`join ${id} ${vectors}`));
  client.on('leave', (id) => lines.push(`leave ${id}`));
  client.on('kick', (vector) => lines.push(`kick ${vector}`));
  client.on('fault', ({ code, value }) => lines.push(`fault ${code} ${value}`));
  client.on('lost', ({ code }) => lines.push(`lost ${code}`));
  return lines;
}

export function clientsOf(server: IvshmemServer): number[] {
  return server.status().clients.map(({ id }) => id);
}

export { until };
