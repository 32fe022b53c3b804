/** What channels tell through `node:diagnostics_channel`. Nothing is made, and next to nothing done, while nobody listens. */
import { type Channel, channel } from 'node:diagnostics_channel';
import type { PoisonReason } from '../../generated/segment/codes.ts';
import type { Credentials, NativeLink } from '../memory/native.ts';

/** Of every event: which end of which channel. */
export interface ChannelTrace {
  /** Unique in this process and thread. */
  readonly id: number;
  /** Empty for both ends in one process. */
  readonly address: string;
  readonly role: 'connector' | 'listener';
  readonly peer: Credentials;
}

/** `sluice:channel:disconnect`: somebody has left in an orderly way. */
export interface DisconnectTrace extends ChannelTrace {
  readonly by: 'self' | 'peer';
}

/** `sluice:channel:death`: the peer has ended without a word. Positions are those of the ring that this side writes. */
export interface DeathTrace extends ChannelTrace {
  readonly sent: number;
  readonly released: number;
}

/** `sluice:channel:poison`: a rule of shared memory was broken, and `by` has noticed. */
export interface PoisonTrace extends ChannelTrace {
  readonly by: 'self' | 'peer';
  readonly reason: PoisonReason;
  /** `TAIL` and so on. */
  readonly name: string;
}

const connectChannel: Channel = channel('sluice:channel:connect');
const disconnectChannel: Channel = channel('sluice:channel:disconnect');
const deathChannel: Channel = channel('sluice:channel:death');
const poisonChannel: Channel = channel('sluice:channel:poison');

let lastId = 0;

/** The events of one end, in their order: connect, and then the first of disconnect and death; poison whenever it comes. */
export class EndpointTracer {
  readonly #link: NativeLink;
  readonly #id: number;
  #hasEnded = false;

  constructor(link: NativeLink) {
    lastId += 1;
    this.#id = lastId;
    this.#link = link;
    if (connectChannel.hasSubscribers) connectChannel.publish(this.#trace());
  }

  disconnected(by: 'self' | 'peer'): void {
    if (this.#end() && disconnectChannel.hasSubscribers)
      disconnectChannel.publish({ ...this.#trace(), by } satisfies DisconnectTrace);
  }

  died(sent: number, released: number): void {
    if (this.#end() && deathChannel.hasSubscribers)
      deathChannel.publish({ ...this.#trace(), sent, released } satisfies DeathTrace);
  }

  poisoned(by: 'self' | 'peer', reason: PoisonReason, name: string): void {
    this.#end();
    if (poisonChannel.hasSubscribers) poisonChannel.publish({ ...this.#trace(), by, reason, name } satisfies PoisonTrace);
  }

  /** @returns whether this is the first end */
  #end(): boolean {
    const isFirst = !this.#hasEnded;
    this.#hasEnded = true;
    return isFirst;
  }

  #trace(): ChannelTrace {
    const { address, isListener, credentials } = this.#link;
    return { id: this.#id, address, role: isListener ? 'listener' : 'connector', peer: credentials };
  }
}
