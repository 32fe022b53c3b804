/** Random choices, one after the other, as an imperative program makes them: what is legal next depends on what was drawn before. */
import fc from 'fast-check';

const EDGES: readonly bigint[] = [
  0n,
  1n,
  2n,
  127n,
  128n,
  255n,
  256n,
  32767n,
  65535n,
  65536n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 53n - 1n,
  2n ** 53n,
];

export class Draw {
  readonly #random: fc.Random;

  constructor(random: fc.Random) {
    this.#random = random;
  }

  /** Both bounds inclusive. */
  int(min: number, max: number): number {
    return this.#random.nextInt(min, max);
  }

  /** One time out of `times`. */
  once(times: number): boolean {
    return this.int(1, times) === 1;
  }

  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new RangeError('nothing to pick from');
    return from[this.int(0, from.length - 1)] as T;
  }

  /** Between the bounds, every other time near one of them or at a power of two where programs go wrong. */
  integer(min: bigint, max: bigint): bigint {
    const near = this.pick([min, max, max - 1n, min + 1n, ...EDGES, -1n, -128n, -(2n ** 31n)]);
    return near >= min && near <= max && this.once(2) ? near : this.#random.nextBigInt(min, max);
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.int(0, 255));
  }

  list<T>(min: number, max: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.int(min, max) }, (_, index) => make(index));
  }

  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const at = this.int(0, last);
      [shuffled[last], shuffled[at]] = [shuffled[at] as T, shuffled[last] as T];
    }
    return shuffled;
  }
}

class Drawn<T> extends fc.Arbitrary<T> {
  readonly #make: (draw: Draw) => T;

  constructor(make: (draw: Draw) => T) {
    super();
    this.#make = make;
  }

  override generate(random: fc.Random): fc.Value<T> {
    return new fc.Value(this.#make(new Draw(random)), undefined);
  }

  override canShrinkWithoutContext(_value: unknown): _value is T {
    return false;
  }

  override shrink(): fc.Stream<fc.Value<T>> {
    return fc.Stream.nil();
  }
}

/** An arbitrary of what `make` builds; it does not shrink, so build small things. */
export function drawn<T>(make: (draw: Draw) => T): fc.Arbitrary<T> {
  return new Drawn(make);
}
