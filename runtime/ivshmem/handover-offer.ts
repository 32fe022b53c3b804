import { callNative } from '../memory/failure.ts';
import { handoverAddress, tellSuccessor } from './handover.ts';
import type { IvshmemInheritance } from './inheritance.ts';
import {
  CONNECTION_ENDED,
  CONNECTION_SPOKE,
  type NativeConnection,
  type NativeIvshmem,
  type NativeIvshmemListening,
} from './native.ts';
import type { CheckedServerOptions } from './options.ts';

/** How long a successor may take to answer. */
const PATIENCE_MS = 10_000;

/** The socket where a successor may come, and the one that has. */
export class HandoverOffer {
  readonly #listening: NativeIvshmemListening;
  #successor: { readonly connection: NativeConnection; readonly timer: NodeJS.Timeout } | null = null;

  /** For {@link offerHandover}. */
  constructor(native: NativeIvshmem, path: string, onSuccessor: (connection: NativeConnection) => void) {
    const address = handoverAddress(path);
    this.#listening = callNative(`listen on ${address}`, () =>
      native.listen(address, 0o600, -1, () => {
        const connection = acceptOrNull(this.#listening);
        if (connection === null) return;
        if (this.#successor === null && isOwnUser(connection)) onSuccessor(connection);
        else connection.close();
      }),
    );
    this.#listening.unref();
  }

  /**
   * @param settle - once: whether it was taken
   * @param onTaken - after `settle`, when the successor has been let go on
   */
  make(connection: NativeConnection, what: IvshmemInheritance, settle: (isTaken: boolean) => void, onTaken: () => void): void {
    const end = (isTaken: boolean): void => {
      if (this.#successor?.connection !== connection) return;
      clearTimeout(this.#successor.timer);
      this.#successor = null;
      settle(isTaken);
      // The end of file: the successor begins.
      connection.close();
      if (isTaken) onTaken();
    };
    this.#successor = { connection, timer: setTimeout(() => end(false), PATIENCE_MS) };
    tellSuccessor(connection, what);
    connection.watch((events) => {
      if (events & CONNECTION_SPOKE) end(true);
      else if (events & CONNECTION_ENDED) end(false);
    });
    if (connection.flush() < 0) end(false);
  }

  close(): void {
    this.#listening.close();
    if (this.#successor !== null) clearTimeout(this.#successor.timer);
  }
}

/** @throws ChannelError `SLUICE_ERR_ADDRESS`, `SLUICE_ERR_ADDRESS_IN_USE`, `SLUICE_ERR_SYSTEM` */
export function offerHandover(
  native: NativeIvshmem,
  { path }: CheckedServerOptions,
  onSuccessor: (connection: NativeConnection) => void,
): HandoverOffer {
  return new HandoverOffer(native, path, onSuccessor);
}

/** One that can't be taken in was turned away. */
function acceptOrNull(listening: NativeIvshmemListening): NativeConnection | null {
  try {
    return listening.accept();
  } catch {
    return null;
  }
}

function isOwnUser(connection: NativeConnection): boolean {
  const { uid } = connection.credentials();
  return uid === 0 || uid === process.geteuid?.();
}
