/** From an address to a link, on the event loop. */
import type { Purpose } from '../../generated/segment/codes.ts';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import { loadAddon } from '../memory/addon.ts';
import { callNative, toChannelError } from '../memory/failure.ts';
import type { NativeLink } from '../memory/native.ts';
import { type ChannelOptions, termsOf } from './options.ts';
import { blockingMs, limitOf, throwIfAborted, type WaitOptions } from './waiting.ts';

export type ConnectOptions = ChannelOptions & WaitOptions;

/** @throws ChannelError as `connect` does */
export function openLink(address: string, options: ConnectOptions, purpose: Purpose): Promise<NativeLink> {
  const doing = `connect to ${address}`;
  const { signal } = options;
  return new Promise((resolve, reject) => {
    throwIfAborted(signal, doing);
    const terms = termsOf(options, purpose);
    const onAbort = (): void => {
      connecting.cancel();
      reject(new ChannelError(ChannelErrorCode.CANCELLED, `${doing} was given up`, { cause: signal?.reason }));
    };
    const connecting = callNative(doing, () =>
      loadAddon().connect(address, terms, blockingMs(limitOf(options)), (failure, link) => {
        signal?.removeEventListener('abort', onAbort);
        if (link !== null) resolve(link);
        else if (failure !== null) reject(toChannelError(failure, doing));
      }),
    );
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
