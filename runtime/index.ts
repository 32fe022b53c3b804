/** The shared-memory runtime: channels between processes of one Linux machine, streams and stub transports over them. `docs/runtime.md`. */

export { type Publisher, type PublisherEvents, type PublishOptions, publish } from './broadcast/publisher.ts';
export {
  type BroadcastMessage,
  type Subscriber,
  type SubscriberEvents,
  subscribe,
} from './broadcast/subscriber.ts';
export { Channel } from './channel/channel.ts';
export type { ChannelEvent } from './channel/channel-event.ts';
export type {
  ChannelCounters,
  ChannelEvents,
  Decoder,
  DisconnectOptions,
  Encoder,
  SendOptions,
} from './channel/channel-types.ts';
export { type GeneratedCodes, identityOf, type ProtocolIdentity } from './channel/identity.ts';
export {
  type ChannelTicket,
  type ConnectOptions,
  connect,
  connectSync,
  dropTicket,
  type Listener,
  listen,
  openTicket,
} from './channel/listener.ts';
export type { ChannelMessage } from './channel/message.ts';
export type { Backpressure, ChannelBehaviour, ChannelOptions, ListenOptions } from './channel/options.ts';
export { EndpointState, endpointStateName, stateRequestsDisconnect } from './channel/state.ts';
export type { ChannelTrace, DeathTrace, DisconnectTrace, PoisonTrace } from './channel/tracing.ts';
export type { WaitOptions } from './channel/waiting.ts';
export { type Handle, HandleTable } from './cluster/handles.ts';
export {
  type CallsOptions,
  ClusterCalls,
  callsOf,
  Descriptor,
  type MulticastResult,
  type PoolOptions,
  type Request,
  type Rpc,
  type RpcHandler,
  type RpcOptions,
  type ServerCounters,
  type ServerMaker,
  type Service,
  type ServiceMaker,
  type ServiceOptions,
  type ServicePool,
  servePool,
  type ThreadEnd,
} from './cluster/index.ts';
export {
  attachMember,
  type JoinOptions,
  joinCluster,
  Member,
  type MemberEvents,
  type MemberInfo,
  type MemberTicket,
  xptr,
} from './cluster/member.ts';
export { type ClusterTransportOptions, createClusterTransport } from './cluster/open-transport.ts';
export {
  ChannelError,
  type ChannelErrorCode,
  ClusterError,
  type HandshakeRefusal,
  PeerDied,
  PeerProtocolError,
  PeerUnresponsive,
} from './errors.ts';
export { FanIn, type FanInOptions, type LaneMessage } from './fan-in/fan-in.ts';
export {
  attachRegion,
  connectIvshmem,
  IvshmemClient,
  type IvshmemClientEvents,
  type IvshmemClientOptions,
  type IvshmemClientPeer,
  type IvshmemInheritance,
  type IvshmemLeaveReason,
  type IvshmemMemory,
  type IvshmemPeer,
  type IvshmemPeerState,
  type IvshmemRefusal,
  IvshmemServer,
  type IvshmemServerEvents,
  type IvshmemServerOptions,
  type IvshmemStatus,
  inheritFromSystemd,
  type PeerCredentials,
  Region,
  type RegionConnectOptions,
  type RegionFileOptions,
  RegionMemory,
  type RegionOptions,
  type RegionShape,
  RegionSteward,
  type StewardEvents,
  type StewardOptions,
} from './ivshmem/index.ts';
export type { Credentials } from './memory/native.ts';
export { CLOSED, DROPPED, EMPTY, FULL } from './ring/answers.ts';
export { ByteStream } from './stream/byte-stream.ts';
export type { WebStreams } from './stream/web-streams.ts';
export { CallError, type CallErrorCode, Refusal, type Started } from './stub/errors.ts';
export { type ChannelTransportOptions, createChannelTransport } from './transport/channel-transport.ts';
