/** The subject: a channel between the two sides, through the public API alone. */
import { type Channel, type ChannelOptions, connect, listen } from 'sluice/runtime';
import type { Setting, Side } from './exercise.ts';

const PAGE = 4096;

/**
 * As many channels as `count` says.
 *
 * @param ready - for the echo: called when the lead can connect
 */
export async function openSubjects(
  side: Side,
  { place, ringBytes }: Setting,
  ready: () => void,
  options: ChannelOptions,
  count: number,
): Promise<Channel[]> {
  const order = Math.max(0, Math.ceil(Math.log2(ringBytes / PAGE)));
  const address = `${place}.channel`;
  const all = { sendOrder: order, receiveOrder: order, blocksMainThread: true, ...options };
  const channels: Channel[] = [];
  if (side === 'lead') {
    while (channels.length < count) channels.push(await connect(address, all));
    return channels;
  }
  const listener = listen(address, all);
  ready();
  while (channels.length < count) channels.push(await listener.accept());
  listener.close();
  return channels;
}

export async function openSubject(
  side: Side,
  setting: Setting,
  ready: () => void,
  options: ChannelOptions = {},
): Promise<Channel> {
  const [channel] = await openSubjects(side, setting, ready, options, 1);
  return channel as Channel;
}
