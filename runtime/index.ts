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
export type { WaitOptions } from './channel/waiting.ts';
export {
  ChannelError,
  type ChannelErrorCode,
  type HandshakeRefusal,
  PeerDied,
  PeerProtocolError,
  PeerUnresponsive,
} from './errors.ts';
export { FanIn, type FanInOptions, type LaneMessage } from './fan-in/fan-in.ts';
export type { Credentials } from './memory/native.ts';
export { CLOSED, DROPPED, EMPTY, FULL } from './ring/answers.ts';
export { ByteStream } from './stream/byte-stream.ts';
export type { WebStreams } from './stream/web-streams.ts';
export { type ChannelTransportOptions, createChannelTransport } from './transport/channel-transport.ts';
