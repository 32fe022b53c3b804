/** sd_listen_fds(3) and sd_notify(3): sockets and memory that systemd holds for a service. */
import { loadAddon } from '../memory/addon.ts';
import { callNative } from '../memory/failure.ts';
import { type IvshmemInheritance, NO_INHERITANCE } from './inheritance.ts';
import type { NativeDescriptors } from './native.ts';

/** Names in the descriptor store. */
export const MEMORY_NAME = 'ivshmem-memory';
export const IDS_NAME = 'ivshmem-ids';
const FIRST_DESCRIPTOR = 3;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What systemd has passed to this process: a socket that listens, and what the server before has stored. Nothing when it has passed nothing, or
 * meant another process. Call it once: descriptors are taken over.
 */
export function inheritFromSystemd(env: Environment = process.env): IvshmemInheritance {
  if (env['LISTEN_PID'] !== String(process.pid)) return NO_INHERITANCE;
  const names = (env['LISTEN_FDNAMES'] ?? '').split(':');
  const count = Number(env['LISTEN_FDS'] ?? '0');
  let { listening, memory, ids }: IvshmemInheritance = NO_INHERITANCE;
  for (let at = 0; at < count; at += 1) {
    const descriptors = callNative('take a descriptor over from systemd', () => loadAddon().ivshmem.adopt(FIRST_DESCRIPTOR + at));
    if (names[at] === MEMORY_NAME && memory === null) memory = descriptors;
    else if (names[at] === IDS_NAME && ids === null) ids = descriptors;
    else if (listening === null) listening = descriptors;
    else descriptors.close();
  }
  return { listening, memory, ids, kept: [] };
}

/** Whether somebody keeps what is stored. */
export function hasDescriptorStore(env: Environment = process.env): boolean {
  return (env['NOTIFY_SOCKET'] ?? '') !== '';
}

/** Tells systemd something; nothing when it does not listen. @throws ChannelError `SLUICE_ERR_SYSTEM` */
export function notifySystemd(text: string, descriptors: NativeDescriptors | null = null, env: Environment = process.env): void {
  const socket = env['NOTIFY_SOCKET'] ?? '';
  if (socket !== '') callNative(`notify ${socket}`, () => loadAddon().ivshmem.notify(socket, text, descriptors));
}
