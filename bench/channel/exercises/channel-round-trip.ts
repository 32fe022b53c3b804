/** Round trips over a channel: looking all the time, in blocking calls, or asleep in the event loop. */
import { type Channel, type ChannelOptions, EMPTY } from 'sluice/runtime';
import { type Exercise, nanosecondsSince, type OpenExercise, type Setting, type Side } from '../exercise.ts';
import { expectSequence, type FeedMessage, kindOf } from '../messages.ts';
import { openSubject } from '../subject.ts';

/** Both halves of a round trip, and where the count is. */
abstract class RoundTrips {
  protected readonly side: Side;
  protected readonly channel: Channel;
  protected readonly kind: ReturnType<typeof kindOf>;
  protected readonly message: FeedMessage;
  protected sequence = 0;

  constructor(side: Side, channel: Channel, { bytes }: Setting) {
    this.side = side;
    this.channel = channel;
    this.kind = kindOf(bytes);
    this.message = this.kind.make();
  }

  close(): void {
    this.channel.disconnectNow();
  }
}

class Spinning extends RoundTrips implements Exercise {
  run(count: number): number {
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; i += 1) {
      this.sequence = (this.sequence + 1) | 0;
      if (this.side === 'lead') {
        this.#send();
        this.#receive();
      } else {
        this.#receive();
        this.#send();
      }
    }
    return nanosecondsSince(start);
  }

  #send(): void {
    const { channel, message, kind } = this;
    message.sequence = this.sequence >>> 0;
    if (channel.tryEncode(kind.codec, message, kind.code) !== 0) throw new Error('no room');
    channel.sendMessages();
  }

  #receive(): void {
    const { channel, kind } = this;
    let at = channel.tryGet();
    while (at === EMPTY) at = channel.tryGet();
    const { sequence } = kind.codec.decode(channel.incoming, at, channel.messageLength);
    channel.finishMessage();
    expectSequence(sequence, this.sequence);
  }
}

class Blocking extends RoundTrips implements Exercise {
  run(count: number): number {
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; i += 1) {
      this.sequence = (this.sequence + 1) | 0;
      if (this.side === 'lead') this.#send();
      expectSequence(this.channel.receiveSync(this.kind.codec)?.sequence ?? -1, this.sequence);
      if (this.side === 'echo') this.#send();
    }
    return nanosecondsSince(start);
  }

  #send(): void {
    this.message.sequence = this.sequence >>> 0;
    this.channel.sendSync(this.kind.codec, this.message);
  }
}

class Asleep extends RoundTrips implements Exercise {
  async run(count: number): Promise<number> {
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; i += 1) {
      this.sequence = (this.sequence + 1) | 0;
      if (this.side === 'lead') await this.#send();
      expectSequence((await this.channel.receive(this.kind.codec))?.sequence ?? -1, this.sequence);
      if (this.side === 'echo') await this.#send();
    }
    return nanosecondsSince(start);
  }

  #send(): Promise<boolean> {
    this.message.sequence = this.sequence >>> 0;
    return this.channel.send(this.kind.codec, this.message);
  }
}

type Kind = new (side: Side, channel: Channel, setting: Setting) => Exercise;

function opener(kind: Kind, options: ChannelOptions = {}): OpenExercise {
  return async (side, setting, ready) => new kind(side, await openSubject(side, setting, ready, options), setting);
}

export const openSpinning: OpenExercise = opener(Spinning);
export const openSpinningHidden: OpenExercise = opener(Spinning, { statistics: false });
export const openSpinningTrusting: OpenExercise = opener(Spinning, { trust: 'peer' });
export const openBlocking: OpenExercise = opener(Blocking);
export const openAsleep: OpenExercise = opener(Asleep);
export const openAsleepHidden: OpenExercise = opener(Asleep, { statistics: false });
export const openAsleepSocket: OpenExercise = opener(Asleep, { policy: () => 'socket' });
