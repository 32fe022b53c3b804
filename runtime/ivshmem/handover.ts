/**
 * From a server that keeps (`keep`) to its successor, over a socket beside that of the clients: memory, ids, eventfds and the listening
 * socket, as messages of 8 bytes with a descriptor each. The successor answers when it has all; the server then hangs up on its clients and on
 * the successor, and only then that one begins. If it dies before it answers, nothing has happened.
 */
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import { loadAddon } from '../memory/addon.ts';
import { callNative, isNativeFailure } from '../memory/failure.ts';
import { dropInheritance, type IvshmemInheritance, NO_INHERITANCE } from './inheritance.ts';
import type { NativeConnection, NativeDescriptors } from './native.ts';

/** Values that are no ids. */
const BEGIN = -100n;
const LISTENING = -101n;
const MEMORY = -102n;
const IDS = -103n;
const END = -104n;
/** How long a successor waits for the next message. */
const PATIENCE_MS = 10_000;

export function handoverAddress(path: string): string {
  return `${path}.handover`;
}

function bytesOf(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, value, true);
  return bytes;
}

/** Queues all of it. */
export function tellSuccessor(connection: NativeConnection, { listening, memory, ids, kept }: IvshmemInheritance): void {
  connection.add(bytesOf(BEGIN), null);
  const parts = [
    [LISTENING, listening],
    [MEMORY, memory],
    [IDS, ids],
  ] as const;
  for (const [value, descriptors] of parts) if (descriptors !== null) connection.add(bytesOf(value), descriptors);
  for (const { id, eventfds } of kept) connection.add(bytesOf(BigInt(id)), eventfds);
  connection.add(bytesOf(END), null);
}

/**
 * Takes over from the server that listens at `path`, if there is one that keeps. Blocks the thread for as long as that server needs.
 *
 * @param judge - throws when this can't be a successor: the server then goes on
 * @returns null when there is none
 * @throws ChannelError `SLUICE_ERR_PROTOCOL`, `SLUICE_ERR_DEADLINE`, `SLUICE_ERR_PEER_CLOSED` when it does not let go
 */
export function inheritFromPredecessor(path: string, judge: (found: IvshmemInheritance) => void): IvshmemInheritance | null {
  const connection = connectOrNull(handoverAddress(path));
  if (connection === null) return null;
  let found: IvshmemInheritance = NO_INHERITANCE;
  try {
    callNative(`take over from the server at ${path}`, () => {
      found = collect(connection);
    });
    judge(found);
    connection.add(bytesOf(END), null);
    connection.flush();
    awaitEnd(connection, path);
    return found;
  } catch (error) {
    dropInheritance(found);
    throw error;
  } finally {
    connection.close();
  }
}

function connectOrNull(address: string): NativeConnection | null {
  try {
    return callNative(`connect to ${address}`, () => loadAddon().ivshmem.connect(address));
  } catch (error) {
    if (error instanceof ChannelError && error.code === ChannelErrorCode.NOT_LISTENING) return null;
    throw error;
  }
}

/** The end of file says that the predecessor has let go of everything. */
function awaitEnd(connection: NativeConnection, path: string): void {
  try {
    connection.receive(PATIENCE_MS).descriptors?.close();
  } catch (error) {
    if (isNativeFailure(error) && error.status === PEER_CLOSED) return;
    throw error;
  }
  throw new ChannelError(ChannelErrorCode.PROTOCOL, `the server goes on after it has handed over: path=${path}`);
}

/** Of `sluice/error.h`. */
const PEER_CLOSED = 33;

/** Reads to the END. What is lost to an exception is closed when it is collected. */
function collect(connection: NativeConnection): IvshmemInheritance {
  const parts = new Map<bigint, NativeDescriptors>();
  const eventfds = new Map<number, NativeDescriptors[]>();
  for (;;) {
    const { value, descriptors } = connection.receive(PATIENCE_MS);
    if (value === END) break;
    if (descriptors === null) continue;
    if (value < 0n) parts.set(value, descriptors);
    else eventfds.set(Number(value), [...(eventfds.get(Number(value)) ?? []), descriptors]);
  }
  const kept = Array.from(eventfds, ([id, each]) => ({ id, eventfds: loadAddon().ivshmem.join(each) }));
  return { listening: parts.get(LISTENING) ?? null, memory: parts.get(MEMORY) ?? null, ids: parts.get(IDS) ?? null, kept };
}
