/** Exchanges between two programs, each pinned to some processors. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A wait that takes so long was not woken: no machine is that busy. */
const WATCHDOG_MS = 20_000;
/** For each exchange; `SLUICE_RACES_MS=N` for a longer mode. */
const DURATION_MS = Number(process.env['SLUICE_RACES_MS'] ?? 1500);
export const SEED: number = Number(process.env['SLUICE_SEED'] ?? 1);
export const SCRIPT: string = fileURLToPath(new URL('./ts-peer.js', import.meta.url));

/** A program and its arguments; address, role and the like come before `last`. */
export interface Peer {
  readonly command: readonly string[];
  readonly last: readonly string[];
  /** As `taskset -c` takes it; anywhere without one. */
  readonly processors?: string;
}

let addresses = 0;

function run(peer: Peer, address: string, role: string, onReady: () => void): Promise<string> {
  const { command, last, processors } = peer;
  const pinned = processors === undefined ? [] : ['taskset', '-c', processors];
  const [program = '', ...args] = [
    ...pinned,
    ...command,
    address,
    role,
    String(DURATION_MS),
    String(WATCHDOG_MS),
    String(SEED),
    ...last,
  ];
  return new Promise((resolve) => {
    const child = spawn(program, args);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      if (text.startsWith('ready\n')) onReady();
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      errors += piece;
    });
    child.on('close', (status) => {
      onReady();
      resolve(status === 0 ? text.replace('ready\n', '').trim() : `${role} ended with ${status}: ${text}${errors}`);
    });
  });
}

/** @returns what both sides have said in the end, such as `1200 rounds` */
export async function exchange(listener: Peer, connector: Peer | null): Promise<readonly string[]> {
  const address = `@sluice-races-${process.pid}-${++addresses}`;
  let ready: () => void = () => {};
  const isReady = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const first = run(listener, address, 'listen', ready);
  await isReady;
  return await Promise.all([first, ...(connector === null ? [] : [run(connector, address, 'connect', () => {})])]);
}
