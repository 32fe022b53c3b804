/** `await using`, also for programs whose `lib` does not know it yet. */

/** Something that ends with the block that it was made in. */
export interface AsyncDisposer {
  [Symbol.asyncDispose](): Promise<void>;
}

declare global {
  /** As `ESNext.Disposable` has it, and merged with that. */
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol;
  }
}
