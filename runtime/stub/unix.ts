/** Unix sockets by path: connect and listen. */
import { chmodSync, unlinkSync } from 'node:fs';
import net from 'node:net';
import type { AsyncDisposer } from './disposal.ts';
import { CallError, CallErrorCode } from './errors.ts';
import { type SocketOptions, SocketTransport } from './socket.ts';

export interface ConnectOptions extends SocketOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds until the attempt is given up; 10 s by default. */
  readonly timeoutMs?: number;
}

export interface ListenOptions extends SocketOptions {
  /** Of the socket file; 0o600 by default: only the same user may connect. */
  readonly mode?: number;
  /** A connection was refused or broke before it was one. */
  onError?(error: unknown): void;
}

/** A socket that others can connect to. */
export interface Listener extends AsyncDisposer {
  readonly path: string;
  /** Takes no more connections; those there are go on. */
  close(): Promise<void>;
}

/** @throws CallError `SLUICE_ERR_SYSTEM` with the system's error as cause, `SLUICE_ERR_DEADLINE`, `SLUICE_ERR_CANCELLED` */
export function connectSocket(
  path: string,
  { signal, timeoutMs = 10_000, ...options }: ConnectOptions = {},
): Promise<SocketTransport> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(new CallError(CallErrorCode.CANCELLED, 'cancelled', { cause: signal.reason }));
      return;
    }
    const socket = net.connect(path);
    const give = (error: CallError): void => {
      end();
      socket.destroy();
      reject(error);
    };
    const onAbort = (): void => give(new CallError(CallErrorCode.CANCELLED, 'cancelled', { cause: signal?.reason }));
    const onError = (cause: Error): void => give(new CallError(CallErrorCode.SYSTEM, `cannot connect to ${path}`, { cause }));
    const timer = setTimeout(() => give(new CallError(CallErrorCode.DEADLINE, `nobody answers at ${path}`)), timeoutMs);
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('error', onError);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.on('error', onError);
    socket.once('connect', () => {
      end();
      resolve(new SocketTransport(socket, path, options));
    });
  });
}

/**
 * Listens at a path. A socket file that nobody listens on any more is replaced, a live one is not.
 *
 * @param onConnection - is given each connection; it should serve it at once
 * @throws CallError `SLUICE_ERR_SYSTEM`
 */
export async function listenSocket(
  path: string,
  onConnection: (transport: SocketTransport) => void,
  { mode = 0o600, onError, ...options }: ListenOptions = {},
): Promise<Listener> {
  let count = 0;
  const server = net.createServer((socket) => {
    count += 1;
    onConnection(new SocketTransport(socket, `${path}#${count}`, options));
  });
  try {
    await listen(server, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE' || (await isAlive(path))) {
      throw new CallError(CallErrorCode.SYSTEM, `cannot listen at ${path}`, { cause });
    }
    unlinkSync(path);
    await listen(server, path);
  }
  if (!path.startsWith('\0') && process.platform !== 'win32') chmodSync(path, mode);
  server.on('error', (error) => onError?.(error));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      // `close` waits for connections that are there; they are their servers' affair.
      resolve();
    });
  return { path, close, [Symbol.asyncDispose]: close };
}

function listen(server: net.Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function isAlive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'));
  });
}
