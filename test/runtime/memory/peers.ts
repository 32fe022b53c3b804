/** For tests of rendezvous: connecting and accepting without the runtime above the addon. */
import { loadAddon } from '../../../runtime/memory/addon.ts';
import { isNativeFailure, toChannelError } from '../../../runtime/memory/failure.ts';
import type { NativeLink, NativeListening, NativeTerms } from '../../../runtime/memory/native.ts';
import { TERMS } from './support.ts';

let addresses = 0;
export function newAddress(): string {
  return `@sluice-test-${process.pid}-${++addresses}`;
}

/** Settles as `connect` does; failures with the code that users see. */
export function connect(address: string, terms: NativeTerms = TERMS, timeoutMs: number = 20_000): Promise<NativeLink> {
  return new Promise((resolve, reject) => {
    loadAddon().connect(address, terms, timeoutMs, (failure, link) => {
      if (link !== null) resolve(link);
      else reject(failure !== null && isNativeFailure(failure) ? toChannelError(failure, 'connect') : failure);
    });
  });
}

/** A listener that takes everything that it prepares. */
export function accept(address: string, terms: NativeTerms = TERMS): { listening: NativeListening; taken: NativeLink[] } {
  const taken: NativeLink[] = [];
  const listening = loadAddon().listen(address, terms, () => {
    for (let link = listening.take(); link !== null; link = listening.take()) taken.push(link);
  });
  return { listening, taken };
}

/** How a connection attempt ends. */
export function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'connected',
    (error) => error.code,
  );
}

/** The code of what the addon throws. */
export function thrownCode(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (isNativeFailure(error)) return toChannelError(error, 'try').code;
    throw error;
  }
  return 'done';
}

export function closeAll(...all: readonly { close(): void }[]): void {
  for (const each of all) each.close();
}
