/** What `sluice channels` and `sluice top` have in common. */
import type { ObservedChannel } from '../../runtime/observe/observed-channel.ts';
import { Observer } from '../../runtime/observe/observer.ts';
import { InputError } from './exit.ts';

export interface WhichOptions {
  readonly address?: string;
  readonly pid?: number;
}

/** How long `sluice top` and `--ended` show what has ended. */
const ENDED_FOR_MS = 10_000;

/** @throws InputError elsewhere than on Linux */
export function openObserver({ address, pid }: WhichOptions, showsEnded: boolean): Observer {
  if (process.platform !== 'linux') throw new InputError(`channels are seen on Linux only: platform=${process.platform}`);
  const isWanted = (channel: ObservedChannel): boolean =>
    (address === undefined || channel.address.includes(address)) &&
    (pid === undefined || channel.pid === pid || channel.peer.pid === pid);
  return new Observer({ endedForMs: showsEnded ? ENDED_FOR_MS : 0, isWanted });
}
