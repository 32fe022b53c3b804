import os from 'node:os';
import { Refusal } from 'sluice/runtime/stub';
import type { GetInput, GetOutput, PutInput, PutOutput, StoreHandlers } from '../generated/store/index.js';

const MAX_KEYS = 64;

/** What the server does; the schema says what it is asked. */
export class Store implements StoreHandlers {
  readonly #values = new Map<bigint, bigint>();

  get({ key }: GetInput): GetOutput {
    const value = this.#values.get(key);
    return { value: value ?? 0n, found: value !== undefined };
  }

  put({ key, value }: PutInput): PutOutput {
    const before = this.#values.get(key);
    if (before === undefined && this.#values.size >= MAX_KEYS) throw new Refusal(os.constants.errno.ENOSPC);
    this.#values.set(key, value);
    return { before: before ?? 0n };
  }

  clear(): void {
    this.#values.clear();
  }
}
