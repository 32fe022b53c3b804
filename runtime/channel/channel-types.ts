/** What channels take and give. */
import type { ChannelError } from '../errors.ts';
import type { EndpointState } from './state.ts';
import type { WaitOptions } from './waiting.ts';

/** What a generated codec offers for sending. */
export interface Encoder<T> {
  /** Bytes that `encode` will write for this value, or more. */
  byteLength(value: T): number;
  /** @returns bytes written */
  encode(view: DataView, offset: number, value: T): number;
}

/** What a generated codec offers for receiving. */
export interface Decoder<T> {
  decode(view: DataView, offset: number, length: number): T;
}

export interface SendOptions extends WaitOptions {
  /** Message code, u32; 0 by default. */
  readonly type?: number;
  /** Opaque, u32; 0 by default. */
  readonly flags?: number;
}

export interface DisconnectOptions extends WaitOptions {
  /** Wait first until the peer has released all that was sent, or is gone. */
  readonly drain?: boolean;
}

export interface ChannelCounters {
  /** Messages made visible to the peer. */
  readonly sent: number;
  /** Messages finished. */
  readonly received: number;
  /** How often there was no room. */
  readonly refused: number;
  /** Messages forgotten because of that. */
  readonly dropped: number;
  /** Doorbells rung for the peer. */
  readonly bellsRung: number;
  /** How often doorbells, or the end of the socket, woke the event loop. */
  readonly wakeUps: number;
}

export type ChannelEvents = {
  /** The peer's state has changed. */
  state: [state: EndpointState];
  /** The channel is over, and all that had come was read: null after an orderly end, else why. */
  close: [error: ChannelError | null];
};
