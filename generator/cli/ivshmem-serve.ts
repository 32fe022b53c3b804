/** The running server of `sluice ivshmem-server`: what it prints, its pid file, and how it ends. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import {
  hasDescriptorStore,
  IvshmemServer,
  type IvshmemServerOptions,
  inheritFromSystemd,
  notifySystemd,
} from '../../runtime/ivshmem/index.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { asInput, type ServerArguments } from './ivshmem-options.ts';
import { notice, print } from './terminal.ts';

/** Those that a server is stopped by. */
const STOPPING = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;

type Ready = (error: Error | null) => void;

/**
 * Serves until a signal, and then ends by that signal, so that whoever waits for this process sees it; or until a successor has taken over.
 *
 * @param onReady - for a daemon: told when it listens, or why it does not
 */
export async function serveUntilSignal(
  options: IvshmemServerOptions,
  args: ServerArguments,
  onReady: Ready | null,
): Promise<ExitCode> {
  const server = new IvshmemServer(options);
  const ended = new Promise<NodeJS.Signals | 'handover'>((resolve) => {
    server.once('handover', () => resolve('handover'));
    for (const signal of STOPPING) process.once(signal, () => resolve(signal));
  });
  tellEvents(server, args);
  try {
    asInput(() => server.start(inheritFromSystemd()));
    if (!args.foreground) writeFileSync(args.pidFile, `${process.pid}\n`);
  } catch (error) {
    server.close();
    if (onReady === null) throw error;
    onReady(error as Error);
    return EXIT.input;
  }
  warn(server, options);
  for (const id of args.release ?? []) {
    if (!server.release(id)) notice(`warning: this id is not reserved: --release ${id}`);
  }
  tell(
    args,
    'listening',
    () => server.status(),
    () => server.dump(),
  );
  tellSystemd('READY=1');
  onReady?.(null);
  const why = await ended;
  tellSystemd('STOPPING=1');
  tell(
    args,
    'end',
    () => ({ reason: why }),
    () => `ends: ${why}`,
  );
  server.close();
  if (!args.foreground) removePidFile(args.pidFile);
  if (why === 'handover') return EXIT.ok;
  return endBy(why);
}

/** Whether it hears that, or is gone, changes nothing for the clients. */
function tellSystemd(text: string): void {
  try {
    notifySystemd(text);
  } catch (error) {
    notice(`warning: ${(error as Error).message}`);
  }
}

/** What is kept, and safe, only in part: said once, on stderr. */
function warn(server: IvshmemServer, { keep, memory }: IvshmemServerOptions): void {
  const { memory: found } = server.status();
  if (found?.isSealed === false) {
    notice(`warning: memory in a file can't be sealed: a client can cut it short, and others then die of SIGBUS: ${found.place}`);
  }
  if (keep && memory?.kind === 'memfd' && !hasDescriptorStore()) {
    notice(
      "notice: without systemd's descriptor store (NOTIFY_SOCKET) memory is kept for a successor that takes over, not over an end",
    );
  }
}

function tellEvents(server: IvshmemServer, args: ServerArguments): void {
  server.on('join', (client) =>
    tell(
      args,
      'join',
      () => ({ client }),
      () => `client ${client.id} joins: pid=${client.credentials?.pid} uid=${client.credentials?.uid}`,
    ),
  );
  server.on('leave', ({ id }, reason) =>
    tell(
      args,
      'leave',
      () => ({ id, reason }),
      () => `client ${id} leaves: ${reason}`,
    ),
  );
  server.on('refuse', ({ reason, credentials, error }) => {
    const details = { reason, credentials, error: error?.message ?? null };
    tell(
      args,
      'refuse',
      () => details,
      () => `a client is refused: ${reason} uid=${credentials?.uid ?? '?'}${error === null ? '' : `: ${error.message}`}`,
    );
  });
  // SIGUSR1 is Node's own.
  process.on('SIGUSR2', () => {
    if (args.json) print(JSON.stringify({ event: 'status', ...server.status() }));
    else print(server.dump());
  });
}

function tell(args: ServerArguments, event: string, details: () => object, text: () => string): void {
  if (args.json) print(JSON.stringify({ event, ...details() }));
  else if (args.verbose) print(text());
}

/** Of this process only: a successor has written its own. */
function removePidFile(file: string): void {
  try {
    if (readFileSync(file, 'utf8').trim() === String(process.pid)) rmSync(file);
  } catch {
    // It is gone, or was never readable: nothing is left to do.
  }
}

/** The listeners are gone after the first signal of each kind, so this one does what it does to any process. */
async function endBy(signal: NodeJS.Signals): Promise<ExitCode> {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  // It is on its way.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return EXIT.internal;
}
