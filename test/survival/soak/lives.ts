/** Whether what a server says of a connection agrees with what its client had done, by the file that outlived it. */
import { readFileSync } from 'node:fs';

export type Kind = 'records' | 'stream' | 'calls' | 'socket' | 'broadcast';

/** What a client had done when it ended. */
export interface Life {
  readonly life: number;
  readonly intended: number;
  readonly sent: number;
  readonly finished: number;
  readonly hasLeft: boolean;
}

/** What its server has told. */
export interface Report {
  readonly ended: string;
  readonly address: string;
  readonly life: number;
  readonly received: number;
  readonly sent: number;
  readonly lost: number;
}

export function readLife(life: number, path: string): Life {
  const bytes = readFileSync(path);
  const word = (index: number): number => Number(bytes.readBigUInt64LE(index * 8));
  return { life, intended: word(0), sent: word(1), finished: word(2), hasLeft: word(3) === 1 };
}

/** Streams tell their life in one byte. */
export function isOf(kind: Kind, report: Report, life: Life): boolean {
  return kind === 'stream' ? report.life % 256 === life.life % 256 : report.life === life.life;
}

const ORDERLY = ['SLUICE_ERR_ENDED', 'SLUICE_ERR_PEER_CLOSED'];

/** Every promise that was broken. */
export function judge(kind: Kind, { received, sent, lost, ended }: Report, life: Life): string[] {
  const broken: string[] = [];
  const must = (isSo: boolean, what: string): void => {
    if (!isSo) broken.push(what);
  };
  // Nothing that was published is lost, and nothing comes twice.
  must(received >= life.sent, `published ${life.sent}, and ${received} came`);
  must(received <= life.intended, `${received} came, and only ${life.intended} were published`);
  if (kind === 'calls' || kind === 'socket') return broken;
  // What the client has read is what was sent, less what is lost.
  must(life.finished <= sent, `sent ${sent}, and the client has read ${life.finished}`);
  if (kind === 'records' && ended === 'SLUICE_ERR_PEER_DIED')
    must(sent - lost <= life.finished, `sent ${sent}, lost ${lost}, and the client has read only ${life.finished}`);
  if (!life.hasLeft) return broken;
  must(ORDERLY.includes(ended), `the client has left, and the server says ${ended}`);
  must(received === life.sent, `the client has left after ${life.sent}, and ${received} came`);
  must(life.finished === sent, `the client has left after reading ${life.finished} of ${sent}`);
  return broken;
}
