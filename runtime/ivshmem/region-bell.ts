/** How a peer of a region is woken, and wakes others. */
import type { IvshmemClient, IvshmemClientPeer } from './client.ts';
import type { PeerBell } from './region-directory.ts';

export interface RegionBellEvents {
  /** Somebody has rung: look at everything. */
  onRung(): void;
  /** Somebody can be rung from now on, who has perhaps attached before. */
  onJoin(bell: PeerBell): void;
  /** The server says that this number is gone. */
  onLeave(number: number): void;
  /** Number or vectors of this peer are others now, or bells do not work any more (`vectors` 0). */
  onChange(): void;
}

/** Absent in plain mode: then peers poll each other. */
export interface RegionBell {
  /** This peer's number at the server, 0..65535. */
  readonly number: number;
  /** Vectors that wake this peer; 0: none does. */
  readonly vectors: number;
  /** Whether there are peers that have not come back to a server that was restarted. */
  readonly hasEarlier: boolean;
  /** This peer's number as such a peer knows it; null when it is none. */
  numberFor(number: number): number | null;
  /** All others of that time are let go. */
  keepOnly(numbers: readonly number[]): void;
  /** A hint; never waits. */
  ring(number: number, vector: number): void;
  watch(events: RegionBellEvents): () => void;
}

/** The bell of a client that is ready. */
export function bellOf(client: IvshmemClient): RegionBell {
  client.earlier.keepEarlier();
  return {
    get number() {
      return client.id ?? 0;
    },
    get vectors() {
      return client.isConnected ? client.commonVectors : 0;
    },
    get hasEarlier() {
      return client.hasEarlier;
    },
    numberFor(number) {
      const known = client.earlier.numberFor(number);
      return known < 0 ? null : known;
    },
    keepOnly(numbers) {
      client.earlier.keepOnly(Uint32Array.from(numbers));
    },
    ring(number, vector) {
      client.ring(number, vector);
    },
    watch({ onRung, onJoin, onLeave, onChange }) {
      const onPeer = ({ id, vectors }: IvshmemClientPeer): void => onJoin({ number: id, vectors });
      const stopWatching = watchLeaves(client, onLeave);
      client.on('kick', onRung).on('join', onPeer).on('ready', onChange).on('lost', onChange);
      return () => {
        stopWatching();
        client.off('kick', onRung).off('join', onPeer).off('ready', onChange).off('lost', onChange);
      };
    },
  };
}

/** Who is gone while there is a server that knows. With a server all its numbers go, and peers come back to the next one. */
export function watchLeaves(client: IvshmemClient, onLeave: (number: number) => void): () => void {
  const listener = (number: number): void => {
    if (client.isReady && client.isConnected) onLeave(number);
  };
  client.on('leave', listener);
  return () => client.off('leave', listener);
}
