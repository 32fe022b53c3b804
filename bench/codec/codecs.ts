/** Every codec by its id. Loaded lazily: a worker process must hold the code of one codec only. */

import { PEER_IDS } from '../peers.ts';
import type { Codec } from './codec.ts';
import type { LogicalMessage, MessageName } from './messages.ts';

/** Ids of everything that is measured, in the order in which it is printed. */
export const CODEC_IDS: readonly string[] = ['sluice', 'floor', 'floor-unchecked', ...PEER_IDS];

/** Rejects with the reason when a codec can't be had. */
export async function createCodec(id: string, message: MessageName, inputs: readonly LogicalMessage[]): Promise<Codec> {
  switch (id) {
    case 'sluice':
      return (await import('./subject.ts')).createSubject(message, inputs);
    case 'floor':
      return (await import('./floor.ts')).createFloor(message, inputs);
    case 'floor-unchecked':
      return (await import('./floor-unchecked.ts')).createUncheckedFloor(message, inputs);
    default:
      return (await import('./peer.ts')).createPeer(id, message, inputs);
  }
}
