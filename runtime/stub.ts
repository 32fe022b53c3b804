/** What generated stubs import, and what their users need beside them: transports, errors, options, metrics. */
export { Caller } from './stub/caller.ts';
export { CallError, CallErrorCode, Refusal, type Started } from './stub/errors.ts';
export { createLocalPair, type LocalOptions } from './stub/local.ts';
export {
  type CallContext,
  type Dispatch,
  type Incoming,
  type Method,
  type NegativeAnswer,
  type Outgoing,
  type Protocol,
  STRAY,
} from './stub/method.ts';
export { type CallTrace, type Logger, MethodMetrics, Metrics } from './stub/observe.ts';
export type { CallOptions, ClientOptions, MissedCall, SendOptions, ServeOptions } from './stub/options.ts';
export type { Server, ServerCounters } from './stub/running-server.ts';
export { startServer } from './stub/server.ts';
export { type SocketOptions, SocketTransport, type StreamSocket } from './stub/socket.ts';
export { SyncCaller } from './stub/sync-caller.ts';
export { DEFAULT_MAX_LENGTH, FULL, type Receive, type Transport, type TransportListener } from './stub/transport.ts';
export { type ConnectOptions, connectSocket, type Listener, type ListenOptions, listenSocket } from './stub/unix.ts';
