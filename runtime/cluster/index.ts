/** Calls between members of a cluster: descriptors that are asked, answered and waited for. `docs/cluster.md`, "Calls". */

export {
  ClusterCalls,
  type MulticastResult,
  type Rpc,
  type RpcOptions,
  type ServiceOptions,
} from './cluster-calls.ts';
export { Descriptor } from './descriptor.ts';
export type { ServerCounters } from './execute.ts';
export { type CallsOptions, callsOf } from './open-calls.ts';
export { type PoolOptions, type ServicePool, servePool } from './pool.ts';
export type { ServerMaker, ServiceMaker } from './pool-module.ts';
export type { ThreadEnd } from './pool-threads.ts';
export type { Request } from './requests.ts';
export type { RpcHandler, Service } from './service.ts';
