/** Running `sluice ivshmem-server` in the background: it starts itself again, detached, and the first process ends when the second one listens. */
import { spawn } from 'node:child_process';
import { InputError } from './exit.ts';

/** Set for the second process. */
const MARK = 'SLUICE_IVSHMEM_DAEMON';

type Report = { readonly isReady: true } | { readonly isReady: false; readonly message: string; readonly isInput: boolean };

export function isDaemon(): boolean {
  return process.env[MARK] === '1' && process.send !== undefined;
}

/**
 * Resolves when the server listens. Its standard streams are /dev/null, so that nobody waits for the end of a pipe that it would hold.
 *
 * @throws InputError with what the server could not start for
 */
export async function daemonise(): Promise<void> {
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...process.env, [MARK]: '1' },
  });
  const report = await new Promise<Report>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Report));
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new Error(`the server ended before it listened: ${signal ?? `exit code ${code}`}`)),
    );
  });
  child.removeAllListeners('exit');
  if (child.connected) child.disconnect();
  child.unref();
  if (report.isReady) return;
  throw report.isInput ? new InputError(report.message) : new Error(report.message);
}

/** The second process tells the first one how it went, once. */
export function reportReady(error: Error | null): void {
  const report: Report =
    error === null
      ? { isReady: true }
      : { isReady: false, message: error.message, isInput: error instanceof InputError || 'syscall' in error };
  process.send?.(report, undefined, undefined, () => {
    if (process.connected) process.disconnect();
  });
}
