/** What can be typed into `sluice ivshmem-client`. */
import type { IvshmemClient } from '../../runtime/ivshmem/index.ts';

export const HELP = `help, ?               this
dump                  this client and its peers
int <peer> <vector>   ring a vector of a peer
int <peer> all        ring all vectors of a peer
int all               ring all vectors of all peers
exit, quit            leave`;

export interface Answer {
  readonly text: string;
  readonly isWrong?: boolean;
  readonly isExit?: boolean;
}

/** Runs one command; an empty one says nothing. */
export function runClientCommand(client: IvshmemClient, command: string, json: boolean): Answer {
  const [name = '', ...words] = command.trim().split(/\s+/);
  if (name === '') return { text: '' };
  if ((name === 'help' || name === '?') && words.length === 0) return { text: HELP };
  if ((name === 'exit' || name === 'quit') && words.length === 0) return { text: '', isExit: true };
  if (name === 'dump' && words.length === 0) return { text: dump(client, json) };
  if (name === 'int') return interrupt(client, words);
  return { text: `no such command: ${command.trim()} (help lists what there is)`, isWrong: true };
}

function dump(client: IvshmemClient, json: boolean): string {
  const { id, vectors, size, isConnected, peers } = client;
  if (json) return JSON.stringify({ event: 'dump', id, vectors, size, isConnected, peers });
  const own = `own id ${id ?? 'unknown'}, ${vectors} vectors, ${size} bytes of memory${isConnected ? '' : ', not connected'}`;
  return [own, ...peers.map((peer) => `peer ${peer.id}: ${peer.vectors} vectors`)].join('\n');
}

function interrupt(client: IvshmemClient, words: readonly string[]): Answer {
  if (words.length === 1 && words[0] === 'all') {
    for (const { id } of client.peers) client.ringAll(id);
    return { text: '' };
  }
  const [peer, vector] = words;
  const isNumber = (word: string | undefined): word is string => /^\d{1,5}$/.test(word ?? '');
  if (words.length !== 2 || !isNumber(peer) || !(vector === 'all' || isNumber(vector))) {
    return { text: `int is followed by a peer and a vector, a peer and all, or all: int ${words.join(' ')}`, isWrong: true };
  }
  const isRung = vector === 'all' ? client.ringAll(Number(peer)) > 0 : client.ring(Number(peer), Number(vector));
  return isRung ? { text: '' } : { text: `there is no such peer or vector: int ${words.join(' ')}`, isWrong: true };
}
