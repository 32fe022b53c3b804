/** Messages of up to all that a lane takes, by reference where they are too large for its ring: `large.c` answers them. */
import type { Channel } from 'sluice/runtime';
import { isSumRight, numbersFrom } from './stream.ts';

const SUM = 8;

/**
 * Sends messages of these lengths, each with its sum, while it takes as many back; then one that is a sum alone.
 *
 * @returns how many came back with the right length and sum
 */
export async function exchangeLarge(channel: Channel, lengths: readonly number[], timeoutMs = 100_000): Promise<number> {
  const send = async (): Promise<void> => {
    for (const [type, length] of lengths.entries()) await channel.sendBytes(numbersFrom(type, length - SUM), { type, timeoutMs });
    await channel.sendBytes(numbersFrom(0, 0), { timeoutMs });
  };
  const sending = send();
  let right = 0;
  for (const [type, length] of lengths.entries()) {
    const message = await channel.getMessage({ timeoutMs });
    if (message === null) break;
    if (message.type === type && message.length === length && isSumRight(message.bytes())) right += 1;
    channel.finishMessage();
  }
  await sending;
  return right;
}
