/**
 * Many producers, one consumer: a lane, that is a channel, per producer, served in turn. A producer that floods, stops or dies costs the others
 * nothing but its turn. Order is kept within a lane, not between lanes. C has the same in `sluice/fan-in.h`.
 */
import type { Channel } from '../channel/channel.ts';
import type { ChannelMessage } from '../channel/message.ts';
import { turnOfOthers } from '../channel/turns.ts';
import { limitOf, NO_OPTIONS, sleep, type WaitOptions } from '../channel/waiting.ts';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import { CLOSED, EMPTY } from '../ring/answers.ts';

export interface FanInOptions {
  /** Most messages of a lane before the next one has its turn; 16 by default. */
  readonly quantum?: number;
}

/** A message of a lane, to be finished; or, without a message, a lane that has ended and is none any more. */
export interface LaneMessage<Tag> {
  readonly channel: Channel;
  readonly tag: Tag;
  readonly message: ChannelMessage | null;
  /** Of a lane that has ended: null when in an orderly way. */
  readonly error: Error | null;
}

interface Lane<Tag> {
  readonly channel: Channel;
  readonly tag: Tag;
}

export class FanIn<Tag = undefined> implements AsyncIterable<LaneMessage<Tag>> {
  readonly #quantum: number;
  #lanes: Lane<Tag>[] = [];
  /** Whose turn it is, and how many messages it may still have. */
  #turn = 0;
  #left: number;
  /** The lane whose message was got and not finished. */
  #current: Lane<Tag> | null = null;
  #lane: Lane<Tag> | null = null;
  #wakeWaiting: (() => void) | null = null;

  /** @throws ChannelError `SLUICE_ERR_OPTION` */
  constructor({ quantum = 16 }: FanInOptions = {}) {
    if (!Number.isInteger(quantum) || quantum < 1) {
      throw new ChannelError(ChannelErrorCode.OPTION, `quantum must be a positive integer: quantum=${quantum}`);
    }
    this.#quantum = quantum;
    this.#left = quantum;
  }

  /** Number of lanes. */
  get size(): number {
    return this.#lanes.length;
  }

  /** Adds a lane, whose messages come with `tag`. The channel stays the caller's, who may send on it, but does not get from it meanwhile. */
  add(channel: Channel, tag: Tag): this {
    this.#lanes.push({ channel, tag });
    this.#wakeWaiting?.();
    return this;
  }

  /** Takes a lane out; the channel lives on. @returns whether it was one */
  delete(channel: Channel): boolean {
    const index = this.#lanes.findIndex((lane) => lane.channel === channel);
    if (index < 0) return false;
    this.#removeAt(index);
    return true;
  }

  /** The lane of the last `tryGet`. */
  get channel(): Channel {
    return this.#laneOrThrow().channel;
  }

  /** What it was added with. */
  get tag(): Tag {
    return this.#laneOrThrow().tag;
  }

  /**
   * Finds the next message of some lane; the same one until it is finished. Never waits, allocates nothing.
   *
   * @returns its offset in `channel.incoming`; or EMPTY; or CLOSED when the lane `channel` has ended and is none any more
   */
  tryGet(): number {
    for (let tried = 0; tried <= this.#lanes.length && this.#lanes.length > 0; tried += 1) {
      if (this.#left === 0 && this.#current === null) this.#nextTurn();
      const lane = this.#lanes[this.#turn] as Lane<Tag>;
      const at = lane.channel.tryGet();
      if (at !== EMPTY) this.#lane = lane;
      if (at >= 0) {
        if (this.#current === null) this.#left -= 1;
        this.#current = lane;
        return at;
      }
      if (at === CLOSED) {
        this.#removeAt(this.#turn);
        return CLOSED;
      }
      this.#nextTurn();
    }
    return EMPTY;
  }

  /** Done with the current message. @throws ChannelError `SLUICE_ERR_STATE` when there is none */
  finishMessage(): void {
    if (this.#current === null) throw new ChannelError(ChannelErrorCode.STATE, 'no message was got');
    const { channel } = this.#current;
    this.#current = null;
    channel.finishMessage();
  }

  /**
   * Waits for the next message, or the next lane that ends.
   *
   * @throws ChannelError `SLUICE_ERR_DEADLINE`, `SLUICE_ERR_CANCELLED`
   */
  async getMessage(options: WaitOptions = NO_OPTIONS): Promise<LaneMessage<Tag>> {
    const limit = limitOf(options);
    for (;;) {
      const at = this.tryGet();
      if (at !== EMPTY) return this.#result(at);
      if (performance.now() >= limit || !(await this.#sleep(options.signal, limit))) {
        throw new ChannelError(ChannelErrorCode.DEADLINE, 'no lane had a message in time');
      }
    }
  }

  /** Messages and ends, without an end of its own; each message is finished when the next is asked for. */
  async *[Symbol.asyncIterator](): AsyncGenerator<LaneMessage<Tag>, void, undefined> {
    for (let count = 0; ; count += 1) {
      const others = turnOfOthers(count);
      if (others !== null) await others;
      const next = await this.getMessage();
      try {
        yield next;
      } finally {
        if (this.#current !== null) this.finishMessage();
      }
    }
  }

  #laneOrThrow(): Lane<Tag> {
    if (this.#lane === null) throw new ChannelError(ChannelErrorCode.STATE, 'no message was got');
    return this.#lane;
  }

  #nextTurn(): void {
    this.#turn = this.#turn + 1 < this.#lanes.length ? this.#turn + 1 : 0;
    this.#left = this.#quantum;
  }

  /** The order of the others is kept: who came before still does. */
  #removeAt(index: number): void {
    if (this.#current === this.#lanes[index]) this.#current = null;
    this.#lanes.splice(index, 1);
    if (index < this.#turn) this.#turn -= 1;
    else if (index === this.#turn) this.#left = this.#quantum;
    if (this.#turn >= this.#lanes.length) this.#turn = 0;
  }

  #result(at: number): LaneMessage<Tag> {
    const { channel, tag } = this.#laneOrThrow();
    if (at === CLOSED) {
      const { error } = channel;
      const isOrderly = error === null || (error as { code?: unknown }).code === ChannelErrorCode.PEER_CLOSED;
      return { channel, tag, message: null, error: isOrderly ? null : error };
    }
    return { channel, tag, message: channel.currentMessage(at), error: null };
  }

  /** Until one of the lanes may have something, or another lane comes. */
  #sleep(signal: AbortSignal | undefined, limit: number): Promise<boolean> {
    return sleep(signal, limit, 'waiting for a lane', (wake) => {
      const events = this.#lanes.map(({ channel }) => channel.getReceiveEvent());
      this.#wakeWaiting = wake;
      for (const event of events) event.on(wake);
      return () => {
        this.#wakeWaiting = null;
        for (const event of events) event.off(wake);
      };
    });
  }
}
