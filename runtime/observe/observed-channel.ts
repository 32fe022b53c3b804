/** What an observer sees: one endpoint of a channel, a publisher or a subscriber, as `sluice channels --json` prints it. */

/** Numbers since the start of an endpoint, or per second. */
export interface Totals {
  /** Messages. */
  readonly sent: number;
  readonly received: number;
  /** Bytes of the rings, with headers and pads; what goes by reference counts 32. */
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** How often there was no room, and messages forgotten for that. */
  readonly refused: number;
  readonly dropped: number;
  /** Records that were overwritten before a subscriber came to them, as far as it knows. */
  readonly lost: number;
  /** How often a thread went to sleep, an event loop was woken, and the peer was rung. */
  readonly sleeps: number;
  readonly wakeUps: number;
  readonly rings: number;
}

/** How long the oldest record that was not given back has been there. Both are equal when it was the one that woke the reader. */
export interface Age {
  readonly atLeastMs: number;
  /** Null when it was there before anybody looked. */
  readonly atMostMs: number | null;
}

export interface RingUse {
  readonly capacity: number;
  /**
   * Bytes that the reader has not given back; null when only the reader is seen, and for a publisher, which does not know. Of a subscriber: what
   * it has not read, more than `capacity` once it has lost some of it.
   */
  readonly used: number | null;
  /** False when the reader is not seen: `used` is then what it can be at most. */
  readonly isExact: boolean;
  readonly oldest: Age | null;
}

export interface ObservedChannel {
  readonly pid: number;
  readonly uid: number;
  readonly comm: string;
  readonly language: 'c' | 'typescript';
  readonly role: 'connector' | 'listener' | 'publisher' | 'subscriber';
  readonly address: string;
  /** Of a publisher: how many it has; null for others. */
  readonly subscribers: number | null;
  /** All zero for a publisher. */
  readonly peer: { readonly pid: number; readonly uid: number; readonly isSeen: boolean };
  /** `connected`, `disconnecting`, `disconnected`, `crashed`, `poisoned`: the peer, as this side has last seen it; `closed`: this side has left. `open` for a publisher. */
  readonly state: string;
  readonly poison: { readonly reason: string; readonly by: 'self' | 'peer' } | null;
  readonly isEnded: boolean;
  /** Milliseconds since it was opened. */
  readonly openMs: number;
  readonly totals: Totals;
  /** Null in the first sample of an endpoint. */
  readonly perSecond: Totals | null;
  /** The ring that this side writes, and the one that it reads. */
  readonly out: RingUse;
  readonly in: RingUse;
}

export interface Sample {
  readonly time: string;
  /** Since the sample before; 0 for the first. */
  readonly seconds: number;
  readonly channels: readonly ObservedChannel[];
}
