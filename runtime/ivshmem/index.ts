/**
 * ivshmem: a server that gives QEMUs and processes one shared memory and doorbells, a client, and regions, in which channels run between all of
 * them. `docs/ivshmem.md`.
 */

export {
  connectIvshmem,
  IvshmemClient,
  type IvshmemClientEvents,
  type IvshmemClientOptions,
  type IvshmemClientPeer,
} from './client.ts';
export type { IvshmemInheritance } from './inheritance.ts';
export type { PeerCredentials } from './native.ts';
export type { IvshmemMemory, IvshmemServerOptions } from './options.ts';
export type { IvshmemPeer, IvshmemPeerState } from './peer.ts';
export { attachRegion, Region, type RegionConnectOptions, type RegionOptions } from './region.ts';
export type { RegionShape } from './region-layout.ts';
export { type RegionFileOptions, RegionMemory } from './region-memory.ts';
export { RegionSteward, type StewardEvents, type StewardOptions } from './region-steward.ts';
export { type IvshmemLeaveReason, type IvshmemRefusal, IvshmemServer, type IvshmemServerEvents } from './server.ts';
export type { IvshmemStatus } from './status.ts';
export { hasDescriptorStore, inheritFromSystemd, notifySystemd } from './systemd.ts';
