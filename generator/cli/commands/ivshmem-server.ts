import { EXIT, type ExitCode, InputError } from '../exit.ts';
import { daemonise, isDaemon, reportReady } from '../ivshmem-daemon.ts';
import { type ServerArguments, serverOptions } from '../ivshmem-options.ts';
import { serveUntilSignal } from '../ivshmem-serve.ts';

/** `sluice ivshmem-server`: stays in the foreground with -F, else starts itself again and ends when that one listens. */
export async function ivshmemServer(args: ServerArguments): Promise<ExitCode> {
  if (process.platform !== 'linux') throw new InputError(`an ivshmem server needs Linux: platform=${process.platform}`);
  if (args.verbose && !args.foreground) throw new InputError('-v needs -F: a daemon has nowhere to tell what happens');
  if (args.json && !args.foreground) throw new InputError('--json needs -F: a daemon has nowhere to print');
  const options = serverOptions(args);
  if (args.foreground) return serveUntilSignal(options, args, null);
  if (isDaemon()) return serveUntilSignal(options, args, reportReady);
  if (process.env['LISTEN_PID'] === String(process.pid))
    throw new InputError('sockets of systemd need -F: it has started this very process');
  await daemonise();
  return EXIT.ok;
}
