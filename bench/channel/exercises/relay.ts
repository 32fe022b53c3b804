/** Round trips over whatever hands over bytes and calls back with bytes: the lead sends one message when the last one has come back. */
import { type Exercise, nanosecondsSince, type Side } from '../exercise.ts';
import { expectSequence, kindOf } from '../messages.ts';

export class Relay implements Exercise {
  readonly #side: Side;
  readonly #send: (bytes: Uint8Array) => void;
  readonly #kind: ReturnType<typeof kindOf>;
  readonly #message: { sequence: number };
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #sequence = 0;
  #left = 0;
  #finish: () => void = () => {};

  /** @param send - the bytes are used again for the next message */
  constructor(side: Side, bytes: number, send: (bytes: Uint8Array) => void) {
    this.#side = side;
    this.#send = send;
    this.#kind = kindOf(bytes);
    this.#message = this.#kind.make();
    this.#bytes = new Uint8Array(bytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  async run(count: number): Promise<number> {
    this.#left = count;
    const end = new Promise<void>((resolve) => {
      this.#finish = resolve;
    });
    const start = process.hrtime.bigint();
    if (this.#side === 'lead') this.#sendNext();
    await end;
    return nanosecondsSince(start);
  }

  /** One whole message has come. */
  receive(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { sequence } = this.#kind.codec.decode(view, 0, bytes.byteLength);
    this.#left -= 1;
    if (this.#side === 'lead') {
      expectSequence(sequence, this.#sequence);
      if (this.#left > 0) this.#sendNext();
    } else {
      expectSequence(sequence, this.#sequence + 1);
      this.#sendNext();
    }
    if (this.#left === 0) this.#finish();
  }

  #sendNext(): void {
    this.#sequence = (this.#sequence + 1) >>> 0;
    this.#message.sequence = this.#sequence;
    this.#kind.codec.encode(this.#view, 0, this.#message);
    this.#send(this.#bytes);
  }
}
