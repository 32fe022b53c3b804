/** Processes that are peers of a region, in C and in TypeScript: they send back what they get, each byte one higher. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { BuiltProgram } from '../stubs/build.ts';

const TS_PEER = fileURLToPath(new URL('ts-peer.js', import.meta.url));
/** The type of the message that ends a peer, from slot 0. */
export const STOP = 99;

export type Language = 'C' | 'TypeScript';
export const LANGUAGES: readonly Language[] = ['C', 'TypeScript'];

export class PeerProcess {
  readonly #child: ChildProcess;
  /** Its lines, `slot N: CODE` for each channel that has ended, and `served` last. */
  said = '';
  /** What nobody expects: a crash, a report of a sanitizer. */
  errors = '';
  readonly #closed: Promise<unknown>;

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.said += text;
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
    this.#closed = once(this.#child, 'close');
  }

  /** @returns its exit code, or null for a signal */
  async ended(): Promise<number | null> {
    await this.#closed;
    return this.#child.exitCode;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }
}

/** Starts peers of one file, and ends those that are left. */
export class Peers {
  #built: BuiltProgram | null = null;
  readonly #started: PeerProcess[] = [];

  /** @param list - slots that it serves */
  start(language: Language, file: string, slot: number, list: readonly number[]): PeerProcess {
    const args = [file, String(slot), list.join(',')];
    if (language === 'C') this.#built ??= new BuiltProgram('test/interop/region/c-peer.c');
    const [command, ...first] = language === 'C' ? [(this.#built as BuiltProgram).program] : [process.execPath, TS_PEER];
    const peer = new PeerProcess(command as string, [...first, ...args]);
    this.#started.push(peer);
    return peer;
  }

  async close(): Promise<void> {
    await Promise.all(this.#started.map((peer) => peer.kill()));
    this.#built?.close();
  }
}
