/** What the host does in a region: a server, its own peer in slot 0, and the steward. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import {
  attachRegion,
  connectIvshmem,
  type IvshmemClient,
  IvshmemServer,
  type IvshmemServerOptions,
  type Region,
  RegionMemory,
  type RegionShape,
  RegionSteward,
} from 'sluice/runtime';
import type { Workspace } from '../support/workspace.ts';

export const SIZE: number = 4 << 20;
export const VECTORS = 4;

export interface Host {
  readonly region: Region;
  readonly steward: RegionSteward;
  close(): void;
}

export interface ServerHost extends Host {
  readonly socket: string;
  readonly server: IvshmemServer;
  readonly client: IvshmemClient;
}

export interface FileHost extends Host {
  readonly file: string;
  readonly size: number;
}

/** With doorbells: guests have `ivshmem-doorbell`. */
export async function startServerHost(
  workspace: Workspace,
  shape: RegionShape = { slotCount: 4 },
  options: Partial<IvshmemServerOptions> = {},
): Promise<ServerHost> {
  const socket = workspace.address('server');
  const server = new IvshmemServer({ path: socket, vectors: VECTORS, size: SIZE, ...options });
  server.start();
  const client = connectIvshmem(socket, { vectors: VECTORS, reconnectMs: 100 });
  await once(client, 'ready');
  const region = await attachRegion(RegionMemory.ofClient(client).make(shape), { slot: 0 });
  const steward = new RegionSteward(region, { client });
  return {
    ...{ socket, server, client, region, steward },
    close() {
      steward.close();
      region.detach();
      client.close();
      server.close();
    },
  };
}

/** Without: guests have `ivshmem-plain`, and all poll. */
export async function startFileHost(
  shape: RegionShape = { slotCount: 4, beatIntervalMs: 250 },
  patienceMs = 5000,
): Promise<FileHost> {
  const file = path.join('/dev/shm', `sluice-region-${process.pid}-${Date.now()}`);
  const memory = RegionMemory.openFile(file, { size: SIZE }).make(shape);
  const region = await attachRegion(memory, { slot: 0 });
  const steward = new RegionSteward(region, { patienceMs });
  return {
    ...{ file, size: SIZE, region, steward },
    close() {
      steward.close();
      region.detach();
      memory.close();
      rmSync(file, { force: true });
    },
  };
}
