/** Every exercise that a Node process can do, by name. Loaded when asked for: a process that measures one thing has nothing else in it. */
import type { OpenExercise } from '../exercise.ts';

const EXERCISES: Readonly<Record<string, () => Promise<OpenExercise>>> = {
  'bare-round-trip': async () => (await import('./bare-round-trip.ts')).openBareRoundTrip,
  'bare-ring': async () => (await import('./bare-ring.ts')).openBareRing,
  'bare-copy': async () => (await import('./bare-copy.ts')).openBareCopy,
  'channel-round-trip': async () => (await import('./channel-round-trip.ts')).openSpinning,
  'channel-round-trip-hidden': async () => (await import('./channel-round-trip.ts')).openSpinningHidden,
  'channel-round-trip-trusting': async () => (await import('./channel-round-trip.ts')).openSpinningTrusting,
  'channel-blocking': async () => (await import('./channel-round-trip.ts')).openBlocking,
  'channel-asleep': async () => (await import('./channel-round-trip.ts')).openAsleep,
  'channel-asleep-hidden': async () => (await import('./channel-round-trip.ts')).openAsleepHidden,
  'channel-asleep-socket': async () => (await import('./channel-round-trip.ts')).openAsleepSocket,
  'channel-records': async () => (await import('./channel-records.ts')).openRecords,
  'channel-records-hidden': async () => (await import('./channel-records.ts')).openRecordsHidden,
  'channel-records-trusting': async () => (await import('./channel-records.ts')).openRecordsTrusting,
  'channel-copy': async () => (await import('./channel-chunks.ts')).openCopy,
  'channel-reference': async () => (await import('./channel-chunks.ts')).openReference,
  'channel-stream': async () => (await import('./channel-stream.ts')).openByteStream,
  'channel-duplex': async () => (await import('./channel-stream.ts')).openDuplex,
  'channel-many': async () => (await import('./channel-many.ts')).openMany,
  'socket-round-trip': async () => (await import('./socket.ts')).openSocketRoundTrip,
  'socket-records': async () => (await import('./socket.ts')).openSocketRecords,
  'socket-chunks': async () => (await import('./socket.ts')).openSocketChunks,
  'message-port': async () => (await import('./process-peers.ts')).openMessagePort,
  'child-ipc': async () => (await import('./process-peers.ts')).openChildIpc,
  zeromq: async () => (await import('./library-peers.ts')).openZeromq,
  grpc: async () => (await import('./library-peers.ts')).openGrpc,
  undici: async () => (await import('./library-peers.ts')).openUndici,
};

export function loadExercise(name: string): Promise<OpenExercise> {
  const load = EXERCISES[name];
  if (load === undefined) throw new Error(`no exercise has that name: ${name}`);
  return load();
}
