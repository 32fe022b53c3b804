/** The command line of `sluice ivshmem-server`, as options of the server. */
import { type IvshmemMemory, IvshmemServer, type IvshmemServerOptions } from '../../runtime/ivshmem/index.ts';
import { InputError } from './exit.ts';

export interface ServerArguments {
  readonly verbose?: boolean;
  readonly foreground?: boolean;
  readonly pidFile: string;
  readonly socket: string;
  /** Of -M and -m the last one; absent for a memfd. */
  readonly memory?: IvshmemMemory;
  readonly size: bigint;
  readonly vectors: number;
  readonly allowUid?: readonly number[];
  readonly allowGid?: readonly number[];
  readonly socketMode: number;
  readonly socketGroup?: number;
  readonly maxClients?: number;
  readonly stallTimeout: number;
  readonly preallocate?: boolean;
  readonly keep?: boolean;
  readonly release?: readonly number[];
  readonly json?: boolean;
}

/** @throws InputError when the server would not take them, before anything is opened */
export function serverOptions(args: ServerArguments): IvshmemServerOptions {
  if (args.release !== undefined && !args.keep) throw new InputError('--release needs --keep: else no ids are reserved');
  const options: IvshmemServerOptions = {
    path: args.socket,
    vectors: args.vectors,
    size: args.size,
    memory: args.memory ?? { kind: 'memfd' },
    preallocate: args.preallocate ?? false,
    mode: args.socketMode,
    allowUids: args.allowUid ?? [],
    allowGids: args.allowGid ?? [],
    stallTimeoutMs: args.stallTimeout * 1000,
    keep: args.keep ?? false,
    ...(args.socketGroup === undefined ? {} : { group: args.socketGroup }),
    ...(args.maxClients === undefined ? {} : { maxClients: args.maxClients }),
  };
  asInput(() => new IvshmemServer(options));
  return options;
}

/** What the runtime refuses is a mistake of the command line, or of the machine: told in one sentence. */
export function asInput<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('SLUICE_ERR_')) {
      throw new InputError(error.message, { cause: error });
    }
    throw error;
  }
}
