/** Two channels of one process, over real segments and sockets. */
import { Channel } from '../../../runtime/channel/channel.ts';
import { type ChannelOptions, termsOf } from '../../../runtime/channel/options.ts';
import { loadAddon } from '../../../runtime/memory/addon.ts';
import type { NativeLink } from '../../../runtime/memory/native.ts';
import { HEAD, LINE_WORDS, STATE, TAIL } from '../../../runtime/ring/words.ts';
import { within } from '../../../runtime/stub/conformance.ts';

export { within };

export interface ChannelPair {
  readonly near: Channel;
  readonly far: Channel;
  readonly nearLink: NativeLink;
  readonly farLink: NativeLink;
}

const open: Channel[] = [];

export function makePair(nearOptions: ChannelOptions = {}, farOptions: ChannelOptions = nearOptions): ChannelPair {
  const [nearLink, farLink] = loadAddon().createPair(termsOf(nearOptions), termsOf(farOptions));
  const near = new Channel(nearLink, nearOptions);
  const far = new Channel(farLink, farOptions);
  open.push(near, far);
  return { near, far, nearLink, farLink };
}

/** For `after.each`. */
export function closeAll(): void {
  for (const channel of open.splice(0)) channel.disconnectNow();
}

/** Ends the socket of `far` without a word, as a crash does. Its channel is not to be used any more. */
export function crash({ far, farLink }: ChannelPair): void {
  open.splice(open.indexOf(far), 1);
  farLink.close();
}

/** Words that `link`'s side writes, to forge. */
export function wordsOf({ own, ownParts }: NativeLink): {
  state: Int32Array;
  writer: Int32Array;
  reader: Int32Array;
  ring: Int32Array;
} {
  return {
    state: new Int32Array(own, STATE * 4, 1),
    writer: new Int32Array(own, ownParts.ringControl, LINE_WORDS),
    reader: new Int32Array(own, ownParts.consumerControl, LINE_WORDS),
    ring: new Int32Array(own, ownParts.ringData, ownParts.ringSize / 4),
  };
}

export { HEAD, TAIL };

/** Prepares, fills and sends one message. False when there is no room. */
export function put(channel: Channel, bytes: Uint8Array, type = 0, flags = 0): boolean {
  const at = channel.tryPrep(bytes.length, type, flags);
  if (at < 0) return false;
  for (const [i, byte] of bytes.entries()) channel.outgoing.setUint8(at + i, byte);
  channel.sendMessages();
  return true;
}

/** Gets and finishes one message: its bytes, or what `tryGet` has said. */
export function take(channel: Channel): number[] | number {
  const at = channel.tryGet();
  if (at < 0) return at;
  const bytes = Array.from({ length: channel.messageLength }, (_, i) => channel.incoming.getUint8(at + i));
  channel.finishMessage();
  return bytes;
}

export function tick(ms = 0): Promise<void> {
  return new Promise((resolve) => {
    if (ms === 0) setImmediate(resolve);
    else setTimeout(resolve, ms);
  });
}

/** What a promise is rejected with. */
export async function errorOf(promise: Promise<unknown>): Promise<Error & { code?: string; reason?: number }> {
  try {
    await within(promise, 'the rejection');
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was not rejected');
}
